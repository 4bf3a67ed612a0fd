"""The board at first touch: input that comes before its code, and lists that are loading, empty or could not be loaded."""

import re
import time
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from harness import expect as expect_status, unique
from network import module, path_of
from page_objects import Board, JobCard
from signals import SECONDS

INPUT = module("input")
KEYS = module("keys-help")


@contextmanager
def late(tab, code, milliseconds=0):
    """Holds these modules within it, on a network with this latency, and releases them at the end."""
    held = []
    if milliseconds:
        network = tab.page.context.new_cdp_session(tab.page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1})

    is_over = []
    tab.page.route(lambda url: code.search(path_of(url)) is not None, lambda route: route.continue_() if is_over else held.append(route))
    try:
        yield held
    finally:
        is_over.append(True)
        for route in held:
            route.continue_()


def expect_asked(tab, held):
    """Waits until the module is requested: each call to the browser lets pending handlers run."""
    end = time.monotonic() + SECONDS
    while not held:
        assert time.monotonic() < end, "the module was not requested"
        tab.page.evaluate("0")


def expect_run(tab, route):
    """Waits until the module of this route has arrived and its callbacks have run."""
    tab.page.evaluate("(path) => import(path).then(() => new Promise((resolve) => setTimeout(resolve)))", path_of(route.request.url))


def expect_input_loaded(tab):
    """Waits for the board's input, which adds this bar."""
    expect(tab.page.locator("jt-board .selection")).to_have_count(1)


def middle(locator):
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + 12


@pytest.fixture(params=[0, 150], ids=["loopback", "150 ms"])
def slow(request, open_as):
    """A tab whose board has not loaded its input yet; its search is in the address."""
    tab = open_as()

    @contextmanager
    def without_input(job):
        with late(tab, INPUT, milliseconds=request.param) as held:
            board = Board(tab)
            tab.go(f"#/?q={job['name'].split()[0]}")
            expect(board.link(job)).to_be_visible()
            board.held = held
            yield board
        expect_input_loaded(tab)

    return without_input


def test_a_click_before_the_input_code_is_loaded_starts_no_drag_later(slow, job, office):
    with slow(job) as board:
        board.link(job).click()
        expect(board.page.locator("jt-job")).to_have_count(1)
        board.page.go_back()
        expect(board.link(job)).to_be_visible()
        expect_asked(board.tab, board.held)
    board.page.mouse.move(*middle(board.column("special")))
    expect(board.page.locator(".card--ghost")).to_have_count(0)
    board.page.mouse.click(*middle(board.column("special")))
    expect(board.page.locator(".card--ghost, .is-dragged")).to_have_count(0)
    board.expect_in(job, "draft")
    assert board.tab.changes == []


def test_a_tap_before_the_input_code_is_loaded_starts_no_drag(open_as, job):
    tab = open_as(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, has_clock=True)
    with late(tab, INPUT) as held:
        board = Board(tab)
        tab.go(f"#/?q={job['name'].split()[0]}")
        board.link(job).tap()
        expect(tab.page.locator("jt-job")).to_have_count(1)
        tab.page.go_back()
        expect(board.link(job)).to_be_visible()
        expect_asked(tab, held)
    expect_input_loaded(tab)
    # Longer than the press before a drag.
    tab.page.clock.fast_forward(400)
    expect(tab.page.locator(".card--ghost, .is-dragged")).to_have_count(0)


def test_a_card_held_while_the_input_code_loads_is_dragged(slow, job, office):
    with slow(job) as board:
        x, y = middle(board.card(job))
        board.page.mouse.move(x, y)
        board.page.mouse.down()
        board.page.mouse.move(x + 40, y + 10, steps=3)
        expect_asked(board.tab, board.held)
    expect(board.page.locator(".card--ghost")).to_have_count(1)
    with board.tab.answer("PATCH", f"/api/jobs/{job['id']}/", 200):
        board.page.mouse.move(*middle(board.column("special")), steps=3)
        board.page.mouse.up()
    board.expect_in(job, "special")


