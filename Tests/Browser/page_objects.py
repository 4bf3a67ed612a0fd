"""What people see and use: the job card, the conflict dialog, the board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from chromium import Tab
from harness import PASSWORD
from network import Held

SENTENCE = "This job was updated by another user. We reloaded the latest data. Please re-apply your changes."


class JobCard:
    """The card of one job in one tab."""

    def __init__(self, tab: Tab, job: dict) -> None:
        self.tab, self.page, self.job = tab, tab.page, job
        self.path = f"/api/jobs/{job['id']}/"
        self.root = self.page.locator(f'jt-job[data-job="{job["id"]}"]')
        self.conflict = ConflictDialog(tab)

    def open(self) -> "JobCard":
        with self.tab.answer("GET", self.path):
            self.tab.go(f"#/jobs/{self.job['id']}")
        expect(self.input("name")).to_have_value(re.compile("."))
        return self

    @contextmanager
    def saving(self, field: str, text: str) -> Iterator[Held]:
        """A change in progress: it is released at the end at the latest."""
        with self.tab.hold("PATCH", self.path) as held:
            with self.tab.asking("PATCH", self.path):
                self.type(field, text)
            yield held

    def part(self, selector: str) -> Locator:
        return self.root.locator(selector)

    # -- fields

    def field(self, name: str) -> Locator:
        return self.part(f'[data-field="{name}"]')

    def input(self, name: str) -> Locator:
        return self.field(name).locator(f'[name="{name}"]')

    def type(self, name: str, text: str) -> None:
        self.input(name).fill(text)

    def incoming(self, name: str) -> Locator:
        """The mark for another person's change of a field with unsaved text."""
        return self.part(f'[data-incoming="{name}"]')

    def save(self) -> None:
        """Saves now, with the key; it does not matter if the field has already started to save."""
        self.page.keyboard.press("Control+s")

    def expect_state(self, state: str) -> None:
        expect(self.part("[data-save-state]")).to_have_attribute("data-save-state", state)

    def expect_saved(self) -> None:
        self.expect_state("clean")

    def expect_others(self, text: str | re.Pattern[str]) -> None:
        """The other people who have this job open."""
        expect(self.part("[data-presence]")).to_have_text(text)

    # -- other actions

    @property
    def event(self) -> Locator:
        return self.part('[name="event"]')

    @property
    def events(self) -> Locator:
        return self.part(".events__entry.is-note .events__text")

    @property
    def banner(self) -> Locator:
        return self.part("[data-banner]")

    def show_costs(self, kind: str) -> None:
        """Skips a set that is already shown: choosing it loads the costs again, possibly after the next step of the test."""
        tab, panel = self.part(f'[data-tab="{kind}"]'), self.part(".costs [data-panel]")
        expect(panel).to_have_attribute("data-shown", re.compile("."))
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
        expect(panel).to_have_attribute("data-shown", kind)
        expect(self.part(f'[data-new-line="{kind}"] [name="description"]')).to_be_visible()

    def line(self, line: dict) -> Locator:
        return self.part(f'[data-line="{line["id"]}"]')

    def show_history(self) -> None:
        with self.tab.answer("GET", f"{self.path}changes/"):
            self.part('[data-view="changes"]').click()

    def choose_client(self, name: str) -> None:
        """Chooses a client as people do: types, and takes the match."""
        self.input("client_id").fill(name)
        option = self.page.get_by_role("option", name=name)
        expect(option).to_be_visible()
        option.click()

    def menu(self, item: str) -> None:
        self.part('[name="job-menu"]').click()
        self.page.get_by_role("menuitem", name=item).click()


class ConflictDialog:
    """The conflict dialog."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.root = tab.page.locator('dialog[data-dialog="conflict"]')
        self.message = self.root.locator("#conflict-message")
        self.changes = self.root.locator(".conflict__changes li")
        self.again = self.root.locator(".conflict__again")

    def expect_open(self, *, by: str) -> None:
        expect(self.message).to_have_text(SENTENCE)
        expect(self.changes.filter(has_text=by).first).to_be_visible()

    def expect_closed(self) -> None:
        expect(self.root).to_have_count(0)

    def side(self, field: str, side: str) -> Locator:
        """`base`, `theirs`, `mine`, or the `difference` between the last two."""
        return self.root.locator(f'[data-clash="{field}"] [data-side="{side}"] .difference')

    def choose(self, field: str, choice: str, text: str | None = None) -> None:
        clash = self.root.locator(f'[data-clash="{field}"]')
        clash.locator(f'[data-choice="{choice}"]').check()
        if text is not None:
            clash.locator(f'[data-edit="{field}"]').fill(text)

    def reapply(self) -> None:
        self.root.locator('[name="reapply"]').click()

    def press(self, name: str) -> None:
        self.root.locator(f'[name="{name}"]').click()


class Board:
    """The board in one tab."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.page = tab, tab.page
        self.summary = self.page.locator("jt-board [data-summary]")
        self.conflict = ConflictDialog(tab)

    def open(self) -> "Board":
        self.tab.go("#/")
        expect(self.summary).to_have_text(re.compile(r"\d+ job"))
        return self

    def find(self, *jobs: dict) -> None:
        """Filters the board by the first word of job names, so that their cards are in view."""
        word = jobs[0]["name"].split()[0]
        self.page.get_by_role("searchbox").fill(word)
        # The search may load late, and then all cards move: wait for it before aiming at one.
        expect(self.page.locator(".card").filter(has_not_text=word)).to_have_count(0)
        for job in jobs:
            expect(self.card(job)).to_be_visible()

    def card(self, job: dict) -> Locator:
        return self.page.locator(f'.card:not(.card--ghost)[data-job="{job["id"]}"]')

    def link(self, job: dict) -> Locator:
        return self.card(job).locator(".card__link")

    def column(self, status: str) -> Locator:
        return self.page.locator(f'[data-column="{status}"]')

    def expect_in(self, job: dict, status: str) -> None:
        expect(self.column(status).locator(f'.card[data-job="{job["id"]}"]')).to_be_visible()

    def drag(self, job: dict, status: str) -> None:
        start, end = self.card(job).bounding_box(), self.column(status).bounding_box()
        assert start and end
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
        # The board loads its input when a pointer arrives, faster than a finger presses; this bar comes with it.
        expect(self.page.locator(".selection")).to_have_count(1)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 2, end["y"] + 120, steps=6)
        mouse.up()


def toast(tab: Tab, text: str | re.Pattern[str]) -> Locator:
    """A toast at the edge of the page."""
    return tab.page.locator(".toast", has_text=text)


def sign_in(page: Page, email: str | None, password: str = PASSWORD) -> None:
    """Fills in the form and checks that it is accepted (None: leaves the address in the form)."""
    form = page.locator("jt-sign-in")
    if email:
        form.get_by_label("E-mail").fill(email)
    form.get_by_label("Password").fill(password)
    form.get_by_role("button", name="Sign in").click()
    expect(form).to_have_count(0)
    expect(page.get_by_role("button", name="account")).to_be_visible()
