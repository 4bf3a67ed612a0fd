"""CONTRACT §3, order of checks: 401 → 403 → 404/405 → 413/415 → 428 → 412 → 400 → 409.

Each case breaks several rules at once; the response must be for the first in this order.
"""

import pytest

from harness import MIB, NOBODY, check, expect_problem, unique
from operations import OPERATIONS

BROKEN = b'{"notes": '
LARGE = b'{"notes": "' + b"x" * MIB + b'"}'
STALE = '"0198f000-0000-7000-8000-000000000000.1"'


@pytest.mark.parametrize("method, path", [
    ("GET", f"/api/jobs/{NOBODY}/"), ("PATCH", f"/api/jobs/{NOBODY}/"), ("DELETE", "/api/jobs/"),
    ("POST", "/api/jobs/"), ("GET", "/api/staff/"), ("GET", "/api/jobs/?limit=-1"), ("POST", f"/api/jobs/{NOBODY}/events/"),
])
def test_401_comes_before_everything_for(anonymous, method, path):
    data = None if method == "GET" else BROKEN
    answer = anonymous.request(method, path, data=data, content_type="text/plain")
    expect_problem(answer, 401)


def test_401_comes_before_413(anonymous, job):
    expect_problem(anonymous.patch(f"/api/jobs/{job['id']}/", data=LARGE, if_match=job["etag"]), 401)


def test_403_comes_before_404(workshop):
    expect_problem(workshop.patch(f"/api/jobs/{NOBODY}/", data=BROKEN, content_type="text/plain"), 403)


@pytest.mark.parametrize("if_match", [None, "*", STALE, "broken"])
def test_403_comes_before_every_check_of_the_precondition(workshop, bench, job, if_match):
    expect_problem(workshop.patch(f"/api/jobs/{job['id']}/", data=BROKEN, if_match=if_match), 403)
    assert bench.tag(job["id"]) == job["etag"]


def test_404_comes_before_415_and_428(office):
    expect_problem(office.patch(f"/api/jobs/{NOBODY}/", data=BROKEN, content_type="text/plain"), 404)


def test_404_comes_before_413(office):
    expect_problem(office.patch(f"/api/jobs/{NOBODY}/", data=LARGE), 404)


def test_404_of_a_line_comes_before_428(office, job):
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/{NOBODY}/"
    expect_problem(office.patch(path, {"quantity": "1.00"}), 404)
    expect_problem(office.delete(path), 404)


def test_405_comes_before_415_and_428(office, job):
    expect_problem(office.post(f"/api/jobs/{job['id']}/", data=BROKEN, content_type="text/plain"), 405)


def test_415_comes_before_428(office, job):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=BROKEN, content_type="text/plain"), 415)


def test_415_comes_before_412(office, job):
    answer = office.patch(f"/api/jobs/{job['id']}/", data=BROKEN, content_type="text/plain", if_match=STALE)
    expect_problem(answer, 415)


def test_413_comes_before_428(office, bench, job):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=LARGE), 413)
    assert bench.tag(job["id"]) == job["etag"]


def test_413_comes_before_412(office, bench, job):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=LARGE, if_match=STALE), 413)
    assert bench.tag(job["id"]) == job["etag"]


BAD_BODIES = {
    "not JSON": BROKEN, "an unknown field": b'{"colour": "red"}', "a wrong type": b'{"name": 5}',
    "another id": b'{"id": "0198f000-0000-7000-8000-000000000000"}', "a bad date": b'{"delivery_date": "2026-02-30"}',
    "a list": b"[]", "nothing": b"",
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_428_then_412_then_400_for_a_body_that_is(office, bench, job, body):
    path = f"/api/jobs/{job['id']}/"
    expect_problem(office.patch(path, data=body), 428)
    expect_problem(office.patch(path, data=body, if_match=STALE), 412)
    expect_problem(office.patch(path, data=body, if_match=job["etag"], if_none_match=job["etag"]), 412)
    expect_problem(office.patch(path, data=body, if_match=job["etag"]), 400)
    assert bench.tag(job["id"]) == job["etag"]


def test_428_comes_before_412_of_if_none_match(office, job):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_none_match=job["etag"]), 428)


def test_428_then_412_then_400_then_409_for_an_acceptance_without_a_quote(office, bench, job):
    path = f"/api/jobs/{job['id']}/accept-quote/"
    expect_problem(office.post(path, {"colour": "red"}), 428)
    expect_problem(office.post(path, {"colour": "red"}, if_match=STALE), 412)
    expect_problem(office.post(path, {"colour": "red"}, if_match=job["etag"]), 400, field="colour")
    expect_problem(office.post(path, {}, if_match=job["etag"]), 409)
    assert bench.tag(job["id"]) == job["etag"]


def test_428_then_412_then_409_for_deleting_a_job_with_actual_costs(office, bench, job):
    now = bench.add_line(job["id"], "actual")["job"]
    path = f"/api/jobs/{job['id']}/"
    expect_problem(office.delete(path), 428)
    expect_problem(office.delete(path, if_match=job["etag"]), 412)
    expect_problem(office.delete(path, if_match=now["etag"]), 409)
    assert bench.tag(job["id"]) == now["etag"]


def test_428_then_412_then_409_for_a_repeated_event(office, bench, job):
    text = unique("event ")
    now = bench.add_event(job["id"], text)["job"]
    path = f"/api/jobs/{job['id']}/events/"
    expect_problem(office.post(path, {"description": text}), 428)
    expect_problem(office.post(path, {"description": text}, if_match=job["etag"]), 412)
    expect_problem(office.post(path, {"description": text}, if_match=now["etag"]), 409)
    assert bench.tag(job["id"]) == now["etag"]


@pytest.mark.parametrize("name", [name for name in OPERATIONS if not name.startswith("DELETE")])
def test_415_comes_before_428_on(bench, name):
    mutation = OPERATIONS[name](bench)
    answer = mutation.send(data=b"name=x", content_type="application/x-www-form-urlencoded")
    check(answer.status == 415, "a form is not JSON", answer)
    assert mutation.version() == mutation.etag
