"""CONTRACT §2 and §3: entity tags of jobs, and GET and HEAD with If-None-Match."""

import pytest

from harness import VIEWS, check, expect, expect_job, later, tag_for, unique, version_of
from operations import VARIANTS, variant


@pytest.fixture(scope="module")
def subject(bench):
    """A job with content in each of its views."""
    job = bench.make_job(notes="for reading")
    for kind in ("estimate", "quote", "actual"):
        bench.add_line(job["id"], kind)
    bench.add_event(job["id"])
    return bench.get_job(job["id"])


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_job_has_the_same_strong_tag(office, subject, view):
    answer = expect(office.get(f"/api/jobs/{subject['id']}/{view}"), 200)
    check(answer.etag == subject["etag"], f"the tag should be {subject['etag']}", answer)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_job_has_the_caching_headers(office, subject, view):
    answer = expect(office.get(f"/api/jobs/{subject['id']}/{view}"), 200)
    check(answer.listed("Cache-Control") == {"private", "no-cache"}, "Cache-Control: private, no-cache", answer)
    check({"authorization", "cookie"} <= answer.listed("Vary"), "Vary must name Authorization and Cookie", answer)
    check(answer.header("Last-Modified") is None, "no Last-Modified", answer)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_gets_304_without_a_body_if_the_tag_matches(office, subject, view):
    answer = expect(office.get(f"/api/jobs/{subject['id']}/{view}", if_none_match=subject["etag"]), 304)
    check(answer.raw == b"", "a 304 has no body", answer)
    check(answer.etag == subject["etag"], "a 304 carries the tag", answer)
    check(answer.listed("Cache-Control") == {"private", "no-cache"}, "a 304 carries Cache-Control", answer)
    check({"authorization", "cookie"} <= answer.listed("Vary"), "a 304 carries Vary", answer)
    check(answer.header("Last-Modified") is None, "no Last-Modified", answer)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_gets_200_if_the_job_has_changed_since(bench, office, job, view):
    bench.change(job["id"])
    answer = expect(office.get(f"/api/jobs/{job['id']}/{view}", if_none_match=job["etag"]), 200)
    check(version_of(answer.etag) > version_of(job["etag"]), "the new tag must be later", answer)


def test_the_tag_has_the_id_and_updated_at_and_is_the_same_in_body_and_header(office, subject):
    answer = office.get(f"/api/jobs/{subject['id']}/")
    job = expect_job(answer)
    check(answer.etag == tag_for(job), 'the tag is "<job id>.<updated_at in µs>"', answer)


MATCHING = {
    "the tag": "{tag}",
    "a list with the tag first": '{tag}, "other"',
    "a list with the tag last": '"other", {tag}',
    "a list with odd spacing": '"other"  ,\t{tag} ,"more"',
    "a list with empty members": ', {tag}, ,',
    "a list with a tag that holds a comma": '"one,two", {tag}',
    "a wildcard": "*",
}


@pytest.mark.parametrize("value", MATCHING.values(), ids=MATCHING.keys())
def test_if_none_match_gets_304_for(office, subject, value):
    answer = office.get(f"/api/jobs/{subject['id']}/", if_none_match=value.format(tag=subject["etag"]))
    expect(answer, 304)
    check(answer.raw == b"" and answer.etag == subject["etag"], "a 304 has the tag and no body", answer)


@pytest.mark.parametrize("pattern", VARIANTS.values(), ids=VARIANTS.keys())
def test_a_tag_rewritten_by_a_proxy_still_gets_304_if_it_is(office, subject, pattern):
    answer = office.get(f"/api/jobs/{subject['id']}/", if_none_match=variant(pattern, subject["etag"]))
    expect(answer, 304)
    check(answer.etag == subject["etag"], "a 304 carries the tag as the server made it", answer)


def test_if_none_match_over_several_header_lines_is_one_list(office, subject):
    expect(office.get(f"/api/jobs/{subject['id']}/", if_none_match=['"other"', subject["etag"]]), 304)
    expect(office.get(f"/api/jobs/{subject['id']}/", if_none_match=['"other"', '"another"']), 200)


def test_if_none_match_gets_200_for_tags_that_are_not_current(bench, office, subject):
    other = bench.make_job()
    for value in (other["etag"], later(subject["etag"]), '"nonsense"', '""', f'"{subject["id"]}"'):
        answer = office.get(f"/api/jobs/{subject['id']}/", if_none_match=value)
        check(answer.status == 200 and answer.json["id"] == subject["id"], f"{value} is not current", answer)


