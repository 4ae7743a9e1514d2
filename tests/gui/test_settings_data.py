"""The settings' data page: backups, restoring, everything as files, erasing; over a real data folder."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import DiskFullError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog
from scribe_desktop.gui.dialogs.settings_dialog_backups import BackupsPart
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.services.app_context import AppContext
from tests.backup_world import damage
from tests.ready_folder import put_database


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[AppContext]:
    made = open_context(put_database(tmp_path / "data").root)
    made.queue.enqueue([Recipient("Ada"), Recipient("Bo")], "Dear {{name}}, hello.")
    yield made
    made.close()


Start = Callable[..., SettingsDialog]


@pytest.fixture
def start(qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons) -> Iterator[Start]:
    background = BackgroundCalls()

    def start_it(**changes: Any) -> SettingsDialog:
        surroundings = Surroundings(replace(opened, **changes), background, theme, icons)
        dialog = SettingsDialog(surroundings, "data", environment={})
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield start_it
    assert background.close()


def rows(page: BackupsPart) -> list[list[str]]:
    return [
        [page.table.item(row, column).text() for column in range(page.table.columnCount())]
        for row in range(page.table.rowCount())
    ]


def answer(page: BackupsPart, words: str) -> None:
    assert page.box is not None
    next(one for one in page.box.buttons() if one.text() == words).click()


def test_a_backup_is_made_and_stands_in_the_list(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    page = start().data.backups
    qtbot.waitUntil(lambda: page.count.text() == "There is none yet.")
    assert not page.table.isVisible()
    page.back_up_button.click()
    assert not page.back_up_button.isEnabled()
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    assert rows(page)[0][1] == "Asked for"
    assert page.said.text.startswith("Backed up: ")
    assert page.back_up_button.isEnabled()
    assert page.count.text().startswith("1 backup, ")
    assert [one.name for one in opened.backups.find()] == [page.table.item(0, 0).toolTip()]


def test_restoring_checks_the_backup_and_asks_first(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    made = opened.backups.back_up()
    page = start().data.backups
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    wanted: list[Path] = []
    page.restore_wanted.connect(wanted.append)
    assert not page.restore_button.isEnabled()
    page.table.selectRow(0)
    page.restore_button.click()
    qtbot.waitUntil(lambda: page.box is not None)
    assert isinstance(page.box, QMessageBox)
    assert "It has 2 people in the queue, 0 drafts." in page.box.informativeText()
    assert "set aside" in page.box.informativeText()
    answer(page, "Cancel")
    assert wanted == []
    page.box = None
    page.restore_button.click()
    qtbot.waitUntil(lambda: page.box is not None)
    answer(page, "Restore")
    assert wanted == [made.path]


def test_a_damaged_backup_is_refused(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    damage(opened.backups.back_up().path)
    page = start().data.backups
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    page.table.selectRow(0)
    page.ask_to_restore()
    qtbot.waitUntil(lambda: "cannot be put in place. It is damaged." in page.said.text)
    assert page.box is None


def test_what_goes_wrong_is_a_sentence_and_can_be_tried_again(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    class Full:
        def find(self) -> list[Any]:
            return []

        def back_up(self, **options: Any) -> None:
            raise DiskFullError("The disk is full. Free some space.")

    page = start(backups=Full()).data.backups
    page.back_up()
    qtbot.waitUntil(lambda: page.said.text == "The disk is full. Free some space.")
    assert page.back_up_button.isEnabled()


def test_everything_is_exported_with_a_bar(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    page = start().data
    assert not page.progress.isVisible()
    page.export(tmp_path / "all.zip")
    assert page.progress.isVisible()
    assert page.stop_button.isVisible()
    assert not page.export_button.isEnabled()
    qtbot.waitUntil(lambda: page.told.text == f"Everything is in {tmp_path / 'all.zip'}.")
    assert not page.progress.isVisible()
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "queue.csv" in archive.namelist()
    page.export(tmp_path / "all.zip")
    qtbot.waitUntil(lambda: "not overwritten" in page.told.text)


def test_an_export_can_be_stopped_and_leaves_nothing(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(target: Path, tell: Callable[[float], None]) -> int:
        def waiting(share: float) -> None:
            begun.set()
            go_on.wait()
            tell(share)

        return opened.export_all(target, waiting)

    page = start(export_all=slowly).data
    page.export(tmp_path / "all.zip")
    assert begun.wait(10)
    page.stop_button.click()
    go_on.set()
    qtbot.waitUntil(lambda: "was stopped" in page.told.text)
    assert {one.name for one in tmp_path.iterdir()} == {"data"}
    assert page.export_button.isEnabled()


def test_closing_the_settings_gives_up_what_is_under_way(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slowly(target: Path, tell: Callable[[float], None]) -> int:
        def waiting(share: float) -> None:
            begun.set()
            go_on.wait()
            tell(share)

        try:
            return opened.export_all(target, waiting)
        finally:
            ended.set()

    dialog = start(export_all=slowly)
    dialog.data.export(tmp_path / "all.zip")
    assert begun.wait(10)
    dialog.reject()
    go_on.set()
    assert ended.wait(10)
    assert {one.name for one in tmp_path.iterdir()} == {"data"}


@pytest.mark.parametrize(("typed", "erased"), [("ERASE", True), ("erase", False), ("", False)])
def test_erasing_takes_the_typed_word(qtbot: QtBot, start: Start, typed: str, erased: bool) -> None:
    dialog = start()
    wanted: list[bool] = []
    dialog.data.erase_wanted.connect(lambda: wanted.append(True))
    dialog.data.ask_to_erase()
    asked = dialog.findChild(QInputDialog)
    assert asked is not None
    assert "for good" in asked.labelText()
    asked.setTextValue(typed)
    asked.accept()
    assert wanted == ([True] if erased else [])
    assert ("Nothing was deleted" in dialog.data.told.text) is not erased


def test_the_demo_has_only_what_makes_sense_there(start: Start) -> None:
    page = start(demo=True).data
    assert not hasattr(page, "backups")
    assert not hasattr(page, "erase_button")
    assert page.export_button.isVisible()


def test_every_control_has_a_name_and_can_be_reached_with_tab(start: Start, opened: AppContext) -> None:
    opened.backups.back_up()
    page = start().data
    backups = page.backups
    for one in (backups.table, backups.back_up_button, backups.restore_button, page.export_button, page.erase_button):
        assert one.accessibleName()
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert page.progress.accessibleName()
    assert isinstance(page.window(), QDialog)


def test_how_many_would_be_forgotten_is_said_before_it_is_saved(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    asked: list[int] = []

    def count(months: int) -> int:
        asked.append(months)
        return {3: 12, 6: 1}.get(months, 0)

    dialog = start(retention=SimpleNamespace(count=count))
    part = dialog.data.retention
    qtbot.waitUntil(lambda: part.sentence.text() == "Nobody is forgotten by itself.")
    assert part.months == 0
    assert part.choice.accessibleName() == "Keep for"
    for months, words in ((3, "12 people were"), (6, "1 person was"), (24, "Nobody was finished so long ago yet.")):
        part.choice.setCurrentIndex(part.choice.findData(months))
        qtbot.waitUntil(lambda words=words: part.sentence.text().startswith(words))
    assert asked == [3, 6, 24]
    assert opened.settings.current.keep_months == 0
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert opened.settings.current.keep_months == 24
    assert start().data.retention.months == 24
