"""A network that loses responses or fails: no change is made twice, mistaken for another person's, or lost."""

import re

import pytest
from playwright.sync_api import expect

from conftest import serve
from harness import OFFICE, Bench, unique
from page_objects import Board, JobCard, toast


@pytest.mark.essential
def test_a_lost_response_is_retried_without_a_false_conflict(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.lose_answer("PATCH", card.path)
    with tab.answer("PATCH", card.path, 200) as answer:
        card.type("notes", "Written once.")
        card.save()
    assert answer.value.headers["idempotency-replayed"] == "true", "the server had already made the change"
    card.expect_saved()
    expect(card.incoming("notes")).to_have_count(0)
    card.conflict.expect_closed()
    first, second = tab.sent("PATCH", card.path)
    assert (first.key, first.if_match, first.body) == (second.key, second.if_match, second.body)
    assert [change["fields"] for change in office.changes(job["id"])][:-1] == [["notes"]]


@pytest.mark.parametrize("status", [502, 503])
def test_a_response_made_up_by_a_proxy_is_retried(open_as, job, office, status):
    tab = open_as()
    card = JobCard(tab, job).open()

    def make_up(route):
        route.fetch()
        route.fulfill(status=status, content_type="text/html", body="<h1>Try later</h1>")

    tab.intercept("PATCH", card.path, make_up, 1)
    with tab.answer("PATCH", card.path, 200) as answer:
        card.type("notes", "Written once.")
        card.save()
    assert answer.value.headers["idempotency-replayed"] == "true"
    card.expect_saved()
    card.conflict.expect_closed()


def test_an_event_with_a_lost_response_is_added_once(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    text, path = unique("Measured on site "), f"{card.path}events/"
    tab.lose_answer("POST", path)
    with tab.answer("POST", path, 201):
        card.event.fill(text)
        card.event.press("Enter")
    expect(card.events).to_have_text([text])
    expect(card.event).to_have_value("")
    notes = [event for event in office.client.get(path).json["events"] if event["kind"] == "note"]
    assert len(notes) == 1


def test_a_move_with_a_lost_response_is_made_once(open_as, job, office):
    tab = open_as()
    board = Board(tab).open()
    board.find(job)
    path = f"/api/jobs/{job['id']}/"
    tab.lose_answer("PATCH", path)
    with tab.answer("PATCH", path, 200):
        board.drag(job, "awaiting_approval")
    expect(board.card(job)).not_to_have_class(re.compile("is-moving"))
    board.expect_in(job, "awaiting_approval")
    board.conflict.expect_closed()
    assert len(office.changes(job["id"])) == 2


def test_offline_changes_wait_and_are_sent_automatically(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    context = tab.page.context
    text = unique("Sheet has arrived ")
    context.set_offline(True)
    card.type("notes", "Typed without a network.")
    card.save()
    card.expect_state("waiting")
    expect(card.part("[data-save-text]")).to_have_text("Waiting for the network, stored on this device")
    card.event.fill(text)
    card.event.press("Enter")
    expect(card.part(".composer__state")).to_have_text("Waiting for the network, stored on this device")
    expect(tab.page.locator("[name=outbox] [data-state]")).to_have_text(re.compile(r"^\d waiting$"))
    assert office.get_job(job["id"])["etag"] == job["etag"]

    context.set_offline(False)
    card.expect_saved()
    expect(card.events).to_have_text([text])
    expect(card.event).to_have_value("")
    card.conflict.expect_closed()
    assert office.get_job(job["id"])["notes"] == "Typed without a network."
    keys = [change.key for change in tab.changes]
    assert len(set(keys)) == 2 and None not in keys, "each has its own idempotency key, and keeps it"


def test_offline_edits_are_sent_with_their_original_tag(open_as, job, office, colleague):
    tab = open_as()
    card = JobCard(tab, job).open()
    context = tab.page.context
    context.set_offline(True)
    card.type("notes", "Cut the black sheet first.")
    card.save()
    card.expect_state("waiting")
    colleague.change(job["id"], notes="Cut the red sheet first.")
    with tab.answer("PATCH", card.path) as refusal:
        context.set_offline(False)
    assert refusal.value.request.headers["if-match"] == job["etag"]
    assert refusal.value.status == 412
    card.expect_state("conflict")
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first."


def test_after_a_time_offline_the_page_catches_up(open_as, job, colleague):
    tab = open_as()
    card = JobCard(tab, job).open()
    context = tab.page.context
    context.set_offline(True)
    theirs = colleague.change(job["id"], notes="Changed in the meantime.")
    with tab.answer("GET", card.path, 200) as refreshed:
        context.set_offline(False)
    assert refreshed.value.request.headers["if-none-match"] == job["etag"], "it sends a conditional request"
    assert refreshed.value.headers["etag"] == theirs["etag"]
    expect(card.input("notes")).to_have_value("Changed in the meantime.")


def test_a_failed_refresh_is_retried_while_the_stream_stays_open(open_as, job, colleague):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.expect_live()
    tab.cut("GET", card.path)
    with tab.asking("GET", card.path):
        theirs = colleague.change(job["id"], notes="Changed in the meantime.")
    # The stream causes two requests at most: when it opens, and when the change arrives.
    for _ in range(2):
        with tab.asking("GET", card.path):
            pass
    with tab.answer("GET", card.path, 200) as refreshed:
        tab.mend()
    assert refreshed.value.headers["etag"] == theirs["etag"]
    expect(card.input("notes")).to_have_value("Changed in the meantime.")


@pytest.mark.parametrize("is_deaf", [False, True], ids=["while the stream lives", "without a stream"])
def test_a_failed_board_is_loaded_when_the_network_is_back(open_as, job, is_deaf):
    tab = open_as(is_deaf=is_deaf)
    tab.cut("GET", "/api/jobs/")
    tab.go()
    expect(tab.page.locator("[data-list-state=failed]").first).to_contain_text("The board could not be loaded")
    tab.mend()
    expect(Board(tab).summary).to_have_text(re.compile(r"\d+ job"))
    Board(tab).find(job)


def test_the_page_reconnects_to_a_restarted_server(open_as, tmp_path):
    own = serve(tmp_path / "own").start()
    try:
        job = Bench(own.client(OFFICE)).make_job()
        tab = open_as(at=own)
        card = JobCard(tab, job).open()
        own.stop()
        card.type("notes", "Typed while the server was down.")
        card.save()
        card.expect_state("waiting")
        # The same port, so that it is the same server for the page.
        own.arguments[own.arguments.index("--port") + 1] = str(own.port)
        own.start()
        card.expect_saved()
        again = Bench(own.client(OFFICE))
        assert again.get_job(job["id"])["notes"] == "Typed while the server was down."
        again.change(job["id"], order_number="PO-9")
        expect(card.input("order_number")).to_have_value("PO-9")
    finally:
        own.kill()


@pytest.mark.parametrize("told", ["by the browser", "by nobody"])
@pytest.mark.parametrize("what", ["client", "job", "deleted"])
def test_a_page_that_failed_to_load_is_reloaded_automatically(open_as, office, job, what, told):
    """The server may be out of reach without the browser reporting it."""
    customer = office.make_customer(unique("Harbour "))
    tab = open_as(is_deaf=True, has_clock=True)
    # Its code is loaded by then.
    first = {"client": "#/clients/new", "job": f"#/jobs/{office.make_job()['id']}", "deleted": "#/deleted"}[what]
    path, place = {"client": (f"/api/clients/{customer['id']}/", f"#/clients/{customer['id']}"),
                   "job": (f"/api/jobs/{job['id']}/", f"#/jobs/{job['id']}"), "deleted": ("/api/jobs/", "#/deleted")}[what]
    tab.go(first)
    expect(tab.page.locator("main h1").first).to_be_attached()
    if what == "deleted":
        tab.go("#/clients")
        expect(tab.page.locator("jt-clients")).to_be_visible()
    tab.cut("GET", path)
    tab.go(place)
    retry = tab.page.get_by_role("button", name="Try again").first
    expect(retry).to_be_visible()
    # And again, without replacing the button under the finger.
    retry.evaluate("(button) => { window.shown = button }")
    with tab.page.expect_event("requestfailed"):
        tab.page.clock.run_for(7000)
    assert retry.evaluate("(button) => button === window.shown")
    tab.mend()
    if told == "by the browser":
        tab.page.evaluate("window.dispatchEvent(new Event('online'))")
    else:
        tab.page.clock.run_for(7000)
    expect(retry).to_have_count(0)
    if what == "client":
        expect(tab.page.locator("jt-client h1")).to_have_text(customer["name"])
    elif what == "job":
        expect(JobCard(tab, job).input("name")).to_have_value(job["name"])
