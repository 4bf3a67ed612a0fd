"""Typed text: it is saved when complete, numbers are read in the person's language, and the page ignores the keys of input methods."""

import re

import pytest
from playwright.sync_api import expect

from harness import expect as expect_status, unique
from page_objects import Board, JobCard, toast

# For an input method's Enter, which the page must ignore.
COMPOSING = """(field, how) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...how }))"""


def patches(card):
    return [change.body for change in card.tab.sent("PATCH", card.path)]


def stop_time(card):
    card.page.clock.fast_forward(10_000)


def new_line(card, kind="actual"):
    card.show_costs(kind)
    return card.part(f'[data-new-line="{kind}"]')


def lines(office, job, kind="actual"):
    return office.client.get(f"/api/jobs/{job['id']}/cost-sets/{kind}/").json["lines"]


# ---- Complete input


@pytest.mark.parametrize("before, keys", [(None, "11112026"), ("2026-12-24", "1111")])
def test_a_date_typed_digit_by_digit_is_one_change(open_as, office, before, keys):
    card = JobCard(open_as(has_clock=True), office.make_job(delivery_date=before)).open()
    card.input("delivery_date").focus()
    for key in keys:
        card.page.keyboard.press(key)
        card.page.clock.fast_forward(2_000)
    assert patches(card) == []
    with card.tab.answer("PATCH", card.path, 200):
        card.page.keyboard.press("Tab")
    assert patches(card) == [{"delivery_date": "2026-11-11"}]


def test_an_unlikely_year_is_asked_about_and_kept_in_the_meantime(open_as, job, office):
    card = JobCard(open_as(), job).open()
    card.input("delivery_date").focus()
    card.page.keyboard.type("11110026")
    card.page.keyboard.press("Tab")
    question = card.field("delivery_date").locator("[data-question]")
    expect(question).to_contain_text("Do you mean the year 26?")
    card.page.reload()
    expect(card.input("delivery_date")).to_have_value("0026-11-11")
    card.expect_state("dirty")
    assert office.get_job(job["id"])["delivery_date"] is None
    card.part('[name="save"]').click()
    with card.tab.answer("PATCH", card.path, 200):
        question.locator('[data-meant="2026-11-11"]').click()
    card.expect_saved()
    assert office.get_job(job["id"])["delivery_date"] == "2026-11-11"


def test_an_incomplete_date_does_not_clear_the_saved_date(open_as, office):
    job = office.make_job(delivery_date="2026-12-24")
    card = JobCard(open_as(), job).open()
    card.input("delivery_date").focus()
    card.page.keyboard.press("Backspace")
    card.input("order_number").focus()
    expect(card.field("delivery_date").locator(".field__error")).to_contain_text("incomplete")
    card.type("order_number", "PO-7")
    card.save()
    expect(card.field("order_number")).to_have_attribute("data-state", "saved")
    assert office.get_job(job["id"])["delivery_date"] == "2026-12-24"


def test_an_amount_is_saved_on_leaving_and_survives_a_reload_before(open_as, job, office):
    card = JobCard(open_as(has_clock=True), job).open()
    card.input("price_cap").press_sequentially("12")
    stop_time(card)
    card.page.reload()
    expect(card.input("price_cap")).to_have_value("12")
    card.expect_state("dirty")
    stop_time(card)
    assert patches(card) == []
    card.input("price_cap").press("End")
    card.input("price_cap").press_sequentially("50.5")
    with card.tab.answer("PATCH", card.path, 200):
        card.input("price_cap").press("Enter")
    assert patches(card) == [{"price_cap": "1250.5"}]


def test_a_choice_is_saved_when_the_arrow_keys_stop(open_as, job):
    card = JobCard(open_as(has_clock=True), job).open()
    card.input("speed_quality_tradeoff").focus()
    before = card.input("speed_quality_tradeoff").input_value()
    card.page.keyboard.press("Home")
    card.page.keyboard.press("ArrowDown")
    card.page.keyboard.press("ArrowDown")
    stop_time(card)
    assert patches(card) == [] and before != "quality"
    with card.tab.answer("PATCH", card.path, 200):
        card.page.keyboard.press("Tab")
    assert patches(card) == [{"speed_quality_tradeoff": "quality"}]


