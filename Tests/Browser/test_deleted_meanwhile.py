"""A job that another person has deleted: every change of it is refused with a message, and no text is lost."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, expect as expect_status, unique
from page_objects import Board, JobCard, toast


@pytest.fixture
def deleted(open_as, office, colleague, names):
    """A card that is not notified that its job is deleted."""
    job = office.make_job(name=unique("Duct"), order_number="PO-1")
    office.change(job["id"], order_number="PO-2")
    line = office.add_line(job["id"], "quote", description="Flashing", quantity="2", unit_rev="10.00")["line"]
    card = JobCard(open_as(is_deaf=True), office.get_job(job["id"])).open()
    card.show_costs("quote")
    card.show_history()
    expect(card.part('[data-change] [name="undo"]').last).to_be_visible()
    colleague.delete_job(job["id"])
    card.deleted_by = names[OFFICE2]
    return card, line


def expect_gone(card):
    expect(card.banner.get_by_role("alert")).to_contain_text(f"was deleted by {card.deleted_by}")
    expect(card.banner.get_by_role("button", name="Restore job")).to_be_visible()


def bring_back(card):
    card.banner.get_by_role("button", name="Restore job").click()
    expect(card.banner.get_by_role("alert")).to_have_count(0)


def test_an_event_on_a_deleted_job_is_added_once_after_a_restore(deleted, office):
    card, _ = deleted
    text = unique("Measured ")
    card.event.fill(text)
    card.event.press("Enter")
    expect_gone(card)
    expect(card.event).to_have_value(text)
    bring_back(card)
    expect(card.events).to_have_text([text])
    expect(card.event).to_have_value("")
    notes = [event for event in office.client.get(f"{card.path}events/").json["events"] if event["kind"] == "note"]
    assert [event["description"] for event in notes] == [text]


def test_a_new_line_of_a_deleted_job_is_not_lost(deleted):
    card, _ = deleted
    description = card.part('[data-new-line="quote"] [name="description"]')
    description.fill("Rivets")
    description.press("Enter")
    expect_gone(card)
    expect(description).to_have_value("Rivets")


def test_text_of_a_line_of_a_deleted_job_is_not_lost(deleted):
    card, line = deleted
    price = card.line(line).locator('[name="unit_rev"]')
    price.fill("12.00")
    price.press("Enter")
    expect_gone(card)
    expect(price).to_have_value("12.00")


@pytest.mark.parametrize("act", ["accept", "undo", "delete"])
def test_an_action_on_a_deleted_job_shows_that_it_is_deleted(deleted, act):
    card, _ = deleted
    if act == "accept":
        card.part('[name="accept-quote"]').click()
    elif act == "undo":
        card.part('[data-change] [name="undo"]').last.click()
    else:
        card.menu("Delete job")
        card.page.get_by_role("dialog").get_by_role("button", name="Delete job").click()
    expect_gone(card)
    said = {"accept": "The quote was not accepted", "undo": "The change was not undone", "delete": "was not deleted"}[act]
    expect(toast(card.tab, said)).to_be_visible()
    expect(card.part('[name="accept-quote"]')).to_be_disabled()


def test_an_open_card_shows_a_deletion_without_requesting_the_job(open_as, job, office, colleague, names):
    card = JobCard(open_as(), job).open()
    card.tab.expect_live()
    card.deleted_by = names[OFFICE2]
    colleague.delete_job(job["id"])
    expect_gone(card)
    card.part('[data-view="changes"]').click()
    # Opens a new connection, since a deleted job has no stream.
    card.tab.expect_live()
    gone = office.find_deleted(job["id"])
    expect_status(colleague.client.post(f"{card.path}restore/", {}, if_match=gone["etag"]), 200)
    card.banner.get_by_role("button", name="Continue").click()
    expect(card.input("name")).to_have_value(job["name"])
    expect(card.banner.get_by_role("alert")).to_have_count(0)
    assert [line for line in card.tab.console if line.startswith("error")] == [], "no request gets a 404"


def test_a_card_deleted_during_a_drag_is_removed(open_as, job, colleague):
    board = Board(open_as()).open()
    board.find(job)
    board.tab.expect_live()
    start = board.card(job).bounding_box()
    mouse = board.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
    expect(board.page.locator(".selection")).to_have_count(1)
    mouse.down()
    mouse.move(start["x"] + 60, start["y"] + 60, steps=4)
    expect(board.page.locator(".card--ghost")).to_be_visible()
    colleague.delete_job(job["id"])
    expect(board.card(job)).to_have_count(0)
    target = board.column("awaiting_approval").bounding_box()
    mouse.move(target["x"] + 60, target["y"] + 120, steps=4)
    mouse.up()
    expect(board.page.locator(".card--ghost")).to_have_count(0)
    assert board.tab.changes == [], "no request is sent for a job that is known to be deleted"


def test_a_job_that_was_restored_and_changed_is_not_restored_again(deleted, office, colleague):
    card, _ = deleted
    card.type("order_number", "PO-9")
    card.save()
    expect_gone(card)
    gone = office.find_deleted(card.job["id"])
    expect_status(colleague.client.post(f"{card.path}restore/", {}, if_match=gone["etag"]), 200)
    colleague.change(card.job["id"], notes="It is back.")
    card.banner.get_by_role("button", name="Restore job").click()
    # No decision is left: the card shows the current job with the typed text.
    expect(card.banner.get_by_role("alert")).to_have_count(0)
    card.conflict.expect_closed()
    expect(card.page.locator("[name=outbox] [data-state]")).not_to_have_text(re.compile("needs you"))
    expect(card.input("notes")).to_have_value("It is back.")
    expect(card.input("order_number")).to_have_value("PO-9")


def test_opening_a_deleted_job_shows_who_deleted_it_and_offers_restoring(open_as, office, colleague, names):
    job = office.make_job(name=unique("Duct"))
    colleague.delete_job(job["id"])
    tab = open_as(is_deaf=True)
    tab.go(f"#/jobs/{job['id']}")
    notice = tab.page.locator('main [data-kind="gone"]')
    expect(notice).to_contain_text(f"Job {job['job_number']}, “{job['name']}”, was deleted by {names[OFFICE2]}")
    notice.get_by_role("button", name="Restore job").click()
    expect(JobCard(tab, job).input("name")).to_have_value(job["name"])


def test_a_network_failure_is_not_shown_as_a_missing_job(open_as, office):
    job = office.make_job(name=unique("Duct"))
    office.delete_job(job["id"])
    tab = open_as(is_deaf=True)
    tab.intercept("GET", f"/api/jobs/{job['id']}/", lambda route: route.abort())
    tab.go(f"#/jobs/{job['id']}")
    notice = tab.page.locator('main [role="alert"]')
    expect(notice).to_have_attribute("data-kind", "unloaded")
    tab.mend()
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_have_attribute("data-kind", "gone")
    expect(notice).to_contain_text(f"Job {job['job_number']}")


def test_a_waiting_event_that_is_refused_is_shown(open_as, office, colleague):
    job = office.make_job(name=unique("Duct"))
    card = JobCard(open_as(), job).open()
    card.tab.expect_live()
    path = f"{card.path}events/"
    card.tab.cut("POST", path)
    card.event.fill("Measured twice")
    card.event.press("Enter")
    expect(card.part("[data-waiting]")).to_contain_text("Waiting for the network")
    colleague.delete_job(job["id"])
    expect(card.banner.get_by_role("alert")).to_contain_text("was deleted")
    card.tab.mend()
    with card.tab.answer("POST", path, 404):
        card.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(card.banner.get_by_role("alert")).to_contain_text("To add the event “Measured twice”")


def test_the_history_formats_the_amount_of_an_accepted_quote(open_as, office):
    job = office.make_job(name=unique("Duct"))
    office.add_line(job["id"], "quote", description="Flashing", quantity="1", unit_rev="6999.65")
    now = office.get_job(job["id"])
    expect_status(office.client.post(f"/api/jobs/{job['id']}/accept-quote/", {}, if_match=now["etag"]), 200)
    card = JobCard(open_as(locale="de-DE"), job).open()
    card.show_history()
    expect(card.part('[data-change][data-kind]').first).to_contain_text("Accepted the quote of 6.999,65")
    card.part('[data-view="timeline"]').click()
    expect(card.part(".events__text").filter(has_text="Accepted the quote")).to_have_text("Accepted the quote of 6.999,65")
