"""CONTRACT §5 under adverse conditions: clients whose connection breaks after sending, and who then send the same again.

Never a false 412, never applied twice, each change exactly once in the history. JOBTAG_CUTS sets how often connections
break (60; the original issue says 1000), JOBTAG_KILL_CYCLES how often the server is killed (3).
"""

import http.client
import json
import os
import random
import socket
import struct
import threading
import uuid

import pytest

from harness import OFFICE, OFFICE2, Bench, Client, Server, check, expect, expect_job, expect_problem, raw_request, version_of

CUTS = int(os.environ.get("JOBTAG_CUTS", "60"))
KILLS = int(os.environ.get("JOBTAG_KILL_CYCLES", "3"))
CLIENTS = 3
WRITERS = 8
CHANGES_PER_JOB = 50
SEED = 20261123
PATIENCE = 600.0
MOMENTS = [
    "before the request is whole", "as soon as it is sent", "as soon as it is sent, with a reset",
    "at the first byte of the answer", "in the middle of the answer",
]


def cut(server, sent, moment, chance):
    """Sends these bytes and breaks the connection at once. No response is read."""
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if moment == "before the request is whole":
            connection.sendall(sent[:chance.randrange(1, len(sent))])
            return
        connection.sendall(sent)
        if moment == "as soon as it is sent, with a reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif moment == "at the first byte of the answer":
            connection.recv(1)
        elif moment == "in the middle of the answer":
            connection.recv(chance.randrange(1, 600))


class Unlucky:
    """One person who repeatedly changes separate jobs, over connections that break."""

    def __init__(self, server, email, seed, with_keys):
        self.server, self.email, self.with_keys = server, email, with_keys
        self.chance = random.Random(seed)
        self.client = server.client(email)
        self.bench = Bench(self.client)
        self.cuts, self.replays = 0, 0
        self.job = None
        self.notes, self.events, self.lines, self.made = [], [], [], 0

    def run(self, cuts):
        while self.cuts < cuts:
            self.job = self.bench.make_job(notes="")
            self.notes, self.events, self.lines, self.made = [], [], [], 0
            while self.cuts < cuts and self.made < CHANGES_PER_JOB:
                self.change()
            self.settle()
        self.client.close()

    def request(self):
        """The next request, and the list to append it to when it is done."""
        token = f"<{uuid.uuid4().hex[:12]}>"
        path = f"/api/jobs/{self.job['id']}/"
        what = self.chance.choice(["notes", "notes", "whole", "event", "line"] if self.with_keys else ["notes", "whole"])
        if what in ("notes", "whole"):
            fields = {"notes": f"{self.job['notes']}{token}"}
            method, body = ("PATCH", fields) if what == "notes" else ("PUT", {**self.job, **fields})
            return method, path, body, self.notes, token
        if what == "event":
            return "POST", f"{path}events/", {"description": f"event {token}"}, self.events, token
        line = {"kind": "time", "description": f"line {token}", "quantity": "1.00", "unit_cost": "4.00", "unit_rev": "9.00"}
        return "POST", f"{path}cost-sets/actual/lines/", line, self.lines, token

    def change(self):
        method, path, body, kept, token = self.request()
        etag, key = self.job["etag"], str(uuid.uuid4())
        headers = [("If-Match", etag)] + ([("Idempotency-Key", key)] if self.with_keys else [])
        sent = raw_request(
            self.server, method, path, token=self.server.token(self.email), body=json.dumps(body).encode(),
            headers=[(name.encode(), value.encode()) for name, value in headers], content_type=b"application/json")
        for _ in range(self.chance.choice([1, 1, 1, 2, 3])):
            cut(self.server, sent, self.chance.choice(MOMENTS), self.chance)
            self.cuts += 1
        if self.chance.random() < 0.3:
            # A person may load the job before retrying; the base of the edit does not change.
            expect(self.client.get(f"/api/jobs/{self.job['id']}/"), 200)
        answer = self.client.request(method, path, body, headers=headers)
        check(answer.status != 412, f"a false 412 after {self.cuts} cuts", answer)
        expect(answer, 200, 201)
        self.replays += answer.header("Idempotency-Replayed") == "true"
        shown = answer.json.get("job", answer.json)
        check(version_of(shown["etag"]) > version_of(etag), "the change was made, so there is a later version", answer)
        kept.append(token)
        self.job, self.made = shown, self.made + 1

    def settle(self):
        """Each change exists exactly once, in the job, in its parts and in its history."""
        path = f"/api/jobs/{self.job['id']}/"
        now = expect_job(self.client.get(path))
        assert now == self.job, "somebody changed it after the last answer"
        assert now["notes"] == "".join(self.notes)
        events = [one["description"] for one in expect(self.client.get(f"{path}events/"), 200).json["events"]]
        lines = [one["description"] for one in expect(self.client.get(f"{path}cost-sets/actual/"), 200).json["lines"]]
        for shown, tokens in ((events, self.events), (lines, self.lines)):
            for token in tokens:
                assert sum(token in text for text in shown) == 1, f"{token} is not there exactly once: {shown}"
        assert len([text for text in events if text.startswith("event <")]) == len(self.events)
        assert len(lines) == len(self.lines)
        changes = self.bench.changes(now["id"])
        assert len(changes) == self.made + 1, f"{self.made} changes and the creation left {len(changes)} records"
        assert len({one["change_id"] for one in changes}) == len(changes)
        written = [one["after"]["notes"] for one in changes[::-1] if "notes" in one["fields"] and one["kind"] != "created"]
        assert written == ["".join(self.notes[:count + 1]) for count in range(len(self.notes))]
        summaries = "\n".join(one["summary"] for one in changes)
        for token in self.events + self.lines:
            assert summaries.count(token) == 1, f"{token} is in the history {summaries.count(token)} times"


