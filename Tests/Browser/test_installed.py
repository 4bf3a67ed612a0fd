"""The binary alone: it includes its page wherever it is started, with tags of its own, also for compressed responses."""

import base64
import gzip
import hashlib
import re
import shutil

import pytest
from playwright.sync_api import expect

from harness import Server, binary, check, expect as expect_status

FILES = ["/", "/js/jobtag.js", "/js/app/main.js", "/css/tokens.css", "/components/board/board.css", "/icons/tag.svg"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A copy of the binary, alone in one folder and started in another, with no folder `web` nearby."""
    program = tmp_path_factory.mktemp("program") / "jobtag"
    shutil.copy(binary(), program)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JOBTAG_BINARY", str(program))
        # Any folder outside the repository; the server's own is empty when it starts.
        with Server(tmp_path_factory.mktemp("elsewhere")) as running:
            yield running


def test_the_page_is_installed(open_as, installed):
    tab = open_as(None, at=installed)
    tab.go()
    expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(tab.page.locator("jt-sign-in .button.primary")).to_have_css("cursor", "pointer")
    assert [line for line in tab.console if line.startswith(("error", "warning"))] == []


@pytest.mark.parametrize("path", FILES)
def test_each_file_has_a_tag_and_is_revalidated_with_a_304(installed, path):
    client = installed.client(None)
    whole = expect_status(client.get(path), 200)
    check(whole.etag and not whole.etag.startswith("W/"), "a file has a strong tag of its own", whole)
    check("no-cache" in whole.listed("Cache-Control"), "a new version of the server is a new version of the page at once", whole)
    known = expect_status(client.get(path, if_none_match=whole.etag), 304)
    check(known.raw == b"" and known.etag == whole.etag, "a 304 has the tag and no body", known)


@pytest.mark.parametrize("path", FILES)
def test_a_compressed_file_has_a_different_tag(installed, path):
    client = installed.client(None)
    whole = expect_status(client.get(path), 200)
    small = expect_status(client.get(path, headers={"Accept-Encoding": "gzip"}), 200)
    check("accept-encoding" in whole.listed("Vary"), "the two are told apart by what was asked for", whole)
    if small.header("Content-Encoding") is None:
        check(len(whole.raw) < 1400 and small.etag == whole.etag, "only what fits into one packet is not compressed", small)
        return
    assert gzip.decompress(small.raw) == whole.raw
    check(small.etag != whole.etag, "other bytes are another representation", small)
    expect_status(client.get(path, headers={"Accept-Encoding": "gzip"}, if_none_match=small.etag), 304)
    expect_status(client.get(path, headers={"Accept-Encoding": "gzip"}, if_none_match=whole.etag), 200)
    expect_status(client.get(path, if_none_match=small.etag), 200)


def test_the_browser_revalidates_on_the_next_visit(open_as, installed):
    tab = open_as(None, at=installed)
    tab.go()
    expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    session = tab.page.context.new_cdp_session(tab.page)
    statuses = {}
    session.on("Network.responseReceivedExtraInfo", lambda event: statuses.update({event["requestId"]: event["statusCode"]}))
    session.send("Network.enable")
    tab.page.reload()
    expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert set(statuses.values()) == {304}, "unchanged data are not transferred again"
    sizes = tab.page.evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.includes('/bundles/')).map(({ name, transferSize }) => [name, transferSize])")
    assert len(sizes) > 1 and not [size for size in sizes if size[1]], f"what has a hash in its name is not even asked for again: {sizes}"
    assert len(statuses) < 6, "other transfers are small"


def bundles(client):
    return [f"/{path}" for path in re.findall(r'"(bundles/[^"]+)"', expect_status(client.get("/"), 200).raw.decode())]


def test_a_file_with_a_hash_in_its_name_is_cached_forever(installed):
    client = installed.client(None)
    assert len(bundles(client)) == 3, "the modules of the first board, its style sheet, and the style sheet for the rest"
    for path in bundles(client):
        whole = expect_status(client.get(path), 200)
        assert {"public", "max-age=31536000", "immutable"} <= set(whole.listed("Cache-Control"))
        expect_status(client.get(path, if_none_match=whole.etag), 304)
        expect_status(client.get(path, headers={"If-Match": '"another"'}), 412)
    expect_status(client.get("/bundles/chunk-OLDER.js"), 404)
    check("no-cache" in expect_status(client.get("/"), 200).listed("Cache-Control"), "what names them is asked for each time")


def test_each_module_of_the_page_exists_once(open_as, installed):
    tab = open_as(at=installed)
    tab.go()
    expect(tab.page.locator(".card").first).to_be_visible()
    same = tab.page.evaluate("import('/components/board/board.js').then(({ Board }) => document.querySelector('jt-board') instanceof Board)")
    assert same, "the module's own address exports what the bundle has"


def test_the_client_for_other_front_ends_is_separate_from_the_page(installed):
    client = installed.client(None)
    for path in ("/js/jobtag.js", "/js/axios-etag.js", "/js/client/client.js", "/js/client/text-diff.js", "/js/client/cost-line-conflicts.js"):
        assert b"bundles/" not in expect_status(client.get(path), 200).raw, path


@pytest.mark.parametrize("path", ["/js/", "/js", "/../Package.swift", "/js/../../Package.swift", "/js/%2e%2e/%2e%2e/Package.swift", "/no-such.js"])
def test_no_other_files_are_served(installed, path):
    expect_status(installed.client(None).get(path), 400, 404)


def test_the_policy_allows_only_the_first_inline_script_and_no_other_origin(installed):
    answer = expect_status(installed.client(None).get("/"), 200)
    scripts = re.findall(r"<script>(.*?)</script>", answer.raw.decode(), re.DOTALL)
    assert len(scripts) == 1 and "api/auth/me/" in scripts[0], "it requests the first board's data before any file has arrived"
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert re.findall(r"script-src ([^;]*)", answer.header("Content-Security-Policy"))[0] == f"'self' 'sha256-{digest}'"
    policy = answer.header("Content-Security-Policy") or ""
    check("default-src 'none'" in policy and "script-src 'self'" in policy and "style-src 'self'" in policy, policy, answer)
    for loose in ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*"):
        check(loose not in policy, f"the policy has {loose}", answer)
    check("frame-ancestors 'none'" in policy, "nobody frames the page", answer)
