"""CONTRACT §7: deleting a job, listing deleted jobs, restoring."""

import pytest

from harness import VIEWS, Bench, check, expect, expect_job, expect_problem, unique, version_of


@pytest.fixture
def deleted(bench, job):
    answer = bench.delete_job(job["id"])
    return {"job": job, "answer": answer, "etag": answer.etag, "path": f"/api/jobs/{job['id']}/"}


def test_a_deletion_returns_the_deleted_job_and_its_tag(deleted):
    body, job = deleted["answer"].json, deleted["job"]
    assert (body["id"], body["job_number"], body["deleted"]) == (job["id"], job["job_number"], True)
    check(version_of(deleted["etag"]) > version_of(job["etag"]), "a deletion raises the version", deleted["answer"])


@pytest.mark.parametrize("view", VIEWS)
def test_a_deleted_job_has_no(office, deleted, view):
    expect_problem(office.get(deleted["path"] + view), 404)
    expect_problem(office.get(deleted["path"] + view, if_none_match=deleted["job"]["etag"]), 404)


def test_a_deleted_job_cannot_be_changed(office, deleted):
    path, etag = deleted["path"], deleted["etag"]
    expect_problem(office.patch(path, {"notes": "x"}, if_match=etag), 404)
    expect_problem(office.put(path, deleted["job"], if_match=etag), 404)
    expect_problem(office.delete(path, if_match=etag), 404)
    expect_problem(office.post(f"{path}events/", {"description": "x"}, if_match=etag), 404)
    expect_problem(office.post(f"{path}accept-quote/", {}, if_match=etag), 404)


def test_a_deleted_job_gets_404_that_says_who_deleted_it(bench, office, office2, job):
    answer = Bench(office2).delete_job(job["id"])
    path, etag = f"/api/jobs/{job['id']}/", answer.etag
    me = office2.get("/api/auth/me/").json
    told = [
        office.get(path), office.get(path, if_none_match=job["etag"]), office.get(f"{path}events/"), office.get(f"{path}cost-sets/quote/"),
        office.get(f"/api/changes/stream?job={job['id']}"),
        office.patch(path, {"notes": "x"}, if_match=job["etag"]), office.delete(path, if_match=etag),
        office.post(f"{path}events/", {"description": "x"}, if_match=job["etag"]),
    ]
    row = bench.find_deleted(job["id"])
    for one in told:
        problem = expect_problem(one, 404)
        assert problem["deleted"] == {
            "job_id": job["id"], "job_number": job["job_number"], "name": job["name"], "at": row["updated_at"],
            "by": {"id": me["id"], "name": me["name"]}, "etag": etag,
        }
        assert problem["detail"].startswith(f"Job {job['job_number']} was deleted by {me['name']}."), problem["detail"]
    expect_job(office.post(f"{path}restore/", {}, if_match=problem["deleted"]["etag"]))


def test_a_job_that_never_existed_gets_a_plain_404(office):
    assert "deleted" not in expect_problem(office.get("/api/jobs/01a20fb1-9e3d-71b1-9763-15cb6e02927c/"), 404)


def test_a_deleted_job_is_only_in_the_list_of_deleted_jobs(office, bench, deleted):
    job = deleted["job"]
    row = bench.find_deleted(job["id"])
    assert row and row["etag"] == deleted["etag"], row
    customer = {"client_id": job["client_id"]}
    assert job["id"] not in [row["id"] for row in office.everything("/api/jobs/", **customer)]
    living = bench.make_job()
    assert living["id"] not in [row["id"] for row in office.everything("/api/jobs/", deleted="true")]


def test_a_deleted_job_is_not_found_by_searching(office, bench):
    word = unique("vanishing")
    job = bench.make_job(name=word)
    bench.delete_job(job["id"])
    assert office.everything("/api/jobs/", q=word) == []


def test_a_restored_job_is_unchanged_with_a_later_version(office, bench, deleted):
    answer = office.post(f"{deleted['path']}restore/", {}, if_match=deleted["etag"])
    now = expect_job(answer)
    check(version_of(answer.etag) > version_of(deleted["etag"]), "a restoration raises the version", answer)
    changed = {key for key in now if now[key] != deleted["job"][key]}
    assert changed <= {"updated_at", "etag"}, changed
    assert bench.get_job(now["id"]) == now
    assert bench.find_deleted(now["id"]) is None


def test_restoring_needs_no_body(office, deleted):
    expect_job(office.post(f"{deleted['path']}restore/", if_match=deleted["etag"]))


def test_restoring_with_the_tag_from_before_the_deletion_gets_412(office, bench, deleted):
    expect_problem(office.post(f"{deleted['path']}restore/", {}, if_match=deleted["job"]["etag"]), 412)
    assert bench.find_deleted(deleted["job"]["id"])["etag"] == deleted["etag"]


def test_a_job_that_is_not_deleted_cannot_be_restored(office, bench, job):
    expect(office.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=job["etag"]), 404, 409)
    assert bench.get_job(job["id"]) == job


def test_a_job_with_actual_costs_cannot_be_deleted(office, bench, job):
    now = bench.add_line(job["id"], "actual")["job"]
    expect_problem(office.delete(f"/api/jobs/{job['id']}/", if_match=now["etag"]), 409)
    assert bench.get_job(job["id"]) == now


@pytest.mark.parametrize("kind", ["estimate", "quote"])
def test_a_job_with_only_planned_costs_can_be_deleted(office, bench, job, kind):
    now = bench.add_line(job["id"], kind)["job"]
    expect(office.delete(f"/api/jobs/{job['id']}/", if_match=now["etag"]), 200)


def test_a_job_can_be_deleted_after_its_actual_costs_are_removed(office, bench, job):
    added = bench.add_line(job["id"], "actual")
    path = f"/api/jobs/{job['id']}/cost-sets/actual/lines/{added['line']['id']}/"
    now = expect(office.delete(path, if_match=added["job"]["etag"]), 200)
    expect(office.delete(f"/api/jobs/{job['id']}/", if_match=now.etag), 200)


def test_a_job_can_be_deleted_again_after_restoring(office, bench, deleted):
    now = expect_job(office.post(f"{deleted['path']}restore/", {}, if_match=deleted["etag"]))
    again = expect(office.delete(deleted["path"], if_match=now["etag"]), 200)
    assert bench.find_deleted(now["id"])["etag"] == again.etag
