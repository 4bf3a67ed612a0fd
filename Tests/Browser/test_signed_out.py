"""A session that ends in the middle of work: typed text stays, and is sent as soon as the same person signs in again."""

import pytest
from playwright.sync_api import expect

from harness import OFFICE2, expect as expect_status, unique
from page_objects import Board, JobCard, sign_in


@pytest.fixture
def newcomer(admin):
    """A person in the office whom only this test uses."""
    email = f"{unique('new')}@example.com"
    body = {"name": unique("Newcomer "), "email": email, "role": "office", "password": "first-password"}
    return expect_status(admin.client.post("/api/staff/", body), 201).json


def again(tab):
    return tab.page.get_by_role("dialog", name="Sign in again")


def test_signing_in_and_out_works(open_as, names):
    tab = open_as(None)
    tab.go()
    sign_in(tab.page, OFFICE2)
    expect(tab.page.get_by_role("button", name=f"{names[OFFICE2]}, account")).to_be_visible()
    Board(tab).open()
    tab.page.get_by_role("button", name="account").click()
    tab.page.get_by_role("menuitem", name="Sign out").click()
    expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(tab.page.locator(".card")).to_have_count(0)


def test_a_wrong_password_shows_an_error_and_keeps_the_address(open_as):
    tab = open_as(None)
    tab.go()
    form = tab.page.locator("jt-sign-in")
    form.get_by_label("E-mail").fill(OFFICE2)
    form.get_by_label("Password").fill("not-the-password")
    form.get_by_role("button", name="Sign in").click()
    expect(form.get_by_role("alert")).not_to_be_empty()
    expect(form.get_by_label("E-mail")).to_have_value(OFFICE2)
    expect(form.get_by_role("button", name="Sign in")).to_be_enabled()


def test_a_password_changed_by_an_admin_ends_the_session_without_losing_text(open_as, job, office, admin, newcomer):
    tab = open_as(None, is_deaf=True)
    tab.go()
    sign_in(tab.page, newcomer["email"], "first-password")
    card = JobCard(tab, job).open()
    answer = admin.client.patch(f"/api/staff/{newcomer['id']}/", {"password": "second-password"}, if_match=newcomer["etag"])
    expect_status(answer, 200)

    card.event.fill("An event that was not sent yet.")
    card.type("notes", "Typed after the sign-in had ended.")
    card.expect_state("signed-out")
    expect(again(tab)).to_be_visible()
    assert office.get_job(job["id"])["etag"] == job["etag"]

    sign_in(tab.page, None, "second-password")
    expect(again(tab)).to_have_count(0)
    card.expect_saved()
    expect(card.input("notes")).to_have_value("Typed after the sign-in had ended.")
    expect(card.event).to_have_value("An event that was not sent yet.")
    assert office.get_job(job["id"])["notes"] == "Typed after the sign-in had ended."
    assert office.changes(job["id"])[0]["by"]["id"] == newcomer["id"]


def test_signing_out_in_another_tab_asks_to_sign_in_here_and_keeps_the_text(open_as, job, office, newcomer):
    first = open_as(None)
    first.go()
    sign_in(first.page, newcomer["email"], "first-password")
    card = JobCard(first, job).open()
    first.expect_live()
    first.cut("PATCH", card.path)
    card.type("notes", "Typed in the tab that was left open.")
    card.expect_state("waiting")
    second = first.another()
    Board(second).open()
    second.page.get_by_role("button", name="account").click()
    second.page.get_by_role("menuitem", name="Sign out").click()
    expect(second.page.get_by_role("heading", name="Sign in")).to_be_visible()

    # The first tab sends nothing: its stream has ended with the session.
    expect(again(first)).to_be_visible()
    expect(card.input("notes")).to_have_value("Typed in the tab that was left open.")
    first.mend()
    sign_in(first.page, newcomer["email"], "first-password")
    card.expect_saved()
    assert office.get_job(job["id"])["notes"] == "Typed in the tab that was left open."


def test_what_one_person_typed_is_never_sent_as_another(open_as, job, office, newcomer, names):
    first = open_as(None)
    first.go()
    sign_in(first.page, newcomer["email"], "first-password")
    card = JobCard(first, job).open()
    with first.hold("PATCH", card.path) as held:
        # Held, so that it is unsaved when another person takes over the browser.
        card.type("notes", "Typed by the newcomer.")
        card.save()
        second = first.another()
        Board(second).open()
        second.page.get_by_role("button", name="account").click()
        second.page.get_by_role("menuitem", name="Sign out").click()
        sign_in(second.page, OFFICE2)
        held.lose()
    own = JobCard(second, job).open()
    expect(own.input("notes")).to_have_value(job["notes"])
    expect(own.part("[data-save-state]")).to_have_attribute("data-save-state", "clean")
    first.page.bring_to_front()
    first.page.reload()
    expect(first.page.get_by_role("button", name=f"{names[OFFICE2]}, account")).to_be_visible()
    assert office.get_job(job["id"])["etag"] == job["etag"], "no request was sent as another person"
