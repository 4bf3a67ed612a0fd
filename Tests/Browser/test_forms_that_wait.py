"""Forms that create records: text typed while waiting for the response is not lost, and no record is created twice."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from harness import expect as expect_status, unique
from page_objects import JobCard, toast

FORM = "form.new-job"


def named(office, path, name):
    """The records of a list with this name."""
    return [one for one in expect_status(office.client.get(f"{path}?limit=100"), 200).json["results"] if one["name"] == name]


def without_network(tab):
    tab.page.context.set_offline(True)
    expect(tab.page.locator("[name=outbox]")).not_to_have_attribute("data-live", "open")


@contextmanager
def making(tab, path, name):
    """Sends the form for a record with this name, and releases the response after the block. Yields the records."""
    form = tab.page.locator(FORM)
    form.locator('[name="name"]').fill(name)
    with tab.hold("POST", path) as held, tab.answer("POST", path, 201) as made:
        with tab.asking("POST", path):
            form.locator('[name="create"]').click()
        yield form, made
        held.let_go()


def test_text_typed_while_a_new_client_is_sent_is_saved_on_it(open_as, office):
    tab, name = open_as(), unique("Quay ")
    tab.go("#/clients/new")
    with making(tab, "/api/clients/", name) as (form, made):
        form.locator('[name="address"]').fill("7 Pier Road")
        form.locator('[name="notes"]').fill("Ring before seven")
    path = f"/api/clients/{made.value.json()['id']}/"
    page = tab.page.locator("jt-client")
    expect(page.get_by_role("region", name="Client details").locator('[name="notes"]')).to_have_value("Ring before seven")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "clean")
    now = office.client.get(path).json
    assert (now["name"], now["address"], now["notes"]) == (name, "7 Pier Road", "Ring before seven")
    tab.go("#/clients/new")
    expect(form.locator('[name="name"]')).to_have_value("")


def test_text_typed_while_a_new_job_is_sent_is_saved_on_it(open_as, office):
    tab, name = open_as(), unique("Hood ")
    tab.go("#/jobs/new")
    with making(tab, "/api/jobs/", name) as (form, made):
        form.locator('[name="notes"]').fill("Ring before seven")
        form.locator('[name="price_cap"]').fill("1250.50")
    card = JobCard(tab, made.value.json())
    expect(card.input("notes")).to_have_value("Ring before seven")
    card.expect_saved()
    now = office.get_job(card.job["id"])
    assert (now["notes"], now["price_cap"]) == ("Ring before seven", "1250.50")
    tab.go("#/jobs/new")
    expect(form.locator('[name="name"]')).to_have_value("")


@pytest.mark.parametrize("place, path, state", [("#/clients/new", "/api/clients/", "#/clients"), ("#/jobs/new", "/api/jobs/", "#/")])
def test_a_record_created_offline_is_shown_as_waiting_and_created_once(open_as, office, place, path, state):
    tab, name = open_as(), unique("Quay ")
    tab.go(place)
    form = tab.page.locator(FORM)
    box = form.locator('[name="name"]')
    expect(box).to_be_focused()
    tab.expect_live()
    without_network(tab)
    box.fill(name)
    form.locator('[name="create"]').click()
    waiting = form.locator("[data-waiting]")
    expect(waiting).to_contain_text(name)
    expect(waiting).to_contain_text("Waiting for the network")
    expect(box).to_have_value("")
    # The text now in the form is the next record.
    form.locator('[name="notes"]').fill("Of another one")
    tab.go(state)
    expect(form).to_have_count(0)
    tab.go(place)
    expect(waiting).to_contain_text(name)
    expect(box).to_have_value("")
    expect(form.locator('[name="notes"]')).to_have_value("Of another one")
    box.fill(name)
    form.locator('[name="create"]').click()
    dialog = tab.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Does this replace")
    dialog.get_by_role("button", name="Yes, replace it").click()
    expect(waiting).to_have_count(1)
    with tab.answer("POST", path, 201):
        tab.page.context.set_offline(False)
    expect(waiting).to_have_count(0)
    assert [change.status for change in tab.sent("POST", path)].count(201) == 1
    found = named(office, path, name)
    assert len(found) == 1
    assert found[0]["notes"] == "Of another one"


def test_a_waiting_client_can_be_edited_and_is_sent_once(open_as, office):
    tab, name = open_as(), unique("Quay ")
    tab.go("#/clients/new")
    form = tab.page.locator(FORM)
    expect(form.locator('[name="name"]')).to_be_focused()
    tab.expect_live()
    without_network(tab)
    form.locator('[name="name"]').fill(name)
    form.locator('[name="create"]').click()
    form.locator('[name="edit-waiting"]').click()
    expect(form.locator('[name="name"]')).to_have_value(name)
    expect(form.locator("[data-waiting]")).to_have_count(0)
    tab.page.context.set_offline(False)
    tab.page.reload()
    expect(form.locator('[name="name"]')).to_have_value(name)
    form.locator('[name="phone"]').fill("09 555 0142")
    with tab.answer("POST", "/api/clients/", 201):
        form.locator('[name="create"]').click()
    expect(tab.page.locator("jt-client h1")).to_have_text(name)
    assert [one["phone"] for one in named(office, "/api/clients/", name)] == ["09 555 0142"]


def test_a_refused_client_returns_to_the_form_with_later_text(open_as):
    tab = open_as()
    tab.go("#/clients/new")
    form = tab.page.locator(FORM)
    form.locator('[name="name"]').fill(unique("Quay "))
    form.locator('[name="email"]').fill("not an address")
    with tab.hold("POST", "/api/clients/") as held, tab.answer("POST", "/api/clients/", 400):
        with tab.asking("POST", "/api/clients/"):
            form.locator('[name="create"]').click()
        form.locator('[name="notes"]').fill("Ring before seven")
        held.let_go()
    expect(form.locator('[data-field="email"] .field__error')).not_to_be_empty()
    expect(form.locator("[data-waiting]")).to_have_count(0)
    tab.page.reload()
    expect(form.locator('[name="email"]')).to_have_value("not an address")
    expect(form.locator('[name="notes"]')).to_have_value("Ring before seven")
    tab.page.locator("[name=outbox]").click()
    expect(tab.page.get_by_role("menuitem")).to_have_text([re.compile("A new client")])


def test_the_name_of_the_next_contact_is_kept_while_another_waits(open_as, office):
    customer = office.make_customer(unique("Harbour "))
    path = f"/api/clients/{customer['id']}/contacts/"
    tab = open_as()
    tab.go(f"#/clients/{customer['id']}")
    page = tab.page.locator("jt-client")
    box, waiting = page.locator('[name="new-contact"]'), page.locator("[data-waiting]")
    expect(page.get_by_text("No contacts yet.")).to_be_visible()
    tab.expect_live()
    without_network(tab)
    box.fill("Kontakt Eins")
    page.locator('[name="add-contact"]').click()
    expect(waiting).to_contain_text("Kontakt Eins")
    expect(box).to_have_value("")
    box.fill("Kontakt Zwei")
    with tab.answer("POST", path, 201):
        tab.page.context.set_offline(False)
    expect(waiting).to_have_count(0)
    expect(page.locator('[data-contact] [name="name"]')).to_have_value("Kontakt Eins")
    expect(box).to_have_value("Kontakt Zwei")
    tab.page.reload()
    expect(box).to_have_value("Kontakt Zwei")
    assert [one["name"] for one in office.client.get(path).json["results"]] == ["Kontakt Eins"]


def test_a_client_created_in_a_field_is_created_once_and_replaces_no_later_choice(open_as, office):
    tab, name = open_as(), unique("Quay ")
    other = office.make_customer(unique("Harbour "))
    tab.go("#/jobs/new")
    form = tab.page.locator(FORM)
    box = form.get_by_role("combobox", name="Client")
    box.fill(name)
    option = tab.page.get_by_role("option", name=f"New client “{name}”")
    expect(option).to_be_visible()
    with tab.hold("POST", "/api/clients/") as held, tab.answer("POST", "/api/clients/", 201):
        with tab.asking("POST", "/api/clients/"):
            option.click()
        box.press("Tab")
        expect(form.locator("[data-making]")).to_contain_text(name)
        expect(form.get_by_role("button", name="New client")).to_have_count(0)
        form.locator('[name="name"]').fill("A hood")
        form.locator('[name="create"]').click()
        assert tab.sent("POST", "/api/jobs/") == [], "no job is created without the client that is being created"
        box.fill(other["name"])
        tab.page.get_by_role("option", name=other["name"], exact=True).click()
        held.let_go()
    expect(toast(tab, f"The client “{name}” was created")).to_be_visible()
    expect(box).to_have_value(other["name"])
    assert len(tab.sent("POST", "/api/clients/")) == 1
    assert len(named(office, "/api/clients/", name)) == 1


@pytest.mark.parametrize("how", ["Backspace", "Keep"])
def test_the_contact_stays_if_the_client_is_unchanged(open_as, office, how):
    customer = office.make_customer(unique("Harbour "))
    contact = office.make_contact(customer, name=unique("Kim "))
    tab = open_as()
    tab.go("#/jobs/new")
    form = tab.page.locator(FORM)
    form.locator('[name="name"]').fill("A hood")
    box, second = form.get_by_role("combobox", name="Client"), form.get_by_role("combobox", name="Contact")
    box.fill(customer["name"])
    tab.page.get_by_role("option", name=customer["name"], exact=True).click()
    second.click()
    tab.page.get_by_role("option", name=contact["name"]).click()
    box.press("End")
    box.press_sequentially("x")
    if how == "Backspace":
        box.press("Backspace")
        box.press("Tab")
    else:
        box.press("Tab")
        form.get_by_role("button", name=f"Keep {customer['name']}").click()
    expect(box).to_have_value(customer["name"])
    expect(second).to_have_value(contact["name"])
    tab.page.reload()
    expect(second).to_have_value(contact["name"])
    with tab.answer("POST", "/api/jobs/", 201) as made:
        form.locator('[name="create"]').click()
    job = office.get_job(made.value.json()["id"])
    assert (job["client_id"], job["contact_id"]) == (customer["id"], contact["id"])
