"""The place Templates: the library as a list, how to begin a new one, and the archived ones."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.models.template_model import TemplateModel
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.list_page import ListPage
from scribe_desktop.gui.views.widgets import button
from scribe_desktop.gui.wording import tr


class Beginning(StrEnum):
    """What a new template begins with."""

    EMPTY = "empty"
    RESUME = "resume"
    FILE = "file"


class TemplateList(ListPage):
    """The library. While nothing has a name yet, the templates to begin with stand at its end.

    Signals:
        begin_wanted(Beginning), starter_wanted(UUID): the person wants a new template.
    """

    begin_wanted = Signal(object)
    starter_wanted = Signal(object)

    def __init__(self, title: str, session: Session, theme: ThemeController, icons: Icons) -> None:
        super().__init__("templates", title, TemplateModel(session.context.clock.now), session, theme, icons)
        self._text = ""
        self.new = button(tr("&New template"))
        self.new.setAccessibleName(tr("New template"))
        self.menu = QMenu(self.new)
        self.new.setMenu(self.menu)
        self.archived = button(tr("Show &archived"))
        self.archived.setAccessibleName(tr("Show archived"))
        self.archived.setCheckable(True)
        self.archived.toggled.connect(self._on_archived)
        self._both = QStackedWidget()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.new)
        row.addStretch(1)
        row.addWidget(self.archived)
        column.addLayout(row)
        column.addWidget(self._both, 1)
        for one in (self.table, self.empty):
            self.removeWidget(one)
            self._both.addWidget(one)
        self.addWidget(page)
        self.new.setToolTip(tr("Begin with an empty page, one of ours, your résumé or a file"))
        session.reads.run(session.context.templates.starters, self._fill_menu, key="starters")

    def filter(self, text: str) -> None:
        """Show the templates whose name or text has the words."""
        self._text = text
        wanted = text.strip().casefold()
        templates, archived = self.session.context.templates, self.archived.isChecked()

        def fetch(offset: int, limit: int) -> tuple[Sequence[LibraryEntry], int]:
            entries = templates.entries(archived)
            if not archived and not any(one.kind is EntryKind.NAMED for one in entries):
                entries += templates.starters()
            found = [one for one in entries if wanted in f"{one.title}\n{one.source}".casefold()]
            return found[offset : offset + limit], len(found)

        self.loader.show(fetch)

    @Slot(bool)
    def _on_archived(self, archived: bool) -> None:
        self.archived.setText(tr("B&ack to the library") if archived else tr("Show &archived"))
        self.archived.setAccessibleName(self.archived.text().replace("&", ""))
        self.table.select_nothing()
        self.filter(self._text)

    @Slot()
    def _on_rows(self) -> None:
        self._both.setCurrentWidget(self.table if self.model.total else self.empty)

    def _fill_menu(self, starters: list[LibraryEntry]) -> None:
        def add(text: str, call: object) -> None:
            self.menu.addAction(text).triggered.connect(call)

        add(tr("&Empty page"), lambda: self.begin_wanted.emit(Beginning.EMPTY))
        self.menu.addSeparator()
        for one in starters:
            add(one.title, partial(self._on_starter, one))
        self.menu.addSeparator()
        add(tr("From your &résumé…"), lambda: self.begin_wanted.emit(Beginning.RESUME))
        add(tr("From a &text file…"), lambda: self.begin_wanted.emit(Beginning.FILE))

    def _on_starter(self, entry: LibraryEntry, checked: bool = False) -> None:
        self.starter_wanted.emit(entry.id)
