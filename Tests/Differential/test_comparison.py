"""The comparison itself: what may differ between the servers, and that everything else is noticed."""

from email.message import Message
from types import SimpleNamespace

import pytest

import twins
from harness import OFFICE, Client, Response, Server, expect, micros, timestamp
from pairs import Pairs
from postgres import psql
from twins import Different, NotComparable, difference

ONE, OTHER = "01943bfd-c8a6-79e4-adb9-b3a75dab5f8a", "01943bfd-c8a7-7111-8222-333333333333"
THIRD = "01943bfd-c8a7-7111-8222-444444444444"
NOON, LATER = "2026-11-23T12:00:00.000001Z", "2026-11-23T12:00:00.250000Z"


def tag(identity, time):
    return f'"{identity}.{micros(time)}"'


EQUAL = {
    "the same": ('{"a":1}', '{"a":1}'),
    "other ids": (f'["{ONE}","{OTHER}","{ONE}"]', f'["{OTHER}","{THIRD}","{OTHER}"]'),
    "other times": (f'["{NOON}","{NOON}"]', f'["{LATER}","{LATER}"]'),
    "other tags": (f'{{"updated_at":"{NOON}","etag":{tag(ONE, NOON)}}}', f'{{"updated_at":"{LATER}","etag":{tag(OTHER, LATER)}}}'),
    "other weak tags": (f'W/"{"a" * 32}"', f'W/"{"1" * 16}{"a" * 16}"'),
    "other tokens": ('{"token":"abcdefgh"}', '{"token":"ijklmnop"}'),
}
DIFFERENT = {
    "a letter": ('{"a":"x"}', '{"a":"X"}'),
    "a composed letter": ('{"a":"\u00c3\u00a9"}', '{"a":"e\u00cc\u0081"}'),
    "the order of members": ('{"a":1,"b":2}', '{"b":2,"a":1}'),
    "a space": ('{"a":1}', '{"a": 1}'),
    "a missing end": ("[1,2]", "[1,2"),
    "a further record": (f'["{ONE}"]', f'["{ONE}","{OTHER}"]'),
    "two records in another order": (f'["{ONE}","{OTHER}","{ONE}","{OTHER}"]', f'["{ONE}","{OTHER}","{OTHER}","{ONE}"]'),
    "one record for two": (f'["{ONE}","{OTHER}"]', f'["{THIRD}","{THIRD}"]'),
    "a tag with another time": (f'["{NOON}",{tag(ONE, NOON)}]', f'["{LATER}",{tag(ONE, NOON)}]'),
    "a number": ('{"job_number":1001}', '{"job_number":1002}'),
    "an id instead of a time": (f'["{ONE}"]', f'["{NOON}"]'),
}


@pytest.mark.parametrize("first, second", EQUAL.values(), ids=EQUAL)
def test_these_correspond(first, second):
    assert Pairs().difference(first, second) is None


@pytest.mark.parametrize("first, second", DIFFERENT.values(), ids=DIFFERENT)
def test_a_difference_is_noticed_in(first, second):
    assert Pairs().difference(first, second) is not None


def test_pairs_hold_from_one_response_to_the_next():
    pairs = Pairs()
    assert pairs.difference(f'["{ONE}"]', f'["{OTHER}"]') is None
    assert pairs.difference(f'["{ONE}"]', f'["{THIRD}"]') is not None
    assert pairs.difference(f'["{THIRD}"]', f'["{OTHER}"]') is not None


def answer(status, headers, raw=b""):
    message = Message()
    for name, value in headers:
        message[name] = value
    return Response(status, message, raw, "")


