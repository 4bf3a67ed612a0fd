"""PostgreSQL for the tests: databases in a cluster, and clusters of their own that can be frozen, stopped and killed."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from harness import clean_environment

BINARIES = Path("/usr/lib/postgresql/15/bin")
TOOL = Path(__file__).resolve().parents[2] / "Tools" / "postgres"
COMMAND_DEADLINE = 60.0
_numbers = itertools.count(1)


def cluster_of_the_tests() -> str:
    """The URI of a superuser's database in the cluster that the tests share."""
    uri = os.environ.get("JOBTAG_TEST_POSTGRES")
    if not uri:
        raise RuntimeError("set JOBTAG_TEST_POSTGRES, or run the tests with Tools/postgres run (see README.md in this folder)")
    return uri


def with_database(uri: str, name: str) -> str:
    return urlsplit(uri)._replace(path=f"/{name}").geturl()


def psql(uri: str, *statements: str) -> list[list[str]]:
    """Executes each statement by itself, and returns the rows of all."""
    command = [str(BINARIES / "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\x1f"]
    command += ["--set=ON_ERROR_STOP=1", *(f"--command={one}" for one in statements), uri]
    done = subprocess.run(
        command, env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=COMMAND_DEADLINE)
    assert done.returncode == 0, f"{statements}\n{done.stderr}"
    return [line.split("\x1f") for line in done.stdout.splitlines() if line]


def new_database(uri: str, template: str | None = None) -> str:
    """The URI of a new database in this cluster, empty or a copy."""
    name = f"servers_{os.getpid()}_{next(_numbers)}"
    source = f" TEMPLATE {urlsplit(template).path[1:]}" if template else ""
    psql(uri, f"CREATE DATABASE {name}{source}")
    return with_database(uri, name)


def drop_database(uri: str) -> None:
    psql(with_database(uri, "postgres"), f"DROP DATABASE IF EXISTS {urlsplit(uri).path[1:]} WITH (FORCE)")


def dump(uri: str) -> str:
    """Everything in the database, as SQL."""
    done = subprocess.run(
        [str(BINARIES / "pg_dump"), "--inserts", uri], env=clean_environment(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=True, timeout=COMMAND_DEADLINE)
    # The keys of these two differ from dump to dump.
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))


def restore(uri: str, text: str) -> None:
    """Executes a dump in an empty database."""
    command = [str(BINARIES / "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", uri]
    subprocess.run(command, env=clean_environment(), input=text, text=True, check=True, timeout=COMMAND_DEADLINE)


def by_owner(*command: str | Path) -> list[str]:
    """The words that run a program of PostgreSQL, which refuses to run as root, as the user that `Tools/postgres` chooses."""
    words = [str(word) for word in command]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *words] if os.geteuid() == 0 else words


