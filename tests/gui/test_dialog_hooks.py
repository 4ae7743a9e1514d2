"""The window's actions open the dialogs, over a real data folder."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs.import_wizard import ImportWizard
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor


@pytest.mark.parametrize(
    ("act", "kind"), [(Act.IMPORT, ImportWizard), (Act.TEMPLATE, TemplateEditor), (Act.SETTINGS, SettingsDialog)]
)
def test_action_opens_its_dialog_over_the_window(qtbot: QtBot, running: Application, act: Act, kind: type) -> None:
    running.window.actions_[act].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    assert dialog.parent() is running.window
    dialog.reject()


def test_saved_settings_are_said_in_the_window(qtbot: QtBot, running: Application) -> None:
    running.window.actions_[Act.SETTINGS].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    dialog.writer.sender_name.setText("Maya Lindqvist")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert running.window.workspace is not None
    assert running.window.workspace.notices.text == "Settings saved."
