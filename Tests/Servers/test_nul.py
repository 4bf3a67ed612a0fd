"""The character NUL, which PostgreSQL stores in no text, is answered as on SQLite."""

import base64
import json

import pytest

from cluster import SIGN_IN_DEADLINE
from harness import PASSWORD, check, expect, expect_problem


def test_an_address_with_nul_is_an_unknown_address(cluster):
    with cluster.servers[0].client(None, timeout=SIGN_IN_DEADLINE) as client:
        unknown = client.login("nobody@example.com", PASSWORD)
        answer = client.login("a\0b@example.com", PASSWORD)
    expect_problem(answer, 401)
    check(answer.raw == unknown.raw, "another answer than to an unknown address", answer, unknown)


@pytest.mark.parametrize("path", ["/api/clients/?limit=1", "/api/jobs/?limit=1&order=name"])
def test_a_cursor_with_nul_is_invalid(bench, path):
    cursor = expect(bench.client.get(path), 200).json["next"]
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert isinstance(values[1], str), "the value of the order"
    values[1] = "a\0b"
    forged = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    expect_problem(bench.client.get(f"{path}&cursor={forged}"), 400, "cursor")


# What is refused, and where.
TEXTS = {
    "a job": ("POST", "/api/jobs/", "name", "Enter a single line without control characters."),
    "a client": ("POST", "/api/clients/", "name", "Enter a single line without control characters."),
    "a client's address": ("POST", "/api/clients/", "email", "Enter a single line without control characters."),
    "notes": ("PATCH", "/api/jobs/{id}/", "notes", "Remove the control characters."),
    "an event": ("POST", "/api/jobs/{id}/events/", "description", "Remove the control characters."),
    "a line": ("POST", "/api/jobs/{id}/cost-sets/quote/lines/", "description", "Enter a single line without control characters."),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_with_nul_is_refused(bench, name):
    method, path, field, message = TEXTS[name]
    job = bench.make_job()
    body = ({"name": "Harbour Ltd"} if method == "POST" and field == "email" else {}) | {field: "a\0b"}
    answer = bench.client.request(method, path.format(id=job["id"]), body, if_match=job["etag"] if "{id}" in path else None)
    problem = expect_problem(answer, 400, field)
    check({"field": field, "message": message} in problem["errors"], "another message", answer)
    assert bench.get_job(job["id"]) == job


@pytest.mark.parametrize("path", ["/api/jobs/?q=a%00b", "/api/clients/?q=a%00b"])
def test_a_search_for_nul_is_refused(bench, path):
    expect_problem(bench.client.get(path), 400, "q")
