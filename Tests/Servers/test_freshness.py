"""What one server has acknowledged, the very next answer of another one shows."""

import pytest

from cluster import SIGN_IN_DEADLINE, sign_in, together
from harness import ADMIN, OFFICE2, PASSWORD, Client, check, expect, expect_job, expect_problem, unique

ROUNDS = 500


def test_no_304_is_stale_when_another_server_has_changed_the_job(cluster, bench):
    clients = cluster.clients()
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    for count in range(ROUNDS):
        writer, reader = clients[count % 3], clients[(count + 1) % 3]
        now = expect_job(writer.patch(path, {"notes": f"round {count}"}, if_match=job["etag"]))
        answer = reader.get(path, if_none_match=job["etag"])
        check(answer.status == 200 and answer.etag == now["etag"], f"a stale answer in round {count}", answer)
        assert expect_job(answer) == now
        again = expect(reader.get(path, if_none_match=now["etag"]), 304)
        check(again.etag == now["etag"], "a 304 carries the tag that matched", again)
        job = now


def test_no_part_of_a_job_and_no_list_is_stale(cluster, bench):
    clients = cluster.clients()
    customer = bench.make_customer()
    job = bench.make_job(client_id=customer["id"])
    path = f"/api/jobs/{job['id']}/"
    views = ["header/", "basic-info/", "changes/", "timeline/", "quote/"]
    lists = None
    for count in range(30):
        writer, reader = clients[count % 3], clients[(count + 1) % 3]
        now = expect_job(writer.patch(path, {"name": unique("Job ")}, if_match=job["etag"]))
        view = views[count % len(views)]
        answer = expect(reader.get(path + view, if_none_match=job["etag"]), 200)
        check(answer.etag == now["etag"], "the tag of the new version", answer)
        answer = expect(reader.get("/api/jobs/", query={"client_id": customer["id"]}, if_none_match=lists), 200)
        assert [one["name"] for one in answer.json["results"]] == [now["name"]]
        job, lists = now, answer.etag


def test_a_stale_tag_gets_412_on_every_server(cluster, bench):
    clients = cluster.clients()
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    for count in range(30):
        now = expect_job(clients[count % 3].patch(path, {"notes": f"round {count}"}, if_match=job["etag"]))
        for client in clients:
            problem = expect_problem(client.patch(path, {"notes": "an edit of an older version"}, if_match=job["etag"]), 412)
            assert problem["current_etag"] == now["etag"] and problem["current"] == now
        job = now


def test_a_renamed_client_is_renamed_in_its_jobs_at_once(cluster, bench):
    clients = cluster.clients()
    customer = bench.make_customer()
    job = bench.make_job(client_id=customer["id"])
    for count in range(30):
        writer, reader = clients[count % 3], clients[(count + 1) % 3]
        path = f"/api/clients/{customer['id']}/"
        customer = expect(writer.patch(path, {"name": f"name {count}"}, if_match=customer["etag"]), 200).json
        answer = reader.get(f"/api/jobs/{job['id']}/", if_none_match=job["etag"])
        job = expect_job(answer)
        check(job["client"]["name"] == f"name {count}", "an old name", answer)


def test_a_new_job_is_found_at_once(cluster, bench):
    clients = cluster.clients()
    for count in range(30):
        writer, reader = clients[count % 3], clients[(count + 1) % 3]
        name = unique("galvanised")
        job = expect_job(writer.post("/api/jobs/", {"name": name, "client_id": bench.customer["id"]}), 201)
        found = expect(reader.get("/api/jobs/", query={"q": name}), 200).json["results"]
        assert [one["id"] for one in found] == [job["id"]], f"round {count}"


def test_a_deleted_job_is_gone_and_a_restored_one_back_at_once(cluster, bench):
    one, two, three = cluster.clients()
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    for _ in range(10):
        etag = expect(one.delete(path, if_match=job["etag"]), 200).json["etag"]
        expect_problem(two.get(path, if_none_match=job["etag"]), 404)
        job = expect_job(two.post(f"{path}restore/", if_match=etag))
        assert expect_job(three.get(path)) == job


# ------------------------------------------------------------------------------------------------------------ people

@pytest.fixture
def person(admin, cluster):
    """A new member of staff, signed in to the first server."""
    word = unique("person")
    body = {"name": word, "email": f"{word}@example.com", "role": "office", "password": PASSWORD}
    record = expect(admin.client.post("/api/staff/", body), 201).json
    return record, sign_in(cluster.servers[0], body["email"], PASSWORD)