def test_a_drag_that_ends_before_the_input_code_is_loaded_is_not_a_click(slow, job):
    with slow(job) as board:
        x, y = middle(board.card(job))
        board.page.mouse.move(x, y)
        board.page.mouse.down()
        board.page.mouse.move(x + 30, y + 20, steps=3)
        board.page.mouse.up()
        expect_asked(board.tab, board.held)
    expect(board.page.locator(".card--ghost")).to_have_count(0)
    assert "#/jobs/" not in board.page.url
    assert board.tab.changes == []


def test_a_late_menu_does_not_open_on_another_page(slow, job):
    with slow(job) as board:
        board.card(job).hover()
        board.card(job).locator(".card__menu").click()
        board.link(job).click()
        expect(board.page.locator("jt-job")).to_have_count(1)
        expect_asked(board.tab, board.held)
        route = board.held.pop()
        route.continue_()
        # The board has left the page, but the module that it requested still arrives.
        expect_run(board.tab, route)
        expect(board.page.get_by_role("menu")).to_have_count(0)
        board.page.go_back()
        expect(board.link(job)).to_be_visible()
    expect(board.page.get_by_role("menu")).to_have_count(0)


def test_a_late_menu_opens_if_the_person_waits(slow, job):
    with slow(job) as board:
        board.card(job).hover()
        board.card(job).locator(".card__menu").click()
        expect_asked(board.tab, board.held)
    expect(board.page.get_by_role("menu", name=f"Actions for job {job['job_number']}")).to_be_visible()


def test_keys_before_the_input_code_is_loaded_keep_their_meaning(slow, office):
    word = unique("Row")
    first = office.make_job(name=f"{word} one", priority=3)
    second = office.make_job(name=f"{word} two", priority=2)
    with slow(first) as board:
        board.link(first).focus()
        for key in ("Space", "ArrowDown", "Space", "ArrowUp", "Space"):
            board.page.keyboard.press(key)
        expect_asked(board.tab, board.held)
    expect(board.card(second)).to_have_class(re.compile("is-selected"))
    expect(board.card(first)).not_to_have_class(re.compile("is-selected"))
    expect(board.link(first)).to_be_focused()


def test_replayed_keys_do_not_take_the_focus_from_the_search(slow, office):
    word = unique("Row")
    job = office.make_job(name=f"{word} one", priority=3)
    office.make_job(name=f"{word} two", priority=2)
    with slow(job) as board:
        board.link(job).focus()
        board.page.keyboard.press("ArrowDown")
        board.page.keyboard.press("Space")
        search = board.page.get_by_role("searchbox")
        search.click()
        search.press("End")
        expect_asked(board.tab, board.held)
    expect(search).to_be_focused()
    expect(board.page.locator(".is-selected")).to_have_count(0)


def test_jobs_selected_before_the_input_code_is_loaded_stay_selected(slow, job):
    with slow(job) as board:
        board.card(job).hover()
        board.card(job).locator(".card__select").click()
        board.page.get_by_role("searchbox").click()
        expect_asked(board.tab, board.held)
    expect(board.card(job)).to_have_class(re.compile("is-selected"))
    expect(board.page.get_by_role("searchbox")).to_be_focused()


def test_enter_after_opening_a_late_menu_opens_no_job(slow, job):
    with slow(job) as board:
        board.link(job).focus()
        for key in ("m", "i", "Enter"):
            board.page.keyboard.press(key)
        expect_asked(board.tab, board.held)
    expect(board.page.get_by_role("menu", name="Move to")).to_be_visible()
    assert "#/jobs/" not in board.page.url


def test_the_shortcuts_dialog_opens_only_once(open_as):
    tab = open_as()
    with late(tab, KEYS) as held:
        Board(tab).open()
        for _ in range(3):
            tab.page.keyboard.press("?")
        expect_asked(tab, held)
    expect(tab.page.locator('[data-dialog="keys"]')).to_have_count(1)


