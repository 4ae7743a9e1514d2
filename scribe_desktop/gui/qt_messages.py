"""What Qt has to say goes to the log; a message it dies of becomes a crash report first."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from scribe_desktop.config.crash_reports import CrashReports

logger = logging.getLogger(__name__)

# Qt warns of much that nobody can mend (a platform that lacks something): that is no warning of ours.
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.INFO,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def report_qt_messages(crashes: CrashReports) -> None:
    """From now on, in whatever thread Qt speaks."""

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        logger.log(_LEVELS.get(kind, logging.INFO), "Qt: %s", message)
        if kind is QtMsgType.QtFatalMsg:
            crashes.note_fatal(message, "Qt ended the program")

    qInstallMessageHandler(handle)
