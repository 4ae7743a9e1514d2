"""Cards beside a draft: a statement with its passage, and the draft that this one is too like."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from scribe_desktop.domain.email import Similar
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.gui.views.widgets import Card, button
from scribe_desktop.gui.wording import Tone, similar_line, tr


def similar_card(similar: Similar) -> tuple[Card, QPushButton]:
    """Says what a draft is too like; the button leads there."""
    card = Card(tr("Too like another draft"), similar_line(similar), tone=Tone.WARNING)
    show = button(tr("Show the other draft"), tip=tr("The draft to {name}").format(name=similar.recipient_name))
    card.add_buttons(show)
    return card, show


def claim_card(claim: Claim) -> Card:
    """A statement beside the saved passage that it rests on, with the way to the page."""
    host = QUrl(claim.source_url).host()
    kind = {EvidenceKind.PAPER: tr("paper"), EvidenceKind.BOOK: tr("book")}.get(claim.kind, tr("page"))
    small = " · ".join(part for part in (claim.source_title if claim.source_title else "", host, kind) if part)
    card = Card(claim.claim, quoted(claim.passage) if claim.passage else "", small)
    if claim.source_url:
        card.add_buttons(open_button(claim.source_url))
    return card


def open_button(url: str) -> QPushButton:
    """A button that opens a page in the browser; only web addresses are opened."""
    made = button(tr("Open the page"), quiet=True, tip=url)
    made.setEnabled(QUrl(url).scheme() in ("http", "https"))
    made.clicked.connect(lambda checked=False: QDesktopServices.openUrl(QUrl(url)))
    return made


def quoted(passage: str) -> str:
    """A passage in quotation marks; its headings and paragraphs stay lines of their own."""
    lines = "\n".join(lines_of(passage))
    return f"“{lines}”"


def lines_of(passage: str) -> list[str]:
    """The lines of a passage that have words, each with single spaces."""
    return [" ".join(line.split()) for line in passage.splitlines() if line.strip()]
