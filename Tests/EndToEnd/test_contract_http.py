"""The corners of HTTP/1.1: how a connection ends."""

import time

import pytest

from harness import Server, StartFailure, unique


def until_closed(server, sent, deadline):
    """All that comes back, and after how many seconds the server closed; None where it had not by the deadline."""
    began = time.monotonic()
    with server.connect(deadline) as connection:
        connection.sendall(sent)
        got = b""
        try:
            while True:
                part = connection.recv(65536)
                if not part:
                    return got, time.monotonic() - began
                got += part
        except TimeoutError:
            return got, None


def test_an_idle_connection_is_closed_after_the_idle_time_out(tmp_path):
    with Server(tmp_path / "idle", "--idle-timeout", "1", demo=False) as server:
        got, seconds = until_closed(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 10)
        assert got.startswith(b"HTTP/1.1 200") and seconds is not None and seconds >= 0.9


@pytest.mark.parametrize("value", ["0", "3601", "-1", "soon", "1.5"])
def test_an_idle_time_out_is_refused_that_is(tmp_path, value):
    for options, environment in ((["--idle-timeout=" + value], None), ([], {"JOBTAG_IDLE_TIMEOUT": value})):
        server = Server(tmp_path / unique("x"), *options, demo=False, environment=environment)
        try:
            with pytest.raises(StartFailure):
                server.start(deadline=30)
        finally:
            server.kill()


def test_the_idle_time_out_can_come_from_the_environment(tmp_path):
    with Server(tmp_path / "idle", demo=False, environment={"JOBTAG_IDLE_TIMEOUT": "1"}) as server:
        _, seconds = until_closed(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 10)
        assert seconds is not None
