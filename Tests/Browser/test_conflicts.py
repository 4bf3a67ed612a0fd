"""Decisions on conflicting fields, also if another conflict follows, or the job is deleted in the meantime."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, unique
from page_objects import JobCard, toast


@pytest.fixture
def clashing(open_as, job, colleague):
    """A card whose notes conflict with a colleague's, with the dialog open."""
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.")
    card.type("notes", "Cut the black sheet first.")
    card.save()
    expect(card.conflict.message).to_be_visible()
    return card


def test_theirs_can_be_kept(clashing, office):
    clashing.conflict.choose("notes", "theirs")
    clashing.conflict.reapply()
    clashing.conflict.expect_closed()
    clashing.expect_saved()
    expect(clashing.input("notes")).to_have_value("Cut the red sheet first.")
    assert office.get_job(clashing.job["id"])["notes"] == "Cut the red sheet first."


def test_the_merged_text_can_be_edited_and_misses_no_word_of_either(clashing, office):
    dialog = clashing.conflict
    dialog.choose("notes", "edit")
    edit = dialog.root.locator('[data-edit="notes"]')
    expect(edit).to_be_focused()
    expect(edit).to_have_value(re.compile(r"red.*black"))
    dialog.choose("notes", "edit", "Cut the red sheet first, then the black one.")
    dialog.reapply()
    dialog.expect_closed()
    clashing.expect_saved()
    assert office.get_job(clashing.job["id"])["notes"] == "Cut the red sheet first, then the black one."


def test_two_lines_added_at_one_place_stay_two_lines(open_as, office, colleague, names):
    job = office.make_job(name=unique("Rail"), notes="Cut the sheet.")
    card = JobCard(open_as(is_deaf=True), job).open()
    colleague.change(job["id"], notes="Cut the sheet.\nBolts are M12, not M10.")
    card.type("notes", "Cut the sheet.\nDeliver to the back gate.")
    card.save()
    dialog = card.conflict
    dialog.expect_open(by=names[OFFICE2])
    expect(dialog.side("notes", "difference").locator("del.is-theirs")).to_have_text("Bolts are M12, not M10.")
    expect(dialog.side("notes", "difference").locator("ins.is-mine")).to_have_text("Deliver to the back gate.")
    assert dialog.side("notes", "difference").inner_text() == "Cut the sheet.\nBolts are M12, not M10.\nDeliver to the back gate."
    dialog.choose("notes", "edit")
    expect(dialog.root.locator('[data-edit="notes"]')).to_have_value("Cut the sheet.\nBolts are M12, not M10.\nDeliver to the back gate.")
    dialog.reapply()
    dialog.expect_closed()
    card.expect_saved()


def test_a_second_conflict_during_a_decision_redraws_the_dialog(clashing, office, colleague, names):
    dialog = clashing.conflict
    dialog.choose("notes", "mine")
    colleague.change(clashing.job["id"], notes="Cut the blue sheet first.")
    with clashing.tab.answer("PATCH", clashing.path, 412):
        dialog.reapply()
    expect(dialog.again).to_be_visible()
    dialog.expect_open(by=names[OFFICE2])
    expect(dialog.side("notes", "difference").locator("del.is-theirs")).to_have_text("blue")
    expect(dialog.side("notes", "difference").locator("ins.is-mine")).to_have_text("black")
    assert office.get_job(clashing.job["id"])["notes"] == "Cut the blue sheet first.", "it does not overwrite the other change unseen"
    dialog.choose("notes", "mine")
    dialog.reapply()
    dialog.expect_closed()
    clashing.expect_saved()
    assert office.get_job(clashing.job["id"])["notes"] == "Cut the black sheet first."


def test_a_change_in_between_without_conflict_is_merged_and_reported(clashing, office, colleague, names):
    dialog = clashing.conflict
    dialog.choose("notes", "edit", "Cut the red sheet first, then the black one.")
    colleague.change(clashing.job["id"], notes="Tomorrow cut the red sheet first.", order_number="PO-8")
    dialog.reapply()
    dialog.expect_closed()
    expect(toast(clashing.tab, re.compile(f"{names[OFFICE2]} also changed .*the order number"))).to_be_visible()
    clashing.expect_saved()
    now = office.get_job(clashing.job["id"])
    assert (now["notes"], now["order_number"]) == ("Tomorrow cut the red sheet first, then the black one.", "PO-8")


