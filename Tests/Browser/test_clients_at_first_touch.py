"""Clients and contacts at first touch: they follow the changes of others, deletions are seen and can be undone, and no text is out of reach."""

import json
import re

import pytest
from playwright.sync_api import expect

from chromium import STREAM
from harness import ADMIN, OFFICE2, WORKSHOP, Bench, expect as expect_status, unique
from network import path_of
from page_objects import JobCard, toast

NEEDS = re.compile("need")


class ClientCard:
    """The page of one client in one tab."""

    def __init__(self, tab, customer):
        self.tab, self.page, self.customer = tab, tab.page, customer
        self.path = f"/api/clients/{customer['id']}/"
        self.root = self.page.locator(f'jt-client[data-client="{customer["id"]}"]')
        self.own = self.root.get_by_role("region", name="Client details")
        self.notice = self.root.locator('[data-kind="gone"]').first
        self.contacts = self.root.locator("[data-contact]")

    def open(self):
        self.tab.go(f"#/clients/{self.customer['id']}")
        expect(self.own.locator('[name="name"]')).to_have_value(re.compile("."))
        self.tab.expect_live()
        return self

    def contact(self, contact):
        return self.root.locator(f'[data-contact="{contact["id"]}"]')

    @property
    def names(self):
        return self.contacts.locator('[name="name"]')

    @property
    def outbox(self):
        return self.page.locator("[name=outbox]")


@pytest.fixture
def customer(office):
    return office.make_customer(unique("Harbour "))


@pytest.fixture
def card(open_as, customer):
    return ClientCard(open_as(), customer)


def delete(bench, path):
    return expect_status(bench.client.delete(path, if_match=bench.client.get(path).etag), 200)


def restore(bench, path, etag):
    return expect_status(bench.client.post(f"{path}restore/", {}, if_match=etag), 200)


def type_unsaved(card, field, text):
    """Types, and the save fails to reach the server."""
    card.tab.cut("PATCH", card.path)
    field.fill(text)


# ------------------------------------------------------------------------------------------------- unsaved text

def test_unsaved_text_of_a_deleted_client_is_saved_after_a_restore(card, colleague, names):
    card.open()
    type_unsaved(card, card.own.locator('[name="notes"]'), "Ring before seven")
    delete(colleague, card.path)
    expect(card.notice).to_contain_text(f"was deleted by {names[OFFICE2]}")
    expect(card.own.locator('[name="notes"]')).to_have_value("Ring before seven")
    card.tab.mend()
    with card.tab.answer("PATCH", card.path, 200):
        card.notice.get_by_role("button", name="Restore client").click()
    expect(card.root.locator("[data-banner] [role=alert]")).to_have_count(0)
    assert colleague.client.get(card.path).json["notes"] == "Ring before seven"
    expect(card.outbox.locator("[data-state]")).to_have_text("Live")


def test_unsaved_text_of_a_deleted_client_can_be_read_and_discarded_after_a_reload(card, colleague, names):
    card.open()
    type_unsaved(card, card.own.locator('[name="notes"]'), "Ring before seven")
    delete(colleague, card.path)
    expect(card.notice).to_be_visible()
    card.tab.mend()
    card.tab.go("#/")
    card.page.reload()
    expect(card.outbox.locator("[data-state]")).to_have_text(NEEDS)
    card.outbox.click()
    card.page.get_by_role("menuitem", name=card.customer["name"]).click()
    expect(card.notice).to_contain_text(f"was deleted by {names[OFFICE2]}")
    expect(card.notice.locator("[data-left]")).to_contain_text("Ring before seven")
    expect(card.notice.get_by_role("button", name="Copy my text")).to_be_visible()
    card.notice.get_by_role("button", name="Discard my text").click()
    card.page.get_by_role("dialog").get_by_role("button", name="Discard my text").click()
    expect(card.notice.locator("[data-left]")).to_have_count(0)
    expect(card.outbox.locator("[data-state]")).to_have_text("Live")


def test_unsaved_text_of_a_client_restored_after_a_reload_is_saved(card, colleague):
    card.open()
    type_unsaved(card, card.own.locator('[name="notes"]'), "Ring before seven")
    delete(colleague, card.path)
    expect(card.notice).to_be_visible()
    card.tab.mend()
    card.page.reload()
    card.notice.get_by_role("button", name="Restore client").click()
    expect(card.own.locator('[name="notes"]')).to_have_value("Ring before seven")
    expect(card.root.locator("[data-save-state]")).to_have_attribute("data-save-state", "clean")
    assert colleague.client.get(card.path).json["notes"] == "Ring before seven"


