"""CONTRACT §5 and §7: events of a job."""

import pytest

from harness import check, expect, expect_job, expect_problem, micros, unique, version_of


def events(client, job):
    return expect(client.get(f"/api/jobs/{job['id']}/events/"), 200).json["events"]


def post(client, job, text, etag=None):
    return client.post(f"/api/jobs/{job['id']}/events/", {"description": text}, if_match=etag or job["etag"])


def test_an_event_gets_201_with_the_event_and_the_job(office, bench, job):
    me = expect(office.get("/api/auth/me/"), 200).text
    text = unique("Cut to size – größer ")
    answer = expect(post(office, job, text), 201)
    body = answer.json
    event = body["event"]
    assert event["description"] == text and isinstance(event["kind"], str) and event["id"]
    check(event["by"]["id"] in me and event["by"]["name"] in me, "`by` is the person who wrote it", answer)
    micros(event["at"])
    check(body["job"]["etag"] == answer.etag, "the job's tag is in the body and the header", answer)
    check(version_of(answer.etag) > version_of(job["etag"]), "an event raises the job's version", answer)
    assert body["job"] == bench.get_job(job["id"])
    assert events(office, job)[0] == event


def test_a_job_does_not_get_a_stale_304_after_an_event(office, job):
    expect(office.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"]), 304)
    expect(post(office, job, unique("event ")), 201)
    expect_job(office.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"]), 200)


def test_events_are_newest_first(office, bench, job):
    texts = [unique("event ") for _ in range(5)]
    for text in texts:
        bench.add_event(job["id"], text)
    shown = [event["description"] for event in events(office, job) if event["description"] in texts]
    assert shown == texts[::-1]


@pytest.mark.parametrize("change", [str, str.upper, lambda text: f"  {text}\n", lambda text: f"\t{text.title()} "],
                         ids=["as it was", "in upper case", "with spaces around", "in title case with spaces"])
def test_the_same_text_within_ten_seconds_gets_409_with_the_existing_event(office, bench, job, change):
    text = unique("called the client ")
    first = bench.add_event(job["id"], text)
    answer = post(office, job, change(text), first["job"]["etag"])
    problem = expect_problem(answer, 409)
    existing = problem["existing_event"]
    check(existing == first["event"] or existing == first["event"]["id"], "`existing_event` is the first one", answer)
    assert [event["description"] for event in events(office, job)].count(text) == 1
    assert bench.tag(job["id"]) == first["job"]["etag"]


def test_the_same_text_on_another_job_or_by_another_person_is_another_event(office, office2, bench, job):
    text = unique("event ")
    first = bench.add_event(job["id"], text)
    expect(post(office, bench.make_job(), text), 201)
    expect(post(office2, job, text, first["job"]["etag"]), 201)
    assert [event["description"] for event in events(office, job)].count(text) == 2


def test_another_text_is_another_event(office, bench, job):
    first = bench.add_event(job["id"], "Welded the frame")
    expect(post(office, job, "Welded the frames", first["job"]["etag"]), 201)


@pytest.mark.parametrize("body", [
    {}, {"description": ""}, {"description": "   \n"}, {"description": None}, {"description": 5}, {"description": ["x"]},
], ids=str)
def test_an_event_without_a_text_gets_400(office, bench, job, body):
    answer = office.post(f"/api/jobs/{job['id']}/events/", body, if_match=job["etag"])
    expect_problem(answer, 400, field="description")
    assert bench.tag(job["id"]) == job["etag"]


def test_the_timeline_shows_the_event(office, bench, job):
    text = unique("event ")
    bench.add_event(job["id"], text)
    answer = expect(office.get(f"/api/jobs/{job['id']}/timeline/"), 200)
    check(text in answer.text, "the timeline must show the event", answer)


# ------------------------------------------------------------------------------------------------------------------------ pages

@pytest.mark.parametrize("part", ["events", "timeline"])
def test_the_cursor_leads_to_older_entries_without_gaps_or_repeats(office, bench, job, part):
    path = f"/api/jobs/{job['id']}/{part}/"
    for number in range(7):
        bench.add_event(job["id"], unique(f"event {number} "))
    bench.change(job["id"], priority=3)
    whole = expect(office.get(path), 200).json
    assert whole["next"] is None and len(whole[part]) >= 7
    found, cursor = [], None
    while True:
        page = expect(office.get(path, query={"limit": 3, **({"cursor": cursor} if cursor else {})}), 200)
        assert 1 <= len(page.json[part]) <= 3 and page.etag == bench.get_job(job["id"])["etag"]
        found += page.json[part]
        cursor = page.json["next"]
        if cursor is None:
            break
        if len(found) == 3:
            bench.add_event(job["id"], unique("newer "))  # Entries newer than the page do not shift older ones.
    assert found == whole[part]


def test_events_too_long_for_one_response_continue_at_the_cursor(office, bench):
    job = bench.make_job()
    count = 450
    for number in range(count):
        bench.add_event(job["id"], f"{number} " + "e" * 9_900)
    first = expect(office.get(f"/api/jobs/{job['id']}/events/"), 200)
    assert len(first.raw) < 5_000_000 and first.json["next"]
    second = expect(office.get(f"/api/jobs/{job['id']}/events/", query={"cursor": first.json["next"]}), 200)
    numbers = [int(event["description"].split()[0]) for event in first.json["events"] + second.json["events"]]
    assert numbers == list(range(count))[::-1] and second.json["next"] is None


@pytest.mark.parametrize("part", ["events", "timeline"])
@pytest.mark.parametrize("query", [
    {"limit": "0"}, {"limit": "1001"}, {"limit": "x"}, {"cursor": "nonsense"}, {"cursor": "WyJuYW1lIiwiYSIsMV0"},
], ids=str)
def test_an_invalid_page_gets_400_that_names_the_parameter(office, job, part, query):
    expect_problem(office.get(f"/api/jobs/{job['id']}/{part}/", query=query), 400, *query)


def test_a_page_gets_304_for_the_jobs_tag(office, bench, job):
    bench.add_event(job["id"])
    path = f"/api/jobs/{job['id']}/events/"
    etag = expect(office.get(path, query={"limit": 1}), 200).etag
    expect(office.get(path, query={"limit": 1}, if_none_match=etag), 304)
