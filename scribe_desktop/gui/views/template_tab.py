"""A template in the detail pane: its text, its versions, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry, TemplateVersion
from scribe_desktop.errors import NotFoundError
from scribe_desktop.gui.views.widgets import ActionButton, FlowLayout, button
from scribe_desktop.gui.wording import tr
from scribe_desktop.services.template_library import TemplateLibrary


class TemplateAct(StrEnum):
    """What can be done with a template."""

    EDIT = "edit"
    COMPARE = "compare"
    RENAME = "rename"
    DUPLICATE = "duplicate"
    EXPORT = "export"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class TemplateDetail:
    """An entry of the library with its versions, newest first."""

    entry: LibraryEntry
    versions: tuple[TemplateVersion, ...] = ()


def template_detail(templates: TemplateLibrary, entry_id: UUID) -> TemplateDetail | None:
    """Read one for the pane; None when it is gone."""
    try:
        entry = templates.entry(entry_id)
    except NotFoundError:
        return None
    return TemplateDetail(entry, tuple(templates.versions(entry.id)))


class TemplateTab(QWidget):
    """Shows one template.

    Signals:
        act_wanted(TemplateAct, LibraryEntry): a button was pressed, or an entry of its menu chosen.
        detail_changed(): another template is shown; `acts` are those that it allows.
    """

    act_wanted = Signal(object, object)
    detail_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._detail: TemplateDetail | None = None
        self.source = QPlainTextEdit()
        self.source.setReadOnly(True)
        self.source.setTabChangesFocus(True)
        self.source.setAccessibleName(tr("Text of the template"))
        self.acts: dict[TemplateAct, QAction] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 18)
        column.setSpacing(10)
        column.addWidget(self.source, 1)
        row = FlowLayout(spacing=8)
        self.more = button(tr("More"), tip=tr("What else can be done with the template"))
        self.more.setAccessibleName(tr("More for this template"))
        menu = QMenu(self.more)
        menu.setAccessibleName(self.more.accessibleName())
        for act in TemplateAct:
            made = self.acts[act] = QAction(_words(act, EntryKind.NAMED), self)
            made.triggered.connect(partial(self._on_chosen, act))
            if act in _BUTTONS:
                row.addWidget(ActionButton(made, primary=act is TemplateAct.EDIT))
            else:
                menu.addAction(made)
        self.more.setMenu(menu)
        row.addWidget(self.more)
        column.addLayout(row)

    @property
    def detail(self) -> TemplateDetail | None:
        """What is shown."""
        return self._detail

    def show_detail(self, detail: TemplateDetail) -> None:
        """Show a template."""
        self._detail = detail
        entry = detail.entry
        if self.source.toPlainText() != entry.source:
            self.source.setPlainText(entry.source)
        for act, made in self.acts.items():
            made.setText(_words(act, entry.kind))
            made.setToolTip("")
            made.setVisible(_can(act, entry, len(detail.versions)))
        self.detail_changed.emit()

    @Slot()
    def _on_chosen(self, act: TemplateAct, checked: bool = False) -> None:
        if self._detail is not None:
            self.act_wanted.emit(act, self._detail.entry)


_BUTTONS = (TemplateAct.EDIT, TemplateAct.COMPARE)
"""What is done with most templates; the rest is in a menu."""


def _can(act: TemplateAct, entry: LibraryEntry, versions: int) -> bool:
    if entry.kind is EntryKind.STARTER:
        return act in (TemplateAct.EDIT, TemplateAct.EXPORT)
    if act is TemplateAct.COMPARE:
        return versions > 1
    if entry.archived:
        return act in (TemplateAct.UNARCHIVE, TemplateAct.EXPORT, TemplateAct.DELETE)
    return act is not TemplateAct.UNARCHIVE


def _words(act: TemplateAct, kind: EntryKind) -> str:
    edit = tr("Use as a beginning…") if kind is EntryKind.STARTER else tr("Edit…")
    rename = tr("Name it…") if kind is EntryKind.USED else tr("Rename…")
    return {
        TemplateAct.EDIT: edit,
        TemplateAct.COMPARE: tr("Versions…"),
        TemplateAct.RENAME: rename,
        TemplateAct.DUPLICATE: tr("Duplicate"),
        TemplateAct.EXPORT: tr("Save as text…"),
        TemplateAct.ARCHIVE: tr("Archive"),
        TemplateAct.UNARCHIVE: tr("Bring back"),
        TemplateAct.DELETE: tr("Delete…"),
    }[act]
