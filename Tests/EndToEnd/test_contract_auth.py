"""CONTRACT §7, sign-in: tokens, the cookie, signing out, and many wrong passwords."""

import pytest

from harness import (
    ADMIN, NOBODY, OFFICE, OFFICE2, PASSWORD, WORKSHOP, Bench, Client, Server, check, exchange, expect, expect_job, expect_problem,
    micros, raw_request,
)


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """A server of its own, so that wrong passwords throttle nobody else."""
    with Server(tmp_path_factory.mktemp("door")) as running:
        yield running


@pytest.fixture
def stranger(door):
    with door.client(None) as client:
        yield client


@pytest.mark.parametrize("email", [ADMIN, OFFICE, OFFICE2, WORKSHOP])
def test_the_demo_people_sign_in(stranger, email):
    answer = expect(stranger.login(email), 200)
    body = answer.json
    assert isinstance(body["token"], str) and len(body["token"]) >= 32
    assert isinstance(body["expires_at"], str) and body["expires_at"].startswith("20")
    assert isinstance(body["staff"], dict) and body["staff"]["id"] and body["staff"]["name"]
    micros(body["expires_at"])
    stranger.token = body["token"]
    me = expect(stranger.get("/api/auth/me/"), 200)
    check(email in me.text and body["staff"]["id"] in me.text, "/me/ is the person who signed in", me)


def test_each_sign_in_has_a_token_of_its_own(stranger):
    tokens = {expect(stranger.login(OFFICE), 200).json["token"] for _ in range(2)}
    assert len(tokens) == 2


def cookie_of(answer):
    lines = answer.headers.get_all("Set-Cookie") or []
    check(lines, "signing in sets a cookie", answer)
    for line in lines:
        attributes = [part.strip().lower() for part in line.split(";")[1:]]
        check("httponly" in attributes, "the cookie must be HttpOnly", answer)
        check("samesite=lax" in attributes, "the cookie must be SameSite=Lax", answer)
    return "; ".join(line.split(";")[0] for line in lines)


def test_the_cookie_signs_in_as_well(door, stranger):
    cookie = {"Cookie": cookie_of(expect(stranger.login(OFFICE), 200))}
    check(OFFICE in expect(stranger.get("/api/auth/me/", headers=cookie), 200).text, "the cookie is the person's")
    job = Bench(door.client(OFFICE)).make_job()
    answer = stranger.get(f"/api/jobs/{job['id']}/", headers=cookie)
    assert expect_job(answer) == job
    now = stranger.patch(f"/api/jobs/{job['id']}/", {"notes": "by cookie"}, if_match=job["etag"], headers=cookie)
    assert expect_job(now)["notes"] == "by cookie"


def test_signing_out_ends_the_token_and_its_cookie(stranger):
    answer = expect(stranger.login(OFFICE), 200)
    cookie = {"Cookie": cookie_of(answer)}
    other = expect(stranger.login(OFFICE), 200).json["token"]
    stranger.token = answer.json["token"]
    expect(stranger.get("/api/auth/me/"), 200)
    expect(stranger.post("/api/auth/logout/"), 200, 204)
    expect_problem(stranger.get("/api/auth/me/"), 401)
    stranger.token = None
    expect_problem(stranger.get("/api/auth/me/", headers=cookie), 401)
    stranger.token = other
    expect(stranger.get("/api/auth/me/"), 200)


def test_signing_out_by_cookie_ends_it(stranger):
    cookie = {"Cookie": cookie_of(expect(stranger.login(OFFICE), 200))}
    expect(stranger.post("/api/auth/logout/", headers=cookie), 200, 204)
    expect_problem(stranger.get("/api/auth/me/", headers=cookie), 401)


BAD_AUTHORIZATION = {
    "nothing": {}, "a made-up token": {"Authorization": "Bearer " + "A" * 43}, "an empty token": {"Authorization": "Bearer "},
    "another scheme": {"Authorization": "Basic b2ZmaWNlOmRlbW8="}, "no scheme": {"Authorization": "A" * 43},
    "a bad cookie": {"Cookie": "jobtag=AAAA; session=AAAA; token=AAAA"},
}


