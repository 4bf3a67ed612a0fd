"""CONTRACT §7, sign-in: tokens, the cookie, signing out, and repeated wrong passwords."""

import re

import pytest

from harness import (
    ADMIN, NOBODY, OFFICE, OFFICE2, PASSWORD, WORKSHOP, Bench, Client, Server, check, exchange, expect, expect_job, expect_problem,
    micros, raw_request,
)


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """A separate server, so that wrong passwords throttle no one else."""
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


def test_each_session_has_its_own_token(stranger):
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


def test_the_cookie_signs_in_too(door, stranger):
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
def test_an_invalid_session_gets_401_with(stranger, headers):
    for method, path in (("GET", "/api/auth/me/"), ("GET", "/api/jobs/"), ("DELETE", f"/api/jobs/{NOBODY}/")):
        answer = stranger.request(method, path, headers=headers)
        expect_problem(answer, 401)
        check(answer.header("WWW-Authenticate"), "a 401 needs WWW-Authenticate (RFC 9110 §11.6.1)", answer)


AUTHORIZATION = {
    "the scheme in lower case": (b"bearer %s", 200), "in capitals": (b"BEARER %s", 200), "several spaces": (b"Bearer   %s", 200),
    "a tab": (b"Bearer\t%s", 401), "no space": (b"Bearer%s", 401), "a comma": (b"Bearer %s, Bearer x", 401),
}


@pytest.mark.parametrize("value, status", AUTHORIZATION.values(), ids=AUTHORIZATION.keys())
def test_the_authorization_header_is_accepted(door, value, status):
    sent = raw_request(door, "GET", "/api/auth/me/", headers=[(b"Authorization", value % door.token(OFFICE).encode())])
    assert exchange(door, sent).status == status


def test_two_authorization_headers_get_401(door):
    office, admin = (f"Bearer {door.token(person)}".encode() for person in (OFFICE, ADMIN))
    for pair in ([office, admin], [office, b"Bearer x"], [b"Bearer x", office]):
        sent = raw_request(door, "GET", "/api/auth/me/", headers=[(b"Authorization", one) for one in pair])
        assert exchange(door, sent).status == 401


# ------------------------------------------------------------------------------------------- others' headers and cookies

def status_of(server, *lines):
    """The status of `/me/` for these header lines."""
    sent = raw_request(server, "GET", "/api/auth/me/", headers=[tuple(one.encode() for one in line) for line in lines])
    return exchange(server, sent).status


OTHER_SCHEMES = ["Basic c2hvcDpkb29y", "Digest username=\"shop\"", "Negotiate YII=", "basic", "Bearerx y", "Token abc"]


@pytest.mark.parametrize("scheme", OTHER_SCHEMES)
def test_a_proxys_authorization_leaves_the_cookie_valid(door, scheme):
    cookie = ("Cookie", f"jobtag_session={door.token(OFFICE)}")
    assert status_of(door, cookie, ("Authorization", scheme)) == 200
    assert status_of(door, ("Authorization", scheme), cookie, ("Authorization", "Basic x")) == 200
    assert status_of(door, ("Authorization", scheme)) == 401
    # Next to another scheme, ours counts.
    assert status_of(door, ("Authorization", scheme), ("Authorization", f"Bearer {door.token(OFFICE)}")) == 200
    assert status_of(door, ("Authorization", f"bearer {door.token(OFFICE)}"), ("Authorization", scheme)) == 200
    assert status_of(door, ("Authorization", scheme), ("Authorization", "Bearer x"), cookie) == 401


@pytest.mark.parametrize("value", ["Bearer nope", "bearer nope", "Bearer ", "Bearer", "Bearer\tnope", "BEARER  x"], ids=repr)
def test_an_invalid_token_gets_401_despite_a_valid_cookie(door, value):
    assert status_of(door, ("Cookie", f"jobtag_session={door.token(OFFICE)}"), ("Authorization", value)) == 401


