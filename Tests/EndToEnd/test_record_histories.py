"""The history of clients, contacts and staff: changes, undo, and what a 412 says about them."""

import uuid
from dataclasses import dataclass

import pytest

from harness import Client, expect, expect_problem, unique

KINDS = ["client", "contact", "staff"]


@dataclass
class Row:
    """A record of one kind, and who may change it."""

    path: str
    record: dict
    client: Client
    other: Client
    reader: Client
    forbidden: list[Client]
    # A text field, and another field.
    text: str
    field: str

    def patch(self, fields: dict, etag: str | None = None, client: Client | None = None):
        return (client or self.client).patch(self.path, fields, if_match=etag or self.record["etag"])

    def changes(self) -> list[dict]:
        return expect(self.reader.get(f"{self.path}changes/"), 200).json["changes"]

    def undo(self, change: dict, etag: str, client: Client | None = None, **members):
        return (client or self.client).post(f"{self.path}undo/", {"change_id": change["change_id"], **members}, if_match=etag)


@pytest.fixture
def row(request, bench, admin, office2, workshop, server):
    kind = request.param
    if kind == "staff":
        person = {"name": unique("New "), "email": f"{uuid.uuid4()}@example.com", "role": "workshop", "password": "long enough"}
        record = expect(admin.post("/api/staff/", person), 201).json
        return Row(f"/api/staff/{record['id']}/", record, admin, admin, admin, [bench.client, workshop], "name", "email")
    customer = bench.make_customer(phone="021 1")
    record, path = customer, f"/api/clients/{customer['id']}/"
    if kind == "contact":
        record = bench.make_contact(customer)
        path += f"contacts/{record['id']}/"
    return Row(path, record, bench.client, office2, workshop, [workshop], "name", "phone")


def value(row: Row, number: int) -> str:
    return f"{number}@example.com" if row.field == "email" else f"021 {number}"


each = pytest.mark.parametrize("row", KINDS, indirect=True)


@each
def test_every_version_is_in_the_history_with_the_record_s_tag(row):
    edited = expect(row.patch({row.field: value(row, 2)}), 200)
    answer = expect(row.reader.get(f"{row.path}changes/"), 200)
    assert answer.etag == edited.etag
    assert row.reader.get(f"{row.path}changes/", if_none_match=edited.etag).status == 304
    last, first = answer.json["changes"]
    assert (last["kind"], last["fields"], last["summary"]) == ("updated", [row.field], f"Changed {row.field}")
    assert (last["before"], last["after"]) == ({row.field: row.record[row.field]}, {row.field: value(row, 2)})
    assert (first["kind"], first["can_undo"], last["can_undo"]) == ("created", False, True)
    assert first["after"]["name"] == row.record["name"]


@each
def test_a_change_is_undone_and_the_undoing_too(row):
    edited = expect(row.patch({row.field: value(row, 3)}), 200)
    change = row.changes()[0]
    undone = expect(row.undo(change, edited.etag, id=row.record["id"]), 200)
    assert undone.json[row.field] == row.record[row.field]
    assert undone.etag == row.client.get(row.path).etag
    redone = expect(row.undo(row.changes()[0], undone.etag), 200)
    assert redone.json[row.field] == value(row, 3)
    assert [entry["kind"] for entry in row.changes()] == ["undone", "undone", "updated", "created"]


@each
def test_what_has_changed_since_is_not_undone(row):
    first = expect(row.patch({row.field: value(row, 4)}), 200)
    change = row.changes()[0]
    second = expect(row.patch({row.field: value(row, 5)}, first.etag), 200)
    problem = expect_problem(row.undo(change, second.etag), 409)
    assert (problem["fields"], [entry["fields"] for entry in problem["changes"]]) == ([row.field], [[row.field]])
    assert row.client.get(row.path).etag == second.etag
    assert [entry["can_undo"] for entry in row.changes()] == [True, False, False]


