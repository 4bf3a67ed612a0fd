"""The requirements of RFC 9110 and RFC 9112 for a server, tested byte by byte. docs/http-requirements.md lists these tests."""

import json
import re
import select
import time
from pathlib import Path

import pytest

from conftest import ALLOWED_ORIGIN
from harness import MIB, NOBODY, OFFICE, Server, check, exchange, expect, expect_problem

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "http-requirements.md"
TESTS = Path(__file__).resolve().parent


def talk(server, sent, deadline=10):
    """The whole response until the server closes; a connection that stays open fails at the time limit."""
    with server.connect(deadline) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def statuses(got):
    return [int(one) for one in re.findall(rb"HTTP/1\.[01] (\d\d\d) ", got)]


def message(line, *fields, body=b""):
    return "\r\n".join([line, *fields, "", ""]).encode() + body


NEXT = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LOGIN = "POST /api/auth/login/ HTTP/1.1"

# Each gets this status, and the connection closes: the following bytes are not parsed as a request.
REFUSED = {
    "lines that end with LF alone": (b"GET /healthz HTTP/1.1\nHost: x\n\n", 400),
    "a folded field": (message("GET /healthz HTTP/1.1", "Host: x", "X-A: a", " b"), 400),
    "a space before the colon": (message("GET /healthz HTTP/1.1", "Host: x", "X-A : a"), 400),
    "a space before the first field": (message("GET /healthz HTTP/1.1", " Host: x", "Host: x"), 400),
    "a carriage return in a value": (message("GET /healthz HTTP/1.1", "Host: x", "X-A: a\rb"), 400),
    "a NUL in a value": (message("GET /healthz HTTP/1.1", "Host: x", "X-A: a\0b"), 400),
    "a field without a name": (message("GET /healthz HTTP/1.1", "Host: x", ": a"), 400),
    "two spaces in the request line": (message("GET  /healthz HTTP/1.1", "Host: x"), 400),
    "a space after the version": (message("GET /healthz HTTP/1.1 ", "Host: x"), 400),
    "HTTP/0.9": (message("GET /healthz"), 400),
    "HTTP/2.0": (message("GET /healthz HTTP/2.0", "Host: x"), 505),
    "HTTP/3.7": (message("GET /healthz HTTP/3.7", "Host: x"), 505),
    "another protocol": (message("GET /healthz RTSP/1.0", "Host: x"), 400),
    "no Host": (message("GET /healthz HTTP/1.1"), 400),
    "two Hosts": (message("GET /healthz HTTP/1.1", "Host: x", "Host: x"), 400),
    "two Hosts in HTTP/1.0": (message("GET /healthz HTTP/1.0", "Host: x", "Host: y"), 400),
    "a Host with a port of letters": (message("GET /healthz HTTP/1.1", "Host: x:http"), 400),
    "a Host with half an escape": (message("GET /healthz HTTP/1.1", "Host: x%2"), 400),
    "a Host with half a bracket": (message("GET /healthz HTTP/1.1", "Host: [::1"), 400),
    "a Host in angle brackets": (message("GET /healthz HTTP/1.1", "Host: <x>"), 400),
    "a Host with a user": (message("GET /healthz HTTP/1.1", "Host: me@x"), 400),
    "a path of 8 KiB and more": (message("GET /" + "a" * 8192 + " HTTP/1.1", "Host: x"), 414),
    "a target of 64 KiB and more": (message("GET /?" + "a" * 65535 + " HTTP/1.1", "Host: x"), 414),
    "a target that does not end": (b"GET /" + b"a" * 20_000, 414),
    "a target that is no path": (message("GET healthz HTTP/1.1", "Host: x"), 400),
    "a target with a fragment": (message("GET /healthz#x HTTP/1.1", "Host: x"), 400),
    "a target in authority form": (message("GET x:80 HTTP/1.1", "Host: x"), 400),
    "* with GET": (message("GET * HTTP/1.1", "Host: x"), 400),
    "a target of another scheme": (message("GET ftp://x/healthz HTTP/1.1", "Host: x"), 400),
    "a target with a user": (message("GET http://me@x/healthz HTTP/1.1", "Host: x"), 400),
    "a target without a host": (message("GET http:///healthz HTTP/1.1", "Host: x"), 400),
    "CONNECT": (message("CONNECT x:443 HTTP/1.1", "Host: x:443"), 405),
    "a method that does not exist": (message("BREW /healthz HTTP/1.1", "Host: x"), 501),
    "a method in lower case": (message("get /healthz HTTP/1.1", "Host: x"), 501),
    "a field of more than 16 KiB": (message("GET /healthz HTTP/1.1", "Host: x", "X-A: " + "a" * 17_000), 431),
    "a field that does not end": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 20_000, 431),
    "201 fields": (message("GET /healthz HTTP/1.1", "Host: x", *["X-A: a"] * 200), 431),
    "fields of 80 KiB": (message("GET /healthz HTTP/1.1", "Host: x", *["X-A: " + "a" * 16_000] * 5), 431),
    "two lengths": (message(LOGIN, "Host: x", "Content-Length: 2", "Content-Length: 3", body=b"{}"), 400),
    "one length twice": (message(LOGIN, "Host: x", "Content-Length: 2, 2", body=b"{}"), 400),
    "a length with a sign": (message(LOGIN, "Host: x", "Content-Length: +2", body=b"{}"), 400),
    "a length beyond 64 bits": (message(LOGIN, "Host: x", "Content-Length: " + "9" * 25, body=b"{}"), 400),
    "a length beside chunks": (message(LOGIN, "Host: x", "Content-Length: 2", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400),
    "chunks in HTTP/1.0": (message(LOGIN.replace("1.1", "1.0"), "Host: x", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400),
    "gzip, not chunked": (message(LOGIN, "Host: x", "Transfer-Encoding: gzip"), 501),
    "gzip, then chunked": (message(LOGIN, "Host: x", "Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"), 501),
    "chunked, then gzip": (message(LOGIN, "Host: x", "Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n"), 501),
    "chunked in two fields": (message(LOGIN, "Host: x", *["Transfer-Encoding: chunked"] * 2, body=b"0\r\n\r\n"), 501),
    "what only resembles chunked": (message(LOGIN, "Host: x", "Transfer-Encoding: xchunked", body=b"0\r\n\r\n"), 501),
    "identity": (message(LOGIN, "Host: x", "Transfer-Encoding: identity"), 501),
    "gzip with a GET": (message("GET /healthz HTTP/1.1", "Host: x", "Transfer-Encoding: gzip"), 501),
}
JSON_CHUNKS = (LOGIN, "Host: x", "Content-Type: application/json", "Transfer-Encoding: chunked")
REFUSED |= {
    f"a chunk {name}": (message(*JSON_CHUNKS, body=body), 400) for name, body in {
        "whose size is no number": b"zz\r\n{}\r\n0\r\n\r\n", "whose size has a prefix": b"0x2\r\n{}\r\n0\r\n\r\n",
        "whose size has a sign": b"-2\r\n{}\r\n0\r\n\r\n", "without a size": b"\r\n{}\r\n0\r\n\r\n",
        "whose size is beyond 64 bits": b"f" * 17 + b"\r\n{}\r\n0\r\n\r\n", "that is longer than its size": b"2\r\n{}x\r\n0\r\n\r\n",
        "whose lines end with LF alone": b"2\n{}\n0\n\n", "whose size has a space after it": b"2 \r\n{}\r\n0\r\n\r\n", "after which a trailer has no name": b"2\r\n{}\r\n0\r\n: x\r\n\r\n",
    }.items()
}


@pytest.mark.parametrize("sent, status", REFUSED.values(), ids=REFUSED.keys())
def test_an_invalid_message_is_rejected_and_closes_the_connection_with(server, sent, status):
    got = talk(server, sent + NEXT)
    assert statuses(got) == [status], got[:600]
    assert b"\r\nConnection: close\r\n" in got and b"application/problem+json" in got, got[:600]


@pytest.mark.parametrize("sent, status", REFUSED.values(), ids=REFUSED.keys())
def test_an_error_of_the_connection_has_the_common_response_headers(server, sent, status):
    line, separator, rest = sent.partition(b"\n")
    # Nothing more is known about a line without an end.
    origin = b"Origin: " + ALLOWED_ORIGIN.encode() + (b"\r\n" if line.endswith(b"\r") else b"\n") if separator else b""
    answer = exchange(server, line + separator + origin + rest)
    assert answer.status == status, answer.explain()
    for name in ("X-Request-Id", "Date", "X-Content-Type-Options"):
        assert answer.headers[name], (name, answer.explain())
    assert "Origin" in answer.headers["Vary"], answer.explain()
    if origin:
        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED_ORIGIN, answer.explain()
        assert "X-Request-Id" in answer.headers["Access-Control-Expose-Headers"], answer.explain()
    problem = json.loads(answer.raw)
    assert problem["status"] == status and problem["detail"] == problem["error"], answer.explain()
    assert bool(problem.get("errors")) == (status == 400), answer.explain()


def test_an_error_for_head_has_no_body(server):
    got = talk(server, message("HEAD /healthz HTTP/1.1"))
    head, _, body = got.partition(b"\r\n\r\n")
    assert statuses(got) == [400] and b"Content-Length" in head and not body


@pytest.mark.parametrize("sent, wanted", [
    (message("GET /healthz HTTP/1.1", "Host: x", "Content-Length: 5", body=b"abcde"), 200),
    (message("GET http://elsewhere/healthz HTTP/1.1", "Host: x"), 200),
    (message("GET http://elsewhere:80/%68ealthz?x=1 HTTP/1.1", "Host: x"), 200),
    (message("GET HTTPS://elsewhere/healthz HTTP/1.1", "Host: x"), 200),
    (message("OPTIONS http://elsewhere HTTP/1.1", "Host: x"), 204),
    (message("GET /healthz HTTP/1.1", "host: x", "X-A:", "X-B:\tb\t"), 200),
    (b"\r\n\r\n" + message("GET /healthz HTTP/1.1", "Host: x"), 200),
    (message("GET /healthz HTTP/1.1", "Host: x", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"), 200),
    (message("GET /healthz HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"), 200),
    (message("TRACE /healthz HTTP/1.1", "Host: x"), 405),
    (message("PROPFIND /healthz HTTP/1.1", "Host: x"), 501),
    (message("PROPFIND /api/jobs/ HTTP/1.1", "Host: x"), 501),
    (message("GET /healthz HTTP/1.1", "Host: x", "Expect: 200-ok"), 417),
    (message("GET /" + "a" * 8000 + " HTTP/1.1", "Host: x"), 404),
    (message("GET /healthz HTTP/1.1", "Host: x", *["X-A: a"] * 199), 200),
    (message(*JSON_CHUNKS, body=b"2;name=value\r\n{}\r\n000\r\nX-Trailer: x\r\n\r\n"), 400),
    (message(LOGIN, "Host: x", "Content-Type: application/json", "Transfer-Encoding: Chunked", body=b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), 400),
], ids=range(17))
def test_a_message_is_accepted_and_the_next_request_starts_at_its_end_with(server, sent, wanted):
    assert statuses(talk(server, sent + NEXT)) == [wanted, 200]


def test_a_message_can_arrive_in_any_pieces(server):
    body = b'2\r\n{"\r\n6;x=y\r\nx": 1}\r\n0\r\nX-T: t\r\n\r\n'
    sent = message(*JSON_CHUNKS, body=body) + message("GET /healthz HTTP/1.1", "Host: x") + NEXT
    with server.connect(20) as connection:
        connection.setsockopt(6, 1, 1)  # TCP_NODELAY
        for place in range(len(sent)):
            connection.sendall(sent[place:place + 1])
        got = b"".join(iter(lambda: connection.recv(65536), b""))
    assert statuses(got) == [400, 200, 200]
    assert b"This field does not exist" in got or b"This field is required" in got, "the body was read whole"


def test_options_of_the_whole_server_gets_200(server):
    answer = exchange(server, message("OPTIONS * HTTP/1.1", "Host: x", "Connection: close"), "OPTIONS")
    assert answer.status == 200 and "PATCH" in answer.headers["Allow"] and answer.headers["Content-Length"] == "0", answer.explain()


def test_http_1_0_gets_no_chunks(server, office):
    head = message("GET /api/changes/stream HTTP/1.0", f"Authorization: Bearer {office.token}")
    with server.connect() as connection:
        connection.sendall(head)
        got = b""
        while b"\n\n" not in got.partition(b"\r\n\r\n")[2]:
            got += connection.recv(4096)
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower() and body.startswith(b"retry:"), got


def test_http_1_0_is_closed_after_a_response_without_a_length(server, anonymous):
    token = expect(anonymous.login(OFFICE), 200).json["token"]
    fields = (f"Authorization: Bearer {token}", "Connection: keep-alive")
    with server.connect() as connection:
        connection.sendall(message("GET /api/changes/stream HTTP/1.0", *fields))
        got = b""
        while b"\n\n" not in got.partition(b"\r\n\r\n")[2]:
            got += connection.recv(4096)
        head = got.partition(b"\r\n\r\n")[0].lower()
        assert b"content-length" not in head and b"\r\nconnection: close" in head and b"keep-alive" not in head, head
        expect(anonymous.post("/api/auth/logout/", headers={"Authorization": f"Bearer {token}"}), 204)
        # A request that arrives meanwhile gets no response: it would be taken for more of the body.
        connection.sendall(message("GET /readyz HTTP/1.0"))
        rest = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"HTTP/1" not in rest, rest
    # A response without a body ends with its head, and the connection stays open.
    for line in ("HEAD /api/changes/stream HTTP/1.0", "OPTIONS /api/jobs/ HTTP/1.0"):
        office = server.token(OFFICE)
        got = talk(server, message(line, f"Authorization: Bearer {office}", "Connection: keep-alive") + NEXT)
        assert len(statuses(got)) == 2 and b"\r\nconnection: keep-alive\r\n" in got.lower(), got


@pytest.mark.parametrize("path, status", [("/healthz", 200), ("/nothing", 404), ("/api/jobs/", 401), ("/api/auth/login/", 405)])
def test_head_has_the_fields_of_get_and_no_body(server, path, status):
    whole = talk(server, message(f"GET {path} HTTP/1.1", "Host: x", "Connection: close"))
    head = talk(server, message(f"HEAD {path} HTTP/1.1", "Host: x", "Connection: close"))
    names = [re.findall(rb"\r\n([A-Za-z-]+): ", got.partition(b"\r\n\r\n")[0]) for got in (whole, head)]
    assert statuses(head) == [status] and names[0] == names[1]
    assert head.endswith(b"\r\n\r\n") and not whole.endswith(b"\r\n\r\n")


def test_each_response_has_a_date(office, anonymous, job):
    path = f"/api/jobs/{job['id']}/"
    for answer in (
        office.get(path), office.get(path, if_none_match=job["etag"]), anonymous.get(path), office.options(path), office.patch(path, {}), office.get("/nothing"),
    ):
        check(re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.header("Date") or ""), "RFC 9110 §6.6.1", answer)


def test_204_and_304_have_neither_body_nor_length(server, office, job):
    for line, fields in (
        ("OPTIONS /api/jobs/ HTTP/1.1", []), (f"GET /api/jobs/{job['id']}/ HTTP/1.1", [f"Authorization: Bearer {office.token}", f"If-None-Match: {job['etag']}"]),
    ):
        head, _, body = talk(server, message(line, "Host: x", "Connection: close", *fields)).partition(b"\r\n\r\n")
        assert not body and b"transfer-encoding" not in head.lower() and (b"304" in head or b"content-length" not in head.lower()), head


# -------------------------------------------------------------------------------------------------------- 100 Continue

def expecting(server, method, path, *fields, version="1.1"):
    head = message(f"{method} {path} HTTP/{version}", "Host: x", "Expect: 100-continue", *fields)
    with server.connect() as connection:
        connection.sendall(head)
        return connection.recv(4096)


LONG = "Content-Length: 20"
KIND = "Content-Type: application/json"


@pytest.mark.parametrize("method, path, fields, status", [
    ("POST", "/api/jobs/", [KIND, LONG], 401),
    ("PATCH", f"/api/jobs/{NOBODY}/", ["AUTH", KIND, LONG], 404),
    ("POST", "/api/nothing/", ["AUTH", KIND, LONG], 404),
    ("PUT", "/api/jobs/", ["AUTH", KIND, LONG], 405),
    ("POST", "/api/jobs/", ["AUTH", KIND, f"Content-Length: {MIB + 1}"], 413),
    ("POST", "/api/jobs/", ["AUTH", "Content-Type: text/plain", LONG], 415),
    ("POST", "/api/jobs/", ["AUTH", KIND, "Content-Encoding: gzip", LONG], 415),
    ("POST", "/api/jobs/", ["AUTH", KIND, "Transfer-Encoding: gzip"], 501),
    ("PROPFIND", "/api/jobs/", ["AUTH", KIND, LONG], 501),
])
def test_an_error_caused_by_the_head_comes_without_100(server, office, method, path, fields, status):
    fields = [f"Authorization: Bearer {office.token}" if one == "AUTH" else one for one in fields]
    got = expecting(server, method, path, *fields)
    assert statuses(got) == [status], got[:400]
    # It is unknown whether the body will come, and where the next request would start.
    assert b"\r\nConnection: close\r\n" in got, got[:400]


def test_http_1_0_gets_no_100(server):
    with server.connect() as connection:
        connection.sendall(message(LOGIN.replace("1.1", "1.0"), "Host: x", "Expect: 100-continue", KIND, "Content-Length: 2") + b"{}")
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")


# ------------------------------------------------------------------------------------------------- fields of some answers

def test_patch_names_its_media_types(office, anonymous, job):
    path = f"/api/jobs/{job['id']}/"
    for answer in (expect(anonymous.options(path), 204), expect(office.patch(path, data=b"x", content_type="text/plain", if_match=job["etag"]), 415)):
        check(answer.listed("Accept-Patch") == {"application/json", "application/merge-patch+json"}, "RFC 5789", answer)
    for answer in (expect(anonymous.options("/api/jobs/"), 204), expect(office.post("/api/jobs/", data=b"x", content_type="text/plain"), 415)):
        check(answer.header("Accept-Patch") is None, "there is no PATCH", answer)


@pytest.mark.parametrize("headers, error", [
    ({}, None), ({"Authorization": "Basic eDp5"}, None), ({"Cookie": "jobtag_session=x"}, None), ({"Authorization": "Bearer nobody"}, "invalid_token"),
    ({"Authorization": "bearer  nobody", "Cookie": "jobtag_session=x"}, "invalid_token"), ({"Authorization": "Bearer "}, "invalid_request"),
])
def test_a_401_says_whether_a_token_is_invalid(anonymous, headers, error):
    for method, path in (("GET", "/api/jobs/"), ("GET", "/api/nothing/"), ("PUT", "/api/jobs/"), ("POST", "/api/auth/logout/")):
        answer = anonymous.request(method, path, headers=headers)
        expect_problem(answer, 401)
        wanted = 'Bearer realm="jobtag"' + (f', error="{error}"' if error else "")
        check(answer.header("WWW-Authenticate") == wanted, "RFC 6750 §3.1", answer)


def test_an_incomplete_body_is_not_treated_as_complete(office, bench, job):
    whole = {name: job[name] for name in job if name not in ("id", "updated_at", "created_at", "etag")}
    answer = office.put(f"/api/jobs/{job['id']}/", whole, if_match=job["etag"], headers={"Content-Range": "bytes 0-9/100"})
    expect_problem(answer, 400)
    assert answer.json["errors"][0]["field"] == "Content-Range" and bench.tag(job["id"]) == job["etag"]


def test_the_connection_limit_holds_and_closes_idle_ones_first(tmp_path):
    asked = message("GET /healthz HTTP/1.1", "Host: x")
    with Server(tmp_path / "bounded", "--max-connections", "8", demo=False) as server:
        crowd = [server.connect(30) for _ in range(8)]
        try:
            for one in crowd:
                one.sendall(asked)
                assert one.recv(4096).startswith(b"HTTP/1.1 200")
            # None has been idle long enough, so another one gets a 503.
            answer = exchange(server, asked)
            assert answer.status == 503 and answer.headers["Retry-After"] and answer.headers["Connection"] == "close", answer.explain()
            # After a while an idle one makes room; rejected clients wait until the server has closed.
            deadline = time.monotonic() + 30
            while not talk(server, asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), 30).startswith(b"HTTP/1.1 200"):
                assert time.monotonic() < deadline
            readable, _, _ = select.select(crowd, [], [], 10)
            assert len(readable) == 1 and readable[0].recv(4096) == b"", "one was closed, and the others were not"
        finally:
            for one in crowd:
                one.close()


# ----------------------------------------------------------------------------------------------------------- the document

def test_each_test_that_the_document_names_exists():
    named = re.findall(r"`(test_\w+)`", DOCUMENT.read_text("utf-8"))
    there = set(re.findall(r"^def (test_\w+)\(", "".join(one.read_text("utf-8") for one in sorted(TESTS.glob("test_*.py"))), re.M))
    assert len(named) > 40 and not set(named) - there, set(named) - there


def test_each_test_here_is_in_the_document():
    here = re.findall(r"^def (test_\w+)\(", Path(__file__).read_text("utf-8"), re.M)
    assert not set(here) - set(re.findall(r"`(test_\w+)`", DOCUMENT.read_text("utf-8"))) - {
        "test_each_test_that_the_document_names_exists", "test_each_test_here_is_in_the_document",
    }
