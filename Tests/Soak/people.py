"""People at work, in a separate process: they change their jobs at the pace of people, and every request must get the usual response."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import Any

from wire import Answer, Connection, Target, request

PACE = (0.2, 0.5)
"""Seconds between two changes of one person."""
LIST_EVERY = 4
"""Changes after which a person looks at the list of jobs."""
STREAM_DEADLINE = 10.0


@dataclass(frozen=True)
class Person:
    email: str
    token: str
    place: str
    """Where the person sits, as the proxy in front says it."""
    job: str
    tag: str


@dataclass
class Day:
    """What one person did, and the responses."""

    person: Person
    tag: str
    acknowledged: list[str] = field(default_factory=list)
    """The values of all changes that were answered with success, in their order."""
    changes: list[tuple[int, int, int]] = field(default_factory=list)
    """When a change was sent (monotonic), how long until its answer was at the socket, and until the program had it; nanoseconds."""
    others: int = 0
    """Other requests that were answered as they must be."""
    untold: int = 0
    """Changes that the person's stream did not tell of."""
    errors: list[str] = field(default_factory=list)


class Stream:
    """The stream of an open page; stores the tags reported for the person's own job."""

    def __init__(self, target: Target, person: Person) -> None:
        self.job = person.job.encode()
        self.tags: set[str] = set()
        self.news = threading.Condition()
        self.connection = Connection(target)
        # A comment comes every two seconds.
        self.connection.socket.sendall(request(target, "GET", "/api/changes/stream", token=person.token, place=person.place))
        self.answer = http.client.HTTPResponse(self.connection.socket)
        self.answer.begin()
        if self.answer.status != 200:
            raise ConnectionError(f"the stream was answered {self.answer.status}: {self.answer.read()[:500]!r}")
        self.hasEnded = False
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self) -> None:
        try:
            while line := self.answer.readline():
                if line.startswith(b"data: ") and self.job in line:
                    event = json.loads(line[6:])
                    with self.news:
                        self.tags.add(event.get("etag", ""))
                        self.news.notify_all()
        finally:
            # `threading` prints an exception; the end of the stream is an error of the person's day in any case.
            with self.news:
                self.hasEnded = True
                self.news.notify_all()

    def has_told(self, tag: str) -> bool:
        with self.news:
            return self.news.wait_for(lambda: tag in self.tags or self.hasEnded, STREAM_DEADLINE) and tag in self.tags


class Worker:
    """One person at work."""

    def __init__(self, target: Target, person: Person) -> None:
        self.target, self.person = target, person
        self.day = Day(person, person.tag)
        self.tags: list[str] = []
        self.connection = Connection(target)
        self.stream = Stream(target, person)
        self.random = random.Random(person.email)

    def work(self, stop: threading.Event) -> None:
        try:
            number = 0
            while not stop.wait(self.random.uniform(*PACE)):
                number += 1
                self.change(number)
                self.look(number)
            self.hear()
        except Exception as problem:  # Reported as an error of this person's day, which it ends.
            self.day.errors.append(f"after {len(self.day.acknowledged)} changes: {problem!r}")

    def ask(self, status: int, method: str, path: str, body: Any = None, **fields: str) -> Answer:
        answer = self.connection.ask(request(
            self.target, method, path, body, token=self.person.token, place=self.person.place, **fields))
        if answer.status != status:
            raise AssertionError(f"{answer.status} in place of {status} to {method} {path}: {answer.content[:500]!r}")
        return answer

    def change(self, number: int) -> None:
        value, sent = f"{self.person.email[:8]} {number}", time.monotonic_ns()
        answer = self.ask(
            200, "PATCH", f"/api/jobs/{self.person.job}/", {"order_number": value}, If_Match=self.day.tag, Idempotency_Key=str(uuid.uuid4()))
        if answer.fields["etag"] == self.day.tag:
            raise AssertionError(f"the tag did not change with the change to {value!r}")
        self.day.tag = answer.fields["etag"]
        self.tags.append(self.day.tag)
        self.day.acknowledged.append(value)
        self.day.changes.append((sent, answer.to_socket, answer.to_program))

    def look(self, number: int) -> None:
        self.ask(304, "GET", f"/api/jobs/{self.person.job}/", If_None_Match=self.day.tag)
        self.day.others += 1
        if number % LIST_EVERY == 0:
            self.ask(200, "GET", "/api/jobs/")
            self.day.others += 1

    def hear(self) -> None:
        """The stream has reported every change, the last one shortly after it was made."""
        self.stream.has_told(self.day.tag)
        with self.stream.news:
            self.day.untold = len(set(self.tags) - self.stream.tags)
            if self.stream.hasEnded:
                self.day.errors.append("the stream had ended")


def work(pipe: Pipe, target: Target, people: list[Person]) -> None:
    """Reports that everyone is ready, works until it is stopped, and sends a `Day` of each."""
    workers = [Worker(target, person) for person in people]
    stop = threading.Event()
    threads = [threading.Thread(target=worker.work, args=(stop,)) for worker in workers]
    for thread in threads:
        thread.start()
    pipe.send("ready")
    pipe.recv()
    stop.set()
    for thread in threads:
        thread.join()
    pipe.send([worker.day for worker in workers])
