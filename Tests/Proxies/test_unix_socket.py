"""Each proxy in front of a Unix socket, as in docs/proxies.md."""

from __future__ import annotations

import grp
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from harness import Server
from proxies import ALL
from walking import new_job, signed_in, stream


class SocketServer(Server):
    LISTENING = re.compile(r"^listening on (unix):(.*)()$")


@pytest.fixture(scope="module")
def socket():
    """The socket of a server, in a folder that other users can enter: Apache's children are not root."""
    folder = Path(tempfile.mkdtemp(prefix="jobtag"))
    folder.chmod(0o711)
    path = folder / "socket"
    arguments = [
        "serve", "--demo", "--listen-unix", str(path), "--trusted-proxy", "unix", "--database", f"sqlite:{folder}/jobtag.db",
    ]
    with SocketServer(folder, arguments=arguments):
        if os.geteuid() == 0:
            # Instead of `adduser www-data jobtag`.
            os.chown(path, -1, grp.getgrnam("www-data").gr_gid)
        yield path
    shutil.rmtree(folder)


@pytest.fixture(scope="module", params=ALL, ids=lambda kind: kind.name)
def origin(request, socket, certificate, tmp_path_factory):
    kind = request.param
    with kind(tmp_path_factory.mktemp(kind.name), certificate, socket) as running:
        yield running.origin


def test_tags_and_the_stream_work_through_a_unix_socket(origin):
    with signed_in(origin) as office:
        job = new_job(office)
        tag = office.get(job).headers["etag"]
        with stream(origin, office.headers["authorization"].split()[1]) as reading:
            reading.until("id: ")
            saved = office.patch(job, json={"order_number": "1"}, headers={"If-Match": tag})
            assert saved.status_code == 200
            reading.until(saved.json()["etag"].strip('"'))
        assert office.get(job, headers={"If-None-Match": saved.headers["etag"]}).status_code == 304
        assert office.patch(job, json={"order_number": "2"}, headers={"If-Match": tag}).status_code == 412
