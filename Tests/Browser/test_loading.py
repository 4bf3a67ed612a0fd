"""How the page starts, and what it shows if a part does not load: never an empty page without a message and a way to continue."""

import re

import pytest
from playwright.sync_api import expect

from network import path_of
from page_objects import JobCard

ME = "/api/auth/me/"
JOBS = "/api/jobs/"
# Where the page shows loading errors: instead of a view, at the edge of the page, or instead of the jobs.
TROUBLE = "#start, .trouble, .list-state"

NEVER_OPENS = """
Object.defineProperty(window, 'indexedDB', { value: { open: () => ({}) } })
"""
NEVER_READS = """
const transaction = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (store, mode) {
    const real = transaction.call(this, store, mode)
    // The page never gets the result.
    return { objectStore: (name) => real.objectStore(name) }
}
"""
# A browser without the CSS that the page needs.
OLDER = """
const supports = CSS.supports.bind(CSS)
CSS.supports = (...asked) => !asked.join().includes('light-dark') && supports(...asked)
"""


def try_again(tab):
    return tab.page.locator("[data-try-again]:visible")


def expect_told(tab, text=re.compile(".")):
    expect(try_again(tab)).to_have_text("Try again")
    expect(tab.page.locator(TROUBLE).filter(has=tab.page.locator("[data-try-again]"))).to_contain_text(text)


def expect_board(tab):
    expect(tab.page.locator(".card").first).to_be_visible()
    expect(tab.page.locator("[data-summary]")).to_have_text(re.compile(r"\d+ job"))


def scripts(tab):
    """The paths of the first board's scripts, as the page names them."""
    tab.go()
    expect_board(tab)
    # Without those that are prefetched after the board is drawn.
    return tab.page.locator("script[src], link[rel=modulepreload]").evaluate_all("(all) => all.map((one) => new URL(one.src ?? one.href).pathname)")