def as_owner(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess:
    """Runs a program of PostgreSQL, and waits for its end."""
    words = by_owner(*command)
    # Its output goes to a file: a server that it starts keeps the other end of a pipe open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            words, cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            timeout=COMMAND_DEADLINE)
        output.seek(0)
        assert not check or done.returncode == 0, f"{' '.join(words)}\n{output.read()}"
    return done


class Session:
    """A session of psql that stays open, for instance to hold a lock."""

    def __init__(self, uri: str) -> None:
        command = [str(BINARIES / "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", uri]
        self.process = subprocess.Popen(
            command, env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def execute(self, statements: str) -> None:
        """Executes them, and waits until that is done."""
        self.process.stdin.write(f"{statements};\nSELECT 'done';\n")
        assert self.process.stdout.readline() == "done\n", f"psql did not execute {statements}"

    def rows(self, query: str) -> list[list[str]]:
        self.process.stdin.write(f"{query};\nSELECT 'done';\n")
        rows = []
        while (line := self.process.stdout.readline()) != "done\n":
            assert line, f"psql did not execute {query}"
            rows.append(line.rstrip("\n").split("|"))
        return rows

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        self.process.wait(COMMAND_DEADLINE)
        self.process.stdout.close()


class Postgres:
    """A PostgreSQL cluster that only one module of tests uses, and may treat badly."""

    def __init__(self) -> None:
        # Not in pytest's folder, which the user postgres cannot open.
        self.folder = Path(tempfile.mkdtemp(prefix="jobtag-servers-", dir="/tmp"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        # Into a file, because the server keeps the other end of a pipe open.
        with open(self.folder.with_suffix(".out"), "w+") as output:
            code = subprocess.run(
                [str(TOOL), "start", "--fast", str(self.folder)], env=clean_environment(), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, timeout=2 * COMMAND_DEADLINE).returncode
            output.seek(0)
            text = output.read()
        self.folder.with_suffix(".out").unlink()
        assert code == 0, text
        self.uri = (self.folder / "uri").read_text().strip()
        self.port = urlsplit(self.uri).port

    @property
    def processes(self) -> list[int]:
        """The postmaster and its children, by id."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        return [postmaster, *children(postmaster)]

    def signal(self, number: signal.Signals) -> None:
        """Sends it to the postmaster first, so that it cannot start more processes in the meantime."""
        for process in self.processes:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def freeze(self) -> None:
        """Connections stay open, and nothing is answered: as if the machine were gone."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """All its processes at once, like a power cut."""
        # Frozen first, so that none of them can end in an orderly way after another one.
        self.freeze()
        self.signal(signal.SIGKILL)

    def stop(self) -> None:
        """At once: connections are lost, and the next start recovers from the log."""
        as_owner(BINARIES / "pg_ctl", "stop", f"--pgdata={self.data}", "--mode=immediate", "--wait")

    def start(self) -> None:
        as_owner(BINARIES / "pg_ctl", "start", f"--pgdata={self.data}", f"--log={self.log}", "--wait", "--timeout=60")

    def configure(self, **settings: str) -> None:
        psql(self.uri, *(f"ALTER SYSTEM SET {name} = '{value}'" for name, value in settings.items()), "SELECT pg_reload_conf()")

    def delete(self) -> None:
        subprocess.run(
            [str(TOOL), "stop", str(self.folder)], env=clean_environment(), stdin=subprocess.DEVNULL, check=True,
            timeout=COMMAND_DEADLINE)

    def __enter__(self) -> Postgres:
        return self

    def __exit__(self, *_) -> None:
        try:
            self.thaw()
        except FileNotFoundError:
            pass  # it was stopped
        self.delete()


class Standby(Postgres):
    """A copy of another cluster that receives its changes, until it is promoted."""

    def __init__(self, primary: Postgres) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jobtag-servers-", dir="/tmp"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        # So that Tools/postgres can stop and delete it like its own.
        (self.folder / "sockets").symlink_to(tempfile.mkdtemp(prefix="jobtag-pg-", dir="/tmp"))
        if os.geteuid() == 0:
            for path in (self.folder, (self.folder / "sockets").resolve()):
                shutil.chown(path, "postgres", "postgres")
        as_owner(
            BINARIES / "pg_basebackup", f"--dbname={primary.uri}", f"--pgdata={self.data}", "--write-recovery-conf",
            "--checkpoint=fast", "--no-sync")
        self.port = free_port()
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write(f"port = {self.port}\nunix_socket_directories = '{(self.folder / 'sockets').resolve()}'\n")
        self.uri = urlsplit(primary.uri)._replace(netloc=f"jobtag@127.0.0.1:{self.port}").geturl()
        self.start()

    def promote(self) -> None:
        as_owner(BINARIES / "pg_ctl", "promote", f"--pgdata={self.data}", "--wait", "--timeout=30")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def children(parent: int) -> list[int]:
    """The ids of this process's children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name in parentheses, which may have spaces: the state, then the parent.
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
