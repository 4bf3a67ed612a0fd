"""HTTP/2, which browsers speak over TLS: the same answers, and a stream beside everything else on one connection. curl is the client."""

import json
import ssl
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
    """The version, status, header fields and body of an answer."""
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


def test_who_does_not_offer_it_gets_http_1_1(secure):
    assert curl(secure, "/healthz", "--http1.1")[:2] == ("HTTP/1.1", 200)
    context = ssl.create_default_context(cafile=secure.certificate)
    with secure.connect() as plain, context.wrap_socket(plain, server_hostname="localhost") as connection:
        assert connection.selected_alpn_protocol() is None
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 200")


def test_the_page_and_what_is_not_there(secure):
    version, status, _, body = curl(secure, "/")
    assert (version, status) == ("HTTP/2", 200) and b"<title>Jobtag</title>" in body
    assert curl(secure, "/api/schema.yml", "--compressed")[2]["content-encoding"] == "gzip"
    tag = curl(secure, "/")[2]["etag"]
    assert curl(secure, "/", "--header", f"If-None-Match: {tag}")[1] == 304
    assert curl(secure, "/nothing")[1] == 404
    assert curl(secure, "/%68ealthz")[1] == 200, "a path is one however its letters are encoded"


def test_a_change_is_judged_as_ever(secure, token):
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


def test_a_body_that_is_too_large_is_refused(secure, token, tmp_path):
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"name": "x" * 8_000_000}))
    assert curl(secure, "/api/jobs/", "--header", token, "--json", f"@{large}")[1] == 413


def test_a_stream_tells_of_changes_and_ends_with_the_server(secure, token):
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
