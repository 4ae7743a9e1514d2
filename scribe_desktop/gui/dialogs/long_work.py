"""Work of a dialog that takes its time: it tells how far it is, and the person can stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from scribe_desktop.errors import WorkInterrupted


class Stopped(Exception):
    """The person no longer wants the result."""


def unless_stopped(call: Callable[[], Any]) -> Any:
    """What the call returns; None when it was stopped."""
    try:
        return call()
    except Stopped:
        return None


def unless_interrupted(call: Callable[[], Any]) -> Any:
    """What the call returns; None when its cancel token, or the stop event it was given, ended it."""
    try:
        return call()
    except WorkInterrupted:
        return None


class LongWork(QObject):
    """Work that tells how far it is and can be stopped; made in the GUI thread, `tell` is called by the worker.

    Signals:
        moved(share): how much is done, 0 to 1.
    """

    moved = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()
        self._told = 0.0

    def stop(self) -> None:
        """The next `tell` raises Stopped."""
        self._stop.set()

    def check(self) -> None:
        """Raises Stopped once the person no longer wants the result."""
        if self._stop.is_set():
            raise Stopped

    def tell(self, share: float) -> None:
        """Tell how far it is. Raises Stopped."""
        self.check()
        # Reading is pure Python: without a breath the window would wait for the interpreter's lock again and again.
        time.sleep(0.0005)
        if abs(share - self._told) >= 0.005:
            self._told = share
            self.moved.emit(share)
