"""Whether Jobtag is as fast with very many jobs as with few."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from delays import Delays
from figures import Ratio, Series
from load import Load, load
from many_jobs import Picked, latest_jobs, make_many_jobs, pick_jobs
from patching import Patching
from report import Report, say
from servers import Jobtag
from streams import Streams
from turns import Turns

READERS = 32
LISTERS = 4
"""Lists are heavier than jobs: as many at once as the server reads."""
WRITERS = 64
SOME = 1_000
"""As many as the smaller database has, so that caches are of the same use to both."""
ANY = 100_000
"""More than any cache of the server's holds."""
WANTED = 0.9
MEMORY_WANTED = 150
ACTIVE = ("draft", "awaiting_approval", "approved", "in_progress", "unusual", "recently_completed", "special")


@dataclass
class Side:
    """One of the two servers, and what it is asked for."""

    server: Jobtag
    picked: "Selection"
    latest: Patching
    """Changes of the latest jobs, which is what a workshop changes."""
    scattered: Patching
    """Changes of jobs from everywhere."""
    runs: int = 0


@dataclass(frozen=True)
class Selection:
    """Jobs of one database."""

    some: list[Picked]
    any: list[Picked]
    latest: list[Picked]

    @staticmethod
    def of(database: Path) -> "Selection":
        return Selection(pick_jobs(database, SOME), pick_jobs(database, ANY), latest_jobs(database, SOME))


@dataclass(frozen=True)
class Ask:
    """A GET: where, with which tag if conditionally, and what must come."""

    path: str
    tag: str = ""
    status: int = 200


