"""Budgets for the first board, and for two thousand jobs.

The time budgets are for a release build on an idle machine: JOBTAG_RELEASE=1 asserts them. Otherwise only a hang is a failure, and the
measurements are printed (`-rA` shows them).
"""

import base64
import hashlib
import os
import re
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from chromium import ARGUMENTS, DEADLINE, STREAM, executable
from harness import ADMIN, OFFICE, Server, expect as expect_status
from network import path_of
from page_objects import Board, sign_in
from slow_line import SlowLine

IS_RELEASE = os.environ.get("JOBTAG_RELEASE") == "1"
MANY = 2000
ROUNDS = 5 if IS_RELEASE else 1

# From the start of the navigation until the frame with the board is drawn, by the page's own clock.
WHEN_DRAWN = """
window.drawn = new Promise((resolve) => {
    const look = () => {
        const summary = document.querySelector('jt-board:not(.is-loading) [data-summary]')?.textContent
        if (summary && document.querySelector('.card')) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
        else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
})
"""

# Layout shifts without user input: which elements, how much, and when.
SHIFTS = """
window.shifts = []
const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ')
const moved = ({ node, previousRect, currentRect }) =>
    `${node?.localName ?? node?.data ?? 'gone'}.${node?.className ?? ''} from ${place(previousRect)} to ${place(currentRect)}`
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        if (!entry.hadRecentInput) window.shifts.push({ value: entry.value, at: Math.round(entry.startTime), moved: entry.sources.map(moved) })
    }
}).observe({ type: 'layout-shift', buffered: true })
"""

