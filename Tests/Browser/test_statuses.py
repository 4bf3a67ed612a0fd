"""The statuses of jobs come from the server."""

from playwright.sync_api import expect

CHOICES = "/api/jobs/status-choices/"


def test_the_board_shows_the_statuses_that_the_server_lists(open_as, office, job):
    listed = office.client.get(CHOICES).json["statuses"]
    listed = [{**status, "label": "Enquiry"} if status["key"] == "draft" else status for status in listed if status["key"] != "special"]
    tab = open_as()
    tab.page.route(f"**{CHOICES}", lambda route: route.fulfill(json={"statuses": listed}))
    tab.go("#/")
    columns = tab.page.locator(".column .column__label")
    expect(columns).to_have_text([status["label"] for status in listed])
    expect(tab.page.locator(".board__jumps .jump")).to_have_text([status["label"] for status in listed])
    # Any card: a long column renders only the cards in view, and other tests have made jobs too.
    tab.page.locator(".card .card__menu").first.click()
    expect(tab.page.locator("[role=menuitemradio]")).to_have_text([status["label"] for status in listed])


def test_without_a_response_the_board_keeps_its_first_statuses(open_as):
    tab = open_as()
    tab.page.route(f"**{CHOICES}", lambda route: route.abort())
    with tab.page.expect_event("requestfailed", lambda request: request.url.endswith(CHOICES)):
        tab.go("#/")
    expect(tab.page.locator(".column")).to_have_count(8)
    expect(tab.page.locator(".column .column__label").first).to_have_text("Draft")
