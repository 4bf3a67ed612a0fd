"""CONTRACT §2 and §6: clients and contacts, their own tags, and their consistency with jobs."""

import pytest

from harness import (
    NOBODY, check, expect, expect_job, expect_problem, later, tag_for, unique, version_of,
)


def expect_row(answer, *statuses):
    """A client or contact whose tag, body and `updated_at` agree."""
    expect(answer, *(statuses or (200,)))
    row = answer.json
    check(answer.etag == row.get("etag") == tag_for(row), "header, body and updated_at must name one version", answer)
    return row


@pytest.fixture
def pair(bench):
    """Two clients, a with contacts a1 and a2, b with contact b1."""
    a, b = bench.make_customer(), bench.make_customer()
    return {
        "a": a, "b": b, "a1": bench.make_contact(a), "a2": bench.make_contact(a), "b1": bench.make_contact(b),
    }


@pytest.fixture
def held(bench, pair):
    """A job of client a with contact a1."""
    return bench.make_job(client_id=pair["a"]["id"], contact_id=pair["a1"]["id"])


# --------------------------------------------------------------------------------------------------- tags of their own

def row_of(kind, bench):
    customer = bench.make_customer()
    if kind == "client":
        return f"/api/clients/{customer['id']}/"
    return f"/api/clients/{customer['id']}/contacts/{bench.make_contact(customer)['id']}/"


@pytest.fixture(params=["client", "contact"])
def row_path(request, bench):
    return row_of(request.param, bench)


def test_it_has_its_own_tag_and_gets_304(office, row_path):
    answer = office.get(row_path)
    row = expect_row(answer)
    check({"private", "no-cache"} <= answer.listed("Cache-Control"), "Cache-Control: private, no-cache", answer)
    expect(office.get(row_path, if_none_match=row["etag"]), 304)
    expect(office.get(row_path, if_none_match=f"W/{row['etag']}"), 304)
    expect(office.get(row_path, if_none_match='"other"'), 200)
    expect(office.head(row_path, if_none_match=row["etag"]), 304)


def test_a_change_needs_its_current_tag(office, row_path):
    row = expect_row(office.get(row_path))
    name = {"name": unique("Name ")}
    expect_problem(office.patch(row_path, name), 428)
    expect_problem(office.patch(row_path, name, if_match="*"), 428)
    expect_problem(office.patch(row_path, name, if_match="broken"), 400)
    refused = office.patch(row_path, name, if_match=later(row["etag"]))
    expect_problem(refused, 412)
    check(refused.etag is None, "a 412 carries no ETag header", refused)
    assert expect_row(office.get(row_path)) == row
    now = expect_row(office.patch(row_path, name, if_match=f"W/{row['etag']}"))
    assert now["name"] == name["name"] and version_of(now["etag"]) > version_of(row["etag"])
    expect_problem(office.patch(row_path, {"name": unique()}, if_match=row["etag"]), 412)


def test_a_change_without_effect_keeps_its_tag(office, row_path):
    row = expect_row(office.get(row_path))
    assert expect_row(office.patch(row_path, {"name": row["name"]}, if_match=row["etag"])) == row


def test_it_can_be_replaced_with_put(office, row_path):
    row = expect_row(office.get(row_path))
    expect_problem(office.put(row_path, row), 428)
    now = expect_row(office.put(row_path, {**row, "name": unique("Whole ")}, if_match=row["etag"]))
    assert now["name"] != row["name"]


def test_it_can_be_deleted_with_its_tag(office, row_path):
    row = expect_row(office.get(row_path))
    expect_problem(office.delete(row_path), 428)
    expect_problem(office.delete(row_path, if_match=later(row["etag"])), 412)
    expect(office.delete(row_path, if_match=row["etag"]), 200, 204)
    expect_problem(office.get(row_path), 404)


