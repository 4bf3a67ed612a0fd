"""A backup replaces the database while pages are open: they show the restored data, and ask about typed text."""

import shutil

import pytest
from playwright.sync_api import expect

from conftest import serve
from harness import OFFICE, OFFICE2, Bench, unique
from page_objects import Board, JobCard

SENTENCE = "The server’s data was restored from a backup. Your change is not lost; review it before it is saved."


class Restorable:
    """A separate server, whose database can be copied and restored."""

    def __init__(self, folder):
        self.backup = folder / "backup"
        self.server = serve(folder / "data").start()
        # Before the first backup, so that every backup has the sign-ins and the jobs' client.
        self.bench = Bench(self.server.client(OFFICE))
        self.colleague = Bench(self.server.client(OFFICE2))
        self.bench.make_job()
        # At the same address, and without adding the demo workshop again.
        arguments = [argument for argument in self.server.arguments if argument != "--demo"]
        arguments[arguments.index("--port") + 1] = str(self.server.port)
        self.again = arguments

    def files(self, folder):
        return [path for path in folder.iterdir() if path.name.startswith(self.server.database.name)]

    def back_up(self):
        shutil.rmtree(self.backup, ignore_errors=True)
        self.backup.mkdir()
        for path in self.files(self.server.folder):
            if path.suffix == ".db" or path.name.endswith("-wal"):
                shutil.copy(path, self.backup)

    def restore(self):
        self.server.stop()
        for path in self.files(self.server.folder):
            path.unlink()
        for path in self.backup.iterdir():
            shutil.copy(path, self.server.folder)
        self.server.arguments = self.again
        self.server.start()


@pytest.fixture(scope="module")
def restorable(tmp_path_factory):
    running = Restorable(tmp_path_factory.mktemp("restored"))
    yield running
    running.server.stop()


def test_open_pages_show_the_restored_data(open_as, restorable):
    bench = restorable.bench
    job = bench.make_job(name=unique("Restored").replace("-", ""), notes="as in the backup")
    card = JobCard(open_as(at=restorable.server), job).open()
    board = Board(open_as(at=restorable.server)).open()
    restorable.back_up()
    bench.change(job["id"], notes="written after the backup", status="approved")
    extra = bench.make_job(name=job["name"])
    expect(card.input("notes")).to_have_value("written after the backup")
    board.find(job, extra)
    board.expect_in(job, "approved")

    restorable.restore()

    expect(card.input("notes")).to_have_value("as in the backup")
    expect(card.page.locator("[data-toast]").filter(has_text="restored from a backup")).to_be_visible()
    card.expect_saved()
    board.expect_in(job, "draft")
    expect(board.card(extra)).to_have_count(0)
    # The next change starts from the restored data.
    with card.tab.answer("PATCH", card.path, 200):
        card.type("notes", "typed after the restore")
        card.save()
    assert bench.get_job(job["id"])["notes"] == "typed after the restore"


def test_typed_text_is_kept_and_shown_next_to_the_restored_text(open_as, restorable):
    bench = restorable.bench
    job = bench.make_job(name=unique("Restored").replace("-", ""), notes="as in the backup")
    restorable.back_up()
    bench.change(job["id"], notes="written after the backup")
    tab = open_as(at=restorable.server, has_clock=True)
    card = JobCard(tab, job).open()
    tab.freeze_clock()
    card.type("notes", "what I type")
    restorable.restore()
    tab.run_clock()
    expect(card.part('[data-kind="conflict"]')).to_contain_text(SENTENCE)
    card.part('[name="show-difference"]').click()
    expect(card.conflict.message).to_have_text(SENTENCE)
    expect(card.conflict.side("notes", "base")).to_have_text("written after the backup")
    expect(card.conflict.side("notes", "theirs").locator("ins")).to_have_text("as in")
    expect(card.conflict.side("notes", "mine")).to_have_text("what I type")
    expect(card.conflict.root.get_by_text("Keep the restored version").first).to_be_visible()
    assert [change.status for change in tab.sent("PATCH", card.path) if change.status != 412] == []
    assert bench.get_job(job["id"])["notes"] == "as in the backup"
    with tab.answer("PATCH", card.path, 200):
        card.conflict.reapply()
    card.expect_saved()
    assert bench.get_job(job["id"])["notes"] == "what I type"


