"""HTTP/1.1 for the load, using only the standard library: one blocking connection that measures, and the same for asyncio.

The load processes import this and not the harness, which checks every response against the schema: that costs more than the response.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

SO_TIMESTAMPNS = 35
"""Which Python has no name for: Linux then says with each read when what was read had come."""
ANSWER_DEADLINE = 60.0


@dataclass(frozen=True)
class Target:
    """The server's address."""

    host: str
    port: int


@dataclass(frozen=True)
class Answer:
    status: int
    fields: dict[str, str]
    content: bytes
    to_socket: int = 0
    """Nanoseconds from sending until the answer was at this machine's socket."""
    to_program: int = 0
    """Nanoseconds from sending until the program had it."""

    @property
    def json(self) -> Any:
        return json.loads(self.content)


def request(
    target: Target, method: str, path: str, body: Any = None, *, token: str | None = None, place: str | None = None, **fields: str
) -> bytes:
    """The bytes of a request. `place`: the client's address, as reported by a proxy. In other field names, `_` stands for `-`."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {target.host}:{target.port}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if place:
        lines.append(f"X-Forwarded-For: {place}")
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def read_head(head: bytes) -> tuple[int, dict[str, str]]:
    """The status, and the fields by lower-case name; of several with one name, the last."""
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), {name.lower(): value for name, value in (line.split(": ", 1) for line in lines if line)}


class Connection:
    """One connection that stays open. It is an error if the server closes it."""

    def __init__(self, target: Target) -> None:
        self.socket = socket.create_connection((target.host, target.port), timeout=ANSWER_DEADLINE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    def ask(self, sent: bytes) -> Answer:
        # The kernel's arrival time uses the wall clock.
        started, started_today = time.monotonic_ns(), time.time_ns()
        self.socket.sendall(sent)
        received, come = b"", 0
        while True:
            part, told, _, _ = self.socket.recvmsg(1 << 18, 256)
            if not part:
                raise ConnectionError(f"the server closed a connection with a request under way: {sent[:100]!r}")
            received += part
            [(_, _, stamp)] = [one for one in told if one[:2] == (socket.SOL_SOCKET, SO_TIMESTAMPNS)]
            seconds, nanoseconds = struct.unpack("qq", stamp)
            come = seconds * 1_000_000_000 + nanoseconds
            head, end, content = received.partition(b"\r\n\r\n")
            if not end:
                continue
            status, fields = read_head(head)
            if status == 304 or len(content) >= int(fields["content-length"]):
                return Answer(status, fields, content, come - started_today, time.monotonic_ns() - started)

    def close(self) -> None:
        self.socket.close()


async def answer_of(reader: asyncio.StreamReader) -> Answer:
    """One response. `asyncio.IncompleteReadError` if the connection ends before it."""
    status, fields = read_head((await reader.readuntil(b"\r\n\r\n"))[:-4])
    return Answer(status, fields, await reader.readexactly(int(fields.get("content-length", "0"))))