def test_status_and_headers_are_compared_with_their_order():
    twin = SimpleNamespace(host="127.0.0.1", port=2)
    server = SimpleNamespace(host="127.0.0.1", port=1, twin=twin, pairs=Pairs())
    good = answer(200, [("ETag", tag(ONE, NOON)), ("Vary", "Cookie"), ("Date", "now"), ("Location", "http://127.0.0.1:1/x")])
    assert difference(server, "/", good, answer(200, [("ETag", tag(OTHER, LATER)), ("Vary", "Cookie"), ("Date", "then"), ("Location", "http://127.0.0.1:2/x")])) is None
    for status, headers in [
        (201, list(good.headers.items())), (200, list(good.headers.items())[::-1]), (200, list(good.headers.items())[1:]),
        (200, [("ETag", tag(ONE, NOON)), ("Vary", "cookie"), ("Date", "now"), ("Location", "http://127.0.0.1:1/x")]),
    ]:
        assert difference(server, "/", good, answer(status, headers)), (status, headers)


def test_requests_are_translated():
    pairs = Pairs()
    assert pairs.difference(f"{ONE} {NOON} W/\"{'a' * 32}\"", f"{OTHER} {LATER} W/\"{'b' * 32}\"") is None
    assert pairs.translated(f"/api/jobs/{ONE}/") == f"/api/jobs/{OTHER}/"
    assert pairs.translated(ONE.upper()) == OTHER.upper()
    assert pairs.translated({"if_match": [tag(ONE, NOON)]}) == {"if_match": [tag(OTHER, LATER)]}
    assert pairs.translated(f'W/"{"a" * 32}"'.encode()) == f'W/"{"b" * 32}"'.encode()
    # A little later, and with fewer digits.
    assert pairs.translated(timestamp(micros(NOON) + 1)) == timestamp(micros(LATER) + 1)
    assert pairs.translated("2026-11-23T12%3A00%3A00.000Z") == "2026-11-23T12%3A00%3A00.250Z"
    # Nobody made these.
    for sent in (THIRD, "2001-01-01T00:00:00Z", "0001-01-01T00%3A00%3A00Z", "2026-11-23T12:01:00.000001Z", "2026-02-30T00:00:00Z", "garbage", 7, None):
        assert pairs.translated(sent) == sent


# -------------------------------------------------------------------------------------------------------------- real servers

@pytest.fixture
def pair(tmp_path):
    server = Server(tmp_path / "server")
    yield server
    server.kill()


def test_one_changed_byte_in_the_database_is_noticed(pair):
    with pair.start().client(OFFICE) as office:
        job = expect(office.post("/api/jobs/", {"name": "Gate", "notes": "a gate"}), 201).json
        expect(office.get(f"/api/jobs/{job['id']}/"), 200)
        uri = pair.twin.arguments[pair.twin.arguments.index("--database") + 1]
        change = f"UPDATE jobs SET notes = 'a Gate' WHERE id = '{pair.pairs.translated(job['id'])}'"
        pair.twin.stop()
        psql(uri, change)
        pair.twin.start()
        with pytest.raises(Different, match="the body differs"):
            office.get(f"/api/jobs/{job['id']}/")
        with pytest.raises(Different, match="the body differs"):
            office.get("/api/jobs/?limit=1")
        expect(office.get(f"/api/jobs/{job['id']}/costs/summary/"), 200)


def test_an_option_of_one_server_is_noticed(pair):
    # Made first, so that only this one gets the option.
    pair.twin, pair.pairs = twins.twin_of(pair), Pairs()
    pair.twin.arguments += ["--if-match", "strict"]
    with pair.start().client(OFFICE) as office:
        job = expect(office.post("/api/jobs/", {"name": "Gate"}), 201).json
        with pytest.raises(Different, match="the status is 200 on SQLite and 412 on PostgreSQL"):
            office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=f"W/{job['etag']}")


def test_what_cannot_be_repeated_in_order_is_rejected(pair):
    pair.start()
    with pytest.raises(NotComparable):
        pair.connect()
    with twins.one_at_a_time(), Client(pair) as client, pytest.raises(NotComparable):
        client.get("/healthz")
