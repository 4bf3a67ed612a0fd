"""The first minute: the form, the board, a job, a change."""

import pytest

from card import Board, JobCard
from harness import OFFICE, PASSWORD


@pytest.mark.essential
def test_one_signs_in_finds_a_job_on_the_board_opens_it_and_saves_a_change(open_as, job, office):
    browser = open_as(None)
    browser.go()
    browser.fill("jt-sign-in [name=email]", OFFICE)
    browser.click("jt-sign-in [name=password]")
    browser.type(PASSWORD)
    browser.click("jt-sign-in [name=sign-in]")
    browser.none("jt-sign-in")
    board = Board(browser).seen()
    board.find(job)
    browser.click(f"{board.card(job)} .card__link")
    card = JobCard(browser, job).seen()
    card.fill("order_number", "PO-2")
    browser.save()
    browser.answered("PATCH", card.path, 200)
    card.expect_saved()
    assert office.get_job(job["id"])["order_number"] == "PO-2"


def test_a_wrong_password_is_said(open_as):
    browser = open_as(None)
    browser.go()
    browser.fill("jt-sign-in [name=email]", OFFICE)
    browser.click("jt-sign-in [name=password]")
    browser.type("wrong")
    browser.click("jt-sign-in [name=sign-in]")
    browser.wait(lambda: browser.text("jt-sign-in [data-error]"), "a message")
    assert browser.one("jt-sign-in [name=sign-in]").is_enabled()


def test_the_board_comes_each_time_it_is_loaded(browser):
    for _ in range(4):
        Board(browser).open()
        browser.one(".card")
        browser.reload()


def test_a_browser_whose_language_is_none_shows_the_board(open_as):
    """Without a locale WebKitGTK calls its language "C", which is no language for numbers and days."""
    Board(open_as(LANG="C", LANGUAGE="C", LC_ALL="C")).open()