@pytest.mark.parametrize("is_reloaded", [False, True], ids=["at once", "after a reload"])
@pytest.mark.parametrize("end", ["restore", "discard"])
def test_unsaved_text_of_a_deleted_contact_is_shown_in_its_row(card, office, colleague, names, is_reloaded, end):
    contact = office.make_contact(card.customer, name="Kim Tait")
    path = f"{card.path}contacts/{contact['id']}/"
    card.open()
    row = card.contact(contact)
    card.tab.cut("PATCH", path)
    row.locator('[name="position"]').fill("Foreman")
    delete(colleague, path)
    expect(row.get_by_role("alert").first).to_contain_text(f"“Kim Tait” was deleted by {names[OFFICE2]}")
    card.tab.mend()
    if is_reloaded:
        card.page.reload()
        expect(row.get_by_role("alert").first).to_contain_text(f"“Kim Tait” was deleted by {names[OFFICE2]}")
    expect(row.locator('[name="position"]')).to_have_value("Foreman")
    if end == "restore":
        with card.tab.answer("PATCH", path, 200):
            row.get_by_role("button", name="Restore contact").click()
        expect(row.get_by_role("button", name="Restore contact")).to_have_count(0)
        assert colleague.client.get(path).json["position"] == "Foreman"
    else:
        row.get_by_role("button", name="Discard my text").click()
        card.page.get_by_role("dialog").get_by_role("button", name="Discard my text").click()
        expect(row).to_have_count(0)
    expect(card.outbox.locator("[data-state]")).to_have_text("Live")


def test_unsaved_text_of_a_contact_can_be_read_if_its_client_is_deleted_too(card, office, colleague):
    contact = office.make_contact(card.customer, name="Kim Tait")
    path = f"{card.path}contacts/{contact['id']}/"
    card.open()
    card.tab.cut("PATCH", path)
    card.contact(contact).locator('[name="position"]').fill("Foreman")
    delete(colleague, card.path)
    expect(card.notice).to_be_visible()
    card.tab.mend()
    card.page.reload()
    expect(card.notice.locator("[data-left]")).to_contain_text("Position of Kim Tait")
    expect(card.notice.locator("[data-left]")).to_contain_text("Foreman")
    card.notice.get_by_role("button", name="Restore client").click()
    expect(card.contact(contact).locator('[name="position"]')).to_have_value("Foreman")


def test_workshop_staff_can_read_and_discard_text_of_a_deleted_job(open_as, office, colleague):
    job = office.make_job(name=unique("Duct"))
    one = JobCard(open_as(WORKSHOP), job).open()
    one.tab.expect_live()
    one.event.fill("Measured 1950 twice")
    colleague.delete_job(job["id"])
    expect(one.banner.get_by_role("alert")).to_be_visible()
    one.page.reload()
    notice = one.page.locator('[data-kind="gone"]')
    expect(notice.locator("[data-left]")).to_contain_text("Measured 1950 twice")
    notice.get_by_role("button", name="Discard my text").click()
    one.page.get_by_role("dialog").get_by_role("button", name="Discard my text").click()
    expect(notice.locator("[data-left]")).to_have_count(0)
    one.page.locator("[name=outbox]").click()
    expect(one.page.get_by_role("menuitem", name="Everything is saved")).to_be_visible()


# --------------------------------------------------------------------------------------------------------------- live

def test_a_client_page_shows_changes_by_others(card, colleague):
    card.open()
    changed = colleague.client.patch(card.path, {"phone": "09 555 0142", "name": unique("Pier ")}, if_match=colleague.client.get(card.path).etag)
    expect(card.own.locator('[name="phone"]')).to_have_value("09 555 0142")
    expect(card.root.get_by_role("heading", level=1)).to_have_text(changed.json["name"])
    contact = colleague.make_contact(card.customer, name="Mo Lind")
    expect(card.names).to_have_count(1)
    path = f"{card.path}contacts/{contact['id']}/"
    expect_status(colleague.client.patch(path, {"phone": "021 555"}, if_match=contact["etag"]), 200)
    expect(card.contact(contact).locator('[name="phone"]')).to_have_value("021 555")
    gone = delete(colleague, path)
    expect(card.contacts).to_have_count(0)
    restore(colleague, path, gone.etag)
    expect(card.contacts).to_have_count(1)


def test_a_new_contact_moves_neither_the_caret_nor_the_text(card, office, colleague):
    office.make_contact(card.customer, name="Kim Tait")
    card.open()
    box = card.contacts.first.locator('[name="position"]')
    box.click()
    box.press_sequentially("Fore")
    colleague.make_contact(card.customer, name="Ann Arne")
    expect(card.names).to_have_count(2)
    card.page.keyboard.type("man")
    expect(card.root.locator('[data-contact] [name="position"]').nth(1)).to_have_value("Foreman")


