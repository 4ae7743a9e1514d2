"""Where the window stood and how its panes were divided: kept when it closes, restored when it opens."""

from __future__ import annotations

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

SMALLEST, USUAL = QSize(600, 340), QSize(1280, 800)
"""Sizes in pixels: the least that everything can be reached in, and the first time's."""

_GEOMETRY, _SPLITTER = "window/geometry", "window/splitter"


class WindowState:
    """The state of one window in a file."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._wanted = True

    def restore(self, window: QMainWindow) -> None:
        """Put the window where it stood, or in its usual size on a screen that has the room."""
        window.setMinimumSize(SMALLEST)
        geometry = self._settings.value(_GEOMETRY)
        if geometry is None or not window.restoreGeometry(geometry):
            room = window.screen().availableSize() if window.screen() else USUAL
            window.resize(USUAL.boundedTo(room))

    def restore_panes(self, splitter: QSplitter) -> None:
        """Divide the panes as they were divided."""
        if (sizes := self._settings.value(_SPLITTER)) is not None:
            splitter.restoreState(sizes)

    def keep(self, window: QMainWindow, splitter: QSplitter | None) -> None:
        """Write both to the file, the panes when there are some."""
        if not self._wanted:
            return
        self._settings.setValue(_GEOMETRY, window.saveGeometry())
        if splitter is not None:
            self._settings.setValue(_SPLITTER, splitter.saveState())
        self._settings.sync()

    def forget(self) -> None:
        """Keep nothing from now on: everything was erased, and no file is to be left behind."""
        self._wanted = False
