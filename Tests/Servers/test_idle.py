"""Servers that nobody uses cost their PostgreSQL next to nothing."""

import threading

import pytest

from harness import WORKSHOP
from postgres import psql
from streams import Stream

SECONDS = 5
# Each looks for changes of the others once a second, in one transaction, and purges now and then.
PER_SECOND = 5


def transactions(cluster):
    made = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    return int(psql(cluster.uri, made)[0][0])


@pytest.mark.parametrize("readers", [0, 10])
def test_servers_without_requests_make_few_transactions(new_cluster, readers):
    cluster = new_cluster(2)
    streams = [Stream(cluster.servers[number % 2], cluster.tokens[WORKSHOP]) for number in range(readers)]
    # PostgreSQL counts a transaction up to a second after it.
    pause = threading.Event()
    pause.wait(2)
    before = transactions(cluster)
    pause.wait(SECONDS)
    made = transactions(cluster) - before
    for stream in streams:
        stream.close()
    # A stream's heartbeat, every two seconds, checks that its person is still signed in.
    most = (2 * PER_SECOND + readers) * SECONDS
    assert made <= most, f"{made / SECONDS:.0f} transactions a second, at most {most / SECONDS:.0f} are expected"
