"""The stream of each server has the changes of all servers: once each, and each job's in the order of its versions."""

import os
import re
import statistics
import time
import uuid

import pytest

from cluster import START_DEADLINE, eventually, sign_in
from harness import OFFICE, OFFICE2, PASSWORD, WORKSHOP, Server, expect, unique, version_of
from load import Load
from postgres import Session, psql
from streams import Stream

SECONDS = float(os.environ.get("JOBTAG_SERVERS_SECONDS", "8"))
# A server looks for changes of the others every second, even if it was not told.
PROMPT = 2.5
# After a person has lost access, a stream ends with the next heartbeat.
GONE = 4.5


def change_ids(bench, job):
    """The ids of the job's changes, oldest first."""
    return [change["change_id"] for change in bench.changes(job["id"])[::-1]]


def expect_complete(bench, jobs, events, firsts):
    """These events are all changes of these jobs after the first ones, once each and in order."""
    for job in jobs:
        told = [event for event in events if event.kind == "job" and event.data["job_id"] == job["id"]]
        versions = [version_of(event.data["etag"]) for event in told]
        assert versions == sorted(set(versions)), f"out of order, or twice: {versions}"
        wanted = change_ids(bench, job)[firsts[job["id"]]:]
        assert [event.data["change_id"] for event in told] == wanted, "a gap, a repetition or another order"


def lasts(bench, jobs):
    """One more change of each job: its tag."""
    return [bench.change(job["id"], name="The last change")["etag"] for job in jobs]


def test_a_stream_shows_the_changes_of_every_server(cluster, bench):
    job = bench.make_job()
    streams = [Stream(server, cluster.tokens[OFFICE2]) for server in cluster.servers]
    etag = job["etag"]
    for client in cluster.clients():
        etag = expect(client.patch(f"/api/jobs/{job['id']}/", {"notes": unique("note")}, if_match=etag), 200).etag
        for stream in streams:
            stream.wait_for_tag(etag, PROMPT)
    for stream in streams:
        assert [one.data["change_id"] for one in stream.job_events(job["id"])] == change_ids(bench, job)[1:]
        stream.close()


def test_a_server_is_told_of_the_changes_of_another_one(cluster, bench):
    """It does not have to look for them, which it does only once a second."""
    job = bench.make_job()
    took = []
    with Stream(cluster.servers[1], cluster.tokens[WORKSHOP]) as stream:
        for _ in range(21):
            etag = bench.change(job["id"])["etag"]
            began = time.monotonic()
            stream.wait_for_tag(etag, PROMPT)
            took.append(time.monotonic() - began)
    assert statistics.median(took) < 0.2, f"after {sorted(took)} s"


def test_streams_have_all_changes_in_order_while_three_servers_write(cluster, bench):
    jobs = [bench.make_job() for _ in range(4)]
    streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
    single = Stream(cluster.servers[1], cluster.tokens[WORKSHOP], job=jobs[0]["id"])
    firsts = {job["id"]: 1 for job in jobs}
    with Load(cluster, jobs, clients=9) as load:
        load.go_on(SECONDS)
        load.stop()
    ends = lasts(bench, jobs)
    for stream in streams:
        for etag in ends:
            stream.wait_for_tag(etag)
        expect_complete(bench, jobs, stream.events, firsts)
    single.wait_for_tag(ends[0])
    expect_complete(bench, jobs[:1], single.events, firsts)
    assert {event.data["job_id"] for event in single.job_events()} == {jobs[0]["id"]}
    orders = [[event.id for event in stream.job_events()] for stream in streams]
    assert orders[0] == orders[1] == orders[2], "readers of two servers see two orders"
    for stream in [*streams, single]:
        stream.close()


