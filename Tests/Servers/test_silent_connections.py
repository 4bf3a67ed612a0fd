"""Connections to PostgreSQL that are made and get no answers: requests are refused in time, and all is back by itself."""

import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from cluster import LOST, Cluster, eventually, expect_ready, together
from harness import OFFICE, Bench, check, expect, expect_job, expect_problem
from postgres import cluster_of_the_tests, drop_database, new_database
from relay import Relay

IN_TIME = 5.0
BACK = 5.0
# How long a client waits: an answer that comes too late must be seen too.
PATIENCE = 30.0
# How long a server may take to end that has nothing to finish.
ENDING = 10.0


@pytest.fixture(scope="module")
def database(demo):
    uri = new_database(cluster_of_the_tests(), template=demo[0])
    yield uri
    drop_database(uri)


@contextmanager
def behind(folder, database, tokens, hosts):
    """A server that reaches its database through this many relays, and these: all lead to the same PostgreSQL."""
    relays = [Relay(database) for _ in range(hosts)]
    address = urlsplit(database)
    places = ",".join(f"127.0.0.1:{urlsplit(relay.uri).port}" for relay in relays)
    uri = address._replace(netloc=f"{address.username}@{places}").geturl()
    cluster = Cluster(folder, uri, 1, tokens=tokens)
    try:
        yield cluster.start().servers[0], relays
    finally:
        cluster.kill()
        for relay in relays:
            relay.close()


@pytest.fixture
def pooled(tmp_path, database, demo):
    with behind(tmp_path, database, demo[1], 1) as (server, relays):
        yield server, relays[0]


def ask(server, path):
    with server.client(OFFICE, timeout=PATIENCE) as client:
        began = time.monotonic()
        answer = client.get(path)
        return answer, time.monotonic() - began


def expect_refusals(server, seconds):
    """Requests that arrive during this time are all refused in time, not only the first ones."""
    def later(wait, path):
        threading.Event().wait(wait)
        return ask(server, path)

    waits = [count * 0.5 for count in range(int(seconds / 0.5))]
    paths = ["/api/jobs/?limit=1", "/api/auth/me/", "/readyz"]
    for answer, took in together(*(
            lambda wait=wait, path=path: later(wait, path) for wait, path in zip(waits, paths * len(waits)))):
        expect_problem(answer, 503)
        check(took < IN_TIME, f"it took {took:.1f} s", answer)


def expect_back(server):
    expect_ready([server], BACK)
    clients = [server.client(OFFICE, timeout=PATIENCE) for _ in range(15)]

    def all_succeed():
        asked = [lambda client=client: client.get("/api/jobs/", query={"limit": 1}).status for client in clients]
        return set(together(*asked)) == {200}

    eventually(all_succeed, BACK, "all requests succeed")
    bench = Bench(clients[0])
    expect_job(bench.client.get(f"/api/jobs/{bench.make_job()['id']}/"))
    for client in clients:
        client.close()


def test_requests_are_refused_in_time_while_the_first_queries_of_connections_get_no_answers(pooled):
    server, relay = pooled
    relay.hold_queries()
    expect_refusals(server, 6)
    with server.client(None) as client:
        expect(client.get("/healthz"), 200)
    relay.hold_nothing()
    expect_back(server)


def get_or_lose(client):
    try:
        client.get("/api/jobs/")
    except LOST:
        pass


def test_a_server_whose_connections_get_no_answers_can_be_stopped(pooled):
    server, relay = pooled
    relay.hold_queries()
    client = server.client(OFFICE, timeout=PATIENCE)
    threading.Thread(target=get_or_lose, args=(client,), daemon=True).start()
    # Of the stream's connection, and of one for the requests.
    eventually(lambda: relay.held >= 2, BACK, "new connections have been made")
    server.terminate()
    assert server.wait(ENDING) == 0, server.output()


@pytest.mark.parametrize("hosts", [1, 3])
def test_requests_are_refused_in_time_while_all_hosts_are_frozen(tmp_path, database, demo, hosts):
    with behind(tmp_path, database, demo[1], hosts) as (server, relays):
        for relay in relays:
            relay.hold_everything()
        expect_refusals(server, 6)
        for relay in relays:
            relay.hold_nothing()
        expect_back(server)
