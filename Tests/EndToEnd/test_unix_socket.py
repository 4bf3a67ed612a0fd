"""A server on a Unix socket: `--listen-unix`. Requests have no client address; everything else is the same."""

import json
import os
import re
import signal
import stat
import subprocess

import pytest

from harness import OFFICE, PASSWORD, Server, binary, clean_environment, database_option, unique


class SocketServer(Server):
    """A server that prints `listening on unix:PATH`; the client is curl."""

    LISTENING = re.compile(r"^listening on (unix):(/\S+?)()$")

    def __init__(self, folder, *options, **more):
        super().__init__(folder, *options, **more)
        self.path = self.folder / "socket"
        self.arguments = ["serve", "--listen-unix", str(self.path), "--database", database_option(self.database), "--demo", *options]

    def curl(self, path, *options):
        """The status and the body."""
        ended = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "20", "--unix-socket", self.path, "--write-out", "\n%{http_code}",
             *options, f"http://localhost{path}"],
            env=clean_environment(), capture_output=True, text=True, timeout=30)
        assert ended.returncode == 0, ended.stderr
        body, _, status = ended.stdout.rpartition("\n")
        return int(status), body

    def login(self, password=PASSWORD, email=OFFICE):
        return self.curl(
            "/api/auth/login/", "--json", json.dumps({"email": email, "password": password}))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with SocketServer(tmp_path_factory.mktemp("unix")) as running:
        yield running


def test_it_prints_its_socket_and_admits_owner_and_group(server):
    assert f"listening on unix:{server.path}" in server.printed
    status = os.stat(server.path)
    assert stat.S_ISSOCK(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o660


def test_a_job_is_created_and_changed(server):
    status, body = server.login()
    assert status == 200, body
    bearer = ["--header", f"Authorization: Bearer {json.loads(body)['token']}"]
    status, body = server.curl("/api/jobs/", *bearer, "--json", json.dumps({"name": unique("Job ")}))
    assert status == 201, body
    job = json.loads(body)
    change = ["--request", "PATCH", *bearer, "--header", f"If-Match: {job['etag']}", "--json", '{"order_number": "1"}']
    assert server.curl(f"/api/jobs/{job['id']}/", *change)[0] == 200
    assert server.curl(f"/api/jobs/{job['id']}/", *change[:-1], '{"order_number": "2"}')[0] == 412


def test_guessing_is_slowed_down_without_an_address(server):
    email = f"{unique()}@example.com"
    assert [server.login("wrong-password", email)[0] for _ in range(11)] == [401] * 10 + [429]
    # Another person with the correct password is not affected.
    assert server.login()[0] == 200


def test_the_server_removes_its_socket_file(tmp_path):
    with SocketServer(tmp_path) as one:
        assert one.path.exists()
    assert not one.path.exists()


def test_the_socket_file_of_a_killed_server_is_replaced(tmp_path):
    one = SocketServer(tmp_path).start()
    one.process.send_signal(signal.SIGKILL)
    one.process.wait(20)
    assert one.path.exists()
    with SocketServer(tmp_path) as other:
        assert other.curl("/healthz")[0] == 200


def test_the_socket_file_of_a_running_server_is_kept(server, tmp_path):
    ended = refused("--listen-unix", str(server.path), database=tmp_path / "x.db")
    assert "Another server is listening" in ended.stderr
    assert server.curl("/healthz")[0] == 200


def test_a_file_that_is_not_a_socket_is_kept(tmp_path):
    (tmp_path / "notes").write_text("Ring first.")
    assert "is not a socket" in refused("--listen-unix", str(tmp_path / "notes"), database=tmp_path / "x.db").stderr
    assert (tmp_path / "notes").read_text() == "Ring first."


@pytest.mark.parametrize(("options", "why"), [
    (["--listen-unix", "/x", "--port", "8080"], "cannot be combined with"),
    (["--listen-unix", "/x", "--host", "127.0.0.1"], "cannot be combined with"),
    (["--listen-unix", "/no/such/folder/socket"], "the socket cannot be created"),
    (["--listen-unix", "/tmp/" + "a" * 110], "can be at most 107 bytes"),
])
def test_invalid_options_are_rejected(tmp_path, options, why):
    assert why in refused(*options, database=tmp_path / "x.db").stderr


def refused(*options, database):
    """The server exits before it creates a database."""
    ended = subprocess.run(
        [binary(), "serve", "--database", f"sqlite:{database}", *options],
        env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert ended.returncode == 64, ended.stderr
    assert not database.exists()
    return ended
