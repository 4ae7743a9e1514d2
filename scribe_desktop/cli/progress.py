"""A progress bar on standard error, driven by the queue's events."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.domain.events import (
    Event,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    StepProgressed,
    StepStarted,
)
from scribe_desktop.domain.queue import StepName

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext


class BatchProgress:
    """Shows a batch while it is worked: one bar, the current recipient and step. Silent when not on a terminal."""

    def __init__(self, app: AppContext, total: int, ids: frozenset[UUID] | None = None) -> None:
        """`ids` are the items that count; None for every item."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._app = app
        self._ids = ids
        self._lock = threading.Lock()
        self._name = ""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[step]}", markup=False),
            console=Console(file=sys.stderr),
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._task = self._progress.add_task("Drafts", total=total, step="")

    def __enter__(self) -> BatchProgress:
        self._progress.start()
        self._unsubscribe = self._app.events.subscribe(self._on_event)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unsubscribe()
        self._progress.stop()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ItemClaimed):
            self._name = self._app.queue.get(event.item_id).recipient.name if not self._progress.disable else ""
        elif isinstance(event, StepStarted):
            self._show(event.step)
        elif isinstance(event, StepProgressed):
            self._show(event.step, event.text)
        elif isinstance(event, ItemCompleted | ItemFailed) and (self._ids is None or event.item_id in self._ids):
            self._progress.advance(self._task)

    def _show(self, step: StepName, detail: str = "") -> None:
        from scribe_desktop.pipeline.step import STEP_LABELS

        text = " · ".join(part for part in (self._name, STEP_LABELS[step], detail) if part)
        self._progress.update(self._task, step=text)


@contextmanager
def counting(what: str) -> Iterator[None]:
    """A turning mark on standard error while something of unknown length goes on."""
    from rich.console import Console

    console = Console(file=sys.stderr)
    if not sys.stderr.isatty():
        yield
        return
    with console.status(what):
        yield
