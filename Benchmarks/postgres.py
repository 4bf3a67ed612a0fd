"""Jobtag on PostgreSQL beside Jobtag on SQLite, and beside what PostgreSQL itself can do."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from figures import Ratio, Series
from load import Load, LoadFailure, load
from patching import Patching
from report import Report, say
from servers import Jobtag, ServerFailure
from turns import Turns

BINARIES = Path("/usr/lib/postgresql/15/bin")
TOOL = Path(__file__).resolve().parents[1] / "Tools" / "postgres"
CONNECTIONS = 32
STREAMS = 100
READERS = 8
"""How many people share the streams."""


class Cluster:
    """A private PostgreSQL whose commits are durable."""

    def __enter__(self) -> "Cluster":
        # Not below the folder of the other databases, which PostgreSQL's user may not be able to open. A folder of
        # the system's user, because `Tools/postgres` wants a new one inside.
        self.parent = Path(tempfile.mkdtemp(prefix="jobtag-bench-postgres-", dir="/tmp"))
        self.parent.chmod(0o755)
        self.folder = self.parent / "cluster"
        started = subprocess.run([TOOL, "start", self.folder], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if started.returncode:
            shutil.rmtree(self.parent)
            raise ServerFailure(f"PostgreSQL did not start\n{started.stderr}")
        self.uri = started.stdout.strip()
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([TOOL, "stop", self.folder], stdin=subprocess.DEVNULL, check=True)
        self.parent.rmdir()

    def sql(self, statement: str) -> str:
        command = [BINARIES / "psql", "--no-psqlrc", "-qAt", "--set=ON_ERROR_STOP=1", f"--command={statement}", self.uri]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise ServerFailure(f"{statement}\n{done.stderr}")
        return done.stdout.strip()


class CompareAndSet:
    """What pgbench does with one statement: each client changes a row of its own if it has the version that the client knows."""

    SCRIPT = (
        "UPDATE compare_and_set SET version = version + 1, body = lpad(:version::text, 1100, 'x')\n"
        "WHERE id = :client_id AND version = :version RETURNING version \\gset\n"
    )

    def __init__(self, cluster: Cluster, work: Path) -> None:
        self.cluster = cluster
        self.script = work / "compare-and-set.sql"
        self.script.write_text(self.SCRIPT)
        cluster.sql("CREATE TABLE compare_and_set (id int PRIMARY KEY, version bigint, body text)")

    def run(self, clients: int, seconds: int) -> Load:
        self.cluster.sql(
            "TRUNCATE compare_and_set; INSERT INTO compare_and_set"
            f" SELECT id, 0, repeat('x', 1100) FROM generate_series(0, {clients - 1}) AS id"
        )
        command = [
            BINARIES / "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--time={seconds}",
            "--define=version=0", f"--file={self.script}", "--report-per-command", self.cluster.uri,
        ]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds + 60)
        rate = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
        latency = re.search(r"^latency average = ([0-9.]+) ms", done.stdout, re.MULTILINE)
        if done.returncode or rate is None or latency is None:
            raise LoadFailure(f"pgbench failed ({done.returncode})\n{done.stdout}{done.stderr}")
        average = float(latency[1])
        return Load(float(rate[1]), 0, average, average, None, {}, "")


class OnPostgreSQL:
    """Reads beside SQLite's, changes beside pgbench's, two servers beside one, and what idle streams cost."""

    def __init__(self, binary: Path, work: Path, report: Report) -> None:
        self.binary = binary
        self.work = work
        self.report = report
        self.turns = Turns(report)

    def run(self) -> None:
        with ExitStack() as stack:
            cluster = stack.enter_context(Cluster())
            sqlite = stack.enter_context(Jobtag(self.binary, self.work, "sqlite"))
            first = stack.enter_context(Jobtag(self.binary, self.work, "first", address=cluster.uri, is_demo=True))
            second = stack.enter_context(Jobtag(self.binary, self.work, "second", address=cluster.uri))
            for server in (sqlite, first, second):
                server.sign_in()
            self.report.facts["jobs"] = len(first.tags())
            self.reads(sqlite, first)
            self.writes(cluster, sqlite, first, second)
            self.streams(cluster, [first, second])
            self.report.remember("one of two servers on PostgreSQL, after load and streams", first)

    def reads(self, sqlite: Jobtag, postgres: Jobtag) -> None:
        for status, wanted in ((304, 0.5), (200, None)):
            pair = [self.read(server, status) for server in (postgres, sqlite)]
            self.turns.measure(pair)
            title = f"job {status}: PostgreSQL / SQLite"
            self.report.add(Ratio(f"postgres_{status}_by_sqlite", title, pair[0][0], pair[1][0], wanted=wanted))

    def read(self, server: Jobtag, status: int):
        job = f"/api/jobs/{server.first_job()}/"
        tag = server.ask("GET", job, server.signed_in)[0]["ETag"]
        sent = server.signed_in | ({"If-None-Match": tag} if status == 304 else {})
        server.ask("GET", job, sent, expect=status)
        title = "SQLite" if server.name == "sqlite" else "PostgreSQL"
        series = Series(f"{server.name}_{status}", f"job {status}, {title}", CONNECTIONS)
        return series, lambda seconds: load(server, job, connections=CONNECTIONS, seconds=seconds, headers=sent)

    def writes(self, cluster: Cluster, sqlite: Jobtag, first: Jobtag, second: Jobtag) -> None:
        bare = CompareAndSet(cluster, self.work)
        alone = Patching(first, self.work, self.report, first.tags)
        embedded = Patching(sqlite, self.work, self.report, sqlite.tags)
        # Each of the two changes jobs of its own: a tag that the other has made stale would be refused.
        halves = [
            Patching(server, self.work, self.report, lambda server=server, half=half: server.tags()[half::2])
            for half, server in enumerate((first, second))
        ]
        one = Series("postgres_patch", "PATCH with If-Match, PostgreSQL", CONNECTIONS)
        two = Series("postgres_patch_two", "PATCH with If-Match, two servers", CONNECTIONS)
        embedded_series = Series("sqlite_patch", "PATCH with If-Match, SQLite", CONNECTIONS)
        base = Series("pgbench", "pgbench, compare and set", CONNECTIONS)
        self.turns.measure([
            (one, lambda seconds: alone.run(CONNECTIONS, seconds)),
            (base, lambda seconds: bare.run(CONNECTIONS, seconds)),
            (two, lambda seconds: both(halves, CONNECTIONS // 2, seconds)),
            (embedded_series, lambda seconds: embedded.run(CONNECTIONS, seconds)),
        ])
        at = f"at {CONNECTIONS}"
        self.report.add(Ratio("patch_by_pgbench", f"PATCH / pgbench {at}", one, base, wanted=0.35))
        self.report.add(Ratio("two_by_one", f"PATCH, two servers / one {at}", two, one, wanted=0.9))
        self.report.add(Ratio("patch_by_sqlite", f"PATCH, PostgreSQL / SQLite {at}", one, embedded_series))

    def streams(self, cluster: Cluster, servers: list[Jobtag]) -> None:
        say(f"{STREAMS} idle streams on each server")
        before = connections(cluster)
        with ExitStack() as stack:
            # Who has signed in to one server is signed in to all.
            tokens = servers[0].tokens(READERS)
            for server in servers:
                for number in range(STREAMS):
                    stack.enter_context(open_stream(server, tokens[number % READERS]))
            after = connections(cluster)
        self.report.facts["connections_before_streams"] = before
        self.report.facts["connections_with_streams"] = after
        self.report.note(f"{len(servers) * STREAMS} idle streams: {after} database connections, {before} without them")
        most = before + len(servers)
        if after > most:
            self.report.note(f"missed: at most {most} connections are expected")


def connections(cluster: Cluster) -> int:
    """Those of the servers."""
    return int(cluster.sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ))


def open_stream(server: Jobtag, token: str) -> socket.socket:
    stream = socket.create_connection((server.host, server.port), timeout=30)
    stream.sendall(
        f"GET /api/changes/stream HTTP/1.1\r\nHost: {server.host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    answer = stream.recv(4096)
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ServerFailure(f"{server.name} opened no stream\n{answer.decode(errors='replace')}")
    return stream


def both(halves: list[Patching], connections: int, seconds: int) -> Load:
    """The same load on several servers at the same time, as one."""
    with ThreadPoolExecutor(len(halves)) as threads:
        loads = list(threads.map(lambda half: half.run(connections, seconds), halves))
    failures = {}
    for one in loads:
        for name, count in one.failures.items():
            failures[name] = failures.get(name, 0) + count
    used = [one.processor_us for one in loads]
    return Load(
        rate=sum(one.rate for one in loads), bytes_each=loads[0].bytes_each, p50_ms=max(one.p50_ms for one in loads),
        p99_ms=max(one.p99_ms for one in loads), processor_us=None if None in used else sum(used) / len(used),
        failures=failures, note=next((one.note for one in loads if one.note), ""),
    )