@pytest.mark.parametrize("body", [{"name": ""}, {"name": None}, {"name": 5}, {"colour": "red"}], ids=str)
def test_an_invalid_value_gets_400_that_names_the_field(office, row_path, body):
    row = expect_row(office.get(row_path))
    expect_problem(office.patch(row_path, body, if_match=row["etag"]), 400, field=next(iter(body)))
    assert expect_row(office.get(row_path)) == row


def test_creating_one_needs_no_if_match_but_evaluates_one(office, bench):
    contacts = f"/api/clients/{bench.customer['id']}/contacts/"
    for path in ("/api/clients/", contacts):
        row = expect_row(office.post(path, {"name": unique("New ")}), 201)
        assert row["name"]
        expect_problem(office.post(path, {"name": unique("New ")}, if_match="broken"), 400)
        expect_problem(office.post(path, {"name": unique("New ")}, if_match='"no-version-of-anything"'), 412)


def test_the_contacts_of_a_client_are_a_list_with_tags(office, bench, pair):
    path = f"/api/clients/{pair['a']['id']}/contacts/"
    answer = expect(office.get(path), 200)
    check((answer.etag or "").startswith('W/"'), "a list's tag is weak", answer)
    rows = answer.json["results"]
    assert sorted(row["id"] for row in rows) == sorted([pair["a1"]["id"], pair["a2"]["id"]])
    assert all(row["etag"] == tag_for(row) for row in rows)
    expect(office.get(path, if_none_match=answer.etag), 304)


def test_the_client_list_has_the_tag_of_each_client(office, bench):
    customer = bench.make_customer()
    row = next(row for row in office.everything("/api/clients/") if row["id"] == customer["id"])
    assert row["etag"] == expect_row(office.get(f"/api/clients/{customer['id']}/"))["etag"]


def test_an_unknown_record_gets_404(office, bench, pair):
    expect_problem(office.get(f"/api/clients/{NOBODY}/"), 404)
    expect_problem(office.get(f"/api/clients/{NOBODY}/contacts/"), 404)
    expect_problem(office.get(f"/api/clients/{pair['a']['id']}/contacts/{NOBODY}/"), 404)
    expect_problem(office.get(f"/api/clients/{pair['a']['id']}/contacts/{pair['b1']['id']}/"), 404)
    expect_problem(office.patch(f"/api/clients/{NOBODY}/", {"name": "x"}), 404)


# ------------------------------------------------------------------------------------------- what a job shows of them

def test_renaming_a_client_gives_its_jobs_new_versions(office, bench, pair, held):
    other = bench.make_job(client_id=pair["b"]["id"])
    path = f"/api/clients/{pair['a']['id']}/"
    expect(office.get(f"/api/jobs/{held['id']}/", if_none_match=held["etag"]), 304)
    name = unique("Renamed ")
    expect_row(office.patch(path, {"name": name}, if_match=expect_row(office.get(path))["etag"]))
    now = expect_job(office.get(f"/api/jobs/{held['id']}/", if_none_match=held["etag"]))
    assert now["client"]["name"] == name
    assert version_of(now["etag"]) > version_of(held["etag"])
    expect_problem(office.patch(f"/api/jobs/{held['id']}/", {"notes": "x"}, if_match=held["etag"]), 412)
    expect(office.get(f"/api/jobs/{other['id']}/", if_none_match=other["etag"]), 304)


@pytest.mark.parametrize("name, value", [
    ("name", "Zoë Brontë"), ("email", "zoe@example.com"), ("phone", "+44 20 7946 0000"),
])
def test_changing_a_contact_gives_its_job_a_new_version(office, bench, pair, held, name, value):
    path = f"/api/clients/{pair['a']['id']}/contacts/{pair['a1']['id']}/"
    expect_row(office.patch(path, {name: value}, if_match=expect_row(office.get(path))["etag"]))
    now = expect_job(office.get(f"/api/jobs/{held['id']}/", if_none_match=held["etag"]))
    assert now["contact"][name] == value


# -------------------------------------------------------------------------------------------------- the contact's rule

