"""Runs the real Jobtag binary and sends HTTP requests to it, using only the standard library.

Three layers: `Server` (a process), `Client` (one keep-alive connection of one person) and `Bench` (the usual first steps of a
test: create a client, a job, a line). Every wait has a deadline and waits for a signal.
"""

from __future__ import annotations

import atexit
import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import threading
import uuid
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import contract_schema

PASSWORD = "demo-workshop"
ADMIN = "admin@example.com"
OFFICE = "office@example.com"
OFFICE2 = "office2@example.com"
WORKSHOP = "workshop@example.com"

STATUSES = [
    "draft", "awaiting_approval", "approved", "in_progress",
    "unusual", "recently_completed", "special", "archived",
]
KINDS = ["estimate", "quote", "actual"]
# Every GET of one job, relative to /api/jobs/{id}/.
VIEWS = [
    "", "header/", "basic-info/", "costs/summary/", "quote/", "timeline/", "events/", "changes/",
    "cost-sets/estimate/", "cost-sets/quote/", "cost-sets/actual/",
]
EDITABLE = [
    "name", "description", "status", "client_id", "contact_id", "order_number", "delivery_date", "notes",
    "pricing_methodology", "price_cap", "charge_out_rate", "speed_quality_tradeoff", "paid", "collected",
    "fully_invoiced", "rejected_flag", "priority", "assigned_to",
]
READ_ONLY = [
    "id", "job_number", "client", "contact", "quote_acceptance_date", "completed_at",
    "created_by", "created_at", "updated_at", "etag",
]
MIB = 1024 * 1024
ANSWER_DEADLINE = 10.0
START_DEADLINE = 60.0
EXIT_DEADLINE = 30.0
NOBODY = "0198f000-0000-7000-8000-000000000000"

_UNSET = object()


# ---------------------------------------------------------------------------------------------------------- values

def unique(word: str = "thing") -> str:
    """A unique text of one searchable word."""
    return f"{word}{uuid.uuid4().hex[:12]}"


