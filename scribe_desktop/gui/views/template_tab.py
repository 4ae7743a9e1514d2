"""A template in the detail pane: its text, its versions, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry, TemplateVersion
from scribe_desktop.errors import NotFoundError
from scribe_desktop.gui.views.widgets import FlowLayout, button
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
        act_wanted(TemplateAct, LibraryEntry): a button was pressed.
    """

    act_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._detail: TemplateDetail | None = None
        self.source = QPlainTextEdit()
        self.source.setReadOnly(True)
        self.source.setTabChangesFocus(True)
        self.source.setAccessibleName(tr("Text of the template"))
        self.buttons: dict[TemplateAct, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 18)
        column.setSpacing(10)
        column.addWidget(self.source, 1)
        first, rest = QHBoxLayout(), FlowLayout(spacing=8)
        for act in TemplateAct:
            made = button("", primary=act is TemplateAct.EDIT)
            _name(made, _words(act, EntryKind.NAMED))
            made.clicked.connect(partial(self._on_pressed, act))
            self.buttons[act] = made
            (first if act in (TemplateAct.EDIT, TemplateAct.COMPARE) else rest).addWidget(made)
        first.addStretch(1)
        column.addLayout(first)
        column.addLayout(rest)

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
        for act, made in self.buttons.items():
            _name(made, _words(act, entry.kind))
            made.setVisible(_can(act, entry, len(detail.versions)))

    @Slot()
    def _on_pressed(self, act: TemplateAct, checked: bool = False) -> None:
        if self._detail is not None:
            self.act_wanted.emit(act, self._detail.entry)


def _name(made: QPushButton, words: str) -> None:
    made.setText(words)
    made.setAccessibleName(words.replace("&", ""))


def _can(act: TemplateAct, entry: LibraryEntry, versions: int) -> bool:
    if entry.kind is EntryKind.STARTER:
        return act in (TemplateAct.EDIT, TemplateAct.EXPORT)
    if act is TemplateAct.COMPARE:
        return versions > 1
    if entry.archived:
        return act in (TemplateAct.UNARCHIVE, TemplateAct.EXPORT, TemplateAct.DELETE)
    return act is not TemplateAct.UNARCHIVE


def _words(act: TemplateAct, kind: EntryKind) -> str:
    edit = tr("&Use as a beginning…") if kind is EntryKind.STARTER else tr("&Edit…")
    rename = tr("&Name it…") if kind is EntryKind.USED else tr("Re&name…")
    return {
        TemplateAct.EDIT: edit,
        TemplateAct.COMPARE: tr("&Versions…"),
        TemplateAct.RENAME: rename,
        TemplateAct.DUPLICATE: tr("D&uplicate"),
        TemplateAct.EXPORT: tr("Save as te&xt…"),
        TemplateAct.ARCHIVE: tr("Ar&chive"),
        TemplateAct.UNARCHIVE: tr("&Bring back"),
        TemplateAct.DELETE: tr("De&lete…"),
    }[act]
