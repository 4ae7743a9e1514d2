"""Running the window as a process does: one for a data folder, in the person's language, until it is closed."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.no_display import ending_without_display
from scribe_desktop.gui.qt_messages import report_qt_messages

if TYPE_CHECKING:
    from scribe_desktop.config.crash_reports import CrashReports
    from scribe_desktop.services.app_context import OpenContext
    from scribe_desktop.services.upkeep import OpenUpkeep


def run_window(
    open_context: OpenContext,
    arguments: Sequence[str],
    crashes: CrashReports | None = None,
    open_upkeep: OpenUpkeep | None = None,
) -> int:
    """Show the window until it is closed; the exit code. `crashes` writes down what nothing else caught.

    A window that is open on the same data folder comes forward in its place. Ends the process for arguments that it
    does not know.
    """
    from scribe_desktop.gui.arguments import parse_arguments
    from scribe_desktop.gui.dialogs import hooks_for
    from scribe_desktop.gui.ending_signals import EndingSignals
    from scribe_desktop.gui.one_window import WindowServer, channel_of, claim_window

    data_dir = parse_arguments(arguments[1:]).data_dir
    application = make_application(arguments[:1])
    channel = channel_of(DataPaths.of(data_dir).root)
    claim = claim_window(channel)
    if claim is None:
        return 0
    if crashes is not None:
        crashes.keep_in(DataPaths.of(data_dir).logs)
        report_qt_messages(crashes)
    server = WindowServer(channel)
    running = Application(application, open_context, hooks_for, data_dir, crashes, open_upkeep)
    server.asked.connect(running.bring_forward)
    signals = EndingSignals()
    signals.asked.connect(running.window.end)
    running.show()
    code = application.exec()
    signals.close()
    server.close()
    claim.unlock()
    if not running.close():
        # Something hangs in a thread that must not be torn away. What is stored is safe: SQLite survives this.
        logging.shutdown()
        os._exit(code)
    return code


def make_application(arguments: Sequence[str]) -> QApplication:
    """The QApplication, in the person's language."""
    with ending_without_display():
        application = QApplication(list(arguments) or ["scribe-desktop"])
    application.setApplicationName("scribe-desktop")
    application.setApplicationDisplayName("Scribe")
    application.setDesktopFileName("scribe-desktop")
    application.setQuitOnLastWindowClosed(False)  # it may be hidden while it works; `closed` says when it ends
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    install_translators(application)
    return application


def install_translators(application: QApplication) -> None:
    """Qt's own words and ours, when there is a translation for the person's language."""
    locale = QLocale.system()
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt_folder), ("scribe", str(resources_dir() / "translations"))):
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder):
            application.installTranslator(translator)
