"""What a change has checked is still true when it commits, although another server changes it at the same moment.

The first of two requests is held directly before its commit. Then the second one is sent, to another server. It is answered, or
waits for the first one; which of the two is up to the servers.
"""

import hashlib
import secrets
import uuid
from contextlib import contextmanager

import pytest

from cluster import SIGN_IN_DEADLINE
from harness import OFFICE, PASSWORD, Client, check, expect, expect_job, unique
from pauses import COMMIT, Pause
from postgres import psql

REFUSED = (400, 404, 409, 412)


def key():
    return [("Idempotency-Key", str(uuid.uuid4()))]


@pytest.fixture
def clients(cluster):
    return cluster.clients()


# ---------------------------------------------------------------------------------------- clients and contacts of jobs

class Case:
    """A client with a contact, and a job of another client."""

    def __init__(self, bench):
        self.bench = bench
        self.customer = bench.make_customer()
        self.contact = bench.make_contact(self.customer)
        self.job = bench.make_job()

    def set(self, **fields):
        """Changes the job; returns the id of the change."""
        self.job = self.bench.change(self.job["id"], **fields)
        return self.bench.changes(self.job["id"])[0]["change_id"]

    def patch(self, **fields):
        return lambda client, headers=(): client.patch(
            f"/api/jobs/{self.job['id']}/", fields, if_match=self.job["etag"], headers=headers)

    def undo(self, change):
        return lambda client, headers=(): client.post(
            f"/api/jobs/{self.job['id']}/undo/", {"change_id": change}, if_match=self.job["etag"], headers=headers)

    def make(self, **fields):
        return lambda client, headers=(): client.post("/api/jobs/", {"name": unique("Job "), **fields}, headers=headers)

    def delete(self, path):
        etag = expect(self.bench.client.get(path), 200).etag
        return lambda client, headers=(): client.delete(path, if_match=etag, headers=headers)

    def delete_client(self):
        return self.delete(f"/api/clients/{self.customer['id']}/")

    def delete_contact(self):
        return self.delete(f"/api/clients/{self.customer['id']}/contacts/{self.contact['id']}/")


# Each prepares a change after which a job names a client or contact, and the deletion of that one.

def a_contact_is_chosen(case):
    case.set(client_id=case.customer["id"], contact_id=None)
    return case.patch(contact_id=case.contact["id"]), case.delete_contact()


def the_removal_of_a_contact_is_undone(case):
    case.set(client_id=case.customer["id"], contact_id=case.contact["id"])
    return case.undo(case.set(contact_id=None)), case.delete_contact()


def a_client_is_chosen(case):
    return case.patch(client_id=case.customer["id"]), case.delete_client()


def the_removal_of_a_client_is_undone(case):
    case.set(client_id=case.customer["id"])
    return case.undo(case.set(client_id=None)), case.delete_client()


def a_job_is_made(case):
    return case.make(client_id=case.customer["id"]), case.delete_client()


CASES = [
    a_contact_is_chosen, the_removal_of_a_contact_is_undone, a_client_is_chosen, the_removal_of_a_client_is_undone, a_job_is_made]


@pytest.mark.parametrize("is_deleted_first", [False, True], ids=["then deleted", "deleted first"])
@pytest.mark.parametrize("prepare", CASES, ids=lambda one: one.__name__)
def test_no_job_names_what_is_deleted_at_the_same_moment(cluster, bench, clients, prepare, is_deleted_first):
    case = Case(bench)
    requests = prepare(case)
    first, second = reversed(requests) if is_deleted_first else requests
    with Pause(cluster.uri, COMMIT) as pause:
        held = pause.hold(lambda: first(clients[0], key()))
        other = pause.send(lambda: second(clients[1]))
    answers = [held.answer(), other.answer()]
    named = psql(
        cluster.uri, "SELECT j.id FROM jobs j JOIN clients c ON c.id = j.client_id LEFT JOIN contacts k ON k.id = j.contact_id "
        f"WHERE c.id = '{case.customer['id']}' AND (c.deleted_at IS NOT NULL OR k.deleted_at IS NOT NULL)")
    check(not named, "a job names what is deleted", *answers)
    succeeded = [answer for answer in answers if answer.status in (200, 201)]
    check(len(succeeded) == 1, f"{len(succeeded)} of both have succeeded", *answers)
    for answer in answers:
        expect(answer, 200, 201, *REFUSED)


