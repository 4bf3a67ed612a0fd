"""CONTRACT §7: cost sets, their lines and totals, quotes, revisions and acceptance."""

import re
from decimal import Decimal

import pytest

from harness import KINDS, NOBODY, check, expect, expect_job, expect_problem, unique, version_of


def lines_path(job, kind, line=None):
    return f"/api/jobs/{job['id']}/cost-sets/{kind}/lines/" + (f"{line['id']}/" if line else "")


def cost_set(office, job, kind):
    answer = expect(office.get(f"/api/jobs/{job['id']}/cost-sets/{kind}/"), 200)
    body = answer.json
    check(body["kind"] == kind and isinstance(body["lines"], list), "{kind, revision, lines, totals}", answer)
    check({"cost", "revenue", "hours", "margin"} <= set(body["totals"]), "totals{cost, revenue, hours, margin}", answer)
    for amount in body["totals"].values():
        check(isinstance(amount, str) and re.fullmatch(r"-?\d+\.\d\d", amount), f"{amount!r}: not two digits", answer)
    return body


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_job_has_empty_cost_sets(office, job, kind):
    body = cost_set(office, job, kind)
    assert body["lines"] == []
    assert Decimal(body["totals"]["cost"]) == 0 and Decimal(body["totals"]["revenue"]) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sort", ["time", "material", "adjustment"])
def test_a_line_can_be_added_changed_and_removed(office, bench, job, kind, sort):
    text = unique("line ")
    body = {"kind": sort, "description": text, "quantity": "1.50", "unit_cost": "40.00", "unit_rev": "95.00"}
    answer = expect(office.post(lines_path(job, kind), body, if_match=job["etag"]), 201)
    added = answer.json
    check(added["job"]["etag"] == answer.etag, "the job's tag is in the body and the header", answer)
    check(version_of(answer.etag) > version_of(job["etag"]), "a line raises the version", answer)
    line = added["line"]
    assert (line["kind"], line["description"]) == (sort, text)
    assert (line["cost"], line["revenue"]) == ("60.00", "142.50")
    assert Decimal(line["quantity"]) == Decimal("1.5")
    assert (line["unit_cost"], line["unit_rev"]) == ("40.00", "95.00")
    assert [one["id"] for one in cost_set(office, job, kind)["lines"]] == [line["id"]]

    answer = expect(office.patch(lines_path(job, kind, line), {"quantity": "2.00"}, if_match=answer.etag), 200)
    assert answer.json["line"]["cost"] == "80.00" and answer.json["job"]["etag"] == answer.etag
    assert cost_set(office, job, kind)["totals"]["revenue"] == "190.00"

    before = answer.etag
    answer = expect(office.delete(lines_path(job, kind, line), if_match=before), 200)
    assert answer.json["job"]["etag"] == answer.etag and version_of(answer.etag) > version_of(before)
    assert cost_set(office, job, kind)["lines"] == []
    assert bench.tag(job["id"]) == answer.etag


TOTALS = {
    "ten times ten cents": ([("1.00", "0.10", "0.10")] * 10, "1.00", "1.00"),
    "three times 35 cents": ([("3.00", "0.35", "0.70")], "1.05", "2.10"),
    "1.15 a hundred times": ([("100.00", "1.15", "1.16")], "115.00", "116.00"),
    "a tenth of a tenth": ([("1.10", "1.10", "2.20")], "1.21", "2.42"),
    "a large sum and one cent": ([("1.00", "9999999.99", "9999999.99"), ("1.00", "0.01", "0.02")], "10000000.00", "10000000.01"),
    "what binary fractions get wrong": ([("1.00", "0.10", "0.70"), ("1.00", "0.20", "0.10")], "0.30", "0.80"),
    "half a cent up": ([("1.50", "33.33", "0.10")], "50.00", "0.15"),
}


@pytest.mark.parametrize("lines, cost, revenue", TOTALS.values(), ids=TOTALS.keys())
def test_totals_are_exact_for(office, bench, job, lines, cost, revenue):
    for quantity, unit_cost, unit_rev in lines:
        bench.add_line(job["id"], "estimate", quantity=quantity, unit_cost=unit_cost, unit_rev=unit_rev)
    totals = cost_set(office, job, "estimate")["totals"]
    assert (totals["cost"], totals["revenue"]) == (cost, revenue)
    assert Decimal(totals["margin"]) == Decimal(revenue) - Decimal(cost)
    summary = expect(office.get(f"/api/jobs/{job['id']}/costs/summary/"), 200).json
    assert summary["estimate"] == totals


def test_an_amount_is_always_rounded_to_the_nearest_cent(office, job):
    line = {"kind": "material", "description": "x", "quantity": "3.00", "unit_cost": "0.335", "unit_rev": "0.335"}
    answer = expect(office.post(lines_path(job, "estimate"), line, if_match=job["etag"]), 201, 400)
    if answer.status == 201:
        check(answer.json["line"]["cost"] in ("1.00", "1.01"), "3 × 0.335 = 1.005", answer)


def test_hours_count_only_time_lines(office, bench, job):
    bench.add_line(job["id"], "estimate", kind="time", quantity="1.25")
    bench.add_line(job["id"], "estimate", kind="time", quantity="2.50")
    bench.add_line(job["id"], "estimate", kind="material", quantity="8.00")
    assert cost_set(office, job, "estimate")["totals"]["hours"] == "3.75"


