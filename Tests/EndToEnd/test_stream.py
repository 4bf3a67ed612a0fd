"""CONTRACT §7, `/api/changes/stream`: Server-Sent Events for every change, presence, and heartbeats.

JOBTAG_STREAM_CHANGES sets how many changes each of four writers makes while streams are disconnected and resumed (60).
"""

import http.client
import json
import os
import random
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ALLOWED_ORIGIN
from harness import (
    ADMIN, NOBODY, OFFICE, OFFICE2, WORKSHOP, Bench, Server, check, expect, expect_problem, micros, raw_request,
    unique, version_of,
)
from operations import OPERATIONS

STREAM = "/api/changes/stream"
CHANGES = int(os.environ.get("JOBTAG_STREAM_CHANGES", "60"))
SEED = 20261123
SOON = 20.0
PATIENCE = 300.0
# The contract says "heartbeat" without an interval: proxies give up after 30 or 60 seconds.
HEARTBEAT = 20.0
# After a person closes a page, they should not be shown as present for much longer.
GONE = 4.5
MEGABYTE = 1_000_000


# ----------------------------------------------------------------------------------------------------------- a reader

@dataclass(eq=False)
class Event:
    """One event, parsed as in the HTML standard. `id` is its own, not the last one."""

    kind: str
    id: str | None
    text: str

    @property
    def data(self):
        return json.loads(self.text)


class Stream:
    """An open stream, read by a separate thread until it is closed or the server ends it."""

    def __init__(
        self, server, email=OFFICE, *, job=None, after=None, headers=(), path=STREAM, token=None, read=True, buffer=None,
    ):
        self.server = server
        sent = list(headers)
        if email or token:
            sent.append(("Authorization", f"Bearer {token or server.token(email)}"))
        if after is not None:
            sent.append(("Last-Event-ID", after))
        target = path + (f"?job={job}" if job else "")
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=SOON)
        self.connection.sock = socket.socket(socket.AF_INET6 if ":" in server.host else socket.AF_INET)
        if buffer:
            self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.connection.sock.settimeout(SOON)
        self.connection.sock.connect((server.host, server.port))
        self.socket = self.connection.sock
        self.connection.putrequest("GET", target, skip_accept_encoding=True)
        for name, value in [("Accept", "text/event-stream"), *sent]:
            self.connection.putheader(name, value)
        self.connection.endheaders()
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.events, self.comments, self.ended, self.lines = [], [], False, 0
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        if self.status == 200 and read:
            self.read()
            # Later publications must arrive: the first line shows that the stream is really open.
            self._wait(lambda: self.lines or self.ended, SOON)

    def read(self):
        """Starts reading."""
        self.socket.settimeout(None)
        self._reader.start()

    def _read(self):
        kind, identifier, data = "message", None, []
        try:
            while True:
                line = self.answer.readline()
                if not line:
                    break
                text = line.decode("utf-8").rstrip("\r\n")
                with self._changed:
                    self.lines += 1
                    name, _, value = text.partition(":")
                    value = value.removeprefix(" ")
                    if not text:
                        if data:
                            self.events.append(Event(kind, identifier, "\n".join(data)))
                        kind, identifier, data = "message", None, []
                    elif not name:
                        self.comments.append(value)
                    elif name == "event":
                        kind = value
                    elif name == "id":
                        identifier = value
                    elif name == "data":
                        data.append(value)
                    self._changed.notify_all()
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass
        finally:
            with self._changed:
                self.ended = True
                self._changed.notify_all()

    def _wait(self, condition, deadline):
        with self._changed:
            return self._changed.wait_for(condition, deadline)

    def close(self, reset=False):
        """Breaks the connection, like a subscriber that loses its network."""
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        if self._reader.is_alive():
            self._reader.join(SOON)
        self.answer.close()
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # -- received events

    def now(self, kind="job", job=None):
        """The events of a kind that have arrived, of one job if given."""
        with self._changed:
            return [one for one in self.events if one.kind == kind and (job is None or one.data["job_id"] == job)]

    def wait_for(self, found, deadline=SOON):
        """The first event that satisfies `found`; fails if none arrives in time."""
        hit = []

        def look():
            hit[:] = [one for one in self.events if found(one)][:1]
            return hit or self.ended

        self._wait(look, deadline)
        assert hit, f"no such event within {deadline} s; {'the stream ended; ' if self.ended else ''}{self.events[-5:]}"
        return hit[0]

    def wait_for_tag(self, etag, deadline=SOON):
        """The event of the change that made this version."""
        return self.wait_for(lambda one: one.kind == "job" and one.data.get("etag") == etag, deadline)

    def wait_for_end(self, deadline):
        assert self._wait(lambda: self.ended, deadline), f"the stream did not end within {deadline} s"

    @property
    def last(self):
        """The id that an EventSource would send on reconnecting."""
        with self._changed:
            return next((one.id for one in reversed(self.events) if one.id is not None), None)