@pytest.mark.parametrize("headers", BAD_AUTHORIZATION.values(), ids=BAD_AUTHORIZATION.keys())
def test_it_is_401_with(stranger, headers):
    for method, path in (("GET", "/api/auth/me/"), ("GET", "/api/jobs/"), ("DELETE", f"/api/jobs/{NOBODY}/")):
        answer = stranger.request(method, path, headers=headers)
        expect_problem(answer, 401)
        check(answer.header("WWW-Authenticate"), "a 401 needs WWW-Authenticate (RFC 9110 §11.6.1)", answer)


AUTHORIZATION = {
    "the scheme in lower case": (b"bearer %s", 200), "in capitals": (b"BEARER %s", 200), "several spaces": (b"Bearer   %s", 200),
    "a tab": (b"Bearer\t%s", 401), "no space": (b"Bearer%s", 401), "a comma": (b"Bearer %s, Bearer x", 401),
}


@pytest.mark.parametrize("value, status", AUTHORIZATION.values(), ids=AUTHORIZATION.keys())
def test_the_authorization_is_read_as_it_is_written(door, value, status):
    sent = raw_request(door, "GET", "/api/auth/me/", headers=[(b"Authorization", value % door.token(OFFICE).encode())])
    assert exchange(door, sent).status == status


def test_it_is_401_with_two_authorizations(door):
    office, admin = (f"Bearer {door.token(person)}".encode() for person in (OFFICE, ADMIN))
    for pair in ([office, admin], [office, b"Bearer x"], [b"Bearer x", office]):
        sent = raw_request(door, "GET", "/api/auth/me/", headers=[(b"Authorization", one) for one in pair])
        assert exchange(door, sent).status == 401


@pytest.mark.parametrize("path", [
    "/api/jobs/", "/api/jobs/status-choices/", f"/api/jobs/{NOBODY}/", f"/api/jobs/{NOBODY}/events/", "/api/clients/",
    f"/api/clients/{NOBODY}/contacts/", "/api/staff/", "/api/auth/me/", "/api/auth/logout/",
])
def test_it_needs_a_sign_in(stranger, path):
    method = "POST" if path.endswith("logout/") else "GET"
    expect_problem(stranger.request(method, path), 401)


@pytest.mark.parametrize("body, status", [
    ({"email": "nobody1@example.com", "password": PASSWORD}, 401), ({"email": "nobody2@example.com", "password": ""}, 401),
    ({"email": "nobody3@example.com"}, 400), ({"password": PASSWORD}, 400), ({}, 400), ([], 400),
    ({"email": 5, "password": PASSWORD}, 400), ({"email": "nobody4@example.com", "password": ["x"]}, 400),
    ({"email": "nobody5@example.com", "password": PASSWORD, "colour": "red"}, 400),
], ids=str)
def test_a_bad_sign_in_is_refused(stranger, body, status):
    answer = expect(stranger.post("/api/auth/login/", body), status, 400)
    check(answer.header("Set-Cookie") is None, "a refused sign-in sets no cookie", answer)


def test_a_wrong_password_and_an_unknown_person_look_the_same(stranger):
    wrong = expect_problem(stranger.login(OFFICE2, "wrong"), 401)
    unknown = expect_problem(stranger.login("nobody6@example.com", "wrong"), 401)
    assert wrong["detail"] == unknown["detail"] and wrong["type"] == unknown["type"]


def test_many_wrong_passwords_are_429_with_retry_after(tmp_path):
    with Server(tmp_path / "throttled") as server, Client(server) as client:
        seen = []
        for _ in range(100):
            answer = expect(client.login(OFFICE, "wrong"), 401, 429)
            seen.append(answer.status)
            if answer.status == 429:
                break
        check(seen[-1] == 429, f"never throttled: {seen}", answer)
        expect_problem(answer, 429)
        check((answer.header("Retry-After") or "").isdigit(), "a 429 says when to try again", answer)
        check(int(answer.header("Retry-After")) > 0, "a 429 says when to try again", answer)
        assert seen[0] == 401, "the first wrong password is only wrong"
        expect_problem(client.login(OFFICE, "wrong"), 429)
        expect(client.get("/healthz"), 200)