# From the input event until the frame that shows its effect is drawn.
WHEN_ANSWERED = """([name, selector]) => {
    window.answered = new Promise((resolve) => window.addEventListener(name, () => {
        const begun = performance.now()
        const look = () => document.querySelector(selector) ? setTimeout(() => resolve(performance.now() - begun)) : requestAnimationFrame(look)
        requestAnimationFrame(look)
    }, { capture: true, once: true }))
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo workshop without jobs of other tests, and the built-in page, since that is what people load."""
    with Server(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A workshop with two thousand jobs on its board."""
    with Server(tmp_path_factory.mktemp("busy")) as running:
        reader = running.client(ADMIN)
        jobs = [job for job in reader.everything("/api/jobs/", limit=500) if job["status"] != "archived"]
        fields = ("name", "description", "status", "client_id", "contact_id", "delivery_date", "notes", "assigned_to")

        def make(numbers):
            client = running.client(ADMIN)
            for number in numbers:
                job = jobs[number % len(jobs)]
                expect_status(client.post("/api/jobs/", {**{name: job[name] for name in fields}, "priority": number % 50}), 201)

        wanted = range(MANY - len(jobs))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(make, [wanted[start::8] for start in range(8)]))
        yield running


class Traffic:
    """The bytes that a tab transfers, as the browser counts them: header fields and compressed bodies."""

    def __init__(self, tab):
        self.tab, self.urls, self.bytes, self.pending, self.is_over = tab, [], 0, set(), False
        session = tab.page.context.new_cdp_session(tab.page)
        session.on("Network.requestWillBeSent", self._begun)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", lambda event: self.pending.discard(event["requestId"]))
        session.send("Network.enable")

    def _begun(self, event):
        if self.is_over:
            return
        self.urls.append(event["request"]["url"])
        if path_of(event["request"]["url"]) != STREAM:
            self.pending.add(event["requestId"])

    def _finished(self, event):
        if event["requestId"] in self.pending:
            self.pending.discard(event["requestId"])
            self.bytes += event["encodedDataLength"]

    def end(self):
        """Requests that start from now on do not count; neither does the stream, which never ends."""
        self.is_over = True
        for _ in range(10_000):
            if not self.pending:
                return
            self.tab.page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))")
        raise AssertionError(f"still on their way: {self.pending}")


def first_board(open_as, at):
    tab = open_as(OFFICE, at=at)
    tab.page.add_init_script(WHEN_DRAWN)
    tab.page.add_init_script(SHIFTS)
    traffic = Traffic(tab)
    board = Board(tab).open()
    return board, traffic, measured(tab.page, "drawn")


def measured(page, name):
    """A value that the page measures. The page's policy forbids repeated evaluation, so it is read once, with a deadline."""
    value = page.evaluate(
        "([name, limit]) => Promise.race([window[name], new Promise((resolve) => setTimeout(resolve, limit, null))])", [name, DEADLINE])
    assert value is not None, f"the page never was {name}"
    return value


def expect_within(milliseconds, release, debug, what):
    print(f"{what}: {milliseconds:.0f} ms")
    assert milliseconds < (release if IS_RELEASE else debug), f"{what} took {milliseconds:.0f} ms"


def test_the_first_board_with_300_jobs_is_drawn_in_time(open_as, demo):
    board, _, drawn = first_board(open_as, demo)
    expect_within(drawn, 1000, 5000, "the first board")
    shifts = board.page.evaluate("window.shifts")
    assert sum(shift["value"] for shift in shifts) < 0.01, f"what stands moves while the rest comes: {shifts}"


def test_the_first_board_needs_few_requests_and_bytes_and_no_other_origin(open_as, demo):
    board, traffic, _ = first_board(open_as, demo)
    # Does not count what is prefetched after the board is drawn.
    traffic.end()
    print(f"the first board: {traffic.bytes} bytes in {len(traffic.urls)} requests")
    assert 10_000 < traffic.bytes < 120_000
    # The page, its script, its style sheet, the start script; the signed-in person, jobs, people, stream and its catch-up; icons.
    assert len(traffic.urls) <= 13, traffic.urls
    assert [url for url in traffic.urls if not url.startswith(demo.origin)] == []
    assert [line for line in board.tab.console if line.startswith(("error", "warning"))] == []


@pytest.fixture(scope="module")
def demo_over_tls(tmp_path_factory):
    """The same over TLS, where browsers speak HTTP/2."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    with Server(folder / "server", "--tls-cert", str(certificate), "--tls-key", str(key)) as running:
        running.public_key = subprocess.run(
            ["openssl", "pkey", "-in", str(key), "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        yield running


@pytest.fixture(scope="module")
def trusting(playwright, demo_over_tls):
    """A browser that trusts the certificate. One that ignores certificate errors would connect twice."""
    digest = base64.b64encode(hashlib.sha256(demo_over_tls.public_key).digest()).decode()
    running = playwright.chromium.launch(
        executable_path=executable(), args=[*ARGUMENTS, f"--ignore-certificate-errors-spki-list={digest}"])
    yield running
    running.close()


def times_over(line, browser):
    """The time until the board is drawn, each time in a new browser (cold), and then in a second tab of it (warm).

    Counted from the request to navigate: a browser connects before the page's own clock starts.
    """
    def visit(context):
        page = context.new_page()
        page.set_default_timeout(DEADLINE)
        page.add_init_script(WHEN_DRAWN)
        begun = time.time() * 1000
        page.goto(line.origin, wait_until="commit")
        return page, page.evaluate("performance.timeOrigin") - begun

    def time_of(visit):
        page, before = visit
        return before + measured(page, "drawn")

    settings = {"viewport": {"width": 1440, "height": 900}}
    context = browser.new_context(**settings)
    page, _ = visit(context)
    sign_in(page, OFFICE)
    page.goto("about:blank")
    state = context.storage_state()
    context.close()
    cold, warm = [], []
    for _ in range(ROUNDS):
        context = browser.new_context(**settings, storage_state=state)
        first = visit(context)
        cold.append(time_of(first))
        page, _ = first
        protocol = page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
        page.goto("about:blank")
        warm.append(time_of(visit(context)))
        context.close()
    return statistics.median(cold), statistics.median(warm), protocol


def test_the_first_board_is_drawn_in_time_over_a_slow_connection(demo, browser):
    with SlowLine(demo, 0.150, 1_600_000) as line:
        cold, warm, protocol = times_over(line, browser)
    assert protocol == "http/1.1"
    expect_within(cold, 1700, 20_000, "the first board at 150 ms and 1.6 Mbit/s over HTTP/1.1")
    expect_within(warm, 1200, 20_000, "the same with what the browser has kept")


def test_the_first_board_is_drawn_in_time_over_a_slow_http_2_connection(demo_over_tls, trusting):
    with SlowLine(demo_over_tls, 0.150, 1_600_000) as line:
        cold, warm, protocol = times_over(line, trusting)
    assert protocol == "h2"
    # The TLS handshake is a round trip more than plain HTTP/1.1.
    expect_within(cold, 1400, 20_000, "the first board at 150 ms and 1.6 Mbit/s over HTTP/2")
    expect_within(warm, 1200, 20_000, "the same with what the browser has kept")


def test_two_thousand_jobs_are_drawn_in_time(open_as, busy):
    board, _, drawn = first_board(open_as, busy)
    assert int(re.match(r"\d+", board.summary.inner_text().replace(",", ""))[0]) >= MANY
    expect_within(drawn, 2000, 15_000, "the board of two thousand jobs")


def test_a_drag_among_two_thousand_jobs_responds_at_once(open_as, busy):
    board, _, _ = first_board(open_as, busy)
    page, mouse = board.page, board.page.mouse
    target = board.column("awaiting_approval")
    end = target.bounding_box()
    picked, dropped = [], []
    for _ in range(5):
        card = board.column("draft").locator(".card").first
        job = card.get_attribute("data-job")
        start = card.bounding_box()
        mouse.move(start["x"] + 60, start["y"] + 12)
        expect(page.locator(".selection")).to_have_count(1)
        page.evaluate(WHEN_ANSWERED, ["pointermove", ".card--ghost"])
        mouse.down()
        mouse.move(start["x"] + 90, start["y"] + 30)
        picked.append(measured(page, "answered"))
        mouse.move(end["x"] + 60, end["y"] + 150)
        page.evaluate(WHEN_ANSWERED, ["pointerup", f'[data-column="awaiting_approval"] [data-job="{job}"]'])
        with board.tab.answer("PATCH", f"/api/jobs/{job}/", 200):
            mouse.up()
        dropped.append(measured(page, "answered"))
    expect_within(statistics.median(picked), 100, 1500, "picking up a card")
    expect_within(statistics.median(dropped), 100, 1500, "dropping a card")


def test_a_search_among_two_thousand_jobs_responds_at_once(open_as, busy):
    board, _, _ = first_board(open_as, busy)
    page = board.page
    search = page.get_by_role("searchbox")
    search.focus()
    page.evaluate(WHEN_ANSWERED, ["input", "jt-board:has([data-summary])"])
    search.press("d")
    expect_within(measured(page, "answered"), 200, 2500, "a letter of a search")
    expect(board.summary).to_have_text(re.compile(r"\d+ job"))
