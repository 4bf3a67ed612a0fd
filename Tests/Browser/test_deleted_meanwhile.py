"""A job that somebody else has deleted: whatever one does with it then is told, nothing of it is done, and no text is lost."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, expect as expect_status, unique
from page_objects import Board, JobCard, toast


@pytest.fixture
def deleted(open_as, office, colleague, names):
    """A card that does not hear that its job is deleted."""
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
    expect(card.banner.get_by_role("button", name="Restore the job")).to_be_visible()


def bring_back(card):
    card.banner.get_by_role("button", name="Restore the job").click()
    expect(card.banner.get_by_role("alert")).to_have_count(0)


def test_an_event_is_not_lost_and_is_written_down_once_after_the_job_is_back(deleted, office):
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


def test_a_new_line_is_not_lost(deleted):
    card, _ = deleted
    description = card.part('[data-new-line="quote"] [name="description"]')
    description.fill("Rivets")
    description.press("Enter")
    expect_gone(card)
    expect(description).to_have_value("Rivets")


def test_what_was_typed_into_a_line_is_not_lost(deleted):
    card, line = deleted
    price = card.line(line).locator('[name="unit_rev"]')
    price.fill("12.00")
    price.press("Enter")
    expect_gone(card)
    expect(price).to_have_value("12.00")


@pytest.mark.parametrize("act", ["accept", "undo", "delete"])
def test_a_decision_is_told_that_there_is_nothing_to_decide(deleted, act):
    card, _ = deleted
    if act == "accept":
        card.part('[name="accept-quote"]').click()
    elif act == "undo":
        card.part('[data-change] [name="undo"]').last.click()
    else:
        card.menu("Delete the job")
        card.page.get_by_role("dialog").get_by_role("button", name="Delete the job").click()
    expect_gone(card)
    said = {"accept": "The quote was not accepted", "undo": "It was not taken back", "delete": "was not deleted"}[act]
    expect(toast(card.tab, said)).to_be_visible()
    expect(card.part('[name="accept-quote"]')).to_be_disabled()


def test_an_open_card_hears_it_without_asking_for_what_is_known_to_be_gone(open_as, job, office, colleague, names):
    card = JobCard(open_as(), job).open()
    card.tab.expect_live()
    card.deleted_by = names[OFFICE2]
    colleague.delete_job(job["id"])
    expect_gone(card)
    card.part('[data-view="changes"]').click()
    # Another connection is made, since a job that is gone has no stream of its own.
    card.tab.expect_live()
    gone = office.find_deleted(job["id"])
    expect_status(colleague.client.post(f"{card.path}restore/", {}, if_match=gone["etag"]), 200)
    card.banner.get_by_role("button", name="Go on").click()
    expect(card.input("name")).to_have_value(job["name"])
    expect(card.banner.get_by_role("alert")).to_have_count(0)
    assert [line for line in card.tab.console if line.startswith("error")] == [], "nothing is asked for that answers 404"


def test_a_card_of_the_board_that_is_deleted_in_the_hand_leaves_it(open_as, job, colleague):
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
    assert board.tab.changes == [], "nothing is sent about a job that is known to be gone"


def test_a_job_that_came_back_and_was_changed_is_restored_no_second_time(deleted, office, colleague):
    card, _ = deleted
    card.type("order_number", "PO-9")
    card.save()
    expect_gone(card)
    gone = office.find_deleted(card.job["id"])
    expect_status(colleague.client.post(f"{card.path}restore/", {}, if_match=gone["etag"]), 200)
    colleague.change(card.job["id"], notes="It is back.")
    card.banner.get_by_role("button", name="Restore the job").click()
    # There is nothing left to decide: the card shows the job as it is, with what was typed.
    expect(card.banner.get_by_role("alert")).to_have_count(0)
    card.conflict.expect_closed()
    expect(card.page.locator("[name=outbox] [data-state]")).not_to_have_text(re.compile("needs you"))
    expect(card.input("notes")).to_have_value("It is back.")
    expect(card.input("order_number")).to_have_value("PO-9")


def test_who_comes_after_the_deletion_is_told_who_it_was_and_can_restore_it(open_as, office, colleague, names):
    job = office.make_job(name=unique("Duct"))
    colleague.delete_job(job["id"])
    tab = open_as(is_deaf=True)
    tab.go(f"#/jobs/{job['id']}")
    notice = tab.page.locator('main [data-kind="gone"]')
    expect(notice).to_contain_text(f"Job {job['job_number']}, “{job['name']}”, was deleted by {names[OFFICE2]}")
    notice.get_by_role("button", name="Restore the job").click()
    expect(JobCard(tab, job).input("name")).to_have_value(job["name"])


def test_that_nobody_can_be_asked_is_not_taken_for_no_such_job(open_as, office):
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


def test_an_event_that_waited_is_named_once_it_is_refused(open_as, office, colleague):
    job = office.make_job(name=unique("Duct"))
    card = JobCard(open_as(), job).open()
    card.tab.expect_live()
    path = f"{card.path}events/"
    card.tab.cut("POST", path)
    card.event.fill("Measured twice")
    card.event.press("Enter")
    expect(card.part("[data-waiting]")).to_contain_text("Waits for the network")
    colleague.delete_job(job["id"])
    expect(card.banner.get_by_role("alert")).to_contain_text("was deleted")
    card.tab.mend()
    with card.tab.answer("POST", path, 404):
        card.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(card.banner.get_by_role("alert")).to_contain_text("To add the event “Measured twice”")


def test_the_history_has_the_amount_as_all_others_read(open_as, office):
    job = office.make_job(name=unique("Duct"))
    office.add_line(job["id"], "quote", description="Flashing", quantity="1", unit_rev="6999.65")
    now = office.get_job(job["id"])
    expect_status(office.client.post(f"/api/jobs/{job['id']}/accept-quote/", {}, if_match=now["etag"]), 200)
    card = JobCard(open_as(locale="de-DE"), job).open()
    card.show_history()
    expect(card.part('[data-change][data-kind]').first).to_contain_text("Accepted the quote of 6.999,65")
    card.part('[data-view="timeline"]').click()
    expect(card.part(".events__text").filter(has_text="Accepted the quote")).to_have_text("Accepted the quote of 6.999,65")
