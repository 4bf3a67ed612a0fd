"""CONTRACT §7: /changes/, /timeline/ and /undo/: who changed what and when, and undoing it."""

import random
import re

import pytest

from harness import (
    EDITABLE, NOBODY, OFFICE, Bench, Server, check, expect, expect_job, expect_problem, micros, unique, version_of,
)

SEED = 20261123
KEYS = {"change_id", "at", "by", "kind", "fields", "before", "after", "summary", "can_undo"}


@pytest.fixture(scope="module")
def me(office):
    """The person of `office`, as in changes."""
    found = expect(office.get("/api/auth/me/"), 200).json
    person = found.get("staff", found)
    return {"id": person["id"], "name": person["name"]}


@pytest.fixture(scope="module")
def people(admin):
    return [person["id"] for person in admin.everything("/api/staff/")][:4]


def expect_record(record, by=None):
    """One entry of /changes/ has the form of the contract."""
    assert set(record) >= KEYS, f"{KEYS - set(record)} is missing in {record}"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", record["change_id"]), record
    micros(record["at"])
    assert set(record["by"]) == {"id", "name"} and record["by"]["name"], record
    assert isinstance(record["kind"], str) and record["kind"], record
    assert isinstance(record["fields"], list) and len(set(record["fields"])) == len(record["fields"]), record
    assert isinstance(record["before"], dict) and isinstance(record["after"], dict), record
    assert set(record["before"]) | set(record["after"]) <= set(record["fields"]), record
    assert isinstance(record["summary"], str) and record["summary"].strip(), record
    assert isinstance(record["can_undo"], bool), record
    if by is not None:
        assert record["by"] == by, record
    return record


def latest(bench, job, by=None):
    return expect_record(bench.changes(job["id"])[0], by)


def same(one, other):
    return one == other or (one in (None, "") and other in (None, ""))


def lines_path(job, kind, line=None):
    return f"/api/jobs/{job['id']}/cost-sets/{kind}/lines/" + (f"{line['id']}/" if line else "")


def lines(bench, job, kind):
    """The lines of a cost set by id: these tests ignore their order."""
    shown = expect(bench.client.get(f"/api/jobs/{job['id']}/cost-sets/{kind}/"), 200).json["lines"]
    return {line["id"]: line for line in shown}


def contents(bench, job):
    """All editable values of a job."""
    now = bench.get_job(job["id"])
    return (
        {name: now[name] for name in [*EDITABLE, "quote_acceptance_date"]},
        {kind: lines(bench, job, kind) for kind in ("estimate", "quote", "actual")},
    )


# ------------------------------------------------------------------------------------------------------------ one record

def _created(bench, job):
    return bench.make_job(client_id=job["client_id"])


def _put(bench, job):
    return expect_job(bench.client.put(f"/api/jobs/{job['id']}/", {**job, "notes": "by put"}, if_match=job["etag"]))


def _patch(bench, job):
    return bench.change(job["id"], notes="by patch")


def _event(bench, job):
    return bench.add_event(job["id"])["job"]


def _line_added(bench, job):
    return bench.add_line(job["id"], "estimate")["job"]


def _line_changed(bench, job):
    added = bench.add_line(job["id"], "estimate")
    path = lines_path(job, "estimate", added["line"])
    return expect(bench.client.patch(path, {"quantity": "7.00"}, if_match=added["job"]["etag"]), 200).json["job"]


def _line_removed(bench, job):
    added = bench.add_line(job["id"], "estimate")
    path = lines_path(job, "estimate", added["line"])
    return expect(bench.client.delete(path, if_match=added["job"]["etag"]), 200).json["job"]


def _accepted(bench, job):
    bench.add_line(job["id"], "quote")
    return bench.accept_quote(job["id"])


def _revised(bench, job):
    now = bench.add_line(job["id"], "quote")["job"]
    path = f"/api/jobs/{job['id']}/cost-sets/quote/revise/"
    return expect(bench.client.post(path, {}, if_match=now["etag"]), 200, 201).json["job"]


def _undone(bench, job):
    bench.change(job["id"], notes="to be undone")
    return expect_job(bench.undo(job["id"], bench.changes(job["id"])[0]["change_id"]))


def _restored(bench, job):
    deleted = bench.delete_job(job["id"])
    return expect_job(bench.client.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=deleted.etag))


def _client_renamed(bench, job):
    path = f"/api/clients/{job['client_id']}/"
    expect(bench.client.patch(path, {"name": unique("Renamed ")}, if_match=bench.client.get(path).etag), 200)
    return bench.get_job(job["id"])


KINDS_OF_CHANGE = {
    "a creation": _created, "a PUT": _put, "a PATCH": _patch, "an event": _event, "a line added": _line_added,
    "a line changed": _line_changed, "a line removed": _line_removed, "an acceptance": _accepted, "a revision": _revised,
    "an undo": _undone, "a restoration": _restored, "a new name of the client": _client_renamed,
}


@pytest.mark.parametrize("make", KINDS_OF_CHANGE.values(), ids=KINDS_OF_CHANGE.keys())
def test_one_record_with_person_time_and_fields_is_made_by(bench, me, make):
    job = bench.make_job(client_id=bench.make_customer()["id"])
    now = make(bench, job)
    changes = bench.changes(now["id"])
    for record in changes:
        expect_record(record, me)
    assert len({record["change_id"] for record in changes}) == len(changes)
    assert micros(changes[0]["at"]) <= version_of(now["etag"]), "a change is not later than the version it made"