@pytest.fixture
def stream(server):
    with Stream(server) as opened:
        yield opened


def keys_of(event):
    return event.data["change_id"]


def changes_of(bench, *jobs):
    """The ids of all changes of these jobs, each job's oldest first."""
    return {job["id"]: [one["change_id"] for one in bench.changes(job["id"])[::-1]] for job in jobs}


# --------------------------------------------------------------------------------------------------------- the answer

@pytest.mark.parametrize("path", [STREAM, f"{STREAM}/"])
def test_it_is_an_event_stream_that_no_cache_stores(server, path):
    with Stream(server, path=path) as stream:
        assert stream.status == 200
        assert stream.answer.getheader("Content-Type").split(";")[0].strip() == "text/event-stream"
        cache = (stream.answer.getheader("Cache-Control") or "").lower()
        assert "no-store" in cache or "no-cache" in cache, cache
        assert stream.answer.getheader("Content-Encoding") is None


@pytest.mark.parametrize("path", [STREAM, f"{STREAM}/", f"{STREAM}?job={NOBODY}", f"{STREAM}?job=x"])
def test_without_a_session_it_gets_401(anonymous, path):
    expect_problem(anonymous.get(path), 401)


def test_with_an_invalid_token_it_gets_401(anonymous):
    expect_problem(anonymous.get(STREAM, headers={"Authorization": "Bearer nonsense"}), 401)


@pytest.mark.parametrize("email", [ADMIN, OFFICE, OFFICE2, WORKSHOP])
def test_every_role_can_read_it(server, bench, email):
    with Stream(server, email) as stream:
        stream.wait_for_tag(bench.make_job()["etag"])


def test_the_cookie_signs_in_too(server, bench):
    with server.client(None) as stranger:
        answer = expect(stranger.login(OFFICE), 200)
    cookie = "; ".join(line.split(";")[0] for line in answer.headers.get_all("Set-Cookie"))
    with Stream(server, None, headers=[("Cookie", cookie)]) as stream:
        assert stream.status == 200
        stream.wait_for_tag(bench.make_job()["etag"])


def test_a_page_on_an_allowed_origin_can_read_it(server):
    with Stream(server, headers=[("Origin", ALLOWED_ORIGIN)]) as stream:
        assert stream.answer.getheader("Access-Control-Allow-Origin") == ALLOWED_ORIGIN
    with Stream(server, headers=[("Origin", "http://evil.example")]) as stream:
        assert stream.answer.getheader("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_supports_only_get(office, method):
    answer = office.request(method, STREAM, {"x": 1})
    expect_problem(answer, 405)
    check("get" in answer.listed("Allow"), "Allow names what it takes", answer)


def test_head_shows_the_headers_and_ends(office):
    answer = expect(office.head(STREAM), 200)
    check((answer.header("Content-Type") or "").startswith("text/event-stream"), "as GET", answer)
    assert answer.raw == b""


@pytest.mark.parametrize("job", ["x", NOBODY, "0198f000", "..", "%00", "null", "*"])
def test_a_missing_job_is_rejected(office, job):
    answer = office.get(f"{STREAM}?job={job}")
    assert 400 <= answer.status < 500, answer.explain()
    expect_problem(answer, answer.status)


def test_a_disconnected_subscriber_gets_the_deletion_and_the_restoration(server, bench, job):
    with Stream(server, job=job["id"]) as stream:
        stream.wait_for_tag(bench.change(job["id"], notes="before the cut")["etag"])
        last = stream.last
    deleted = bench.delete_job(job["id"])
    for headers in ([], [("Last-Event-ID", "")]):
        with Stream(server, job=job["id"], headers=headers) as stream:
            check(stream.status == 404, "to others it is not there", stream.answer)
    with Stream(server, job=job["id"], after=last) as stream:
        check(stream.status == 200, "a reader that resumes is told of a deletion", stream.answer)
        stream.wait_for_tag(deleted.etag)
        now = expect(bench.client.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=deleted.etag), 200)
        stream.wait_for_tag(now.etag)
        assert len(stream.now(job=job["id"])) == 2


def test_a_deleted_job_is_rejected_or_followed_until_it_is_restored(server, bench, job):
    deleted = bench.delete_job(job["id"])
    with Stream(server, job=job["id"]) as stream:
        if stream.status == 200:
            now = expect(bench.client.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=deleted.etag), 200)
            stream.wait_for_tag(now.etag)
        else:
            assert 400 <= stream.status < 500, stream.status


