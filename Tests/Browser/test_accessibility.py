"""Every page, menu and dialog: axe (WCAG 2.2 A and AA, and its best practices) in light and dark, touch targets, narrow screens, forced colours."""

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import serve
from harness import OFFICE, Bench, unique
from page_objects import Board, JobCard

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
# All rules that are on by default, and the one of WCAG 2.2 that is off by default.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# Rules whose result a theme can change.
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
# Of repeated elements, only the first few are checked.
MANY = {"exclude": [[".card:nth-child(n + 4)"], [".docs-operation:nth-of-type(n + 6)"], [".rows__row:nth-child(n + 4)"]]}
# Otherwise elements far below are not drawn, and a change of theme is measured at the colours in between.
DRAW_ALL = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { content-visibility: visible !important; transition-property: none !important }')
    document.adoptedStyleSheets.push(sheet)
}"""
LINK = r"https?://\S+/setup/\S*"

# Targets too small for a finger. Not links within sentences; a card and a row are pressed as a whole.
LOW = """() => [...document.querySelectorAll('button, a, select, textarea, input, summary, .check, [role=option]')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('[inert], .skip, .unseen'))
    .filter((one) => !one.matches('.card__link, .rows__main, [type=checkbox], [type=radio]') && getComputedStyle(one).display !== 'inline')
    .filter((one) => one.getBoundingClientRect().height < 43.5)
    .map((one) => `${Math.round(one.getBoundingClientRect().height)} px: ${one.outerHTML.slice(0, 120)}`)"""

# Overflow: the page itself, the text of a button, the placeholder of an empty input.
CUT = """() => {
    const context = document.createElement('canvas').getContext('2d')
    const hintIsCut = (input) => {
        const style = getComputedStyle(input)
        context.font = style.font
        // A search input needs space for its cross.
        const cross = input.type === 'search' ? 20 : 0
        const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - cross
        return context.measureText(input.placeholder).width > room + 1
    }
    const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen')
    const said = (what) => (one) => `${what}: ${one.outerHTML.slice(0, 120)}`
    return [
        ...[document.documentElement, ...document.querySelectorAll('#main, .dialog, .menu, form')]
            .filter((one) => isSeen(one) && one.scrollWidth > one.clientWidth + 1 && !one.matches('.filters')).map(said('wider than its place')),
        ...[...document.querySelectorAll('button, .button, .check, h1, h2')]
            .filter((one) => isSeen(one) && one.clientWidth && one.scrollWidth > one.clientWidth + 1).map(said('cut')),
        ...[...document.querySelectorAll('input[placeholder]')]
            .filter((one) => isSeen(one) && hintIsCut(one)).map(said('the hint is cut')),
    ]
}"""


def expect_comfortable(page):
    """No text is cut, and targets are large enough for a finger, also on the smallest phone or at 400 % zoom (WCAG 1.4.10)."""
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        assert page.evaluate(LOW) == []
    assert page.evaluate(CUT) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(CUT) == []


def expect_accessible(page):
    faults = []
    page.evaluate(DRAW_ALL)
    for scheme, options in (("light", EVERYTHING), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, context=MANY, options=options).response["violations"]
        faults += [
            f"{scheme}: {rule['id']} ({rule['help']})\n    {node['html'][:160]}\n    {' '.join((node.get('failureSummary') or '').split())[:240]}"
            for rule in found for node in rule["nodes"]
        ]
    assert not faults, "\n".join(faults)


@dataclass
class Scene:
    """The people, and a function to open a tab as one of them."""

    open_as: object
    server: object
    office: Bench
    colleague: Bench
    job: dict
    settings: dict

    def open(self, *arguments, **options):
        return self.open_as(*arguments, **self.settings, **options)

    def card(self, **options):
        return JobCard(self.open(**options), self.job).open()

    def board(self):
        """A board that shows only this job."""
        board = Board(self.open())
        board.tab.go(f"#/?q={self.job['name']}")
        expect(board.card(self.job)).to_be_visible()
        return board

    def at(self, path, *arguments):
        """A page of the server."""
        tab = self.open(*arguments)
        tab.page.goto(f"{tab.server.origin}{path}")
        return tab


PLACES = {}


def place(show):
    """A route, which is opened and waited for."""
    PLACES[show.__name__.replace("_", " ")] = show
    return show


@place
def sign_in(scene):
    tab = scene.open(None)
    tab.go()
    expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    return tab.page


@place
def sign_in_refused(scene):
    page = sign_in(scene)
    page.get_by_label("E-mail").fill(OFFICE)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-error]")).not_to_be_empty()
    return page


@place
def board(scene):
    return Board(scene.open()).open().page


@place
def board_without_a_job(scene):
    board = Board(scene.open())
    board.tab.go(f"#/?q={unique('nothing')}")
    expect(board.summary).to_have_text(re.compile("^0 "))
    return board.page


@place
def board_filtered(scene):
    board = scene.board()
    board.page.locator("[name=mine]").click()
    expect(board.page.locator("[name=mine]")).to_have_attribute("aria-pressed", "true")
    return board.page


@place
def board_with_a_selection(scene):
    board = scene.board()
    board.card(scene.job).locator(".card__menu").click()
    board.page.get_by_role("menuitem", name=re.compile("^Select")).click()
    expect(board.page.locator("[name=move-selected]")).to_be_visible()
    return board.page


@place
def board_with_a_fresh_card(scene):
    board = scene.board()
    board.tab.expect_live()
    scene.colleague.change(scene.job["id"], status="approved")
    expect(board.card(scene.job).locator(".card__mark")).to_be_visible()
    return board.page


@place
def menu_of_a_card(scene):
    board = scene.board()
    board.card(scene.job).locator(".card__menu").click()
    expect(board.page.get_by_role("menu")).to_be_visible()
    return board.page


@place
def menu_of_the_account(scene):
    page = scene.board().page
    page.locator("[name=me]").click()
    expect(page.get_by_role("menu")).to_be_visible()
    return page


@place
def outbox(scene):
    page = scene.board().page
    page.locator("[name=outbox]").click()
    expect(page.get_by_role("menu")).to_be_visible()
    return page


@place
def outbox_with_what_waits(scene):
    card = scene.card()
    card.tab.cut("PATCH", card.path)
    card.type("order_number", "PO-2")
    card.save()
    card.expect_state("waiting")
    card.page.locator("[name=outbox]").click()
    expect(card.page.get_by_role("menu")).to_be_visible()
    return card.page


@place
def toasts(scene):
    board = scene.board()
    board.card(scene.job).locator(".card__menu").click()
    board.page.get_by_role("menuitemradio", name="Approved", exact=True).click()
    expect(board.page.locator("[data-toast]").first).to_be_visible()
    return board.page


def show_costs(scene, kind):
    scene.office.add_line(scene.job["id"], kind)
    card = scene.card()
    card.show_costs(kind)
    expect(card.part("[data-lines] tr")).to_have_count(1)
    return card


@place
def job_with_an_estimate(scene):
    return show_costs(scene, "estimate").page


@place
def job_with_a_quote(scene):
    return show_costs(scene, "quote").page


@place
def job_with_actual_costs(scene):
    return show_costs(scene, "actual").page


@place
def job_with_an_accepted_quote(scene):
    scene.office.add_line(scene.job["id"], "quote")
    scene.office.accept_quote(scene.job["id"])
    card = scene.card()
    card.part('[data-tab="quote"]').click()
    expect(card.part("[data-accepted]")).to_be_visible()
    return card.page


@place
def job_with_events_and_history(scene):
    scene.office.add_event(scene.job["id"])
    scene.office.change(scene.job["id"], notes="Cut the red sheet first.")
    card = scene.card()
    card.show_history()
    expect(card.part(".history__entry").first).to_be_visible()
    return card.page


@place
def job_with_a_refused_field(scene):
    card = scene.card()
    card.type("price_cap", "not a number")
    card.input("priority").focus()
    expect(card.field("price_cap").locator(".field__error")).not_to_be_empty()
    return card.page


@place
def job_that_is_only_read(scene):
    scene.office.add_line(scene.job["id"], "quote")
    card = JobCard(scene.open("workshop@example.com"), scene.job).open()
    return card.page


@place
def job_that_was_deleted(scene):
    card = scene.card()
    card.tab.expect_live()
    card.type("notes", "Typed on.")
    scene.colleague.delete_job(scene.job["id"])
    expect(card.banner.get_by_role("alert").first).to_be_visible()
    return card.page


@place
def menu_of_a_job(scene):
    card = scene.card()
    card.part('[name="job-menu"]').click()
    expect(card.page.get_by_role("menu")).to_be_visible()
    return card.page


@place
def menu_of_people(scene):
    card = scene.card()
    card.part('[name="assign"]').click()
    expect(card.page.get_by_role("menu")).to_be_visible()
    return card.page


@place
def choosing_a_client(scene):
    card = scene.card()
    card.input("client_id").fill("a")
    expect(card.page.locator("[role=option]").first).to_be_visible()
    return card.page


@place
def question(scene):
    card = scene.card()
    card.menu("Delete")
    expect(card.page.locator("dialog[data-dialog=ask]")).to_be_visible()
    return card.page


@place
def conflict(scene):
    card = scene.card(is_deaf=True)
    scene.colleague.change(scene.job["id"], notes="Cut the red sheet first.")
    card.type("notes", "Cut the black sheet first.")
    card.save()
    expect(card.conflict.root).to_be_visible()
    return card.page


@place
def conflict_edited(scene):
    page = conflict(scene)
    page.locator('[data-clash="notes"] [data-choice="edit"]').check()
    expect(page.locator('[data-edit="notes"]')).to_be_visible()
    return page


@place
def conflict_put_off(scene):
    page = conflict(scene)
    page.locator("[name=later]").click()
    expect(page.locator('[data-kind="conflict"]')).to_be_visible()
    return page


@place
def new_job(scene):
    tab = scene.open()
    tab.go("#/jobs/new")
    expect(tab.page.locator("form.new-job [name=create]")).to_be_visible()
    return tab.page


@place
def deleted_jobs(scene):
    scene.office.delete_job(scene.job["id"])
    tab = scene.open()
    tab.go("#/deleted")
    expect(tab.page.locator(f'[data-deleted="{scene.job["id"]}"]')).to_be_visible()
    return tab.page


@place
def clients(scene):
    tab = scene.open()
    tab.go("#/clients")
    expect(tab.page.locator("[data-client-row]").first).to_be_visible()
    return tab.page


@place
def clients_without_a_client(scene):
    page = clients(scene)
    page.get_by_role("searchbox").fill(unique("nobody"))
    expect(page.locator("[data-client-row]")).to_have_count(0)
    return page


@place
def client(scene):
    scene.office.make_contact(scene.office.customer)
    tab = scene.open()
    tab.go(f"#/clients/{scene.office.customer['id']}")
    expect(tab.page.locator("[data-contact]").first).to_be_visible()
    expect(tab.page.locator(".client__jobs [data-job]").first).to_be_visible()
    return tab.page


@place
def new_client(scene):
    tab = scene.open()
    tab.go("#/clients/new")
    expect(tab.page.locator("[name=create]")).to_be_visible()
    return tab.page


@place
def keys(scene):
    page = scene.board().page
    page.locator("[name=me]").click()
    page.get_by_role("menuitem", name="Keyboard shortcuts").click()
    expect(page.locator("dialog[data-dialog=keys]")).to_be_visible()
    return page


@place
def interface(scene):
    page = scene.at("/api/docs/").page
    expect(page.locator(".docs-operation").first).to_be_visible()
    return page


@place
def interface_unfolded(scene):
    page = scene.at("/api/docs/#updateJob").page
    expect(page.locator('details[id="updateJob"] [name="If-Match"]')).to_be_visible()
    return page


@place
def page_of_a_kind_of_problem(scene):
    page = scene.at("/problems/precondition-failed", None).page
    expect(page.get_by_role("heading", name="The record has changed")).to_be_visible()
    return page


@place
def nothing_at_an_address(scene):
    page = scene.at("/foo", None).page
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    return page


@place
def setting_up_by_a_wrong_link(scene):
    page = scene.at("/setup/?token=wrong", None).page
    expect(page.get_by_role("heading", name="Set up your workshop")).to_be_visible()
    return page


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def scene(request, open_as, server, office, colleague, job):
    return Scene(open_as, server, office, colleague, job, request.param)


@pytest.mark.parametrize("name", PLACES)
def test_every_page_menu_and_dialog_is_accessible(scene, name):
    page = PLACES[name](scene)
    expect_accessible(page)
    expect_comfortable(page)


def test_setting_up_a_workshop_is_accessible(scene, tmp_path):
    with serve(tmp_path, demo=False) as server:
        link = re.search(LINK, server.wait_for_line(LINK))[0]
        tab = scene.open(None, at=server)
        page = tab.page
        page.goto(link)
        expect(page.get_by_label("Your name")).to_be_visible()
        expect_accessible(page)
        # Refused: the typed text stays, and the reason is shown.
        page.get_by_label("Your name").fill("Ada")
        page.get_by_label("E-mail").fill("ada@example.com")
        page.get_by_label("Password (at least 10 characters)").fill("too long " * 23)
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("alert")).not_to_be_empty()
        expect(page.get_by_label("Your name")).to_have_value("Ada")
        expect_accessible(page)
        page.get_by_label("Password (at least 10 characters)").fill("long enough for Ada")
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("heading", name="Your workshop is set up")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link").last.click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


# The focus ring: on the focused element, or around its card.
RING = """() => {
    const at = document.activeElement
    // The browser draws its own rings on the parts of a date.
    if (!at || at === document.body || at.type === 'date') return null
    const has = (one) => { const { outlineStyle, outlineWidth } = getComputedStyle(one); return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 }
    const shown = has(at) || (at.closest('.card') && has(at.closest('.card'))) || (at.parentElement?.matches('.clash__option') && has(at.parentElement))
    return { what: at.outerHTML.slice(0, 120), shown: Boolean(shown) }
}"""


@pytest.mark.parametrize("name", ["sign in", "board filtered", "job with a quote", "client", "new job", "question", "conflict", "interface"])
def test_the_focused_element_is_visible(scene, name):
    page = PLACES[name](scene)
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(RING)
        if at:
            seen.append(at)
    assert len(seen) > 3
    assert [at["what"] for at in seen if not at["shown"]] == []


def test_selected_elements_are_visible_with_forced_colours(open_as, server, office, colleague, job):
    """Forced colours remove backgrounds and shadows."""
    scene = Scene(open_as, server, office, colleague, job, {**DESK, "forced_colors": "active"})
    page = board_filtered(scene)
    ring = "(one) => getComputedStyle(one).outlineStyle"
    assert page.locator("[name=mine]").evaluate(ring) == "solid"
    assert page.locator("[data-place=board]").evaluate(ring) == "solid"
    page.locator("[name=me]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Deleted jobs and clients")).to_be_focused()
    assert page.get_by_role("menuitem", name="Deleted jobs and clients").evaluate(ring) == "solid"
