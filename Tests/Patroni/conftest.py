"""Three nodes of Patroni, and two servers that use them."""

import sys
from pathlib import Path

import pytest

# After this folder, whose conftest comes first.
for name in ("Servers", "EndToEnd"):
    sys.path.append(str(Path(__file__).parent.parent / name))
pytest.register_assert_rewrite("harness", "cluster", "history", "load", "nodes", "postgres", "streams", "watching")

import watching  # noqa: E402
from cluster import Cluster, expect_ready, sign_in  # noqa: E402
from harness import OFFICE, OFFICE2, PASSWORD, WORKSHOP  # noqa: E402
from nodes import WHOLE_DEADLINE, Nodes  # noqa: E402


@pytest.fixture(scope="session")
def running():
    with Nodes() as nodes:
        yield nodes


@pytest.fixture(scope="session")
def servers(running, tmp_path_factory):
    """Two servers, with the demo workshop, that know all nodes and are never started again."""
    with Cluster(tmp_path_factory.mktemp("cluster"), running.uri, 2) as cluster:
        # Once for all tests: a debug build takes seconds to check a password.
        cluster.tokens.update({email: sign_in(cluster.servers[0], email, PASSWORD) for email in (OFFICE, OFFICE2, WORKSHOP)})
        yield cluster
    unexpected = [line for server in cluster.servers for line in server.lines if "unexpected error" in line]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def nodes(running):
    """All of them run, and a standby is synchronous."""
    running.expect_whole()
    return running


@pytest.fixture
def cluster(nodes, servers):
    expect_ready(servers.servers, WHOLE_DEADLINE)
    return servers


def pytest_terminal_summary(terminalreporter):
    for figure in watching.figures:
        terminalreporter.write_line(figure)
