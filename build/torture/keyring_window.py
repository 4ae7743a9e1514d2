"""A window over a keyring that never answers, as a person starts it: what it feels, and how soon it closes.

Its argument is what becomes of it: "work" until the queue goes on without the keyring, "close" while it hangs still.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from array import array
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.events import Event, ItemClaimed
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog, open_settings
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.running import run_window

BEAT_MILLISECONDS = 2
LOOK_MILLISECONDS = 20
SETTLE_SECONDS = 0.5
"""Until the window has drawn itself, which is not the keyring's doing."""
MOST_SECONDS = 30.0


class Driver(QObject):
    """Sits in the event loop: waits for the session, opens the settings while the keyring hangs, and beats."""

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self._purpose = purpose
        self._began = 0.0
        self._settings: SettingsDialog | None = None
        self._spans: list[array[float]] = []
        self._claimed = threading.Event()
        self._claimed_after = 0.0
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._note)
        self._look = QTimer(self)
        self._look.timeout.connect(self._on_look)
        self._look.start(LOOK_MILLISECONDS)

    def _hear(self, event: Event) -> None:
        if isinstance(event, ItemClaimed) and not self._claimed.is_set():
            self._claimed_after = time.perf_counter() - self._began
            self._claimed.set()

    @Slot()
    def _note(self) -> None:
        self._spans[-1].append(time.perf_counter())

    @Slot()
    def _on_look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None or window.session is None:
            return
        if not self._began:
            self._began = time.perf_counter()
            window.session.context.events.subscribe(self._hear)
            return
        passed = time.perf_counter() - self._began
        if self._purpose == "close":  # at once: then the keyring has the longest to go
            self._end(window, hung=not self._claimed.is_set())
            return
        if not self._spans and passed > SETTLE_SECONDS:
            self._measure()
        if self._settings is None and passed > 2 * SETTLE_SECONDS:
            self._beat.stop()  # building the dialog is not the keyring's doing either
            self._settings = open_settings(window, "composer")
            QTimer.singleShot(round(SETTLE_SECONDS * 1000), self, self._measure)
        if self._claimed.is_set() or passed > MOST_SECONDS:
            self._end(window)

    @Slot()
    def _measure(self) -> None:
        self._spans.append(array("d"))
        self._beat.start(BEAT_MILLISECONDS)

    def _end(self, window: MainWindow, **more: bool) -> None:
        self._look.stop()
        self._beat.stop()
        stall = max((later - earlier for span in self._spans for earlier, later in pairwise(span)), default=0.0)
        beats = sum(map(len, self._spans))
        found = {"stall": stall, "beats": beats, "claimed": self._claimed.is_set(), "seconds": self._claimed_after}
        print(json.dumps(found | more), flush=True)
        if self._settings is not None:
            self._settings.reject()
        window.close()


def main() -> int:
    """The window, and its driver once there is an application."""

    def drive() -> None:
        while QCoreApplication.instance() is None:
            time.sleep(0.01)
        application = QCoreApplication.instance()
        assert application is not None
        QTimer.singleShot(0, application, lambda: drivers.append(Driver(sys.argv[1])))

    drivers: list[Driver] = []
    threading.Thread(target=drive, daemon=True).start()
    return run_window(open_context, ["scribe-desktop"])


if __name__ == "__main__":  # the extraction child imports this file again
    sys.exit(main())
