"""Costs: lines are added, changed and removed, and the sums follow."""

from selenium.webdriver import Keys

from card import JobCard
from harness import unique


def test_a_line_is_added_changed_and_summed(browser, job, office):
    card = JobCard(browser, job).open()
    path = f"{card.path}cost-sets/quote/lines/"
    new = card.part('[data-new-line="quote"]')
    text = unique("Sheet ")
    browser.fill(f"{new} [name=description]", text)
    for name, amount in (("quantity", "2"), ("unit_cost", "10"), ("unit_rev", "15.50")):
        browser.fill(f"{new} [name={name}]", amount)
    browser.type(Keys.ENTER)
    added = browser.answered("POST", path, 201)
    assert added.if_match == job["etag"]
    browser.expect_text(card.part('[data-set-total="price"]'), "31.00")
    browser.expect_value(f"{new} [name=description]", "")

    (line,) = office.client.get(f"{card.path}cost-sets/quote/").json["lines"]
    assert (line["description"], line["quantity"], line["unit_rev"]) == (text, "2.00", "15.50")
    row = card.part(f'[data-line="{line["id"]}"]')
    browser.fill(f"{row} [name=quantity]", "3")
    browser.type(Keys.ENTER)
    browser.answered("PATCH", f"{path}{line['id']}/", 200)
    browser.expect_text(card.part('[data-set-total="price"]'), "46.50")


def test_a_line_that_a_colleague_adds_is_seen(browser, job, colleague):
    card = JobCard(browser, job).open()
    browser.one("[name=outbox][data-live=open]")
    line = colleague.add_line(job["id"])["line"]
    browser.expect_value(card.part(f'[data-line="{line["id"]}"] [name=description]'), line["description"])


def test_text_of_a_line_survives_a_reload(browser, job):
    card = JobCard(browser, job).open()
    new = card.part('[data-new-line="quote"] [name=description]')
    browser.fill(new, "Elbow, 90 degrees")
    browser.reload()
    card.seen()
    browser.expect_value(new, "Elbow, 90 degrees")
