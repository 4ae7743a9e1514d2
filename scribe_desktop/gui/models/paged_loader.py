"""Brings the rows that a paged model asks for, off the GUI thread, and keeps those on show up to date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.models.paged_model import BLOCK, PagedModel

REFRESH_MILLISECONDS = 250
"""The rows on show are read again at most this often, however fast the queue is worked."""

Fetch = Callable[[int, int], tuple[Sequence[Any], int]]
"""(offset, limit) → the rows from there, and how many there are in all; runs in the background."""


class PagedLoader(QObject):
    """Feeds one model from whatever list it is told to show.

    Signals:
        loaded(total): a list that was asked for anew is on show.
        failed(ScribeError): it could not be read.
    """

    loaded = Signal(int)
    failed = Signal(object)

    def __init__(
        self,
        model: PagedModel[Any],
        background: BackgroundCalls,
        name: str,
        visible: Callable[[], tuple[int, int]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._background = background
        self._name = name
        self._visible = visible
        self._fetch: Fetch | None = None
        self._generation = 0
        self._running = 0
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MILLISECONDS)
        self._timer.timeout.connect(self._refresh_now)
        model.block_wanted.connect(self._load)

    def show(self, fetch: Fetch) -> None:
        """Show another list, or the same sorted or filtered otherwise, from its beginning."""
        self._fetch = fetch
        self._generation += 1
        generation = self._generation

        def done(answer: tuple[Sequence[Any], int]) -> None:
            if generation == self._generation:
                self._model.replace(*answer)
                self.loaded.emit(answer[1])

        self._background.run(lambda: fetch(0, BLOCK), done, self.failed.emit, key=f"{self._name}:list")

    @Slot()
    def refresh(self) -> None:
        """Something changed: read what is on show again, soon."""
        if self._running:
            self._again = True
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _refresh_now(self) -> None:
        if self._fetch is None:
            return
        self._model.mark_stale()
        first, last = self._visible()
        for block in range(first // BLOCK, max(first, last) // BLOCK + 1):
            self._model.want(block)

    @Slot(int)
    def _load(self, block: int) -> None:
        fetch, generation = self._fetch, self._generation
        if fetch is None:
            return
        self._running += 1

        def done(answer: tuple[Sequence[Any], int]) -> None:
            if generation == self._generation:
                self._model.set_block(block, *answer)
            self._settle()

        def failed(error: ScribeError) -> None:
            self._model.forget_request(block)
            self._settle()
            self.failed.emit(error)

        self._background.run(lambda: fetch(block * BLOCK, BLOCK), done, failed)

    def _settle(self) -> None:
        self._running -= 1
        if not self._running and self._again:
            self._again = False
            self._timer.start()
