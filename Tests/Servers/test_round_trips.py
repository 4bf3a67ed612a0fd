"""How often a request waits for PostgreSQL: counted by a relay between the two."""

import statistics
import uuid

import pytest

from harness import OFFICE, Bench, expect, unique
from postgres import cluster_of_the_tests, drop_database, new_database, psql
from relay import Relay

from cluster import Cluster

# The first requests prepare their statements, and fill the server's memory.
WARMING_UP = 3
REPETITIONS = 5


@pytest.fixture(scope="module")
def relayed(tmp_path_factory, demo):
    """A server with one connection for its requests, and the relay that this connection goes through."""
    uri, tokens = demo
    database = new_database(cluster_of_the_tests(), template=uri)
    relay = Relay(database)
    cluster = Cluster(tmp_path_factory.mktemp("relayed"), relay.uri, 1, "--database-connections", "1", tokens=tokens)
    with cluster:
        yield cluster, relay
    relay.close()
    drop_database(database)


@pytest.fixture
def client(relayed):
    with relayed[0].servers[0].client(OFFICE) as client:
        yield client


@pytest.fixture
def job(client):
    return client.post("/api/jobs/", {"name": "Gutter"}).json


def round_trips(relay, request):
    """How many `request` usually took: the server's own work now and then uses the same connection."""
    counts = []
    for number in range(WARMING_UP + REPETITIONS):
        before = relay.turns
        request(number)
        counts.append(relay.turns - before)
    return statistics.median(counts[WARMING_UP:])


@pytest.mark.parametrize("path", ["/api/jobs/{id}/", "/api/jobs/{id}/events/", "/api/jobs/{id}/changes/"])
def test_a_304_costs_one(relayed, client, job, path):
    path = path.format(id=job["id"])
    tag = client.get(path).headers["ETag"]

    def ask(_):
        assert client.get(path, headers={"If-None-Match": tag}).status == 304

    assert round_trips(relayed[1], ask) == 1


def test_a_job_that_is_known_costs_one(relayed, client, job):
    def ask(_):
        assert client.get(f"/api/jobs/{job['id']}/").status == 200

    assert round_trips(relayed[1], ask) == 1


@pytest.mark.parametrize("has_key", [False, True])
@pytest.mark.parametrize("field", ["name", "notes"])
def test_a_change_costs_three(relayed, client, job, field, has_key):
    tag = job["etag"]

    def change(number):
        nonlocal tag
        headers = {"If-Match": tag} | ({"Idempotency-Key": str(uuid.uuid4())} if has_key else {})
        answer = client.patch(f"/api/jobs/{job['id']}/", {field: f"Gutter {number}"}, headers=headers)
        assert answer.status == 200
        tag = answer.headers["ETag"]

    assert round_trips(relayed[1], change) == 3


def test_a_repeat_with_its_key_costs_one(relayed, client, job):
    key = str(uuid.uuid4())

    def repeat(number):
        headers = {"If-Match": job["etag"], "Idempotency-Key": key}
        answer = client.patch(f"/api/jobs/{job['id']}/", {"notes": "once"}, headers=headers)
        assert answer.status == 200
        assert number == 0 or answer.headers["Idempotency-Replayed"] == "true"

    assert round_trips(relayed[1], repeat) == 1


@pytest.mark.parametrize("path", ["events/", "cost-sets/estimate/lines/"])
def test_an_addition_costs_one_more_than_a_change(relayed, client, job, path):
    tag = job["etag"]

    def add(number):
        nonlocal tag
        answer = client.post(f"/api/jobs/{job['id']}/{path}", {"description": f"Gutter {number}"}, if_match=tag)
        tag = expect(answer, 201).etag

    # It looks for an equal one, or for room.
    assert round_trips(relayed[1], add) <= 4


def test_the_number_for_a_list_does_not_depend_on_its_length(relayed, client):
    def ask(_):
        assert len(expect(client.get("/api/jobs/", query={"limit": 50}), 200).json["results"]) == 50

    assert round_trips(relayed[1], ask) <= 4


def test_the_number_for_a_history_does_not_depend_on_its_length(relayed, client, job):
    bench = Bench(client)
    for _ in range(15):
        bench.add_line(job["id"])

    def ask(_):
        assert len(bench.changes(job["id"])) == 16

    assert round_trips(relayed[1], ask) <= 6


def test_the_number_for_a_new_name_of_a_client_is_bounded(relayed, client):
    bench = Bench(client)
    customer = bench.make_customer()
    psql(relayed[0].uri, f"UPDATE jobs SET client_id = '{customer['id']}', contact_id = NULL")
    assert int(psql(relayed[0].uri, f"SELECT count(*) FROM jobs WHERE client_id = '{customer['id']}'")[0][0]) >= 300
    tag = customer["etag"]

    def rename(_):
        nonlocal tag
        tag = expect(client.patch(f"/api/clients/{customer['id']}/", {"name": unique("Client ")}, if_match=tag), 200).etag

    assert round_trips(relayed[1], rename) <= 40