def test_a_late_shortcuts_dialog_does_not_interrupt_typing(open_as):
    tab = open_as()
    with late(tab, KEYS) as held:
        Board(tab).open()
        tab.page.keyboard.press("?")
        expect_asked(tab, held)
        search = tab.page.get_by_role("searchbox")
        search.click()
        search.press_sequentially("pan")
        [route] = held
    expect_run(tab, route)
    expect(tab.page.locator('[data-dialog="keys"]')).to_have_count(0)
    expect(search).to_be_focused()


def test_the_keys_for_search_and_new_job_work_anywhere_on_the_board(open_as):
    tab = open_as()
    with late(tab, INPUT):
        Board(tab).open()
        tab.page.keyboard.press("/")
        expect(tab.page.get_by_role("searchbox")).to_be_focused()
        tab.page.keyboard.type("n/")
        expect(tab.page.get_by_role("searchbox")).to_have_value("n/")
        tab.page.get_by_role("searchbox").fill("")
        tab.page.get_by_role("button", name="Overdue").focus()
        tab.page.keyboard.press("n")
        expect(tab.page).to_have_url(re.compile("#/jobs/new$"))


# -- filters are in the address

def test_filters_are_kept_after_opening_a_job(open_as, office):
    word = unique("Late")
    job = office.make_job(name=word, delivery_date="2020-01-01")
    tab = open_as()
    board = Board(tab).open()
    board.find(job)
    for name in ("overdue", "mine"):
        tab.page.locator(f"jt-filters [name={name}]").click()
    tab.page.locator("jt-filters [name=mine]").click()
    address = tab.page.url
    board.link(job).click()
    tab.page.locator("jt-job [name=back]").click()
    expect(board.link(job)).to_be_visible()
    assert tab.page.url == address
    expect(tab.page.locator("jt-filters [name=overdue]")).to_have_attribute("aria-pressed", "true")
    expect(tab.page.get_by_role("searchbox")).to_have_value(word.split()[0])
    tab.page.get_by_role("link", name="Clients").click()
    expect(tab.page.locator("jt-clients")).to_have_count(1)
    tab.page.get_by_role("navigation", name="Main").get_by_role("link", name="Board").click()
    expect(board.link(job)).to_be_visible()
    assert tab.page.url == address


def test_the_board_follows_changes_of_the_address(open_as, office):
    word = unique("Address")
    late_one, other = office.make_job(name=f"{word} late", delivery_date="2020-01-01"), office.make_job(name=f"{word} other")
    tab = open_as()
    board = Board(tab).open()
    board.find(late_one, other)
    tab.page.evaluate("(hash) => { location.hash = hash }", f"#/?q={word.split()[0]}&overdue=1")
    expect(board.link(other)).to_have_count(0)
    expect(tab.page.get_by_role("searchbox")).to_be_focused()
    expect(board.link(late_one)).to_be_visible()
    expect(tab.page.locator("jt-filters [name=overdue]")).to_have_attribute("aria-pressed", "true")
    tab.go("#/")
    expect(tab.page.locator("jt-filters [name=overdue]")).to_have_attribute("aria-pressed", "false")
    expect(tab.page.get_by_role("searchbox")).to_have_value("")
    expect(tab.page.locator("jt-filters [name=clear]")).to_be_hidden()


def test_the_overdue_count_of_a_column_is_a_filter(open_as, office):
    word = unique("Chip")
    late_one, other = office.make_job(name=f"{word} late", delivery_date="2020-01-01"), office.make_job(name=f"{word} other")
    board = Board(open_as()).open()
    board.find(late_one, other)
    chip = board.column("draft").get_by_role("button", name="1 late")
    chip.click()
    expect(board.link(other)).to_have_count(0)
    expect(board.page.locator("jt-filters [name=overdue]")).to_have_attribute("aria-pressed", "true")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(board.link(other)).to_be_visible()


