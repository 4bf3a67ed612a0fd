"""The API documentation page: every operation, nothing from other servers, entity tags filled in."""

import json
import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE, WORKSHOP

MARKER = "Concurrency is controlled in this endpoint (E-tag/If-Match)"
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def docs(open_as):
    tab = open_as(OFFICE)
    tab.page.goto(f"{tab.server.origin}/api/docs/")
    expect(tab.page.locator(".docs-operation").first).to_be_visible()
    return tab


@pytest.fixture(scope="session")
def operations(server):
    schema = server.client(None).get("/api/schema.json").json
    return [
        {"method": method.upper(), "path": path, **item[method]}
        for path, item in schema["paths"].items() for method in METHODS if method in item
    ]


def opened(tab, operation):
    """An operation, expanded as a person does it."""
    part = tab.page.locator(f'details[id="{operation}"]')
    part.locator("summary").click()
    expect(part).to_have_attribute("open", "")
    return part


def field(part, name):
    return part.locator(f'.docs-try [name="{name}"]')


def test_the_docs_show_every_operation_without_other_origins(docs, operations):
    assert len(operations) > 40
    shown = docs.page.locator(".docs-operation")
    expect(shown).to_have_count(len(operations))
    assert [
        (one.locator(".docs-method").inner_text(), one.locator(".docs-path").inner_text()) for one in shown.all()
    ] == [(operation["method"], operation["path"]) for operation in operations]
    expect(docs.page.locator("#contents a")).to_have_count(len(operations))
    expect(docs.page.locator("#who")).to_contain_text("Signed in as")
    # Requests to other origins and policy violations fail every test in this folder.
    assert [line for line in docs.console if line.startswith(("error", "warning"))] == []


def test_only_conditional_operations_are_marked(docs, operations):
    marked = {operation["operationId"] for operation in operations if MARKER in operation.get("description", "")}
    assert 20 < len(marked) < len(operations)
    for one in docs.page.locator(".docs-operation").all():
        assert (one.locator(".docs-tagged").count() == 1) == (one.get_attribute("id") in marked), one.get_attribute("id")
    docs.page.get_by_label("only with entity tags").check()
    expect(docs.page.locator(".docs-operation:visible")).to_have_count(len(marked))
    # The contents are created when it is expanded.
    for operation in ("getJob", "updateJob", "addJobEvent", "acceptQuote"):
        assert operation in marked
        expect(opened(docs, operation).get_by_text(MARKER).first).to_be_visible()


def test_an_operation_can_be_found_and_has_an_address(docs):
    docs.page.get_by_role("searchbox", name="Find an operation").fill("accept quote")
    expect(docs.page.locator(".docs-operation:visible")).to_have_count(1)
    docs.page.get_by_role("searchbox", name="Find an operation").fill("")
    docs.page.goto(f"{docs.server.origin}/api/docs/#updateJob")
    expect(docs.page.locator('details[id="updateJob"]')).to_have_attribute("open", "")
    expect(field(docs.page.locator('details[id="updateJob"]'), "If-Match")).to_be_visible()


def test_a_job_is_loaded_and_changed_with_the_current_tag(docs, job, office):
    read = opened(docs, "getJob")
    field(read, "id").fill(job["id"])
    read.get_by_role("button", name="Send").click()
    expect(read.locator(".docs-status")).to_have_text(re.compile("^200"))
    expect(read.locator("pre").first).to_contain_text(f"etag: {job['etag']}")
    expect(read.locator("pre").last).to_contain_text(job["name"])

    change = opened(docs, "updateJob")
    field(change, "id").fill(job["id"])
    change.get_by_label("Body").fill(json.dumps({"notes": "Written on the page of the interface."}))
    # Without a tag, as in the contract: the server requires one.
    with docs.answer("PATCH", f"/api/jobs/{job['id']}/", 428):
        change.get_by_role("button", name="Send").click()
    expect(change.locator(".docs-status")).to_have_text(re.compile("^428"))
    change.get_by_role("button", name="Use the current tag").click()
    expect(field(change, "If-Match")).to_have_value(job["etag"])
    with docs.answer("PATCH", f"/api/jobs/{job['id']}/", 200):
        change.get_by_role("button", name="Send").click()
    expect(change.locator(".docs-status")).to_have_text(re.compile("^200"))
    assert office.get_job(job["id"])["notes"] == "Written on the page of the interface."

    # The tag in the field is now out of date, and is marked so.
    with docs.answer("PATCH", f"/api/jobs/{job['id']}/") as again:
        change.get_by_label("Body").fill(json.dumps({"notes": "Once more."}))
        change.get_by_role("button", name="Send").click()
    assert again.value.status == 412
    expect(change.locator(".docs-status")).to_have_text(re.compile("^412"))


def test_a_get_with_the_current_tag_is_not_modified(docs, job):
    read = opened(docs, "getJob")
    field(read, "id").fill(job["id"])
    read.get_by_role("button", name="Use the current tag").click()
    expect(field(read, "If-None-Match")).to_have_value(job["etag"])
    read.get_by_role("button", name="Send").click()
    expect(read.locator(".docs-status")).to_have_text(re.compile("^304"))


def test_a_refusal_is_shown_as_the_server_sends_it(open_as, job):
    tab = open_as(WORKSHOP)
    tab.page.goto(f"{tab.server.origin}/api/docs/#updateJob")
    change = tab.page.locator('details[id="updateJob"]')
    field(change, "id").fill(job["id"])
    change.get_by_role("button", name="Use the current tag").click()
    expect(field(change, "If-Match")).to_have_value(job["etag"])
    change.get_by_role("button", name="Send").click()
    expect(change.locator(".docs-status")).to_have_text(re.compile("^403"))


def test_the_docs_link_to_the_sign_in(open_as):
    tab = open_as(None)
    tab.page.goto(f"{tab.server.origin}/api/docs/")
    expect(tab.page.locator("#who")).to_contain_text("Not signed in")
    expect(tab.page.locator("#who").get_by_role("link", name="the page")).to_have_attribute("href", "/")
