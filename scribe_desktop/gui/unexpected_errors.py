"""Errors that nothing caught, while the window is open: one calm dialog, however many there are."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from scribe_desktop.gui.wording import tr

if TYPE_CHECKING:
    from scribe_desktop.config.crash_reports import CrashReports

logger = logging.getLogger(__name__)


class UnexpectedErrors(QObject):
    """Takes the interpreter's hook for such errors until it is closed.

    Args:
        window: what the dialog lies over.
        logs: where what happened is written down when there is no report of its own.
        quit_program: called for Ctrl+C.
        crashes: the process's crash reports; without them the errors are only logged.
    """

    _happened = Signal(str)

    def __init__(
        self, window: QWidget, logs: Path, quit_program: Callable[[], object], crashes: CrashReports | None
    ) -> None:
        super().__init__()  # no child of the window: it hears of errors until the very end
        self._window = window
        self._logs = logs
        self._quit = quit_program
        self._crashes = crashes
        self._told = False
        self._happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._before, sys.excepthook = sys.excepthook, self._on_exception
        if crashes is not None:
            crashes.tell_with(self._happened.emit)

    def close(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._quit()
            return
        if self._crashes is not None:
            self._before(kind, error, trace)  # theirs: it writes a report, and tells where it lies
            return
        logger.critical("Unexpected error", exc_info=(kind, error, trace))
        self._happened.emit("")

    @Slot(str)
    def _tell(self, report: str) -> None:
        """`report` is where what happened is written down."""
        if self._told:
            return
        self._told = True
        words = tr("Your drafts are safe. If the window behaves oddly, close and reopen Scribe. Details: {place}")
        box = QMessageBox(QMessageBox.Icon.Warning, tr("Scribe"), tr("Something unexpected went wrong."))
        box.setInformativeText(words.format(place=report or self._logs))
        box.setParent(self._window, box.windowFlags())
        box.finished.connect(self._forget_told)
        box.open()

    @Slot()
    def _forget_told(self) -> None:
        self._told = False
