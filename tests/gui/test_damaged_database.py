"""A damaged database in the window: said, the newest good backup offered, and never silently an empty start."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.bootstrap.upkeep import open_upkeep
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import BackupReason
from scribe_desktop.domain.events import DatabaseFoundDamaged
from scribe_desktop.errors import DatabaseDamagedError, DiskFullError
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.dialogs.damaged_database import DamagedDatabaseDialog
from scribe_desktop.gui.dialogs.settings_dialog import open_settings
from scribe_desktop.gui.wording import number
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage.backups import BackupFolder
from tests.backup_world import damage, made_with, raw_count
from tests.factories import NOON
from tests.gui.fake_context import FakeWorker

PEOPLE = 2000


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataPaths:
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path / "data"))
    made = DataPaths(tmp_path / "data")
    made_with(made, PEOPLE)
    return made


Start = Callable[[], Application]


def idle(*folder: Any, **options: Any) -> AppContext:
    """The real folder, with a worker that leaves the queue alone."""
    return replace(open_context(*folder, **options), new_worker=FakeWorker)  # type: ignore[arg-type]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, paths: DataPaths) -> Iterator[Start]:
    running: list[Application] = []

    def start_it(opening: Any = idle) -> Application:
        application = Application(qapp, opening, hooks_for, None, None, open_upkeep)
        application.window.closed.disconnect()
        running.append(application)
        application.window.show()
        application.open_own()
        return application

    yield start_it
    for application in running:
        if application.upkeep_desk is not None and application.upkeep_desk.dialog is not None:
            application.upkeep_desk.dialog.quit_wanted.disconnect()
            application.upkeep_desk.dialog.reject()
        application.window.hide()
        assert application.close()
        application.window.deleteLater()
        application.theme.deleteLater()


def dialog_of(qtbot: QtBot, application: Application) -> DamagedDatabaseDialog:
    """The dialog, when it has found what it looks for."""
    desk = application.upkeep_desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.dialog is not None and "Looking" not in desk.dialog.backup_line.text(), timeout=20_000)
    assert desk.dialog is not None
    return desk.dialog


def working(application: Application) -> bool:
    return application.session is not None and application.session.working


def set_aside(paths: DataPaths) -> list[Path]:
    return sorted(one for one in paths.root.iterdir() if one.name.startswith(("damaged-", "replaced-")))


def test_the_newest_good_backup_is_offered_and_put_back(qtbot: QtBot, start: Start, paths: DataPaths) -> None:
    folder = BackupFolder(paths)
    folder.make(NOON, BackupReason.SCHEDULED)
    damage(folder.make(NOON.replace(hour=13), BackupReason.SCHEDULED).path)
    damaged = damage(paths.database)
    application = start()
    dialog = dialog_of(qtbot, application)
    assert application.session is None
    assert application.window._opening.title == "Your data could not be opened"
    assert "2026" in dialog.backup_line.text() or "2 Mar" in dialog.backup_line.text()
    assert f"{number(PEOPLE)} people in the queue, 0 drafts." in dialog.backup_text.text()
    assert "is not in it" in dialog.backup_text.text()
    words = dialog.backup_text
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))  # nothing of it is cut off
    assert paths.database.read_bytes() == damaged
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    assert application.session.context.queue.counts().pending == PEOPLE
    (aside,) = set_aside(paths)
    assert (aside / "scribe.db").read_bytes() == damaged
    controller = application.window.controller
    assert controller is not None
    assert str(aside) in application.window.workspace.notices._text.text()


def test_without_a_good_backup_one_can_start_empty_and_the_file_is_kept(
    qtbot: QtBot, start: Start, paths: DataPaths
) -> None:
    damaged = damage(paths.database)
    application = start()
    dialog = dialog_of(qtbot, application)
    assert dialog.backup_line.text() == "There is no good backup."
    assert not dialog.restore_button.isVisible()
    dialog.empty_button.click()
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    assert application.session.context.queue.counts().total == 0
    assert (set_aside(paths)[0] / "scribe.db").read_bytes() == damaged


@pytest.mark.parametrize("leave", ["quit_button", "escape"])
def test_quitting_changes_nothing(qtbot: QtBot, start: Start, paths: DataPaths, leave: str) -> None:
    damaged = damage(paths.database)
    application = start()
    dialog = dialog_of(qtbot, application)
    with qtbot.waitSignal(application.window.closed):
        dialog.quit_button.click() if leave == "quit_button" else dialog.reject()
    assert paths.database.read_bytes() == damaged
    assert set_aside(paths) == []


def test_a_file_of_ones_own_is_checked_before_it_is_taken(
    qtbot: QtBot, start: Start, paths: DataPaths, tmp_path: Path
) -> None:
    shutil.copyfile(paths.database, tmp_path / "own.db")
    (tmp_path / "bad.db").write_bytes(b"Dear diary")
    damage(paths.database)
    application = start()
    dialog = dialog_of(qtbot, application)
    dialog.take_file(tmp_path / "bad.db")
    qtbot.waitUntil(lambda: "bad.db cannot be put in place. It is damaged." in dialog.strip.text)
    dialog.take_file(tmp_path / "own.db")
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    assert application.session.context.queue.counts().pending == PEOPLE


def test_what_cannot_be_put_back_is_said_and_the_choice_comes_again(
    qtbot: QtBot, start: Start, paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    BackupFolder(paths).make(NOON, BackupReason.SCHEDULED)
    damage(paths.database)
    application = start()
    dialog = dialog_of(qtbot, application)

    def full(*_: object) -> None:
        raise DiskFullError("The disk is full. Free some space.")

    monkeypatch.setattr(BackupFolder, "restore", full)
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: "The disk is full" in application.window._opening._text.text(), timeout=20_000)
    application.open_again()
    assert dialog_of(qtbot, application).restore_button.isEnabled()


class DamagedWorker(FakeWorker):
    """Finds the database damaged when it begins."""

    def run(self) -> None:
        raise DatabaseDamagedError("The database is damaged.")


def test_damage_found_by_the_worker_stops_it_with_a_banner_that_leads_to_the_same(
    qtbot: QtBot, start: Start, paths: DataPaths
) -> None:
    BackupFolder(paths).make(NOON, BackupReason.SCHEDULED)
    workers = iter([DamagedWorker, FakeWorker])

    def opening(*folder: Any, **options: Any) -> AppContext:
        return replace(open_context(*folder, **options), new_worker=next(workers))  # type: ignore[arg-type]

    application = start(opening)
    qtbot.waitUntil(lambda: application.window.workspace is not None, timeout=20_000)
    banners = application.window.workspace.banners
    qtbot.waitUntil(lambda: banners.text_of("worker") == "The database is damaged.", timeout=20_000)
    assert not application.session.working
    banner = banners._shown["worker"]
    assert banner.action == "Repair…"
    banner.on_action()
    dialog = dialog_of(qtbot, application)
    assert application.session is None, "the database is shut by now"
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    assert len(set_aside(paths)) == 1


def test_damage_found_by_a_backup_stops_the_worker_too(qtbot: QtBot, start: Start, paths: DataPaths) -> None:
    application = start()
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    context = application.session.context
    context.events.publish(DatabaseFoundDamaged("The database is damaged."))
    banners = application.window.workspace.banners
    qtbot.waitUntil(lambda: banners.text_of("worker") == "The database is damaged.")
    assert not application.session.working
    assert banners._shown["worker"].action == "Repair…"


def test_a_backup_is_put_in_place_from_the_settings(qtbot: QtBot, start: Start, paths: DataPaths) -> None:
    made = BackupFolder(paths).make(NOON, BackupReason.SCHEDULED)
    made_with(paths, 5)
    application = start()
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    first = application.session
    settings = open_settings(application.window, "data")
    settings.data.restore_wanted.emit(made.path)
    qtbot.waitUntil(lambda: application.session is not first and working(application), timeout=20_000)
    assert application.session.context.queue.counts().pending == PEOPLE
    (aside,) = set_aside(paths)
    assert raw_count(aside / "scribe.db") == PEOPLE + 5


def test_erasing_from_the_settings_leaves_nothing_not_even_the_windows_place(
    qtbot: QtBot, start: Start, paths: DataPaths
) -> None:
    application = start()
    qtbot.waitUntil(lambda: working(application), timeout=20_000)
    settings = open_settings(application.window, "data")
    settings.data.erase_wanted.emit()
    desk = application.upkeep_desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.box is not None, timeout=20_000)
    assert desk.box is not None
    assert desk.box.informativeText() == "Everything that Scribe kept here is erased."
    with qtbot.waitSignal(application.window.closed):
        desk.box.accept()
    assert not paths.root.exists()


def test_a_newer_database_is_not_called_damaged(qtbot: QtBot, start: Start, paths: DataPaths) -> None:
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    application = start()
    qtbot.waitUntil(lambda: "newer version" in application.window._opening._text.text(), timeout=20_000)
    assert application.upkeep_desk is not None
    assert application.upkeep_desk.dialog is None
