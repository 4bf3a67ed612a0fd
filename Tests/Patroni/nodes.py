"""Patroni's nodes with PostgreSQL, and the etcd that they share, with the configuration in docs/scaling.md.

Only names, addresses, folders and passwords are replaced in it; a missing place is a failure.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from cluster import eventually, together
from harness import clean_environment
from postgres import Postgres, by_owner, children, psql

DOCUMENTED = Path(__file__).parents[2] / "packaging" / "patroni" / "patroni.yml"
SECRET = "a-secret-of-the-tests"
PEOPLE = "jobtag"
DATABASE = "workshop"
# Debian installs them where only root's PATH leads.
SEARCHED = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
ANSWER_DEADLINE = 10.0
COMMAND_DEADLINE = 60.0
# On two busy cores, a copy of a node and Patroni's loops take a while.
WHOLE_DEADLINE = 120.0
# Below the ports of outgoing connections: one of those could take the port of a node that is down.
PORTS = range(16384, 32768)
_given: set[int] = set()


def program(name: str) -> str:
    found = shutil.which(name, path=SEARCHED)
    if not found:
        raise RuntimeError(f"there is no `{name}` (Debian: apt-get install patroni etcd-server postgresql-15 openssl)")
    return found


def new_port() -> int:
    """A port that nothing listens on, never the same twice. By chance, so that two runs at once do not choose the same."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port


def replaced(text: str, changes: dict[str, str]) -> str:
    """The text with these places replaced; each must exist."""
    for place, other in changes.items():
        assert place in text, f"{place!r} is no longer in the documented configuration"
        text = text.replace(place, other)
    return text


def setting(name: str) -> int:
    """One of the numbers in the documented configuration."""
    return int(next(line.split(":")[1] for line in DOCUMENTED.read_text().splitlines() if line.strip().startswith(f"{name}:")))


@cache
def is_etcd3_safe() -> bool:
    """Whether this Patroni never takes the lease of another node. Those before 3.0.3 (Debian 12 has 3.0.2) may, with `etcd3`."""
    said = subprocess.run([program("patroni"), "--version"], env=environment(), capture_output=True, text=True, check=True)
    return tuple(map(int, said.stdout.split()[1].split("."))) >= (3, 0, 3)


def descendants(parent: int) -> list[int]:
    found = children(parent)
    return found + [below for child in found for below in descendants(child)]


def environment() -> dict[str, str]:
    """Without what would configure Patroni or etcd, and without a home whose certificates libpq would look for."""
    kept = {name: value for name, value in clean_environment().items() if not name.startswith(("PATRONI_", "ETCD_"))}
    return {**kept, "HOME": "/nonexistent"}


def send(number: signal.Signals, processes: list[int]) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass  # it has just ended


class Service:
    """A program that the user of PostgreSQL runs, with its output in a file."""

    def __init__(self, log: Path, *command: str | Path) -> None:
        self.log, self.command = log, by_owner(*command)
        self.process: subprocess.Popen | None = None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def processes(self) -> list[int]:
        return [self.process.pid, *descendants(self.process.pid)] if self.alive else []

    def kill(self) -> None:
        send(signal.SIGKILL, self.processes)
        self.wait()

    def start(self) -> None:
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd="/", env=environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)

    def stop(self) -> None:
        """As a service manager does."""
        if self.alive:
            self.process.terminate()
        self.wait()

    def wait(self) -> None:
        if self.process is not None:
            self.process.wait(COMMAND_DEADLINE)


class Node(Postgres):
    """One PostgreSQL, with the Patroni that starts, stops and promotes it."""

    def __init__(self, folder: Path, name: str, etcd: int, certificate: Path, key: Path) -> None:
        self.name, self.folder = name, folder / name
        self.data, self.log = self.folder / "data", self.folder / "patroni.log"
        self.port, self.rest = new_port(), new_port()
        sockets = self.folder / "sockets"
        sockets.mkdir(parents=True)
        self.configuration = self.folder / "patroni.yml"
        text = replaced(DOCUMENTED.read_text(), {
            "name: db1\n": f"name: {name}\n",
            "10.0.0.1:8008": f"127.0.0.1:{self.rest}",
            "etcd3:\n": "etcd3:\n" if is_etcd3_safe() else "etcd:\n",
            "[10.0.0.1:2379, 10.0.0.2:2379, 10.0.0.3:2379]": f"[127.0.0.1:{etcd}]",
            "10.0.0.1:5432": f"127.0.0.1:{self.port}",
            "/var/lib/postgresql/15/workshop": str(self.data),
            "/var/lib/postgresql/workshop.pgpass": str(self.folder / "pgpass"),
            "/var/run/postgresql": str(sockets),
            "/etc/postgresql/db.crt": str(certificate),
            "/etc/postgresql/db.key": str(key),
            "10.0.0.0/24": "127.0.0.1/32",
            "SECRET": SECRET,
        })
        # Processes are killed here, not machines: nothing has to reach the disk. pg_rewind needs full_page_writes.
        self.configuration.write_text(text + "    fsync: \"off\"\n")
        self.service = Service(self.log, program("patroni"), self.configuration)
        self.uri = f"postgres://postgres:{SECRET}@127.0.0.1:{self.port}/{DATABASE}?sslmode=require"

    # -- processes

    @property
    def postmaster(self) -> int | None:
        """Its process id. The one in the file may be that of another process by now."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            return number if Path(f"/proc/{number}/cwd").readlink() == self.data else None
        except FileNotFoundError:
            return None

    @property
    def of_postgres(self) -> list[int]:
        number = self.postmaster
        return [number, *children(number)] if number else []

    @property
    def processes(self) -> list[int]:
        """Patroni's first, so that it cannot see that PostgreSQL ends."""
        return [*self.service.processes, *self.of_postgres]

    def start(self) -> None:
        self.service.start()

    def stop(self) -> None:
        """Patroni stops PostgreSQL before it ends."""
        self.service.stop()

    def kill(self) -> None:
        super().kill()
        self.service.wait()

    def kill_postgres(self) -> None:
        """Without its Patroni."""
        send(signal.SIGSTOP, self.of_postgres)
        send(signal.SIGKILL, self.of_postgres)

    # -- what it says

    def ask(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        """The status and body of a response of its REST interface; the status is 0 if there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.rest, timeout=ANSWER_DEADLINE)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()

    @property
    def is_primary(self) -> bool:
        """It holds the leader's lease, and can be written."""
        return self.service.alive and self.ask("GET", "/primary")[0] == 200

    def output(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"--- Patroni of {self.name}", *lines[-40:]])


