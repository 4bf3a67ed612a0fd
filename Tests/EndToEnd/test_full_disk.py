"""Failing storage: acknowledged changes are kept, changes without space are rejected as such, and the server recovers by itself."""

import resource
import time

import pytest

from harness import OFFICE, Bench, Client, Server, check, expect, expect_problem

# The disk of PostgreSQL is not the server's.
pytestmark = pytest.mark.sqlite_only

UNLIMITED = resource.RLIM_INFINITY


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "server") as server:
        yield server


def limit_files(server, size):
    """No file of the server can grow beyond this size, which simulates a full disk."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, UNLIMITED))


def test_a_full_disk_gets_503_for_changes_allows_reads_and_recovers(server):
    with Client(server, server.token(OFFICE)) as client:
        bench = Bench(client)
        kept = [bench.make_job(notes="before") for _ in range(3)]
        limit_files(server, (server.folder / "jobtag.db-wal").stat().st_size + 200_000)
        refused = 0
        for number in range(40):
            answer = client.post("/api/jobs/", {"name": f"Fill {number}", "notes": "n" * 60_000})
            if answer.status == 201:
                kept.append(answer.json)
                continue
            problem = expect_problem(answer, 503)
            check(int(answer.header("Retry-After")) > 0, "must say when to come again", answer)
            check("Nothing was changed" in problem["detail"], "must say that nothing was changed", answer)
            refused += 1
        assert refused > 30
        answer = client.get("/readyz")
        expect_problem(answer, 503)
        assert answer.header("Retry-After")
        expect(client.get("/healthz"), 200)
        for job in kept:
            assert bench.get_job(job["id"]) == job
        assert {job["id"] for job in client.everything("/api/jobs/", limit=1000)} >= {job["id"] for job in kept}
        limit_files(server, UNLIMITED)
        expect(client.post("/api/jobs/", {"name": "After"}), 201)
        wait_until_ready(client)
    server.terminate()
    server.wait()
    server.start()
    with Client(server, server.token(OFFICE)) as client:  # An earlier session is still valid.
        for job in kept:
            assert Bench(client).get_job(job["id"]) == job


def test_readiness_recovers_without_any_change(server):
    with Client(server, server.token(OFFICE)) as client:
        limit_files(server, (server.folder / "jobtag.db-wal").stat().st_size)
        expect_problem(client.post("/api/jobs/", {"name": "x", "notes": "n" * 60_000}), 503)
        expect_problem(client.get("/readyz"), 503)
        limit_files(server, UNLIMITED)
        wait_until_ready(client)


def test_readiness_does_not_recover_for_a_small_change_that_fits(server):
    with Client(server, server.token(OFFICE)) as client:
        limit_files(server, (server.folder / "jobtag.db-wal").stat().st_size + 200_000)
        expect_problem(client.post("/api/jobs/", {"name": "x", "notes": "n" * 190_000, "description": "d" * 190_000}), 503)
        expect(client.post("/api/jobs/", {"name": "Small"}), 201)
        expect_problem(client.get("/readyz"), 503)


def wait_until_ready(client):
    deadline = time.monotonic() + 30
    while client.get("/readyz").status != 200:
        assert time.monotonic() < deadline, client.server.output()
        time.sleep(0.1)  # Checked at most once a second.
