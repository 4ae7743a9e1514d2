"""Who was asked about a person, when, and what was sent there; and what the model cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal, Slot

from scribe_desktop.domain.contact import StoredContact
from scribe_desktop.gui.detail_data import CONTACTS_SHOWN, Detail
from scribe_desktop.gui.models.contact_models import purpose_word
from scribe_desktop.gui.views.detail_tab import DetailTab
from scribe_desktop.gui.views.widgets import Card, button, clear, label, row_of
from scribe_desktop.gui.wording import Tone, moment, tr

SENT_SHOWN = 200
"""Characters of a prompt that are shown before the person asks for all."""


class ContactsTab(DetailTab):
    """The last tab of the detail pane.

    Signals:
        ledger_wanted(): the person wants to see all contacts.
    """

    ledger_wanted = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._built: tuple[object, ...] = ()
        self._open: set[int] = set()

    def show_detail(self, detail: Detail) -> None:
        """Show who was asked for an item."""
        if self.detail is None or self.detail.item.id != detail.item.id:
            self._open.clear()
        super().show_detail(detail)

    def build(self, detail: Detail) -> None:
        """A card for each contact."""
        state = (detail.item.id, detail.contacts, detail.spent, frozenset(self._open))
        if state == self._built:
            return
        self._built = state
        clear(self.whole)
        if detail.spent:
            self.whole.addWidget(label(tr("The model: {spent}").format(spent=detail.spent)))
        if not detail.contacts:
            self.whole.addWidget(label(tr("Nobody was contacted for this person."), muted=True))
        for one in detail.contacts:
            self.whole.addWidget(self._card(one))
        if len(detail.contacts) == CONTACTS_SHOWN:
            words = tr("Older contacts are in Settings, under Privacy.")
            self.whole.addWidget(label(words, muted=True))
        every = button(tr("All contacts…"), quiet=True, tip=tr("Every host that was contacted, for everybody"))
        every.clicked.connect(self.ledger_wanted)
        self.whole.addLayout(row_of(every))
        self.whole.addStretch(1)

    def _card(self, one: StoredContact) -> Card:
        contact, whole = one.contact, one.number in self._open
        words = contact.sent if whole else " ".join(contact.sent.split())
        if not whole and len(words) > SENT_SHOWN:
            words = words[:SENT_SHOWN].rsplit(" ", 1)[0] + "…"
        when = moment(contact.at, self._now())
        card = Card(contact.host, words, f"{purpose_word(contact.purpose)} · {when}", Tone.NEUTRAL)
        if len(contact.sent) > SENT_SHOWN:
            more = button(tr("Show less") if whole else tr("Show all that was sent"), quiet=True)
            more.clicked.connect(lambda _=False, number=one.number: self._toggle(number))
            card.add_buttons(more)
        return card

    @Slot(int)
    def _toggle(self, number: int) -> None:
        self._open ^= {number}
        if self.detail is not None:
            self.build(self.detail)
