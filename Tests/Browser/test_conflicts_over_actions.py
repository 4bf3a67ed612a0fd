"""Other changes that come second: those that overwrite nothing are sent again automatically, decisions are asked again."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, expect as expect_status, unique
from page_objects import Board, JobCard, toast


@pytest.fixture
def stale(open_as, office, colleague):
    """Opens a card that does not receive a colleague's later changes."""

    def open(theirs=None, **fields):
        job = office.make_job(name=unique("Duct"), **fields)
        line = office.add_line(job["id"], "quote", description="Flashing")["line"]
        card = JobCard(open_as(is_deaf=True), office.get_job(job["id"])).open()
        card.show_costs("quote")
        expect(card.line(line)).to_be_visible()
        colleague.change(job["id"], **(theirs or {"notes": "Ring before delivery."}))
        return card, line

    return open


def test_an_event_is_sent_again_automatically_and_reports_the_changes(stale, office, names):
    card, _ = stale()
    path, text = f"{card.path}events/", unique("Measured ")
    with card.tab.answer("POST", path, 412), card.tab.answer("POST", path, 201):
        card.event.fill(text)
        card.event.press("Enter")
    expect(toast(card.tab, re.compile(f"{names[OFFICE2]} also changed the notes"))).to_be_visible()
    expect(card.events).to_have_text([text])
    card.conflict.expect_closed()
    first, second = card.tab.sent("POST", path)
    assert first.if_match == card.job["etag"] != second.if_match


def test_a_line_is_sent_again_automatically_if_its_cost_set_is_unchanged(stale, office):
    card, _ = stale()
    row = card.part('[data-new-line="quote"]')
    row.locator('[name="description"]').fill("Rivets")
    row.locator('[name="quantity"]').fill("40")
    row.locator('[name="unit_rev"]').fill("0.25")
    row.get_by_role("button", name="Add").click()
    expect(card.part("[data-lines] tr")).to_have_count(2)
    card.conflict.expect_closed()
    lines = office.client.get(f"{card.path}cost-sets/quote/").json["lines"]
    assert [line["description"] for line in lines] == ["Flashing", "Rivets"]


def test_a_line_waits_for_the_person_if_the_same_line_was_added(open_as, office, colleague, names):
    job = office.make_job()
    card = JobCard(open_as(is_deaf=True), job).open()
    card.show_costs("quote")
    colleague.add_line(job["id"], "quote", kind="time", description="Rivets")
    row = card.part('[data-new-line="quote"]')
    row.locator('[name="description"]').fill("Rivets")
    row.locator('[name="description"]').press("Enter")
    card.conflict.expect_open(by=names[OFFICE2])
    expect(card.conflict.root).to_contain_text("add “Rivets” to the quote")
    expect(card.conflict.root).to_contain_text("The same line has been added in the meantime.")
    expect(row.locator('[name="description"]')).to_have_value("Rivets")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.part("[data-lines] tr")).to_have_count(2)
    expect(row.locator('[name="description"]')).to_have_value("")


def test_accepting_a_quote_asks_again_after_a_change(stale, office, names):
    card, _ = stale()
    accept = card.part('[name="accept-quote"]')
    with card.tab.answer("POST", f"{card.path}accept-quote/", 412):
        accept.click()
    card.conflict.expect_open(by=names[OFFICE2])
    expect(card.conflict.root).to_contain_text("You wanted to accept the quote")
    assert office.get_job(card.job["id"])["quote_acceptance_date"] is None
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.part("[data-accepted]")).to_be_visible()
    assert office.get_job(card.job["id"])["status"] == "approved"


def test_a_quote_that_changes_twice_is_never_accepted_unseen(stale, office, colleague, names):
    card, line = stale()
    card.part('[name="accept-quote"]').click()
    card.conflict.expect_open(by=names[OFFICE2])
    # While the person looks at the dialog, the price goes up.
    answer = colleague.client.patch(
        f"{card.path}cost-sets/quote/lines/{line['id']}/", {"unit_rev": "999.00"}, if_match=colleague.tag(card.job["id"]))
    assert answer.status == 200
    with card.tab.answer("POST", f"{card.path}accept-quote/", 412):
        card.conflict.reapply()
    expect(card.conflict.again).to_be_visible()
    assert office.get_job(card.job["id"])["quote_acceptance_date"] is None
    card.conflict.press("discard")
    card.conflict.expect_closed()
    expect(card.line(line).locator('[name="unit_rev"]')).to_have_value("999.00")


