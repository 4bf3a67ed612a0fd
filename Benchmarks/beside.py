"""Jobtag beside a server that answers the same bytes from memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etcd import Etcd
from figures import Ratio, Series
from load import Load, load
from patching import Patching
from report import Report
from servers import Jobtag, Server, ServerFailure
from turns import Turns

READERS = 32
WRITERS = 64
OWN_HEADERS = {"content-type", "content-length", "etag", "cache-control", "vary", "date", "server", "connection"}
"""What the bare server sends by itself. Whatever else a job's answer carries, it is told to send too."""


class Beside:
    """What Jobtag's own work costs."""

    def __init__(
        self, jobtag: Jobtag, bare: Callable[[Path, list[str]], Server], work: Path, report: Report, parts: set[str]
    ) -> None:
        """`parts`: reads, writes or both."""
        self.jobtag = jobtag
        self.start_bare = bare
        self.work = work
        self.report = report
        self.parts = parts
        self.turns = Turns(report)

    def run(self) -> None:
        memory = self.report.remember
        memory("jobtag after start", self.jobtag)
        self.jobtag.sign_in()
        job = f"/api/jobs/{self.jobtag.first_job()}/"
        headers, content = self.jobtag.ask("GET", job, self.jobtag.signed_in)
        self.report.facts["body_bytes"] = len(content)
        body = self.work / "body.json"
        body.write_bytes(content)

        options = ["--etag", headers["ETag"]]
        for name, value in headers.items():
            if name.lower() not in OWN_HEADERS:
                options += ["--header", f"{name}: {value}"]
        with self.start_bare(body, options) as bare:
            memory("bare after start", bare)
            if "reads" in self.parts:
                self.reads(bare, job, headers["ETag"])
                memory("jobtag after reads", self.jobtag)
            if "writes" in self.parts:
                self.writes(bare)
                memory("jobtag after writes", self.jobtag)
            memory("bare after load", bare)

    def reads(self, bare: Server, job: str, etag: str) -> None:
        """One job, over and over: what a page does that looks whether it has become stale."""
        for status, extra in ((304, {"If-None-Match": etag}), (200, {})):
            # The bare server gets the same request headers, so that both parse as much.
            sent = {**self.jobtag.signed_in, **extra}
            self.compare_headers(bare, job, f"/bare/{status}", sent, status)

            def read(server: Server, path: str) -> Callable[[int], Load]:
                return lambda seconds: load(
                    server, path, connections=READERS, seconds=seconds, headers=sent
                )

            ours = Series(f"job_{status}", f"job {status}, signed in", READERS)
            base = Series(f"bare_{status}", f"bare {status}", READERS)
            self.turns.measure([(ours, read(self.jobtag, job)), (base, read(bare, f"/bare/{status}"))])
            # wrk counts a 304 and a 200 alike: what was answered before the load must be answered after it too.
            self.jobtag.ask("GET", job, sent, expect=status)
            self.report.add(Ratio(f"job_{status}_by_bare", f"job {status} / bare {status}", ours, base, wanted=0.85))

    def writes(self, bare: Server) -> None:
        """Each acknowledged change is on disk; no two in flight are about one job."""
        patching = Patching(self.jobtag, self.work, self.report, self.jobtag.tags)
        self.report.facts["jobs"] = len(self.jobtag.tags())
        alone = Series("patch_1", "PATCH with If-Match", 1)
        many = Series(f"patch_{WRITERS}", "PATCH with If-Match", WRITERS)
        base = Series(f"bare_200_{WRITERS}", "bare 200", WRITERS)
        other = Series(f"etcd_{WRITERS}", "etcd, compare and set", WRITERS)
        with Etcd(self.work) as etcd:
            self.turns.measure([
                (alone, lambda seconds: patching.run(1, seconds)),
                (many, lambda seconds: patching.run(WRITERS, seconds)),
                (base, lambda seconds: load(bare, "/bare/200", connections=WRITERS, seconds=seconds)),
                (other, lambda seconds: etcd.run(WRITERS, seconds)),
            ])
        by_bare = f"PATCH at {WRITERS} / bare 200 at {WRITERS}"
        self.report.add(Ratio(f"patch_{WRITERS}_by_bare", by_bare, many, base, wanted=0.22))
        self.report.add(Ratio("patch_by_etcd", f"PATCH / etcd's gateway at {WRITERS}", many, other, wanted=2))
        self.report.add(Ratio(f"patch_{WRITERS}_by_patch_1", f"PATCH at {WRITERS} / PATCH at 1", many, alone, wanted=4))

    def compare_headers(self, bare: Server, job: str, path: str, sent: dict[str, str], status: int) -> None:
        ours, content = self.jobtag.ask("GET", job, sent, expect=status)
        theirs, other = bare.ask("GET", path, sent, expect=status)
        if content != other:
            raise ServerFailure(f"the bare server's content of {status} is not the job's")
        for name in sorted({name.lower() for name in (*ours, *theirs)}):
            # The values of a date and of a request's id are never the same; their lengths are.
            if len(ours[name] or "") != len(theirs[name] or ""):
                self.report.note(
                    f"{status}: {name} is {ours[name]!r} in the job's answer and {theirs[name]!r} in the bare one")