@pytest.mark.parametrize("pause", [0.5, 0.05])
def test_a_reader_that_changes_servers_misses_nothing(cluster, bench, pause):
    jobs = [bench.make_job() for _ in range(4)]
    stream = Stream(cluster.servers[0], cluster.tokens[WORKSHOP])
    firsts = {job["id"]: 1 for job in jobs}
    events, moves = [], 0

    def move():
        nonlocal stream, moves
        stream.close()
        events.extend(stream.events)
        moves += 1
        stream = Stream(cluster.servers[moves % 3], cluster.tokens[WORKSHOP], after=stream.last)

    with Load(cluster, jobs, clients=9) as load:
        for _ in range(int(SECONDS / max(pause, 0.1))):
            load.go_on(pause)
            move()
        load.stop()
    ends = lasts(bench, jobs)
    move()
    for etag in ends:
        if not any(event.data.get("etag") == etag for event in events):
            stream.wait_for_tag(etag)
    stream.close()
    events.extend(stream.events)
    assert events and moves > 5
    expect_complete(bench, jobs, events, firsts)


def test_a_reader_that_was_away_gets_everything_from_another_server(cluster, bench):
    jobs = [bench.make_job() for _ in range(4)]
    with Stream(cluster.servers[0], cluster.tokens[WORKSHOP]) as stream:
        stream.wait_for_tag(bench.change(jobs[0]["id"])["etag"])
        position = stream.last
    firsts = {job["id"]: len(bench.changes(job["id"])) for job in jobs}
    with Load(cluster, jobs, clients=9) as load:
        load.wait_for(300)
        load.stop()
    ends = lasts(bench, jobs)
    for server in cluster.servers:
        with Stream(server, cluster.tokens[WORKSHOP], after=position) as stream:
            for etag in ends:
                stream.wait_for_tag(etag)
            expect_complete(bench, jobs, stream.events, firsts)


def test_changes_of_clients_and_staff_arrive_on_the_other_servers(cluster, admin, bench):
    streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
    customer = bench.make_customer()
    customer = expect(
        bench.client.patch(f"/api/clients/{customer['id']}/", {"name": unique("Client ")}, if_match=customer["etag"]), 200).json
    me = expect(admin.client.get("/api/auth/me/"), 200).json["id"]
    record = expect(admin.client.get(f"/api/staff/{me}/"), 200).json
    expect(admin.client.patch(f"/api/staff/{me}/", {"name": unique("Name ")}, if_match=record["etag"]), 200)
    for stream in streams:
        stream.wait_for(lambda one: one.kind == "client" and one.data["etag"] == customer["etag"], PROMPT)
        staff = stream.wait_for(lambda one: one.kind == "staff" and one.data["id"] == me, PROMPT)
        assert staff.id is None, "it is not stored, so there is nothing to resume from"
        stream.close()


def test_a_deleted_and_a_restored_job_are_reported_by_the_other_servers(cluster, bench):
    job = bench.make_job()
    streams = [Stream(server, cluster.tokens[WORKSHOP], job=job["id"]) for server in cluster.servers]
    deleted = bench.delete_job(job["id"]).json["etag"]
    for stream in streams:
        assert stream.wait_for_tag(deleted, PROMPT).data["kind"] == "deleted"
    restored = expect(cluster.servers[2].client(OFFICE).post(f"/api/jobs/{job['id']}/restore/", if_match=deleted), 200)
    for stream in streams:
        assert stream.wait_for_tag(restored.etag, PROMPT).data["kind"] == "restored"
        stream.close()


@pytest.fixture
def visitor(cluster):
    """A person's new token, and a way to end it."""
    token = sign_in(cluster.servers[0], OFFICE2, PASSWORD)
    return token, lambda: expect(cluster.clients_with(token)[0].post("/api/auth/logout/"), 204)


def test_the_streams_of_a_person_who_signs_out_end_on_all_servers(cluster, visitor):
    token, sign_out = visitor
    streams = [Stream(server, token) for server in cluster.servers]
    sign_out()
    for stream in streams:
        eventually(lambda: stream.ended, GONE, "the stream has ended")
        stream.close()


