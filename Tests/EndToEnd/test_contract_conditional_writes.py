"""CONTRACT §3: every mutation of a job needs If-Match with its current tag."""

import pytest

from harness import EDITABLE, READ_ONLY, check, expect, expect_job, expect_problem, later, path_of, unique, version_of
from operations import ANSWERING_WITH_THE_JOB, MALFORMED, OPERATIONS, VARIANTS, variant


@pytest.fixture(params=OPERATIONS.values(), ids=OPERATIONS.keys())
def mutation(request, bench):
    """Each mutation of a job in turn, ready to send."""
    return request.param(bench)


def expect_done(answer, mutation, before):
    """The change was made: header and body have a later tag of the same job, and GET returns it."""
    expect(answer, 200, 201)
    check(answer.etag and version_of(answer.etag) > version_of(before), "a change must raise the version", answer)
    check(answer.etag.startswith(f'"{mutation.job_id}.'), "the tag must be of this job", answer)
    body = answer.json
    shown = body.get("job", body)
    if "etag" in shown:
        check(shown["etag"] == answer.etag, "the tag in the body must be that of the header", answer)
    assert mutation.version() == answer.etag, f"what is stored now has another tag\n{answer.explain()}"


def test_without_if_match_a_change_gets_428_that_says_where_to_load_the_job(mutation):
    answer = mutation.send()
    problem = expect_problem(answer, 428)
    check(f"/api/jobs/{mutation.job_id}" in problem["detail"], "`detail` must give the job's URL", answer)
    check("load" in problem["detail"].lower(), "`detail` must say to load the job first", answer)
    assert mutation.version() == mutation.etag, "a refused request must change nothing"


def test_with_a_wildcard_a_change_gets_428(mutation):
    expect_problem(mutation.send(if_match="*"), 428)
    assert mutation.version() == mutation.etag, "a refused request must change nothing"


def test_with_a_malformed_if_match_a_change_gets_400_that_shows_the_correct_form(mutation):
    answer = mutation.send(if_match=mutation.etag.strip('"'))
    problem = expect_problem(answer, 400)
    check('"' in problem["detail"], "`detail` must show the right form, which has quotes", answer)
    assert mutation.version() == mutation.etag, "a refused request must change nothing"


def test_with_a_stale_tag_a_change_gets_412(mutation):
    answer = mutation.send(if_match=mutation.stale)
    problem = expect_problem(answer, 412)
    check(answer.etag is None, "a 412 carries no ETag header", answer)
    for key, value in (
        ("job_id", mutation.job_id), ("your_etag", mutation.stale), ("current_etag", mutation.etag),
    ):
        check(problem.get(key) == value, f"`{key}` must be {value!r}", answer)
    check("current" in problem, "a 412 carries `current`", answer)
    if not mutation.deleted:
        assert problem["current"] == mutation.bench.get_job(mutation.job_id), "`current` must be what GET shows now"
    assert mutation.version() == mutation.etag, "a refused request must change nothing"


def test_with_the_tag_of_another_job_a_change_gets_412(mutation):
    other = mutation.bench.make_job()
    expect_problem(mutation.send(if_match=other["etag"]), 412)
    assert mutation.version() == mutation.etag, "a refused request must change nothing"


def test_with_the_current_tag_a_change_succeeds(mutation):
    expect_done(mutation.send(if_match=mutation.etag), mutation, mutation.etag)


def test_with_the_current_tag_in_a_list_a_change_succeeds(mutation):
    expect_done(mutation.send(if_match=f'"other", {mutation.etag} , W/"more"'), mutation, mutation.etag)


def test_with_the_current_tag_on_the_second_header_line_a_change_succeeds(mutation):
    expect_done(mutation.send(if_match=['"other"', mutation.etag]), mutation, mutation.etag)


def test_with_a_weakened_tag_a_change_succeeds(mutation):
    expect_done(mutation.send(if_match=f"W/{mutation.etag}"), mutation, mutation.etag)


def test_with_a_matching_if_none_match_a_change_gets_412_even_if_if_match_is_current(mutation):
    values = [mutation.etag, f'"other", {mutation.etag}']
    for value in values if mutation.deleted else [*values, "*"]:
        answer = mutation.send(if_match=mutation.etag, if_none_match=value)
        expect_problem(answer, 412)
        check(answer.etag is None, "a 412 carries no ETag header", answer)
    assert mutation.version() == mutation.etag, "a refused request must change nothing"


def test_with_an_if_none_match_of_another_version_a_change_succeeds(mutation):
    answer = mutation.send(if_match=mutation.etag, if_none_match=mutation.stale)
    expect_done(answer, mutation, mutation.etag)


def test_with_the_same_tag_twice_only_the_first_change_succeeds(mutation):
    expect(mutation.send(if_match=mutation.etag), 200, 201)
    again = mutation.send(if_match=mutation.etag)
    if mutation.method == "PUT" or mutation.method == "PATCH":
        # §4 allows 200 for an exact repeat by the same person, if it changes nothing.
        expect(again, 412, 200)
    else:
        expect(again, 412, 404)


