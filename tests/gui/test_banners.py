"""Banners say what is in the way, and offer what their sentence asks for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from scribe_desktop.errors import PauseReason
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.hooks import WindowHooks
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (PauseReason.KEY_REFUSED, "Settings…"),
        (PauseReason.NOT_CONFIGURED, "Settings…"),
        (PauseReason.BUDGET_SPENT, "Raise the budget…"),
        (PauseReason.QUOTA_SPENT, "Start"),
        (PauseReason.MODEL_UNREACHABLE, "Start"),
        (PauseReason.DISK_FULL, "Start"),
        (PauseReason.OFFLINE, "Try now"),
    ],
)
def test_pause_offers_the_one_thing_that_ends_it(
    qtbot: QtBot, open_window: Opener, context: FakeContext, reason: PauseReason, word: str
) -> None:
    window = open_window(WindowHooks(settings=lambda *_: None))
    assert window.workspace is not None
    banners = window.workspace.banners
    context.queue.pause(reason, "This is in the way.")
    goes_on = " Work goes on by itself when it is back." if reason is PauseReason.OFFLINE else ""
    qtbot.waitUntil(lambda: banners.text_of("pause") == f"This is in the way.{goes_on}")
    assert [one.text() for one in banners.findChildren(QPushButton)] == [word]
    assert window.actions_[Act.START_PAUSE].text() == "Start"
