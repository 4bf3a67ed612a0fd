"""A primary and a synchronous standby: nothing acknowledged is lost when the primary dies, and the servers find the new one."""

import time
import uuid
from urllib.parse import urlsplit

import pytest

from cluster import Cluster, eventually, expect_ready, is_ready, together
from harness import OFFICE, WORKSHOP, Bench, check, expect, expect_job, expect_problem
from load import Load, expect_one_truth
from postgres import Postgres, Standby, dump, psql, restore
from streams import Stream, expect_nothing_missed

pytestmark = pytest.mark.slow

IN_TIME = 5.0
FOUND = 10.0
# How long a client waits: an answer that comes too late must be seen too.
PATIENCE = 30.0


class Pair:
    """Two servers whose address names both PostgreSQL servers, of which the second confirms each commit of the first."""

    def __init__(self, folder, primary, standby, tokens):
        self.primary, self.standby = primary, standby
        primary.configure(synchronous_standby_names="*")
        self.expect_synchronous()
        both = f"jobtag@127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
        self.cluster = Cluster(folder, urlsplit(primary.uri)._replace(netloc=both).geturl(), 2, tokens=tokens)

    def expect_synchronous(self):
        state = "SELECT sync_state FROM pg_stat_replication"
        eventually(lambda: psql(self.primary.uri, state) == [["sync"]], 20, "the standby is synchronous")


@pytest.fixture
def pair(tmp_path, demo):
    uri, tokens = demo
    with Postgres() as primary:
        restore(primary.uri, dump(uri))
        # Copied before the setting is made: a standby that is promoted must not wait for one of its own.
        with Standby(primary) as standby:
            pair = Pair(tmp_path, primary, standby, tokens)
            try:
                pair.cluster.start()
                yield pair
            finally:
                pair.cluster.kill()


def header(key):
    return [("Idempotency-Key", key)]


def test_a_promoted_standby_has_everything_and_is_found(pair):
    cluster = pair.cluster
    bench = cluster.bench()
    jobs = [bench.make_job() for _ in range(4)]
    generation = expect(bench.client.get("/api/auth/me/"), 200).header("Jobtag-Generation")
    with Load(cluster, jobs, patience=90) as load:
        load.wait_for(100)
        pair.primary.kill()
        eventually(lambda: not any(map(is_ready, cluster.servers)), IN_TIME, "/readyz of both servers is 503")
        pair.standby.promote()
        promoted = time.monotonic()
        expect_ready(cluster.servers, FOUND)
        load.wait_for(1, FOUND)
        took = time.monotonic() - promoted
        load.wait_for(100)
        record = load.stop()
    assert load.unanswered, "nobody noticed"
    assert took < FOUND, f"the new primary was found after {took:.1f} s"
    expect_one_truth(cluster, jobs, record, pair.standby.uri)
    answer = expect(cluster.servers[1].client(OFFICE).get("/api/auth/me/"), 200)
    check(answer.header("Jobtag-Generation") == generation, "it is the same database", answer)


def test_a_server_that_starts_after_the_failover_finds_the_new_primary(pair):
    cluster = pair.cluster
    job = cluster.bench().make_job()
    server = cluster.servers[1]
    server.stop()
    pair.primary.kill()
    pair.standby.promote()
    server.start()
    with server.client(OFFICE) as client:
        assert expect_job(client.get(f"/api/jobs/{job['id']}/")) == job


# Which number is used again depends on what had reached the standby.
def test_streams_on_both_servers_miss_nothing(pair):
    cluster = pair.cluster
    bench = cluster.bench()
    jobs = [bench.make_job() for _ in range(4)]
    streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
    with Load(cluster, jobs, patience=90) as load:
        load.wait_for(100)
        pair.primary.kill()
        pair.standby.promote()
        expect_ready(cluster.servers, FOUND)
        load.wait_for(100)
        load.stop()
    expect_nothing_missed(cluster, streams, jobs)


