"""Gives each server on SQLite a second one on PostgreSQL, with the same data and the same requests.

`install` changes the classes of `Tests/EndToEnd/harness.py`, so that its tests, and those here, need not know about it: a test
gets the responses of the server on SQLite, and fails if those of the other one are different.
"""

from __future__ import annotations

import atexit
import functools
import gzip
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

import harness
from harness import ADMIN, OFFICE, OFFICE2, WORKSHOP, Client, RawAnswer, Response, Server, clean_environment
from pairs import OPAQUE_HEADERS, Pairs
from postgres import cluster_of_the_tests, drop_database, new_database

SIGN_IN_DEADLINE = 60.0
PATIENCE = 120.0
COPY_DEADLINE = 60.0
# Where each server shows its own figures; only status and headers are compared.
OWN_CONTENT = {"/metrics"}
T = TypeVar("T")

requests = 0
"""How many requests have been compared."""


class Different(AssertionError):
    """The two servers answered differently."""


class NotComparable(Exception):
    """A test did what has no counterpart on the second server, and belongs in `left_out.py`."""


# --------------------------------------------------------------------------------------------------------------- databases

def temporary_database(template: str | None = None) -> str:
    """The URI of a new database, empty or a copy, which is deleted at the end."""
    uri = new_database(cluster_of_the_tests(), template)
    atexit.register(drop_database, uri)
    return uri


@functools.cache
def demo() -> tuple[Path, str, dict[str, str]]:
    """The demo workshop in SQLite and in PostgreSQL, with the same ids, times and sessions; and the sessions' tokens."""
    folder = Path(tempfile.mkdtemp(prefix="jobtag-differential-"))
    atexit.register(shutil.rmtree, folder)
    first = Server(folder)
    first.twin = None
    with first:
        # A debug build takes seconds to check a password.
        clients = {email: first.client(None, timeout=SIGN_IN_DEADLINE) for email in (ADMIN, OFFICE, OFFICE2, WORKSHOP)}
        tokens = {email: harness.expect(client.login(email), 200).json["token"] for email, client in clients.items()}
    uri = temporary_database()
    subprocess.run(
        [harness.binary(), "copy", "--from", f"sqlite:{first.database}", "--to", uri], env=clean_environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=COPY_DEADLINE)
    return first.database, uri, tokens


# ----------------------------------------------------------------------------------------------------------------- servers

class NoSchema:
    """In place of the schema: a response that is equal to a checked one needs no check of its own."""

    def find(self, *_: Any) -> None:
        return None


def twin_of(server: Server) -> Server:
    """A server on PostgreSQL with the same options and data, not started."""
    database = f"sqlite:{server.database}"
    if database not in server.arguments or "JOBTAG_DATABASE" in (server.environment or {}) or server.database.exists():
        raise NotComparable("This test chooses the database itself.")
    template = None
    if "--demo" in server.arguments:
        file, template, tokens = demo()
        shutil.copy(file, server.database)
        server._tokens.update(tokens)
    uri = temporary_database(template)
    arguments = [uri if argument == database else argument for argument in server.arguments]
    twin = Server(server.folder / "postgres", arguments=arguments, environment=server.environment)
    twin.twin, twin.contract = None, NoSchema()
    return twin


def authority(server: Server) -> re.Pattern:
    """The server's address in requests and responses."""
    return re.compile(rf"{re.escape(server.host)}:{server.port}(?!\d)")


def replaced(found: re.Pattern, server: Server, value: Any) -> Any:
    """The address that matches replaced by that of this server, everywhere in a part of a request or response."""
    match value:
        case str():
            return found.sub(f"{server.host}:{server.port}", value)
        case bytes():
            return replaced(found, server, value.decode("latin-1")).encode("latin-1")
        case dict():
            return {replaced(found, server, name): replaced(found, server, one) for name, one in value.items()}
        case list() | tuple():
            return type(value)(replaced(found, server, one) for one in value)
    return value


# ---------------------------------------------------------------------------------------------------------------- requests

_turn = threading.Lock()
_inside = threading.local()
# Each server has its own, so their requests can overlap: what a request says depends only on earlier responses.
_sender = ThreadPoolExecutor(1)


class one_at_a_time:
    """Requests at the same time have no order in which the second server could repeat them."""

    def __enter__(self) -> None:
        if not _turn.acquire(blocking=False):
            raise NotComparable("This test sends several requests at the same time.")
        _inside.request = True

    def __exit__(self, *_: Any) -> None:
        _inside.request = False
        _turn.release()


def both(first: Callable[[], T], second: Callable[[], T]) -> tuple[T, T]:
    """The results of both, which run at the same time."""
    other = _sender.submit(second)
    try:
        one = first()
    finally:
        wait([other])
    return one, other.result()


def for_twin(server: Server, value: Any) -> Any:
    """A part of a request to the first server, for the second."""
    return replaced(authority(server), server.twin, server.pairs.translated(value))