@pytest.mark.parametrize("is_renamed_first", [True, False], ids=["renamed first", "then renamed"])
def test_a_job_that_gets_a_client_back_has_its_new_name(cluster, bench, clients, is_renamed_first):
    case = Case(bench)
    case.set(client_id=case.customer["id"])
    undo = case.undo(case.set(client_id=None))
    path, name = f"/api/clients/{case.customer['id']}/", unique("New name ")
    etag = expect(bench.client.get(path), 200).etag

    def rename(client, headers=()):
        return client.patch(path, {"name": name}, if_match=etag, headers=headers)

    first, second = (rename, undo) if is_renamed_first else (undo, rename)
    job = f"/api/jobs/{case.job['id']}/"
    with Pause(cluster.uri, COMMIT) as pause:
        held = pause.hold(lambda: first(clients[0], key()))
        other = pause.send(lambda: second(clients[1]))
        # What somebody has seen in between.
        seen = [expect(clients[2].get(job), 200)]
    answers = [held.answer(), other.answer()]
    for answer in answers:
        expect(answer, 200)
    seen += [answer for answer in answers if answer.json["id"] == case.job["id"]]
    for client in clients:
        now = client.get(job)
        check(expect_job(now)["client"]["name"] == name, "an old name", now)
        for earlier in seen:
            if earlier.json["client"] != now.json["client"]:
                check(earlier.etag != now.etag, "two contents with one tag", earlier, now)
                expect(client.get(job, if_none_match=earlier.etag), 200)


# --------------------------------------------------------------------------------------------------- people's rights

@pytest.fixture(scope="module")
def person(admin):
    """A member of staff of these tests."""
    word = unique("person")
    body = {"name": word, "email": f"{word}@example.com", "role": "office", "password": PASSWORD}
    return expect(admin.client.post("/api/staff/", body), 201).json["id"]


@pytest.fixture
def token(cluster, admin, person):
    """A session of this person, who may do what the office may."""
    # Not by signing in: a debug build takes seconds to check a password.
    expect(change_staff(admin.client, person, is_active=True, role="office"), 200)
    token = secrets.token_hex(16)
    psql(
        cluster.uri, f"INSERT INTO tokens (hash, staff_id, created_at, expires_at) "
        f"VALUES ('\\x{hashlib.sha256(token.encode()).hexdigest()}', '{person}', 0, {2 ** 62})")
    return token


def change_staff(admin, person, **fields):
    path = f"/api/staff/{person}/"
    return admin.patch(path, fields, if_match=expect(admin.get(path), 200).etag)


def deactivate(admin, person, session):
    return change_staff(admin, person, is_active=False)


def take_the_role(admin, person, session):
    return change_staff(admin, person, role="workshop")


def sign_out(admin, person, session):
    return session.post("/api/auth/logout/")


@contextmanager
def held_before_its_commit(cluster, bench, job):
    with Pause(cluster.uri, COMMIT) as pause:
        yield pause


@contextmanager
def held_at_the_lock_of_its_job(cluster, bench, job):
    """Takes the locks that another change of this job takes: the person's right may have been checked before."""
    client = cluster.servers[0].client(OFFICE)
    with Pause(cluster.uri, COMMIT) as pause:
        # It changes nothing.
        body = {"notes": job["notes"]}
        held = pause.hold(lambda: client.patch(f"/api/jobs/{job['id']}/", body, if_match=job["etag"], headers=key()))
        locks = pause.locks_of(*pause.waiting())
    assert expect_job(held.answer()) == job
    with Pause(cluster.uri, *locks) as pause:
        yield pause


@pytest.mark.parametrize("place", [held_before_its_commit, held_at_the_lock_of_its_job], ids=lambda one: one.__name__)
@pytest.mark.parametrize("end", [deactivate, take_the_role, sign_out], ids=lambda one: one.__name__)
def test_no_change_is_stored_after_the_right_to_it_has_ended(cluster, admin, bench, person, token, end, place):
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    session, elsewhere = Client(cluster.servers[1], token), Client(cluster.servers[2], token)
    office = Client(cluster.servers[0], admin.client.token, timeout=SIGN_IN_DEADLINE)
    expect(session.get("/api/auth/me/"), 200)
    with place(cluster, bench, job) as pause:
        change = pause.hold(lambda: session.patch(path, {"notes": "mine"}, if_match=job["etag"], headers=key()))
        ending = pause.send(lambda: end(office, person, elsewhere))
        is_over = ending.is_answered and ending.answer().status < 300
    changed, ended = change.answer(), ending.answer()
    # It may have waited for the change in vain.
    expect(ended, 200, 204, 503)
    if is_over:
        check(changed.status in (401, 403), "stored after the right to it had ended", ended, changed)
    expect(changed, 200, 401, 403)
    now = bench.get_job(job["id"])
    assert now["notes"] == ("mine" if changed.status == 200 else job["notes"]), changed.explain()
    if ended.status == 503:
        expect(end(office, person, elsewhere), 200, 204)
    for client in (session, elsewhere):
        expect(client.patch(path, {"notes": "later"}, if_match=now["etag"]), 401, 403)
    assert bench.get_job(job["id"]) == now
