"""CONTRACT §1 and §7: trailing slashes, HEAD, OPTIONS, unsupported methods, ids in any case."""

import re

import pytest

from harness import (
    NOBODY, VIEWS, Server, check, expect, expect_job, expect_problem, unique, without_slash,
)
from operations import OPERATIONS

COLLECTIONS = ["/api/jobs/", "/api/jobs/status-choices/", "/api/clients/", "/api/staff/", "/api/auth/me/"]


def same_answer(client, one, two):
    first, second = client.get(one), client.get(two)
    check(first.status == second.status and first.raw == second.raw, "the answers must be the same", first, second)
    for name in ("ETag", "Content-Type", "Cache-Control", "Vary"):
        check(first.header(name) == second.header(name), f"{name} must be the same", first, second)
    return first


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_a_job_is_the_same_without_its_trailing_slash(office, job, view):
    path = f"/api/jobs/{job['id']}/{view}"
    expect(same_answer(office, path, without_slash(path)), 200)


@pytest.mark.parametrize("path", COLLECTIONS)
def test_a_collection_is_the_same_without_its_trailing_slash(admin, path):
    expect(same_answer(admin, path, without_slash(path)), 200)


def test_a_query_works_with_either_form_of_the_path(office):
    first, second = office.get("/api/jobs/?limit=2"), office.get("/api/jobs?limit=2")
    check(first.status == second.status == 200 and first.raw == second.raw, "the same", first, second)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_plain_path_is_the_same_with_a_trailing_slash(anonymous, path):
    for one in (path, f"{path}/"):
        expect(anonymous.get(one), 200)


def test_a_client_and_its_contacts_are_the_same_without_the_trailing_slash(office, bench):
    contact = bench.make_contact(bench.customer)
    path = f"/api/clients/{bench.customer['id']}/"
    for one in (path, f"{path}contacts/", f"{path}contacts/{contact['id']}/"):
        expect(same_answer(office, one, without_slash(one)), 200)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_mutation_works_without_the_trailing_slash(bench, name):
    mutation = OPERATIONS[name](bench)
    mutation.path = without_slash(mutation.path)
    expect(mutation.send(if_match=mutation.etag), 200, 201)


def test_records_are_created_without_the_trailing_slash(office, bench):
    expect_job(office.post("/api/jobs", {"name": unique("Job "), "client_id": bench.customer["id"]}), 201)
    customer = expect(office.post("/api/clients", {"name": unique("Client ")}), 201).json
    expect(office.post(f"/api/clients/{customer['id']}/contacts", {"name": "Ada"}), 201)


@pytest.mark.parametrize("path", ["/api/jobs/nothing", "/api/nothing", "/nothing-at-all"])
def test_an_unknown_path_does_not_redirect_either(office, path):
    expect(office.get(path), 404)
    expect(office.get(f"{path}/"), 404)


# ---------------------------------------------------------------------------------------------------------------- HEAD

@pytest.mark.parametrize("path", [*COLLECTIONS, "/healthz", "/readyz", "/metrics"])
def test_head_has_the_headers_of_get_and_no_body(admin, path):
    got, head = expect(admin.get(path), 200), expect(admin.head(path), 200)
    check(head.raw == b"", "HEAD has no body", head)
    for name in ("ETag", "Content-Type", "Cache-Control", "Vary"):
        check(head.header(name) == got.header(name), f"HEAD must have the {name} of GET", got, head)


def test_head_of_a_missing_record_gets_404_without_a_body(office):
    answer = expect(office.head(f"/api/jobs/{NOBODY}/"), 404)
    check(answer.raw == b"", "HEAD has no body", answer)
    expect(office.get(f"/api/jobs/{NOBODY}/"), 404)  # and the connection is still synchronised


# ----------------------------------------------------------------------------------------------------------------- 405

NOT_ALLOWED = [
    ("POST", "/api/jobs/{id}/", {"GET", "PUT", "PATCH", "DELETE"}),
    ("PUT", "/api/jobs/", {"GET", "POST"}), ("DELETE", "/api/jobs/", {"GET", "POST"}),
    ("PATCH", "/api/jobs/status-choices/", {"GET"}), ("POST", "/api/jobs/{id}/header/", {"GET"}),
    ("PUT", "/api/jobs/{id}/basic-info/", {"GET"}), ("DELETE", "/api/jobs/{id}/costs/summary/", {"GET"}),
    ("PATCH", "/api/jobs/{id}/quote/", {"GET"}), ("POST", "/api/jobs/{id}/timeline/", {"GET"}),
    ("PUT", "/api/jobs/{id}/events/", {"GET", "POST"}), ("GET", "/api/jobs/{id}/accept-quote/", {"POST"}),
    ("PATCH", "/api/jobs/{id}/restore/", {"POST"}), ("PUT", "/api/jobs/{id}/cost-sets/actual/", {"GET"}),
    ("DELETE", "/api/clients/", {"GET", "POST"}), ("GET", "/api/auth/logout/", {"POST"}),
    ("DELETE", "/api/auth/me/", {"GET"}),
]


