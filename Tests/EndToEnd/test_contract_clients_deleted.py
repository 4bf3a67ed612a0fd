"""CONTRACT, *Deleting*: a deleted client or contact is reported, listed as deleted, and can be restored; it takes nothing along that a
colleague has just added. Also the stream's events of clients and staff."""

import pytest

from harness import NOBODY, OFFICE, WORKSHOP, Bench, check, expect, expect_problem, later, tag_for, unique, version_of
from test_stream import SOON, Stream


class Row:
    """A client or contact, on which the tests below do the same."""

    def __init__(self, kind, bench):
        self.kind = kind
        self.customer = bench.make_customer()
        self.contact = bench.make_contact(self.customer)
        self.client_path = f"/api/clients/{self.customer['id']}/"
        self.contact_path = f"{self.client_path}contacts/{self.contact['id']}/"
        self.path = self.client_path if kind == "client" else self.contact_path
        self.list = "/api/clients/" if kind == "client" else f"{self.client_path}contacts/"
        self.bench = bench
        self.seen = expect(bench.client.get(self.path), 200).json

    def delete(self):
        answer = expect(self.bench.client.delete(self.path, if_match=self.seen["etag"]), 200)
        self.etag = answer.etag
        return answer

    def restore(self, **options):
        return self.bench.client.post(f"{self.path}restore/", **{"body": {}, "if_match": self.etag, **options})

    def among(self, **query):
        return [row for row in self.bench.client.everything(self.list, **query) if row["id"] == self.seen["id"]]


@pytest.fixture(params=["client", "contact"])
def row(request, bench):
    return Row(request.param, bench)


def test_a_deletion_returns_the_tag_needed_to_restore(row):
    answer = row.delete()
    assert answer.json == {"id": row.seen["id"], "deleted": True, "etag": answer.etag}
    check(version_of(answer.etag) > version_of(row.seen["etag"]), "a deletion raises the version", answer)


def test_it_gets_404_that_says_who_deleted_it(row, office, office2):
    row.bench = Bench(office2)
    row.delete()
    me = office2.get("/api/auth/me/").json
    for answer in [
        office.get(row.path), office.get(row.path, if_none_match=row.seen["etag"]), office.patch(row.path, {"name": "x"}, if_match=row.etag),
        office.put(row.path, row.seen, if_match=row.etag), office.delete(row.path, if_match=row.etag),
    ]:
        told = expect_problem(answer, 404)[f"deleted_{row.kind}"]
        assert told.pop("at")
        ids = {"client_id": row.customer["id"], **({"contact_id": row.contact["id"]} if row.kind == "contact" else {})}
        assert told == {**ids, "name": row.seen["name"], "by": {"id": me["id"], "name": me["name"]}, "etag": row.etag}
    if row.kind == "client":
        for answer in [office.get(f"{row.path}contacts/"), office.get(row.contact_path), office.post(f"{row.path}contacts/", {"name": "x"})]:
            assert expect_problem(answer, 404)["deleted_client"]["etag"] == row.etag


def test_it_is_only_in_the_list_of_deleted_records(row):
    assert row.among() and not row.among(deleted="true")
    row.delete()
    assert not row.among() and not row.among(deleted="false")
    [found] = row.among(deleted="true")
    assert found["etag"] == row.etag == tag_for(found)
    expect_problem(row.bench.client.get(f"{row.list}?deleted=yes"), 400, field="deleted")


def test_no_search_finds_it_and_no_job_can_use_it(row, office):
    row.delete()
    assert office.everything("/api/clients/", q=row.seen["name"]) == []
    body = {"name": unique("Job "), "client_id": row.customer["id"]}
    if row.kind == "contact":
        body["contact_id"] = row.contact["id"]
    expect_problem(office.post("/api/jobs/", body), 400, field=f"{row.kind}_id")
    job = row.bench.make_job()
    change = {key: value for key, value in body.items() if key != "name"}
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", change, if_match=job["etag"]), 400, field=f"{row.kind}_id")


def test_restoring_brings_it_back_unchanged_with_a_later_version(row, office):
    row.delete()
    answer = expect(row.restore(), 200)
    now = answer.json
    assert answer.etag == now["etag"] == tag_for(now)
    assert answer.header("Content-Location") == row.path
    check(version_of(now["etag"]) > version_of(row.etag), "restoring raises the version", answer)
    assert {key for key in now if now[key] != row.seen[key]} == {"updated_at", "etag"}
    assert office.get(row.path).json == now
    assert row.among() and not row.among(deleted="true")
    assert [one["id"] for one in office.everything(f"{row.client_path}contacts/")] == [row.contact["id"]]
    assert [one["id"] for one in office.everything("/api/clients/", q=row.contact["name"])] == [row.customer["id"]]


def test_restoring_needs_no_body(row):
    row.delete()
    expect(row.bench.client.post(f"{row.path}restore/", if_match=row.etag), 200)


def test_restoring_is_checked_like_any_change(row, office, workshop):
    expect_problem(office.post(f"{row.path}restore/", {}, if_match=row.seen["etag"]), 409)
    row.delete()
    expect_problem(workshop.post(f"{row.path}restore/", {}, if_match=row.etag), 403)
    expect_problem(row.restore(if_match=None), 428)
    expect_problem(row.restore(if_match="*"), 428)
    expect_problem(row.restore(if_match="broken"), 400)
    refused = row.restore(if_match=row.seen["etag"])
    problem = expect_problem(refused, 412)
    assert problem["current_etag"] == row.etag and problem["current"]["etag"] == row.etag
    assert problem["your_etag"] == row.seen["etag"] and refused.etag is None
    expect_problem(row.restore(if_match=later(row.etag)), 412)
    expect_problem(row.restore(body={"name": "x"}), 400, field="name")
    assert row.among(deleted="true")[0]["etag"] == row.etag
    expect_problem(office.post(f"{row.path.replace(row.seen['id'], NOBODY)}restore/", {}, if_match=row.etag), 404)


