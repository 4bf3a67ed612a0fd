"""Unsaved text survives whatever happens to the tab, including the last keystrokes."""

import os
import re
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from chromium import ARGUMENTS, Tab, executable
from conftest import SETTINGS
from harness import OFFICE, unique
from network import Held
from page_objects import Board, JobCard, sign_in
from signals import file_with, told


def write_everything(card, text):
    """Also types into all inputs that are not fields of the job itself."""
    card.type("notes", text)
    card.event.fill(f"{text} (event)")
    card.part('[data-new-line="quote"] [name="description"]').fill(f"{text} (line)")
    card.expect_state("waiting")


def expect_everything(card, text):
    expect(card.input("notes")).to_have_value(text)
    expect(card.event).to_have_value(f"{text} (event)")
    expect(card.part('[data-new-line="quote"] [name="description"]')).to_have_value(f"{text} (line)")


@pytest.mark.essential
def test_unsaved_text_survives_a_reload(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.cut("PATCH", card.path)
    write_everything(card, "Typed before the reload.")
    tab.page.reload()
    expect_everything(card, "Typed before the reload.")
    tab.mend()
    card.save()
    card.expect_saved()
    expect_everything(card, "Typed before the reload.")
    assert office.get_job(job["id"])["notes"] == "Typed before the reload."
    # Sent when the page is left, and again by the next page, which cannot know that it arrived.
    assert len(office.changes(job["id"])) == 2, "it is created only once"


def test_unsaved_text_is_sent_after_a_reload_with_its_original_tag(open_as, job, office, colleague):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.cut("PATCH", card.path)
    card.type("notes", "Cut the black sheet first.")
    card.expect_state("waiting")
    colleague.change(job["id"], notes="Cut the red sheet first.")
    tab.page.reload()
    expect(card.input("notes")).to_have_value("Cut the black sheet first.")
    with tab.answer("PATCH", card.path) as refusal:
        tab.mend()
        tab.page.evaluate("window.dispatchEvent(new Event('online'))")
    assert refusal.value.request.headers["if-match"] == job["etag"]
    card.expect_state("conflict")
    assert office.get_job(job["id"])["notes"] == "Cut the red sheet first."


def test_unsaved_text_survives_a_crash_of_the_tab(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.cut("PATCH", card.path)
    write_everything(card, "Typed before the crash.")
    with tab.page.expect_event("crash"), pytest.raises(Error, match="crash"):
        tab.page.goto("chrome://crash")
    second = tab.another()
    restored = JobCard(second, job).open()
    restored.expect_saved()
    expect_everything(restored, "Typed before the crash.")
    assert office.get_job(job["id"])["notes"] == "Typed before the crash."


def test_a_change_of_a_closed_tab_without_a_response_is_made_once(open_as, job, office):
    tab = open_as()
    card = JobCard(tab, job).open()
    text, path = unique("Sheet has arrived "), f"{card.path}events/"
    held = Held(tab)
    tab.intercept("POST", path, held.take, 1)
    with tab.asking("POST", path):
        card.event.fill(text)
        card.event.press("Enter")
    assert held.route.fetch().status == 201
    second = tab.another()
    tab.page.close()
    with second.answer("POST", path) as answer:
        second.go()
    assert answer.value.headers["idempotency-replayed"] == "true"
    restored = JobCard(second, job).open()
    expect(restored.events).to_have_text([text])
    expect(second.page.locator("[name=outbox] [data-state]")).to_have_text("Live")
    notes = [event for event in office.client.get(path).json["events"] if event["kind"] == "note"]
    assert len(notes) == 1


@pytest.mark.parametrize("leave", ["to another place", "to another site", "by closing the tab"])
def test_the_last_keystrokes_before_leaving_are_sent(open_as, job, office, leave):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.expect_live()
    with told(tab.server, job):
        card.input("notes").press("End")
        card.input("notes").press_sequentially(" The last words.")
        if leave == "to another place":
            tab.go("#/clients")
        elif leave == "to another site":
            tab.page.goto("about:blank")
        else:
            with tab.page.expect_event("close"):
                tab.page.close(run_before_unload=True)
    assert office.get_job(job["id"])["notes"] == f"{job['notes']} The last words."


@pytest.mark.parametrize("is_killed", [False, True], ids=["closed", "killed"])
def test_unsaved_text_survives_a_killed_browser(playwright, server, tmp_path, job, office, is_killed):
    text = unique("Typed before the end of the browser ")
    with profile(playwright, tmp_path, server) as (tab, context):
        card = write_offline(tab, context, job, text)
        if is_killed:
            # At once: Chromium writes localStorage some seconds later, so it is lost, and with it the signed-in person.
            [journal] = (tmp_path / "profile" / "Default" / "IndexedDB").glob("*.leveldb")
            file_with(journal, f"{text} (line)")
            kill(tmp_path / "profile")
            shutil.rmtree(tmp_path / "profile" / "Default" / "Local Storage")
    assert office.get_job(job["id"])["etag"] == job["etag"]
    with profile(playwright, tmp_path, server) as (tab, context):
        if is_killed:
            # The sign-in cookie is written even later, so it is usually lost.
            context.clear_cookies()
            tab.go()
            sign_in(tab.page, OFFICE)
        card = JobCard(tab, job).open()
        expect_everything(card, text)
        card.expect_state("clean")
    assert office.get_job(job["id"])["notes"] == text


def test_saved_text_is_not_restored_from_the_journal(playwright, server, tmp_path, job, office):
    """The journal has the typed text and its removal; localStorage on disk may be older than both."""
    text = unique("Typed and saved ")
    disk, stale = (tmp_path / name for name in ("profile", "stale"))
    with profile(playwright, tmp_path, server) as (tab, context):
        card = write_offline(tab, context, job, text)
        file_with(disk / "Default" / "Local Storage" / "leveldb", f"{text} (line)")
        shutil.copytree(disk / "Default" / "Local Storage", stale)
        context.set_offline(False)
        card.expect_saved()
        with tab.answer("POST", f"{card.path}events/", 201):
            card.event.press("Enter")
        expect(card.event).to_have_value("")
        card.part('[data-new-line="quote"] [name="description"]').fill("")
        # The change in progress, and the one waiting for it.
        for _ in range(2):
            tab.page.evaluate(JOURNAL_IS_WRITTEN)
    shutil.rmtree(disk / "Default" / "Local Storage")
    stale.rename(disk / "Default" / "Local Storage")
    etag = office.get_job(job["id"])["etag"]
    with profile(playwright, tmp_path, server) as (tab, context):
        card = JobCard(tab, job).open()
        expect(card.events).to_have_text([f"{text} (event)"])
        card.expect_state("clean")
        expect(card.event).to_have_value("")
        expect(card.part('[data-new-line="quote"] [name="description"]')).to_have_value("")
        assert tab.changes == []
    assert office.get_job(job["id"])["etag"] == etag


# Transactions on one store run in the order in which they were started.
JOURNAL_IS_WRITTEN = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open('jobtag', 1)
  request.onerror = () => reject(request.error)
  request.onsuccess = () => {
    const transaction = request.result.transaction('journal', 'readwrite')
    transaction.objectStore('journal').count()
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  }
})"""


def write_offline(tab, context, job, text):
    """Signs in, opens a card, and types into all its inputs without a network."""
    tab.go()
    sign_in(tab.page, OFFICE)
    card = JobCard(tab, job).open()
    context.set_offline(True)
    write_everything(card, text)
    return card


@contextmanager
def profile(playwright, folder: Path, server):
    """A separate browser with a persistent profile."""
    context = playwright.chromium.launch_persistent_context(
        folder / "profile", executable_path=executable(), args=ARGUMENTS, **SETTINGS)
    try:
        yield Tab(context.pages[0], server), context
    finally:
        context.close()


def kill(folder: Path) -> None:
    """Kills the browser of this profile, like a power cut. Its lock names the process: `<host>-<id>`."""
    os.kill(int(os.readlink(folder / "SingletonLock").rpartition("-")[2]), signal.SIGKILL)


def test_an_unfinished_new_job_survives_a_reload(open_as, office):
    tab = open_as()
    customer = office.make_customer()
    tab.go("#/jobs/new")
    form = tab.page.locator("jt-new-job")
    form.get_by_label("Name").fill("A half-written job")
    form.get_by_role("combobox", name="Client").fill(customer["name"])
    tab.page.get_by_role("option", name=customer["name"], exact=True).click()
    form.get_by_label("Description").fill("Six metres of it")
    tab.page.reload()
    expect(form.get_by_label("Name")).to_have_value("A half-written job")
    expect(form.get_by_role("combobox", name="Client")).to_have_value(customer["name"])
    expect(form.get_by_label("Description")).to_have_value("Six metres of it")
    with tab.answer("POST", "/api/jobs/", 201) as created:
        form.get_by_role("button", name="Create job").dblclick()
    job = created.value.json()
    expect(JobCard(tab, job).input("name")).to_have_value("A half-written job")
    assert len(tab.sent("POST", "/api/jobs/")) == 1
    tab.go("#/jobs/new")
    expect(form.get_by_label("Name")).to_have_value("")


def test_text_of_another_open_tab_is_not_taken_over(open_as, job):
    first = open_as()
    card = JobCard(first, job).open()
    first.cut("PATCH", card.path)
    card.type("notes", "Typed in the first tab.")
    card.expect_state("waiting")
    second = first.another()
    Board(second).open()
    other = JobCard(second, job).open()
    expect(other.input("notes")).to_have_value(job["notes"])
    assert second.changes == [], "another tab does not take over the changes of an open tab"
    card.expect_state("waiting")
    expect(first.page.locator("[name=outbox] [data-state]")).to_have_text(re.compile("waiting"))
