"""CONTRACT, queries: an unknown parameter is rejected by name, whatever syntax a client uses for lists."""

import pytest

from harness import NOBODY, STATUSES, check, expect, expect_problem, unique
from operations import OPERATIONS


@pytest.fixture(scope="module")
def shelf(bench):
    """A client with one job of each status."""
    customer = bench.make_customer()
    jobs = {status: bench.make_job(client_id=customer["id"], status=status)["id"] for status in STATUSES}
    return {"client_id": customer["id"], "jobs": jobs}


def found(office, shelf, query):
    answer = expect(office.get(f"/api/jobs/?client_id={shelf['client_id']}&limit=1000&{query}"), 200)
    return {row["id"] for row in answer.json["results"]}


ONE = ["status[]=archived", "status%5B%5D=archived", "status%5b%5d=archived", "status%5B0%5D=archived", "status[7]=archived", "status=archived,",
       "status[]=archived&status[]=archived", "status[]=archived&status="]
TWO = ["status[]=archived&status[]=draft", "status[0]=archived&status[1]=draft", "status=archived,draft", "status=archived%2Cdraft",
       "status=archived&status=draft", "status[]=archived&status=draft", "status[]=archived,draft"]


@pytest.mark.parametrize("query", ONE)
def test_a_list_of_one_is_understood_as(office, shelf, query):
    assert found(office, shelf, query) == {shelf["jobs"]["archived"]}


@pytest.mark.parametrize("query", TWO)
def test_a_list_of_two_is_understood_as(office, shelf, query):
    assert found(office, shelf, query) == {shelf["jobs"]["archived"], shelf["jobs"]["draft"]}


@pytest.mark.parametrize("query", ["status[]=bogus", "status=archived,bogus", "status[0]=archived&status[1]=bogus"])
def test_every_member_of_a_list_is_checked(office, query):
    expect_problem(office.get(f"/api/jobs/?{query}"), 400, field="status")


def test_a_single_value_may_be_written_as_a_list_of_one(office, shelf):
    for query in ("limit[]=1", "limit%5B0%5D=1", "limit[]=1&limit[]=1", "limit[]=1&limit="):
        answer = expect(office.get(f"/api/jobs/?client_id[]={shelf['client_id']}&{query}"), 200)
        check(len(answer.json["results"]) == 1, "one job", answer)
    expect_problem(office.get("/api/jobs/?assigned_to[]=x"), 400, field="assigned_to")


@pytest.mark.parametrize("query", ["limit[]=1&limit[]=2", "limit[0]=1&limit[1]=2", "limit=1&limit[]=2"])
def test_several_values_for_a_single_value_get_400(office, query):
    expect_problem(office.get(f"/api/jobs/?{query}"), 400, field="limit")


def test_the_last_of_repeated_parameters_counts(office):
    assert len(expect(office.get("/api/jobs/?limit=x&limit=5&limit=2"), 200).json["results"]) == 2
    assert len(expect(office.get("/api/jobs/?limit=2&limit="), 200).json["results"]) == 2


MEANT = {
    "statuses=archived": "status", "Status=archived": "status", "STATUS[]=archived": "status", "stauts=archived": "status", "job_status=draft": "status",
    "filter[status]=draft": "status", "status[x]=draft": "status", "status[=draft": "status", "clientId=x": "client_id", "client-id=x": "client_id",
    "client=x": "client_id", "assigned=x": "assigned_to", "assignedTo=x": "assigned_to", "since=2026-01-01T00:00:00Z": "updated_since",
    "ordering=name": "order", "order_by=name": "order", "Limit=3": "limit", "limits=3": "limit", "is_deleted=true": "deleted", "Q=x": "q",
    "statuses=": "status",
}


@pytest.mark.parametrize("query, meant", MEANT.items(), ids=MEANT)
def test_a_misspelled_parameter_gets_400_with_the_correct_name(office, query, meant):
    answer = office.get(f"/api/jobs/?{query}")
    problem = expect_problem(answer, 400, field=query.split("=")[0])
    check(f"Did you mean {meant}?" in problem["detail"], f"the sentence must name {meant}", answer)


@pytest.mark.parametrize("query", ["colour=red", "a=b", "%F0%9F%94%A7=x", "=x", "page=2", "x&y", "_=1700000000"])
def test_an_unknown_parameter_gets_400_with_all_names(office, query):
    problem = expect_problem(office.get(f"/api/jobs/?{query}"), 400)
    assert "Available parameters: status, client_id, assigned_to, updated_since, deleted, order, q, limit, cursor." in problem["detail"]


def test_a_long_parameter_name_is_shortened_in_the_response(office):
    for name in ("x" * 3000, "e" + "%CC%81" * 1000):
        answer = office.get(f"/api/jobs/?{name}=1")
        problem = expect_problem(answer, 400)
        check(all(len(one["field"]) <= 100 for one in problem["errors"]), "a name is cut", answer)


def test_many_unknown_parameters_get_one_short_response(office):
    answer = office.get("/api/jobs/?" + "&".join(f"x{count}=1" for count in range(2000)))
    expect_problem(answer, 400)
    check(len(answer.raw) < 20_000, "a few are enough", answer)


