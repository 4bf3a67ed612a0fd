"""The TypeScript client: that it is what the schema gives, that it compiles, and that it does its work on a real server.

Where NODE_PATH has the real zod and @zodios/core, they are used; else the stand-ins in `doubles`.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness import ADMIN, OFFICE, OFFICE2, binary, clean_environment

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parent.parent
CLIENT = PROJECT / "clients" / "typescript"
SCHEMA = PROJECT / "openapi" / "schema.yml"
SENTENCE = "Concurrency is controlled in this endpoint (E-tag/If-Match)"
PLACES = [Path(place) for place in [*os.environ.get("NODE_PATH", "").split(":"), "/usr/share/nodejs"] if place]
# Read from the source, so that each check is a test of its own before anything has run.
CHECKS = [name for _, name in re.findall(r'''^check\((["'])(.+?)\1,''', (FOLDER / "scenario.ts").read_text(encoding="utf-8"), re.MULTILINE)]


# ------------------------------------------------------------------------------------------------------------- compiler

def program(name: str, package: str) -> str:
    found = shutil.which(name)
    assert found, f"this needs {name}: apt-get install {package}"
    return found


def installed(name: str) -> Path | None:
    return next((place / name for place in PLACES if (place / name / "package.json").is_file()), None)


def libraries() -> dict[str, Path]:
    axios = installed("axios")
    assert axios, "this needs axios: apt-get install node-axios"
    real = {name: installed(name) for name in ("zod", "@zodios/core")}
    # Never one real and one stand-in: they know each other's types.
    if not all(real.values()):
        real = {name: FOLDER / "doubles" / name for name in real}
    return {"axios": axios, **real}


def compiled(folder: Path, *files: Path, **more) -> subprocess.CompletedProcess:
    """What tsc says of these files, with the client's own configuration and whatever else a front end may ask of it."""
    options = {
        "noUnusedLocals": True, "noUnusedParameters": True, "noImplicitReturns": True, "noImplicitOverride": True,
        "noUncheckedIndexedAccess": True, "exactOptionalPropertyTypes": True, "noPropertyAccessFromIndexSignature": True,
        "isolatedModules": True, "forceConsistentCasingInFileNames": True, "types": [],
        "baseUrl": str(PROJECT), "paths": {name: [str(place)] for name, place in libraries().items()}, **more,
    }
    project = folder / "tsconfig.json"
    base = str(CLIENT / "tsconfig.json")
    project.write_text(
        json.dumps({"extends": base, "compilerOptions": options, "files": list(map(str, files)), "include": []}))
    return subprocess.run(
        [program("tsc", "node-typescript"), "--project", str(project), "--pretty", "false"],
        cwd=folder, env=clean_environment(), capture_output=True, text=True, timeout=300,
    )


@pytest.fixture(scope="session")
def javascript(tmp_path_factory):
    """Everything that has to compile, compiled to what Node runs."""
    folder = tmp_path_factory.mktemp("javascript")
    files = [FOLDER / name for name in ("sample.ts", "refused.ts", "scenario.ts")]
    done = compiled(folder, *files, noEmit=False, module="commonjs", outDir=str(folder), rootDir=str(PROJECT))
    assert done.returncode == 0, f"tsc refused this:\n{done.stdout}{done.stderr}"
    return folder


def test_the_client_a_front_end_and_what_must_be_refused_compile_strictly(javascript):
    assert (javascript / "clients" / "typescript" / "api.js").is_file()
    assert (javascript / "Tests" / "TypeScript" / "refused.js").is_file()


def test_a_front_end_that_forgets_if_match_does_not_compile(tmp_path):
    done = compiled(tmp_path, FOLDER / "forgets.ts")
    assert done.returncode != 0, "tsc accepted a change without If-Match"
    errors = [line for line in done.stdout.splitlines() if ": error TS" in line]
    assert len(errors) == 1 and "forgets.ts" in errors[0], done.stdout
    assert "headers" in done.stdout, f"the compiler should name what is missing:\n{done.stdout}"


