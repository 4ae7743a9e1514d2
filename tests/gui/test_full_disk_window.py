"""Words typed into a draft while the disk is full: a sentence, and they are still there."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from scribe_desktop.errors import DiskFullError
from scribe_desktop.gui.action_specs import Act
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext
from tests.gui.test_drafts import open_draft


def test_typed_words_stay_when_they_cannot_be_stored_and_are_stored_when_there_is_room(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window, tab = open_draft(qtbot, open_window)
    store = context.emails.edit

    def full(*_: Any) -> None:
        raise DiskFullError("The disk is full. Free some space, then go on.")

    context.emails.edit = full  # type: ignore[method-assign]
    window.actions_[Act.EDIT].trigger()
    tab.body.setPlainText("Typed for an hour.")
    window.actions_[Act.SAVE].trigger()
    work = window.workspace
    assert work is not None
    qtbot.waitUntil(lambda: "The disk is full" in (work.banners.text_of("error") or ""))
    assert tab.editing
    assert tab.body.toPlainText() == "Typed for an hour."
    context.emails.edit = store  # type: ignore[method-assign]
    window.actions_[Act.SAVE].trigger()
    qtbot.waitUntil(lambda: not tab.editing)
    assert context.emails.drafts[0].body == "Typed for an hour."
