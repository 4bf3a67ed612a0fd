"""Servers that start at once on an empty database, databases that are refused, and passwords that nobody sees."""

import socket
import subprocess
import uuid
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

import history
from cluster import Cluster, sign_in
from harness import ADMIN, OFFICE, PASSWORD, binary, clean_environment, expect
from postgres import cluster_of_the_tests, drop_database, dump, free_port, new_database, psql, restore, with_database
from refusing import refusal

SECRET = "geheim"


@contextmanager
def empty_database():
    uri = new_database(cluster_of_the_tests())
    yield uri
    drop_database(uri)


def with_user(uri, user, password=None):
    address = urlsplit(uri)
    login = f"{user}:{password}" if password else user
    return address._replace(netloc=f"{login}@{address.hostname}:{address.port}").geturl()


# -------------------------------------------------------------------------------------------------- at the same moment

def test_five_servers_that_start_at_once_on_an_empty_database_share_it(tmp_path):
    with empty_database() as uri, Cluster(tmp_path, uri, 5) as cluster:
        assert psql(uri, "SELECT number FROM migrations")
        assert psql(uri, "SELECT count(*) FROM settings WHERE name IN ('generation', 'instance', 'secret')") == [["3"]]
        cluster.tokens[OFFICE] = sign_in(cluster.servers[0], OFFICE, PASSWORD)
        clients = cluster.clients()
        answers = [expect(client.get("/api/auth/me/"), 200) for client in clients]
        assert len({answer.header("Jobtag-Generation") for answer in answers}) == 1
        assert all(expect(client.get("/readyz"), 200) for client in clients)
        # The demo was filled in once.
        for client in clients:
            assert len(client.everything("/api/jobs/", limit=1000)) == 300 and len(client.everything("/api/clients/")) == 40
        assert psql(uri, "SELECT count(*), count(DISTINCT email) FROM staff") == [["8", "8"]]
        # A code made with the secret of the database is the same on each.
        key = [("Idempotency-Key", str(uuid.uuid4()))]
        made = [expect(client.post("/api/jobs/", {"name": "One job"}, headers=key), 201) for client in clients]
        assert [answer.header("Idempotency-Replayed") for answer in made] == [None, *["true"] * 4]
        assert len({answer.raw for answer in made}) == 1
        # Each has kept what the database has, not what it would have made itself.
        before = answers[0].header("Jobtag-Generation")
        for server in cluster.servers[1:3]:
            server.stop()
            server.start()
            with server.client(OFFICE) as client:
                answer = expect(client.post("/api/jobs/", {"name": "One job"}, headers=key), 201)
                assert answer.header("Idempotency-Replayed") == "true" and answer.header("Jobtag-Generation") == before


def test_five_servers_that_start_at_once_without_the_demo_share_an_empty_database(tmp_path):
    with empty_database() as uri, Cluster(tmp_path, uri, 5, demo=False) as cluster:
        assert psql(uri, "SELECT count(*) FROM staff", "SELECT count(*) FROM jobs") == [["0"], ["0"]]
        for server in cluster.servers:
            assert server.wait_for_line("one-time link"), server.output()
            with server.client(None) as client:
                expect(client.get("/readyz"), 200)


def test_servers_that_start_again_leave_the_data_alone(tmp_path):
    with empty_database() as uri:
        with Cluster(tmp_path, uri, 2):
            pass
        before = psql(uri, "SELECT * FROM settings ORDER BY name", "SELECT id, updated_at FROM jobs ORDER BY id")
        with Cluster(tmp_path, uri, 3):
            pass
        assert psql(uri, "SELECT * FROM settings ORDER BY name", "SELECT id, updated_at FROM jobs ORDER BY id") == before