def test_missed_changes_are_loaded_when_the_stream_is_back(card, colleague):
    card.open()
    card.page.context.set_offline(True)
    expect(card.outbox).not_to_have_attribute("data-live", "open")
    expect_status(colleague.client.patch(card.path, {"phone": "09 555 0142"}, if_match=colleague.client.get(card.path).etag), 200)
    colleague.make_contact(card.customer, name="Mo Lind")
    card.page.context.set_offline(False)
    expect(card.own.locator('[name="phone"]')).to_have_value("09 555 0142")
    expect(card.names).to_have_count(1)


def test_the_list_of_clients_shows_changes_by_others(open_as, colleague):
    word = unique("quay")
    tab = open_as()
    tab.go(f"#/clients?q={word}")
    expect(tab.page.get_by_text(f"No client has “{word}”")).to_be_visible()
    tab.expect_live()
    customer = colleague.make_customer(f"{word} Ltd")
    row = tab.page.locator(f'[data-client-row="{customer["id"]}"]')
    expect(row).to_be_visible()
    path = f"/api/clients/{customer['id']}/"
    now = expect_status(colleague.client.patch(path, {"phone": "09 555 0142"}, if_match=customer["etag"]), 200)
    expect(row).to_contain_text("09 555 0142")
    row.get_by_role("link").focus()
    expect_status(colleague.client.patch(path, {"phone": "09 555 0143"}, if_match=now.etag), 200)
    expect(row).to_contain_text("09 555 0143")
    expect(row.get_by_role("link")).to_be_focused()
    delete(colleague, path)
    expect(row).to_have_count(0)


def test_a_new_member_of_staff_can_be_assigned_at_once(open_as, server, job):
    admin = server.client(ADMIN)
    card = JobCard(open_as(), job).open()
    card.tab.expect_live()
    word = unique("Zoë ")
    with card.tab.answer("GET", "/api/staff/choices/"):
        person = expect_status(admin.post("/api/staff/", {
            "name": word, "email": f"{unique('zoe')}@example.com", "role": "workshop", "password": "a-good-long-password"}), 201).json
    card.part('[name="assign"]').click()
    card.page.get_by_role("menuitem", name=word).click()
    expect(card.part(".person")).to_have_text(re.compile(word))
    expect_status(admin.patch(f"/api/staff/{person['id']}/", {"name": f"{word} Brontë"}, if_match=person["etag"]), 200)
    expect(card.part(".person")).to_have_text(re.compile(f"{word} Brontë"))


# ----------------------------------------------------------------------------------------------------------- deleting

def ask_to_delete(card):
    card.root.get_by_role("button", name="Delete client").click()
    dialog = card.page.locator('dialog[data-dialog="ask"]')
    expect(dialog).to_be_visible()
    return dialog


def test_deleting_a_client_names_its_contacts_and_can_be_undone(open_as, card, office, colleague):
    office.make_contact(card.customer, name="Kim Tait")
    card.open()
    expect(card.names).to_have_count(1)
    # The stream is late, lost, or blocked by a proxy.
    deaf = ClientCard(open_as(is_deaf=True), card.customer)
    deaf.tab.go(f"#/clients/{card.customer['id']}")
    expect(deaf.names).to_have_count(1)
    colleague.make_contact(card.customer, name="Mo Lind")
    for one in (card, deaf):
        dialog = ask_to_delete(one)
        expect(dialog).to_contain_text("2 contacts will also be deleted: Kim Tait and Mo Lind.")
        if one is card:
            dialog.get_by_role("button", name="Cancel").click()
    dialog.get_by_role("button", name="Delete client").click()
    note = toast(deaf.tab, f"{card.customer['name']} was deleted.")
    expect(note).to_be_visible()
    expect_status(office.client.get(card.path), 404)
    note.get_by_role("button", name="Restore").click()
    expect(toast(deaf.tab, f"{card.customer['name']} was restored.")).to_be_visible()
    rows = expect_status(office.client.get(f"{card.path}contacts/"), 200).json["results"]
    assert [row["name"] for row in rows] == ["Kim Tait", "Mo Lind"]


def test_a_contact_added_during_the_question_is_named_in_a_new_question(card, colleague, office):
    card.open()
    dialog = ask_to_delete(card)
    expect(dialog).to_contain_text("A client with jobs cannot be deleted.")
    expect(dialog).not_to_contain_text("contact")
    colleague.make_contact(card.customer, name="Mo Lind")
    dialog.get_by_role("button", name="Delete client").click()
    expect(dialog).to_contain_text("It has changed in the meantime. 1 contact will also be deleted: Mo Lind.")
    expect_status(office.client.get(card.path), 200)
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    expect_status(office.client.get(card.path), 200)
    expect(card.outbox.locator("[data-state]")).to_have_text("Live")


