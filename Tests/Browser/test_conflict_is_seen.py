"""What a conflict shows before a value can be overwritten, its words, and the status of waiting changes."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE, OFFICE2, expect as expect_status, unique
from page_objects import SENTENCE, Board, JobCard, toast
from test_conflicts_over_lines import change_line, edit, line_now, quoted  # noqa: F401

LONG = "\n".join(f"Line {number} of a text that nobody has cut." for number in range(1, 20))
# When a control was pressed and clicked, and how it changed in between.
WATCH = """(button) => {
    window.seen = []
    const watch = new MutationObserver((all) => seen.push(...all.map(({ type }) => type)))
    button.addEventListener('pointerdown', () => watch.observe(button, { childList: true, characterData: true, subtree: true, attributes: true }))
    button.addEventListener('click', () => { seen.push(...watch.takeRecords().map(({ type }) => type)); watch.disconnect() }, { capture: true })
}"""


def open_clash(open_as, job, colleague, mine=None, theirs=None, **options):
    """A card on which both changed the same fields, with the dialog open."""
    mine, theirs = mine or {"notes": "Cut the black sheet first."}, theirs or {"notes": "Cut the red sheet first."}
    card = JobCard(open_as(is_deaf=True, **options), job).open()
    colleague.change(job["id"], **theirs)
    with card.tab.hold("PATCH", card.path) as held:
        with card.tab.asking("PATCH", card.path):
            card.type(next(iter(mine)), mine[next(iter(mine))])
            card.save()
        for name, text in list(mine.items())[1:]:
            card.type(name, text)
        held.let_go()
    card.save()
    expect(card.conflict.root.locator(".clash")).to_have_count(len(mine))
    return card


def test_nothing_is_preselected_and_nothing_is_sent_without_a_choice(open_as, job, office, colleague):
    card = open_clash(open_as, job, colleague)
    dialog = card.conflict
    expect(dialog.root.locator("[data-choice]:checked")).to_have_count(0)
    refused = len(card.tab.sent("PATCH", card.path))
    dialog.reapply()
    expect(dialog.root.locator("[data-unchosen]")).to_have_text("First choose a version of the notes.")
    expect(dialog.root.locator("[data-open]")).to_have_text("Still to choose: the notes.")
    expect(dialog.root.locator('[data-choice="theirs"]')).to_be_focused()
    assert len(card.tab.sent("PATCH", card.path)) == refused
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first."
    dialog.choose("notes", "mine")
    dialog.reapply()
    dialog.expect_closed()
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == "Cut the black sheet first."


def test_the_person_is_led_to_fields_that_have_not_been_visible(open_as, office, colleague):
    job = office.make_job(name=unique("Long"), description=LONG, notes=LONG, order_number="PO-1")
    fields = ("description", "notes", "order_number")
    card = open_clash(
        open_as, job, colleague, {name: f"{job[name]} mine" for name in fields}, {name: f"{job[name]} theirs" for name in fields},
        viewport={"width": 390, "height": 700})
    dialog = card.conflict
    refused = len(card.tab.sent("PATCH", card.path))
    dialog.press("all-mine")
    dialog.reapply()
    expect(dialog.root.locator("[data-unchosen]").filter(has_text="First look at the changes to").first).to_be_visible()
    assert len(card.tab.sent("PATCH", card.path)) == refused, "no request is sent before the person has seen the conflict"
    # From one field to the next, at most once each.
    for _ in fields:
        if len(card.tab.sent("PATCH", card.path)) == refused:
            dialog.reapply()
    dialog.expect_closed()
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == f"{LONG} mine"


@pytest.mark.parametrize("size", [(320, 256), (390, 500), (720, 450)], ids=["400 %", "a small phone", "200 %"])
def test_the_choices_can_be_reached_at_every_size(open_as, office, colleague, size):
    job = office.make_job(name=unique("Long"), notes=LONG)
    # The header at its full height.
    for number in range(6):
        job = colleague.change(job["id"], order_number=f"PO-{number}")
    width, height = size
    card = open_clash(open_as, job, colleague, {"notes": f"{LONG} mine"}, {"notes": f"{LONG} theirs"}, viewport={"width": width, "height": height})
    for part in ('[data-side="theirs"]', '.clash__option:has([data-choice="mine"])', '[name="reapply"]'):
        place = card.conflict.root.locator(part)
        place.scroll_into_view_if_needed()
        # Not cut off by its dialog, and not below the buttons: the topmost element is the requested one.
        assert place.evaluate("""(part) => {
            const { left, top, bottom, width } = part.getBoundingClientRect()
            const at = (y) => part.contains(document.elementFromPoint(left + width / 2, y)) || part === document.elementFromPoint(left + width / 2, y)
            const inView = [top + 3, bottom - 3].filter((y) => y > 0 && y < innerHeight)
            return inView.length > 0 && inView.some(at)
        }"""), f"{part} at {size}"
    assert card.conflict.root.locator(".conflict__body").bounding_box()["height"] > 100
    card.conflict.choose("notes", "mine")
    card.conflict.reapply()
    card.conflict.expect_closed()


def test_the_headline_says_who_did_what_after_the_sentence_of_the_guide(open_as, job, colleague, names):
    card = open_clash(open_as, job, colleague)
    headline = f"{names[OFFICE2]} changed the notes too. Your text is safe: choose what to keep."
    expect(card.conflict.message).to_have_text(SENTENCE)
    expect(card.conflict.root.locator("#conflict-message + [data-headline]")).to_have_text(headline)
    expect(card.banner).to_contain_text(f"{SENTENCE} {headline}")


def test_a_conflict_with_ones_own_other_tab_says_so(open_as, job, office, names):
    first = open_as(OFFICE)
    card = JobCard(first.another(is_deaf=True), job).open()
    office.change(job["id"], notes="Cut the red sheet first.")
    card.type("notes", "Cut the black sheet first.")
    card.save()
    dialog = card.conflict
    expect(dialog.root.locator("[data-headline]")).to_have_text("You changed the notes too, in another tab. Your text is safe: choose what to keep.")
    expect(dialog.changes.first).to_contain_text("You, in another tab")
    expect(dialog.root.locator('[data-side="theirs"] h4')).to_have_text(re.compile(r"^In your other tab\s*\d\d:\d\d( [AP]M)?$"))
    dialog.choose("notes", "theirs")
    expect(dialog.root.locator('[name="reapply"]')).to_have_text("Keep the other tab’s version")


def test_the_button_says_what_it_does(open_as, job, colleague):
    dialog = open_clash(open_as, job, colleague).conflict
    button = dialog.root.locator('[name="reapply"]')
    for choice, words in (("theirs", "Keep theirs"), ("mine", "Re-apply my changes"), ("edit", "Save the edited text")):
        dialog.choose("notes", choice)
        expect(button).to_have_text(words)
        expect(dialog.root.locator("[data-open]")).to_be_empty()


@pytest.mark.parametrize("of", ["client", "contact"])
def test_a_conflict_over_a_client_says_client_and_who_changed_it(open_as, office, colleague, names, of):
    customer = office.make_customer(unique("Rail & Co "))
    path = f"/api/clients/{customer['id']}/"
    if of == "contact":
        path += f"contacts/{office.make_contact(customer)['id']}/"
    tab = open_as(is_deaf=True)
    tab.go(f"#/clients/{customer['id']}")
    phone = tab.page.locator("[data-contact] [name=phone]" if of == "contact" else "jt-client [name=phone]:not([data-contact] *)").first
    expect(phone).to_be_visible()
    now = expect_status(colleague.client.get(path), 200)
    expect_status(colleague.client.patch(path, {"phone": "09 555 0199"}, if_match=now.headers["etag"]), 200)
    with tab.answer("PATCH", path, 412):
        phone.fill("09 555 0100")
        tab.page.evaluate("document.activeElement.blur()")
    dialog = tab.page.locator('dialog[data-dialog="conflict"]')
    expect(dialog.locator("#conflict-message")).to_have_text(SENTENCE.replace("job", of))
    expect(dialog.locator("[data-headline]")).to_have_text(
        f"{names[OFFICE2]} changed the phone too. Your text is safe: choose what to keep."
    )
    expect(dialog).not_to_contain_text("older than the stored history")
    dialog.locator('[name="later"]').click()
    banner = tab.page.locator('jt-client [data-kind="conflict"]')
    expect(banner).to_contain_text(SENTENCE.replace("job", of))
    banner.locator('[name="show-difference"]').click()
    dialog.locator('[data-choice="mine"]').check()
    with tab.answer("PATCH", path, 200):
        dialog.locator('[name="reapply"]').click()
    expect(banner).to_have_count(0)


# -- a pressed control does not change

def test_an_edit_does_not_change_the_pressed_button(open_as, job, office, colleague):
    card = open_clash(open_as, job, colleague)
    dialog = card.conflict
    dialog.choose("notes", "edit")
    button = dialog.root.locator('[name="reapply"]')
    button.evaluate(WATCH)
    # Typed with real keys, so that leaving the field fires a change event.
    dialog.root.locator('[data-edit="notes"]').press_sequentially(" Bend it.")
    button.hover()
    card.page.mouse.down()
    card.page.mouse.up()
    dialog.expect_closed()
    assert card.page.evaluate("seen") == []
    assert "Bend it." in office.get_job(job["id"])["notes"]


def test_a_press_that_leaves_a_field_triggers_the_button(open_as, office):
    job = office.make_job(name=unique("Duct"))
    office.add_line(job["id"], "quote", description="Flashing", quantity="2", unit_rev="10.00")
    # The press saves, not an earlier autosave.
    card = JobCard(open_as(is_deaf=True, has_clock=True), office.get_job(job["id"])).open()
    card.show_costs("quote")
    accept = card.part('[name="accept-quote"]')
    expect(accept).to_be_enabled()
    card.tab.freeze_clock()
    with card.tab.hold("PATCH", card.path) as held:
        card.type("notes", "The customer has said yes.")
        accept.hover()
        with card.tab.asking("PATCH", card.path):
            card.page.mouse.down()
        assert held.route, "leaving the field saves it"
        card.page.mouse.up()
        with card.tab.answer("POST", f"{card.path}accept-quote/", 200):
            held.let_go()
    card.tab.run_clock()
    expect(card.part("[data-accepted]")).to_be_visible()
    now = office.get_job(card.job["id"])
    assert (now["notes"], now["quote_acceptance_date"] is not None) == ("The customer has said yes.", True)


def test_a_job_is_deleted_despite_its_own_last_save_in_between(open_as, job, colleague):
    card = JobCard(open_as(), job).open()
    with card.tab.hold("PATCH", card.path) as held:
        with card.tab.asking("PATCH", card.path):
            card.type("notes", "The last word.")
            card.menu("Delete job")
        with card.tab.answer("PATCH", card.path, 200):
            held.let_go()
    card.expect_saved()
    card.page.locator('dialog[data-dialog="ask"] [value="yes"]').click()
    expect(toast(card.tab, re.compile("was deleted"))).to_be_visible()
    card.conflict.expect_closed()
    expect(card.page.locator("[name=outbox] [data-state]")).to_have_text("Live")
    assert colleague.client.get(card.path).status == 404


# -- costs

def test_a_conflict_over_a_cost_line_has_a_banner_and_correct_totals(quoted, office, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="20.00")
    edit(card, line, "unit_rev", "12.00")
    card.conflict.expect_open(by=names[OFFICE2])
    card.conflict.press("later")
    headline = f"{names[OFFICE2]} changed the unit price too. Your text is safe: choose what to keep."
    expect(card.banner).to_contain_text(f"{SENTENCE} {headline}")
    expect(card.line(line).locator('[data-sum="revenue"]')).to_have_text("24.00")
    expect(card.part('[data-set-total="price"]')).to_have_text("34.00")
    expect(card.part('[data-total="quote"]')).to_have_text("34.00")
    expect(card.part("[data-unsaved]")).to_contain_text("50.00")
    card.banner.locator('[name="show-difference"]').click()
    expect(card.conflict.root.locator("[data-headline]")).to_have_text(headline)
    card.conflict.choose("unit_rev", "theirs")
    card.conflict.reapply()
    card.conflict.expect_closed()
    expect(card.banner).to_be_empty()
    expect(card.part('[data-set-total="price"]')).to_have_text("50.00")
    expect(card.part("[data-unsaved]")).to_have_count(0)
    assert line_now(office, card, line)["unit_rev"] == "20.00"


def test_accepting_a_changed_quote_shows_the_current_one(quoted, office, colleague, names):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="490.00")
    card.part('[name="accept-quote"]').click()
    dialog = card.conflict
    dialog.expect_open(by=names[OFFICE2])
    price = dialog.root.locator('[data-clash="quote"]')
    expect(price.locator('[data-side="base"]')).to_contain_text("30.00")
    expect(price.locator('[data-side="theirs"]')).to_contain_text("990.00")
    expect(dialog.root.locator('[data-clash="quote-line"]')).to_contain_text("2.00 × 10.00")
    expect(dialog.root.locator('[name="reapply"]')).to_have_text("Accept it at 990.00")
    expect(dialog.root.locator(".primary")).to_have_attribute("name", "discard")
    expect(dialog.root.locator('[name="reapply"]')).not_to_be_focused()
    dialog.press("discard")
    dialog.expect_closed()
    assert office.get_job(card.job["id"])["quote_acceptance_date"] is None


def test_a_quote_that_fails_to_load_cannot_be_accepted(quoted, colleague):  # noqa: F811
    card, line, _ = quoted
    change_line(colleague, card, line, unit_rev="490.00")
    card.tab.cut("GET", f"{card.path}cost-sets/quote/")
    card.part('[name="accept-quote"]').click()
    expect(card.conflict.root.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    expect(card.conflict.root.locator('[name="reapply"]')).to_have_count(0)


# -- waiting changes

def test_a_move_is_reported_as_done_only_when_saved(open_as, job):
    board = Board(open_as()).open()
    board.find(job)
    path = f"/api/jobs/{job['id']}/"
    board.tab.cut("PATCH", path)
    board.link(job).focus()
    board.page.keyboard.press("Shift+ArrowRight")
    note = board.page.locator("[data-toast][data-key=move]")
    expect(note).to_contain_text("will be moved to Awaiting approval when the network is back")
    expect(note).to_have_attribute("data-toast", "warn")
    board.tab.mend()
    with board.tab.answer("PATCH", path, 200):
        board.page.evaluate("dispatchEvent(new Event('online'))")
    expect(board.page.locator("[data-toast=good]", has_text=re.compile(r"Job \d+ moved to Awaiting approval"))).to_be_visible()


def test_the_warning_of_an_unpaid_job_stays_when_the_move_is_saved(open_as, job):
    board = Board(open_as()).open()
    board.find(job)
    path = f"/api/jobs/{job['id']}/"
    board.tab.cut("PATCH", path)
    board.card(job).locator(".card__menu").click()
    board.page.get_by_role("menuitemradio", name="Archived").click()
    note = board.page.locator("[data-toast][data-key=move]")
    expect(note).to_contain_text("will be moved to Archived when the network is back")
    board.tab.mend()
    with board.tab.answer("PATCH", path, 200):
        board.page.evaluate("dispatchEvent(new Event('online'))")
    expect(note).to_contain_text("moved to Archived. It is not paid")
    expect(note).to_have_attribute("data-toast", "warn")


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_the_text_about_a_waiting_change_is_not_cut_off(open_as, job, width):
    card = JobCard(open_as(viewport={"width": width, "height": 900}), job).open()
    card.tab.cut("PATCH", card.path)
    card.type("delivery_date", "2027-03-01")
    card.page.evaluate("document.activeElement.blur()")
    expect(card.field("delivery_date")).to_have_attribute("data-state", "waiting")
    for text in (card.part("[data-save-text]"), card.field("delivery_date").locator("[data-field-state]")):
        expect(text).to_contain_text("Waiting for the network")
        assert text.evaluate("({ scrollWidth, clientWidth }) => scrollWidth - clientWidth") <= 1


FILL = """() => {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
        try { for (let number = 0; ; number += 1) localStorage.setItem(`filler ${size} ${number}`, 'x'.repeat(size)) } catch { /* full */ }
    }
}"""


def test_the_journal_stores_typed_text_if_localstorage_is_full(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.page.evaluate(FILL)
    tab.cut("PATCH", card.path)
    card.type("notes", "Typed where there was no room.")
    card.save()
    expect(card.part("[data-save-text]")).to_have_text("Waiting for the network, stored on this device")
    assert "no room" not in tab.page.evaluate("JSON.stringify(localStorage)")
    # Once this is read back, earlier writes are on disk.
    tab.page.evaluate("""() => new Promise((done) => {
        const look = () => {
            const request = indexedDB.open('jobtag')
            request.onsuccess = () => {
                const all = request.result.transaction('journal').objectStore('journal').getAll()
                all.onsuccess = () => { request.result.close(); JSON.stringify(all.result).includes('no room') ? done() : look() }
            }
        }
        look()
    })""")
    second = tab.another()
    tab.page.close()
    with second.answer("PATCH", card.path, 200):
        JobCard(second, job).open()
    assert office.get_job(job["id"])["notes"] == "Typed where there was no room."


def test_the_page_says_so_if_nothing_can_be_stored(open_as, job):
    tab = open_as()
    tab.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    card = JobCard(tab, job).open()
    tab.page.evaluate(FILL)
    tab.cut("PATCH", card.path)
    card.type("notes", "Typed where there was no room.")
    card.save()
    expect(card.part("[data-save-text]")).to_have_text("Waiting for the network, only on this screen")
    expect(toast(tab, "This browser cannot store what you type.")).to_be_visible()
