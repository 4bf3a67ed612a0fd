"""etcd, whose HTTP gateway does in one request what a conditional change of a job is in Jobtag: compare, set, and be durable."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import time
from pathlib import Path

from load import Load, load
from servers import START_DEADLINE, Server, ServerFailure

KEYS = 300
VALUE_BYTES = 1100


class Etcd(Server):
    """One node with a folder of its own."""

    def __init__(self, work: Path) -> None:
        self.host, self.port = "127.0.0.1", free_port()
        client, peer = self.origin, f"http://{self.host}:{free_port()}"
        command = [
            "etcd", f"--data-dir={work / 'etcd'}", f"--listen-client-urls={client}", f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}", f"--initial-cluster=default={peer}",
            "--log-level=error",
        ]
        super().__init__("etcd", command, work)
        self.state = work / "etcd-transactions"

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_DEADLINE
        while True:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
            try:
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise ServerFailure(f"etcd did not start; its last words:\n{self.last_words()}") from None
                time.sleep(0.1)
            finally:
                connection.close()
        self._fill()

    def _fill(self) -> None:
        """Every key has a value, so that each transaction's comparison succeeds; and the transactions, one for each key."""
        transactions = []
        for number in range(KEYS):
            key, value = (base64.b64encode(text.encode()).decode() for text in (f"job{number:04}", "x" * VALUE_BYTES))
            self.ask("POST", "/v3/kv/put", body={"key": key, "value": value})
            exists = {"key": key, "target": "VERSION", "result": "GREATER", "version": "0"}
            transactions.append(json.dumps({"compare": [exists], "success": [{"requestPut": {"key": key, "value": value}}]}))
        self.state.write_text("\n".join(transactions) + "\n")

    def run(self, connections: int, seconds: int) -> Load:
        return load(
            self, "/v3/kv/txn", connections=connections, seconds=seconds, script="transactions.lua", arguments=(str(self.state),))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
