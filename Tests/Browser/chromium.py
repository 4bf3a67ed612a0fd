"""Debian's Chromium: starts it, and wraps one tab with ways to disturb its network and its clock.

No sleeps: each wait is for a request, a response or a state of the page, and has a deadline.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, Request, Response, Route, expect

from harness import Server
from network import Change, Held, path_of

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
# Long enough for a debug build on a busy machine; short enough to end a test that hangs.
DEADLINE = int(os.environ.get("JOBTAG_BROWSER_SECONDS", "45")) * 1000
expect.set_options(timeout=DEADLINE)
STREAM = "/api/changes/stream"


def executable() -> str:
    found = shutil.which("chromium")
    if not found:
        raise RuntimeError("there is no `chromium` on PATH (Debian: apt-get install chromium)")
    return found


class Tab:
    """A tab of one person's browser. It records every change that it sends, and errors that no test allows."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.changes: list[Change] = []
        self.console: list[str] = []
        self._unanswered: list[Route] = []
        # How many more requests each of them takes; None: all.
        self._disturbances: list[list[int | None]] = []
        # Errors that fail every test: see `conftest.open_as`.
        self.faults: list[str] = []
        page.set_default_timeout(DEADLINE)
        page.on("request", self._requested)
        page.on("response", self._answered)
        page.on("console", self._said)
        self.has_crashed = False
        page.on("crash", self._crashed)
        page.on("pageerror", lambda error: self.faults.append(f"an error that nobody caught: {error.stack or error}"))

    @property
    def is_there(self) -> bool:
        return not (self.has_crashed or self.page.is_closed())

    def _crashed(self, _) -> None:
        self.has_crashed = True

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.server.origin, "data:", "blob:", "about:")):
            self.faults.append(f"a request to somewhere else: {request.url}")
        if request.method not in ("GET", "HEAD") and not path_of(request.url).startswith("/api/auth/"):
            self.changes.append(Change(request))

    def _answered(self, response: Response) -> None:
        for change in self.changes:
            if change.request == response.request:
                change.status = response.status
                change.is_replay = response.headers.get("idempotency-replayed") == "true"

    def _said(self, message) -> None:
        self.console.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def go(self, hash: str = "#/") -> None:
        """Goes to an address of the page, without a reload if the page is already open."""
        self.page.goto(f"{self.server.origin}/{hash}")

    def another(self, *, is_deaf: bool = False) -> "Tab":
        """A second tab of the same person."""
        return self.opener(self.page.context, is_deaf)

    # Set by conftest: opens a tab that is checked like the others.
    opener: Callable[[BrowserContext, bool], "Tab"]

    # -- requests that were sent

    def sent(self, method: str, path: str) -> list[Change]:
        return [change for change in self.changes if (change.method, change.path) == (method, path)]

    def asking(self, method: str, path: str):
        """A context manager: this request must start within it."""
        return self.page.expect_request(lambda request: (request.method, path_of(request.url)) == (method, path))

    def answer(self, method: str, path: str, status: int | None = None):
        """A context manager: this response must come within it (with this status, if given)."""
        def is_it(response: Response) -> bool:
            request = response.request
            return (request.method, path_of(request.url)) == (method, path) and status in (None, response.status)

        return self.page.expect_response(is_it)

    # -- faults

    def intercept(self, method: str, path: str | re.Pattern[str], handle: Callable[[Route], None], times: int | None = None) -> None:
        """Passes the next matching requests (`times` of them, or all) to `handle` instead of the network.

        Name a file of the page by a pattern: names in the built-in page contain a hash.
        """
        left = [times]
        self._disturbances.append(left)

        def take(route: Route) -> None:
            if route.request.method != method or left[0] == 0:
                return route.fallback()
            left[0] = None if left[0] is None else left[0] - 1
            handle(route)

        self.page.route(lambda url: path.search(path_of(url)) if isinstance(path, re.Pattern) else path_of(url) == path, take)

    def deafen(self) -> None:
        """Its stream never opens, as on a machine that has just woken up: it does not receive the changes of others."""
        self.page.route(lambda url: path_of(url) == STREAM, lambda route: self._unanswered.append(route))

    def mend(self) -> None:
        """Ends the faults (a deaf tab stays deaf: its stream is already blocked)."""
        for left in self._disturbances:
            left[0] = 0

    def let_go(self) -> None:
        """Cleans up: ends the faults and lets all held requests go."""
        for route in self._unanswered:
            route.abort()
        self.page.unroute_all(behavior="ignoreErrors")

    def lose_answer(self, method: str, path: str, times: int = 1) -> None:
        """The server handles the request, and the network loses the response."""
        def lose(route: Route) -> None:
            route.fetch()
            route.abort("connectionreset")

        self.intercept(method, path, lose, times)

    def cut(self, method: str, path: str) -> None:
        """Matching requests never reach the server."""
        self.intercept(method, path, lambda route: route.abort("connectionfailed"))

    @contextmanager
    def hold(self, method: str, path: str | re.Pattern[str]) -> Iterator["Held"]:
        """Holds the first matching request that starts within it, and releases it at the end at the latest."""
        held = Held(self)
        self.intercept(method, path, held.take, 1)
        yield held
        held.let_go()

    def expect_live(self) -> None:
        """From here on it receives the changes of others."""
        expect(self.page.locator("[name=outbox]")).to_have_attribute("data-live", "open")

    def freeze_clock(self) -> None:
        """Stops all timers of the page (such as autosave) until `run_clock`. Needs `has_clock=True` in `open_as`."""
        # A little ahead, since the page's clock runs until it is paused.
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 3)

    def run_clock(self) -> None:
        self.page.clock.resume()
