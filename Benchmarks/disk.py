"""How often per second this disk makes a small write durable: what bounds a server that commits each change alone."""

from __future__ import annotations

import os
import time
from pathlib import Path

BLOCK = os.urandom(4096)


def _rate(seconds: float, write) -> float:
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        write(count)
        count += 1
    return count / (time.perf_counter() - start)


def sync_rates(folder: Path, seconds: float) -> dict[str, float]:
    """Syncs per second of one writer: `append` grows the file, `overwrite` stays in it, as a reused write-ahead log does."""
    path = folder / "sync-rate"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    # macOS has no fdatasync.
    sync_content = getattr(os, "fdatasync", os.fsync)

    def append(count: int) -> None:
        os.pwrite(file, BLOCK, count * len(BLOCK))
        os.fsync(file)

    def overwrite(count: int) -> None:
        os.pwrite(file, BLOCK, count % 64 * len(BLOCK))
        sync_content(file)

    try:
        return {"append": _rate(seconds, append), "overwrite": _rate(seconds, overwrite)}
    finally:
        os.close(file)
        path.unlink()
