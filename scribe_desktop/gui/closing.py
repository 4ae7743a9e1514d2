"""What is asked before the window closes: words not saved, and people who wait."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QMessageBox, QSystemTrayIcon, QWidget

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.views.draft_tab import DraftTab
from scribe_desktop.gui.wording import number, tr

if TYPE_CHECKING:
    from scribe_desktop.gui.session import Session
    from scribe_desktop.services.email_library import EmailLibrary

logger = logging.getLogger(__name__)

_REMEMBERED = "window/closing"


class Closing(StrEnum):
    """What becomes of the window."""

    STAY = "stay"
    TRAY = "tray"
    CLOSE = "close"


def ask_before_closing(parent: QWidget, session: Session, tab: DraftTab, state: QSettings, quitting: bool) -> Closing:
    """Ask about words that are not saved, and what becomes of those who wait.

    Args:
        tab: where words may have been typed.
        state: where an answer is remembered.
        quitting: whether the person said "quit", which never means the tray.
    """
    if not settle_unsaved(parent, tab, session.context.emails):
        return Closing.STAY
    if quitting and not parent.isVisible():
        return Closing.CLOSE  # this was said when the window was hidden
    counts = session.overview.counts
    goes_on = session.working and session.overview.pause.reason is None and not quitting
    tray = goes_on and QSystemTrayIcon.isSystemTrayAvailable()
    return ask_about_waiting(parent, counts.pending + counts.processing, state, tray)


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


def ask_about_waiting(parent: QWidget, waiting: int, state: QSettings, tray: bool) -> Closing:
    """Say that the queue goes on next time, or offer to go on in the tray; an answer may be remembered.

    Args:
        waiting: how many recipients wait.
        state: where the answer is remembered.
        tray: whether the work can go on there.
    """
    if not waiting:
        return Closing.CLOSE
    if (remembered := state.value(_REMEMBERED, "")) == Closing.TRAY and tray:
        return Closing.TRAY
    if remembered:
        return Closing.CLOSE
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Scribe"))
    words = tr("1 recipient waits.") if waiting == 1 else tr("{count} recipients wait.")
    box.setText(words.format(count=number(waiting)))
    text = tr("Nothing is lost: the queue goes on where it stopped when you open Scribe again.")
    if tray:
        text += " " + tr("Or let it go on now, without a window; you find Scribe beside the clock.")
    box.setInformativeText(text)
    once = QCheckBox(tr("Do the same next time, without asking"))
    box.setCheckBox(once)
    close = box.addButton(tr("Close Scribe"), QMessageBox.ButtonRole.AcceptRole)
    hide = box.addButton(tr("Keep working in the tray"), QMessageBox.ButtonRole.AcceptRole) if tray else None
    box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(close)
    box.exec()
    clicked = box.clickedButton()
    answer = Closing.CLOSE if clicked is close else Closing.TRAY if hide and clicked is hide else Closing.STAY
    if once.isChecked() and answer is not Closing.STAY:
        state.setValue(_REMEMBERED, answer.value)
    return answer


def save_unsaved(tab: DraftTab, emails: EmailLibrary) -> None:
    """Save words that were typed, without asking; what cannot be saved is told to the log."""
    for text in tab.unsaved:
        try:
            tab.saved(emails.edit(text.email_id, text.subject, text.body))
        except ScribeError as error:
            logger.warning("What was typed into a draft could not be saved at the end: %s", error.message)


def _save_all(parent: QWidget, tab: DraftTab, emails: EmailLibrary) -> bool:
    """Here the window may wait: it is about to close, and the words must not be lost."""
    for text in tab.unsaved:
        try:
            tab.saved(emails.edit(text.email_id, text.subject, text.body))
        except ScribeError as error:
            QMessageBox.warning(parent, tr("Scribe"), error.message)
            return False
    return True
