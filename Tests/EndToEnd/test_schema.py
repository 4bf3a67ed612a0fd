"""`openapi/schema.yml` and the server agree: marked operations are conditional, conditional operations are marked."""

import json
import subprocess
import sys

import pytest
import yaml

import contract_schema
from contract_schema import FILE, MARKER
from harness import ADMIN, binary, check, clean_environment, expect, expect_problem

SCHEMA = contract_schema.schema()
READS = [one for one in SCHEMA.operations if one.method == "GET"]
CHANGES = [one for one in SCHEMA.operations if one.method != "GET"]


def validated(version, file):
    done = subprocess.run([sys.executable, "-m", "openapi_spec_validator", "--schema", version, str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_document_is_valid_openapi_3_1():
    validated("3.1", FILE)


def test_it_has_no_anchors_and_no_aliases():
    # Parsers that guard against alias bombs reject a document with more than a few dozen.
    for text in (FILE.read_text("utf-8"), as_version("3.0")):
        found = [token for token in yaml.scan(text) if isinstance(token, (yaml.AnchorToken, yaml.AliasToken))]
        assert found == [], [f"line {token.start_mark.line + 1}: {token.value}" for token in found]


def test_each_operation_lists_all_its_parameters():
    # If a path has parameters, generators put them before an operation's own in one version of OpenAPI and after them in the other, so
    # the order of a generated method's arguments would differ.
    assert [path for path, item in SCHEMA.document["paths"].items() if "parameters" in item] == []


def as_version(version, *options):
    done = subprocess.run(
        [binary(), "schema", "--openapi", version, "--input", str(FILE), *options], env=clean_environment(),
        capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_it_is_also_valid_openapi_3_0(tmp_path, form):
    text = as_version("3.0", f"--{form}")
    file = tmp_path / f"schema.{form}"
    file.write_text(text, "utf-8")
    validated("3.0", file)
    assert yaml.safe_load(text)["openapi"] == "3.0.3"


def test_in_openapi_3_0_it_describes_the_same_operations():
    whole, made = SCHEMA.document, yaml.safe_load(as_version("3.0"))
    assert list(made["paths"]) == list(whole["paths"])
    for path, item in whole["paths"].items():
        assert list(made["paths"][path]) == list(item), path
        for method in item.keys() & set(contract_schema.METHODS):
            one, other = made["paths"][path][method], item[method]
            assert list(one) == list(other) and list(one["responses"]) == list(other["responses"]), f"{method} {path}"
            assert [one[name] for name in ("operationId", "description")] == [other[name] for name in ("operationId", "description")]
    for kind, components in whole["components"].items():
        assert list(made["components"][kind]) == list(components), kind


def test_in_openapi_3_1_it_is_unchanged():
    assert as_version("3.1", "--yaml") == FILE.read_text("utf-8")


def test_the_marker_is_only_in_descriptions_of_operations():
    marked = [one for one in SCHEMA.operations if one.is_marked]
    assert marked and FILE.read_text("utf-8").count(MARKER) == len(marked)


PATHS = ["/api/schema.yml", "/api/schema.json"]


def test_it_is_served_as_yaml_and_as_json_with_a_tag(anonymous):
    text = expect(anonymous.get("/api/schema.yml"), 200)
    assert text.raw == FILE.read_bytes()
    answer = expect(anonymous.get("/api/schema.json"), 200)
    assert answer.json == json.loads(json.dumps(yaml.safe_load(FILE.read_text("utf-8")), default=str))
    for served, path in ((text, PATHS[0]), (answer, PATHS[1])):
        expect(anonymous.get(path, if_none_match=served.etag), 304)
    page = expect(anonymous.get("/api/docs/"), 200)
    check("text/html" in page.header("Content-Type"), "a page shows it", page)


def test_it_is_served_in_openapi_3_0_as_yaml_and_as_json(anonymous):
    made = as_version("3.0")
    answer = expect(anonymous.get("/api/schema.yml?openapi=3.0"), 200)
    assert answer.raw == made.encode()
    assert expect(anonymous.get("/api/schema.json?openapi=3.0"), 200).json == yaml.safe_load(made)


@pytest.mark.parametrize("path", PATHS)
def test_each_version_has_its_own_tag(anonymous, path):
    tags = {}
    for version in ("3.0", "3.1"):
        answer = expect(anonymous.get(f"{path}?openapi={version}"), 200)
        tags[version] = answer.etag
        check(answer.etag.startswith('"'), "a strong tag", answer)
        expect(anonymous.get(f"{path}?openapi={version}", if_none_match=answer.etag), 304)
    assert tags["3.0"] != tags["3.1"]
    expect(anonymous.get(f"{path}?openapi=3.1", if_none_match=tags["3.0"]), 200)
    for query in ("", "?openapi=", "?openapi=3.1"):
        assert expect(anonymous.get(path + query), 200).etag == tags["3.1"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("version", ["2.0", "3", "3.0.3", "4.0", "3.1x"])
def test_an_unknown_version_is_rejected(anonymous, path, version):
    problem = expect_problem(anonymous.get(f"{path}?openapi={version}"), 400, "openapi")
    assert problem["errors"] == [{"field": "openapi", "message": "This must be 3.0 or 3.1."}]


@pytest.mark.parametrize(
    "accept, kind",
    [
        (None, "application/yaml"), ("*/*", "application/yaml"), ("application/yaml", "application/yaml"), ("text/yaml", "text/yaml"),
        ("text/yaml, */*", "text/yaml"), ("text/yaml, application/yaml", "application/yaml"),
    ],
)
def test_yaml_has_its_older_media_type_for_clients_that_accept_only_that(anonymous, accept, kind):
    answer = expect(anonymous.get("/api/schema.yml", headers={"Accept": accept} if accept else {}), 200)
    assert answer.header("Content-Type") == f"{kind}; charset=utf-8"
    assert "accept" in answer.listed("Vary")


@pytest.fixture(scope="module")
def ids(admin, office, bench):
    """Values for the parameters of every path, for existing records."""
    job = bench.make_job(client_id=bench.make_customer()["id"])
    contact = bench.make_contact({"id": job["client_id"]})
    lines = {kind: bench.add_line(job["id"], kind)["line"]["id"] for kind in ("estimate", "quote", "actual")}
    person = admin.get("/api/auth/me/").json["id"]

    def fill(operation):
        path = operation.path
        for kind, line in lines.items():
            path = path.replace(f"/{kind}/lines/{{line}}", f"/{kind}/lines/{line}")
        first = {"jobs": job["id"], "clients": job["client_id"], "staff": person}.get(path.split("/")[2] if path.count("/") > 2 else "", "")
        return path.replace("{id}", first).replace("{contact}", contact["id"])

    return fill


@pytest.mark.parametrize("operation", [one for one in READS if one.id != "streamChanges"], ids=lambda one: one.id)
def test_a_read_is_marked_if_and_only_if_it_has_a_tag_and_gets_304(admin, ids, operation):
    path = ids(operation)
    answer = expect(admin.get(path), 200)
    check((answer.etag is not None) == operation.is_marked, "marked, or without a tag", answer)
    assert (operation.parameter("If-None-Match") is not None) == operation.is_marked
    assert ("304" in operation.raw["responses"]) == operation.is_marked
    if operation.is_marked:
        expect(admin.get(path, if_none_match=answer.etag), 304)


@pytest.mark.parametrize("operation", CHANGES, ids=lambda one: one.id)
def test_a_change_is_marked_if_and_only_if_it_checks_the_named_tag(server, ids, operation):
    path = ids(operation)
    if operation.id == "restoreJob":
        path = _deleted(server)
    client = server.client(ADMIN)
    if operation.id == "logout":
        client = server.client(None)
        client.token = expect(client.login(ADMIN), 200).json["token"]
    answer = client.request(operation.method, path, {}, if_match='"no.version"')
    check((answer.status == 412) == operation.is_marked, "marked, or blind to If-Match", answer)
    declared = operation.parameter("If-Match")
    assert (declared is not None) == operation.is_marked
    assert ("412" in operation.raw["responses"]) == operation.is_marked
    if operation.id == "logout":
        return
    without = client.request(operation.method, path, {})
    is_needed = without.status == 428
    check(is_needed == bool(declared and declared.get("required")), "`required` as the server has it", without)
    assert ("428" in operation.raw["responses"]) == is_needed


def _deleted(server):
    from harness import Bench
    bench = Bench(server.client(ADMIN))
    job = bench.make_job()
    expect(bench.delete_job(job["id"]), 200)
    return f"/api/jobs/{job['id']}/restore/"
