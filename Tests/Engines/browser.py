"""One person's browser: what is seen in it and done with it, and the network between it and the server."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from harness import PASSWORD
from slow_network import SlowNetwork

# Two browsers and a debug build are slow on a busy machine. A test that hangs still ends.
SECONDS = int(os.environ.get("JOBTAG_BROWSER_SECONDS", "45"))
# A file of the page that runs nothing, to do things at the page's origin without the page.
QUIET = "/css/tokens.css"

# What the page does as well: beside the cookie it keeps who it was.
SIGN_IN = """
const [email, password, done] = arguments
fetch('/api/auth/login/', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) })
  .then((answer) => answer.json())
  .then(({ staff }) => {
    localStorage.setItem('jobtag:person', JSON.stringify(staff))
    done(staff.email)
  }, (error) => done(String(error)))"""


class Browser:
    """It begins with an empty profile."""

    def __init__(self, driver: WebDriver, network: SlowNetwork) -> None:
        self.driver, self.network = driver, network
        driver.set_script_timeout(SECONDS)

    # -- where it is

    def go(self, hash: str = "#/") -> None:
        """Goes to a place of the page, in place where the page is there already."""
        self.driver.get(f"{self.network.origin}/{hash}")

    def visit(self, address: str) -> None:
        """Loads something else in the same tab, and waits until it is there."""
        self._leave(lambda: self.driver.get(address), address)

    def reload(self) -> None:
        self._leave(self.driver.refresh)

    def _leave(self, go: Callable[[], None], address: str | None = None) -> None:
        self.driver.execute_script("window.isBefore = true")
        go()
        # A browser that has just been started changes its own empty page for another first.
        self.until("return !window.isBefore && document.readyState === 'complete' && (arguments[0] ?? location.href) === location.href", address,
                   what="another page")

    def sign_in(self, email: str) -> None:
        """As by the form, which has a test of its own."""
        self.visit(self.network.origin + QUIET)
        assert self.driver.execute_async_script(SIGN_IN, email, PASSWORD) == email

    # -- what is seen

    def until(self, script: str, *arguments: Any, what: str = "") -> Any:
        """What the script returns, once it is true. Asked again and again, as the policy of the page lets no condition be left in it."""
        return self.wait(lambda: self.driver.execute_script(script, *arguments), what or script)

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
        def tried(_) -> Any:
            try:
                return condition()
            except WebDriverException as problem:
                # The page is being left, or has just drawn something anew.
                if "script timeout" in str(problem):
                    raise
                return None

        return WebDriverWait(self.driver, seconds, poll_frequency=0.1).until(tried, f"it never came to: {what}")

    def all(self, selector: str) -> list[WebElement]:
        return [found for found in self.driver.find_elements(By.CSS_SELECTOR, selector) if found.is_displayed()]

    def one(self, selector: str) -> WebElement:
        """The first such element that is shown, which must come."""
        return self.wait(lambda: next(iter(self.all(selector)), None), f"{selector} shown")

    def none(self, selector: str) -> None:
        self.wait(lambda: not self.all(selector), f"no {selector} shown")

    def shown_text(self, selector: str) -> str:
        """As the page itself knows it: WebKit's driver leaves out what stands in a box that could cut it."""
        return self.driver.execute_script("return arguments[0].innerText", self.one(selector))

    def text(self, selector: str) -> str:
        return self.wait(lambda: self.shown_text(selector), f"text in {selector}")

    def expect_text(self, selector: str, text: str) -> None:
        """The text is part of what the first such element shows, or comes to be."""
        self.wait(lambda: text in self.shown_text(selector), f"{selector} saying {text!r}")

    def value(self, selector: str) -> str:
        return self.driver.execute_script("return document.querySelector(arguments[0])?.value", selector)

    def expect_value(self, selector: str, value: str) -> None:
        try:
            self.until("return document.querySelector(arguments[0])?.value === arguments[1]", selector, value)
        except Exception:
            raise AssertionError(f"{selector} has {self.value(selector)!r}, not {value!r}") from None

    # -- what is done

    def click(self, selector: str) -> None:
        def tried() -> bool:
            self.one(selector).click()
            return True

        self.wait(tried, f"a click on {selector}")

    def type(self, text: str) -> None:
        """Keys, to whatever has the focus."""
        ActionChains(self.driver).send_keys(text).perform()

    def chord(self, *keys: str) -> None:
        """Keys that are held together."""
        chain = ActionChains(self.driver)
        for key in keys[:-1]:
            chain.key_down(key)
        chain.send_keys(keys[-1])
        for key in reversed(keys[:-1]):
            chain.key_up(key)
        chain.perform()

    def fill(self, selector: str, text: str) -> None:
        """Types in place of what stands there."""
        self.click(selector)
        self.chord(Keys.CONTROL, "a")
        self.type(text)
        self.expect_value(selector, text)

    def save(self) -> None:
        self.chord(Keys.CONTROL, "s")

    # -- what it sent

    def answered(self, method: str, path: str, status: int | None = None, count: int = 1):
        """The request, once this answer has come."""
        return self.network.wait_for(method, path, status, seconds=SECONDS, count=count)

    def asked(self, method: str, path: str):
        return self.network.wait_for(method, path, seconds=SECONDS)
