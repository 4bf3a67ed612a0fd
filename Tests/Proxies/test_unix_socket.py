"""nginx in front of a Unix socket, as docs/proxies.md says."""

from __future__ import annotations

import re

import pytest

from harness import Server
from proxies import Nginx
from walking import new_job, signed_in, stream


class SocketServer(Server):
    LISTENING = re.compile(r"^listening on (unix):(.*)()$")


@pytest.fixture(scope="module")
def origin(certificate, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unix")
    arguments = ["serve", "--demo", "--listen-unix", f"{folder}/socket", "--database", f"sqlite:{folder}/jobtag.db"]
    with SocketServer(folder, arguments=arguments), Nginx(folder / "nginx", certificate, f"unix:{folder}/socket") as running:
        yield running.origin


def test_tags_and_the_stream_through_a_unix_socket(origin):
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