@pytest.mark.parametrize("method, path, allowed", NOT_ALLOWED, ids=[f"{one} {two}" for one, two, _ in NOT_ALLOWED])
def test_an_unsupported_method_gets_405_with_allow(office, job, method, path, allowed):
    path = path.format(id=job["id"])
    for one in (path, without_slash(path)):
        answer = office.request(method, one)
        expect_problem(answer, 405)
        check({name.lower() for name in allowed} <= answer.listed("Allow"), f"Allow must list {allowed}", answer)
        check(method.lower() not in answer.listed("Allow"), "Allow must not list what was refused", answer)


def test_the_sign_in_supports_only_post(anonymous):
    answer = anonymous.get("/api/auth/login/")
    expect_problem(answer, 405)
    check("post" in answer.listed("Allow"), "Allow: POST", answer)


def test_options_without_cors_gets_a_response(office, job):
    for path in ("/api/jobs/", f"/api/jobs/{job['id']}/"):
        answer = office.options(path)
        check(answer.status in (200, 204, 405), "OPTIONS is answered or not allowed", answer)
        check(answer.header("Allow") or answer.header("Access-Control-Allow-Methods"), "with the methods", answer)


# ----------------------------------------------------------------------------------------------------------------- ids

def test_ids_are_accepted_in_any_case_and_returned_in_lower_case(office, bench, job):
    assert job["id"] == job["id"].lower()
    for view in VIEWS:
        answer = expect(office.get(f"/api/jobs/{job['id'].upper()}/{view}"), 200)
        check(answer.etag == job["etag"], "the tag does not depend on the case of the path", answer)
    mixed = "".join(one.upper() if place % 2 else one for place, one in enumerate(job["id"]))
    assert expect_job(office.get(f"/api/jobs/{mixed}/")) == job
    now = expect_job(office.patch(f"/api/jobs/{job['id'].upper()}/", {"notes": "upper"}, if_match=job["etag"]))
    assert now["id"] == job["id"]
    upper = bench.make_job(client_id=bench.customer["id"].upper())
    assert upper["client_id"] == upper["client"]["id"] == bench.customer["id"].lower()


def test_new_records_have_increasing_version_7_ids(bench):
    ids = [bench.make_job()["id"] for _ in range(3)]
    assert all(one[14] == "7" and one[19] in "89ab" for one in ids), ids


def test_job_numbers_are_never_reused(bench):
    numbers = [bench.make_job()["job_number"] for _ in range(5)]
    assert len(set(numbers)) == 5, numbers


@pytest.mark.parametrize("one", [
    "x", "0", NOBODY[:-1], NOBODY + "0", NOBODY.replace("-", ""), "{" + NOBODY + "}", NOBODY.replace("0", "g"),
])
def test_an_invalid_id_gets_404(office, one):
    from urllib.parse import quote
    path = f"/api/jobs/{quote(one)}/"
    expect(office.get(path), 404, 400)
    expect(office.patch(path, {"notes": "x"}, if_match='"x"'), 404, 400)


# ---------------------------------------------------------------------------------------------------------- operations

def test_health_and_readiness_need_no_session(anonymous):
    expect(anonymous.get("/healthz"), 200)
    expect(anonymous.get("/readyz"), 200)


def test_the_metrics_are_prometheus_text(office, anonymous):
    expect(office.get("/api/jobs/"), 200)
    answer = expect(anonymous.get("/metrics"), 200)
    kind = (answer.header("Content-Type") or "").lower()
    check(kind.startswith("text/plain") or kind.startswith("application/openmetrics-text"), "text/plain", answer)
    sample = re.compile(r'^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [-+]?(\d[\d.eE+-]*|NaN|\+?Inf|-Inf)( \d+)?$')
    lines = [line for line in answer.text.splitlines() if line.strip() and not line.startswith("#")]
    check(lines, "there must be samples", answer)
    for line in lines:
        check(sample.match(line), f"not a Prometheus sample: {line!r}", answer)
    check("# TYPE" in answer.text, "metrics declare their types", answer)


def test_the_metrics_distinguish_operations_on_one_path(office, anonymous, job):
    def counts():
        text = expect(anonymous.get("/metrics"), 200).text
        pattern = r'^jobtag_http_requests_total\{operation="([^"]*)",status="(\d+)"\} (\d+)$'
        return {(name, int(status)): int(count) for name, status, count in re.findall(pattern, text, re.MULTILINE)}

    before = counts()
    expect(office.get(f"/api/jobs/{job['id']}/"), 200)
    expect(office.patch(f"/api/jobs/{job['id']}/", {"order_number": "M 1"}, if_match=job["etag"]), 200)
    expect(office.patch(f"/api/jobs/{job['id']}/", {"order_number": "M 2"}), 428)
    expect(office.get("/api/nothing/"), 404)
    after = counts()
    for series in [("getJob", 200), ("updateJob", 200), ("updateJob", 428), ("none", 404)]:
        assert after[series] > before.get(series, 0), series
    assert not [name for name, _ in after if "/" in name], after


def test_the_metrics_contain_no_ids_and_no_tokens(office, anonymous, job):
    expect(office.get(f"/api/jobs/{job['id']}/"), 200)
    text = expect(anonymous.get("/metrics"), 200).text
    assert job["id"] not in text and office.token not in text


@pytest.mark.parametrize("path", ["//", "///?a=b"])
def test_the_page_has_one_url_however_many_slashes_are_sent(anonymous, path):
    """Its links are relative: at another URL they would lead elsewhere."""
    answer = expect(anonymous.get(path), 308)
    assert answer.header("Location") == "/" + path.lstrip("/")