def micros(timestamp: str) -> int:
    """A timestamp in microseconds since 1970. It must have the format of the contract."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", timestamp), (
        f"not RFC 3339 UTC with microseconds: {timestamp!r}"
    )
    moment = datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)


def timestamp(value: int) -> str:
    """The inverse of `micros`."""
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=value)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def version_of(etag: str) -> int:
    """The version in a strong entity tag."""
    found = re.fullmatch(r'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d+)"', etag or "")
    assert found, f'not an entity tag of the form "<id>.<microseconds>": {etag!r}'
    return int(found[2])


def tag_for(row: dict) -> str:
    """The expected entity tag of a job (client, contact) with this id and `updated_at`."""
    return f'"{row["id"]}.{micros(row["updated_at"])}"'


def later(etag: str, by: int = 1) -> str:
    """A tag of the same job with a version that never existed."""
    found = re.fullmatch(r'"(.+)\.(\d+)"', etag)
    return f'"{found[1]}.{int(found[2]) + by}"'


def without_slash(path: str) -> str:
    head, mark, query = path.partition("?")
    return head.rstrip("/") + mark + query


# --------------------------------------------------------------------------------------------------------- answers

@dataclass
class Response:
    """A response with its request, so that a failure can show both."""

    status: int
    headers: http.client.HTTPMessage
    raw: bytes
    request: str

    def header(self, name: str) -> str | None:
        values = self.headers.get_all(name)
        return ", ".join(values) if values else None

    def listed(self, name: str) -> set[str]:
        """The members of a comma-separated header over all its lines, in lower case."""
        return {part.strip().lower() for part in (self.header(name) or "").split(",") if part.strip()}

    @property
    def etag(self) -> str | None:
        return self.header("ETag")

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.raw.decode("utf-8"))
        except ValueError as problem:
            raise AssertionError(f"the body is not JSON in UTF-8 ({problem})\n{self.explain()}") from None

    def explain(self) -> str:
        head = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"--- request\n{self.request}\n--- answer\n{self.status}\n{head}\n\n{shorten(self.text)}\n---"


def shorten(text: str, limit: int = 2500) -> str:
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def expect(response: Response, *statuses: int) -> Response:
    """Fails with the whole exchange unless the status is one of these."""
    if response.status not in statuses:
        wanted = " or ".join(map(str, statuses))
        raise AssertionError(f"expected {wanted}, got {response.status}\n{response.explain()}")
    return response


def check(condition: Any, message: str, *responses: Response) -> None:
    """An assertion that shows its exchanges."""
    if not condition:
        raise AssertionError("\n".join([message, *(response.explain() for response in responses)]))


def expect_problem(response: Response, status: int, field: str | None = None) -> dict:
    """Fails unless the response is an RFC 9457 problem in the form of the contract, with an error for `field` if given."""
    expect(response, status)
    kind = (response.header("Content-Type") or "").split(";")[0].strip().lower()
    check(kind == "application/problem+json", f"Content-Type is {kind!r}, not application/problem+json", response)
    body = response.json
    check(isinstance(body, dict), "a problem is a JSON object", response)
    for key in ("type", "title", "detail", "instance"):
        check(isinstance(body.get(key), str) and body[key].strip(), f"`{key}` must be a text", response)
    check(body.get("status") == status, "`status` must repeat the status of the answer", response)
    check(body.get("error") == body["detail"], "`error` must be the same sentence as `detail`", response)
    check(body["type"].startswith("/problems/"), "`type` must be a relative URI under /problems/", response)
    if field is not None:
        errors = body.get("errors")
        check(isinstance(errors, list) and errors, "a 400 must list `errors`", response)
        for entry in errors:
            check(
                isinstance(entry, dict) and isinstance(entry.get("field"), str)
                and isinstance(entry.get("message"), str) and entry["message"].strip(),
                "each of `errors` must be {field, message}", response,
            )
        named = [entry["field"] for entry in errors]
        check(field in named, f"`errors` must name the field {field!r}; it names {named}", response)
    return body


def expect_job(response: Response, *statuses: int) -> dict:
    """Fails unless the response is a job whose tag, body and `updated_at` agree."""
    expect(response, *(statuses or (200,)))
    job = response.json
    check(isinstance(job, dict) and "id" in job, "the answer must be the job itself, without an envelope", response)
    check(response.etag == job.get("etag"), "the ETag header and `etag` in the body must agree", response)
    check(job["etag"] == tag_for(job), "the tag must name the job and its `updated_at`", response)
    return job


# ---------------------------------------------------------------------------------------------------------- server

def binary() -> str:
    path = os.environ.get("JOBTAG_BINARY")
    if not path:
        raise RuntimeError("set JOBTAG_BINARY to the built `jobtag` binary (see README.md in this folder)")
    if not os.access(path, os.X_OK):
        raise RuntimeError(f"JOBTAG_BINARY={path} is not an executable file")
    return os.path.abspath(path)


def clean_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """This environment without JOBTAG_…, PG… and proxy variables, so that a run does not depend on its environment."""
    kept = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("JOBTAG_", "PG")) and not name.lower().endswith("_proxy")
    }
    return {**kept, **(extra or {})}


def store() -> str:
    """Where the servers store their data: `sqlite` or `postgres`."""
    name = os.environ.get("JOBTAG_E2E_STORE", "sqlite")
    if name not in ("sqlite", "postgres"):
        raise RuntimeError(f"JOBTAG_E2E_STORE={name} is neither `sqlite` nor `postgres`")
    return name


# The database in the cluster that stands for a file, by the file's path.
_databases: dict[Path, str] = {}


def database_option(file: Path) -> str:
    """The value of `--database` for this file. On PostgreSQL, a database of its own, always the same for the same path."""
    if store() == "sqlite":
        return f"sqlite:{file}"
    if file not in _databases:
        name = f"jobtag_{os.getpid()}_{len(_databases)}"
        execute(f"CREATE DATABASE {name}")
        atexit.register(execute, f"DROP DATABASE {name} WITH (FORCE)")
        _databases[file] = name
    return urlsplit(os.environ["JOBTAG_TEST_POSTGRES"])._replace(path=f"/{_databases[file]}").geturl()


def execute(statement: str) -> None:
    """Executes it in the cluster of the tests, outside their databases."""
    command = ["psql", "--no-psqlrc", "--quiet", "--command", statement, os.environ["JOBTAG_TEST_POSTGRES"]]
    # Debian keeps the programs of each version in a folder of their own.
    environment = clean_environment({"PATH": f"/usr/lib/postgresql/15/bin:{os.environ['PATH']}"})
    subprocess.run(command, env=environment, check=True, timeout=60)


class StartFailure(AssertionError):
    """The binary exited, or printed nothing, before it was ready."""


class Server:
    """One `jobtag serve` on a free loopback port, with its database in `folder`, or in PostgreSQL."""

    LISTENING = re.compile(r"^listening on (https?)://([^/]+):(\d+)(/\S*)?\s*$")

    def __init__(
        self, folder: Path, *options: str, demo: bool = True,
        arguments: list[str] | None = None, environment: dict[str, str] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = self.folder / "jobtag.db"
        self.log = self.folder / "stderr.log"
        if arguments is None:
            arguments = ["serve", "--port", "0", "--database", database_option(self.database)]
            arguments += ["--demo"] if demo else []
        self.arguments = [*arguments, *options]
        self.environment = environment
        self.process: subprocess.Popen | None = None
        self.scheme, self.host, self.port = "http", "", 0
        self.lines: list[str] = []
        self.printed: list[str] = []
        self._changed = threading.Condition()
        self._open_streams = 0
        self._readers: list[threading.Thread] = []
        self._tokens: dict[str, str] = {}
        self._clients: weakref.WeakSet[Client] = weakref.WeakSet()
        # The document to check responses against, if it is not the one in the repository.
        self.contract: contract_schema.Schema | None = None

    # -- lifecycle

    def start(self, deadline: float = START_DEADLINE) -> "Server":
        self.lines, self.printed, self._readers = [], [], []
        self.process = subprocess.Popen(
            [binary(), *self.arguments], cwd=self.folder, env=clean_environment(self.environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self._open_streams = 2
        for stream, kept, copy in ((self.process.stdout, self.printed, None), (self.process.stderr, None, self.log)):
            reader = threading.Thread(target=self._read, args=(stream, kept, copy), daemon=True)
            reader.start()
            self._readers.append(reader)

        def ready() -> bool:
            return any(self.LISTENING.match(line) for line in self.printed) or self._open_streams == 0

        with self._changed:
            self._changed.wait_for(ready, deadline)
            found = next(filter(None, map(self.LISTENING.match, self.printed)), None)
        if not found:
            self.kill()
            raise StartFailure(
                f"no line `listening on http://HOST:PORT` on standard output within {deadline} s; "
                f"exit code {self.process.returncode}\n{' '.join(self.arguments)}\n{self.output()}"
            )
        self.scheme, self.host, self.port = found[1], found[2].strip("[]"), int(found[3] or 0)
        return self

    def _read(self, stream, kept: list[str] | None, copy: Path | None) -> None:
        file = open(copy, "ab") if copy else None
        try:
            for line in iter(stream.readline, b""):
                if file:
                    file.write(line)
                    file.flush()
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                with self._changed:
                    self.lines.append(text)
                    if kept is not None:
                        kept.append(text)
                    self._changed.notify_all()
        finally:
            if file:
                file.close()
            stream.close()
            with self._changed:
                self._open_streams -= 1
                self._changed.notify_all()

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float = EXIT_DEADLINE) -> int:
        """The exit code, which must come within the deadline."""
        try:
            code = self.process.wait(deadline)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not end within {deadline} s\n{self.output()}") from None
        for reader in self._readers:
            reader.join(deadline)
        return code

    def stop(self) -> None:
        """Stops it like a service manager, and requires a clean exit."""
        if self.process is None or self.process.poll() is not None:
            return
        # It gives clients seconds to close their idle connections.
        for client in list(self._clients):
            client.close()
        self.terminate()
        code = self.wait()
        assert code == 0, f"SIGTERM must end the server with exit code 0, not {code}\n{self.output()}"

    def kill(self) -> None:
        """Stops it like a power cut."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(EXIT_DEADLINE)
        for reader in self._readers:
            reader.join(EXIT_DEADLINE)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    # -- output

    def wait_for_line(self, pattern: str, deadline: float = ANSWER_DEADLINE) -> str | None:
        """The first line, printed or logged, that matches the pattern."""
        def found() -> str | None:
            return next((line for line in self.lines if re.search(pattern, line)), None)

        with self._changed:
            self._changed.wait_for(lambda: found() is not None or self._open_streams == 0, deadline)
            return found()

    def output(self) -> str:
        return "--- output of the server\n" + "\n".join(self.lines[-60:])

    # -- addresses

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def connect(self, timeout: float = ANSWER_DEADLINE) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=timeout)

    def token(self, email: str = ADMIN) -> str:
        """A token of this demo person. Signs in once per server, to avoid sign-in throttling."""
        if email not in self._tokens:
            anonymous = Client(self)
            answer = expect(anonymous.login(email), 200)
            anonymous.close()
            self._tokens[email] = answer.json["token"]
        return self._tokens[email]

    def client(self, email: str | None = ADMIN, **options: Any) -> "Client":
        """A new connection, signed in as this person (None: not signed in)."""
        return Client(self, self.token(email) if email else None, **options)

    def __enter__(self) -> "Server":
        return self if self.alive else self.start()

    def __exit__(self, kind, *_: Any) -> None:
        # A failing test must not be hidden by errors while its server stops.
        self.stop() if kind is None else self.kill()


