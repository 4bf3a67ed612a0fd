"""Runs attackers in separate processes, at the lowest priority, until they are stopped.

Each attack counts its results. An unexpected result ends it and is reported, so an attack that does not take place does not count as a success.
"""

from __future__ import annotations

import asyncio
import os
import resource
import socket
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe

from wire import Target

LOWEST_PRIORITY = 19
LOST = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)
"""How a server that defends itself ends a connection."""
READ_AHEAD = 1 << 22


@dataclass
class Attack:
    """The results of one kind of attack."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """What attackers know."""

    target: Target
    accounts: list[str]
    tokens: dict[str, str]
    """Of people who work here and attack."""


Attacker = Callable[[Scene, Counter[str]], Coroutine[None, None, None]]
"""Attacks until it is cancelled."""


async def connect(scene: Scene, receive: int | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A new connection. `receive`: the size of the socket's buffer, for slow readers."""
    connection = socket.socket()
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        await asyncio.get_running_loop().sock_connect(connection, (scene.target.host, scene.target.port))
        return await asyncio.open_connection(sock=connection, limit=receive or READ_AHEAD)
    except BaseException:
        connection.close()
        raise


async def again(act: Callable[[], Coroutine[None, None, None]], counts: Counter[str], pause: float = 1.0) -> None:
    """Repeats an action; pauses after a lost connection and between two actions, which limits the load."""
    while True:
        try:
            await act()
        except LOST as problem:
            counts[type(problem).__name__] += 1
        await asyncio.sleep(pause)


async def attack(pipe: Pipe, scene: Scene, attackers: dict[str, tuple[Attacker, int]]) -> list[Attack]:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_reader(pipe.fileno(), stopped.set)
    attacks, tasks = [], []
    for name, (attacker, count) in attackers.items():
        each = Attack(name)
        attacks.append(each)
        tasks += [(each, asyncio.create_task(attacker(scene, each.counts))) for _ in range(count)]
    pipe.send("ready")
    await stopped.wait()
    asyncio.get_running_loop().remove_reader(pipe.fileno())
    for _, task in tasks:
        task.cancel()
    for (each, _), outcome in zip(tasks, await asyncio.gather(*(task for _, task in tasks), return_exceptions=True)):
        if not isinstance(outcome, asyncio.CancelledError):
            each.errors.append(f"ended by itself: {outcome!r}")
    return attacks


def run(pipe: Pipe, scene: Scene, attackers: dict[str, tuple[Attacker, int]], priority: int = LOWEST_PRIORITY) -> None:
    """Waits for the signal to start, and then to stop; sends an `Attack` for each attacker."""
    os.nice(priority)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    pipe.recv()
    pipe.send(asyncio.run(attack(pipe, scene, attackers)))
