"""Makes a database with very many jobs out of the demo workshop's, without a server.

What a job of the demo is, its copies are too: its texts, its status, its client, its people. Each has a number, an address, an
order number and times of its own, its first change records with their events, and is found by the search. What it does not have
are cost lines, which no scenario here reads. The same every time.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BATCH = 5_000
CHANGES_EACH = 3
"""The job's making and two events: as many change records as are copied of each job."""
ACTIVE = 10_000
"""Older jobs than so many are archived: a workshop does not have a hundred thousand jobs in progress."""
MINUTES_APART = 10
COPIES_OF_A_CLIENT_SERVE = 4
"""Copies of the demo's jobs for one copy of its clients: about thirty jobs each."""
FIRST_NUMBER = 1_000_001
"""So that no number is the beginning of another: a search for one finds one job, however many there are."""
STREETS = (
    "Kauri Road", "Foundry Road", "Quarry Lane", "Kiln Street", "Ridge Road", "Saltworks Avenue", "Timberyard Close",
    "Harbour View", "Station Street", "Tannery Lane", "Beacon Hill", "Mill Race", "Chapel Street", "Wharf Road",
    "Orchard Drive", "Lighthouse Road", "Brickfield Lane", "Ropewalk", "Ferry Road", "Windmill Rise",
)
Row = dict[str, object]


@dataclass(frozen=True)
class Template:
    """A job of the demo and what belongs to it."""

    job: Row
    assignees: list[Row]
    changes: list[Row]
    events: dict[int, Row]
    """By the version of the change that added it."""