@pytest.mark.parametrize("make, steps", [
    (_created, 1), (_put, 2), (_patch, 2), (_event, 2), (_line_added, 2), (_line_changed, 3), (_line_removed, 3),
    (_accepted, 3), (_revised, 3), (_undone, 3), (_restored, 3), (_client_renamed, 2),
], ids=KINDS_OF_CHANGE.keys())
def test_there_is_one_record_per_change_after(bench, make, steps):
    now = make(bench, bench.make_job(client_id=bench.make_customer()["id"]))
    assert len(bench.changes(now["id"])) == steps


def test_each_kind_of_change_has_its_own_name(bench):
    kinds = {}
    for name, make in KINDS_OF_CHANGE.items():
        job = make(bench, bench.make_job(client_id=bench.make_customer()["id"]))
        kinds[name] = bench.changes(job["id"])[0]["kind"]
    assert kinds["a PUT"] == kinds["a PATCH"], "both change fields"
    del kinds["a PUT"]
    assert len(set(kinds.values())) == len(kinds), kinds


def test_the_history_is_newest_first(bench, job):
    for number in range(6):
        bench.change(job["id"], notes=f"number {number}")
    changes = bench.changes(job["id"])
    assert [one["after"]["notes"] for one in changes[:-1]] == [f"number {number}" for number in range(5, -1, -1)]
    moments = [micros(one["at"]) for one in changes]
    assert moments == sorted(moments, reverse=True)


def test_the_history_names_each_person_who_changed_it(bench, office2, workshop, admin, job):
    path = f"/api/jobs/{job['id']}/"
    ids = {}
    for name, client in (("office2", office2), ("admin", admin)):
        expect_job(client.patch(path, {"notes": name}, if_match=bench.tag(job["id"])))
        ids[name] = latest(bench, job)["by"]["id"]
    expect(workshop.post(f"{path}events/", {"description": unique()}, if_match=bench.tag(job["id"])), 201)
    ids["workshop"] = latest(bench, job)["by"]["id"]
    known = {person["email"].split("@")[0]: person["id"] for person in admin.everything("/api/staff/")}
    assert ids == {name: known[name] for name in ids}


VALUES = {
    "name": ("Before", "After"), "description": ("", "größer\nals zuvor"), "status": ("draft", "in_progress"),
    "order_number": (None, "PO-1"), "delivery_date": ("2027-01-01", None), "notes": ("a\nb", ""),
    "pricing_methodology": ("time_materials", "fixed_price"), "price_cap": (None, "1250.50"),
    "charge_out_rate": ("95.00", "105.00"), "speed_quality_tradeoff": ("balanced", "quality"), "paid": (False, True),
    "collected": (True, False),
    "fully_invoiced": (False, True), "rejected_flag": (False, True), "priority": (1, 999),
}


@pytest.mark.parametrize("name", VALUES)
def test_the_record_has_the_value_before_and_after_of(bench, me, name):
    before, after = VALUES[name]
    job = bench.make_job(**{name: before})
    bench.change(job["id"], **{name: after})
    record = latest(bench, job, me)
    assert record["fields"] == [name] and record["can_undo"] is True
    assert same(record["before"].get(name), before) and same(record["after"].get(name), after)


def test_the_record_has_every_field_that_changed_and_no_other(bench, people):
    job = bench.make_job(notes="x", priority=3)
    bench.change(job["id"], notes="y", name="Another", paid=True, assigned_to=people[:2], priority=3, description="")
    record = latest(bench, job)
    assert set(record["fields"]) == {"notes", "name", "paid", "assigned_to"}
    assert record["after"]["assigned_to"] == people[:2] and record["before"]["assigned_to"] == []


def test_the_record_of_another_client_shows_the_cleared_contact(bench):
    one, two = bench.make_customer(), bench.make_customer()
    contact = bench.make_contact(one)
    job = bench.make_job(client_id=one["id"], contact_id=contact["id"])
    bench.change(job["id"], client_id=two["id"])
    record = latest(bench, job)
    assert {"client_id", "contact_id"} <= set(record["fields"])
    assert (record["before"]["contact_id"], record["after"]["contact_id"]) == (contact["id"], None)
    assert "contact" in record["summary"].lower(), record["summary"]


def test_the_record_of_an_event_has_its_text(bench, me, job):
    text = unique("event ")
    bench.add_event(job["id"], text)
    record = latest(bench, job, me)
    assert text in str(record["after"]) and text in record["summary"] and record["can_undo"] is False


def test_the_records_of_a_line_have_the_line(bench, me, job):
    text = unique("line ")
    added = bench.add_line(job["id"], "quote", description=text, unit_cost="12.34")
    record = latest(bench, job, me)
    assert "12.34" in str(record["after"]) and "12.34" not in str(record["before"]) and text in record["summary"]
    path = lines_path(job, "quote", added["line"])
    answer = expect(bench.client.patch(path, {"unit_cost": "56.78"}, if_match=added["job"]["etag"]), 200)
    record = latest(bench, job, me)
    assert "12.34" in str(record["before"]) and "56.78" in str(record["after"])
    expect(bench.client.delete(path, if_match=answer.etag), 200)
    record = latest(bench, job, me)
    assert "56.78" in str(record["before"]) and "56.78" not in str(record["after"]) and text in record["summary"]


def test_the_record_of_an_acceptance_has_the_status_and_the_date(bench, me):
    job = bench.make_job(status="awaiting_approval")
    bench.add_line(job["id"], "quote")
    now = bench.accept_quote(job["id"])
    record = latest(bench, job, me)
    assert {"status", "quote_acceptance_date"} <= set(record["fields"])
    assert (record["before"]["status"], record["after"]["status"]) == ("awaiting_approval", "approved")
    assert record["after"]["quote_acceptance_date"] == now["quote_acceptance_date"]


