"""PostgreSQL frozen, stopped or locked: requests are refused in time, nothing acknowledged is lost, and all is back by itself."""

import threading
import time
import uuid

import pytest

from cluster import Cluster, eventually, expect_ready, together
from harness import OFFICE, WORKSHOP, Bench, check, expect, expect_job, expect_problem, unique
from load import Load, expect_one_truth
from postgres import Session, dump, new_database, psql, restore
from refusing import refusal
from streams import Stream, expect_nothing_missed

IN_TIME = 5.0
BACK = 5.0
# Longer than the servers wait between attempts to connect.
PAUSE = 2.5
# How long a client waits: an answer that comes too late must be seen too.
PATIENCE = 30.0


@pytest.fixture(scope="module")
def cluster(postgres, demo, tmp_path_factory):
    """Two servers on a PostgreSQL that tests may treat badly."""
    uri, tokens = demo
    database = new_database(postgres.uri)
    restore(database, dump(uri))
    with Cluster(tmp_path_factory.mktemp("cluster"), database, 2, tokens=tokens) as cluster:
        yield cluster


@pytest.fixture
def bench(cluster):
    expect_back(cluster)
    return Bench(cluster.servers[0].client(OFFICE))


@pytest.fixture
def job(bench):
    return bench.make_job()


def expect_back(cluster):
    """All connections of the servers' pools are soon back, not only the first."""
    clients = [client for _ in range(15) for client in cluster.clients(timeout=PATIENCE)]

    def ask(client):
        return client.get("/api/auth/me/").status

    def all_succeed():
        return set(together(*(lambda client=client: ask(client) for client in clients))) == {200}

    eventually(all_succeed, BACK, "all requests succeed")
    for client in clients:
        client.close()


def read(client, job, key):
    return client.get(f"/api/jobs/{job['id']}/")


def read_if_changed(client, job, key):
    return client.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"])


def list_jobs(client, job, key):
    return client.get("/api/jobs/", query={"limit": 5})


def read_history(client, job, key):
    return client.get(f"/api/jobs/{job['id']}/changes/")


def change(client, job, key):
    return client.patch(f"/api/jobs/{job['id']}/", {"notes": f"with the key {key}"}, if_match=job["etag"], headers=header(key))


def change_without_a_key(client, job, key):
    return client.patch(f"/api/jobs/{job['id']}/", {"notes": f"instead of the key {key}"}, if_match=job["etag"])


def add_an_event(client, job, key):
    body = {"description": f"with the key {key}"}
    return client.post(f"/api/jobs/{job['id']}/events/", body, if_match=job["etag"], headers=header(key))


def make_a_job(client, job, key):
    return client.post("/api/jobs/", {"name": f"Job {key}"}, headers=header(key))


def open_a_stream(client, job, key):
    return client.get("/api/changes/stream")


def ready(client, job, key):
    return client.get("/readyz")


REQUESTS = [
    read, read_if_changed, list_jobs, read_history, change, change_without_a_key, add_an_event, make_a_job, open_a_stream, ready]
CHANGES = [change, change_without_a_key, add_an_event, make_a_job]
OF_JOBS = [one for one in REQUESTS if one not in (open_a_stream, ready)]


def header(key):
    return [("Idempotency-Key", key)]


def timed(request, client, job, key):
    began = time.monotonic()
    answer = request(client, job, key)
    return answer, time.monotonic() - began


def expect_refused(answer, took):
    expect_problem(answer, 503)
    check(int(answer.header("Retry-After")) >= 1, "a 503 says when to come again", answer)
    check(took < IN_TIME, f"it took {took:.1f} s", answer)


def expect_same_again(clients, request, job, key):
    """The request is answered as if nothing had happened, and was made once."""
    answer = request(clients[1], job, key)
    if request in (read_if_changed, ready):
        expect(answer, 304 if request is read_if_changed else 200)
    elif request is change_without_a_key:
        # A repetition of one's own change is recognised, if it was made.
        expect_job(answer)
    else:
        expect(answer, 200, 201)
    if request in CHANGES:
        again = request(clients[0], job, key)
        check(again.raw == answer.raw, "two different answers", again, answer)
    if request in (change, change_without_a_key, add_an_event):
        assert len(Bench(clients[0]).changes(job["id"])) == 2
    if request is make_a_job:
        found = expect(clients[0].get("/api/jobs/", query={"q": key}), 200).json["results"]
        assert len(found) == 1


