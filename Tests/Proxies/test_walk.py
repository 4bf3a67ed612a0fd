"""The contract through each proxy with compression on: tags, conditions, bodies and the stream."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from walking import new_job, signed_in, stream

# How a proxy rewrites the strong tag "x" of a response that it compresses: docs/proxies.md has the same table.
TAGS = {
    "nginx": lambda tag: f"W/{tag}",
    "Apache": lambda tag: f'{tag[:-1]}-br"',
    "Varnish": lambda tag: f"W/{tag}",
    "HAProxy": lambda tag: f"W/{tag}",
}


@pytest.fixture(scope="module")
def office(proxy):
    with signed_in(proxy.origin) as client:
        yield client


@pytest.fixture
def job(office):
    return new_job(office)


def tag(office, job):
    """The tag of a job, as returned by the proxy."""
    return office.get(job).headers["etag"]


def test_jobs_are_compressed_and_the_tag_is_rewritten_as_documented(proxy, office, job):
    answer = office.get(job)
    assert answer.headers.get("content-encoding") in ("gzip", "br"), answer.headers
    assert answer.headers["etag"] == TAGS[proxy.name](answer.json()["etag"])


def test_tls_connections_use_http_2(proxy, office, job):
    assert office.get(job).http_version == ("HTTP/2" if proxy.scheme == "https" else "HTTP/1.1")


def test_304_for_the_tag_as_received(office, job):
    answer = office.get(job, headers={"If-None-Match": tag(office, job)})
    assert (answer.status_code, answer.content) == (304, b"")


def test_200_for_a_tag_that_is_no_longer_current(office, job):
    old = tag(office, job)
    assert office.patch(job, json={"order_number": "1"}, headers={"If-Match": old}).status_code == 200
    answer = office.get(job, headers={"If-None-Match": old})
    assert (answer.status_code, answer.json()["order_number"]) == (200, "1")


def test_a_change_succeeds_with_the_received_tag_and_then_with_the_new_one(office, job):
    first = office.patch(job, json={"order_number": "1"}, headers={"If-Match": tag(office, job)})
    assert first.status_code == 200, first.text
    second = office.patch(job, json={"order_number": "2"}, headers={"If-Match": first.headers["etag"]})
    assert (second.status_code, second.json()["order_number"]) == (200, "2")


def test_412_with_the_merge_for_a_stale_tag(office, job):
    old = tag(office, job)
    assert office.patch(job, json={"order_number": "theirs"}, headers={"If-Match": old}).status_code == 200
    answer = office.patch(job, json={"order_number": "mine"}, headers={"If-Match": old})
    assert answer.status_code == 412, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["merge"]["clean"] is False
    assert office.get(job).json()["order_number"] == "theirs"


def test_428_without_a_tag(office, job):
    answer = office.patch(job, json={"order_number": "1"})
    assert answer.status_code == 428, answer.text
    assert office.get(job).json()["order_number"] is None


@pytest.mark.parametrize("path", ["/api/jobs/?limit=100", "/", "/api/schema.json"])
def test_304_for_lists_and_the_page(office, path):
    answer = office.get(path)
    assert answer.status_code == 200
    assert office.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_no_response_is_shared_between_people(proxy, office, job):
    """Varnish is a cache, and all of this is private."""
    assert office.get(job).status_code == office.get(job).status_code == 200
    with type(office)(base_url=proxy.origin, verify=False) as stranger:
        assert stranger.get(job).status_code == 401


def test_a_body_of_almost_a_mebibyte_is_accepted(office, job):
    notes = "ä" * 90_000
    answer = office.patch(job, json={"notes": notes, "description": "x\n" * 90_000}, headers={"If-Match": tag(office, job)})
    assert answer.status_code == 200, answer.text[:500]
    assert office.get(job).json()["notes"] == notes


def test_413_comes_from_jobtag_for_larger_bodies(office, job):
    answer = office.patch(
        job, content=b'{"notes":"' + b"a" * 1_100_000 + b'"}',
        headers={"If-Match": tag(office, job), "Content-Type": "application/json"})
    assert answer.status_code == 413, answer.text[:500]
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"] == "/problems/too-large"


def test_a_body_of_unknown_length_is_accepted(office, job):
    answer = office.patch(
        job, content=iter([b'{"notes":"in ', b'chunks"}']),
        headers={"If-Match": tag(office, job), "Content-Type": "application/json"})
    assert (answer.status_code, answer.json().get("notes")) == (200, "in chunks"), answer.text


def test_head_and_options_work(office, job):
    head = office.head(job)
    assert (head.status_code, head.content) == (200, b"")
    options = office.options(job)
    assert options.status_code == 204 and "PATCH" in options.headers["allow"]


def test_location_is_unchanged(office):
    answer = office.post("/api/jobs/", json={"name": "Somewhere"})
    assert office.get(answer.headers["location"]).json()["id"] == answer.json()["id"]


def test_the_stream_and_each_event_are_forwarded_immediately(proxy, server, office, job):
    token = office.headers["authorization"].split()[1]
    with stream(proxy.origin, token) as reading:
        begin = reading.until("id: ").removeprefix("id: ")
        for word in ("first", "second"):
            saved = office.patch(job, json={"order_number": word}, headers={"If-Match": tag(office, job)})
            reading.until(saved.json()["etag"].strip('"'))
    with stream(proxy.origin, token, last_event_id=begin) as reading:
        reading.until(saved.json()["etag"].strip('"'))


def test_forty_streams_leave_capacity_for_requests(proxy, office, job):
    token = office.headers["authorization"].split()[1]
    with ExitStack() as streams:
        open_streams = [streams.enter_context(stream(proxy.origin, token)) for _ in range(40)]
        saved = office.patch(job, json={"order_number": "all"}, headers={"If-Match": tag(office, job)})
        assert saved.status_code == 200
        for reading in open_streams:
            reading.until(saved.json()["etag"].strip('"'))
