"""The browser, the server and the people that the tests share."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# After this folder, whose conftest and helpers come first.
sys.path.append(str(HERE.parent / "EndToEnd"))
pytest.register_assert_rewrite("harness", "chromium", "network", "page_objects", "signals", "slow_network")

from playwright.sync_api import sync_playwright  # noqa: E402

from chromium import ARGUMENTS, DEADLINE, Tab, executable  # noqa: E402
from harness import ADMIN, OFFICE, Bench, Server  # noqa: E402
from other_origin import OtherOrigin  # noqa: E402
from page_objects import sign_in  # noqa: E402
from people import colleague, job, names, office  # noqa: E402, F401
from slow_network import SlowNetwork  # noqa: E402

SETTINGS = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce"}


# Round trip to the server in milliseconds, and the extra delay of scripts that the HTML page does not name.
LATENCY = float(os.environ.get("JOBTAG_BROWSER_LATENCY", "0"))
LATE_MODULES = float(os.environ.get("JOBTAG_BROWSER_LATE_MODULES", "0"))


class FarServer(Server):
    """A server that browsers reach over a slow network. Tests themselves call it directly."""

    network: SlowNetwork | None = None

    @property
    def origin(self) -> str:
        self.network = self.network or SlowNetwork(self, latency=LATENCY, late_modules=LATE_MODULES)
        return self.network.origin

    def __exit__(self, *reason) -> None:
        if self.network:
            self.network.close()
        super().__exit__(*reason)


def serve(folder: Path, *options: str, **more) -> Server:
    """The binary with its built-in page. JOBTAG_WEB=web serves the folder instead, for work on the page."""
    web = os.environ.get("JOBTAG_WEB")
    kind = FarServer if LATENCY or LATE_MODULES else Server
    return kind(folder, *options, *(["--web", os.path.abspath(web)] if web else []), **more)


@pytest.fixture(scope="session")
def other_origin():
    """A web server on another origin, whose pages may use the API."""
    with OtherOrigin() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory, other_origin):
    """The server that most tests share. Tests create their own jobs on it."""
    with serve(tmp_path_factory.mktemp("server"), "--cors-origin", other_origin.origin) as running:
        yield running


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    """One Chromium for all. Each person has their own context, which is an empty profile."""
    running = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture(scope="session")
def signed_in(browser):
    """The stored state of a sign-in, so that each person signs in only once per server, with the form."""
    states: dict[tuple[str, str], dict] = {}

    def state(server: Server, email: str) -> dict:
        if (server.origin, email) not in states:
            context = browser.new_context(**SETTINGS)
            page = context.new_page()
            page.set_default_timeout(DEADLINE)
            page.goto(server.origin)
            sign_in(page, email)
            # Leave the page before reading the state: what the tab itself stores is not part of the sign-in.
            page.goto("about:blank")
            states[server.origin, email] = context.storage_state()
            context.close()
        return states[server.origin, email]

    return state


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    # Playwright prints the whole page with each assertion; the screenshot shows it better.
    if call.excinfo and call.excinfo.value.args and isinstance(call.excinfo.value.args[0], str):
        call.excinfo.value.args = (call.excinfo.value.args[0].partition("\nAria snapshot:")[0], *call.excinfo.value.args[1:])
    report = yield
    if report.when == "call":
        item.has_failed = report.failed
    return report


@pytest.fixture
def tabs(request, tmp_path):
    """The tabs of a test: takes screenshots if it fails, and checks for errors that no tab may have."""
    opened: list[Tab] = []
    yield opened
    has_failed = getattr(request.node, "has_failed", False)
    faults = [fault for tab in opened for fault in tab.faults]
    for number, tab in enumerate(opened, 1):
        if not tab.is_there:
            continue
        if has_failed or faults:
            shot = tmp_path / f"tab-{number}.png"
            tab.page.screenshot(path=shot)
            print(f"--- tab {number}: {shot}", *tab.console, *tab.changes, sep="\n")
        tab.let_go()
    for context in {tab.page.context for tab in opened}:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def open_as(browser, server, signed_in, tabs):
    """Opens a tab of a browser in which this person is signed in (None: no one)."""

    def opener(context, is_deaf, at=server):
        tab = Tab(context.new_page(), at)
        tab.opener = lambda context, is_deaf: opener(context, is_deaf, at)
        tabs.append(tab)
        if is_deaf:
            tab.deafen()
        return tab

    def open(email: str | None = OFFICE, *, is_deaf=False, has_clock=False, at=server, **options):
        settings = {**SETTINGS, "storage_state": signed_in(at, email) if email else None, **options}
        context = browser.new_context(**settings)
        if has_clock:
            context.clock.install()
        return opener(context, is_deaf, at)

    return open


@pytest.fixture(scope="session")
def admin(server):
    return Bench(server.client(ADMIN))
