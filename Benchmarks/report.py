"""All that is found in one run, as tables and as JSON."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from delays import Delays
from figures import Ratio, Series, table
from servers import Server


@dataclass(frozen=True)
class Memory:
    """What a process held in memory at one time, and at most until then, in MiB."""

    title: str
    now: float
    peak: float
    wanted: int | None
    """What even the peak should stay under."""

    @property
    def miss(self) -> str | None:
        if self.wanted is None or self.peak < self.wanted:
            return None
        return f"missed: {self.title}, memory had a peak of {self.peak:.1f} MiB, wanted is under {self.wanted}"

    def row(self) -> list[str]:
        wanted = "" if self.wanted is None else f"under {self.wanted}" + (", missed" if self.miss else "")
        return [self.title, f"{self.now:.1f}", f"{self.peak:.1f}", wanted]

    def json(self) -> dict:
        return {"now": self.now, "peak": self.peak, "wanted": self.wanted, "is_missed": self.miss is not None}


class Report:
    """What the parts of a run add to."""

    def __init__(self, parts: list[str], rounds: int, seconds: int) -> None:
        self.parts = parts
        self.rounds = rounds
        self.seconds = seconds
        self.series: list[Series] = []
        self.ratios: list[Ratio] = []
        self.delays: list[Delays] = []
        self.memory: list[Memory] = []
        self.disk: dict[str, float] | None = None
        self.facts: dict[str, int | float] = {}
        """Whatever else must be known to judge the figures."""
        self.notes: list[str] = []
        self.busy_before = os.getloadavg()[0]

    def add(self, ratio: Ratio) -> None:
        self.ratios.append(ratio)
        if ratio.miss:
            self.note(ratio.miss)

    def add_delays(self, delays: Delays) -> None:
        self.delays.append(delays)
        for note in delays.notes():
            self.note(note)

    def remember(self, title: str, server: Server, wanted: int | None = None) -> None:
        """What a server holds in memory now; nothing where the system does not tell."""
        found = server.memory()
        if found is not None:
            memory = Memory(title, now=found["now"], peak=found["peak"], wanted=wanted)
            self.memory.append(memory)
            if memory.miss:
                self.note(memory.miss)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    @property
    def failures(self) -> dict[str, dict[str, int]]:
        return {entry.key: entry.failures for entry in [*self.series, *self.delays] if entry.failures}

    def text(self) -> str:
        machine = machine_facts()
        lines = [
            f"{', '.join(self.parts)}: {self.rounds} rounds of {self.seconds} s each, by turns;"
            " wrk with one thread on the same machine",
            f"{machine['cores']} cores, {machine['processor']}, {machine['system']};"
            f" load average before the run {self.busy_before:.1f}",
        ]
        if "body_bytes" in self.facts:
            lines.append(f"job: {self.facts['body_bytes']:,} bytes of JSON")
        if "jobs" in self.facts:
            lines.append(f"PATCHes over {self.facts['jobs']} jobs, each answer durable")
        if "many_jobs" in self.facts:
            lines.append(
                f"{self.facts['many_jobs']:,} jobs in {self.facts['many_mib']:,.0f} MiB, made in"
                f" {self.facts['many_seconds']:.0f} s, beside {self.facts['few_jobs']:,} in {self.facts['few_mib']:,.0f} MiB"
            )
        parts = ["\n".join(lines)]
        if self.series:
            head = ["scenario", "connections", "median/s", "min–max", "p50 ms", "p99 ms", "µs of a core each", "failures"]
            parts.append(table(head, [series.row() for series in self.series]))
        if self.ratios:
            head = ["ratio of medians", "ratio", "of rounds", "by µs of a core", "", "wanted"]
            parts.append(table(head, [ratio.row() for ratio in self.ratios]))
        if self.delays:
            head = [
                "delay of changes", "streams", "changes/s", "p50 ms", "p99 ms", "of rounds", "most ms", "wanted", "failures",
            ]
            parts.append(table(head, [row for delays in self.delays for row in delays.rows()]))
        if self.memory:
            parts.append(table(["resident memory", "MiB", "peak MiB", "wanted"], [memory.row() for memory in self.memory]))
        if self.disk:
            parts.append(
                f"disk: {self.disk['append']:,.0f} fsyncs/s of a growing file,"
                f" {self.disk['overwrite']:,.0f} fdatasyncs/s in place"
            )
        if self.notes:
            parts.append("\n".join(f"note: {note}" for note in self.notes))
        return "\n\n".join(parts)

    def json(self) -> dict:
        return {
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "machine": machine_facts(),
            "load_average_before": self.busy_before, "parts": self.parts, "rounds": self.rounds, "seconds": self.seconds,
            **self.facts,
            "series": {series.key: series.json() for series in self.series},
            "ratios": {ratio.key: ratio.json() for ratio in self.ratios},
            "delays": {delays.key: delays.json() for delays in self.delays},
            "disk_syncs_per_second": self.disk,
            "memory_mib": {memory.title: memory.json() for memory in self.memory}, "notes": self.notes,
        }


def machine_facts() -> dict[str, object]:
    processor = platform.processor() or platform.machine()
    details = Path("/proc/cpuinfo")
    if details.exists():
        names = [line.split(":", 1)[1].strip() for line in details.read_text().splitlines() if line.startswith("model name")]
        processor = names[0] if names else processor
    return {"cores": os.cpu_count(), "processor": processor, "system": f"{platform.system()} {platform.release()}"}


def say(text: str) -> None:
    print(f"  {text}", flush=True)
