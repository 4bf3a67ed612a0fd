"""Text typed into a cost line while a change of it is being sent or waits for a decision: it is never lost, and never overwrites a
value that it hid."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, expect as expect_status, unique
from page_objects import JobCard
from test_conflicts_over_lines import change_line, edit, line_now, quoted  # noqa: F401


def cell(card, line, name):
    return card.line(line).locator(f'[name="{name}"]')


def path_of(card, line):
    return f"{card.path}cost-sets/quote/lines/{line['id']}/"


def sent(card, line):
    return [(change.body, change.status) for change in card.tab.sent("PATCH", path_of(card, line))]


def look_up(card):
    card.page.evaluate("document.activeElement.blur()")


def read_again(card):
    """Does what an event of the stream would cause."""
    card.page.evaluate("async () => { const { client } = await import('/js/app/client.js'); await client.job(document.querySelector('jt-job').dataset.job) }")


def expect_clean(card, line):
    expect(card.line(line).locator(".line__state")).to_have_text("")
    expect(card.part("[data-save-text]")).to_have_text(re.compile("saved", re.IGNORECASE))


@pytest.fixture
def asked(quoted, colleague):  # noqa: F811
    """A price that both changed; the decision waits while the person types in the line below."""
    card, line, other = quoted
    card.page.evaluate("import('/components/conflict/resolve.js').then(() => null)")
    change_line(colleague, card, line, unit_rev="11.00")
    with card.tab.answer("PATCH", path_of(card, line), 412):
        cell(card, line, "unit_rev").fill("12.00")
        cell(card, line, "unit_rev").press("Enter")
    cell(card, other, "unit_rev").press_sequentially("0.3")
    expect(card.line(line).get_by_role("button", name="Needs you")).to_be_visible()
    return card, line, other


def test_text_typed_while_a_line_saves_does_not_overwrite_another_persons_value(quoted, office, colleague, names):  # noqa: F811
    card, line, _ = quoted
    with card.tab.answer("PATCH", path_of(card, line), 200):
        with card.tab.hold("PATCH", path_of(card, line)) as held:
            cell(card, line, "unit_rev").fill("12.00")
            cell(card, line, "unit_rev").press("Enter")
            assert held.route
            cell(card, line, "quantity").fill("3")
            change_line(colleague, card, line, quantity="9")
    look_up(card)
    card.conflict.expect_open(by=names[OFFICE2])
    expect(card.conflict.side("quantity", "base")).to_have_text("2.00")
    expect(card.conflict.side("quantity", "theirs")).to_have_text("9.00")
    expect(card.conflict.side("quantity", "mine")).to_have_text("3.00")
    assert [line_now(office, card, line)[name] for name in ("quantity", "unit_rev")] == ["9.00", "12.00"]
    card.conflict.choose("quantity", "mine")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect_clean(card, line)
    assert line_now(office, card, line)["quantity"] == "3.00"


def test_text_typed_while_a_line_saves_is_saved_if_nobody_else_writes(quoted, office):  # noqa: F811
    card, line, _ = quoted
    with card.tab.hold("PATCH", path_of(card, line)) as held:
        cell(card, line, "unit_rev").fill("12.00")
        cell(card, line, "unit_rev").press("Enter")
        assert held.route
        cell(card, line, "unit_rev").fill("10.00")
        look_up(card)
    expect_clean(card, line)
    assert sent(card, line) == [({"unit_rev": "12.00"}, 200), ({"unit_rev": "10.00"}, 200)]
    assert line_now(office, card, line)["unit_rev"] == "10.00"


def test_text_that_is_typed_after_escape_is_saved(asked, office):
    card, line, _ = asked
    cell(card, line, "unit_rev").click()
    cell(card, line, "unit_rev").press("Escape")
    expect(cell(card, line, "unit_rev")).not_to_have_value("12.00")
    with card.tab.answer("PATCH", path_of(card, line), 200):
        cell(card, line, "description").fill("A text that took a while")
        look_up(card)
    expect_clean(card, line)
    card.conflict.expect_closed()
    expect(cell(card, line, "description")).to_have_value("A text that took a while")
    now = line_now(office, card, line)
    assert (now["description"], now["unit_rev"]) == ("A text that took a while", "11.00")


def test_keeping_theirs_does_not_discard_other_text_of_the_row(asked, office):
    card, line, _ = asked
    cell(card, line, "description").fill("A text that took a while")
    look_up(card)
    expect(card.conflict.root).to_be_visible()
    card.conflict.choose("unit_rev", "theirs")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect_clean(card, line)
    now = line_now(office, card, line)
    assert (now["description"], now["unit_rev"]) == ("A text that took a while", "11.00")


def test_text_typed_during_a_conflict_is_in_the_dialog_and_theirs_stays(quoted, office, colleague):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, description="Theirs", quantity="9")
    cell(card, line, "quantity").fill("3")
    cell(card, line, "description").fill("Mine")
    with card.tab.answer("PATCH", path_of(card, line), 412):
        # The focus stays in the row, so no dialog opens yet.
        card.page.evaluate("() => { document.querySelector('jt-costs').rows.forEach((row) => { row.save() }) }")
    cell(card, line, "description").press_sequentially(" and more")
    look_up(card)
    expect(card.conflict.side("description", "mine")).to_have_text("Mine and more")
    card.conflict.choose("description", "theirs")
    card.conflict.choose("quantity", "mine")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect_clean(card, line)
    expect(cell(card, line, "description")).to_have_value("Theirs")
    now = line_now(office, card, line)
    assert (now["description"], now["quantity"]) == ("Theirs", "3.00")
    assert sent(card, line)[-1] == ({"quantity": "3"}, 200)


def test_a_postponed_line_is_not_sent_by_leaving_the_row(quoted, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    cell(card, line, "quantity").click()
    look_up(card)
    card.tab.go("#/")
    expect(card.page.locator("jt-board [data-summary]")).to_have_text(re.compile(r"\d+ job"))
    card.conflict.expect_closed()
    assert sent(card, line) == [({"unit_rev": "12.00"}, 412)]


def test_a_postponed_line_does_not_ask_again_when_switching_tabs(quoted, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    card.show_costs("actual")
    card.show_costs("quote")
    expect(cell(card, line, "unit_rev")).to_have_value("12.00")
    needs = card.line(line).get_by_role("button", name="Needs you")
    expect(needs).to_be_visible()
    card.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    card.conflict.expect_closed()
    needs.click()
    card.conflict.choose("unit_rev", "mine")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect_clean(card, line)


def test_discarding_a_removed_line_discards_its_waiting_change(quoted, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    expect_status(colleague.client.delete(path_of(card, line), if_match=colleague.tag(card.job["id"])), 200)
    read_again(card)
    card.line(line).get_by_role("button", name="Discard it").click()
    expect(card.line(line)).to_have_count(0)
    expect(card.part("[data-save-text]")).to_have_text("All changes saved")
    expect(card.page.locator("[name=outbox] [data-state]")).not_to_have_text(re.compile("needs you"))


def test_the_row_shows_theirs_when_it_is_chosen_elsewhere(quoted, office, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    card.page.locator("[name=outbox]").click()
    card.page.get_by_role("menuitem", name="change the line").click()
    card.conflict.choose("unit_rev", "theirs")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect_clean(card, line)
    expect(cell(card, line, "unit_rev")).to_have_value("11.00")
    assert sent(card, line) == [({"unit_rev": "12.00"}, 412)]


def test_an_edited_merged_text_is_in_the_row_after_decide_later(quoted, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, description="Theirs")
    edit(card, line, "description", "Mine")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.choose("description", "edit", "Put together with care")
    change_line(colleague, card, line, description="Theirs again")
    card.conflict.reapply()
    expect(card.conflict.again).to_be_visible()
    card.conflict.press("later")
    card.conflict.expect_closed()
    expect(cell(card, line, "description")).to_have_value("Put together with care")
    card.page.reload()
    expect(cell(card, line, "description")).to_have_value("Put together with care")
    # The dialog may open by itself, depending on whether the card or the refusal comes first; a press opens it.
    card.line(line).locator('[name="show-difference"]').dispatch_event("click")
    expect(card.conflict.side("description", "mine")).to_have_text("Put together with care")


def test_a_late_response_does_not_reset_the_row(quoted, colleague):  # noqa: F811
    card, line, _ = quoted
    late = []
    card.tab.intercept("PATCH", path_of(card, line), lambda route: late.append((route, route.fetch())), 1)
    with card.tab.asking("PATCH", path_of(card, line)):
        edit(card, line, "unit_rev", "12.00")
    while not late:
        card.page.evaluate("0")
    change_line(colleague, card, line, unit_rev="99.00", description="Theirs")
    read_again(card)
    expect(cell(card, line, "description")).to_have_value("Theirs")
    [(route, answer)] = late
    route.fulfill(response=answer)
    expect_clean(card, line)
    expect(cell(card, line, "unit_rev")).to_have_value("99.00")
    expect(cell(card, line, "description")).to_have_value("Theirs")


def test_removing_a_line_asks_if_typed_text_hides_another_persons_change(quoted, office, colleague, names):  # noqa: F811
    card, line, _ = quoted
    cell(card, line, "unit_rev").fill("12.00")
    change_line(colleague, card, line, unit_rev="11.00")
    read_again(card)
    expect(cell(card, line, "unit_rev")).to_have_value("12.00")
    expect(card.part('[data-set-total="price"]')).to_have_text("34.00")  # As in the rows.
    expect(card.part("[data-unsaved]")).to_contain_text("32.00")
    card.page.evaluate("() => { document.querySelector('jt-costs').rows.values().next().value.remove() }")
    card.conflict.expect_open(by=names[OFFICE2])
    expect(card.conflict.root.locator('[data-clash="unit_rev"] [data-side="theirs"]')).to_contain_text("11.00")
    assert line_now(office, card, line)
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.line(line)).to_have_count(0)


def test_needs_you_opens_the_dialog_each_time(quoted, colleague, names):  # noqa: F811
    card, line, other = quoted
    change_line(colleague, card, line, unit_rev="11.00")
    with card.tab.hold("GET", re.compile(r"/resolve\b[^/]*\.js$")):
        with card.tab.answer("PATCH", path_of(card, line), 412):
            cell(card, line, "unit_rev").fill("12.00")
            cell(card, line, "unit_rev").press("Enter")
        cell(card, other, "unit_rev").press_sequentially("0.3")
        card.line(line).get_by_role("button", name="Needs you").click()
    card.conflict.expect_open(by=names[OFFICE2])
    assert card.tab.faults == []


def test_a_quote_accepted_while_typing_keeps_the_text_and_asks_before_adding_it(open_as, office, colleague):
    job = office.make_job(name=unique("Duct"))
    office.add_line(job["id"], "quote", description="Flashing", quantity="2", unit_rev="10.00")
    card = JobCard(open_as(is_deaf=True), office.get_job(job["id"])).open()
    card.show_costs("quote")
    new = card.part('[data-new-line="quote"] [name="description"]')
    new.press_sequentially("Scre")
    colleague.accept_quote(job["id"])
    read_again(card)
    expect(card.part("[data-accepted]")).to_be_visible()
    expect(new).to_be_focused()
    card.page.keyboard.type("ws")
    expect(new).to_have_value("Screws")
    new.press("Enter")
    dialog = card.page.get_by_role("dialog", name="Change the accepted quote?")
    dialog.get_by_role("button", name="Cancel").click()
    assert card.tab.changes == []
    new.press("Enter")
    with card.tab.answer("POST", f"{card.path}cost-sets/quote/lines/", 201):
        dialog.get_by_role("button", name="Change it anyway").click()
    expect(card.part("[data-lines] tr")).to_have_count(2)


def test_add_it_again_does_not_overwrite_other_text(quoted, colleague):  # noqa: F811
    card, line, _ = quoted
    new = card.part('[data-new-line="quote"] [name="description"]')
    new.fill("Screws")
    expect_status(colleague.client.delete(path_of(card, line), if_match=colleague.tag(card.job["id"])), 200)
    edit(card, line, "description", "Flashing of copper")
    card.line(line).get_by_role("button", name="Add it again").click()
    expect(new).to_have_value("Screws")
    expect(card.line(line)).to_contain_text("This line was removed. Your text is still here.")
    new.fill("")
    card.line(line).get_by_role("button", name="Add it again").click()
    expect(new).to_have_value("Flashing of copper")


@pytest.mark.parametrize("what", ["a new line", "a removal", "a change"])
def test_the_head_shows_waiting_lines(quoted, what):  # noqa: F811
    card, line, _ = quoted
    if what == "a new line":
        card.tab.cut("POST", f"{card.path}cost-sets/quote/lines/")
        card.part('[data-new-line="quote"] [name="description"]').fill("Screws")
        card.part('[data-new-line="quote"] [name="description"]').press("Enter")
    elif what == "a removal":
        card.tab.cut("DELETE", path_of(card, line))
        card.line(line).locator('[name="remove-line"]').click()
    else:
        card.tab.cut("PATCH", path_of(card, line))
        edit(card, line, "unit_rev", "12.00")
        expect(card.line(line).locator(".line__state")).to_have_text("Waiting for the network")
    expect(card.part("[data-save-text]")).to_have_text("Waiting for the network, stored on this device")


def test_a_second_tab_does_not_clear_the_text_of_the_first(quoted):  # noqa: F811
    card, line, _ = quoted
    second = JobCard(card.tab.another(is_deaf=True), card.job).open()
    second.show_costs("quote")
    expect(second.line(line)).to_be_visible()
    cell(card, line, "description").press_sequentially(", typed in the first tab")
    second.page.evaluate("document.querySelector('jt-costs').refresh()")
    expect(card.part("[data-save-text]")).to_have_text("A cost line is not saved yet")
    assert second.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.line.')).length") == 1


def test_a_refused_number_shows_the_servers_message(quoted):  # noqa: F811
    card, line, _ = quoted
    edit(card, line, "quantity", "-5")
    expect(card.line(line).locator(".field__error")).to_have_text("Quantity: Only an adjustment can be negative.")
    edit(card, line, "quantity", "a few")
    expect(card.line(line).locator(".field__error")).to_have_text("Quantity must be a number, such as 1.5.")
