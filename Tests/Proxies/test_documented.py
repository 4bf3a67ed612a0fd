"""docs/proxies.md shows exactly the files that the tests run."""

from __future__ import annotations

import re

import pytest

from proxies import ALL, DOCUMENTED
from test_walk import TAGS

TEXT = (DOCUMENTED.parents[1] / "docs" / "proxies.md").read_text()


@pytest.mark.parametrize("file", sorted(path.name for path in DOCUMENTED.iterdir()))
def test_each_file_is_in_the_document(file):
    shown = re.findall(rf"<!-- packaging/proxies/{re.escape(file)} -->\n```\w+\n(.*?)```\n", TEXT, re.DOTALL)
    assert shown == [(DOCUMENTED / file).read_text()]


def test_all_configurations_but_one_are_tested():
    assert {path.name for path in DOCUMENTED.iterdir()} == {kind.file for kind in ALL} | {"Caddyfile"}


@pytest.mark.parametrize("name", sorted(TAGS))
def test_the_tags_are_documented_as_tested(name):
    row = re.search(rf"^\| {name} \| (.*) \|$", TEXT.partition("what `\"x\"` becomes")[2], re.MULTILINE)
    assert f"`{TAGS[name](chr(34) + 'x' + chr(34))}`" in row[1]


def row(heading, kind):
    """The cells of a proxy's row in the table below a heading."""
    cells = re.search(rf"^\| {kind.name} \| (.*) \|$", TEXT.partition(f"\n## {heading}\n")[2], re.MULTILINE)[1]
    return [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\) \| ", cells)]


def added(changes):
    """The lines that the changes add, without the unchanged ones."""
    return {
        line.strip() for before, after in changes.items() for line in after.splitlines()
        if line.strip() and line.strip() not in before
    }


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_the_changes_for_a_socket_and_a_base_path_are_documented(kind):
    assert {line for line in added(kind.over_socket) if f"`{line}`" not in row("A Unix socket", kind)[0]} == set()
    passed_on, taken_away = row("Below a path", kind)
    assert {line for line in added(kind.passed_on) if f"`{line}`" not in passed_on} == set()
    # Identical configurations are written once.
    assert {line for line in added(kind.taken_away) - added(kind.passed_on) if f"`{line}`" not in taken_away} == set()
    assert (added(kind.passed_on) == set()) == (passed_on == "nothing to do")
