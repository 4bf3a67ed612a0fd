"""Signals from outside the page: the server's stream, and a file being written."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromium import DEADLINE, STREAM
from harness import OFFICE2, Server

SECONDS = DEADLINE / 1000


@contextmanager
def told(server: Server, job: dict) -> Iterator[None]:
    """Returns only after the server's stream has sent a change of this job that was made within it."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=SECONDS)
    try:
        connection.request("GET", f"{STREAM}?job={job['id']}", headers={"Authorization": f"Bearer {server.token(OFFICE2)}"})
        answer = connection.getresponse()
        assert answer.status == 200
        answer.readline()  # The stream is open.
        yield
        end = time.monotonic() + SECONDS
        # The server sends a heartbeat every few seconds, so that this ends in time.
        while b"event: job" not in answer.readline():
            assert time.monotonic() < end, "the server made no change of the job"
    finally:
        connection.close()


def file_with(folder: Path, text: str) -> None:
    """Waits until a file in a folder contains this text. The kernel signals each change in the folder (fcntl(2), F_NOTIFY)."""
    wanted = (text.encode(), text.encode("utf-16-le"))
    # By default this signal ends the process. One that arrives late, or in another thread, must not.
    signal.signal(signal.SIGIO, lambda *_: None)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGIO})
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.fcntl(descriptor, fcntl.F_NOTIFY, fcntl.DN_MODIFY | fcntl.DN_CREATE | fcntl.DN_MULTISHOT)
        end = time.monotonic() + SECONDS
        while not any(word in file.read_bytes() for file in folder.glob("*.log") for word in wanted):
            left = end - time.monotonic()
            assert left > 0, f"no file in {folder} has the text {text!r}"
            # With a timeout, since another thread may have received the signal.
            signal.sigtimedwait({signal.SIGIO}, min(left, 1))
    finally:
        os.close(descriptor)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