def test_a_deletion_and_a_restoration_are_in_the_history_of_the_restored_job(bench, me, job):
    _restored(bench, job)
    kinds = [expect_record(one, me)["kind"] for one in bench.changes(job["id"])]
    assert len(kinds) == len(set(kinds)) == 3


@pytest.mark.parametrize("what", ["name", "phone"])
def test_changes_of_client_and_contact_are_recorded_on_each_of_their_jobs(bench, me, what):
    customer = bench.make_customer()
    contact = bench.make_contact(customer)
    jobs = [bench.make_job(client_id=customer["id"], contact_id=contact["id"]) for _ in range(3)]
    other = bench.make_job()
    path = f"/api/clients/{customer['id']}/" + ("" if what == "name" else f"contacts/{contact['id']}/")
    new = unique("Renamed ") if what == "name" else "+49 30 99999"
    etag = customer["etag"] if what == "name" else contact["etag"]
    expect(bench.client.patch(path, {what: new}, if_match=etag), 200)
    for job in jobs:
        changes = bench.changes(job["id"])
        assert len(changes) == 2
        record = expect_record(changes[0], me)
        assert new in str(record["after"]) and record["can_undo"] is False
        assert version_of(bench.tag(job["id"])) > version_of(job["etag"])
    assert len(bench.changes(other["id"])) == 1


def test_a_change_without_effect_is_not_recorded(bench, job):
    path = f"/api/jobs/{job['id']}/"
    expect_job(bench.client.patch(path, {"name": job["name"]}, if_match=job["etag"]))
    expect_job(bench.client.put(path, job, if_match=job["etag"]))
    expect_problem(bench.client.patch(path, {"paid": "yes"}, if_match=job["etag"]), 400)
    expect_problem(bench.client.patch(path, {"paid": True}), 428)
    assert len(bench.changes(job["id"])) == 1


def test_the_history_has_the_jobs_tag_and_gets_304_for_it(bench, job):
    now = bench.change(job["id"])
    for view in ("changes/", "timeline/"):
        path = f"/api/jobs/{job['id']}/{view}"
        answer = expect(bench.client.get(path), 200)
        check(answer.etag == now["etag"], "the tag of every GET of a job is the job's", answer)
        expect(bench.client.get(path, if_none_match=now["etag"]), 304)
        expect(bench.client.get(path, if_none_match=job["etag"]), 200)


def test_the_workshop_can_read_the_history(workshop, bench, job):
    bench.change(job["id"])
    assert len(expect(workshop.get(f"/api/jobs/{job['id']}/changes/"), 200).json["changes"]) == 2


def test_a_deleted_job_has_no_history_and_no_undo(bench, job):
    bench.change(job["id"])
    change = bench.changes(job["id"])[0]
    deleted = bench.delete_job(job["id"])
    expect_problem(bench.client.get(f"/api/jobs/{job['id']}/changes/"), 404)
    body = {"change_id": change["change_id"]}
    expect_problem(bench.client.post(f"/api/jobs/{job['id']}/undo/", body, if_match=deleted.etag), 404)


def test_the_versions_of_one_job_strictly_increase_change_by_change(bench, job):
    tags = [job["etag"]]
    for make in list(KINDS_OF_CHANGE.values())[1:]:
        tags.append(make(bench, bench.get_job(job["id"]))["etag"])
    versions = [version_of(tag) for tag in tags]
    assert all(one < two for one, two in zip(versions, versions[1:])), versions


def test_the_timeline_shows_events_and_changes_newest_first(bench, job):
    texts = [unique("event ") for _ in range(2)]
    bench.add_event(job["id"], texts[0])
    bench.change(job["id"], status="in_progress")
    bench.add_event(job["id"], texts[1])
    line = bench.add_line(job["id"], "estimate")["line"]
    answer = expect(bench.client.get(f"/api/jobs/{job['id']}/timeline/"), 200)
    entries = answer.json["timeline"] if isinstance(answer.json, dict) else answer.json
    moments = [micros(entry["at"]) for entry in entries]
    check(moments == sorted(moments, reverse=True), "newest first", answer)
    shown = [str(entry) for entry in entries]
    for text in texts:
        check(sum(text in entry for entry in shown) == 1, "each event is there once", answer)
    changes = {one["summary"]: one for one in bench.changes(job["id"])}
    status = next(summary for summary, one in changes.items() if one["fields"] == ["status"])
    for text in (status, line["description"]):
        check(sum(text in entry for entry in shown) == 1, f"{text!r} must be there once", answer)
    for entry in entries:
        check(entry["by"]["name"] and entry["id"], "who, and which", answer)


def test_the_history_survives_a_restart(tmp_path):
    server = Server(tmp_path / "restarted")
    with server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job(notes="first")
        bench.change(job["id"], notes="second")
        before = bench.changes(job["id"])
    with server:
        bench = Bench(server.client(OFFICE))
        assert bench.changes(job["id"]) == before
        assert expect_job(bench.undo(job["id"], before[0]["change_id"]))["notes"] == "first"


# ------------------------------------------------------------------------------------------------------------------ undo

def expect_undone(bench, answer, job):
    """200 with the current job, one version later, and one more record, by which it can be undone too."""
    now = expect_job(answer)
    check(version_of(now["etag"]) > version_of(job["etag"]), "an undo raises the version", answer)
    check(now == bench.get_job(now["id"]), "the answer must be the job as it is now", answer)
    check(answer.header("Content-Location"), "the answer is the job, so Content-Location says so", answer)
    return now


