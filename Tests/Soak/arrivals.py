"""People who sign in while others guess: each has the correct password."""

from __future__ import annotations

import time
from dataclasses import dataclass

from background import Background
from harness import PASSWORD
from wire import Connection, Target, request

INTERVAL = 5.0
"""Seconds between two arrivals."""
KINDS = ["from a place of earlier", "with a browser of earlier", "from a new place"]
"""The new place comes last: while the attackers' thousand places ask for the first time, in the first six seconds, it is one among them."""


@dataclass(frozen=True)
class Arrival:
    kind: str
    at: float
    status: int
    seconds: float


class Arrivals(Background):
    """Signs people in occasionally, each in turn in one of three ways."""

    def __init__(self, target: Target, accounts: list[str]) -> None:
        super().__init__()
        self.target = target
        # The same person does not use two ways, so that one does not benefit from another.
        self.accounts = {kind: accounts[number::len(KINDS)] for number, kind in enumerate(KINDS)}
        self.cookies: dict[str, str] = {}
        self.arrivals: list[Arrival] = []

    def come(self, kind: str, account: str, place: str, **fields: str) -> Arrival:
        begun = time.monotonic()
        connection = Connection(self.target)
        try:
            body = {"email": account, "password": PASSWORD}
            answer = connection.ask(request(self.target, "POST", "/api/auth/login/", body, place=place, **fields))
        finally:
            connection.close()
        if answer.status == 200:
            # Of the two cookies, the device's is the last.
            self.cookies[account] = answer.fields["set-cookie"].partition(";")[0]
        return Arrival(kind, begun, answer.status, time.monotonic() - begun)

    def come_before(self) -> None:
        """All have signed in before, except those from new places."""
        for kind in KINDS[:2]:
            for number, account in enumerate(self.accounts[kind]):
                arrival = self.come(kind, account, self.own_place(number))
                assert arrival.status == 200, f"{arrival} on a quiet day"
                assert "jobtag_device" in self.cookies[account], self.cookies[account]

    @staticmethod
    def own_place(number: int) -> str:
        return f"203.0.113.{number + 1}"

    def work(self) -> None:
        number = 0
        while not self.stopped.wait(INTERVAL if number else 0.0):
            kind = KINDS[number % len(KINDS)]
            of_kind = number // len(KINDS)
            account = self.accounts[kind][of_kind % len(self.accounts[kind])]
            if kind == KINDS[0]:
                arrival = self.come(kind, account, self.own_place(of_kind % len(self.accounts[kind])))
            else:
                new_place = f"192.0.{2 + number // 250}.{number % 250 + 1}"
                fields = {"Cookie": self.cookies[account]} if kind == KINDS[1] else {}
                arrival = self.come(kind, account, new_place, **fields)
            self.arrivals.append(arrival)
            number += 1
