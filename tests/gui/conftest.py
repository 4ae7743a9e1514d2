"""A window over a small data folder in memory, opened as the program opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.paths import resources_dir
from scribe_desktop.config.settings import Theme
from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.services.app_context import AppContext
from tests.factories import email, queue_item, recipient
from tests.gui.fake_context import FakeContext
from tests.ready_folder import put_database

LECTURE = "Your 2021 Marlowe Lecture made the same point."
CLAIM = "I read your paper “Bounded Embeddings” (2024)"
BODY = f"Dear Dr. Abiodun-Reyes,\n\n{CLAIM} with joy. {LECTURE} Is there room for a student?\n\nMaya"


@pytest.fixture(autouse=True)
def nothing_left_on_the_screen(qapp: QApplication) -> Iterator[None]:
    """Take away what the last test showed: a style is put on every widget there is, so each one left slows the next."""
    yield
    for widget in qapp.topLevelWidgets():
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[ThemeController]:
    controller = ThemeController(qapp, resources_dir(), Theme.LIGHT)
    yield controller
    qapp.styleHints().unsetColorScheme()
    controller.deleteLater()


@pytest.fixture
def icons(theme: ThemeController) -> Icons:
    return Icons(resources_dir() / "icons", theme)


def people(count: int, **changes: Any) -> list[QueueItem]:
    """Pending items of invented people, in order."""
    return [
        queue_item(sequence=at, recipient=recipient(f"Dr. Person {at:05d}", interest=f"topic {at % 7}"), **changes)
        for at in range(count)
    ]


def doubtful_draft(**changes: Any) -> EmailDraft:
    """A draft with one statement that rests on a paper and one that nothing supports."""
    finding = Finding(FindingKind.TITLE, "2021 Marlowe Lecture", LECTURE, "Not found in any saved passage.")
    claim = Claim(CLAIM, "https://papers.example/1", "Bounded Embeddings", "We bound embeddings.", EvidenceKind.PAPER)
    return email((finding,), body=BODY, evidence=(claim,), recipient_name="Dr. Tunde Abiodun-Reyes", **changes)


@pytest.fixture
def context(tmp_path: Path) -> FakeContext:
    """Three who wait, one that failed, and one with a draft to review."""
    made = FakeContext(tmp_path)
    waiting = people(3)
    failed = queue_item(status=QueueStatus.FAILED, error_message="Nothing was found. Try again.", sequence=3)
    draft = doubtful_draft()
    done = queue_item(
        id=draft.queue_item_id, status=QueueStatus.COMPLETED, email_id=draft.id, sequence=4,
        recipient=recipient("Dr. Tunde Abiodun-Reyes"),
    )  # fmt: skip
    made.queue.items = [*waiting, failed, done]
    made.emails.drafts = [draft]
    return made


def end(application: Application) -> None:
    """Close the window, and not the tests with it."""
    application.window.closed.disconnect()
    application.window.hide()
    assert application.close()
    application.window.deleteLater()
    application.theme.deleteLater()


Opener = Callable[..., MainWindow]


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, context: FakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Opener]:
    """Opens the window as the program does; ends it after the test."""
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path))
    running: list[Application] = []

    def open_it(hooks: WindowHooks | None = None, of: Callable[..., Any] | None = None) -> MainWindow:
        application = Application(qapp, of or (lambda *folder, **options: context), lambda *_: hooks or WindowHooks())
        running.append(application)
        application.show()
        qtbot.waitUntil(lambda: application.session is not None)
        window = application.window
        session = application.session
        assert session is not None
        qtbot.waitUntil(lambda: session.working and session.overview.composer != "")
        work = window.workspace
        assert work is not None
        qtbot.waitUntil(lambda: work.queue.model.total == len(context.queue.shown(work.queue.query)[0]))
        return window

    yield open_it
    for application in running:
        end(application)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[AppContext]:
    """A real data folder, with nothing in it."""
    made = open_context(put_database(tmp_path / "data").root)
    yield made
    made.close()


@pytest.fixture
def surroundings(opened: AppContext, theme: ThemeController, icons: Icons) -> Iterator[Surroundings]:
    """What a dialog over it is given."""
    background = BackgroundCalls()
    yield Surroundings(opened, background, theme, icons)
    assert background.close()


@pytest.fixture
def running(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """The whole window over a real data folder, its worker at work."""
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(put_database(tmp_path).root))
    application = Application(qapp, open_context, hooks_for)
    application.show()
    qtbot.waitUntil(lambda: application.session is not None and application.session.working, timeout=20_000)
    yield application
    end(application)


def changed(item: QueueItem, **changes: Any) -> QueueItem:
    """The item with other values."""
    return replace(item, **changes)
