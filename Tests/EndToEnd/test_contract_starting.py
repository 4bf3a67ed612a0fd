"""CONTRACT §10: how the binary starts, what it prints, and how it treats a database."""

import re
import signal
import socket
import sqlite3
import ssl
import subprocess
from urllib.parse import urlencode

import pytest

from harness import (
    ADMIN, OFFICE, STATUSES, WORKSHOP, Bench, Server, StartFailure, binary, check, clean_environment, database_option,
    expect, expect_job, expect_problem,
)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """A demo workshop in which no test creates anything."""
    with Server(tmp_path_factory.mktemp("pristine")) as running:
        yield running


def numbered(server):
    rows = server.client(OFFICE).everything("/api/jobs/", limit=50)
    return sorted((row["job_number"], row["name"], row["status"]) for row in rows)


def contents(database):
    """Every row of every table, except those of the search index and those that each start writes."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        indexes = [name for name, sql in tables if (sql or "").upper().startswith("CREATE VIRTUAL")]
        own = [
            name for name, _ in tables
            if not name.startswith("sqlite_") and not any(name == one or name.startswith(f"{one}_") for one in indexes)
        ]
        rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in sorted(own)}
        rows["settings"] = [row for row in rows["settings"] if not row.startswith("('run'")]
        return rows


def test_it_prints_its_address_once_on_standard_output(pristine):
    lines = [line for line in pristine.printed if line.startswith("listening on ")]
    assert lines == [f"listening on http://{pristine.host}:{pristine.port}"]
    assert pristine.port != 0


def test_it_listens_on_loopback_by_default(pristine):
    assert pristine.host in ("127.0.0.1", "localhost")


# ------------------------------------------------------------------------------------------------------------- the demo

def test_the_demo_has_300_jobs_in_all_statuses(pristine):
    jobs = pristine.client(OFFICE).everything("/api/jobs/")
    assert len(jobs) == len({job["id"] for job in jobs}) == 300
    assert {job["status"] for job in jobs} == set(STATUSES)


def test_the_demo_has_40_clients_with_contacts_and_8_staff(pristine):
    admin = pristine.client(ADMIN)
    clients = admin.everything("/api/clients/")
    assert len(clients) == 40
    for client in clients:
        assert admin.everything(f"/api/clients/{client['id']}/contacts/"), f"{client['name']} has no contact"
    staff = admin.everything("/api/staff/")
    assert len(staff) == 8
    assert {ADMIN, OFFICE, WORKSHOP} <= {person["email"] for person in staff}


def test_the_demo_jobs_have_events_estimates_quotes_and_costs(pristine):
    client = pristine.client(OFFICE)
    seen = {"events": 0, "estimate": 0, "quote": 0, "actual": 0}
    for job in client.everything("/api/jobs/", limit=50)[::6]:
        path = f"/api/jobs/{job['id']}/"
        seen["events"] += bool(expect(client.get(f"{path}events/"), 200).json["events"])
        for kind in ("estimate", "quote", "actual"):
            seen[kind] += bool(expect(client.get(f"{path}cost-sets/{kind}/"), 200).json["lines"])
    assert all(seen.values()), seen


@pytest.mark.parametrize("size", [1, 7, 50])
def test_the_whole_list_is_the_same_in_pages_of_any_size(pristine, size):
    client = pristine.client(OFFICE)
    whole = [job["id"] for job in client.everything("/api/jobs/")]
    paged = [job["id"] for job in client.everything("/api/jobs/", limit=size)]
    assert paged == whole and len(set(paged)) == len(paged)


def test_every_demo_job_can_be_put_as_returned_by_get(pristine):
    bench = Bench(pristine.client(OFFICE))
    for row in bench.client.everything("/api/jobs/", limit=50)[::10]:
        job = bench.get_job(row["id"])
        answer = bench.client.put(f"/api/jobs/{job['id']}/", job, if_match=job["etag"])
        assert expect_job(answer) == job


def test_the_demo_is_the_same_every_time(pristine, tmp_path):
    with Server(tmp_path / "again") as other:
        assert numbered(other) == numbered(pristine)


@pytest.mark.sqlite_only
def test_the_demo_never_changes_a_database_with_data(tmp_path):
    server = Server(tmp_path / "twice")
    with server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job(name="Kept over a restart")
        now = bench.change(job["id"])
    before = contents(server.database)
    with server:
        pass
    assert contents(server.database) == before
    with server:
        assert Bench(server.client(OFFICE)).get_job(job["id"]) == now
        assert len(server.client(OFFICE).everything("/api/jobs/")) == 301


def test_the_demo_does_not_fill_a_database_with_an_admin(tmp_path):
    # A database with other data: one job less than the demo, and it stays so.
    server = Server(tmp_path / "less")
    with server:
        bench = Bench(server.client(OFFICE))
        jobs = bench.client.everything("/api/jobs/", limit=50)
        for row in jobs:
            if bench.client.delete(f"/api/jobs/{row['id']}/", if_match=row["etag"]).status == 200:
                break
        else:
            pytest.fail("no demo job could be deleted: all have real costs")
    with server:
        assert len(server.client(OFFICE).everything("/api/jobs/")) == 299


# ------------------------------------------------------------------------------------------------------- without the demo

LINK = r"https?://[^\s\"'<>]+/\S+"


def test_without_the_demo_an_empty_database_prints_a_link_to_create_the_first_admin(tmp_path):
    with Server(tmp_path / "empty", demo=False) as server:
        line = server.wait_for_line(LINK)
        assert line, f"no link was printed\n{server.output()}"
        link = re.search(LINK, line)[0]
        path = "/" + link.split("://", 1)[1].split("/", 1)[1]
        client = server.client(None)
        expect(client.get(path.split("#")[0]), 200)
        expect_problem(client.login(OFFICE), 401)
        expect_problem(client.get("/api/jobs/"), 401)
        expect(client.get("/readyz"), 200)


def test_the_link_works_once(tmp_path):
    with Server(tmp_path / "once", demo=False) as server:
        link = re.search(LINK, server.wait_for_line(LINK))[0]
        path = "/" + link.split("://", 1)[1].split("/", 1)[1]
        token = path.split("token=", 1)[1]
        form = {"token": token, "name": "Ada", "email": "ada@example.com", "password": "long enough for Ada"}
        client = server.client(None)
        for wrong in ("/setup/", "/setup/?token=x"):
            expect(client.get(wrong), 403)
        sent = client.post("/setup/", data=urlencode(form).encode(), content_type="application/x-www-form-urlencoded")
        expect(sent, 200)
        answer = expect(client.get(path), 403)
        check("<form" not in answer.text, "a used link shows no form", answer)
        expect(client.login("ada@example.com", "long enough for Ada"), 200)


def test_the_demo_prints_no_link(pristine):
    assert not [line for line in pristine.printed if re.search(r"(setup|first[- ]admin)", line, re.I) and "://" in line]


# ---------------------------------------------------------------------------------------------------------- the options

@pytest.mark.parametrize("arguments", [
    ["serve", "--no-such-option"], ["serve", "--port", "99999"], ["serve", "--port", "eighty"],
    ["serve", "--if-match", "loose"], ["serve", "--database", "mysql://localhost/x"], ["no-such-command"],
    ["serve", "--port", "0", "--database", "sqlite:/no/such/folder/at/all/jobtag.db"],
    ["serve", "--port", "0", "--tls-cert", "missing.pem", "--tls-key", "missing.key"],
], ids=" ".join)
def test_it_exits_with_an_explained_error_for(tmp_path, arguments):
    done = subprocess.run(
        [binary(), *arguments], cwd=tmp_path, env=clean_environment(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=30,
    )
    assert done.returncode > 0, f"exit code {done.returncode}: {done.stdout}{done.stderr}"
    assert done.stderr.strip() or done.stdout.strip(), "it must say why"
    assert "listening on" not in done.stdout


ORIGINS = {
    "http://localhost:3000/": "http://localhost:3000", "HTTP://LocalHost:3000": "http://localhost:3000", "localhost:3000": "http://localhost:3000",
    "http://app.example:80": "http://app.example", "https://app.example:443": "https://app.example", "http://me@app.example": "http://app.example",
    "https://app.example/app": "https://app.example", "http://[0:0:0:0:0:0:0:1]:3000": "http://[::1]:3000", "http://bücher.example": "http://xn--bcher-kva.example",
    "https://*.example": None, "ftp://app.example": None, "http://app.example:x": None,
}


@pytest.mark.parametrize("written, right", ORIGINS.items(), ids=ORIGINS)
def test_an_origin_that_no_browser_sends_is_rejected_with_the_correct_one(tmp_path, written, right):
    for arguments, environment in ((["--cors-origin", written], {}), ([], {"JOBTAG_CORS_ORIGIN": f"http://a.example,{written}"})):
        done = subprocess.run(
            [binary(), "serve", "--port", "0", "--database", f"sqlite:{tmp_path}/x.db", *arguments], cwd=tmp_path,
            env=clean_environment(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
        )
        assert done.returncode > 0 and f"{written} is not an origin as browsers send it" in done.stderr, done.stderr
        assert right is None or f"use {right}." in done.stderr, done.stderr


def test_help_names_every_option(tmp_path):
    done = subprocess.run(
        [binary(), "serve", "--help"], cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, timeout=30,
    )
    assert done.returncode == 0, done.stderr
    for option in ("--host", "--port", "--database", "--demo", "--cors-origin", "--if-match", "--idle-timeout", "--tls-cert", "--tls-key"):
        assert option in done.stdout, option


def test_a_port_in_use_is_an_error(pristine, tmp_path):
    arguments = ["serve", "--port", str(pristine.port), "--database", database_option(tmp_path / "other.db")]
    with pytest.raises(StartFailure):
        Server(tmp_path / "second", arguments=arguments).start(deadline=30)
    expect(pristine.client(None).get("/healthz"), 200)


def test_each_option_can_come_from_the_environment(tmp_path):
    environment = {
        "JOBTAG_HOST": "127.0.0.1", "JOBTAG_PORT": "0", "JOBTAG_DATABASE": database_option(tmp_path / "env.db"),
        "JOBTAG_DEMO": "true", "JOBTAG_IF_MATCH": "strict", "JOBTAG_CORS_ORIGIN": "http://other.example.test,http://env.example.test",
    }
    with Server(tmp_path / "env", arguments=["serve"], environment=environment) as server:
        assert not list(server.folder.glob("*.db")), "the default is not used"
        bench = Bench(server.client(OFFICE))
        job = bench.make_job()
        answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=f"W/{job['etag']}")
        expect_problem(answer, 412)
        answer = bench.client.get("/api/jobs/", headers={"Origin": "http://env.example.test"})
        check(answer.header("Access-Control-Allow-Origin") == "http://env.example.test", "CORS", answer)


def test_an_option_wins_over_the_environment(tmp_path):
    environment = {"JOBTAG_IF_MATCH": "strict"}
    with Server(tmp_path / "both", "--if-match", "relaxed", environment=environment) as server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job()
        expect_job(bench.client.patch(f"/api/jobs/{job['id']}/", {"notes": "x"}, if_match=f"W/{job['etag']}"))


def make_certificate(folder, name):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
         "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )


@pytest.fixture
def encrypted(tmp_path):
    make_certificate(tmp_path, "first")
    options = ["--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")]
    with Server(tmp_path / "tls", *options) as server:
        yield server


def subject(server, **settings):
    """Connects with these settings, sends a request, and returns the certificate's subject."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(settings.pop("ciphers", "DEFAULT"))
    for name, value in settings.items():
        setattr(context, name, value)
    with server.connect() as plain, context.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert secure.recv(64).startswith(b"HTTP/1.1 200")
        return re.search(rb"first|second", secure.getpeercert(binary_form=True))[0].decode()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_serves_tls_with_forward_secrecy(encrypted):
    assert subject(encrypted) == "first"
    assert subject(encrypted, maximum_version=ssl.TLSVersion.TLSv1_2) == "first"
    # Older versions (RFC 8996), and ciphers without forward secrecy.
    for settings in ({"maximum_version": ssl.TLSVersion.TLSv1_1, "minimum_version": ssl.TLSVersion.TLSv1, "ciphers": "ALL:@SECLEVEL=0"},
                     {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0"}):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            subject(encrypted, **settings)


def test_sighup_reloads_a_renewed_certificate_but_not_an_invalid_one(encrypted, tmp_path):
    make_certificate(tmp_path, "second")
    assert subject(encrypted) == "first"
    encrypted.process.send_signal(signal.SIGHUP)
    assert encrypted.wait_for_line("reloaded the certificate")
    assert subject(encrypted) == "second"
    (tmp_path / "key.pem").write_text("no key")
    encrypted.process.send_signal(signal.SIGHUP)
    assert encrypted.wait_for_line("cannot be read")
    assert subject(encrypted) == "second"


def test_sighup_without_tls_does_nothing(tmp_path):
    with Server(tmp_path / "plain", demo=False) as server:
        server.process.send_signal(signal.SIGHUP)
        assert server.wait_for_line("there are no certificates to reload"), server.output()
        with server.client(None) as client:
            expect(client.get("/healthz"), 200)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("make", [lambda new, old: new.symlink_to(old), lambda new, old: new.hardlink_to(old)], ids=["symbolic", "hard"])
def test_another_name_of_the_database_is_the_same_database(pristine, tmp_path, make):
    other = tmp_path / "other.db"
    try:
        make(other, pristine.database)
    except OSError as error:
        pytest.skip(f"no such link can be made here: {error}")
    with pytest.raises(StartFailure, match="is in use by another Jobtag server"):
        Server(tmp_path / "second", arguments=["serve", "--port", "0", "--database", f"sqlite:{other}"]).start(deadline=30)
    assert len(numbered(pristine)) == 300


@pytest.mark.sqlite_only
def test_only_its_owner_can_read_the_database(tmp_path):
    with Server(tmp_path / "own") as server:
        Bench(server.client(OFFICE)).make_job()
        files = sorted(server.database.parent.glob("*.db*"))
        assert {path.name.partition(".db")[2] for path in files} >= {"", "-wal", "-shm", ".lock"}
        assert {path.name: oct(path.stat().st_mode & 0o777) for path in files} == {path.name: "0o600" for path in files}


@pytest.mark.sqlite_only
def test_an_interrupted_first_start_is_resumed(tmp_path):
    server = Server(tmp_path / "cut")
    with sqlite3.connect(server.database) as connection:
        connection.execute("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    with server:
        assert len(numbered(server)) == 300


@pytest.mark.sqlite_only
def test_a_database_of_another_program_is_unchanged(tmp_path):
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE invoices (number INTEGER)")
    (tmp_path / "letter.db").write_text("Dear customer, " * 200)
    for path in (foreign, tmp_path / "letter.db"):
        path.chmod(0o644)
        before = path.read_bytes(), oct(path.stat().st_mode), sorted(tmp_path.glob(f"{path.name}*"))
        with pytest.raises(StartFailure, match="is not a Jobtag database"):
            Server(tmp_path / "x", arguments=["serve", "--demo", "--port", "0", "--database", f"sqlite:{path}"]).start(deadline=30)
        # Others must still be able to read it, such as /etc/passwd.
        assert (path.read_bytes(), oct(path.stat().st_mode), sorted(tmp_path.glob(f"{path.name}*"))) == before


def test_it_reads_a_second_request_while_the_first_connection_is_idle(pristine):
    with socket.create_connection((pristine.host, pristine.port), timeout=10):
        expect(pristine.client(None).get("/healthz"), 200)
