"""Opening a data folder and changing to another: once at a time, and never in the window's own thread."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scribe_desktop.gui.application import Application
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.session import Session
from tests.gui.conftest import people
from tests.gui.fake_context import FakeContext, FakeWorker


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path))
    running: list[Application] = []

    def start_it(opening: Any, data_dir: Path | None = None) -> Application:
        application = Application(qapp, opening, lambda *_: WindowHooks(), data_dir)
        application.window.closed.disconnect()
        running.append(application)
        return application

    yield start_it
    for application in running:
        application.window.hide()
        application.close()
        application.window.deleteLater()
        application.theme.deleteLater()


def is_working(application: Application) -> bool:
    return application.session is not None and application.session.working


def test_folder_is_opened_once_however_often_one_asks(qtbot: QtBot, start: Any, tmp_path: Path) -> None:
    gate, opened = threading.Event(), []

    def opening(*folder: Any, **options: Any) -> FakeContext:
        gate.wait()
        opened.append(FakeContext(tmp_path))
        return opened[-1]

    application = start(opening)
    application.open_own()
    application.open_own()
    application.open_demo()
    gate.set()
    qtbot.waitUntil(lambda: is_working(application))
    assert len(opened) == 1
    assert len(application.findChildren(Session)) == 1
    assert application.close()
    assert opened[0].closed.is_set()


def test_folder_that_opens_after_the_window_was_closed_is_closed_again(start: Any, tmp_path: Path) -> None:
    gate, begun, opened = threading.Event(), threading.Event(), FakeContext(tmp_path)

    def opening(*folder: Any, **options: Any) -> FakeContext:
        begun.set()
        gate.wait()
        return opened

    application = start(opening)
    application.open_own()
    begun.wait()
    threading.Timer(0, gate.set).start()
    assert application.close()
    assert opened.closed.is_set()


def test_changing_to_the_demo_waits_for_the_work_without_holding_the_window(
    qtbot: QtBot, start: Any, tmp_path: Path
) -> None:
    gate = threading.Event()

    class Slow(FakeWorker):
        def run(self) -> None:
            super().run()
            gate.wait()

    own, demo = FakeContext(tmp_path), FakeContext(tmp_path)
    demo.queue.items = people(1)
    own.new_worker = Slow
    application = start(lambda folder, **options: demo if options.get("demo") else own)
    application.open_own()
    qtbot.waitUntil(lambda: is_working(application))
    first = application.session
    application.open_demo()
    assert application.session is first, "it comes back at once, though the work has not ended"
    assert not own.closed.is_set()
    gate.set()
    qtbot.waitUntil(lambda: application.session is not first and is_working(application))
    assert own.closed.is_set()
    assert len(application.findChildren(Session)) <= 2
    qtbot.waitUntil(lambda: len(application.findChildren(Session)) == 1)


@pytest.mark.expected_warning("did not end within")
def test_work_that_does_not_end_is_said_and_nothing_is_opened_over_it(
    qtbot: QtBot, start: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    class Hanging(FakeWorker):
        def run(self) -> None:
            gate.wait()

    monkeypatch.setattr("scribe_desktop.gui.session.CLOSE_SECONDS", 0.02)
    context = FakeContext(tmp_path)
    context.new_worker = Hanging
    application = start(lambda *folder, **options: context)
    application.open_own()
    qtbot.waitUntil(lambda: is_working(application))
    application.open_demo()
    qtbot.waitUntil(lambda: application.window._opening.title == "Your data could not be opened")
    assert not context.closed.is_set()
    gate.set()


def test_worker_is_made_in_its_own_thread(qtbot: QtBot, start: Any, tmp_path: Path) -> None:
    context, made = FakeContext(tmp_path), []

    def new_worker() -> FakeWorker:
        made.append(threading.get_ident())
        return context.worker

    context.new_worker = new_worker
    application = start(lambda *folder, **options: context)
    application.open_own()
    qtbot.waitUntil(lambda: is_working(application))
    qtbot.waitUntil(lambda: context.worker.thread is not None)
    assert made == [context.worker.thread]
    assert made[0] != threading.get_ident()
    assert QThread.currentThread().isMainThread()


def test_folder_named_on_the_command_line_is_opened(qtbot: QtBot, start: Any, tmp_path: Path) -> None:
    folders: list[Path] = []

    def opening(folder: Path | None, **options: Any) -> FakeContext:
        assert folder is not None
        folders.append(folder)
        return FakeContext(tmp_path)

    application = start(opening, tmp_path / "elsewhere")
    application.open_own()
    qtbot.waitUntil(lambda: is_working(application))
    assert folders == [tmp_path / "elsewhere"]
