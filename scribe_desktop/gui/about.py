"""What tells about the program: the help, and which version this is."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from scribe_desktop import __version__
from scribe_desktop.gui.wording import tr


def open_help(parent: QWidget) -> None:
    """Open the help over a window."""
    from scribe_desktop.gui.dialogs.help_dialog import HelpDialog

    HelpDialog(parent).open()


def show_about(parent: QWidget) -> None:
    """Say what the program is and its version, until the person has read it."""
    words = tr("Scribe {version}\n\nTrue, reviewed outreach drafts, on your own computer.")
    QMessageBox.about(parent, tr("About Scribe"), words.format(version=__version__))