def send_unconfirmed(pair, job, key):
    """A change whose commit the standby cannot confirm: its answer, and how long that took."""
    began = time.monotonic()
    with pair.cluster.servers[0].client(OFFICE, timeout=PATIENCE) as client:
        answer = client.patch(f"/api/jobs/{job['id']}/", {"notes": "not confirmed"}, if_match=job["etag"], headers=header(key))
    return answer, time.monotonic() - began


def expect_made_once(pair, job, key):
    """The repetition is answered on both servers, and the change has been made once."""
    path = f"/api/jobs/{job['id']}/"
    for client in reversed(pair.cluster.clients()):
        def repeat():
            answer = client.patch(path, {"notes": "not confirmed"}, if_match=job["etag"], headers=header(key))
            return answer if answer.status != 503 else None

        answer = eventually(repeat, FOUND, "the repetition is answered")
        check(expect_job(answer)["notes"] == "not confirmed", "the change", answer)
    assert len(Bench(client).changes(job["id"])) == 2


def test_a_change_that_the_standby_has_not_confirmed_is_not_acknowledged(pair):
    job, key = pair.cluster.bench().make_job(), str(uuid.uuid4())
    pair.standby.stop()
    answer, took = send_unconfirmed(pair, job, key)
    problem = expect_problem(answer, 503)
    check("same Idempotency-Key" in problem["detail"], "the answer says that the outcome is not known", answer)
    check(answer.header("Retry-After"), "a 503 says when to come again", answer)
    # Nobody may read what a failover could take back.
    with pair.cluster.servers[1].client(OFFICE) as client:
        assert expect_job(client.get(f"/api/jobs/{job['id']}/")) == job
        # A repetition cannot know either.
        again = client.patch(f"/api/jobs/{job['id']}/", {"notes": "not confirmed"}, if_match=job["etag"], headers=header(key))
        expect_problem(again, 503)
    pair.standby.start()
    expect_made_once(pair, job, key)


def test_a_change_that_the_standby_has_not_confirmed_is_answered_in_time(pair):
    job = pair.cluster.bench().make_job()
    pair.standby.stop()
    answer, took = send_unconfirmed(pair, job, str(uuid.uuid4()))
    check(took < IN_TIME, f"it took {took:.1f} s", answer)


def test_a_wait_for_the_standby_that_is_cancelled_is_no_acknowledgement(pair):
    """PostgreSQL only warns: the change is there, and a failover could take it back."""
    job, key = pair.cluster.bench().make_job(), str(uuid.uuid4())
    pair.standby.freeze()

    def cancel():
        waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        return eventually(lambda: psql(pair.primary.uri, waiting), FOUND, "a commit waits for the standby")

    try:
        (answer, _), _ = together(lambda: send_unconfirmed(pair, job, key), cancel)
    finally:
        pair.standby.thaw()
    problem = expect_problem(answer, 503)
    check("same Idempotency-Key" in problem["detail"], "the answer says that the outcome is not known", answer)
    expect_made_once(pair, job, key)


def test_a_primary_that_becomes_read_only_is_answered_with_503(pair):
    """As while it is demoted: reads go on or get a 503, changes get a 503, and nothing else."""
    cluster = pair.cluster
    job, key = cluster.bench().make_job(), str(uuid.uuid4())
    pair.primary.configure(default_transaction_read_only="on")
    try:
        answers = []
        for client in cluster.clients():
            expect(client.get(f"/api/jobs/{job['id']}/"), 200, 503)
            body = {"notes": "not confirmed"}
            answers.append(client.patch(f"/api/jobs/{job['id']}/", body, if_match=job["etag"], headers=header(key)))
    finally:
        psql(pair.primary.uri, "SET default_transaction_read_only = off", "ALTER SYSTEM RESET default_transaction_read_only",
             "SELECT pg_reload_conf()")
    for answer in answers:
        expect_problem(answer, 503)
    expect_made_once(pair, job, key)
