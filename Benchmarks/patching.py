"""Loads a Jobtag with conditional PATCHes."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from load import Load, load
from report import Report
from servers import Jobtag, ServerFailure

RUNS = count(1)


class Patching:
    """Each change names the tag that the last answer for its job gave; no two in flight are about one job."""

    def __init__(self, server: Jobtag, work: Path, report: Report, tags: Callable[[], list[str]]) -> None:
        """`tags`: asks for the tags of the jobs to be changed."""
        self.server = server
        self.state = work / f"{server.name}-patches"
        self.report = report
        self.tags = tags

    def run(self, connections: int, seconds: int) -> Load:
        tags = self.settled_tags()
        self.state.write_text("\n".join([self.server.token, str(self.next_run()), *tags]) + "\n")
        found = load(
            self.server, connections=connections, seconds=seconds, script="patch.lua", arguments=(str(self.state),)
        )
        if found.note:
            self.report.note(f"the first PATCH refused: {found.note}")
        return found

    @staticmethod
    def next_run() -> int:
        """A number that no earlier run had, on any server: what a run sets a job to is never what it has already."""
        return next(RUNS)

    def settled_tags(self) -> list[str]:
        """The jobs' tags, once the requests that were on their way when the last run ended are through."""
        deadline = time.monotonic() + 10
        tags = self.tags()
        while time.monotonic() < deadline:
            time.sleep(0.1)
            again = self.tags()
            if again == tags:
                return tags
            tags = again
        raise ServerFailure("the jobs go on changing though nobody changes them")