@pytest.mark.parametrize(
    "after", [b"x", b"-1", b"1.5", b"9" * 40, b"18446744073709551616", "ä".encode(), b"*", b"0198f000-0000"])
def test_an_invalid_position_is_rejected_or_ignored(server, after):
    with server.connect() as connection:
        connection.sendall(raw_request(
            server, "GET", STREAM, token=server.token(OFFICE), headers=[(b"Last-Event-ID", after)]))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 200 or 400 <= answer.status < 500, answer.status


def test_a_subscriber_with_a_future_position_still_gets_events(server, bench):
    # As after restoring a backup: the page has read further than the server now knows.
    with Stream(server, after="9000000000000000") as stream:
        if stream.status == 200:
            stream.wait_for_tag(bench.make_job()["etag"])
        else:
            assert 400 <= stream.status < 500


# ---------------------------------------------------------------------------------------------------------- one event

def expect_told(event, record, job_id, etag):
    """The event describes this record of the history."""
    data = event.data
    assert set(data) >= {"job_id", "etag", "change_id", "by", "at", "fields", "kind"}, data
    assert data["job_id"] == job_id and data["etag"] == etag, data
    for name in ("change_id", "by", "at", "kind"):
        assert data[name] == record[name], f"{name}: {data} and {record}"
    assert set(data["fields"]) == set(record["fields"]), f"{data} and {record}"
    assert event.id, "an event of a change has an id to resume from"
    micros(data["at"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_reports_each_mutation(stream, bench, name):
    mutation = OPERATIONS[name](bench)
    expect(mutation.send(if_match=mutation.etag), 200, 201)
    etag = mutation.version()
    event = stream.wait_for_tag(etag)
    if name != "DELETE job":
        expect_told(event, bench.changes(mutation.job_id)[0], mutation.job_id, etag)
    else:
        assert event.data["job_id"] == mutation.job_id and event.data["kind"]


def test_it_reports_a_new_job(stream, bench):
    job = bench.make_job()
    expect_told(stream.wait_for_tag(job["etag"]), bench.changes(job["id"])[0], job["id"], job["etag"])


def test_it_reports_the_person(stream, bench, office2, workshop, job):
    path = f"/api/jobs/{job['id']}/"
    expect(office2.patch(path, {"notes": "x"}, if_match=job["etag"]), 200)
    expect(workshop.post(f"{path}events/", {"description": "y"}, if_match=bench.tag(job["id"])), 201)
    stream.wait_for_tag(bench.tag(job["id"]))
    first, second = [event.data["by"] for event in stream.now(job=job["id"])][-2:]
    assert first["id"] != second["id"]
    assert [second, first] == [one["by"] for one in bench.changes(job["id"])[:2]]


def test_it_reports_each_job_of_a_renamed_client(stream, bench):
    customer = bench.make_customer()
    jobs = [bench.make_job(client_id=customer["id"]) for _ in range(4)]
    path = f"/api/clients/{customer['id']}/"
    expect(bench.client.patch(path, {"name": unique("Renamed ")}, if_match=customer["etag"]), 200)
    for job in jobs:
        now = bench.get_job(job["id"])
        expect_told(stream.wait_for_tag(now["etag"]), bench.changes(job["id"])[0], job["id"], now["etag"])


def test_a_reported_change_can_already_be_read(stream, bench, office2, job):
    etag = job["etag"]
    for number in range(20):
        seen = len(stream.now(job=job["id"]))
        answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"priority": number + 1}, if_match=etag)
        etag = expect(answer, 200).etag
        event = stream.wait_for(lambda one: one in stream.events[seen:] and one.data.get("etag") == etag)
        read = expect(office2.get(f"/api/jobs/{job['id']}/"), 200)
        check(version_of(read.etag) >= version_of(event.data["etag"]), "a GET shows less than the stream told", read)


def test_a_change_without_effect_is_not_reported(stream, bench, job):
    path, key = f"/api/jobs/{job['id']}/", {"Idempotency-Key": unique("key-")}
    now = expect(bench.client.patch(path, {"notes": "x"}, if_match=job["etag"], headers=key), 200)
    expect(bench.client.patch(path, {"notes": "x"}, if_match=job["etag"], headers=key), 200)
    expect(bench.client.patch(path, {"notes": "x"}, if_match=job["etag"]), 200)
    expect(bench.client.patch(path, {"notes": "x"}, if_match=now.etag), 200)
    expect_problem(bench.client.patch(path, {"notes": "y"}, if_match='"x"'), 412)
    expect_problem(bench.client.patch(path, {"notes": 5}, if_match=now.etag), 400)
    expect_problem(bench.client.post(f"{path}accept-quote/", if_match=now.etag), 409)
    marker = bench.change(job["id"], notes="marker")
    stream.wait_for_tag(marker["etag"])
    told = [event.data["etag"] for event in stream.now(job=job["id"])]
    assert [etag for etag in told if etag != job["etag"]] == [now.etag, marker["etag"]]


