"""Step 1 of the import wizard: a file by button or drop, or a pasted table; how it is read, for the person to see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QFrame,
    QPlainTextEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.gui.dialogs.import_wizard_reading import ReadTable, TableSource
from scribe_desktop.gui.dialogs.import_wizard_step import Step
from scribe_desktop.gui.dialogs.import_wizard_words import delimiter_word, how_read
from scribe_desktop.gui.dialogs.parts import Choice, Strip, Surroundings, dialog_button, plain_table
from scribe_desktop.gui.views.widgets import FlowLayout, label, restyle, row_of
from scribe_desktop.gui.wording import Tone, tr

ENCODINGS = (
    "utf-8", "windows-1252", "iso-8859-15", "windows-1250", "iso-8859-2", "windows-1251", "koi8-r", "windows-1253",
    "windows-1254", "windows-1257", "utf-16", "shift_jis", "gb18030", "big5", "euc-kr", "mac_roman",
)  # fmt: skip
DELIMITERS = (",", ";", "\t", "|")


def _confirm_words(letters: bool, columns: bool) -> str:
    if letters and columns:
        return tr("The letters and the columns are right")
    return tr("The columns are right") if columns else tr("The letters are right")


class FileStep(Step):
    """Where the people come from.

    Signals:
        wanted(TableSource): read this.
    """

    wanted = Signal(object)

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(tr("File"), tr("Who do you want to write to?"))
        self._theme = surroundings.theme
        self._table: ReadTable | None = None
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_choosing())
        self._pages.addWidget(self._make_reading())
        self.column.addWidget(self.strip)
        self.column.addWidget(self._pages, 1)

    @property
    def ready(self) -> bool:
        """A table was read, and a guessed encoding was confirmed."""
        return self._table is not None and (self.confirm.isHidden() or self.confirm.isChecked())

    def show_error(self, words: str) -> None:
        """Say why a table could not be read; the table read before stays."""
        self.strip.say(words, Tone.DANGER)
        if self._table is not None:
            self._show_reading(self._table)

    def show_table(self, table: ReadTable) -> None:
        """Show how a table was read."""
        fresh = self._table is None or (table.source.path, table.source.pasted) != (
            self._table.source.path,
            self._table.source.pasted,
        )
        self._table = table
        self.strip.say("")
        self.say_below(how_read(table))
        self._show_reading(table)
        letters, columns = not table.preview.encoding_certain, not table.preview.delimiter_certain
        if fresh:
            self.confirm.setChecked(False)
            self.confirm.setVisible(letters or columns)
            self.confirm.setText(_confirm_words(letters, columns))
        if letters:
            words = tr(
                "The encoding is a guess. Look at the letters with accents: if they are wrong, choose another encoding."
            )
            self.strip.say(words, Tone.WARNING)
        elif columns:
            words = tr(
                "What separates the cells is a guess. Look at the rows: if the columns are wrong, choose another."
            )
            self.strip.say(words, Tone.WARNING)
        self._fill_first_rows(table)
        self._pages.setCurrentIndex(1)
        self.changed.emit()

    def drop_target(self, over: bool) -> None:
        """Show that a file is held over the wizard."""
        restyle(self._drop, over=over)

    def focus_first(self) -> None:
        """The button, or the first thing to check."""
        (self.choose if self._pages.currentIndex() == 0 else self.another).setFocus()

    @Slot()
    def ask_for_file(self) -> None:
        """Let the person choose a file."""
        pattern = tr("Tables (*.csv *.tsv *.txt *.xlsx *.xlsm);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), "", pattern)
        if path:
            self.wanted.emit(TableSource(Path(path)))

    def _make_choosing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(12)
        self._drop = QFrame()
        self._drop.setObjectName("drop")
        inner = QVBoxLayout(self._drop)
        inner.setContentsMargins(20, 26, 20, 26)
        inner.setSpacing(10)
        words = label(tr("Drop a CSV or Excel file here"), name="heading")
        more = label(tr("One row a person: a name, and if you have them interest, email and university."), muted=True)
        for one in (words, more):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inner.addWidget(one)
        self.choose = dialog_button(tr("Choose a file…"), primary=True)
        self.choose.clicked.connect(self.ask_for_file)
        inner.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._drop)
        column.addWidget(label(tr("Or paste rows from a spreadsheet, the header row included:")))
        self.paste = QPlainTextEdit()
        self.paste.setAccessibleName(tr("Pasted table"))
        self.paste.setPlaceholderText(tr("Name, Interest, Email\nProf. Ilse Varnholt, coastal sediment transport, …"))
        self.paste.setTabChangesFocus(True)
        self.paste.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.paste.textChanged.connect(self._on_typed)
        column.addWidget(self.paste, 1)
        self.use_pasted = dialog_button(tr("Use the pasted rows"))
        self.use_pasted.setEnabled(False)
        self.use_pasted.clicked.connect(self._on_use_pasted)
        column.addLayout(row_of(self.use_pasted))
        return page

    def _make_reading(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.encoding = Choice()
        self.encoding.setAccessibleName(tr("Encoding"))
        self.encoding.activated.connect(self._on_encoding)
        self.delimiter = Choice()
        self.delimiter.setAccessibleName(tr("Separated by"))
        self.delimiter.activated.connect(self._on_delimiter)
        self._encoding_label = label(tr("Encoding"), wrap=False)
        self._delimiter_label = label(tr("Separated by"), wrap=False)
        for one in (self.encoding, self.delimiter):
            one.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            one.setMinimumContentsLength(9)
        self.another = dialog_button(tr("Choose another…"))
        self.another.clicked.connect(self._on_another)
        controls = FlowLayout()
        for words, choice in ((self._encoding_label, self.encoding), (self._delimiter_label, self.delimiter)):
            words.setMinimumHeight(choice.sizeHint().height())
            controls.addWidget(words)
            controls.addWidget(choice)
        controls.addWidget(self.another)
        column.addLayout(controls)
        self.confirm = QCheckBox(tr("The letters are right"))
        self.confirm.toggled.connect(self.changed)
        self.confirm.hide()
        column.addWidget(self.confirm)
        column.addWidget(label(tr("The first rows"), name="heading"))
        self.first_rows = QTableWidget()
        plain_table(self.first_rows, self._theme, self._theme.tokens.header_height)
        self.first_rows.setAccessibleName(tr("The first rows"))
        self.first_rows.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.first_rows.horizontalHeader().setStretchLastSection(True)
        column.addWidget(self.first_rows, 1)
        return page

    def _show_reading(self, table: ReadTable) -> None:
        preview = table.preview
        known = list(ENCODINGS)
        if preview.encoding and preview.encoding not in known:
            known.insert(0, preview.encoding)
        self.encoding.clear()
        for name in known:
            self.encoding.addItem(name.upper() if name.startswith("utf") else name, name)
        self.encoding.setCurrentIndex(self.encoding.findData(preview.encoding))
        for one in (self.encoding, self._encoding_label):
            one.setVisible(preview.encoding is not None)
        self.delimiter.clear()
        for character in dict.fromkeys((*DELIMITERS, *([preview.delimiter] if preview.delimiter else []))):
            self.delimiter.addItem(delimiter_word(character), character)
        self.delimiter.setCurrentIndex(self.delimiter.findData(preview.delimiter))
        for one in (self.delimiter, self._delimiter_label):
            one.setVisible(preview.delimiter is not None)

    def _fill_first_rows(self, table: ReadTable) -> None:
        rows = self.first_rows
        used = [one for one in table.preview.columns if one.field is not None]
        rows.setColumnCount(len(used))
        rows.setRowCount(len(table.preview.rows))
        rows.setHorizontalHeaderLabels([one.header or tr("Column {n}").format(n=one.number) for one in used])
        for at, values in enumerate(table.preview.rows):
            for column, one in enumerate(used):
                cell = " ".join(values.get(one.field or "", "").split())
                rows.setItem(at, column, QTableWidgetItem(cell))
        rows.resizeColumnsToContents()
        for column in range(len(used)):
            rows.setColumnWidth(column, min(rows.columnWidth(column) + 16, 320))

    @Slot()
    def _on_typed(self) -> None:
        self.use_pasted.setEnabled(bool(self.paste.toPlainText().strip()))

    @Slot()
    def _on_use_pasted(self) -> None:
        self.wanted.emit(TableSource(pasted=self.paste.toPlainText()))

    @Slot()
    def _on_another(self) -> None:
        self._pages.setCurrentIndex(0)
        self.choose.setFocus()

    @Slot()
    def _on_encoding(self) -> None:
        if self._table is not None:
            self.confirm.setChecked(False)
            self.wanted.emit(replace(self._table.source, encoding=self.encoding.currentData()))

    @Slot()
    def _on_delimiter(self) -> None:
        if self._table is not None:
            self.confirm.setChecked(False)
            # Other columns come of it: what was said about the old ones does not hold.
            source = replace(self._table.source, delimiter=self.delimiter.currentData(), mapping={}, no_header=False)
            self.wanted.emit(source)