def test_the_summary_has_the_totals_of_each_kind(office, bench, job):
    for kind in KINDS:
        bench.add_line(job["id"], kind, quantity="1.00", unit_cost="5.00", unit_rev="8.00")
    summary = expect(office.get(f"/api/jobs/{job['id']}/costs/summary/"), 200).json
    for kind in KINDS:
        assert summary[kind] == cost_set(office, job, kind)["totals"], kind


def test_the_quote_is_the_quote_cost_set(office, bench, job):
    bench.add_line(job["id"], "quote")
    quote = expect(office.get(f"/api/jobs/{job['id']}/quote/"), 200).json
    assert quote == expect(office.get(f"/api/jobs/{job['id']}/cost-sets/quote/"), 200).json


BAD_LINES = [
    ("kind", "magic"), ("kind", None), ("description", 5), ("quantity", "many"), ("quantity", {}), ("quantity", "NaN"),
    ("unit_cost", "1,00"), ("unit_cost", "1e999999"), ("unit_rev", []), ("unit_rev", "Infinity"),
]


@pytest.mark.parametrize("name, value", BAD_LINES, ids=[f"{name}={value!r}" for name, value in BAD_LINES])
def test_an_invalid_line_gets_400_that_names_the_field(office, bench, job, name, value):
    line = {"kind": "time", "description": "x", "quantity": "1.00", "unit_cost": "1.00", "unit_rev": "1.00", name: value}
    expect_problem(office.post(lines_path(job, "actual"), line, if_match=job["etag"]), 400, field=name)
    assert bench.tag(job["id"]) == job["etag"]


def test_missing_lines_get_404(office, bench, job):
    line = bench.add_line(job["id"], "estimate")
    etag = line["job"]["etag"]
    for path in (
        lines_path(job, "estimate", {"id": NOBODY}), lines_path(job, "quote", line["line"]),
        f"/api/jobs/{bench.make_job()['id']}/cost-sets/estimate/lines/{line['line']['id']}/",
    ):
        expect_problem(office.patch(path, {"quantity": "3.00"}, if_match=etag), 404)
        expect_problem(office.delete(path, if_match=etag), 404)
    expect_problem(office.get(f"/api/jobs/{job['id']}/cost-sets/guess/"), 404)
    assert bench.tag(job["id"]) == etag


def test_a_revision_has_the_next_number(office, bench, job):
    now = bench.add_line(job["id"], "quote")["job"]
    before = cost_set(office, job, "quote")["revision"]
    answer = office.post(f"/api/jobs/{job['id']}/cost-sets/quote/revise/", {}, if_match=now["etag"])
    expect(answer, 200, 201)
    check(version_of(answer.etag) > version_of(now["etag"]), "a revision raises the version", answer)
    assert cost_set(office, job, "quote")["revision"] == before + 1
    assert bench.tag(job["id"]) == answer.etag
    for path in ("quote", "cost-sets/quote"):
        earlier = expect(office.get(f"/api/jobs/{job['id']}/{path}/?revision={before}"), 200)
        check(earlier.json["revision"] == before and earlier.etag == answer.etag, "an earlier one can be looked at", earlier)


# ---------------------------------------------------------------------------------------------------------- acceptance

def accept(client, job, etag=None, **options):
    return client.post(f"/api/jobs/{job['id']}/accept-quote/", if_match=etag or job["etag"], **options)


@pytest.mark.parametrize("status", ["draft", "awaiting_approval"])
def test_a_quote_can_be_accepted_while_the_job_is(office, bench, status):
    job = bench.make_job(status=status)
    job = bench.add_line(job["id"], "quote")["job"]
    now = expect_job(accept(office, job, body={}))
    assert now["status"] == "approved"
    assert re.match(r"\d{4}-\d\d-\d\d", now["quote_acceptance_date"] or ""), now["quote_acceptance_date"]
    assert now == bench.get_job(job["id"])


@pytest.mark.parametrize("status", ["approved", "in_progress", "unusual", "recently_completed", "special", "archived"])
def test_a_quote_cannot_be_accepted_if_the_job_is(office, bench, status):
    job = bench.make_job(status=status)
    job = bench.add_line(job["id"], "quote")["job"]
    expect_problem(accept(office, job, body={}), 409)
    assert bench.get_job(job["id"]) == bench.get_job(job["id"])
    assert bench.tag(job["id"]) == job["etag"]


def test_accepting_needs_no_body(office, bench, job):
    job = bench.add_line(job["id"], "quote")["job"]
    assert expect_job(accept(office, job))["status"] == "approved"


def test_accepting_without_a_quote_is_rejected(office, bench, job):
    job = bench.add_line(job["id"], "estimate")["job"]
    expect_problem(accept(office, job, body={}), 409)
    assert bench.tag(job["id"]) == job["etag"]


def test_a_quote_can_be_accepted_only_once(office, bench, job):
    job = bench.add_line(job["id"], "quote")["job"]
    now = expect_job(accept(office, job, body={}))
    expect_problem(accept(office, now, body={}), 409)
    assert bench.get_job(job["id"]) == now


def test_a_quote_stays_accepted_if_the_job_becomes_a_draft_again(office, bench, job):
    job = bench.add_line(job["id"], "quote")["job"]
    accepted = expect_job(accept(office, job, body={}))
    back = bench.change(accepted["id"], status="draft")
    expect(accept(office, back, body={}), 409, 200)
    assert bench.get_job(job["id"])["quote_acceptance_date"]
