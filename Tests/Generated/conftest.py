"""The server, and the schema in both versions of OpenAPI, as the generators get it."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "EndToEnd"))
pytest.register_assert_rewrite("harness")

from harness import Server, binary, clean_environment  # noqa: E402

SCHEMA = Path(__file__).parents[2] / "openapi" / "schema.yml"


@pytest.fixture(scope="session", params=["3.1", "3.0"])
def document(request, tmp_path_factory):
    """A file with the schema in this version of OpenAPI."""
    file = tmp_path_factory.mktemp(f"openapi-{request.param}") / "schema.yml"
    subprocess.run(
        [binary(), "schema", "--openapi", request.param, "--input", str(SCHEMA), "--output", str(file)],
        env=clean_environment(), check=True, timeout=60)
    return file


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running