def test_deleting_asks_again_after_a_change_and_can_be_cancelled(stale, office, names):
    card, _ = stale()
    for choice in ("discard", "reapply"):
        card.menu("Delete job")
        card.page.get_by_role("dialog").get_by_role("button", name="Delete job").click()
        if choice == "reapply":
            break
        card.conflict.expect_open(by=names[OFFICE2])
        card.conflict.press(choice)
        card.conflict.expect_closed()
        assert office.get_job(card.job["id"])
    # The person has now seen the newest version, and deletes it.
    expect(toast(card.tab, f"Job {card.job['job_number']} was deleted.")).to_be_visible()
    assert office.client.get(card.path).status == 404


def test_deleting_despite_a_change_works_and_can_be_undone(stale, office, names):
    card, _ = stale()
    card.menu("Delete job")
    card.page.get_by_role("dialog").get_by_role("button", name="Delete job").click()
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.reapply()
    note = toast(card.tab, f"Job {card.job['job_number']} was deleted.")
    expect(note).to_be_visible()
    assert office.client.get(card.path).status == 404
    note.get_by_role("button", name="Restore").click()
    expect(toast(card.tab, f"Job {card.job['job_number']} was restored.")).to_be_visible()
    assert office.get_job(card.job["id"])


def test_the_offer_to_restore_a_deleted_job_goes_when_it_is_restored_elsewhere(open_as, job):
    card = JobCard(open_as(), job).open()
    card.menu("Delete job")
    card.page.get_by_role("dialog").get_by_role("button", name="Delete job").click()
    note = toast(card.tab, f"Job {job['job_number']} was deleted.")
    expect(note).to_be_visible()
    card.tab.go("#/deleted")
    card.page.locator(f'[data-deleted="{job["id"]}"]').get_by_role("button", name="Restore").click()
    expect(toast(card.tab, f"Job {job['job_number']} was restored.")).to_be_visible()
    assert note.count() == 0  # Before it goes by itself.


def test_a_change_that_was_overwritten_cannot_be_undone_and_says_so(open_as, job, office, colleague, names):
    office.change(job["id"], order_number="PO-7")
    card = JobCard(open_as(is_deaf=True), job).open()
    card.show_history()
    colleague.change(job["id"], order_number="PO-8")
    with card.tab.answer("POST", f"{card.path}undo/", 412):
        card.part('[data-change] [name="undo"]').first.click()
    card.conflict.expect_open(by=names[OFFICE2])
    expect(card.conflict.root).to_contain_text("You wanted to undo “Changed order number”.")
    expect(card.conflict.root).to_contain_text("It has changed again since")
    expect(card.conflict.root.locator('[name="reapply"]')).to_have_count(0)
    card.conflict.press("discard")
    card.conflict.expect_closed()
    assert office.get_job(job["id"])["order_number"] == "PO-8"


def test_a_change_of_a_line_can_be_undone_after_a_change_of_another_line(open_as, office, colleague, names):
    job = office.make_job(name=unique("Duct"))
    lines = [office.add_line(job["id"], "quote", description=text)["line"] for text in ("Flashing", "Rivets")]
    set_price = f"/api/jobs/{job['id']}/cost-sets/quote/lines/{{}}/"
    expect_status(office.client.patch(set_price.format(lines[0]["id"]), {"unit_rev": "10.00"}, if_match=office.tag(job["id"])), 200)
    card = JobCard(open_as(is_deaf=True), office.get_job(job["id"])).open()
    card.show_history()
    expect(card.part('[data-change] [name="undo"]').first).to_be_visible()
    expect_status(colleague.client.patch(set_price.format(lines[1]["id"]), {"unit_rev": "2.00"}, if_match=colleague.tag(job["id"])), 200)
    with card.tab.answer("POST", f"{card.path}undo/", 412):
        card.part('[data-change] [name="undo"]').first.click()
    card.conflict.expect_open(by=names[OFFICE2])
    with card.tab.answer("POST", f"{card.path}undo/", 200):
        card.conflict.reapply()
    card.conflict.expect_closed()
    assert [line["unit_rev"] for line in office.client.get(f"{card.path}cost-sets/quote/").json["lines"]] == [lines[0]["unit_rev"], "2.00"]


