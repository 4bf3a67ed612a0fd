"""Unsaved text survives a reload, another page in the same tab, and a second tab."""

import pytest

from card import JobCard

TEXT = "Typed where there is no network."


@pytest.fixture
def card(browser, job):
    card = JobCard(browser, job).open()
    browser.network.cut("PATCH", card.path)
    return card


def type_everything(browser, card):
    """Also into what is not a field of the job itself."""
    card.fill("notes", TEXT)
    browser.fill(card.part("[name=event]"), f"{TEXT} (event)")
    browser.fill(card.part('[data-new-line="quote"] [name=description]'), f"{TEXT} (line)")
    card.expect_state("waiting")


def expect_everything(browser, card):
    card.expect_value("notes", TEXT)
    browser.expect_value(card.part("[name=event]"), f"{TEXT} (event)")
    browser.expect_value(card.part('[data-new-line="quote"] [name=description]'), f"{TEXT} (line)")


@pytest.mark.essential
def test_unsaved_text_survives_a_reload_and_is_saved_afterwards(browser, card, job, office):
    type_everything(browser, card)
    browser.reload()
    card.seen()
    expect_everything(browser, card)
    browser.network.mend()
    browser.save()
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == TEXT


def test_unsaved_text_survives_another_page_in_the_same_tab(browser, card):
    type_everything(browser, card)
    browser.visit("about:blank")
    card.open()
    expect_everything(browser, card)


def test_the_way_back_leads_to_unsaved_text(browser, card):
    type_everything(browser, card)
    browser.visit(f"{browser.network.origin}/icons/manifest.webmanifest")
    browser.driver.back()
    card.seen()
    expect_everything(browser, card)
    # WebKit empties what has no autocompletion, saved or not.
    card.expect_value("order_number", "PO-1")


def test_unsaved_text_of_a_tab_that_was_closed_is_there_in_the_next(browser, card):
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    second = browser.driver.current_window_handle
    browser.driver.switch_to.window(first)
    type_everything(browser, card)
    browser.driver.close()
    browser.driver.switch_to.window(second)
    card.open()
    card.expect_value("notes", TEXT)
