"""Approving with care: one that is too like another draft is asked about, all that are ready are approved at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QMessageBox

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.errors import NotFoundError, ReviewError, ScribeError, SimilarDraftError
from scribe_desktop.gui.dialogs.parts import Dress
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.gui.how_far import how_far_words, telling_how_far
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.wording import number, similar_line, tr
from scribe_desktop.services.email_library import ReadyDrafts

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

NAMED_SIMILAR = 5
"""So many drafts that are too like another one are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of approving or reopening several: those it was done to, those too like another draft, and how many
    refused for another reason."""

    ids: list[UUID]
    similar: list[UUID]
    refused: int


class ReviewCommands(QObject):
    """Commands that ask something first; `window` is what they ask over.

    Signals:
        said(text, undoable): done, or how far it is; Undo is possible.
        failed(ScribeError): it could not be done.
        other_wanted(UUID): the person wants to see the draft that this one is too like.
    """

    said = Signal(str, bool)
    failed = Signal(object)
    other_wanted = Signal(object)
    _moved = Signal(int, int)

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(session)
        self._session = session
        self._window = window
        self._emails = session.context.emails
        self._approved: list[UUID] = []
        self._moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)

    @property
    def can_undo(self) -> bool:
        """True while approvals can be taken back."""
        return bool(self._approved)

    def forget_undo(self) -> None:
        """The time for taking it back is over."""
        self._approved = []

    def undo(self) -> None:
        """Reopen what was approved last."""
        ids, self._approved = self._approved, []
        self._session.actions.run(
            lambda: self._each(ids, self._emails.reopen),
            lambda done: self.said.emit(tr("{count} reopened.").format(count=number(len(done.ids))), False),
            self.failed.emit,
        )

    def approve(self, draft: EmailDraft) -> None:
        """Approve one; when it is too like another, the person is asked."""
        self._session.actions.run(
            lambda: self._emails.approve(draft.id),
            lambda _: self.said.emit(tr("Approved."), False),
            lambda error: self._on_refused(draft, error),
        )

    def approve_several(self, drafts: DraftSelection) -> None:
        """Approve those that can be; the others stay as they are, those too like another draft are named."""
        typed = self._typed_into()

        def approve() -> tuple[_Done, list[str], int]:
            names = {one.id: one.recipient_name for block in drafts.blocks() for one in block}
            done = self._each([one for one in names if one not in typed], self._emails.approve)
            return done, [names[one] for one in done.similar], len(typed & names.keys())

        self._session.actions.run(approve, lambda result: self._on_approved(*result), self.failed.emit)

    def approve_ready(self) -> None:
        """Approve all that are ready, after asking once."""
        self._session.actions.run(self._emails.ready, self._ask_ready, self.failed.emit, key="ready")

    def _typed_into(self) -> frozenset[UUID]:
        """Drafts with words that are not saved: what is stored is not what the person means to approve."""
        work = self._window.workspace
        return frozenset(one.email_id for one in work.detail.draft.unsaved) if work is not None else frozenset()

    def _on_refused(self, draft: EmailDraft, error: ScribeError) -> None:
        if not isinstance(error, SimilarDraftError):
            self.failed.emit(error)
            return
        self._session.reads.run(
            lambda: self._emails.with_similar([draft])[0], self._ask_similar, self.failed.emit, key="similar"
        )

    def _ask_similar(self, draft: EmailDraft) -> None:
        if draft.similar is None:  # the other one was changed or discarded meanwhile
            self.approve(draft)
            return
        other_id = draft.similar.email_id
        box = self._box(
            similar_line(draft.similar),
            tr("Colleagues compare what they get. Change one of the two, or approve it if they are meant to be alike."),
        )
        anyway = box.addButton(tr("Approve anyway"), QMessageBox.ButtonRole.AcceptRole)
        other = box.addButton(tr("Show the other draft"), QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))

        def answer() -> None:
            if box.clickedButton() is anyway:
                self._approve_anyway(draft.id)
            elif box.clickedButton() is other:
                self.other_wanted.emit(other_id)

        box.finished.connect(lambda _: answer())
        box.open()

    def _box(self, question: str, consequence: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Scribe"), question, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(consequence)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        Dress(box, self._window.theme)
        return box

    def _approve_anyway(self, email_id: UUID) -> None:
        self._session.actions.run(
            lambda: self._emails.approve(email_id, even_if_similar=True),
            lambda _: self.said.emit(tr("Approved."), False),
            self.failed.emit,
        )

    def _ask_ready(self, ready: ReadyDrafts) -> None:
        typed = self._typed_into()
        to_approve = [one for one in ready.to_approve if one not in typed]
        similar = [one for one in ready.similar if one.id not in typed]
        left = unsaved_words(len(ready.to_approve) + len(ready.similar) - len(to_approve) - len(similar))
        count = len(to_approve)
        if not count and not similar:
            self.said.emit(left or tr("No draft is ready."), False)
            return
        one, many = tr("Approve 1 draft?"), tr("Approve {count} drafts?")
        question = one if count == 1 else many.format(count=number(count))
        beside = similar_words([one.recipient_name for one in similar])
        words = tr("Nothing is sent. Each can be reopened.")
        box = self._box(question, "\n\n".join(part for part in (beside, left, words) if part))
        too = QCheckBox(tr("Approve these, too"), box)
        too.setVisible(bool(similar))
        if similar:
            box.setCheckBox(too)
        approve = box.addButton(tr("Approve"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(approve)
        approve.setEnabled(count > 0)
        too.toggled.connect(lambda on: approve.setEnabled(on or count > 0))
        box.finished.connect(
            lambda _: (
                self._approve_all(to_approve, similar if too.isChecked() else ())
                if box.clickedButton() is approve
                else None
            )
        )
        box.open()

    def _approve_all(self, ids: Sequence[UUID], similar: Iterable[EmailDraft]) -> None:
        wanted = [*ids, *(one.id for one in similar)]
        self._session.actions.run(
            # Which of them are too like another was asked just now.
            lambda: self._each(wanted, lambda one: self._emails.approve(one, even_if_similar=True)),
            self._on_approved,
            self.failed.emit,
        )

    def _each(self, ids: Sequence[UUID], call: Callable[[UUID], object]) -> _Done:
        """Do it to all of them, in the background; one that refuses, or is gone, does not keep the others back."""
        done: list[UUID] = []
        similar: list[UUID] = []
        for email_id in telling_how_far(ids, self._moved.emit):
            try:
                call(email_id)
                done.append(email_id)
            except SimilarDraftError:
                similar.append(email_id)
            except (ReviewError, NotFoundError):
                pass
        return _Done(done, similar, len(ids) - len(done) - len(similar))

    def _on_approved(self, done: _Done, similar: Sequence[str] = (), unsaved: int = 0) -> None:
        self._approved = done.ids
        words = [tr("{count} approved.").format(count=number(len(done.ids)))]
        if done.refused:
            one, many = tr("1 still needs your eye."), tr("{count} still need your eye.")
            words.append(one if done.refused == 1 else many.format(count=number(done.refused)))
        words += [similar_words(similar), unsaved_words(unsaved)]
        self.said.emit(" ".join(part for part in words if part), bool(done.ids))

    @Slot(int, int)
    def _on_moved(self, done: int, total: int) -> None:
        self.said.emit(how_far_words(done, total), False)


def similar_words(similar: Sequence[str]) -> str:
    """Whose drafts are left out because they are too like others; "" for none."""
    if not similar:
        return ""
    names = list(similar[:NAMED_SIMILAR])
    if (more := len(similar) - len(names)) > 0:
        names.append(tr("{count} more").format(count=number(more)))
    one, many = tr("Left out, because it is too like another draft"), tr("Left out, because they are too like others")
    return (one if len(similar) == 1 else many) + ": " + ", ".join(names) + "."


def unsaved_words(count: int) -> str:
    """How many are left out because what was typed into them is not saved; "" for none."""
    one, many = (
        tr("1 with changes that are not saved is left out."),
        tr("{count} with changes that are not saved are left out."),
    )
    return "" if not count else one if count == 1 else many.format(count=number(count))