@pytest.mark.parametrize("is_asked", [False, True], ids=["opened for all of them", "opened for the first of them"])
def test_several_fields_are_decided_one_by_one_in_one_dialog(open_as, job, office, colleague, is_asked):
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.", delivery_date="2027-03-01", priority=7)
    # Both saves are held; the inner context gets the first.
    with tab.hold("PATCH", card.path):
        with tab.hold("PATCH", card.path) as first, tab.answer("PATCH", card.path, 412):
            with tab.asking("PATCH", card.path):
                card.type("notes", "Cut the black sheet first.")
                if is_asked:
                    # Saved with the key, so that the dialog opens with the response, even if the person types.
                    card.save()
                else:
                    card.input("delivery_date").focus()
            card.type("delivery_date", "2027-04-01")
            card.type("order_number", "PO-7")
            first.let_go()
        if is_asked:
            # The dialog is open before the result of the second save is known.
            expect(card.conflict.root.locator(".clash")).to_have_count(1)
            expect(card.conflict.root).not_to_contain_text("Merged without conflict")
    # The text typed in the meantime is sent next, and is refused as well.
    expect(card.field("delivery_date")).to_have_attribute("data-state", "conflict")
    if not is_asked:
        card.conflict.expect_closed()
        card.save()
    dialog = card.conflict
    expect(dialog.root.locator(".clash")).to_have_count(2)
    expect(dialog.root).to_contain_text("Merged without conflict: Order number.")
    expect(dialog.again).to_have_count(0)
    dialog.choose("notes", "mine")
    dialog.choose("delivery_date", "theirs")
    dialog.reapply()
    dialog.expect_closed()
    card.expect_saved()
    now = office.get_job(job["id"])
    assert (now["notes"], now["delivery_date"]) == ("Cut the black sheet first.", "2027-03-01")
    assert (now["order_number"], now["priority"]) == ("PO-7", 7)


