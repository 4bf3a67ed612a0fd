"""The Debian package in a clean Debian: installing, starting like the unit, upgrading, removing, purging."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
UNIT = TOP / "packaging" / "debian" / "jobtag.service"
SUITE = "bookworm"
MIRROR = os.environ.get("JOBTAG_DEBIAN_MIRROR", "http://deb.debian.org/debian")
PASSWORD = "long-enough-1"


def run(*command, **options) -> str:
    ended = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=600, **options)
    assert ended.returncode == 0, f"{command} ended with {ended.returncode}\n{ended.stdout}"
    return ended.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The package, and an older version of it."""
    folder = tmp_path_factory.mktemp("packages")
    made = [Path(run(TOP / "packaging/build-package", os.environ["JOBTAG_BINARY"], folder, *version).strip()) for version in (["0.0.1"], [])]
    assert all(path.exists() for path in made)
    return made


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    """A clean Debian, in which commands run."""
    if os.geteuid() != 0:
        pytest.fail("a clean Debian needs root: sudo make test-package")
    archive = TOP / ".build" / "package" / "debian.tar"
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        whole = archive.with_suffix(".part.tar")
        run("mmdebstrap", "--variant=minbase", "--include=adduser,init-system-helpers", SUITE, whole, MIRROR)
        whole.rename(archive)
    root = tmp_path_factory.mktemp("debian")
    run("tar", "--extract", "--file", archive, "--directory", root, "--numeric-owner", "--exclude", "./dev/*")
    # Files that `apt-get` and others write to.
    for name, number in (("null", 3), ("urandom", 9)):
        os.mknod(root / "dev" / name, 0o20666, os.makedev(1, number))
        os.chmod(root / "dev" / name, 0o666)
    root.chmod(0o755)
    # Where a program finds its own command line.
    run("mount", "-t", "proc", "proc", root / "proc")
    try:
        yield root
    finally:
        run("umount", root / "proc")


def inside(root: Path, *command) -> str:
    return run("chroot", root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", *command)


def install(root: Path, package: Path) -> str:
    (root / "tmp" / package.name).write_bytes(package.read_bytes())
    inside(root, "apt-get", "update")
    return inside(root, "apt-get", "install", "--yes", "--no-install-recommends", f"/tmp/{package.name}")


class Service:
    """The program, started like the unit: its command, user, variables and folder."""

    def __init__(self, root: Path) -> None:
        unit = (root / "lib/systemd/system/jobtag.service").read_text()
        settings = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))
        lines = (root / settings["EnvironmentFile"].lstrip("/")).read_text().splitlines()
        variables = [line for line in lines if line and not line.startswith("#")]
        self.process = subprocess.Popen(
            ["chroot", f"--userspec={settings['User']}:{settings['Group']}", str(root), "env", "-i", "-C", settings["WorkingDirectory"],
             *variables, *shlex.split(settings["ExecStart"])],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines: list[str] = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith("listening on "):
                break
        assert self.lines and self.lines[-1].startswith("listening on http"), self.lines
        self.origin = self.lines[-1].removeprefix("listening on ")
        self.reload_command = settings["ExecReload"].replace("$MAINPID", str(self.process.pid))

    def reload(self) -> str:
        """The log after a request to reload the configuration."""
        run(*shlex.split(self.reload_command))
        return next(line for line in self.process.stdout if "certificate" in line)

    def ask(self, path: str, body: dict | None = None, token: str | None = None):
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        asked = urllib.request.Request(self.origin + path, json.dumps(body).encode() if body is not None else None, headers)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=20) as answer:
            return json.load(answer)

    def sign_in(self) -> str:
        return self.ask("/api/auth/login/", {"email": "ada@example.com", "password": PASSWORD})["token"]

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0
        self.process.stdout.close()


def test_lintian_reports_no_problems(packages):
    said = run("lintian", "--allow-root", "--fail-on", "error,warning", packages[1])
    assert not re.search(r"^[EW]:", said, re.MULTILINE), said


