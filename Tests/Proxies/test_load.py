"""Thousands of requests through each proxy, none of which may fail.

Sixteen people each read a job (200), check it for changes (304), change it (200) and try to change a stale version (412), on
connections that stay open as long as the proxy allows. This detects a proxy that reuses connections which Jobtag is just closing, or
loses a response. JOBTAG_PROXY_REQUESTS sets the number of requests.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from urllib.parse import urlsplit

from walking import new_job, signed_in

REQUESTS = int(os.environ.get("JOBTAG_PROXY_REQUESTS", "2000"))
PEOPLE = 16
DEADLINE = 30.0


class Connection:
    """One HTTP/1.1 connection, reopened only after a response that closes it."""

    def __init__(self, origin: str, token: str) -> None:
        self.at = urlsplit(origin)
        self.token = token
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        if self.writer is None:
            context = ssl._create_unverified_context() if self.at.scheme == "https" else None
            self.reader, self.writer = await asyncio.open_connection(self.at.hostname, self.at.port, ssl=context)
        lines = {
            "Host": self.at.netloc, "Authorization": f"Bearer {self.token}", "Accept-Encoding": "gzip", "Content-Length": str(len(body)),
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        answered = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        content = b""
        if answered.get("transfer-encoding", "").lower() == "chunked":
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                content += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readexactly(2)
        elif status not in (204, 304):
            content = await self.reader.readexactly(int(answered["content-length"]))
        if answered.get("connection", "").lower() == "close":
            await self.close()
        return status, answered, content

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            try:
                await self.writer.wait_closed()
            except (ConnectionError, ssl.SSLError):
                pass  # It is over; how the other side closed is not part of a response.
            self.writer = None


async def work(connection: Connection, job: str, rounds: int) -> int:
    """One person's requests; returns how many got the expected response."""
    answered = 0

    async def ask(status: int, method: str, headers: dict[str, str], body: bytes = b"") -> dict[str, str]:
        nonlocal answered
        got, told, content = await asyncio.wait_for(connection.send(method, job, headers, body), DEADLINE)
        assert got == status, f"{got} in place of {status} to {method} with {headers}: {content[:500]!r}"
        answered += 1
        return told

    type_of_patch = {"Content-Type": "application/merge-patch+json"}
    for number in range(rounds):
        tag = (await ask(200, "GET", {}))["etag"]
        await ask(304, "GET", {"If-None-Match": tag})
        await ask(200, "PATCH", {"If-Match": tag, **type_of_patch}, b'{"order_number":"%d"}' % number)
        await ask(412, "PATCH", {"If-Match": tag, **type_of_patch}, b'{"order_number":"stale %d"}' % number)
    await connection.close()
    return answered


def test_every_request_gets_the_expected_response(proxy):
    with signed_in(proxy.origin) as office:
        token = office.headers["authorization"].split()[1]
        jobs = [new_job(office) for _ in range(PEOPLE)]

    async def run() -> list[int]:
        rounds = -(-REQUESTS // (4 * PEOPLE))
        return await asyncio.gather(*(work(Connection(proxy.origin, token), job, rounds) for job in jobs))

    assert sum(asyncio.run(run())) >= REQUESTS
