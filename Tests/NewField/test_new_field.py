"""Adds a field to jobs as CONTRIBUTING.md says, in a copy of the sources, and checks that it works everywhere.

The field is `paint_colour`, a line of text like `order_number`. Each step adds a line after the corresponding line of `order_number`, or
extends that line. The test fails if CONTRIBUTING.md omits a step or lists an unnecessary one, or if a line is not found.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIELD = "paint_colour"
BUILD_DEADLINE = 40 * 60
TEST_DEADLINE = 10 * 60


def after(line: str, *new: str):
    """Adds lines after the one that has `line`, with the same indentation."""

    def edit(text: str) -> str:
        lines = text.split("\n")
        places = [number for number, there in enumerate(lines) if line in there]
        assert len(places) == 1, f"{len(places)} lines have {line!r}"
        indent = re.match(r" *(\* )?", lines[places[0]]).group()
        lines[places[0] + 1 : places[0] + 1] = [indent + one for one in new]
        return "\n".join(lines)

    return edit


def replace(pattern: str, replacement: str, count: int = 1):
    """Replaces every match of a pattern; there must be `count`."""

    def edit(text: str) -> str:
        text, found = re.subn(pattern, replacement, text)
        assert found == count, f"{pattern!r} is there {found} times"
        return text

    return edit


STEPS = {
    "Sources/JobtagCore/Model/Job.swift": [after("package var orderNumber: String?", "package var paintColour: String?")],
    "Sources/JobtagCore/Editing/Job+Editing.swift": [
        after('case orderNumber = "order_number"', 'case paintColour = "paint_colour"'),
        after("case .orderNumber: FieldValue(orderNumber)", "case .paintColour: FieldValue(paintColour)"),
        after("case .orderNumber: orderNumber = try", "case .paintColour: paintColour = try value.line(max: 100)"),
    ],
    "Sources/JobtagCore/Merge/Records/Job+Merging.swift": [replace(r"case \.name, \.orderNumber", r"case .name, .orderNumber, .paintColour")],
    "Sources/JobtagStore/SQLite/SQLiteMigrations.swift": [
        replace(r'(\("0007", \{[^}]*\}\),)', r'\1 ("9999", { try $0.execute(sql: "ALTER TABLE jobs ADD COLUMN paint_colour TEXT") }),')
    ],
    "Sources/JobtagStore/PostgreSQL/PostgreSQLMigrations.swift": [
        replace(r'\("0007", histories\)', r'("0007", histories), ("9999", ["ALTER TABLE jobs ADD COLUMN paint_colour TEXT"])')
    ],
    "Sources/JobtagStore/SQL/JobColumn.swift": [
        replace(r"( +)case orderNumber\n", r"\1case orderNumber\n\1case paintColour\n"),
        after('case .orderNumber: "order_number"', 'case .paintColour: "paint_colour"'),
        after("case .orderNumber: SQLValue", "case .paintColour: SQLValue(job.paintColour)"),
    ],
    "Sources/JobtagStore/SQL/SQLSession+Jobs.swift": [after("job.orderNumber = row", "job.paintColour = row.optionalText(.paintColour)")],
    "Sources/JobtagAPI/Rendering/JSONWriter+Job.swift": [
        replace(
            r'( +)json\.member\("order_number", job\.orderNumber\)\n(?= +json\.member\("delivery_date", job\.deliveryDate\?\.description\)\n'
            r' +json\.member\("notes", job\.notes\)\n +json\.member\("pricing_methodology")',
            r'\g<0>\1json.member("paint_colour", job.paintColour)\n',
        )
    ],
    "openapi/schema.yml": [
        # The job and its history's fields; then the bodies of POST, PUT and PATCH.
        replace(r"contact, order_number, delivery_date, notes,\n", "contact, order_number, paint_colour, delivery_date, notes,\n"),
        replace(r"contact_id, order_number, delivery_date, notes, pricing_methodology",
                "contact_id, order_number, paint_colour, delivery_date, notes, pricing_methodology", 2),
        replace(r"( +)order_number: \{ type: \[string, 'null'\], description: [^\n]*\n", r"\g<0>\1paint_colour: { type: [string, 'null'] }\n"),
        replace(r"( +)order_number: (\{ \$ref: '#/components/schemas/ShortText' \})\n", r"\g<0>\1paint_colour: \2\n", 3),
    ],
    "web/js/app/labels.js": [after("order_number: 'Order number',", "paint_colour: 'Paint colour',")],
    "web/js/client/types.js": [after("@property {string | null} order_number", "@property {string | null} paint_colour")],
    "web/components/job/details.js": [
        replace(r"( +)order_number: (new Field\([^\n]*\n)", r"\g<0>\1paint_colour: \2"),
        replace(r"name: 'order_number'(.*\n +paint_colour.*)name: 'order_number', control: line\(\{ name: 'order_number'",
                r"name: 'order_number'\1name: 'paint_colour', control: line({ name: 'paint_colour'"),
        replace(r"contact_id, order_number, delivery_date", "contact_id, order_number, paint_colour, delivery_date"),
        replace(re.escape("${order_number.root}"), "${order_number.root}${paint_colour.root}"),
    ],
    "Tests/EndToEnd/harness.py": [replace('"order_number", "delivery_date", "notes",', '"order_number", "paint_colour", "delivery_date", "notes",')],
    "Tests/EndToEnd/test_merge.py": [after('"order_number": ("PO-1"', '"paint_colour": ("RAL 7016", "RAL 9005", "RAL 3000"),')],
    "docs/http-contract.md": [replace(r"(\| )`order_number`( \| one line[^\n]*\n)", r"\g<0>\1`paint_colour`\2")],
}


def steps_of_contributing() -> set[str]:
    """The files that CONTRIBUTING.md names for a field of a job, by their names alone."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    [section] = re.findall(r"^### … a field of a job\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    return {Path(name).name for name in re.findall(r"`([\w/+.-]+\.(?:swift|py|yml|js|md))`", section)}


