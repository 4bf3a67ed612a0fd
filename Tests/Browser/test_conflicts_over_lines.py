"""Cost lines and events that come second: which are sent automatically, which need a decision, and that no text is lost meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, expect as expect_status, later, unique
from page_objects import JobCard, toast


@pytest.fixture
def quoted(open_as, office):
    """A card with two lines in its quote, which does not receive a colleague's changes."""
    job = office.make_job(name=unique("Duct"))
    first = office.add_line(job["id"], "quote", description="Flashing", quantity="2", unit_rev="10.00")["line"]
    second = office.add_line(job["id"], "quote", description="Rivets", quantity="40", unit_rev="0.25")["line"]
    card = JobCard(open_as(is_deaf=True), office.get_job(job["id"])).open()
    card.show_costs("quote")
    expect(card.line(second)).to_be_visible()
    return card, first, second


def change_line(colleague, card, line, **fields):
    expect_status(colleague.client.patch(
        f"{card.path}cost-sets/quote/lines/{line['id']}/", fields, if_match=colleague.tag(card.job["id"])), 200)


def line_now(office, card, line):
    lines = office.client.get(f"{card.path}cost-sets/quote/").json["lines"]
    return next((one for one in lines if one["id"] == line["id"]), None)


def edit(card, line, name, text):
    field = card.line(line).locator(f'[name="{name}"]')
    field.fill(text)
    field.press("Enter")
    # Looks up: no dialog opens while the person is typing.
    card.page.evaluate("document.activeElement.blur()")


def test_a_changed_line_is_sent_again_automatically_if_its_cost_set_is_unchanged(quoted, office, colleague, names):
    card, line, _ = quoted
    colleague.change(card.job["id"], notes="Ring before delivery.")
    with card.tab.answer("PATCH", f"{card.path}cost-sets/quote/lines/{line['id']}/", 200):
        edit(card, line, "unit_rev", "12.00")
    expect(toast(card.tab, re.compile(f"{names[OFFICE2]} also changed the notes"))).to_be_visible()
    card.conflict.expect_closed()
    assert line_now(office, card, line)["unit_rev"] == "12.00"


@pytest.fixture
def both_changed(quoted, colleague, names):
    """A price that a colleague has set to 11.00 and this person to 12.00: the dialog is open."""
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    return card, line


def test_mine_can_be_kept_of_a_line_that_both_changed(both_changed, office):
    card, line = both_changed
    expect(card.conflict.root).to_contain_text("change the line “Flashing” of the quote (Unit price: 12.00)")
    expect(card.conflict.side("unit_rev", "base")).to_contain_text("10.00")
    expect(card.conflict.side("unit_rev", "theirs")).to_contain_text("11.00")
    expect(card.conflict.side("unit_rev", "mine")).to_contain_text("12.00")
    expect(card.line(line).locator('[name="unit_rev"]')).to_have_value("12.00")
    assert line_now(office, card, line)["unit_rev"] == "11.00", "it is not overwritten unseen"
    card.conflict.choose("unit_rev", "mine")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.line(line)).not_to_have_class(re.compile("is-dirty"))
    assert line_now(office, card, line)["unit_rev"] == "12.00"


def test_theirs_can_be_kept_of_a_line_that_both_changed(both_changed, office):
    card, line = both_changed
    card.conflict.choose("unit_rev", "theirs")
    expect(card.conflict.root.locator('[name="reapply"]')).to_have_text("Keep theirs")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.line(line).locator('[name="unit_rev"]')).to_have_value("11.00")
    expect(card.line(line)).not_to_have_class(re.compile("is-dirty"))
    assert line_now(office, card, line)["unit_rev"] == "11.00"


