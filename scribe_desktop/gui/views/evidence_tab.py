"""Everything that was saved about a person, and what was found and left out, with the reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QUrl
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scribe_desktop.domain.evidence import LeftOut, Paper, Passage
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.views.draft_tab import open_button
from scribe_desktop.gui.views.widgets import Card, clear, label, scrolled
from scribe_desktop.gui.wording import Tone, moment, tr

ABSTRACT_SHOWN = 320


class EvidenceTab(QWidget):
    """The third tab of the detail pane; built when it is looked at."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._detail: Detail | None = None
        self._built: Detail | None = None
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(18, 12, 18, 18)
        self._column.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(page))

    def show_detail(self, detail: Detail) -> None:
        """Show what an item has."""
        self._detail = detail
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        """Build what is asked for."""
        super().showEvent(event)
        self._build()

    def _build(self) -> None:
        detail = self._detail
        if detail is None or detail == self._built:
            return
        self._built = detail
        clear(self._column)
        for passage in detail.passages:
            self._column.addWidget(self._passage_card(passage))
        for paper in detail.papers:
            self._column.addWidget(_paper_card(paper))
        if not detail.passages and not detail.papers:
            self._column.addWidget(label(tr("Nothing has been saved about this person."), muted=True))
        if detail.left_out:
            self._column.addSpacing(6)
            self._column.addWidget(label(tr("Found and left out"), name="heading"))
            for one in detail.left_out:
                self._column.addWidget(_left_out_card(one))
        self._column.addStretch(1)

    def _passage_card(self, passage: Passage) -> Card:
        saved = tr("saved {when}").format(when=moment(passage.fetched_at, self._now()))
        small = " · ".join(part for part in (QUrl(passage.url).host(), saved, passage.reason) if part)
        card = Card(passage.title or QUrl(passage.url).host(), f"“{' '.join(passage.text.split())}”", small)
        card.add_buttons(open_button(passage.url))
        return card


def _paper_card(paper: Paper) -> Card:
    year = f" ({paper.year})" if paper.year else ""
    abstract = " ".join(paper.abstract.split())
    if len(abstract) > ABSTRACT_SHOWN:
        abstract = abstract[:ABSTRACT_SHOWN].rsplit(" ", 1)[0] + "…"
    small = " · ".join(part for part in (", ".join(paper.authors), paper.venue, paper.reason) if part)
    card = Card(f"{paper.title}{year}", abstract, small)
    if paper.url:
        card.add_buttons(open_button(paper.url))
    return card


def _left_out_card(one: LeftOut) -> Card:
    small = " · ".join(part for part in (QUrl(one.url).host(), one.reason) if part)
    return Card(one.title or one.url, "", small, Tone.NEUTRAL)
