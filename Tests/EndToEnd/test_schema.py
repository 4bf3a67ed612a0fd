"""`openapi/schema.yml` and the server are one thing: what is marked is conditional, what is conditional is marked."""

import json
import subprocess
import sys

import pytest
import yaml

import contract_schema
from contract_schema import FILE, MARKER
from harness import ADMIN, check, expect

SCHEMA = contract_schema.schema()
READS = [one for one in SCHEMA.operations if one.method == "GET"]
CHANGES = [one for one in SCHEMA.operations if one.method != "GET"]


def test_the_document_is_valid_openapi_3_1():
    done = subprocess.run([sys.executable, "-m", "openapi_spec_validator", "--schema", "3.1", str(FILE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_marker_stands_in_descriptions_of_operations_and_nowhere_else():
    marked = [one for one in SCHEMA.operations if one.is_marked]
    assert marked and FILE.read_text("utf-8").count(MARKER) == len(marked)


def test_it_is_served_as_yaml_and_as_json_with_a_tag(anonymous):
    text = expect(anonymous.get("/api/schema.yml"), 200)
    assert text.raw == FILE.read_bytes()
    answer = expect(anonymous.get("/api/schema.json"), 200)
    assert answer.json == json.loads(json.dumps(yaml.safe_load(FILE.read_text("utf-8")), default=str))
    for served in (text, answer):
        path = "/api/schema.yml" if served is text else "/api/schema.json"
        expect(anonymous.get(path, if_none_match=served.etag), 304)
    page = expect(anonymous.get("/api/docs/"), 200)
    check("text/html" in page.header("Content-Type"), "a page shows it", page)


@pytest.fixture(scope="module")
def ids(admin, office, bench):
    """Values for the parameters of every path, of things that are there."""
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
def test_a_read_is_marked_if_and_only_if_it_has_a_tag_and_answers_304(admin, ids, operation):
    path = ids(operation)
    answer = expect(admin.get(path), 200)
    check((answer.etag is not None) == operation.is_marked, "marked, or without a tag", answer)
    assert (operation.parameter("If-None-Match") is not None) == operation.is_marked
    assert ("304" in operation.raw["responses"]) == operation.is_marked
    if operation.is_marked:
        expect(admin.get(path, if_none_match=answer.etag), 304)


@pytest.mark.parametrize("operation", CHANGES, ids=lambda one: one.id)
def test_a_change_is_marked_if_and_only_if_it_judges_the_tag_it_names(server, ids, operation):
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
