"""Details of HTTP/1.1: closing connections, encoded paths, codings and types of bodies, and Host."""

import gzip
import time

import pytest

from harness import NOBODY, OFFICE, Server, StartFailure, check, expect, expect_job, expect_problem, unique


def until_closed(server, sent, deadline):
    """The whole response, and after how many seconds the server closed; None if it had not by the deadline."""
    began = time.monotonic()
    with server.connect(deadline) as connection:
        connection.sendall(sent)
        got = b""
        try:
            while True:
                part = connection.recv(65536)
                if not part:
                    return got, time.monotonic() - began
                got += part
        except TimeoutError:
            return got, None


# -------------------------------------------------------------------------------------------------------------- connections

@pytest.mark.parametrize("lines", [
    ["close"], ["Close"], ["TE, close"], ["keep-alive, close"], ["close, TE"], ["Upgrade , CLOSE"], ["TE,,close"], ["\tclose\t"], ["TE", "close"],
    ["close", "TE"], ["keep-alive", "TE , close"],
], ids=str)
def test_a_connection_is_closed_by(server, lines):
    head = "GET /healthz HTTP/1.1\r\nHost: x\r\n" + "".join(f"Connection: {line}\r\n" for line in lines) + "\r\n"
    got, seconds = until_closed(server, head.encode(), 5)
    assert got.startswith(b"HTTP/1.1 200") and seconds is not None
    assert b"connection: close" in got.lower(), "the last answer says that it is the last (RFC 9112 §9.6)"


@pytest.mark.parametrize("value", ["keep-alive", "TE", "closed", "not-close", "close-ish", "clo se"])
def test_a_connection_is_kept_open_by(server, value):
    head = f"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: {value}\r\n\r\n"
    got, _ = until_closed(server, (head + head + head.replace(value, "close")).encode(), 5)
    assert got.count(b"HTTP/1.1 200") == 3
    assert got.lower().count(b"connection: close") == 1, "and only the last answer says that it is"


@pytest.mark.parametrize("lines, closes", [("", True), ("Connection: keep-alive\r\n", False), ("Connection: TE, Keep-Alive\r\n", False),
                                           ("Connection: TE\r\n", True)])
def test_http_1_0_closes_unless_the_client_asks_for_keep_alive(server, lines, closes):
    got, seconds = until_closed(server, f"GET /healthz HTTP/1.0\r\n{lines}\r\n".encode(), 2)
    assert got.startswith(b"HTTP/1.1 200") and (seconds is not None) == closes
    assert (b"connection: keep-alive" in got.lower()) == (not closes)


@pytest.mark.parametrize("hosts", [[], ["x", "x"], ["x", "y"], ["x, y"], ["user@x"], ["x/y"], ["a b"]], ids=str)
def test_a_request_gets_400_with_hosts(server, hosts):
    sent = "GET /healthz HTTP/1.1\r\n" + "".join(f"Host: {one}\r\n" for one in hosts) + "\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    got, seconds = until_closed(server, sent.encode(), 5)
    assert got.startswith(b"HTTP/1.1 400") and seconds is not None and got.count(b"HTTP/1.1 ") == 1
    assert b"application/problem+json" in got and b"malformed-request" in got and b"Host" in got


@pytest.mark.parametrize("host", ["x", "x:80", "[::1]:8080", "", "bücher.example"])
def test_a_host_is_accepted_that_is(server, host):
    got, _ = until_closed(server, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode(), 5)
    assert got.startswith(b"HTTP/1.1 200")


def test_a_pending_response_is_sent_before_the_400(server):
    sent = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"
    got, seconds = until_closed(server, sent, 5)
    assert got.startswith(b"HTTP/1.1 200") and b"HTTP/1.1 400" in got and seconds is not None


def test_an_idle_connection_is_closed_after_the_idle_timeout(tmp_path):
    with Server(tmp_path / "idle", "--idle-timeout", "1", demo=False) as server:
        got, seconds = until_closed(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 10)
        assert got.startswith(b"HTTP/1.1 200") and seconds is not None and seconds >= 0.9


@pytest.mark.parametrize("value", ["0", "3601", "-1", "soon", "1.5"])
def test_an_idle_timeout_is_rejected_that_is(tmp_path, value):
    for options, environment in ((["--idle-timeout=" + value], None), ([], {"JOBTAG_IDLE_TIMEOUT": value})):
        server = Server(tmp_path / unique("x"), *options, demo=False, environment=environment)
        try:
            with pytest.raises(StartFailure):
                server.start(deadline=30)
        finally:
            server.kill()


def test_the_idle_timeout_can_come_from_the_environment(tmp_path):
    with Server(tmp_path / "idle", demo=False, environment={"JOBTAG_IDLE_TIMEOUT": "1"}) as server:
        _, seconds = until_closed(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 10)
        assert seconds is not None


# -------------------------------------------------------------------------------------------------------------------- paths

def test_a_path_is_the_same_however_its_letters_are_encoded(server, office, bench, job):
    identity = job["id"]
    for path in (
        f"/api/jobs/{identity.replace('-', '%2D')}/", f"/api/jobs/{identity.replace('-', '%2d')}/", f"/%61pi/jobs/{identity}/", f"/api/%6A%6fbs/{identity}/",
        f"/api/jobs/{identity}/%68eader/", f"/api/jobs/%{ord(identity[0]):02x}{identity[1:]}/", f"/api/jobs/{identity}/basic%2Dinfo", f"/api/jobs/{identity}/cost%2dsets/quote/",
    ):
        assert expect(office.get(path), 200).etag == job["etag"], path
    now = expect_job(office.patch(f"/api/jobs/{identity.replace('-', '%2D')}/", {"notes": "x"}, if_match=job["etag"]))
    assert now["id"] == identity
    for path in ("/%68ealthz", "/api/schema%2Eyml", "/js/jobtag%2Ejs", "/p%61ge.css", "/problems/not%2dfound"):
        expect(office.get(path), 200)
    expect(office.get("/api/%6Aobs/?limit=%31"), 200)


