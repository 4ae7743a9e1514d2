"""The demo in the window, on real parts: storage, worker thread, steps and check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.email import ReviewState
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.views.places import Place
from tests.gui.conftest import end

MINUTE = 60_000


@pytest.fixture
def application(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Application]:
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path))
    running = Application(qapp, open_context, hooks_for)
    running.show()
    yield running
    end(running)


def test_demo_is_worked_reviewed_and_left(qtbot: QtBot, application: Application, tmp_path: Path) -> None:
    window = application.window
    qtbot.waitUntil(lambda: application.session is not None, timeout=MINUTE)
    own = application.session
    assert own is not None
    qtbot.waitUntil(lambda: own.working, timeout=MINUTE)

    window.actions_[Act.DEMO].trigger()
    qtbot.waitUntil(lambda: application.session not in (None, own), timeout=MINUTE)
    demo, work = application.session, window.workspace
    assert demo is not None and work is not None
    assert demo.context.demo
    assert "made up" in work.banners.text_of("demo")
    assert "sample data" in window.windowTitle()
    assert not window.actions_[Act.IMPORT].isVisible()
    qtbot.waitUntil(lambda: work.queue.model.total == 10, timeout=MINUTE)

    def done() -> bool:
        counts = demo.overview.counts
        return counts.completed + counts.failed == 10

    qtbot.waitUntil(done, timeout=2 * MINUTE)
    assert demo.overview.counts.failed == 1
    assert demo.overview.states[ReviewState.NEEDS_REVIEW] == 1

    work.places.go(Place.READY)
    qtbot.waitUntil(lambda: work.drafts.model.id_at(0) is not None, timeout=MINUTE)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: work.draft is not None, timeout=MINUTE)
    draft = work.draft
    assert draft is not None
    assert draft.body in work.detail.draft.body.toPlainText()
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: demo.overview.states[ReviewState.APPROVED] == 1, timeout=MINUTE)

    work.banners.findChild(type(work.notices.undo_button)).click()
    qtbot.waitUntil(lambda: application.session not in (None, demo), timeout=MINUTE)
    again = application.session
    assert again is not None
    assert not again.context.demo
    assert window.actions_[Act.IMPORT].isVisible()
    assert again.context.queue.counts().total == 0, "sample data never meets the person's own"
