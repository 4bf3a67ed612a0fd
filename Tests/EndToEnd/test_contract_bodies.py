"""CONTRACT §1: content types, sizes, unknown fields, values, and the shape of problems."""

import json

import pytest

from harness import MIB, NOBODY, check, exchange, expect, expect_job, expect_problem, raw_request, unique, version_of

# ------------------------------------------------------------------------------------------------------- content types

@pytest.mark.parametrize("content_type", [
    "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON",
    "application/merge-patch+json", "application/merge-patch+json; charset=utf-8",
])
def test_patch_accepts(office, job, content_type):
    path = f"/api/jobs/{job['id']}/"
    expect_job(office.patch(path, {"notes": "ok"}, if_match=job["etag"], content_type=content_type))


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_put_and_post_accept(office, bench, job, content_type):
    whole = {**job, "notes": "ok"}
    now = expect_job(office.put(f"/api/jobs/{job['id']}/", whole, if_match=job["etag"], content_type=content_type))
    event = {"description": unique("event ")}
    answer = office.post(f"/api/jobs/{job['id']}/events/", event, if_match=now["etag"], content_type=content_type)
    expect(answer, 201)


@pytest.mark.parametrize("content_type", [
    "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/xml", "application/json-patch+json", "application/jsonp", "application/octet-stream", "json",
])
def test_patch_gets_415_for(office, bench, job, content_type):
    answer = office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=job["etag"], content_type=content_type)
    expect_problem(answer, 415)
    assert bench.tag(job["id"]) == job["etag"]


def test_only_patch_accepts_merge_patch(office, bench, job):
    kind = "application/merge-patch+json"
    expect_problem(office.put(f"/api/jobs/{job['id']}/", job, if_match=job["etag"], content_type=kind), 415)
    event = {"description": "x"}
    expect_problem(office.post(f"/api/jobs/{job['id']}/events/", event, if_match=job["etag"], content_type=kind), 415)
    assert bench.tag(job["id"]) == job["etag"]


def test_a_response_is_json_in_utf_8(office, bench):
    name = "Blechschürze – 鈑金 – ⚙️ – \u00e9 – e\u0301"
    job = bench.make_job(name=name)
    answer = expect(office.get(f"/api/jobs/{job['id']}/"), 200)
    kind = answer.header("Content-Type") or ""
    check(kind.lower().startswith("application/json"), "Content-Type must be application/json", answer)
    check(answer.json["name"] == name, "Unicode must come back as it was sent", answer)


# --------------------------------------------------------------------------------------------------------------- sizes

def padded(size: int) -> bytes:
    """A JSON body of exactly this many bytes that changes nothing."""
    return b"{" + b" " * (size - 2) + b"}"


def test_a_body_of_exactly_one_mebibyte_is_accepted(office, job):
    answer = office.patch(f"/api/jobs/{job['id']}/", data=padded(MIB), if_match=job["etag"])
    assert expect_job(answer) == job


def test_a_body_of_one_byte_more_gets_413(office, bench, job):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=padded(MIB + 1), if_match=job["etag"]), 413)
    assert bench.tag(job["id"]) == job["etag"]


def chunked(server, path: str, headers: list[tuple[bytes, bytes]], body: bytes, piece: int = 65536) -> bytes:
    head = raw_request(server, "PATCH", path, headers=[*headers, (b"Transfer-Encoding", b"chunked")])
    pieces = [body[at:at + piece] for at in range(0, len(body), piece)]
    return head + b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"


def test_a_chunked_body_is_limited_too(server, bench, job):
    headers = [
        (b"Authorization", b"Bearer " + bench.client.token.encode()), (b"If-Match", job["etag"].encode()),
        (b"Content-Type", b"application/json"),
    ]
    path = f"/api/jobs/{job['id']}/"
    answer = exchange(server, chunked(server, path, headers, padded(MIB + 1)), "PATCH")
    assert answer.status == 413, answer.explain()
    assert bench.tag(job["id"]) == job["etag"]
    answer = exchange(server, chunked(server, path, headers, b'{"notes": "in pieces"}', piece=3), "PATCH")
    assert answer.status == 200, answer.explain()
    assert bench.get_job(job["id"])["notes"] == "in pieces"


# ---------------------------------------------------------------------------------------------------------- JSON itself

@pytest.mark.parametrize("body", [
    b"", b"{", b'{"notes": "x"', b'{"notes": }', b"{'notes': 'x'}", b'{"notes": "x"} more', b"notes", b"\xff\xfe{}",
    b'{"notes": "\xff"}', b"[]", b'[{"notes": "x"}]', b'"notes"', b"null", b"5", b"true",
], ids=repr)
def test_a_body_that_is_not_a_json_object_gets_400(office, bench, job, body):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=body, if_match=job["etag"]), 400)
    assert bench.tag(job["id"]) == job["etag"]


# ------------------------------------------------------------------------------------------------------ unknown fields

