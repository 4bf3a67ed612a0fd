"""The servers that tests share, and new ones for tests that stop them."""

import sys
from pathlib import Path

import pytest

# After this folder, whose conftest comes first.
sys.path.append(str(Path(__file__).parent.parent / "EndToEnd"))
pytest.register_assert_rewrite("harness", "cluster", "history", "load", "pauses", "postgres", "refusing", "streams")

from cluster import SIGN_IN_DEADLINE, Cluster, sign_in  # noqa: E402
from harness import ADMIN, OFFICE, OFFICE2, PASSWORD, WORKSHOP, Bench, Server  # noqa: E402
from postgres import Postgres, cluster_of_the_tests, drop_database, new_database  # noqa: E402


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A database with the demo workshop, to copy: its URI, and the tokens of people who have signed in."""
    uri = new_database(cluster_of_the_tests())
    with Server(tmp_path_factory.mktemp("demo"), arguments=["serve", "--port", "0", "--demo", "--database", uri]) as server:
        # Once for all tests: a debug build takes seconds to check a password.
        tokens = {email: sign_in(server, email, PASSWORD) for email in (ADMIN, OFFICE, OFFICE2, WORKSHOP)}
    yield uri, tokens
    drop_database(uri)


@pytest.fixture(scope="module")
def new_cluster(tmp_path_factory, demo):
    """Makes running clusters on a new database each: `new_cluster(count)`."""
    made = []

    def make(count=3, *options):
        uri, tokens = demo
        cluster = Cluster(tmp_path_factory.mktemp("cluster"), new_database(uri, template=uri), count, *options, tokens=tokens)
        made.append(cluster)
        return cluster.start()

    yield make
    for cluster in made:
        cluster.kill()
        drop_database(cluster.uri)
    # A 500 that a test did not look at.
    unexpected = [line for cluster in made for server in cluster.servers for line in server.lines if "unexpected error" in line]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture(scope="module")
def cluster(new_cluster):
    """Three servers on one database. Tests create their own jobs."""
    cluster = new_cluster(3)
    yield cluster
    for server in cluster.servers:
        assert server.alive, server.output()


@pytest.fixture(scope="module")
def bench(cluster):
    """The usual first steps, on the first of the three servers."""
    return cluster.bench()


@pytest.fixture(scope="module")
def admin(cluster):
    # A debug build takes seconds to hash a password.
    return Bench(cluster.servers[0].client(ADMIN, timeout=SIGN_IN_DEADLINE))


@pytest.fixture(scope="module")
def postgres():
    """A PostgreSQL of this module's own."""
    with Postgres() as running:
        yield running
