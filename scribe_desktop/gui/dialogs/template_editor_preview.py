"""A template's places, coloured by where each is filled from: in the editor and in the filled preview."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Slot
from PySide6.QtGui import (
    QFont,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTableWidget, QTextEdit

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.segment import Segment
from scribe_desktop.domain.template import FilledTemplate, Origin, Sender, Template, row_values, sender_values
from scribe_desktop.gui.theme import ThemeController, Tokens
from scribe_desktop.gui.wording import tr

_PLACE = re.compile(
    r"\{\{-?\s*(?P<name>[^\W\d][\w\- ]*?)\s*(?:\|[^}]*)?-?\}\}|\[(?P<bracketed>[^\W\d_]+(?: [^\W\d_]+){0,3})\](?!\()"
)
_LOGIC = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_SUBJECT = re.compile(r"subject:", re.IGNORECASE)


class FillKind(StrEnum):
    """Where the value of a place comes from; OWN is nothing, where the template has words of its own for that."""

    ROW = "row"
    SENDER = "sender"
    RESEARCH = "research"
    OWN = "own"
    GAP = "gap"


_COLOURS = {
    FillKind.ROW: ("accent", "accentSurface"),
    FillKind.SENDER: ("success", "successSurface"),
    FillKind.RESEARCH: ("warning", "evidence"),
    FillKind.OWN: ("textMuted", "selection"),
    FillKind.GAP: ("danger", "dangerSurface"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder of a template, where it is filled from, and with what; `value` is empty while not known.

    `optional`: the template has words of its own where it stays empty.
    """

    name: str
    kind: FillKind
    value: str = ""
    optional: bool = False


def kind_words(kind: FillKind) -> str:
    """Where a place is filled from, in words."""
    return {
        FillKind.ROW: tr("Table"),
        FillKind.SENDER: tr("Settings"),
        FillKind.RESEARCH: tr("Research"),
        FillKind.OWN: tr("Template"),
        FillKind.GAP: tr("Nothing"),
    }[kind]


def known_values(recipient: Recipient, sender: Sender) -> dict[str, str]:
    """What is known before any research."""
    return {**sender_values(sender), **row_values(recipient)}


def filled_for(template: Template, recipient: Recipient, sender: Sender) -> FilledTemplate:
    """The template filled with what is known of this row; what research fills is left open. Raises TemplateError."""
    origins = template.origins(recipient)
    researched = frozenset(name for name, origin in origins.items() if origin is Origin.RESEARCH)
    return template.fill(known_values(recipient, sender), researched)


def places_of(template: Template, recipient: Recipient, sender: Sender) -> list[Place]:
    """The template's places for this row, in order. Raises TemplateError."""
    values = known_values(recipient, sender)
    gaps = filled_for(template, recipient, sender).gaps
    places = []
    for name, origin in template.origins(recipient).items():
        value = values.get(name, "")
        if origin is Origin.RESEARCH:
            places.append(Place(name, FillKind.RESEARCH, optional=name in template.optional))
        elif not value:
            places.append(Place(name, FillKind.GAP if name in gaps else FillKind.OWN))
        else:
            places.append(Place(name, FillKind.ROW if origin is Origin.ROW else FillKind.SENDER, value))
    return places


def format_of(kind: FillKind, tokens: Tokens) -> QTextCharFormat:
    """How a place looks; what is still open is underlined too, so that colour is not all that tells it."""
    made = QTextCharFormat()
    ink, ground = _COLOURS[kind]
    made.setForeground(tokens.colour(ink))
    made.setBackground(tokens.colour(ground))
    if kind is FillKind.GAP:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.setUnderlineColor(tokens.colour(ink))
    elif kind is FillKind.RESEARCH:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    return made


