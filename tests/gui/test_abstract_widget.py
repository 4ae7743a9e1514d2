"""Widgets with abstract methods."""

import pytest
from pytestqt.qtbot import QtBot

from scribe_desktop.config.settings import Settings
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page


def test_page_that_lacks_what_it_must_have_cannot_be_made(qtbot: QtBot) -> None:
    class Unfinished(Page):
        def load(self, settings: Settings) -> None:
            """Show nothing."""

    with pytest.raises(TypeError, match="Unfinished lacks values"):
        Unfinished("half", "Half a page")