def test_a_page_opened_after_the_restore_asks_too(open_as, restorable):
    bench = restorable.bench
    job = bench.make_job(notes="as in the backup")
    restorable.back_up()
    tab = open_as(at=restorable.server, has_clock=True)
    card = JobCard(tab, job).open()
    tab.freeze_clock()
    card.type("notes", "what I type")
    # The page is closed while there is no server.
    restorable.server.stop()
    second = tab.another()
    tab.page.close()
    restorable.restore()
    card = JobCard(second, job).open()
    expect(card.conflict.message).to_have_text(SENTENCE)
    expect(card.input("notes")).to_have_value("what I type")
    assert second.sent("PATCH", card.path) == []
    assert bench.get_job(job["id"])["notes"] == "as in the backup"


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_an_open_conflict_becomes_a_conflict_with_the_restored_data(open_as, restorable, choice):
    bench = restorable.bench
    job = bench.make_job(notes="as in the backup")
    tab = open_as(at=restorable.server, has_clock=True)
    restorable.back_up()
    card = JobCard(tab, job).open()
    tab.freeze_clock()
    card.type("notes", "what I type")
    restorable.colleague.change(job["id"], notes="what somebody else writes")
    with tab.answer("PATCH", card.path, 412):
        card.save()
    expect(card.conflict.side("notes", "theirs")).to_have_text("what somebody else writes")
    sent = len(tab.sent("PATCH", card.path))

    restorable.restore()
    tab.run_clock()

    expect(card.conflict.message).to_have_text(SENTENCE)
    expect(card.conflict.side("notes", "theirs")).to_have_text("as in the backup")
    expect(card.conflict.root).to_have_count(1)
    assert len(tab.sent("PATCH", card.path)) == sent
    card.conflict.choose("notes", choice)
    card.conflict.reapply()
    card.conflict.expect_closed()
    card.expect_saved()
    assert bench.get_job(job["id"])["notes"] == {"theirs": "as in the backup", "mine": "what I type"}[choice]


def test_text_of_a_job_missing_from_the_backup_can_be_read_copied_and_discarded(open_as, restorable):
    bench = restorable.bench
    tab = open_as(at=restorable.server, has_clock=True, permissions=["clipboard-read", "clipboard-write"])
    idle = open_as(at=restorable.server)
    restorable.back_up()
    job = bench.make_job(notes="as it was")
    card = JobCard(tab, job).open()
    clean = JobCard(idle, job).open()
    tab.freeze_clock()
    card.type("notes", "what I type")
    restorable.server.stop()
    card.event.fill("Rang the client")
    card.event.press("Enter")
    restorable.restore()
    tab.run_clock()

    why = "This job is not in the restored backup."
    notice = card.page.locator('[data-kind="unrestored"]')
    expect(notice).to_contain_text(f"{why} Your text is stored on this device.")
    expect(card.part("[data-save-text]")).to_have_text("Not in the restored backup")
    expect(clean.part('[data-kind="unrestored"]')).to_contain_text(why)
    expect(idle.page.locator('[name="outbox"]')).not_to_contain_text("need")

    notice.get_by_role("link", name="Back to the board").click()
    expect(card.root).to_have_count(0)
    outbox = tab.page.locator('[name="outbox"]')
    expect(outbox).to_contain_text("need")
    outbox.click()
    tab.page.get_by_role("menuitem", name="Rang the client").click()
    expect(card.conflict.message).to_have_text(f"{why} Your text is still here.")
    expect(card.conflict.root.locator('[name="copy-text"]')).to_be_visible()
    expect(card.conflict.root).not_to_contain_text(job["id"])
    card.conflict.press("later")
    outbox.click()
    tab.page.get_by_role("menuitem", name="Notes").click()
    expect(notice.locator("[data-left]")).to_contain_text("what I type")
    expect(notice.locator("[data-left]")).to_contain_text("Rang the client")
    notice.locator('[name="copy-text"]').click()
    expect(tab.page.locator("[data-toast]").filter(has_text="copied")).to_be_visible()
    notice.locator('[name="discard-text"]').click()
    tab.page.locator('dialog[data-dialog="ask"] [value="yes"]').click()
    expect(notice).to_have_count(0)
    expect(outbox).not_to_contain_text("need")


def test_a_waiting_field_and_a_waiting_event_ask_one_after_the_other(open_as, restorable):
    bench = restorable.bench
    job = bench.make_job(notes="as in the backup")
    tab = open_as(at=restorable.server, has_clock=True)
    restorable.back_up()
    card = JobCard(tab, job).open()
    tab.freeze_clock()
    restorable.server.stop()
    card.type("notes", "what I type")
    card.event.fill("Rang the client")
    card.event.press("Enter")
    # Leaves the box.
    card.part("[data-save-text]").click()
    restorable.restore()
    tab.run_clock()

    for _ in range(2):
        expect(card.conflict.message).to_have_text(SENTENCE)
        if card.conflict.root.locator("[data-clash]").count():
            expect(card.conflict.root.locator("[data-unchanged]")).to_have_text("The restore did not change this.")
            card.conflict.choose("notes", "mine")
            card.conflict.reapply()
            expect(card.conflict.root.locator("[data-clash]")).to_have_count(0)
        else:
            expect(card.conflict.root.get_by_role("button")).to_have_text(["Decide later", "Do not add it", "Add it"])
            card.conflict.press("reapply")
            expect(card.conflict.root.get_by_text("You wanted to")).to_have_count(0)
    card.conflict.expect_closed()
    card.expect_saved()
    expect(card.events.filter(has_text="Rang the client")).to_be_visible()
    assert bench.get_job(job["id"])["notes"] == "what I type"
