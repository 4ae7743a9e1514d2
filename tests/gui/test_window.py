"""The window over a data folder: places, lists, detail, commands, banners, closing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox, QPushButton, QToolBar, QWidget
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.events import ItemClaimed, ItemCompleted, ItemsQueued, StepProgressed, StepStarted
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.errors import DatabaseDamagedError, InstanceLockedError, PauseReason
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.views.list_page import parse_filter
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.views.row_delegate import RowDelegate
from scribe_desktop.gui.workspace import Workspace
from tests.gui.conftest import Opener, people
from tests.gui.fake_context import FakeContext


def workspace_of(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def shown_names(window: MainWindow) -> list[str]:
    model = workspace_of(window).queue.model
    return [str(model.data(model.index(row, 0))) for row in range(model.total)]


def test_window_is_visible_before_its_data_is_open(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    seen: list[bool] = []

    def opening(*folder: Any, **options: Any) -> FakeContext:
        seen.append(True)
        return context

    window = open_window(of=opening)
    assert window.isVisible()
    assert seen == [True]
    assert len(shown_names(window)) == 5


def test_item_that_is_worked_elsewhere_shows_in_its_row(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    work = workspace_of(window)
    item = context.queue.items[0]
    context.queue.change(item.id, status=QueueStatus.PROCESSING, current_step=StepName.WEB_SCRAPER)
    now = context.clock.now()
    for event in (
        ItemClaimed(item.id, now),
        StepStarted(item.id, StepName.WEB_SCRAPER, now),
        StepProgressed(item.id, StepName.WEB_SCRAPER, "reading page 3 of 6"),
    ):
        context.events.publish(event)

    def words() -> str:
        return str(work.queue.model.data(work.queue.model.index(0, 3)))

    qtbot.waitUntil(lambda: words() == "Reading page 3 of 6")
    assert window.status_line.texts[0] == "Running"


def test_items_queued_elsewhere_appear_and_are_counted(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    window = open_window()
    context.queue.items += people(2)
    context.events.publish(ItemsQueued((), 2))

    qtbot.waitUntil(lambda: workspace_of(window).queue.model.total == 7)
    qtbot.waitUntil(lambda: window.status_line.texts[1].startswith("2 of 7 · 1 failed"))


def test_filter_narrows_as_one_types_and_knows_statuses(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    qtbot.keyClicks(window.filter_field, "person 00001")
    qtbot.waitUntil(lambda: shown_names(window) == ["Dr. Person 00001"])

    window.filter_field.setText("failed")
    qtbot.waitUntil(lambda: shown_names(window) == ["Prof. Ilse Varnholt"])

    window.filter_field.setText("nobody at all")
    qtbot.waitUntil(lambda: "nobody at all" in workspace_of(window).queue.empty.title)


def test_status_word_in_the_filter_is_taken_out_of_the_words() -> None:
    assert parse_filter("pending reef  acoustics") == ("reef acoustics", frozenset({QueueStatus.PENDING}))
    assert parse_filter("Reef") == ("Reef", frozenset())


def test_header_sorts_in_the_service(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    window = open_window()
    work = workspace_of(window)
    work.queue.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    wanted = sorted((one.recipient.name for one in context.queue.items), reverse=True)
    qtbot.waitUntil(lambda: shown_names(window) == wanted)


def test_cancel_leaves_the_list_and_undo_brings_back_the_old_place(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    work = workspace_of(window)
    work.queue.table.selectRow(1)
    window.actions_[Act.CANCEL].trigger()
    qtbot.waitUntil(lambda: "Dr. Person 00001" not in shown_names(window))
    assert work.notices.isVisible()
    assert window.actions_[Act.UNDO].isEnabled()

    work.notices.undo_button.click()
    qtbot.waitUntil(lambda: shown_names(window)[1:2] == ["Dr. Person 00001"])


def test_cancel_of_all_reaches_rows_that_were_never_loaded(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    context.queue.items = people(1000)
    window = open_window()
    workspace_of(window).queue.table.selectAll()
    window.actions_[Act.CANCEL].trigger()
    qtbot.waitUntil(lambda: context.queue.counts().pending == 0)
    qtbot.waitUntil(lambda: workspace_of(window).queue.model.total == 0)


def test_retry_failed_puts_every_failed_one_back(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: window.actions_[Act.RETRY_FAILED].isEnabled())
    window.actions_[Act.RETRY_FAILED].trigger()
    qtbot.waitUntil(lambda: context.queue.counts().failed == 0)


def test_start_and_pause_are_one_button_that_says_what_it_does(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    action = window.actions_[Act.START_PAUSE]
    assert action.text() == "Pause"
    action.trigger()
    qtbot.waitUntil(lambda: action.text() == "Start")
    assert window.status_line.texts[0] == "Paused"
    action.trigger()
    qtbot.waitUntil(lambda: action.text() == "Pause")


def test_pause_by_the_product_shows_one_banner_with_the_way_on(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    work = workspace_of(window)
    context.queue.pause(PauseReason.QUOTA_SPENT, "The account has no quota left.")
    qtbot.waitUntil(lambda: work.banners.text_of("pause") == "The account has no quota left.")
    go_on = next(one for one in work.banners.findChildren(QPushButton) if one.text() == "Start")
    go_on.click()
    qtbot.waitUntil(lambda: not work.banners.keys)
    assert context.queue.state.reason is None


def test_refused_key_leads_to_the_settings(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    sections: list[str] = []
    window = open_window(WindowHooks(settings=lambda window, section: sections.append(section)))
    work = workspace_of(window)
    context.queue.pause(PauseReason.KEY_REFUSED, "The server refused the key.")
    qtbot.waitUntil(lambda: work.banners.keys == {"pause"})
    next(one for one in work.banners.findChildren(QPushButton) if one.text() == "Settings…").click()
    assert sections == ["composer"]


def test_window_beside_another_one_shows_the_queue_without_working_it(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    work = workspace_of(window)
    assert window.session is not None
    window.session.worker_refused.emit(InstanceLockedError("Another window works this queue."))
    assert work.banners.text_of("worker") == "Another window works this queue."


def test_failed_item_says_what_happened_and_offers_retry(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    work = workspace_of(window)
    work.queue.table.selectRow(3)
    qtbot.waitUntil(lambda: work.item is not None and work.item.status is QueueStatus.FAILED)
    buttons = [one for one in work.detail.progress.findChildren(QPushButton) if one.text() == "Retry"]
    buttons[-1].click()
    qtbot.waitUntil(lambda: context.queue.counts().failed == 0)


def test_stop_reaches_the_worker(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    item = replace(context.queue.items[0], status=QueueStatus.PROCESSING, current_step=StepName.WEB_SCRAPER)
    context.queue.items[0] = item
    window = open_window()
    work = workspace_of(window)
    work.queue.table.selectRow(0)
    qtbot.waitUntil(lambda: window.actions_[Act.STOP].isEnabled())
    window.actions_[Act.STOP].trigger()
    assert context.worker.stopped == [item.id]


def test_draft_opens_by_itself_when_the_item_on_show_is_completed(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    item, draft = context.queue.items[0], context.emails.drafts[0]
    context.queue.change(item.id, status=QueueStatus.PROCESSING, current_step=StepName.EMAIL_COMPOSER)
    window = open_window()
    work = workspace_of(window)
    work.queue.table.selectRow(0)
    qtbot.waitUntil(lambda: work.item is not None)
    assert work.draft is None
    context.queue.change(item.id, status=QueueStatus.COMPLETED, email_id=draft.id, current_step=None)
    context.events.publish(ItemCompleted(item.id, draft.id))
    qtbot.waitUntil(lambda: work.draft is not None)
    assert work.detail.draft.isVisible()


def test_empty_queue_offers_import_and_demo(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    context.queue.items, context.emails.drafts = [], []
    asked: list[str] = []
    window = open_window(
        WindowHooks(import_recipients=lambda *_: asked.append("import"), try_demo=lambda *_: asked.append("demo"))
    )
    empty = workspace_of(window).queue.empty
    qtbot.waitUntil(lambda: empty.title == "No recipients yet")
    buttons = {one.text(): one for one in empty.findChildren(QPushButton)}
    buttons["Import recipients…"].click()
    buttons["Try the demo"].click()
    assert asked == ["import", "demo"]


def test_smallest_window_has_room_for_the_filter_and_for_every_button(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    context.queue.items, context.emails.drafts = [], []
    window = open_window(WindowHooks(import_recipients=lambda *_: None, try_demo=lambda *_: None))
    window.resize(640, 380)
    buttons = workspace_of(window).queue.empty.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in buttons))
    assert len(buttons) == 2
    assert window.filter_field.isVisible()
    words = [one.accessibleName() for one in window.findChildren(QToolBar)[0].findChildren(QPushButton)]
    assert "Import recipients…" in words


def test_row_that_the_keyboard_is_in_is_marked_for_those_who_use_it(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    table = workspace_of(window).queue.table
    delegate = table.itemDelegate()
    assert isinstance(delegate, RowDelegate)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.filter_field.setFocus()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    table.selectRow(2)
    assert delegate.focused_row() == 2
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(1, 0)).center()
    )
    assert delegate.focused_row() == -1
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert delegate.focused_row() == 2
    window.filter_field.setFocus()
    assert delegate.focused_row() == -1


def test_actions_without_a_dialog_are_not_shown(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window(WindowHooks())
    for act in (Act.IMPORT, Act.TEMPLATE, Act.SETTINGS, Act.DEMO):
        assert not window.actions_[act].isVisible()
    buttons = window.findChildren(QToolBar)[0].findChildren(QPushButton)
    words = [one.accessibleName() for one in buttons if one.isVisible()]
    assert "Import recipients…" not in words
    assert "Pause" in words


def test_dropped_file_goes_to_the_import(qtbot: QtBot, open_window: Opener, tmp_path: Path) -> None:
    paths: list[Path | None] = []
    window = open_window(WindowHooks(import_recipients=lambda window, path: paths.append(path)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "people.csv"))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert paths == [tmp_path / "people.csv"]


def test_places_and_filter_are_reached_by_keys(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    work = workspace_of(window)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: work.place is Place.NEEDS_REVIEW)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.filter_field.hasFocus)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: work.place is Place.QUEUE)


def test_every_button_and_field_has_an_accessible_name(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    work = workspace_of(window)
    nameless: list[QWidget] = [
        one
        for one in (*window.findChildren(QPushButton), window.filter_field, work.places, work.queue.table)
        if not (one.accessibleName() or getattr(one, "text", str)())
    ]
    assert not nameless


def test_closing_while_people_wait_explains_itself_until_told_not_to(
    qtbot: QtBot, open_window: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        box.checkBox().setChecked(True)
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert window.close()
    assert "goes on where it stopped" in asked[0]
    window.show()
    assert window.close()
    assert len(asked) == 1


def test_size_of_the_window_is_remembered(qtbot: QtBot, open_window: Opener, tmp_path: Path) -> None:
    window = open_window()
    window.resize(700, 450)
    workspace_of(window).splitter.setSizes([200, 400, 300])
    window.detach()
    assert (tmp_path / "window.ini").exists()
    other = MainWindow(window.theme, window.icons, window._state)
    qtbot.addWidget(other)
    assert (other.width(), other.height()) == (700, 450)


def test_data_that_cannot_be_opened_is_explained_and_tried_again(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    tries: list[int] = []

    def opening(*folder: Any, **options: Any) -> FakeContext:
        tries.append(1)
        if len(tries) == 1:
            raise DatabaseDamagedError("The database is damaged.")
        return context

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def press_again() -> None:
        for one in QApplication.allWidgets():
            if isinstance(one, QPushButton) and one.text() == "Try again" and one.isVisible():
                one.click()
                return
        QTimer.singleShot(20, press_again)

    press_again()
    open_window(of=opening)
    assert len(tries) == 2
