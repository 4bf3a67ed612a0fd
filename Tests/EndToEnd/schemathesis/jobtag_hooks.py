"""Makes valid requests meaningful: schemathesis generates requests that fit the schema, and these hooks make them fit the workshop too.

A request that follows the schema can still be rejected because of the database: the tag is not current, the client does
not exist, the contact belongs to another client. Instead of excusing such errors, the hooks insert existing values, so that the check
positive_data_acceptance stays strict. Requests that are meant to be invalid stay invalid, but also get the current
tag: then the response shows whether the server rejects *that* error.

Needs the environment variable JOBTAG_TOKEN with an admin's token.
"""

from __future__ import annotations

import os
import random
import re
import uuid
from typing import Any

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

HTTP = requests.Session()
HTTP.headers["Authorization"] = "Bearer " + os.environ["JOBTAG_TOKEN"]
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
CHOICE = random.Random(1)
# Headers that the server can parse. Others are meant to be rejected, and stay unchanged.
TAGS = re.compile(r'(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*')
KEY = re.compile(r"[!-~]{1,255}")


class Workshop:
    """Existing records, read once; tags are read each time."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.jobs = [job["id"] for job in self.get("/api/jobs/?limit=1000")["results"]]
        # The user who runs this must keep their access.
        self.me = self.get("/api/auth/me/")["id"]
        self.staff = [one["id"] for one in self.get("/api/staff/")["results"] if one["id"] != self.me]
        self.contacts: list[tuple[str, str]] = []
        for client in self.get("/api/clients/?limit=1000")["results"]:
            for contact in self.get(f"/api/clients/{client['id']}/contacts/")["results"]:
                self.contacts.append((client["id"], contact["id"]))

    def get(self, path: str) -> Any:
        answer = HTTP.get(self.base + path, timeout=30)
        return answer.json() if answer.status_code == 200 else None

    def etag(self, path: str) -> str | None:
        answer = HTTP.get(self.base + path, timeout=30)
        return answer.headers.get("ETag") if answer.status_code == 200 else None

    def make(self, path: str, **fields: Any) -> str:
        """The id of a new record, so that the demo's records are not used up."""
        answer = HTTP.post(self.base + path, json={"name": "Made for a test", **fields}, timeout=30)
        answer.raise_for_status()
        return answer.json()["id"]

    def make_deleted_job(self) -> str:
        job = self.make("/api/jobs/")
        self.delete(f"/api/jobs/{job}/")
        return job

    def delete(self, path: str) -> None:
        HTTP.delete(self.base + path, headers={"If-Match": self.etag(path) or ""}, timeout=30).raise_for_status()

    def undoable(self, path: str) -> str | None:
        """A change of the record at this path that can be undone, made now."""
        fields = {"priority": CHOICE.randrange(10**9)} if "/jobs/" in path else {"name": f"Name {CHOICE.randrange(10**9)}"}
        answer = HTTP.patch(self.base + path, json=fields, timeout=30, headers={"If-Match": self.etag(path) or ""})
        return self.get(f"{path}changes/")["changes"][0]["change_id"] if answer.status_code == 200 else None


WORKSHOP: Workshop | None = None


def is_valid(case: schemathesis.Case, location: ParameterLocation) -> bool:
    return case.meta is None or not case.meta.is_negative_at(location)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    global WORKSHOP
    if not case.operation.path.startswith(("/api/jobs/", "/api/clients/", "/api/staff/")):
        return
    if case.method.upper() != case.operation.method.upper():
        return
    if WORKSHOP is None:
        WORKSHOP = Workshop(case.operation.base_url or "")
    operation = case.operation.definition.raw["operationId"]
    if is_valid(case, ParameterLocation.PATH):
        name_what_exists(WORKSHOP, operation, case)
    if is_valid(case, ParameterLocation.QUERY):
        for name in ("cursor", "revision"):
            case.query.pop(name, None)
    if case.method.upper() in CHANGING:
        settle_headers(WORKSHOP, operation, case)
        if is_valid(case, ParameterLocation.BODY) and isinstance(case.body, dict):
            case.body = settle_body(WORKSHOP, operation, case, dict(case.body))