def test_setting_another_client_by_patch_clears_the_contact(office, pair, held):
    now = expect_job(office.patch(f"/api/jobs/{held['id']}/", {"client_id": pair["b"]["id"]}, if_match=held["etag"]))
    assert now["client"] == {"id": pair["b"]["id"], "name": pair["b"]["name"]}
    assert now["client_id"] == pair["b"]["id"]
    assert now["contact_id"] is None and now["contact"] is None


def test_setting_another_client_by_put_clears_the_repeated_contact(office, pair, held):
    body = {**held, "client_id": pair["b"]["id"]}
    now = expect_job(office.put(f"/api/jobs/{held['id']}/", body, if_match=held["etag"]))
    assert now["client"]["id"] == now["client_id"] == pair["b"]["id"]
    assert now["contact_id"] is None and now["contact"] is None


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_another_client_with_its_own_contact_is_accepted(office, pair, held, method):
    change = {"client_id": pair["b"]["id"], "contact_id": pair["b1"]["id"]}
    body = {**held, **change} if method == "PUT" else change
    now = expect_job(office.request(method, f"/api/jobs/{held['id']}/", body, if_match=held["etag"]))
    assert (now["client_id"], now["contact_id"]) == (pair["b"]["id"], pair["b1"]["id"])
    assert now["contact"]["name"] == pair["b1"]["name"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_new_contact_of_another_client_gets_400(office, bench, pair, held, method):
    change = {"contact_id": pair["b1"]["id"]}
    body = {**held, **change} if method == "PUT" else change
    answer = office.request(method, f"/api/jobs/{held['id']}/", body, if_match=held["etag"])
    expect_problem(answer, 400, field="contact_id")
    assert bench.get_job(held["id"]) == held


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_new_contact_of_the_previous_client_gets_400(office, bench, pair, held, method):
    change = {"client_id": pair["b"]["id"], "contact_id": pair["a2"]["id"]}
    body = {**held, **change} if method == "PUT" else change
    answer = office.request(method, f"/api/jobs/{held['id']}/", body, if_match=held["etag"])
    expect_problem(answer, 400, field="contact_id")
    assert bench.get_job(held["id"]) == held


def test_a_patch_that_repeats_the_contact_never_keeps_it_with_another_client(office, bench, pair, held):
    body = {"client_id": pair["b"]["id"], "contact_id": pair["a1"]["id"]}
    expect(office.patch(f"/api/jobs/{held['id']}/", body, if_match=held["etag"]), 200, 400)
    now = bench.get_job(held["id"])
    assert (now["client_id"], now["contact_id"]) in [(pair["b"]["id"], None), (pair["a"]["id"], pair["a1"]["id"])]


def test_another_contact_of_the_same_client_is_accepted(office, pair, held):
    change = {"contact_id": pair["a2"]["id"]}
    now = expect_job(office.patch(f"/api/jobs/{held['id']}/", change, if_match=held["etag"]))
    assert now["contact"]["id"] == pair["a2"]["id"]


def test_the_contact_can_be_cleared_alone(office, pair, held):
    now = expect_job(office.patch(f"/api/jobs/{held['id']}/", {"contact_id": None}, if_match=held["etag"]))
    assert now["contact"] is None and now["client_id"] == pair["a"]["id"]


def test_a_new_job_with_a_contact_of_another_client_gets_400(office, pair):
    body = {"name": unique("Job "), "client_id": pair["a"]["id"], "contact_id": pair["b1"]["id"]}
    expect_problem(office.post("/api/jobs/", body), 400, field="contact_id")


def test_a_client_with_jobs_cannot_be_deleted(office, bench, pair, held):
    path = f"/api/clients/{pair['a']['id']}/"
    row = expect_row(office.get(path))
    answer = office.delete(path, if_match=row["etag"])
    check(answer.status < 500, "a client in use must be refused or handled, not fail", answer)
    now = expect_job(office.get(f"/api/jobs/{held['id']}/"))
    assert now["client"]["name"] == pair["a"]["name"]
