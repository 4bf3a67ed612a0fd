"""What a 412 says may be sent again, and a client that knows nothing else."""

import re
import threading
import uuid
from pathlib import Path

import pytest

from harness import OFFICE, Bench, expect, expect_problem

LINES = "cost-sets/quote/lines/"


@pytest.fixture
def job(bench):
    """A job with a quote of one line, and notes."""
    made = bench.make_job(notes="one\ntwo\n", order_number="PO 1")
    made["line"] = bench.add_line(made["id"])["line"]
    return made


def nothing(bench, job):
    """Another person's event touches nothing."""
    bench.add_event(job["id"])


def other_field(bench, job):
    bench.change(job["id"], priority=7)


def same_field(bench, job):
    bench.change(job["id"], notes="others\ntwo\n", order_number="PO of others")


def same_line(bench, job):
    path = f"/api/jobs/{job['id']}/{LINES}{job['line']['id']}/"
    expect(bench.client.patch(path, {"quantity": "9.00"}, if_match=bench.tag(job["id"])), 200)


def equal_line(bench, job):
    bench.add_line(job["id"], description="the same", quantity="1.00", unit_cost="1.00", unit_rev="2.00")


def accepted(bench, job):
    bench.accept_quote(job["id"])


def undone(bench, job):
    bench.change(job["id"], priority=3)
    expect(bench.undo(job["id"], bench.changes(job["id"])[0]["change_id"]), 200)


def deleted(bench, job):
    expect(bench.client.delete(f"/api/jobs/{job['id']}/", if_match=bench.tag(job["id"])), 200)


# What is done meanwhile, by its column in docs/conditional-requests.md.
MEANWHILE = {
    "added an event": nothing, "changed another field": other_field, "changed the same field": same_field,
    "changed the same line": same_line, "added an equal line": equal_line, "accepted the quote": accepted, "undid a change": undone,
    "deleted the job": deleted,
}
NEW_LINE = {"kind": "material", "description": "the same", "quantity": "1.00", "unit_cost": "1.00", "unit_rev": "2.00"}
# Method, path and body, by the row.
REQUESTS = {
    "PUT, PATCH of the job": [("PATCH", "", {"notes": "mine\ntwo\n"}), ("PUT", "", {"notes": "mine\ntwo\n"})],
    "POST of an event": [("POST", "events/", {"description": "Rang."})],
    "POST of a cost line": [("POST", LINES, NEW_LINE)],
    "PATCH of a cost line": [("PATCH", LINES + "{line}/", {"quantity": "5.00"})],
    "DELETE of a cost line": [("DELETE", LINES + "{line}/", None)],
    "accept the quote": [("POST", "accept-quote/", None)],
    "revise the quote": [("POST", "quote/revise/", None)],
    "undo": [("POST", "undo/", {"change_id": "{change}"})],
    "DELETE of the job": [("DELETE", "", None)],
    "restore": [("POST", "restore/", None)],
}


def documented() -> list[tuple[str, tuple, str, str]]:
    """The table of the document: a request, what is done meanwhile, and the result."""
    text = (Path(__file__).parents[2] / "docs/conditional-requests.md").read_text()
    table = re.search(r"^\| request \| added an event .*?\n\n", text, re.MULTILINE | re.DOTALL)[0]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]
    assert head[1:] == list(MEANWHILE) and [row[0] for row in rows] == list(REQUESTS)
    return [
        (f"{sent[0]} {sent[1] or 'job'}", sent, what, result)
        for name, *results in rows for what, result in zip(head[1:], results, strict=True) if result != "–" for sent in REQUESTS[name]
    ]


CASES = documented()