def test_a_retry_of_restoring_with_its_key_gets_the_first_response(row):
    row.delete()
    key = [("Idempotency-Key", unique("key"))]
    first, second = (expect(row.restore(headers=key), 200) for _ in range(2))
    assert (first.etag, first.json) == (second.etag, second.json)
    assert second.header("Idempotency-Replayed") == "true"


def test_a_contact_of_a_deleted_client_is_restored_only_with_it(bench, office):
    row = Row("contact", bench)
    row.delete()
    other = bench.make_contact(row.customer)
    whole = office.get(row.client_path)
    gone = expect(office.delete(row.client_path, if_match=whole.etag), 200)
    assert expect_problem(row.restore(), 404)["deleted_client"]["etag"] == gone.etag
    expect(office.post(f"{row.client_path}restore/", {}, if_match=gone.etag), 200)
    assert [one["id"] for one in office.everything(f"{row.client_path}contacts/")] == [other["id"]]
    expect(row.restore(), 200)


# ------------------------------------------------------------------------------------------------- what goes with a client

@pytest.mark.parametrize("what", ["make", "change", "delete", "restore"])
def test_a_contact_has_its_own_version_and_keeps_that_of_its_client(bench, office, what):
    customer = bench.make_customer()
    path = f"/api/clients/{customer['id']}/"
    contact = bench.make_contact(customer)
    one = f"{path}contacts/{contact['id']}/"
    if what == "change":
        expect(office.patch(one, {"phone": "+49 30 999"}, if_match=contact["etag"]), 200)
    elif what != "make":
        gone = expect(office.delete(one, if_match=contact["etag"]), 200)
        if what == "restore":
            expect(office.post(f"{one}restore/", {}, if_match=gone.etag), 200)
    expect(office.get(path, if_none_match=customer["etag"]), 304)
    there = office.everything(f"{path}contacts/")
    # Deleted with its client, and restored with it.
    gone = expect(office.delete(path, if_match=customer["etag"]), 200)
    expect(office.post(f"{path}restore/", {}, if_match=gone.etag), 200)
    assert office.everything(f"{path}contacts/") == there and len(there) == (what != "delete")


def test_a_client_with_jobs_still_cannot_be_deleted(bench, office, job):
    path = f"/api/clients/{job['client_id']}/"
    expect_problem(office.delete(path, if_match=office.get(path).etag), 409)


# ------------------------------------------------------------------------------------------------------------- the stream

def told(stream, customer, etag, deleted=False, times=1):
    expected = {"id": customer["id"], "etag": etag, "deleted": deleted}
    assert stream._wait(lambda: len([one for one in stream.now("client") if one.data == expected]) == times, SOON), stream.now("client")


@pytest.mark.parametrize("email", [OFFICE, WORKSHOP])
def test_the_stream_reports_clients_and_their_contacts(server, bench, office, email):
    with Stream(server, email) as stream:
        customer = bench.make_customer()
        path = f"/api/clients/{customer['id']}/"
        told(stream, customer, customer["etag"])
        contact = bench.make_contact(customer)
        told(stream, customer, customer["etag"], times=2)
        expect(office.patch(f"{path}contacts/{contact['id']}/", {"phone": "+49 30 999"}, if_match=contact["etag"]), 200)
        told(stream, customer, customer["etag"], times=3)
        gone = expect(office.delete(path, if_match=customer["etag"]), 200)
        told(stream, customer, gone.etag, deleted=True)
        back = expect(office.post(f"{path}restore/", {}, if_match=gone.etag), 200)
        told(stream, customer, back.etag)


def test_it_reports_staff_to_everyone_and_clients_not_to_streams_of_one_job(server, admin, bench, job):
    with Stream(server, WORKSHOP, job=job["id"]) as narrow, Stream(server, WORKSHOP) as wide:
        customer = bench.make_customer()
        told(wide, customer, customer["etag"])
        word = unique("person")
        body = {"name": word, "email": f"{word}@example.com", "role": "workshop", "password": "a-good-long-password"}
        person = expect(admin.post("/api/staff/", body), 201).json
        for stream in (narrow, wide):
            stream.wait_for(lambda one: one.kind == "staff" and one.data == {"id": person["id"]})
        expect(admin.patch(f"/api/staff/{person['id']}/", {"is_active": False}, if_match=person["etag"]), 200)
        assert narrow._wait(lambda: len([one for one in narrow.events if one.kind == "staff"]) == 2, SOON)
        assert narrow.now("client") == []


def test_unstored_events_do_not_change_the_stream_position(server, bench, job):
    with Stream(server) as stream:
        stream.wait_for_tag(bench.change(job["id"], notes="one")["etag"])
        last = stream.last
        customer = bench.make_customer()
        told(stream, customer, customer["etag"])
        assert stream.last == last and [one.id for one in stream.now("client")] == [None]
    now = bench.change(job["id"], notes="two")
    with Stream(server, after=last) as stream:
        stream.wait_for_tag(now["etag"])
        assert stream.now("client") == []


def test_rejected_changes_are_not_reported(server, bench, office, job):
    customer = bench.make_customer()
    path = f"/api/clients/{customer['id']}/"
    with Stream(server) as stream:
        expect_problem(office.delete(path, if_match=later(customer["etag"])), 412)
        expect_problem(office.patch(path, {"name": ""}, if_match=customer["etag"]), 400)
        stream.wait_for_tag(bench.change(job["id"])["etag"])
        assert stream.now("client") == []
