"""Makes changes at an even pace, in a process of its own."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection

CONNECTIONS = 32
"""As many changes may be on their way at once; fewer need be for the pace to be held."""
ANSWER_DEADLINE = 15.0


@dataclass(frozen=True)
class Change:
    """A change that was made; times by the clock that only goes on, which all processes share."""

    tag: str
    """The job's after it."""
    planned: int
    sent: int
    answered: int


@dataclass(frozen=True)
class Made:
    """All of a run."""

    changes: list[Change]
    cores: float
    refused: int
    note: str


class Worker:
    """One connection, kept open, and the change that is on its way there."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=ANSWER_DEADLINE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.job = ""
        self.planned = self.sent = 0

    def answer(self) -> tuple[int, str, bytes] | None:
        """Status, entity tag and content, once all of it is here."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed a connection with a PATCH under way")
        self.received += data
        head, end, content = self.received.partition(b"\r\n\r\n")
        if not end:
            return None
        status, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        if len(content) < int(fields["content-length"]):
            return None
        self.received = b""
        return int(status.split()[1]), fields.get("etag", ""), content


def make_changes(
    pipe: Connection, host: str, port: int, token: str, tags: dict[str, str], per_second: int, seconds: int, run: int
) -> None:
    """Waits to be told to begin; answers with a `Made`."""
    workers = [Worker(host, port) for _ in range(CONNECTIONS)]
    try:
        pipe.send("ready")
        pipe.recv()
        pipe.send(Pace(workers, f"{host}:{port}", token, tags, run).keep(per_second, per_second * seconds))
    finally:
        for worker in workers:
            worker.socket.close()


class Pace:
    """Each change is sent when its time has come, whether or not the one before is answered; no two at once are of one job."""

    def __init__(self, workers: list[Worker], host: str, token: str, tags: dict[str, str], run: int) -> None:
        """`tags`: the jobs to be changed, by their ids."""
        self.free = deque(workers)
        self.jobs = deque(tags)
        self.tags = dict(tags)
        self.fields = f"HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self.first_value = run * 1_000_000
        self.changes: list[Change] = []
        self.refused = 0
        self.note = ""

    def keep(self, per_second: int, count: int) -> Made:
        with selectors.DefaultSelector() as selector:
            for worker in self.free:
                selector.register(worker.socket, selectors.EVENT_READ, worker)
            begun, busy = time.monotonic_ns(), time.process_time()
            sent = 0
            while len(self.changes) + self.refused < count:
                wait = ANSWER_DEADLINE
                while sent < count and self.free and self.jobs:
                    planned = begun + sent * 1_000_000_000 // per_second
                    wait = (planned - time.monotonic_ns()) / 1_000_000_000
                    if wait > 0:
                        break
                    self.send(sent, planned)
                    sent += 1
                    wait = ANSWER_DEADLINE
                ready = selector.select(wait)
                if not ready and wait == ANSWER_DEADLINE:
                    raise TimeoutError(f"no answer to a PATCH within {ANSWER_DEADLINE:.0f} s")
                for key, _ in ready:
                    self.take_answer(key.data)
            seconds = (time.monotonic_ns() - begun) / 1_000_000_000
        return Made(self.changes, (time.process_time() - busy) / seconds, self.refused, self.note)

    def send(self, number: int, planned: int) -> None:
        worker = self.free.popleft()
        worker.job, worker.planned = self.jobs.popleft(), planned
        # By turns a number and a text, never the value that the job has.
        value = self.first_value + number
        body = f'{{"priority":{value}}}' if number % 2 else f'{{"order_number":"PO {value}"}}'
        request = (
            f"PATCH /api/jobs/{worker.job}/ {self.fields}If-Match: {self.tags[worker.job]}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
        worker.sent = time.monotonic_ns()
        worker.socket.sendall(request)

    def take_answer(self, worker: Worker) -> None:
        answer = worker.answer()
        if answer is None:
            return
        answered = time.monotonic_ns()
        status, tag, content = answer
        self.free.append(worker)
        if status != 200 or tag == self.tags[worker.job] or worker.job not in tag:
            # The job stays out, and the count makes the whole run fail.
            self.refused += 1
            self.note = self.note or f"{status} {tag} {content[:200].decode(errors='replace')}"
            return
        self.changes.append(Change(tag=tag, planned=worker.planned, sent=worker.sent, answered=answered))
        self.tags[worker.job] = tag
        self.jobs.append(worker.job)
