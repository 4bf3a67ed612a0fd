"""A backup restored under open pages: the database gets another generation, and only then."""

import shutil
import sqlite3

import pytest

from harness import OFFICE, Bench, Server, check, expect, expect_job, expect_problem

ENDINGS = {"in order": Server.stop, "killed": Server.kill}


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "shop").start()
    yield server
    server.kill()


def generation(server):
    answer = expect(server.client(OFFICE).get("/api/auth/me/"), 200)
    found = answer.header("Jobtag-Generation")
    check(bool(found), "every answer of the interface names the generation", answer)
    return found


def back_up(server, to):
    """As in the README, while the server runs."""
    source, target = sqlite3.connect(server.database), sqlite3.connect(to)
    with source, target:
        source.backup(target)
    source.close()
    target.close()


def without_the_log(server):
    for suffix in ("-wal", "-shm"):
        server.database.with_name(server.database.name + suffix).unlink(missing_ok=True)


def put_back_as_another_file(server, copy):
    without_the_log(server)
    server.database.unlink()
    shutil.copy(copy, server.database)


def put_back_over_the_file(server, copy):
    without_the_log(server)
    with open(server.database, "r+b") as file, open(copy, "rb") as source:
        file.truncate(0)
        shutil.copyfileobj(source, file)


def put_back_without_the_lock(server, copy):
    put_back_as_another_file(server, copy)
    server.database.with_name(server.database.name + ".lock").unlink()


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_a_restart_after_any_exit_keeps_the_generation(server, end):
    first = generation(server)
    for _ in range(2):
        Bench(server.client(OFFICE)).make_job()
        end(server)
        server.start()
        assert generation(server) == first


@pytest.mark.sqlite_only
@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_purged_history_keeps_the_generation(server, end):
    first = generation(server)
    Bench(server.client(OFFICE)).make_job()
    end(server)
    connection = sqlite3.connect(server.database)
    with connection:
        connection.execute("DELETE FROM changes")  # what --history-days does
    connection.close()
    server.start()
    assert generation(server) == first


@pytest.mark.sqlite_only
@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("put_back", [put_back_as_another_file, put_back_over_the_file, put_back_without_the_lock])
def test_a_restored_backup_is_another_generation(server, tmp_path, end, put_back):
    bench = Bench(server.client(OFFICE))
    job = bench.make_job(notes="as in the backup")
    first = generation(server)
    back_up(server, tmp_path / "copy.db")
    newer = bench.change(job["id"], notes="written after the backup")
    end(server)
    put_back(server, tmp_path / "copy.db")
    server.start()
    second = generation(server)
    assert second != first
    office = server.client(OFFICE)
    # The earlier data no longer exists: its tag allows no change, and never counts as unchanged.
    assert expect_job(office.get(f"/api/jobs/{job['id']}/", if_none_match=newer["etag"]))["notes"] == "as in the backup"
    problem = expect_problem(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=newer["etag"]), 412)
    assert (problem["changes"], problem["merge"]) == (None, None)
    server.stop()
    server.start()
    assert generation(server) == second, "and the next start goes on from here"


@pytest.mark.sqlite_only
def test_a_backup_of_a_stopped_server_restored_later_is_another_generation(server, tmp_path):
    first = generation(server)
    server.stop()
    shutil.copy(server.database, tmp_path / "copy.db")
    server.start()
    Bench(server.client(OFFICE)).make_job()
    server.stop()
    put_back_as_another_file(server, tmp_path / "copy.db")
    server.start()
    assert generation(server) != first


@pytest.mark.sqlite_only
def test_a_folder_moved_after_a_clean_exit_keeps_the_generation(server, tmp_path):
    first = generation(server)
    server.stop()
    moved = tmp_path / "moved"
    shutil.copytree(server.folder, moved)
    other = Server(moved).start()
    try:
        assert generation(other) == first
    finally:
        other.kill()


@pytest.mark.parametrize("path, status", [
    ("/api/jobs/", 200), ("/api/nothing/", 404), ("/api/schema.yml", 200), ("/api/jobs/?limit=x", 400), ("//api/jobs/", 200)])
def test_responses_of_every_kind_have_the_generation(server, path, status):
    answer = server.client(OFFICE).get(path)
    check(answer.status == status and answer.header("Jobtag-Generation"), "it is named", answer)


def test_a_304_and_a_preflight_of_another_origin_have_the_generation(tmp_path):
    server = Server(tmp_path / "shop", "--cors-origin", "http://app.example").start()
    try:
        office = server.client(OFFICE)
        job = Bench(server.client(OFFICE)).make_job()
        answer = expect(office.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"], headers={"Origin": "http://app.example"}), 304)
        check(bool(answer.header("Jobtag-Generation")), "a 304 names it", answer)
        check("jobtag-generation" in answer.listed("Access-Control-Expose-Headers"), "and scripts can read it", answer)
    finally:
        server.kill()
