"""Copying a database to PostgreSQL: not under a running server, again after an interruption, and over a slow network."""

import subprocess
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from cluster import START_DEADLINE, Cluster, eventually
from harness import EXIT_DEADLINE, OFFICE, Server, binary, clean_environment, expect
from postgres import Session, cluster_of_the_tests, drop_database, new_database, psql
from relay import Relay

# What a round trip takes, in seconds. 300 of them, such as one for each job, take longer than a transaction may do nothing.
SLOW = 0.05
DEADLINE = 120.0
MARK = "SELECT name FROM settings WHERE name = 'copy-incomplete'"


@pytest.fixture
def source(demo):
    """The demo workshop, in a database of which nobody else has a copy."""
    uri = new_database(demo[0], template=demo[0])
    yield uri
    drop_database(uri)


@pytest.fixture
def target():
    """An empty database."""
    uri = new_database(cluster_of_the_tests())
    yield uri
    drop_database(uri)


def command(source, target):
    return [binary(), "copy", "--from", source, "--to", target]


def copy(source, target):
    return subprocess.run(
        command(source, target), env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=DEADLINE)


def expect_copied(done, source, target):
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    for table in ("staff", "clients", "jobs", "changes", "events", "cost_lines"):
        count = f"SELECT count(*) FROM {table}"
        assert psql(target, count) == psql(source, count), table
    assert psql(target, MARK) == []


def server(folder, uri):
    return Server(folder, arguments=["serve", "--port", "0", "--database", uri])


def test_a_database_that_a_server_uses_is_not_copied_to(source, target, tmp_path, demo):
    """Also if it is empty: the server would go on with what it has read when it started."""
    running = server(tmp_path / "running", target).start(START_DEADLINE)
    done = copy(source, target)
    assert done.returncode == 3, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    assert "server" in done.stderr and urlsplit(target).path[1:] in done.stderr, done.stderr
    assert psql(target, "SELECT count(*) FROM jobs", "SELECT count(*) FROM staff") == [["0"], ["0"]] and psql(target, MARK) == []
    with running.client(None) as client:
        expect(client.get("/readyz"), 200)
    running.stop()
    expect_copied(copy(source, target), source, target)
    with Cluster(tmp_path, target, 2, demo=False, tokens=demo[1]) as cluster:
        for client in cluster.clients(OFFICE):
            assert len(client.everything("/api/jobs/", limit=1000)) == 300


@contextmanager
def begun(source, target):
    """A copy that has prepared its target, and waits for a table of its source."""
    with Session(source) as session:
        session.execute("BEGIN; LOCK TABLE answers IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(
            command(source, target), env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        try:
            eventually(lambda: is_marked(target) and waits(source), EXIT_DEADLINE, "the copy has begun")
            yield process
        finally:
            process.kill()
            process.communicate()
        session.execute("ROLLBACK")


def is_marked(uri):
    has_table = psql(uri, "SELECT to_regclass('settings')") != []
    return has_table and psql(uri, MARK) != []


def waits(uri):
    return psql(uri, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") != []


def test_a_copy_that_was_killed_directly_after_its_beginning_can_be_repeated(source, target):
    with begun(source, target) as process:
        process.kill()
        process.wait()
    expect_copied(copy(source, target), source, target)


def test_a_copy_that_failed_directly_after_its_beginning_can_be_repeated(source, target):
    with begun(source, target) as process:
        psql(
            source, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'jobtag'")
        _, message = process.communicate(timeout=EXIT_DEADLINE)
        assert process.returncode == 1, f"exit code {process.returncode}\n{message}"
    assert is_marked(target)
    expect_copied(copy(source, target), source, target)


def test_a_copy_over_a_slow_network_succeeds(source, target):
    relay = Relay(target, delay=SLOW)
    try:
        done = copy(source, relay.uri)
    finally:
        relay.close()
    expect_copied(done, source, target)


def test_a_large_incomplete_copy_can_be_repeated(source, target):
    """Deleting its rows takes longer than a statement of a server may take."""
    drop_database(target)
    psql(cluster_of_the_tests(), f"CREATE DATABASE {urlsplit(target).path[1:]} TEMPLATE {urlsplit(source).path[1:]}")
    psql(
        target, "INSERT INTO settings VALUES ('copy-incomplete', 'yes')",
        # Instead of half a million rows.
        "CREATE FUNCTION delay() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.002); RETURN OLD; END $$",
        "CREATE TRIGGER delay BEFORE DELETE ON changes FOR EACH ROW EXECUTE FUNCTION delay()")
    assert int(psql(target, "SELECT count(*) FROM changes")[0][0]) > 2000
    expect_copied(copy(source, target), source, target)


def expect_refused(done, code, words):
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    assert words in done.stderr and "--database" not in done.stderr, done.stderr


def test_the_incomplete_result_of_a_copy_is_not_copied(source, target):
    """The second copy would look complete."""
    psql(source, "INSERT INTO settings VALUES ('copy-incomplete', 'yes')")
    expect_refused(copy(source, target), 1, "is the incomplete result of a copy")


def test_a_source_without_data_is_refused_and_left_alone(target, tmp_path):
    with Session(target):
        expect_refused(copy(target, f"sqlite:{tmp_path}/new.db"), 1, "There is no Jobtag data in")
    assert psql(target, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_target_of_another_program_is_refused_and_left_alone(source, target):
    psql(target, "CREATE TABLE customers (id INTEGER PRIMARY KEY)")
    expect_refused(copy(source, target), 3, "has data of another program")
    assert psql(target, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [["customers"]]


def test_a_copy_onto_itself_is_refused(source):
    expect_refused(copy(source, source), 1, "the same database")