@pytest.mark.parametrize("name", VALUES)
def test_an_undo_restores_the_value_of(bench, name):
    before, after = VALUES[name]
    job = bench.make_job(**{name: before})
    changed = bench.change(job["id"], **{name: after})
    record = latest(bench, job)
    now = expect_undone(bench, bench.undo(job["id"], record["change_id"]), changed)
    assert {key: now[key] for key in EDITABLE} == {key: job[key] for key in EDITABLE}
    undone = latest(bench, job)
    assert undone["fields"] == [name] and undone["change_id"] != record["change_id"]
    assert same(undone["before"].get(name), after) and same(undone["after"].get(name), before)


def test_an_undo_restores_several_fields_and_the_client_with_its_contact(bench, people):
    one, two = bench.make_customer(), bench.make_customer()
    contact = bench.make_contact(one)
    job = bench.make_job(client_id=one["id"], contact_id=contact["id"], assigned_to=people[:2], notes="first")
    bench.change(job["id"], client_id=two["id"], assigned_to=people[1:], notes="second", paid=True, status="archived")
    now = expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    assert {key: now[key] for key in EDITABLE} == {key: job[key] for key in EDITABLE}
    assert now["contact"] == job["contact"] and now["completed_at"] is None


def test_an_undo_of_an_older_change_keeps_later_changes(bench, job):
    bench.change(job["id"], notes="second")
    record = latest(bench, job)
    bench.change(job["id"], paid=True, name="Another")
    event = bench.add_event(job["id"])["event"]
    bench.add_line(job["id"], "estimate")
    before = contents(bench, job)
    assert [one for one in bench.changes(job["id"]) if one["change_id"] == record["change_id"]][0]["can_undo"] is True
    now = expect_job(bench.undo(job["id"], record["change_id"]))
    assert same(now["notes"], job["notes"])
    fields, sets = contents(bench, job)
    assert {**before[0], "notes": now["notes"]} == fields and sets == before[1]
    assert event in expect(bench.client.get(f"/api/jobs/{job['id']}/events/"), 200).json["events"]


def test_an_undo_restores_the_status_and_the_completion_time(bench):
    job = bench.make_job(status="in_progress")
    assert bench.change(job["id"], status="recently_completed")["completed_at"]
    now = expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    assert (now["status"], now["completed_at"]) == ("in_progress", None)


@pytest.mark.parametrize("kind", ["estimate", "quote", "actual"])
def test_an_undo_removes_an_added_line(bench, job, kind):
    kept = bench.add_line(job["id"], kind)["line"]
    bench.add_line(job["id"], kind)
    expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    assert lines(bench, job, kind) == {kept["id"]: kept}


@pytest.mark.parametrize("kind", ["estimate", "quote", "actual"])
def test_an_undo_restores_a_changed_line(bench, job, kind):
    added = bench.add_line(job["id"], kind, quantity="3.50")
    before = lines(bench, job, kind)
    body = {"quantity": "9.25", "description": "something else", "kind": "adjustment", "unit_rev": "1.00"}
    expect(bench.client.patch(lines_path(job, kind, added["line"]), body, if_match=added["job"]["etag"]), 200)
    expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    assert lines(bench, job, kind) == before


@pytest.mark.parametrize("kind", ["estimate", "quote", "actual"])
def test_an_undo_restores_a_removed_line(bench, job, kind):
    for _ in range(3):
        added = bench.add_line(job["id"], kind)
    before = lines(bench, job, kind)
    totals = expect(bench.client.get(f"/api/jobs/{job['id']}/costs/summary/"), 200).json
    expect(bench.client.delete(lines_path(job, kind, added["line"]), if_match=added["job"]["etag"]), 200)
    now = expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    assert lines(bench, job, kind) == before
    assert expect(bench.client.get(f"/api/jobs/{job['id']}/costs/summary/"), 200).json == totals
    # The line can be changed again.
    path = lines_path(job, kind, added["line"])
    expect(bench.client.patch(path, {"quantity": "8.00"}, if_match=now["etag"]), 200)


@pytest.mark.parametrize("status", ["draft", "awaiting_approval"])
def test_an_undo_clears_the_acceptance_of_a_quote(bench, status):
    job = bench.make_job(status=status)
    bench.add_line(job["id"], "quote")
    bench.accept_quote(job["id"])
    now = expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    assert (now["status"], now["quote_acceptance_date"]) == (status, None)
    again = bench.accept_quote(job["id"])
    assert again["status"] == "approved" and again["quote_acceptance_date"]


UNDOABLE = {
    "a field": lambda bench, job: bench.change(job["id"], notes="changed", paid=True),
    "a line added": _line_added, "a line changed": _line_changed, "a line removed": _line_removed,
    "an acceptance": _accepted,
}


@pytest.mark.parametrize("make", UNDOABLE.values(), ids=UNDOABLE.keys())
def test_an_undo_can_be_undone_repeatedly_of(bench, job, make):
    make(bench, job)
    changed = contents(bench, job)
    expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
    undone = contents(bench, job)
    assert undone != changed
    for expected in (changed, undone, changed, undone):
        record = latest(bench, job)
        assert record["can_undo"] is True, record
        expect_job(bench.undo(job["id"], record["change_id"]))
        assert contents(bench, job) == expected
    count = len(bench.changes(job["id"]))
    assert len({one["change_id"] for one in bench.changes(job["id"])}) == count