# -------------------------------------------------------------------------------------------------- order and narrowing

def test_changes_arrive_in_order(stream, bench):
    jobs = [bench.make_job() for _ in range(3)]
    made = [bench.change(jobs[number % 3]["id"], priority=number + 1)["etag"] for number in range(45)]
    stream.wait_for_tag(made[-1])
    told = [event.data["etag"] for event in stream.now() if event.data["etag"] in made]
    assert told == made
    ids = [event.id for event in stream.now()]
    assert len(set(ids)) == len(ids), "two events have one id"


def test_all_subscribers_get_the_same_events(server, bench, job):
    streams = [Stream(server, email) for email in (OFFICE, OFFICE2, WORKSHOP, ADMIN)]
    try:
        for number in range(10):
            last = bench.change(job["id"], priority=number + 1)
        for stream in streams:
            stream.wait_for_tag(last["etag"])
        told = [[(one.id, one.text) for one in stream.now(job=job["id"])] for stream in streams]
        assert all(one == told[0] for one in told) and len(told[0]) == 10
    finally:
        for stream in streams:
            stream.close()


def test_a_hundred_subscribers_get_events(server, bench, job):
    streams = [Stream(server, (OFFICE, OFFICE2)[number % 2]) for number in range(100)]
    try:
        last = [bench.change(job["id"], priority=number + 1) for number in range(5)][-1]
        for stream in streams:
            stream.wait_for_tag(last["etag"])
            assert len(stream.now(job=job["id"])) == 5
    finally:
        for stream in streams:
            stream.close()


@pytest.mark.parametrize("spelling", [str, str.upper], ids=["as it is", "in upper case"])
def test_job_limits_it_to_that_job(server, bench, spelling):
    mine, other = bench.make_job(), bench.make_job()
    with Stream(server, job=spelling(mine["id"])) as narrow, Stream(server) as wide:
        for number in range(5):
            bench.change(other["id"], priority=number + 1)
            last = bench.change(mine["id"], priority=number + 1)
        narrow.wait_for_tag(last["etag"])
        wide.wait_for_tag(last["etag"])
        assert {event.data["job_id"] for event in narrow.now()} == {mine["id"]}
        assert len(narrow.now()) == 5 and len(wide.now(job=other["id"])) == 5
        assert [event.id for event in narrow.now()] == [event.id for event in wide.now(job=mine["id"])]


def test_a_limited_stream_reports_the_deletion_and_the_restoration(server, bench, job):
    with Stream(server, job=job["id"]) as stream:
        deleted = bench.delete_job(job["id"])
        stream.wait_for_tag(deleted.etag)
        now = expect(bench.client.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=deleted.etag), 200)
        if not stream.ended:
            stream.wait_for_tag(now.etag)


# -------------------------------------------------------------------------------------------------------------- resuming

def test_it_resumes_after_the_last_event_received(server, bench, job):
    with Stream(server) as stream:
        for number in range(10):
            last = bench.change(job["id"], priority=number + 1)
        stream.wait_for_tag(last["etag"])
        events = stream.now(job=job["id"])
    for had in (0, 4, 8):
        with Stream(server, after=events[had].id) as stream:
            stream.wait_for_tag(last["etag"])
            assert [one.text for one in stream.now(job=job["id"])] == [one.text for one in events[had + 1:]]
            assert [one.id for one in stream.now(job=job["id"])] == [one.id for one in events[had + 1:]]


def test_it_reports_changes_made_while_no_one_was_connected(server, bench, job):
    with Stream(server, job=job["id"]) as stream:
        stream.wait_for_tag(bench.change(job["id"], priority=1)["etag"])
        position = stream.last
    made = [bench.change(job["id"], priority=number)["etag"] for number in range(2, 12)]
    bench.make_job()
    with Stream(server, job=job["id"], after=position) as stream:
        stream.wait_for_tag(made[-1])
        now = bench.change(job["id"], priority=99)["etag"]
        stream.wait_for_tag(now)
        assert [one.data["etag"] for one in stream.now()] == [*made, now]


def test_resuming_after_the_latest_event_gives_only_new_events(server, bench, job):
    with Stream(server) as stream:
        stream.wait_for_tag(bench.change(job["id"], priority=1)["etag"])
        position = stream.last
    with Stream(server, after=position) as stream:
        now = bench.change(job["id"], priority=2)["etag"]
        stream.wait_for_tag(now)
        assert [one.data["etag"] for one in stream.now(job=job["id"])] == [now]