class ManyJobs:
    """One database being filled. Every column is copied as it is found, so that a new one needs nothing here."""

    def __init__(self, connection: sqlite3.Connection, count: int) -> None:
        self.connection = connection
        self.count = count
        self.random = random.Random(count)
        connection.row_factory = sqlite3.Row
        self.clients = self._rows("SELECT * FROM clients ORDER BY id")
        self.contacts = self._rows("SELECT * FROM contacts ORDER BY id")
        self.templates = [self._template(job) for job in self._rows("SELECT * FROM jobs ORDER BY row")]
        self.first_time = min(template.job["created_at"] for template in self.templates)

    def fill(self) -> None:
        """Puts the copies in the place of the demo's jobs."""
        run = self.connection.execute
        # With all that belongs to them.
        run("PRAGMA foreign_keys = ON")
        run("DELETE FROM jobs")
        run("PRAGMA foreign_keys = OFF")
        run("BEGIN")
        # Made again once all is in, which is several times faster than to keep them up with every row.
        later = [(kind, name, sql) for kind, name, sql in run(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'trigger' OR (type = 'index'"
            " AND tbl_name IN ('jobs', 'job_assignees', 'events', 'changes', 'clients', 'contacts')))"
        )]
        for kind, name, _ in later:
            run(f'DROP {kind} "{name}"')
        self._fill_clients()
        for first in range(0, self.count, BATCH):
            self._fill_jobs(range(first, min(first + BATCH, self.count)))
        run("UPDATE counters SET value = ? WHERE name = 'job_number'", [FIRST_NUMBER + self.count - 1])
        for _, _, sql in later:
            run(sql)
        self._fill_search()
        run("COMMIT")
        for table in ("jobs", "job_assignees", "events", "changes", "contacts"):
            broken = run(f"PRAGMA foreign_key_check({table})").fetchone()
            if broken is not None:
                raise ValueError(f"a copy is not whole: {tuple(broken)}")

    # -- clients

    def _generations(self) -> int:
        copies = -(-self.count // len(self.templates))
        return -(-copies // COPIES_OF_A_CLIENT_SERVE)

    def _fill_clients(self) -> None:
        for generation in range(1, self._generations()):
            where = f", {STREETS[generation % len(STREETS)]} {generation}"
            self._insert("clients", [
                client | {
                    "id": moved(client["id"], generation), "name": client["name"] + where, "name_key": sort_key(client["name"] + where),
                    "search_text": f"{folded(client['name'] + where)}\n{client['search_text']}",
                } for client in self.clients
            ])
            self._insert("contacts", [
                contact | {
                    "id": moved(contact["id"], generation), "client_id": moved(contact["client_id"], generation),
                } for contact in self.contacts
            ])

    # -- jobs

    def _template(self, job: Row) -> Template:
        changes = self._rows("SELECT * FROM changes WHERE job_id = ? ORDER BY version LIMIT ?", job["id"], CHANGES_EACH)
        events = self._rows("SELECT * FROM events WHERE job_id = ? ORDER BY version LIMIT ?", job["id"], CHANGES_EACH)
        return Template(
            job=job, changes=changes, events={event["version"]: event for event in events},
            assignees=self._rows("SELECT * FROM job_assignees WHERE job_id = ? ORDER BY position", job["id"]),
        )

    def _fill_jobs(self, numbers: range) -> None:
        rows: dict[str, list[Row]] = {"jobs": [], "job_assignees": [], "events": [], "changes": []}
        for number in numbers:
            for table, row in self._copy(number):
                rows[table].append(row)
        for table, several in rows.items():
            self._insert(table, several)

    def _copy(self, number: int) -> Iterator[tuple[str, Row]]:
        template = self.templates[number % len(self.templates)]
        generation = number // len(self.templates) // COPIES_OF_A_CLIENT_SERVE
        # The last copy is as old as the demo's first job, the others are older.
        created = self.first_time - (self.count - 1 - number) * MINUTES_APART * 60_000_000 - self.random.randrange(60_000_000)
        by = created - template.job["created_at"]
        job_id = self._id(created)
        address = f"{1 + self.random.randrange(240)} {self.random.choice(STREETS)}"

        job = shifted(template.job, by) | {
            "row": number + 1, "id": job_id, "job_number": FIRST_NUMBER + number,
            "name": f"{template.job['name']}, {address}", "name_key": sort_key(f"{template.job['name']}, {address}"),
            "updated_at": template.changes[-1]["version"] + by,
        }
        if job["order_number"]:
            job["order_number"] = re.sub(r"\d+", "", job["order_number"]) + str(10_000 + number)
        if job["client_id"]:
            job["client_id"] = moved(job["client_id"], generation)
        if job["contact_id"]:
            job["contact_id"] = moved(job["contact_id"], generation)
        if self.count - number > ACTIVE:
            job["status"] = "archived"
        yield "jobs", job
        for assignee in template.assignees:
            yield "job_assignees", assignee | {"job_id": job_id}
        for change in template.changes:
            copy = shifted(change, by) | {"id": self._id(created), "job_id": job_id}
            del copy["row"]
            event = template.events.get(change["version"])
            if event is not None:
                event_id = self._id(created)
                copy["after"] = copy["after"].replace(as_text(event["id"]), as_text(event_id))
                yield "events", shifted(event, by) | {"id": event_id, "job_id": job_id}
            yield "changes", copy

    def _id(self, microseconds: int) -> bytes:
        """A UUID of version 7, as the server makes them."""
        noise = self.random.getrandbits(74)
        value = microseconds // 1000 << 80 | 7 << 76 | (noise >> 62) << 64 | 0b10 << 62 | noise & (1 << 62) - 1
        return value.to_bytes(16, "big")

    def _fill_search(self) -> None:
        """As SQLiteSearch.swift does it at the end of a transaction, for all jobs at once.

        Then each index is made one segment. So many rows at once leave it in the midst of merging large ones; it would go on
        with that at the next changes, and these would be measured with work of ours.
        """
        self.connection.create_function("folded", 1, folded, deterministic=True)
        self.connection.create_function("compounds", 1, compounds, deterministic=True)
        self.connection.create_function("joined", -1, joined, deterministic=True)
        self.connection.execute(
            "INSERT INTO jobs_search_names (rowid, job_number, name, order_number, client, also, joined)"
            " SELECT j.row, j.job_number, folded(j.name), folded(j.order_number), folded(c.name), compounds(j.name),"
            " joined(j.name, j.order_number, c.name) FROM jobs j LEFT JOIN clients c ON c.id = j.client_id"
        )
        self.connection.execute(
            "INSERT INTO jobs_search_texts (rowid, description, notes, also, joined) SELECT row, folded(description), folded(notes),"
            " compounds(description || ' ' || notes), joined(description, notes) FROM jobs"
        )
        for index in ("jobs_search_names", "jobs_search_texts"):
            self.connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")

    # -- statements

    def _rows(self, sql: str, *values: object) -> list[Row]:
        return [dict(row) for row in self.connection.execute(sql, values)]

    def _insert(self, table: str, rows: list[Row]) -> None:
        if rows:
            names = list(rows[0])
            self.connection.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                ([row[name] for name in names] for row in rows),
            )


@cache
def folded(text: str | None) -> str:
    """As docs/search.md has it, as far as the demo's texts need it."""
    plain = unicodedata.normalize("NFKD", (text or "").replace("×", "x")).lower().replace("ø", "o").replace("ß", "ss")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’ʻ")
    return " ".join(re.findall(r"[0-9]+|[^\W\d_]+", plain))


@cache
def compounds(text: str) -> str:
    found = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text.lower())
    return " ".join(sorted({one.replace("-", "") for one in found}))


def joined(*texts: str | None) -> str:
    """Words that are digits and letters by turns, from each on."""
    found = set()
    for text in texts:
        words = folded(text).split()
        for first in range(len(words) - 1):
            end = first + 1
            while end < min(len(words), first + 6) and words[end - 1].isdigit() != words[end].isdigit():
                end += 1
            if end > first + 1:
                found.add("·" + "".join(words[first:end]))
    return " ".join(sorted(found))


def sort_key(name: str) -> str:
    return f"{folded(name)}\x01{name}"


def shifted(row: Row, microseconds: int) -> Row:
    """Its times moved; a version is a time too. Days are left: nothing here looks at them."""
    copy = dict(row)
    for name in time_columns(tuple(row)):
        if copy[name] is not None:
            copy[name] += microseconds
    return copy


@cache
def time_columns(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name.endswith("_at") or name in ("at", "version", "previous")]


def moved(identifier: bytes, generation: int) -> bytes:
    """Another id for the copy of a client or contact; its first copy is the demo's own."""
    return identifier[:10] + (int.from_bytes(identifier[10:], "big") ^ generation).to_bytes(6, "big")


def as_text(identifier: bytes) -> str:
    digits = identifier.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def make_many_jobs(demo: Path, target: Path, count: int) -> None:
    """A copy of the demo's database, which no server may have open, with `count` jobs in it."""
    shutil.copyfile(demo, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        # A crash may take it: it is made anew for each run.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -262144"):
            connection.execute(f"PRAGMA {setting}")
        ManyJobs(connection, count).fill()
    # Else the system writes it out while something is measured.
    file = os.open(target, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@dataclass(frozen=True)
class Picked:
    """A job to ask for."""

    id: str
    number: int
    tag: str
    """Its entity tag, as long as nobody changes it."""


def pick_jobs(database: Path, count: int) -> list[Picked]:
    """So many jobs at random, all if there are no more; the same every time."""
    highest = count_jobs(database)
    # The rows are numbered from 1 without gaps, see above.
    return _picked(database, random.Random(count).sample(range(1, highest + 1), min(count, highest)))


def latest_jobs(database: Path, count: int) -> list[Picked]:
    highest = count_jobs(database)
    return _picked(database, range(max(0, highest - count) + 1, highest + 1))


def count_jobs(database: Path) -> int:
    """As many as there are. No server may have the database open, here and above."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT COUNT(*) FROM jobs").fetchone()[0]


def _picked(database: Path, rows: Iterable[int]) -> list[Picked]:
    with closing(sqlite3.connect(database)) as connection:
        return [
            Picked(id=as_text(identifier), number=number, tag=f'"{as_text(identifier)}.{version}"')
            for row in rows
            for identifier, number, version in connection.execute(
                "SELECT id, job_number, updated_at FROM jobs WHERE row = ?", [row])
        ]
