"""A relay between a server and PostgreSQL that counts round trips."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit


class _Connection:
    def __init__(self) -> None:
        self.turns = 0
        self.server_spoke = True
        self.listens = False


class Relay:
    """Passes bytes on. A round trip begins where a connection's client speaks after PostgreSQL has."""

    def __init__(self, uri: str) -> None:
        target = urlsplit(uri)
        self._target = (target.hostname, target.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[_Connection] = []
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        user = f"{target.username}@" if target.username else ""
        self.uri = target._replace(netloc=f"{user}127.0.0.1:{self._listener.getsockname()[1]}").geturl()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def turns(self) -> int:
        """All round trips so far, except those of connections that listen for notifications."""
        with self._lock:
            return sum(one.turns for one in self._connections if not one.listens)

    def close(self) -> None:
        self._listener.close()
        with self._lock:
            for one in self._sockets:
                one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            connection = _Connection()
            with self._lock:
                self._connections.append(connection)
                self._sockets += [client, server]
            for source, sink, is_client in [(client, server, True), (server, client, False)]:
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pass_on, args=(source, sink, connection, is_client), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, connection: _Connection, is_client: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                with self._lock:
                    if is_client:
                        connection.turns += connection.server_spoke
                        connection.listens |= b"LISTEN" in data
                    connection.server_spoke = not is_client
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # Closed by `close`, or reset by one end.
            return
