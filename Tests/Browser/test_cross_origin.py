"""A front end on another port: it reads `ETag` and sends `If-Match` if `--cors-origin` lists it."""

import pytest

from chromium import DEADLINE
from harness import OFFICE
from page_objects import SENTENCE

ASK = """async ([url, method, headers, body]) => {
    const answer = await fetch(url, { method, headers, body, credentials: 'include' })
    return { status: answer.status, etag: answer.headers.get('ETag'), replayed: answer.headers.get('Idempotency-Replayed'),
        contentLocation: answer.headers.get('Content-Location'), body: await answer.json().catch(() => null) }
}"""


@pytest.fixture
def elsewhere(browser, server, other_origin):
    """A page of another origin, and its requests."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(other_origin.origin)
    token = server.token(OFFICE)

    def ask(path, method="GET", body=None, **headers):
        sent = {"Authorization": f"Bearer {token}", **({"Content-Type": "application/json"} if body else {})}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return page.evaluate(ASK, [server.origin + path, method, sent, body])

    ask.page, ask.token = page, token
    yield ask
    context.close()


def test_a_page_of_an_allowed_origin_reads_the_tag_and_sends_it(elsewhere, job):
    path = f"/api/jobs/{job['id']}/"
    got = elsewhere(path)
    assert (got["status"], got["etag"]) == (200, job["etag"])
    assert elsewhere(path, If_None_Match=job["etag"])["status"] == 304

    body = '{"notes": "From another origin."}'
    changed = elsewhere(path, "PATCH", body, If_Match=job["etag"], Idempotency_Key="key-of-elsewhere")
    assert changed["status"] == 200
    assert changed["etag"] == changed["body"]["etag"] != job["etag"]
    assert changed["contentLocation"].rstrip("/") == path.rstrip("/")
    again = elsewhere(path, "PATCH", body, If_Match=job["etag"], Idempotency_Key="key-of-elsewhere")
    assert (again["status"], again["etag"], again["replayed"]) == (200, changed["etag"], "true")


def test_a_page_of_an_allowed_origin_reads_refusals(elsewhere, job, colleague):
    path = f"/api/jobs/{job['id']}/"
    theirs = colleague.change(job["id"], notes="By a colleague.")
    stale = elsewhere(path, "PATCH", '{"notes": "From another origin."}', If_Match=job["etag"])
    assert stale["status"] == 412
    assert stale["body"]["current_etag"] == theirs["etag"]
    assert stale["body"]["merge"]["clean"] is False
    assert elsewhere(path, "PATCH", '{"notes": "Without a condition."}')["status"] == 428
    assert elsewhere("/api/jobs/0198f000-0000-7000-8000-000000000000/")["status"] == 404


def test_a_page_of_another_origin_reads_nothing(elsewhere, other_origin, server, job):
    page = elsewhere.page
    page.goto(other_origin.unlisted)
    said = page.evaluate(
        "async ([url, token]) => { try { return (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status } "
        "catch (error) { return error.name } }", [f"{server.origin}/api/jobs/{job['id']}/", elsewhere.token])
    assert said == "TypeError"


def test_the_javascript_client_works_from_an_allowed_origin(elsewhere, server, job, colleague):
    page = elsewhere.page
    said = page.evaluate("""async ([baseURL, token, id, limit]) => {
        const { Client } = await import('/js/jobtag.js')
        const client = new Client({ baseURL, token })
        const changed = new Promise((resolve) => client.on('change', resolve))
        const opened = new Promise((resolve) => client.on('live', (live) => live === 'open' && resolve()))
        await client.start()
        const draft = client.edit(await client.job(id))
        client.follow(id)
        await opened
        draft.set('notes', 'By the client, from another origin.')
        const saved = await draft.save()
        const told = await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, limit, { etag: 'nothing was told' }))])
        client.unfollow()
        window.client = client
        return { state: saved.state, etag: saved.snapshot.etag, told: told.etag }
    }""", [f"{server.origin}/api", elsewhere.token, job["id"], DEADLINE])
    now = colleague.get_job(job["id"])
    assert said == {"state": "clean", "etag": now["etag"], "told": now["etag"]}
    assert now["notes"] == "By the client, from another origin."

    colleague.change(job["id"], notes="By a colleague.")
    conflict = page.evaluate("""async (id) => {
        const draft = window.client.edit(window.client.held(id))
        draft.set('notes', 'By the client, a second time.')
        const { state } = await draft.save()
        return { state, message: draft.conflict.message, theirs: draft.conflict.fields[0].theirs }
    }""", job["id"])
    assert conflict == {"state": "conflict", "message": SENTENCE, "theirs": "By a colleague."}
