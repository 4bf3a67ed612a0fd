"""Requests of a tab: those that change something, and one that is held."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Request, Route

if TYPE_CHECKING:
    from chromium import Tab


def path_of(url: str) -> str:
    return urlsplit(url).path


def module(name: str) -> re.Pattern[str]:
    """A pattern for the path of a module: in the folder `web`, and in the built-in page, whose names contain a hash."""
    return re.compile(rf"/{re.escape(name)}\b[^/]*\.js$")


@dataclass
class Change:
    """A request of the page that changes something, and its result."""

    request: Request
    status: int | None = None
    is_replay: bool = False

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        return path_of(self.request.url)

    @property
    def if_match(self) -> str | None:
        return self.request.headers.get("if-match")

    @property
    def key(self) -> str | None:
        return self.request.headers.get("idempotency-key")

    @property
    def body(self) -> Any:
        return json.loads(self.request.post_data or "null")

    def __repr__(self) -> str:
        return f"{self.method} {self.path} {self.request.post_data} If-Match {self.if_match} -> {self.status}"


class Held:
    """A held request."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self._route: Route | None = None
        self._is_gone = False

    def take(self, route: Route) -> None:
        self._route = route

    @property
    def route(self) -> Route:
        # The request is announced before its handler runs; each call to the browser lets pending handlers run.
        for _ in range(1000):
            if self._route:
                return self._route
            self.tab.page.evaluate("0")
        raise AssertionError("the request that was to be kept back never came")

    def let_go(self) -> None:
        if not self._is_gone:
            self._is_gone = True
            self.route.continue_()

    def lose(self) -> None:
        self._is_gone = True
        self.route.abort("connectionfailed")
