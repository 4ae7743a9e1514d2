"""Scribe beside the clock: where it goes on out of sight, and how it says once that a batch is done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.session import Overview
from scribe_desktop.gui.wording import batch_line, progress_line, tr

_CLICKS = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)


class Tray(QObject):
    """The icon is there while the window is hidden, and while a notification waits to be seen."""

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
        self._icon.setToolTip(tr("Scribe"))
        self._menu = QMenu()
        self._open = QAction(tr("Open Scribe"), self)
        self._quit = QAction(tr("Quit"), self)
        self._open.triggered.connect(self.open_window)
        self._quit.triggered.connect(window.quit)
        self._menu.addAction(self._open)
        self._menu.addAction(window.actions_[Act.START_PAUSE])
        self._menu.addSeparator()
        self._menu.addAction(self._quit)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.open_window)
        application.applicationStateChanged.connect(self._on_state)

    @property
    def shown(self) -> bool:
        """True while the icon is there."""
        return self._icon.isVisible()

    @property
    def menu(self) -> QMenu:
        """Open, Start or Pause, Quit."""
        return self._menu

    @Slot()
    def show_icon(self) -> None:
        """The window is hidden and its work goes on."""
        self._icon.show()

    @Slot()
    def open_window(self) -> None:
        """Bring the window back, and take the icon away."""
        self._window.bring_forward()
        self._icon.hide()

    @Slot(int, int)
    def tell_drained(self, completed: int, failed: int) -> None:
        """One notification at the end of a batch, unless the window is in front and shows it all."""
        words = batch_line(completed, failed)
        if not words or QApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            return
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon.show()
            self._icon.showMessage(tr("Scribe"), words, QApplication.windowIcon())
        QApplication.alert(self._window)

    @Slot(object)
    def follow(self, overview: Overview) -> None:
        """Say in the tooltip how far it is."""
        line = tr("Paused") if overview.pause.reason else progress_line(overview.counts, None)
        self._icon.setToolTip(" · ".join(part for part in (tr("Scribe"), line) if part))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in _CLICKS:
            self.open_window()

    @Slot(Qt.ApplicationState)
    def _on_state(self, state: Qt.ApplicationState) -> None:
        """In front again: what was told has been seen."""
        if state is Qt.ApplicationState.ApplicationActive and self._window.isVisible():
            self._icon.hide()
