"""Strangers: pages on other origins, trusted and untrusted proxies, sessions that end meanwhile."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from harness import ADMIN, OFFICE, OFFICE2, PASSWORD, Client, Server, check, expect, expect_problem, unique


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """A server that trusts this machine as a proxy."""
    with Server(tmp_path_factory.mktemp("proxied"), "--trusted-proxy", "127.0.0.1") as server:
        yield server


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("bare")) as server:
        yield server


HTTPS = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "jobs.example"}


def sign_in(client, email=OFFICE, password=PASSWORD, **headers):
    return client.post("/api/auth/login/", {"email": email, "password": password}, headers=headers)


def cookies(answer):
    return [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie")]


# ------------------------------------------------------------------------------------------------------------------------ proxies

def test_behind_a_tls_proxy_the_cookies_are_secure_and_host_only(proxied):
    with Client(proxied) as client:
        answer = expect(sign_in(client, **HTTPS), 200)
        for line in answer.headers.get_all("Set-Cookie"):
            assert line.startswith("__Host-jobtag_") and "; Secure" in line and "; Path=/;" in line and "Domain" not in line
        [cookie, _] = cookies(answer)
        expect(client.get("/api/auth/me/", headers={**HTTPS, "Cookie": cookie}), 200)
        # Cookies set by another host of the domain, or on an unencrypted connection, do not count there.
        plain = cookie.removeprefix("__Host-")
        expect_problem(client.get("/api/auth/me/", headers={**HTTPS, "Cookie": plain}), 401)
        expect(client.get("/api/auth/me/", headers={"Cookie": plain}), 200)
        ended = expect(client.post("/api/auth/logout/", headers={**HTTPS, "Cookie": cookie}), 204)
        assert cookie.partition("=")[0] in [line.partition("=")[0] for line in ended.headers.get_all("Set-Cookie")]


def test_encrypted_responses_have_strict_transport_security(proxied, bare):
    for server, headers, isTold in ((proxied, HTTPS, True), (proxied, {}, False), (bare, HTTPS, False)):
        with Client(server) as client:
            for path in ("/", "/healthz", "/api/auth/me/", "/nothing"):
                answer = client.get(path, headers=headers)
                assert answer.header("Strict-Transport-Security") == ("max-age=31536000" if isTold else None)


def test_forwarded_headers_of_strangers_are_ignored(bare):
    with Client(bare) as client:
        for line in expect(sign_in(client, **HTTPS), 200).headers.get_all("Set-Cookie"):
            assert "Secure" not in line and not line.startswith("__")


@pytest.mark.parametrize("name, value", [("X-Forwarded-For", "198.51.100.{}"), ("Forwarded", "for=198.51.100.{};proto=http")])
def test_people_behind_one_proxy_are_distinguished(proxied, name, value):
    email = f"{unique('p')}@example.com"
    expect(proxied.client(ADMIN).post("/api/staff/", {"name": "P", "email": email, "role": "office", "password": PASSWORD}), 201)
    with Client(proxied) as client:
        def attempt(place, password):
            return sign_in(client, email, password, **{name: value.format(place)}).status
        assert [attempt(1, "wrong") for _ in range(11)] == [401] * 10 + [429]
        assert attempt(2, PASSWORD) == 200


# ----------------------------------------------------------------------------------------------------------------- other origins

ELSEWHERE = {
    "a page of another port, in a current browser": {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    "a page of another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "one without an origin": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a page of another port, in a browser that says no more": {"Origin": "http://127.0.0.1:1"},
    "a sandboxed one there": {"Origin": "null"},
}


@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_page_on_another_origin_signs_no_one_out(bare, headers):
    with Client(bare) as client:
        cookie = cookies(expect(sign_in(client), 200))[0]
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, **headers}
        expect_problem(client.post("/api/auth/logout/", headers=form), 403)
        expect(client.get("/api/auth/me/", headers={"Cookie": cookie}), 200)
        # With a token in Authorization, the browser has added nothing.
        token = proof(client)
        expect(client.post("/api/auth/logout/", headers={**headers, "Authorization": f"Bearer {token}"}), 204)


def proof(client):
    return expect(sign_in(client), 200).json["token"]


def test_a_page_on_another_origin_changes_nothing_with_the_cookie(bare, tmp_path):
    with Client(bare) as client:
        cookie = {"Cookie": cookies(expect(sign_in(client), 200))[0]}
        headers = {**cookie, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        expect_problem(client.post("/api/jobs/", {"name": "not theirs"}, headers=headers), 403)
        expect(client.get("/api/jobs/", headers=headers), 200)
        # The server's own page, a bookmark, and clients other than browsers.
        for own in ({"Origin": bare.origin}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
            expect(client.post("/api/jobs/", {"name": "ours"}, headers={**cookie, **own}), 201)
        # A proxy may rewrite Host; requests that a browser sends only after a preflight need no more.
        expect(client.post("/api/jobs/", {"name": "ours"}, headers={**cookie, "Origin": "http://jobs.example"}), 201)
    with Server(tmp_path / "allowed", "--cors-origin", "https://front.example") as server, Client(server) as client:
        cookie = {"Cookie": cookies(expect(sign_in(client), 200))[0]}
        allowed = {**cookie, "Origin": "https://front.example", "Sec-Fetch-Site": "cross-site"}
        expect(client.post("/api/jobs/", {"name": "theirs"}, headers=allowed), 201)
        expect(client.post("/api/auth/logout/", headers=allowed), 204)


# -------------------------------------------------------------------------------------------------------------------- sign-ins

def test_a_password_changed_while_a_body_arrives_rejects_that_change(bare):
    admin, body = bare.client(ADMIN), b'{"name":"slow"}'
    email = f"{unique('s')}@example.com"
    person = expect(admin.post("/api/staff/", {"name": "S", "email": email, "role": "office", "password": PASSWORD}), 201).json
    with Client(bare) as client, socket.create_connection((urlsplit(bare.origin).hostname, urlsplit(bare.origin).port), 30) as line:
        token = expect(sign_in(client, email), 200).json["token"]
        head = f"POST /api/jobs/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n" \
            f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode())
        assert b" 100 " in line.recv(65536), "the sign-in was good when the body began"
        expect(admin.patch(f"/api/staff/{person['id']}/", {"password": "another password"}, if_match=person["etag"]), 200)
        line.sendall(body)
        assert b" 401 " in line.recv(65536)[:20]


@pytest.mark.parametrize("role, operation, status", [
    ("workshop", "a job", 403), ("workshop", "an estimated line", 403), ("workshop", "an event", 201), ("admin", "a job", 201),
])
def test_a_role_changed_while_a_body_arrives_applies_to_that_change(bare, role, operation, status):
    admin, word = bare.client(ADMIN), unique("role")
    person = expect(admin.post("/api/staff/", {"name": word, "email": f"{word}@example.com", "role": "office", "password": PASSWORD}), 201).json
    job = expect(admin.post("/api/jobs/", {"name": unique("job")}), 201).json
    path, body = {
        "a job": ("/api/jobs/", {"name": word}),
        "an estimated line": (f"/api/jobs/{job['id']}/cost-sets/estimate/lines/", {"kind": "time", "desc": word, "quantity": "1", "unit_cost": "1", "unit_rev": "1"}),
        "an event": (f"/api/jobs/{job['id']}/events/", {"description": word}),
    }[operation]
    content = json.dumps(body).encode()
    with Client(bare) as client, socket.create_connection((urlsplit(bare.origin).hostname, urlsplit(bare.origin).port), 30) as line:
        token = expect(sign_in(client, person["email"]), 200).json["token"]
        tag = "" if operation == "a job" else f"If-Match: {job['etag']}\r\n"
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n{tag}" \
            f"Expect: 100-continue\r\nContent-Length: {len(content)}\r\n\r\n"
        line.sendall(head.encode())
        assert b" 100 " in line.recv(65536), "the role was good when the body began"
        expect(admin.patch(f"/api/staff/{person['id']}/", {"role": role}, if_match=person["etag"]), 200)
        line.sendall(content)
        answer = line.recv(65536)
        assert f" {status} ".encode() in answer[:20], answer
        expect(client.request("GET", "/api/auth/me/", headers={"Authorization": f"Bearer {token}"}), 200)
    if status == 403:
        assert expect(admin.get(f"/api/jobs/{job['id']}/"), 200).etag == job["etag"]
        assert expect(admin.get(f"/api/jobs/?q={word}"), 200).json["results"] == []


def test_more_concurrent_sign_ins_than_allowed_failures_all_succeed(tmp_path):
    with Server(tmp_path / "rush") as server:
        def one(_):
            with Client(server, timeout=60) as client:
                return sign_in(client, OFFICE2).status
        # A debug build takes a second for each.
        with ThreadPoolExecutor(12) as pool:
            assert list(pool.map(one, range(12))) == [200] * 12


def test_an_overlong_password_counts_only_against_its_sender(tmp_path):
    with Server(tmp_path / "overlong") as server, Client(server) as client:
        assert [sign_in(client, OFFICE, "x" * 201).status for _ in range(11)] == [401] * 10 + [429]
        for number in range(100):
            expect_problem(sign_in(client, f"nobody{number}@example.com", "x" * 201), 401)
        expect(sign_in(client, OFFICE2), 200)
