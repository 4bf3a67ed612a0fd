"""Jobtag below a path: the API, and the page in Chromium, without a proxy and behind each that passes the path on or strips it."""

from __future__ import annotations

import os
import shutil

import contract_schema
import pytest
from playwright.sync_api import expect, sync_playwright

from harness import OFFICE, OFFICE2, PASSWORD, Bench, Server
from proxies import ALL
from walking import new_job, signed_in, stream

BASE = "/jobs-app"
DEADLINE = int(os.environ.get("JOBTAG_BROWSER_SECONDS", "45")) * 1000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
expect.set_options(timeout=DEADLINE)


@pytest.fixture(scope="module")
def below(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("below"), "--base-path", BASE, "--trusted-proxy", "127.0.0.1") as running:
        # Responses are checked against the document returned by this server.
        with running.client(None) as anyone:
            running.contract = contract_schema.Schema(anyone.get(f"{BASE}/api/schema.yml").text, BASE)
        yield running


WAYS = ("passed_on", "taken_away")


@pytest.fixture(
    scope="module", params=[None, *((kind, way) for kind in ALL for way in WAYS)],
    ids=lambda param: f"{param[0].name} {param[1]}" if param else "no proxy")
def origin(request, below, certificate, tmp_path_factory):
    if request.param is None:
        yield below.origin
        return
    kind, way = request.param
    with kind(tmp_path_factory.mktemp(kind.name), certificate, f"127.0.0.1:{below.port}", getattr(kind, way)) as running:
        yield running.origin


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser, origin):
    """A page in its own browser, which may request nothing outside the path and may log no errors."""
    context = browser.new_context(ignore_https_errors=True, reduced_motion="reduce", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(DEADLINE)
    faults: list[str] = []
    page.on("request", lambda request: f"{request.url}/".startswith(f"{origin}{BASE}/") or faults.append(f"asked {request.url}"))
    page.on("response", lambda answer: answer.status in (404, 500, 502) and faults.append(f"{answer.status} {answer.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))
    yield page
    context.close()
    assert not faults, faults


@pytest.fixture
def others(below):
    """A colleague who uses the API directly, and their records."""
    return Bench(below.client(OFFICE2))


def sign_in(page, origin, place=""):
    page.goto(f"{origin}{BASE}/{place}")
    page.get_by_label("E-mail").fill(OFFICE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="account")).to_be_visible()


def field(page, name):
    return page.locator(f'jt-job [data-field="{name}"] [name="{name}"]')


def test_the_api_works_below_a_path(origin):
    with signed_in(origin, BASE) as office:
        job = new_job(office, BASE)
        tag = office.get(job).headers["etag"]
        assert office.get(job, headers={"If-None-Match": tag}).status_code == 304
        saved = office.patch(job, json={"order_number": "1"}, headers={"If-Match": tag})
        assert (saved.status_code, saved.headers["content-location"]) == (200, job)
        stale = office.patch(job, json={"order_number": "2"}, headers={"If-Match": tag})
        assert (stale.status_code, stale.json()["type"]) == (412, f"{BASE}/problems/precondition-failed")
        assert office.get(stale.json()["type"]).status_code == 200
        made = office.post(f"{BASE}/api/jobs/", json={"name": "Elsewhere"})
        assert office.get(made.headers["location"]).json()["id"] == made.json()["id"]
        with stream(origin, office.headers["authorization"].split()[1], BASE) as reading:
            reading.until("id: ")
            saved = office.patch(job, json={"order_number": "3"}, headers={"If-Match": saved.headers["etag"]})
            reading.until(saved.json()["etag"].strip('"'))


def test_the_page_works_below_a_path(page, origin, others):
    job = others.make_job(name="Duct of the roof", notes="Cut the brown sheet first.")
    sign_in(page, origin)
    expect(page.locator(".card", has_text="Duct of the roof").first).to_be_visible()

    # A job by its URL, as in a shared link, and again after a reload.
    page.goto(f"{origin}{BASE}/#/jobs/{job['id']}")
    expect(field(page, "notes")).to_have_value("Cut the brown sheet first.")
    page.reload()
    expect(field(page, "notes")).to_have_value("Cut the brown sheet first.")

    # Saving.
    field(page, "order_number").fill("PO-9")
    page.keyboard.press("Control+s")
    expect(page.locator("jt-job [data-save-state]")).to_have_attribute("data-save-state", "clean")
    assert others.get_job(job["id"])["order_number"] == "PO-9"

    # A colleague's change appears through the stream.
    expect(page.locator("[name=outbox]")).to_have_attribute("data-live", "open")
    others.change(job["id"], description="Ring first.")
    expect(field(page, "description")).to_have_value("Ring first.")

    # A conflict.
    page.route("**/api/changes/stream*", lambda route: None)
    page.reload()
    expect(field(page, "notes")).to_have_value("Cut the brown sheet first.")
    others.change(job["id"], notes="Cut the red sheet first.")
    field(page, "notes").fill("Cut the black sheet first.")
    page.keyboard.press("Control+s")
    dialog = page.locator('dialog[data-dialog="conflict"]')
    dialog.locator('[data-clash="notes"] [data-choice="mine"]').check()
    dialog.locator('[name="reapply"]').click()
    expect(dialog).to_have_count(0)
    expect(page.locator("jt-job [data-save-state]")).to_have_attribute("data-save-state", "clean")
    assert others.get_job(job["id"])["notes"] == "Cut the black sheet first."

    # Browser storage is separate for this path.
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jobtag:'))") == []
    assert page.evaluate(f"localStorage.getItem('{BASE}/jobtag:person') !== null")

    # Signing out ends the session for this path, and the page says so.
    assert {cookie["path"] for cookie in page.context.cookies()} == {BASE}
    page.get_by_role("button", name="account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert [cookie for cookie in page.context.cookies() if "jobtag_session" in cookie["name"]] == []


def test_the_api_docs_and_the_installed_page_work(page, origin):
    page.goto(f"{origin}{BASE}/api/docs")
    assert page.url == f"{origin}{BASE}/api/docs/"
    expect(page.locator(".docs-operation").first).to_be_visible()
    part = page.locator('details[id="login"]')
    part.locator("summary").click()
    part.locator("textarea").fill(f'{{"email": "{OFFICE}", "password": "{PASSWORD}"}}')
    part.get_by_role("button", name="Send").click()
    expect(part.locator(".docs-status")).to_contain_text("200")
    page.goto(f"{origin}{BASE}")
    assert page.url == f"{origin}{BASE}/"
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    manifest = page.evaluate("""async () => {
        const link = document.querySelector('link[rel=manifest]')
        const manifest = await (await fetch(link.href)).json()
        const at = (url) => new URL(url, link.href).pathname
        return [at(manifest.start_url), at(manifest.scope), (await fetch(at(manifest.icons[0].src))).status]
    }""")
    assert manifest == [f"{BASE}/", f"{BASE}/", 200]