def test_contributing_names_the_files_of_a_field_and_no_others():
    # This field depends on no other, and its values are plain texts.
    assert steps_of_contributing() - {"JobRules.swift", "fields.js"} == {Path(path).name for path in STEPS}


@pytest.fixture(scope="session")
def copy(tmp_path_factory) -> Path:
    """The sources with the field, built."""
    folder = tmp_path_factory.mktemp("new-field")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for name, edits in STEPS.items():
        text = (folder / name).read_text()
        for edit in edits:
            text = edit(text)
        (folder / name).write_text(text)
    built = subprocess.run(
        ["swift", "build", "--product", "jobtag"], cwd=folder, capture_output=True, text=True, timeout=BUILD_DEADLINE
    )
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr[-4000:]
    subprocess.run(
        [folder / ".build/debug/jobtag", "schema", "--zodios", "--output", "clients/typescript/api.ts"], cwd=folder, check=True
    )
    return folder


def run(folder: Path, *command: str) -> None:
    environment = os.environ | {
        "JOBTAG_BINARY": str(folder / ".build/debug/jobtag"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1",
    }
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TEST_DEADLINE)
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]


def test_the_contract_holds_with_the_field(copy):
    """Complete and partial bodies, unknown fields, history, undo, merges; each response is checked against the schema."""
    run(copy, sys.executable, "-m", "pytest", "-q", "-x", "Tests/EndToEnd/test_contract_bodies.py", "Tests/EndToEnd/test_history_undo.py",
        "Tests/EndToEnd/test_merge.py", "Tests/EndToEnd/test_schema.py")


def test_the_client_and_the_page_know_the_field(copy):
    run(copy, "node", "--test", "Tests/JavaScript/sources.test.mjs", "Tests/JavaScript/drafts.test.mjs")
    shutil.copy2(copy / "Tests/NewField/card.py", copy / "Tests/Browser/test_new_field.py")
    run(copy, sys.executable, "-m", "pytest", "-q", "-x", "Tests/Browser/test_new_field.py")


def test_the_field_is_stored_merged_and_undone(copy):
    server = subprocess.Popen(
        [copy / ".build/debug/jobtag", "serve", "--port", "0", "--demo", "--database", f"sqlite:{copy}/jobtag.db"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        address = next((found for line in server.stdout if (found := re.match(r"listening on (\S+)", line))), None)
        assert address, "the server did not start"
        base = address.group(1)

        def send(method: str, path: str, body: object = None, **headers: str) -> tuple[int, str, dict]:
            data = None if body is None else json.dumps(body).encode()
            request = urllib.request.Request(base + path, data, {"Content-Type": "application/json"} | headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    return response.status, response.headers.get("ETag", ""), json.load(response)
            except urllib.error.HTTPError as error:
                return error.code, "", json.load(error)

        _, _, session = send("POST", "/api/auth/login/", {"email": "office@example.com", "password": "demo-workshop"})
        me = {"Authorization": f"Bearer {session['token']}"}
        status, tag, job = send("POST", "/api/jobs/", {"name": "Gate", FIELD: "RAL 7016"}, **me)
        assert (status, job[FIELD]) == (201, "RAL 7016")
        path = f"/api/jobs/{job['id']}/"
        status, newer, job = send("PATCH", path, {FIELD: "RAL 9005"}, **me, **{"If-Match": tag})
        assert (status, job[FIELD]) == (200, "RAL 9005")
        status, _, problem = send("PATCH", path, {FIELD: "RAL 3000"}, **me, **{"If-Match": tag})
        assert status == 412
        [field] = problem["merge"]["fields"]
        assert [field[name] for name in ("field", "base", "yours", "theirs", "conflict")] == [FIELD, "RAL 7016", "RAL 3000", "RAL 9005", True]
        [change, *_] = problem["changes"]
        status, _, job = send("POST", f"{path}undo/", {"change_id": change["change_id"]}, **me, **{"If-Match": newer})
        assert (status, job[FIELD]) == (200, "RAL 7016")
    finally:
        server.terminate()
        server.wait(timeout=30)
