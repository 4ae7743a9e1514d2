"""Forgetting people who were finished long ago: only when it was chosen, after a backup, and never who waits."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.contact import Contact, ContactPurpose
from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.events import DatabaseChangedElsewhere, Event
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import ModelCall
from scribe_desktop.errors import DiskFullError, SettingsError
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.retention import RetentionTimer
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import QueueQuery
from tests import factories
from tests.ready_folder import put_database

LETTER = "Dear {{name}},\n\nI would like to talk about {{interest}}.\n\nMaya"
NOW = datetime.now(UTC)
LONG_AGO, LATELY = NOW - timedelta(days=400), NOW - timedelta(days=30)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppContext]:
    opened = open_context(put_database(tmp_path / "data").root)
    yield opened
    opened.close()


def drafted(app: AppContext, name: str, finished: datetime, changed: datetime | None = None) -> UUID:
    """A person with a draft, a contact and a call of the model."""
    (item_id,) = app.queue.enqueue([Recipient(name, "tides")], LETTER)
    with app.unit_of_work() as work:
        item = work.queue.claim("test", "template-only", finished)
        assert item is not None
        state = ReviewState.APPROVED if changed else ReviewState.READY
        draft = factories.email(queue_item_id=item_id, recipient_name=name)
        draft = replace(draft, created_at=finished, updated_at=changed or finished, review_state=state, findings=())
        assert work.queue.complete(item, draft, finished)
        work.contacts.add(Contact(item_id, finished, ContactPurpose.SEARCH, "search.example", name))
        work.model_calls.add(ModelCall(item_id, finished, "model", "email_draft", 1, 100, 50, 0.5))
        work.commit()
    return item_id


def failed(app: AppContext, name: str, finished: datetime) -> None:
    app.queue.enqueue([Recipient(name, "tides")], LETTER)
    with app.unit_of_work() as work:
        item = work.queue.claim("test", "template-only", finished)
        assert item is not None
        assert work.queue.fail(item, "It did not work.", finished)
        work.commit()


def names(app: AppContext) -> list[str]:
    statuses = frozenset(QueueStatus)
    with app.unit_of_work(read_only=True) as work:
        return sorted(one.recipient.name for one in work.queue.find(QueueQuery(statuses=statuses)))


def rows(app: AppContext, table: str) -> int:
    with closing(sqlite3.connect(app.paths.database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def with_everybody(app: AppContext) -> None:
    drafted(app, "Old Draft", LONG_AGO)
    drafted(app, "New Draft", LATELY)
    drafted(app, "Old Person Approved Lately", LONG_AGO, changed=LATELY)
    failed(app, "Old Failure", LONG_AGO)
    with app.unit_of_work() as work:
        template = work.templates.put(LETTER, LONG_AGO)
        work.queue.add([Recipient("Waits For Ever", "tides")], template.id, LONG_AGO)
        work.commit()


def test_nobody_is_forgotten_unless_it_was_chosen(app: AppContext) -> None:
    with_everybody(app)
    before = names(app)
    with app.working():
        assert names(app) == before
    assert app.backups.find() == []
    assert app.retention.count(0) == 0


def test_who_is_old_enough_goes_with_all_that_was_kept(app: AppContext) -> None:
    with_everybody(app)
    heard: list[Event] = []
    app.events.subscribe(heard.append)
    assert [app.retention.count(months) for months in (3, 6, 12, 24)] == [2, 2, 2, 0]
    app.settings.change(keep_months=12)
    with app.working():
        assert names(app) == ["New Draft", "Old Person Approved Lately", "Waits For Ever"]
    with app.unit_of_work(read_only=True) as work:
        assert sorted(one.recipient_name for one in work.emails.find(EmailQuery())) == [
            "New Draft",
            "Old Person Approved Lately",
        ]
    assert rows(app, "contacts") == 2
    assert DatabaseChangedElsewhere() in heard
    assert app.retention.count(12) == 0


def test_a_backup_that_has_them_is_made_first(app: AppContext) -> None:
    with_everybody(app)
    app.settings.change(keep_months=12)
    with app.working():
        pass
    (backup,) = app.backups.find()
    assert app.backups.check(backup.path).drafts == 3


def test_without_a_backup_nobody_is_forgotten_and_work_goes_on(
    app: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_everybody(app)
    app.settings.change(keep_months=12)

    def full(*_: object) -> None:
        raise DiskFullError("The disk is full.")

    monkeypatch.setattr(BackupFolder, "make_if_changed", full)
    with app.working():
        assert len(names(app)) == 5


def test_what_the_model_cost_stays_without_the_person(app: AppContext) -> None:
    drafted(app, "Old Draft", LONG_AGO)
    with app.unit_of_work(read_only=True) as work:
        before = work.model_calls.between(LONG_AGO, NOW)
    app.settings.change(keep_months=3)
    with app.working():
        assert names(app) == []
    with app.unit_of_work(read_only=True) as work:
        after = work.model_calls.between(LONG_AGO, NOW)
    assert (after.cost, after.tokens, after.items) == (before.cost, before.tokens, 0)
    assert after.cost == 0.5


def test_many_are_forgotten_in_small_steps(app: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scribe_desktop.services.retention.AT_ONCE", 2)
    for number in range(5):
        failed(app, f"Old Failure {number}", LONG_AGO)
    app.settings.change(keep_months=6)
    with app.working():
        assert names(app) == []


class ThreeDays:
    """A clock on which three waits pass, and then somebody ends the waiting."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        return len(self.waits) > 3 or event.is_set()


def test_it_is_looked_at_again_each_day_while_the_program_is_open() -> None:
    clock, forgotten = ThreeDays(), []
    timer = RetentionTimer(lambda: forgotten.append("looked"), clock)
    timer.start()
    timer._thread.join(30)
    timer.close()
    assert forgotten == ["looked"] * 3
    assert set(clock.waits) == {24 * 3600.0}


def test_other_numbers_of_months_are_refused(app: AppContext) -> None:
    with pytest.raises(SettingsError, match="keep_months is 1; it can be 0, 3, 6, 12, 24"):
        app.settings.change(keep_months=1)
