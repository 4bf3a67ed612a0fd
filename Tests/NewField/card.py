"""The new field on a job's card. Runs in the copy, among the browser tests, whose fixtures it uses."""

from playwright.sync_api import expect

from page_objects import JobCard


def test_the_card_shows_and_saves_the_field(open_as, office, job):
    card = JobCard(open_as(), job).open()
    expect(card.field("paint_colour")).to_contain_text("Paint colour")
    card.type("paint_colour", "RAL 7016")
    card.save()
    card.expect_saved()
    assert office.get_job(job["id"])["paint_colour"] == "RAL 7016"