class Nodes:
    """Nodes that Patroni keeps as one primary and its standbys."""

    def __init__(self, count: int = 3) -> None:
        # Not in pytest's folder, which the user postgres cannot open. The path of a socket can have at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="jobtag-patroni-", dir="/tmp"))
        certificate, key = self.folder / "db.crt", self.folder / "db.key"
        subprocess.run(
            [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True, timeout=COMMAND_DEADLINE)
        key.chmod(0o600)
        clients, peers = new_port(), new_port()
        self.etcd = Service(
            self.folder / "etcd.log", program("etcd"), "--name=one", f"--data-dir={self.folder / 'etcd'}",
            f"--listen-client-urls=http://127.0.0.1:{clients}", f"--advertise-client-urls=http://127.0.0.1:{clients}",
            f"--listen-peer-urls=http://127.0.0.1:{peers}", f"--initial-advertise-peer-urls=http://127.0.0.1:{peers}",
            f"--initial-cluster=one=http://127.0.0.1:{peers}", *([] if is_etcd3_safe() else ["--enable-v2"]))
        self.all = [Node(self.folder, f"db{number}", clients, certificate, key) for number in range(1, count + 1)]
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, "postgres", "postgres")
        # What an operator gives to the servers: all hosts, and no hint which one is the primary.
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.all)
        tls = urlencode({"sslmode": "verify-full", "sslrootcert": certificate}, quote_via=quote, safe="/")
        self.uri = f"postgres://{PEOPLE}:{SECRET}@{hosts}/{DATABASE}?{tls}"

    @property
    def primary_uri(self) -> str:
        """For psql, which takes any host unless told."""
        return f"{self.uri}&target_session_attrs=read-write"

    # -- states

    def primary(self, deadline: float = WHOLE_DEADLINE) -> Node:
        return eventually(lambda: next((node for node in self.all if node.is_primary), None), deadline, "there is a primary")

    def synchronous(self) -> Node | None:
        """The standby that Patroni would promote."""
        for node in self.all:
            if node.service.alive and (members := node.ask("GET", "/cluster")[1].get("members")):
                names = [member["name"] for member in members if member["role"] == "sync_standby"]
                return next((node for node in self.all if node.name in names), None)
        return None

    def streaming(self, primary: Node) -> set[str]:
        """The names of its standbys that receive its changes."""
        return {row[0] for row in psql(primary.uri, "SELECT application_name FROM pg_stat_replication WHERE state = 'streaming'")}

    def expect_whole(self) -> Node:
        """Starts what is down, and waits until a primary has all others as standbys; returns it."""
        if not self.etcd.alive:
            self.etcd.start()
        for node in self.all:
            if not node.service.alive:
                node.start()
        primary = self.primary()
        others = {node.name for node in self.all} - {primary.name}
        try:
            eventually(lambda: self.streaming(primary) == others, WHOLE_DEADLINE, f"all others follow {primary.name}")
            eventually(self.synchronous, WHOLE_DEADLINE, "a standby is synchronous")
        except AssertionError as failure:
            failure.add_note(self.output())
            raise
        return primary

    def others(self, *known: Node) -> list[Node]:
        return [node for node in self.all if node not in known]

    # -- actions

    def configure(self, **settings: object) -> None:
        """As `patronictl edit-config` does; applies when each Patroni has run its loop."""
        status, _ = self.primary().ask("PATCH", "/config", settings)
        assert status == 200, f"PATCH /config got {status}"

    def control(self, *words: str) -> str:
        """What patronictl prints."""
        command = by_owner(program("patronictl"), "--config-file", self.all[0].configuration, *words)
        done = subprocess.run(
            command, cwd="/", env={**environment(), "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=COMMAND_DEADLINE)
        assert done.returncode == 0, f"patronictl {' '.join(words)}\n{done.stdout}{done.stderr}\n{self.output()}"
        return done.stdout

    def output(self) -> str:
        return "\n".join(node.output() for node in self.all)

    def __enter__(self) -> Nodes:
        try:
            self.etcd.start()
            # The first one makes the database, and the others copy it.
            self.all[0].start()
            self.primary()
            first = self.all[0].uri.replace(f"/{DATABASE}?", "/postgres?")
            psql(first, f"CREATE ROLE {PEOPLE} LOGIN PASSWORD '{SECRET}'", f"CREATE DATABASE {DATABASE} OWNER {PEOPLE}")
            self.expect_whole()
        except BaseException as failure:
            # Read before they are deleted.
            try:
                failure.add_note(self.output())
            finally:
                self.delete()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.delete()

    def delete(self) -> None:
        """Kills every process, by id, and deletes the folders."""
        together(*(node.kill for node in self.all))
        self.etcd.kill()
        shutil.rmtree(self.folder)