def test_a_date_being_typed_is_not_replaced_by_another_persons(open_as, office, colleague):
    job = office.make_job(delivery_date="2026-12-24")
    card = JobCard(open_as(), job).open()
    card.tab.expect_live()
    card.input("delivery_date").focus()
    card.page.keyboard.type("11")
    with card.tab.answer("GET", card.path):
        colleague.change(job["id"], delivery_date="2027-03-01")
    expect(card.incoming("delivery_date")).to_be_visible()
    expect(card.input("delivery_date")).to_have_value(re.compile("^2026-"))
    card.page.keyboard.type("10")
    with card.tab.answer("PATCH", card.path, 412):
        card.input("order_number").focus()
    assert office.get_job(job["id"])["delivery_date"] == "2027-03-01", "it is not overwritten unseen"


# ---- Numbers in the person's language


@pytest.mark.parametrize("locale", ["de-DE", "de-CH", "fr-FR", "en-GB", "ja-JP", "ar-EG", "hi-IN"])
def test_the_page_parses_what_it_formats(open_as, office, locale):
    job = office.make_job(price_cap="1250.50")
    office.add_line(job["id"], "actual", kind="material", description="Sheet", quantity="2.125", unit_rev="1234.40")
    card = JobCard(open_as(locale=locale), job).open()
    card.show_costs("actual")
    shown = card.part('[data-line] [name="quantity"]')
    shown.focus()
    shown.press("End")
    shown.press("Space")
    shown.press("Backspace")
    card.input("price_cap").click()
    printed = card.part('[data-line] [data-sum="revenue"]').inner_text()
    with card.tab.answer("PATCH", card.path, 200):
        card.type("charge_out_rate", printed)
        card.input("charge_out_rate").press("Enter")
    now = office.get_job(job["id"])
    assert (now["price_cap"], now["charge_out_rate"]) == ("1250.50", "2623.10")
    assert patches(card) == [{"charge_out_rate": "2623.10"}], "a field that was only visited is not changed"
    assert [line["quantity"] for line in lines(office, job)] == ["2.125"]


def test_only_ambiguous_numbers_are_asked_about(open_as, job, office):
    card = JobCard(open_as(locale="de-DE"), job).open()
    with card.tab.answer("PATCH", card.path, 200):
        card.type("price_cap", "1.250")
        card.input("price_cap").press("Enter")
    assert office.get_job(job["id"])["price_cap"] == "1250.00"
    line = new_line(card)
    line.locator('[name="description"]').fill("Rivets")
    line.locator('[name="quantity"]').fill("1.250")
    line.locator('[name="unit_rev"]').fill("0,25")
    line.locator('[name="add-line"]').click()
    expect(line.locator('[data-question="quantity"]')).to_contain_text("1.250")
    assert lines(office, job) == []
    line.locator('[data-meant="1250"]').click()
    with card.tab.answer("POST", f"{card.path}cost-sets/actual/lines/", 201):
        line.locator('[name="add-line"]').click()
    assert [(one["quantity"], one["unit_rev"]) for one in lines(office, job)] == [("1250.00", "0.25")]


def test_a_message_about_a_line_is_below_it_and_names_the_field(open_as, job, office):
    card = JobCard(open_as(), job).open()
    line = new_line(card)
    line.locator('[name="description"]').fill("Rivets")
    line.locator('[name="quantity"]').fill("a few")
    line.locator('[name="add-line"]').click()
    error = line.locator(".field__error")
    expect(error).to_contain_text("Quantity")
    for width in (1440, 390):
        card.page.set_viewport_size({"width": width, "height": 900})
        box, row, field = error.bounding_box(), line.bounding_box(), line.locator('[name="quantity"]').bounding_box()
        assert box["width"] > row["width"] * 0.9 and box["y"] >= field["y"] + field["height"], width
    line.locator('[name="quantity"]').fill(".5")
    with card.tab.answer("POST", f"{card.path}cost-sets/actual/lines/", 201):
        line.locator('[name="add-line"]').click()
    assert lines(office, job)[0]["quantity"] == "0.50"


# ---- Input methods