def test_a_field_typed_back_to_theirs_is_not_listed_as_merged(open_as, job, office, colleague):
    card = JobCard(open_as(is_deaf=True), job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.", delivery_date="2027-03-01")
    # One save sends all three: text typed during another save is sent together.
    with card.saving("name", f"{job['name']}, urgent") as held:
        card.type("delivery_date", "2027-04-01")
        card.type("order_number", "PO-7")
        card.type("notes", "Cut the black sheet first.")
        held.let_go()
    card.save()
    dialog = card.conflict
    expect(dialog.root.locator(".clash")).to_have_count(2)
    expect(dialog.root).to_contain_text("Merged without conflict: Order number.")
    dialog.press("later")
    card.type("order_number", job["order_number"] or "")
    card.save()
    expect(dialog.root.locator(".clash")).to_have_count(2)
    expect(dialog.root).not_to_contain_text("Merged without conflict")
    dialog.press("all-mine")
    dialog.reapply()
    dialog.expect_closed()
    card.expect_saved()
    now = office.get_job(job["id"])
    assert (now["notes"], now["delivery_date"], now["order_number"]) == ("Cut the black sheet first.", "2027-04-01", job["order_number"])


def test_deciding_later_keeps_the_text_and_does_not_reopen_the_dialog(clashing):
    dialog = clashing.conflict
    dialog.press("later")
    dialog.expect_closed()
    clashing.expect_state("conflict")
    expect(clashing.input("notes")).to_have_value("Cut the black sheet first.")
    expect(clashing.tab.page.locator("[name=outbox] [data-state]")).to_have_text("1 change needs you")
    clashing.banner.get_by_role("button", name="Show the difference").click()
    expect(dialog.message).to_be_visible()
    dialog.press("later")
    clashing.part('[name="save"]').click()
    expect(dialog.message).to_be_visible()


def test_the_conflict_dialog_does_not_open_while_typing(open_as, job, colleague):
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.")
    with tab.answer("PATCH", card.path, 412):
        card.type("notes", "Cut the black sheet first.")
    expect(card.banner.get_by_role("button", name="Show the difference")).to_be_visible()
    card.conflict.expect_closed()
    card.input("notes").press("End")
    card.input("notes").press_sequentially(" Black is best.")
    expect(card.input("notes")).to_have_value("Cut the black sheet first. Black is best.")
    # Leaving the field counts as looking up.
    card.part("#details-title").click()
    expect(card.conflict.side("notes", "mine")).to_contain_text("Black is best.")


@pytest.mark.parametrize("is_deaf", [False, True], ids=["told by the stream", "told by its own save"])
def test_a_job_deleted_during_an_edit_keeps_the_text_and_can_be_restored(open_as, job, office, colleague, names, is_deaf):
    tab = open_as(is_deaf=is_deaf, has_clock=True)
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = JobCard(tab, job).open()
    if not is_deaf:
        tab.expect_live()
    tab.freeze_clock()
    card.type("notes", "Typed into a job that is gone.")
    colleague.delete_job(job["id"])
    if is_deaf:
        card.save()
    notice = card.banner.get_by_role("alert")
    expect(notice).to_contain_text("was deleted")
    expect(notice).to_contain_text("What you typed (Notes) is stored on this device.")
    if not is_deaf:
        expect(notice).to_contain_text(names[OFFICE2])
    expect(card.input("notes")).to_have_value("Typed into a job that is gone.")
    notice.get_by_role("button", name="Copy my text").click()
    expect(toast(tab, "Text copied.")).to_be_visible()
    assert "Typed into a job that is gone." in tab.page.evaluate("navigator.clipboard.readText()")

    notice.get_by_role("button", name="Restore job").click()
    tab.run_clock()
    expect(card.input("notes")).to_have_value("Typed into a job that is gone.")
    card.save()
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == "Typed into a job that is gone."


EDITED = "Cut the red sheet first, then the black one."


def edit_of(dialog, field="notes"):
    return dialog.root.locator(f'[data-edit="{field}"]')


@pytest.mark.parametrize("how", ["later", "Escape", "reload"])
def test_the_edited_merged_text_is_stored_until_it_is_sent(clashing, office, how):
    dialog = clashing.conflict
    dialog.choose("notes", "edit", EDITED)
    if how == "later":
        dialog.press("later")
    elif how == "Escape":
        clashing.page.keyboard.press("Escape")
    else:
        # The text is sent again, refused again, and asked about again.
        clashing.page.reload()
    if how != "reload":
        dialog.expect_closed()
        clashing.banner.locator('[name="show-difference"]').click()
    expect(edit_of(dialog)).to_have_value(EDITED)
    expect(edit_of(dialog)).to_be_visible()
    with clashing.tab.answer("PATCH", clashing.path, 200):
        dialog.reapply()
    dialog.expect_closed()
    clashing.expect_saved()
    assert office.get_job(clashing.job["id"])["notes"] == EDITED


def test_the_edited_merged_text_stays_if_theirs_changes_but_needs_a_new_choice(clashing, colleague, office):
    dialog = clashing.conflict
    dialog.choose("notes", "edit", EDITED)
    dialog.press("later")
    colleague.change(clashing.job["id"], notes="Cut the blue sheet first.")
    clashing.page.reload()
    expect(dialog.side("notes", "theirs")).to_contain_text("blue")
    expect(dialog.root.locator("[data-edited]")).to_be_visible()
    expect(dialog.root.locator('[data-clash="notes"] input:checked')).to_have_count(0)
    dialog.choose("notes", "edit")
    expect(edit_of(dialog)).to_have_value(EDITED)
    with clashing.tab.answer("PATCH", clashing.path, 200):
        dialog.reapply()
    dialog.expect_closed()
    clashing.expect_saved()
    assert office.get_job(clashing.job["id"])["notes"] == EDITED


@pytest.mark.parametrize("locale, shown", [("de-DE", ["1.250,50", "1.400,00", "1.300,00"]), ("ar-EG", ["١٬٢٥٠٫٥٠", "١٬٤٠٠٫٠٠", "١٬٣٠٠٫٠٠"])])
def test_a_conflict_shows_amounts_in_the_persons_format(open_as, office, colleague, locale, shown):
    job = office.make_job(name=unique("Rail"), price_cap="1250.50", priority=1)
    card = JobCard(open_as(is_deaf=True, locale=locale), job).open()
    colleague.change(job["id"], price_cap="1400.00", priority=3)
    with card.tab.answer("PATCH", card.path, 412):
        card.type("price_cap", "1300")
        card.save()
    dialog = card.conflict
    expect(dialog.message).to_be_visible()
    assert [dialog.side("price_cap", side).inner_text() for side in ("base", "theirs", "mine")] == shown
    # An amount is either theirs or mine; another is typed in its field.
    expect(dialog.root.locator('[data-choice="edit"]')).to_have_count(0)
    expect(card.banner.locator("[data-headline]")).to_contain_text("Your change is safe")
    dialog.choose("price_cap", "mine")
    with card.tab.answer("PATCH", card.path, 200):
        dialog.reapply()
    dialog.expect_closed()
    card.expect_saved()
    assert office.get_job(job["id"])["price_cap"] == "1300.00"
