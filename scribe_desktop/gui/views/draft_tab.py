"""A draft to be reviewed: its words, what nothing supports, and what the rest stands on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.draft_body import RESEARCHED, DraftBody, SpanKind, SubjectField
from scribe_desktop.gui.views.draft_buttons import DraftButtons
from scribe_desktop.gui.views.draft_cards import claim_card, similar_card
from scribe_desktop.gui.views.regenerate_panel import RegeneratePanel
from scribe_desktop.gui.views.widgets import Card, button, clear, label, restyle, rule, scrolled
from scribe_desktop.gui.wording import Tone, tr

LOW = 380
"""Pixels of height below which the buttons show their icons alone."""


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """Words typed into a draft and not stored yet."""

    email_id: UUID
    subject: str
    body: str


class DraftTab(QWidget):
    """The second tab of the detail pane.

    Args:
        actions, primary, more: what can be done with the draft, as `DraftButtons` has it.

    Signals:
        remove_wanted(UUID, index), confirm_wanted(UUID, index): a finding is to be mended; index into the findings.
        editing_changed(bool): the text can be typed into, or no more.
        other_wanted(UUID): the draft that this one is too like is to be shown.
        regenerate_wanted(UUID, note), regenerate_stopped(UUID), regenerate_closed(UUID): write it again; end that work;
            its error was read.
    """

    remove_wanted = Signal(object, int)
    confirm_wanted = Signal(object, int)
    editing_changed = Signal(bool)
    other_wanted = Signal(object)
    regenerate_wanted = Signal(object, str)
    regenerate_stopped = Signal(object)
    regenerate_closed = Signal(object)

    def __init__(
        self,
        theme: ThemeController,
        actions: Sequence[QAction],
        primary: Sequence[QAction] = (),
        more: Sequence[QAction] = (),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._draft: EmailDraft | None = None
        self._editing = False
        self._unsaved: dict[UUID, UnsavedText] = {}
        self._cards: dict[tuple[SpanKind, int], Card] = {}
        self._subject = SubjectField()
        self._body = DraftBody(theme)
        self._body.span_chosen.connect(self._choose)
        self._paper = QFrame()
        self._paper.setProperty("card", True)
        inner = QVBoxLayout(self._paper)
        inner.setContentsMargins(14, 12, 14, 12)
        inner.setSpacing(9)
        for one in (self._subject, rule(), self._body):
            inner.addWidget(one)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(18, 12, 18, 18)
        column.setSpacing(8)
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        self._similar = QVBoxLayout()
        column.addLayout(self._similar)
        column.addWidget(self._paper)
        self._below = QVBoxLayout()
        self._below.setSpacing(8)
        column.addLayout(self._below)
        column.addStretch(1)
        self._area = scrolled(page)
        self.buttons = DraftButtons(actions, primary, more)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._area, 1)
        outer.addWidget(self._make_panel(monotonic))
        outer.addWidget(self.buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the text needs the room of the buttons."""
        super().resizeEvent(event)
        self.buttons.fit(low=event.size().height() < LOW)

    def _make_panel(self, monotonic: Callable[[], float]) -> RegeneratePanel:
        self.panel = RegeneratePanel(monotonic)

        def tell(signal: SignalInstance, *more: object) -> None:
            if self._draft is not None:
                signal.emit(self._draft.id, *more)

        self.panel.wanted.connect(lambda note: tell(self.regenerate_wanted, note))
        self.panel.stopped.connect(lambda: tell(self.regenerate_stopped))
        self.panel.closed.connect(lambda: tell(self.regenerate_closed))
        return self.panel

    @property
    def draft(self) -> EmailDraft | None:
        """The draft on show."""
        return self._draft

    @property
    def editing(self) -> bool:
        """True while the text can be typed into."""
        return self._editing

    @property
    def body(self) -> DraftBody:
        """The text."""
        return self._body

    @property
    def subject(self) -> SubjectField:
        """The subject."""
        return self._subject

    def put_above(self, widget: QWidget) -> None:
        """Something to see to before the words are read."""
        self._above.addWidget(widget)

    def card(self, kind: SpanKind, index: int) -> Card | None:
        """The card of a statement or finding."""
        return self._cards.get((kind, index))

    def show_draft(self, draft: EmailDraft) -> None:
        """Show a draft. Words typed into another one are kept for when it is shown again."""
        if self._draft is not None and self._draft.id == draft.id and self._editing:
            self._draft = draft
            return
        self.keep_unsaved()
        same = self._draft is not None and self._draft.id == draft.id
        self._draft = draft
        self._set_editing(False)
        self._subject.setPlainText(draft.subject)
        self._body.show_draft(draft)
        self._build_cards(draft)
        self._show_similar(draft)
        if not same:
            self.panel.leave()
            self._area.verticalScrollBar().setValue(0)
        # Words typed into a draft that is approved or discarded wait until it is reopened.
        if draft.review_state in _EDITABLE and (kept := self._unsaved.pop(draft.id, None)) is not None:
            self.edit()
            self._subject.setPlainText(kept.subject)
            self._body.set_text(kept.body)

    @Slot()
    def edit(self) -> None:
        """Let the person type."""
        if self._draft is not None and self._draft.review_state in _EDITABLE:
            self._set_editing(True)
            self._body.setFocus()

    def revert(self) -> None:
        """Forget what was typed."""
        if self._draft is not None and self._editing:
            self._set_editing(False)
            self.show_draft(self._draft)

    def typed(self) -> UnsavedText | None:
        """What was typed and is not stored; None when nothing differs from the draft."""
        draft = self._draft
        if draft is None or not self._editing:
            return None
        text = UnsavedText(draft.id, self._subject.toPlainText(), self._body.toPlainText())
        return text if (text.subject, text.body) != (draft.subject, draft.body) else None

    def saved(self, draft: EmailDraft) -> None:
        """The typed words are stored: show the draft as it was checked again."""
        self._unsaved.pop(draft.id, None)
        if self._draft is not None and self._draft.id == draft.id:
            self._set_editing(False)
            self.show_draft(draft)

    def keep_unsaved(self) -> None:
        """Keep what was typed until its draft is shown again or saved."""
        if (text := self.typed()) is not None:
            self._unsaved[text.email_id] = text

    @property
    def unsaved(self) -> tuple[UnsavedText, ...]:
        """Everything typed into any draft and not stored."""
        typed = self.typed()
        return (*self._unsaved.values(), *([typed] if typed else []))

    def _set_editing(self, editing: bool) -> None:
        changed = editing != self._editing
        self._editing = editing
        self._subject.set_editable(editing)
        self._body.set_editable(editing)
        for (kind, _), card in self._cards.items():
            # Mending works on the stored words, not on those being typed.
            card.setEnabled(not editing or kind is SpanKind.CLAIM)
        if changed:
            restyle(self._paper, editing=editing)
            self.editing_changed.emit(editing)

    def _build_cards(self, draft: EmailDraft) -> None:
        clear(self._below)
        self._cards = {}
        for index, finding in enumerate(draft.findings):
            about_whom = finding.kind is FindingKind.IDENTITY and not finding.confirmed
            if about_whom and "identity_candidates" in draft.metadata:
                continue  # asked above, with the people to choose among
            card = self._finding_card(draft, index, finding)
            self._cards[(SpanKind.FINDING, index)] = card
            self._below.addWidget(card)
        claims = [(at, one) for at, one in enumerate(draft.evidence) if one.kind in RESEARCHED]
        if claims:
            self._below.addSpacing(4)
            self._below.addWidget(label(tr("What it rests on"), name="heading"))
        for index, claim in claims:
            card = claim_card(claim)
            card.make_clickable(tr("Show the sentence in the draft"))
            card.activated.connect(lambda at=index: self._choose(SpanKind.CLAIM, at))
            self._cards[(SpanKind.CLAIM, index)] = card
            self._below.addWidget(card)

    def _show_similar(self, draft: EmailDraft) -> None:
        clear(self._similar)
        if draft.similar is not None and draft.review_state in _EDITABLE:
            card, show = similar_card(draft.similar)
            other = draft.similar.email_id
            show.clicked.connect(lambda checked=False: self.other_wanted.emit(other))
            self._similar.addWidget(card)

    def _finding_card(self, draft: EmailDraft, index: int, finding: Finding) -> Card:
        heading = f"“{finding.text}”" if finding.text else tr("To check")
        if finding.confirmed:
            return Card(heading, tr("You said that this is true."), finding.reason, Tone.SUCCESS)
        card = Card(heading, finding.reason, tone=Tone.DANGER)
        card.make_clickable(tr("Show it in the draft"))
        card.activated.connect(lambda: self._choose(SpanKind.FINDING, index))
        if draft.review_state in _EDITABLE:
            buttons = []
            if finding.can_be_confirmed:
                know = button(tr("I know this is true"), tip=tr("Keep the sentence; it no longer stands in the way"))
                know.clicked.connect(lambda checked=False: self.confirm_wanted.emit(draft.id, index))
                buttons.append(know)
            if finding.sentence and finding.sentence in draft.body:
                remove = button(tr("Remove the sentence"), tip=finding.sentence)
                remove.clicked.connect(lambda checked=False: self.remove_wanted.emit(draft.id, index))
                buttons.insert(0, remove)
            card.add_buttons(*buttons)
        return card

    @Slot(object, int)
    def _choose(self, kind: SpanKind, index: int) -> None:
        self._body.choose(kind, index)
        for key, card in self._cards.items():
            restyle(card, chosen=key == (kind, index))
        if (chosen := self._cards.get((kind, index))) is not None:
            self._area.ensureWidgetVisible(chosen, 0, 20)


_EDITABLE = frozenset({ReviewState.NEEDS_REVIEW, ReviewState.READY})
