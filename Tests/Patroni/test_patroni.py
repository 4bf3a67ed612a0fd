"""Patroni chooses another primary: nothing acknowledged is lost, and the servers find it without being started again."""

import uuid

import pytest

from cluster import eventually, is_ready
from harness import OFFICE, Bench, check, expect_job, expect_problem
from nodes import WHOLE_DEADLINE, setting
from postgres import psql
from watching import IN_TIME, Watch

# Patroni's worst case, and as much again for two busy cores.
KILLED = 2.0 * (setting("ttl") + setting("loop_wait"))
SWITCHED = 20.0


def test_a_killed_primary_is_replaced(nodes, cluster):
    primary, standby = nodes.primary(), nodes.synchronous()
    with Watch(nodes, cluster, "primary killed") as watch:
        primary.kill()
        watch.wait_for()
        assert nodes.primary() is standby, "not the synchronous standby was promoted"
        watch.finish()
    assert watch.load.unanswered, "nobody noticed"
    assert watch.longest < KILLED


def test_a_killed_primary_comes_back_as_a_standby_and_takes_over_again(nodes, cluster):
    first = nodes.primary()
    with Watch(nodes, cluster, "primary killed, and started while people work") as watch:
        first.kill()
        watch.wait_for()
        second = nodes.expect_whole()
        watch.finish()
    assert second is not first
    third, = nodes.others(first, second)
    # So that only the one that was killed can be next.
    third.stop()
    eventually(lambda: nodes.synchronous() is first, WHOLE_DEADLINE, "the one that was killed is the synchronous standby")
    with Watch(nodes, cluster, "its successor killed") as watch:
        second.kill()
        watch.wait_for()
        assert nodes.primary() is first
        watch.finish()
    assert watch.load.unanswered, "nobody noticed"
    assert watch.longest < KILLED


def test_a_planned_switchover(nodes, cluster):
    primary, standby = nodes.primary(), nodes.synchronous()
    with Watch(nodes, cluster, "switchover") as watch:
        nodes.control("switchover", "--leader", primary.name, "--candidate", standby.name, "--force")
        watch.wait_for()
        assert nodes.primary() is standby
        nodes.expect_whole()
        watch.finish()
    assert watch.load.unanswered, "nobody noticed"
    assert watch.longest < SWITCHED


def test_a_primary_that_hangs_is_replaced_and_gives_up_when_it_wakes(nodes, cluster):
    primary = nodes.primary()
    with Watch(nodes, cluster, "primary frozen") as watch:
        try:
            primary.freeze()
            watch.wait_for()
            assert next(node for node in nodes.others(primary) if node.is_primary)
        finally:
            primary.thaw()
        watch.wait_for()
        assert nodes.expect_whole() is not primary
        watch.finish()
    assert watch.load.unanswered, "nobody noticed"
    assert watch.longest < KILLED


def test_patroni_starts_a_killed_postgresql(nodes, cluster):
    """Its commits that nobody has confirmed may be there or not, but not be acknowledged and lost."""
    primary = nodes.primary()
    with Watch(nodes, cluster, "PostgreSQL killed, Patroni not") as watch:
        primary.kill_postgres()
        watch.wait_for()
        nodes.expect_whole()
        watch.finish()
    assert watch.load.unanswered, "nobody noticed"
    assert watch.longest < KILLED


def test_a_killed_patroni_takes_over_its_postgresql(nodes, cluster):
    """Debian's service starts it again. PostgreSQL runs on meanwhile."""
    primary = nodes.primary()
    with Watch(nodes, cluster, "Patroni killed and started, PostgreSQL not") as watch:
        primary.service.kill()
        assert primary.of_postgres
        primary.start()
        assert nodes.expect_whole() is primary
        watch.finish()
    assert watch.longest < IN_TIME


def test_without_etcd_everything_goes_on(nodes, cluster):
    primary = nodes.primary()
    with Watch(nodes, cluster, "etcd killed") as watch:
        nodes.etcd.kill()
        eventually(lambda: primary.ask("GET", "/patroni")[1].get("failsafe_mode_is_active"), WHOLE_DEADLINE, "Patroni has noticed")
        watch.wait_for()
        nodes.etcd.start()
        eventually(lambda: not primary.ask("GET", "/patroni")[1].get("failsafe_mode_is_active"), WHOLE_DEADLINE, "etcd is back")
        watch.wait_for()
        watch.finish()
    assert nodes.primary() is primary
    assert watch.longest < IN_TIME


@pytest.fixture
def strict(nodes):
    nodes.configure(synchronous_mode_strict=True)
    yield
    nodes.expect_whole()
    nodes.configure(synchronous_mode_strict=None)


def waits_for(primary):
    """The standbys whose confirmation a commit needs."""
    return "".join(row[0] for row in psql(primary.uri, "SHOW synchronous_standby_names"))


def test_in_strict_mode_nothing_is_acknowledged_without_a_standby(nodes, cluster, strict):
    primary = nodes.primary()
    job, key = cluster.bench().make_job(), str(uuid.uuid4())
    path, body = f"/api/jobs/{job['id']}/", {"notes": "not confirmed"}
    for node in nodes.others(primary):
        node.stop()
    eventually(lambda: waits_for(primary) == "*", WHOLE_DEADLINE, "a commit waits for any standby")

    def send(client):
        return client.patch(path, body, if_match=job["etag"], headers=[("Idempotency-Key", key)])

    first, second = cluster.clients(OFFICE, timeout=30)
    expect_problem(send(first), 503)
    expect_problem(send(second), 503)
    # Reads go on, and show nothing that a failover could take back. So /readyz stays 200.
    assert expect_job(second.get(path)) == job
    assert is_ready(cluster.servers[1])
    nodes.others(primary)[0].start()
    for client in (second, first):
        answer = eventually(lambda: (got := send(client)).status != 503 and got, WHOLE_DEADLINE, "the change is answered")
        check(expect_job(answer)["notes"] == "not confirmed", "the change", answer)
    assert len(Bench(first).changes(job["id"])) == 2


def test_without_strict_mode_the_last_node_goes_on_alone(nodes, cluster):
    primary = nodes.primary()
    for node in nodes.others(primary):
        node.stop()
    eventually(lambda: waits_for(primary) == "", WHOLE_DEADLINE, "a commit waits for no standby")
    bench = Bench(cluster.clients(OFFICE)[1])
    job = bench.make_job()
    assert bench.change(job["id"]) == cluster.bench().get_job(job["id"])
