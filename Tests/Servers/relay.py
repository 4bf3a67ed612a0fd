"""A relay between a server and PostgreSQL that counts round trips, delays them, or holds them."""

from __future__ import annotations

import socket
import threading
import time
from urllib.parse import urlsplit

# The first bytes of messages that only clients that have signed in send: queries, and the parts of prepared ones.
QUERIES = b"QPBDESC"


class _Connection:
    def __init__(self) -> None:
        self.turns = 0
        self.server_spoke = True
        self.listens = False
        self.is_held = False


class Relay:
    """Passes bytes on. A round trip begins where a connection's client speaks after PostgreSQL has."""

    def __init__(self, uri: str, delay: float = 0) -> None:
        """`delay` is how long each round trip takes at least, in seconds."""
        target = urlsplit(uri)
        self._delay = delay
        # The first bytes of messages that are held; None for all.
        self._held_types: bytes | None = b""
        # How many connections were held.
        self.held = 0
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

    def hold_queries(self) -> None:
        """Ends all connections. New ones are accepted, and their queries never arrive: as by a pooler with a full pool."""
        self._held_types = QUERIES
        self._end_connections()

    def hold_everything(self) -> None:
        """Ends all connections. New ones are accepted, and nothing that clients send arrives: as if the machine were frozen."""
        self._held_types = None
        self._end_connections()

    def hold_nothing(self) -> None:
        """New connections work again. Those that were held stay so."""
        self._held_types = b""

    def _end_connections(self) -> None:
        with self._lock:
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # it has ended already
                one.close()
            self._sockets.clear()

    def close(self) -> None:
        self._listener.close()
        self._end_connections()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            connection = _Connection()
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._connections.append(connection)
                self._sockets += [client, server]
            for source, sink, is_client in [(client, server, True), (server, client, False)]:
                threading.Thread(target=self._pass_on, args=(source, sink, connection, is_client), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, connection: _Connection, is_client: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                with self._lock:
                    if is_client:
                        connection.turns += connection.server_spoke
                        connection.listens |= b"LISTEN" in data
                    connection.server_spoke = not is_client
                    if is_client and (self._held_types is None or data[0] in self._held_types) and not connection.is_held:
                        connection.is_held = True
                        self.held += 1
                    if is_client and connection.is_held:
                        continue
                if is_client and self._delay:
                    time.sleep(self._delay)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # Closed by the relay, or reset by one end.
            return