@pytest.mark.parametrize("hash", ["#/nonsense", "#/jobs/17", "#nonsense"])
def test_an_unknown_address_shows_page_not_found(open_as, hash):
    tab = open_as()
    tab.go(hash)
    expect(tab.page.locator("[data-nowhere]")).to_contain_text("This page does not exist.")
    expect(tab.page).to_have_title("Page not found · Jobtag")
    tab.page.locator("[data-nowhere] a").click()
    expect(tab.page.locator("jt-board")).to_be_visible()


def test_the_archive_expands_if_it_has_the_only_results(open_as, office):
    word = unique("Archived")
    job = office.make_job(name=word, status="archived")
    board = Board(open_as()).open()
    board.page.get_by_role("searchbox").fill(word.split()[0])
    expect(board.summary).to_have_text("1 job")
    expect(board.link(job)).to_be_visible()
    fold = board.column("archived").locator(".column__fold")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(board.link(job)).to_have_count(0)
    board.page.get_by_role("searchbox").fill(word)
    expect(board.link(job)).to_be_visible()
    board.page.get_by_role("searchbox").fill("")
    expect(fold).to_have_attribute("aria-expanded", "false")
    board.page.reload()
    expect(board.summary).to_have_text(re.compile("job"))
    expect(fold).to_have_attribute("aria-expanded", "false")


def test_a_search_in_the_address_includes_the_archive(open_as, office):
    word = unique("Linked")
    job = office.make_job(name=word, status="archived")
    tab = open_as()
    tab.go(f"#/?q={word.split()[0]}")
    expect(Board(tab).link(job)).to_be_visible()


# -- a wrong clock

@pytest.mark.parametrize("minutes", [10, -10])
def test_a_wrong_clock_does_not_hide_who_changed_a_job(open_as, job, colleague, names, minutes):
    tab = open_as()
    tab.page.add_init_script(f"const now = Date.now.bind(Date); Date.now = () => now() + {minutes * 60_000}")
    board = Board(tab).open()
    board.find(job)
    tab.expect_live()
    colleague.change(job["id"], order_number="PO-7")
    expect(board.card(job)).to_have_class(re.compile("is-fresh"))


# -- early input is kept

@pytest.mark.parametrize("place, code, form", [
    ("#/jobs/new", module("new-job"), "jt-new-job"), ("#/clients/new", module("client-page"), "jt-client")],
    ids=["job", "client"])
def test_text_typed_before_a_form_is_loaded_is_in_the_form(open_as, place, code, form):
    tab = open_as()
    with late(tab, code) as held:
        Board(tab).open()
        tab.go(place)
        expect_asked(tab, held)
        expect(tab.page.locator("[data-early] [name=name]")).to_be_focused()
        tab.page.keyboard.type("Copper gutter")
    name = tab.page.locator(f"{form} [name=name]")
    expect(name).to_have_value("Copper gutter")
    expect(name).to_be_focused()
    tab.page.keyboard.type("s")
    expect(name).to_have_value("Copper gutters")
    tab.page.reload()
    expect(name).to_have_value("Copper gutters")


def test_a_form_that_fails_to_load_says_so_and_keeps_the_text(open_as):
    tab = open_as()
    tab.cut("GET", module("new-job"))
    Board(tab).open()
    tab.go("#/jobs/new")
    tab.page.locator("[data-early] [name=name]").fill("Copper gutter")
    expect(tab.page.locator("[data-list-state=failed]")).to_be_visible()
    tab.mend()
    tab.page.locator("[name=try-again]").click()
    expect(tab.page.locator("jt-new-job [name=name]")).to_have_value("Copper gutter")


def test_enter_in_a_new_line_before_the_costs_are_loaded_adds_it_afterwards(open_as, job, office):
    tab = open_as()
    path = f"/api/jobs/{job['id']}/cost-sets/quote/"
    with tab.hold("GET", path):
        card = JobCard(tab, job)
        tab.go(f"#/jobs/{job['id']}")
        line = card.part('[data-new-line="quote"] [name="description"]')
        line.fill("Bending")
        line.press("Enter")
    expect(card.part('[data-line] [name="description"]')).to_have_value("Bending")
    expect(line).to_have_value("")


