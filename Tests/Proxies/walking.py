"""A client that accepts compressed responses and uses HTTP/2 if the proxy does, and reads streams."""

from __future__ import annotations

import queue
import socket
import threading
import uuid
from contextlib import contextmanager, suppress

import httpx

from harness import OFFICE, PASSWORD

DEADLINE = 20.0


def client(origin: str, token: str | None = None) -> httpx.Client:
    headers = {"Accept-Encoding": "gzip, br"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return httpx.Client(base_url=origin, verify=False, http2=origin.startswith("https"), timeout=DEADLINE, headers=headers)


def signed_in(origin: str, base: str = "") -> httpx.Client:
    """A client of the office, signed in through the proxy, with a token instead of the cookie."""
    with client(origin) as anonymous:
        answer = anonymous.post(f"{base}/api/auth/login/", json={"email": OFFICE, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client(origin, answer.json()["token"])


def new_job(office: httpx.Client, base: str = "") -> str:
    """The path of a new job, large enough for every proxy to compress it."""
    answer = office.post(f"{base}/api/jobs/", json={"name": f"Job {uuid.uuid4().hex}", "notes": "A line of the notes.\n" * 400})
    assert answer.status_code == 201, answer.text
    return f"{base}/api/jobs/{answer.json()['id']}/"


class Stream:
    """The lines of a change stream, as they arrive."""

    def __init__(self) -> None:
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.seen: list[str] = []
        self.error: Exception | None = None

    def until(self, text: str) -> str:
        """The next line that contains this; it must arrive within the deadline."""
        while True:
            try:
                line = self.lines.get(timeout=DEADLINE)
            except queue.Empty:
                raise AssertionError(f"no line with {text!r} came within {DEADLINE} s; these did: {self.seen[-20:]}") from None
            assert line is not None, f"the stream ended ({self.error!r}) before a line with {text!r}: {self.seen[-20:]}"
            self.seen.append(line)
            if text in line:
                return line


@contextmanager
def stream(origin: str, token: str, base: str = "", last_event_id: str | None = None):
    """An open stream on its own connection."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
    with client(origin, token) as own, own.stream("GET", f"{base}/api/changes/stream", headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        reading = Stream()

        def read() -> None:
            try:
                for line in answer.iter_lines():
                    reading.lines.put(line)
            except (httpx.HTTPError, httpx.StreamError) as error:
                reading.error = error
            reading.lines.put(None)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            yield reading
        finally:
            # The reader must finish before the socket is closed: the next connection may get its descriptor, and the reader its bytes.
            # `SSLSocket.shutdown` would remove TLS while the reader uses it.
            with suppress(OSError):  # It has ended already.
                socket.socket.shutdown(answer.extensions["network_stream"].get_extra_info("socket"), socket.SHUT_RDWR)
            reader.join(DEADLINE)
            assert not reader.is_alive(), "the reader goes on after its connection was shut down"
