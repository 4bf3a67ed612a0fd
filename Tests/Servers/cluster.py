"""Several Jobtag servers on one database, and people who use them."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from harness import OFFICE, Bench, Client, Response, Server, expect

# How a request ends that gets no response.
LOST = (ConnectionError, http.client.HTTPException, TimeoutError)
PATIENCE = 120.0
# On two cores, five debug builds need a while to hash the demo's password.
START_DEADLINE = 110.0
SIGN_IN_DEADLINE = 60.0
RETRY_PAUSE = 0.05
T = TypeVar("T")


def together(*works: Callable[[], T]) -> list[T]:
    """Runs these on a thread each, started at the same moment; returns their results, or raises the first error."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)
    failures: list[BaseException] = []

    def run(number: int, work: Callable[[], T]) -> None:
        try:
            gate.wait(PATIENCE)
            results[number] = work()
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"not finished within {PATIENCE} s"
    if failures:
        raise failures[0]
    return results


def eventually(condition: Callable[[], T], deadline: float, what: str) -> T:
    """The first result of `condition` that is true, looked for until the deadline."""
    until = time.monotonic() + deadline
    while not (found := condition()):
        assert time.monotonic() < until, f"{what}: not within {deadline} s"
        time.sleep(RETRY_PAUSE)
    return found


class Cluster:
    """Servers with the same database. A person who has signed in to one of them is signed in to all."""

    def __init__(
        self, folder: Path, uri: str, count: int = 3, *options: str, demo: bool = True, tokens: dict[str, str] | None = None,
    ) -> None:
        self.uri = uri
        arguments = ["serve", "--port", "0", "--database", uri, *(["--demo"] if demo else []), *options]
        self.servers = [Server(folder / f"server-{number}", arguments=arguments) for number in range(1, count + 1)]
        self.tokens = dict(tokens or {})
        for server in self.servers:
            server._tokens = self.tokens

    def start(self) -> Cluster:
        """All at the same moment."""
        try:
            together(*(lambda server=server: server.start(START_DEADLINE) for server in self.servers))
        except BaseException:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        for server in self.servers:
            server.kill()

    def __enter__(self) -> Cluster:
        return self.start()

    def __exit__(self, kind, *_: Any) -> None:
        # A failing test must not be hidden by errors while its servers stop.
        if kind is None:
            together(*(server.stop for server in self.servers))
        else:
            self.kill()

    def clients(self, email: str = OFFICE, **options: Any) -> list[Client]:
        """One person's connection to each server."""
        return [server.client(email, **options) for server in self.servers]

    def clients_with(self, token: str) -> list[Client]:
        return [Client(server, token) for server in self.servers]

    def bench(self, email: str = OFFICE) -> Bench:
        """The usual first steps, on the first server."""
        return Bench(self.servers[0].client(email))


class Person:
    """Someone who usually works on one server, and sends a request that got no answer again, to the next one."""

    def __init__(self, cluster: Cluster, number: int, email: str, patience: float = 60.0) -> None:
        clients = cluster.clients(email)
        home = number % len(clients)
        self.clients = clients[home:] + clients[:home]
        self.patience = patience
        self.unanswered = 0

    def send(self, method: str, path: str, *body: Any, **options: Any) -> Response:
        until = time.monotonic() + self.patience
        while True:
            for client in self.clients:
                try:
                    answer = client.request(method, path, *body, **options)
                    if answer.status != 503:
                        return answer
                except LOST:
                    pass
                self.unanswered += 1
            assert time.monotonic() < until, f"{method} {path} got no answer within {self.patience} s"
            time.sleep(RETRY_PAUSE)

    def close(self) -> None:
        for client in self.clients:
            client.close()


def is_ready(server: Server) -> bool:
    try:
        with server.client(None) as client:
            return client.get("/readyz").status == 200
    except LOST:
        return False


def expect_ready(servers: Iterable[Server], deadline: float) -> None:
    for server in servers:
        eventually(lambda: is_ready(server), deadline, f"/readyz of {server.origin} is 200")


def sign_in(server: Server, email: str, password: str) -> str:
    """A new token. A debug build takes seconds to check a password."""
    with server.client(None, timeout=SIGN_IN_DEADLINE) as client:
        return expect(client.login(email, password), 200).json["token"]
