"""What the person answers when people share a name: carried out in the background, and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.views.person_picker import PersonPicker
from scribe_desktop.gui.wording import tr

if TYPE_CHECKING:
    from scribe_desktop.services.identity_choices import WhoIsIt


class PersonCommands(QObject):
    """Joins the pickers to the service.

    Signals:
        said(text): done.
        failed(ScribeError): it could not be done.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, pickers: tuple[PersonPicker, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pickers = pickers
        for picker in pickers:
            picker.chosen.connect(self.choose)
            picker.taken_back.connect(self.forget)

    @Slot(object, str)
    def choose(self, email_id: UUID, key: str) -> None:
        """It is this one; the draft is written again."""
        self._run(lambda: self._session.context.identities.choose(email_id, key), self._on_chosen)

    @Slot(object)
    def forget(self, email_id: UUID) -> None:
        """Take the choice back."""
        identities = self._session.context.identities
        self._run(lambda: identities.forget(email_id), lambda _: self.said.emit(tr("Your choice is taken back.")))

    def _on_chosen(self, asked: WhoIsIt) -> None:
        if asked.answer is None:
            self.said.emit(tr("The draft is written again, without those pages."))
            return
        words = tr("{name}: {label}. The draft is written again.")
        self.said.emit(words.format(name=asked.draft.recipient_name, label=asked.answer.label))

    def _run(self, call: Callable[[], WhoIsIt], done: Callable[[WhoIsIt], object]) -> None:
        for picker in self._pickers:
            picker.wait()
        # A model may take a minute to write: not where the person's other actions would wait for it.
        self._session.slow.run(call, done, self._on_failed)

    def _on_failed(self, error: ScribeError) -> None:
        for picker in self._pickers:
            picker.go_on()
        self.failed.emit(error)
