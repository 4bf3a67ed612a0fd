"""Every mutation of a job that needs `If-Match`, ready to send: one table for all tests of preconditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness import Bench, Client, Response, unique


@dataclass
class Prepared:
    """A request that succeeds with `etag`, and `stale`, an outdated tag of the same job."""

    bench: Bench
    job_id: str
    etag: str
    stale: str
    method: str
    path: str
    body: Any = None
    deleted: bool = False

    def send(self, client: Client | None = None, **options: Any) -> Response:
        if self.body is not None and "data" not in options:
            options["body"] = self.body
        return (client or self.bench.client).request(self.method, self.path, **options)

    def version(self) -> str | None:
        """The job's current tag, even if the job is deleted."""
        return self.bench.version_wherever(self.job_id)


def _put(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.change(job["id"])
    body = {**now, "notes": unique("put")}
    return Prepared(bench, job["id"], now["etag"], job["etag"], "PUT", f"/api/jobs/{job['id']}/", body)


def _patch(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.change(job["id"])
    body = {"notes": unique("patch")}
    return Prepared(bench, job["id"], now["etag"], job["etag"], "PATCH", f"/api/jobs/{job['id']}/", body)


def _delete(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.change(job["id"])
    return Prepared(bench, job["id"], now["etag"], job["etag"], "DELETE", f"/api/jobs/{job['id']}/")


def _event(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.change(job["id"])
    body = {"description": unique("event ")}
    return Prepared(bench, job["id"], now["etag"], job["etag"], "POST", f"/api/jobs/{job['id']}/events/", body)


def _accept(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.add_line(job["id"], "quote")["job"]
    return Prepared(bench, job["id"], now["etag"], job["etag"], "POST", f"/api/jobs/{job['id']}/accept-quote/", {})


def _restore(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.delete_job(job["id"])
    path = f"/api/jobs/{job['id']}/restore/"
    return Prepared(bench, job["id"], now.etag, job["etag"], "POST", path, {}, deleted=True)


def _add_line(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.change(job["id"])
    body = {
        "kind": "material", "description": unique("line "), "quantity": "1.00", "unit_cost": "2.00", "unit_rev": "3.00",
    }
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/"
    return Prepared(bench, job["id"], now["etag"], job["etag"], "POST", path, body)


def _change_line(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.add_line(job["id"], "estimate")
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/{now['line']['id']}/"
    body = {"quantity": "7.00"}
    return Prepared(bench, job["id"], now["job"]["etag"], job["etag"], "PATCH", path, body)


def _remove_line(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.add_line(job["id"], "estimate")
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/{now['line']['id']}/"
    return Prepared(bench, job["id"], now["job"]["etag"], job["etag"], "DELETE", path)


def _revise(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.add_line(job["id"], "quote")["job"]
    path = f"/api/jobs/{job['id']}/cost-sets/quote/revise/"
    return Prepared(bench, job["id"], now["etag"], job["etag"], "POST", path, {})


def _undo(bench: Bench) -> Prepared:
    job = bench.make_job()
    now = bench.change(job["id"])
    body = {"change_id": bench.changes(job["id"])[0]["change_id"]}
    return Prepared(bench, job["id"], now["etag"], job["etag"], "POST", f"/api/jobs/{job['id']}/undo/", body)


OPERATIONS: dict[str, Callable[[Bench], Prepared]] = {
    "PUT job": _put,
    "PATCH job": _patch,
    "DELETE job": _delete,
    "POST event": _event,
    "POST accept-quote": _accept,
    "POST restore": _restore,
    "POST line": _add_line,
    "PATCH line": _change_line,
    "DELETE line": _remove_line,
    "POST quote revise": _revise,
    "POST undo": _undo,
}
# Operations that return the current job, so Content-Location names it.
ANSWERING_WITH_THE_JOB = ["PUT job", "PATCH job", "POST accept-quote", "POST restore", "POST undo"]

# How compressing proxies rewrite a tag; `{}` is the opaque part.
VARIANTS = {
    "weakened": 'W/"{}"',
    "with -gzip": '"{}-gzip"',
    "with -br": '"{}-br"',
    "with --gzip": '"{}--gzip"',
    "with ;gzip": '"{};gzip"',
}

MALFORMED = {
    "no quotes": "abc",
    "no closing quote": '"abc',
    "no opening quote": 'abc"',
    "no comma between tags": '"abc" "def"',
    "a weak mark without quotes": "W/abc",
    "a weak mark in lower case": 'w/"abc"',
    "a space inside the tag": '"a b"',
    "something after the tag": '"abc"def',
    "one good tag and one bad": '"abc", def',
    "JSON": '{"etag": "abc"}',
}


def variant(pattern: str, etag: str) -> str:
    return pattern.format(etag.strip('"'))
