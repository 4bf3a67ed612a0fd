"""Changes of others while a person types: merged if there is no conflict, marked if there might be, and never a reason to send a newer tag."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE, OFFICE2
from page_objects import Board, JobCard, toast


def test_changes_of_different_fields_are_merged_at_once_with_a_toast(open_as, job, office, colleague, names):
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    theirs = colleague.change(job["id"], notes="Ring before delivery.")
    with tab.answer("PATCH", card.path, 412), tab.answer("PATCH", card.path, 200) as merged:
        card.type("order_number", "PO-2")
        card.save()
    assert merged.value.request.headers["if-match"] == theirs["etag"]
    note = toast(tab, re.compile(f"Saved. {names[OFFICE2]} also changed the notes of job {job['job_number']} .*Both changes are saved"))
    expect(note).to_be_visible()
    expect(card.input("notes")).to_have_value("Ring before delivery.")
    card.expect_saved()
    card.conflict.expect_closed()
    now = office.get_job(job["id"])
    assert (now["notes"], now["order_number"]) == ("Ring before delivery.", "PO-2")


def test_changes_of_different_words_of_one_text_are_merged_too(open_as, office, colleague):
    job = office.make_job(notes="Six ducts.\nGalvanised.\nDeliver on Monday.")
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], notes="Seven ducts.\nGalvanised.\nDeliver on Monday.")
    card.type("notes", "Six ducts.\nGalvanised.\nDeliver on Friday.")
    card.save()
    expect(card.input("notes")).to_have_value("Seven ducts.\nGalvanised.\nDeliver on Friday.")
    card.expect_saved()
    card.conflict.expect_closed()
    assert office.get_job(job["id"])["notes"] == "Seven ducts.\nGalvanised.\nDeliver on Friday."


def test_text_typed_during_a_merge_is_carried_over_to_the_merged_text(open_as, office, colleague):
    job = office.make_job(notes="Six ducts.\nGalvanised.\nDeliver on Monday.")
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], notes="Seven ducts.\nGalvanised.\nDeliver on Monday.")
    with card.saving("notes", "Six ducts.\nGalvanised.\nDeliver on Friday.") as held:
        card.input("notes").press("Control+End")
        card.input("notes").press_sequentially(" Ring Ana.")
        held.let_go()
    both = "Seven ducts.\nGalvanised.\nDeliver on Friday. Ring Ana."
    expect(card.input("notes")).to_have_value(both)
    card.expect_saved()
    card.conflict.expect_closed()
    assert office.get_job(job["id"])["notes"] == both


@pytest.mark.essential
def test_a_live_update_marks_the_field_and_does_not_interrupt_typing(open_as, job, colleague, names):
    tab = open_as(has_clock=True)
    card = JobCard(tab, job).open()
    notes = card.input("notes")
    tab.expect_live()
    tab.freeze_clock()
    notes.press("End")
    notes.press_sequentially(" Mind the")
    colleague.change(job["id"], notes="Cut the red sheet first.", order_number="PO-9")
    mark = card.incoming("notes")
    expect(mark).to_contain_text(f"{names[OFFICE2]} has changed this")
    expect(mark.locator("ins")).to_have_text("red")
    # A field without typed text follows at once, and shows who changed it.
    expect(card.input("order_number")).to_have_value("PO-9")
    expect(card.field("order_number").locator("[data-field-state]")).to_contain_text(names[OFFICE2].split()[0])
    notes.press_sequentially(" gap.")
    expect(notes).to_be_focused()
    expect(notes).to_have_value("Cut the brown sheet first. Mind the gap.")


def test_a_background_refresh_does_not_give_an_older_form_the_new_tag(open_as, job, office, colleague):
    tab = open_as(has_clock=True)
    card = JobCard(tab, job).open()
    tab.expect_live()
    tab.freeze_clock()
    card.type("notes", "Cut the black sheet first.")
    with tab.answer("GET", card.path, 200) as refreshed:
        theirs = colleague.change(job["id"], notes="Cut the red sheet first.")
    assert refreshed.value.headers["etag"] == theirs["etag"], "the page now has the newer version"
    expect(card.incoming("notes")).to_be_visible()
    with tab.answer("PATCH", card.path) as refusal:
        tab.run_clock()
    assert refusal.value.request.headers["if-match"] == job["etag"], "the save names the version in which typing began"
    assert refusal.value.status == 412
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first.", "a colleague's text is not overwritten unseen"


def test_a_background_refresh_does_not_give_a_waiting_form_the_new_tag(open_as, job, colleague):
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    tab.cut("PATCH", card.path)
    card.type("notes", "Cut the black sheet first.")
    card.expect_state("waiting")
    theirs = colleague.change(job["id"], notes="Cut the red sheet first.")
    with tab.answer("GET", f"{card.path}changes/", 200) as history:
        card.part('[data-view="changes"]').click()
    assert history.value.headers["etag"] == theirs["etag"], "another part of the page now has the newer tag"
    with tab.answer("PATCH", card.path) as refusal:
        tab.mend()
        tab.page.evaluate("window.dispatchEvent(new Event('online'))")
    assert refusal.value.request.headers["if-match"] == job["etag"]
    assert refusal.value.status == 412


def test_theirs_can_be_used_in_the_field_itself(open_as, job, colleague):
    tab = open_as(has_clock=True)
    card = JobCard(tab, job).open()
    tab.expect_live()
    tab.freeze_clock()
    card.type("notes", "Cut the black sheet first.")
    colleague.change(job["id"], notes="Cut the red sheet first.")
    with tab.hold("PATCH", card.path):
        # The click takes the focus from the field, which saves its text; the undone text is not sent again.
        card.part('[data-take="notes"]').click()
    tab.run_clock()
    expect(card.input("notes")).to_have_value("Cut the red sheet first.")
    card.expect_saved()
    expect(card.incoming("notes")).to_have_count(0)
    assert colleague.get_job(job["id"])["notes"] == "Cut the red sheet first."


def test_the_board_shows_changes_by_others_and_their_names(open_as, job, colleague, names):
    board = Board(open_as()).open()
    board.find(job)
    colleague.change(job["id"], status="in_progress", name=f"{job['name']} renamed")
    board.expect_in(job, "in_progress")
    expect(board.link(job)).to_have_text(f"{job['name']} renamed")
    expect(board.card(job).locator(".card__mark")).to_contain_text(names[OFFICE2])


def test_the_job_shows_who_else_has_it_open(open_as, job, names):
    mine = JobCard(open_as(OFFICE), job).open()
    other = open_as(OFFICE2)
    JobCard(other, job).open()
    mine.expect_others(re.compile(f"{names[OFFICE2].split()[0]} is here"))
    Board(other).open()
    mine.expect_others("")
