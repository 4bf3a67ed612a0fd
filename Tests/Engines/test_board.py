"""The board: a drag moves a job, keys and the menu do, and others' moves are seen."""

from selenium.webdriver import Keys

from card import Board


def test_a_drag_moves_a_job(browser, job, office):
    board = Board(browser).open()
    board.find(job)
    board.drag(job, "in_progress")
    moved = browser.answered("PATCH", f"/api/jobs/{job['id']}/", 200)
    assert (moved.body, moved.if_match) == ({"status": "in_progress"}, job["etag"])
    board.expect_in(job, "in_progress")
    assert office.get_job(job["id"])["status"] == "in_progress"


def test_dragging_a_job_that_a_colleague_has_moved_asks(browser, job, office, colleague):
    browser.network.cut("GET", "/api/changes/stream")
    board = Board(browser).open()
    board.find(job)
    colleague.change(job["id"], status="approved")
    board.drag(job, "in_progress")
    refused = browser.answered("PATCH", f"/api/jobs/{job['id']}/", 412)
    assert refused.if_match == job["etag"]
    browser.one('dialog[data-dialog="conflict"]')
    assert office.get_job(job["id"])["status"] == "approved"


def test_the_menu_and_the_keyboard_move_a_job(browser, job, office):
    board = Board(browser).open()
    board.find(job)
    browser.driver.execute_script("document.querySelector(arguments[0]).focus()", f"{board.card(job)} .card__link")
    browser.chord(Keys.SHIFT, Keys.ARROW_RIGHT)
    browser.answered("PATCH", f"/api/jobs/{job['id']}/", 200)
    board.expect_in(job, "awaiting_approval")
    browser.type("m")
    browser.wait(lambda: [item for item in browser.all("[role=menu] [role^=menuitem]") if "In progress" in item.text], "the menu")
    next(item for item in browser.all("[role=menu] [role^=menuitem]") if "In progress" in item.text).click()
    board.expect_in(job, "in_progress")
    browser.wait(lambda: office.get_job(job["id"])["status"] == "in_progress", "the move at the server")


def test_the_board_shows_the_move_of_a_colleague(browser, job, colleague):
    board = Board(browser).open()
    browser.one("[name=outbox][data-live=open]")
    board.find(job)
    colleague.change(job["id"], status="approved")
    board.expect_in(job, "approved")
