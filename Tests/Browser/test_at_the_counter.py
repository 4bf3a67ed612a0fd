"""Presses in a hurry or on a phone: they do what was meant, and can be undone."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, unique
from page_objects import Board, JobCard, toast

PHONE = {"viewport": {"width": 390, "height": 844}}


def status(office, job):
    return office.get_job(job["id"])["status"]


def drawn(page):
    """Waits until the changes of this frame are drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_quick_moves_by_keyboard_are_all_saved(open_as, job, office):
    board = Board(open_as()).open()
    board.find(job)
    board.link(job).focus()
    with board.tab.hold("PATCH", f"/api/jobs/{job['id']}/") as held:
        board.page.keyboard.press("Shift+ArrowRight")
        assert held.route
        board.page.keyboard.press("Shift+ArrowRight")
        board.page.keyboard.press("Shift+ArrowRight")
        board.expect_in(job, "in_progress")
    expect(board.card(job)).not_to_have_class(re.compile("is-moving"))
    board.expect_in(job, "in_progress")
    expect(board.link(job)).to_be_focused()
    assert status(office, job) == "in_progress"
    assert all(change.status == 200 for change in board.tab.changes), board.tab.changes


def test_a_key_held_down_moves_only_one_job(open_as, office):
    word = unique("bolt")
    jobs = [office.make_job(name=f"{word} {number}") for number in range(3)]
    for job in jobs:
        office.change(job["id"], status="recently_completed")
    board = Board(open_as()).open()
    board.page.get_by_role("searchbox").fill(word)
    expect(board.column("recently_completed").locator(".card")).to_have_count(3)
    board.link(jobs[1]).focus()
    keyboard = board.page.keyboard
    with board.tab.answer("PATCH", f"/api/jobs/{jobs[1]['id']}/", 200):
        keyboard.down("Shift")
        keyboard.down("ArrowRight")
    for _ in range(10):
        keyboard.down("ArrowRight")  # The key is held: it repeats.
    keyboard.up("ArrowRight")
    for _ in range(5):
        keyboard.press("ArrowRight")  # And pressed repeatedly.
    keyboard.up("Shift")
    drawn(board.page)
    assert len(board.tab.changes) == 1, board.tab.changes
    assert sorted(status(office, job) for job in jobs) == ["archived", "recently_completed", "recently_completed"]


def test_moves_are_undone_one_after_the_other(open_as, office):
    jobs = [office.make_job(name=unique("bolt")) for _ in range(2)]
    board = Board(open_as()).open()
    for job in jobs:
        board.find(job)
        board.link(job).focus()
        with board.tab.answer("PATCH", f"/api/jobs/{job['id']}/", 200):
            board.page.keyboard.press("Shift+ArrowRight")
    for job in reversed(jobs):
        with board.tab.answer("PATCH", f"/api/jobs/{job['id']}/", 200):
            board.page.keyboard.press("Control+z")
    assert [status(office, job) for job in jobs] == ["draft", "draft"]
    board.page.keyboard.press("Control+z")
    expect(toast(board.tab, "There is no move to undo.")).to_be_visible()


def test_two_moves_of_one_job_are_undone_despite_a_refused_move_in_between(open_as, job, office, colleague):
    path = f"/api/jobs/{job['id']}/"
    refused = office.make_job(name=job["name"])
    board = Board(open_as(is_deaf=True)).open()
    board.find(job, refused)
    board.link(job).focus()
    for _ in range(2):
        with board.tab.answer("PATCH", path, 200):
            board.page.keyboard.press("Shift+ArrowRight")
    colleague.change(refused["id"], status="special")
    board.link(refused).focus()
    board.page.keyboard.press("Shift+ArrowRight")
    board.conflict.choose("status", "theirs")
    board.conflict.reapply()
    board.conflict.expect_closed()
    board.link(job).focus()
    for expected in ("awaiting_approval", "draft"):
        with board.tab.answer("PATCH", path, 200):
            board.page.keyboard.press("Control+z")
        board.expect_in(job, expected)
    board.conflict.expect_closed()
    assert (status(office, job), status(office, refused)) == ("draft", "special")


def test_a_refused_move_does_not_offer_undo(open_as, job, colleague):
    board = Board(open_as(is_deaf=True)).open()
    board.find(job)
    colleague.change(job["id"], status="special")
    board.link(job).focus()
    board.page.keyboard.press("Shift+ArrowRight")
    board.conflict.expect_open(by=colleague.client.get("/api/auth/me/").json["name"])
    expect(board.page.get_by_role("button", name="Undo")).to_have_count(0)
    board.conflict.choose("status", "theirs")
    board.conflict.reapply()
    board.conflict.expect_closed()
    board.expect_in(job, "special")


