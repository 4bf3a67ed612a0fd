"""The server that the tests share: the real binary, started as the end-to-end tests start it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "EndToEnd"))
pytest.register_assert_rewrite("harness")

from harness import Server  # noqa: E402


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running