def test_without_a_position_it_starts_with_new_events(server, bench, job):
    bench.change(job["id"], priority=1)
    with Stream(server) as stream:
        now = bench.change(job["id"], priority=2)["etag"]
        stream.wait_for_tag(now)
        assert [one.data["etag"] for one in stream.now(job=job["id"])] == [now]


def test_a_long_absence_is_caught_up(server, bench):
    customer = bench.make_customer()
    jobs = [bench.make_job(client_id=customer["id"]) for _ in range(40)]
    with Stream(server) as stream:
        stream.wait_for_tag(bench.make_job()["etag"])
        position = stream.last
    path = f"/api/clients/{customer['id']}/"
    for number in range(30):
        customer = expect(bench.client.patch(path, {"name": f"name {number}"}, if_match=customer["etag"]), 200).json
    with Stream(server, after=position) as stream:
        for job in jobs:
            stream.wait_for_tag(bench.tag(job["id"]), PATIENCE)
        for job in jobs:
            assert [keys_of(one) for one in stream.now(job=job["id"])] == changes_of(bench, job)[job["id"]][1:]
        positions = [one.id for one in stream.now()]
        assert len(set(positions)) == len(positions)


def test_a_subscriber_that_returns_after_a_restart_misses_nothing(tmp_path):
    server = Server(tmp_path / "restarted")
    with server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job()
        with Stream(server) as stream:
            stream.wait_for_tag(bench.change(job["id"], priority=1)["etag"])
            position = stream.last
        missed = bench.change(job["id"], priority=2)["etag"]
    with server:
        bench = Bench(server.client(OFFICE))
        with Stream(server, after=position) as stream:
            stream.wait_for_tag(missed)
            now = bench.change(job["id"], priority=3)["etag"]
            stream.wait_for_tag(now)
            assert [one.data["etag"] for one in stream.now()] == [missed, now]


class Writers:
    """Four people who change separate jobs and a shared one, until each has made its changes."""

    def __init__(self, server, jobs, shared, count):
        self.server, self.shared, self.count = server, shared, count
        self.failures = []
        self.threads = [
            threading.Thread(target=self._run, args=(job, number), daemon=True) for number, job in enumerate(jobs)
        ]
        for email in (OFFICE, OFFICE2):
            server.token(email)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.join()

    @property
    def busy(self):
        return any(thread.is_alive() for thread in self.threads)

    def join(self):
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a writer hangs"
        if self.failures:
            raise self.failures[0]

    def _run(self, job, number):
        client = self.server.client(OFFICE if number % 2 else OFFICE2, timeout=PATIENCE)
        try:
            etag = job["etag"]
            for count in range(self.count):
                answer = client.patch(f"/api/jobs/{job['id']}/", {"priority": count + 1}, if_match=etag)
                etag = expect(answer, 200).etag
                if self.shared and count % 3 == 0:
                    path = f"/api/jobs/{self.shared['id']}/"
                    tag = expect(client.get(path), 200).etag
                    expect(client.post(f"{path}events/", {"description": f"{number} {count}"}, if_match=tag), 201, 412)
        except BaseException as problem:
            self.failures.append(problem)
        finally:
            client.close()


@pytest.mark.parametrize("narrowed", [False, True], ids=["of all jobs", "of one job"])
def test_a_repeatedly_disconnected_subscriber_gets_every_event_once(server, bench, narrowed):
    chance = random.Random(SEED)
    jobs = [bench.make_job() for _ in range(4)]
    shared = bench.make_job()
    watched = [shared] if narrowed else [*jobs, shared]
    heard, cuts = [], 0
    stream = Stream(server, job=shared["id"] if narrowed else None)
    position = None
    with Writers(server, jobs, shared, CHANGES) as writers:
        while writers.busy or cuts < 3:
            wanted = len(stream.events) + chance.randint(1, 12)
            stream._wait(lambda: len(stream.events) >= wanted or stream.ended, 0.5)
            stream.close(reset=chance.random() < 0.3)
            heard += stream.now()
            position = stream.last or position
            cuts += 1
            stream = Stream(server, job=shared["id"] if narrowed else None, after=position)
    for job in watched:
        last = bench.change(job["id"], name="The last change")
        stream.wait_for_tag(last["etag"], PATIENCE)
    stream.close()
    heard += stream.now()
    for job in watched:
        told = [keys_of(one) for one in heard if one.data["job_id"] == job["id"]]
        assert told == changes_of(bench, job)[job["id"]][1:], f"after {cuts} cuts"
    positions = [one.id for one in heard]
    assert len(set(positions)) == len(positions)


