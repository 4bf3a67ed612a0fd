"""The server, the engines, and the people that tests share."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Behind this folder, whose conftest and helpers come first.
sys.path += [str(HERE.parent / "EndToEnd"), str(HERE.parent / "Browser")]
pytest.register_assert_rewrite("browser", "card", "engines", "harness", "slow_network")

from browser import Browser  # noqa: E402
from engines import ENGINES, Display, start  # noqa: E402
from harness import OFFICE, Server  # noqa: E402
from people import colleague, job, names, office  # noqa: E402, F401
from slow_network import SlowNetwork  # noqa: E402

# Milliseconds to the server and back, as in a workshop's own network with a few walls in it.
LATENCY = float(os.environ.get("JOBTAG_BROWSER_LATENCY", "20"))


def serve(folder: Path, *options: str) -> Server:
    web = os.environ.get("JOBTAG_WEB")
    return Server(folder, *options, *(["--web", os.path.abspath(web)] if web else []))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server that most tests share. Tests make their own jobs on it."""
    with serve(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def display():
    running = Display()
    yield running
    running.close()


@pytest.fixture(scope="session", params=list(ENGINES))
def engine(request):
    return request.param


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.has_failed = report.failed
    return report


@pytest.fixture
def open_as(request, engine, display, server, tmp_path):
    """Starts a browser in which this person is signed in (None: nobody), and that knows nothing else."""
    opened: list[Browser] = []

    def open(email: str | None = OFFICE, **environment: str) -> Browser:
        network = SlowNetwork(server, latency=LATENCY)
        browser = Browser(start(engine, display, **environment), network)
        opened.append(browser)
        if email:
            browser.sign_in(email)
        return browser

    yield open
    for number, browser in enumerate(opened, 1):
        if getattr(request.node, "has_failed", False):
            shot = tmp_path / f"browser-{number}.png"
            browser.driver.save_screenshot(str(shot))
            print(f"--- browser {number}: {browser.driver.current_url}, {shot}")
            print(*[(each.method, each.target, each.status) for each in browser.network.exchanges if each.method != "GET"], sep="\n")
        browser.driver.quit()
        browser.network.close()


@pytest.fixture
def browser(open_as):
    """The browser of somebody in the office."""
    return open_as(OFFICE)
