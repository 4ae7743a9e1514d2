"""What the person tells the queue and the drafts to do: run in the background, answered with a word or an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from PySide6.QtCore import QObject, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.errors import ReviewError, ScribeError
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.wording import number, tr
from scribe_desktop.storage_ports import QueueQuery

MAILTO_LIMIT = 1900
"""Characters of a mailto address; some systems cut longer ones, so a longer draft is opened as a message file."""

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
    """Commands to the drafts.

    Signals:
        said(text): done.
        failed(ScribeError): it could not be done.
        saved(EmailDraft): typed words are stored and checked again.
    """

    said = Signal(str)
    failed = Signal(object)
    saved = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._emails = session.context.emails
        self._folder: QTemporaryDir | None = None

    def approve(self, ids: Sequence[UUID]) -> None:
        """Approve; with several, those that need review stay as they are."""
        if len(ids) == 1:
            self._run(lambda: self._emails.approve(ids[0]), lambda _: self.said.emit(tr("Approved.")))
        else:
            self._run(lambda: self._approve_many(ids), self._on_approved)

    def discard(self, ids: Sequence[UUID]) -> None:
        """Put away; they can be reopened."""
        self._each(ids, self._emails.discard, tr("Discarded. You find it under Discarded."), tr("{count} discarded."))

    def reopen(self, ids: Sequence[UUID]) -> None:
        """Back to be reviewed."""
        self._each(ids, self._emails.reopen, tr("Reopened."), tr("{count} reopened."))

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
        address = mailto(draft)
        if len(address) <= MAILTO_LIMIT:
            QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
            return
        from scribe_desktop.services.draft_export import file_stem, free_path, write_eml

        if self._folder is None:
            self._folder = QTemporaryDir()
        path = free_path(Path(self._folder.path()), file_stem(draft), "eml")
        self._run(lambda: write_eml(draft, path), lambda made: QDesktopServices.openUrl(QUrl.fromLocalFile(str(made))))

    def _approve_many(self, ids: Sequence[UUID]) -> tuple[int, int]:
        approved = refused = 0
        for one in ids:
            try:
                self._emails.approve(one)
                approved += 1
            except ReviewError:
                refused += 1
        return approved, refused

    def _on_approved(self, counts: tuple[int, int]) -> None:
        approved, refused = counts
        words = tr("{count} approved.").format(count=number(approved))
        if refused:
            one, many = tr("1 still needs your eye."), tr("{count} still need your eye.")
            words += " " + (one if refused == 1 else many.format(count=number(refused)))
        self.said.emit(words)

    def _each(self, ids: Sequence[UUID], call: Callable[[UUID], object], one: str, many: str) -> None:
        words = one if len(ids) == 1 else many.format(count=number(len(ids)))
        self._run(lambda: [call(email_id) for email_id in ids], lambda _: self.said.emit(words))

    def _run(self, call: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self._session.actions.run(call, done, self.failed.emit)


def mailto(draft: EmailDraft) -> str:
    """The draft as a mailto address (RFC 6068)."""
    body = draft.body.replace("\r\n", "\n").replace("\n", "\r\n")
    to = quote(draft.recipient_email or "", safe="@")
    return f"mailto:{to}?subject={quote(' '.join(draft.subject.split()), safe='')}&body={quote(body, safe='')}"