def test_an_unknown_field_of_a_job_gets_400_that_names_it(office, bench, job):
    path = f"/api/jobs/{job['id']}/"
    expect_problem(office.patch(path, {"colour": "red"}, if_match=job["etag"]), 400, field="colour")
    expect_problem(office.patch(path, {"Name": "x"}, if_match=job["etag"]), 400, field="Name")
    expect_problem(office.put(path, {**job, "colour": "red"}, if_match=job["etag"]), 400, field="colour")
    new = {"name": "x", "client_id": job["client_id"], "colour": "red"}
    expect_problem(office.post("/api/jobs/", new), 400, field="colour")
    assert bench.tag(job["id"]) == job["etag"]


def test_all_unknown_fields_are_named_together(office, job):
    answer = office.patch(f"/api/jobs/{job['id']}/", {"colour": "red", "weight": 5}, if_match=job["etag"])
    problem = expect_problem(answer, 400, field="colour")
    check("weight" in [entry["field"] for entry in problem["errors"]], "both fields must be named", answer)


def test_an_unknown_field_of_another_record_gets_400_too(office, anonymous, bench, job):
    events = f"/api/jobs/{job['id']}/events/"
    answer = office.post(events, {"description": "x", "colour": "red"}, if_match=job["etag"])
    expect_problem(answer, 400, field="colour")
    line = {
        "kind": "material", "description": "x", "quantity": "1.00", "unit_cost": "1.00", "unit_rev": "1.00",
        "colour": "red",
    }
    lines = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/"
    expect_problem(office.post(lines, line, if_match=job["etag"]), 400, field="colour")
    expect_problem(office.post("/api/clients/", {"name": "x", "colour": "red"}), 400, field="colour")
    contacts = f"/api/clients/{bench.customer['id']}/contacts/"
    expect_problem(office.post(contacts, {"name": "x", "colour": "red"}), 400, field="colour")
    assert bench.tag(job["id"]) == job["etag"]


# -------------------------------------------------------------------------------------------------------------- values

BAD_VALUES = [
    ("name", None), ("name", ""), ("name", "   "), ("name", 5), ("name", ["x"]), ("name", {"x": 1}), ("name", True),
    ("description", 5), ("description", {}), ("notes", 5), ("notes", ["x"]), ("order_number", {}),
    ("status", "bogus"), ("status", "Draft"), ("status", None), ("status", 1), ("status", ["draft"]),
    ("client_id", "x"), ("client_id", 5), ("client_id", NOBODY), ("contact_id", "x"), ("contact_id", NOBODY),
    ("delivery_date", "2026-02-30"), ("delivery_date", "2026-13-01"), ("delivery_date", "tomorrow"),
    ("delivery_date", "30.11.2026"), ("delivery_date", ""), ("delivery_date", 20261130), ("delivery_date", {}),
    ("price_cap", "abc"), ("price_cap", "1,250.00"), ("price_cap", "NaN"), ("price_cap", "Infinity"), ("price_cap", {}),
    ("price_cap", "1e999999"), ("price_cap", "12.345"), ("price_cap", True), ("charge_out_rate", "abc"),
    ("charge_out_rate", []), ("paid", "yes"), ("paid", None), ("paid", 1), ("collected", "true"),
    ("fully_invoiced", {}), ("rejected_flag", []), ("priority", {}), ("assigned_to", "x"), ("assigned_to", ["x"]),
    ("assigned_to", [NOBODY]), ("assigned_to", [5]), ("pricing_methodology", 5), ("speed_quality_tradeoff", {}),
]


@pytest.mark.parametrize("name, value", BAD_VALUES, ids=[f"{name}={json.dumps(value)}" for name, value in BAD_VALUES])
def test_an_invalid_value_gets_400_that_names_the_field(office, bench, job, name, value):
    answer = office.patch(f"/api/jobs/{job['id']}/", {name: value}, if_match=job["etag"])
    problem = expect_problem(answer, 400)
    named = [entry["field"] for entry in problem.get("errors", [])]
    check(any(one == name or one.startswith((f"{name}.", f"{name}[")) for one in named), f"must name {name}", answer)
    assert bench.tag(job["id"]) == job["etag"]


def test_several_invalid_values_are_reported_together(office, job):
    body = {"name": "", "status": "bogus", "delivery_date": "2026-02-30"}
    problem = expect_problem(office.patch(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]), 400, field="name")
    assert {"name", "status", "delivery_date"} <= {entry["field"] for entry in problem["errors"]}


def test_an_invalid_value_prevents_the_whole_change(office, bench, job):
    body = {"notes": "good", "status": "bogus"}
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]), 400, field="status")
    assert bench.get_job(job["id"]) == job


@pytest.mark.parametrize("body, field", [
    ({"client_id": None}, "name"), ({"name": "", "client_id": "of the bench"}, "name"),
    ({"name": "x", "client_id": NOBODY}, "client_id"), ({"name": "x", "client_id": "of the bench", "status": "no"}, "status"),
])
def test_a_new_job_needs_a_name_and_existing_references(office, bench, body, field):
    if body.get("client_id") == "of the bench":
        body = {**body, "client_id": bench.customer["id"]}
    expect_problem(office.post("/api/jobs/", body), 400, field=field)


