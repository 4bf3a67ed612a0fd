"""HTTP/2, which browsers use over TLS: the same responses, and a stream beside other requests on one connection. The client is curl."""

import json
import ssl
import struct
import subprocess

import pytest

from harness import OFFICE, PASSWORD, Server, unique

PATIENCE = "30"


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    folder = tmp_path_factory.mktemp("http2")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True, timeout=60)
    with Server(folder / "server", "--tls-cert", str(folder / "cert.pem"), "--tls-key", str(folder / "key.pem")) as running:
        running.certificate = folder / "cert.pem"
        yield running


def curl(server, path, *options):
    """The version, status, header fields and body of a response."""
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--include", "--http2", "--cacert", server.certificate, "--max-time", PATIENCE, *options,
         f"https://127.0.0.1:{server.port}{path}"], check=True, capture_output=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    first, *fields = head.decode().split("\r\n")
    version, status = first.split()[:2]
    return version, int(status), {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}, body


@pytest.fixture(scope="module")
def token(secure):
    body = json.dumps({"email": OFFICE, "password": PASSWORD})
    version, status, _, answer = curl(secure, "/api/auth/login/", "--json", body)
    assert (version, status) == ("HTTP/2", 200)
    return f"Authorization: Bearer {json.loads(answer)['token']}"


def test_a_client_without_http_2_gets_http_1_1(secure):
    assert curl(secure, "/healthz", "--http1.1")[:2] == ("HTTP/1.1", 200)
    context = ssl.create_default_context(cafile=secure.certificate)
    with secure.connect() as plain, context.wrap_socket(plain, server_hostname="localhost") as connection:
        assert connection.selected_alpn_protocol() is None
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 200")


def test_the_page_and_a_missing_page_work(secure):
    version, status, _, body = curl(secure, "/")
    assert (version, status) == ("HTTP/2", 200) and b"<title>Jobtag</title>" in body
    assert curl(secure, "/api/schema.yml", "--compressed")[2]["content-encoding"] == "gzip"
    tag = curl(secure, "/")[2]["etag"]
    assert curl(secure, "/", "--header", f"If-None-Match: {tag}")[1] == 304
    assert curl(secure, "/nothing")[1] == 404
    assert curl(secure, "/%68ealthz")[1] == 200, "a path is one however its letters are encoded"


def test_a_change_is_checked_as_over_http_1_1(secure, token):
    _, status, fields, body = curl(secure, "/api/jobs/", "--header", token, "--json", json.dumps({"name": unique("Duct")}))
    assert status == 201, body
    path, tag = f"/api/jobs/{json.loads(body)['id']}/", fields["etag"]

    def patch(*options, notes="Ring first."):
        return curl(secure, path, "--request", "PATCH", "--header", token, "--json", json.dumps({"notes": notes}), *options)

    assert patch()[1] == 428
    assert patch("--header", 'If-Match: "another"')[1] == 412
    _, status, fields, _ = patch("--header", f"If-Match: {tag}")
    assert status == 200 and fields["etag"] != tag
    assert patch("--header", f"If-Match: {tag}", notes="Ring last.")[1] == 412
    assert curl(secure, path, "--header", token, "--header", f"If-None-Match: {fields['etag']}")[1] == 304
    assert curl(secure, path, "--header", token, "--head")[1] == 200


def test_a_body_that_is_too_large_is_rejected(secure, token, tmp_path):
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"name": "x" * 8_000_000}))
    assert curl(secure, "/api/jobs/", "--header", token, "--json", f"@{large}")[1] == 413


# ---------------------------------------------------------------------------------------------------------------- frame by frame

DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY, CONTINUATION = 0, 1, 3, 4, 7, 9
MAX_HEADER_LIST_SIZE = 6
END_STREAM, END_HEADERS = 1, 4


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value):
    """A string in HPACK without Huffman coding (RFC 7541 §5.2)."""
    length = len(value)
    if length < 127:
        return bytes([length]) + value
    more, rest = [], length - 127
    while rest >= 128:
        more.append(rest % 128 + 128)
        rest //= 128
    return bytes([127, *more, rest]) + value


def header(size, count=1):
    """The fields of a request, with enough extra ones for this size as counted in RFC 9113 §6.5.2."""
    fields = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"localhost"), (b":path", b"/healthz")]
    fields += [(b"x%d" % number, b"") for number in range(count - 1)]
    rest = size - sum(len(name) + len(value) + 32 for name, value in fields) - len(b"x-rest") - 32
    fields.append((b"x-rest", b"a" * rest))
    return b"".join(b"\0" + text(name) + text(value) for name, value in fields)


