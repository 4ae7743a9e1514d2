"""What a list says when there is nothing in it yet, and what comes into it by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.queue import StepName
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace
from tests.factories import email
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext


def words_on(work: Workspace) -> list[str]:
    """The buttons of the empty list on show."""
    return [one.text() for one in work.page.empty.findChildren(QPushButton) if one.isVisible()]


def test_empty_place_leads_to_the_drafts_that_wait(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    context.emails.drafts = [email(review_state=ReviewState.READY)]
    work = open_window().workspace
    assert work is not None
    for place in (Place.NEEDS_REVIEW, Place.APPROVED):
        work.places.go(place)
        qtbot.waitUntil(lambda: words_on(work) == ["Show what is ready"])
    work.places.go(Place.DISCARDED)
    qtbot.waitUntil(lambda: work.page.empty.title == "Nothing discarded" and words_on(work) == [])
    work.places.go(Place.APPROVED)
    qtbot.waitUntil(lambda: words_on(work) == ["Show what is ready"])
    work.page.empty.findChildren(QPushButton)[-1].click()
    assert work.place is Place.READY


def test_way_to_the_drafts_appears_once_one_waits(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    context.emails.drafts = []
    work = open_window().workspace
    assert work is not None
    work.places.go(Place.APPROVED)
    qtbot.waitUntil(lambda: work.page.empty.title == "Nothing approved yet" and words_on(work) == [])
    context.emails.drafts = [one := email(review_state=ReviewState.READY)]
    context.events.publish(EmailChanged(one.id))
    qtbot.waitUntil(lambda: words_on(work) == ["Show what is ready"])


def test_place_of_drafts_offers_to_begin_when_nobody_is_queued(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    context.queue.items, context.emails.drafts = [], []
    work = open_window(WindowHooks(import_recipients=lambda *_: None)).workspace
    assert work is not None
    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: "Import recipients…" in words_on(work))


def test_how_long_one_waits_stands_in_the_list_as_soon_as_it_is_known(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    context.queue.seconds = {step: [30.0] for step in StepName}
    work = open_window().workspace
    assert work is not None
    model = work.queue.model
    column = next(at for at in range(model.columnCount()) if model.headerData(at, Qt.Orientation.Horizontal) == "Wait")

    def waits() -> list[str]:
        return [str(model.index(row, column).data() or "") for row in range(model.rowCount())]

    qtbot.waitUntil(lambda: any(one.startswith("~") for one in waits()))
