"""A server that a proxy publishes below a path: `--base-path`. Works with proxies that pass the path on and proxies that strip it."""

import re
import subprocess

import pytest
import yaml

import contract_schema
from harness import ADMIN, OFFICE, PASSWORD, Server, binary, check, clean_environment, expect, expect_job, unique

BASE = "/jobs-app"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("base"), "--base-path", BASE) as running:
        # From here on, every response is checked against the document returned by this server.
        text = expect(running.client(None).get(f"{BASE}/api/schema.yml"), 200).text
        running.contract = contract_schema.Schema(text, BASE)
        yield running



@pytest.fixture(params=[BASE, ""], ids=["passed on", "taken away"])
def at(request):
    """The prefix of request paths at the server; clients always see the base path."""
    return request.param


@pytest.fixture
def office(server):
    return server.client(OFFICE)


def make_job(office, at):
    answer = expect(office.post(f"{at}/api/jobs/", {"name": unique("Job ")}), 201)
    return answer, answer.json


def test_locations_of_new_records_start_with_the_base_path(office, at):
    answer, job = make_job(office, at)
    check(answer.header("Location") == f"{BASE}/api/jobs/{job['id']}/", "Location is seen from outside", answer)
    path = f"{at}/api/jobs/{job['id']}/"
    saved = expect(office.patch(path, {"order_number": "1"}, if_match=job["etag"]), 200)
    check(saved.header("Content-Location") == f"{BASE}/api/jobs/{job['id']}/", "and so is Content-Location", saved)
    assert expect_job(office.get(path, if_none_match='"other"'))["order_number"] == "1"
    expect(office.get(path, if_none_match=saved.etag), 304)


def test_a_retry_gets_the_same_location(office, at):
    key = {"Idempotency-Key": unique("key")}
    first = expect(office.post(f"{at}/api/jobs/", {"name": "Once"}, headers=key), 201)
    again = expect(office.post(f"{at}/api/jobs/", {"name": "Once"}, headers=key), 201)
    check(again.header("Idempotency-Replayed") == "true", "it is a repeat", again)
    check(again.header("Location") == first.header("Location") == f"{BASE}/api/jobs/{first.json['id']}/", "of one address", first, again)


@pytest.mark.parametrize(("status", "kind", "ask"), [
    (401, "unauthenticated", lambda client, at, job: type(client)(client.server).get(f"{at}/api/jobs/")),
    (404, "not-found", lambda client, at, job: client.get(f"{at}/api/nothing/")),
    (404, "not-found", lambda client, at, job: client.get(f"{at}/nothing")),
    (405, "method-not-allowed", lambda client, at, job: client.delete(f"{at}/api/auth/me/")),
    (501, "not-implemented", lambda client, at, job: client.request("PURGE", f"{at}/healthz")),
    (412, "precondition-failed", lambda client, at, job: client.get(f"{at}/api/jobs/{job['id']}/", if_match='"x"')),
    (428, "precondition-required", lambda client, at, job: client.patch(f"{at}/api/jobs/{job['id']}/", {"notes": "x"})),
], ids=lambda value: str(value) if isinstance(value, (int, str)) else "")
def test_urls_in_problems_start_with_the_base_path(office, at, status, kind, ask):
    _, job = make_job(office, at)
    answer = expect(ask(office, at, job), status)
    check(answer.json["type"] == f"{BASE}/problems/{kind}", "its type is a page of this server", answer)
    asked = re.match(r"\w+ ([^?\n]*)", answer.request)[1].removeprefix(BASE)
    check(answer.json["instance"] == BASE + asked, "its instance is the address as it is seen from outside", answer)
    if status == 428:
        check(answer.json["detail"].endswith(f"GET {BASE}/api/jobs/{job['id']}/"), "and so is what is to be loaded", answer)


def test_the_page_and_its_files_are_served_below_it(office, at):
    """Its URLs are relative, so they work at any path."""
    page = expect(office.get(f"{at}/"), 200).text
    named = re.findall(r'(?:href|src|content)="([^"#]+\.(?:js|css|svg|webmanifest))"', page)
    assert named and not [address for address in named if address.startswith("/")]
    for address in named:
        answer = expect(office.get(f"{at}/{address}"), 200)
        # Modules import by relative addresses too.
        check(b'from "/' not in answer.raw and b"from '/" not in answer.raw, "it imports from the top", answer)


def test_pages_of_the_server_link_below_it(server, at):
    with server.client(None) as browser:
        for path, status in (("/problems/not-found", 200), ("/no/such/page", 404), ("/setup/?token=x", 403)):
            page = browser.get(at + path, headers={"Accept": "text/html"})
            check(page.status == status, "the page is there", page)
            links = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
            check(links and all(link.startswith(f"{BASE}/") for link in links), f"its links are {links}", page)


