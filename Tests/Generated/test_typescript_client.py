"""The generated axios client compiles, and does its work on a real server: see walk.ts."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generators import openapi_generator
from harness import OFFICE, OFFICE2, PASSWORD, clean_environment

FOLDER = Path(__file__).parent
PLACES = [Path(place) for place in [*os.environ.get("NODE_PATH", "").split(":"), "/usr/share/nodejs"] if place]
# The generator counts on a type that axios has since 1.2.2; what it names was there before, under another name.
SHIM = """
import type { AxiosRequestConfig } from "axios";
declare module "axios" {
  export type RawAxiosRequestConfig<D = any> = AxiosRequestConfig<D>;
}
"""


def program(name, package):
    found = shutil.which(name)
    assert found, f"this needs {name}: apt-get install {package}"
    return found


def compiled(folder):
    axios = next((place / "axios" for place in PLACES if (place / "axios" / "package.json").is_file()), None)
    assert axios, "this needs axios: apt-get install node-axios"
    files = ["walk.ts"]
    if "RawAxiosRequestConfig" not in (axios / "index.d.ts").read_text("utf-8"):
        (folder / "axios.d.ts").write_text(SHIM)
        files.append("axios.d.ts")
    options = {
        "target": "ES2020", "lib": ["ES2020", "DOM"], "module": "commonjs", "moduleResolution": "node", "esModuleInterop": True,
        "strict": True, "skipLibCheck": True, "types": [], "baseUrl": ".", "paths": {"axios": [str(axios)]}, "outDir": "out",
    }
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": files}))
    return subprocess.run(
        [program("tsc", "node-typescript"), "--project", str(folder), "--pretty", "false"], cwd=folder, env=clean_environment(),
        capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def walk(document, tmp_path_factory):
    """The walk beside the client that it takes, in JavaScript."""
    folder = tmp_path_factory.mktemp("typescript")
    openapi_generator("typescript-axios", document, folder / "client")
    shutil.copy(FOLDER / "walk.ts", folder)
    done = compiled(folder)
    assert done.returncode == 0, f"tsc refused this:\n{done.stdout[:4000]}{done.stderr}"
    return folder / "out" / "walk.js"


def test_it_walks_from_signing_in_to_an_event(walk, server):
    done = subprocess.run(
        [program("node", "nodejs"), str(walk), server.origin, PASSWORD, OFFICE, OFFICE2], cwd=walk.parent,
        env=clean_environment({"NODE_PATH": ":".join(map(str, PLACES))}), capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["walked"], f"{done.stdout}{done.stderr}"
    assert done.returncode == 0


def test_a_save_that_forgets_if_match_does_not_compile(walk):
    folder = walk.parent.parent
    text = (FOLDER / "walk.ts").read_text("utf-8").replace("jobs.updateJob(made.id, snapshot.etag, patch)", "jobs.updateJob(made.id, patch)")
    assert text.count("jobs.updateJob(made.id, patch)") == 1
    (folder / "walk.ts").write_text(text, "utf-8")
    done = compiled(folder)
    assert done.returncode != 0 and "walk.ts" in done.stdout, "tsc accepted a change without If-Match"
