"""CONTRACT §8: CORS on preflights and on every response."""

import pytest

from conftest import ALLOWED_ORIGIN, OTHER_ALLOWED_ORIGIN
from harness import MIB, NOBODY, Server, StartFailure, check, expect, unique

REQUEST_HEADERS = {
    "authorization", "content-type", "if-match", "if-none-match", "idempotency-key", "last-event-id",
}
EXPOSED = {"etag", "location", "content-location", "retry-after", "idempotency-replayed", "x-request-id"}


def preflight(client, path, method="PATCH", origin=ALLOWED_ORIGIN, asked="authorization,content-type,if-match"):
    return client.options(path, headers={
        "Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked,
    })


@pytest.mark.parametrize("origin", [ALLOWED_ORIGIN, OTHER_ALLOWED_ORIGIN])
@pytest.mark.parametrize("path", [
    "/api/jobs/", "/api/jobs", f"/api/jobs/{NOBODY}/", f"/api/jobs/{NOBODY}", f"/api/jobs/{NOBODY}/events/",
    f"/api/jobs/{NOBODY}/accept-quote", "/api/auth/login/", "/api/clients/",
])
def test_a_preflight_of_a_listed_origin_is_answered_without_sign_in(anonymous, path, origin):
    answer = expect(preflight(anonymous, path, origin=origin), 200, 204)
    check(answer.header("Access-Control-Allow-Origin") == origin, "the origin is allowed by name", answer)
    check(answer.header("Access-Control-Allow-Credentials") == "true", "a listed origin may send credentials", answer)
    check(REQUEST_HEADERS <= answer.listed("Access-Control-Allow-Headers"), "all request headers", answer)
    check((answer.header("Access-Control-Max-Age") or "").isdigit(), "Max-Age", answer)
    check("origin" in answer.listed("Vary"), "Vary: Origin", answer)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "POST"])
def test_a_preflight_allows(anonymous, method):
    path = f"/api/jobs/{NOBODY}/events/" if method == "POST" else f"/api/jobs/{NOBODY}/"
    answer = expect(preflight(anonymous, path, method), 200, 204)
    check(method.lower() in answer.listed("Access-Control-Allow-Methods"), f"{method} must be allowed", answer)


FOREIGN = ["http://evil.example.test", "https://app.example.test", "http://app.example.test:81", "null",
           "http://app.example.test.evil.example", "http://sub.app.example.test"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_an_origin_that_is_not_listed_is_not_allowed(anonymous, office, origin):
    for answer in (
        preflight(anonymous, "/api/jobs/", origin=origin), office.get("/api/jobs/", headers={"Origin": origin}),
        anonymous.get("/api/jobs/", headers={"Origin": origin}),
    ):
        check(answer.status < 500, "a foreign origin is no failure of the server", answer)
        for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):
            check(answer.header(name) is None, f"no {name} for a foreign origin", answer)


def exchanges(office, workshop, anonymous, bench):
    """A request for every status in the contract."""
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    stale, etag = job["etag"], bench.change(job["id"])["etag"]
    new = {"name": unique("Job "), "client_id": job["client_id"]}
    broken = {"data": b"{", "content_type": "application/json"}
    return {
        "200 of a GET": (200, lambda h: office.get(path, headers=h)),
        "200 of a list": (200, lambda h: office.get("/api/jobs/", headers=h)),
        "200 of a PATCH": (200, lambda h: office.patch(path, {}, if_match=etag, headers=h)),
        "201": (201, lambda h: office.post("/api/jobs/", new, headers=h)),
        "304": (304, lambda h: office.get(path, if_none_match=etag, headers=h)),
        "400": (400, lambda h: office.patch(path, if_match=etag, headers=h, **broken)),
        "401": (401, lambda h: anonymous.get(path, headers=h)),
        "403": (403, lambda h: workshop.delete(path, if_match=etag, headers=h)),
        "404 of a job": (404, lambda h: office.get(f"/api/jobs/{NOBODY}/", headers=h)),
        "404 of a path": (404, lambda h: office.get("/api/nothing/", headers=h)),
        "405": (405, lambda h: office.post(path, {}, headers=h)),
        "409": (409, lambda h: office.post(f"{path}accept-quote/", {}, if_match=etag, headers=h)),
        "412": (412, lambda h: office.patch(path, {"name": "x"}, if_match=stale, headers=h)),
        "413": (413, lambda h: office.patch(path, data=b" " * (MIB + 1), if_match=etag, headers=h)),
        "415": (415, lambda h: office.patch(path, data=b"x", content_type="text/plain", if_match=etag, headers=h)),
        "428": (428, lambda h: office.patch(path, {"name": "x"}, headers=h)),
    }


CASES = [
    "200 of a GET", "200 of a list", "200 of a PATCH", "201", "304", "400", "401", "403", "404 of a job", "404 of a path",
    "405", "409", "412", "413", "415", "428",
]


@pytest.mark.parametrize("case", CASES)
def test_cors_headers_are_on_a_response_of(office, workshop, anonymous, bench, case):
    status, send = exchanges(office, workshop, anonymous, bench)[case]
    answer = expect(send({"Origin": ALLOWED_ORIGIN}), status)
    check(answer.header("Access-Control-Allow-Origin") == ALLOWED_ORIGIN, "the origin is allowed", answer)
    check(answer.header("Access-Control-Allow-Credentials") == "true", "with credentials", answer)
    check(EXPOSED <= answer.listed("Access-Control-Expose-Headers"), "all exposed headers", answer)
    check("origin" in answer.listed("Vary"), "Vary: Origin", answer)


def test_a_job_varies_by_origin_even_if_none_is_sent(office, job):
    for answer in (
        expect(office.get(f"/api/jobs/{job['id']}/"), 200),
        expect(office.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"]), 304),
    ):
        check({"authorization", "cookie", "origin"} <= answer.listed("Vary"), "Vary", answer)
        check(answer.header("Access-Control-Allow-Origin") is None, "nobody asked", answer)


def test_without_the_option_no_origin_is_allowed(strict_server, strict_bench):
    stranger = strict_server.client(None)
    for answer in (
        preflight(stranger, "/api/jobs/"), strict_bench.client.get("/api/jobs/", headers={"Origin": ALLOWED_ORIGIN}),
    ):
        check(answer.status < 500, "no failure of the server", answer)
        check(answer.header("Access-Control-Allow-Origin") is None, "no origin is listed", answer)


def test_a_wildcard_never_allows_credentials(tmp_path):
    try:
        server = Server(tmp_path / "wildcard", "--cors-origin", "*").start()
    except StartFailure:
        return  # refusing to start with it is also safe
    with server:
        client = server.client(None)
        for answer in (preflight(client, "/api/jobs/"), client.get("/healthz", headers={"Origin": ALLOWED_ORIGIN})):
            check(answer.status < 500, "no failure of the server", answer)
            check(answer.header("Access-Control-Allow-Credentials") is None, "never with credentials", answer)