# ------------------------------------------------------------------------------------------------------------ frozen

def all_at_once(cluster, bench, requests):
    """Each kind of request for a job of its own, some on each server: `send` returns their answers, `repeat` sends them again."""
    clients = [cluster.servers[number % 2].client(OFFICE, timeout=PATIENCE) for number in range(len(requests))]
    cases = [(request, client, bench.make_job(), str(uuid.uuid4())) for request, client in zip(requests, clients)]
    # Not on a connection that is still being made.
    together(*(lambda client=client: expect(client.get("/readyz"), 200) for client in clients))

    def send():
        return together(*(lambda case=case: timed(*case) for case in cases))

    def repeat():
        for request, _, job, key in cases:
            if request is not open_a_stream:
                expect_same_again(cluster.clients(), request, job, key)

    return send, repeat


def test_a_frozen_database_is_answered_with_503_in_time(postgres, cluster, bench):
    send, repeat = all_at_once(cluster, bench, REQUESTS)
    postgres.freeze()
    try:
        # The second ones find connections that have just been given up.
        answers = send() + send()
    finally:
        postgres.thaw()
    expect_back(cluster)
    for answer, took in answers:
        expect_refused(answer, took)
    repeat()


def test_a_server_that_waits_for_a_frozen_database_is_alive(postgres, cluster):
    postgres.freeze()
    try:
        for server in cluster.servers:
            with server.client(None) as client:
                expect(client.get("/healthz"), 200)
    finally:
        postgres.thaw()
    expect_ready(cluster.servers, BACK)


def test_requests_that_wait_for_a_connection_to_a_frozen_database_are_answered_in_time(postgres, cluster, job):
    clients = [client for _ in range(15) for client in cluster.clients(timeout=PATIENCE)]
    for client in clients:
        expect_job(client.get(f"/api/jobs/{job['id']}/"))

    def ask(number, client):
        # The first ten requests on each server use all its connections.
        threading.Event().wait(0 if number < 20 else 1)
        return timed(read, client, job, None)

    postgres.freeze()
    try:
        answers = together(*(lambda pair=pair: ask(*pair) for pair in enumerate(clients)))
    finally:
        postgres.thaw()
    expect_back(cluster)
    for answer, took in answers:
        expect_refused(answer, took)
    for client in clients:
        expect_job(client.get(f"/api/jobs/{job['id']}/"))


# ----------------------------------------------------------------------------------------------------------- stopped

def test_nothing_is_lost_when_postgresql_stops_at_once_and_starts_again(postgres, cluster, bench, job):
    jobs = [bench.make_job() for _ in range(4)]
    with Load(cluster, jobs) as load:
        for _ in range(2):
            load.wait_for(30)
            postgres.stop()
            for server in cluster.servers:
                with server.client(OFFICE) as client:
                    for request in (read, change, ready):
                        answer, took = timed(request, client, job, str(uuid.uuid4()))
                        expect_refused(answer, took)
            postgres.start()
            expect_ready(cluster.servers, BACK)
            load.wait_for(1, BACK)
        load.wait_for(30)
        record = load.stop()
    assert load.unanswered, "nobody noticed"
    expect_one_truth(cluster, jobs, record)


# Which number is used again depends on what was on its way to the disk.
def test_streams_miss_nothing_when_postgresql_stops_under_load(postgres, cluster, bench):
    jobs = [bench.make_job() for _ in range(4)]
    stream = Stream(cluster.servers[1], cluster.tokens[WORKSHOP])
    with Load(cluster, jobs) as load:
        load.wait_for(50)
        restart(postgres)
        expect_ready(cluster.servers, BACK)
        load.wait_for(50)
        load.stop()
    expect_nothing_missed(cluster, [stream], jobs)


def test_streams_miss_nothing_when_postgresql_uses_transaction_ids_again(postgres, cluster, bench):
    """After a crash, PostgreSQL gives ids again that were not on disk, such as those of transactions that were rolled back."""
    postgres.configure(wal_writer_delay="10s")
    try:
        job = bench.make_job()
        threading.Event().wait(PAUSE)  # until the log's writer is at rest, and has the new setting
        psql(cluster.uri, *["BEGIN; SELECT pg_current_xact_id(); ROLLBACK"] * 5)
        before = horizon(cluster)
        threading.Event().wait(PAUSE)  # until each server has looked for changes
        restart(postgres)
        assert horizon(cluster) < before, "PostgreSQL has not forgotten any transaction id"
        expect_back(cluster)
        stream = Stream(cluster.servers[1], cluster.tokens[WORKSHOP])
        for _ in range(20):
            bench.change(job["id"])
        expect_nothing_missed(cluster, [stream], [job])
    finally:
        postgres.configure(wal_writer_delay="200ms")


