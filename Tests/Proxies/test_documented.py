"""docs/proxies.md shows the very files that the tests run."""

from __future__ import annotations

import re

import pytest

from proxies import ALL, DOCUMENTED
from test_walk import TAGS

TEXT = (DOCUMENTED.parents[1] / "docs" / "proxies.md").read_text()


@pytest.mark.parametrize("file", sorted(path.name for path in DOCUMENTED.iterdir()))
def test_each_file_stands_in_the_document(file):
    shown = re.findall(rf"<!-- packaging/proxies/{re.escape(file)} -->\n```\w+\n(.*?)```\n", TEXT, re.DOTALL)
    assert shown == [(DOCUMENTED / file).read_text()]


def test_all_but_one_are_tested():
    assert {path.name for path in DOCUMENTED.iterdir()} == {kind.file for kind in ALL} | {"Caddyfile"}


@pytest.mark.parametrize("name", sorted(TAGS))
def test_the_tags_are_documented_as_tested(name):
    row = re.search(rf"^\| {name} \| (.*) \|$", TEXT.partition("what `\"x\"` becomes")[2], re.MULTILINE)
    assert f"`{TAGS[name](chr(34) + 'x' + chr(34))}`" in row[1]
