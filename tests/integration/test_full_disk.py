"""A disk that is really full: nothing is lost, the person is told, and work goes on when there is room."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import DiskFullError, PauseReason, SettingsError
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import QueueQuery
from tests import factories

LETTER = "Dear {{name}},\n\nI would like to talk about {{interest}}.\n\nMaya"


def fill_up(disk: Path) -> Path:
    """Take all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out, suppress(OSError):
        while out.write(b"x" * 4096):
            pass
    return filler


def drafts_of(app: AppContext) -> int:
    return app.emails.state_counts()[ReviewState.READY] + app.emails.state_counts()[ReviewState.NEEDS_REVIEW]


def stored_draft(app: AppContext) -> None:
    """One person with a draft."""
    (item_id,) = app.queue.enqueue([Recipient("Ada", "tides")], LETTER)
    with app.unit_of_work() as work:
        item = work.queue.claim("test", "template-only", app.clock.now())
        assert item is not None
        assert work.queue.complete(item, factories.email(queue_item_id=item_id, body="As it was."), app.clock.now())
        work.commit()


def test_the_queue_pauses_loses_nothing_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    app = open_context(small_disk / "data")
    try:
        app.queue.enqueue([Recipient(f"Person {at}", "tides") for at in range(12)], LETTER)
        filler = fill_up(small_disk)
        with app.working():
            state = app.new_worker().run(drain=True)
        assert state.reason is PauseReason.DISK_FULL
        assert "Free some space" in state.message
        done = drafts_of(app)
        counts = app.queue.counts()
        assert (counts.failed, counts.completed) == (0, done)
        assert counts.pending + counts.processing + counts.completed == 12
        assert done < 12
        filler.unlink()
        app.queue.resume()
        with app.working():
            assert app.new_worker().run(drain=True).reason is None
        assert app.queue.counts().completed == drafts_of(app) == 12
        items = app.queue.find(QueueQuery())
        assert len({draft.queue_item_id for draft in app.emails.find(EmailQuery())}) == len(items) == 12
    finally:
        app.close()


def test_words_that_cannot_be_stored_are_refused_with_a_sentence_and_the_draft_stays(small_disk: Path) -> None:
    app = open_context(small_disk / "data")
    try:
        stored_draft(app)
        draft = app.emails.find(EmailQuery())[0]
        words = "Typed for an hour. " * 200 + "Done."
        filler = fill_up(small_disk)
        with pytest.raises(DiskFullError, match="Free some space, then go on"):
            for _ in range(400):  # the -wal may still have room from before
                app.emails.edit(draft.id, "New", words)
        assert app.emails.get(draft.id).body in ("As it was.", words)
        with pytest.raises(DiskFullError):
            app.backups.back_up()
        assert app.backups.find() == []
        with pytest.raises(SettingsError, match="could not be saved"):
            app.settings.change(sender_name="Maya " * 2000)
        with pytest.raises(DiskFullError, match="nothing was exported"):
            app.export_all(small_disk / "all.zip", lambda share: None)
        assert {one.name for one in small_disk.iterdir()} == {"data", "filler"}
        filler.unlink()
        assert app.emails.edit(draft.id, "New", words).body == words
        assert app.emails.get(draft.id).body == words
        assert app.backups.back_up().size > 0
    finally:
        app.close()