@each
def test_undoing_needs_the_version_the_role_and_a_change_of_this_record(row):
    edited = expect(row.patch({row.field: value(row, 6)}), 200)
    change = row.changes()[0]
    expect_problem(row.client.post(f"{row.path}undo/", {"change_id": change["change_id"]}), 428)
    problem = expect_problem(row.undo(change, row.record["etag"]), 412)
    assert (problem["resend"], problem["merge"], len(problem["changes"])) == ("ask", None, 1)
    for client in row.forbidden:
        expect_problem(row.undo(change, edited.etag, client), 403)
    expect_problem(row.undo({"change_id": str(uuid.uuid4())}, edited.etag), 400)
    expect_problem(row.undo({"change_id": "x"}, edited.etag), 400)
    expect_problem(row.undo(change, edited.etag, more=1), 400)
    missing = row.path.replace(row.record["id"], str(uuid.uuid4()))
    expect_problem(row.client.post(f"{missing}undo/", {"change_id": change["change_id"]}, if_match=edited.etag), 404)
    expect_problem(row.client.get(f"{missing}changes/"), 404)
    assert len(row.changes()) == 2


@each
def test_undoing_with_a_key_happens_once(row):
    edited = expect(row.patch({row.field: value(row, 7)}), 200)
    body, key = {"change_id": row.changes()[0]["change_id"]}, {"Idempotency-Key": str(uuid.uuid4())}
    first = expect(row.client.post(f"{row.path}undo/", body, if_match=edited.etag, headers=key), 200)
    again = expect(row.client.post(f"{row.path}undo/", body, if_match=edited.etag, headers=key), 200)
    assert (first.etag, first.raw) == (again.etag, again.raw)
    assert len(row.changes()) == 3


@each
def test_a_412_merges_what_nobody_else_changed(row):
    expect(row.patch({row.text: unique("Theirs ")}, client=row.other), 200)
    problem = expect_problem(row.patch({row.field: value(row, 8)}), 412)
    assert problem["resend"] == "merged"
    assert problem["merge"]["patch"] == {row.field: value(row, 8)}
    assert [change["fields"] for change in problem["changes"]] == [[row.text]]
    assert problem["changes"][0]["by"]["name"] in problem["detail"]
    merged = expect(row.patch(problem["merge"]["patch"], problem["current_etag"]), 200).json
    assert (merged[row.field], merged[row.text]) == (value(row, 8), problem["current"][row.text])


@each
def test_a_412_asks_where_both_changed_a_field(row):
    theirs = expect(row.patch({row.text: "Theirs"}, client=row.other), 200).json
    problem = expect_problem(row.patch({row.text: "Mine", row.field: value(row, 9)}), 412)
    assert (problem["resend"], problem["merge"]["clean"], problem["merge"]["patch"]) == ("ask", False, {row.field: value(row, 9)})
    name = next(entry for entry in problem["merge"]["fields"] if entry["field"] == row.text)
    assert (name["base"], name["yours"], name["theirs"], name["conflict"]) == (row.record[row.text], "Mine", "Theirs", True)
    assert "Mine" in name["suggested"] and "Theirs" in name["suggested"]
    assert row.client.get(row.path).etag == theirs["etag"]


@each
def test_a_put_is_merged_too(row):
    expect(row.patch({row.text: unique("Theirs ")}, client=row.other), 200)
    whole = {name: what for name, what in row.record.items() if name != "etag"} | {row.field: value(row, 10)}
    problem = expect_problem(row.client.put(row.path, whole, if_match=row.record["etag"]), 412)
    assert (problem["resend"], problem["merge"]["patch"]) == ("merged", {row.field: value(row, 10)})


@each
def test_a_repeat_of_one_s_own_last_change_is_no_conflict(row):
    edited = expect(row.patch({row.field: value(row, 11)}), 200)
    again = expect(row.patch({row.field: value(row, 11)}), 200)
    assert again.etag == edited.etag
    assert len(row.changes()) == 2


