"""What is asked before the window closes: words not saved, and people who wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.views.draft_tab import DraftTab
from scribe_desktop.gui.wording import number, tr

if TYPE_CHECKING:
    from scribe_desktop.services.email_library import EmailLibrary

_TOLD = "window/closing_told"


def settle_unsaved(parent: QWidget, tab: DraftTab, emails: EmailLibrary) -> bool:
    """Ask what becomes of words that were typed and not saved; False to stay open."""
    texts = tab.unsaved
    if not texts:
        return True
    buttons = QMessageBox.StandardButton
    words = tr("Save your changes to 1 draft?") if len(texts) == 1 else tr("Save your changes to {count} drafts?")
    answer = QMessageBox.question(
        parent,
        tr("Scribe"),
        words.format(count=number(len(texts))),
        buttons.Save | buttons.Discard | buttons.Cancel,
        buttons.Save,
    )
    return _save_all(parent, tab, emails) if answer == buttons.Save else answer == buttons.Discard


def tell_about_waiting(parent: QWidget, waiting: int, state: QSettings) -> bool:
    """Say that the queue goes on next time, until told not to; False to stay open."""
    if not waiting or state.value(_TOLD, False, type=bool):
        return True
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Scribe"))
    words = tr("1 recipient waits.") if waiting == 1 else tr("{count} recipients wait.")
    box.setText(words.format(count=number(waiting)))
    box.setInformativeText(tr("Nothing is lost: the queue goes on where it stopped when you open Scribe again."))
    once = QCheckBox(tr("Don't show this again"))
    box.setCheckBox(once)
    close = box.addButton(tr("Close Scribe"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(close)
    box.exec()
    if box.clickedButton() is not close:
        return False
    if once.isChecked():
        state.setValue(_TOLD, True)
    return True


def _save_all(parent: QWidget, tab: DraftTab, emails: EmailLibrary) -> bool:
    """Here the window may wait: it is about to close, and the words must not be lost."""
    for text in tab.unsaved:
        try:
            tab.saved(emails.edit(text.email_id, text.subject, text.body))
        except ScribeError as error:
            QMessageBox.warning(parent, tr("Scribe"), error.message)
            return False
    return True
