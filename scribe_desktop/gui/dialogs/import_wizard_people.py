"""Step 3 of the import wizard: who of the table gets a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from scribe_desktop.gui.dialogs.import_wizard_reading import Choices, Person, ReadTable
from scribe_desktop.gui.dialogs.import_wizard_step import Step
from scribe_desktop.gui.dialogs.import_wizard_words import note_on, people_word
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, dialog_button, plain_table
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import label, row_of
from scribe_desktop.gui.wording import Tone, number, tr

_Index = QModelIndex | QPersistentModelIndex

SHARES = (190, 105, 105, 110)
"""Of the width that name, interest, email and affiliation have between them."""
LEAST_NOTE = 100
"""Pixels of the notes' column when nobody has one."""


class PeopleModel(QAbstractTableModel):
    """The first rows, with a tick each.

    Signals:
        toggled(): somebody was switched on or off.
    """

    toggled = Signal()

    def __init__(self, now: Callable[[], datetime], theme: ThemeController) -> None:
        super().__init__()
        self._now = now
        self._theme = theme
        self._people: tuple[Person, ...] = ()
        self.choices = Choices()
        self._headers = (tr("Name"), tr("Interest"), tr("Email"), tr("Affiliation"), tr("Note"))

    @property
    def people(self) -> tuple[Person, ...]:
        """Those on show."""
        return self._people

    def show(self, people: tuple[Person, ...]) -> None:
        """Show these, as suggested."""
        self.beginResetModel()
        self._people = people
        self.choices = Choices()
        self.endResetModel()

    def switch(self, rows: list[int], on: bool) -> None:
        """Switch people on or off."""
        self._choose(self.choices.with_all([self._people[row] for row in rows], on))

    def suggest(self) -> None:
        """Forget what was switched by hand."""
        self._choose(Choices())

    def is_on(self, row: int) -> bool:
        """Whether the person of a row gets a draft."""
        return self.choices.is_on(self._people[row])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a person."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Name, interest, email, affiliation, note."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """The name has a tick."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        person = self._people[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            one = person.recipient
            cells = (one.name, one.interest, one.email, one.affiliation, note_on(person, self._now()))
            return " ".join((cells[index.column()] or "").split())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if self.choices.is_on(person) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(person, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            state = tr("gets a draft") if self.choices.is_on(person) else tr("gets no draft")
            return ", ".join(part for part in (person.recipient.name, state, note_on(person, self._now())) if part)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick was set or taken away."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.switch([index.row()], Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def _colour(self, person: Person, column: int) -> QColor:
        if column == len(self._headers) - 1:
            return self._theme.tokens.colour("warning")
        return self._theme.tokens.colour("text" if self.choices.is_on(person) and column == 0 else "textMuted")

    def _choose(self, choices: Choices) -> None:
        self.choices = choices
        if self._people:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._people) - 1, len(self._headers) - 1))
        self.toggled.emit()


class _PeopleTable(QTableView):
    def fit(self) -> None:
        """Give the notes what they need, up to a share, and the rest of the width to the other columns."""
        note = min(max(LEAST_NOTE, self.sizeHintForColumn(len(SHARES))), self.viewport().width() * 2 // 5)
        left = self.viewport().width() - note
        for column, share in enumerate(SHARES):
            self.setColumnWidth(column, left * share // sum(SHARES))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches all selected people, like the one the keyboard is at."""
        model = self.model()
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if event.key() == Qt.Key.Key_Space and rows and isinstance(model, PeopleModel):
            current = self.currentIndex().row()
            model.switch(rows, not model.is_on(current if current in rows else rows[0]))
            return
        super().keyPressEvent(event)


class PeopleStep(Step):
    """The people, those who should not get a second email switched off."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(tr("People"), tr("Who gets a draft?"))
        self._table: ReadTable | None = None
        self.model = PeopleModel(surroundings.context.clock.now, surroundings.theme)
        self.model.setParent(self)
        self.model.toggled.connect(self._on_toggled)
        self.view = _PeopleTable()
        plain_table(self.view, surroundings.theme, surroundings.theme.tokens.header_height)
        self.view.setAccessibleName(tr("People"))
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.on = dialog_button(tr("Switch on"))
        self.off = dialog_button(tr("Switch off"))
        self.suggested = dialog_button(tr("As suggested"))
        self.suggested.setToolTip(tr("Everyone, but those who stand twice in the table or were written to before"))
        self.on.clicked.connect(lambda: self._switch(True))
        self.off.clicked.connect(lambda: self._switch(False))
        self.suggested.clicked.connect(self.model.suggest)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self._rest = label("", small=True)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.column.addWidget(self.strip)
        self.column.addWidget(self.view, 1)
        self.column.addLayout(row_of(self.on, self.off, self.suggested))
        self.column.addWidget(self._rest)
        self._on_selected()

    @property
    def count(self) -> int:
        """How many people are on."""
        return self.model.choices.count(self._table) if self._table else 0

    @property
    def ready(self) -> bool:
        """Somebody is on."""
        return self.count > 0

    @property
    def chosen(self) -> list[Person]:
        """Those of the rows on show who are on."""
        return [one for one in self.model.people if self.model.choices.is_on(one)]

    def focus_first(self) -> None:
        """The table."""
        self.view.setFocus()
        if self.model.people and not self.view.selectionModel().hasSelection():
            self.view.selectRow(0)

    def show_table(self, table: ReadTable, problem: str = "") -> None:
        """Show the people of a table; what was switched stays when they are the same.

        Args:
            problem: why the person's sent mail could not be looked at.
        """
        self.strip.say(f"{problem} {tr('Who is in it is not marked here.')}" if problem else "", Tone.WARNING)
        if self._table is None or self._table.people != table.people:
            self.model.show(table.people)
        self._table = table
        self.view.fit()
        rest = table.preview.usable_count - len(table.people)
        words = tr(
            "The first {shown} of {total} are shown. The others go as suggested: who stands in the table twice or was "
            "written to before is left out."
        )
        self._rest.setText(words.format(shown=number(len(table.people)), total=number(table.preview.usable_count)))
        self._rest.setVisible(rest > 0)
        self._on_toggled()

    def _switch(self, on: bool) -> None:
        self.model.switch([index.row() for index in self.view.selectionModel().selectedRows()], on)

    @Slot()
    def _on_selected(self) -> None:
        some = self.view.selectionModel().hasSelection()
        self.on.setEnabled(some)
        self.off.setEnabled(some)

    @Slot()
    def _on_toggled(self) -> None:
        if self._table is not None:
            words = tr("{people} in the table, {on} switched on")
            total = people_word(self._table.preview.usable_count)
            self.say_below(words.format(people=total, on=number(self.count)))
        self.changed.emit()
