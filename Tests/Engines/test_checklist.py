"""The integration guide's testing checklist, by hand, with two people's browsers."""

import pytest
from selenium.webdriver import ActionChains, Keys

from card import Board, Conflict, JobCard
from harness import OFFICE, OFFICE2, unique


@pytest.mark.essential
def test_the_second_of_two_people_is_refused_sees_the_difference_and_reapplies(open_as, job, office, names):
    first, second = open_as(OFFICE2), open_as(OFFICE)
    # It does not hear what others do.
    second.network.cut("GET", "/api/changes/stream")
    card_a, card_b = JobCard(first, job).open(), JobCard(second, job).open()

    card_a.fill("notes", "Cut the red sheet first.")
    first.save()
    first.answered("PATCH", card_a.path, 200)
    card_a.expect_saved()

    card_b.fill("notes", "Cut the black sheet first.")
    second.save()
    refused = second.answered("PATCH", card_b.path, 412)
    assert refused.if_match == job["etag"], "it must name the version that was shown"

    dialog = Conflict(second)
    dialog.expect_open(by=names[OFFICE2])
    second.expect_text(dialog.side("notes", "base"), "Cut the brown sheet first.")
    second.expect_text(dialog.side("notes", "theirs"), "red")
    second.expect_text(dialog.side("notes", "mine"), "black")
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first.", "nothing is sent over it unseen"

    dialog.choose("notes", "mine")
    dialog.reapply()
    done = second.answered("PATCH", card_b.path, 200)
    assert done.if_match not in (job["etag"], None), "it must name the version that was decided over"
    dialog.expect_closed()
    card_b.expect_saved()
    card_b.expect_value("notes", "Cut the black sheet first.")
    assert office.get_job(job["id"])["notes"] == "Cut the black sheet first."


def test_a_job_that_is_read_again_unchanged_is_a_304(browser, job):
    card = JobCard(browser, job).open()
    browser.answered("GET", card.path, 200)
    Board(browser).open()
    card.open()
    again = browser.answered("GET", card.path, 304)
    assert again.headers["if-none-match"] == job["etag"]


@pytest.mark.parametrize("press", ["double click", "double Enter"])
def test_rapid_presses_of_add_event_add_one_event(browser, job, office, press):
    card = JobCard(browser, job).open()
    text, path = unique("Rang the client "), f"{card.path}events/"
    browser.one(card.part(".events__entry"))
    browser.fill(card.part("[name=event]"), text)
    if press == "double Enter":
        browser.type(Keys.ENTER * 2)
    else:
        ActionChains(browser.driver).double_click(browser.one(card.part("[name=add-event]"))).perform()
    added = browser.answered("POST", path, 201)
    assert added.if_match == job["etag"]
    browser.wait(lambda: card.events == [text], "the event in the timeline")
    browser.expect_value(card.part("[name=event]"), "")
    assert len(browser.network.sent("POST", path)) == 1
    events = office.client.get(path).json["events"]
    assert [event["description"] for event in events if event["kind"] == "note"] == [text]


def test_a_change_of_client_takes_a_foreign_contact_off_and_says_so(browser, office):
    old, new = office.make_customer(unique("Oldco ")), office.make_customer(unique("Newco "))
    contact = office.make_contact(old)
    job = office.make_job(client_id=old["id"], contact_id=contact["id"])
    card = JobCard(browser, job).open()
    card.expect_value("contact_id", contact["name"])
    browser.fill(card.input("client_id"), new["name"])
    browser.wait(lambda: [found for found in browser.all("[role=option]") if new["name"] in found.text], "the client among those found")
    next(found for found in browser.all("[role=option]") if new["name"] in found.text).click()
    browser.expect_text(".toast", f"{contact['name']} is a contact of {old['name']} and was removed from this job.")
    card.expect_value("contact_id", "")
    card.expect_saved()
    now = office.get_job(job["id"])
    assert (now["client_id"], now["contact_id"]) == (new["id"], None)
