"""Signals from outside the page: the server's stream, and a file that is written."""

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
    """Leaves only after the server has told of a change of this job that was made within it."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=SECONDS)
    try:
        connection.request("GET", f"{STREAM}?job={job['id']}", headers={"Authorization": f"Bearer {server.token(OFFICE2)}"})
        answer = connection.getresponse()
        assert answer.status == 200
        answer.readline()  # The stream is open.
        yield
        end = time.monotonic() + SECONDS
        # The server lets its readers hear something every few seconds, so that this ends in time.
        while b"event: job" not in answer.readline():
            assert time.monotonic() < end, "the server made no change of the job"
    finally:
        connection.close()


def file_with(folder: Path, text: str) -> None:
    """Waits until one of the files in a folder has this text, woken by the kernel at each change in it (fcntl(2), F_NOTIFY)."""
    wanted = (text.encode(), text.encode("utf-16-le"))
    # Left to itself this signal ends the process: one that is still on its way at the end, or that another thread gets, must not.
    signal.signal(signal.SIGIO, lambda *_: None)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGIO})
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.fcntl(descriptor, fcntl.F_NOTIFY, fcntl.DN_MODIFY | fcntl.DN_CREATE | fcntl.DN_MULTISHOT)
        end = time.monotonic() + SECONDS
        while not any(word in file.read_bytes() for file in folder.glob("*.log") for word in wanted):
            left = end - time.monotonic()
            assert left > 0, f"no file in {folder} has the text {text!r}"
            # Another thread may have got it, so not for ever.
            signal.sigtimedwait({signal.SIGIO}, min(left, 1))
    finally:
        os.close(descriptor)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
