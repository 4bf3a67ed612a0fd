"""Attacks without a session: guesses, slow senders, abandoned connections, messages that are not HTTP."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter, deque

from attacking import LOST, Scene, again, connect
from wire import answer_of, request

GUESSES_PER_MINUTE = 10_000
PLACES = 1_000
MAXIMUM_UNDER_WAY = 2_000
MAXIMUM_IDLE = 30.0
"""As for every client that keeps connections: less than the 75 seconds after which the server ends one."""
MALFORMED_DEADLINE = 15.0


def places(count: int) -> list[str]:
    """Half IPv4 addresses; half IPv6 networks (/64), each guess from another address in them."""
    return [
        f"198.18.{number // 250}.{number % 250 + 1}" if number % 2 else f"2001:db8:{number:x}:1::" for number in range(count)
    ]


async def guess(scene: Scene, counts: Counter[str]) -> None:
    """Guesses passwords at a steady rate, whether or not the previous ones got a response, over the connections of many proxies."""
    dice = random.Random(10_000)
    idle: deque[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = deque()
    under_way: set[asyncio.Task[None]] = set()

    async def one(number: int, place: str) -> None:
        if place.endswith("::"):
            place += f"{dice.getrandbits(16):x}"
        account = dice.choice(scene.accounts) if number % 2 else f"nobody{dice.randrange(100_000)}@example.com"
        body = {"email": account, "password": f"guess number {number}"}
        try:
            while idle and time.monotonic() - idle[0][0] > MAXIMUM_IDLE:
                idle.popleft()[2].close()
            _, reader, writer = idle.pop() if idle else (0.0, *await connect(scene))
            writer.write(request(scene.target, "POST", "/api/auth/login/", body, place=place))
            answer = await answer_of(reader)
        except LOST as problem:
            counts[type(problem).__name__] += 1
            return
        counts[str(answer.status)] += 1
        if answer.fields.get("connection") == "close":
            writer.close()
        else:
            idle.append((time.monotonic(), reader, writer))

    begun = time.monotonic()
    everywhere = places(PLACES)
    dice.shuffle(everywhere)
    for number, place in enumerate(itertools.cycle(everywhere)):
        wait = begun + number * 60 / GUESSES_PER_MINUTE - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        elif number % 32 == 0:
            # Behind schedule: yields, so that responses are read too.
            await asyncio.sleep(0)
        counts["sent"] += 1
        if len(under_way) >= MAXIMUM_UNDER_WAY:
            counts["not sent, as too many are under way"] += 1
            continue
        task = asyncio.create_task(one(number, place))
        under_way.add(task)
        task.add_done_callback(under_way.discard)


async def drip(scene: Scene, counts: Counter[str], beginning: bytes, drop: bytes) -> None:
    """Sends the start of a request, then a byte a second, until the server closes the connection."""
    reader, writer = await connect(scene)
    reading = asyncio.ensure_future(answer_of(reader))
    try:
        writer.write(beginning)
        counts["begun"] += 1
        while not (await asyncio.wait([reading], timeout=1.0))[0]:
            writer.write(drop)
        counts[str(reading.result().status)] += 1
    finally:
        reading.cancel()
        writer.close()


async def slow_head(scene: Scene, counts: Counter[str]) -> None:
    await again(lambda: drip(scene, counts, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"x"), counts)


async def slow_body(scene: Scene, counts: Counter[str]) -> None:
    head = b"POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"
    await again(lambda: drip(scene, counts, head, b" "), counts)


async def left_open(scene: Scene, counts: Counter[str]) -> None:
    """Opens a connection and requests nothing; opens another when the server closes it."""
    async def one() -> None:
        reader, writer = await connect(scene)
        counts["opened"] += 1
        try:
            if not await reader.read(1):
                counts["ended by the server"] += 1
        finally:
            writer.close()
    await again(one, counts)


HOST = b"Host: x\r\n"
MALFORMED = [
    b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
    b"POST /api/auth/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    b"POST /api/auth/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /api/auth/login/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /api/auth/login/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + b"X-Many: y\r\n" * 300 + b"\r\n",
    b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1.1\n" + HOST + b"\n\n",
    b"GET / HTTP/3.0\r\n" + HOST + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    random.Random(431).randbytes(4_000) + b"\r\n\r\n",
]


async def malformed(scene: Scene, counts: Counter[str]) -> None:
    """Sends messages that are not HTTP, each on its own connection, and reads to the end."""
    turns = itertools.cycle(random.Random().sample(MALFORMED, len(MALFORMED)))

    async def one() -> None:
        reader, writer = await connect(scene)
        try:
            writer.write(next(turns))
            # Not `wait_for`: before Python 3.12 it may swallow a cancellation.
            async with asyncio.timeout(MALFORMED_DEADLINE):
                status = (await reader.read(12))[9:12].decode()
                counts[status or "ended without an answer"] += 1
                await reader.read()
        finally:
            writer.close()
    await again(one, counts, pause=0.5)