# ---------------------------------------------------------------------------------------------------------- client

class Client:
    """One keep-alive connection of one person. It never retries a request."""

    def __init__(self, server: Server, token: str | None = None, timeout: float = ANSWER_DEADLINE) -> None:
        self.server = server
        self.token = token
        self.timeout = timeout
        server._clients.add(self)
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _usable(self) -> http.client.HTTPConnection:
        connection = self._connection
        if connection is not None and connection.sock is not None:
            readable, _, _ = select.select([connection.sock], [], [], 0)
            if readable:  # the server has closed it while it was idle
                connection.close()
                connection = None
        if connection is None or connection.sock is None:
            connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=self.timeout)
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        return connection

    def request(
        self, method: str, path: str, body: Any = _UNSET, *,
        if_match: str | Iterable[str] | None = None,
        if_none_match: str | Iterable[str] | None = None,
        content_type: str | None = "application/json",
        data: bytes | None = None,
        headers: Iterable[tuple[str, str]] | dict[str, str] = (),
        query: Any = None,
    ) -> Response:
        """Sends one request and reads its whole response.

        `body` is sent as JSON, `data` unchanged. A list for `if_match` becomes one header line each.
        """
        if query:
            path += "?" + urlencode(query, doseq=True)
        if data is None and body is not _UNSET:
            data = json.dumps(body, ensure_ascii=False).encode("utf-8")
        lines: list[tuple[str, str]] = []
        if self.token is not None:
            lines.append(("Authorization", f"Bearer {self.token}"))
        if data is not None:
            if content_type is not None:
                lines.append(("Content-Type", content_type))
            lines.append(("Content-Length", str(len(data))))
        elif method in ("POST", "PUT", "PATCH"):
            lines.append(("Content-Length", "0"))
        for name, value in (("If-Match", if_match), ("If-None-Match", if_none_match)):
            if value is not None:
                lines += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        lines += list(headers.items()) if isinstance(headers, dict) else list(headers)

        shown = "\n".join(
            [f"{method} {path}"]
            + [f"{name}: {'Bearer …' if name == 'Authorization' else shorten(value, 300)}" for name, value in lines]
            + ["", shorten((data or b"").decode("utf-8", "replace"), 1200)]
        )
        connection = self._usable()
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in lines:
                connection.putheader(name, value)
            try:
                connection.endheaders(data)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have responded and closed before it had read everything
            answer = connection.getresponse()
            raw = answer.read()
        except BaseException as problem:
            self.close()
            if hasattr(problem, "add_note"):
                problem.add_note(f"while waiting for the answer to\n{shown}")
            raise
        if answer.will_close:
            self.close()
        response = Response(answer.status, answer.headers, raw, shown)
        complaints = contract_schema.complaints(method, path, answer.status, answer.headers, raw, self.server.contract)
        check(not complaints, "not as openapi/schema.yml says:\n  " + "\n  ".join(complaints[:10]), response)
        return response

    def get(self, path: str, **options: Any) -> Response:
        return self.request("GET", path, **options)

    def head(self, path: str, **options: Any) -> Response:
        return self.request("HEAD", path, **options)

    def post(self, path: str, body: Any = _UNSET, **options: Any) -> Response:
        return self.request("POST", path, body, **options)

    def put(self, path: str, body: Any = _UNSET, **options: Any) -> Response:
        return self.request("PUT", path, body, **options)

    def patch(self, path: str, body: Any = _UNSET, **options: Any) -> Response:
        return self.request("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Response:
        return self.request("DELETE", path, **options)

    def options(self, path: str, **options: Any) -> Response:
        return self.request("OPTIONS", path, **options)

    def login(self, email: str, password: str = PASSWORD) -> Response:
        return self.post("/api/auth/login/", {"email": email, "password": password})

    def pages(self, path: str, most: int = 1000, **query: Any) -> list[list[dict]]:
        """All pages of a list, using its cursors."""
        pages: list[list[dict]] = []
        cursor = None
        while True:
            asked = {**query, **({"cursor": cursor} if cursor else {})}
            answer = expect(self.get(path, query=asked), 200)
            body = answer.json
            check(isinstance(body.get("results"), list) and "next" in body, "a list is {results, next}", answer)
            pages.append(body["results"])
            if body["next"] is None:
                return pages
            check(body["next"] != cursor, "the cursor does not move on", answer)
            check(len(pages) < most, f"the list does not end within {most} pages", answer)
            cursor = body["next"]

    def everything(self, path: str, **query: Any) -> list[dict]:
        return [row for page in self.pages(path, **query) for row in page]


# ---------------------------------------------------------------------------------------------------------- hostile

@dataclass
class RawAnswer:
    """The response on a plain socket. `status` is None if the connection ended without a response."""

    status: int | None
    headers: http.client.HTTPMessage | None
    raw: bytes
    sent: bytes
    note: str = ""

    def explain(self) -> str:
        head = "" if self.headers is None else "\n".join(f"{n}: {v}" for n, v in self.headers.items())
        return (
            f"--- sent ({len(self.sent)} bytes)\n{self.sent[:800]!r}\n--- came back {self.note}\n"
            f"{self.status}\n{head}\n\n{shorten(self.raw.decode('utf-8', 'replace'))}\n---"
        )


def exchange(server: Server, sent: bytes, method: str = "GET", timeout: float = ANSWER_DEADLINE) -> RawAnswer:
    """Sends exactly these bytes on a new connection and reads one response; raises `TimeoutError` if there is none."""
    with server.connect(timeout) as connection:
        try:
            connection.sendall(sent)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = http.client.HTTPResponse(connection, method=method)
        try:
            answer.begin()
            raw = answer.read()
        except TimeoutError:
            raise AssertionError(f"no answer within {timeout} s to\n{sent[:1000]!r}") from None
        except (ConnectionError, http.client.HTTPException) as problem:
            return RawAnswer(None, None, b"", sent, f"(no answer: {problem!r})")
        return RawAnswer(answer.status, answer.headers, raw, sent)


def raw_request(
    server: Server, method: str, path: bytes | str, *, token: str | None = None,
    headers: Iterable[tuple[bytes, bytes]] = (), body: bytes | None = None, content_type: bytes | None = None,
) -> bytes:
    """The bytes of a request, with path and header values neither checked nor escaped."""
    target = path if isinstance(path, bytes) else path.encode()
    lines = [method.encode() + b" " + target + b" HTTP/1.1", f"Host: {server.host}:{server.port}".encode()]
    if token:
        lines.append(b"Authorization: Bearer " + token.encode())
    lines += [name + b": " + value for name, value in headers]
    if content_type:
        lines.append(b"Content-Type: " + content_type)
    if body is not None:
        lines.append(b"Content-Length: " + str(len(body)).encode())
    lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


# ------------------------------------------------------------------------------------------------------------ steps

@dataclass
class Bench:
    """The first steps of tests, done over the API as one person."""

    client: Client
    _customer: dict | None = field(default=None, repr=False)

    @property
    def customer(self) -> dict:
        """A client of the workshop, for tests that need any client."""
        if self._customer is None:
            self._customer = self.make_customer()
        return self._customer

    def make_customer(self, name: str | None = None, **fields: Any) -> dict:
        answer = expect(self.client.post("/api/clients/", {"name": name or unique("Client "), **fields}), 201)
        return answer.json

    def make_contact(self, customer: dict, **fields: Any) -> dict:
        word = unique("contact")
        body = {"name": word, "email": f"{word}@example.com", "phone": "+49 30 1234567", **fields}
        return expect(self.client.post(f"/api/clients/{customer['id']}/contacts/", body), 201).json

    def make_job(self, **fields: Any) -> dict:
        body = {"name": unique("Job "), "client_id": None, **fields}
        body["client_id"] = body["client_id"] or self.customer["id"]
        return expect_job(self.client.post("/api/jobs/", body), 201)

    def get_job(self, job_id: str) -> dict:
        return expect_job(self.client.get(f"/api/jobs/{job_id}/"))

    def tag(self, job_id: str) -> str:
        return self.get_job(job_id)["etag"]

    def change(self, job_id: str, **fields: Any) -> dict:
        """Changes the job by PATCH with the current tag; returns the job in the response."""
        fields = fields or {"notes": unique("note")}
        return expect_job(self.client.patch(f"/api/jobs/{job_id}/", fields, if_match=self.tag(job_id)))

    def add_line(self, job_id: str, cost_set: str = "quote", /, **fields: Any) -> dict:
        """Adds a line with the current tag; returns the whole response, {line, job}."""
        body = {
            "kind": "material", "description": unique("line "), "quantity": "2.00",
            "unit_cost": "10.00", "unit_rev": "15.00", **fields,
        }
        path = f"/api/jobs/{job_id}/cost-sets/{cost_set}/lines/"
        return expect(self.client.post(path, body, if_match=self.tag(job_id)), 201).json

    def add_event(self, job_id: str, description: str | None = None) -> dict:
        body = {"description": description or unique("event ")}
        return expect(self.client.post(f"/api/jobs/{job_id}/events/", body, if_match=self.tag(job_id)), 201).json

    def accept_quote(self, job_id: str) -> dict:
        return expect_job(self.client.post(f"/api/jobs/{job_id}/accept-quote/", if_match=self.tag(job_id)))

    def undo(self, job_id: str, change_id: str) -> Response:
        """Requests an undo with the current tag; returns the response."""
        path = f"/api/jobs/{job_id}/undo/"
        return self.client.post(path, {"change_id": change_id}, if_match=self.tag(job_id))

    def changes(self, job_id: str) -> list[dict]:
        """The job's history, newest first."""
        answer = expect(self.client.get(f"/api/jobs/{job_id}/changes/"), 200)
        check(isinstance(answer.json.get("changes"), list), "/changes/ is {changes: […]}", answer)
        return answer.json["changes"]

    def delete_job(self, job_id: str) -> Response:
        return expect(self.client.delete(f"/api/jobs/{job_id}/", if_match=self.tag(job_id)), 200)

    def find_deleted(self, job_id: str) -> dict | None:
        rows = self.client.everything("/api/jobs/", deleted="true")
        return next((row for row in rows if row["id"] == job_id), None)

    def version_wherever(self, job_id: str) -> str | None:
        """The job's tag, even if it is deleted: it must be equal before and after a rejected request."""
        answer = self.client.get(f"/api/jobs/{job_id}/")
        if answer.status == 404:
            row = self.find_deleted(job_id)
            return row and row["etag"]
        return expect_job(answer)["etag"]


def path_of(url: str | None) -> str:
    """The path of an absolute or relative URL, without a trailing slash."""
    return urlsplit(url or "").path.rstrip("/")
