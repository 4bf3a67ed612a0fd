"""Acknowledged changes survive: `kill -9` under write load, and a graceful exit with requests in flight.

JOBTAG_KILL_CYCLES sets how often the server is killed (3).
"""

import http.client
import os
import random
import shutil
import socket
import sqlite3
import threading
import time

from harness import OFFICE, Bench, Server, expect, expect_job, store, version_of

CYCLES = int(os.environ.get("JOBTAG_KILL_CYCLES", "3"))
WRITERS = 8
SEED = 20261123
PATIENCE = 120.0


class Load:
    """Writers on separate jobs that record exactly the acknowledged writes."""

    def __init__(self, server, jobs):
        self.server = server
        self.acknowledged = {job["id"]: [] for job in jobs}  # (etag, what, text), in order
        self.in_flight = {job["id"]: None for job in jobs}
        self.count = 0
        self.failures = []
        self.ended = 0
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(job,), daemon=True) for job in jobs]

    def start(self):
        for thread in self._threads:
            thread.start()
        return self

    def _write(self, job):
        client = self.server.client(OFFICE)
        path, etag, number = f"/api/jobs/{job['id']}/", job["etag"], 0
        try:
            while not self._stopping.is_set():
                number += 1
                what = "event" if number % 3 == 0 else "notes"
                text = f"{what} {number} of {job['job_number']} after {etag}"
                self.in_flight[job["id"]] = (what, text)
                try:
                    if what == "event":
                        answer = client.post(f"{path}events/", {"description": text}, if_match=etag)
                    else:
                        answer = client.patch(path, {"notes": text}, if_match=etag)
                except (ConnectionError, http.client.HTTPException, TimeoutError):
                    return  # not acknowledged: it may exist or not
                if answer.status == 503:
                    return  # it is shutting down, and says so
                expect(answer, 200, 201)
                etag = answer.etag
                with self._changed:
                    self.acknowledged[job["id"]].append((etag, what, text))
                    self.in_flight[job["id"]] = None
                    self.count += 1
                    self._changed.notify_all()
        except BaseException as problem:
            self.failures.append(problem)
        finally:
            client.close()
            with self._changed:
                self.ended += 1
                self._changed.notify_all()

    def wait_for(self, count):
        """Waits until this many writes have been acknowledged."""
        with self._changed:
            enough = self._changed.wait_for(lambda: self.count >= count or self.failures or self.ended, PATIENCE)
        if self.failures:
            raise self.failures[0]
        assert enough and self.count >= count, f"only {self.count} of {count} writes within {PATIENCE} s"

    def join(self):
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a writer hangs"
        if self.failures:
            raise self.failures[0]