@pytest.mark.parametrize("name", ANSWERING_WITH_THE_JOB)
def test_a_response_with_the_job_has_content_location(bench, name):
    mutation = OPERATIONS[name](bench)
    answer = mutation.send(if_match=mutation.etag)
    job = expect_job(answer)
    where = path_of(answer.header("Content-Location"))
    check(where == f"/api/jobs/{mutation.job_id}", "Content-Location must name the job", answer)
    assert job == bench.get_job(mutation.job_id), "the answer must be what GET shows now"


@pytest.mark.parametrize("pattern", VARIANTS.values(), ids=VARIANTS.keys())
@pytest.mark.parametrize("name", ["PATCH job", "POST event"])
def test_a_mutation_accepts_a_tag_rewritten_by_a_proxy_if_it_is(bench, name, pattern):
    mutation = OPERATIONS[name](bench)
    expect_done(mutation.send(if_match=variant(pattern, mutation.etag)), mutation, mutation.etag)


@pytest.mark.parametrize("pattern", VARIANTS.values(), ids=VARIANTS.keys())
def test_a_rewritten_tag_of_an_older_version_still_gets_412_if_it_is(bench, pattern):
    mutation = OPERATIONS["PATCH job"](bench)
    expect_problem(mutation.send(if_match=variant(pattern, mutation.stale)), 412)
    assert mutation.version() == mutation.etag


@pytest.mark.parametrize("pattern", VARIANTS.values(), ids=VARIANTS.keys())
def test_a_strict_server_rejects_a_mutation_with_the_tag(strict_bench, pattern):
    mutation = OPERATIONS["PATCH job"](strict_bench)
    expect_problem(mutation.send(if_match=variant(pattern, mutation.etag)), 412)
    assert mutation.version() == mutation.etag
    expect_done(mutation.send(if_match=mutation.etag), mutation, mutation.etag)


@pytest.mark.parametrize("value", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_if_match_gets_400_with(bench, office, job, value):
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=value), 400)
    assert bench.tag(job["id"]) == job["etag"]


def test_an_empty_if_match_is_rejected(bench, office, job):
    expect(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=""), 400, 428)
    assert bench.tag(job["id"]) == job["etag"]


def test_a_wildcard_among_tags_is_rejected(bench, office, job):
    expect(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=f"{job['etag']}, *"), 400, 428)
    assert bench.tag(job["id"]) == job["etag"]


def test_a_version_that_never_existed_gets_412(bench, office, job):
    for value in (later(job["etag"]), later(job["etag"], -1), later(job["etag"], 10**12), '"x"', '""'):
        expect_problem(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=value), 412)
    assert bench.tag(job["id"]) == job["etag"]


def test_after_a_412_a_retry_with_the_current_tag_in_its_body_succeeds(office, office2, bench, job):
    path = f"/api/jobs/{job['id']}/"
    expect_job(office2.patch(path, {"notes": "by the other"}, if_match=job["etag"]))
    refused = expect_problem(office.patch(path, {"name": unique("Mine ")}, if_match=job["etag"]), 412)
    assert refused["current"]["notes"] == "by the other"
    retried = expect_job(office.patch(path, {"name": unique("Mine ")}, if_match=refused["current_etag"]))
    assert retried["notes"] == "by the other"


# ------------------------------------------------------------------------------------------------- what PUT and PATCH mean

def test_put_accepts_the_job_as_returned_by_get(office, bench, job):
    body = {**bench.get_job(job["id"]), "name": "Résumé of the 2 mm sheet – größer", "notes": "line one\nline two"}
    now = expect_job(office.put(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]))
    assert (now["name"], now["notes"]) == (body["name"], body["notes"])
    for key in EDITABLE:
        assert now[key] == body[key], key


def test_put_does_not_need_the_read_only_fields(office, job):
    body = {key: value for key, value in job.items() if key not in READ_ONLY}
    body["notes"] = unique()
    assert expect_job(office.put(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]))["notes"] == body["notes"]


def test_put_ignores_read_only_fields_of_an_older_snapshot(office, bench, job):
    now = bench.change(job["id"])
    body = {**job, "notes": "from the older form"}
    result = expect_job(office.put(f"/api/jobs/{job['id']}/", body, if_match=now["etag"]))
    assert result["created_at"] == job["created_at"]
    assert version_of(result["etag"]) > version_of(now["etag"])


@pytest.mark.parametrize("name", EDITABLE)
def test_put_without_an_editable_field_gets_400_that_names_it_and_patch(office, bench, job, name):
    body = {key: value for key, value in {**job, "notes": "changed"}.items() if key != name}
    answer = office.put(f"/api/jobs/{job['id']}/", body, if_match=job["etag"])
    problem = expect_problem(answer, 400, field=name)
    said = problem["detail"] + " ".join(entry["message"] for entry in problem["errors"])
    check("PATCH" in said, "the answer must point to PATCH", answer)
    assert bench.tag(job["id"]) == job["etag"]