@pytest.mark.parametrize("row", ["client", "contact"], indirect=True)
def test_a_deletion_and_a_restoration_are_in_the_history(row):
    deleted = expect(row.client.delete(row.path, if_match=row.record["etag"]), 200)
    expect_problem(row.client.get(f"{row.path}changes/"), 404)
    expect_problem(row.undo({"change_id": str(uuid.uuid4())}, deleted.etag), 404)
    restored = expect(row.client.post(f"{row.path}restore/", {}, if_match=deleted.etag), 200)
    changes = row.changes()
    assert [change["kind"] for change in changes] == ["restored", "deleted", "created"]
    assert not any(change["can_undo"] for change in changes)
    for change in changes:
        assert "restore it" in expect_problem(row.undo(changes[1], restored.etag), 409)["detail"] or change["kind"] != "deleted"


@pytest.mark.parametrize("row", ["client", "contact"], indirect=True)
def test_a_stale_deletion_asks_and_shows_the_changes(row):
    expect(row.patch({row.field: value(row, 12)}, client=row.other), 200)
    problem = expect_problem(row.client.delete(row.path, if_match=row.record["etag"]), 412)
    assert (problem["resend"], problem["merge"], [change["fields"] for change in problem["changes"]]) == ("ask", None, [[row.field]])


def test_the_jobs_of_a_client_follow_when_its_name_is_restored(bench):
    customer = bench.make_customer()
    job = bench.make_job(client_id=customer["id"])
    renamed = expect(bench.client.patch(f"/api/clients/{customer['id']}/", {"name": unique("New name ")}, if_match=customer["etag"]), 200)
    change = bench.client.get(f"/api/clients/{customer['id']}/changes/").json["changes"][0]
    body = {"change_id": change["change_id"]}
    expect(bench.client.post(f"/api/clients/{customer['id']}/undo/", body, if_match=renamed.etag), 200)
    assert bench.get_job(job["id"])["client"]["name"] == customer["name"]


@pytest.mark.parametrize("row", ["staff"], indirect=True)
def test_a_password_is_named_and_never_shown(row):
    changed = expect(row.patch({"password": "another long one", "name": "Renamed"}), 200)
    answer = row.reader.get(f"{row.path}changes/")
    last, first = answer.json["changes"]
    assert (last["fields"], last["summary"], last["can_undo"]) == (["name", "password"], "Changed name, password", False)
    assert last["before"]["password"] is None and last["after"]["password"] is None
    for secret in (b"another long one", b"long enough", b"scrypt"):
        assert secret not in answer.raw
    expect_problem(row.undo(last, changed.etag), 409)
    refused = row.patch({"password": "a third long one", "role": "office"})
    problem = expect_problem(refused, 412)
    assert (problem["resend"], problem["merge"]["patch"]) == ("ask", {"role": "office"})
    assert b"a third long one" not in refused.raw


def test_only_admins_read_the_history_of_staff(admin, office, workshop, anonymous):
    person = admin.get("/api/staff/").json["results"][0]
    path = f"/api/staff/{person['id']}/changes/"
    expect(admin.get(path), 200)
    expect_problem(office.get(path), 403)
    expect_problem(workshop.get(path), 403)
    expect_problem(anonymous.get(path), 401)


def test_the_last_admin_is_not_undone_away(admin, office):
    admins = [person for person in admin.get("/api/staff/").json["results"] if person["role"] == "admin" and person["is_active"]]
    me = expect(admin.get("/api/auth/me/"), 200).json
    assert [person["id"] for person in admins] == [me["id"]]
    other = next(person for person in admin.get("/api/staff/").json["results"] if person["role"] == "workshop")
    path = f"/api/staff/{other['id']}/"
    promoted = expect(admin.patch(path, {"role": "admin"}, if_match=other["etag"]), 200)
    change = admin.get(f"{path}changes/").json["changes"][0]
    assert change["can_undo"]
    expect(admin.post(f"{path}undo/", {"change_id": change["change_id"]}, if_match=promoted.etag), 200)
