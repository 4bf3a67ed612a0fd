"""The generated Python client does its work on a real server: sign in, list, load, save, a stale save, an event."""

import importlib
import sys
import uuid

import pytest

from generators import openapi_generator
from harness import OFFICE, OFFICE2, PASSWORD, unique

PACKAGE = "openapi_client"


@pytest.fixture(scope="module")
def api(document, tmp_path_factory):
    """The package as the generator makes it, of each version of the document in turn."""
    folder = tmp_path_factory.mktemp("python")
    openapi_generator("python", document, folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def sign_in(api, server):
    """A client of whoever has this address, signed in through the generated client itself."""
    def sign_in(email):
        with api.ApiClient(api.Configuration(host=server.origin)) as anonymous:
            answer = api.SigningInApi(anonymous).login(api.Credentials(email=email, password=PASSWORD))
        assert answer.staff.email == email
        return api.ApiClient(api.Configuration(host=server.origin, access_token=answer.token))
    return sign_in


def test_it_walks_from_signing_in_to_an_event(api, sign_in):
    mine, theirs = api.JobsApi(sign_in(OFFICE)), api.JobsApi(sign_in(OFFICE2))
    name = unique("gate")
    made = mine.create_job(api.JobCreate(name=name, priority=3))

    # List, with several of one parameter, and load.
    found = mine.list_jobs(q=name, status=[api.JobStatus.DRAFT, api.JobStatus.APPROVED])
    assert [job.id for job in found.results] == [made.id] and found.next is None
    loaded = mine.get_job_with_http_info(id=made.id)
    snapshot = loaded.data
    assert loaded.headers["ETag"] == snapshot.etag == made.etag
    with pytest.raises(api.ApiException) as unchanged:
        mine.get_job(id=made.id, if_none_match=snapshot.etag)
    assert unchanged.value.status == 304

    # Save.
    saved = theirs.update_job(id=made.id, if_match=snapshot.etag, job_patch=api.JobPatch(name=f"{name} of theirs"))
    assert saved.name == f"{name} of theirs" and saved.etag != snapshot.etag

    # A stale save: one field that they changed as well, and one that they did not.
    with pytest.raises(api.ApiException) as refused:
        mine.update_job(id=made.id, if_match=snapshot.etag, job_patch=api.JobPatch(name=f"{name} of mine", notes="Mine."))
    problem = refused.value.data
    assert refused.value.status == 412 and isinstance(problem, api.JobConflictProblem)
    assert isinstance(problem.current, api.Job)
    assert problem.current == saved and problem.current_etag == saved.etag and problem.your_etag == snapshot.etag
    assert [(change.by.name, change.fields) for change in problem.changes] == [(theirs_name(api, theirs), ["name"])]
    merge = {field.var_field: field for field in problem.merge.fields}
    assert not problem.merge.clean and list(merge) == ["name", "notes"]
    assert merge["name"].conflict and merge["name"].merged is None
    assert merge["name"].theirs.actual_instance == saved.name and merge["name"].yours == f"{name} of mine"
    assert not merge["notes"].conflict and merge["notes"].merged.actual_instance == "Mine."
    assert mine.get_job(id=made.id) == saved, "a refused save changes nothing"

    # What people chose, with the tag of the answer.
    again = mine.update_job(
        id=made.id, if_match=problem.current_etag, idempotency_key=str(uuid.uuid4()),
        job_patch=api.JobPatch(name=f"{name} of both", notes=merge["notes"].merged.actual_instance))
    assert (again.name, again.notes) == (f"{name} of both", "Mine.")

    # An event needs the job's tag, and raises it.
    parts = api.JobPartsApi(mine.api_client)
    with pytest.raises(api.ApiException) as stale:
        parts.add_job_event(id=made.id, if_match=saved.etag, event_create=api.EventCreate(description="Measured."))
    assert stale.value.status == 412 and stale.value.data.merge is None
    added = parts.add_job_event(
        id=made.id, if_match=stale.value.data.current_etag, event_create=api.EventCreate(description="Measured."))
    assert isinstance(added, api.EventAdded) and added.event.description == "Measured."
    assert added.job.etag not in (again.etag, saved.etag)
    assert [event.id for event in parts.list_job_events(id=made.id).events] == [added.event.id]


def theirs_name(api, jobs):
    return api.SigningInApi(jobs.api_client).get_me().name


def test_other_refusals_are_typed_too(api, sign_in):
    jobs = api.JobsApi(sign_in(OFFICE))
    made = jobs.create_job(api.JobCreate(name=unique("gate")))
    with pytest.raises(api.ApiException) as missing:
        jobs.get_job(id=uuid.uuid4())
    assert missing.value.status == 404 and isinstance(missing.value.data, api.NotFoundProblem)
    with pytest.raises(api.ApiException) as invalid:
        jobs.update_job(id=made.id, if_match=made.etag, job_patch=api.JobPatch(client_id=uuid.uuid4()))
    assert invalid.value.status == 400 and isinstance(invalid.value.data, api.ValidationProblem)
    assert [error.var_field for error in invalid.value.data.errors] == ["client_id"]
