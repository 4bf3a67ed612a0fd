"""How often a request waits for PostgreSQL: counted by a relay between the two."""

import uuid

import pytest

from harness import OFFICE
from postgres import cluster_of_the_tests, drop_database, new_database
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
    """The fewest that `request` took: the server's own work now and then uses the same connection."""
    counts = []
    for number in range(WARMING_UP + REPETITIONS):
        before = relay.turns
        request(number)
        counts.append(relay.turns - before)
    return min(counts[WARMING_UP:])


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