class Scale:
    """The same load on two servers by turns, one with a thousand jobs and one with a million."""

    def __init__(self, binary: Path, work: Path, report: Report, few: int, many: int, streams: int) -> None:
        self.binary = binary
        self.work = work
        self.report = report
        self.counts = {"few": few, "many": many}
        self.streams = streams
        self.turns = Turns(report)

    def run(self) -> None:
        databases = self.make_databases()
        selections = {which: Selection.of(database) for which, database in databases.items()}
        with self.start("few", databases) as few, self.start("many", databases) as many:
            sides = [self.side(few, selections["few"]), self.side(many, selections["many"])]
            self.reads(*sides)
            self.lists(*sides)
            self.writes(*sides)
            self.report.remember(f"{many.name} after the load", many, MEMORY_WANTED)
            # So few changes that it is the number of streams that is measured.
            delays = Delays(f"streams_{self.streams}_many_jobs", f"at {self.streams:,} streams, {many.name}", self.streams, 10)
            Streams(many, sides[1].latest, self.report).measure(delays, MEMORY_WANTED)

    # -- the two

    def make_databases(self) -> dict[str, Path]:
        demo = self.work / "demo.db"
        with Jobtag(self.binary, self.work, "demo"):
            say("the demo workshop is made")
        databases = {}
        for which, count in self.counts.items():
            databases[which] = self.work / f"{which}.db"
            begun = time.monotonic()
            make_many_jobs(demo, databases[which], count)
            seconds, mib = time.monotonic() - begun, databases[which].stat().st_size / (1 << 20)
            say(f"{count:,} jobs made in {seconds:.0f} s, {mib:,.0f} MiB")
            self.report.facts |= {f"{which}_jobs": count, f"{which}_mib": round(mib, 1), f"{which}_seconds": round(seconds, 1)}
        return databases

    def start(self, which: str, databases: dict[str, Path]) -> Jobtag:
        return Jobtag(self.binary, self.work, f"jobtag of {self.counts[which]:,}", databases[which])

    def side(self, server: Jobtag, picked: Selection) -> Side:
        server.sign_in()
        return Side(server, picked, self.patching(server, picked.latest), self.patching(server, picked.some))

    def patching(self, server: Jobtag, jobs: list[Picked]) -> Patching:
        ids = [job.id for job in jobs]
        return Patching(server, self.work, self.report, lambda: server.tags_of(ids))

    # -- what is measured

    def reads(self, few: Side, many: Side) -> None:
        def job(picked: Picked) -> Ask:
            return Ask(f"/api/jobs/{picked.id}/")

        def unchanged(picked: Picked) -> Ask:
            return Ask(f"/api/jobs/{picked.id}/", tag=picked.tag, status=304)

        of_some, of_any = f"one of {SOME:,}", f"one of all, at most {ANY:,}"
        for key, title, asks in (
            ("304_one", "304, one job", lambda picked: [unchanged(picked.some[0])]),
            ("304_any", f"304, {of_any}", lambda picked: list(map(unchanged, picked.any))),
            ("200_one", "200, one job", lambda picked: [job(picked.some[0])]),
            ("200_some", f"200, {of_some}", lambda picked: list(map(job, picked.some))),
            ("200_any", f"200, {of_any}", lambda picked: list(map(job, picked.any))),
        ):
            self.compare_asks(key, title, READERS, few, many, asks)

    def lists(self, few: Side, many: Side) -> None:
        """First pages of fifty, as the page asks for them and as people do."""
        active = "&".join(f"status={status}" for status in ACTIVE)
        for key, title, query in (
            ("list", "list of all", ""),
            ("list_status", "list of one status", "?status=in_progress"),
            ("list_active", "list of the active, latest first", f"?{active}&order=-updated_at"),
            ("list_archived", "list of the archived, latest first", "?status=archived&order=-updated_at"),
            ("list_deleted", "list of the deleted", "?deleted=true"),
            ("search_word", "search for a frequent word", "?q=stainless"),
        ):
            self.compare_asks(key, title, LISTERS, few, many, lambda _: [Ask(f"/api/jobs/{query}")])
        self.compare_asks(
            "search_number", "search for a number", LISTERS, few, many,
            lambda picked: [Ask(f"/api/jobs/?q={job.number}") for job in picked.some],
        )

    def writes(self, few: Side, many: Side) -> None:
        for key, connections, title, patching in (
            ("1", 1, f"PATCH, the latest {SOME:,}", lambda side: side.latest),
            (f"{WRITERS}", WRITERS, f"PATCH, the latest {SOME:,}", lambda side: side.latest),
            (f"{WRITERS}_scattered", WRITERS, f"PATCH, any {SOME:,}", lambda side: side.scattered),
        ):
            self.compare(
                f"patch_{key}", title, connections, few, many, lambda side, seconds: patching(side).run(connections, seconds)
            )

    def compare_asks(
        self, key: str, title: str, connections: int, few: Side, many: Side, asks: Callable[[Selection], list[Ask]]
    ) -> None:
        self.compare(
            key, title, connections, few, many,
            lambda side, seconds: self.get(side, key, connections, asks(side.picked), seconds),
        )

    def compare(
        self, key: str, title: str, connections: int, few: Side, many: Side, run: Callable[[Side, int], Load]
    ) -> None:
        below = Series(f"few_{key}", f"{title}; {self.counts['few']:,} jobs", connections)
        above = Series(f"many_{key}", f"{title}; {self.counts['many']:,} jobs", connections)
        self.turns.measure([(below, lambda seconds: run(few, seconds)), (above, lambda seconds: run(many, seconds))])
        title = f"{title} at {connections}: {self.counts['many']:,} jobs / {self.counts['few']:,}"
        self.report.add(Ratio(f"many_by_few_{key}", title, above, below, wanted=WANTED))

    def get(self, side: Side, key: str, connections: int, asks: list[Ask], seconds: int) -> Load:
        paths = self.work / f"{side.server.name}-{key}"
        paths.write_text("\n".join([side.server.token, *(f"{ask.path} {ask.tag}".rstrip() for ask in asks)]) + "\n")
        side.runs += 1
        self.check(side, asks)
        found = load(
            side.server, connections=connections, seconds=seconds, script="paths.lua",
            arguments=(str(paths), str(side.runs)),
        )
        if not found.rate:
            self.report.note(f"{side.server.name}: no answer at all within {seconds} s to {asks[0].path}")
        # wrk counts a 304 and a 200 alike: what was answered before the load must be answered after it too.
        self.check(side, asks)
        return found

    @staticmethod
    def check(side: Side, asks: list[Ask]) -> None:
        for ask in asks[:3]:
            conditions = {"If-None-Match": ask.tag} if ask.tag else {}
            side.server.ask("GET", ask.path, {**side.server.signed_in, **conditions}, expect=ask.status)