@pytest.mark.parametrize(("asked", "location"), [
    (BASE, f"{BASE}/"), (f"{BASE}?a=1", f"{BASE}/?a=1"), (f"{BASE}/api/docs", f"{BASE}/api/docs/"), ("/api/docs", f"{BASE}/api/docs/"),
])
def test_a_page_without_trailing_slash_redirects_to_its_url(server, asked, location):
    with server.client(None) as browser:
        answer = expect(browser.get(asked), 308)
        check(answer.header("Location") == location, "relative links hold there", answer)
        expect(browser.get(location), 200)
        expect(browser.head(asked), 308)


def test_a_path_that_only_starts_like_the_base_path_is_not_below_it(office):
    for path in (f"{BASE}2/api/auth/me/", f"{BASE}{BASE}/api/auth/me/", f"/x{BASE}/api/auth/me/", "/JOBS-APP/api/auth/me/"):
        expect(office.get(path), 404)
    # Encoded letters are the same letters.
    expect(office.get("/jobs%2Dapp/api/auth/me/"), 200)


def test_the_cookie_is_sent_only_below_it(server, at):
    with server.client(None) as browser:
        answer = expect(browser.post(f"{at}/api/auth/login/", {"email": OFFICE, "password": PASSWORD}), 200)
        cookie = answer.header("Set-Cookie")
        check(f"; Path={BASE};" in cookie, "its path is the base path", answer)
        pair = cookie.partition(";")[0]
        expect(browser.get(f"{at}/api/auth/me/", headers={"Cookie": pair}), 200)
        out = expect(browser.post(f"{at}/api/auth/logout/", headers={"Cookie": pair}), 204)
        check("Max-Age=0" in out.header("Set-Cookie") and f"; Path={BASE};" in out.header("Set-Cookie"), "and ends where it was set", out)


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_the_schema_says_where_the_server_is(office, at, version):
    for form in ("yml", "json"):
        document = yaml.safe_load(expect(office.get(f"{at}/api/schema.{form}?openapi={version}"), 200).raw)
        assert [one["url"] for one in document["servers"]] == [BASE]


def test_the_stream(office, at):
    _, job = make_job(office, at)
    with office.server.connect() as connection:
        connection.sendall(
            f"GET {at}/api/changes/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.token}\r\n\r\n".encode())
        lines = connection.makefile("rb")
        assert b" 200 " in lines.readline()
        saved = expect_job(office.patch(f"{at}/api/jobs/{job['id']}/", {"order_number": "1"}, if_match=job["etag"]))
        while saved["etag"].strip('"').encode() not in (line := lines.readline()):
            assert line, "the stream ended"


def test_the_setup_link_and_its_form_work(tmp_path):
    with Server(tmp_path, "--base-path", f"{BASE}/", demo=False) as fresh:
        link = re.search(r"http://\S+", next(line for line in fresh.printed if "one-time link" in line))[0]
        path = link.removeprefix(fresh.origin)
        assert path.startswith(f"{BASE}/setup/?token=")
        with fresh.client(None) as browser:
            form = expect(browser.get(path), 200)
            check(f'action="{BASE}/setup/"' in form.text, "the form goes below the base path", form)
            body = f"token={path.partition('=')[2]}&name=Ada&email=ada%40example.com&password=long-enough-1"
            done = expect(browser.post(
                f"{BASE}/setup/", data=body.encode(), content_type="application/x-www-form-urlencoded"), 200)
            check(f'href="{BASE}/"' in done.text, "and the page after it leads to the board", done)
            expect(browser.post(f"{BASE}/api/auth/login/", {"email": "ada@example.com", "password": "long-enough-1"}), 200)
        assert f"listening on {fresh.origin}{BASE}" in fresh.printed


def test_the_environment_can_set_a_path_with_several_segments(tmp_path):
    with Server(tmp_path, environment={"JOBTAG_BASE_PATH": "work/shop"}) as deep:
        answer = expect(deep.client(ADMIN).post("/work/shop/api/jobs/", {"name": "Deep"}), 201)
        check(answer.header("Location") == f"/work/shop/api/jobs/{answer.json['id']}/", "both parts are in it", answer)


@pytest.mark.parametrize("path", ["/api", "/api/x", "/setup", "/js", "/a//b", "/a/../b", "/.", "/a b", "/a?b", "/a%20b", "/ä"])
def test_an_ambiguous_base_path_is_rejected(tmp_path, path):
    ended = subprocess.run(
        [binary(), "serve", "--port", "0", "--database", f"sqlite:{tmp_path}/x.db", "--base-path", path],
        env=clean_environment(), capture_output=True, timeout=60, text=True)
    assert ended.returncode == 64 and "not a valid value for base-path" in ended.stderr, ended.stderr
    assert not (tmp_path / "x.db").exists()
