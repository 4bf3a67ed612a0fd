"""How long changes take to reach those who watch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

KEPT_UP = 0.95
"""A run with fewer changes per second than this share of those planned was another run than it says."""


@dataclass(frozen=True)
class Spread:
    """Percentiles of times, in milliseconds."""

    p50: float
    p99: float
    most: float

    @staticmethod
    def of(nanoseconds: list[int]) -> "Spread":
        """Of no times at all, zeros: such a run has failures, and these must still be printed."""
        ordered = sorted(nanoseconds) or [0]

        def at(share: float) -> float:
            return ordered[min(len(ordered) - 1, int(len(ordered) * share))] / 1_000_000

        return Spread(p50=at(0.50), p99=at(0.99), most=ordered[-1] / 1_000_000)


@dataclass(frozen=True)
class DelayRound:
    """One run, timed from just before each PATCH is sent."""

    per_second: float
    """Changes made."""
    deliveries: int
    read: Spread
    """Until the event's last byte is in the hands of the program that watches, on each stream."""
    arrived: Spread | None
    """Until it is at the watcher's socket by the kernel's clock: what comes after is the watching program's own share."""
    answered: Spread
    """Until the PATCH's own answer is here."""
    late: Spread
    """How much later than planned the PATCHes were sent."""
    cores: dict[str, float]
    """Processors that each process used, on average."""
    failures: dict[str, int]


@dataclass
class Delays:
    """The rounds of one scenario."""

    key: str
    title: str
    streams: int
    planned_per_second: int
    wanted_p99_ms: float | None = None
    rounds: list[DelayRound] = field(default_factory=list)

    @property
    def failures(self) -> dict[str, int]:
        total: Counter[str] = Counter()
        for found in self.rounds:
            total.update(found.failures)
        return dict(total)

    @property
    def p99(self) -> float:
        return median(found.read.p99 for found in self.rounds)

    @property
    def is_missed(self) -> bool:
        return self.wanted_p99_ms is not None and self.p99 >= self.wanted_p99_ms

    def notes(self) -> list[str]:
        notes = []
        if self.is_missed:
            wanted = f"wanted is under {self.wanted_p99_ms:.0f}"
            notes.append(f"missed: the delay {self.title} has a p99 of {self.p99:.1f} ms, {wanted}")
        made = median(found.per_second for found in self.rounds)
        if made < self.planned_per_second * KEPT_UP:
            notes.append(f"missed: {self.title}, {made:,.0f} changes per second made of {self.planned_per_second} planned")
        return notes

    def rows(self) -> list[list[str]]:
        failures = "none" if not self.failures else ", ".join(f"{count} {name}" for name, count in self.failures.items())
        made = f"{median(found.per_second for found in self.rounds):,.0f}"
        wanted = ""
        if self.wanted_p99_ms is not None:
            wanted = f"p99 under {self.wanted_p99_ms:.0f}" + (", missed" if self.is_missed else "")
        rows = [self._row(self.title, [found.read for found in self.rounds], str(self.streams), made, wanted, failures)]
        arrived = [found.arrived for found in self.rounds if found.arrived is not None]
        if arrived:
            rows.append(self._row("  until it is at the socket", arrived))
        rows.append(self._row("  until the PATCH is answered", [found.answered for found in self.rounds]))
        cores = {name: median(found.cores[name] for found in self.rounds) for name in self.rounds[0].cores}
        return [*rows, [f"  cores used: {', '.join(f'{name} {used:.2f}' for name, used in cores.items())}", *[""] * 8]]

    @staticmethod
    def _row(
        title: str, spreads: list[Spread], streams: str = "", made: str = "", wanted: str = "", failures: str = ""
    ) -> list[str]:
        p99s = [spread.p99 for spread in spreads]
        return [
            title, streams, made, f"{median(spread.p50 for spread in spreads):.1f}", f"{median(p99s):.1f}",
            f"{min(p99s):.1f}–{max(p99s):.1f}", f"{max(spread.most for spread in spreads):.1f}", wanted, failures,
        ]

    def json(self) -> dict:
        return {
            "title": self.title, "streams": self.streams, "planned_per_second": self.planned_per_second,
            "wanted_p99_ms": self.wanted_p99_ms, "p99_ms": self.p99, "is_missed": self.is_missed,
            "rounds": [self._round_json(found) for found in self.rounds], "failures": self.failures,
        }

    @staticmethod
    def _round_json(found: DelayRound) -> dict:
        spreads = {"read": found.read, "arrived": found.arrived, "answered": found.answered, "late": found.late}
        return {
            "per_second": found.per_second, "deliveries": found.deliveries, "cores": found.cores,
            **{f"{name}_ms": vars(spread) for name, spread in spreads.items() if spread is not None},
        }