def name_what_exists(workshop: Workshop, operation: str, case: schemathesis.Case) -> None:
    path = case.operation.path
    parameters = dict(case.path_parameters)
    # Records to delete or restore are created for it.
    if operation == "deleteJob":
        parameters["id"] = workshop.make("/api/jobs/")
    elif operation == "restoreJob":
        parameters["id"] = workshop.make_deleted_job()
    elif operation in ("deleteClient", "restoreClient"):
        parameters["id"] = workshop.make("/api/clients/")
        if operation == "restoreClient":
            workshop.delete(f"/api/clients/{parameters['id']}/")
    elif operation in ("deleteContact", "restoreContact"):
        parameters["id"] = workshop.contacts[0][0]
        parameters["contact"] = workshop.make(f"/api/clients/{parameters['id']}/contacts/")
        if operation == "restoreContact":
            workshop.delete(f"/api/clients/{parameters['id']}/contacts/{parameters['contact']}/")
    elif path.startswith("/api/jobs/{id}/"):
        if CHOICE.random() < 0.9:
            parameters["id"] = CHOICE.choice(workshop.jobs)
        if "{line}" in path:
            set_path = path.split("lines/")[0].replace("{id}", str(parameters["id"]))
            lines = (workshop.get(set_path) or {}).get("lines")
            if lines:
                parameters["line"] = CHOICE.choice(lines)["id"]
    elif path.startswith("/api/clients/{id}/") and CHOICE.random() < 0.9:
        parameters["id"], contact = CHOICE.choice(workshop.contacts)
        if "{contact}" in path:
            parameters["contact"] = contact
    elif path.startswith("/api/staff/{id}/") and (parameters["id"] == workshop.me or CHOICE.random() < 0.9):
        parameters["id"] = CHOICE.choice(workshop.staff)
    if parameters != case.path_parameters:
        case.path_parameters = parameters


def settle_headers(workshop: Workshop, operation: str, case: schemathesis.Case) -> None:
    headers = case.headers
    if TAGS.fullmatch(str(headers.get("If-Match", ""))):
        if operation.startswith("create"):
            # The tag of a collection is weak, so no tag can match it.
            del headers["If-Match"]
        elif tag := current_tag(workshop, operation, case):
            headers["If-Match"] = tag
    if KEY.fullmatch(str(headers.get("Idempotency-Key", ""))):
        # A unique key for each: a key reused with another request gets a 422.
        headers["Idempotency-Key"] = headers["Idempotency-Key"][:200] + uuid.uuid4().hex


def current_tag(workshop: Workshop, operation: str, case: schemathesis.Case) -> str | None:
    path = case.operation.path
    deleted = {
        "restoreJob": ("/api/jobs/?deleted=true&limit=1000", "id"), "restoreClient": ("/api/clients/?deleted=true&limit=1000", "id"),
        "restoreContact": (f"/api/clients/{case.path_parameters.get('id')}/contacts/?deleted=true", "contact"),
    }.get(operation)
    if deleted:
        for record in (workshop.get(deleted[0]) or {"results": []})["results"]:
            if record["id"] == case.path_parameters[deleted[1]]:
                return record["etag"]
    if path.startswith("/api/jobs/"):
        # All parts of a job use the job's tag.
        path = "/api/jobs/{id}/"
    return workshop.etag(path.removesuffix("undo/").format_map({name: str(value) for name, value in case.path_parameters.items()}))


READ_ONLY = {
    "job_number", "client", "contact", "quote_acceptance_date", "completed_at", "created_by", "created_at", "updated_at", "etag", "cost", "revenue",
}
"""What only the server sets: it takes nothing but what is so, which the schema cannot say."""


def settle_body(workshop: Workshop, operation: str, case: schemathesis.Case, body: dict[str, Any]) -> dict[str, Any]:
    path, parameters = case.operation.path, case.path_parameters
    for name in READ_ONLY & set(body):
        del body[name]
    for name in ("name", "description"):
        # The schema cannot express visibility.
        if isinstance(body.get(name), str) and not any(letter.isalnum() for letter in body[name]):
            body[name] = body[name][1:] + "a"
    if not operation.startswith("create"):
        for name, parameter in (("id", "line" if "{line}" in path else "contact" if "{contact}" in path else "id"), ("job_id", "id")):
            if name in body and not (name == "id" and operation.startswith("add") and operation.endswith("Line")):
                body[name] = parameters[parameter]
    if "Contact" in operation and "client_id" in body:
        body["client_id"] = parameters["id"]
    if operation in ("createJob", "replaceJob", "updateJob"):
        settle_references(workshop, body)
    if operation.endswith("Line") and any(str(body.get(name, "")).startswith("-") for name in ("quantity", "unit_cost", "unit_rev")):
        body["kind"] = "adjustment"
    elif operation.startswith("update") and operation.endswith("Line"):
        # A line that was an adjustment may have negative values, which only an adjustment can keep.
        body.pop("kind", None)
    if path.endswith("/undo/"):
        record = path.removesuffix("undo/").format_map({name: str(value) for name, value in parameters.items()})
        body["change_id"] = workshop.undoable(record) or body["change_id"]
        settle_headers(workshop, operation, case)
    if "Staff" in operation and "email" in body:
        taken = {one["email"] for one in workshop.get("/api/staff/")["results"]}
        if str(body["email"]).lower() in taken:
            body["email"] = f"{uuid.uuid4().hex}@example.com"
    return body


def settle_references(workshop: Workshop, body: dict[str, Any]) -> None:
    client, contact = CHOICE.choice(workshop.contacts)
    if body.get("client_id") is not None:
        body["client_id"] = client
    if body.get("contact_id") is not None:
        body["contact_id"] = contact
        body["client_id"] = client
    if isinstance(body.get("assigned_to"), list):
        active = [one["id"] for one in workshop.get("/api/staff/")["results"] if one["is_active"]]
        body["assigned_to"] = [CHOICE.choice(active) for _ in body["assigned_to"]]
