"""Servers that nobody uses cost their PostgreSQL next to nothing."""

import threading

import pytest

from harness import WORKSHOP
from postgres import Session, psql, with_database
from streams import Stream

SECONDS = 5
# Each looks for changes of the others once a second, in one transaction, and purges now and then.
PER_SECOND = 5
# While a change waits for the end of a transaction before it can be shown, each may look more often.
PER_SECOND_WAITING = 8
# How soon a change is shown after that transaction, in seconds.
SOON = 2.5


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


def test_servers_make_few_transactions_while_a_change_waits_for_another_programs_transaction(new_cluster):
    """In another database of the cluster, as of a migration that takes an hour."""
    cluster = new_cluster(2)
    bench = cluster.bench()
    job = bench.make_job()
    streams = [Stream(server, cluster.tokens[WORKSHOP]) for server in cluster.servers]
    pause = threading.Event()
    with Session(with_database(cluster.uri, "postgres")) as session:
        session.execute("BEGIN; CREATE TEMPORARY TABLE long (id INTEGER)")
        etag = bench.change(job["id"])["etag"]
        pause.wait(2)
        before = transactions(cluster)
        pause.wait(SECONDS)
        made = transactions(cluster) - before
        session.execute("ROLLBACK")
    for stream in streams:
        stream.wait_for_tag(etag, SOON)
        stream.close()
    most = (2 * PER_SECOND_WAITING + len(streams)) * SECONDS
    assert made <= most, f"{made / SECONDS:.0f} transactions a second, at most {most / SECONDS:.0f} are expected"
