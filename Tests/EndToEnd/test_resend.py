"""What a 412 says may be sent again, and a client that knows nothing else."""

import threading
import uuid

import pytest

from harness import OFFICE, Bench, expect, expect_problem, unique

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


MEANWHILE = [nothing, other_field, same_field, same_line, equal_line, accepted, undone]
NEW_LINE = {"kind": "material", "description": "the same", "quantity": "1.00", "unit_cost": "1.00", "unit_rev": "2.00"}
# request: method, path, body; and what it may be after each of the above.
REQUESTS = {
    "patch": ("PATCH", "", {"notes": "mine\ntwo\n"}, "merged merged ask merged merged merged merged"),
    "put": ("PUT", "", None, "merged merged ask merged merged merged merged"),
    "event": ("POST", "events/", {"description": "Rang."}, "same same same same same same same"),
    "add": ("POST", LINES, NEW_LINE, "same same same same ask ask ask"),
    "edit": ("PATCH", LINES + "{line}/", {"quantity": "5.00"}, "merged merged merged ask merged merged merged"),
    "remove": ("DELETE", LINES + "{line}/", None, "same same same ask same ask ask"),
    "accept": ("POST", "accept-quote/", None, "ask ask ask ask ask ask ask"),
    "revise": ("POST", "quote/revise/", None, "ask ask ask ask ask ask ask"),
    "delete": ("DELETE", "", None, "ask ask ask ask ask ask ask"),
}


@pytest.mark.parametrize("request_name", REQUESTS)
@pytest.mark.parametrize("number", range(len(MEANWHILE)), ids=[what.__name__ for what in MEANWHILE])
def test_a_412_says_what_may_be_sent_again(office2, bench, job, request_name, number):
    method, path, body, expected = REQUESTS[request_name]
    seen = bench.get_job(job["id"])
    if request_name == "put":
        body = {name: value for name, value in seen.items() if name not in ("client", "contact")} | {"notes": "mine\ntwo\n"}
    MEANWHILE[number](Bench(office2, bench.customer), job)
    path = f"/api/jobs/{job['id']}/{path.format(line=job['line']['id'])}"
    options = {} if body is None else {"body": body}
    problem = expect_problem(bench.client.request(method, path, if_match=seen["etag"], **options), 412)
    assert problem["resend"] == expected.split()[number]
    if problem["resend"] == "same":
        assert bench.client.request(method, path, if_match=problem["current_etag"], **options).status in (200, 201)
    elif problem["resend"] == "merged":
        merged = expect(bench.client.patch(path, problem["merge"]["patch"], if_match=problem["current_etag"]), 200).json
        wanted = {"notes": "mine\ntwo\n"} if "notes" in (body or {}) else {"quantity": "5.00"}
        assert wanted.items() <= merged.get("line", merged).items()


def test_a_clashing_text_has_a_suggestion_with_the_words_of_both(office2, bench, job):
    seen = bench.get_job(job["id"])
    same_field(Bench(office2, bench.customer), job)
    answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"notes": "mine\ntwo\n", "priority": 4}, if_match=seen["etag"])
    merge = expect_problem(answer, 412)["merge"]
    notes = next(entry for entry in merge["fields"] if entry["field"] == "notes")
    assert (notes["conflict"], notes["suggested"]) == (True, "others\nmine\ntwo\n")
    assert merge["patch"] == {"priority": 4}


@pytest.mark.parametrize("kind", ["client", "contact", "staff"])
def test_other_records_ask(bench, admin, kind):
    customer = bench.make_customer()
    record, path = customer, f"/api/clients/{customer['id']}/"
    if kind == "contact":
        record = bench.make_contact(customer)
        path += f"contacts/{record['id']}/"
    if kind == "staff":
        person = {"name": "New", "email": f"{uuid.uuid4()}@example.com", "role": "workshop", "password": "long enough"}
        record = expect(admin.post("/api/staff/", person), 201).json
        path = f"/api/staff/{record['id']}/"
    client = admin if kind == "staff" else bench.client
    expect(client.patch(path, {"name": unique("Other ")}, if_match=record["etag"]), 200)
    problem = expect_problem(client.patch(path, {"name": unique("Mine ")}, if_match=record["etag"]), 412)
    assert (problem["resend"], problem["changes"], problem["merge"]) == ("ask", None, None)


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
