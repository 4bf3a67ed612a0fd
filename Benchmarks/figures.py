"""What the runs add up to: medians, spreads, ratios, and how they are printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from load import Load

TIE = 0.10
"""Ratios closer to 1 than this say nothing on a shared machine."""


@dataclass
class Series:
    """The rounds of one scenario."""

    key: str
    title: str
    connections: int
    loads: list[Load] = field(default_factory=list)
    warm_up: Load | None = None
    """Counts for nothing but its failures."""

    @property
    def rates(self) -> list[float]:
        return [load.rate for load in self.loads]

    @property
    def failures(self) -> dict[str, int]:
        total: Counter[str] = Counter()
        for load in [self.warm_up, *self.loads]:
            total.update(load.failures if load else {})
        return dict(total)

    @property
    def processor_us(self) -> float | None:
        """Unknown where the system does not tell, or a round had no answer at all."""
        each = [load.processor_us for load in self.loads]
        return None if None in each else median(each)

    def row(self) -> list[str]:
        return [
            self.title, str(self.connections), f"{median(self.rates):,.0f}",
            f"{min(self.rates):,.0f}–{max(self.rates):,.0f}",
            f"{median(load.p50_ms for load in self.loads):.2f}", f"{median(load.p99_ms for load in self.loads):.2f}",
            "" if self.processor_us is None else f"{self.processor_us:,.0f}",
            "none" if not self.failures else ", ".join(f"{count} {name}" for name, count in self.failures.items()),
        ]

    def json(self) -> dict:
        return {
            "title": self.title, "connections": self.connections, "per_second": median(self.rates),
            "min": min(self.rates), "max": max(self.rates), "rounds": self.rates,
            "p50_ms": median(load.p50_ms for load in self.loads), "p99_ms": median(load.p99_ms for load in self.loads),
            "processor_us": self.processor_us,
            "bytes_each": median(load.bytes_each for load in self.loads), "failures": self.failures,
        }


@dataclass
class Ratio:
    """One series by another; both were loaded in turn, so each round gives a ratio of its own."""

    key: str
    title: str
    above: Series
    below: Series
    wanted: float | None = None
    """What it should be at least."""

    @property
    def value(self) -> float:
        return quotient(median(self.above.rates), median(self.below.rates))

    @property
    def rounds(self) -> list[float]:
        return [quotient(above, below) for above, below in zip(self.above.rates, self.below.rates)]

    @property
    def by_processor(self) -> float | None:
        """The same by what the servers used of the processors for each answer: waiting for the disk or for others is left out."""
        above, below = self.above.processor_us, self.below.processor_us
        return None if above is None or below is None else quotient(below, above)

    @property
    def is_tie(self) -> bool:
        return abs(self.value - 1) < TIE

    @property
    def miss(self) -> str | None:
        """What is missed, as a sentence."""
        if self.wanted is None or self.value >= self.wanted:
            return None
        return f"missed: {self.title} is {self.value:.2f}, wanted is at least {self.wanted:.2f}"

    def row(self) -> list[str]:
        spread = f"{min(self.rounds):.2f}–{max(self.rounds):.2f}"
        wanted = "" if self.wanted is None else f"at least {self.wanted:.2f}" + (", missed" if self.miss else "")
        by_processor = "" if self.by_processor is None else f"{self.by_processor:.2f}"
        tie = f"tie (under {TIE:.0%})" if self.is_tie else ""
        return [self.title, f"{self.value:.2f}", spread, by_processor, tie, wanted]

    def json(self) -> dict:
        return {
            "title": self.title, "ratio": self.value, "min": min(self.rounds), "max": max(self.rounds), "tie": self.is_tie,
            "by_processor": self.by_processor, "wanted": self.wanted, "is_missed": self.miss is not None,
        }


def quotient(above: float, below: float) -> float:
    """0 where there is nothing to divide by: such a run has failures, and these must still be printed."""
    return above / below if below else 0.0


def table(head: list[str], rows: list[list[str]]) -> str:
    """Plain columns: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: list[str]) -> str:
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:]))
        return "  ".join([cells[0].ljust(widths[0]), *rest]).rstrip()

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])
