"""CONTRACT §7, roles: admin; office (all jobs and clients); workshop (reads, adds events and its own time lines)."""

import pytest

from harness import VIEWS, check, expect, expect_problem, unique
from operations import OPERATIONS

TIME = {"kind": "time", "description": "bending", "quantity": "1.50", "unit_cost": "40.00", "unit_rev": "95.00"}


@pytest.mark.parametrize("view", VIEWS)
def test_the_workshop_can_read(workshop, job, view):
    answer = expect(workshop.get(f"/api/jobs/{job['id']}/{view}"), 200)
    check(answer.etag == job["etag"], "the tag is the same for everybody", answer)


@pytest.mark.parametrize("path", ["/api/jobs/", "/api/jobs/status-choices/", "/api/clients/", "/api/auth/me/"])
def test_the_workshop_can_read_the_list(workshop, path):
    expect(workshop.get(path), 200)


def test_the_workshop_can_add_events(workshop, job):
    path = f"/api/jobs/{job['id']}/events/"
    expect_problem(workshop.post(path, {"description": "x"}), 428)
    expect(workshop.post(path, {"description": unique("event ")}, if_match=job["etag"]), 201)


def test_the_workshop_can_add_change_and_remove_its_own_time_lines(workshop, job):
    path = f"/api/jobs/{job['id']}/cost-sets/actual/lines/"
    expect_problem(workshop.post(path, TIME), 428)
    answer = expect(workshop.post(path, TIME, if_match=job["etag"]), 201)
    line = f"{path}{answer.json['line']['id']}/"
    answer = expect(workshop.patch(line, {"quantity": "2.00"}, if_match=answer.etag), 200)
    expect(workshop.delete(line, if_match=answer.etag), 200)


def test_the_workshop_cannot_change_other_peoples_lines(office, workshop, bench, job):
    path = f"/api/jobs/{job['id']}/cost-sets/actual/lines/"
    answer = expect(office.post(path, TIME, if_match=job["etag"]), 201)
    line = f"{path}{answer.json['line']['id']}/"
    expect_problem(workshop.patch(line, {"quantity": "9.00"}, if_match=answer.etag), 403)
    expect_problem(workshop.delete(line, if_match=answer.etag), 403)
    assert bench.tag(job["id"]) == answer.etag


@pytest.mark.parametrize("kind", ["material", "adjustment"])
def test_the_workshop_cannot_add_lines_of_kind(workshop, bench, job, kind):
    path = f"/api/jobs/{job['id']}/cost-sets/actual/lines/"
    expect_problem(workshop.post(path, {**TIME, "kind": kind}, if_match=job["etag"]), 403)
    assert bench.tag(job["id"]) == job["etag"]


FORBIDDEN = [name for name in OPERATIONS if name not in ("POST event", "POST line")]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_workshop_gets_403_for(workshop, bench, name):
    mutation = OPERATIONS[name](bench)
    expect_problem(mutation.send(workshop, if_match=mutation.etag), 403)
    assert mutation.version() == mutation.etag


def test_the_workshop_cannot_create_jobs_or_clients_or_see_staff(workshop, bench):
    expect_problem(workshop.post("/api/jobs/", {"name": "x", "client_id": bench.customer["id"]}), 403)
    expect_problem(workshop.post("/api/clients/", {"name": "x"}), 403)
    path = f"/api/clients/{bench.customer['id']}/"
    expect_problem(workshop.patch(path, {"name": "x"}), 403)
    expect_problem(workshop.post(f"{path}contacts/", {"name": "x"}), 403)
    expect_problem(workshop.get("/api/staff/"), 403)


def test_the_office_cannot_see_staff(office):
    expect_problem(office.get("/api/staff/"), 403)
    expect(office.head("/api/staff/"), 403)


def test_everyone_can_read_the_names_of_staff_and_nothing_more(workshop, office, admin, anonymous):
    people = {person["id"]: person for person in expect(admin.get("/api/staff/"), 200).json["results"]}
    for client in (workshop, office):
        choices = expect(client.get("/api/staff/choices/"), 200).json["results"]
        assert {person["id"] for person in choices} == set(people)
        for person in choices:
            assert person == {name: people[person["id"]][name] for name in ("id", "name", "role", "is_active")}
    expect_problem(anonymous.get("/api/staff/choices/"), 401)


def test_the_admin_sees_the_staff_without_their_secrets(admin):
    answer = expect(admin.get("/api/staff/"), 200)
    rows = answer.json["results"]
    assert {"admin@example.com", "office@example.com", "workshop@example.com"} <= {row["email"] for row in rows}
    for word in ("password", "scrypt", "hash", "salt"):
        check(word not in answer.text.lower(), f"{word!r} does not belong here", answer)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_admin_can(admin, bench, name):
    mutation = OPERATIONS[name](bench)
    expect(mutation.send(admin, if_match=mutation.etag), 200, 201)
