"""The text of a draft: what rests on evidence has a warm ground, what nothing supports a wavy line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from scribe_desktop.domain.email import EmailDraft, Finding
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.wording import tr

RESEARCHED = frozenset({EvidenceKind.PAGE, EvidenceKind.PAPER, EvidenceKind.BOOK})
"""Evidence that was found; what the row or the template says needs no marking."""

LINE_PERCENT = 125.0
WAVE_HEIGHT = 2.0
WAVE_BELOW = 4.0
"""Pixels under the baseline."""


class SpanKind(StrEnum):
    """What a marked piece of the text is."""

    CLAIM = "claim"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Span:
    """A marked piece of the body, from `start` to `end` in characters; `index` into evidence or findings."""

    kind: SpanKind
    index: int
    start: int
    end: int


def spans_of(body: str, evidence: Sequence[Claim], findings: Sequence[Finding]) -> tuple[Span, ...]:
    """Where the statements and the open findings of a draft stand in its body; those that are not in it are left."""
    found: list[Span] = []
    for index, claim in enumerate(evidence):
        start = body.find(claim.claim) if claim.kind in RESEARCHED and claim.claim else -1
        if start >= 0:
            found.append(Span(SpanKind.CLAIM, index, start, start + len(claim.claim)))
    for index, finding in enumerate(findings):
        if finding.confirmed:
            continue
        sentence = body.find(finding.sentence) if finding.sentence else -1
        piece = body.find(finding.text, max(0, sentence)) if finding.text else -1
        text, start = (finding.text, piece) if piece >= 0 else (finding.sentence, sentence)
        if start >= 0:
            found.append(Span(SpanKind.FINDING, index, start, start + len(text)))
    return tuple(found)


class GrowingText(QTextEdit):
    """Plain text as high as it needs, to be read until it is made editable."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("bare", True)
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.set_editable(False)

    def set_editable(self, editable: bool) -> None:
        """Let the person type, or only select."""
        self.setReadOnly(not editable)
        if not editable:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """All of it is on show: the page around it scrolls."""
        event.ignore()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(round(self.document().size().height()) + 4)


class SubjectField(GrowingText):
    """The subject: one line, however many it takes to show it."""

    def __init__(self) -> None:
        super().__init__(tr("Subject"))
        self.setObjectName("subject")
        self.setPlaceholderText(tr("Subject"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A subject has no line breaks: Enter goes on to the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted line breaks become spaces."""
        self.insertPlainText(" ".join(source.text().split()))


class DraftBody(GrowingText):
    """The body of a draft.

    Signals:
        span_chosen(SpanKind, index): the cursor came into a marked piece.
    """

    span_chosen = Signal(object, int)

    def __init__(self, theme: ThemeController) -> None:
        self._theme = theme
        self._spans: tuple[Span, ...] = ()
        self._chosen: tuple[SpanKind, int] | None = None
        self._quiet = False
        super().__init__(tr("Text of the draft"))
        self.cursorPositionChanged.connect(self._on_cursor)
        theme.changed.connect(self._paint_spans)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The marked pieces."""
        return self._spans

    def show_draft(self, draft: EmailDraft) -> None:
        """Show the body with its marks."""
        self._quiet = True
        if self.toPlainText() != draft.body:
            self.set_text(draft.body)
        self._quiet = False
        self._spans = spans_of(draft.body, draft.evidence, draft.findings)
        self._chosen = None
        self._paint_spans()

    def set_text(self, text: str) -> None:
        """Show other words, with room between the lines."""
        self.setPlainText(text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(lines)
        self.document().clearUndoRedoStacks()

    def set_editable(self, editable: bool) -> None:
        """Marks are taken off while one types, for they would be wrong at the first key."""
        super().set_editable(editable)
        if editable:
            self._spans = ()
            self._paint_spans()

    def choose(self, kind: SpanKind, index: int) -> None:
        """Show one marked piece as the chosen one."""
        self._chosen = (kind, index)
        self._paint_spans()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, then a wavy line under what nothing supports (Qt's own is hardly to be seen)."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.tokens.colour("danger"), 1.2))
        for span in self._spans:
            if span.kind is SpanKind.FINDING:
                for left, right, bottom in self._lines_of(span):
                    painter.drawPolyline(_wave(left, right, bottom))
        painter.end()

    def _lines_of(self, span: Span) -> Iterator[tuple[float, float, float]]:
        """Left, right and bottom of the span's piece of each line it runs through."""
        layout = self.document().documentLayout()
        block = self.document().findBlock(span.start)
        while block.isValid() and block.position() < span.end:
            origin = layout.blockBoundingRect(block).topLeft()
            inner = block.layout()
            for number in range(inner.lineCount()):
                line = inner.lineAt(number)
                first = block.position() + line.textStart()
                start, end = max(span.start, first), min(span.end, first + line.textLength())
                if start < end:
                    left, right = (_x(line.cursorToX(at - block.position())) for at in (start, end))
                    bottom = origin.y() + line.y() + line.ascent() + WAVE_BELOW
                    yield origin.x() + left, origin.x() + right, bottom
            block = block.next()

    @Slot()
    def _on_cursor(self) -> None:
        if self._quiet or not self.isReadOnly():
            return
        position = self.textCursor().position()
        inside = [one for one in self._spans if one.start <= position < one.end]
        if inside:
            chosen = min(inside, key=lambda one: one.end - one.start)
            self.span_chosen.emit(chosen.kind, chosen.index)

    @Slot()
    def _paint_spans(self) -> None:
        tokens = self._theme.tokens
        marks: list[QTextEdit.ExtraSelection] = []
        for span in self._spans:
            chosen = self._chosen == (span.kind, span.index)
            colour = {SpanKind.CLAIM: "accentSurface" if chosen else "evidence", SpanKind.FINDING: "dangerSurface"}
            if span.kind is SpanKind.FINDING and not chosen:
                continue
            style = QTextCharFormat()
            style.setBackground(tokens.colour(colour[span.kind]))
            mark = QTextEdit.ExtraSelection()
            mark.format = style
            cursor = QTextCursor(self.document())
            cursor.setPosition(span.start)
            cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            marks.append(mark)
        self.setExtraSelections(marks)
        self.viewport().update()


def _wave(left: float, right: float, bottom: float) -> QPolygonF:
    points, x, up = [], left, False
    while x < right:
        points.append(QPointF(x, bottom - (WAVE_HEIGHT if up else 0)))
        x, up = x + WAVE_HEIGHT, not up
    return QPolygonF(points)


def _x(answer: object) -> float:
    """QTextLine.cursorToX gives a pair in PySide6: the place and the cursor that stands there."""
    return float(answer[0] if isinstance(answer, tuple) else answer)  # type: ignore[arg-type]  # its stub says object