def test_patch_changes_only_what_it_names(office, job):
    name = unique("Only the name ")
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"name": name}, if_match=job["etag"]))
    for key in EDITABLE:
        assert now[key] == (name if key == "name" else job[key]), key


@pytest.mark.parametrize("name, value", [
    ("description", "to be cleared"), ("notes", "to be cleared"), ("order_number", "PO-1"),
    ("delivery_date", "2027-01-31"), ("price_cap", "99.00"),
])
def test_patch_clears_a_field_with_null(office, bench, job, name, value):
    filled = bench.change(job["id"], **{name: value})
    assert filled[name] == value
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {name: None}, if_match=filled["etag"]))
    assert now[name] in (None, ""), now[name]


@pytest.mark.parametrize("name, value", [
    ("name", "Geländer für Łódź ⚙️"), ("description", "a\nb"), ("status", "in_progress"), ("order_number", "PO-77"),
    ("delivery_date", "2027-02-28"), ("notes", "x" * 5000), ("price_cap", "1250.50"), ("charge_out_rate", "105.00"),
    ("paid", True), ("collected", True), ("fully_invoiced", True), ("rejected_flag", True),
])
def test_patch_sets_the_field(office, job, name, value):
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {name: value}, if_match=job["etag"]))
    assert now[name] == value


@pytest.mark.parametrize("status", [
    "draft", "awaiting_approval", "approved", "in_progress", "unusual", "recently_completed", "special", "archived",
])
def test_a_job_can_be_created_with_every_status(bench, status):
    assert bench.make_job(status=status)["status"] == status


def test_money_has_two_decimal_places(office, job):
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"price_cap": "1250"}, if_match=job["etag"]))
    assert now["price_cap"] == "1250.00"


def test_a_job_can_be_assigned_to_people(office, admin, job):
    people = [row["id"] for row in admin.everything("/api/staff/")][:2]
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"assigned_to": people}, if_match=job["etag"]))
    assert sorted(now["assigned_to"]) == sorted(people)
    none = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"assigned_to": []}, if_match=now["etag"]))
    assert none["assigned_to"] == []


@pytest.mark.parametrize("name", ["quote_acceptance_date", "completed_at", "created_at", "job_number", "created_by"])
def test_read_only_fields_cannot_be_set(office, bench, job, name):
    value = "2001-01-01T00:00:00.000000Z" if name != "job_number" else "J-0"
    expect(office.patch(f"/api/jobs/{job['id']}/", {name: value}, if_match=job["etag"]), 200, 400)
    assert bench.get_job(job["id"])[name] == job[name]


# --------------------------------------------------------------------------------------------------------- no change

NOTHING = {
    "an empty PATCH": lambda job: ("PATCH", {}),
    "a PATCH with the value it has": lambda job: ("PATCH", {"name": job["name"]}),
    "a PATCH with read-only fields alone": lambda job: ("PATCH", {key: job[key] for key in READ_ONLY}),
    "a PUT of the job as it is": lambda job: ("PUT", job),
}


@pytest.mark.parametrize("make", NOTHING.values(), ids=NOTHING.keys())
def test_a_write_that_changes_nothing_keeps_the_tag_and_records_nothing(office, bench, job, make):
    method, body = make(job)
    before = office.get(f"/api/jobs/{job['id']}/events/").json
    now = expect_job(office.request(method, f"/api/jobs/{job['id']}/", body, if_match=job["etag"]))
    assert now == job
    assert office.get(f"/api/jobs/{job['id']}/events/").json == before
    expect(office.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"]), 304)


def test_setting_a_line_to_its_current_values_keeps_the_tag(office, bench, job):
    added = bench.add_line(job["id"], "estimate")
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/{added['line']['id']}/"
    same = {"quantity": added["line"]["quantity"], "description": added["line"]["description"]}
    answer = expect(office.patch(path, same, if_match=added["job"]["etag"]), 200)
    check(answer.etag == added["job"]["etag"], "the tag must stay", answer)


# --------------------------------------------------------------------------------------------------------------- ids

def test_an_id_in_the_body_that_differs_from_the_path_gets_400(office, bench, job):
    other = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    for key in ("id", "job_id"):
        expect_problem(office.patch(path, {key: other["id"], "notes": "x"}, if_match=job["etag"]), 400, field=key)
    whole = {**job, "id": other["id"], "notes": "x"}
    expect_problem(office.put(path, whole, if_match=job["etag"]), 400, field="id")
    event = {"job_id": other["id"], "description": "for whom?"}
    expect_problem(office.post(f"{path}events/", event, if_match=job["etag"]), 400, field="job_id")
    assert bench.tag(job["id"]) == job["etag"] and bench.tag(other["id"]) == other["etag"]


def test_the_same_id_in_the_body_is_ignored_in_any_case(office, job):
    body = {"id": job["id"].upper(), "job_id": job["id"], "notes": "fine"}
    assert expect_job(office.patch(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]))["notes"] == "fine"
