"""Takes one answer of the stream of changes apart: HTTP's chunks, and in them Server-Sent Events."""

from __future__ import annotations

import json
from dataclasses import dataclass


class StreamFailure(Exception):
    """A stream that was not opened, or is not one."""


@dataclass(frozen=True)
class JobEvent:
    """A `job` event, and when its last byte came."""

    position: int
    tag: str
    read: int
    arrived: int | None
    """By the kernel's clock, where it tells."""


class EventStream:
    """Bytes in, events out."""

    def __init__(self) -> None:
        self.events: list[JobEvent] = []
        self.is_open = False
        """Whether the server has said from where on it tells: no later change is missed."""
        self.has_ended = False
        self._has_head = False
        self._raw = bytearray()
        self._text = bytearray()

    def feed(self, data: bytes, read: int, arrived: int | None) -> None:
        self._raw += data
        if not self._has_head and not self._take_head():
            return
        while not self.has_ended and self._take_chunk():
            while (end := self._text.find(b"\n\n")) >= 0:
                block = self._text[:end].decode()
                del self._text[: end + 2]
                self._take_block(block, read, arrived)

    def _take_head(self) -> bool:
        end = self._raw.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._raw[:end].decode("latin-1").lower()
        if not head.startswith("http/1.1 200 ") or "transfer-encoding: chunked" not in head:
            raise StreamFailure(f"no stream was opened: {self._raw[:400].decode(errors='replace')}")
        del self._raw[: end + 4]
        self._has_head = True
        return True

    def _take_chunk(self) -> bool:
        line = self._raw.find(b"\r\n")
        if line < 0:
            return False
        size = int(self._raw[:line], 16)
        end = line + 2 + size + 2
        if len(self._raw) < end:
            return False
        self._text += self._raw[line + 2 : end - 2]
        del self._raw[:end]
        self.has_ended = size == 0
        return True

    def _take_block(self, block: str, read: int, arrived: int | None) -> None:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "id" in fields:
            self.is_open = True
        if fields.get("event") == "job":
            tag = json.loads(fields["data"])["etag"]
            self.events.append(JobEvent(position=int(fields["id"].partition("-")[0]), tag=tag, read=read, arrived=arrived))
