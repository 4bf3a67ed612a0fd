"""Checks every response in the tests against `openapi/schema.yml`: status, header fields, media type and body.

The harness calls `check` for each response, so every test also tests the schema.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

FILE = Path(__file__).resolve().parents[2] / "openapi" / "schema.yml"
METHODS = ("get", "post", "put", "patch", "delete")
MARKER = "Concurrency is controlled in this endpoint (E-tag/If-Match)"
# Headers of the connection or of CORS, not of an operation.
ANYWHERE = {
    "connection", "content-length", "content-type", "date", "transfer-encoding", "x-content-type-options", "strict-transport-security",
    "access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers", "jobtag-generation",
}
seen: Counter[tuple[str, int]] = Counter()
"""How often each operation answered with each status."""


class Operation:
    """One method of one path of the schema."""

    def __init__(self, schema: "Schema", path: str, method: str, raw: dict[str, Any], shared: list[Any]) -> None:
        self.schema, self.path, self.method, self.raw = schema, path, method.upper(), raw
        self.id: str = raw["operationId"]
        self.parameters = [schema.resolve(one) for one in [*shared, *raw.get("parameters", [])]]

    @property
    def is_marked(self) -> bool:
        return MARKER in self.raw.get("description", "")

    def parameter(self, name: str) -> dict[str, Any] | None:
        return next((one for one in self.parameters if one["name"] == name), None)

    def complaints(self, status: int, headers: Any, body: bytes, is_head: bool) -> list[str]:
        """The differences between this response and the schema."""
        declared = self.raw["responses"].get(str(status))
        if declared is None:
            return [f"the status {status} is not declared"]
        declared = self.schema.resolve(declared)
        found = []
        fields = {name.lower(): self.schema.resolve(one) for name, one in declared.get("headers", {}).items()}
        for name, one in fields.items():
            value = headers.get(name)
            if value is None:
                found += [f"the header field {name} is missing"] if one.get("required") else []
            else:
                integer = self.schema.resolve(one["schema"]).get("type") == "integer"
                found += [f"{name}: {it}" for it in self.schema.errors(one["schema"], int(value) if integer else value)]
        # Every response varies by origin if the server allows others; only this comes from CORS too.
        known = ANYWHERE | set(fields) | ({"vary"} if headers.get("Vary") == "Origin" else set())
        found += [f"the header field {name} is not declared" for name in headers if name.lower() not in known]
        content = declared.get("content")
        if content is None:
            return found + (["there is a body, where none is declared"] if body else [])
        kind = (headers.get("Content-Type") or "").split(";")[0]
        if kind not in content:
            return found + [f"the media type {kind!r} is not declared"]
        if is_head or kind == "text/event-stream":
            return found
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        value = json.loads(body) if "json" in kind else body.decode("utf-8")
        return found + self.schema.errors(content[kind]["schema"], value)


class Schema:
    """The parsed document."""

    def __init__(self, text: str, base: str = "") -> None:
        """`base` is the base path of the server that the document comes from."""
        self.base = base
        self.document = yaml.safe_load(text)
        self.operations: list[Operation] = []
        self._routes: list[tuple[re.Pattern[str], dict[str, Operation]]] = []
        for path, item in self.document["paths"].items():
            by_method = {
                method.upper(): Operation(self, path, method, item[method], item.get("parameters", []))
                for method in METHODS if method in item
            }
            self.operations += by_method.values()
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path.rstrip("/")))
            self._routes.append((re.compile(pattern + "/?"), by_method))
        # If two match, the one with fewer parameters counts, as in the server.
        self._routes.sort(key=lambda route: route[0].pattern.count("[^/]"))
        self._validators: dict[int, jsonschema_rs.Validator] = {}

    def resolve(self, node: Any) -> Any:
        while isinstance(node, dict) and "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def find(self, method: str, path: str) -> Operation | None:
        method = "GET" if method == "HEAD" else method
        # Some proxies strip the base path.
        path = path.removeprefix(self.base)
        for pattern, by_method in self._routes:
            if pattern.fullmatch(path):
                return by_method.get(method)
        return None

    def errors(self, schema: dict[str, Any], value: Any) -> list[str]:
        if id(schema) not in self._validators:
            # References point into the document, so it is included.
            whole = {**schema, "components": self.document["components"]}
            self._validators[id(schema)] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [
            f"{'/'.join(map(str, error.instance_path)) or 'the body'}: {error.message[:300]}"
            for error in self._validators[id(schema)].iter_errors(value)
        ]


@functools.cache
def schema() -> Schema:
    return Schema(FILE.read_text("utf-8"))


def complaints(
    method: str, target: str, status: int, headers: Any, body: bytes, document: Schema | None = None,
) -> list[str]:
    """The differences between a response and the schema; nothing for requests outside the schema.

    `document` is the server's own, if it is not the one in the repository.
    """
    operation = (document or schema()).find(method, target.partition("?")[0])
    # 405 applies exactly to the methods that are not in the schema.
    if operation is None or method == "OPTIONS":
        return []
    seen[operation.id, status] += 1
    return operation.complaints(status, headers, body, method == "HEAD")