@pytest.mark.parametrize("make", UNDOABLE.values(), ids=UNDOABLE.keys())
def test_the_same_change_cannot_be_undone_twice(bench, job, make):
    make(bench, job)
    record = latest(bench, job)
    expect_job(bench.undo(job["id"], record["change_id"]))
    before = contents(bench, job), bench.changes(job["id"])
    assert next(one for one in before[1] if one["change_id"] == record["change_id"])["can_undo"] is False
    expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert (contents(bench, job), bench.changes(job["id"])) == before


# ------------------------------------------------------------------------------------------------- what cannot be undone

LABELS = {
    "name": "name", "description": "description", "notes": "notes", "status": "status", "order_number": "order number",
    "delivery_date": "delivery date", "price_cap": "price cap", "paid": "paid", "priority": "priority",
}


@pytest.mark.parametrize("name", LABELS)
def test_an_undo_gets_409_that_names_a_field_changed_since(bench, name):
    values = {
        "name": ("A", "B", "C"), "description": ("A", "B", "C"), "notes": ("A", "B", "C"),
        "status": ("draft", "special", "unusual"), "order_number": ("A", "B", "C"),
        "delivery_date": ("2027-01-01", "2027-01-02", "2027-01-03"),
        "price_cap": ("1.00", "2.00", "3.00"), "paid": (False, True, False), "priority": (1, 2, 3),
    }[name]
    job = bench.make_job(**{name: values[0]})
    bench.change(job["id"], **{name: values[1]}, rejected_flag=True)
    record = latest(bench, job)
    now = bench.change(job["id"], **{name: values[2]})
    assert next(one for one in bench.changes(job["id"]) if one["change_id"] == record["change_id"])["can_undo"] is False
    answer = bench.undo(job["id"], record["change_id"])
    problem = expect_problem(answer, 409)
    said = problem["detail"].lower().replace("_", " ")
    check(LABELS[name] in said, f"`detail` must name the {LABELS[name]}", answer)
    check(problem["fields"] == [name], "`fields` are what has changed again", answer)
    later = [one["change_id"] for one in problem["changes"]]
    check(later == [latest(bench, job)["change_id"]], "`changes` say who changed it", answer)
    assert bench.get_job(job["id"]) == now, "a refused undo must change nothing, not even the other field"


def test_an_undo_names_every_field_changed_since(bench, job):
    bench.change(job["id"], name="A", priority=1, notes="A")
    record = latest(bench, job)
    bench.change(job["id"], name="B", priority=2, paid=True)
    problem = expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert problem["fields"] == ["name", "priority"]
    assert "name, priority" in problem["detail"] and "notes" not in problem["detail"]


def test_an_undo_of_a_line_in_an_older_revision_gets_409_that_names_the_revision(bench, job):
    bench.add_line(job["id"], "quote")
    record = latest(bench, job)
    expect(bench.client.post(f"/api/jobs/{job['id']}/cost-sets/quote/revise/", {}, if_match=bench.tag(job["id"])), 200, 201)
    revision = latest(bench, job)
    problem = expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert problem["fields"] == ["quote_revision"]
    assert [one["change_id"] for one in problem["changes"]] == [revision["change_id"]]


def test_an_undo_of_a_line_depends_only_on_that_line(bench, job):
    first = bench.add_line(job["id"], "estimate")
    record = latest(bench, job)
    expect(bench.client.patch(lines_path(job, "estimate", first["line"]), {"quantity": "5.00"}, if_match=first["job"]["etag"]), 200)
    changed = latest(bench, job)
    bench.add_line(job["id"], "estimate")
    bench.add_line(job["id"], "quote")
    expect(bench.client.post(f"/api/jobs/{job['id']}/cost-sets/quote/revise/", {}, if_match=bench.tag(job["id"])), 200, 201)
    problem = expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert problem["fields"] == ["estimate"]
    assert [one["change_id"] for one in problem["changes"]] == [changed["change_id"]]


def test_the_field_is_named_even_if_too_much_has_changed_to_list(bench, job):
    bench.change(job["id"], name="A")
    record = latest(bench, job)
    bench.change(job["id"], name="B")
    for number in range(24):
        bench.change(job["id"], notes=f"{number}" * 100_000)
    problem = expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert (problem["fields"], problem["changes"]) == (["name"], [])


def test_a_change_can_be_undone_if_the_field_has_its_value_again(bench, job):
    bench.change(job["id"], notes="second")
    record = latest(bench, job)
    bench.change(job["id"], notes="third")
    bench.change(job["id"], notes="second")
    expect_job(bench.undo(job["id"], record["change_id"]))


def test_an_undo_gets_409_if_the_line_has_changed_since(bench, job):
    added = bench.add_line(job["id"], "estimate")
    path, record = lines_path(job, "estimate", added["line"]), latest(bench, job)
    now = expect(bench.client.patch(path, {"quantity": "5.00"}, if_match=added["job"]["etag"]), 200)
    expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    changed = latest(bench, job)
    expect(bench.client.delete(path, if_match=now.etag), 200)
    before = contents(bench, job)
    for one in (record, changed):
        expect_problem(bench.undo(job["id"], one["change_id"]), 409)
    assert contents(bench, job) == before


