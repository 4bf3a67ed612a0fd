"""Measures Jobtag: beside a bare Hummingbird server, with a million jobs beside a thousand, how soon its streams tell, and on PostgreSQL.
Each in one run and by turns. Started by `make bench`.

    python3 Benchmarks/bench.py --jobtag BINARY --bare BINARY --work FOLDER --output FILE.json

In the environment: BENCH_ROUNDS (5) and BENCH_SECONDS (4, whole seconds) make it shorter or longer; BENCH_ONLY takes some of
its parts only, separated by commas: reads, writes, streams, scale, postgres; BENCH_OLDER names an older binary to be measured beside,
instead of all that; BENCH_JOBS (1000000), BENCH_STREAMS (100), BENCH_CHANGES
(500 per second) and BENCH_MANY_STREAMS (1000) are sizes. Ends with exit code 1 when any answer was not the expected one:
figures with failures in them are worth nothing. A figure that is only lower than wanted is noted.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from beside import Beside
from delays import Delays
from disk import sync_rates
from event_stream import StreamFailure
from load import LoadFailure
from older import Older
from patching import Patching
from postgres import OnPostgreSQL
from report import Report, say
from scale import Scale
from servers import Jobtag, Server, ServerFailure
from streams import Streams

PARTS = ("reads", "writes", "streams", "scale", "postgres")
FEW_JOBS = 1_000
P99_WANTED_MS = 50.0


class Bench:
    """One run of the parts that are asked for."""

    def __init__(self, jobtag: Path, bare: Path, work: Path, report: Report) -> None:
        self.jobtag = jobtag
        self.bare = bare
        self.work = work
        self.report = report

    def run(self) -> None:
        older = os.environ.get("BENCH_OLDER")
        if older:
            self.beside(Path(older).resolve())
            return
        parts = set(self.report.parts)
        if parts & {"reads", "writes"}:
            with Jobtag(self.jobtag, self.work) as jobtag:
                Beside(jobtag, self.start_bare, self.work, self.report, parts).run()
        if "streams" in parts:
            self.streams()
        if "scale" in parts:
            jobs, streams = setting("BENCH_JOBS", 1_000_000), setting("BENCH_MANY_STREAMS", 1000)
            Scale(self.jobtag, self.work, self.report, FEW_JOBS, jobs, streams).run()
        if "postgres" in parts:
            OnPostgreSQL(self.jobtag, self.work, self.report).run()
        if parts & {"writes", "scale"}:
            say("disk: syncs per second of one writer")
            self.report.disk = sync_rates(self.work, min(2, self.report.seconds))

    def beside(self, binary: Path) -> None:
        with Jobtag(self.jobtag, self.work, "newer") as newer, Jobtag(binary, self.work, "older") as older:
            Older(newer, older, self.work, self.report).run()

    def streams(self) -> None:
        streams, many = setting("BENCH_STREAMS", 100), setting("BENCH_MANY_STREAMS", 1000)
        changes = setting("BENCH_CHANGES", 500)
        with Jobtag(self.jobtag, self.work, "jobtag of the demo") as jobtag:
            jobtag.sign_in()
            measured = Streams(jobtag, Patching(jobtag, self.work, self.report, jobtag.tags), self.report)
            measured.measure(Delays(f"streams_{streams}", f"at {streams:,} streams", streams, changes, P99_WANTED_MS))
            # So few changes that it is the number of streams that is measured.
            measured.measure(Delays(f"streams_{many}", f"at {many:,} streams", many, 10))

    def start_bare(self, body: Path, more: list[str]) -> Server:
        return Server("bare-server", [str(self.bare), "--port", "0", "--body-file", str(body), *more], self.work)


def setting(name: str, usual: int) -> int:
    text = os.environ.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1:
        raise SystemExit(f"{name} must be a whole number of at least 1, not {text!r}")
    return int(text)


def chosen_parts() -> list[str]:
    chosen = [part for part in os.environ.get("BENCH_ONLY", "").split(",") if part]
    unknown = set(chosen) - set(PARTS)
    if unknown:
        raise SystemExit(f"BENCH_ONLY may have {', '.join(PARTS)}, not {', '.join(sorted(unknown))}")
    return [part for part in PARTS if part in chosen or not chosen]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures Jobtag.")
    parser.add_argument("--jobtag", type=Path, required=True, help="the release binary")
    parser.add_argument("--bare", type=Path, required=True, help="the release binary of Benchmarks/BareServer")
    parser.add_argument("--work", type=Path, required=True, help="a folder on the disk to be measured, for the databases")
    parser.add_argument("--output", type=Path, required=True, help="where the figures go as JSON")
    options = parser.parse_args()
    report = Report(chosen_parts(), setting("BENCH_ROUNDS", 5), setting("BENCH_SECONDS", 4))
    # So that the servers are ended, and the folder removed, when this is ended by a service or a build tool.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    with ExitStack() as stack:
        # Not in the system's temporary folder, which may be in memory, where being durable costs nothing.
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=options.work))).resolve()
        print("Measuring; each line is one run.", flush=True)
        try:
            Bench(options.jobtag.resolve(), options.bare.resolve(), work, report).run()
        except (ServerFailure, LoadFailure, StreamFailure, OSError, sqlite3.Error) as failure:
            print(f"The measurement failed: {failure}", file=sys.stderr)
            return 1

    options.output.write_text(json.dumps(report.json(), indent=2) + "\n")
    print("\n" + report.text() + "\n")
    if report.failures:
        print(f"Not valid: some answers were not the expected ones: {report.failures}", file=sys.stderr)
        return 1
    print(f"Every answer was the expected one. The figures are in {options.output} as well.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
