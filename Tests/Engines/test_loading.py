"""Parts of the page that do not arrive: it is said, and there is a way on."""

import re

from card import Board, JobCard
from network import module

# Of the card: in the folder `web`, and in the page that is built in, which joins what comes later.
SHEET = re.compile(r"/(job/job|later-\w+)\.css$")
# What can be on the board: whatever the page calls it, a button that says so.
WAY_ON = "return [...document.querySelectorAll('button')].some((button) => /try again/i.test(button.textContent) && button.checkVisibility())"


def test_a_module_that_failed_is_said_and_comes_with_try_again(browser, job):
    Board(browser).open()
    browser.network.cut("GET", module("job-page"))
    browser.go(f"#/jobs/{job['id']}")
    browser.until(WAY_ON, what="a way on")
    browser.network.mend()
    browser.driver.execute_script("[...document.querySelectorAll('button')].find((button) => /try again/i.test(button.textContent)).click()")
    JobCard(browser, job).seen()


def test_a_first_answer_that_never_comes_is_said(browser):
    with browser.network.held("GET", "/api/auth/me/"):
        browser.go()
        browser.until("return document.body.innerText.replace('Skip to content', '').trim().length > 0", what="a word on the page")
        browser.until(WAY_ON, what="a way on")
    Board(browser).seen()


def test_a_style_sheet_that_failed_is_asked_for_again(browser, job):
    browser.network.cut("GET", SHEET)
    browser.go(f"#/jobs/{job['id']}")
    browser.asked("GET", SHEET)
    browser.network.mend()
    browser.answered("GET", SHEET, 200)
