"""Runs scenarios in turn."""

from __future__ import annotations

from collections.abc import Callable

from figures import Series
from load import Load
from report import Report, say

Run = Callable[[int], Load]
"""A run of so many seconds."""


class Turns:
    """A B A B …, so that a machine that gets slower or busier does so for all alike."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def measure(self, entries: list[tuple[Series, Run]]) -> None:
        """A short round warms up."""
        for series, run in entries:
            say(f"{series.title} at {series.connections}: warming up")
            series.warm_up = run(1)
        for round_number in range(1, self.report.rounds + 1):
            for series, run in entries:
                found = run(self.report.seconds)
                series.loads.append(found)
                say(f"{series.title} at {series.connections}: round {round_number}, {found.rate:,.0f}/s")
        self.report.series += [series for series, _ in entries]
