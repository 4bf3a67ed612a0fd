"""CONTRACT §4 (last paragraph) and §5: a retry gets the same response again, and is carried out once."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from conftest import ALLOWED_ORIGIN
from harness import (
    ADMIN, MIB, NOBODY, OFFICE, OFFICE2, Bench, Client, Response, Server, check, exchange, expect, expect_job, expect_problem,
    raw_request, unique, version_of,
)
from operations import OPERATIONS, Prepared

METHODS = ["PATCH", "PUT"]
EQUALS = 12
PATIENCE = 120.0
# What a retry must have in common with the first response, byte for byte.
KEPT = ["ETag", "Location", "Content-Location", "Content-Type", "Cache-Control"]


# --------------------------------------------------------------------- a repeat of one's own last change (RFC 9110 §13.1.1)

def send(client, job, fields, method="PATCH", etag=None):
    body = fields if method == "PATCH" else {**job, **fields}
    return client.request(method, f"/api/jobs/{job['id']}/", body, if_match=etag or job["etag"])


def recorded(bench, job):
    """All effects of a change."""
    path = f"/api/jobs/{job['id']}/"
    return bench.get_job(job["id"]), bench.changes(job["id"]), expect(bench.client.get(f"{path}events/"), 200).json


def expect_repeat(bench, answer, job):
    """200 with the current job and its tag."""
    now = expect_job(answer)
    check(now == bench.get_job(job["id"]), "the answer must be the job as it is", answer)
    return now


SETS = {
    "a text": {"notes": "größer\nals zuvor"}, "two fields": {"name": "Another name", "paid": True},
    "an amount": {"price_cap": "1250"}, "a date": {"delivery_date": "2027-05-05"},
    "a status": {"status": "recently_completed"}, "spaces around": {"order_number": " PO-5 "},
    "nothing where something was": {"description": None}, "a flag": {"collected": True}, "nobody": {"assigned_to": []},
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fields", SETS.values(), ids=SETS.keys())
def test_repeating_my_last_change_with_the_old_tag_gets_200_and_records_nothing(office, bench, people, fields, method):
    job = bench.make_job(description="something", assigned_to=people[:1])
    first = expect_job(send(office, job, fields, method))
    before = recorded(bench, job)
    for _ in range(3):
        now = expect_repeat(bench, send(office, job, fields, method), job)
        assert now == first
    assert recorded(bench, job) == before


@pytest.fixture(scope="module")
def people(admin):
    return [person["id"] for person in admin.everything("/api/staff/")]


@pytest.mark.parametrize("method", METHODS)
def test_repeating_my_last_change_from_another_session_gets_200(server, bench, job, method):
    with Client(server, server.token(OFFICE)) as one, Client(server) as other:
        other.token = expect(other.login(OFFICE), 200).json["token"]
        first = expect_job(send(one, job, {"notes": "x"}, method))
        assert expect_repeat(bench, send(other, job, {"notes": "x"}, method), job) == first


def test_repeating_my_last_change_of_the_client_gets_200(office, bench):
    one, two = bench.make_customer(), bench.make_customer()
    job = bench.make_job(client_id=one["id"])
    first = expect_job(send(office, job, {"client_id": two["id"].upper()}))
    assert expect_repeat(bench, send(office, job, {"client_id": two["id"].upper()}), job) == first


def test_the_tag_in_the_response_to_a_repeat_works_for_the_next_change(office, job):
    expect_job(send(office, job, {"notes": "x"}))
    now = expect_job(send(office, job, {"notes": "x"}))
    assert version_of(expect_job(send(office, now, {"notes": "y"}))["etag"]) > version_of(now["etag"])


NOT_THE_SAME = {
    "another value": {"notes": "y", "paid": True},
    "one field more that is not so": {"notes": "x", "paid": True, "collected": True},
    "one of two values another": {"notes": "x", "paid": False}, "another field alone": {"priority": 5},
    "the value in capitals": {"notes": "X", "paid": True}, "the value with a space": {"notes": "x ", "paid": True},
}


@pytest.mark.parametrize("fields", NOT_THE_SAME.values(), ids=NOT_THE_SAME.keys())
def test_the_old_tag_gets_412_even_for_me_with(office, bench, job, fields):
    expect_job(send(office, job, {"notes": "x", "paid": True}))
    before = recorded(bench, job)
    expect_problem(send(office, job, fields), 412)
    assert recorded(bench, job) == before


def test_a_put_of_the_earlier_values_is_not_a_repeat(office, bench, job):
    now = expect_job(send(office, job, {"notes": "x"}))
    expect_problem(office.put(f"/api/jobs/{job['id']}/", job, if_match=job["etag"]), 412)
    assert bench.get_job(job["id"]) == now


@pytest.mark.parametrize("method", METHODS)
def test_the_same_values_by_another_person_get_412(office, office2, bench, job, method):
    expect_job(send(office, job, {"notes": "x"}, method))
    before = recorded(bench, job)
    expect_problem(send(office2, job, {"notes": "x"}, method), 412)
    assert recorded(bench, job) == before


BETWEEN = {
    "a change of mine": lambda bench, other, job: bench.change(job["id"], priority=4),
    "a change of another": lambda bench, other, job: Bench(other).change(job["id"], priority=4),
    "my event": lambda bench, other, job: bench.add_event(job["id"]),
    "an event of another": lambda bench, other, job: Bench(other).add_event(job["id"]),
    "a line": lambda bench, other, job: bench.add_line(job["id"]),
    "another client's name": lambda bench, other, job: rename(bench, job),
    "there and back again": lambda bench, other, job: (
        bench.change(job["id"], notes="y"), bench.change(job["id"], notes="x")),
}


def rename(bench, job):
    path = f"/api/clients/{job['client_id']}/"
    answer = bench.client.patch(path, {"name": unique("Renamed ")}, if_match=bench.client.get(path).etag)
    expect(answer, 200)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN.keys())
def test_repeating_my_change_gets_412_after(office, office2, bench, between, method):
    job = bench.make_job(client_id=bench.make_customer()["id"])
    expect_job(send(office, job, {"notes": "x"}, method))
    between(bench, office2, job)
    before = recorded(bench, job)
    expect_problem(send(office, job, {"notes": "x"}, method), 412)
    assert recorded(bench, job) == before


def test_repeating_my_change_with_an_older_tag_gets_412(office, job):
    second = expect_job(send(office, job, {"priority": 2}))
    expect_job(send(office, second, {"notes": "x"}))
    expect_problem(send(office, second, {"notes": "x"}, etag=job["etag"]), 412)


def test_repeating_my_change_with_the_tag_of_another_job_gets_412(office, bench, job):
    other = bench.make_job()
    expect_job(send(office, job, {"notes": "x"}))
    expect_problem(send(office, job, {"notes": "x"}, etag=other["etag"]), 412)


def test_the_values_of_a_deleted_and_restored_job_are_not_a_repeat(office, bench, job):
    expect_job(send(office, job, {"notes": "x"}))
    deleted = bench.delete_job(job["id"])
    expect_job(office.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=deleted.etag))
    expect_problem(send(office, job, {"notes": "x"}), 412)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in ("PUT job", "PATCH job")])
def test_without_a_key_a_change_is_not_made_twice(bench, name):
    mutation = OPERATIONS[name](bench)
    expect(mutation.send(if_match=mutation.etag), 200, 201)
    version = mutation.version()
    expect_problem(mutation.send(if_match=mutation.etag), 404 if name.startswith("DELETE") else 412)
    assert mutation.version() == version


# -------------------------------------------------------------------------------------------------------- every mutation

def keyed(key):
    return {"Idempotency-Key": key}


@dataclass
class Repeatable:
    """A mutation that succeeds, and a way to see whether it was made again."""

    client: Client
    method: str
    path: str
    body: Any
    if_match: str | None
    seen: Callable[[], Any]

    def send(self, key: str, client: Client | None = None, **options: Any) -> Response:
        options = {"if_match": self.if_match, **({"body": self.body} if self.body is not None else {}), **options}
        return (client or self.client).request(self.method, self.path, headers=keyed(key), **options)


def of_a_job(prepare):
    def make(bench, admin):
        mutation: Prepared = prepare(bench)
        path = f"/api/jobs/{mutation.job_id}/"

        def seen():
            views = [bench.client.get(path + view) for view in ("", "changes/", "events/", "cost-sets/estimate/", "quote/")]
            return mutation.version(), [(view.status, view.raw if view.status == 200 else None) for view in views]

        return Repeatable(bench.client, mutation.method, mutation.path, mutation.body, mutation.etag, seen)

    return make


def _new_job(bench, admin):
    customer = bench.make_customer()
    body = {"name": unique("Job "), "client_id": customer["id"], "notes": "Grüße"}
    return Repeatable(
        bench.client, "POST", "/api/jobs/", body, None,
        lambda: bench.client.everything("/api/jobs/", client_id=customer["id"]))


def _new_client(bench, admin):
    return Repeatable(
        bench.client, "POST", "/api/clients/", {"name": unique("Client ")}, None,
        lambda: bench.client.everything("/api/clients/"))


def _of_a_client(method, body):
    def make(bench, admin):
        customer = bench.make_customer()
        path = f"/api/clients/{customer['id']}/"
        whole = {**customer, **body} if body is not None else None
        return Repeatable(
            bench.client, method, path, body if method == "PATCH" else whole, customer["etag"],
            lambda: (bench.client.get(path).status, bench.client.get(path).etag))

    return make


def _new_contact(bench, admin):
    path = f"/api/clients/{bench.make_customer()['id']}/contacts/"
    return Repeatable(
        bench.client, "POST", path, {"name": unique("Contact ")}, None, lambda: bench.client.everything(path))


def _of_a_contact(method, body):
    def make(bench, admin):
        customer = bench.make_customer()
        contact = bench.make_contact(customer)
        path = f"/api/clients/{customer['id']}/contacts/{contact['id']}/"
        whole = {**contact, **body} if body is not None else None
        return Repeatable(
            bench.client, method, path, body if method == "PATCH" else whole, contact["etag"],
            lambda: (bench.client.get(path).status, bench.client.get(path).etag))

    return make


def _restored(kind):
    def make(bench, admin):
        customer = bench.make_customer()
        path = f"/api/clients/{customer['id']}/"
        if kind == "contact":
            path += f"contacts/{bench.make_contact(customer)['id']}/"
        gone = expect(bench.client.delete(path, if_match=bench.client.get(path).etag), 200)
        return Repeatable(
            bench.client, "POST", f"{path}restore/", {}, gone.etag, lambda: (bench.client.get(path).status, bench.client.get(path).etag))

    return make


def make_person(admin, **fields):
    word = unique("person")
    body = {"name": word, "email": f"{word}@example.com", "role": "office", "password": "a-good-long-password", **fields}
    return expect(admin.post("/api/staff/", body), 201).json


def _new_person(bench, admin):
    word = unique("person")
    body = {"name": word, "email": f"{word}@example.com", "role": "workshop", "password": "a-good-long-password"}
    return Repeatable(admin, "POST", "/api/staff/", body, None, lambda: admin.everything("/api/staff/"))


def _change_person(bench, admin):
    person = make_person(admin)
    path = f"/api/staff/{person['id']}/"
    return Repeatable(admin, "PATCH", path, {"name": unique("Renamed ")}, person["etag"], lambda: admin.get(path).etag)


MUTATIONS = {
    **{name: of_a_job(prepare) for name, prepare in OPERATIONS.items()},
    "POST job": _new_job,
    "POST client": _new_client,
    "PATCH client": _of_a_client("PATCH", {"name": "Renamed"}),
    "PUT client": _of_a_client("PUT", {"name": "Renamed"}),
    "DELETE client": _of_a_client("DELETE", None),
    "POST client restore": _restored("client"),
    "POST contact": _new_contact,
    "PATCH contact": _of_a_contact("PATCH", {"phone": "+49 30 111"}),
    "PUT contact": _of_a_contact("PUT", {"phone": "+49 30 111"}),
    "DELETE contact": _of_a_contact("DELETE", None),
    "POST contact restore": _restored("contact"),
    "POST staff": _new_person,
    "PATCH staff": _change_person,
}
CREATIONS = ["POST job", "POST client", "POST contact", "POST staff"]


@pytest.fixture(params=MUTATIONS.values(), ids=MUTATIONS.keys())
def mutation(request, bench, admin):
    return request.param(bench, admin)


def expect_first(answer):
    expect(answer, 200, 201)
    check(answer.header("Idempotency-Replayed") is None, "the first answer is no replay", answer)
    return answer


def expect_replay(answer, first):
    check(answer.status == first.status, "a replay has the status of the first answer", first, answer)
    check(answer.header("Idempotency-Replayed") == "true", "a replay says `Idempotency-Replayed: true`", first, answer)
    for name in KEPT:
        check(answer.header(name) == first.header(name), f"{name} must be that of the first answer", first, answer)
    check(answer.raw == first.raw, "the body must be that of the first answer, byte for byte", first, answer)
    return answer


def test_a_retry_with_the_key_gets_the_first_response_and_changes_nothing(mutation):
    key = unique("key-")
    first = expect_first(mutation.send(key))
    before = mutation.seen()
    for _ in range(2):
        expect_replay(mutation.send(key), first)
    assert mutation.seen() == before


def test_a_retry_with_the_key_needs_no_if_match(mutation):
    key = unique("key-")
    first = expect_first(mutation.send(key))
    before = mutation.seen()
    for if_match in (None, "*", '"another"', "broken", first.etag):
        expect_replay(mutation.send(key, if_match=if_match), first)
    assert mutation.seen() == before


@pytest.mark.parametrize("name", [name for name in MUTATIONS if not name.startswith("DELETE")])
def test_another_body_with_the_key_gets_422_and_changes_nothing(bench, admin, name):
    mutation, key = MUTATIONS[name](bench, admin), unique("key-")
    first = expect_first(mutation.send(key))
    before = mutation.seen()
    for body in ({**mutation.body, "name": unique("Other ")}, {**mutation.body, "x": 1}, [], {"description": unique()}):
        expect_problem(mutation.send(key, body=body), 422)
    assert mutation.seen() == before
    expect_replay(mutation.send(key), first)


def test_another_path_with_the_key_gets_422_and_changes_nothing(mutation, bench):
    key = unique("key-")
    first = expect_first(mutation.send(key))
    other, before = bench.make_job(), mutation.seen()
    path, body = f"/api/jobs/{other['id']}/events/", {"description": "x"}
    expect_problem(mutation.client.post(path, body, if_match=other["etag"], headers=keyed(key)), 422)
    assert mutation.seen() == before and bench.tag(other["id"]) == other["etag"]
    expect_replay(mutation.send(key), first)


def test_stored_responses_survive_a_restart(tmp_path):
    server = Server(tmp_path / "restarted")
    answers = {}
    with server:
        bench, admin = Bench(server.client(OFFICE)), server.client()
        for name, make in MUTATIONS.items():
            request = make(bench, admin)
            key = unique("key-")
            answers[name] = (request, key, expect_first(request.send(key)))
    with server:
        for request, key, first in answers.values():
            expect_replay(request.send(key, client=Client(server, request.client.token)), first)


# ----------------------------------------------------------------------------------------------------- one key, one request

@pytest.mark.parametrize("first_method, method", [("PUT", "PATCH"), ("PATCH", "PUT"), ("PATCH", "DELETE")])
def test_another_method_with_the_key_gets_422(office, bench, job, first_method, method):
    key, path, body = unique("key-"), f"/api/jobs/{job['id']}/", {**job, "notes": "x"}
    first = expect_first(office.request(first_method, path, body, if_match=job["etag"], headers=keyed(key)))
    expect_problem(office.request(method, path, body, if_match=first.etag, headers=keyed(key)), 422)
    assert bench.tag(job["id"]) == first.etag


def test_the_same_key_of_another_person_is_separate(office, office2, workshop, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/events/"
    firsts = []
    for client in (office, office2, workshop):
        text = {"description": unique("event ")}
        first = expect_first(client.post(path, text, if_match=job["etag"], headers=keyed(key)))
        firsts.append((client, text, job["etag"], first))
        job = bench.get_job(job["id"])
    for client, text, etag, first in firsts:
        expect_replay(client.post(path, text, if_match=etag, headers=keyed(key)), first)
    assert bench.get_job(job["id"]) == job


def test_the_same_request_by_another_person_is_carried_out(office, office2, bench, job):
    key, path, body = unique("key-"), f"/api/jobs/{job['id']}/events/", {"description": unique("event ")}
    expect_first(office.post(path, body, if_match=job["etag"], headers=keyed(key)))
    expect_first(office2.post(path, body, if_match=bench.tag(job["id"]), headers=keyed(key)))
    shown = [event["description"] for event in expect(office.get(path), 200).json["events"]]
    assert shown.count(body["description"]) == 2


def test_keys_are_case_sensitive(office, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    expect_first(office.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))
    expect_first(office.patch(path, {"notes": "y"}, if_match=bench.tag(job["id"]), headers=keyed(key.upper())))


GOOD_KEYS = {
    "one character": "x", "255 characters": "k" * 255, "a UUID": "8e03978e-40d5-43dd-bc93-6894a57f9324",
    "a structured text": '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "every mark": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "base64": "aGVs+G8/=", "a comma": "a,b",
}


@pytest.mark.parametrize("key", GOOD_KEYS.values(), ids=GOOD_KEYS.keys())
def test_a_key_can_be(office, bench, key):
    job, body = bench.make_job(), {"description": "once"}
    path = f"/api/jobs/{job['id']}/events/"
    first = expect_first(office.post(path, body, if_match=job["etag"], headers=keyed(key)))
    expect_replay(office.post(path, body, if_match=job["etag"], headers=keyed(key)), first)


BAD_KEYS = {
    "empty": [b""], "blank": [b"   "], "256 characters": [b"k" * 256], "4000 characters": [b"k" * 4000],
    "a space inside": [b"a b"], "a tab inside": [b"a\tb"], "not ASCII": ["schlüssel".encode()],
    "not ASCII in Latin 1": ["schlüssel".encode("latin-1")],
    "given twice": [b"a1", b"a2"], "given twice alike": [b"a3", b"a3"],
}


@pytest.mark.parametrize("keys", BAD_KEYS.values(), ids=BAD_KEYS.keys())
@pytest.mark.parametrize("what", ["PATCH job", "POST event", "POST job"])
def test_a_key_gets_400_and_nothing_is_done_if_it_is(server, bench, admin, keys, what):
    mutation = MUTATIONS[what](bench, admin)
    before = mutation.seen()
    headers = [(b"Idempotency-Key", key) for key in keys]
    if mutation.if_match:
        headers.append((b"If-Match", mutation.if_match.encode()))
    sent = raw_request(
        server, mutation.method, mutation.path, token=server.token(OFFICE), headers=headers,
        body=json.dumps(mutation.body).encode(), content_type=b"application/json")
    answer = exchange(server, sent, mutation.method)
    assert answer.status == 400, answer.explain()
    problem = json.loads(answer.raw)
    assert problem["status"] == 400 and "Idempotency-Key" in json.dumps(problem), answer.explain()
    assert mutation.seen() == before


@pytest.mark.parametrize("key", ["a b", "", "k" * 256])
def test_an_invalid_key_without_a_session_gets_401(anonymous, job, key):
    expect_problem(anonymous.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, headers=keyed(key)), 401)


def test_a_get_ignores_a_key(office, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    for _ in range(2):
        answer = expect(office.get(path, headers=keyed(key)), 200)
        check(answer.header("Idempotency-Replayed") is None, "a GET is never a replay", answer)
    expect_first(office.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))
    answer = expect_job(office.get(path, headers=keyed(key)))
    assert answer["notes"] == "x"


def test_a_change_without_effect_is_replayed_too(office, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    first = expect_first(office.patch(path, {"name": job["name"]}, if_match=job["etag"], headers=keyed(key)))
    bench.change(job["id"], name="Another")
    expect_replay(office.patch(path, {"name": job["name"]}, if_match=job["etag"], headers=keyed(key)), first)
    assert bench.get_job(job["id"])["name"] == "Another"


def test_a_large_request_is_replayed(office, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    body = {"notes": "ü" * 90_000, "description": "x\n" * 80_000}
    first = expect_first(office.patch(path, body, if_match=job["etag"], headers=keyed(key)))
    bench.change(job["id"], notes="short", description="short")
    expect_replay(office.patch(path, body, if_match=job["etag"], headers=keyed(key)), first)


def test_a_request_that_is_too_large_gets_413_even_with_a_key(office, bench, job):
    key, data = unique("key-"), b'{"notes": "' + b"x" * MIB + b'"}'
    for _ in range(2):
        expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=data, if_match=job["etag"], headers=keyed(key)), 413)
    assert bench.tag(job["id"]) == job["etag"]


def test_a_replay_has_the_cors_headers_of_its_own_request(office, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    first = expect_first(office.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))
    check(first.header("Access-Control-Allow-Origin") is None, "it did not say where it is from", first)
    answer = office.patch(path, {"notes": "x"}, if_match=job["etag"], headers={**keyed(key), "Origin": ALLOWED_ORIGIN})
    expect_replay(answer, first)
    check(answer.header("Access-Control-Allow-Origin") == ALLOWED_ORIGIN, "a page of that origin must see it", answer)
    check("idempotency-replayed" in answer.listed("Access-Control-Expose-Headers"), "it must be exposed", answer)
    foreign = {**keyed(key), "Origin": "http://evil.example"}
    elsewhere = office.patch(path, {"notes": "x"}, if_match=job["etag"], headers=foreign)
    check(elsewhere.header("Access-Control-Allow-Origin") is None, "another origin must not be told it may", elsewhere)


# -------------------------------------------------------------------------------------------- what became of it meanwhile

ON_A_LIVING_JOB = [name for name in OPERATIONS if name not in ("DELETE job",)]


@pytest.mark.parametrize("name", ON_A_LIVING_JOB)
def test_a_change_is_replayed_after_the_job_changed_again(bench, office2, admin, name):
    mutation, key = MUTATIONS[name](bench, admin), unique("key-")
    first = expect_first(mutation.send(key))
    job_id = mutation.path.split("/")[3]
    Bench(office2).change(job_id, name="Theirs", notes="theirs")
    bench.add_event(job_id)
    before = mutation.seen()
    expect_replay(mutation.send(key), first)
    assert mutation.seen() == before


@pytest.mark.parametrize("name", ON_A_LIVING_JOB)
def test_a_change_is_replayed_after_the_job_was_deleted(bench, admin, name):
    mutation, key = MUTATIONS[name](bench, admin), unique("key-")
    first = expect_first(mutation.send(key))
    job_id = mutation.path.split("/")[3]
    deleted = bench.delete_job(job_id)
    expect_replay(mutation.send(key), first)
    assert bench.find_deleted(job_id)["etag"] == deleted.etag


def test_a_deletion_is_replayed_after_the_job_was_restored(bench, admin):
    mutation, key = MUTATIONS["DELETE job"](bench, admin), unique("key-")
    first = expect_first(mutation.send(key))
    now = expect_job(bench.client.post(f"{mutation.path}restore/", {}, if_match=first.etag))
    expect_replay(mutation.send(key), first)
    assert bench.get_job(now["id"]) == now, "a replay must not delete it again"


def test_a_restoration_is_replayed_after_the_job_was_deleted_again(bench, admin):
    mutation, key = MUTATIONS["POST restore"](bench, admin), unique("key-")
    first = expect_first(mutation.send(key))
    deleted = bench.delete_job(first.json["id"])
    expect_replay(mutation.send(key), first)
    assert bench.find_deleted(first.json["id"])["etag"] == deleted.etag


def test_an_undo_is_replayed_after_it_was_undone(bench, admin):
    mutation, key = MUTATIONS["POST undo"](bench, admin), unique("key-")
    first = expect_first(mutation.send(key))
    job_id = first.json["id"]
    now = expect_job(bench.undo(job_id, bench.changes(job_id)[0]["change_id"]))
    expect_replay(mutation.send(key), first)
    assert bench.get_job(job_id) == now


def test_a_change_is_replayed_after_losing_the_role_but_not_after_signing_out(server, admin, job):
    person = make_person(admin)
    with Client(server) as client:
        client.token = expect(client.login(person["email"], "a-good-long-password"), 200).json["token"]
        key, path = unique("key-"), f"/api/jobs/{job['id']}/"
        first = expect_first(client.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))
        person = expect(admin.get(f"/api/staff/{person['id']}/"), 200)
        expect(admin.patch(f"/api/staff/{person.json['id']}/", {"role": "workshop"}, if_match=person.etag), 200)
        expect_replay(client.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)), first)
        expect_problem(client.patch(path, {"notes": "y"}, if_match=first.etag, headers=keyed(unique("key-"))), 403)
        expect(client.post("/api/auth/logout/"), 200, 204)
        expect_problem(client.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)), 401)


def test_an_event_is_replayed_with_its_key_and_a_duplicate_with_another(office, bench, job):
    key, path, body = unique("key-"), f"/api/jobs/{job['id']}/events/", {"description": unique("event ")}
    first = expect_first(office.post(path, body, if_match=job["etag"], headers=keyed(key)))
    expect_replay(office.post(path, body, if_match=first.etag, headers=keyed(key)), first)
    problem = expect_problem(office.post(path, body, if_match=first.etag, headers=keyed(unique("key-"))), 409)
    assert first.json["event"]["id"] in str(problem["existing_event"])
    assert bench.tag(job["id"]) == first.etag


# --------------------------------------------------------------------------------------------- a refusal stores nothing

def test_after_a_412_the_same_key_accepts_the_corrected_request(office, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    now = bench.change(job["id"], notes="theirs")
    for _ in range(2):
        answer = office.patch(path, {"notes": "mine"}, if_match=job["etag"], headers=keyed(key))
        problem = expect_problem(answer, 412)
        check(answer.header("Idempotency-Replayed") is None, "a refusal is judged anew each time", answer)
    assert problem["current_etag"] == now["etag"]
    first = expect_first(office.patch(path, {"notes": "theirs, mine"}, if_match=now["etag"], headers=keyed(key)))
    expect_replay(office.patch(path, {"notes": "theirs, mine"}, if_match=now["etag"], headers=keyed(key)), first)


def test_after_a_428_the_same_key_accepts_the_request_with_its_tag(office, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    expect_problem(office.patch(path, {"notes": "x"}, headers=keyed(key)), 428)
    expect_first(office.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))


@pytest.mark.parametrize(
    "data", [b"{", b'{"notes": 5}', b'{"colour": "red"}', b"[]", b""],
    ids=["not JSON", "a wrong type", "an unknown field", "a list", "nothing"])
def test_after_a_400_the_same_key_accepts_the_corrected_request(office, job, data):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    expect_problem(office.patch(path, data=data, if_match=job["etag"], headers=keyed(key)), 400)
    expect_first(office.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))


def test_after_a_409_the_same_key_accepts_the_request_when_it_becomes_possible(office, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/accept-quote/"
    expect_problem(office.post(path, {}, if_match=job["etag"], headers=keyed(key)), 409)
    now = bench.add_line(job["id"], "quote")["job"]
    first = expect_first(office.post(path, {}, if_match=now["etag"], headers=keyed(key)))
    expect_replay(office.post(path, {}, if_match=now["etag"], headers=keyed(key)), first)


@pytest.mark.parametrize("status, path, content_type", [
    (404, f"/api/jobs/{NOBODY}/", "application/json"), (415, None, "text/plain"), (405, "/api/jobs/", "application/json"),
])
def test_after_another_error_the_same_key_is_free(office, job, status, path, content_type):
    key, own = unique("key-"), f"/api/jobs/{job['id']}/"
    answer = office.patch(path or own, {"notes": "x"}, if_match=job["etag"], headers=keyed(key), content_type=content_type)
    expect_problem(answer, status)
    expect_first(office.patch(own, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)))


def test_after_a_403_the_same_key_is_free(workshop, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"
    expect_problem(workshop.patch(path, {"notes": "x"}, if_match=job["etag"], headers=keyed(key)), 403)
    body = {"description": unique("event ")}
    expect_first(workshop.post(f"{path}events/", body, if_match=job["etag"], headers=keyed(key)))


def test_after_a_rejected_creation_the_same_key_creates_one(office, bench):
    key, customer = unique("key-"), bench.make_customer()
    expect_problem(office.post("/api/jobs/", {"client_id": customer["id"]}, headers=keyed(key)), 400, field="name")
    body = {"name": unique("Job "), "client_id": customer["id"]}
    first = expect_first(office.post("/api/jobs/", body, headers=keyed(key)))
    expect_replay(office.post("/api/jobs/", body, headers=keyed(key)), first)
    assert len(office.everything("/api/jobs/", client_id=customer["id"])) == 1


# -------------------------------------------------------------------------------------------------------------- at once

def at_once(server, sends, email=OFFICE):
    """Sends all these requests at the same moment, each on its own connection; returns the responses in order."""
    gate = threading.Barrier(len(sends))
    answers, failures = [None] * len(sends), []

    def run(number, client):
        try:
            client.get("/healthz")
            gate.wait(30)
            answers[number] = sends[number](client)
        except BaseException as problem:
            failures.append(problem)
        finally:
            client.close()

    threads = [
        threading.Thread(target=run, args=(number, server.client(email, timeout=PATIENCE)), daemon=True)
        for number in range(len(sends))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"a request has no answer within {PATIENCE} s"
    if failures:
        raise failures[0]
    return answers


def test_twelve_equal_requests_at_once_are_one_change_with_twelve_equal_responses(server, mutation):
    key = unique("key-")

    def one(client):
        client.token = mutation.client.token
        return mutation.send(key, client=client)

    answers = at_once(server, [one] * EQUALS)
    firsts = [answer for answer in answers if answer.header("Idempotency-Replayed") is None]
    assert len(firsts) == 1, f"{len(firsts)} of {EQUALS} are no replays\n" + "\n".join(one.explain() for one in firsts)
    expect_first(firsts[0])
    for answer in answers:
        if answer is not firsts[0]:
            expect_replay(answer, firsts[0])
    before = mutation.seen()
    expect_replay(mutation.send(key), firsts[0])
    assert mutation.seen() == before


@pytest.mark.parametrize("name", CREATIONS[:3])
def test_twelve_equal_creations_at_once_create_one_record(server, bench, admin, name):
    mutation, key = MUTATIONS[name](bench, admin), unique("key-")
    before = len(mutation.seen())
    at_once(server, [lambda client: expect(mutation.send(key, client=client), 201)] * EQUALS)
    assert len(mutation.seen()) == before + 1


@pytest.mark.parametrize("name", ["PATCH job", "POST event", "POST line"])
def test_twelve_equal_requests_at_once_are_recorded_once(server, bench, admin, name):
    mutation, key = MUTATIONS[name](bench, admin), unique("key-")
    job_id = mutation.path.split("/")[3]
    before = len(bench.changes(job_id))
    at_once(server, [lambda client: expect(mutation.send(key, client=client), 200, 201)] * EQUALS)
    assert len(bench.changes(job_id)) == before + 1


def test_twelve_different_requests_with_one_key_at_once_are_one_change_and_otherwise_422(server, bench, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"

    def one(number):
        body = {"notes": f"number {number}"}
        return lambda client: client.patch(path, body, if_match=job["etag"], headers=keyed(key))

    answers = at_once(server, [one(number) for number in range(EQUALS)])
    done = [answer for answer in answers if answer.status == 200]
    assert len(done) == 1, [answer.status for answer in answers]
    for answer in answers:
        if answer is not done[0]:
            expect_problem(answer, 422)
    assert bench.get_job(job["id"]) == done[0].json


def test_twelve_equal_requests_with_different_keys_at_once_are_one_change(server, bench, job):
    path = f"/api/jobs/{job['id']}/events/"

    def one(client):
        body = {"description": "at once"}
        return client.post(path, body, if_match=job["etag"], headers=keyed(unique("key-")))

    answers = at_once(server, [one] * EQUALS)
    assert sorted(answer.status for answer in answers) == [201] + [412] * (EQUALS - 1)
    shown = [event["description"] for event in expect(bench.client.get(path), 200).json["events"]]
    assert shown.count("at once") == 1


def test_two_people_with_one_key_at_once_are_distinguished(server, job):
    key, path = unique("key-"), f"/api/jobs/{job['id']}/"

    def send_as(email):
        def one(client):
            client.token = server.token(email)
            return client.patch(path, {"notes": f"by {email}"}, if_match=job["etag"], headers=keyed(key))
        return one

    answers = at_once(server, [send_as(OFFICE), send_as(OFFICE2)] * 4)
    for email, mine in ((OFFICE, answers[::2]), (OFFICE2, answers[1::2])):
        assert len({answer.status for answer in mine}) == 1, [answer.status for answer in mine]
    assert {answers[0].status, answers[1].status} == {200, 412}


# ----------------------------------------------------------------------------------------------------- what keys take of the disk

LONG = {"notes": "n" * 190_000, "description": "d" * 190_000}


def size_of(server):
    return sum((server.folder / f"jobtag.db{end}").stat().st_size for end in ("", "-wal"))


@pytest.fixture
def long_job(bench):
    return bench.make_job(**LONG)


def expect_type(answer, status, name):
    problem = expect_problem(answer, status)
    check(problem["type"] == f"/problems/{name}", f"must be {name}", answer)


def patch_with_key(client, job, fields, key, etag=None):
    path = f"/api/jobs/{job['id']}/"
    return client.request("PATCH", path, fields, if_match=etag or job["etag"], headers={"Idempotency-Key": key})


@pytest.mark.sqlite_only
def test_changes_without_effect_with_new_keys_need_almost_no_space(tmp_path):
    with Server(tmp_path / "server") as server, Client(server, server.token(OFFICE)) as client:
        job = Bench(client).make_job(**LONG)
        patch_with_key(client, job, {"name": job["name"]}, "first")
        before = size_of(server)
        for number in range(60):
            answer = expect(patch_with_key(client, job, {"name": job["name"]}, f"nothing {number}".replace(" ", "-")), 200)
            assert answer.etag == job["etag"]
        assert size_of(server) - before < 2 * MIB
        answer = expect(patch_with_key(client, job, {"name": job["name"]}, "nothing-0"), 200)
        assert answer.header("Idempotency-Replayed") == "true" and answer.json == job


def test_the_response_to_a_change_without_effect_stays_the_same_when_the_job_changes(office, bench, job):
    first = expect(patch_with_key(office, job, {"name": job["name"]}, "nothing" + job["id"]), 200)
    bench.change(job["id"], notes="changed since")
    again = expect(patch_with_key(office, job, {"name": job["name"]}, "nothing" + job["id"]), 200)
    assert again.header("Idempotency-Replayed") == "true"
    assert (again.raw, again.etag) == (first.raw, first.etag)


def test_beyond_the_stored_responses_of_a_person_a_change_is_known_and_not_repeated(office2, long_job):
    etag = long_job["etag"]
    for number in range(26):
        answer = expect(patch_with_key(office2, long_job, {"priority": number + 1}, f"{long_job['id']}-{number}", etag), 200)
        etag = answer.etag
    last = answer
    again = patch_with_key(office2, long_job, {"priority": 1}, f"{long_job['id']}-0")
    expect_type(again, 422, "answer-not-kept")
    assert office2.get(f"/api/jobs/{long_job['id']}/").etag == etag
    # The same key with another request gets the usual error.
    expect_type(patch_with_key(office2, long_job, {"priority": 2}, f"{long_job['id']}-0"), 422, "key-reused")
    again = expect(patch_with_key(office2, long_job, {"priority": 26}, f"{long_job['id']}-25"), 200)
    assert again.header("Idempotency-Replayed") == "true" and again.raw == last.raw


@pytest.mark.sqlite_only
def test_the_stored_fingerprint_of_a_body_is_not_its_hash(tmp_path):
    """Nobody with only the table can try passwords at the speed of SHA-256."""
    import hashlib
    import sqlite3
    with Server(tmp_path / "server") as server, Client(server, server.token(ADMIN)) as client:
        body = json.dumps({"name": "New", "email": "new@example.com", "role": "office", "password": "a secret word"})
        headers = {"Idempotency-Key": "staff"}
        expect(client.request("POST", "/api/staff/", data=body.encode(), headers=headers), 201)
    with sqlite3.connect(server.database) as database:
        [(fingerprint,)] = database.execute("SELECT fingerprint FROM answers").fetchall()
    for path in ("api/staff", "/api/staff/", "/api/staff"):
        assert fingerprint != hashlib.sha256(f"POST {path}\n{body}".encode()).digest()
        plain = hashlib.sha256(f"POST {path}\n{body}".encode()).digest()
        assert fingerprint != hashlib.sha256(b"idempotency-key\n" + plain).digest()
    assert len(fingerprint) == 32
