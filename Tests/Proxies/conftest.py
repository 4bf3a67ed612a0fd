"""The servers, and the proxies in front of them."""

import sys
from pathlib import Path

import pytest

# After this folder, whose conftest comes first.
sys.path.append(str(Path(__file__).parent.parent / "EndToEnd"))
pytest.register_assert_rewrite("harness", "proxies", "walking")

from harness import Server  # noqa: E402

from proxies import ALL, Certificate  # noqa: E402


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session", params=ALL, ids=lambda kind: kind.name)
def proxy(request, server, certificate, tmp_path_factory):
    """Each proxy, as documented."""
    kind = request.param
    with kind(tmp_path_factory.mktemp(kind.name), certificate, f"127.0.0.1:{server.port}") as running:
        yield running
