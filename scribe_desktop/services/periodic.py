"""Work that comes round again and again in a thread of its own, while the program does something else."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

from scribe_desktop.ports import Clock


class Periodic(ABC):
    """Calls `look` after `first` seconds and then every `every` seconds, until it says False or `close` is called."""

    def __init__(self, name: str, clock: Clock, first: float, every: float) -> None:
        self._clock = clock
        self._first, self._every = first, every
        self._stop = threading.Event()
        # A daemon: a disk that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def look(self) -> bool:
        """Do what is due; False when there is no use in looking again."""

    def start(self) -> None:
        """Begin to wait for the first time."""
        self._thread.start()

    def close(self, seconds: float = 2.0) -> None:
        """End, waiting so many seconds at most for what is under way."""
        self._stop.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        wait = self._first
        while not self._clock.wait(self._stop, wait):
            wait = self._every
            if not self.look():
                return
