"""People who use the API beside the browsers, and a job: fixtures for the tests of all browsers."""

import pytest

from harness import ADMIN, OFFICE, OFFICE2, Bench, expect, unique


@pytest.fixture(scope="session")
def office(server):
    return Bench(server.client(OFFICE))


@pytest.fixture(scope="session")
def colleague(server):
    """Another person, who uses the API while a test looks at the page."""
    return Bench(server.client(OFFICE2))


@pytest.fixture(scope="session")
def names(server):
    """Names of people by e-mail address."""
    return {email: expect(server.client(email).get("/api/auth/me/"), 200).json["name"] for email in (ADMIN, OFFICE, OFFICE2)}


@pytest.fixture
def job(office):
    """A new job that only this test uses."""
    return office.make_job(name=unique("Duct"), notes="Cut the brown sheet first.", order_number="PO-1")