def test_an_undo_ignores_later_changes_of_other_lines(bench, job):
    first = bench.add_line(job["id"], "estimate")["line"]
    record = latest(bench, job)
    second = bench.add_line(job["id"], "estimate")
    path = lines_path(job, "estimate", second["line"])
    answer = expect(bench.client.patch(path, {"quantity": "5.00"}, if_match=second["job"]["etag"]), 200)
    expect_job(bench.undo(job["id"], record["change_id"]))
    assert first["id"] not in lines(bench, job, "estimate")
    assert lines(bench, job, "estimate")[second["line"]["id"]] == answer.json["line"]


def test_an_acceptance_cannot_be_undone_after_the_status_changed(bench, job):
    bench.add_line(job["id"], "quote")
    bench.accept_quote(job["id"])
    record = latest(bench, job)
    now = bench.change(job["id"], status="in_progress")
    problem = expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert "status" in problem["detail"].lower() and bench.get_job(job["id"]) == now


FINAL = {
    "a creation": lambda bench, job: job, "an event": _event, "a restoration": _restored,
    "a new name of the client": _client_renamed,
}


@pytest.mark.parametrize("make", FINAL.values(), ids=FINAL.keys())
def test_it_gets_409_with_the_reason_to_undo(bench, make):
    job = bench.make_job(client_id=bench.make_customer()["id"])
    make(bench, job)
    record = latest(bench, job)
    bench.change(job["id"], notes="changed since", name="changed since")
    assert record["can_undo"] is False
    before = contents(bench, job), bench.changes(job["id"])
    problem = expect_problem(bench.undo(job["id"], record["change_id"]), 409)
    assert len(problem["detail"]) > 20
    # The reason is not a later change, so none is listed.
    assert (problem["fields"], problem["changes"]) == ([], [])
    assert (contents(bench, job), bench.changes(job["id"])) == before


def test_a_deletion_is_restored_and_not_undone(bench, job):
    _restored(bench, job)
    deletion = bench.changes(job["id"])[1]
    assert deletion["can_undo"] is False
    expect_problem(bench.undo(job["id"], deletion["change_id"]), 409)


def test_a_missing_change_gets_400(bench, job):
    expect_problem(bench.undo(job["id"], NOBODY), 400, field="change_id")


def test_a_change_of_another_job_gets_400_and_undoes_nothing(bench, job):
    other = bench.make_job()
    bench.change(other["id"], notes="kept")
    record = latest(bench, other)
    expect_problem(bench.undo(job["id"], record["change_id"]), 400, field="change_id")
    assert bench.get_job(other["id"])["notes"] == "kept" and bench.tag(job["id"]) == job["etag"]


@pytest.mark.parametrize("body", [
    {}, {"change_id": None}, {"change_id": 5}, {"change_id": "x"}, {"change_id": ""}, {"change_id": []}, {"change_id": {}},
], ids=str)
def test_an_undo_without_a_change_gets_400(bench, job, body):
    answer = bench.client.post(f"/api/jobs/{job['id']}/undo/", body, if_match=job["etag"])
    expect_problem(answer, 400, field="change_id")
    assert bench.tag(job["id"]) == job["etag"]


def test_an_undo_rejects_other_fields_and_another_job(bench, job):
    bench.change(job["id"])
    record = latest(bench, job)
    path, other = f"/api/jobs/{job['id']}/undo/", bench.make_job()
    for extra in ({"notes": "x"}, {"job_id": other["id"]}):
        body = {"change_id": record["change_id"], **extra}
        expect_problem(bench.client.post(path, body, if_match=bench.tag(job["id"])), 400, field=next(iter(extra)))
    body = {"change_id": record["change_id"].upper(), "job_id": job["id"]}
    expect_job(bench.client.post(path, body, if_match=bench.tag(job["id"])))


def test_an_undo_is_checked_in_order(bench, workshop, anonymous, job):
    now = bench.change(job["id"])
    path, bad = f"/api/jobs/{job['id']}/undo/", {"change_id": "x"}
    expect_problem(anonymous.post(path, bad), 401)
    expect_problem(workshop.post(path, bad), 403)
    expect_problem(workshop.post(path, {"change_id": latest(bench, job)["change_id"]}, if_match=now["etag"]), 403)
    expect_problem(bench.client.post(f"/api/jobs/{NOBODY}/undo/", bad), 404)
    expect_problem(bench.client.post(path, data=b"x", content_type="text/plain"), 415)
    expect_problem(bench.client.post(path, bad), 428)
    expect_problem(bench.client.post(path, bad, if_match="*"), 428)
    expect_problem(bench.client.post(path, bad, if_match=job["etag"]), 412)
    expect_problem(bench.client.post(path, bad, if_match=now["etag"]), 400)
    assert bench.get_job(job["id"]) == now


# ---------------------------------------------------------------------- what the change named may be gone or elsewhere now

def expect_honest(bench, job, record, *wanted):
    """Undo agrees with `can_undo`: 200 if true, 409 if false."""
    shown = next(one for one in bench.changes(job["id"]) if one["change_id"] == record["change_id"])
    before = contents(bench, job), bench.changes(job["id"])
    answer = bench.undo(job["id"], record["change_id"])
    check(
        answer.status == (200 if shown["can_undo"] else 409),
        f"can_undo is {shown['can_undo']} and undo answers {answer.status}: {shown}", answer)
    if answer.status == 409:
        expect_problem(answer, 409)
        assert (contents(bench, job), bench.changes(job["id"])) == before, "a refused undo must change nothing"
    else:
        expect_told(bench, job, before[0])
    return answer


