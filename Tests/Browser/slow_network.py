"""A network between a browser and the server: delays each byte, and can record, hold or lose requests.

It is a proxy in front of the server, so that it works the same for every browser. It knows just enough HTTP/1.1 to tell requests apart;
responses pass through unchanged.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from harness import Server

CHUNK = 65_536


@dataclass
class Exchange:
    """A request that passed, and the status of its response (None: not yet)."""

    method: str
    target: str
    headers: dict[str, str]
    raw_body: bytes = field(repr=False)
    status: int | None = None

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def if_match(self) -> str | None:
        return self.headers.get("if-match")

    @property
    def body(self) -> Any:
        return json.loads(self.raw_body or b"null")

    def is_to(self, method: str, path: str | re.Pattern[str]) -> bool:
        return self.method == method and (self.path == path if isinstance(path, str) else path.search(self.path) is not None)


@dataclass
class Disturbance:
    """A rule for some requests: they never reach the server, or wait until `let_go`."""

    concerns: Callable[[Exchange], bool]
    is_cut: bool
    gone: asyncio.Event


class SlowNetwork:
    """Forwards to the server from its own origin.

    `latency` is the round trip in milliseconds; opening a connection takes as long. `late_modules` is an extra delay in milliseconds for
    scripts and style sheets that the HTML page does not name.
    """

    def __init__(self, server: Server, *, latency: float, late_modules: float = 0) -> None:
        self.server = server
        self._one_way = latency / 2000
        self._late = late_modules / 1000
        self._named: set[str] | None = None
        self.exchanges: list[Exchange] = []
        self._changed = threading.Condition()
        self._disturbances: list[Disturbance] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listener = self._do(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=CHUNK * 16))
        self.port = self._listener.sockets[0].getsockname()[1]
        self._connections: set[asyncio.Task] = set()

    def _do(self, work, deadline: float = 10.0):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(deadline)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        async def end() -> None:
            self._listener.close()
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

        self._do(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def __enter__(self) -> "SlowNetwork":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    # -- recorded requests

    def forget(self) -> None:
        """Forgets the requests so far."""
        with self._changed:
            self.exchanges.clear()

    def sent(self, method: str, path: str | re.Pattern[str]) -> list[Exchange]:
        with self._changed:
            return [exchange for exchange in self.exchanges if exchange.is_to(method, path)]

    def wait_for(self, method: str, path: str | re.Pattern[str], status: int | None = None, *, seconds: float, count: int = 1) -> Exchange:
        """Waits for a request with this response status (None: any request), within so many seconds."""
        def found() -> list[Exchange]:
            return [exchange for exchange in self.exchanges if exchange.is_to(method, path) and status in (None, exchange.status)]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, seconds), (
                f"no {count} × {method} {path} {status or ''} within {seconds} s; there were "
                f"{[(exchange.method, exchange.target, exchange.status) for exchange in self.exchanges[-20:]]}")
            return found()[count - 1]

    def _note(self, exchange: Exchange, status: int | None = None) -> None:
        with self._changed:
            if status is None:
                self.exchanges.append(exchange)
            else:
                exchange.status = status
            self._changed.notify_all()

    # -- faults

    def cut(self, method: str, path: str | re.Pattern[str]) -> None:
        """Until `mend`, matching requests never reach the server, and their connection breaks."""
        self._disturb(lambda exchange: exchange.is_to(method, path), is_cut=True)

    @contextmanager
    def held(self, method: str, path: str | re.Pattern[str]) -> Iterator[None]:
        """Holds matching requests within it."""
        disturbance = self._disturb(lambda exchange: exchange.is_to(method, path), is_cut=False)
        try:
            yield
        finally:
            self._disturbances.remove(disturbance)
            self._loop.call_soon_threadsafe(disturbance.gone.set)

    def mend(self) -> None:
        left, self._disturbances = self._disturbances, []
        for disturbance in left:
            self._loop.call_soon_threadsafe(disturbance.gone.set)

    def break_all(self) -> None:
        """Breaks every connection, as when a laptop changes networks."""
        async def end() -> None:
            for task in self._connections:
                task.cancel()

        self._do(end())

    def _disturb(self, concerns: Callable[[Exchange], bool], *, is_cut: bool) -> Disturbance:
        disturbance = Disturbance(concerns, is_cut, asyncio.Event())
        self._disturbances = [*self._disturbances, disturbance]
        return disturbance

    # -- forwarding

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._connections.add(task)
        upstream = None
        answers = None
        try:
            await asyncio.sleep(2 * self._one_way)
            while (exchange := await self._request(reader)) is not None:
                exchange, raw = exchange
                self._note(exchange)
                if not await self._may_go(exchange):
                    return
                if upstream is None:
                    upstream = await asyncio.open_connection(self.server.host, self.server.port)
                    waiting: list[Exchange] = []
                    answers = asyncio.create_task(self._answers(upstream[0], writer, waiting))
                    # If the server closes the connection, close the browser's too.
                    answers.add_done_callback(lambda _: writer.close())
                waiting[:] = [exchange]
                await asyncio.sleep(self._one_way + await self._lateness(exchange))
                upstream[1].write(raw)
                await upstream[1].drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass
        except asyncio.CancelledError:
            pass
        finally:
            self._connections.discard(task)
            if answers:
                answers.cancel()
            if upstream:
                upstream[1].close()
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> tuple[Exchange, bytes] | None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        assert "transfer-encoding" not in headers, "browsers send a Content-Length"
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Exchange(method, target, headers, body), head + body

    async def _may_go(self, exchange: Exchange) -> bool:
        for disturbance in self._disturbances:
            if disturbance.concerns(exchange):
                if disturbance.is_cut:
                    return False
                await disturbance.gone.wait()
        return True

    async def _lateness(self, exchange: Exchange) -> float:
        if not self._late or not re.search(r"\.(js|css)$", exchange.path):
            return 0
        if self._named is None:
            page = await asyncio.to_thread(self._empty_page)
            self._named = set(re.findall(r'(?:href|src)="(/[^"]+)"', page))
        return 0 if exchange.path in self._named else self._late

    def _empty_page(self) -> str:
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: list[Exchange]) -> None:
        """Sends each piece when its delay is over, so that many pieces take no longer than one."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def read() -> None:
            piece = b"-"
            while piece:
                piece = await reader.read(CHUNK)
                pieces.put_nowait((loop.time() + self._one_way, piece))

        reading = asyncio.create_task(read())
        try:
            while True:
                due, piece = await pieces.get()
                if not piece:
                    return
                if (left := due - loop.time()) > 0:
                    await asyncio.sleep(left)
                writer.write(piece)
                await writer.drain()
                # No browser sends the next request on a connection before it has the response to this one.
                if waiting and (status := re.match(rb"HTTP/1\.1 (\d{3})", piece)):
                    self._note(waiting.pop(), int(status[1]))
        except ConnectionError:
            pass
        finally:
            reading.cancel()
