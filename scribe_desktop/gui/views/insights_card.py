"""One figure: heading, what it shows, the picture, and its numbers as a table and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.gui.charts import Chart
from scribe_desktop.gui.views.widgets import button, label, rule
from scribe_desktop.gui.wording import tr
from scribe_desktop.services.insights_tables import Table

ROWS_SHOWN = 8
"""Rows of numbers that are seen at once; the others are scrolled to."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a figure: as the person reads them, and as they are written to a file."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    table: Table


class FigureCard(QWidget):
    """A figure with its picture, or a sentence in the picture's place.

    Signals:
        save_wanted(Table, Path): the person wants the numbers in this file.
    """

    save_wanted = Signal(object, object)

    def __init__(self, title: str, chart: Chart, between: QWidget | None = None) -> None:
        super().__init__()
        self.chart = chart
        self._numbers: Numbers | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._title = label(title, name="heading")
        self._line = label("", small=True)
        self.instead = label("", muted=True)
        self.numbers = button(tr("Numbers"), quiet=True, tip=tr("Show the numbers as a table"))
        self.numbers.setCheckable(True)
        self.numbers.toggled.connect(self._on_numbers)
        self.save = button(tr("Save as CSV…"), quiet=True)
        self.save.clicked.connect(self._on_save)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self._title, 1)
        head.addWidget(self.numbers)
        head.addWidget(self.save)
        column.addWidget(rule())
        column.addSpacing(6)
        column.addLayout(head)
        column.addWidget(self._line)
        if between is not None:
            column.addWidget(between, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.instead)
        column.addWidget(chart)
        self.table = self._make_table()
        column.addWidget(self.table)
        self.set_title(title)

    @property
    def title(self) -> str:
        """The heading."""
        return self._title.text()

    @property
    def line(self) -> str:
        """What stands below the heading."""
        return self._line.text()

    def set_title(self, title: str) -> None:
        """Call it otherwise; the names of its parts follow."""
        self._title.setText(title)
        self.chart.setAccessibleName(title)
        self.numbers.setAccessibleName(tr("{figure}: numbers").format(figure=title))
        self.save.setAccessibleName(tr("{figure}: save as CSV").format(figure=title))
        self.table.setAccessibleName(tr("{figure}: numbers").format(figure=title))

    def show_figure(self, line: str, numbers: Numbers, instead: str = "") -> None:
        """Show what the chart was given; `instead` is said in its place."""
        self._numbers = numbers
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self.instead.setText(instead)
        self.instead.setVisible(bool(instead))
        self.chart.setVisible(not instead)
        some = bool(numbers.rows)
        self.numbers.setVisible(some)
        self.save.setVisible(some)
        if not some:
            self.numbers.setChecked(False)
        if self.numbers.isChecked():
            self._fill()

    @Slot(bool)
    def _on_numbers(self, wanted: bool) -> None:
        self.numbers.setText(tr("Hide numbers") if wanted else tr("Numbers"))
        self.table.setVisible(wanted)
        if wanted:
            self._fill()

    @Slot()
    def _on_save(self) -> None:
        if self._numbers is None:
            return
        table = self._numbers.table
        suggested = str(Path.home() / f"scribe-{table.name}.csv")
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the numbers"), suggested, tr("CSV files (*.csv)"))
        if name:
            self.save_wanted.emit(table, Path(name))

    def _fill(self) -> None:
        assert self._numbers is not None
        heads, rows = self._numbers.heads, self._numbers.rows
        table = self.table
        table.setColumnCount(len(heads))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels(heads)
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(words)
                table.setItem(at, column, item)
        for column in range(len(heads)):
            if (head := table.horizontalHeaderItem(column)) is not None:
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        shown = min(len(rows), ROWS_SHOWN)
        header_height = header.sizeHint().height()
        table.setFixedHeight(header_height + shown * table.verticalHeader().defaultSectionSize() + 4)

    @staticmethod
    def _make_table() -> QTableWidget:
        table = QTableWidget()
        table.setObjectName("figureNumbers")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.hide()
        return table


def rows_of(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows of words, as they are kept."""
    return tuple(tuple(one) for one in rows)
