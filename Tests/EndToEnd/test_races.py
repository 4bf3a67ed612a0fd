"""Many clients on one job: no two acknowledged writes on one tag, no acknowledged write lost, no response that mixes versions.

JOBTAG_RACE_ROUNDS sets how many acknowledged writes each client makes (15).
"""

import os
import threading

import pytest

from harness import OFFICE, OFFICE2, Bench, check, expect, expect_job, expect_problem, tag_for, unique, version_of

CLIENTS = 16
ROUNDS = int(os.environ.get("JOBTAG_RACE_ROUNDS", "15"))
PATIENCE = 300.0


def run_together(server, work, count=CLIENTS):
    """Runs `work(number, client)` on several threads, started at once, and raises the first error."""
    gate = threading.Barrier(count)
    failures, results = [], [None] * count
    stop = threading.Event()

    def run(number):
        client = server.client(OFFICE if number % 2 else OFFICE2)
        try:
            gate.wait(30)
            results[number] = work(number, client, stop)
        except BaseException as problem:
            failures.append(problem)
            stop.set()
        finally:
            client.close()

    for email in (OFFICE, OFFICE2):
        server.token(email)
    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"a client has not finished within {PATIENCE} s"
    if failures:
        raise failures[0]
    return results


def expect_chain(acknowledged, first, last):
    """The writes form one chain of versions: each named the version made by the previous one."""
    named = [one for one, _ in acknowledged]
    assert len(set(named)) == len(named), "two acknowledged writes named the same version"
    after = dict(acknowledged)
    etag, length = first, 0
    while etag in after:
        assert version_of(after[etag]) > version_of(etag), f"{etag} was followed by {after[etag]}"
        etag, length = after[etag], length + 1
    assert length == len(acknowledged), f"the chain breaks after {length} of {len(acknowledged)} writes, at {etag}"
    assert etag == last, f"the last acknowledged version is {etag}, the job's is {last}"


def test_no_acknowledged_text_is_lost_when_sixteen_clients_append_to_one_field(server, bench):
    job = bench.make_job(notes="")
    path = f"/api/jobs/{job['id']}/"

    def append(number, client, stop):
        acknowledged = []
        while len(acknowledged) < ROUNDS and not stop.is_set():
            got = expect_job(client.get(path))  # the tag, the body's tag and updated_at are of one version
            token = f"<{number}.{len(acknowledged)}>"
            answer = client.patch(path, {"notes": f"{got['notes'] or ''}{token}"}, if_match=got["etag"])
            if answer.status == 412:
                problem = expect_problem(answer, 412)
                check(problem["current_etag"] == tag_for(problem["current"]), "current and current_etag differ", answer)
                check(problem["current_etag"] != got["etag"], "refused although the tag was current", answer)
                continue
            now = expect_job(answer)
            check(now["notes"].endswith(token), "the answer is not the version that was written", answer)
            acknowledged.append((got["etag"], now["etag"], token))
        return acknowledged

    results = run_together(server, append)
    writes = [write for result in results for write in result]
    assert len(writes) == CLIENTS * ROUNDS
    final = bench.get_job(job["id"])
    for *_, token in writes:
        assert final["notes"].count(token) == 1, f"{token} is {final['notes'].count(token)} times in the notes"
    assert sum(len(token) for *_, token in writes) == len(final["notes"]), "the notes hold something nobody was told of"
    for result in results:
        versions = [version_of(after) for _, after, _ in result]
        assert versions == sorted(versions)
    expect_chain([(before, after) for before, after, _ in writes], job["etag"], final["etag"])