def expect_told(bench, job, before):
    """The latest record has every field that differs from before."""
    record, now = latest(bench, job), contents(bench, job)
    changed = {name for name, value in now[0].items() if not same(value, before[0][name])}
    assert changed <= set(record["fields"]), f"{changed} changed, and the history says {record}"
    for name in changed:
        assert same(record["after"].get(name), now[0][name]), f"`{name}` is {now[0][name]!r}, and the history says {record}"


def test_can_undo_is_correct_if_the_earlier_client_is_deleted(bench):
    gone, here = bench.make_customer(), bench.make_customer()
    job = bench.make_job(client_id=gone["id"])
    bench.change(job["id"], client_id=here["id"])
    record = latest(bench, job)
    expect(bench.client.delete(f"/api/clients/{gone['id']}/", if_match=gone["etag"]), 200)
    expect_honest(bench, job, record)


def test_can_undo_is_correct_if_the_earlier_contact_is_deleted(bench):
    customer = bench.make_customer()
    contact = bench.make_contact(customer)
    job = bench.make_job(client_id=customer["id"], contact_id=contact["id"])
    bench.change(job["id"], contact_id=None)
    record = latest(bench, job)
    path = f"/api/clients/{customer['id']}/contacts/{contact['id']}/"
    expect(bench.client.delete(path, if_match=contact["etag"]), 200)
    expect_honest(bench, job, record)


def test_can_undo_is_correct_if_the_earlier_contact_belongs_to_the_earlier_client(bench):
    one, two = bench.make_customer(), bench.make_customer()
    contact = bench.make_contact(one)
    job = bench.make_job(client_id=one["id"], contact_id=contact["id"])
    bench.change(job["id"], contact_id=None)
    record = latest(bench, job)
    bench.change(job["id"], client_id=two["id"])
    expect_honest(bench, job, record)


def test_can_undo_is_correct_if_the_earlier_person_is_inactive(bench, admin):
    word = unique("person")
    body = {"name": word, "email": f"{word}@example.com", "role": "workshop", "password": "a-good-long-password"}
    person = expect(admin.post("/api/staff/", body), 201).json
    job = bench.make_job(assigned_to=[person["id"]])
    bench.change(job["id"], assigned_to=[])
    record = latest(bench, job)
    expect(admin.patch(f"/api/staff/{person['id']}/", {"is_active": False}, if_match=person["etag"]), 200)
    expect_honest(bench, job, record)


def test_an_undo_of_a_client_never_silently_clears_a_later_contact(bench):
    one, two = bench.make_customer(), bench.make_customer()
    contact = bench.make_contact(two)
    job = bench.make_job(client_id=one["id"])
    bench.change(job["id"], client_id=two["id"])
    record = latest(bench, job)
    chosen = bench.change(job["id"], contact_id=contact["id"])
    answer = expect_honest(bench, job, record)
    if answer.status == 200:
        # And the earlier version can still be reconstructed: a merge from it has the chosen contact.
        late = bench.client.patch(f"/api/jobs/{job['id']}/", {"paid": True}, if_match=chosen["etag"])
        merge = expect_problem(late, 412)["merge"]
        told = {entry["field"]: (entry["base"], entry["theirs"]) for entry in merge["fields"]}
        check(told.get("contact_id") == (contact["id"], None), "they cleared the contact", late)


# ------------------------------------------------------------------------------------------------------- long histories

class Wanderer:
    """Changes one job at random, and stores its state at each version."""

    def __init__(self, bench, other, people, seed):
        self.bench, self.other, self.people = bench, other, people
        self.chance = random.Random(seed)
        self.customers = [bench.make_customer() for _ in range(2)]
        self.contacts = [[bench.make_contact(one) for _ in range(2)] for one in self.customers]
        self.job = bench.make_job(client_id=self.customers[0]["id"])
        self.lines = {kind: [] for kind in ("estimate", "quote")}

    def step(self):
        """One change, or a rejected attempt."""
        bench, chance = self.chance.choice([self.bench, self.bench, self.other]), self.chance
        job_id, now = self.job["id"], self.bench.get_job(self.job["id"])
        path = f"/api/jobs/{job_id}/"
        rare = ["event", "add", "add", "alter", "remove", "accept", "revise", "undo", "undo"]
        what = chance.choice(["fields"] * 4 + ["client"] * 3 + rare)
        client = bench.client
        if what == "fields":
            fields = {
                "notes": chance.choice(["", "a", "a\nb"]), "paid": chance.choice([True, False]),
                "status": chance.choice(["draft", "special", "archived"]), "order_number": chance.choice([None, "PO-1"]),
                "assigned_to": chance.sample(self.people, chance.randrange(3)), "priority": chance.randrange(3),
                "price_cap": chance.choice([None, "1.00", "2.00"]),
            }
            some = {name: fields[name] for name in chance.sample(list(fields), chance.randint(1, 3))}
            expect_job(client.patch(path, some, if_match=now["etag"]))
        elif what == "client":
            number = chance.randrange(2)
            some = {"client_id": self.customers[number]["id"], "contact_id": chance.choice(self.contacts[number])["id"]}
            some = chance.choice([
                some, {"client_id": some["client_id"]}, {"contact_id": None}, {"contact_id": some["contact_id"]},
            ])
            expect(client.patch(path, some, if_match=now["etag"]), 200, 400)
        elif what == "event":
            expect(client.post(f"{path}events/", {"description": unique("event ")}, if_match=now["etag"]), 201)
        elif what == "add":
            bench.add_line(job_id, chance.choice(list(self.lines)))
        elif what in ("alter", "remove"):
            kind = chance.choice(list(self.lines))
            there = list(lines(bench, now, kind).values())
            if there:
                where = lines_path(now, kind, chance.choice(there))
                if what == "alter":
                    expect(client.patch(where, {"quantity": f"{chance.randint(1, 3)}.00"}, if_match=now["etag"]), 200)
                else:
                    expect(client.delete(where, if_match=now["etag"]), 200)
        elif what == "accept":
            expect(client.post(f"{path}accept-quote/", {}, if_match=now["etag"]), 200, 409)
        elif what == "revise":
            expect(client.post(f"{path}cost-sets/quote/revise/", {}, if_match=now["etag"]), 200, 201, 409)
        else:
            record = chance.choice(bench.changes(job_id))
            expect_honest(bench, now, record)


