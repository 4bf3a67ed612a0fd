"""People at work while the primary changes: how long they had to wait, and what must be true afterwards."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass

import history
from cluster import RETRY_PAUSE, Cluster, expect_ready
from harness import OFFICE, WORKSHOP, Bench, Server, check, expect, expect_job, expect_problem
from load import Load, expect_one_truth
from nodes import Nodes
from streams import Stream, expect_nothing_missed

CLIENTS = 8
PATIENCE = 120.0
# A request without a database must be answered by then; the rest is for the client's own machine.
IN_TIME = 6.0
ANSWER_DEADLINE = 30.0
# What is printed at the end of the run.
figures: list[str] = []


@dataclass
class Gaps:
    """The longest time between two successes."""

    last: float
    longest: float = 0.0

    def succeeded(self) -> None:
        now = time.monotonic()
        self.longest, self.last = max(self.longest, now - self.last), now


class Probe:
    """Reads and changes a job of its own on one server, again and again, and asks /readyz like a load balancer.

    A change that gets a 503 is sent again with its key, to the same server, until it succeeds.
    """

    def __init__(self, server: Server, job: dict) -> None:
        self.server, self.job = server, job
        self.changes = self.refused = 0
        self.slowest = 0.0
        self.failure: BaseException | None = None
        began = time.monotonic()
        self.writes, self.reads, self.ready = Gaps(began), Gaps(began), Gaps(began)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        path = f"/api/jobs/{self.job['id']}/"
        etag, text, key = self.job["etag"], None, None
        try:
            with self.server.client(OFFICE, timeout=ANSWER_DEADLINE) as client:
                while text is not None or not self._stopping.is_set():
                    if self._timed(client.get, "/readyz").status == 200:
                        self.ready.succeeded()
                    got = self._timed(client.get, path)
                    if got.status != 503:
                        # The one that was acknowledged last, or the one whose outcome is not known.
                        seen = expect_job(got)
                        check(seen["etag"] == etag or text is not None and seen["notes"] == text, "not the current version", got)
                        self.reads.succeeded()
                    text, key = text or f"notes {uuid.uuid4()}", key or [("Idempotency-Key", str(uuid.uuid4()))]
                    answer = self._timed(client.patch, path, {"notes": text}, if_match=etag, headers=key)
                    if answer.status == 503:
                        self._stopping.wait(RETRY_PAUSE)
                        continue
                    now = expect_job(answer)
                    check(now["notes"] == text, "not the version that was written", answer)
                    etag, text, key = now["etag"], None, None
                    self.changes += 1
                    self.writes.succeeded()
        except BaseException as problem:
            self.failure = problem

    def _timed(self, request, *arguments, **options):
        began = time.monotonic()
        answer = request(*arguments, **options)
        took = time.monotonic() - began
        self.slowest = max(self.slowest, took)
        check(took < IN_TIME, f"it took {took:.1f} s", answer)
        if answer.status == 503:
            self.refused += 1
            expect_problem(answer, 503)
            check(int(answer.header("Retry-After")) >= 1, "a 503 says when to come again", answer)
        return answer

    def end(self) -> None:
        self._stopping.set()

    def stop(self) -> None:
        self.end()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), f"a request has not succeeded within {PATIENCE} s"
        if self.failure:
            raise self.failure


class Watch:
    """Eight people on four jobs, a probe and a stream on each server, from `with` until `finish`."""

    def __init__(self, nodes: Nodes, cluster: Cluster, what: str) -> None:
        self.nodes, self.cluster, self.what = nodes, cluster, what
        expect_ready(cluster.servers, PATIENCE)
        bench = cluster.bench()
        self.jobs = [bench.make_job() for _ in range(4)]
        self.probed = [bench.make_job() for _ in cluster.servers]
        self.generation = self._generation()
        self.started = [server.process.pid for server in cluster.servers]
        self.streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
        self.load = Load(cluster, self.jobs, CLIENTS, patience=PATIENCE)
        self.probes: list[Probe] = []

    def _generation(self) -> str:
        with self.cluster.servers[-1].client(OFFICE) as client:
            return expect(client.get("/api/auth/me/"), 200).header("Jobtag-Generation")

    def __enter__(self) -> Watch:
        self.load.__enter__()
        self.load.wait_for(50)
        self.probes = [Probe(server, job) for server, job in zip(self.cluster.servers, self.probed)]
        return self

    def __exit__(self, *_) -> None:
        self.load.__exit__()
        for probe in self.probes:
            probe.end()
        for stream in self.streams:
            stream.close()

    def wait_for(self, more: int = 50) -> None:
        self.load.wait_for(more, PATIENCE)

    @property
    def longest(self) -> float:
        """How long changes were refused, on the server where that was longest."""
        return max(probe.writes.longest for probe in self.probes)

    def finish(self) -> None:
        """Nothing acknowledged is lost, nothing is there twice, the streams are complete, and no server was started again."""
        expect_ready(self.cluster.servers, PATIENCE)
        self.wait_for()
        for probe in self.probes:
            probe.stop()
        record = self.load.stop()
        self._note()
        expect_one_truth(self.cluster, self.jobs, record, self.nodes.primary_uri)
        for probe in self.probes:
            changes = history.of(self.cluster, probe.job["id"], self.nodes.primary_uri)
            history.expect_chain(changes)
            assert len(changes) == 1 + probe.changes, f"{probe.changes} acknowledged changes, {len(changes)} in the history"
        expect_nothing_missed(self.cluster, self.streams, self.jobs)
        assert [server.process.pid for server in self.cluster.servers] == self.started and all(
            server.alive for server in self.cluster.servers), "a server was started again"
        assert self._generation() == self.generation, "it is not the same database"

    def _note(self) -> None:
        def both(name: str) -> str:
            return " and ".join(f"{getattr(probe, name).longest:.1f}" for probe in self.probes)

        figures.append(
            f"{self.what}: without changes {both('writes')} s, reads {both('reads')} s, /readyz {both('ready')} s; "
            f"{sum(probe.refused for probe in self.probes)} responses with 503, the slowest after "
            f"{max(probe.slowest for probe in self.probes):.1f} s; {len(self.load.record.acknowledged)} changes acknowledged, "
            f"{self.load.unanswered} requests sent again; {sum(stream.ended for stream in self.streams)} streams ended")
