"""Measures Jobtag beside a bare Hummingbird server, in one run and by turns. Started by `make bench`.

    python3 Benchmarks/bench.py --jobtag BINARY --bare BINARY --work FOLDER --output FILE.json

BENCH_ROUNDS (5) and BENCH_SECONDS (4, whole seconds) in the environment make it shorter or longer. Ends with exit code 1
when any answer was not the expected one: figures with failures in them are worth nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

from disk import sync_rates
from figures import Ratio, Series, table
from load import Load, LoadFailure, load
from servers import Jobtag, Server, ServerFailure

READERS = 32
WRITERS = 64
OWN_HEADERS = {"content-type", "content-length", "etag", "cache-control", "vary", "date", "server", "connection"}
"""What the bare server sends by itself. Whatever else a job's answer carries, it is told to send too."""


class Bench:
    """One run of everything."""

    def __init__(self, jobtag: Jobtag, bare: Callable[[Path, list[str]], Server], work: Path, rounds: int, seconds: int) -> None:
        self.jobtag = jobtag
        self.start_bare = bare
        self.work = work
        self.rounds = rounds
        self.seconds = seconds
        self.series: list[Series] = []
        self.ratios: list[Ratio] = []
        self.memory: dict[str, dict[str, float] | None] = {}
        self.disk: dict[str, float] = {}
        self.body_bytes = 0
        self.jobs = 0
        self.notes: list[str] = []
        self.patch_runs = 0

    def run(self) -> None:
        self.memory["jobtag after start"] = self.jobtag.memory()
        self.jobtag.sign_in()
        job = f"/api/jobs/{self.jobtag.first_job()}/"
        headers, content = self.jobtag.ask("GET", job, self.jobtag.signed_in)
        self.body_bytes = len(content)
        body = self.work / "body.json"
        body.write_bytes(content)

        options = ["--etag", headers["ETag"]]
        for name, value in headers.items():
            if name.lower() not in OWN_HEADERS:
                options += ["--header", f"{name}: {value}"]
        with self.start_bare(body, options) as bare:
            self.memory["bare after start"] = bare.memory()
            self.reads(bare, job, headers["ETag"])
            self.memory["jobtag after reads"] = self.jobtag.memory()
            self.writes(bare)
            self.memory["jobtag after writes"] = self.jobtag.memory()
            self.memory["bare after load"] = bare.memory()
        say("disk: syncs per second of one writer")
        self.disk = sync_rates(self.work, min(2, self.seconds))

    # -- what is measured

    def reads(self, bare: Server, job: str, etag: str) -> None:
        """One job, over and over: what a page does that looks whether it has become stale."""
        for status, extra in ((304, {"If-None-Match": etag}), (200, {})):
            # The bare server gets the same request headers, so that both parse as much.
            sent = {**self.jobtag.signed_in, **extra}
            self.compare_headers(bare, job, f"/bare/{status}", sent, status)

            def read(server: Server, path: str) -> Callable[[int], Load]:
                return lambda seconds: load(
                    server.origin, path, connections=READERS, seconds=seconds, headers=sent
                )

            ours = Series(f"job_{status}", f"job {status}, signed in", READERS)
            base = Series(f"bare_{status}", f"bare {status}", READERS)
            self.by_turns([(ours, read(self.jobtag, job)), (base, read(bare, f"/bare/{status}"))])
            # wrk counts a 304 and a 200 alike: what was answered before the load must be answered after it too.
            self.jobtag.ask("GET", job, sent, expect=status)
            self.ratios.append(Ratio(f"job_{status}_by_bare", f"job {status} / bare {status}", ours, base))

    def writes(self, bare: Server) -> None:
        """Each acknowledged change is on disk; no two in flight are about one job."""
        alone = Series("patch_1", "PATCH with If-Match", 1)
        many = Series(f"patch_{WRITERS}", "PATCH with If-Match", WRITERS)
        base = Series(f"bare_200_{WRITERS}", "bare 200", WRITERS)
        self.by_turns([
            (alone, lambda seconds: self.patch(1, seconds)),
            (many, lambda seconds: self.patch(WRITERS, seconds)),
            (base, lambda seconds: load(bare.origin, "/bare/200", connections=WRITERS, seconds=seconds)),
        ])
        self.ratios += [
            Ratio(f"patch_{WRITERS}_by_bare", f"PATCH at {WRITERS} / bare 200 at {WRITERS}", many, base),
            Ratio(f"patch_{WRITERS}_by_patch_1", f"PATCH at {WRITERS} / PATCH at 1", many, alone),
        ]

    def patch(self, connections: int, seconds: int) -> Load:
        tags = self.settled_tags()
        self.jobs = len(tags)
        self.patch_runs += 1
        state = self.work / "patch-state"
        state.write_text("\n".join([self.jobtag.token, str(self.patch_runs), *tags]) + "\n")
        found = load(self.jobtag.origin, connections=connections, seconds=seconds, state=state)
        if found.note:
            self.note(f"the first PATCH refused: {found.note}")
        return found

    def settled_tags(self) -> list[str]:
        """The jobs' tags, once the requests that were on their way when the last run ended are through."""
        deadline = time.monotonic() + 10
        tags = self.jobtag.tags()
        while time.monotonic() < deadline:
            time.sleep(0.1)
            again = self.jobtag.tags()
            if again == tags:
                return tags
            tags = again
        raise ServerFailure("the jobs go on changing though nobody changes them")

    # -- how

    def by_turns(self, entries: list[tuple[Series, Callable[[int], Load]]]) -> None:
        """A B A B …, so that a machine that gets slower or busier does so for all alike. A short round warms up."""
        for series, run in entries:
            say(f"{series.title} at {series.connections}: warming up")
            series.warm_up = run(1)
        for round_number in range(1, self.rounds + 1):
            for series, run in entries:
                found = run(self.seconds)
                series.loads.append(found)
                say(f"{series.title} at {series.connections}: round {round_number}, {found.rate:,.0f}/s")
        self.series += [series for series, _ in entries]

    def compare_headers(self, bare: Server, job: str, path: str, sent: dict[str, str], status: int) -> None:
        ours, content = self.jobtag.ask("GET", job, sent, expect=status)
        theirs, other = bare.ask("GET", path, sent, expect=status)
        if content != other:
            raise ServerFailure(f"the bare server's content of {status} is not the job's")
        for name in sorted({name.lower() for name in (*ours, *theirs)}):
            # The values of a date and of a request's id are never the same; their lengths are.
            if len(ours[name] or "") != len(theirs[name] or ""):
                self.note(f"{status}: {name} is {ours[name]!r} in the job's answer and {theirs[name]!r} in the bare one")

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    # -- what is told

    @property
    def failures(self) -> dict[str, dict[str, int]]:
        return {series.key: series.failures for series in self.series if series.failures}

    def report(self) -> str:
        machine = machine_facts()
        memory = [
            [who, f"{at['now']:.1f}", f"{at['peak']:.1f}"] for who, at in self.memory.items() if at is not None
        ]
        parts = [
            f"{self.rounds} rounds of {self.seconds} s each, by turns; wrk with one thread on the same machine",
            f"{machine['cores']} cores, {machine['processor']}, {machine['system']}",
            f"job: {self.body_bytes:,} bytes of JSON; PATCHes over {self.jobs} jobs, each answer durable",
            "",
            table(
                ["scenario", "connections", "median/s", "min–max", "p50 ms", "p99 ms", "failures"],
                [series.row() for series in self.series],
            ),
            "",
            table(["ratio of medians", "ratio", "of rounds", ""], [ratio.row() for ratio in self.ratios]),
            "",
            f"disk: {self.disk['append']:,.0f} fsyncs/s of a growing file, {self.disk['overwrite']:,.0f} fdatasyncs/s in place",
        ]
        if memory:
            parts += ["", table(["resident memory", "MiB", "peak MiB"], memory)]
        if self.notes:
            parts += ["", *(f"note: {note}" for note in self.notes)]
        return "\n".join(parts)

    def json(self) -> dict:
        return {
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "machine": machine_facts(),
            "rounds": self.rounds, "seconds": self.seconds, "body_bytes": self.body_bytes, "jobs": self.jobs,
            "series": {series.key: series.json() for series in self.series},
            "ratios": {ratio.key: ratio.json() for ratio in self.ratios},
            "disk_syncs_per_second": self.disk, "memory_mib": self.memory, "notes": self.notes,
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


def setting(name: str, usual: int) -> int:
    text = os.environ.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1:
        raise SystemExit(f"{name} must be a whole number of at least 1, not {text!r}")
    return int(text)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures Jobtag beside a bare Hummingbird server.")
    parser.add_argument("--jobtag", type=Path, required=True, help="the release binary")
    parser.add_argument("--bare", type=Path, required=True, help="the release binary of Benchmarks/BareServer")
    parser.add_argument("--work", type=Path, required=True, help="a folder on the disk to be measured, for the database")
    parser.add_argument("--output", type=Path, required=True, help="where the figures go as JSON")
    options = parser.parse_args()
    rounds, seconds = setting("BENCH_ROUNDS", 5), setting("BENCH_SECONDS", 4)
    # So that the servers are ended, and the folder removed, when this is ended by a service or a build tool.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    with ExitStack() as stack:
        # Not in the system's temporary folder, which may be in memory, where being durable costs nothing.
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=options.work))).resolve()

        def bare(body: Path, more: list[str]) -> Server:
            command = [str(options.bare.resolve()), "--port", "0", "--body-file", str(body), *more]
            return Server("bare-server", command, work)

        print("Measuring; each line is one run.", flush=True)
        try:
            jobtag = stack.enter_context(Jobtag(options.jobtag.resolve(), work))
            bench = Bench(jobtag, bare, work, rounds, seconds)
            bench.run()
        except (ServerFailure, LoadFailure, OSError) as failure:
            print(f"The measurement failed: {failure}", file=sys.stderr)
            return 1

    options.output.write_text(json.dumps(bench.json(), indent=2) + "\n")
    print("\n" + bench.report() + "\n")
    if bench.failures:
        print(f"Not valid: some answers were not the expected ones: {bench.failures}", file=sys.stderr)
        return 1
    print(f"Every answer was the expected one. The figures are in {options.output} as well.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