def together(work):
    """Runs `work(number)` on as many threads as there are clients, and raises the first error."""
    failures = []

    def run(number):
        try:
            work(number)
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"a client has not finished within {PATIENCE} s"
    if failures:
        raise failures[0]


def suffer(server, with_keys):
    people = [
        Unlucky(server, OFFICE2 if number % 2 else OFFICE, SEED + number, with_keys) for number in range(CLIENTS)
    ]
    together(lambda number: people[number].run(-(-CUTS // CLIENTS)))
    assert sum(person.cuts for person in people) >= CUTS
    if with_keys:
        assert any(person.replays for person in people), "no cut came late enough to lose an answer"


def test_a_client_that_retries_with_its_key_after_each_disconnect_succeeds_exactly_once(server):
    suffer(server, with_keys=True)


def test_a_client_that_repeats_its_last_edit_after_each_disconnect_succeeds_exactly_once(server):
    suffer(server, with_keys=False)


def test_clients_with_lost_responses_on_one_job_are_never_refused_a_change_that_was_made(server, bench):
    job = bench.make_job(notes="")
    path = f"/api/jobs/{job['id']}/"
    acknowledged, refused = [], []

    def write(number):
        email, chance = OFFICE2 if number % 2 else OFFICE, random.Random(SEED + number)
        with server.client(email) as client:
            now = expect_job(client.get(path))
            for count in range(-(-CUTS // CLIENTS // 2)):
                token, key = f"<{number}.{count}>", str(uuid.uuid4())
                body = {"notes": f"{now['notes']}{token}"}
                headers = [("If-Match", now["etag"]), ("Idempotency-Key", key)]
                sent = raw_request(
                    server, "PATCH", path, token=server.token(email), body=json.dumps(body).encode(),
                    headers=[(name.encode(), value.encode()) for name, value in headers], content_type=b"application/json")
                cut(server, sent, chance.choice(MOMENTS), chance)
                answer = client.patch(path, body, headers=headers)
                if answer.status == 412:
                    refused.append(token)
                    now = expect_problem(answer, 412)["current"]
                    check(token not in now["notes"], "refused although it was done", answer)
                    continue
                shown = expect_job(answer)
                check(shown["notes"].endswith(token), "the answer is not the version that was written", answer)
                acknowledged.append(token)
                now = shown if chance.random() < 0.5 else expect_job(client.get(path))

    together(write)
    notes = bench.get_job(job["id"])["notes"]
    assert acknowledged, "everybody was refused all the time"
    for token in acknowledged:
        assert notes.count(token) == 1, f"{token} is {notes.count(token)} times in {notes!r}"
    for token in refused:
        assert token not in notes, f"{token} was refused and is there"
    assert len(bench.changes(job["id"])) == len(acknowledged) + 1


@pytest.mark.parametrize("moment", MOMENTS[1:])
def test_a_deletion_with_a_lost_response_is_replayed(server, bench, moment):
    chance = random.Random(SEED)
    for number in range(5):
        job = bench.make_job()
        headers = [("If-Match", job["etag"]), ("Idempotency-Key", str(uuid.uuid4()))]
        sent = raw_request(
            server, "DELETE", f"/api/jobs/{job['id']}/", token=server.token(OFFICE),
            headers=[(name.encode(), value.encode()) for name, value in headers])
        cut(server, sent, moment, chance)
        answer = expect(bench.client.delete(f"/api/jobs/{job['id']}/", headers=headers), 200)
        assert answer.json["deleted"] is True
        assert bench.find_deleted(job["id"])["etag"] == answer.etag


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_creation_with_a_lost_response_creates_one_job(server, bench, moment):
    chance = random.Random(SEED)
    customer = bench.make_customer()
    for number in range(1, 6):
        body = {"name": f"Made once {number}", "client_id": customer["id"]}
        headers = [("Idempotency-Key", str(uuid.uuid4()))]
        sent = raw_request(
            server, "POST", "/api/jobs/", token=server.token(OFFICE), body=json.dumps(body).encode(),
            headers=[(name.encode(), value.encode()) for name, value in headers], content_type=b"application/json")
        cut(server, sent, moment, chance)
        expect_job(bench.client.post("/api/jobs/", body, headers=headers), 201)
        made = [row["name"] for row in bench.client.everything("/api/jobs/", client_id=customer["id"])]
        assert sorted(made) == [f"Made once {one}" for one in range(1, number + 1)]


def test_a_disconnected_change_is_made_completely_or_not_at_all(server, bench):
    chance = random.Random(SEED)
    job = bench.make_job(notes="")
    path = f"/api/jobs/{job['id']}/"
    for number in range(20):
        now = bench.get_job(job["id"])
        token = f"<{number}>"
        body = json.dumps({"notes": now["notes"] + token, "priority": number + 1}).encode()
        sent = raw_request(
            server, "PATCH", path, token=server.token(OFFICE), body=body, headers=[(b"If-Match", now["etag"].encode())],
            content_type=b"application/json")
        cut(server, sent, chance.choice(MOMENTS), chance)
        # The repeat by value comes after it, whatever happened to it: first come, first served.
        answer = bench.client.patch(path, {"priority": number + 1, "notes": now["notes"] + token}, if_match=now["etag"])
        assert expect_job(answer)["notes"] == now["notes"] + token
    final = bench.get_job(job["id"])
    assert final["notes"] == "".join(f"<{number}>" for number in range(20))
    changes = bench.changes(job["id"])
    assert len(changes) == 21 and all({"notes", "priority"} == set(one["fields"]) for one in changes[:-1])


def test_a_client_that_retries_with_its_key_after_a_kill_succeeds_exactly_once(tmp_path):
    chance = random.Random(SEED)
    server = Server(tmp_path / "killed").start()
    try:
        bench = Bench(server.client(OFFICE))
        jobs = [bench.make_job(notes="") for _ in range(WRITERS)]
        done = {job["id"]: [] for job in jobs}
        for cycle in range(KILLS):
            wanted = chance.randint(10, 120)
            pending = interrupted(server, jobs, done, wanted, cycle)
            server.start()
            client = server.client(OFFICE)  # with the token of the first start
            for job_id, (token, body, headers) in pending.items():
                answer = client.patch(f"/api/jobs/{job_id}/", body, headers=headers)
                check(answer.status != 412, "a false 412 after a kill", answer)
                expect_job(answer)
                done[job_id].append(token)
            bench = Bench(client)
            jobs = [bench.get_job(job["id"]) for job in jobs]
            for job in jobs:
                assert job["notes"] == "".join(done[job["id"]]), "something was lost or done twice"
                changes = bench.changes(job["id"])
                assert len(changes) == len(done[job["id"]]) + 1
        server.stop()
    finally:
        server.kill()


def interrupted(server, jobs, done, wanted, cycle):
    """Changes all jobs at once until `wanted` changes are acknowledged, then kills the server; returns the unanswered changes."""
    pending, failures = {}, []
    count, changed = [0], threading.Condition()

    def write(job):
        client = server.client(OFFICE)
        notes, etag, number = job["notes"], job["etag"], 0
        try:
            while True:
                token = f"<{cycle}.{number}>"
                body = {"notes": notes + token}
                headers = [("If-Match", etag), ("Idempotency-Key", str(uuid.uuid4()))]
                pending[job["id"]] = (token, body, headers)
                try:
                    answer = client.patch(f"/api/jobs/{job['id']}/", body, headers=headers)
                except (OSError, http.client.HTTPException):
                    return
                shown = expect_job(answer)
                del pending[job["id"]]
                done[job["id"]].append(token)
                notes, etag, number = shown["notes"], shown["etag"], number + 1
                with changed:
                    count[0] += 1
                    changed.notify_all()
        except BaseException as problem:
            failures.append(problem)
            with changed:
                changed.notify_all()

    threads = [threading.Thread(target=write, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    with changed:
        assert changed.wait_for(lambda: count[0] >= wanted or failures, PATIENCE), f"{count[0]} of {wanted} changes"
    server.kill()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a writer hangs"
    if failures:
        raise failures[0]
    assert pending, "nothing was under way when the server was killed"
    return pending


def test_the_server_is_healthy_afterwards(server):
    with Client(server) as client:
        expect(client.get("/healthz"), 200)
        expect(client.get("/readyz"), 200)