def test_a_contact_can_be_restored_from_the_toast(card, office):
    contact = office.make_contact(card.customer, name="Kim Tait")
    card.open()
    card.contact(contact).get_by_role("button", name="Delete Kim Tait").click()
    card.page.locator('dialog[data-dialog="ask"]').get_by_role("button", name="Delete contact").click()
    expect(card.contact(contact)).to_have_count(0)
    expect(card.root.get_by_text("No contacts yet.")).to_be_visible()
    toast(card.tab, "Kim Tait was deleted.").get_by_role("button", name="Restore").click()
    expect(card.contact(contact).locator('[name="name"]')).to_have_value("Kim Tait")


def test_deleted_clients_are_listed_and_can_be_restored(open_as, office, customer):
    path = f"/api/clients/{customer['id']}/"
    delete(office, path)
    tab = open_as()
    tab.go("#/deleted")
    row = tab.page.locator(f'[data-deleted="{customer["id"]}"]')
    expect(row).to_contain_text(customer["name"])
    row.get_by_role("button", name="Restore").click()
    expect(row).to_have_count(0)
    expect_status(office.client.get(path), 200)


# ------------------------------------------------------------------------------------------------- names, focus, empty states

def test_a_new_client_starts_with_the_focus_in_its_name(open_as):
    tab = open_as()
    tab.go("#/clients")
    tab.page.get_by_role("link", name="New client").click()
    expect(tab.page.locator('form.new-job [name="name"]')).to_be_focused()
    tab.page.keyboard.type("Mareike")
    expect(tab.page.locator('form.new-job [name="name"]')).to_have_value("Mareike")


def test_an_empty_list_of_clients_says_so_and_links_to_the_form(open_as):
    tab = open_as(is_deaf=True)
    nobody = json.dumps({"results": [], "next": None})
    tab.intercept("GET", "/api/clients/", lambda route: route.fulfill(status=200, content_type="application/json", body=nobody))
    tab.go("#/clients")
    place = tab.page.locator("[data-list-state=empty]")
    expect(place).to_contain_text("There are no clients yet.")
    expect(place.get_by_role("link")).to_have_attribute("href", "#/clients/new")


def test_a_failed_list_of_clients_says_so_and_is_retried(open_as, customer, office):
    office.make_contact(customer, name="Kim Tait")
    tab = open_as(is_deaf=True)
    for path in ("/api/clients/", f"/api/clients/{customer['id']}/contacts/"):
        tab.cut("GET", path)
        tab.go("#/clients" if path == "/api/clients/" else f"#/clients/{customer['id']}")
        retry = tab.page.get_by_role("button", name="Try again").first
        expect(retry).to_be_visible()
        tab.mend()
        retry.click()
        expect(retry).to_have_count(0)
    expect(tab.page.locator('[data-contact] [name="name"]')).to_have_value("Kim Tait")


def test_a_name_keeps_its_own_writing_direction_everywhere(card, office, open_as):
    arabic = "ورشة النجارة"
    office.make_contact(card.customer, name=arabic)
    expect_status(office.client.patch(card.path, {"name": f"{arabic} {unique()}", "notes": arabic}, if_match=office.client.get(card.path).etag), 200)
    job = office.make_job(name=f"باب {unique()}", client_id=card.customer["id"], notes=arabic)
    card.open()
    card.root.locator('[name="new-contact"]').fill(arabic)
    direction = "box => getComputedStyle(box).direction"
    for selector in ('[aria-label="Client details"] [name="name"]', '[name="notes"]', '[data-contact] [name="name"]', '[name="new-contact"]'):
        assert card.root.locator(selector).first.evaluate(direction) == "rtl", selector
    expect(card.names).to_have_value(arabic)
    tab = JobCard(open_as(), job).open()
    for name in ("name", "notes", "client_id"):
        assert tab.input(name).evaluate(direction) == "rtl", name
    card.tab.go("#/clients")
    name = card.page.locator(f'[data-client-row="{card.customer["id"]}"] strong')
    expect(name).to_be_visible()
    assert name.evaluate(direction) == "rtl"


def test_unknown_event_types_do_not_stop_the_stream(card, colleague):
    """An older page, like any other subscriber, ignores events that it does not know."""
    card.tab.page.route(lambda url: path_of(url) == STREAM, lambda route: route.fulfill(
        status=200, content_type="text/event-stream", body='id: 1-x\n\nevent: weather\ndata: {"rain":true}\n\n: heartbeat\n\n'))
    card.tab.go(f"#/clients/{card.customer['id']}")
    expect(card.own.locator('[name="name"]')).to_have_value(card.customer["name"])
