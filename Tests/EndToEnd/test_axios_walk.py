"""The Axios example of the integration guide, unchanged, run with the real axios (Debian's node-axios)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness import OFFICE, Bench, clean_environment, version_of

FOLDER = Path(__file__).parent
CONFLICT = "Concurrent modification detected. Job reloaded. Please retry."
MISSING = "Missing ETag. Load job first."


@pytest.fixture(scope="module")
def walk(server, bench):
    """The result of each step of axios_walk.cjs."""
    node = shutil.which("node")
    assert node, "the walk needs node: apt-get install nodejs node-axios"
    places = [place for place in os.environ.get("NODE_PATH", "").split(":") if place]
    environment = clean_environment({"NODE_PATH": ":".join([*places, "/usr/share/nodejs"])})
    job = bench.make_job(notes="as it began")
    done = subprocess.run(
        [node, str(FOLDER / "axios_walk.cjs"), server.origin, server.token(OFFICE), job["id"]],
        cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=120,
    )
    assert "Cannot find module 'axios'" not in done.stderr, "axios is not there: apt-get install node-axios"
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return {"job": job, **json.loads(done.stdout)}


def show(step):
    return json.dumps(step, indent=2, ensure_ascii=False)[:3000]


@pytest.mark.parametrize("name", ["update before loading", "event before loading"])
def test_without_a_tag_the_example_asks_to_load_the_job_first(walk, name):
    step = walk[name]
    assert step["rejected"] == MISSING and step["held"] is None, show(step)
    assert step["current"] == walk["job"]["etag"], "nothing may have changed"


def test_loading_the_job_stores_its_tag_in_the_map(walk):
    step = walk["load"]
    assert step["status"] == 200, show(step)
    assert step["held"] == step["etag"] == step["data"]["etag"] == walk["job"]["etag"], show(step)


def test_loading_it_again_with_if_none_match_gets_304(walk):
    step = walk["load again"]
    assert step["status"] == 304 and not step["data"], show(step)
    assert step["held"] == walk["job"]["etag"], "the map must keep the tag"


def test_a_put_of_the_whole_job_changes_it_and_updates_the_tag(walk):
    step = walk["update"]
    assert step["status"] == 200 and step["data"]["notes"] == "from the form", show(step)
    assert step["held"] == step["etag"] == step["current"], show(step)
    assert version_of(step["held"]) > version_of(walk["load"]["held"])


def test_adding_an_event_updates_the_tag(walk):
    step = walk["event"]
    assert step["status"] == 201 and step["data"]["event"]["description"] == "Sheet cut, bending tomorrow", show(step)
    assert step["held"] == step["etag"] == step["current"] == step["data"]["job"]["etag"], show(step)
    assert version_of(step["held"]) > version_of(walk["update"]["held"])


@pytest.mark.parametrize("name", ["stale update", "stale event", "put without a tag"])
def test_a_rejected_change_reloads_the_job_and_says_so(walk, name):
    step = walk[name]
    assert step["rejected"] == CONFLICT, show(step)
    assert step["held"] == step["current"], "the map must hold the newest tag\n" + show(step)


def test_the_retried_update_succeeds(walk):
    step = walk["retried update"]
    assert step["status"] == 200 and step["data"]["notes"] == "from the second form", show(step)
    assert step["held"] == step["etag"] == step["current"], show(step)


def test_the_retried_event_succeeds(walk):
    step = walk["retried event"]
    assert step["status"] == 201, show(step)
    assert step["held"] == step["current"], show(step)


def test_rapid_presses_add_one_event(walk):
    each = walk["rapid events"]["each"]
    assert sum(one.get("status") == 201 for one in each) == 1, show(each)
    assert all(one.get("status") == 201 or one.get("rejected") for one in each), show(each)
    assert walk["events in the end"].count("Called the client") == 1, walk["events in the end"]


def test_pressing_again_after_the_reload_gets_409_with_the_existing_event(walk):
    step = walk["the same event once more"]
    assert step["status"] == 409 and step["data"]["existing_event"], show(step)


def test_each_event_exists_once(walk):
    shown = walk["events in the end"]
    for text in ("Sheet cut, bending tomorrow", "Galvanised", "Called the client"):
        assert shown.count(text) == 1, shown
    assert "too early" not in shown


def test_after_a_428_the_update_succeeds(walk):
    step = walk["update after that"]
    assert step["status"] == 200 and step["data"]["notes"] == "the last word", show(step)


def test_deleting_the_job_returns_its_last_tag(walk, server):
    step = walk["delete"]
    assert step["status"] == 200 and step["data"]["deleted"] is True, show(step)
    row = Bench(server.client(OFFICE)).find_deleted(walk["job"]["id"])
    assert row["etag"] == step["etag"] == step["held"], show(step)