def test_the_first_arrow_key_in_a_list_of_clients_creates_no_client(open_as, office):
    customer = office.make_customer(name=unique("Kowal"))
    tab = open_as()
    tab.go("#/jobs/new")
    expect(tab.page.get_by_label("Name")).to_be_focused()
    box = tab.page.get_by_role("combobox", name="Client")
    box.fill(customer["name"][:-1])
    expect(tab.page.get_by_role("option", name=customer["name"], exact=True)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(customer["name"])
    assert tab.changes == []
    box.fill(customer["name"][:-1])
    expect(tab.page.get_by_role("option", name="New client")).to_be_visible()
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(tab.page.get_by_role("option", name="New client")).to_have_attribute("aria-selected", "true")


def test_a_failed_sign_out_shows_an_error(open_as):
    tab = open_as()
    tab.go()
    tab.cut("POST", "/api/auth/logout/")
    tab.page.get_by_role("button", name="Account").click()
    tab.page.get_by_role("menuitem", name="Sign out").click()
    expect(toast(tab, "You are still signed in")).to_be_visible()


def test_pressing_enter_twice_does_not_delete_a_job(open_as, job, office):
    card = JobCard(open_as(), job).open()
    card.menu("Delete job")
    expect(card.page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()
    card.page.keyboard.press("Enter")
    expect(card.page.get_by_role("dialog")).to_have_count(0)
    assert office.get_job(job["id"])


def test_a_search_on_a_phone_scrolls_to_the_results(open_as, office):
    job = office.make_job(name=unique("Flashing"))
    office.change(job["id"], status="unusual")
    board = Board(open_as(**PHONE)).open()
    board.page.get_by_role("searchbox").fill(job["name"])
    expect(board.card(job)).to_be_in_viewport()


def test_the_buttons_of_a_card_do_not_overlap_on_a_phone(open_as, office):
    job = office.make_job(name=unique("Flashing"), delivery_date="2020-01-31")
    for width in (360, 390, 412):
        card = JobCard(open_as(viewport={"width": width, "height": 780}), job).open()
        # Unsaved text adds the Save button beside the others.
        card.tab.cut("PATCH", card.path)
        card.type("notes", unique("Typed "))
        card.expect_state("waiting")
        expect(card.part('[name="save"]')).to_be_visible()
        for button in card.part(".job__bar .button").all():
            if button.is_visible():
                assert button.evaluate("""(button) => {
                  const { x, y, width, height } = button.getBoundingClientRect()
                  return [0.1, 0.5, 0.9].every((part) => button.contains(document.elementFromPoint(x + width * part, y + height / 2)))
                }"""), (width, button.get_attribute("name"))
        assert card.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        card.part('[name="to-events"]').click()
        expect(card.event).to_be_focused()
        expect(card.event).to_be_in_viewport()


SHOWN = """(box) => {
  const { x, y, width, height } = box.getBoundingClientRect()
  return box.contains(document.elementFromPoint(x + width / 2, Math.max(y, 0) + 8))
}"""


@pytest.mark.parametrize("what", ["no network", "a refusal"])
def test_the_save_status_does_not_cover_the_card_on_a_phone(open_as, office, what):
    """One or two lines high, also if the on-screen keyboard leaves less than 500 pixels."""
    job = office.make_job(name=unique("Flashing"), delivery_date="2020-01-31")
    card = JobCard(open_as(viewport={"width": 390, "height": 844}, has_touch=True), job).open()
    if what == "no network":
        card.tab.cut("PATCH", card.path)
        card.type("notes", "Typed without a network.")
        card.expect_state("waiting")
    else:
        card.type("priority", "-5")
        card.input("priority").press("Tab")
        card.expect_state("invalid")
        card.input("notes").focus()
    text, bar = card.part("[data-save-text]"), card.part(".job__bar")
    for width in (320, 360, 390, 412, 430):
        for height in (780, 470):
            card.page.set_viewport_size({"width": width, "height": height})
            drawn(card.page)
            said = text.evaluate("(text) => text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight)")
            assert said < 2.5, (width, height, said)
            # Two rows of touch targets.
            assert bar.bounding_box()["height"] < 110, (width, height)
            card.input("notes").scroll_into_view_if_needed()
            assert card.input("notes").evaluate(SHOWN), (width, height)
            assert card.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, height)


def test_needs_you_is_shown_without_breaking_a_word(open_as, office, colleague):
    job = office.make_job(name=unique("Flashing"), delivery_date="2020-01-31", notes="Cut the brown sheet first.")
    card = JobCard(open_as(is_deaf=True, viewport={"width": 320, "height": 700}, has_touch=True), job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.")
    card.type("notes", "Cut the black sheet first.")
    card.save()
    card.conflict.press("later")
    text = card.part("[data-save-text]")
    expect(text).to_have_text("Needs you")
    assert text.evaluate("""(text) => {
      const words = [[0, 5], [6, 9]].map(([start, end]) => {
        const range = document.createRange()
        range.setStart(text.firstChild, start)
        range.setEnd(text.firstChild, end)
        return range.getClientRects().length
      })
      return words.join()
    }""") == "1,1"
    assert card.part(".job__bar").evaluate("(bar) => bar.scrollWidth <= bar.clientWidth")


def test_toasts_do_not_cover_the_typed_text_above_an_on_screen_keyboard(open_as, job):
    card = JobCard(open_as(viewport={"width": 320, "height": 470}, has_touch=True), job).open()
    card.page.evaluate("""import('/js/app/lazy-toasts.js').then(async ({ toast }) => {
      toast('The code of toasts is loaded.')
      // Their styles arrive late: nothing may depend on a size that was measured before.
      while (!document.querySelector('.toast')) await new Promise(requestAnimationFrame)
      document.querySelector('.toast').remove()
      const sheets = [...document.querySelectorAll('link[rel=stylesheet]')]
      for (const sheet of sheets) sheet.disabled = true
      for (const text of ['It is moved', 'A backup was restored. This page shows the restored data.', 'This browser cannot store what you type.'])
        toast(text, { seconds: Infinity, actions: [{ label: 'Undo', run() {} }] })
      while (document.querySelectorAll('.toast').length < 3) await new Promise(requestAnimationFrame)
      for (const sheet of sheets) sheet.disabled = false
    })""")
    card.input("notes").focus()
    card.input("notes").evaluate("(box) => box.scrollIntoView({ block: 'start' })")
    assert card.input("notes").evaluate(SHOWN)
    expect(toast(card.tab, "This browser cannot store")).to_be_in_viewport(ratio=0.95)


def test_text_of_a_deleted_job_is_shown_after_a_reload_and_saved_after_a_restore(open_as, office, colleague):
    job = office.make_job(name=unique("Duct"))
    card = JobCard(open_as(is_deaf=True), job).open()
    colleague.delete_job(job["id"])
    with card.tab.answer("PATCH", card.path, 404):
        card.type("notes", "Typed over a deleted job.")
        card.save()
    card.page.reload()
    notice = card.page.locator('main [data-kind="gone"]')
    expect(notice).to_contain_text("What you typed (Notes) is stored on this device.")
    expect(notice.get_by_role("button", name="Copy my text")).to_be_visible()
    with card.tab.answer("PATCH", card.path, 200):
        notice.get_by_role("button", name="Restore job").click()
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == "Typed over a deleted job."


def test_a_deletion_and_restoring_in_between_are_described_in_a_sentence(open_as, office, colleague, names):
    job = office.make_job(name=unique("Duct"))
    card = JobCard(open_as(is_deaf=True), job).open()
    etag = colleague.delete_job(job["id"]).etag
    colleague.client.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=etag)
    with card.tab.answer("PATCH", card.path, 200):
        card.type("notes", "Mine.")
        card.save()
    expect(toast(card.tab, f"{names[OFFICE2]} also deleted job {job['job_number']} and restored job {job['job_number']}")).to_be_visible()


def test_the_focused_element_stays_in_view(open_as, job):
    board = Board(open_as()).open()
    board.find(job)
    board.link(job).focus()
    board.page.keyboard.press("Enter")
    card = JobCard(board.tab, job)
    expect(card.input("notes")).to_be_visible()
    card.tab.cut("PATCH", card.path)
    card.type("notes", "Typed")
    card.page.evaluate("document.activeElement.blur()")
    card.expect_state("waiting")
    card.part('[name="save"]').focus()
    card.tab.mend()
    # Now, or with the next automatic attempt: then the button is already disabled.
    board.page.keyboard.press("Enter")
    card.expect_saved()
    assert board.page.evaluate("document.activeElement.closest('.save') !== null")
    board.page.keyboard.press("?")
    expect(board.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    board.page.keyboard.press("Enter")
    board.page.go_back()
    expect(board.link(job)).to_be_focused()


def test_the_board_keeps_its_filters(open_as, job):
    board = Board(open_as()).open()
    client = board.page.get_by_role("combobox", name="Client")
    expect(client.get_by_role("option").nth(1)).to_be_attached()
    board.find(job)
    said = board.summary.inner_text()
    board.link(job).click()
    expect(JobCard(board.tab, job).input("name")).to_be_visible()
    board.page.go_back()
    expect(board.card(job)).to_be_visible()
    expect(board.summary).to_have_text(said)
    expect(board.page.get_by_role("searchbox")).to_have_value(job["name"].split()[0])
    expect(client.get_by_role("option").nth(1)).to_be_attached()
