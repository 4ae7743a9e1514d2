"""Everything that was found about a person, used and left out, each with the reason; and who it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QVBoxLayout

from scribe_desktop.domain.evidence import LeftOut, Paper, Passage
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.views.detail_tab import DetailTab
from scribe_desktop.gui.views.draft_cards import open_button, quoted
from scribe_desktop.gui.views.person_picker import PersonPicker, sentence
from scribe_desktop.gui.views.widgets import Card, clear, label
from scribe_desktop.gui.wording import Tone, moment, tr

ABSTRACT_SHOWN = 320


class EvidenceTab(DetailTab):
    """The third tab of the detail pane."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._built: Detail | None = None
        self.picker = PersonPicker()
        self.whole.addWidget(self.picker)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.whole.addLayout(self._column)
        self.whole.addStretch(1)

    def build(self, detail: Detail) -> None:
        """A card for each page and paper, used or left out."""
        if detail == self._built:
            return
        self._built = detail
        self.picker.show_detail(detail)
        clear(self._column)
        for passage in detail.passages:
            self._column.addWidget(self._passage_card(passage))
        for paper in detail.papers:
            self._column.addWidget(_paper_card(paper))
        if not detail.passages and not detail.papers:
            self._column.addWidget(label(tr("Nothing has been saved about this person."), muted=True))
        papers = set(detail.papers_left_out)
        self._add_left_out(tr("Pages that were left out"), [one for one in detail.left_out if one not in papers])
        self._add_left_out(tr("Papers that were left out"), detail.papers_left_out)

    def _add_left_out(self, heading: str, left_out: Sequence[LeftOut]) -> None:
        if not left_out:
            return
        self._column.addSpacing(6)
        self._column.addWidget(label(heading, name="heading"))
        for one in left_out:
            self._column.addWidget(_left_out_card(one))

    def _passage_card(self, passage: Passage) -> Card:
        saved = tr("saved {when}").format(when=moment(passage.fetched_at, self._now()))
        small = " · ".join(part for part in (QUrl(passage.url).host(), saved) if part)
        card = Card(passage.title or QUrl(passage.url).host(), quoted(passage.text), small)
        _add_reason(card, passage.reason)
        card.add_buttons(open_button(passage.url))
        return card


def _add_reason(card: Card, reason: str) -> None:
    """Why it was used, or left out."""
    if reason:
        words = label(tr("Why: {reason}").format(reason=sentence(reason)), small=True, name="reason")
        card.add_widget(words)
        card.setAccessibleName(f"{card.accessibleName()}. {words.text()}")


def _paper_card(paper: Paper) -> Card:
    year = f" ({paper.year})" if paper.year else ""
    abstract = " ".join(paper.abstract.split())
    if len(abstract) > ABSTRACT_SHOWN:
        abstract = abstract[:ABSTRACT_SHOWN].rsplit(" ", 1)[0] + "…"
    isbn = f"ISBN {paper.isbn}" if paper.isbn else ""
    small = " · ".join(part for part in (", ".join(paper.authors), paper.venue, isbn, *paper.sources) if part)
    card = Card(f"{paper.title}{year}", abstract, small)
    _add_reason(card, paper.reason)
    if paper.url:
        card.add_buttons(open_button(paper.url))
    return card


def _left_out_card(one: LeftOut) -> Card:
    card = Card(one.title or one.url, "", QUrl(one.url).host() if one.title else "", Tone.NEUTRAL)
    _add_reason(card, one.reason)
    if QUrl(one.url).scheme() in ("http", "https"):
        card.add_buttons(open_button(one.url))
    return card