def test_a_new_job_gets_201_with_location_and_tag(office, bench):
    answer = office.post("/api/jobs/", {"name": unique("Job "), "client_id": bench.customer["id"]})
    job = expect_job(answer, 201)
    location = answer.header("Location") or ""
    check(location.rstrip("/").endswith(f"/api/jobs/{job['id']}"), "Location must lead to the job", answer)
    assert expect_job(office.get(location[location.index("/api/"):])) == job


FIELDS = [
    "id", "job_number", "name", "description", "status", "client_id", "client", "contact_id", "contact", "order_number",
    "delivery_date", "notes", "pricing_methodology", "price_cap", "charge_out_rate", "speed_quality_tradeoff",
    "quote_acceptance_date", "completed_at", "paid", "collected", "fully_invoiced", "rejected_flag", "priority",
    "assigned_to", "created_by", "created_at", "updated_at", "etag",
]


def test_a_job_has_all_its_fields(bench, office):
    customer = bench.make_customer()
    contact = bench.make_contact(customer)
    job = bench.make_job(client_id=customer["id"], contact_id=contact["id"], price_cap="10.00")
    missing = [name for name in FIELDS if name not in job]
    assert not missing, f"missing: {missing}"
    assert job["client"] == {"id": customer["id"], "name": customer["name"]}
    for key in ("id", "name", "email", "phone"):
        assert job["contact"][key] == contact[key], key
    assert isinstance(job["assigned_to"], list)
    assert isinstance(job["paid"], bool) and job["price_cap"] == "10.00"
    assert version_of(job["etag"]) > 0


# ------------------------------------------------------------------------------------------------------------ problems

def test_each_problem_type_has_an_explanation_page(office, workshop, anonymous, bench, job):
    path = f"/api/jobs/{job['id']}/"
    stale = job["etag"]
    job = bench.change(job["id"])
    refused = {
        400: office.patch(path, {"name": 5}, if_match=job["etag"]),
        401: anonymous.get(path),
        403: workshop.patch(path, {"name": "x"}),
        404: office.get(f"/api/jobs/{NOBODY}/"),
        405: office.post(path, {}),
        409: office.post(f"{path}accept-quote/", {}, if_match=job["etag"]),
        412: office.patch(path, {"name": "x"}, if_match=stale),
        413: office.patch(path, data=padded(MIB + 1), if_match=job["etag"]),
        415: office.patch(path, {}, if_match=job["etag"], content_type="text/plain"),
        428: office.patch(path, {"name": "x"}),
    }
    for status, answer in refused.items():
        problem = expect_problem(answer, status)
        page = expect(anonymous.get(problem["type"]), 200)
        kind = (page.header("Content-Type") or "").lower()
        check(kind.startswith("text/html"), f"the page of {problem['type']} must be HTML", answer, page)
        check(len(page.raw) > 100, "the page must explain the problem", page)


def test_browsers_get_a_problem_as_a_page_and_programs_as_json(anonymous):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    for path in ("/foo", "/foo/bar.html", "/problems/nothing-like-this"):
        page = expect(anonymous.get(path, headers={"Accept": browser}), 404)
        check((page.header("Content-Type") or "").startswith("text/html"), "a browser is shown a page", page)
        check('href="/"' in page.text and "accept" in page.listed("Vary"), "it leads on to the board", page)
        for accept in ("*/*", "application/json", "application/problem+json, text/html;q=0.9", "text/html;q=0, */*"):
            answer = anonymous.get(path, headers={"Accept": accept})
            expect_problem(answer, 404)
            check("accept" in answer.listed("Vary"), "caches are told that there is another form", answer)
        expect_problem(anonymous.get(path), 404)
    # The API always returns JSON.
    expect_problem(anonymous.get("/api/foo", headers={"Accept": browser}), 401)


def test_problem_types_differ(office, bench, job):
    path = f"/api/jobs/{job['id']}/"
    kinds = [
        expect_problem(office.patch(path, {"name": 5}, if_match=job["etag"]), 400)["type"],
        expect_problem(office.get(f"/api/jobs/{NOBODY}/"), 404)["type"],
        expect_problem(office.patch(path, {"name": "x"}, if_match='"x"'), 412)["type"],
        expect_problem(office.patch(path, {"name": "x"}), 428)["type"],
    ]
    assert len(set(kinds)) == 4, kinds


def test_a_problem_names_the_path_of_the_request(office):
    path = f"/api/jobs/{NOBODY}/"
    answer = office.get(path)
    check(NOBODY in expect_problem(answer, 404)["instance"], "`instance` must name this request's path", answer)


def test_an_unknown_path_gets_404(office):
    for path in ("/api/", "/api/nothing/", "/api/jobs/nothing/at/all/", f"/api/jobs/{NOBODY}/nothing/"):
        expect_problem(office.get(path), 404)