def test_two_tokens_get_401_despite_a_valid_cookie(door):
    token = door.token(OFFICE)
    assert status_of(door, ("Cookie", f"jobtag_session={token}"), *[("Authorization", f"Bearer {token}")] * 2) == 401


def test_two_servers_on_one_host_do_not_sign_each_other_out(tmp_path):
    with Server(tmp_path / "one") as one, Server(tmp_path / "two") as two:
        jar = {}
        for server, person in ((one, OFFICE), (two, ADMIN)):
            name, _, value = cookie_of(expect(server.client(None).login(person), 200)).partition("=")
            assert re.fullmatch(r"jobtag_session_[0-9a-f]{8}", name)
            jar[name] = value
        assert len(jar) == 2, "each server has a cookie of its own"
        # A browser sends both cookies to both servers.
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        for server, person in ((one, OFFICE), (two, ADMIN)):
            check(person in expect(server.client(None).get("/api/auth/me/", headers=cookies), 200).text, "each knows its own")
        answer = expect(one.client(None).post("/api/auth/logout/", headers=cookies), 204)
        ended = [line for line in answer.headers.get_all("Set-Cookie") if "Max-Age=0" in line]
        assert [line.split("=")[0] for line in ended] == [list(jar)[0]], "the other's cookie is left alone"
        expect_problem(one.client(None).get("/api/auth/me/", headers=cookies), 401)
        expect(two.client(None).get("/api/auth/me/", headers=cookies), 200)


def test_the_cookie_has_the_same_name_after_a_restart(tmp_path):
    server = Server(tmp_path / "again")
    with server:
        first = cookie_of(expect(server.client(None).login(OFFICE), 200))
    with server:
        second = cookie_of(expect(server.client(None).login(OFFICE), 200))
        expect(server.client(None).get("/api/auth/me/", headers={"Cookie": first}), 200)
    assert first.split("=")[0] == second.split("=")[0]


def test_other_and_invalid_cookies_do_not_prevent_signing_in(door, stranger):
    own = cookie_of(expect(stranger.login(OFFICE), 200))
    name, _, token = own.partition("=")
    junk = [f"jobtag_session_{count:08x}=junk{count}" for count in range(20)]
    for lines in (
        [f"jobtag_session=junk; {own}"], [f"{name}=junk; {own}"], ["; ".join([*junk, own])], [*junk, own], ["a=b", own, "c=d"], [f"x;;=;{own};"],
        [f"jobtag_session=junk; jobtag_session={token}"], [f"jobtag_session_deadbeef={token}"], [f"other=1;jobtag_session={token}"], [f"\u0301; {own}"],
        [f"a=b;\t{name} = {token} ;c=d"],
    ):
        assert status_of(door, *[("Cookie", line) for line in lines]) == 200, lines
    for line in (f"jobtag_sessions={token}", f"xjobtag_session={token}", f"JOBTAG_SESSION={token}", f"jobtag_session-x={token}", f"jobtag_session{token}", "jobtag_session="):
        assert status_of(door, ("Cookie", line)) == 401, line
    assert status_of(door, ("Cookie", "; ".join([*junk[:7], f"jobtag_session={token}"]))) == 200
    assert status_of(door, ("Cookie", "; ".join([*junk, f"jobtag_session={token}"]))) == 200, "what cannot be a token is not looked up"
    like_tokens = [f"jobtag_session_{count:08x}={count:043}" for count in range(20)]
    assert status_of(door, ("Cookie", "; ".join([*like_tokens, f"jobtag_session={token}"]))) == 401, "as many as are looked up"


