"""Bodies have a minimum rate, in both directions: clients that send or read nothing are disconnected, slow ones are not.

All slow clients run at once, on a separate server, so that there is only one wait.
"""

import select
import socket
import ssl
import struct
import subprocess
import time

import pytest

from harness import OFFICE, Bench, Server, expect

DEADLINE = 75.0
"""Twenty seconds may be paused; the rest is room for a busy machine."""
HEAD = "POST /api/{} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n"


class Slow:
    """One client that sends or reads a few bytes occasionally."""

    def __init__(self, server, sent, *, drip=b"", window=None):
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(30)
        self.socket.connect((server.host, server.port))
        self.socket.sendall(sent)
        self.drip, self.got, self.size, self.ended = drip, b"", 0, None

    def take(self, count):
        """Reads up to so many available bytes; notes the end."""
        try:
            part = self.socket.recv(count)
        except ConnectionError:
            part = b""
        self.got, self.size = (self.got + part)[:4096], self.size + len(part)
        return part


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("slow")) as server:
        office = server.client(OFFICE)
        bench = Bench(office)
        for number in range(40):
            bench.make_job(notes=f"n{number} " * 30_000, description="d" * 199_000)
        wanted = f"GET /api/jobs/?limit=40 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.token}\r\n\r\n".encode()
        signed_in = HEAD.format("jobs/") + f"Authorization: Bearer {office.token}\r\n\r\n"
        clients = {
            "a body that drips before the sign-in": Slow(server, HEAD.format("auth/login/").encode() + b"\r\n{", drip=b" "),
            "a body that drips": Slow(server, signed_in.encode() + b"{", drip=b" "),
            "a body that drips after its answer": Slow(server, HEAD.format("jobs/").encode() + b"\r\n{", drip=b" "),
            "a head that drips": Slow(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", drip=b"x"),
            "a reader of nothing": Slow(server, wanted, window=4096),
        }
        steady = Slow(server, wanted, window=4096)
        began = time.monotonic()
        look(clients, steady, began)
        yield clients, steady
        for one in [*clients.values(), steady]:
            one.socket.close()


def look(clients, steady, began):
    """Transfers some bytes every half second, until all except the steady reader have been disconnected."""
    paused = clients["a reader of nothing"]
    while any(one.ended is None for one in clients.values()) and time.monotonic() - began < DEADLINE:
        active = {one.socket: one for one in clients.values() if one.ended is None and one is not paused}
        readable, _, _ = select.select(list(active), [], [], 0.5)
        for each in readable:
            if not active[each].take(4096):
                active[each].ended = time.monotonic() - began
        for one in active.values():
            try:
                one.socket.send(one.drip)
            except ConnectionError:
                one.ended = one.ended or time.monotonic() - began
        if paused.ended is None and is_reset(paused.socket):
            paused.ended = time.monotonic() - began
        if not steady.take(4096):
            steady.ended = time.monotonic() - began
            return


def is_reset(connection):
    """Whether the other side has closed a connection, without reading from it."""
    state, = struct.unpack_from("B", connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8))
    return state != 1  # ESTABLISHED


@pytest.mark.parametrize("name", [
    "a body that drips before the sign-in", "a body that drips", "a body that drips after its answer", "a head that drips", "a reader of nothing",
])
def test_a_connection_is_closed_with(slow, name):
    clients, _ = slow
    assert clients[name].ended is not None, f"still there after {DEADLINE} s"
    assert clients[name].ended > 10, "a pause is no reason"


@pytest.mark.parametrize("name", ["a body that drips before the sign-in", "a body that drips", "a head that drips"])
def test_a_request_that_is_too_slow_gets_408(slow, name):
    clients, _ = slow
    got = clients[name].got
    assert got.startswith(b"HTTP/1.1 408 ") and b"application/problem+json" in got and b"\r\nConnection: close\r\n" in got, got


def test_a_request_gets_no_second_response(slow):
    clients, _ = slow
    assert clients["a body that drips after its answer"].got.count(b"HTTP/1.1 ") == 1


def test_a_slow_but_steady_reader_is_not_disconnected(slow):
    clients, steady = slow
    assert steady.ended is None and steady.size > 50_000, (steady.ended, steady.size)
    # It is still connected when the others have long been disconnected, and gets more.
    assert steady.take(4096)
    assert max(one.ended for one in clients.values()) > 20