# -- every list shows that it is loading, empty or could not be loaded

def of_job(part):
    return lambda known: (f"#/jobs/{known['job']['id']}", f"/api/jobs/{known['job']['id']}/{part}")


def of_client(part):
    return lambda known: (f"#/clients/{known['client']['id']}", part and f"/api/clients/{known['client']['id']}/{part}" or "/api/jobs/")


def at(place, path):
    return lambda known: (place, path)


def search_archive(page, known):
    expect(page.locator("jt-board [data-summary]")).to_have_text(re.compile("job"))
    page.get_by_role("searchbox").fill(known["archived"]["name"].split()[0])


def unfold_archive(page, known):
    expect(page.locator("jt-board [data-summary]")).to_have_text(re.compile("job"))
    page.locator("[data-column=archived] .column__fold").click()


def show_history(page, known):
    page.locator("[data-view=changes]").click()


def choose_client(page, known):
    page.locator("jt-job [name=client_id]").click()


# The route, the request, the element, the contents, and the action that comes first if the list is only loaded after one.
LISTS = {
    "the board": (at("#/", "/api/jobs/"), "jt-board", ".card", None),
    "the archive": (at("#/", "/api/jobs/"), "[data-column=archived]", ".card", unfold_archive),
    "what is found in the archive": (at("#/", "/api/jobs/"), ".board__state", "[data-column=archived] .card", search_archive),
    "deleted jobs": (at("#/deleted", "/api/jobs/"), "jt-deleted", "[data-deleted]", None),
    "clients": (at("#/clients", "/api/clients/"), "jt-clients", "[data-client-row]", None),
    "contacts": (of_client("contacts/"), "section[aria-labelledby=contacts-title]", "[data-contact]", None),
    "the jobs of a client": (of_client(""), ".client__jobs", "[data-job]", None),
    "the timeline": (of_job("timeline/"), "jt-timeline", "[data-event]", None),
    "the history": (of_job("changes/"), "jt-timeline", "[data-change]", show_history),
    "costs": (of_job("cost-sets/quote/"), "jt-costs", "[data-line]", None),
    "a choice of clients": (lambda known: (f"#/jobs/{known['job']['id']}", "/api/clients/"), "[data-field=client_id]", "[role=option]", choose_client),
}


@pytest.fixture(scope="module")
def known(office):
    """A client with a contact, a job with a cost line, an archived job and a deleted one."""
    client = office.make_customer()
    office.make_contact(client)
    job, deleted = (office.make_job(name=unique(word), client_id=client["id"]) for word in ("Listed", "Gone"))
    office.add_line(job["id"])
    office.delete_job(deleted["id"])
    return {"client": client, "job": job, "archived": office.make_job(name=unique("Shelved"), status="archived")}


NOTHING = re.compile(r"^(0 jobs|Nothing|No (jobs|contacts|deleted jobs|matching))")


def state(page, root, name):
    return page.locator(root).locator(f'[data-list-state="{name}"]')


@pytest.mark.parametrize("where, root, shown, act", LISTS.values(), ids=LISTS)
def test_a_list_that_fails_to_load_says_so_and_can_be_retried(open_as, known, where, root, shown, act):
    tab = open_as(is_deaf=True)
    place, path = where(known)
    if act:
        tab.go(place)
        expect(tab.page.locator("jt-board .card, jt-job [name=name]").first).to_be_visible()
    tab.intercept("GET", path, lambda route: route.fulfill(status=500, json={"detail": "The server is upset."}))
    act(tab.page, known) if act else tab.go(place)
    failed = state(tab.page, root, "failed")
    expect(failed).to_be_visible()
    expect(failed).to_contain_text("could not be loaded")
    expect(tab.page.locator(root).get_by_text(NOTHING)).to_have_count(0)
    tab.mend()
    failed.locator("[name=try-again]").click()
    expect(tab.page.locator(shown).first).to_be_visible()
    expect(failed).to_have_count(0)