def test_a_line_keeps_its_text_after_decide_later(quoted, colleague, names):
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    card.conflict.expect_closed()
    expect(card.line(line).locator('[name="unit_rev"]')).to_have_value("12.00")
    state = card.page.locator("[name=outbox]")
    expect(state.locator("[data-state]")).to_have_text("1 change needs you")
    state.click()
    card.page.get_by_role("menuitem", name="change the line “Flashing” of the quote").click()
    card.conflict.expect_open(by=names[OFFICE2])
    # Later text replaces the postponed change.
    card.conflict.press("later")
    edit(card, line, "unit_rev", "13.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    expect(state.locator("[data-state]")).to_have_text("1 change needs you")
    expect(card.part("[data-save-text]")).to_have_text("Needs you")


def test_a_line_that_changes_again_during_a_decision_asks_again(quoted, office, colleague, names):
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    change_line(colleague, card, line, unit_rev="11.50")
    with card.tab.answer("PATCH", f"{card.path}cost-sets/quote/lines/{line['id']}/", 412):
        card.conflict.choose("unit_rev", "mine")
        card.conflict.reapply()
    expect(card.conflict.again).to_be_visible()
    assert line_now(office, card, line)["unit_rev"] == "11.50"
    card.conflict.choose("unit_rev", "mine")
    card.conflict.reapply()
    card.conflict.expect_closed()
    assert line_now(office, card, line)["unit_rev"] == "12.00"


@pytest.mark.parametrize("choice", ["reapply", "discard"])
def test_removing_a_changed_line_asks(quoted, office, colleague, names, choice):
    card, line, other = quoted
    change_line(colleague, card, line, quantity="3")
    card.line(line).locator('[name="remove-line"]').click()
    card.conflict.expect_open(by=names[OFFICE2])
    expect(card.conflict.root).to_contain_text("remove the line “Flashing” of the quote")
    expect(card.conflict.root.locator('[data-clash="quantity"] [data-side="theirs"]')).to_contain_text("3.00")
    assert line_now(office, card, line)
    card.conflict.press(choice)
    card.conflict.expect_closed()
    expect(card.line(other)).to_have_count(1)
    expect(card.line(line)).to_have_count(1 if choice == "discard" else 0)
    assert bool(line_now(office, card, line)) == (choice == "discard")


def test_changes_of_different_lines_and_fields_do_not_conflict(quoted, office, colleague, names):
    card, line, other = quoted
    change_line(colleague, card, other, quantity="80")
    change_line(colleague, card, line, description="Flashing, folded")
    with card.tab.answer("PATCH", f"{card.path}cost-sets/quote/lines/{line['id']}/", 200):
        edit(card, line, "unit_rev", "1,012.50")
    expect(toast(card.tab, re.compile(f"{names[OFFICE2]} also changed the quote"))).to_be_visible()
    card.conflict.expect_closed()
    now = line_now(office, card, line)
    assert (now["unit_rev"], now["description"]) == ("1012.50", "Flashing, folded")
    assert line_now(office, card, other)["quantity"].startswith("80")


def test_a_bidirectional_control_character_affects_only_its_own_text(quoted, colleague, names):
    card, line, _ = quoted
    change_line(colleague, card, line, description="Theirs")
    card.line(line).locator('[name="unit_rev"]').fill("12.00")
    edit(card, line, "description", "<b>\u202eMine " + "W" * 80)
    card.conflict.expect_open(by=names[OFFICE2])
    wish = card.conflict.root.locator(".conflict__wish")
    expect(wish).to_contain_text("<b>Mine WWW")
    assert "\u202e" not in wish.inner_text()
    card.page.emulate_media(media="print")
    card.page.set_viewport_size({"width": 720, "height": 900})
    card.page.evaluate("document.querySelector('dialog').close()")
    assert card.page.evaluate("document.querySelector('.lines').scrollWidth <= document.querySelector('.lines').clientWidth")


def test_an_invalid_amount_is_refused_with_a_form_message(quoted):
    card, line, _ = quoted
    edit(card, line, "unit_rev", "twelve")
    expect(card.line(line).get_by_role("alert")).to_have_text("Unit price must be an amount, such as 1,250.00.")


def test_a_conflict_waits_while_typing_in_another_line(quoted, colleague, names):
    card, line, other = quoted
    # The dialog's code is already loaded, so that it would open at once.
    card.page.evaluate("import('/components/conflict/resolve.js').then(() => null)")
    change_line(colleague, card, line, unit_rev="11.00")
    field = card.line(line).locator('[name="unit_rev"]')
    field.fill("12.00")
    with card.tab.answer("PATCH", f"{card.path}cost-sets/quote/lines/{line['id']}/", 412):
        field.press("Enter")
    below = card.line(other).locator('[name="unit_rev"]')
    expect(below).to_be_focused()
    below.press_sequentially("0.3")
    expect(card.line(line).get_by_role("button", name="Needs you")).to_be_visible()
    card.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    card.conflict.expect_closed()
    expect(below).to_be_focused()
    card.page.evaluate("document.activeElement.blur()")
    card.conflict.expect_open(by=names[OFFICE2])


def test_an_accepted_quote_is_locked(quoted, office, colleague):
    card, line, _ = quoted
    expect_status(office.client.post(f"{card.path}accept-quote/", {}, if_match=office.tag(card.job["id"])), 200)
    card.page.reload()
    card.part('[data-tab="quote"]').click()
    price = card.line(line).locator('[name="unit_rev"]')
    expect(price).not_to_be_editable()
    expect(card.part('[data-new-line="quote"]')).to_be_hidden()
    card.part('[name="unlock-quote"]').click()
    card.page.get_by_role("button", name="Cancel").click()
    expect(price).not_to_be_editable()
    card.part('[name="unlock-quote"]').click()
    card.page.get_by_role("button", name="Change it anyway").click()
    expect(price).to_be_editable()
    expect(card.part('[data-new-line="quote"]')).to_be_visible()
    with card.tab.answer("PATCH", f"{card.path}cost-sets/quote/lines/{line['id']}/", 200):
        edit(card, line, "unit_rev", "12.00")
    assert line_now(office, card, line)["unit_rev"] == "12.00"


def test_the_head_shows_that_a_line_is_not_saved(quoted):
    card, line, other = quoted
    said = card.part("[data-save-text]")
    expect(said).to_have_text("All changes saved")
    card.line(line).locator('[name="unit_rev"]').fill("12.00")
    expect(said).to_have_text("A cost line is not saved yet")
    with card.tab.answer("PATCH", f"{card.path}cost-sets/quote/lines/{line['id']}/", 200):
        card.line(line).locator('[name="unit_rev"]').press("Enter")
    expect(said).to_have_text("All changes saved")
    card.part('[data-new-line="quote"] [name="description"]').fill("Screws")
    expect(said).to_have_text("A cost line is not saved yet")
    card.part('[data-new-line="quote"] [name="description"]').fill("")
    expect(said).to_have_text("All changes saved")


def test_text_of_a_removed_line_can_be_added_again(quoted, office, colleague):
    card, line, _ = quoted
    expect_status(colleague.client.delete(
        f"{card.path}cost-sets/quote/lines/{line['id']}/", if_match=colleague.tag(card.job["id"])), 200)
    edit(card, line, "description", "Flashing of copper")
    row = card.line(line)
    expect(row).to_contain_text("This line was removed. Your text is still here.")
    row.get_by_role("button", name="Add it again").click()
    expect(card.part('[data-new-line="quote"] [name="description"]')).to_have_value("Flashing of copper")
    card.part('[data-new-line="quote"]').get_by_role("button", name="Add").click()
    expect(card.part("[data-lines] tr")).to_have_count(2)
    assert "Flashing of copper" in [one["description"] for one in office.client.get(f"{card.path}cost-sets/quote/").json["lines"]]


@pytest.mark.parametrize("choice", ["reapply", "discard", "later"])
def test_an_event_asks_if_the_changes_are_unknown(open_as, job, office, choice):
    """Its version belongs to a history that the server no longer has (or never had): the person must decide."""
    card = JobCard(open_as(is_deaf=True), job).open()
    path, text = f"{card.path}events/", unique("Measured ")
    card.tab.intercept("POST", path, lambda route: route.continue_(
        headers={**route.request.headers, "if-match": later(job["etag"], -1_000_000)}), 1)
    with card.tab.answer("POST", path, 412):
        card.event.fill(text)
        card.event.press("Enter")
    expect(card.conflict.message).to_be_visible()
    expect(card.conflict.root).to_contain_text("It is no longer known who changed what")
    expect(card.conflict.root).to_contain_text(f"add the event “{text}”")
    assert text not in [event["description"] for event in office.client.get(path).json["events"]]
    card.conflict.press(choice)
    card.conflict.expect_closed()
    written = [event["description"] for event in office.client.get(path).json["events"]]
    assert written.count(text) == (1 if choice == "reapply" else 0)
    # The text that was not added is still in the box.
    expect(card.event).to_have_value("" if choice == "reapply" else text)


@pytest.mark.parametrize("place", ["in the box it stands in", "in the list of what is not saved"])
def test_a_postponed_event_is_added_once(open_as, job, office, place):
    card = JobCard(open_as(is_deaf=True), job).open()
    path, text = f"{card.path}events/", unique("Measured ")
    card.tab.intercept("POST", path, lambda route: route.continue_(
        headers={**route.request.headers, "if-match": later(job["etag"], -1_000_000)}), 1)
    card.event.fill(text)
    card.event.press("Enter")
    card.conflict.press("later")
    card.conflict.expect_closed()
    if place == "in the box it stands in":
        card.event.press("Enter")
    else:
        card.page.locator("[name=outbox]").click()
        card.page.get_by_role("menuitem", name="add the event").click()
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.event).to_have_value("")
    expect(card.events).to_have_text([text])
    expect(card.page.locator("[name=outbox] [data-state]")).not_to_have_text(re.compile("needs you"))
