"""Runs the generators, without any option but what to make, from what, and where."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from harness import clean_environment

TOOLS = Path(sys.executable).parent
# Each takes seconds; the first start of a Java machine on a busy one takes longer.
DEADLINE = 300


def run(tool: str, *arguments: str) -> str:
    """All that the tool says; it must end well."""
    assert (TOOLS / tool).is_file(), f"this needs {tool}: run Tools/python-env generated"
    # openapi-python-client looks for the formatter that comes with it along PATH.
    environment = clean_environment({"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"})
    done = subprocess.run(
        [str(TOOLS / tool), *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace", timeout=DEADLINE)
    assert done.returncode == 0, f"{tool} {' '.join(arguments)} ended with {done.returncode}:\n{shortened(done.stdout)}"
    return done.stdout


def shortened(text: str) -> str:
    """Without the hundreds of lines that name the files it has written."""
    return "\n".join(line for line in text.splitlines() if "] INFO " not in line)[:4000]


def openapi_generator(generator: str, document: Path, folder: Path) -> str:
    assert shutil.which("java"), "this needs Java 11 or later: apt-get install default-jre-headless"
    return run("openapi-generator-cli", "generate", "-g", generator, "-i", str(document), "-o", str(folder))


def openapi_python_client(document: Path, folder: Path) -> str:
    return run("openapi-python-client", "generate", "--path", str(document), "--output-path", str(folder))
