"""The history of a job: as the servers show it, with the versions from the database, which they do not show."""

from __future__ import annotations

from dataclasses import dataclass

from cluster import Cluster
from harness import Bench
from postgres import psql


@dataclass(frozen=True)
class Change:
    """`notes` and `event` are what it wrote, if it wrote any."""

    id: str
    version: int
    previous: int | None
    position: int
    kind: str
    notes: str | None
    event: str | None


def of(cluster: Cluster, job: str, uri: str | None = None) -> list[Change]:
    """The changes of a job, oldest first. All servers must show the same."""
    rows = psql(
        uri or cluster.uri,
        f"SELECT c.id, c.version, c.previous, c.row, e.description FROM changes c LEFT JOIN events e "
        f"ON e.job_id = c.job_id AND e.version = c.version AND c.kind = 'event' WHERE c.job_id = '{job}' ORDER BY c.version")
    shown = []
    for client in cluster.clients():
        shown.append(Bench(client).changes(job)[::-1])
        client.close()
    assert all(one == shown[0] for one in shown), "the servers show different histories"
    assert [one["change_id"] for one in shown[0]] == [row[0] for row in rows]
    return [
        Change(
            id=row[0], version=int(row[1]), previous=int(row[2]) if row[2] else None, position=int(row[3]), kind=one["kind"],
            notes=one["after"].get("notes") if one["kind"] == "updated" else None, event=row[4] or None)
        for row, one in zip(rows, shown[0])
    ]


def expect_chain(changes: list[Change]) -> None:
    """Each version follows the one before, and readers of the stream get them in this order."""
    assert changes[0].previous is None and changes[0].kind == "created", changes[0]
    for before, after in zip(changes, changes[1:]):
        assert after.previous == before.version, f"a fork: {after} does not follow {before}"
        assert after.version > before.version and after.position > before.position, f"{after} is before {before}"


def notes_by_version(changes: list[Change], first: str) -> dict[int, str]:
    """The notes that each version had."""
    notes, found = first, {}
    for change in changes:
        notes = notes if change.notes is None else change.notes
        found[change.version] = notes
    return found
