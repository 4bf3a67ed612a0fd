"""A slow line between a browser and a server: real connections, real handshakes, delayed bytes."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from urllib.parse import urlsplit


class SlowLine:
    """Passes data on half a round trip later, at the line's bit rate for all its connections together.

    TCP's slow start is left out: the first responses come a little sooner than on a real line.
    """

    def __init__(self, server, round_trip: float, bits_per_second: float) -> None:
        target = urlsplit(server.origin)
        self._target, self._scheme = (target.hostname, target.port), target.scheme
        self.round_trip, self._seconds_per_byte = round_trip, 8 / bits_per_second
        # Until when each direction of the line is busy.
        self._taken = [0.0, 0.0]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "SlowLine":
        self._thread.start()
        self._listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._connected, "127.0.0.1", 0), self._loop).result()
        self.origin = f"{self._scheme}://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_) -> None:
        async def end() -> None:
            self._listening.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A local connection opens at once; over the line it takes a round trip.
        await asyncio.sleep(self.round_trip)
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._pass(reader, far_writer, 0), self._pass(far_reader, writer, 1))
        for end in (writer, far_writer):
            end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: int) -> None:
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        now: Callable[[], float] = self._loop.time

        async def arrive() -> None:
            while True:
                due, data = await on_the_way.get()
                await asyncio.sleep(due - now())
                if not data:
                    return writer.write_eof() if writer.can_write_eof() else writer.close()
                writer.write(data)

        async def leave() -> None:
            data = b"-"
            while data:
                # One packet, so that connections share the line.
                data = await reader.read(1400)
                self._taken[way] = max(now(), self._taken[way]) + len(data) * self._seconds_per_byte
                on_the_way.put_nowait((self._taken[way] + self.round_trip / 2, data))

        await asyncio.gather(arrive(), leave())
