"""The forwarding headers of each proxy, as received by a server in Jobtag's place."""

from __future__ import annotations

import http.server
import queue
import socket
import threading

import pytest

from proxies import ALL
from walking import client


@pytest.fixture(scope="module")
def heard():
    """The heads of the received requests, and the port of their listener."""
    requests: queue.Queue = queue.Queue()

    class Listener(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            requests.put(self.headers)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_) -> None:
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    requests.port = listener.server_address[1]
    yield requests
    listener.shutdown()
    listener.server_close()


@pytest.fixture(scope="module", params=ALL, ids=lambda kind: kind.name)
def proxy(request, heard, certificate, tmp_path_factory):
    kind = request.param
    with kind(tmp_path_factory.mktemp(kind.name), certificate, f"127.0.0.1:{heard.port}") as running:
        yield running


def test_address_scheme_and_host_are_forwarded(proxy, heard):
    """The client's values come before the proxy's, or are removed."""
    with client(proxy.origin) as browser:
        assert browser.get("/", headers={
            "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example",
        }).status_code == 200
    seen = heard.get(timeout=10)
    assert [part.strip() for part in ",".join(seen.get_all("X-Forwarded-For")).split(",")][-1] == "127.0.0.1"
    assert seen.get_all("X-Forwarded-Proto") == [proxy.scheme]
    host = f"127.0.0.1:{proxy.port}"
    assert seen.get_all("Host") == [host]
    assert [part.strip() for part in ",".join(seen.get_all("X-Forwarded-Host")).split(",")][-1] == host


def test_plain_http_is_redirected_to_tls(proxy, heard):
    if proxy.scheme == "http":
        # Varnish has no TLS: the TLS proxy in front uses another port, and sends the client's address with the PROXY protocol.
        with socket.create_connection(("127.0.0.1", proxy.plain_port), timeout=10) as connection:
            connection.sendall(b"PROXY TCP4 198.51.100.7 127.0.0.1 50000 8443\r\nGET / HTTP/1.1\r\nHost: jobs.example.com\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        seen = heard.get(timeout=10)
        assert (seen["X-Forwarded-Proto"], seen["X-Forwarded-For"]) == ("https", "198.51.100.7")
        return
    with client(f"http://127.0.0.1:{proxy.plain_port}") as browser:
        answer = browser.get("/api/docs/?a=%2Fb", headers={"Host": "jobs.example.com"})
    assert (answer.status_code, answer.headers["location"]) == (301, "https://jobs.example.com/api/docs/?a=%2Fb")
    assert heard.empty()