@pytest.mark.parametrize("how", [{"isComposing": True, "keyCode": 229}, {"keyCode": 229}], ids=["as Chrome says it", "as Safari says it"])
def test_enter_in_an_input_method_does_not_submit(open_as, office, how):
    client = expect_status(office.client.post("/api/clients/", {"name": unique("Kunde")}), 201).json
    job = office.make_job(client_id=client["id"])
    card = JobCard(open_as(locale="ja-JP"), job).open()
    keyboard = card.page.context.new_cdp_session(card.page)
    line = new_line(card)
    for field in (card.input("contact_id"), card.event, line.locator('[name="description"]')):
        field.click()
        keyboard.send("Input.imeSetComposition", {"text": "かま", "selectionStart": 2, "selectionEnd": 2})
        if field.get_attribute("role") == "combobox":
            expect(card.page.get_by_role("option", name="かま")).to_be_visible()
        field.evaluate(COMPOSING, how)
        keyboard.send("Input.insertText", {"text": "釜"})
        expect(field).to_have_value("釜")
    # Anything else would have been sent before this.
    with card.tab.answer("PATCH", card.path, 200):
        card.type("order_number", "PO-7")
        card.save()
    assert [change.method for change in card.tab.changes] == ["PATCH"]
    with card.tab.answer("POST", f"{card.path}events/", 201):
        card.event.press("Enter")


# ---- Waiting changes and messages


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_a_waiting_line_is_shown_below_the_form_and_can_be_corrected_once(open_as, job, office, width):
    card = JobCard(open_as(viewport={"width": width, "height": 900}), job).open()
    line = new_line(card)
    card.page.context.set_offline(True)

    def enter(quantity):
        line.locator('[name="description"]').fill("Welding")
        line.locator('[name="quantity"]').fill(quantity)
        line.locator('[name="add-line"]').click()

    enter("2.5")
    waiting = line.locator("[data-waiting]")
    expect(waiting).to_contain_text("Welding, 2.50 h")
    expect(waiting).to_contain_text("Waiting for the network")
    expect(line.locator('[name="description"]')).to_have_value("")
    waiting.locator('[name="edit-waiting"]').click()
    expect(waiting).to_have_count(0)
    expect(line.locator('[name="quantity"]')).to_have_value("2.5")
    line.locator('[name="add-line"]').click()
    expect(waiting).to_have_count(1)
    enter("3")
    question = card.page.locator('dialog[data-dialog="ask"]')
    expect(question).to_contain_text("Welding, 2.50 h")
    question.locator('[value="corrects"]').click()
    expect(waiting).to_contain_text("Welding, 3.00 h")
    with card.tab.answer("POST", f"{card.path}cost-sets/actual/lines/", 201):
        card.page.context.set_offline(False)
    expect(waiting).to_have_count(0)
    assert [one["quantity"] for one in lines(office, job)] == ["3.00"]


def test_a_line_with_a_lost_response_is_not_silently_added_twice(open_as, job, office):
    card = JobCard(open_as(), job).open()
    line = new_line(card)
    path = f"{card.path}cost-sets/actual/lines/"
    card.tab.lose_answer("POST", path, times=100)
    line.locator('[name="description"]').fill("Welding")
    line.locator('[name="quantity"]').fill("2.5")
    line.locator('[name="add-line"]').click()
    line.locator('[data-waiting] [name="edit-waiting"]').click()
    question = card.page.locator('dialog[data-dialog="ask"]')
    expect(question).to_contain_text("may already have been saved")
    question.locator('[value="no"]').click()
    card.tab.mend()
    expect(line.locator("[data-waiting]")).to_have_count(0)
    assert [one["quantity"] for one in lines(office, job)] == ["2.50"]


def test_an_event_refused_while_the_next_is_typed_keeps_both_texts(open_as, job, office):
    card = JobCard(open_as(), job).open()
    long = "x" * 10_001
    with card.tab.hold("POST", f"{card.path}events/"):
        card.event.fill(long)
        card.event.press("Enter")
        card.event.fill("Rang the client")
    refused = card.part(".composer [data-waiting]")
    expect(refused).to_contain_text("Not accepted")
    expect(refused).to_contain_text(long)
    expect(card.event).to_have_value("Rang the client")
    card.page.reload()
    expect(card.event).to_have_value("Rang the client")
    expect(refused).to_contain_text(long)


