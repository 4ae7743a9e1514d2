"""Actions on a selection of drafts whose rows were never loaded."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.gui import how_far
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.dialogs.export_dialog import ExportDialog
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.models.paged_model import BLOCK
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace
from tests.factories import email
from tests.gui.conftest import Opener, doubtful_draft
from tests.gui.fake_context import FakeContext

MANY = 4 * BLOCK + 44


def select_all(
    qtbot: QtBot, open_window: Opener, context: FakeContext, place: Place = Place.READY
) -> tuple[MainWindow, Workspace]:
    """A window with very many ready drafts, all selected, most of them not loaded."""
    context.emails.drafts = [email(recipient_name=f"Dr. Person {at:03d}") for at in range(MANY)]
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(place)
    qtbot.waitUntil(lambda: work.drafts.model.total == MANY)
    window.actions_[Act.SELECT_ALL].trigger()
    assert work.drafts.model.row_at(MANY - 1) is None
    return window, work


def count(context: FakeContext, state: ReviewState) -> int:
    return int(context.emails.state_counts()[state])


def test_approve_reaches_drafts_that_were_never_loaded(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    window, work = select_all(qtbot, open_window, context)
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: work.notices.text == f"{MANY} approved.")
    assert count(context, ReviewState.APPROVED) == MANY


def test_discard_and_reopen_reach_drafts_that_were_never_loaded(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window, work = select_all(qtbot, open_window, context, Place.DRAFTS)
    window.actions_[Act.DISCARD].trigger()
    qtbot.waitUntil(lambda: work.notices.text == f"{MANY} discarded.")
    work.places.go(Place.DISCARDED)
    qtbot.waitUntil(lambda: work.drafts.model.total == MANY)
    window.actions_[Act.SELECT_ALL].trigger()
    window.actions_[Act.REOPEN].trigger()
    qtbot.waitUntil(lambda: work.notices.text == f"{MANY} reopened.")
    assert count(context, ReviewState.READY) == MANY


def test_export_of_the_selection_has_drafts_that_were_never_loaded(
    qtbot: QtBot, open_window: Opener, context: FakeContext, tmp_path: Path
) -> None:
    window, _ = select_all(qtbot, open_window, context)
    qtbot.waitUntil(window.actions_[Act.EXPORT].isEnabled)
    window.actions_[Act.EXPORT].trigger()
    dialog = next(iter(window.findChildren(ExportDialog)))
    assert dialog.which.currentText() == f"The {MANY} selected"
    dialog.folder.setText(str(tmp_path / "out"))
    with qtbot.waitSignal(dialog.exported):
        dialog.go.click()
    assert len(list((tmp_path / "out").glob("[!.]*"))) == MANY


def test_long_work_says_how_far_it_is_and_reads_away_from_the_window(
    qtbot: QtBot, open_window: Opener, context: FakeContext, monkeypatch
) -> None:
    monkeypatch.setattr(how_far, "TELL_SECONDS", 0.0)
    threads: set[int] = set()
    find = context.emails.find

    def finding(query):
        threads.add(threading.get_ident())
        return find(query)

    window, _ = select_all(qtbot, open_window, context)
    said: list[str] = []
    assert window.controller is not None
    window.controller.review.said.connect(lambda text, undoable: said.append(text))
    monkeypatch.setattr(context.emails, "find", finding)
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: f"{MANY} approved." in said)
    assert said[0] == f"1 of {MANY}…"
    assert threading.get_ident() not in threads


def test_draft_that_is_written_after_all_were_selected_is_left_alone(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window, work = select_all(qtbot, open_window, context)
    late = email(recipient_name="Dr. Late", created_at=context.clock.now() + timedelta(seconds=1))
    context.emails.drafts.insert(0, late)
    context.events.publish(EmailChanged(late.id))
    qtbot.waitUntil(lambda: work.drafts.model.total == MANY + 1)
    assert sum(rows for _, rows in work.drafts.table.selected_ranges()) == MANY, "the selection stays what it was"
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: work.notices.text == f"{MANY} approved.")
    assert context.emails.get(late.id).review_state is ReviewState.READY


def test_drafts_that_need_review_do_not_keep_unseen_ones_from_approval(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    doubtful = [doubtful_draft() for _ in range(BLOCK)]
    context.emails.drafts = [*doubtful, *(email() for _ in range(BLOCK))]
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: work.drafts.model.total == 2 * BLOCK)
    window.actions_[Act.SELECT_ALL].trigger()
    assert window.actions_[Act.APPROVE].isEnabled()
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: work.notices.text == f"{BLOCK} approved. {BLOCK} still need your eye.")
