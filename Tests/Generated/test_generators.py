"""The usual generators open the schema in both versions of OpenAPI, without options, and have nothing to complain of."""

import re

import pytest

import contract_schema
from generators import openapi_generator, openapi_python_client, shortened

OPERATIONS = [one.id for one in contract_schema.schema().operations]


@pytest.mark.parametrize(
    "generator", ["typescript-axios", "typescript-fetch", "python", "go", "rust", "java", "kotlin", "csharp", "php", "swift6"])
def test_openapi_generator_opens_it_without_options(generator, document, tmp_path):
    said = openapi_generator(generator, document, tmp_path)
    complaints = [line for line in said.splitlines() if re.search(r"\] ERROR |^Exception |^Error", line)]
    assert complaints == [], shortened(said)
    assert missing(tmp_path) == []


def test_openapi_python_client_makes_everything_without_a_warning(document, tmp_path):
    said = openapi_python_client(document, tmp_path / "client")
    assert said.splitlines() == [f"Generating {tmp_path / 'client'}"]
    assert missing(tmp_path) == []


def missing(folder):
    """The operations that the generated sources do not have, however the language spells their names."""
    files = [file for file in folder.rglob("*") if file.suffix in {".ts", ".py", ".go", ".rs", ".java", ".kt", ".cs", ".php", ".swift"}]
    assert files, f"nothing was written to {folder}"
    # openapi-python-client makes a module of each, so that its name is the file's.
    texts = [text for file in files for text in (file.stem, file.read_text("utf-8", "replace"))]
    words = {word.replace("_", "").lower() for text in texts for word in re.findall(r"\w+", text)}
    return [name for name in OPERATIONS if name.lower() not in words]
