"""Many clients that change a few jobs over all servers, and what must be true afterwards."""

from __future__ import annotations

import random
import threading
import uuid
from dataclasses import dataclass, field

import history
from cluster import Cluster, Person
from harness import OFFICE, OFFICE2, check, expect, expect_job, expect_problem, tag_for, version_of

SEED = 20261123
PATIENCE = 120.0


@dataclass(frozen=True)
class Write:
    """A request to change a job. `result` is the tag in its response, if it was acknowledged."""

    job: str
    base: str
    kind: str
    text: str
    result: str | None


@dataclass
class Record:
    """What the clients were told."""

    acknowledged: list[Write] = field(default_factory=list)
    refused: list[Write] = field(default_factory=list)
    # The notes that were read with each tag.
    reads: dict[str, set[str]] = field(default_factory=dict)


class Load:
    """Clients that read a job and change what they have read, until they are stopped.

    Each request goes first to the client's own server and, if it gets no answer, with the same key to the next one.
    """

    def __init__(self, cluster: Cluster, jobs: list[dict], clients: int = 16, patience: float = 60.0) -> None:
        self.cluster, self.jobs = cluster, jobs
        self.record = Record()
        self.failures: list[BaseException] = []
        self.unanswered = 0
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        people = [Person(cluster, number, OFFICE if number % 2 else OFFICE2, patience) for number in range(clients)]
        self._threads = [
            threading.Thread(target=self._work, args=(person, random.Random(SEED + number)), daemon=True)
            for number, person in enumerate(people)
        ]

    def _work(self, person: Person, chance: random.Random) -> None:
        try:
            while not self._stopping.is_set():
                self._change(person, chance)
        except BaseException as problem:
            self.failures.append(problem)
            self._stopping.set()
        finally:
            person.close()
            with self._changed:
                self.unanswered += person.unanswered
                self._changed.notify_all()

    def _change(self, person: Person, chance: random.Random) -> None:
        job = chance.choice(self.jobs)["id"]
        path = f"/api/jobs/{job}/"
        got = expect_job(person.send("GET", path))  # the tag, the body's tag and updated_at are of one version
        kind = "event" if chance.random() < 0.25 else "notes"
        text, key = f"{kind} {uuid.uuid4()}", [("Idempotency-Key", str(uuid.uuid4()))]
        if kind == "event":
            answer = person.send("POST", f"{path}events/", {"description": text}, if_match=got["etag"], headers=key)
        else:
            answer = person.send("PATCH", path, {"notes": text}, if_match=got["etag"], headers=key)
        result = None
        if answer.status == 412:
            problem = expect_problem(answer, 412)
            check(problem["current_etag"] == tag_for(problem["current"]), "current and current_etag differ", answer)
            check(problem["current_etag"] != got["etag"], "refused although the tag was current", answer)
        else:
            expect(answer, 200, 201)
            now = answer.json.get("job", answer.json)
            check(answer.etag == now["etag"] == tag_for(now), "tags differ", answer)
            check(now["notes"] == (text if kind == "notes" else got["notes"]), "not the version that was written", answer)
            result = now["etag"]
        write = Write(job, got["etag"], kind, text, result)
        with self._changed:
            self.record.reads.setdefault(got["etag"], set()).add(got["notes"])
            (self.record.acknowledged if result else self.record.refused).append(write)
            self._changed.notify_all()

    def wait_for(self, more: int, deadline: float = PATIENCE) -> None:
        """Waits until this many more changes have been acknowledged."""
        with self._changed:
            wanted = len(self.record.acknowledged) + more
            enough = self._changed.wait_for(
                lambda: len(self.record.acknowledged) >= wanted or self._stopping.is_set(), deadline)
        if self.failures:
            raise self.failures[0]
        assert enough, f"{more} changes were not acknowledged within {deadline} s"

    def go_on(self, seconds: float) -> None:
        """Lets the clients work for a while."""
        self._stopping.wait(seconds)
        if self.failures:
            raise self.failures[0]

    def stop(self) -> Record:
        """Ends when every request has its answer."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), f"a client has not finished within {PATIENCE} s"
        if self.failures:
            raise self.failures[0]
        return self.record

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stopping.set()


def expect_one_truth(cluster: Cluster, jobs: list[dict], record: Record, uri: str | None = None) -> None:
    """No fork, no lost or doubled change, no trace of a refused one, and no read of a version that never was."""
    for job in jobs:
        acknowledged = [write for write in record.acknowledged if write.job == job["id"]]
        refused = [write for write in record.refused if write.job == job["id"]]
        changes = history.of(cluster, job["id"], uri)
        history.expect_chain(changes)
        by_version = {change.version: change for change in changes}

        for write in acknowledged:
            change = by_version.get(version_of(write.result))
            assert change, f"{write} was acknowledged and is not in the history"
            assert change.previous == version_of(write.base), f"{write} is in the history as {change}"
            assert write.text in (change.notes, change.event), f"{write} is in the history as {change}"
        texts = [text for change in changes for text in (change.notes, change.event) if text is not None]
        assert len(set(texts)) == len(texts), "a change was made twice"
        for write in refused:
            assert write.text not in texts, f"{write} was refused and is in the history"
        # Every request has been answered in the end, so there are no others.
        assert len(changes) == 1 + len(acknowledged), f"{len(acknowledged)} acknowledged changes, {len(changes)} in the history"

        notes = history.notes_by_version(changes, job["notes"])
        for etag, seen in record.reads.items():
            if etag.startswith(f'"{job["id"]}.'):
                assert seen == {notes[version_of(etag)]}, f"{etag} was read as {seen}"
        for client in cluster.clients():
            now = expect_job(client.get(f"/api/jobs/{job['id']}/"))
            assert version_of(now["etag"]) == changes[-1].version and now["notes"] == notes[changes[-1].version]
            shown = [event["description"] for event in expect(client.get(f"/api/jobs/{job['id']}/events/"), 200).json["events"]]
            assert sorted(shown) == sorted(change.event for change in changes if change.event)
            client.close()
