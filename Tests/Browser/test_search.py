"""One folding for all searches and suggestions: see docs/search.md."""

import pytest
from playwright.sync_api import expect

from harness import unique
from page_objects import JobCard


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("strasse {}", True), ("STRASSE {}", True), ("{} otaki", True), ("3mm {}", True), ("3\tmm\t{}", True), ("{} coop", True),
        ("{} groesse", True), ("{} obrien", True), ("{} ”", True), ("{} trasse", False), ("{} 4mm", False), ("”", False),
    ],
)
def test_the_board_finds_a_job_in_all_spellings(open_as, office, query, found):
    mark = unique("Zinc").replace("-", "").replace(" ", "")
    job = office.make_job(name=f"{mark} Straße", notes="Ōtaki, 3 mm, co-op, Größe for O’Brien")
    tab = open_as()
    tab.go("#/")
    card = tab.page.locator(f'.card[data-job="{job["id"]}"]')
    search = tab.page.locator('jt-filters [name="q"]')
    search.fill(mark)
    expect(card).to_be_visible()
    search.fill(query.format(mark))
    expect(card).to_have_count(1 if found else 0)


def test_a_search_that_is_too_long_shows_a_message_and_is_not_cut(open_as, office):
    mark = unique("Zinc").replace("-", "").replace(" ", "")
    office.make_job(name=mark)
    tab = open_as()
    tab.go("#/")
    search, summary = tab.page.locator('jt-filters [name="q"]'), tab.page.locator("[data-summary]")
    search.fill(" ".join([mark] * 20))
    expect(summary).to_have_text("1 job")
    search.fill(" ".join([mark] * 21))
    expect(summary).to_have_text("A search can have at most 20 words and 500 bytes.")
    expect(summary).to_have_attribute("role", "alert")
    expect(tab.page.locator(".card")).to_have_count(0)


def test_a_contact_is_found_by_any_of_its_fields_and_not_created_twice(open_as, office):
    customer = office.make_customer()
    contact = office.make_contact(customer, name="José Núñez", phone="+64 (0)21 555 0123", email="jn@example.com")
    job = office.make_job(client_id=customer["id"])
    card = JobCard(open_as(), job).open()
    picker = card.input("contact_id")
    option = card.page.locator(f'[role="option"][data-id="{contact["id"]}"]')
    for text in ("jose nunez", "NUNEZ", "215550123", "jn@example"):
        picker.fill(text)
        expect(option).to_be_visible()
    picker.fill("jose nunez")
    expect(card.page.get_by_role("option", name="New contact")).to_have_count(0)
    with card.tab.answer("PATCH", card.path, 200):
        picker.press("Tab")
    expect(picker).to_have_value("José Núñez")
    assert office.get_job(job["id"])["contact_id"] == contact["id"]


def test_similar_names_are_never_selected_silently(open_as, office):
    customer = office.make_customer()
    plain, accented = (office.make_contact(customer, name=name, position=name) for name in ("Jose Diaz", "José Díaz"))
    job = office.make_job(client_id=customer["id"])
    card = JobCard(open_as(), job).open()
    picker, question = card.input("contact_id"), card.part('[data-field="contact_id"] .combobox__unchosen')
    offered = card.page.locator('[data-field="contact_id"] [role="option"][data-id]')
    picker.fill("JOSE DIAZ")
    expect(offered).to_have_count(2)
    picker.press("Enter")
    picker.press("Tab")
    expect(question).to_contain_text("Which contact do you mean by “JOSE DIAZ”?")
    assert office.get_job(job["id"])["contact_id"] is None
    with card.tab.answer("PATCH", card.path, 200):
        question.locator(f'[data-named="{accented["id"]}"]').click()
    expect(picker).to_have_value("José Díaz")
    # An exact name selects that one.
    picker.fill("Jose Diaz")
    expect(card.page.locator(f'[role="option"][data-id="{plain["id"]}"]')).to_have_attribute("aria-selected", "true")
    with card.tab.answer("PATCH", card.path, 200):
        picker.press("Enter")
    assert office.get_job(job["id"])["contact_id"] == plain["id"]


def test_lists_of_names_are_sorted_by_folded_name(open_as, office):
    mark = unique("List").replace("-", "").replace(" ", "")
    for name in ("Zeller", "Ōtaki", "Otago", "Éclair", "de Vries", "Baker", "apple"):
        office.make_job(name=mark, client_id=office.make_customer(f"{name} {mark}")["id"])
    tab = open_as()
    tab.go("#/")
    options = tab.page.locator(f'jt-filters [name="client"] option:text("{mark}")')
    expect(options).to_have_text([f"{name} {mark}" for name in ("apple", "Baker", "de Vries", "Éclair", "Otago", "Ōtaki", "Zeller")])
