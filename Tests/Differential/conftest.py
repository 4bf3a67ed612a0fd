"""Runs the end-to-end tests, and those here, with each request sent to two servers: see README.md."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
END_TO_END = HERE.parent / "EndToEnd"
# After this folder, whose conftest comes first.
sys.path += [str(END_TO_END), str(HERE.parent / "Servers")]
pytest.register_assert_rewrite("harness", "pairs", "postgres", "twins")

import left_out  # noqa: E402
import twins  # noqa: E402

# Before the end-to-end tests import from the harness.
twins.install()

from harness import ADMIN, OFFICE, Bench, Server  # noqa: E402


def pytest_configure(config):
    files = {file.stem: str(file) for file in END_TO_END.glob("test_*.py")}
    unknown = left_out.FILES.keys() - files.keys()
    if unknown:
        raise pytest.UsageError(f"left_out.py names files that do not exist: {', '.join(sorted(unknown))}")
    # This folder stands for the end-to-end tests too; single files of it do not.
    if HERE in (Path(argument).resolve() for argument in config.args):
        config.args += [path for name, path in sorted(files.items()) if name not in left_out.FILES]


def pytest_collection_modifyitems(config, items):
    named = {f"{item.path.stem}.{item.originalname}" for item in items}
    if any(item.path.parent == END_TO_END for item in items) and not config.option.keyword:
        unknown = left_out.TESTS.keys() - named
        if unknown:
            raise pytest.UsageError(f"left_out.py names tests that do not exist: {', '.join(sorted(unknown))}")
    dropped = [
        item for item in items
        if f"{item.path.stem}.{item.originalname}" in left_out.TESTS or item.get_closest_marker("sqlite_only")
    ]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in dropped]


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"{twins.requests} requests were compared.")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server on SQLite with a second one on PostgreSQL, for the tests of one module."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def office(server):
    return server.client(OFFICE)


@pytest.fixture(scope="module")
def admin(server):
    return server.client(ADMIN)


@pytest.fixture(scope="module")
def bench(office):
    return Bench(office)
