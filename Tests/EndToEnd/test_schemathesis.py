"""Valid and invalid requests generated from the schema with a fixed seed: none may get a 5xx or an undeclared response.

JOBTAG_EXAMPLES sets how many are generated for each operation, JOBTAG_PHASES=examples,coverage,fuzzing,stateful adds slow ones; see schemathesis/README.md.
"""

import os
import subprocess
import sys
from pathlib import Path

from contract_schema import FILE
from harness import ADMIN, Server

FOLDER = Path(__file__).resolve().parent / "schemathesis"
PHASES = os.environ.get("JOBTAG_PHASES", "examples,fuzzing")
EXAMPLES = os.environ.get("JOBTAG_EXAMPLES", "8")


def test_requests_generated_from_the_schema_get_documented_responses(tmp_path):
    # A separate server: the generated requests change everything.
    with Server(tmp_path / "server") as server:
        token = server.token(ADMIN)
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(FOLDER / "schemathesis.toml"), "run", str(FILE),
            "--url", server.origin, "--header", f"Authorization: Bearer {token}",
            # A stream does not end, and signing out would end the test's own session.
            "--exclude-operation-id", "streamChanges", "--exclude-operation-id", "logout",
            "--phases", PHASES, "--checks", "all", "--seed", "1", "--max-examples", EXAMPLES, "--generation-deterministic", "--no-color",
        ]
        environment = {**os.environ, "JOBTAG_TOKEN": token, "PYTHONPATH": str(FOLDER), "SCHEMATHESIS_HOOKS": "jobtag_hooks"}
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=1500)
        assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
        assert "tested" in done.stdout.lower() or "passed" in done.stdout.lower(), done.stdout[-3000:]
