"""What the person tells the queue and the drafts to do: run in the background, answered with a word or an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTemporaryDir, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.errors import ReviewError, ScribeError
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.gui.how_far import how_far_words, telling_how_far
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.wording import number, tr
from scribe_desktop.storage_ports.queue import QueueQuery

Ids = Callable[[], Sequence[UUID]]
"""Gives the ids, in the background: a selection of 100,000 rows is not held in memory beforehand."""


class QueueCommands(QObject):
    """Commands to the queue.

    Signals:
        said(text, undoable): done; Undo is possible.
        failed(ScribeError): it could not be done.
    """

    said = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._queue = session.context.queue
        self._cancelled: list[UUID] = []

    @property
    def can_undo(self) -> bool:
        """True while a cancel can be taken back."""
        return bool(self._cancelled)

    def pause(self) -> None:
        """Begin no more recipients."""
        self._run(self._queue.pause, lambda _: None)

    def resume(self) -> None:
        """Go on."""
        self._run(self._queue.resume, lambda _: self._session.wake())

    def cancel(self, ids: Ids) -> None:
        """Take those of them that wait out of the queue."""
        self._run(lambda: self._queue.cancel_many(ids()), self._on_cancelled)

    def undo(self) -> None:
        """Put what was cancelled last back in its places."""
        ids, self._cancelled = self._cancelled, []
        if ids:
            self._run(lambda: self._queue.undo_cancel(ids), self._on_restored)

    def forget_undo(self) -> None:
        """The time for taking it back is over."""
        self._cancelled = []

    def retry(self, ids: Ids) -> None:
        """Put those of them that failed at the end of the queue."""
        self._run(lambda: self._queue.retry_many(ids()), self._on_retried)

    def retry_failed(self) -> None:
        """Put all that failed at the end of the queue."""
        query = QueueQuery(statuses=frozenset({QueueStatus.FAILED}))
        self.retry(lambda: [one.id for one in self._queue.shown(query)[0]])

    def stop(self, item_id: UUID) -> None:
        """End the work on the recipient being worked."""
        self._session.stop_item(item_id)

    def _on_cancelled(self, ids: list[UUID]) -> None:
        self._cancelled = ids
        if ids:
            words = tr("1 cancelled.") if len(ids) == 1 else tr("{count} cancelled.").format(count=number(len(ids)))
            self.said.emit(words, True)
        else:
            self.said.emit(tr("Nothing selected was waiting, so nothing was cancelled."), False)

    def _on_restored(self, ids: list[UUID]) -> None:
        self.said.emit(tr("{count} back in place.").format(count=number(len(ids))), False)

    def _on_retried(self, ids: list[UUID]) -> None:
        self._session.wake()
        if ids:
            self.said.emit(tr("{count} at the end of the queue.").format(count=number(len(ids))), False)
        else:
            self.said.emit(tr("Nothing had failed, so nothing is retried."), False)

    def _run(self, call: Callable[[], object], done: Callable[[list[UUID]], object]) -> None:
        self._session.actions.run(call, done, self.failed.emit)


class DraftCommands(QObject):
    """Commands to the drafts. What takes a while says every now and then how far it is.

    Signals:
        said(text): done, or how far it is.
        failed(ScribeError): it could not be done.
        saved(EmailDraft): typed words are stored and checked again.
    """

    said = Signal(str)
    failed = Signal(object)
    saved = Signal(object)

    _moved = Signal(int, int)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._emails = session.context.emails
        self._folder: QTemporaryDir | None = None
        self._moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)

    def discard(self, drafts: DraftSelection) -> None:
        """Put away; they can be reopened."""
        one = tr("Discarded. You find it under Discarded.")
        self._run(
            lambda: self._each(drafts, self._emails.discard),
            lambda did: self._on_each(did, one, tr("{count} discarded.")),
        )

    def reopen(self, drafts: DraftSelection) -> None:
        """Back to be reviewed."""
        self._run(
            lambda: self._each(drafts, self._emails.reopen),
            lambda did: self._on_each(did, tr("Reopened."), tr("{count} reopened.")),
        )

    def save(self, email_id: UUID, subject: str, body: str) -> None:
        """Store typed words; they are checked again."""
        self._run(lambda: self._emails.edit(email_id, subject, body), self.saved.emit)

    def remove_sentence(self, email_id: UUID, index: int) -> None:
        """Take a finding's sentence out."""
        self._run(lambda: self._emails.remove_sentence(email_id, index), lambda _: None)

    def confirm(self, email_id: UUID, index: int) -> None:
        """ "I know this is true"."""
        self._run(lambda: self._emails.confirm(email_id, index), lambda _: None)

    def copy(self, draft: EmailDraft) -> None:
        """Subject and text to the clipboard."""
        QGuiApplication.clipboard().setText(f"{draft.subject}\n\n{draft.body}")
        self.said.emit(tr("Subject and text are copied."))

    def save_eml(self, draft: EmailDraft, path: Path) -> None:
        """Write a message file."""
        from scribe_desktop.services.draft_export import write_eml

        def write() -> Path:
            try:
                return write_eml(draft, path)
            except OSError as error:
                words = tr("The draft could not be written to {path}: {why}. Choose another folder.")
                raise ScribeError(words.format(path=path, why=error.strerror or error)) from error

        self._run(write, lambda written: self.said.emit(tr("Saved as {name}.").format(name=written.name)))

    def open_in_mail(self, draft: EmailDraft) -> None:
        """Hand the draft to the person's mail program, which shows it before anything is sent."""
        from scribe_desktop.services.draft_export import MAILTO_LIMIT, file_stem, mailto_address, write_eml
        from scribe_desktop.services.export_folder import free_path

        address = mailto_address(draft)
        if len(address) <= MAILTO_LIMIT:
            QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
            return
        if self._folder is None:
            self._folder = QTemporaryDir()
        path = free_path(Path(self._folder.path()), file_stem(draft), "eml")
        self._run(lambda: write_eml(draft, path), lambda made: QDesktopServices.openUrl(QUrl.fromLocalFile(str(made))))

    def _each(self, drafts: DraftSelection, call: Callable[[UUID], object]) -> tuple[int, int]:
        """Do it to all of them, in the background: how many it was done to, and how many refused."""
        done = refused = 0
        for email_id in telling_how_far(drafts.ids(), self._moved.emit):
            try:
                call(email_id)
                done += 1
            except ReviewError:
                refused += 1
        return done, refused

    @Slot(int, int)
    def _on_moved(self, done: int, total: int) -> None:
        self.said.emit(how_far_words(done, total))

    def _on_each(self, counts: tuple[int, int], one: str, many: str) -> None:
        done, _ = counts
        self.said.emit(one if done == 1 else many.format(count=number(done)))

    def _run(self, call: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self._session.actions.run(call, done, self.failed.emit)
