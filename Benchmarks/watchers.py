"""Watches many streams at once, in a process of its own."""

from __future__ import annotations

import resource
import selectors
import socket
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection

from delays import Spread
from event_stream import EventStream, StreamFailure

OPENING_DEADLINE = 60.0
DELIVERY_DEADLINE = 15.0
"""How long after the last change a stream may still bring one."""
KERNEL_TIMES = 35
"""SO_TIMESTAMPNS, which Python has no name for: Linux then says with each read when what was read had come."""
READ_SIZE = 65536


@dataclass(frozen=True)
class Watched:
    """What came of one set of changes on all streams."""

    deliveries: int
    read: Spread
    arrived: Spread | None
    cores: float
    failures: dict[str, int]


def watch(pipe: Connection, host: str, port: int, tokens: list[str], count: int) -> None:
    """Opens the streams and says so; hears when each change was sent; answers with a `Watched`; ends when it is let go."""
    have_room_for(count)
    with Watchers(pipe, host, port) as watchers:
        watchers.open(count, tokens)
        pipe.send("open")
        started, busy = time.monotonic(), time.process_time()
        sent = watchers.gather()
        cores = (time.process_time() - busy) / (time.monotonic() - started)
        watchers.finish(sent)
        pipe.send(watchers.found(sent, cores))
        # The streams stay open until whoever asked has looked at the server's memory.
        pipe.recv()


def have_room_for(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count + 64:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Watchers:
    """While changes are made, bytes and times are only kept: what they say is read when there is time."""

    def __init__(self, pipe: Connection, host: str, port: int) -> None:
        self.pipe = pipe
        self.address = (host, port)
        self.sockets: list[socket.socket] = []
        self.streams: list[EventStream] = []
        self.kept: list[tuple[int, int, int | None, bytes]] = []
        self.selector = selectors.DefaultSelector()
        # The kernel stamps with the time of day, which may be set; all else is measured with a clock that only goes on.
        self.day = time.time_ns() - time.monotonic_ns()

    def __enter__(self) -> "Watchers":
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self.sockets:
            stream.close()
        self.selector.close()

    def open(self, count: int, tokens: list[str]) -> None:
        """The sign-ins take turns."""
        requests = [
            (
                f"GET /api/changes/stream HTTP/1.1\r\nHost: {self.address[0]}:{self.address[1]}\r\n"
                f"Authorization: Bearer {token}\r\nAccept: text/event-stream\r\n\r\n"
            ).encode()
            for token in tokens
        ]
        for index in range(count):
            opened = socket.create_connection(self.address, timeout=OPENING_DEADLINE)
            if sys.platform == "linux":
                opened.setsockopt(socket.SOL_SOCKET, KERNEL_TIMES, 1)
            opened.sendall(requests[index % len(requests)])
            opened.setblocking(False)
            self.sockets.append(opened)
            self.streams.append(EventStream())
            self.selector.register(opened, selectors.EVENT_READ, index)
        self._read_until(lambda: all(stream.is_open for stream in self.streams), OPENING_DEADLINE)
        closed = sum(not stream.is_open for stream in self.streams)
        if closed:
            raise StreamFailure(f"{closed} of {count} streams were not open after {OPENING_DEADLINE:.0f} s")

    def gather(self) -> dict[str, int]:
        """Keeps what comes, until somebody says what was sent."""
        self.selector.register(self.pipe, selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    self.selector.unregister(self.pipe)
                    return self.pipe.recv()
                self._keep(key.data)

    def finish(self, sent: dict[str, int]) -> None:
        """What is still on its way."""
        self._read_until(lambda: all(len(stream.events) >= len(sent) for stream in self.streams), DELIVERY_DEADLINE)

    def found(self, sent: dict[str, int], cores: float) -> Watched:
        failures: Counter[str] = Counter()
        read: list[int] = []
        arrived: list[int] = []
        for stream in self.streams:
            seen = Counter(event.tag for event in stream.events)
            positions = [event.position for event in stream.events]
            failures["ended streams"] += stream.has_ended
            failures["missing"] += sum(tag not in seen for tag in sent)
            failures["twice"] += sum(times - 1 for times in seen.values())
            failures["unknown"] += sum(tag not in sent for tag in seen)
            failures["out of order"] += sum(later <= earlier for earlier, later in zip(positions, positions[1:]))
            for event in stream.events:
                if event.tag in sent:
                    read.append(event.read - sent[event.tag])
                    if event.arrived is not None:
                        arrived.append(event.arrived - sent[event.tag])
        return Watched(
            deliveries=len(read), read=Spread.of(read), arrived=Spread.of(arrived) if arrived else None, cores=cores,
            failures={name: times for name, times in failures.items() if times},
        )

    def _read_until(self, is_done, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        self._take_apart()
        while not is_done() and (left := deadline - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                self._keep(key.data)
            self._take_apart()

    def _keep(self, index: int) -> None:
        try:
            data, ancillary, _, _ = self.sockets[index].recvmsg(READ_SIZE, 64)
        except (BlockingIOError, InterruptedError):
            return
        except ConnectionError:
            data, ancillary = b"", []
        read = time.monotonic_ns()
        if not data:
            self.selector.unregister(self.sockets[index])
        self.kept.append((index, read, ancillary[0][2] if ancillary else None, data))

    def _take_apart(self) -> None:
        for index, read, stamp, data in self.kept:
            if data:
                self.streams[index].feed(data, read, self._time(stamp))
            else:
                self.streams[index].has_ended = True
        self.kept.clear()

    def _time(self, stamp: bytes | None) -> int | None:
        if stamp is None:
            return None
        seconds, nanoseconds = struct.unpack_from("@qq", stamp)
        return seconds * 1_000_000_000 + nanoseconds - self.day
