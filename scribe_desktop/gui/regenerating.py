"""Drafts that are being written again: begun, told about, stopped; one at a time, the others wait their turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.errors import InterruptReason, ScribeError, WorkInterrupted
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.wording import tr


@dataclass(frozen=True, slots=True)
class WritingState:
    """Where writing a draft again stands.

    `text` says what is going on, in the program's words ("" while it waits for its turn); `since` is the monotonic
    second at which it began. `error` is set once it has failed. `note` is what the person wished.
    """

    note: str
    since: float
    text: str = ""
    error: ScribeError | None = None


class Regenerations(QObject):
    """The drafts of a session that are being written again, by id.

    Signals:
        changed(UUID): where this draft stands is another, or it is done.
        written(EmailDraft): it is stored.
        said(text): something to tell below the list.
    """

    changed = Signal(object)
    written = Signal(object)
    said = Signal(str)
    _told = Signal(object, str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._states: dict[UUID, WritingState] = {}
        self._tokens: dict[UUID, CancelToken] = {}
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        session.closing.connect(self.stop_all)

    def state(self, email_id: UUID) -> WritingState | None:
        """Where a draft stands; None when it is not being written again and has not failed."""
        return self._states.get(email_id)

    def working(self, email_id: UUID) -> bool:
        """True while it is written again or waits for its turn."""
        return email_id in self._tokens

    def start(self, email_id: UUID, note: str) -> None:
        """Write it again, with the note if there is one."""
        if self.working(email_id):
            return
        context = self._session.context
        token = self._tokens[email_id] = context.new_token(None)
        self._put(email_id, WritingState(note, context.clock.monotonic()))

        def write() -> EmailDraft | None:
            try:
                token.raise_if_cancelled()
                return context.regeneration.regenerate(
                    email_id, note or None, token=token, report=lambda text: self._told.emit(email_id, text)
                )
            except WorkInterrupted:
                return None

        self._session.writing.run(
            write,
            lambda draft: self._on_done(email_id, draft),
            lambda error: self._on_failed(email_id, error),
        )

    def stop(self, email_id: UUID) -> None:
        """End the work; the draft stays as it was."""
        if (token := self._tokens.get(email_id)) is not None:
            token.cancel(InterruptReason.STOPPED)

    def forget(self, email_id: UUID) -> None:
        """Say no more about one that failed."""
        if not self.working(email_id) and self._states.pop(email_id, None) is not None:
            self.changed.emit(email_id)

    @Slot()
    def stop_all(self) -> None:
        """The data folder is being closed."""
        for token in self._tokens.values():
            token.cancel(InterruptReason.CLOSING)

    @Slot(object, str)
    def _on_told(self, email_id: UUID, text: str) -> None:
        if (state := self._states.get(email_id)) is not None and self.working(email_id):
            self._put(email_id, replace(state, text=text))

    def _on_done(self, email_id: UUID, draft: EmailDraft | None) -> None:
        del self._tokens[email_id]
        del self._states[email_id]
        self.changed.emit(email_id)
        if draft is None:
            self.said.emit(tr("Stopped. The draft is as it was."))
            return
        self.written.emit(draft)
        words = tr("The draft to {name} is written again. Its old words are kept: compare the versions.")
        self.said.emit(words.format(name=draft.recipient_name))

    def _on_failed(self, email_id: UUID, error: ScribeError) -> None:
        del self._tokens[email_id]
        self._put(email_id, replace(self._states[email_id], error=error))

    def _put(self, email_id: UUID, state: WritingState) -> None:
        self._states[email_id] = state
        self.changed.emit(email_id)
