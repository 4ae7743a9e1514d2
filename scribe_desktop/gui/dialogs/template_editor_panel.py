"""Writing a template: the text, a menu of places, what is wrong with it, and a preview for any person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QTableWidgetItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, Template, parse_template, sender_values
from scribe_desktop.domain.template_signature import lacks_signature, with_signature
from scribe_desktop.errors import TemplateError
from scribe_desktop.gui.dialogs.parts import Choice, dialog_button, plain_table
from scribe_desktop.gui.dialogs.template_editor_preview import (
    FilledView,
    FillKind,
    Place,
    PlaceHighlighter,
    PlacesTable,
    format_of,
    kind_words,
)
from scribe_desktop.gui.dialogs.template_editor_rows import RowBar
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import label, restyle
from scribe_desktop.gui.wording import Tone, tr

SETTLE_MILLISECONDS = 120
SENDER_NAMES = frozenset(sender_values(Sender("x", "x", "x")))
"""Places that Settings fill."""
EXAMPLE = Recipient(
    "Prof. Ilse Varnholt", "coastal sediment transport", "varnholt@karlsvale.example", "Karlsvale University"
)
"""Whom a template is previewed for while there is no table."""


def starter() -> str:
    """A template to begin with."""
    return tr(
        "Subject: A question about {{ interest }}\n"
        "\n"
        "Dear {% if title %}{{ title }} {{ last_name }}{% else %}{{ name }}{% endif %},\n"
        "\n"
        "I am a student who has been reading about {{ interest }}, and I keep coming back to your work on "
        "{{ research }}.\n"
        "\n"
        "Would you have twenty minutes for a call in the next weeks?\n"
        "\n"
        "Kind regards,\n"
        "{{ signature }}"
    )


class TemplatePanel(QWidget):
    """The text at the left, the preview at the right.

    Signals:
        changed(): the text, or what is wrong with it, is another now.
    """

    changed = Signal()

    def __init__(self, theme: ThemeController, sender: Callable[[], Sender]) -> None:
        super().__init__()
        self._theme = theme
        self._sender = sender
        self._people: Sequence[Recipient] = (EXAMPLE,)
        self._template: Template | None = None
        self._error: TemplateError | None = None
        self._shown: list[Place] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._make_left())
        self._splitter.addWidget(self._make_right())
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([500, 500])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        self._highlighter = PlaceHighlighter(self.editor.document(), theme)
        self.editor.textChanged.connect(self._timer.start)
        theme.changed.connect(self.refresh)
        self.refresh()

    @property
    def source(self) -> str:
        """The text as it stands."""
        return self.editor.toPlainText()

    @property
    def template(self) -> Template | None:
        """The template, None while something is wrong with the text."""
        if self._timer.isActive():
            self.refresh()
        return self._template

    @property
    def unset(self) -> list[str]:
        """Places that stay open for the row on show because Settings are empty there."""
        return [one.name for one in self._shown if one.kind is FillKind.GAP and one.name in SENDER_NAMES]

    @property
    def unsigned(self) -> bool:
        """True when nobody's name stands at the end of the template."""
        template = self.template
        return template is not None and lacks_signature(template, self._sender())

    @Slot()
    def add_signature(self) -> None:
        """Put the signature's place at the end; Undo takes it out again."""
        cursor = QTextCursor(self.editor.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(with_signature(self.source))
        self.refresh()

    @property
    def error(self) -> str:
        """What is wrong with the text; empty when nothing is."""
        return self._error.message if self._error else ""

    def set_source(self, source: str) -> None:
        """Put another text in."""
        if source != self.source:
            self.editor.setPlainText(source)
        self.refresh()

    def set_people(self, people: Sequence[Recipient]) -> None:
        """Preview for these; for the example when there is none."""
        people = people or (EXAMPLE,)
        if people == self._people and self.person.count():
            return
        current = self.person.currentText()
        self._people = people
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItems([one.name for one in people])
        self.person.setCurrentIndex(max(0, self.person.findText(current)))
        self.person.blockSignals(False)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the text again and show it filled."""
        self._timer.stop()
        places: list[Place] = []
        self._template, self._error = None, None
        try:
            self._template = parse_template(self.source)
            recipient = self._people[max(0, self.person.currentIndex())]
            places = self.preview.show_filled(self._template, recipient, self._sender())
        except TemplateError as error:
            self._template, self._error = None, error
            self.preview.show_nothing()
        else:
            self._highlighter.use(places)
        self._shown = places
        self._list_places(places)
        self._show_error()
        self.rows.show_row(self.person.currentIndex(), self._people, self._template, self._sender())
        self.changed.emit()

    def _make_left(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        title = label(tr("&Text"), name="heading", wrap=False)
        row.addWidget(title, 1)
        self.insert = dialog_button(tr("Insert a place"))
        self.menu = QMenu(self.insert)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.insert.setMenu(self.menu)
        row.addWidget(self.insert)
        column.addLayout(row)
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(tr("Template text"))
        self.editor.setTabChangesFocus(True)
        title.setBuddy(self.editor)
        column.addWidget(self.editor, 1)
        self._wrong = label("", small=True)
        column.addWidget(self._wrong)
        return side

    def _make_right(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(label(tr("Preview for"), name="heading", wrap=False))
        self.person = Choice()
        self.person.setAccessibleName(tr("Preview for"))
        self.person.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.person.setMinimumContentsLength(8)
        self.person.addItems([one.name for one in self._people])
        self.person.currentIndexChanged.connect(self.refresh)
        row.addWidget(self.person, 1)
        column.addLayout(row)
        self.rows = RowBar()
        self.rows.wanted.connect(self.person.setCurrentIndex)
        column.addWidget(self.rows)
        self.before, self.after = self.rows.before, self.rows.after
        self.preview = FilledView(self._theme)
        column.addWidget(self.preview, 3)
        self.places = PlacesTable(0, 3)
        plain_table(self.places, self._theme, 24)
        self.places.setAccessibleName(tr("Places and where each is filled from"))
        self.places.setHorizontalHeaderLabels([tr("Place"), tr("Filled from"), tr("With")])
        self.places.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.places.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.places.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        column.addWidget(self.places, 2)
        return side

    def _list_places(self, places: list[Place]) -> None:
        self.places.setRowCount(len(places))
        for row, one in enumerate(places):
            value = " ".join(one.value.split())
            if one.kind is FillKind.RESEARCH:
                found, else_own = tr("found before writing"), tr("found, else the template's own words")
                value = else_own if one.optional else found
            elif one.kind is FillKind.OWN:
                value = tr("missing here; the template has words for that")
            cells = ("{{" + one.name + "}}", kind_words(one.kind), value)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 1:
                    look = format_of(one.kind, self._theme.tokens)
                    item.setForeground(look.foreground())
                self.places.setItem(row, column, item)
        self.places.fit()

    def _show_error(self) -> None:
        blank = not self.source.strip()
        self._wrong.setText(self.error)
        self._wrong.setVisible(bool(self.error))
        restyle(self._wrong, tone="" if blank else Tone.DANGER.value, small=blank)
        restyle(self.editor, wrong=bool(self.error) and not blank)
        self.editor.setAccessibleDescription(self.error)
        marks = []
        line = self._error.line if self._error else None
        if line is not None:
            # Lines are counted in the text without the empty lines around it.
            blank_before = len(self.source) - len(self.source.lstrip())
            block = self.editor.document().findBlockByNumber(line - 1 + self.source.count("\n", 0, blank_before))
            if block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(self._theme.tokens.colour("dangerSurface"))
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                mark.cursor = QTextCursor(block)
                marks.append(mark)
        self.editor.setExtraSelections(marks)

    @Slot()
    def _fill_menu(self) -> None:
        self.menu.clear()
        recipient = self._people[max(0, self.person.currentIndex())]
        groups = (
            (tr("From your table"), ("name", "title", "first_name", "last_name", "interest", "affiliation", "email",
                                     *recipient.fields)),
            (tr("From your settings"), ("sender_name", "sender_affiliation", "signature")),
            (tr("Found by research"), ("research", "paper", "book", "lab")),
        )  # fmt: skip
        for title, names in groups:
            self.menu.addSection(title)
            for name in dict.fromkeys(names):
                action = self.menu.addAction("{{ " + name + " }}")
                action.triggered.connect(partial(self._insert, name))

    def _insert(self, name: str, checked: bool = False) -> None:
        self.editor.insertPlainText("{{ " + name + " }}")
        self.editor.setFocus()