@pytest.mark.parametrize("where, root, shown, act", LISTS.values(), ids=LISTS)
def test_a_list_that_is_loading_says_so(open_as, known, where, root, shown, act):
    tab = open_as(is_deaf=True)
    place, path = where(known)
    if act:
        tab.go(place)
        expect(tab.page.locator("jt-board .card, jt-job [name=name]").first).to_be_visible()
    with tab.hold("GET", path):
        act(tab.page, known) if act else tab.go(place)
        expect(state(tab.page, root, "loading").first).to_contain_text("Loading")
        expect(tab.page.locator(root).get_by_text(NOTHING)).to_have_count(0)
    expect(tab.page.locator(shown).first).to_be_visible()
    expect(state(tab.page, root, "loading")).to_have_count(0)


def test_a_failed_search_does_not_look_like_one_without_results(open_as, known):
    tab = open_as(is_deaf=True)
    board = Board(tab).open()
    tab.intercept("GET", "/api/jobs/", lambda route: route.fulfill(status=400, json={"detail": "This is not searched for."}))
    search_archive(tab.page, known)
    expect(state(tab.page, ".board__state", "failed")).to_contain_text("This is not searched for.")
    expect(board.summary).to_have_text("0 jobs on the board")
    tab.mend()
    with tab.hold("GET", "/api/jobs/"):
        tab.page.locator("[name=try-again]").click()
        expect(board.summary).to_have_text("Searching…")
    expect(board.summary).to_have_text("1 job")


def test_an_empty_list_says_so(open_as, office):
    client = office.make_customer()
    tab = open_as()
    tab.go(f"#/clients/{client['id']}")
    expect(state(tab.page, "section[aria-labelledby=contacts-title]", "empty")).to_have_text("No contacts yet.")
    expect(state(tab.page, ".client__jobs", "empty")).to_have_text("No jobs yet.")
    tab.go("#/clients?q=zzzzzzzz")
    expect(state(tab.page, "jt-clients", "empty")).to_have_text("No client has “zzzzzzzz” in its name, e-mail or phone.")
    tab.go("#/?q=zzzzzzzz")
    expect(state(tab.page, "[data-column=draft]", "empty")).to_have_text("No jobs")
    expect(Board(tab).summary).to_have_text("0 jobs")


def test_a_failed_list_is_reloaded_when_the_network_is_back(open_as):
    tab = open_as()
    tab.cut("GET", "/api/clients/")
    tab.go("#/clients")
    expect(state(tab.page, "jt-clients", "failed")).to_be_visible()
    tab.mend()
    tab.page.context.set_offline(True)
    tab.page.context.set_offline(False)
    expect(tab.page.locator("[data-client-row]").first).to_be_visible()


def test_names_that_failed_to_load_are_requested_again(open_as, job):
    tab = open_as(is_deaf=True)
    tab.cut("GET", "/api/staff/choices/")
    card = JobCard(tab, job).open()
    card.part("[name=assign]").click()
    expect(tab.page.get_by_role("menuitem", name=re.compile("could not be loaded"))).to_be_visible()
    tab.mend()
    tab.page.get_by_role("menuitem", name="Try again").click()
    expect(tab.page.get_by_role("menu", name="Assign").get_by_role("menuitem").nth(1)).to_be_visible()
    expect(tab.page.get_by_role("menuitem", name=re.compile("could not be loaded"))).to_have_count(0)


# -- white space and limits are the server's rules

SPACES = [chr(code) for code in (0x09, 0x20, 0x85, 0xA0, 0x1680, 0x2003, 0x2007, 0x2028, 0x202F, 0x205F, 0x3000)]