def test_undoing_asks_again_after_a_change(open_as, job, office, colleague, names):
    office.change(job["id"], order_number="PO-2")
    card = JobCard(open_as(is_deaf=True), job).open()
    card.show_history()
    entry = card.part(f'[data-change="{office.changes(job["id"])[0]["change_id"]}"]')
    expect(entry).to_contain_text("PO-2")
    colleague.change(job["id"], notes="Ring before delivery.")
    with card.tab.answer("POST", f"{card.path}undo/", 412):
        entry.get_by_role("button", name="Undo").click()
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.input("order_number")).to_have_value("PO-1")
    now = office.get_job(job["id"])
    assert (now["order_number"], now["notes"]) == ("PO-1", "Ring before delivery.")


@pytest.mark.essential
def test_a_drag_is_sent_again_automatically_if_the_status_is_unchanged(open_as, job, office, colleague, names):
    board = Board(open_as(is_deaf=True)).open()
    board.find(job)
    colleague.change(job["id"], notes="Ring before delivery.")
    path = f"/api/jobs/{job['id']}/"
    with board.tab.answer("PATCH", path, 412), board.tab.answer("PATCH", path, 200):
        board.drag(job, "awaiting_approval")
    board.expect_in(job, "awaiting_approval")
    expect(toast(board.tab, re.compile(f"{names[OFFICE2]} also changed the notes"))).to_be_visible()
    board.conflict.expect_closed()
    now = office.get_job(job["id"])
    assert (now["status"], now["notes"]) == ("awaiting_approval", "Ring before delivery.")


@pytest.mark.parametrize("choice, status", [("theirs", "unusual"), ("mine", "awaiting_approval")])
def test_a_drag_of_a_job_that_someone_else_has_moved_asks(open_as, job, office, colleague, names, choice, status):
    board = Board(open_as(is_deaf=True)).open()
    board.find(job)
    colleague.change(job["id"], status="unusual")
    board.drag(job, "awaiting_approval")
    board.conflict.expect_open(by=names[OFFICE2])
    expect(board.conflict.side("status", "theirs")).to_have_text("Unusual")
    expect(board.conflict.side("status", "mine")).to_have_text("Awaiting approval")
    assert office.get_job(job["id"])["status"] == "unusual"
    board.conflict.choose("status", choice)
    board.conflict.reapply()
    board.conflict.expect_closed()
    board.expect_in(job, status)
    assert office.get_job(job["id"])["status"] == status


def test_undoing_a_move_asks_if_someone_else_has_moved_the_job(open_as, job, office, colleague, names):
    board = Board(open_as()).open()
    board.tab.expect_live()
    board.find(job)
    with board.tab.answer("PATCH", f"/api/jobs/{job['id']}/", 200):
        board.drag(job, "awaiting_approval")
    colleague.change(job["id"], status="unusual")
    board.expect_in(job, "unusual")
    toast(board.tab, "moved to Awaiting approval").get_by_role("button", name="Undo").click()
    board.conflict.expect_open(by=names[OFFICE2])
    assert office.get_job(job["id"])["status"] == "unusual", "a colleague's move is not undone unseen"


def test_a_drag_asks_if_someone_else_moves_the_job_in_the_meantime(open_as, job, office, colleague, names):
    board = Board(open_as()).open()
    board.tab.expect_live()
    board.find(job)
    start, end = board.card(job).bounding_box(), board.column("awaiting_approval").bounding_box()
    mouse = board.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
    expect(board.page.locator(".selection")).to_have_count(1)
    mouse.down()
    mouse.move(end["x"] + end["width"] / 2, end["y"] + 120, steps=6)
    colleague.change(job["id"], status="unusual")
    board.expect_in(job, "unusual")
    mouse.up()
    board.conflict.expect_open(by=names[OFFICE2])
    assert office.get_job(job["id"])["status"] == "unusual"


def test_a_drag_of_a_deleted_job_says_so_and_removes_the_card(open_as, job, colleague):
    board = Board(open_as(is_deaf=True)).open()
    board.find(job)
    colleague.delete_job(job["id"])
    board.drag(job, "awaiting_approval")
    expect(board.page.locator(".toast.bad")).to_be_visible()
    expect(board.card(job)).to_have_count(0)