def test_late_subscribers_get_all_later_events(server, bench):
    jobs = [bench.make_job() for _ in range(4)]
    streams = []
    with Writers(server, jobs, None, CHANGES) as writers:
        while writers.busy and len(streams) < 20:
            streams.append(Stream(server))
    lasts = [bench.change(job["id"], name="The last change")["etag"] for job in jobs]
    known = changes_of(bench, *jobs)
    for stream in streams:
        for last in lasts:
            stream.wait_for_tag(last)
        for job in jobs:
            told = [keys_of(one) for one in stream.now(job=job["id"])]
            assert told and told == known[job["id"]][-len(told):], "a gap, a repeat or another order"
        stream.close()
    assert streams


# -------------------------------------------------------------------------------------------------------------- presence

def people_of(event, job):
    """The ids of the people who have the job open, from a presence event of the correct form."""
    data = event.data
    assert set(data) >= {"job_id", "people"} and data["job_id"] == job["id"], data
    for person in data["people"]:
        assert set(person) >= {"id", "name"} and person["name"], person
    return {person["id"] for person in data["people"]}


@pytest.fixture(scope="module")
def ids(admin):
    return {person["email"]: person["id"] for person in admin.everything("/api/staff/")}


def wait_for_people(stream, job, people, since=0, deadline=SOON):
    """The presence event, after the first `since`, with exactly these people."""
    return stream.wait_for(
        lambda one: one in stream.now("presence", job["id"])[since:] and people_of(one, job) == people, deadline)


def test_opening_and_closing_a_job_is_reported_to_its_subscribers(server, ids, job):
    with Stream(server, OFFICE, job=job["id"]) as mine:
        with Stream(server, OFFICE2, job=job["id"]) as theirs:
            wait_for_people(mine, job, {ids[OFFICE], ids[OFFICE2]})
            wait_for_people(theirs, job, {ids[OFFICE], ids[OFFICE2]})
            since = len(mine.now("presence", job["id"]))
        wait_for_people(mine, job, {ids[OFFICE]}, since, 2 * HEARTBEAT)
        assert all(event.id is None for event in mine.now("presence")), "presence is of the moment, not to be resumed from"


def test_presence_names_people_as_the_staff_does(server, admin, job):
    names = {person["id"]: person["name"] for person in admin.everything("/api/staff/")}
    with Stream(server, OFFICE, job=job["id"]) as mine, Stream(server, WORKSHOP, job=job["id"]):
        event = mine.wait_for(lambda one: one.kind == "presence" and len(one.data["people"]) == 2)
        assert all(names[person["id"]] == person["name"] for person in event.data["people"])


@pytest.mark.parametrize("reset", [False, True], ids=["closes it", "loses the network"])
def test_presence_ends_soon_after_a_person(server, ids, job, reset):
    with Stream(server, OFFICE, job=job["id"]) as mine:
        theirs = Stream(server, OFFICE2, job=job["id"])
        wait_for_people(mine, job, {ids[OFFICE], ids[OFFICE2]})
        since = len(mine.now("presence", job["id"]))
        theirs.close(reset=reset)
        wait_for_people(mine, job, {ids[OFFICE]}, since, GONE)


def test_a_person_with_two_windows_is_present_once_until_the_last_is_closed(server, ids, job):
    both = {ids[OFFICE], ids[OFFICE2]}
    with Stream(server, OFFICE, job=job["id"]) as mine:
        one, two = Stream(server, OFFICE2, job=job["id"]), Stream(server, OFFICE2, job=job["id"])
        event = wait_for_people(mine, job, both)
        assert len(event.data["people"]) == 2
        one.close()
        # A third person marks a later moment.
        with Stream(server, WORKSHOP, job=job["id"]):
            wait_for_people(mine, job, both | {ids[WORKSHOP]})
        since = len(mine.now("presence", job["id"]))
        two.close()
        wait_for_people(mine, job, {ids[OFFICE]}, since, 2 * HEARTBEAT)


def test_presence_on_one_job_is_not_reported_to_streams_of_another(server, bench, job):
    other = bench.make_job()
    with Stream(server, OFFICE, job=other["id"]) as elsewhere:
        with Stream(server, OFFICE2, job=job["id"]):
            pass
        elsewhere.wait_for_tag(bench.change(other["id"])["etag"])
        assert not [one for one in elsewhere.now("presence") if one.data["job_id"] == job["id"]]


