"""The single run that all tests examine, and its figures at the end."""

import json
import sys
from pathlib import Path

import pytest

# After this folder, whose conftest comes first.
sys.path.append(str(Path(__file__).parent.parent / "EndToEnd"))
pytest.register_assert_rewrite("harness", "soak", "figures", "watching", "arrivals")

from figures import figures as figures_of, table  # noqa: E402
from harness import Server  # noqa: E402
from soak import soak  # noqa: E402

REPORT = Path(__file__).resolve().parents[2] / ".build" / "soak.json"
shown: list[str] = []


@pytest.fixture(scope="session")
def outcome(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), "--trusted-proxy", "127.0.0.1") as server:
        yield soak(server)


@pytest.fixture(scope="session")
def figures(outcome):
    found = figures_of(outcome)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=1) + "\n")
    shown.extend(table(found))
    return found


def pytest_terminal_summary(terminalreporter):
    if shown:
        terminalreporter.section(f"soak ({REPORT.relative_to(REPORT.parents[1])} has all figures)")
        for line in shown:
            terminalreporter.write_line(line)