@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_can_undo_agrees_with_undo_for_every_record_of_a_long_history(bench, office2, people, seed):
    wanderer = Wanderer(bench, Bench(office2), people, seed)
    for _ in range(40):
        wanderer.step()
    job = wanderer.job
    counts = {200: 0, 409: 0}
    for record in bench.changes(job["id"]):
        before = contents(bench, job)
        answer = expect_honest(bench, job, record)
        counts[answer.status] += 1
        if answer.status == 200:
            # Undoing the undo restores everything, so that each record is tested on the same job.
            expect_job(bench.undo(job["id"], latest(bench, job)["change_id"]))
            assert contents(bench, job) == before, f"undoing twice does not lead back: {record}"
    assert counts[200] and counts[409], counts


@pytest.mark.parametrize("seed", range(SEED, SEED + 2))
def test_undoing_change_by_change_restores_each_version(bench, people, seed):
    chance = random.Random(seed)
    job = bench.make_job(notes="first")
    states = [contents(bench, job)]
    for number in range(15):
        what = chance.choice(["fields", "fields", "add", "alter", "remove"])
        there = list(lines(bench, job, "estimate").values())
        if what == "fields" or (what != "add" and not there):
            fields = {"assigned_to": chance.sample(people, 2), "paid": chance.choice([True, False])}
            bench.change(job["id"], notes=f"notes {number}", **fields)
        elif what == "add":
            bench.add_line(job["id"], "estimate")
        elif what == "alter":
            path = lines_path(job, "estimate", chance.choice(there))
            expect(bench.client.patch(path, {"quantity": f"{number + 10}.00"}, if_match=bench.tag(job["id"])), 200)
        else:
            path = lines_path(job, "estimate", chance.choice(there))
            expect(bench.client.delete(path, if_match=bench.tag(job["id"])), 200)
        states.append(contents(bench, job))
    made = [one for one in bench.changes(job["id"]) if one["kind"] != "created"]
    for record, expected in zip(made, states[-2::-1]):
        expect_job(bench.undo(job["id"], record["change_id"]))
        assert contents(bench, job) == expected


def test_the_records_lead_from_the_first_version_to_the_last(bench, office2, people):
    wanderer = Wanderer(bench, Bench(office2), people, SEED)
    for _ in range(40):
        wanderer.step()
    now = bench.get_job(wanderer.job["id"])
    fields = {}
    for record in bench.changes(now["id"])[::-1]:
        expect_record(record)
        for name, value in record["before"].items():
            if name in EDITABLE and fields:
                assert same(fields[name], value), f"`{name}` was {fields[name]!r}, and the history says {record}"
        fields.update({name: value for name, value in record["after"].items() if name in EDITABLE})
        for name in set(record["fields"]) & set(EDITABLE) - set(record["after"]):
            fields[name] = None
    for name in EDITABLE:
        assert same(fields[name], now[name]), f"`{name}` is {now[name]!r}, and the history leads to {fields[name]!r}"


def test_a_long_history_can_be_read(bench, job):
    etag = job["etag"]
    for number in range(300):
        etag = expect_job(bench.client.patch(f"/api/jobs/{job['id']}/", {"priority": number + 1}, if_match=etag))["etag"]
    changes = bench.changes(job["id"])
    assert [one["after"]["priority"] for one in changes[:-1]] == list(range(300, 0, -1))
    answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"paid": True}, if_match=job["etag"])
    problem = expect_problem(answer, 412)
    assert len(problem["changes"]) == 300 and problem["merge"]["clean"] is True


@pytest.mark.parametrize("how", ["a line is removed", "it is revised"])
def test_an_acceptance_is_not_restored_on_a_changed_quote(bench, how):
    job = bench.make_job(status="awaiting_approval")
    line = bench.add_line(job["id"], "quote")["line"]
    bench.accept_quote(job["id"])
    back = expect_job(bench.undo(job["id"], bench.changes(job["id"])[0]["change_id"]))
    undoing = bench.changes(job["id"])[0]["change_id"]
    if how == "it is revised":
        answer = bench.client.post(f"/api/jobs/{job['id']}/cost-sets/quote/revise/", {}, if_match=back["etag"])
    else:
        answer = bench.client.delete(lines_path(back, "quote", line), if_match=back["etag"])
    expect(answer, 200, 201)
    record = next(one for one in bench.changes(job["id"]) if one["change_id"] == undoing)
    assert record["can_undo"] is False
    expect(bench.undo(job["id"], undoing), 409)


def test_a_long_history_is_complete(bench, job):
    etag = job["etag"]
    for number in range(520):
        answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"priority": number + 1}, if_match=etag)
        etag = expect(answer, 200).etag
    assert len(bench.changes(job["id"])) == 521
    timeline = expect(bench.client.get(f"/api/jobs/{job['id']}/timeline/"), 200).json["timeline"]
    assert len(timeline) == 521 and timeline[-1]["kind"] == "created"