@pytest.mark.parametrize("view", VIEWS)
def test_head_is_get_without_the_body(office, subject, view):
    path = f"/api/jobs/{subject['id']}/{view}"
    got, head = expect(office.get(path), 200), expect(office.head(path), 200)
    check(head.raw == b"", "HEAD has no body", head)
    for name in ("ETag", "Cache-Control", "Vary", "Content-Type"):
        check(head.header(name) == got.header(name), f"HEAD must have the {name} of GET", got, head)
    if head.header("Content-Length") is not None:
        check(head.header("Content-Length") == str(len(got.raw)), "Content-Length is that of GET", got, head)
    expect(office.head(path, if_none_match=subject["etag"]), 304)


def test_a_matching_if_match_on_a_get_has_no_effect(office, subject):
    expect(office.get(f"/api/jobs/{subject['id']}/", if_match=subject["etag"]), 200)


def test_a_malformed_if_none_match_never_matches(office, subject):
    for value in (subject["etag"].strip('"'), subject["etag"][:-1], "W/" + subject["etag"].strip('"')):
        expect(office.get(f"/api/jobs/{subject['id']}/", if_none_match=value), 200, 400)


def test_if_modified_since_is_ignored(office, subject):
    answer = office.get(f"/api/jobs/{subject['id']}/", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    expect(answer, 200)


def test_two_jobs_never_share_a_tag(bench):
    tags = [bench.make_job()["etag"] for _ in range(5)]
    assert len(set(tags)) == 5, tags


def change_by_patch(bench, job):
    bench.change(job["id"], name=unique("Renamed "))


def change_by_put(bench, job):
    expect_job(bench.client.put(f"/api/jobs/{job['id']}/", {**job, "notes": unique()}, if_match=job["etag"]))


def change_by_event(bench, job):
    bench.add_event(job["id"])


def change_by_line(kind):
    def change(bench, job):
        bench.add_line(job["id"], kind)
    return change


def change_by_acceptance(bench, job):
    expect_job(bench.client.post(f"/api/jobs/{job['id']}/accept-quote/", {}, if_match=bench.tag(job["id"])))


def change_by_revision(bench, job):
    path = f"/api/jobs/{job['id']}/cost-sets/quote/revise/"
    expect(bench.client.post(path, {}, if_match=bench.tag(job["id"])), 200, 201)


CHANGES = {
    "a field": change_by_patch, "the whole job": change_by_put, "an event": change_by_event,
    "an estimate line": change_by_line("estimate"), "a quote line": change_by_line("quote"),
    "an actual line": change_by_line("actual"), "a quote revision": change_by_revision,
    "a quote acceptance": change_by_acceptance,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_view_gets_200_again_after_a_change_of(bench, office, change):
    job = bench.make_job()
    bench.add_line(job["id"], "quote")
    job = bench.get_job(job["id"])
    change(bench, job)
    tags = set()
    for view in VIEWS:
        answer = expect(office.get(f"/api/jobs/{job['id']}/{view}", if_none_match=job["etag"]), 200)
        check(version_of(answer.etag) > version_of(job["etag"]), f"{view} kept its old version", answer)
        tags.add(answer.etag)
    assert len(tags) == 1, f"the views disagree about the version: {tags}"


def test_versions_strictly_increase_even_with_rapid_changes(bench, job):
    versions = [version_of(job["etag"])]
    etag = job["etag"]
    for count in range(20):
        answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"notes": f"step {count}"}, if_match=etag)
        etag = expect_job(answer)["etag"]
        versions.append(version_of(etag))
    assert all(one < two for one, two in zip(versions, versions[1:])), versions


def test_a_strict_server_compares_weakly_on_get_but_knows_no_suffixes(strict_bench):
    job = strict_bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    expect(strict_bench.client.get(path, if_none_match=job["etag"]), 304)
    expect(strict_bench.client.get(path, if_none_match=f"W/{job['etag']}"), 304)
    for name in ("with -gzip", "with -br", "with --gzip", "with ;gzip"):
        expect(strict_bench.client.get(path, if_none_match=variant(VARIANTS[name], job["etag"])), 200)
