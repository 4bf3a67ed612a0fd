"""Servers that must not start."""

from __future__ import annotations

import subprocess
import time

from harness import binary, clean_environment

EXIT_DEADLINE = 10.0


def refusal(uri: str | None, *options: str, environment: dict[str, str] | None = None) -> str:
    """What a server prints that must not start with this database. It must say so soon, and end with an error."""
    began = time.monotonic()
    done = subprocess.run(
        [binary(), "serve", "--port", "0", *(["--database", uri] if uri else []), *options], env=clean_environment(environment),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=4 * EXIT_DEADLINE)
    took = time.monotonic() - began
    output = done.stdout + done.stderr
    assert done.returncode > 0, f"exit code {done.returncode}\n{output}"
    assert "listening" not in output and "Fatal error" not in output, output
    assert took < EXIT_DEADLINE, f"it took {took:.1f} s\n{output}"
    return output
