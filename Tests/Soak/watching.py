"""Samples the server's process once a second: memory, descriptors, threads, and the size of its database."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from background import Background

INTERVAL = 1.0


@dataclass(frozen=True)
class Sample:
    at: float
    """Monotonic, in seconds."""
    resident: int
    """Bytes."""
    descriptors: int
    threads: int
    database: int
    """Bytes, with the log that is not folded in yet."""
    processor: float
    """Seconds of a core that the process has used."""


class Watch(Background):
    """Takes samples until it is stopped."""

    def __init__(self, process: int, database: Path) -> None:
        super().__init__()
        self.folder, self.database = Path(f"/proc/{process}"), database
        self.samples: list[Sample] = []

    def look(self) -> Sample:
        status = dict(re.findall(r"^(\w+):\s+(\d+)", (self.folder / "status").read_text(), re.MULTILINE))
        times = (self.folder / "stat").read_text().rpartition(")")[2].split()
        sizes = [file.stat().st_size for file in (self.database, self.database.with_name(f"{self.database.name}-wal")) if file.exists()]
        return Sample(
            at=time.monotonic(), resident=int(status["VmRSS"]) * 1024, descriptors=len(os.listdir(self.folder / "fd")),
            threads=int(status["Threads"]), database=sum(sizes), processor=(int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"))

    def work(self) -> None:
        while not self.stopped.wait(INTERVAL):
            self.samples.append(self.look())

    def between(self, start: float, end: float) -> list[Sample]:
        return [sample for sample in self.samples if start <= sample.at < end]


def middle(samples: list[Sample], name: str) -> float:
    assert samples, f"nothing was looked at in the time that {name} is wanted of"
    return median(getattr(sample, name) for sample in samples)
