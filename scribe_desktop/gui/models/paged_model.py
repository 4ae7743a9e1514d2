"""A table model that holds the rows around what is seen, and asks for others by signal; it never queries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from scribe_desktop.gui.wording import Chip

BLOCK = 64
"""Rows a block: two blocks fill a tall window."""

KEPT_BLOCKS = 40

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
"""The role under which a whole Cell is given to the delegate."""

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table cell shows. `second` is a muted line below; `progress` a percentage for a thin bar."""

    text: str = ""
    second: str = ""
    chip: Chip | None = None
    progress: int | None = None
    muted: bool = False
    strong: bool = False
    tooltip: str = ""

    @property
    def spoken(self) -> str:
        """The cell for a screen reader."""
        return ", ".join(part for part in (self.chip.word if self.chip else "", self.text, self.second) if part)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column as data: `width` in pixels at the base text size; `sort` is what the service sorts by, if it can."""

    key: str
    title: Callable[[], str]
    width: int
    cell: Callable[[Row], Cell]
    sort: StrEnum | None = None
    stretch: bool = False


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Rows in blocks of BLOCK. A row that is not here is shown empty, and its block is asked for.

    Attributes:
        changing: True while rows come and go for reasons that are not the person's; Qt moves selections meanwhile.

    Signals:
        block_wanted(block): rows of that block are looked at and not here, or out of date.
        rows_moved(): other rows stand where these stood; selections by row must be looked up again.
        sort_wanted(StrEnum, descending): the person clicked a header.
    """

    block_wanted = Signal(int)
    rows_moved = Signal()
    sort_wanted = Signal(object, bool)

    def __init__(self, columns: Sequence[Column[Row]], identify: Callable[[Row], UUID]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._identify = identify
        self._blocks: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: set[int] = set()
        self._total = 0
        self.changing = False

    # --- what the loader puts in ---------------------------------------------------------------

    def replace(self, rows: Sequence[Row], total: int) -> None:
        """Show another list, of which these are the first rows."""
        self.changing = True
        self.beginResetModel()
        self._blocks.clear()
        self._stale.clear()
        self._wanted.clear()
        self._total = total
        if rows:
            self._blocks[0] = tuple(rows)
        self.endResetModel()
        self.changing = False
        self.rows_moved.emit()

    def set_block(self, block: int, rows: Sequence[Row], total: int) -> None:
        """Put in a block as it is now; only rows that differ are repainted."""
        self.changing = True
        moved = self._resize(total)
        self.changing = False
        old = self._blocks.get(block, ())
        new = tuple(rows[: max(0, min(BLOCK, self._total - block * BLOCK))])
        self._blocks[block] = new
        self._blocks.move_to_end(block)
        self._stale.discard(block)
        self._wanted.discard(block)
        while len(self._blocks) > KEPT_BLOCKS:
            gone, _ = self._blocks.popitem(last=False)
            self._stale.discard(gone)
        if self._announce(block, old, new) or moved:
            self.rows_moved.emit()

    def forget_request(self, block: int) -> None:
        """The block could not be loaded; it may be asked for again."""
        self._wanted.discard(block)

    def mark_stale(self) -> None:
        """Everything here may be out of date: shown still, and asked for again when it is looked at."""
        self._stale.update(self._blocks)
        self._wanted.clear()

    def want(self, block: int) -> None:
        """Ask for a block, once until it comes."""
        if block not in self._wanted:
            self._wanted.add(block)
            self.block_wanted.emit(block)

    # --- what views and controllers ask --------------------------------------------------------

    @property
    def total(self) -> int:
        """How many rows the list has, loaded or not."""
        return self._total

    def row_at(self, row: int) -> Row | None:
        """The row, None while it is not here."""
        block = self._blocks.get(row // BLOCK)
        offset = row % BLOCK
        return block[offset] if block and offset < len(block) else None

    def id_at(self, row: int) -> UUID | None:
        """The id of the row, None while it is not here."""
        found = self.row_at(row)
        return None if found is None else self._identify(found)

    def row_numbers(self) -> dict[UUID, int]:
        """Where each row that is here stands."""
        return {
            self._identify(row): block * BLOCK + offset
            for block, rows in self._blocks.items()
            for offset, row in enumerate(rows)
        }

    # --- Qt ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """All rows of the list."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip and accessible text; the whole Cell under CELL_ROLE."""
        if role not in _ROLES or not index.isValid():
            return None
        number = index.row()
        block = number // BLOCK
        if block not in self._blocks or block in self._stale:
            self.want(block)
        row = self.row_at(number)
        if row is None:
            return None
        cell = self.columns[index.column()].cell(row)
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tooltip or None
        return cell.spoken if role == Qt.ItemDataRole.AccessibleTextRole else cell.text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Pass the wish on; columns that cannot be sorted by are left."""
        if 0 <= column < len(self.columns) and (wanted := self.columns[column].sort) is not None:
            self.sort_wanted.emit(wanted, order is Qt.SortOrder.DescendingOrder)

    def _resize(self, total: int) -> bool:
        """Make the list longer or shorter at its end; True when rows went."""
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self._stale.update(block for block, rows in self._blocks.items() if len(rows) < BLOCK)
            self.endInsertRows()
            return False
        if total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            for block in [one for one in self._blocks if one * BLOCK >= total]:
                del self._blocks[block]
                self._stale.discard(block)
            self.endRemoveRows()
            return True
        return False

    def _announce(self, block: int, old: tuple[Row, ...], new: tuple[Row, ...]) -> bool:
        """Have what differs repainted; True when other items stand in these rows."""
        differing = [at for at, row in enumerate(new) if at >= len(old) or old[at] != row]
        if not differing:
            return False
        first, last = block * BLOCK + differing[0], block * BLOCK + differing[-1]
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        return any(at >= len(old) or self._identify(old[at]) != self._identify(new[at]) for at in differing)


_ROLES = frozenset(
    (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, CELL_ROLE)
)
