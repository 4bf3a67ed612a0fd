"""The card of one job in one browser, and the board. What is found where stands in web/README.md."""

from __future__ import annotations

from selenium.webdriver import ActionChains

from browser import Browser


class JobCard:
    def __init__(self, browser: Browser, job: dict) -> None:
        self.browser, self.job = browser, job
        self.path = f"/api/jobs/{job['id']}/"
        self.root = f'jt-job[data-job="{job["id"]}"]'

    def open(self) -> "JobCard":
        self.browser.go(f"#/jobs/{self.job['id']}")
        return self.seen()

    def seen(self) -> "JobCard":
        self.browser.until("return document.querySelector(arguments[0])?.value", self.input("name"), what="the job's card")
        return self

    def part(self, selector: str) -> str:
        return f"{self.root} {selector}"

    def field(self, name: str) -> str:
        return self.part(f'[data-field="{name}"]')

    def input(self, name: str) -> str:
        return f'{self.field(name)} [name="{name}"]'

    def fill(self, name: str, text: str) -> None:
        self.browser.fill(self.input(name), text)

    def expect_value(self, name: str, value: str) -> None:
        self.browser.expect_value(self.input(name), value)

    def expect_state(self, state: str) -> None:
        self.browser.until(
            "return document.querySelector(arguments[0])?.dataset.saveState === arguments[1]", self.part("[data-save-state]"), state)

    def expect_saved(self) -> None:
        self.expect_state("clean")

    @property
    def events(self) -> list[str]:
        return [found.text for found in self.browser.all(self.part(".events__entry.is-note .events__text"))]


class Board:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def open(self) -> "Board":
        self.browser.go("#/")
        return self.seen()

    def seen(self) -> "Board":
        self.browser.until(r"return /\d job/.test(document.querySelector('jt-board [data-summary]')?.textContent)", what="the board")
        return self

    def card(self, job: dict) -> str:
        return f'.card:not(.card--ghost)[data-job="{job["id"]}"]'

    def column(self, status: str) -> str:
        return f'[data-column="{status}"]'

    def find(self, job: dict) -> None:
        """Narrows the board to this job, so that its card is in view."""
        self.browser.fill("jt-filters [name=q]", job["name"])
        self.browser.one(self.card(job))
        # All cards move when what searches has come: nothing is aimed at before.
        self.browser.until("return document.querySelectorAll('.card').length === 1", what="the board narrowed to one job")

    def expect_in(self, job: dict, status: str) -> None:
        self.browser.one(f"{self.column(status)} {self.card(job)}")

    def drag(self, job: dict, status: str) -> None:
        card, column = self.browser.one(self.card(job)), self.browser.one(self.column(status))
        chain = ActionChains(self.browser.driver, duration=50)
        chain.move_to_element(card).perform()
        # What drags is loaded when a pointer comes, which takes less time than a hand; it brings this bar with it.
        self.browser.until("return document.querySelectorAll('.selection').length === 1", what="what drags, loaded")
        start, end = card.rect, column.rect
        chain = ActionChains(self.browser.driver, duration=50)
        chain.click_and_hold(card)
        across, down = end["x"] + end["width"] / 2 - start["x"] - start["width"] / 2, end["y"] + 120 - start["y"]
        for _ in range(6):
            chain.move_by_offset(round(across / 6), round(down / 6))
        chain.release().perform()


class Conflict:
    """The dialog in which a person decides."""

    root = 'dialog[data-dialog="conflict"]'

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def expect_open(self, *, by: str) -> None:
        self.browser.expect_text(f"{self.root} #conflict-message", "This job was updated by another user.")
        self.browser.expect_text(f"{self.root} .conflict__changes", by)

    def expect_closed(self) -> None:
        self.browser.none(self.root)

    def part(self, selector: str) -> str:
        return f"{self.root} {selector}"

    def side(self, field: str, side: str) -> str:
        return self.part(f'[data-clash="{field}"] [data-side="{side}"] .difference')

    def choose(self, field: str, choice: str) -> None:
        self.browser.click(self.part(f'[data-clash="{field}"] [data-choice="{choice}"]'))

    def reapply(self) -> None:
        self.browser.click(self.part('[name="reapply"]'))
