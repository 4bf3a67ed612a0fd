"""Attacks by signed-in people: actions that their role allows, repeated endlessly."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter

from attacking import Scene, again, connect
from wire import Answer, answer_of, request

TEXT_SIZE = 100_000
EVERYTHING = "/api/jobs/?limit=1000"
REPEATS_PER_SECOND = 50
SIP = 512
"""Bytes that a slow reader takes a second: half of the least rate."""


async def ask(scene: Scene, connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], *sent, **fields) -> Answer:
    reader, writer = connection
    writer.write(request(scene.target, *sent, **fields))
    await writer.drain()
    return await answer_of(reader)


async def new_job(scene: Scene, connection, token: str, **fields: str) -> dict:
    answer = await ask(scene, connection, "POST", "/api/jobs/", {"name": "A job that is attacked", **fields}, token=token)
    assert answer.status == 201, f"{answer.status} {answer.content[:500]!r}"
    return answer.json


async def worst_merges(scene: Scene, counts: Counter[str]) -> None:
    """Sends a change based on an old version of two long, completely different texts, so that each 412 needs the most expensive merge."""
    token, dice = scene.tokens["merges"], random.Random(412)

    def words() -> str:
        return " ".join(dice.choice("ab") for _ in range(TEXT_SIZE // 2))

    async def attack() -> None:
        connection = await connect(scene)
        try:
            job = await new_job(scene, connection, token, notes=words(), description=words())
            path = f"/api/jobs/{job['id']}/"
            first = await ask(scene, connection, "PATCH", path, {"notes": words(), "description": words()}, token=token, If_Match=job["etag"])
            assert first.status == 200, f"{first.status} {first.content[:500]!r}"
            mine = {"notes": words(), "description": words()}
            while True:
                answer = await ask(scene, connection, "PATCH", path, mine, token=token, If_Match=job["etag"])
                counts[str(answer.status)] += 1
        finally:
            connection[1].close()
    await again(attack, counts)


async def changes_of_nothing(scene: Scene, counts: Counter[str]) -> None:
    """Sends a change without effect, each time with a new key, so that each response is stored."""
    token = scene.tokens["repeats"]

    async def attack() -> None:
        connection = await connect(scene)
        try:
            job = await new_job(scene, connection, token)
            while True:
                answer = await ask(
                    scene, connection, "PATCH", f"/api/jobs/{job['id']}/", {"name": job["name"]}, token=token,
                    If_Match=job["etag"], Idempotency_Key=str(uuid.uuid4()))
                counts[str(answer.status)] += 1
                await asyncio.sleep(1 / REPEATS_PER_SECOND)
        finally:
            connection[1].close()
    await again(attack, counts)


async def lists_without_end(scene: Scene, counts: Counter[str]) -> None:
    """Requests all jobs repeatedly."""
    async def attack() -> None:
        connection = await connect(scene)
        try:
            while True:
                answer = await ask(scene, connection, "GET", EVERYTHING, token=scene.tokens["lists"])
                counts[str(answer.status)] += 1
        finally:
            connection[1].close()
    await again(attack, counts)


async def slow_reader(scene: Scene, counts: Counter[str]) -> None:
    """Requests all jobs, and reads them slowly until it is disconnected."""
    async def attack() -> None:
        reader, writer = await connect(scene, receive=4096)
        try:
            writer.write(request(scene.target, "GET", EVERYTHING, token=scene.tokens["lists"]))
            counts["begun"] += 1
            while await reader.read(SIP):
                await asyncio.sleep(1.0)
            counts["ended by the server"] += 1
        finally:
            writer.transport.abort()
    await again(attack, counts)


async def streams_that_are_dropped(scene: Scene, counts: Counter[str]) -> None:
    """Opens a stream, reads some of it and disconnects without closing it."""
    async def attack() -> None:
        reader, writer = await connect(scene)
        try:
            writer.write(request(scene.target, "GET", "/api/changes/stream", token=scene.tokens["streams"]))
            counts[(await reader.readuntil(b"\r\n"))[9:12].decode()] += 1
            try:
                async with asyncio.timeout(random.uniform(5, 15)):
                    while await reader.read(4096):
                        pass
                counts["ended by the server"] += 1
            except TimeoutError:
                counts["dropped"] += 1
        finally:
            writer.transport.abort()
    await again(attack, counts)
