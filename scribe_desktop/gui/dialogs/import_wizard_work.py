"""What the import wizard does in the background: reading a table, queueing its people, saving the rows to mend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.import_wizard_reading import (
    Choices,
    ReadTable,
    TableSource,
    chosen_recipients,
    read_table,
    save_bad_rows,
)
from scribe_desktop.gui.dialogs.import_wizard_step import Busy
from scribe_desktop.gui.dialogs.long_work import LongWork, unless_stopped
from scribe_desktop.gui.dialogs.parts import Surroundings, Tasks
from scribe_desktop.gui.wording import tr

if TYPE_CHECKING:
    from scribe_desktop.services.writing_history import PastContacts


class ImportWork(QObject):
    """One thing at a time, shown and stopped by `busy`.

    Attributes:
        table: what was read last; None before.
        history: who was written to before, read with the first table.
        queueing: True while people are being written into the queue.

    Signals:
        changed(): something began or ended.
        read(): a table was read, or its reading was stopped.
        failed(message): a table could not be read, or its rows not be saved.
        queued(count): so many people are in the queue.
        unqueued(message): nobody is; stopped, or in a sentence why not.
        saved(count, name): so many rows are in the file of that name.
    """

    changed = Signal()
    read = Signal()
    failed = Signal(str)
    queued = Signal(int)
    unqueued = Signal(str)
    saved = Signal(int, str)

    def __init__(self, surroundings: Surroundings, busy: Busy, parent: QObject) -> None:
        super().__init__(parent)
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._busy = busy
        self.table: ReadTable | None = None
        self.history: PastContacts | None = None
        self.queueing = False

    def read_table(self, source: TableSource) -> None:
        """Read a table in place of the one before."""
        work = self._busy.begin(tr("Reading…"))
        known, context = self.history, self._context

        def call() -> tuple[PastContacts, ReadTable]:
            history = known if known is not None else context.history.read(lambda share: work.check())
            return history, read_table(source, history, work)

        self._tasks.run(
            lambda: unless_stopped(call),
            lambda found: self._on_read(work, found),
            lambda error: self._on_failed(work, error),
            "read",
        )
        self.changed.emit()

    def queue(self, table: ReadTable, history: PastContacts, choices: Choices, template: str) -> None:
        """Write those who are on into the queue, all of them or nobody."""
        self.queueing = True
        work, queue = self._busy.begin(tr("Queueing…")), self._context.queue

        def call() -> int:
            return queue.enqueue_stream(chosen_recipients(table.source, history, choices, work), template)

        self._tasks.run(
            lambda: unless_stopped(call),
            lambda count: self._on_queued(work, count),
            lambda error: self._on_unqueued(work, error.message),
        )
        self.changed.emit()

    def save_bad_rows(self, table: ReadTable, path: Path) -> None:
        """Write the rows that cannot be used to a file."""
        work = self._busy.begin(tr("Saving…"))
        self._tasks.run(
            lambda: unless_stopped(lambda: save_bad_rows(table.source, path, work)),
            lambda count: self._on_saved(work, count, path.name),
            lambda error: self._on_failed(work, error),
        )
        self.changed.emit()

    def _on_read(self, work: LongWork, found: tuple[PastContacts, ReadTable] | None) -> None:
        self._end(work)
        if found is not None:
            self.history, self.table = found
        self.read.emit()
        self.changed.emit()

    def _on_failed(self, work: LongWork, error: ScribeError) -> None:
        self._end(work)
        self.failed.emit(error.message)
        self.changed.emit()

    def _on_queued(self, work: LongWork, count: int | None) -> None:
        if count is None:
            self._on_unqueued(work, tr("Stopped. Nothing was queued."))
            return
        self.queueing = False
        self._end(work)
        self.changed.emit()
        self.queued.emit(count)

    def _on_unqueued(self, work: LongWork, message: str) -> None:
        self.queueing = False
        self._end(work)
        self.unqueued.emit(message)
        self.changed.emit()

    def _on_saved(self, work: LongWork, count: int | None, name: str) -> None:
        self._end(work)
        if count is not None:
            self.saved.emit(count, name)
        self.changed.emit()

    def _end(self, work: LongWork) -> None:
        if self._busy.work is work:
            self._busy.end()
