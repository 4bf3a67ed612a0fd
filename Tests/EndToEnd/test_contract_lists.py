"""CONTRACT §2 and §7: lists, their filters, order, cursors and weak tags."""

import gzip

import pytest

from harness import STATUSES, check, expect, expect_job, expect_problem, micros, tag_for, timestamp, unique, version_of

LISTS = ["/api/jobs/", "/api/clients/", "/api/staff/", "/api/staff/choices/"]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_results_and_next(admin, path):
    body = expect(admin.get(path), 200).json
    assert isinstance(body["results"], list) and body["results"], body
    assert "next" in body and (body["next"] is None or isinstance(body["next"], str))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_its_own_weak_tag_and_gets_304(admin, path):
    answer = expect(admin.get(path), 200)
    check((answer.etag or "").startswith('W/"'), "a list's tag is weak", answer)
    again = expect(admin.get(path, if_none_match=answer.etag), 304)
    check(again.raw == b"" and again.etag == answer.etag, "a 304 has the tag and no body", again)
    expect(admin.get(path, if_none_match=answer.etag.removeprefix("W/")), 304)
    expect(admin.get(path, if_none_match=f'"other", {answer.etag}'), 304)
    expect(admin.head(path, if_none_match=answer.etag), 304)
    expect(admin.get(path, if_none_match='W/"other"'), 200)


def test_a_list_is_compressed_with_gzip_under_the_same_weak_tag(admin):
    path = "/api/jobs/?limit=100"
    whole = expect(admin.get(path), 200)
    small = expect(admin.get(path, headers={"Accept-Encoding": "br, gzip"}), 200)
    check(small.header("Content-Encoding") == "gzip" and whole.header("Content-Encoding") is None, "gzip when asked for", small)
    assert gzip.decompress(small.raw) == whole.raw and len(small.raw) < len(whole.raw) / 3
    check(small.etag == whole.etag, "one weak tag for both codings", small)
    for answer in (whole, small):
        check("accept-encoding" in answer.listed("Vary"), "caches must know that the coding matters", answer)
    again = expect(admin.get(path, headers={"Accept-Encoding": "gzip"}, if_none_match=whole.etag), 304)
    check("accept-encoding" in again.listed("Vary"), "a 304 varies alike", again)


def test_a_job_is_never_compressed_since_its_tag_is_strong(office, bench):
    job = bench.make_job(description="sheet " * 2000)
    answer = expect(office.get(f"/api/jobs/{job['id']}/", headers={"Accept-Encoding": "gzip"}), 200)
    check(answer.header("Content-Encoding") is None and answer.etag == job["etag"], "the bytes that the tag stands for", answer)


def test_a_list_is_not_stored_by_shared_caches(admin):
    answer = expect(admin.get("/api/jobs/"), 200)
    check({"private", "no-cache"} <= answer.listed("Cache-Control"), "Cache-Control: private, no-cache", answer)
    check({"authorization", "cookie"} <= answer.listed("Vary"), "Vary must name Authorization and Cookie", answer)


def test_the_tag_of_a_list_changes_with_a_job_in_it(office, bench, job):
    query = {"client_id": job["client_id"], "limit": 5, "order": "-updated_at"}
    before = expect(office.get("/api/jobs/", query=query), 200)
    bench.change(job["id"], name=unique("Renamed "))
    after = expect(office.get("/api/jobs/", query=query, if_none_match=before.etag), 200)
    check(after.etag != before.etag, "the list changed, and so must its tag", before, after)


def test_each_item_has_the_tag_of_its_job(office):
    answer = expect(office.get("/api/jobs/", query={"limit": 5}), 200)
    for item in answer.json["results"]:
        check(item["etag"] == tag_for(item), "the item's tag must agree with its updated_at", answer)
        assert expect_job(office.get(f"/api/jobs/{item['id']}/"))["etag"] == item["etag"]


def test_a_list_item_can_be_changed_without_another_get(office, bench, job):
    items = office.everything("/api/jobs/", client_id=job["client_id"])
    item = next(item for item in items if item["id"] == job["id"])
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"notes": "from the list"}, if_match=item["etag"]))
    assert version_of(now["etag"]) > version_of(item["etag"])


# ------------------------------------------------------------------------------------------------------------- filters

@pytest.fixture(scope="module")
def shelf(bench, admin):
    """A client with nine jobs of known statuses, names and people."""
    customer = bench.make_customer()
    person = admin.everything("/api/staff/")[0]["id"]
    word = unique("shelfword")
    jobs = [
        bench.make_job(
            client_id=customer["id"], status=STATUSES[count % 3], name=f"Bracket {count} {word}",
            **({"assigned_to": [person]} if count % 4 == 0 else {}),
        )
        for count in range(9)
    ]
    return {"customer": customer, "person": person, "word": word, "jobs": jobs}


def ids(rows):
    return sorted(row["id"] for row in rows)


def test_a_list_can_be_filtered_by_client(office, shelf):
    rows = office.everything("/api/jobs/", client_id=shelf["customer"]["id"])
    assert ids(rows) == ids(shelf["jobs"])
    upper = office.everything("/api/jobs/", client_id=shelf["customer"]["id"].upper())
    assert ids(upper) == ids(shelf["jobs"])


@pytest.mark.parametrize("statuses", [["draft"], ["draft", "approved"], ["archived"], STATUSES])
def test_a_list_can_be_filtered_by_status(office, shelf, statuses):
    rows = office.everything("/api/jobs/", client_id=shelf["customer"]["id"], status=statuses)
    assert ids(rows) == ids(job for job in shelf["jobs"] if job["status"] in statuses)


