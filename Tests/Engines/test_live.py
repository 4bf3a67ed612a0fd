"""What others do is seen while one works, and what one types stays."""

from card import JobCard
from harness import OFFICE, OFFICE2


def test_a_change_of_a_colleague_appears_and_says_whose_it_is(browser, job, colleague, names):
    card = JobCard(browser, job).open()
    browser.one("[name=outbox][data-live=open]")
    colleague.change(job["id"], notes="Cut the red sheet first.")
    card.expect_value("notes", "Cut the red sheet first.")
    browser.expect_text(card.field("notes"), names[OFFICE2].split()[0])


def test_typing_goes_on_through_a_change_of_a_colleague(browser, job, colleague, office):
    card = JobCard(browser, job).open()
    browser.one("[name=outbox][data-live=open]")
    with browser.network.held("PATCH", card.path):
        card.fill("notes", "Cut the brown sheet first. Mind the")
        colleague.change(job["id"], order_number="PO-9")
        card.expect_value("order_number", "PO-9")
        browser.type(" gap.")
        card.expect_value("notes", "Cut the brown sheet first. Mind the gap.")
    card.expect_saved()
    now = office.get_job(job["id"])
    assert (now["notes"], now["order_number"]) == ("Cut the brown sheet first. Mind the gap.", "PO-9")


def test_two_people_on_one_job_see_each_other(open_as, job, names):
    first, second = open_as(OFFICE2), open_as(OFFICE)
    card_a, card_b = JobCard(first, job).open(), JobCard(second, job).open()
    first.expect_text(card_a.part("[data-presence]"), names[OFFICE].split()[0])
    second.expect_text(card_b.part("[data-presence]"), names[OFFICE2].split()[0])
    card_a.fill("order_number", "PO-8")
    first.save()
    card_b.expect_value("order_number", "PO-8")


def test_the_stream_is_opened_anew_when_it_has_broken(browser, job, colleague):
    card = JobCard(browser, job).open()
    browser.one("[name=outbox][data-live=open]")
    browser.network.cut("GET", "/api/changes/stream")
    browser.network.break_all()
    browser.one("[name=outbox]:not([data-live=open])")
    colleague.change(job["id"], order_number="PO-6")
    browser.network.mend()
    card.expect_value("order_number", "PO-6")