def test_all_kinds_of_white_space_separate_words_as_on_the_server(open_as, office):
    word, other = unique("Alpha"), unique("Omega")
    job = office.make_job(name=f"{word} and {other}")
    tab = open_as()
    board = Board(tab).open()
    for space in SPACES:
        query = f"{other.split()[0]}{space}{word.split()[0]}{space}"
        found = expect_status(office.client.get(f"/api/jobs/?q={quote(query)}"), 200).json["results"]
        assert [one["id"] for one in found] == [job["id"]], f"U+{ord(space):04X}"
        tab.go(f"#/?q={quote(query)}")
        expect(board.summary).to_have_text("1 job")
        tab.go("#/?q=zzzzzzzz")
        expect(board.summary).to_have_text("0 jobs")


@pytest.mark.parametrize("query, status", [
    (" ".join("a" * 20), 200), (" ".join("a" * 21), 400), ("ä" * 250, 200), ("ä" * 250 + "b", 400), ("\u3000".join("a" * 21), 400), ("a" + " " * 500, 400)])
def test_a_search_has_the_same_limits_on_both_sides(open_as, office, query, status):
    assert office.client.get(f"/api/jobs/?q={quote(query)}").status == status
    tab = open_as()
    tab.go(f"#/?q={quote(query)}")
    summary = Board(tab).summary
    expect(summary).to_have_text(re.compile("at most 20 words" if status == 400 else r"^[\d,]+ jobs?"))


# -- on a phone

PHONE = {"viewport": {"width": 320, "height": 700}, "has_touch": True, "is_mobile": True}


def test_the_bar_fits_at_320_pixels(open_as, office):
    job = office.make_job()
    tab = open_as(**PHONE)
    Board(tab).open()
    for place in ("#/", f"#/jobs/{job['id']}", "#/clients", "#/jobs/new"):
        tab.go(place)
        expect(tab.page.locator("main > *")).to_have_count(1)
        bar = tab.page.locator("header.bar")
        assert bar.evaluate("(bar) => bar.scrollWidth - bar.clientWidth") == 0, place
    for name in ("Board", "Clients"):
        link = tab.page.locator("header.bar").get_by_role("link", name=name, exact=True)
        expect(link).to_be_visible()
        # An element that can be pressed is visible.
        expect(link.locator("svg")).to_be_visible()


def test_a_long_job_name_is_fully_visible_on_a_phone(open_as, office):
    name = f"{unique('Long')} stainless steel benchtop with an upstand and two bowls for the kitchen of the hotel"
    job = office.make_job(name=name)
    card = JobCard(open_as(**PHONE), job).open()
    box = card.input("name")
    expect(box).to_have_value(name)
    assert box.evaluate("(box) => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight]") == [0, 0]
    box.press("Enter")
    expect(box).to_have_value(name)
    # Like pasted text: several lines.
    box.evaluate("(box) => { box.value = 'One\\ntwo'; box.dispatchEvent(new InputEvent('input', { bubbles: true })) }")
    expect(box).to_have_value("One two")


def test_a_long_name_leaves_room_for_the_unassign_button(open_as, office):
    long = "Ngāmihi Te Whetūmārama o Waikaremoana-Papakura Montgomery-Featherstonehaugh"
    tab = open_as(**PHONE)
    me = expect_status(office.client.get("/api/auth/me/"), 200).json
    job = office.make_job(assigned_to=[me["id"]])

    def rename(route):
        answer = route.fetch()
        body = answer.json()
        for person in body["results"]:
            person["name"] = long
        route.fulfill(response=answer, json=body)

    tab.intercept("GET", "/api/staff/choices/", rename)
    card = JobCard(tab, job).open()
    off = card.part(".person__off")
    expect(card.part(".person")).to_contain_text(long)
    box, panel = off.bounding_box(), card.part('[data-field="assigned_to"]').bounding_box()
    assert box["x"] + box["width"] <= panel["x"] + panel["width"]
    assert min(box["width"], box["height"]) >= 24
