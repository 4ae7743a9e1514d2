"""Going on without a window, and the one notification at the end of a batch."""

from __future__ import annotations

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.events import Event, ItemClaimed, ItemCompleted, ItemFailed, QueueDrained
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.tray import Tray
from scribe_desktop.gui.wording import batch_line
from tests.factories import NOON
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext

TRAY_BUTTON = "Keep working in the tray"


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A desktop with a tray, and what it is asked to show."""
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda *_: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda self, title, words, icon: shown.append(words))
    return shown


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The buttons of each question; "Keep working in the tray" is pressed where it is offered, else the default."""
    asked: list[list[str]] = []

    def answer(box: QMessageBox) -> int:
        buttons = {one.text(): one for one in box.buttons()}
        asked.append(list(buttons))
        buttons.get(TRAY_BUTTON, box.defaultButton()).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


def tray_of(window: MainWindow) -> Tray:
    tray = window.findChild(Tray)
    assert tray is not None
    return tray


def batch() -> list[Event]:
    retried = uuid4()
    return [
        ItemClaimed(retried, NOON),
        ItemFailed(retried, "Nothing was found."),
        ItemFailed(uuid4(), "Nothing was found."),
        ItemCompleted(uuid4(), uuid4()),
        ItemCompleted(retried, uuid4()),
        QueueDrained(),
    ]


def test_hidden_window_works_on_and_comes_back_from_the_tray(
    qtbot: QtBot, open_window: Opener, messages: list[str], dialogs: list[list[str]]
) -> None:
    window = open_window()
    assert not window.close()
    assert TRAY_BUTTON in dialogs[0]
    tray = tray_of(window)
    assert not window.isVisible()
    assert tray.shown
    assert window.session is not None and window.session.working
    words = [one.text() for one in tray.menu.actions() if not one.isSeparator()]
    assert words == ["Open Scribe", "Pause", "Quit"]

    tray.menu.actions()[0].trigger()
    assert window.isVisible()
    assert not tray.shown


def test_queue_is_paused_from_the_tray(
    qtbot: QtBot, open_window: Opener, context: FakeContext, messages: list[str], dialogs: list[list[str]]
) -> None:
    window = open_window()
    window.close()
    pause = tray_of(window).menu.actions()[1]
    pause.trigger()
    qtbot.waitUntil(lambda: pause.text() == "Start")
    assert context.queue.state.reason is not None


def test_quit_in_the_tray_ends_without_asking_again(
    qtbot: QtBot, open_window: Opener, messages: list[str], dialogs: list[list[str]]
) -> None:
    window = open_window()
    window.close()
    with qtbot.waitSignal(window.closed):
        tray_of(window).menu.actions()[-1].trigger()
    assert len(dialogs) == 1


def test_tray_is_offered_only_where_work_would_go_on_in_it(
    qtbot: QtBot,
    open_window: Opener,
    context: FakeContext,
    messages: list[str],
    dialogs: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window()
    context.queue.pause()
    qtbot.waitUntil(lambda: window.controller is not None and window.controller.paused)
    window.close()
    window.show()
    context.queue.resume()
    qtbot.waitUntil(lambda: window.controller is not None and not window.controller.paused)
    window.quit()
    window.show()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda *_: False)
    window.close()
    assert [TRAY_BUTTON in one for one in dialogs] == [False, False, False]


def test_window_closes_for_good_when_nobody_waits(
    qtbot: QtBot, open_window: Opener, context: FakeContext, messages: list[str], dialogs: list[list[str]]
) -> None:
    context.queue.items = [one for one in context.queue.items if one.status is QueueStatus.FAILED]
    window = open_window()
    assert window.close()
    assert not dialogs
    assert window.findChild(Tray) is None


def test_end_of_a_batch_is_told_once_when_the_window_is_not_in_front(
    qtbot: QtBot, open_window: Opener, context: FakeContext, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "applicationState", lambda *_: Qt.ApplicationState.ApplicationInactive)
    open_window()
    for event in batch():
        context.events.publish(event)
    qtbot.waitUntil(lambda: bool(messages))
    context.events.publish(QueueDrained())
    context.events.publish(ItemCompleted(uuid4(), uuid4()))
    context.events.publish(QueueDrained())
    qtbot.waitUntil(lambda: len(messages) == 2)
    assert messages == ["2 drafts are ready to review, 1 failed", "1 draft is ready to review"]


def test_end_of_a_batch_is_not_told_to_someone_who_looks_at_it(
    qtbot: QtBot, open_window: Opener, context: FakeContext, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "applicationState", lambda *_: Qt.ApplicationState.ApplicationActive)
    window = open_window()
    assert window.session is not None
    with qtbot.waitSignal(window.session.bridge.drained):
        for event in batch():
            context.events.publish(event)
    assert not messages


@pytest.mark.parametrize(
    ("completed", "failed", "words"),
    [
        (12, 2, "12 drafts are ready to review, 2 failed"),
        (1, 0, "1 draft is ready to review"),
        (0, 1, "1 recipient failed"),
        (0, 0, ""),
    ],
)
def test_batch_in_words(completed: int, failed: int, words: str) -> None:
    assert batch_line(completed, failed) == words
