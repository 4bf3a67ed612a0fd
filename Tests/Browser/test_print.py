"""A printed job: each text in full, and nothing internal."""

import pytest
from playwright.sync_api import expect

from page_objects import JobCard

LINES = [f"Line {number} of what there is to say" for number in range(1, 21)]
# A browser without `field-sizing`, such as those before 2026 other than Chromium.
FIXED_BOXES = "textarea { field-sizing: fixed !important }"


@pytest.fixture
def paper(open_as, office):
    """A function that opens a job as printed."""

    def print_(job):
        tab = open_as()
        card = JobCard(tab, job).open()
        # Shown before printing, so that only the print styles hide parts.
        expect(card.part(".events__entry").first).to_be_visible()
        tab.page.evaluate(
            "(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets.push(sheet) }", FIXED_BOXES)
        tab.page.set_viewport_size({"width": 720, "height": 1000})
        tab.page.emulate_media(media="print")
        return card

    return print_


def is_cut(card, name):
    """Whether any of a field's text is cut off."""
    return card.field(name).evaluate("""(field) => [...field.querySelectorAll('*')].filter((one) => one.checkVisibility())
        .some((one) => one.scrollHeight > one.clientHeight + 2 && one.clientHeight > 1 && getComputedStyle(one).display !== 'inline'
            || one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 1 && getComputedStyle(one).display !== 'inline')""")


def shown(card, name):
    """A field's text on paper, from an element or an input."""
    return card.field(name).evaluate("""(field) => [field.innerText, ...[...field.querySelectorAll('input, textarea')]
        .filter((one) => one.checkVisibility()).map(({ value }) => value)].join('\\n')""")


@pytest.mark.parametrize("name", ["description", "notes"])
def test_every_line_of_a_text_is_printed(paper, office, name):
    card = paper(office.make_job(**{name: "\n".join(LINES)}))
    assert not is_cut(card, name)
    for line in LINES:
        assert line in shown(card, name)


@pytest.mark.parametrize("name", ["name", "order_number", "client_id"])
def test_a_long_line_is_printed_in_full(paper, office, name):
    long = "Rectangular duct of galvanised sheet for the roof of the old town hall, north side, END"
    job = office.make_job(client_id=office.make_customer(long)["id"]) if name == "client_id" else office.make_job(**{name: long})
    card = paper(job)
    assert not is_cut(card, name)
    assert shown(card, name).rstrip().endswith("END")


def test_unsaved_text_is_printed(open_as, job):
    tab = open_as()
    card = JobCard(tab, job).open()
    tab.cut("PATCH", card.path)
    card.type("notes", "Typed just now.")
    tab.page.emulate_media(media="print")
    assert "Typed just now." in shown(card, "notes")


def test_internal_information_is_not_printed(paper, office):
    job = office.make_job(priority=7)
    office.add_event(job["id"], "The client pays late.")
    card = paper(job)
    expect(card.field("notes")).to_have_count(1)
    expect(card.root.get_by_text("The client pays late.")).to_be_hidden()
    expect(card.root.get_by_text("Created the job")).to_be_hidden()
    expect(card.field("priority")).to_be_hidden()
    expect(card.event).to_be_hidden()
    # The rest is printed.
    expect(card.part("[data-number]")).to_be_visible()
    expect(card.field("status")).to_be_visible()
