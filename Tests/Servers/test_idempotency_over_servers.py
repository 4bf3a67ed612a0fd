"""One request sent to several servers at once with one key: it is carried out once, and all get the same answer."""

import uuid

import pytest

from cluster import together
from harness import OFFICE, check, expect, expect_problem, unique

TIMES = 8
ROUNDS = 5
# What a repetition has in common with the first answer, besides its body.
KEPT = ["ETag", "Location", "Content-Location", "Content-Type"]


@pytest.fixture(scope="module")
def crowd(cluster):
    """Eight connections of one person, over all servers."""
    return [cluster.servers[number % len(cluster.servers)].client(OFFICE) for number in range(TIMES)]


def send_at_once(crowd, method, path, body, **options):
    """The same request with one key on each connection; all answers must be the same one."""
    key = [("Idempotency-Key", str(uuid.uuid4()))]
    answers = together(*(lambda client=client: client.request(method, path, body, headers=key, **options) for client in crowd))
    for answer in answers:
        expect(answer, 200, 201)
        check(answer.raw == answers[0].raw and answer.status == answers[0].status, "two different answers", answer, answers[0])
        for name in KEPT:
            check(answer.header(name) == answers[0].header(name), f"two different {name}", answer, answers[0])
    first = [answer for answer in answers if answer.header("Idempotency-Replayed") != "true"]
    assert len(first) == 1, f"{len(first)} of {len(answers)} answers are not repetitions"
    return answers[0], key


def test_one_job_is_made(crowd, bench):
    for _ in range(ROUNDS):
        name = unique("gutter")
        answer, key = send_at_once(crowd, "POST", "/api/jobs/", {"name": name, "client_id": bench.customer["id"]})
        found = expect(bench.client.get("/api/jobs/", query={"q": name}), 200).json["results"]
        assert [one["id"] for one in found] == [answer.json["id"]]
        other = {"name": f"{name} and another", "client_id": bench.customer["id"]}
        for client in crowd[:3]:
            expect_problem(client.post("/api/jobs/", other, headers=key), 422)
        assert len(expect(bench.client.get("/api/jobs/", query={"q": name}), 200).json["results"]) == 1


def test_one_event_is_added(crowd, bench):
    for _ in range(ROUNDS):
        job = bench.make_job()
        path = f"/api/jobs/{job['id']}/events/"
        text = unique("event ")
        answer, key = send_at_once(crowd, "POST", path, {"description": text}, if_match=job["etag"])
        for client in crowd[:3]:
            expect_problem(client.post(path, {"description": f"{text}, again"}, if_match=answer.etag, headers=key), 422)
        shown = expect(bench.client.get(path), 200).json["events"]
        assert [one["description"] for one in shown if one["kind"] == "note"] == [text]
        assert len(bench.changes(job["id"])) == 2 and bench.tag(job["id"]) == answer.etag


def test_one_change_is_made(crowd, bench):
    for _ in range(ROUNDS):
        job = bench.make_job()
        path = f"/api/jobs/{job['id']}/"
        answer, key = send_at_once(crowd, "PATCH", path, {"notes": unique("note")}, if_match=job["etag"])
        for client in crowd[:3]:
            expect_problem(client.patch(path, {"notes": "something else"}, if_match=answer.etag, headers=key), 422)
        assert len(bench.changes(job["id"])) == 2 and bench.get_job(job["id"]) == answer.json


def test_one_line_is_added(crowd, bench):
    line = {"kind": "time", "quantity": "1.00", "unit_cost": "4.00", "unit_rev": "9.00"}
    for _ in range(ROUNDS):
        job = bench.make_job()
        path = f"/api/jobs/{job['id']}/cost-sets/actual/"
        answer, _ = send_at_once(crowd, "POST", f"{path}lines/", {**line, "description": unique("line ")}, if_match=job["etag"])
        assert [one["id"] for one in expect(bench.client.get(path), 200).json["lines"]] == [answer.json["line"]["id"]]


def test_a_key_belongs_to_one_person_on_all_servers(cluster, admin, bench):
    """Two people use one key for the same request: both are carried out."""
    key = [("Idempotency-Key", str(uuid.uuid4()))]
    body = {"name": unique("flashing"), "client_id": bench.customer["id"]}
    one = expect(bench.client.post("/api/jobs/", body, headers=key), 201)
    with cluster.servers[1].client() as client:
        two = expect(client.post("/api/jobs/", body, headers=key), 201)
    check(one.json["id"] != two.json["id"] and two.header("Idempotency-Replayed") is None, "another person's answer", two)


def test_the_key_of_a_refused_request_can_be_used_for_the_corrected_one_elsewhere(cluster, bench):
    one, two, three = cluster.clients()
    key = [("Idempotency-Key", str(uuid.uuid4()))]
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    now = bench.change(job["id"])
    expect_problem(one.patch(path, {"notes": "mine"}, if_match=job["etag"], headers=key), 412)
    first = expect(two.patch(path, {"notes": "mine"}, if_match=now["etag"], headers=key), 200)
    again = expect(three.patch(path, {"notes": "mine"}, if_match=now["etag"], headers=key), 200)
    check(first.header("Idempotency-Replayed") is None and again.header("Idempotency-Replayed") == "true", "", first, again)
