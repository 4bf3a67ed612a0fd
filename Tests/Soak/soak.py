"""The whole soak test: a quiet phase, the attack, and another quiet phase, on one server. The tests only examine the results."""

from __future__ import annotations

import multiprocessing
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import attacking
import insiders
import people
import strangers
from arrivals import Arrivals
from attacking import Attack, Scene
from harness import ADMIN, PASSWORD, Bench, Client, Server, expect
from people import Day, Person
from watching import Watch
from wire import Target

SECONDS = float(os.environ.get("JOBTAG_SOAK_SECONDS", "600"))
QUIET_SHARE = 0.1
SHORTEST_PHASE = 20.0
COUNT_OF_PEOPLE = 8
COUNT_OF_ARRIVING = 12
PROCESS_DEADLINE = 120.0
SETTLING_DEADLINE = 100.0
"""A connection may be idle for 75 seconds."""
DESCRIPTORS_MORE = 8

ATTACKS: list[dict[str, tuple[attacking.Attacker, int]]] = [
    {"guesses": (strangers.guess, 1)},
    {
        "slow heads": (strangers.slow_head, 50),
        "slow bodies": (strangers.slow_body, 50),
        "slow readers": (insiders.slow_reader, 20),
        "left open": (strangers.left_open, 300),
        "malformed": (strangers.malformed, 10),
        "streams": (insiders.streams_that_are_dropped, 120),
    },
    {
        "merges": (insiders.worst_merges, 4),
        "changes of nothing": (insiders.changes_of_nothing, 1),
        "lists": (insiders.lists_without_end, 2),
    },
]
"""By process: each attack with how many make it at once."""
CHOSEN = os.environ.get("JOBTAG_SOAK_ATTACKS", "").split(",") if os.environ.get("JOBTAG_SOAK_ATTACKS") else [
    name for attacks in ATTACKS for name in attacks]
"""All, or those that somebody looks for a reason among."""


@dataclass
class Phase:
    name: str
    start: float
    end: float

    def part(self, start: float, end: float) -> tuple[float, float]:
        """A part of a phase, as fractions of its length."""
        length = self.end - self.start
        return self.start + start * length, self.start + end * length


@dataclass
class Outcome:
    """The results."""

    quiet: Phase
    attack: Phase
    after: Phase
    days: list[Day]
    arrivals: Arrivals
    attacks: list[Attack]
    watch: Watch
    settled_after: float | None
    """Seconds after the attack until the descriptors were as few as before it; None where they never were."""
    histories: dict[str, list[str]] = field(default_factory=dict)
    """Of each person's job: the values that its history has, oldest first."""
    tags: dict[str, str] = field(default_factory=dict)
    unexpected: int = 0
    """Answers of 500, by the server's own count."""

    def latencies(self, phase: Phase, to_program: bool = False) -> list[float]:
        """The latencies of the changes sent in a phase, in milliseconds."""
        return sorted(
            change[2 if to_program else 1] / 1e6 for day in self.days for change in day.changes
            if phase.start <= change[0] / 1e9 < phase.end)


class Helper:
    """A process beside the server."""

    context = multiprocessing.get_context("spawn")

    def __init__(self, run: Callable[..., None], *arguments: Any) -> None:
        self.pipe, other = self.context.Pipe()
        self.process = self.context.Process(target=run, args=(other, *arguments), daemon=True)
        self.process.start()
        other.close()

    def hear(self) -> Any:
        if not self.pipe.poll(PROCESS_DEADLINE):
            raise TimeoutError(f"no word from {self.process.name} within {PROCESS_DEADLINE} s")
        return self.pipe.recv()

    def tell(self, word: str) -> None:
        self.pipe.send(word)

    def end(self) -> None:
        self.pipe.close()
        self.process.join(PROCESS_DEADLINE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def make_staff(admin: Client, name: str, count: int) -> list[str]:
    accounts = [f"{name}{number}@example.com" for number in range(count)]
    for account in accounts:
        body = {"name": account, "email": account, "role": "office", "password": PASSWORD}
        expect(admin.post("/api/staff/", body), 201)
    return accounts


def sign_in(server: Server, account: str) -> str:
    with Client(server) as client:
        return expect(client.login(account), 200).json["token"]


def soak(server: Server) -> Outcome:
    admin = server.client(ADMIN)
    bench, target = Bench(admin), Target(server.host, server.port)
    workers = []
    for number, account in enumerate(make_staff(admin, "worker", COUNT_OF_PEOPLE)):
        job = bench.make_job()
        workers.append(Person(account, sign_in(server, account), f"203.0.113.{100 + number}", job["id"], job["etag"]))
    arriving = make_staff(admin, "arriving", COUNT_OF_ARRIVING)
    tokens = {account.rstrip("0@example.com"): sign_in(server, account) for name in ("merges", "repeats", "lists", "streams")
              for account in make_staff(admin, name, 1)}
    scene = Scene(target, [worker.email for worker in workers] + arriving, tokens)

    arrivals = Arrivals(target, arriving)
    arrivals.come_before()
    watch = Watch(server.process.pid, server.database)
    watch.start()
    helpers: list[Helper] = []
    try:
        chosen = [{name: attack for name, attack in attacks.items() if name in CHOSEN} for attacks in ATTACKS]
        attackers = [Helper(attacking.run, scene, attacks) for attacks in chosen if attacks]
        helpers += attackers
        office = Helper(people.work, target, workers)
        helpers.append(office)
        office.hear()

        length = max(SHORTEST_PHASE, QUIET_SHARE * SECONDS)
        quiet = pass_time("quiet", length)
        for attacker in attackers:
            attacker.tell("begin")
            attacker.hear()
        arrivals.start()
        attack = pass_time("attack", max(SHORTEST_PHASE, SECONDS - 2 * length))
        arrivals.stop()
        for attacker in attackers:
            attacker.tell("stop")
        attacks = [attack for attacker in attackers for attack in attacker.hear()]
        for attacker in attackers:
            attacker.end()
        ended = time.monotonic()
        most = max(sample.descriptors for sample in watch.between(quiet.start, quiet.end)) + DESCRIPTORS_MORE
        after = pass_time("after", length)
        settled_after = wait_until_settled(watch, most, ended)
        office.tell("stop")
        days = office.hear()
    finally:
        for helper in helpers:
            if not helper.pipe.closed:
                helper.end()
    watch.stop()
    outcome = Outcome(quiet, attack, after, days, arrivals, attacks, watch, settled_after)
    for day in days:
        changes = bench.changes(day.person.job)
        outcome.histories[day.person.email] = [one["after"]["order_number"] for one in reversed(changes) if one["kind"] == "updated"]
        outcome.tags[day.person.email] = bench.tag(day.person.job)
    counts = re.findall(r'^jobtag_http_requests_total\{.*status="500"\} (\d+)$', admin.get("/metrics").text, re.MULTILINE)
    outcome.unexpected = sum(map(int, counts))
    return outcome


def pass_time(name: str, seconds: float) -> Phase:
    """Waits until the end of a phase."""
    start = time.monotonic()
    threading.Event().wait(seconds)
    return Phase(name, start, time.monotonic())


def wait_until_settled(watch: Watch, most: int, ended: float) -> float | None:
    """Checks once a second whether there are as few descriptors as before."""
    while time.monotonic() - ended < SETTLING_DEADLINE:
        settled = next((sample.at for sample in watch.samples if sample.at > ended and sample.descriptors <= most), None)
        if settled is not None:
            return settled - ended
        threading.Event().wait(1.0)
    return None
