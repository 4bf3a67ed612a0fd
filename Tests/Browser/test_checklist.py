"""The integration guide's testing checklist, in two real tabs."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE, OFFICE2, unique
from page_objects import Board, JobCard, toast


def clash(first, second, job, office, name_of_first):
    """Tab A saves; tab B is refused, sees the change, re-applies its own and succeeds."""
    card_a, card_b = JobCard(first, job).open(), JobCard(second, job).open()

    card_a.type("notes", "Cut the red sheet first.")
    card_a.save()
    card_a.expect_saved()

    with second.answer("PATCH", card_b.path) as refusal:
        card_b.type("notes", "Cut the black sheet first.")
        card_b.save()
    assert refusal.value.status == 412, "the save of a stale form must be refused"
    assert refusal.value.request.headers["if-match"] == job["etag"], "it must send the tag of the version that was shown"

    dialog = card_b.conflict
    dialog.expect_open(by=name_of_first)
    expect(dialog.side("notes", "base")).to_have_text("Cut the brown sheet first.")
    expect(dialog.side("notes", "theirs").locator("ins")).to_have_text("red")
    expect(dialog.side("notes", "mine").locator("ins")).to_have_text("black")
    expect(dialog.side("notes", "difference").locator("del.is-theirs")).to_have_text("red")
    expect(dialog.side("notes", "difference").locator("ins.is-mine")).to_have_text("black")
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first.", "it is not overwritten unseen"

    dialog.choose("notes", "mine")
    with second.answer("PATCH", card_b.path) as success:
        dialog.reapply()
    assert success.value.status == 200
    dialog.expect_closed()
    card_b.expect_saved()
    expect(card_b.input("notes")).to_have_value("Cut the black sheet first.")
    assert office.get_job(job["id"])["notes"] == "Cut the black sheet first."


@pytest.mark.essential
def test_the_second_of_two_people_sees_the_difference_and_reapplies(open_as, job, office, names):
    clash(open_as(OFFICE2), open_as(OFFICE, is_deaf=True), job, office, names[OFFICE2])


def test_two_tabs_of_one_person_get_a_conflict_too(open_as, job, office, names):
    first = open_as(OFFICE)
    clash(first, first.another(is_deaf=True), job, office, names[OFFICE])


def test_reloading_an_unchanged_job_is_a_304(open_as, job):
    tab = open_as()
    card = JobCard(tab, job).open()
    Board(tab).open()
    with tab.answer("GET", card.path) as answer:
        tab.go(f"#/jobs/{job['id']}")
    assert answer.value.request.headers["if-none-match"] == job["etag"]
    assert answer.value.status == 304


def test_leaving_a_job_and_coming_back_keeps_its_tag(open_as, job, office):
    tab = open_as(is_deaf=True)
    card, other = JobCard(tab, job).open(), JobCard(tab, office.make_job()).open()
    other.type("notes", "Of the other job.")
    other.save()
    other.expect_saved()
    card.open()
    with tab.answer("PATCH", card.path) as answer:
        card.type("notes", "After coming back.")
        card.save()
    assert answer.value.request.headers["if-match"] == job["etag"]
    assert answer.value.status == 200


def test_the_save_button_saves_at_once_and_is_disabled_when_all_is_saved(open_as, job, office):
    tab = open_as(has_clock=True)
    card = JobCard(tab, job).open()
    button = card.part('[name="save"]')
    expect(button).to_be_disabled()
    tab.freeze_clock()
    card.input("name").press("End")
    card.input("name").press_sequentially(" saved")
    with tab.answer("PATCH", card.path, 200):
        button.click()
    expect(button).to_be_disabled()
    card.expect_saved()
    assert office.get_job(job["id"])["name"] == f"{job['name']} saved"


@pytest.mark.parametrize("press", ["double click", "double Enter", "Enter and click"])
def test_rapid_presses_of_add_event_add_one_event(open_as, job, office, press):
    tab = open_as()
    card = JobCard(tab, job).open()
    text = unique("Rang the client ")
    path = f"{card.path}events/"
    button = card.part('[name="add-event"]')
    with tab.hold("POST", path) as held, tab.answer("POST", path) as answer:
        with tab.asking("POST", path):
            card.event.fill(text)
            if press == "double click":
                button.dblclick()
            else:
                card.event.press("Enter")
        if press == "double Enter":
            card.event.press("Enter")
        elif press == "Enter and click":
            button.dispatch_event("click")
        expect(button).to_be_disabled()
        held.let_go()
    assert answer.value.status == 201
    expect(card.events).to_have_text([text])
    expect(card.event).to_have_value("")
    expect(button).to_be_enabled()
    assert len(tab.sent("POST", path)) == 1
    events = office.client.get(path).json["events"]
    assert [event["description"] for event in events if event["kind"] == "note"] == [text]


def test_changing_the_client_removes_a_contact_of_another_client_and_says_so(open_as, office):
    old, new = office.make_customer(unique("Oldco ")), office.make_customer(unique("Newco "))
    contact = office.make_contact(old)
    job = office.make_job(client_id=old["id"], contact_id=contact["id"])
    tab = open_as()
    card = JobCard(tab, job).open()
    expect(card.input("contact_id")).to_have_value(contact["name"])
    card.choose_client(new["name"])
    expect(toast(tab, re.compile(f"{contact['name']}.*{old['name']}.*removed from"))).to_be_visible()
    expect(card.input("contact_id")).to_have_value("")
    card.expect_saved()
    now = office.get_job(job["id"])
    assert (now["client_id"], now["contact_id"]) == (new["id"], None)
