"""docs/scaling.md shows exactly the configuration that the tests run."""

import re

from nodes import DOCUMENTED


def test_the_configuration_is_in_the_document():
    text = (DOCUMENTED.parents[2] / "docs" / "scaling.md").read_text()
    shown = re.findall(r"<!-- packaging/patroni/patroni.yml -->\n```yaml\n(.*?)```\n", text, re.DOTALL)
    assert shown == [DOCUMENTED.read_text()]