def test_a_line_refused_while_the_next_is_typed_keeps_both(open_as, job):
    card = JobCard(open_as(), job).open()
    line = new_line(card)
    description = line.locator('[name="description"]')
    with card.tab.hold("POST", f"{card.path}cost-sets/actual/lines/"):
        description.fill("y" * 501)
        line.locator('[name="add-line"]').click()
        description.fill("Grinding")
    expect(line.locator("[data-waiting]")).to_contain_text("Not accepted")
    expect(description).to_have_value("Grinding")


def test_a_waiting_event_leaves_the_box_free_and_can_be_discarded(open_as, job, office):
    card = JobCard(open_as(), job).open()
    card.page.context.set_offline(True)
    for text in ("Rang the client", "Rang the supplier"):
        card.event.fill(text)
        card.event.press("Enter")
        expect(card.event).to_have_value("")
    expect(card.part(".composer [data-waiting]")).to_have_count(2)
    card.part(".composer [data-waiting]").filter(has_text="supplier").locator('[name="discard-waiting"]').click()
    expect(card.part(".composer [data-waiting]")).to_have_text(re.compile("Rang the client"))
    with card.tab.answer("POST", f"{card.path}events/", 201):
        card.page.context.set_offline(False)
    expect(card.part(".composer [data-waiting]")).to_have_count(0)
    assert [one["description"] for one in office.client.get(f"{card.path}events/").json["events"]] == ["Rang the client"]


def test_hours_without_a_rate_are_not_silently_added_at_zero(open_as, job):
    card = JobCard(open_as(), job).open()
    line = new_line(card)
    line.locator('[name="description"]').fill("Welding")
    line.locator('[name="quantity"]').fill("2.5")
    expect(line.get_by_role("status").filter(has_text="charge-out rate")).to_be_visible()
    line.locator('[name="add-line"]').click()
    expect(toast(card.tab, re.compile("2.50 h added at 0.00"))).to_be_visible()


def test_archiving_an_unpaid_job_shows_a_warning(open_as, office):
    first, second = office.make_job(name=unique("Unpaid")), office.make_job(name=unique("Unpaid"))
    card = JobCard(open_as(), first).open()
    card.input("status").select_option("archived")
    expect(toast(card.tab, "is archived but not paid")).to_be_visible()
    board = Board(card.tab).open()
    board.find(second)
    board.card(second).locator(".card__menu").click()
    board.page.get_by_role("menuitemradio", name="Archived").click()
    expect(toast(card.tab, "It is not paid")).to_be_visible()


def test_the_new_job_form_parses_input_like_the_card(open_as, office):
    tab = open_as(locale="de-DE")
    tab.go("#/jobs/new")
    form = tab.page.locator("form.new-job")
    name = unique("Blech")
    form.locator('[name="name"]').fill(name)
    form.locator('[name="price_cap"]').fill("1,250")
    form.locator('[name="delivery_date"]').focus()
    tab.page.keyboard.type("11110202")
    tab.page.keyboard.press("Tab")
    expect(form.locator('[data-question="delivery_date"]')).to_contain_text("202")
    tab.page.reload()
    expect(form.locator('[name="price_cap"]')).to_have_value("1,250")
    form.locator('[name="create"]').click()
    assert tab.changes == []
    form.locator('[data-question="price_cap"] [data-meant="1250"]').click()
    form.locator('[name="delivery_date"]').fill("2026-11-11")
    with tab.answer("POST", "/api/jobs/", 201) as made:
        form.locator('[name="create"]').click()
    job = made.value.json()
    assert (job["price_cap"], job["delivery_date"]) == ("1250.00", "2026-11-11")


def test_the_clear_button_of_a_picker_does_not_cover_an_arabic_name(open_as, job, office):
    contact = office.make_contact(office.customer, name="خالد الراشد")
    office.change(job["id"], contact_id=contact["id"])
    card = JobCard(open_as(), job).open()
    expect(card.input("contact_id")).to_have_value("خالد الراشد")
    room, cross = card.input("contact_id").evaluate(
        "(input) => [parseFloat(getComputedStyle(input).paddingRight), input.closest('jt-combobox').querySelector('.combobox__clear').getBoundingClientRect().width]")
    assert room >= cross > 0