class PlaceHighlighter(QSyntaxHighlighter):
    """Colours the places of a template as it is written."""

    def __init__(self, document: QTextDocument, theme: ThemeController) -> None:
        super().__init__(document)
        self._theme = theme
        self._kinds: Mapping[str, FillKind] = {}
        theme.changed.connect(self.rehighlight)

    def use(self, places: list[Place]) -> None:
        """Colour by these; a place that is not among them looks like one that is researched."""
        kinds = {one.name: one.kind for one in places}
        if kinds != self._kinds:
            self._kinds = kinds
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Qt asks line by line."""
        tokens = self._theme.tokens
        if self.currentBlock().blockNumber() == 0 and _SUBJECT.match(text):
            bold = QTextCharFormat()
            bold.setFontWeight(QFont.Weight.Bold)
            self.setFormat(0, len(text), bold)
        for match in _LOGIC.finditer(text):
            quiet = QTextCharFormat()
            quiet.setForeground(tokens.colour("textMuted"))
            self.setFormat(match.start(), match.end() - match.start(), quiet)
        for match in _PLACE.finditer(text):
            name = re.sub(r"[\s\-]+", "_", (match["name"] or match["bracketed"]).lower())
            kind = self._kinds.get(name, FillKind.RESEARCH)
            self.setFormat(match.start(), match.end() - match.start(), format_of(kind, tokens))


class FilledView(QTextEdit):
    """A template filled for one person: what is known is filled in, what is not is marked."""

    def __init__(self, theme: ThemeController) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[Segment, ...] | None, tuple[Segment, ...], list[Place]] | None = None
        self.setReadOnly(True)
        self.setAccessibleName(tr("Preview"))
        self.setTabChangesFocus(True)
        theme.changed.connect(self._paint)

    def show_filled(self, template: Template, recipient: Recipient, sender: Sender) -> list[Place]:
        """Fill and show; the places. Raises TemplateError."""
        places = places_of(template, recipient, sender)
        filled = filled_for(template, recipient, sender)
        self._shown = (filled.subject, filled.body, places)
        self._paint()
        return places

    def show_nothing(self) -> None:
        """There is no template that can be filled."""
        self._shown = None
        self.clear()
        self.setPlaceholderText(tr("No preview until the text is mended."))

    @Slot()
    def _paint(self) -> None:
        if self._shown is None:
            return
        subject, body, places = self._shown
        bar = self.verticalScrollBar()
        position = bar.value()
        self.clear()
        cursor = QTextCursor(self.document())
        space = QTextBlockFormat()
        space.setBottomMargin(10)
        cursor.setBlockFormat(space)
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        kinds = {one.name: one.kind for one in places}
        quiet = QTextCharFormat()
        quiet.setForeground(self._theme.tokens.colour("textMuted"))
        if subject is None:
            cursor.insertText(tr("The subject is written with the draft."), quiet)
        else:
            cursor.insertText(tr("Subject:") + " ", quiet)
            self._insert(cursor, subject, kinds, bold)
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._insert(cursor, body, kinds, QTextCharFormat())
        self.moveCursor(QTextCursor.MoveOperation.Start)
        bar.setValue(position)

    def _insert(
        self, cursor: QTextCursor, segments: tuple[Segment, ...], kinds: Mapping[str, FillKind], plain: QTextCharFormat
    ) -> None:
        for one in segments:
            style = QTextCharFormat(plain)
            text = one.text
            if one.placeholder is not None:
                kind = FillKind.GAP if one.gap else kinds.get(one.placeholder, FillKind.RESEARCH)
                style.merge(format_of(kind, self._theme.tokens))
                if one.open:
                    text = tr("[{name}: from research]").format(name=one.placeholder.replace("_", " "))
            cursor.insertText(text, style)


class PlacesTable(QTableWidget):
    """Long names of places leave room for what they are filled with."""

    def fit(self) -> None:
        """Give the names what they need, but no more than their share."""
        self.setColumnWidth(0, min(max(70, self.sizeHintForColumn(0)), self.viewport().width() * 2 // 5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self.fit()