def horizon(cluster):
    """The position before which readers of the stream do not look again."""
    return int(psql(cluster.uri, "SELECT change_horizon()")[0][0])


def test_a_server_that_starts_without_its_database_says_so_and_ends(postgres, cluster, tmp_path):
    postgres.stop()
    try:
        output = refusal(cluster.uri)
    finally:
        postgres.start()
    expect_ready(cluster.servers, BACK)
    assert "cannot be reached" in output, output


def end_connections(postgres):
    psql(postgres.uri, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jobtag'")


def restart(postgres):
    postgres.stop()
    postgres.start()


@pytest.mark.parametrize("end", [end_connections, restart], ids=lambda one: one.__name__)
def test_connections_that_have_ended_are_replaced_without_a_request_that_fails(postgres, cluster, job, end):
    """As after a restart at night: in the morning, everything has long been up."""
    before = connections(postgres)
    end(postgres)
    eventually(lambda: not before & connections(postgres), BACK, "the old connections are gone")
    threading.Event().wait(PAUSE)
    for client in cluster.clients():
        answers = [client.get(f"/api/jobs/{job['id']}/") for _ in range(30)]
        failed = [answer for answer in answers if answer.status != 200]
        check(not failed, f"{len(failed)} of {len(answers)} requests failed", *failed[:1])


def connections(postgres):
    rows = psql(postgres.uri, "SELECT pid, backend_start FROM pg_stat_activity WHERE application_name = 'jobtag'")
    return {tuple(row) for row in rows}


# ------------------------------------------------------------------------------------------------------------ locked

def test_a_locked_table_is_answered_with_503_in_time(cluster, bench):
    send, repeat = all_at_once(cluster, bench, OF_JOBS)
    with Session(cluster.uri) as session:
        session.execute("BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE")
        answers = send()
        session.execute("ROLLBACK")
    for answer, took in answers:
        expect_refused(answer, took)
    repeat()


@pytest.mark.parametrize(
    "request_", [change, change_without_a_key, add_an_event, make_a_job],
    ids=lambda one: one.__name__)
def test_a_change_that_waits_for_another_one_is_answered_in_time(cluster, job, request_):
    """Such as a repetition, because the client has lost its patience."""
    key = str(uuid.uuid4())
    clients = cluster.clients(timeout=PATIENCE)

    def later():
        threading.Event().wait(0.3)
        return timed(request_, clients[1], job, key)

    with Session(cluster.uri) as session:
        session.execute("BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE")
        answers = together(lambda: timed(request_, clients[0], job, key), later)
        session.execute("ROLLBACK")
    expect_same_again(clients, request_, job, key)
    for answer, took in answers:
        expect_refused(answer, took)


def test_many_requests_to_a_locked_table_are_all_answered_in_time(cluster, job):
    clients = [client for _ in range(15) for client in cluster.clients(timeout=PATIENCE)]
    with Session(cluster.uri) as session:
        session.execute("BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE")
        answers = together(*(lambda client=client: timed(read, client, job, None) for client in clients))
        session.execute("ROLLBACK")
    for answer, took in answers:
        expect_refused(answer, took)
    for client in clients:
        expect_job(client.get(f"/api/jobs/{job['id']}/"))


def test_a_row_that_another_program_has_locked_delays_only_its_job(cluster, job):
    other = Bench(cluster.servers[0].client(OFFICE)).make_job()
    clients = cluster.clients(timeout=PATIENCE)
    with Session(cluster.uri) as session:
        session.execute(f"BEGIN; UPDATE jobs SET row = DEFAULT WHERE id = '{job['id']}'")
        expect_job(clients[0].get(f"/api/jobs/{job['id']}/"))
        expect_job(clients[0].patch(f"/api/jobs/{other['id']}/", {"notes": unique("note")}, if_match=other["etag"]))
        expect_refused(*timed(change, clients[1], job, "a-key-of-a-locked-row"))
        session.execute("ROLLBACK")
    expect_same_again(clients, change, job, "a-key-of-a-locked-row")