def test_a_server_killed_while_it_starts_leaves_a_database_that_the_next_one_completes(tmp_path):
    for wait in (0.0, 0.2, 0.4, 0.6, 0.9):
        with empty_database() as uri:
            first = subprocess.Popen(
                [binary(), "serve", "--port", "0", "--demo", "--database", uri], env=clean_environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                first.wait(wait)
            except subprocess.TimeoutExpired:
                pass
            first.kill()
            first.wait()
            with Cluster(tmp_path / str(wait), uri, 2):
                assert psql(uri, "SELECT count(*) FROM jobs", "SELECT count(*) FROM staff") == [["300"], ["8"]], wait


# ----------------------------------------------------------------------------------------------------------- restored

def test_a_restored_dump_has_another_generation(new_cluster):
    """A client that has seen later versions must load everything again."""
    cluster = new_cluster(1)
    server = cluster.servers[0]
    job = cluster.bench().make_job()
    saved = dump(cluster.uri)
    before = expect(server.client(OFFICE).get("/api/auth/me/"), 200).header("Jobtag-Generation")
    cluster.bench().change(job["id"])
    server.stop()
    drop_database(cluster.uri)
    psql(with_database(cluster.uri, "postgres"), f"CREATE DATABASE {urlsplit(cluster.uri).path[1:]}")
    restore(cluster.uri, saved)
    server.start()
    assert expect(server.client(OFFICE).get("/api/auth/me/"), 200).header("Jobtag-Generation") != before


def test_changes_after_a_dump_was_restored_in_a_younger_cluster_follow_the_earlier_ones(new_cluster):
    cluster = new_cluster(1)
    job = cluster.bench().make_job()
    cluster.servers[0].stop()
    # As in the dump of a cluster that has made a million transactions more.
    psql(
        cluster.uri, f"UPDATE changes SET row = row + ({10 ** 6}::bigint << 20)",
        "UPDATE settings SET value = 'another cluster' WHERE name = 'database-identity'")
    cluster.servers[0].start()
    cluster.bench().change(job["id"])
    history.expect_chain(history.of(cluster, job["id"]))


# ---------------------------------------------------------------------------------------------------------- refusals

OTHER_PROGRAMS = {
    "customers": "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT)",
    "migrations": "CREATE TABLE migrations (number TEXT PRIMARY KEY)",
    "jobs": "CREATE TABLE jobs (id INTEGER PRIMARY KEY, payload TEXT)",
    # As Laravel, a framework for PHP, makes them.
    "jobs and migrations": "CREATE TABLE jobs (id BIGSERIAL PRIMARY KEY, queue VARCHAR(255), payload TEXT); "
    "CREATE TABLE migrations (id SERIAL PRIMARY KEY, migration VARCHAR(255), batch INTEGER)",
}


@pytest.mark.parametrize("name", OTHER_PROGRAMS)
def test_a_database_of_another_program_is_refused_with_an_explanation(name):
    with empty_database() as uri:
        psql(uri, OTHER_PROGRAMS[name])
        output = refusal(uri, "--demo")
        assert "is not a Jobtag database" in output and urlsplit(uri).path[1:] in output, output


@pytest.mark.parametrize("name", OTHER_PROGRAMS)
def test_a_database_of_another_program_is_left_alone(name):
    with empty_database() as uri:
        psql(uri, OTHER_PROGRAMS[name])
        before = dump(uri)
        refusal(uri, "--demo")
        assert dump(uri) == before


def test_a_database_that_cannot_store_every_text_is_refused():
    with empty_database() as uri:
        name = urlsplit(uri).path[1:]
        drop_database(uri)
        psql(
            with_database(uri, "postgres"),
            f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        output = refusal(uri)
        assert "has the encoding LATIN1" in output and "UTF8" in output, output


def test_a_database_from_the_future_is_refused_and_left_alone(tmp_path):
    with empty_database() as uri:
        with Cluster(tmp_path, uri, 1):
            pass
        psql(uri, "INSERT INTO migrations (number) VALUES ('9999')")
        before = dump(uri)
        output = refusal(uri, "--demo")
        assert "newer version of Jobtag" in output, output
        assert dump(uri) == before


@pytest.mark.parametrize("address", [
    f"postgres://jobtag:{SECRET}@127.0.0.1:port/jobtag",
    f"postgres://jobtag:{SECRET}@127.0.0.1:1:2/jobtag",
    f"postgres://jobtag:{SECRET}@127.0.0.1/jobtag?no_such_option=1",
    f"postgres://jobtag:{SECRET}%@127.0.0.1/jobtag",
    f"postgres://jobtag:a@{SECRET}@127.0.0.1/jobtag",
    f"postgres://jobtag:a/{SECRET}@127.0.0.1/jobtag",
    f"postgres://jobtag:12/{SECRET}@127.0.0.1/jobtag",
    f"postgres://jobtag:{SECRET}/a@127.0.0.1/jobtag",
    f"postgresq://jobtag:{SECRET}@127.0.0.1/jobtag",
    f"jobtag:{SECRET}@127.0.0.1/jobtag",
])
def test_an_invalid_address_is_refused_without_its_password(address):
    output = refusal(address)
    assert SECRET not in output, output
    assert SECRET not in refusal(None, environment={"JOBTAG_DATABASE": address})


def test_a_server_that_is_not_there_is_named_without_the_password():
    port = free_port()
    output = refusal(f"postgres://jobtag:{SECRET}@127.0.0.1:{port}/jobtag")
    assert "cannot be reached" in output and str(port) in output and SECRET not in output, output


def test_a_server_that_never_answers_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        output = refusal(f"postgres://jobtag:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/jobtag")
    assert "cannot be reached" in output and SECRET not in output, output


def test_a_missing_database_is_named():
    uri = with_database(cluster_of_the_tests(), "no_such_database")
    output = refusal(with_user(uri, "jobtag", SECRET))
    assert "no_such_database" in output and SECRET not in output, output


@pytest.fixture(scope="module")
def with_password(postgres):
    """The URI of a user who needs a password, without it."""
    access = postgres.data / "pg_hba.conf"
    rest = access.read_text()
    access.write_text(f"host all anna 127.0.0.1/32 scram-sha-256\n{rest}")
    psql(postgres.uri, "CREATE ROLE anna LOGIN SUPERUSER PASSWORD 'richtig'", "SELECT pg_reload_conf()")
    return with_user(postgres.uri, "anna")


@pytest.mark.parametrize("way", ["in the URI", "in JOBTAG_DATABASE", "in PGPASSWORD", "missing"])
def test_a_wrong_password_is_refused_and_not_shown(with_password, way):
    wrong = with_user(with_password, "anna", SECRET)
    uri, environment = {
        "in the URI": (wrong, {}),
        "in JOBTAG_DATABASE": (None, {"JOBTAG_DATABASE": wrong}),
        "in PGPASSWORD": (with_password, {"PGPASSWORD": SECRET}),
        "missing": (with_password, {}),
    }[way]
    output = refusal(uri, environment=environment)
    assert "password" in output and SECRET not in output, output


def test_the_right_password_is_accepted_and_not_shown(with_password, tmp_path):
    uri = with_user(with_password, "anna", "richtig")
    with Cluster(tmp_path, uri, 1, "--log-level", "trace") as cluster:
        with cluster.servers[0].client(None) as client:
            expect(client.get("/readyz"), 200)
    output = "\n".join(cluster.servers[0].lines)
    assert "richtig" not in output, output


def test_the_password_is_in_no_line_and_no_answer_even_if_the_database_goes_away(postgres, tmp_path):
    database = new_database(postgres.uri)
    # This PostgreSQL asks this user for no password.
    uri = with_user(database, "jobtag", SECRET)
    with Cluster(tmp_path, uri, 1, "--log-level", "trace") as cluster:
        server = cluster.servers[0]
        clients = [server.client(ADMIN, timeout=60), server.client(None)]
        postgres.stop()
        texts = [client.get(path).text for path in ("/readyz", "/api/jobs/", "/metrics", "/") for client in clients]
        assert server.wait_for_line("database is not available"), server.output()
        postgres.start()
    assert SECRET not in "\n".join([*server.lines, *texts])
