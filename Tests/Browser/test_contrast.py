"""Contrast of text as drawn (WCAG 2.2, 1.4.3: 4.5 to 1), in light and dark."""

import pytest
from playwright.sync_api import expect

from page_objects import Board, JobCard

# Every visible text with its colour and the colours behind it, as sRGB; a canvas converts any notation.
MEASURE = """() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const rgba = (colour) => {
        context.clearRect(0, 0, 1, 1)
        context.fillStyle = colour
        context.fillRect(0, 0, 1, 1)
        const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data
        return [r, g, b, a / 255]
    }
    const over = ([r, g, b, a], below) => [r, g, b].map((part, index) => part * a + below[index] * (1 - a))
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        return 0.2126 * x + 0.7152 * y + 0.0722 * z
    }
    const ratio = (one, other) => {
        const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b)
        return (bright + 0.05) / (dark + 0.05)
    }
    const ground = (element) => {
        const layers = []
        for (let one = element; one; one = one.parentElement) {
            layers.push(rgba(getComputedStyle(one).backgroundColor))
            if (layers.at(-1)[3] === 1) break
        }
        const bottom = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255]
        return layers.reverse().reduce((below, layer) => over(layer, below), bottom)
    }
    const opacity = (element) => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1
    const isOff = (element) => element.closest(':disabled, [aria-disabled="true"], [inert]') !== null
    const pairs = new Map()
    const judge = (element, text, colour) => {
        const below = ground(element)
        const [r, g, b, a] = rgba(colour)
        const shown = over([r, g, b, a * opacity(element)], below)
        const found = ratio(shown, below)
        const key = `${shown.map(Math.round)} on ${below.map(Math.round)}`
        if (!pairs.has(key)) pairs.set(key, { ratio: found, text: text.trim().slice(0, 40), where: `${element.localName}.${element.className}` })
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const { parentElement: element, data } = walker.currentNode
        if (!data.trim() || isOff(element) || !element.checkVisibility({ visibilityProperty: true })) continue
        if (['OPTION', 'SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) || element.closest('.unseen, .skip')) continue
        if (element.getClientRects().length) judge(element, data, getComputedStyle(element).color)
    }
    for (const input of document.querySelectorAll('input, textarea, select')) {
        if (isOff(input) || !input.checkVisibility({ visibilityProperty: true }) || ['checkbox', 'radio'].includes(input.type)) continue
        judge(input, input.value || 'a value', getComputedStyle(input).color)
        if (input.placeholder) judge(input, input.placeholder, getComputedStyle(input, '::placeholder').color)
    }
    return [...pairs].map(([pair, found]) => ({ pair, ...found }))
}"""


def expect_readable(tab, least=6):
    # Otherwise colours in transition are measured.
    tab.page.evaluate("() => document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())")
    pairs = tab.page.evaluate(MEASURE)
    assert len(pairs) >= least, "too few colour pairs for the whole page"
    poor = [f"{one['ratio']:.2f}  {one['pair']}  {one['where']}  “{one['text']}”" for one in pairs if one["ratio"] < 4.5]
    assert not poor, "\n".join(poor)


@pytest.fixture(params=["light", "dark"])
def themed(open_as, request):
    def open(*arguments, **options):
        return open_as(*arguments, color_scheme=request.param, **options)

    return open


def test_the_board_is_readable(themed, job, colleague, office):
    late = office.make_job(name=f"{job['name']} late", delivery_date="2024-01-01", assigned_to=[office.client.get("/api/auth/me/").json["id"]])
    board = Board(themed()).open()
    expect_readable(board.tab)
    board.find(job, late)
    colleague.change(job["id"], status="approved")
    expect(board.card(job).locator(".card__mark")).to_be_visible()
    board.card(late).hover()
    board.card(late).locator(".card__select").click()
    expect_readable(board.tab)
    board.card(late).locator(".card__menu").click()
    expect(board.page.get_by_role("menu")).to_be_visible()
    expect_readable(board.tab)


def test_a_job_is_readable_in_all_its_states(themed, job, office, colleague):
    office.add_line(job["id"], "quote")
    office.add_event(job["id"])
    tab = themed(is_deaf=True)
    card = JobCard(tab, job).open()
    card.show_costs("quote")
    expect(card.part("[data-lines] tr")).to_have_count(1)
    expect_readable(tab)
    card.show_history()
    expect(card.part(".history__entry").first).to_be_visible()
    expect_readable(tab)
    card.type("price_cap", "not a number")
    card.input("priority").focus()
    expect(card.field("price_cap").locator(".field__error")).not_to_be_empty()
    expect_readable(tab)


def test_a_conflict_is_readable(themed, job, colleague):
    tab = themed(is_deaf=True)
    card = JobCard(tab, job).open()
    colleague.change(job["id"], notes="Cut the red sheet first.")
    card.type("notes", "Cut the black sheet first.")
    card.save()
    card.conflict.choose("notes", "edit")
    expect(card.conflict.side("notes", "difference")).to_be_visible()
    expect_readable(tab)


def test_signing_in_is_readable(themed):
    tab = themed(None)
    tab.go()
    expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect_readable(tab, least=4)