@pytest.mark.parametrize(("sent", "what", "expected"), [case[1:] for case in CASES], ids=[f"{case[0]}, {case[2]}" for case in CASES])
def test_a_412_says_what_may_be_sent_again(office2, bench, job, sent, what, expected):
    method, path, body = sent
    if path == "undo/":
        body = {"change_id": bench.changes(job["id"])[0]["change_id"]}
    seen = bench.get_job(job["id"])
    if method == "PUT":
        body = {name: value for name, value in seen.items() if name not in ("client", "contact")} | body
    other = Bench(office2, bench.customer)
    if path == "restore/":
        # Deleted, and by the other restored and deleted again.
        first = bench.delete_job(job["id"])
        expect(other.client.post(f"/api/jobs/{job['id']}/restore/", {}, if_match=first.etag), 200)
        seen = {"etag": first.etag}
    MEANWHILE[what](other, job)
    path = f"/api/jobs/{job['id']}/{path.format(line=job['line']['id'])}"
    options = {} if body is None else {"body": body}
    answer = bench.client.request(method, path, if_match=seen["etag"], **options)
    if expected == "404":
        expect_problem(answer, 404)
        return
    problem = expect_problem(answer, 412)
    assert problem["resend"] == expected
    if expected == "same":
        assert bench.client.request(method, path, if_match=problem["current_etag"], **options).status in (200, 201)
    elif expected == "merged":
        merged = expect(bench.client.patch(path, problem["merge"]["patch"], if_match=problem["current_etag"]), 200).json
        wanted = {"notes": "mine\ntwo\n"} if "notes" in body else {"quantity": "5.00"}
        assert wanted.items() <= merged.get("line", merged).items()


def test_a_clashing_text_has_a_suggestion_with_the_words_of_both(office2, bench, job):
    seen = bench.get_job(job["id"])
    same_field(Bench(office2, bench.customer), job)
    answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"notes": "mine\ntwo\n", "priority": 4}, if_match=seen["etag"])
    merge = expect_problem(answer, 412)["merge"]
    notes = next(entry for entry in merge["fields"] if entry["field"] == "notes")
    assert (notes["conflict"], notes["suggested"]) == (True, "others\nmine\ntwo\n")
    assert merge["patch"] == {"priority": 4}


# ------------------------------------------------------------------------------------------------------ a small client

class SmallClient:
    """Knows `resend`, `merge.patch` and `current_etag`, and nothing else about conflicts."""

    def __init__(self, client, job_id):
        self.client, self.path = client, f"/api/jobs/{job_id}/"
        self.tag = client.get(self.path).etag

    def send(self, method, path, body):
        """Until it is done; None where a person would be asked."""
        while True:
            key = {"Idempotency-Key": str(uuid.uuid4())}
            answer = self.client.request(method, self.path + path, body, if_match=self.tag, headers=key)
            if answer.status != 412:
                self.tag = answer.etag
                return answer
            self.tag = answer.json["current_etag"]
            if answer.json["resend"] == "merged":
                method, body = "PATCH", answer.json["merge"]["patch"]
            elif answer.json["resend"] == "ask":
                return None


WORKERS = 16
ROUNDS = 6


def test_sixteen_small_clients_lose_nothing(server, bench, office):
    """Each has a line of its own in the notes, adds events, and adds and changes cost lines of its own."""
    header = [f"{number}: -" for number in range(WORKERS)]
    job = bench.make_job(notes="\n\n".join(header))
    asked, failures = [], []

    def work(number):
        try:
            with server.client(OFFICE) as connection:
                client = SmallClient(connection, job["id"])
                for count in range(ROUNDS):
                    current = connection.get(client.path)
                    client.tag, lines = current.etag, current.json["notes"].split("\n\n")
                    lines[number] = f"{number}: {count}"
                    if client.send("PATCH", "", {"notes": "\n\n".join(lines)}) is None:
                        asked.append(number)
                    expect(client.send("POST", "events/", {"description": f"event {number} {count}"}), 201)
                    line = client.send("POST", LINES, NEW_LINE | {"description": f"line {number} {count}"})
                    path = f"{LINES}{expect(line, 201).json['line']['id']}/"
                    expect(client.send("PATCH", path, {"quantity": "3.00"}), 200)
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failures, failures[0]
    assert not asked
    final = bench.get_job(job["id"])
    assert final["notes"].split("\n\n") == [f"{number}: {ROUNDS - 1}" for number in range(WORKERS)]
    events = {event["description"] for event in office.get(f"/api/jobs/{job['id']}/events/", query={"limit": 500}).json["events"]}
    assert {f"event {n} {c}" for n in range(WORKERS) for c in range(ROUNDS)} <= events
    lines = office.get(f"/api/jobs/{job['id']}/quote/").json["lines"]
    assert {(line["description"], line["quantity"]) for line in lines} == {
        (f"line {n} {c}", "3.00") for n in range(WORKERS) for c in range(ROUNDS)}