def expect_sound(database, folder):
    """The files left by the process are a valid database. Checks a copy, so that nothing is repaired."""
    if store() != "sqlite":
        return
    copy = folder / "copy.db"
    for ending in ("", "-wal"):
        source = database.with_name(database.name + ending)
        if source.exists():
            shutil.copy(source, copy.with_name(copy.name + ending))
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for ending in ("", "-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)


def expect_everything(load, server):
    """Each acknowledged write exists, and beyond these at most the one in flight."""
    client = server.client(OFFICE)
    for job_id, writes in load.acknowledged.items():
        now = expect_job(client.get(f"/api/jobs/{job_id}/"))
        events = [event["description"] for event in expect(client.get(f"/api/jobs/{job_id}/events/"), 200).json["events"]]
        if writes:
            last = writes[-1][0]
            assert version_of(now["etag"]) >= version_of(last), f"{last} was acknowledged, {now['etag']} is there"
            if load.in_flight[job_id] is None:
                assert now["etag"] == last, f"{last} was the last write, {now['etag']} is there"
        for _, what, text in writes:
            if what == "event":
                assert events.count(text) == 1, f"{text!r} is there {events.count(text)} times"
        notes = [text for _, what, text in writes if what == "notes"]
        allowed = {notes[-1]} if notes else set()
        if load.in_flight[job_id] and load.in_flight[job_id][0] == "notes":
            allowed.add(load.in_flight[job_id][1])
        if notes:
            assert now["notes"] in allowed, f"{now['notes']!r} is neither the last acknowledged nor the one in flight"
        versions = [version_of(etag) for etag, _, _ in writes]
        assert all(one < two for one, two in zip(versions, versions[1:])), versions
    client.close()


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_load(tmp_path):
    chance = random.Random(SEED)
    server = Server(tmp_path / "killed")
    server.start()
    try:
        bench = Bench(server.client(OFFICE))
        jobs = [bench.make_job() for _ in range(WRITERS)]
        for cycle in range(CYCLES):
            load = Load(server, jobs).start()
            load.wait_for(chance.randint(20, 400))
            server.kill()
            load.join()
            expect_sound(server.database, tmp_path)
            server.start()
            expect_everything(load, server)  # with the token of the first start, which was acknowledged too
            with server.client(OFFICE) as client:
                jobs = [expect_job(client.get(f"/api/jobs/{job['id']}/")) for job in jobs]
        server.stop()
    finally:
        server.kill()


def test_nothing_acknowledged_is_lost_when_the_server_stops_under_load(tmp_path):
    server = Server(tmp_path / "ended")
    server.start()
    try:
        bench = Bench(server.client(OFFICE))
        load = Load(server, [bench.make_job() for _ in range(WRITERS)]).start()
        load.wait_for(100)
        server.terminate()
        code = server.wait()
        load.join()
        assert code == 0, f"SIGTERM must end the server with exit code 0, not {code}\n{server.output()}"
        expect_sound(server.database, tmp_path)
        server.start()
        expect_everything(load, server)
        server.stop()
    finally:
        server.kill()


def test_an_idle_keep_alive_connection_does_not_delay_the_exit(tmp_path):
    server = Server(tmp_path / "idle").start()
    with server.client(OFFICE) as client:
        expect(client.get("/api/jobs/"), 200)
        # Not `stop()`, which closes the connection first.
        begun = time.monotonic()
        server.terminate()
        assert server.wait() == 0
        assert time.monotonic() - begun < 4


def test_sigterm_answers_requests_on_open_connections(tmp_path):
    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    body = b'{"email": "nobody@example.com", "password": "x"}'
    begun = b"POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    server = Server(tmp_path / "asked").start()
    try:
        open_ones = [server.connect() for _ in range(10)]
        for one in open_ones:
            one.sendall(asked)
            assert one.recv(4096).startswith(b"HTTP/1.1 200")
        with server.connect() as busy:
            busy.sendall(asked)
            assert busy.recv(4096).startswith(b"HTTP/1.1 200"), "it has been let in"
            busy.sendall(begun + body[:10])
            server.terminate()
            for one in open_ones:
                # Every request gets a response, and eventually one that announces the last.
                while b"\r\nConnection: close\r\n" not in (answer := ask(one, asked)):
                    assert answer.startswith(b"HTTP/1.1 200"), answer
                assert answer.startswith(b"HTTP/1.1 200") and one.recv(4096) == b"", answer
            busy.sendall(body[10:])
            answer = b"".join(iter(lambda: busy.recv(65536), b""))
            assert answer.startswith(b"HTTP/1.1 401") and b"\r\nConnection: close\r\n" in answer, answer
        assert server.wait() == 0, server.output()
    finally:
        server.kill()
        for one in open_ones:
            one.close()



def ask(connection, asked):
    """One response of /healthz, which ends with its only line."""
    connection.sendall(asked)
    answer = b""
    while not answer.endswith(b"\r\n\r\nok\n"):
        part = connection.recv(4096)
        assert part, f"it ended with {answer!r}"
        answer += part
    return answer


def test_connections_during_the_shutdown_are_harmless(tmp_path):
    server = Server(tmp_path / "crowded").start()
    try:
        server.terminate()
        crowd = []
        while server.alive:
            try:
                crowd.append(socket.create_connection((server.host, server.port), timeout=0.2))
            except OSError:
                break  # refused, or the queue is full: no more connections are accepted
        assert server.wait() == 0, server.output()
        for one in crowd:
            one.close()
    finally:
        server.kill()