def test_no_stream_shows_what_happens_after_its_person_has_signed_out(cluster, bench, visitor):
    token, sign_out = visitor
    jobs = [bench.make_job() for _ in range(3)]
    streams = [Stream(server, token) for server in cluster.servers]
    sign_out()
    for job in jobs:
        bench.change(job["id"])
    for stream in streams:
        eventually(lambda: stream.ended, GONE, "the stream has ended")
        stream.close()
    seen = [len(stream.job_events()) for stream in streams]
    assert seen == [0, 0, 0], f"changes after the sign-in had ended, by server: {seen}"


# ------------------------------------------------------------------------------------------------------ other writers

def change_elsewhere(job, change, kind="updated"):
    """A change of this job, as SQL, with the next version: as made by a server of which these tests know nothing. And its tag."""
    version = version_of(job["etag"])
    statements = (
        f"UPDATE jobs SET notes = 'elsewhere', updated_at = {version + 1} WHERE id = '{job['id']}'; "
        "INSERT INTO changes (id, job_id, version, previous, at, by_id, by_name, kind, before, after, summary) "
        f"SELECT '{change}', id, {version + 1}, {version}, {version + 1}, created_by, 'Somebody', '{kind}', "
        f"'{{\"notes\":\"\"}}', '{{\"notes\":\"elsewhere\"}}', 'The notes changed' FROM jobs WHERE id = '{job['id']}'")
    return statements, f'"{job["id"]}.{version + 1}"'


def test_a_server_that_starts_during_a_write_transaction_hides_no_change(cluster, bench, tmp_path):
    """Neither the one of this transaction, nor those before and after its end, on any server."""
    first, second, third = [bench.make_job() for _ in range(3)]
    streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
    position = streams[0].last
    statements, tag = change_elsewhere(first, uuid.uuid4())
    tags = [tag]
    new = Server(tmp_path, arguments=["serve", "--port", "0", "--database", cluster.uri])
    new._tokens = cluster.tokens
    with Session(cluster.uri) as session:
        session.execute(f"BEGIN; {statements}")
        tags.append(bench.change(second["id"])["etag"])
        new.start(START_DEADLINE)
        session.execute("COMMIT")
    with new:
        tags.append(bench.change(third["id"])["etag"])
        streams += [Stream(server, cluster.tokens[WORKSHOP], after=position) for server in (cluster.servers[1], new)]
        for stream in streams:
            for tag in tags:
                stream.wait_for_tag(tag, PROMPT)
            told = [event.data["etag"] for event in stream.job_events() if event.data["etag"] in tags]
            assert sorted(told) == sorted(tags), "a repetition"
            stream.close()


@pytest.fixture
def unreadable(cluster, bench):
    """A change that these servers cannot read, made when asked for: as one of a newer version."""
    job, change = bench.make_job(), str(uuid.uuid4())

    def make():
        psql(cluster.uri, *change_elsewhere(job, change, "repainted")[0].split("; "))
        return change

    yield make
    psql(cluster.uri, f"DELETE FROM changes WHERE id = '{change}'")


def test_a_change_that_cannot_be_read_hides_no_other_one(cluster, bench, unreadable):
    job = bench.make_job()
    streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
    position = streams[0].last
    before = bench.change(job["id"])["etag"]
    unreadable()
    after = [bench.change(job["id"])["etag"] for _ in range(2)]
    streams += [Stream(server, cluster.tokens[WORKSHOP], after=position) for server in cluster.servers]
    for stream in streams:
        for tag in [before, *after]:
            stream.wait_for_tag(tag, PROMPT)
        assert [event.data["etag"] for event in stream.job_events(job["id"])] == [before, *after]
        stream.close()


def test_a_change_that_cannot_be_read_is_logged_once(cluster, bench, unreadable):
    job, server = bench.make_job(), cluster.servers[2]
    earlier = len(server.lines)

    def found():
        return [line for line in server.lines[earlier:] if re.search(r"\berror\b.*\bchange\b.*\bread\b", line)]

    with Stream(server, cluster.tokens[WORKSHOP]) as stream:
        unreadable()
        eventually(found, PROMPT, f"an error about it in the log\n{server.output()}")
        stream.wait_for_tag(bench.change(job["id"])["etag"], PROMPT)
    assert len(found()) == 1, found()
