"""Loads a server with wrk and reads what wrk found."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers import Server

SCRIPTS = Path(__file__).resolve().parent / "wrk"


class LoadFailure(Exception):
    """wrk itself failed."""


@dataclass(frozen=True)
class Load:
    """What one run of wrk found."""

    rate: float
    """Answers of the right kind per second."""
    bytes_each: float
    """Bytes of an answer, header and all."""
    p50_ms: float
    p99_ms: float
    processor_us: float | None
    """Microseconds of a processor that the server used for each answer: says something on a busy machine too."""
    failures: dict[str, int]
    """What must not happen, and how often it did; empty when all went well."""
    note: str


def load(
    server: Server, path: str = "/", *, connections: int, seconds: float, headers: dict[str, str] | None = None,
    script: str = "report.lua", arguments: tuple[str, ...] = (),
) -> Load:
    """One run with one thread: the same request over and over, or what another script of `wrk/` makes of its arguments."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "30s", "-s", str(SCRIPTS / script)]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    command.append(server.origin + path)
    if arguments:
        command += ["--", *arguments]
    used = server.processor_seconds()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds + 60)
    found = next((line for line in done.stdout.splitlines() if line.startswith('{"requests"')), None)
    if done.returncode != 0 or found is None:
        raise LoadFailure(f"wrk failed ({done.returncode})\n{done.stdout}{done.stderr}")
    now_used = server.processor_seconds()
    result = json.loads(found)
    requests = result["requests"]
    return Load(
        rate=requests / (result["microseconds"] / 1_000_000),
        bytes_each=result["bytes"] / max(requests, 1),
        p50_ms=result["p50_ms"],
        p99_ms=result["p99_ms"],
        processor_us=None if not requests or used is None else (now_used - used) * 1_000_000 / requests,
        failures={name: count for name, count in result["failures"].items() if count},
        note=result.get("first_refusal", ""),
    )