def test_the_examples_in_the_readme_compile(tmp_path):
    blocks = re.findall(r"^```ts\n(.*?)^```$", (CLIENT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) > 5
    imports = [line for block in blocks for line in block.splitlines() if line.startswith("import ")]
    bodies = ["\n".join(line for line in block.splitlines() if not line.startswith("import ")) for block in blocks]
    module = "\n".join([*dict.fromkeys(imports), (FOLDER / "readme.ts").read_text(encoding="utf-8"), *bodies])
    example = tmp_path / "readme.ts"
    example.write_text(re.sub(r'"\./(api|concurrency)"', rf'"{CLIENT}/\1"', module), encoding="utf-8")
    done = compiled(tmp_path, example, noUnusedLocals=False, noPropertyAccessFromIndexSignature=False, module="ES2022")
    assert done.returncode == 0, f"{done.stdout}\n{module}"


# ------------------------------------------------------------------------------------------------------------- generator

def generated(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [binary(), "schema", *arguments], env=clean_environment(), capture_output=True, text=True, timeout=60, encoding="utf-8")


def test_api_ts_is_what_the_schema_gives():
    done = generated("--zodios", "--input", str(SCHEMA))
    assert done.returncode == 0, done.stderr
    committed = (CLIENT / "api.ts").read_text(encoding="utf-8")
    assert done.stdout == committed, "openapi/schema.yml and clients/typescript/api.ts differ: run `make schema`"


def test_the_same_schema_gives_the_same_client(tmp_path):
    for name in ("one.ts", "two.ts"):
        assert generated("--zodios", "--input", str(SCHEMA), "--output", str(tmp_path / name)).returncode == 0
    assert (tmp_path / "one.ts").read_bytes() == (tmp_path / "two.ts").read_bytes()


def test_the_schema_as_json_has_every_operation_of_the_client():
    done = generated("--json", "--input", str(SCHEMA))
    assert done.returncode == 0, done.stderr
    paths = json.loads(done.stdout)["paths"]
    methods = ("get", "put", "post", "delete", "patch")
    operations = {item[method]["operationId"]: item[method] for item in paths.values() for method in methods if method in item}
    client = (CLIENT / "api.ts").read_text(encoding="utf-8")
    aliases = re.findall(r'^    alias: "(\w+)",$', client, re.MULTILINE)
    assert sorted(aliases) == sorted(operations)
    assert client.count(SENTENCE) == sum(SENTENCE in operation.get("description", "") for operation in operations.values()) > 0


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("openapi: 3.0.3\npaths: {}\n", "line 1, openapi: Only OpenAPI 3.1 is supported."),
        ("openapi: [3.1\n", "error"),
        (
            "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n    A: { type: string, format: color }\n",
            "line 5, components.schemas.A.format: The format `color` is not supported.",
        ),
    ],
)
def test_a_schema_that_gives_no_client_is_refused_with_its_place(tmp_path, text, complaint):
    schema, output = tmp_path / "schema.yml", tmp_path / "api.ts"
    schema.write_text(text)
    output.write_text("as it was")
    done = generated("--zodios", "--input", str(schema), "--output", str(output))
    assert done.returncode != 0 and f"{schema}: " in done.stderr and complaint in done.stderr, done.stderr
    assert output.read_text() == "as it was", "what cannot be made anew must stay"


# -------------------------------------------------------------------------------------------------------------- scenario

@pytest.fixture(scope="session")
def scenario(javascript, server):
    """What each check of scenario.ts found."""
    real = libraries()["zod"].parent
    modules = [javascript / "Tests" / "TypeScript" / "doubles"] if FOLDER in real.parents else []
    environment = clean_environment({"NODE_PATH": ":".join(map(str, [*modules, *PLACES]))})
    tokens = [server.token(person) for person in (OFFICE, OFFICE2, ADMIN)]
    done = subprocess.run(
        [program("node", "nodejs"), str(javascript / "Tests" / "TypeScript" / "scenario.js"), server.origin, *tokens],
        cwd=javascript, env=environment, capture_output=True, text=True, timeout=300, encoding="utf-8",
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return {line["name"]: line["error"] for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", CHECKS)
def test_front_end(scenario, name):
    assert name in scenario, f"scenario.ts did not get to it, only to {list(scenario)}"
    assert scenario[name] is None, scenario[name]


def test_no_check_was_passed_over(scenario):
    assert list(scenario) == CHECKS and len(CHECKS) > 40