def compare(server: Server, path: str, first: Response | RawAnswer, second: Response | RawAnswer) -> None:
    """Fails unless the responses are equal, up to the values that each server makes itself."""
    global requests
    requests += 1
    found = difference(server, path, first, second)
    if found:
        raise Different(f"{found}\n--- SQLite\n{first.explain()}\n--- PostgreSQL\n{second.explain()}")


def difference(server: Server, path: str, first: Response | RawAnswer, second: Response | RawAnswer) -> str | None:
    if first.status != second.status:
        return f"the status is {first.status} on SQLite and {second.status} on PostgreSQL"
    if first.status is None:
        return None
    own, others = list(first.headers.items()), list(second.headers.items())
    if [name for name, _ in own] != [name for name, _ in others]:
        return f"the headers are {[name for name, _ in own]} on SQLite and {[name for name, _ in others]} on PostgreSQL"
    is_compressed = first.headers.get("Content-Encoding") == "gzip" == second.headers.get("Content-Encoding")
    has_own_content = path.partition("?")[0].rstrip("/") in OWN_CONTENT
    for (name, one), (_, other) in zip(own, others):
        other = replaced(authority(server.twin), server, other)
        match name.lower():
            case "date":
                continue
            case "content-length" if is_compressed or has_own_content:
                continue
            case opaque if opaque in OPAQUE_HEADERS:
                found = server.pairs.learn("word", one, other)
            case _:
                found = server.pairs.difference(one, other)
        if found:
            return f"{name} differs: {found}"
    if has_own_content:
        return None
    bodies = [answer.raw for answer in (first, second)]
    if is_compressed and first.raw:
        bodies = [gzip.decompress(body) for body in bodies]
    one, other = (body.decode("latin-1") for body in bodies)
    found = server.pairs.difference(one, replaced(authority(server.twin), server, other))
    return found and f"the body differs: {found}"


# ------------------------------------------------------------------------------------------------------------ installation

def install() -> None:
    """Changes the harness. Must be called before the tests import from it."""
    plain_start, plain_stop, plain_kill = Server.start, Server.stop, Server.kill
    plain_terminate, plain_wait, plain_connect = Server.terminate, Server.wait, Server.connect
    plain_request, plain_close, plain_exchange = Client.request, Client.close, harness.exchange

    def start(server: Server, **options: Any) -> Server:
        if not hasattr(server, "twin"):
            server.twin, server.pairs = twin_of(server), Pairs()
        plain_start(server, **options)
        if server.twin:
            try:
                plain_start(server.twin, **options)
            except BaseException:
                plain_kill(server)
                raise
        return server

    def kill(server: Server) -> None:
        plain_kill(server)
        if getattr(server, "twin", None):
            plain_kill(server.twin)

    def terminate(server: Server) -> None:
        plain_terminate(server)
        if server.twin:
            plain_terminate(server.twin)

    def wait_for_exit(server: Server, *options: Any) -> int:
        code = plain_wait(server, *options)
        if server.twin:
            assert plain_wait(server.twin, *options) == code, server.twin.output()
        return code

    def stop(server: Server) -> None:
        plain_stop(server)
        if getattr(server, "twin", None):
            plain_stop(server.twin)

    def connect(server: Server, *options: Any) -> Any:
        if server.twin and not getattr(_inside, "request", False):
            raise NotComparable("This test uses a connection of its own.")
        return plain_connect(server, *options)

    def request(client: Client, method: str, path: str, *body: Any, **options: Any) -> Response:
        server = client.server
        if not server.twin:
            return plain_request(client, method, path, *body, **options)
        with one_at_a_time():
            if not hasattr(client, "twin"):
                client.twin = Client(server.twin)
            # A request that was given up would go on, and make the other server's next one wait.
            client.timeout = client.twin.timeout = PATIENCE
            client.twin.token = for_twin(server, client.token)
            sent, others = for_twin(server, [method, path, *body]), for_twin(server, options)
            first, second = both(
                lambda: plain_request(client, method, path, *body, **options), lambda: plain_request(client.twin, *sent, **others))
            compare(server, path, first, second)
            return first

    def close(client: Client) -> None:
        plain_close(client)
        # After a response that closes the connection, the other server's may still be on its way.
        if hasattr(client, "twin") and not getattr(_inside, "request", False):
            plain_close(client.twin)

    def exchange(server: Server, sent: bytes, method: str = "GET", timeout: float = PATIENCE) -> RawAnswer:
        if not server.twin:
            return plain_exchange(server, sent, method, timeout)
        with one_at_a_time():
            others = for_twin(server, sent)
            first, second = both(
                lambda: plain_exchange(server, sent, method, PATIENCE), lambda: plain_exchange(server.twin, others, method, PATIENCE))
            target = sent.split(b"\r\n")[0].split(b" ")
            compare(server, target[1].decode("latin-1") if len(target) > 1 else "", first, second)
            return first

    Server.start, Server.stop, Server.kill = start, stop, kill
    Server.terminate, Server.wait, Server.connect = terminate, wait_for_exit, connect
    Client.request, Client.close, harness.exchange = request, close, exchange
