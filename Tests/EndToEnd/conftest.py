"""The servers and people shared by the tests."""

import pytest

pytest.register_assert_rewrite("harness")

from harness import ADMIN, OFFICE, OFFICE2, WORKSHOP, Bench, Server, store  # noqa: E402

ALLOWED_ORIGIN = "http://app.example.test"
OTHER_ALLOWED_ORIGIN = "https://tablet.example.test:8443"


# What depends on the store most: `make test` runs these on PostgreSQL too.
ABOUT_THE_STORE = {
    "test_contract_clients_deleted", "test_contract_conditional_writes", "test_contract_order", "test_contract_queries",
    "test_history_undo", "test_races", "test_record_histories", "test_repeats", "test_resend",
}


def pytest_collection_modifyitems(items):
    # Files by name, cases in order: quick basic tests fail first, races and kills come last.
    late = ("test_axios_walk", "test_hostile_input", "test_races", "test_kill")
    names = {name: place for place, name in enumerate(late, start=1)}
    items.sort(key=lambda item: (names.get(item.path.stem, 0), item.path.stem))
    for item in items:
        if item.path.stem in ABOUT_THE_STORE:
            item.add_marker(pytest.mark.about_store)
        if store() != "sqlite" and item.get_closest_marker("sqlite_only"):
            item.add_marker(pytest.mark.skip(reason="about SQLite or its files"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server that most tests share. Tests create their own jobs on it."""
    options = ["--cors-origin", ALLOWED_ORIGIN, "--cors-origin", OTHER_ALLOWED_ORIGIN]
    with Server(tmp_path_factory.mktemp("server"), *options) as running:
        yield running


@pytest.fixture(scope="session")
def strict_server(tmp_path_factory):
    """A server started with `--if-match strict` and without CORS."""
    with Server(tmp_path_factory.mktemp("strict"), "--if-match", "strict") as running:
        yield running


@pytest.fixture(scope="session")
def admin(server):
    return server.client(ADMIN)


@pytest.fixture(scope="session")
def office(server):
    return server.client(OFFICE)


@pytest.fixture(scope="session")
def office2(server):
    return server.client(OFFICE2)


@pytest.fixture(scope="session")
def workshop(server):
    return server.client(WORKSHOP)


@pytest.fixture(scope="session")
def anonymous(server):
    return server.client(None)


@pytest.fixture(scope="session")
def bench(office):
    return Bench(office)


@pytest.fixture(scope="session")
def strict_bench(strict_server):
    return Bench(strict_server.client(OFFICE))


@pytest.fixture
def job(bench):
    """A new job for this test only."""
    return bench.make_job()
