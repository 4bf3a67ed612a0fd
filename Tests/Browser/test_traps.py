"""Known mistakes of other front ends, each under its name in the list."""

import re

import pytest
from playwright.sync_api import expect

from harness import OFFICE, OFFICE2, WORKSHOP, unique
from page_objects import Board, JobCard


def test_two_autosaves_of_one_page_do_not_conflict(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    with card.saving("notes", "The first autosave.") as held:
        card.type("order_number", "PO-2")
        card.type("priority", "5")
        card.input("priority").press("Enter")
        expect(card.input("notes")).to_have_value("The first autosave.")
        with tab.answer("PATCH", card.path, 200):
            held.let_go()
    card.expect_saved()
    sent = tab.sent("PATCH", card.path)
    assert [change.status for change in sent] == [200] * len(sent), "none of them is refused"
    now = office.get_job(job["id"])
    assert (now["notes"], now["order_number"], now["priority"]) == ("The first autosave.", "PO-2", 5)


def test_only_one_change_of_a_job_is_pending_and_its_buttons_are_disabled(open_as, job, office):
    office.add_line(job["id"], "quote")
    tab = open_as()
    card = JobCard(tab, job).open()
    card.show_costs("quote")
    expect(card.part('[name="accept-quote"]')).to_be_enabled()
    with card.saving("notes", "Under way.") as held:
        for name in ("accept-quote", "add-event", "add-line", "revise-quote"):
            expect(card.part(f'[name="{name}"]')).to_be_disabled()
        held.let_go()
    expect(card.part('[name="accept-quote"]')).to_be_enabled()


def test_text_typed_during_a_save_is_sent_next_with_the_new_tag(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    with card.saving("notes", "Cut") as held:
        card.input("notes").press("End")
        card.input("notes").press_sequentially(" it.")
        held.let_go()
    card.expect_saved()
    expect(card.input("notes")).to_have_value("Cut it.")
    assert office.get_job(job["id"])["notes"] == "Cut it."
    first, second = tab.sent("PATCH", card.path)
    assert (first.body, second.body) == ({"notes": "Cut"}, {"notes": "Cut it."})
    assert (first.status, second.status) == (200, 200)


def test_a_late_response_does_not_restore_an_old_tag(open_as, job, office, colleague):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.expect_live()
    late = []
    tab.intercept("GET", card.path, lambda route: late.append((route, route.fetch())), 1)
    with tab.asking("GET", card.path):
        colleague.change(job["id"], order_number="PO-2")
    # The server has responded with the second version; before the test sees that, the page creates a third.
    with tab.answer("PATCH", card.path, 200) as saved:
        card.type("notes", "Cut the black sheet first.")
        card.save()
    card.expect_saved()
    route, answer = late[0]
    assert answer.headers["etag"] not in (job["etag"], saved.value.headers["etag"])
    with tab.answer("GET", card.path, 200):
        route.fulfill(response=answer)
    with tab.answer("PATCH", card.path) as next_save:
        card.type("notes", "Cut the black sheet last.")
        card.save()
    assert next_save.value.request.headers["if-match"] == saved.value.headers["etag"]
    assert next_save.value.status == 200
    expect(card.input("notes")).to_have_value("Cut the black sheet last.")


@pytest.mark.parametrize("field, empty", [("notes", ""), ("order_number", None), ("delivery_date", None)])
def test_a_cleared_field_stays_cleared(open_as, office, colleague, field, empty):
    job = office.make_job(notes="Off with it.", order_number="PO-1", delivery_date="2027-01-31")
    tab = open_as(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], priority=3)
    with tab.answer("PATCH", card.path, 200) as merged:
        card.input(field).fill("")
        card.save()
    assert merged.value.request.post_data_json == {field: empty}
    card.expect_saved()
    assert office.get_job(job["id"])[field] == empty
    tab.page.reload()
    expect(card.input("name")).to_have_value(job["name"])
    expect(card.input(field)).to_have_value("")


@pytest.mark.parametrize("is_under_way", [False, True], ids=["not sent yet", "under way"])
def test_switching_jobs_never_saves_an_edit_to_the_wrong_job(open_as, job, office, is_under_way):
    other = office.make_job(notes="Of the other job.")
    tab = open_as()
    here, there = JobCard(tab, job).open(), JobCard(tab, other)
    with tab.hold("PATCH", here.path) as held:
        with tab.asking("PATCH", here.path):
            here.type("notes", "Of this job.")
            if is_under_way:
                here.save()
            else:
                tab.go(f"#/jobs/{other['id']}")
        if is_under_way:
            tab.go(f"#/jobs/{other['id']}")
        expect(there.input("notes")).to_have_value("Of the other job.")
        there.expect_saved()
        with tab.answer("PATCH", here.path, 200):
            held.let_go()
    expect(there.input("notes")).to_have_value("Of the other job.")
    there.expect_saved()
    assert tab.sent("PATCH", there.path) == []
    assert office.get_job(job["id"])["notes"] == "Of this job."
    assert office.get_job(other["id"])["etag"] == other["etag"]
    here.open()
    expect(here.input("notes")).to_have_value("Of this job.")


def test_going_back_and_forth_between_jobs_keeps_each_tag_to_its_job(open_as, job, office):
    other = office.make_job(notes="Of the other job.")
    tab = open_as()
    here, there = JobCard(tab, job).open(), JobCard(tab, other).open()
    there.type("notes", "Second.")
    tab.page.go_back()
    expect(here.input("notes")).to_have_value(job["notes"])
    here.type("notes", "First.")
    tab.page.go_forward()
    expect(there.input("notes")).to_have_value("Second.")
    there.expect_saved()
    here.open()
    here.expect_saved()
    for change in tab.changes:
        assert change.path.split("/")[3] in change.if_match, f"a tag of another job: {change}"
    assert office.get_job(job["id"])["notes"] == "First."
    assert office.get_job(other["id"])["notes"] == "Second."


def test_presence_does_not_vanish_when_a_tab_is_hidden(open_as, job, names):
    mine, hidden = JobCard(open_as(OFFICE), job).open(), open_as(OFFICE2)
    ended = []
    hidden.page.on("requestfinished", lambda request: ended.append(request.url))
    hidden.page.on("requestfailed", lambda request: ended.append(request.url))
    JobCard(hidden, job).open()
    hidden.expect_live()
    first_name = names[OFFICE2].split()[0]
    mine.expect_others(re.compile(f"{first_name} is here"))
    hidden.page.evaluate("""() => {
        for (const [name, value] of [['visibilityState', 'hidden'], ['hidden', true]]) Object.defineProperty(document, name, { get: () => value })
        document.dispatchEvent(new Event('visibilitychange'))
        window.dispatchEvent(new Event('blur'))
    }""")
    # A third person comes and goes: everyone is notified of both, and people who have left are off the list by then.
    third = open_as(WORKSHOP)
    JobCard(third, job).open()
    mine.expect_others(re.compile(f"{first_name}.* and .* are here|.* and {first_name} are here"))
    Board(third).open()
    mine.expect_others(re.compile(f"{first_name} is here"))
    assert [url for url in ended if "/changes/stream" in url] == []


def test_back_shows_the_board_unchanged(open_as):
    tab = open_as()
    board = Board(tab).open()
    column = board.column("approved")
    body = column.locator(".column__body")
    expect(column.locator(".card").nth(9)).to_be_attached()
    body.evaluate("(body) => new Promise((resolve) => { body.onscroll = () => resolve(); body.scrollTop = 640 })")
    tab.page.get_by_role("searchbox").focus()
    job = {"id": column.locator(".card").nth(9).get_attribute("data-job")}
    board.link(job).click()
    expect(JobCard(tab, job).input("status")).to_have_value("approved")
    tab.page.go_back()
    expect(board.card(job)).to_be_visible()
    assert body.evaluate("(body) => body.scrollTop") == 640


def test_an_event_entered_during_another_save_is_added_afterwards(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    with card.saving("notes", "On its way.") as held:
        card.event.fill("Rang about the delivery")
        card.event.press("Enter")
        card.event.press("Enter")
        expect(card.part("#event-hint")).to_have_text("Will be added once the other change is saved")
        with tab.answer("POST", f"{card.path}events/", 201):
            held.let_go()
    expect(card.events).to_have_text(["Rang about the delivery"])
    expect(card.event).to_have_value("")
    # It may name the version before the notes, be refused, and be sent again automatically; it is recorded once.
    assert [change.status for change in tab.sent("POST", f"{card.path}events/")].count(201) == 1
    assert len(office.client.get(f"{card.path}events/").json["events"]) == 1
    assert office.get_job(job["id"])["notes"] == "On its way."


def test_a_client_that_was_typed_but_not_selected_is_asked_about(open_as, job, office):
    tab = open_as()
    name = unique("Zephyr Kitchens ")
    tab.go("#/jobs/new")
    form = tab.page.locator("jt-new-job")
    form.get_by_label("Name").fill("A hood")
    typed = form.get_by_role("combobox", name="Client")
    typed.fill(name)
    typed.press("Tab")
    expect(form.locator(".combobox__unchosen")).to_contain_text(f"“{name}” does not match any client.")
    expect(typed).to_have_value(name)
    form.get_by_role("button", name="Create job").click()
    expect(form.get_by_role("button", name="New client")).to_be_focused()
    assert tab.sent("POST", "/api/jobs/") == [], "no job is created without the typed client"
    form.get_by_role("button", name="New client").click()
    expect(form.locator(".combobox__unchosen")).to_have_count(0)
    with tab.answer("POST", "/api/jobs/", 201) as created:
        form.get_by_role("button", name="Create job").click()
    assert office.get_job(created.value.json()["id"])["client"]["name"] == name


def test_the_previous_client_stays_only_if_the_person_says_so(open_as, office):
    customer = office.make_customer()
    job = office.make_job(client_id=customer["id"])
    tab = open_as()
    card = JobCard(tab, job).open()
    picked = card.input("client_id")
    picked.fill("Brand New")
    card.input("notes").focus()
    expect(picked).to_have_value("Brand New")
    card.part(".combobox__unchosen").get_by_role("button", name=f"Keep {customer['name']}").click()
    expect(picked).to_have_value(customer["name"])
    assert tab.sent("PATCH", card.path) == []
