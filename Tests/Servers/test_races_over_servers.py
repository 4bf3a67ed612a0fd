"""Sixteen clients on four jobs over three servers: one history, whichever server a request went to.

JOBTAG_SERVERS_SECONDS sets how long each race takes (8).
"""

import os

from cluster import expect_ready
from load import Load, expect_one_truth

SECONDS = float(os.environ.get("JOBTAG_SERVERS_SECONDS", "8"))


def test_sixteen_clients_over_three_servers_make_one_history(cluster, bench):
    jobs = [bench.make_job() for _ in range(4)]
    with Load(cluster, jobs) as load:
        load.go_on(SECONDS)
        record = load.stop()
    assert record.acknowledged and record.refused, "they did not race"
    assert load.unanswered == 0, f"{load.unanswered} requests got no answer, or a 503"
    expect_one_truth(cluster, jobs, record)


def test_a_killed_server_loses_and_doubles_nothing(new_cluster):
    cluster = new_cluster(3)
    bench = cluster.bench()
    jobs = [bench.make_job() for _ in range(4)]
    victim = cluster.servers[1]
    with Load(cluster, jobs) as load:
        for _ in range(2):
            load.go_on(SECONDS / 4)
            victim.kill()
            load.wait_for(20)
            victim.start()
            expect_ready([victim], 10)
            load.go_on(SECONDS / 4)
        record = load.stop()
    assert record.acknowledged and record.refused, "they did not race"
    assert load.unanswered, "nobody was waiting when the server was killed"
    expect_one_truth(cluster, jobs, record)