@pytest.mark.parametrize("path", [
    "/api/clients/", "/api/staff/", "/api/staff/choices/", "/api/jobs/status-choices/", "/api/clients/{client}/contacts/", "/api/jobs/{job}/events/",
    "/api/jobs/{job}/changes/", "/api/jobs/{job}/timeline/", "/api/jobs/{job}/costs/summary/", "/api/jobs/{job}/quote/",
    "/api/jobs/{job}/cost-sets/quote/", "/api/jobs/{job}/cost-sets/actual/", "/api/jobs/{job}/cost-sets/estimate/",
    "/api/jobs/{job}/cost-sets/quote/lines/", "/api/jobs/{job}/cost-sets/actual/lines/", "/api/changes/stream",
])
def test_an_unknown_parameter_is_rejected_by(admin, bench, job, path):
    path = path.format(job=job["id"], client=bench.customer["id"])
    for one in (path, path.rstrip("/")):
        expect_problem(admin.get(f"{one}?colour=red"), 400, field="colour")
        expect(admin.head(f"{one}?colour=red"), 400)


def test_a_misspelled_job_parameter_of_the_stream_is_rejected(office):
    expect_problem(office.get(f"/api/changes/stream?jobs={NOBODY}"), 400, field="jobs")
    expect_problem(office.get(f"/api/changes/stream?job[]={NOBODY}"), 404)


def test_a_revision_is_parsed_and_checked(office, bench, job):
    bench.add_line(job["id"], "quote")
    for path in ("quote/", "cost-sets/quote/"):
        expect(office.get(f"/api/jobs/{job['id']}/{path}?revision[]=1"), 200)
        problem = expect_problem(office.get(f"/api/jobs/{job['id']}/{path}?Revision=1"), 400)
        assert "Did you mean revision?" in problem["detail"]
    expect_problem(office.get(f"/api/jobs/{job['id']}/cost-sets/actual/?revision=1"), 400, field="revision")


@pytest.mark.parametrize("path", [
    "/api/jobs/{job}/", "/api/jobs/{job}/header/", "/api/jobs/{job}/basic-info/", "/api/clients/{client}/", "/api/auth/me/", "/", "/healthz",
    "/metrics", "/api/docs/", "/js/jobtag.js", "/page.css",
])
def test_a_single_record_ignores_all_parameters(office, bench, job, path):
    expect(office.get(path.format(job=job["id"], client=bench.customer["id"]) + "?a=b&utm_source=mail"), 200)


@pytest.mark.parametrize("path", ["/api/schema.yml", "/api/schema.json"])
def test_a_misspelled_schema_parameter_is_rejected(office, path):
    expect_problem(office.get(f"{path}?open_api=3.0"), 400, field="open_api")
    expect_problem(office.get(f"{path}?openapi=2.0"), 400, field="openapi")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_change_with_a_parameter_changes_nothing(bench, name):
    mutation = OPERATIONS[name](bench)
    plain = mutation.path
    for query in ("dry_run=true", "colour=red", "notes=x"):
        mutation.path = f"{plain}?{query}"
        expect_problem(mutation.send(if_match=mutation.etag), 400, field=query.split("=")[0])
        assert mutation.version() == mutation.etag
    mutation.path = f"{plain}?"
    expect(mutation.send(if_match=mutation.etag), 200, 201)


def test_a_creation_with_a_parameter_creates_nothing(office, admin, anonymous):
    name = unique("Client")
    expect_problem(office.post("/api/clients/?force=1", {"name": name}), 400, field="force")
    assert office.everything("/api/clients/", q=name) == []
    expect_problem(office.post("/api/jobs/?dry_run=1", {"name": name}), 400, field="dry_run")
    assert office.everything("/api/jobs/", q=name) == []
    expect_problem(anonymous.post("/api/auth/login/?next=/", {"email": "x@example.com", "password": "x"}), 400, field="next")


def test_the_role_is_checked_before_the_parameters(workshop, anonymous, job):
    path = f"/api/jobs/{job['id']}/?colour=red"
    expect_problem(anonymous.patch(path, {"notes": "x"}), 401)
    expect_problem(workshop.patch(path, {"notes": "x"}), 403)


# ---------------------------------------------------------------------------------------------------------------- searches

def test_any_white_space_separates_the_words_of_a_search(office, bench):
    one, two = unique("white"), unique("space")
    job = bench.make_job(name=f"{two} and {one}")
    customer = bench.make_customer(f"{one} {two}")
    for gap in ("%20", "+", "%09", "%0A", "%0D%0A", "%C2%A0", "%E3%80%80", "%E2%80%A8", "+%09+"):
        for query in (f"{one}{gap}{two}", f"{gap}{one}{gap}{two}{gap}"):
            rows = expect(office.get(f"/api/jobs/?q={query}"), 200).json["results"]
            assert [row["id"] for row in rows] == [job["id"]], query
            rows = expect(office.get(f"/api/clients/?q={query}"), 200).json["results"]
            assert [row["id"] for row in rows] == [customer["id"]], query


@pytest.mark.parametrize("query", ["q=a%00b", "q=a%1Bb", "q=a%7Fb", "status=draft%0A", "limit=1%09", "order=name%0D", "client_id=%0A"])
def test_other_control_characters_get_400(office, query):
    problem = expect_problem(office.get(f"/api/jobs/?{query}"), 400)
    assert "control characters" in problem["detail"]


def test_too_many_words_and_too_many_bytes_are_distinguished(office):
    for path in ("/api/jobs/", "/api/clients/"):
        assert "20 words" in expect_problem(office.get(path, query={"q": "a " * 21}), 400, field="q")["detail"]
        for long in ("x" * 501, "é" * 251):
            detail = expect_problem(office.get(path, query={"q": long}), 400, field="q")["detail"]
            assert "500 bytes" in detail and "words" not in detail
        expect(office.get(path, query={"q": "x" * 500}), 200)
        expect(office.get(path, query={"q": "a " * 20}), 200)

