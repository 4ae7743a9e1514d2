"""The tokens of the local API: listed with their last use, made, revoked, ended all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMessageBox, QTableView, QVBoxLayout, QWidget

from scribe_desktop.domain.access import AccessToken, TokenState
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, Tasks, dialog_button, plain_table
from scribe_desktop.gui.dialogs.settings_dialog_api_new_token import NewTokenDialog
from scribe_desktop.gui.dialogs.settings_dialog_api_parts import ask_first
from scribe_desktop.gui.dialogs.settings_dialog_api_words import day, scope_word, token_chip
from scribe_desktop.gui.models.paged_model import CELL_ROLE, Cell
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.row_delegate import RowDelegate
from scribe_desktop.gui.views.widgets import label, row_of
from scribe_desktop.gui.wording import Tone, moment, number, tr

LOOK_MILLISECONDS = 2000
"""How often the list is read while it is on show: a script's use of a token, or a command's new one, appears."""

WIDTHS = (98, 94, 106, 94)
"""Pixels of the columns after the name, which has the rest."""

CREATED, NARROW = 2, 520
"""The column that is left out where the list is narrower than so many pixels."""

SHOWN_ROWS = 5

_Index = QModelIndex | QPersistentModelIndex


class TokenModel(QAbstractTableModel):
    """What is kept of each token: those that open something first, newest first among their like."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._rows: list[AccessToken] = []
        self._states: list[TokenState] = []
        self._headers = (tr("Name"), tr("State"), tr("Created"), tr("Expires"), tr("Last used"))

    @property
    def active(self) -> int:
        """How many open something."""
        return self._states.count(TokenState.ACTIVE)

    def show(self, rows: list[AccessToken]) -> bool:
        """Show these; False when they are the ones on show already."""
        now = self._now()
        rows = sorted(rows, key=lambda one: one.state(now) is not TokenState.ACTIVE)
        states = [one.state(now) for one in rows]
        if (rows, states) == (self._rows, self._states):
            return False
        self.beginResetModel()
        self._rows, self._states = rows, states
        self.endResetModel()
        return True

    def at(self, row: int) -> AccessToken | None:
        """The token in that row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, jti: UUID) -> int:
        """The row of a token; -1 when it is gone."""
        return next((row for row, one in enumerate(self._rows) if one.jti == jti), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a token."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """As the headers."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        shown = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal
        return self._headers[section] if shown else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell to paint, and its words for those who do not see it."""
        cell = self._cells(self._rows[index.row()], self._states[index.row()])[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.chip.word if cell.chip else cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.spoken
        return cell.tooltip or None if role == Qt.ItemDataRole.ToolTipRole else None

    def _cells(self, row: AccessToken, state: TokenState) -> tuple[Cell, ...]:
        now = self._now()
        return (
            Cell(row.name, scope_word(row.scope), tooltip=row.name),
            Cell(chip=token_chip(state)),
            Cell(moment(row.created_at, now), muted=True),
            Cell(day(row.expires_at) if row.run_id is None else tr("with its run"), muted=True),
            Cell(moment(row.last_used_at, now) if row.last_used_at else tr("never"), muted=True),
        )


class TokensPanel(QWidget):
    """The list and what can be done with it; all of it takes effect at once."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self._surroundings = surroundings
        self._tokens = surroundings.context.tokens
        self._tasks = Tasks(surroundings.background, self)
        self._lasting = True
        self.box: QMessageBox | None = None
        self.model = TokenModel(surroundings.context.clock.now)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(RowDelegate(surroundings.theme, surroundings.icons))
        self._dress_table(surroundings.theme)
        self.empty = label(tr("No tokens yet. A script needs one: choose Create…"), muted=True)
        self.keyring = Strip(surroundings.icons, surroundings.theme)
        self.said = Strip(surroundings.icons, surroundings.theme)
        self.create_button = dialog_button(tr("Create…"))
        self.create_button.clicked.connect(self.open_new)
        self.revoke_button = dialog_button(tr("Revoke"))
        self.revoke_button.setEnabled(False)
        self.revoke_button.clicked.connect(self._ask_to_revoke)
        self.end_button = dialog_button(tr("End all tokens"))
        self.end_button.clicked.connect(self._ask_to_end)
        buttons = row_of(self.create_button, self.revoke_button)
        buttons.addWidget(self.end_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for one in (self.keyring, self.table, self.empty, self.said):
            column.addWidget(one)
        column.addLayout(buttons)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        surroundings.theme.changed.connect(self.table.viewport().update)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list, and go on reading it."""
        super().showEvent(event)
        self._timer.start()
        self.refresh()
        self._tasks.run(lambda: self._tokens.persistent, self._on_keyring, self._on_failed, key="keyring")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the names their room."""
        super().resizeEvent(event)
        self.table.setColumnHidden(CREATED, self.width() < NARROW)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    @property
    def chosen(self) -> AccessToken | None:
        """The selected token."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.at(rows[0].row()) if rows else None

    @Slot()
    def refresh(self) -> None:
        """Read the list."""
        self._tasks.run(self._tokens.find, self._on_rows, self._on_failed, key="tokens")

    @Slot()
    def open_new(self) -> NewTokenDialog:
        """Make a token."""
        dialog = NewTokenDialog(self._surroundings, self._lasting, self.window())
        dialog.created.connect(self.refresh)
        self.said.say("")
        dialog.open()
        return dialog

    @Slot()
    def _ask_to_revoke(self) -> None:
        row = self.chosen
        if row is None:
            return
        question = tr("Revoke “{name}”?").format(name=row.name)
        words = tr("Scripts that use it are refused at once. This cannot be undone; you can make a new token.")
        self.box = ask_first(self, question, words, tr("Revoke"), lambda: self._revoke(row))

    def _revoke(self, row: AccessToken) -> None:
        said = tr("“{name}” is revoked.").format(name=row.name)
        self._tasks.run(lambda: self._tokens.revoke(row.jti), lambda _: self._on_ended(said), self._on_failed)

    @Slot()
    def _ask_to_end(self) -> None:
        words = tr(
            "Every script is refused from now on, also those whose token is lost or was given away, until you give "
            "it a new token. This cannot be undone."
        )
        self.box = ask_first(self, tr("End all tokens?"), words, tr("End all tokens"), self._end_all)

    def _end_all(self) -> None:
        self._tasks.run(self._tokens.rotate, self._on_all_ended, self._on_failed)

    def _on_all_ended(self, count: int) -> None:
        words = tr("1 token ended.") if count == 1 else tr("{count} tokens ended.").format(count=number(count))
        self._on_ended(words)

    def _on_ended(self, said: str) -> None:
        self.said.say(said, Tone.SUCCESS)
        self.refresh()

    def _on_rows(self, rows: list[AccessToken]) -> None:
        chosen = self.chosen
        if self.model.show(rows):
            if chosen is not None and (row := self.model.row_of(chosen.jti)) >= 0:
                self.table.selectRow(row)
            self._fit()
        self._enable()

    def _on_keyring(self, persistent: bool) -> None:
        self._lasting = persistent
        words = tr("This computer has no keyring that works, so tokens last only until you close Scribe.")
        self.keyring.say("" if persistent else words, Tone.WARNING)

    def _on_failed(self, error: ScribeError) -> None:
        self.said.say(error.message, Tone.DANGER)

    @Slot()
    def _enable(self) -> None:
        row = self.chosen
        now = self._surroundings.context.clock.now()
        self.revoke_button.setEnabled(row is not None and row.state(now) is TokenState.ACTIVE)

    def _dress_table(self, theme: ThemeController) -> None:
        plain_table(self.table, theme, theme.tokens.row_height)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName(tr("Tokens"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        for column, width in enumerate(WIDTHS, start=1):
            header.resizeSection(column, width)

    def _fit(self) -> None:
        """As high as its rows, up to a few of them."""
        count = self.model.rowCount()
        for one in (self.table, self.revoke_button, self.end_button):
            one.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        row = self.table.verticalHeader().defaultSectionSize()
        # The last row's hairline lies on the frame.
        self.table.setFixedHeight(self.table.horizontalHeader().height() + min(count, SHOWN_ROWS) * row + 1)
        policy = Qt.ScrollBarPolicy
        self.table.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if count > SHOWN_ROWS else policy.ScrollBarAlwaysOff
        )
