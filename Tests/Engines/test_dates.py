"""A delivery date is typed part by part, and is one change when it is whole."""

import pytest
from selenium.webdriver import Keys

from card import JobCard

# Day, month and year as this engine's field takes them, in the language that the tests give it: "2031-05-14".
KEYS = {"firefox": "05142031", "webkit": "05/14/2031"}
DAY = "2031-05-14"


@pytest.fixture
def card(browser, job):
    return JobCard(browser, job).open()


def type_day(browser, card, engine):
    browser.driver.execute_script("document.querySelector(arguments[0]).focus()", card.input("delivery_date"))
    browser.type(KEYS[engine])
    card.expect_value("delivery_date", DAY)


def test_a_typed_day_is_one_change_once_the_field_is_left(browser, card, engine, job, office):
    type_day(browser, card, engine)
    browser.click(card.input("notes"))
    browser.answered("PATCH", card.path, 200)
    card.expect_saved()
    assert office.get_job(job["id"])["delivery_date"] == DAY
    assert [change["fields"] for change in office.changes(job["id"])][:-1] == [["delivery_date"]], "no year 0002, 0020 or 0203"


def test_a_typed_day_is_sent_by_the_key_that_saves(browser, card, engine, job, office):
    type_day(browser, card, engine)
    browser.save()
    browser.answered("PATCH", card.path, 200)
    browser.wait(lambda: office.get_job(job["id"])["delivery_date"] == DAY, "the day at the server")


def test_a_typed_day_stays_when_a_colleague_changes_the_job(browser, card, engine, job, colleague):
    browser.one("[name=outbox][data-live=open]")
    type_day(browser, card, engine)
    colleague.change(job["id"], order_number="PO-7")
    card.expect_value("order_number", "PO-7")
    card.expect_value("delivery_date", DAY)


def test_a_typed_day_survives_a_reload(browser, card, engine):
    browser.network.cut("PATCH", card.path)
    type_day(browser, card, engine)
    browser.reload()
    card.seen()
    card.expect_value("delivery_date", DAY)


def test_a_day_is_taken_away(browser, office, engine):
    job = office.make_job(delivery_date=DAY)
    card = JobCard(browser, job).open()
    card.expect_value("delivery_date", DAY)
    browser.driver.execute_script("document.querySelector(arguments[0]).focus()", card.input("delivery_date"))
    browser.type(Keys.BACKSPACE + Keys.TAB + Keys.BACKSPACE + Keys.TAB + Keys.BACKSPACE)
    browser.click(card.input("notes"))
    browser.wait(lambda: office.get_job(job["id"])["delivery_date"] is None, "no day at the server")
