"""How soon those who watch hear of changes, and what it takes to tell them."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from delays import DelayRound, Delays, Spread
from event_stream import StreamFailure
from paced_changes import Made, make_changes
from patching import Patching
from report import Report, say
from servers import Jobtag
from watchers import Watched, watch

ANSWER_DEADLINE = 120.0
# One person may have more; but not much.
STREAMS_OF_ONE = 50
# Each begins afresh, so that none has this one's memory to begin with.
processes = multiprocessing.get_context("spawn")


class Helper:
    """A process that works for this one, and the pipe to it."""

    def __init__(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        self.name = name
        self.pipe, theirs = processes.Pipe()
        self.process = processes.Process(target=do, args=(work, theirs, *arguments), daemon=True)
        self.process.start()
        # Only the other process has it now, so that the pipe ends with it.
        theirs.close()

    def tell(self, what: object) -> None:
        self.pipe.send(what)

    def hear(self) -> object:
        if not self.pipe.poll(ANSWER_DEADLINE):
            raise StreamFailure(f"{self.name} said nothing for {ANSWER_DEADLINE:.0f} s")
        try:
            heard = self.pipe.recv()
        except EOFError:
            raise StreamFailure(f"{self.name} has ended early: see above") from None
        if isinstance(heard, Exception):
            raise StreamFailure(f"{self.name} failed: {heard}")
        return heard

    def __enter__(self) -> "Helper":
        return self

    def __exit__(self, *_: object) -> None:
        self.pipe.close()
        self.process.join(5)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()


def do(work: Callable[..., None], pipe: Connection, *arguments: object) -> None:
    """What the other process runs: its failure is told to whoever waits for it."""
    try:
        work(pipe, *arguments)
    except EOFError:
        return
    except (StreamFailure, OSError) as failure:
        # Where nobody waits any more, it is another failure that has ended all this.
        with suppress(BrokenPipeError):
            pipe.send(failure)


class Streams:
    """Changes at an even pace while many watch; each stream must bring each change once and in order."""

    def __init__(self, server: Jobtag, patching: Patching, report: Report) -> None:
        """`patching`: whose jobs are changed."""
        self.server = server
        self.patching = patching
        self.report = report

    def measure(self, delays: Delays, memory_wanted: int | None = None) -> None:
        for round_number in range(1, self.report.rounds + 1):
            is_last = round_number == self.report.rounds
            found = self.round(delays, is_last, memory_wanted)
            delays.rounds.append(found)
            say(
                f"{delays.title}: round {round_number}, {found.per_second:,.0f} changes/s,"
                f" p50 {found.read.p50:.1f} ms, p99 {found.read.p99:.1f} ms"
            )
        self.report.add_delays(delays)

    def round(self, delays: Delays, is_last: bool, memory_wanted: int | None) -> DelayRound:
        where = (self.server.host, self.server.port)
        watching = self.server.tokens(-(-delays.streams // STREAMS_OF_ONE))
        tags = {tag.strip('"').partition(".")[0]: tag for tag in self.patching.settled_tags()}
        with (
            Helper("what watches", watch, *where, watching, delays.streams) as watchers,
            Helper(
                "what makes changes", make_changes, *where, self.server.token, tags, delays.planned_per_second, self.report.seconds,
                self.patching.next_run(),
            ) as changes,
        ):
            watchers.hear()
            changes.hear()
            begun, used = time.monotonic(), self.server.processor_seconds()
            changes.tell("begin")
            made: Made = changes.hear()
            seconds, now_used = time.monotonic() - begun, self.server.processor_seconds()
            watchers.tell({change.tag: change.sent for change in made.changes})
            watched: Watched = watchers.hear()
            if is_last:
                self.report.remember(f"{self.server.name} with {delays.streams} streams", self.server, memory_wanted)
            watchers.tell("end")
        if made.note:
            self.report.note(f"the first PATCH refused: {made.note}")
        cores = {"watching": watched.cores, "changing": made.cores}
        if used is not None and now_used is not None:
            cores["jobtag"] = (now_used - used) / seconds
        return DelayRound(
            per_second=len(made.changes) / seconds, deliveries=watched.deliveries, read=watched.read, arrived=watched.arrived,
            answered=Spread.of([change.answered - change.sent for change in made.changes]),
            late=Spread.of([change.sent - change.planned for change in made.changes]), cores=cores,
            failures=dict(Counter(watched.failures) + Counter({"refused": made.refused})),
        )