def test_no_acknowledged_event_is_lost_or_doubled_when_sixteen_clients_add_them(server, bench):
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    rounds = max(1, ROUNDS // 2)

    def add(number, client, stop):
        acknowledged = []
        etag = expect_job(client.get(path))["etag"]
        while len(acknowledged) < rounds and not stop.is_set():
            text = f"client {number} event {len(acknowledged)}"
            answer = client.post(f"{path}events/", {"description": text}, if_match=etag)
            if answer.status == 412:
                etag = expect_problem(answer, 412)["current_etag"]
                continue
            expect(answer, 201)
            check(answer.json["job"]["etag"] == answer.etag == tag_for(answer.json["job"]), "tags differ", answer)
            acknowledged.append((etag, answer.etag, text))
            etag = answer.etag
        return acknowledged

    writes = [write for result in run_together(server, add) for write in result]
    final = bench.get_job(job["id"])
    shown = [event["description"] for event in expect(bench.client.get(f"{path}events/"), 200).json["events"]]
    for *_, text in writes:
        assert shown.count(text) == 1, f"{text!r} is there {shown.count(text)} times"
    expect_chain([(before, after) for before, after, _ in writes], job["etag"], final["etag"])


@pytest.mark.parametrize("kind", ["PUT", "PATCH", "POST event", "POST line", "DELETE"])
def test_of_many_requests_that_name_one_version_exactly_one_succeeds(server, bench, kind):
    for _ in range(5 if kind != "DELETE" else 3):
        job = bench.make_job()
        path = f"/api/jobs/{job['id']}/"

        def attempt(number, client, _stop):
            text = f"written by {number}"
            if kind == "PUT":
                return text, client.put(path, {**job, "notes": text}, if_match=job["etag"])
            if kind == "PATCH":
                return text, client.patch(path, {"notes": text}, if_match=job["etag"])
            if kind == "POST event":
                return text, client.post(f"{path}events/", {"description": text}, if_match=job["etag"])
            if kind == "POST line":
                line = {"kind": "time", "description": text, "quantity": "1.00", "unit_cost": "1.00", "unit_rev": "1.00"}
                return text, client.post(f"{path}cost-sets/actual/lines/", line, if_match=job["etag"])
            return text, client.delete(path, if_match=job["etag"])

        answers = run_together(server, attempt)
        done = [(text, answer) for text, answer in answers if answer.status in (200, 201)]
        assert len(done) == 1, f"{len(done)} of {len(answers)} were done\n" + "\n".join(
            answer.explain() for _, answer in done
        )
        text, winner = done[0]
        for _, answer in answers:
            if answer is not winner:
                expect_problem(answer, 404 if kind == "DELETE" and answer.status == 404 else 412)
        if kind == "DELETE":
            expect(bench.client.get(path), 404)
            continue
        assert bench.tag(job["id"]) == winner.etag
        view = {"POST event": "events/", "POST line": "cost-sets/actual/"}.get(kind, "")
        shown = expect(bench.client.get(path + view), 200).text
        assert [other for other, _ in answers if f'"{other}"' in shown] == [text], "what is stored is not the winner's"


def test_no_get_mixes_two_versions_while_its_client_is_renamed(server, bench):
    customer = bench.make_customer("name 0")
    job = bench.make_job(client_id=customer["id"])
    path, client_path = f"/api/jobs/{job['id']}/", f"/api/clients/{customer['id']}/"
    finished = threading.Event()
    renames = 10 * max(1, ROUNDS // 3)

    def work(number, client, stop):
        seen = []
        if number == 0:
            try:
                etag = expect(client.get(client_path), 200).etag
                for count in range(1, renames + 1):
                    answer = expect(client.patch(client_path, {"name": f"name {count}"}, if_match=etag), 200)
                    etag = answer.etag
                    # Once the rename is acknowledged, no GET of the job may show the old name.
                    got = expect_job(client.get(path))
                    assert got["client"]["name"] == f"name {count}", f"a stale name after {answer.explain()}"
            finally:
                finished.set()
            return seen
        if number == 1:
            count = 0
            while not (finished.is_set() or stop.is_set()):
                etag = expect_job(client.get(path))["etag"]
                expect(client.patch(path, {"notes": f"note {count}"}, if_match=etag), 200, 412)
                count += 1
            return seen
        etag = None
        while not (finished.is_set() or stop.is_set()):
            answer = expect(client.get(path, if_none_match=etag), 200, 304)
            if answer.status == 304:
                check(answer.etag == etag, "a 304 must carry the tag that matched", answer)
                continue
            got = expect_job(answer)
            if etag:
                check(version_of(answer.etag) > version_of(etag), "a later GET shows an earlier version", answer)
            etag = answer.etag
            seen.append((etag, answer.raw))
        return seen

    results = run_together(server, work, count=8)
    bodies = {}
    for etag, raw in (pair for result in results for pair in result):
        assert bodies.setdefault(etag, raw) == raw, f"{etag} had two bodies:\n{bodies[etag]!r}\n{raw!r}"
    final = expect_job(bench.client.get(path))
    assert final["client"]["name"] == f"name {renames}"


def test_no_list_has_a_tag_that_its_item_does_not_have(server, bench):
    customer = bench.make_customer()
    jobs = [bench.make_job(client_id=customer["id"]) for _ in range(4)]
    finished = threading.Event()

    def work(number, client, stop):
        if number < 4:
            etag = jobs[number]["etag"]
            try:
                for count in range(ROUNDS * 2):
                    answer = client.patch(f"/api/jobs/{jobs[number]['id']}/", {"name": f"v {count}"}, if_match=etag)
                    etag = expect_job(answer)["etag"]
            finally:
                finished.set() if number == 0 else None
            return []
        seen = []
        while not (finished.is_set() or stop.is_set()):
            for item in expect(client.get("/api/jobs/", query={"client_id": customer["id"]}), 200).json["results"]:
                assert item["etag"] == tag_for(item), item
                seen.append((item["etag"], item["name"]))
        return seen

    names = {}
    for etag, name in (pair for result in run_together(server, work, count=8) for pair in result):
        assert names.setdefault(etag, name) == name, f"{etag} had two names"


def test_records_created_at_once_have_unique_ids_and_numbers(server, bench):
    customer = bench.make_customer()

    def make(number, client, stop):
        mine = Bench(client)
        return [mine.make_job(client_id=customer["id"], name=unique("Job ")) for _ in range(5)]

    made = [job for jobs in run_together(server, make) for job in jobs]
    assert len({job["id"] for job in made}) == len(made)
    assert len({job["job_number"] for job in made}) == len(made)
    assert len(bench.client.everything("/api/jobs/", client_id=customer["id"])) == len(made)