def test_a_stream_of_all_jobs_has_none_of_them_open(server, ids, job):
    with Stream(server, ADMIN), Stream(server, OFFICE, job=job["id"]) as mine, Stream(server, OFFICE2, job=job["id"]):
        wait_for_people(mine, job, {ids[OFFICE], ids[OFFICE2]})
        assert all(ids[ADMIN] not in people_of(one, job) for one in mine.now("presence"))


def test_opening_a_job_does_not_change_it(server, bench, job):
    with Stream(server, OFFICE, job=job["id"]), Stream(server, OFFICE2, job=job["id"]):
        assert bench.get_job(job["id"]) == job and len(bench.changes(job["id"])) == 1


# -------------------------------------------------------------------------------------------- who is no longer signed in

@pytest.mark.parametrize("how", ["signs out", "is disabled"])
def test_a_stream_ends_for_a_person_who(server, admin, bench, how):
    word = unique("person")
    body = {"name": word, "email": f"{word}@example.com", "role": "office", "password": "a-good-long-password"}
    person = expect(admin.post("/api/staff/", body), 201).json
    with server.client(None) as client:
        client.token = expect(client.login(body["email"], body["password"]), 200).json["token"]
        with Stream(server, None, token=client.token) as stream:
            stream.wait_for_tag(bench.make_job()["etag"])
            if how == "signs out":
                expect(client.post("/api/auth/logout/"), 200, 204)
            else:
                expect(admin.patch(f"/api/staff/{person['id']}/", {"is_active": False}, if_match=person["etag"]), 200)
            expect_problem(client.get("/api/jobs/"), 401)
            later = bench.make_job()
            stream._wait(lambda: stream.ended or any(one.data.get("etag") == later["etag"] for one in stream.events), GONE)
            assert not stream.now(job=later["id"]), "a change after the sign-in had ended"


# ---------------------------------------------------------------------------------- a sign of life, slow readers, the end

def test_a_quiet_stream_sends_heartbeats(tmp_path):
    with Server(tmp_path / "quiet") as server, Stream(server) as stream:
        seen = len(stream.comments)
        shown = stream._wait(lambda: len(stream.comments) > seen or stream.ended, HEARTBEAT)
        assert shown, f"no comment within {HEARTBEAT} s"
        assert not stream.ended and not stream.now()


def resident(server):
    """The server's resident memory, in bytes."""
    for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


class Flood:
    """A server with subscribers that never read, and more changes than all buffers hold.

    Renaming a client changes each of its jobs, and a long author name makes each event larger.
    """

    JOBS, TIMES = 100, 60

    def __init__(self, server):
        self.server = server
        admin = server.client(ADMIN, timeout=PATIENCE)
        word = unique("person")
        person = {"name": "👷" * 180, "email": f"{word}@example.com", "role": "office", "password": "a-good-long-password"}
        expect(admin.post("/api/staff/", person), 201)
        client = server.client(None, timeout=PATIENCE)
        client.token = expect(client.login(person["email"], person["password"]), 200).json["token"]
        self.bench = Bench(client)
        self.customer = self.bench.make_customer()
        self.jobs = [self.bench.make_job(client_id=self.customer["id"]) for _ in range(self.JOBS)]
        self.rename(3)
        self.slow = [Stream(server, OFFICE2, read=False, buffer=2048) for _ in range(3)]
        self.good = [Stream(server, OFFICE)]
        self.first = {job["id"]: len(self.bench.changes(job["id"])) for job in self.jobs}

    def rename(self, times):
        path = f"/api/clients/{self.customer['id']}/"
        for _ in range(times):
            answer = self.bench.client.patch(path, {"name": unique("name ")}, if_match=self.customer["etag"])
            self.customer = expect(answer, 200).json

    def rise(self):
        before = resident(self.server)
        self.rename(self.TIMES)
        self.grown = resident(self.server) - before
        self.known = {job: ids[self.first[job]:] for job, ids in changes_of(self.bench, *self.jobs).items()}
        return self

    def heard(self, streams, email):
        """All events of these streams and the later ones, resumed as often as needed to get all."""
        wanted = {change for ids in self.known.values() for change in ids}

        def told():
            return [keys_of(one) for stream in streams for one in stream.now()]

        while True:
            stream = streams[-1]
            have = len(stream.events)
            missing = wanted - set(told())
            if not missing:
                break
            stream._wait(lambda: stream.ended or len(stream.events) > have, SOON)
            if stream.ended:
                assert have or len(streams) == 1 or streams[-2].events, f"{len(missing)} changes never come"
                streams.append(Stream(self.server, email, after=next(one.last for one in reversed(streams) if one.last)))
            else:
                assert len(stream.events) > have, f"{len(missing)} changes do not come"
        result = {job: [] for job in self.known}
        for stream in streams:
            for event in stream.now():
                if keys_of(event) in wanted:
                    result[event.data["job_id"]].append(keys_of(event))
        return result

    def close(self):
        for stream in [*self.slow, *self.good]:
            stream.close()


