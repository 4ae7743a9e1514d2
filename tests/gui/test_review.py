"""Reviewing with care in the window: too like another draft, approve all, write again, compare versions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import EmailVersion, ReviewState, Similar, SimilarKind, VersionOrigin
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.errors import KeyRefusedError
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.dialogs.compare_versions import CompareVersions
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.views.draft_tab import DraftTab
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import WIDE, Workspace
from tests.factories import NOON, email, queue_item, recipient
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext

OTHER = UUID(int=7)


@pytest.fixture
def ready(context: FakeContext) -> FakeContext:
    """Two drafts that are ready, the first of them too like the second."""
    names = ("Dr. Bao Lindemann", "Prof. Ilse Varnholt")
    drafts = [email(recipient_name=names[0]), email(recipient_name=names[1], id=OTHER)]
    context.emails.drafts = drafts
    context.queue.items = [
        queue_item(id=one.queue_item_id, status=QueueStatus.COMPLETED, email_id=one.id, recipient=recipient(name))
        for one, name in zip(drafts, names, strict=True)
    ]
    context.emails.similar[drafts[0].id] = Similar(OTHER, names[1], "geo.karlsvale.example", 94, SimilarKind.ALMOST)
    return context


class SlowWriter:
    """Writes when it is told to, or stops."""

    def __init__(self, context: FakeContext) -> None:
        self.context = context
        self.go_on = threading.Event()
        self.error: Exception | None = None
        self.notes: list[str | None] = []

    def regenerate(self, email_id: UUID, note: str | None, token: CancelToken, report: Callable[[str], None]) -> Any:
        self.notes.append(note)
        report("waiting for the model, which is writing another draft")
        while not self.go_on.wait(0.01):
            token.raise_if_cancelled()
        if self.error is not None:
            raise self.error
        draft = self.context.emails.get(email_id)
        return self.context.emails.edit(email_id, "Written again", draft.body)


@pytest.fixture
def writer(ready: FakeContext) -> Iterator[SlowWriter]:
    """A model is set, and writes slowly."""
    clock = ready.clock
    ready.settings.change(
        composer=ComposerChoice.OPENAI, llm_base_url="http://127.0.0.1:9/v1", llm_model="sample-model"
    )
    ready.new_token = lambda seconds: CancelToken(clock.monotonic, clock.wait, seconds)
    ready.regeneration = SlowWriter(ready)
    yield ready.regeneration
    ready.regeneration.go_on.set()


def first_draft(
    qtbot: QtBot, open_window: Opener, place: Place = Place.READY
) -> tuple[MainWindow, Workspace, DraftTab]:
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(place)
    qtbot.waitUntil(lambda: work.drafts.model.total > 0 and work.drafts.model.id_at(0) is not None)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: work.draft is not None and window.actions_[Act.APPROVE].isEnabled())
    return window, work, work.detail.draft


def box_of(qtbot: QtBot, window: MainWindow) -> QMessageBox:
    def shown() -> list[QMessageBox]:
        return [one for one in window.findChildren(QMessageBox) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


def press(box: QMessageBox, words: str) -> None:
    next(one for one in box.findChildren(QAbstractButton) if one.text() == words).click()


def test_a_draft_too_like_another_says_so_and_leads_there(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    window, work, tab = first_draft(qtbot, open_window)
    words = "Almost the same as the draft to Prof. Ilse Varnholt, also at geo.karlsvale.example (94 % alike)."
    model = work.drafts.model
    assert model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole) == "Too alike"
    assert model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole) == words
    words_of_button = "Show the other draft"
    next(one for one in tab.findChildren(QPushButton) if one.text() == words_of_button).click()
    qtbot.waitUntil(lambda: work.draft is not None and work.draft.id == OTHER)
    assert not [one for one in tab.findChildren(QPushButton) if one.isVisible() and one.text() == words_of_button]
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: work.draft is not None and work.draft.review_state is ReviewState.APPROVED)
    assert [one.review_state for one in ready.emails.drafts] == [ReviewState.READY, ReviewState.APPROVED]


def test_approving_a_draft_too_like_another_asks(qtbot: QtBot, open_window: Opener, ready: FakeContext) -> None:
    window, _, _ = first_draft(qtbot, open_window)
    window.actions_[Act.APPROVE].trigger()
    press(box_of(qtbot, window), "Cancel")
    assert ready.emails.drafts[0].review_state is ReviewState.READY
    window.actions_[Act.APPROVE].trigger()
    box = box_of(qtbot, window)
    assert "94 % alike" in box.text()
    press(box, "Approve anyway")
    qtbot.waitUntil(lambda: ready.emails.drafts[0].review_state is ReviewState.APPROVED)


def test_all_that_are_ready_are_approved_without_those_too_like_others_and_it_can_be_undone(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    window, work, _ = first_draft(qtbot, open_window)
    qtbot.waitUntil(lambda: work.ready_bar.text == "2 drafts are ready")
    assert work.ready_bar.isVisible()
    work.ready_bar.button.click()
    box = box_of(qtbot, window)
    assert box.text() == "Approve 1 draft?"
    assert "Dr. Bao Lindemann" in box.informativeText()
    press(box, "Approve")
    qtbot.waitUntil(lambda: work.notices.text == "1 approved.")
    assert [one.review_state for one in ready.emails.drafts] == [ReviewState.READY, ReviewState.APPROVED]
    work.notices.undo_button.click()
    qtbot.waitUntil(lambda: work.notices.text == "1 reopened.")
    assert {one.review_state for one in ready.emails.drafts} == {ReviewState.READY}
    work.places.go(Place.DRAFTS)
    assert not work.ready_bar.isVisible()


def test_those_too_like_others_are_approved_with_the_rest_when_the_person_says_so(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    window, work, _ = first_draft(qtbot, open_window)
    window.actions_[Act.APPROVE_READY].trigger()
    box = box_of(qtbot, window)
    check = box.checkBox()
    assert check is not None
    check.setChecked(True)
    press(box, "Approve")
    qtbot.waitUntil(lambda: work.notices.text == "2 approved.")


def test_of_several_drafts_those_too_like_others_are_left_out_by_name_and_undo_reopens_the_rest(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    window, work, _ = first_draft(qtbot, open_window)
    work.drafts.table.selectAll()
    qtbot.waitUntil(lambda: work.selected_drafts().count == 2)
    window.actions_[Act.APPROVE].trigger()
    words = "1 approved. Left out, because it is too like another draft: Dr. Bao Lindemann."
    qtbot.waitUntil(lambda: work.notices.text == words)
    work.notices.undo_button.click()
    qtbot.waitUntil(lambda: work.notices.text == "1 reopened.")
    assert {one.review_state for one in ready.emails.drafts} == {ReviewState.READY}


def test_a_draft_with_words_that_are_not_saved_is_not_approved_with_the_others(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    ready.emails.similar.clear()
    window, work, tab = first_draft(qtbot, open_window)
    window.actions_[Act.EDIT].trigger()
    tab.body.setPlainText("Half a thought")
    window.actions_[Act.APPROVE_READY].trigger()
    box = box_of(qtbot, window)
    assert box.text() == "Approve 1 draft?"
    assert "1 with changes that are not saved is left out." in box.informativeText()
    press(box, "Approve")
    qtbot.waitUntil(lambda: work.notices.text == "1 approved.")
    assert [one.review_state for one in ready.emails.drafts] == [ReviewState.READY, ReviewState.APPROVED]
    tab.revert()


def test_undo_takes_back_what_was_done_last(qtbot: QtBot, open_window: Opener, ready: FakeContext) -> None:
    waiting = queue_item(recipient=recipient("Dr. Hanno Weber"))
    ready.queue.items.append(waiting)
    window, work, _ = first_draft(qtbot, open_window)
    window.actions_[Act.APPROVE_READY].trigger()
    press(box_of(qtbot, window), "Approve")
    qtbot.waitUntil(lambda: work.notices.text == "1 approved.")
    controller = window.controller
    assert controller is not None
    controller.queue.cancel(lambda: [waiting.id])
    qtbot.waitUntil(lambda: work.notices.text == "1 cancelled.")
    work.notices.undo_button.click()
    qtbot.waitUntil(lambda: work.notices.text == "1 back in place.")
    assert [one.review_state for one in ready.emails.drafts] == [ReviewState.READY, ReviewState.APPROVED]


def test_what_is_done_with_fewer_drafts_is_in_a_menu_beside_one_row_of_buttons(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    window, work, tab = first_draft(qtbot, open_window)
    window.resize(1280, 800)
    work.splitter.setSizes(WIDE)
    shown = [one for one in tab.buttons.findChildren(QPushButton) if one.isVisible()]
    qtbot.waitUntil(lambda: len({one.y() for one in shown}) == 1)
    assert [one.accessibleName() for one in shown] == ["Approve", "Edit", "Discard", "More for this draft"]
    menu = tab.buttons.more.menu()
    assert menu is not None
    assert [one.text() for one in menu.actions() if one.isVisible()] == [
        "Write again…", "Versions…", "Copy", "Save as .eml…", "Open in mail client",
    ]  # fmt: skip
    assert all(not one.shortcut().isEmpty() for one in menu.actions())
    window.actions_[Act.EDIT].trigger()
    assert not tab.buttons.more.isVisible()
    tab.revert()
    assert tab.buttons.more.isVisible()


def test_without_a_model_writing_again_is_off_and_says_why(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    window, _, _ = first_draft(qtbot, open_window)
    action = window.actions_[Act.REGENERATE]
    assert not action.isEnabled()
    assert "Without a model the same draft would come out" in action.toolTip()


def test_a_draft_is_written_again_with_a_note_while_others_are_read(
    qtbot: QtBot, open_window: Opener, ready: FakeContext, writer: SlowWriter
) -> None:
    window, work, tab = first_draft(qtbot, open_window)
    window.actions_[Act.REGENERATE].trigger()
    assert tab.panel.asking
    qtbot.keyClicks(tab.panel.note, "Shorter, please")
    qtbot.keyClick(tab.panel.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tab.panel.text.startswith("Waiting for the model"))
    assert not window.actions_[Act.REGENERATE].isEnabled()
    work.drafts.table.selectRow(1)
    qtbot.waitUntil(lambda: work.draft is not None and work.draft.id == OTHER)
    assert tab.panel.text == ""
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: tab.panel.text.startswith("Waiting for the model"))
    writer.go_on.set()
    qtbot.waitUntil(lambda: tab.subject.toPlainText() == "Written again")
    qtbot.waitUntil(lambda: tab.panel.isHidden())
    assert writer.notes == ["Shorter, please"]
    assert "is written again" in work.notices.text


def test_who_begins_to_edit_is_not_asked_for_a_note_any_more(
    qtbot: QtBot, open_window: Opener, ready: FakeContext, writer: SlowWriter
) -> None:
    window, _, tab = first_draft(qtbot, open_window)
    window.actions_[Act.REGENERATE].trigger()
    assert tab.panel.asking
    window.actions_[Act.EDIT].trigger()
    assert tab.editing
    assert tab.panel.isHidden()


def test_writing_again_can_be_stopped(
    qtbot: QtBot, open_window: Opener, ready: FakeContext, writer: SlowWriter
) -> None:
    window, work, tab = first_draft(qtbot, open_window)
    window.actions_[Act.REGENERATE].trigger()
    tab.panel.wanted.emit("")
    qtbot.waitUntil(lambda: tab.panel.text.startswith("Waiting"))
    tab.panel.stopped.emit()
    qtbot.waitUntil(lambda: work.notices.text == "Stopped. The draft is as it was.")
    assert ready.emails.drafts[0].subject == "Sediment cores"
    assert writer.notes == [None]


def test_why_it_was_not_written_again_is_said_and_the_note_is_kept(
    qtbot: QtBot, open_window: Opener, ready: FakeContext, writer: SlowWriter
) -> None:
    writer.error = KeyRefusedError("The key was refused. Enter it again in Settings.")
    writer.go_on.set()
    window, _, tab = first_draft(qtbot, open_window)
    window.actions_[Act.REGENERATE].trigger()
    tab.panel.wanted.emit("Shorter")
    qtbot.waitUntil(lambda: tab.panel.text == writer.error.message)  # type: ignore[union-attr]
    next(one for one in tab.panel.buttons if one.text() == "Try again").click()
    assert tab.panel.note.toPlainText() == "Shorter"
    tab.panel.closed.emit()
    assert window.actions_[Act.REGENERATE].isEnabled()


def test_closing_ends_a_draft_that_is_being_written_again(
    qtbot: QtBot, open_window: Opener, ready: FakeContext, writer: SlowWriter
) -> None:
    window, _, tab = first_draft(qtbot, open_window)
    tab.panel.wanted.emit("")
    qtbot.waitUntil(lambda: tab.panel.text.startswith("Waiting"))
    session = window.session
    assert session is not None
    session.begin_close()
    assert session.writing.wait(5000)
    assert ready.emails.drafts[0].subject == "Sediment cores"


def versions_of(context: FakeContext) -> list[EmailVersion]:
    draft = context.emails.drafts[0]
    before = draft.body.replace("I read your paper.", "I read your old paper.")
    made = [
        EmailVersion(1, VersionOrigin.COMPOSED, NOON, draft.subject, before, "sample-model"),
        EmailVersion(2, VersionOrigin.EDITED, NOON, draft.subject, draft.body),
    ]
    context.emails.history[draft.id] = made
    return made


def test_versions_are_compared_word_for_word_and_an_earlier_one_is_used(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    made = versions_of(ready)
    window, work, _ = first_draft(qtbot, open_window)
    window.actions_[Act.COMPARE].trigger()
    dialog = window.findChild(CompareVersions)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    assert (dialog.left.marked, dialog.right.marked) == (["old "], [])
    assert not dialog.use_right.isEnabled()
    dialog.newer.setCurrentIndex(0)
    assert dialog.left.marked == []
    dialog.newer.setCurrentIndex(1)
    dialog.use_left.click()
    qtbot.waitUntil(lambda: ready.emails.drafts[0].body == made[0].body)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert "checked anew" in work.notices.text


def test_versions_of_an_approved_draft_can_be_read_and_not_used(
    qtbot: QtBot, open_window: Opener, ready: FakeContext
) -> None:
    versions_of(ready)
    window, work, _ = first_draft(qtbot, open_window)
    assert work.draft is not None
    ready.emails.approve(work.draft.id, even_if_similar=True)
    qtbot.waitUntil(lambda: work.draft is not None and work.draft.review_state is ReviewState.APPROVED)
    window.actions_[Act.COMPARE].trigger()
    dialog = window.findChild(CompareVersions)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    assert "Reopen it" in dialog.problem.text
    assert not dialog.use_left.isEnabled()
    dialog.reject()
