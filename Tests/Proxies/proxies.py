"""The proxies, each in its own folder and on its own ports, with the configuration in docs/proxies.md.

Settings that differ in a test (ports, certificates, Jobtag's address) are replaced in that text; a missing
place is a failure. So the tests use the documented configuration. The changes for a Unix socket, and below a path, are in the
tables of docs/proxies.md too, word for word.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

DOCUMENTED = Path(__file__).parents[2] / "packaging" / "proxies"
# Debian installs them where only root's PATH leads.
SEARCHED = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
DEADLINE = 20.0
SOCKET = "/run/jobtag/jobtag.sock"


def program(name: str) -> str:
    found = shutil.which(name, path=SEARCHED)
    if not found:
        raise RuntimeError(f"there is no `{name}` (Debian: apt-get install nginx-light apache2 varnish haproxy)")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def replaced(text: str, changes: dict[str, str]) -> str:
    """The text with these places replaced; each must exist."""
    for place, other in changes.items():
        assert place in text, f"{place!r} is no longer in the documented configuration"
        text = text.replace(place, other)
    return text


@dataclass
class Certificate:
    """A self-signed certificate for 127.0.0.1, in the files that proxies need."""

    folder: Path

    def __post_init__(self) -> None:
        subprocess.run(
            [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.certificate],
            check=True, capture_output=True, timeout=60)
        self.both.write_text(self.certificate.read_text() + self.key.read_text())

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def both(self) -> Path:
        return self.folder / "both.pem"


@dataclass
class Proxy:
    """One proxy in front of `upstream`: `HOST:PORT`, or the path of a Unix socket."""

    folder: Path
    certificate: Certificate
    upstream: str | Path
    # Additional changes to the documented text.
    changes: dict[str, str] = field(default_factory=dict)

    name = ""
    file = ""
    scheme = "https"
    # The replacements documented in docs/proxies.md: for a Unix socket, and below a path that is passed on or stripped.
    over_socket: ClassVar[dict[str, str]] = {}
    passed_on: ClassVar[dict[str, str]] = {}
    taken_away: ClassVar[dict[str, str]] = {}

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.plain_port, self.port = free_port(), free_port()
        self.process: subprocess.Popen | None = None

    @property
    def origin(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def upstream_changes(self, upstream: str) -> dict[str, str]:
        return {"127.0.0.1:8080": upstream}

    def configuration(self, changes: dict[str, str]) -> Path:
        """The documented text with the changes, as a file."""
        over_socket = isinstance(self.upstream, Path)
        text = replaced((DOCUMENTED / self.file).read_text(), self.changes | (self.over_socket if over_socket else {}))
        upstream = {SOCKET: str(self.upstream)} if over_socket else self.upstream_changes(self.upstream)
        text = replaced(text, upstream | changes)
        path = self.folder / self.file
        path.write_text(text)
        return path

    def command(self) -> list[str]:
        raise NotImplementedError

    def __enter__(self) -> "Proxy":
        command = self.command()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)
        end = time.monotonic() + DEADLINE
        # None of them reports when it listens.
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > end:
                    self.__exit__()
                    raise AssertionError(f"{self.name} does not listen\n{self.said()}") from None
                threading.Event().wait(0.02)

    def __exit__(self, *_) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(DEADLINE)

    def said(self) -> str:
        """Its log."""
        return self.log.read_text(errors="replace")[-4000:]


class Nginx(Proxy):
    name, file = "nginx", "nginx.conf"
    over_socket = {"server 127.0.0.1:8080;": f"server unix:{SOCKET};"}
    passed_on = {"location / {": "location /jobs-app/ {"}
    taken_away = {**passed_on, "proxy_pass http://jobtag;": "proxy_pass http://jobtag/;"}

    def command(self) -> list[str]:
        site = self.configuration({
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "/etc/ssl/jobtag/certificate.pem": str(self.certificate.certificate),
            "/etc/ssl/jobtag/key.pem": str(self.certificate.key),
        })
        temporary = "".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main = self.folder / "main.conf"
        # Like Debian's nginx.conf, except for one worker and the file paths.
        main.write_text(
            f"worker_processes 1; pid {self.folder}/pid; error_log {self.log} warn; daemon off;\n"
            # Debian's own user may not read a test's folder.
            + ("user root;\n" if os.geteuid() == 0 else "")
            + "events { worker_connections 768; }\n"
            f"http {{ {temporary} access_log off; include /etc/nginx/mime.types; include {site}; }}\n")
        return [program("nginx"), "-p", str(self.folder), "-e", str(self.log), "-c", str(main)]


class Apache(Proxy):
    name, file = "Apache", "apache.conf"
    over_socket = {"ProxyPass / http://127.0.0.1:8080/": f"ProxyPass / unix:{SOCKET}|http://localhost/"}
    passed_on = {"ProxyPass / http://127.0.0.1:8080/": "ProxyPass /jobs-app http://127.0.0.1:8080/jobs-app"}
    taken_away = {
        "ProxyPass / http://127.0.0.1:8080/": "RedirectMatch 308 ^/jobs-app$ /jobs-app/\n    ProxyPass /jobs-app/ http://127.0.0.1:8080/",
    }
    MODULES = (
        "mpm_event", "authz_core", "proxy", "proxy_http", "headers", "ssl", "socache_shmcb", "http2", "filter", "deflate", "brotli",
        "rewrite", "alias",
    )

    def command(self) -> list[str]:
        site = self.configuration({
            "<VirtualHost *:80>": f"<VirtualHost 127.0.0.1:{self.plain_port}>",
            "<VirtualHost *:443>": f"<VirtualHost 127.0.0.1:{self.port}>",
            "/etc/ssl/jobtag/certificate.pem": str(self.certificate.certificate),
            "/etc/ssl/jobtag/key.pem": str(self.certificate.key),
        })
        main = self.folder / "main.conf"
        lines = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in self.MODULES]
        lines += [
            f"ServerRoot {self.folder}", f"PidFile {self.folder}/pid", f"Mutex file:{self.folder} default", "ServerName 127.0.0.1",
            f"ErrorLog {self.log}", f"Listen 127.0.0.1:{self.plain_port}", f"Listen 127.0.0.1:{self.port}",
            "User www-data", "Group www-data", f"Include {site}",
        ]
        main.write_text("\n".join(lines) + "\n")
        return [program("apache2"), "-f", str(main), "-D", "FOREGROUND"]


class Varnish(Proxy):
    name, file, scheme = "Varnish", "varnish.vcl", "http"
    over_socket = {'    .host = "127.0.0.1";\n    .port = "8080";\n': f'    .path = "{SOCKET}";\n'}
    taken_away = {"sub vcl_recv {\n": 'sub vcl_recv {\n    set req.url = regsub(req.url, "^/jobs-app/", "/");\n'}

    def upstream_changes(self, upstream: str) -> dict[str, str]:
        host, port = upstream.split(":")
        return {'"127.0.0.1"': f'"{host}"', '"8080"': f'"{port}"'}

    def command(self) -> list[str]:
        # Here the plain port is the one for unwrapped TLS.
        rules = self.configuration({"== 8443": f"== {self.plain_port}"})
        return [
            program("varnishd"), "-F", "-n", str(self.folder / "work"), "-j", "none", "-s", "malloc,32m", "-f", str(rules),
            "-a", f"127.0.0.1:{self.port}", "-a", f"127.0.0.1:{self.plain_port},PROXY",
        ]


class HAProxy(Proxy):
    name, file = "HAProxy", "haproxy.cfg"
    over_socket = {"server jobtag 127.0.0.1:8080": f"server jobtag {SOCKET}"}
    passed_on = {"    default_backend jobtag\n": "    use_backend jobtag if { path /jobs-app } || { path_beg /jobs-app/ }\n"}
    taken_away = {**passed_on, "\nbackend jobtag\n": "\nbackend jobtag\n    http-request replace-path ^/jobs-app(/.*) \\1\n"}

    def command(self) -> list[str]:
        rules = self.configuration({
            "bind :80\n": f"bind 127.0.0.1:{self.plain_port}\n",
            "bind :443 ssl crt /etc/haproxy/jobtag.pem": f"bind 127.0.0.1:{self.port} ssl crt {self.certificate.both}",
        })
        return [program("haproxy"), "-db", "-f", str(rules)]


ALL = (Nginx, Apache, Varnish, HAProxy)
