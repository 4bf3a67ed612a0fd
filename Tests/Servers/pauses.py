"""Requests that wait for each other in a chosen order, so that a race does not depend on luck."""

from __future__ import annotations

import threading
from collections.abc import Callable

from cluster import PATIENCE, eventually
from harness import Response
from postgres import Session

# The servers wait for a lock for at most two seconds.
ARRIVAL = 10.0
# A request with an Idempotency-Key stores its response directly before its commit: it has checked and written everything.
COMMIT = "LOCK TABLE answers IN SHARE MODE"
_WAITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'jobtag' AND wait_event_type = 'Lock'
"""


class Sent:
    """A request whose response is awaited by a thread."""

    def __init__(self, send: Callable[[], Response]) -> None:
        self._send = send
        self._response: Response | None = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._response = self._send()
        except BaseException as problem:
            self._failure = problem

    @property
    def is_answered(self) -> bool:
        return not self._thread.is_alive()

    def answer(self) -> Response:
        self._thread.join(PATIENCE)
        assert self.is_answered, f"no response within {PATIENCE} s"
        if self._failure:
            raise self._failure
        return self._response


class Pause:
    """Holds requests at a lock, until it ends."""

    def __init__(self, uri: str, *locks: str) -> None:
        self._holder, self._observer = Session(uri), Session(uri)
        self._locks = locks

    def __enter__(self) -> Pause:
        self._holder.execute("; ".join(["BEGIN", *self._locks]))
        return self

    def __exit__(self, *_) -> None:
        # Not only by ending the session, after which PostgreSQL needs a moment.
        self._holder.execute("ROLLBACK")
        for session in (self._holder, self._observer):
            session.__exit__()

    def waiting(self) -> list[str]:
        """The sessions of servers that wait for a lock, by process id."""
        return [row[0] for row in self._observer.rows(_WAITING)]

    def hold(self, send: Callable[[], Response]) -> Sent:
        """Sends a request that must come to wait here."""
        sent = self.send(send, behind=0)
        assert not sent.is_answered, f"it did not wait\n{sent.answer().explain()}"
        return sent

    def send(self, send: Callable[[], Response], behind: int = 1) -> Sent:
        """Sends a request, and waits until it is answered, or waits too: behind so many others."""
        sent = Sent(send)
        self._wait_for(sent, behind + 1)
        return sent

    def _wait_for(self, sent: Sent, sessions: int) -> None:
        eventually(
            lambda: sent.is_answered or len(self.waiting()) >= sessions, ARRIVAL, "the request is answered or waits for a lock")

    def locks_of(self, process: str) -> list[str]:
        """Statements that take the exclusive advisory locks that this session has."""
        rows = self._observer.rows(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks "
            f"WHERE pid = {process} AND granted AND locktype = 'advisory' AND mode = 'ExclusiveLock' AND objsubid = 1")
        return [f"DO $$ BEGIN PERFORM pg_advisory_xact_lock({row[0]}); END $$" for row in rows]
