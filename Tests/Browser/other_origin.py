"""A web server on another port, and so on another origin, with a page that uses the API from there."""

from __future__ import annotations

import functools
import os
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# The tested folder, as in conftest.serve.
WEB = os.environ.get("JOBTAG_WEB") or Path(__file__).parents[2] / "web"


class _Handler(SimpleHTTPRequestHandler):
    """Serves an empty page at `/`, and the JavaScript client, as a front end with its own copy would."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        page = b"<!doctype html><html lang=en><meta charset=utf-8><link rel=icon href=data:,><title>Elsewhere</title><h1>Elsewhere</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_) -> None:
        pass


class OtherOrigin:
    def __enter__(self) -> "OtherOrigin":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(WEB)))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def unlisted(self) -> str:
        """The same pages under another name: an origin that the server does not allow."""
        return f"http://localhost:{self.port}"