def test_a_list_can_be_filtered_by_person(office, shelf):
    rows = office.everything("/api/jobs/", client_id=shelf["customer"]["id"], assigned_to=shelf["person"])
    assert ids(rows) == ids(job for job in shelf["jobs"] if shelf["person"] in job["assigned_to"])
    assert rows


def test_a_list_can_be_searched(office, bench, shelf):
    assert ids(office.everything("/api/jobs/", q=shelf["word"])) == ids(shelf["jobs"])
    assert ids(office.everything("/api/jobs/", q=shelf["word"].upper())) == ids(shelf["jobs"])
    assert office.everything("/api/jobs/", q=unique("nowhere")) == []
    both = office.everything("/api/jobs/", q=f"{shelf['word']} bracket")
    assert ids(both) == ids(shelf["jobs"])


@pytest.mark.parametrize("name", ["name", "description"])
def test_the_search_finds_text_in_the(office, bench, job, name):
    word = unique("needle")
    assert office.everything("/api/jobs/", q=word) == []
    bench.change(job["id"], **{name: f"somewhere a {word} lies"})
    assert ids(office.everything("/api/jobs/", q=word)) == [job["id"]]
    bench.change(job["id"], **{name: "nothing here"})
    assert office.everything("/api/jobs/", q=word) == []


def test_the_search_supports_unicode(office, bench, job):
    word = unique("größe")
    bench.change(job["id"], name=f"Łódź {word}")
    assert ids(office.everything("/api/jobs/", q=word)) == [job["id"]]


def test_a_list_can_be_filtered_by_time_of_change(office, bench, shelf):
    now = bench.change(shelf["jobs"][4]["id"])
    since = timestamp(micros(now["updated_at"]) - 1)
    rows = office.everything("/api/jobs/", updated_since=since, client_id=shelf["customer"]["id"])
    assert ids(rows) == [now["id"]]
    after = timestamp(micros(now["updated_at"]) + 1)
    assert office.everything("/api/jobs/", updated_since=after, client_id=shelf["customer"]["id"]) == []


def test_filters_work_together(office, shelf):
    rows = office.everything(
        "/api/jobs/", client_id=shelf["customer"]["id"], q=shelf["word"], status=["draft"], assigned_to=shelf["person"],
    )
    wanted = [job for job in shelf["jobs"] if job["status"] == "draft" and shelf["person"] in job["assigned_to"]]
    assert ids(rows) == ids(wanted)


@pytest.mark.parametrize("order, key, backwards", [
    ("updated_at", "updated_at", False), ("-updated_at", "updated_at", True), ("job_number", "job_number", False),
])
def test_a_list_can_be_ordered_by(office, shelf, order, key, backwards):
    rows = office.everything("/api/jobs/", client_id=shelf["customer"]["id"], order=order, limit=4)
    assert ids(rows) == ids(shelf["jobs"])
    values = [row[key] for row in rows]
    assert values == sorted(values, reverse=backwards)


@pytest.mark.parametrize("limit", [1, 2, 4, 8, 9, 10])
def test_cursors_return_the_whole_list_without_gaps_or_repeats(office, shelf, limit):
    pages = office.pages("/api/jobs/", client_id=shelf["customer"]["id"], limit=limit)
    assert all(len(page) <= limit for page in pages), [len(page) for page in pages]
    seen = [row["id"] for page in pages for row in page]
    assert len(seen) == len(set(seen)), "an item came twice"
    assert sorted(seen) == ids(shelf["jobs"])


@pytest.mark.parametrize("order", ["updated_at", "-updated_at"])
def test_cursors_miss_no_unchanged_job_if_others_change_between_pages(office, bench, order):
    customer = bench.make_customer()
    made = [bench.make_job(client_id=customer["id"])["id"] for _ in range(8)]
    query = {"client_id": customer["id"], "order": order, "limit": 3}
    first = expect(office.get("/api/jobs/", query=query), 200).json
    seen = [row["id"] for row in first["results"]]
    bench.change(seen[0])
    rest = office.everything("/api/jobs/", **query, cursor=first["next"]) if first["next"] else []
    assert set(made) <= set(seen) | {row["id"] for row in rest}


@pytest.mark.parametrize("query", [
    {"limit": "0"}, {"limit": "-1"}, {"limit": "ten"}, {"limit": "1.5"}, {"limit": "99999999999999999999"},
    {"cursor": "garbage"}, {"cursor": "!!!!"}, {"cursor": "Z2FyYmFnZQ=="}, {"order": "colour"}, {"order": "name;drop"},
    {"order": "--updated_at"}, {"status": "bogus"}, {"status": ["draft", "bogus"]}, {"client_id": "x"},
    {"assigned_to": "x"}, {"updated_since": "yesterday"}, {"updated_since": "2026-02-30T00:00:00.000000Z"},
], ids=str)
def test_an_invalid_query_gets_400(office, query):
    expect_problem(office.get("/api/jobs/", query=query), 400)


def test_an_unknown_client_has_no_jobs(office):
    body = expect(office.get("/api/jobs/", query={"client_id": "0198f000-0000-7000-8000-000000000000"}), 200).json
    assert body == {"results": [], "next": None}


def test_the_status_choices_are_complete(office):
    answer = expect(office.get("/api/jobs/status-choices/"), 200)
    for status in STATUSES:
        check(f'"{status}"' in answer.text, f"{status} is missing", answer)
