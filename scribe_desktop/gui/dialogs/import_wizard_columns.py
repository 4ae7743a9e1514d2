"""Step 2 of the import wizard: which column is what, which rows cannot be used, who was written to before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHeaderView,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.domain.recipient import MAX_FIELD_NAME
from scribe_desktop.gui.dialogs.import_wizard_reading import ReadTable, remapped
from scribe_desktop.gui.dialogs.import_wizard_step import Step
from scribe_desktop.gui.dialogs.import_wizard_words import (
    bad_rows_sentence,
    how_read,
    people_word,
    use_words,
    when_words,
)
from scribe_desktop.gui.dialogs.parts import Choice, Strip, Surroundings, plain_table
from scribe_desktop.gui.views.widgets import label, restyle
from scribe_desktop.gui.wording import Tone, number, tr
from scribe_desktop.services.recipient_import import ColumnMatch

IGNORE = "ignore"
_NAMED = 3
_BESIDE, _PADDING = 6, 11
"""Pixels beside a choice, and those that the style sheet and the grid put beside what is in a cell."""
_SAMPLES, _LEAST = 100, 150
"""Pixels that the first rows and the choices keep in a narrow window."""


class _ColumnsTable(QTableWidget):
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class ColumnsStep(Step):
    """What each column is used as.

    Signals:
        wanted(TableSource): read it again like this.
        save_wanted(): save the rows that cannot be used.
    """

    wanted = Signal(object)
    save_wanted = Signal()

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(tr("Columns"), tr("Which column is what?"))
        self._now = surroundings.context.clock.now
        self._table: ReadTable | None = None
        self._combos: list[Choice] = []
        self.columns = _ColumnsTable(0, 3)
        self.columns.resized.connect(self._give_room)
        plain_table(self.columns, surroundings.theme, surroundings.theme.tokens.row_height)
        self.columns.setShowGrid(True)
        self.columns.setAccessibleName(tr("Columns of the table"))
        self.columns.setHorizontalHeaderLabels([tr("Column in your file"), tr("First rows"), tr("Used as")])
        self.columns.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.columns.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.columns.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.columns.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(_SAMPLES)
        header.sectionResized.connect(self._on_section)
        self.no_header = QCheckBox(tr("The first row is a person already: there is no header"))
        self.no_header.clicked.connect(self._on_no_header)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.strip.followed.connect(self.save_wanted)
        self.saved = Strip(surroundings.icons, surroundings.theme)
        self.before = _BeforeCard()
        self.warnings = QListWidget()
        self.warnings.setObjectName("notes")
        self.warnings.setAccessibleName(tr("Notes on rows"))
        self.warnings.setWordWrap(True)
        self.warnings.setMinimumHeight(40)
        self._warnings_title = label("", name="heading")
        self.column.addWidget(self.columns, 3)
        for one in (self.no_header, self.strip, self.saved, self.before, self._warnings_title):
            self.column.addWidget(one)
        self.column.addWidget(self.warnings, 1)
        self._end = QWidget()
        self.column.addWidget(self._end, 1)

    @property
    def ready(self) -> bool:
        """A column holds the names, and somebody is left."""
        return self._table is not None and self._table.preview.usable_count > 0

    def focus_first(self) -> None:
        """The first choice."""
        if self._combos:
            self._combos[0].setFocus()

    def show_table(self, table: ReadTable) -> None:
        """Show what each column is used as now."""
        same = self._table is not None and self._table.headers == table.headers
        self._table = table
        self.say_below(how_read(table))
        if not same:
            self._build(table)
        for combo, match in zip(self._combos, table.preview.columns, strict=True):
            _fill(combo, match)
        self._give_room()
        self.no_header.setVisible(table.source.no_header or not table.preview.has_name)
        self.no_header.setChecked(table.source.no_header)
        self.saved.say("")
        self._say_what_is_wrong(table)
        self.before.show_table(table, self._now())
        self._list_warnings(table)
        self.changed.emit()

    def show_error(self, words: str) -> None:
        """Say why the columns cannot be used so, and put the choices back."""
        self.strip.say(words, Tone.DANGER)
        if self._table is not None:
            for combo, match in zip(self._combos, self._table.preview.columns, strict=True):
                _fill(combo, match)

    def show_saved(self, count: int, name: str) -> None:
        """The rows that cannot be used are in a file."""
        words = (
            tr("1 row is in {name}. Mend it there") if count == 1 else tr("{count} rows are in {name}. Mend them there")
        )
        words = words.format(count=number(count), name=name) + tr(", and import that file afterwards.")
        self.saved.say(words, Tone.SUCCESS)

    def _build(self, table: ReadTable) -> None:
        self.columns.setRowCount(0)
        self._combos = []
        self.columns.setRowCount(len(table.preview.columns))
        for row, match in enumerate(table.preview.columns):
            header = match.header or tr("Column {n}").format(n=match.number)
            item = QTableWidgetItem(header)
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            self.columns.setItem(row, 0, item)
            samples = " · ".join(" ".join(one.split())[:80] for one in match.samples[:2]) or tr("(empty)")
            shown = QTableWidgetItem(samples)
            shown.setToolTip("\n".join(one[:300] for one in match.samples))
            self.columns.setItem(row, 1, shown)
            combo = Choice()
            combo.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
            combo.setAccessibleName(tr("{column} is used as").format(column=header))
            combo.activated.connect(lambda at, number=match.number, combo=combo: self._on_use(number, combo))
            holder = QWidget()
            inner = QVBoxLayout(holder)
            inner.setContentsMargins(_BESIDE, 3, _BESIDE, 3)
            inner.addWidget(combo)
            self.columns.setCellWidget(row, 2, holder)
            self._combos.append(combo)
        height = self.columns.sizeHintForRow(0) if self._combos else 0
        height = max(
            height, self.columns.verticalHeader().defaultSectionSize(), self._combos[0].sizeHint().height() + 8
        )
        self.columns.verticalHeader().setDefaultSectionSize(height)
        whole = height * len(self._combos) + self.columns.horizontalHeader().height() + 4
        self.columns.setMinimumHeight(min(whole, 4 * height))
        self.columns.setMaximumHeight(max(whole, 120))

    @Slot()
    def _give_room(self) -> None:
        """The longest use is read as a whole, where the other columns leave it the room."""
        for one in self._combos:
            one.ensurePolished()
        longest = max((one.sizeHint().width() for one in self._combos), default=0) + 2 * (_BESIDE + _PADDING)
        left = self.columns.viewport().width() - self.columns.columnWidth(0) - _SAMPLES
        self.columns.setColumnWidth(2, max(_LEAST, min(longest, left)))

    @Slot(int)
    def _on_section(self, section: int) -> None:
        if section == 0:
            self._give_room()

    def _say_what_is_wrong(self, table: ReadTable) -> None:
        if not table.preview.has_name:
            words = tr("No column holds the names yet. Say which one does: choose “Name” beside it.")
            self.strip.say(words, Tone.DANGER)
            return
        bad = table.bad_count
        save = (tr("Save it as CSV to mend") if bad == 1 else tr("Save these {count} as CSV to mend")) if bad else ""
        words = bad_rows_sentence(table)
        if not words and not table.preview.usable_count:
            words = tr("There is no row below the header. Choose another file.")
        self.strip.say(words, Tone.WARNING, save.format(count=number(bad)))

    def _list_warnings(self, table: ReadTable) -> None:
        from scribe_desktop.services.recipient_import import ProblemKind

        notes = [one.sentence for one in table.preview.problems if one.kind is ProblemKind.WARNING]
        errors = [one.sentence for one in table.preview.problems if one.kind is ProblemKind.ERROR and one.cells]
        lines = (errors if len(errors) > _NAMED else []) + notes
        self.warnings.clear()
        self.warnings.addItems(lines)
        more = table.preview.problem_count > len(table.preview.problems)
        words = tr("Every row with a note") if not more else tr("The first rows with a note")
        self._warnings_title.setText(words if errors and len(errors) > _NAMED else tr("Used, but not as it stands"))
        shown = bool(lines) and table.preview.has_name
        for one in (self._warnings_title, self.warnings):
            one.setVisible(shown)
        self._end.setVisible(not shown)

    def _on_use(self, number: int, combo: QComboBox) -> None:
        assert self._table is not None
        use = combo.currentData()
        now = self._table.preview.columns[number - 1].field or IGNORE
        if use != now:
            self.wanted.emit(remapped(self._table.source, self._table.headers, number, use))

    @Slot(bool)
    def _on_no_header(self, checked: bool) -> None:
        assert self._table is not None
        mapping = {"1": "name"} if checked else {}
        self.wanted.emit(replace(self._table.source, no_header=checked, mapping=mapping))


class _BeforeCard(QFrame):
    """Who was written to before, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setProperty("tone", Tone.ACCENT.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(4)
        column.addWidget(label(tr("Here already: written to, drafted or in the queue"), name="heading"))
        self.words = label("")
        column.addWidget(self.words)
        self.hide()

    def show_table(self, table: ReadTable, now: datetime) -> None:
        """Show them, or nothing."""
        names = [
            tr("{name} ({when})").format(name=one.recipient.name, when=when_words(one.before, now))
            for one in table.people
            if one.before is not None and one.duplicate_of is None
        ]
        count = table.written_count
        if count == 1 and names:
            words = tr("{names}. They stay in the list, switched off; switch them on in the next step.")
        else:
            words = tr("{names}. They stay in the list, switched off; switch on whom you want in the next step.")
        shown = ", ".join(names[:_NAMED])
        if count > len(names[:_NAMED]):
            rest = people_word(count - len(names[:_NAMED]))
            shown = tr("{names} and {rest} more").format(names=shown, rest=rest) if shown else rest
        self.words.setText(words.format(names=shown))
        restyle(self)
        self.setVisible(bool(count))


def _fill(combo: QComboBox, match: ColumnMatch) -> None:
    """The choices for a column, with the one in force chosen; the same choices are kept as they are."""
    known = use_words()
    current = match.field or IGNORE
    special = {"first_name": tr("First name"), "last_name": tr("Last name")}
    own = current if current not in known and current != IGNORE else placeholder_for(match)
    uses = dict(known)
    if own in special:
        uses[own] = special[own]
    else:
        uses[own] = tr("{{{{{name}}}}} in the template").format(name=own)
    uses[IGNORE] = tr("Not used")
    if [combo.itemData(at) for at in range(combo.count())] != list(uses):
        combo.clear()
        for use, words in uses.items():
            combo.addItem(words, use)
    combo.setCurrentIndex(combo.findData(current))
    combo.setToolTip(combo.currentText())


def placeholder_for(match: ColumnMatch) -> str:
    """The placeholder's name that a column gives itself: lower case, with _ between the words."""
    name = re.sub(r"\W+", "_", match.header.lower()).strip("_")[:MAX_FIELD_NAME]
    if not name or name in use_words():
        return f"column_{match.number}"
    return f"_{name}"[:MAX_FIELD_NAME] if name[0].isdigit() else name