class Frames:
    """An HTTP/2 connection, whose frames are read as they arrive."""

    def __init__(self, server):
        context = ssl.create_default_context(cafile=server.certificate)
        context.set_alpn_protocols(["h2"])
        self.connection = context.wrap_socket(server.connect(), server_hostname="localhost")
        self.connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0))
        _, _, _, settings = self.until(lambda kind, flags, _: kind == SETTINGS and not flags)
        self.settings = dict(struct.iter_unpack(">HI", settings))

    def ask(self, block, stream=1):
        """Sends a request in frames of 16 KiB, which every server accepts."""
        pieces = [block[place:place + 16384] for place in range(0, len(block), 16384)]
        kinds = [(HEADERS, END_STREAM)] + [(CONTINUATION, 0)] * (len(pieces) - 1)
        self.connection.sendall(b"".join(
            frame(kind, flags | (END_HEADERS if piece is pieces[-1] else 0), stream, piece) for (kind, flags), piece in zip(kinds, pieces)))

    def exactly(self, count):
        got = b""
        while len(got) < count:
            try:
                piece = self.connection.recv(count - len(got))
            except (ConnectionError, ssl.SSLError):
                piece = b""
            if not piece:
                return None
            got += piece
        return got

    def next(self):
        """A frame; None if the connection has ended."""
        head = self.exactly(9)
        if head is None:
            return None
        payload = self.exactly(int.from_bytes(head[:3], "big"))
        return None if payload is None else (head[3], head[4], int.from_bytes(head[5:], "big"), payload)

    def until(self, wanted):
        while (one := self.next()) is not None:
            if wanted(*one[:3]):
                return one
        raise AssertionError("the connection ended")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


def is_answered(frames, stream):
    """Whether the status is 200: the first field of the header, in HPACK's static table."""
    return frames.until(lambda kind, _, of: kind == HEADERS and of == stream)[3][0] == 0x88


def test_the_settings_announce_the_maximum_header_size(secure):
    with Frames(secure) as frames:
        assert frames.settings[MAX_HEADER_LIST_SIZE] == 16384


@pytest.mark.parametrize("count", [1, 400])
def test_a_header_of_the_maximum_size_is_accepted(secure, count):
    with Frames(secure) as frames:
        frames.ask(header(16384, count))
        assert is_answered(frames, 1)


@pytest.mark.parametrize("size, count", [(16385, 1), (16385, 400), (65536, 1), (1 << 20, 1)], ids=str)
def test_a_larger_header_ends_only_its_connection(secure, size, count):
    said = len(secure.lines)
    with Frames(secure) as other, Frames(secure) as frames:
        other.ask(header(1000), 1)
        assert is_answered(other, 1)
        try:
            frames.ask(header(size, count))
        except (ConnectionError, ssl.SSLError):
            pass  # The stream ends before all of it was sent.
        seen = []
        while (one := frames.next()) is not None:
            seen.append(one[0])
        assert HEADERS not in seen and RST_STREAM not in seen, seen
        other.ask(header(1000), 3)
        assert is_answered(other, 3)
    assert curl(secure, "/healthz")[1] == 200
    assert not [line for line in secure.lines[said:] if "error" in line.lower() or "fatal" in line.lower()]


def test_a_stream_reports_changes_and_ends_with_the_server(secure, token):
    _, _, fields, body = curl(secure, "/api/jobs/", "--header", token, "--json", json.dumps({"name": unique("Duct")}))
    job = json.loads(body)
    listening = subprocess.Popen(
        ["curl", "--silent", "--no-buffer", "--http2", "--cacert", secure.certificate, "--max-time", PATIENCE, "--header", token,
         "--write-out", "%{http_version}", f"https://127.0.0.1:{secure.port}/api/changes/stream"], stdout=subprocess.PIPE, text=True)
    try:
        assert listening.stdout.readline(), "it says at once that it is there"
        changed = curl(
            secure, f"/api/jobs/{job['id']}/", "--request", "PATCH", "--header", token, "--header", f"If-Match: {fields['etag']}",
            "--json", '{"notes":"Ring."}')
        assert changed[1] == 200
        assert any(line.startswith("data:") and job["id"] in line for line in listening.stdout)
        secure.stop()
        assert listening.communicate(timeout=30)[0].endswith("2")
    finally:
        listening.kill()
        listening.wait()
