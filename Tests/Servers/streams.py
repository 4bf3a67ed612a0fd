"""A reader of the stream of changes."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cluster import Cluster
from harness import WORKSHOP, Server

SOON = 20.0


@dataclass(frozen=True)
class Event:
    kind: str
    id: str | None
    data: dict[str, Any]


class Stream:
    """An open stream, read by a thread until it is closed or the server ends it."""

    def __init__(self, server: Server, token: str, *, after: str | None = None, job: str | None = None) -> None:
        self.server = server
        self.events: list[Event] = []
        self.last = after
        self.ended = False
        self._changed = threading.Condition()
        self._connection = http.client.HTTPConnection(server.host, server.port, timeout=SOON)
        headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
        if after is not None:
            headers["Last-Event-ID"] = after
        self._connection.request("GET", "/api/changes/stream" + (f"?job={job}" if job else ""), headers=headers)
        self._socket = self._connection.sock
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200, f"{self._answer.status}\n{self._answer.read()!r}"
        self._socket.settimeout(None)
        self._lines = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        # Its first lines show that the stream is open; without a position, they have one.
        self.wait_until(lambda: self._lines > 1 and self.last is not None or self.ended)

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            while line := self._answer.readline():
                name, _, value = line.decode().rstrip("\r\n").partition(":")
                with self._changed:
                    self._lines += 1
                    if name:
                        fields[name] = value.removeprefix(" ")
                    else:
                        self.last = fields.get("id", self.last)
                        if "data" in fields:
                            data = json.loads(fields["data"])
                            self.events.append(Event(fields.get("event", "message"), fields.get("id"), data))
                        # Comments are lines without a name before the colon, and end nothing.
                        fields = {} if not value else fields
                    self._changed.notify_all()
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass
        finally:
            with self._changed:
                self.ended = True
                self._changed.notify_all()

    def wait_until(self, condition: Callable[[], Any], deadline: float = SOON) -> bool:
        with self._changed:
            return bool(self._changed.wait_for(condition, deadline))

    def wait_for(self, found: Callable[[Event], Any], deadline: float = SOON) -> Event:
        """The first event that satisfies `found`."""
        self.wait_until(lambda: any(map(found, self.events)) or self.ended, deadline)
        hit = next(filter(found, self.events), None)
        ended = "the stream ended; " if self.ended else ""
        assert hit, f"no such event within {deadline} s; {ended}the last are {self.events[-5:]}"
        return hit

    def wait_for_tag(self, etag: str, deadline: float = SOON) -> Event:
        """The event of the change that made this version."""
        return self.wait_for(lambda one: one.kind == "job" and one.data["etag"] == etag, deadline)

    def job_events(self, job: str | None = None) -> list[Event]:
        with self._changed:
            return [one for one in self.events if one.kind == "job" and job in (None, one.data["job_id"])]

    def close(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._reader.join(SOON)
        self._answer.close()
        self._connection.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_) -> None:
        self.close()


def expect_nothing_missed(cluster: Cluster, streams: list[Stream], jobs: list[dict]) -> None:
    """Streams that were open before the jobs were changed: each, resumed where it ended, has told each change once, in order."""
    bench = cluster.bench()
    lasts = [bench.change(job["id"])["etag"] for job in jobs]
    for stream in streams:
        stream.wait_until(lambda: stream.ended or set(lasts) <= {event.data["etag"] for event in stream.job_events()})
        stream.close()
        with Stream(stream.server, cluster.tokens[WORKSHOP], after=stream.last) as resumed:
            for job, last in zip(jobs, lasts):
                if last not in {event.data["etag"] for event in stream.job_events()}:
                    resumed.wait_for_tag(last)
                told = [event.data["change_id"] for event in [*stream.job_events(job["id"]), *resumed.job_events(job["id"])]]
                known = [change["change_id"] for change in bench.changes(job["id"])[::-1]]
                assert told == known[1:], "a gap, a repetition or another order"