@pytest.fixture(scope="module")
def flooded(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("flooded")) as server:
        flood = Flood(server).rise()
        yield flood
        flood.close()


def test_subscribers_that_never_read_use_limited_memory(flooded):
    assert flooded.grown < 50 * MEGABYTE, f"{flooded.grown / MEGABYTE:.0f} MB more"


def test_the_server_serves_others_while_some_never_read(flooded):
    expect(flooded.bench.client.get("/healthz"), 200)
    assert flooded.heard(flooded.good, OFFICE) == flooded.known
    job = flooded.bench.make_job()
    with Stream(flooded.server, job=job["id"]) as stream:
        stream.wait_for_tag(flooded.bench.change(job["id"])["etag"])


def test_a_dropped_subscriber_resumes_at_its_position(flooded):
    stream = flooded.slow[0]
    stream.read()
    stream.wait_for_end(PATIENCE)
    assert stream.last, "what was on its way is there to resume from"
    assert flooded.heard([stream], OFFICE2) == flooded.known


def is_held(server, stream):
    """Whether the server's end of this connection is still open."""
    port = stream.socket.getsockname()[1]
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state, *_ = line.split()
        if int(local.split(":")[1], 16) == server.port and int(remote.split(":")[1], 16) == port:
            return state == "01"
    return False


def test_the_connection_of_a_subscriber_that_never_reads_is_closed(flooded):
    deadline = time.monotonic() + 60
    while (held := is_held(flooded.server, flooded.slow[2])) and time.monotonic() < deadline:
        flooded.bench.change(flooded.jobs[0]["id"])
    assert not held, "a minute after it fell behind by thousands of changes"


def test_sigterm_is_not_delayed_by_subscribers_that_never_read(tmp_path):
    server = Server(tmp_path / "flooded").start()
    try:
        flood = Flood(server).rise()
        began = time.monotonic()
        server.terminate()
        code = server.wait(20)
        took = time.monotonic() - began
        assert code == 0, f"exit code {code}\n{server.output()}"
        assert took < 10, f"it took {took:.1f} s"
        flood.close()
    finally:
        server.kill()


@pytest.mark.parametrize("count", [1, 20])
def test_sigterm_ends_open_streams_and_exits_0_soon(tmp_path, count):
    server = Server(tmp_path / "ended")
    with server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job()
        streams = [Stream(server, OFFICE, job=job["id"] if number % 2 else None) for number in range(count)]
        last = bench.change(job["id"])
        for stream in streams:
            stream.wait_for_tag(last["etag"])
        began = time.monotonic()
        server.terminate()
        for stream in streams:
            stream.wait_for_end(10)
        assert server.wait(30) == 0
        took = time.monotonic() - began
        assert took < 10, f"it took {took:.1f} s to end with {count} streams open"
        for stream in streams:
            stream.close()


def test_closed_streams_release_their_resources(server, bench, job):
    def opened():
        return len(os.listdir(f"/proc/{server.process.pid}/fd"))

    with Stream(server) as steady:
        before = opened()
        for round_ in range(3):
            streams = [Stream(server, OFFICE, job=job["id"]) for _ in range(20)]
            for stream in streams:
                stream.close(reset=round_ == 1)
        deadline = time.monotonic() + 40
        while opened() > before + 10 and time.monotonic() < deadline:
            steady.wait_for_tag(bench.change(job["id"])["etag"])
        assert opened() <= before + 10, f"{opened() - before} more files are open than before"


def test_reads_and_changes_are_answered_while_many_streams_are_open(server, bench, job):
    streams = [Stream(server, OFFICE) for _ in range(50)]
    try:
        for number in range(20):
            expect(bench.client.get(f"/api/jobs/{job['id']}/"), 200)
            bench.change(job["id"], priority=number + 1)
    finally:
        for stream in streams:
            stream.close()


def test_the_oldest_stream_of_a_person_makes_room(tmp_path):
    with Server(tmp_path / "many") as server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job()
        other = Stream(server, OFFICE2)
        streams = [Stream(server, OFFICE) for _ in range(101)]
        try:
            streams[0].wait_for_end(10)
            last = bench.change(job["id"])
            for stream in [*streams[1:], other]:
                stream.wait_for_tag(last["etag"])
            # If it is still in use, it resumes without gaps; then the next one makes room.
            with Stream(server, OFFICE, after=next(iter(streams[0].events)).id if streams[0].events else None):
                streams[1].wait_for_end(10)
        finally:
            for stream in [*streams, other]:
                stream.close()
