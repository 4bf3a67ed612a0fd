"""Starts the servers that are measured, asks them things, and ends them by their process id."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote

START_DEADLINE = 60.0
END_DEADLINE = 15.0
ANSWER_DEADLINE = 120.0
"""Long enough for what a load has left behind that nobody waits for any more."""


class ServerFailure(Exception):
    """A server that did not start, ended early, or answered what it should not."""


class Server:
    """One process that prints `listening on http://HOST:PORT` when it is ready; ended when the `with` block ends."""

    LISTENING = re.compile(rb"^listening on http://([0-9.]+):(\d+)\s*$")

    def __init__(self, name: str, command: list[str], work: Path) -> None:
        self.name = name
        self.command = command
        self.work = work
        self.log = work / f"{name}.log"
        self.host, self.port = "", 0
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Server":
        # Settings that happen to be in the environment must not change what is measured.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JOBTAG_")}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.work, env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _wait_until_ready(self) -> None:
        ready = threading.Event()

        def read() -> None:
            # To the end, so that the server never waits for room in the pipe.
            for line in self.process.stdout:
                found = self.LISTENING.match(line)
                if found and not ready.is_set():
                    self.host, self.port = found[1].decode(), int(found[2])
                    ready.set()
            ready.set()

        threading.Thread(target=read, daemon=True).start()
        ready.wait(START_DEADLINE)
        if not self.port:
            raise ServerFailure(f"{self.name} did not say that it listens; its last words:\n{self.last_words()}")

    def _end(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(END_DEADLINE)
            except subprocess.TimeoutExpired:
                os.kill(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: object = None, expect: int = 200
    ) -> tuple[http.client.HTTPMessage, bytes]:
        """One request on a connection of its own. Returns headers and content; another status than `expect` is an error."""
        if self.process.poll() is not None:
            raise ServerFailure(f"{self.name} has ended with exit code {self.process.returncode}\n{self.last_words()}")
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_DEADLINE)
        try:
            sent = dict(headers or {})
            if body is not None:
                sent["Content-Type"] = "application/json"
            connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status != expect:
            raise ServerFailure(
                f"{self.name} answered {response.status}, not {expect}, to {method} {path}\n"
                f"{content[:400].decode(errors='replace')}\n{self.last_words()}"
            )
        return response.headers, content

    def memory(self) -> dict[str, float] | None:
        """What the process holds in memory now (`now`) and held at most (`peak`), in MiB; None where Linux's /proc is not."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return {
            key: round(int(fields[name].split()[0]) / 1024, 1)
            for key, name in (("now", "VmRSS"), ("peak", "VmHWM"))
        }

    def processor_seconds(self) -> float | None:
        """What the process has used of the processors so far; None where Linux's /proc is not."""
        status = Path(f"/proc/{self.process.pid}/stat")
        if not status.exists():
            return None
        # After the name, which is in brackets and may have spaces: state, …, and as 12th and 13th user's and system's ticks.
        fields = status.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Jobtag(Server):
    """Jobtag with a database of its own, and a person signed in."""

    def __init__(
        self, binary: Path, work: Path, name: str = "jobtag", database: Path | None = None, address: str | None = None,
        is_demo: bool | None = None,
    ) -> None:
        """Without a database file or an address, the demo workshop in a new file."""
        address = address or f"sqlite:{database or work / f'{name}.db'}"
        command = [str(binary), "serve", "--port", "0", "--database", address]
        if is_demo is None:
            is_demo = database is None and address.startswith("sqlite:")
        super().__init__(name, [*command, "--demo"] if is_demo else command, work)
        self.token = ""
        self.people: list[str] = []

    def sign_in(self, email: str = "office@example.com", password: str = "demo-workshop") -> None:
        _, content = self.ask("POST", "/api/auth/login/", body={"email": email, "password": password})
        self.token = json.loads(content)["token"]

    def tokens(self, count: int) -> list[str]:
        """Sign-ins of as many people, whom an admin adds: one person's streams are bounded."""
        while len(self.people) < count:
            email = f"watcher{len(self.people)}@example.com"
            _, content = self.ask("POST", "/api/auth/login/", body={"email": "admin@example.com", "password": "demo-workshop"})
            admin = {"Authorization": f"Bearer {json.loads(content)['token']}"}
            person = {"name": "Watcher", "email": email, "role": "office", "password": "demo-workshop"}
            self.ask("POST", "/api/staff/", admin, body=person, expect=201)
            _, content = self.ask("POST", "/api/auth/login/", body={"email": email, "password": "demo-workshop"})
            self.people.append(json.loads(content)["token"])
        return self.people[:count]

    @property
    def signed_in(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def first_job(self) -> str:
        _, content = self.ask("GET", "/api/jobs/?limit=1", self.signed_in)
        return json.loads(content)["results"][0]["id"]

    def tags(self) -> list[str]:
        """The entity tags of all jobs, as they are now."""
        tags, cursor = [], None
        while True:
            path = "/api/jobs/?limit=1000" + (f"&cursor={quote(cursor, safe='')}" if cursor else "")
            page = json.loads(self.ask("GET", path, self.signed_in)[1])
            tags += [job["etag"] for job in page["results"]]
            cursor = page["next"]
            if not cursor:
                return tags

    def tags_of(self, jobs: list[str]) -> list[str]:
        """The entity tags of these jobs, as they are now."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_DEADLINE)
        try:
            return [self._tag(connection, job) for job in jobs]
        finally:
            connection.close()

    def _tag(self, connection: http.client.HTTPConnection, job: str) -> str:
        connection.request("HEAD", f"/api/jobs/{job}/", headers=self.signed_in)
        response = connection.getresponse()
        response.read()
        tag = response.headers["ETag"]
        if response.status != 200 or tag is None:
            raise ServerFailure(f"{self.name} answered {response.status} and the tag {tag} to HEAD of the job {job}")
        return tag