def chosen(paths):
    """The first module, one in the middle, and the last: the built-in page has few, the folder `web` has sixty."""
    modules = [path for path in paths if not re.search(r"/start\b", path)]
    return list(dict.fromkeys([modules[0], modules[len(modules) // 2]]))


def test_a_module_that_fails_to_load_shows_a_message_with_try_again(open_as):
    for path in chosen(scripts(open_as())):
        tab = open_as()
        tab.cut("GET", path)
        tab.go()
        expect_told(tab, "could not be loaded")
        tab.mend()
        try_again(tab).click()
        expect_board(tab)


def test_a_module_that_hangs_shows_a_message(open_as):
    for path in chosen(scripts(open_as())):
        tab = open_as()
        with tab.hold("GET", path):
            tab.page.goto(f"{tab.server.origin}/#/", wait_until="commit")
            expect_told(tab, "longer")
        expect_board(tab)
        expect(try_again(tab)).to_have_count(0)


# Inline in the built-in page, a file in the folder `web`.
FIRST_SCRIPT = re.compile(r"<script>.*?</script>|<script async src=.*?</script>", re.DOTALL)


def without_the_first_script(route):
    answer = route.fetch()
    text, count = FIRST_SCRIPT.subn("", answer.text())
    assert count == 1
    route.fulfill(response=answer, body=text)


def test_the_page_starts_without_start_js(open_as):
    tab = open_as()
    tab.page.route(f"{tab.server.origin}/", without_the_first_script)
    tab.go()
    expect_board(tab)
    # If a module is missing as well, the HTML page itself shows the message.
    module = chosen(scripts(open_as()))[0]
    tab = open_as()
    tab.page.route(f"{tab.server.origin}/", without_the_first_script)
    tab.cut("GET", module)
    tab.go()
    expect_told(tab, "longer")
    tab.mend()
    try_again(tab).click()
    expect_board(tab)


def html(route):
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


def failure(route):
    route.fulfill(status=500, content_type="application/problem+json", body='{"type":"about:blank","title":"Failure","status":500,"detail":"It failed."}')


@pytest.mark.parametrize("answer", [html, failure], ids=["502 in HTML", "500"])
def test_failed_first_responses_show_a_message(open_as, answer):
    tab = open_as()
    tab.intercept("GET", ME, answer)
    tab.intercept("GET", JOBS, answer)
    tab.go()
    expect_told(tab, "could not be loaded")
    tab.mend()
    try_again(tab).click()
    expect_board(tab)


@pytest.mark.parametrize("answer", [html, failure], ids=["502 in HTML", "500"])
def test_the_person_request_may_fail_if_the_jobs_arrive(open_as, answer):
    tab = open_as()
    tab.intercept("GET", ME, answer)
    tab.go()
    expect_board(tab)


@pytest.mark.parametrize("path", [ME, JOBS])
def test_a_first_response_that_never_arrives_shows_a_message(open_as, path):
    tab = open_as()
    with tab.hold("GET", path):
        tab.go()
        expect_told(tab, re.compile("longer|not arrived"))
        try_again(tab).click()
        expect_board(tab)


def test_jobs_that_arrive_late_are_shown_automatically(open_as):
    tab = open_as()
    tab.intercept("GET", JOBS, failure, 1)
    tab.go()
    expect_told(tab, "could not be loaded")
    expect_board(tab)
    expect(try_again(tab)).to_have_count(0)


@pytest.fixture
def late(job, open_as):
    """The script and the style sheet that a job card needs and the board does not."""
    tab = open_as()
    JobCard(tab, job).open()
    names = [path_of(name) for name in tab.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")]
    [script] = [name for name in names if re.search(r"/job-page\b.*\.js$", name)]
    sheet = [name for name in names if re.search(r"/(later-\w+|job/job)\.css$", name)][0]
    return script, sheet


def board(tab):
    """The board, from which another view is opened. The page prefetches, so the fault must be set up before."""
    tab.go()
    expect_board(tab)


def test_a_page_whose_module_fails_once_is_shown(open_as, job, late):
    tab = open_as()
    tab.intercept("GET", late[0], lambda route: route.abort("connectionfailed"), 1)
    board(tab)
    card = JobCard(tab, job)
    card.open()
    expect(try_again(tab)).to_have_count(0)


def test_a_page_whose_module_fails_to_load_shows_a_message(open_as, job, late):
    tab = open_as()
    tab.cut("GET", late[0])
    board(tab)
    tab.go(f"#/jobs/{job['id']}")
    expect_told(tab, "could not be loaded")
    expect(tab.page.locator(".card")).to_have_count(0)
    tab.mend()
    try_again(tab).click()
    expect(JobCard(tab, job).input("name")).to_have_value(job["name"])


def test_a_page_whose_module_hangs_shows_a_message_and_can_be_left(open_as, job, late):
    tab = open_as()
    with tab.hold("GET", late[0]):
        board(tab)
        tab.page.evaluate(f"location.hash = '#/jobs/{job['id']}'")
        expect(tab.page.get_by_text("Loading…")).to_be_visible()
        expect(tab.page.locator(".card")).to_have_count(0)
        tab.page.evaluate("location.hash = '#/'")
        expect_board(tab)


def test_try_again_without_the_server_keeps_the_page(open_as, job, late):
    tab = open_as()
    tab.cut("GET", late[0])
    board(tab)
    tab.intercept("HEAD", "/", lambda route: route.abort("connectionfailed"))
    tab.go(f"#/jobs/{job['id']}")
    try_again(tab).click()
    expect_told(tab, "cannot be reached")
    tab.page.evaluate("location.hash = '#/'")
    expect_board(tab)


def test_a_style_sheet_that_fails_once_is_requested_again(open_as, job, late):
    tab = open_as()
    tab.intercept("GET", late[1], lambda route: route.abort("connectionfailed"), 1)
    board(tab)
    card = JobCard(tab, job)
    card.open()
    expect(card.part('[data-field="notes"] textarea')).to_have_css("resize", card_resize(open_as, job))
    expect(try_again(tab)).to_have_count(0)


def card_resize(open_as, job):
    other = JobCard(open_as(), job)
    other.open()
    return other.part('[data-field="notes"] textarea').evaluate("(box) => getComputedStyle(box).resize")


def test_a_style_sheet_that_fails_to_load_shows_a_message(open_as, job, late):
    tab = open_as()
    tab.cut("GET", late[1])
    board(tab)
    JobCard(tab, job).open()
    expect_told(tab, "may look odd")


def test_a_style_sheet_of_the_first_board_that_fails_once_is_requested_again(open_as):
    tab = open_as()
    scripts(tab)
    sheet = path_of(tab.page.locator("link[rel=stylesheet]").first.evaluate("(link) => link.href"))
    ground = tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    other = open_as()
    other.intercept("GET", sheet, lambda route: route.abort("connectionfailed"), 1)
    other.go()
    expect_board(other)
    expect(other.page.locator("html")).to_have_css("background-color", ground)


def test_a_style_sheet_of_the_first_board_that_hangs_does_not_leave_the_page_blank(open_as):
    tab = open_as()
    scripts(tab)
    sheet = path_of(tab.page.locator("link[rel=stylesheet]").first.evaluate("(link) => link.href"))
    other = open_as()
    with other.hold("GET", sheet):
        other.page.goto(f"{other.server.origin}/#/", wait_until="commit")
        expect_board(other)
        # Really drawn, not only in the document.
        other.page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")


def test_a_menu_whose_module_fails_to_load_shows_a_message(open_as):
    tab = open_as()
    tab.page.route(re.compile(r"/menu\b[^/]*\.js$"), lambda route: route.abort("connectionfailed"))
    board(tab)
    tab.page.get_by_role("button", name="account").click()
    expect_told(tab, "could not be loaded")
    tab.page.get_by_role("button", name="Close").click()
    expect(try_again(tab)).to_have_count(0)


@pytest.mark.parametrize("script", [NEVER_OPENS, NEVER_READS], ids=["never opens", "never reads"])
def test_a_journal_that_never_responds_does_not_block_the_page(open_as, script):
    tab = open_as()
    tab.page.add_init_script(script)
    tab.go()
    expect_board(tab)


def test_a_browser_without_a_language_shows_the_board(open_as):
    tab = open_as()
    tab.page.add_init_script("Object.defineProperty(navigator, 'language', { get: () => 'C' })")
    tab.go()
    expect_board(tab)


def test_a_browser_that_is_too_old_shows_a_message(open_as):
    tab = open_as()
    tab.page.add_init_script(OLDER)
    tab.go()
    expect(tab.page.get_by_role("alert").filter(has_text="Chrome or Edge 123, Firefox 125 or Safari 17.5")).to_be_visible()
    expect_board(tab)
    current = open_as()
    current.go()
    expect_board(current)
    expect(current.page.locator(".trouble")).to_have_count(0)


def test_the_jobs_are_requested_once_before_any_module_is_loaded(open_as):
    module = chosen(scripts(open_as()))[0]
    tab = open_as()
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    with tab.hold("GET", module):
        with tab.page.expect_response(lambda response: path_of(response.url) == JOBS), tab.page.expect_response(lambda response: path_of(response.url) == ME):
            tab.page.goto(f"{tab.server.origin}/#/", wait_until="commit")
    expect_board(tab)
    tab.expect_live()
    for path in (JOBS, ME):
        whole = [url for url in asked if path_of(url) == path and "updated_since" not in url]
        assert len(whole) == 1, whole


def test_a_change_before_the_jobs_are_shown_is_not_missed(open_as, colleague, job):
    """The first script loads the list; a change between that and the stream arrives with the catch-up."""
    module = chosen(scripts(open_as()))[0]
    tab = open_as()
    with tab.hold("GET", module):
        with tab.page.expect_response(lambda response: path_of(response.url) == JOBS):
            tab.page.goto(f"{tab.server.origin}/#/", wait_until="commit")
        colleague.change(job["id"], name=f"{job['name']} and back")
    expect_board(tab)
    tab.page.get_by_role("searchbox").fill(job["name"])
    expect(tab.page.locator(f'.card[data-job="{job["id"]}"]')).to_contain_text("and back")