def test_signing_out_ends_the_session_and_its_cookie(stranger):
    own = cookie_of(expect(stranger.login(OFFICE), 200))
    name, _, token = own.partition("=")
    cookies = {"Cookie": f"jobtag_session_deadbeef=junk; jobtag_session={token}"}
    answer = expect(stranger.post("/api/auth/logout/", headers=cookies), 204)
    ended = {line.split("=")[0] for line in answer.headers.get_all("Set-Cookie")}
    assert ended == {name, "jobtag_session"}
    expect_problem(stranger.get("/api/auth/me/", headers=cookies), 401)
    expect_problem(stranger.get("/api/auth/me/", headers={"Cookie": own}), 401)


def test_signing_out_leaves_no_other_cookie_that_would_sign_in_again(stranger):
    cookies = "; ".join(
        [f"jobtag_session={expect(stranger.login(OFFICE), 200).json['token']}", cookie_of(expect(stranger.login(OFFICE), 200))]
    )
    expect(stranger.post("/api/auth/logout/", headers={"Cookie": cookies}), 204)
    expect_problem(stranger.get("/api/auth/me/", headers={"Cookie": cookies}), 401)


ADDRESSES = ["Office@example.com", "office@Example.COM", "office@example.com ", " office@example.com", "office@example.com\u00a0", "\toffice@example.com\r\n", "\u3000OFFICE@EXAMPLE.COM\u2003"]


@pytest.mark.parametrize("email", ADDRESSES, ids=ascii)
def test_an_address_ignores_surrounding_white_space_and_case(stranger, email):
    expect(stranger.login(email), 200)


def test_an_address_with_accents_is_the_same_composed_and_decomposed(door, stranger):
    admin = door.client(ADMIN)
    for stored, typed in (("jos\u00e9@example.com", "Jose\u0301@example.com "), ("rene\u0301@example.com", "rene\u0301@example.com")):
        person = {"name": "José", "email": stored, "role": "office", "password": "long enough"}
        expect(admin.post("/api/staff/", person), 201)
        expect(stranger.login(typed, "long enough"), 200)
        expect(stranger.login(stored, "long enough"), 200)


def test_spellings_of_one_address_are_throttled_together(tmp_path):
    with Server(tmp_path / "throttled") as server, Client(server) as client:
        seen = [expect(client.login(ADDRESSES[count % len(ADDRESSES)], "wrong"), 401, 429).status for count in range(11)]
        assert seen == [401] * 10 + [429]


@pytest.mark.parametrize("path", [
    "/api/jobs/", "/api/jobs/status-choices/", f"/api/jobs/{NOBODY}/", f"/api/jobs/{NOBODY}/events/", "/api/clients/",
    f"/api/clients/{NOBODY}/contacts/", "/api/staff/", "/api/auth/me/", "/api/auth/logout/",
])
def test_it_needs_a_session(stranger, path):
    method = "POST" if path.endswith("logout/") else "GET"
    expect_problem(stranger.request(method, path), 401)


@pytest.mark.parametrize("body, status", [
    ({"email": "nobody1@example.com", "password": PASSWORD}, 401), ({"email": "nobody2@example.com", "password": ""}, 401),
    ({"email": "nobody3@example.com"}, 400), ({"password": PASSWORD}, 400), ({}, 400), ([], 400),
    ({"email": 5, "password": PASSWORD}, 400), ({"email": "nobody4@example.com", "password": ["x"]}, 400),
    ({"email": "nobody5@example.com", "password": PASSWORD, "colour": "red"}, 400),
], ids=str)
def test_an_invalid_sign_in_is_rejected(stranger, body, status):
    answer = expect(stranger.post("/api/auth/login/", body), status, 400)
    check(answer.header("Set-Cookie") is None, "a refused sign-in sets no cookie", answer)


def test_a_wrong_password_and_an_unknown_person_look_the_same(stranger):
    wrong = expect_problem(stranger.login(OFFICE2, "wrong"), 401)
    unknown = expect_problem(stranger.login("nobody6@example.com", "wrong"), 401)
    assert wrong["detail"] == unknown["detail"] and wrong["type"] == unknown["type"]


def test_many_wrong_passwords_get_429_with_retry_after(tmp_path):
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
