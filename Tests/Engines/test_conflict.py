"""Deciding over what both have changed: it is seen before it is sent, and each press counts."""

import pytest
from selenium.webdriver import ActionChains

from card import Conflict, JobCard
from harness import OFFICE2


@pytest.fixture
def clash(browser, job, colleague, names):
    """The dialog over a text that both have changed."""
    browser.network.cut("GET", "/api/changes/stream")
    card = JobCard(browser, job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.")
    card.fill("notes", "Cut the black sheet first.")
    browser.save()
    browser.answered("PATCH", card.path, 412)
    dialog = Conflict(browser)
    dialog.expect_open(by=names[OFFICE2])
    return browser, card, dialog


# What part of an element can be seen: within the window, and within all that cuts it off.
SEEN = """
const element = document.querySelector(arguments[0])
let { top, bottom } = element.getBoundingClientRect()
for (let around = element.parentElement; around; around = around.parentElement) {
  if (getComputedStyle(around).overflowY === 'visible') continue
  const box = around.getBoundingClientRect()
  ;[top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)]
}
return Math.min(bottom, innerHeight) - Math.max(top, 0)"""


def test_both_texts_are_seen_before_anything_can_be_sent(clash):
    browser, _, dialog = clash
    for side in ("base", "theirs", "mine"):
        assert browser.driver.execute_script(SEEN, dialog.side("notes", side)) >= 14, f"{side} cannot be seen"
    assert browser.driver.execute_script(SEEN, dialog.part('[data-choice="theirs"]')) >= 10


def test_the_first_press_after_editing_the_merged_text_counts(clash, job, office):
    browser, card, dialog = clash
    dialog.choose("notes", "edit")
    browser.fill(dialog.part('[data-edit="notes"]'), "Cut the red and the black sheet first.")
    button = browser.one(dialog.part('[name="reapply"]'))
    # A hand does not let go at once.
    ActionChains(browser.driver).click_and_hold(button).pause(0.2).release().perform()
    browser.answered("PATCH", card.path, 200)
    dialog.expect_closed()
    assert office.get_job(job["id"])["notes"] == "Cut the red and the black sheet first."


def test_the_two_sides_are_told_apart_by_more_than_colour(clash):
    browser, _, dialog = clash
    lines = [browser.driver.execute_script("""
        const { textDecorationLine, textDecorationStyle, borderBottomStyle, borderBottomWidth } = getComputedStyle(document.querySelector(arguments[0]))
        return `${textDecorationLine} ${textDecorationStyle} ${borderBottomStyle} ${borderBottomWidth}`""", dialog.part(selector))
        for selector in ('[data-side="theirs"] ins.is-theirs', '[data-side="mine"] ins.is-mine')]
    assert lines[0] != lines[1]


def test_theirs_is_kept_where_one_says_so(clash, job, office):
    browser, card, dialog = clash
    dialog.choose("notes", "theirs")
    dialog.reapply()
    dialog.expect_closed()
    card.expect_value("notes", "Cut the red sheet first.")
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first."
