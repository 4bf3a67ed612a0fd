"""Jobtag beside an older build of itself, each with the demo workshop: whether a change has made it slower."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from figures import Ratio, Series
from load import Load, load
from patching import Patching
from report import Report
from servers import Jobtag
from turns import Turns

READERS = 32
LISTERS = 4
WRITERS = 64
TIE = 0.9
SEARCHES = ("stainless", "1007", "handrail brackets")


class Older:
    """The same requests to both by turns. A ratio over 1 says that this build answers more of them in a second."""

    def __init__(self, newer: Jobtag, older: Jobtag, work: Path, report: Report) -> None:
        self.pair = (newer, older)
        self.work = work
        self.report = report
        self.turns = Turns(report)

    def run(self) -> None:
        for server in self.pair:
            server.sign_in()
        jobs = {server: f"/api/jobs/{server.first_job()}/" for server in self.pair}
        tags = {server: server.ask("GET", jobs[server], server.signed_in)[0]["ETag"] for server in self.pair}
        self.get("304", READERS, lambda server: jobs[server], lambda server: {"If-None-Match": tags[server]})
        self.get("200", READERS, lambda server: jobs[server])
        self.get("list", LISTERS, lambda _: "/api/jobs/?limit=50")
        for words in SEARCHES:
            self.get(f"search for {words!r}", LISTERS, lambda _: f"/api/jobs/?q={quote(words)}")
        patching = {server: Patching(server, self.work, self.report, server.tags) for server in self.pair}
        for connections in (1, WRITERS):
            self.compare("PATCH", connections, lambda server, seconds: patching[server].run(connections, seconds))

    def get(
        self, title: str, connections: int, path: Callable[[Jobtag], str],
        more: Callable[[Jobtag], dict[str, str]] = lambda _: {},
    ) -> None:
        def run(server: Jobtag, seconds: int) -> Load:
            sent = server.signed_in | more(server)
            return load(server, path(server), connections=connections, seconds=seconds, headers=sent)

        self.compare(title, connections, run)

    def compare(self, title: str, connections: int, run: Callable[[Jobtag, int], Load]) -> None:
        newer, older = (Series(f"{server.name}_{title}_{connections}", f"{title}, {server.name}", connections) for server in self.pair)
        self.turns.measure([
            (newer, lambda seconds: run(self.pair[0], seconds)), (older, lambda seconds: run(self.pair[1], seconds)),
        ])
        self.report.add(
            Ratio(f"older_{title}_{connections}", f"{title} at {connections}: newer / older", newer, older, wanted=TIE))