def test_a_retry_may_encode_the_path_differently(office, job):
    key = {"Idempotency-Key": unique("key")}
    first = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=job["etag"], headers=key))
    again = office.patch(f"/api/jobs/{job['id'].replace('-', '%2D')}/", {"notes": "x"}, if_match=job["etag"], headers=key)
    assert expect_job(again) == first
    check(again.header("Idempotency-Replayed") == "true", "the same request", again)


@pytest.mark.parametrize("path", [
    "/api/jobs%2F{id}/", "/api%2fjobs/{id}/", "/api/jobs/{id}%2Fheader/", "/api/jobs/%257B/", "/api/jobs/{id}%252D/", "/%2e%2e/README.md", "/js/%2e%2e/%2e%2e/Package.swift",
    "/%2e%2e%2f%2e%2e%2fetc/passwd", "/api/jobs/{id}%3Fa=b/", "/api/jobs/{id}%/", "/api/%2%36obs/", "/js/%2Fjobtag.js",
])
def test_reserved_characters_stay_encoded(office, job, path):
    expect(office.get(path.replace("{id}", job["id"])), 404)


# ------------------------------------------------------------------------------------------------------------------- bodies

@pytest.mark.parametrize("kind", [
    "application/json", "application/json; charset=utf8", "application/json;charset=UTF8", "application/json; charset=us-ascii", "APPLICATION/JSON; charset=\"utf-8\"",
    "application/merge-patch+json; charset=utf8", "application/json ; charset=x", "application/json;", "application/json; charset=iso-8859-1; x=y",
])
def test_utf_8_is_accepted_with_any_other_charset(office, bench, job, kind):
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"notes": "Größe"}, if_match=job["etag"], content_type=kind))
    assert now["notes"] == "Größe"


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8"])
def test_bytes_that_are_not_utf_8_get_400_with_any_charset(office, bench, job, charset):
    data = '{"notes":"Größe"}'.encode("latin-1")
    kind = f"application/json; charset={charset}"
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", data=data, if_match=job["etag"], content_type=kind), 400)
    assert bench.tag(job["id"]) == job["etag"]


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16LE", '"utf-32"'])
def test_a_charset_that_cannot_be_utf_8_gets_415(office, bench, job, charset):
    kind = f"application/json; charset={charset}"
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=job["etag"], content_type=kind), 415)
    assert bench.tag(job["id"]) == job["etag"]


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "deflate", "gzip, identity", "identity, gzip", "x"])
def test_a_coded_body_gets_415_that_names_the_supported_coding(office, anonymous, bench, job, coding):
    data = gzip.compress(b'{"notes": "x"}')
    answer = office.patch(f"/api/jobs/{job['id']}/", data=data, if_match=job["etag"], headers={"Content-Encoding": coding})
    expect_problem(answer, 415)
    check(answer.header("Accept-Encoding") == "identity", "RFC 9110 §15.5.16", answer)
    assert bench.tag(job["id"]) == job["etag"]
    expect_problem(office.post("/api/clients/", {"name": "x"}, headers={"Content-Encoding": coding}), 415)
    login = {"email": OFFICE, "password": "x"}
    expect_problem(anonymous.post("/api/auth/login/", login, headers={"Content-Encoding": coding}), 415)
    form = {"content_type": "application/x-www-form-urlencoded", "headers": {"Content-Encoding": coding}}
    expect(anonymous.post("/setup/", data=b"token=x", **form), 415)


def test_identity_is_accepted_as_a_coding(office, job):
    now = expect_job(office.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=job["etag"], headers={"Content-Encoding": "Identity"}))
    expect(office.delete(f"/api/jobs/{job['id']}/", if_match=now["etag"], headers={"Content-Encoding": "identity"}), 200)


def test_a_coding_gets_415_even_without_a_body(server, office, bench, job):
    coded = {"headers": {"Content-Encoding": "gzip"}}
    customer = bench.make_customer()
    contact = bench.make_contact(customer)
    line = bench.add_line(job["id"])
    for path, etag in (
        (f"/api/jobs/{job['id']}/", line["job"]["etag"]), (f"/api/clients/{customer['id']}/", customer["etag"]),
        (f"/api/clients/{customer['id']}/contacts/{contact['id']}/", contact["etag"]),
        (f"/api/jobs/{job['id']}/cost-sets/quote/lines/{line['line']['id']}/", line["job"]["etag"]),
    ):
        expect_problem(office.delete(path, if_match=etag, **coded), 415)
        assert expect(office.get(path), 200).etag == etag, path
    expect_problem(office.delete(f"/api/clients/{NOBODY}/", if_match=customer["etag"], **coded), 404)
    with server.client(OFFICE) as client:
        expect_problem(client.post("/api/auth/logout/", **coded), 415)
        expect(client.get("/api/auth/me/"), 200)


def test_415_for_a_coding_comes_after_404_and_before_428(office, job):
    for path, status in ((f"/api/jobs/{job['id']}/", 415), (f"/api/jobs/{NOBODY}/", 404)):
        expect_problem(office.patch(path, {"notes": "x"}, headers={"Content-Encoding": "gzip"}), status)