def test_the_same_program_makes_the_same_package(packages, tmp_path):
    again = Path(run(TOP / "packaging/build-package", os.environ["JOBTAG_BINARY"], tmp_path).strip())
    assert again.read_bytes() == packages[1].read_bytes()


def test_it_does_not_need_swift(packages):
    depends = run("dpkg-deb", "--field", packages[1], "Depends")
    assert "libc6" in depends and "libsqlite3-0" in depends and "swift" not in depends.lower()


def test_the_package_installs_upgrades_and_purges(debian, packages, tmp_path):
    older, package = packages
    install(debian, older)
    env = debian / "etc/jobtag/jobtag.env"
    assert inside(debian, "id", "-nG", "jobtag").split() == ["jobtag"]
    assert inside(debian, "stat", "-c", "%U:%G %a", "/var/lib/jobtag").strip() == "jobtag:jobtag 750"
    assert "serve" in inside(debian, "jobtag", "--help")
    enabled = debian / "etc/systemd/system/multi-user.target.wants/jobtag.service"
    assert enabled.is_symlink()
    # The units it names are the machine's: the clean Debian has no systemd.
    checked = tmp_path / "jobtag.service"
    checked.write_text((debian / "lib/systemd/system/jobtag.service").read_text().replace("/usr/bin/jobtag", f"{debian}/usr/bin/jobtag"))
    assert "jobtag" not in run("systemd-analyze", "--man=no", "verify", checked)

    # An administrator changes the port, and uses it.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        changed = env.read_text().replace("JOBTAG_PORT=8080", f"JOBTAG_PORT={probe.getsockname()[1]}")
    env.write_text(changed)
    with Service(debian) as service:
        link = re.search(r"/setup/\?token=\S+", "\n".join(service.lines))[0]
        secret = link.partition("=")[2]
        form = urllib.parse.urlencode({"token": secret, "name": "Ada", "email": "ada@example.com", "password": PASSWORD})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{service.origin}/setup/", form.encode(), 20) as done:
            assert done.status == 200
        job = service.ask("/api/jobs/", {"name": "Ramp"}, service.sign_in())
    assert inside(debian, "stat", "-c", "%U:%G", "/var/lib/jobtag/jobtag.db").strip() == "jobtag:jobtag"

    # The new version asks nothing, and changed files stay.
    install(debian, package)
    assert inside(debian, "dpkg-query", "--show", "--showformat", "${Version}", "jobtag") == run("dpkg-deb", "--field", package, "Version").strip()
    assert env.read_text() == changed and enabled.is_symlink()
    with Service(debian) as service:
        assert not any("one-time link" in line for line in service.lines)
        assert "there are no certificates to reload" in service.reload()
        assert service.ask(f"/api/jobs/{job['id']}/", token=service.sign_in())["etag"] == job["etag"]

    inside(debian, "apt-get", "remove", "--yes", "jobtag")
    assert not (debian / "usr/bin/jobtag").exists()
    assert env.read_text() == changed and (debian / "var/lib/jobtag/jobtag.db").exists()
    inside(debian, "apt-get", "purge", "--yes", "jobtag")
    left = inside(debian, "find", "/etc", "/usr", "/var/lib", "/lib/systemd", "/run", "-iname", "*jobtag*").split()
    assert left == []
    assert "jobtag" not in (debian / "etc/passwd").read_text() and "jobtag" not in (debian / "etc/group").read_text()


def test_the_unit_has_few_privileges(packages):
    """systemd's own score: 0 is sealed, 10 is open. The rest is the network and its own user's files."""
    report = run("systemd-analyze", "security", "--offline=true", "--threshold=100", UNIT)
    score = float(re.search(r"Overall exposure level for jobtag\.service: ([0-9.]+)", report)[1])
    print(f"exposure {score}")
    assert score <= 1.2, report