def change(admin, person, **fields):
    return expect(admin.client.patch(f"/api/staff/{person['id']}/", fields, if_match=person["etag"]), 200).json


def expect_signed_out(cluster, token, job):
    """On every server, for every kind of request, and also for one that would be a 304."""
    path = f"/api/jobs/{job['id']}/"
    for client in reversed(cluster.clients_with(token)):
        expect_problem(client.get(path, if_none_match=job["etag"]), 401)
        expect_problem(client.get("/api/auth/me/"), 401)
        expect_problem(client.patch(path, {"notes": "by nobody"}, if_match=job["etag"]), 401)


def test_a_person_who_signs_out_is_signed_out_everywhere(cluster, bench):
    token = sign_in(cluster.servers[0], OFFICE2, PASSWORD)
    job = bench.make_job()
    clients = cluster.clients_with(token)
    for client in clients:
        expect_job(client.get(f"/api/jobs/{job['id']}/"))
    expect(clients[0].post("/api/auth/logout/"), 204)
    expect_signed_out(cluster, token, job)
    assert bench.get_job(job["id"]) == job


def test_a_person_who_is_deactivated_is_signed_out_everywhere(cluster, admin, bench, person):
    record, token = person
    job = bench.make_job()
    for client in cluster.clients_with(token):
        expect_job(client.get(f"/api/jobs/{job['id']}/"))
    change(admin, record, is_active=False)
    expect_signed_out(cluster, token, job)
    with cluster.servers[2].client(None, timeout=SIGN_IN_DEADLINE) as client:
        expect_problem(client.login(record["email"], PASSWORD), 401)


def test_a_new_password_ends_the_sessions_everywhere(cluster, admin, bench, person):
    record, token = person
    job = bench.make_job()
    for client in cluster.clients_with(token):
        expect_job(client.get(f"/api/jobs/{job['id']}/"))
    change(admin, record, password="another-password")
    expect_signed_out(cluster, token, job)
    with cluster.servers[1].client(None, timeout=SIGN_IN_DEADLINE) as client:
        expect_problem(client.login(record["email"], PASSWORD), 401)
    new = sign_in(cluster.servers[2], record["email"], "another-password")
    for client in cluster.clients_with(new):
        expect_job(client.get(f"/api/jobs/{job['id']}/"))


def test_another_role_applies_everywhere_at_once(cluster, admin, bench, person):
    record, token = person
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}/"
    for count in range(5):
        record = change(admin, record, role="workshop")
        for client in reversed(cluster.clients_with(token)):
            expect_problem(client.patch(path, {"notes": "by the workshop"}, if_match=job["etag"]), 403)
        record = change(admin, record, role="office")
        for client in reversed(cluster.clients_with(token)):
            job = expect_job(client.patch(path, {"notes": unique("by the office")}, if_match=job["etag"]))


def give(client, person, role):
    return client.patch(f"/api/staff/{person['id']}/", {"role": role}, if_match=person["etag"])


def test_one_admin_remains_when_two_take_the_role_of_each_other_on_two_servers(cluster, admin):
    word = unique("admin")
    body = {"name": word, "email": f"{word}@example.com", "role": "admin", "password": PASSWORD}
    first = expect(admin.client.get("/api/auth/me/"), 200).json["id"]
    second = expect(admin.client.post("/api/staff/", body), 201).json["id"]
    token = sign_in(cluster.servers[1], body["email"], PASSWORD)
    both = [cluster.servers[0].client(ADMIN), Client(cluster.servers[1], token)]
    for _ in range(10):
        records = [expect(admin.client.get(f"/api/staff/{one}/"), 200).json for one in (first, second)]
        answers = together(*(
            lambda client=client, other=other: give(client, other, "office") for client, other in zip(both, reversed(records))))
        statuses = sorted(answer.status for answer in answers)
        assert statuses in ([200, 403], [200, 409]), "\n".join(answer.explain() for answer in answers)
        winner = next(number for number, answer in enumerate(answers) if answer.status == 200)
        loser = answers[winner].json
        expect(give(both[winner], loser, "admin"), 200)
    # The other tests of this module need only the first one.
    record = expect(admin.client.get(f"/api/staff/{second}/"), 200).json
    change(admin, record, role="office")
