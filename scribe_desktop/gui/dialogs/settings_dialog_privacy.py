"""The settings' page about privacy: every host that was contacted, for whom, when, and what was sent there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QStackedWidget

from scribe_desktop.config.settings import Settings
from scribe_desktop.domain.contact import HostSummary, StoredContact
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Strip, Surroundings, Tasks, dialog_button
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page
from scribe_desktop.gui.models.contact_models import ContactModel, HostModel
from scribe_desktop.gui.models.paged_loader import PagedLoader
from scribe_desktop.gui.models.paged_model import PagedModel
from scribe_desktop.gui.views.paged_table import PagedTable
from scribe_desktop.gui.views.row_delegate import RowDelegate
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, number, tr
from scribe_desktop.storage_ports.ledgers import ContactQuery

TYPING_MILLISECONDS = 250
LEAST_TABLE_HEIGHT = 150


class Listing(StrEnum):
    """What the table lists."""

    CONTACTS = "contacts"
    HOSTS = "hosts"


class PrivacyPage(Page):
    """The privacy ledger, read when it is looked at."""

    def __init__(self, surroundings: Surroundings) -> None:
        intro = tr(
            "Every host that Scribe contacted for you and what was sent there, written down before it was sent. "
            "It is kept on this computer with the person it was for, and goes with them."
        )
        super().__init__("privacy", tr("Privacy"), intro)
        context = surroundings.context
        self._ledger = context.contacts
        self._surroundings = surroundings
        self._tasks = Tasks(surroundings.background, self)
        self._looked = False
        self._make_choices()
        self._make_tables(context.clock.now)
        self.count = label("", muted=True, wrap=False)
        self.export = dialog_button(tr("E&xport…"))
        self.export.setToolTip(tr("Write all of it to a CSV or JSON file"))
        self.export.clicked.connect(self._on_export)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self._lay_out()

    def _make_choices(self) -> None:
        self.listing = Choice()
        self.listing.setAccessibleName(tr("What to list"))
        self.listing.addItem(tr("Every contact"), Listing.CONTACTS)
        self.listing.addItem(tr("By host"), Listing.HOSTS)
        self.listing.currentIndexChanged.connect(self._show_listing)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter by person or host"))
        self.filter.setAccessibleName(tr("Filter by person or host"))
        self.filter.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._show_listing)
        self.filter.textChanged.connect(lambda _: self._typing.start())

    def _make_tables(self, now: Callable[[], datetime]) -> None:
        self.contacts, self.hosts = ContactModel(now), HostModel(now)
        self.contact_table = self._table(self.contacts, tr("Contacts"))
        self.host_table = self._table(self.hosts, tr("Hosts"))
        self._contact_loader = self._loader(self.contacts, self.contact_table, "privacy contacts")
        self._host_loader = self._loader(self.hosts, self.host_table, "privacy hosts")
        self.contact_table.current_changed.connect(self._show_sent)
        self._tables = QStackedWidget()
        self._tables.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._tables.setMinimumHeight(LEAST_TABLE_HEIGHT)
        self._tables.addWidget(self.contact_table)
        self._tables.addWidget(self.host_table)
        self.sent = QPlainTextEdit()
        self.sent.setReadOnly(True)
        self.sent.setTabChangesFocus(True)
        self.sent.setAccessibleName(tr("What was sent"))
        self.sent.setPlaceholderText(tr("Select a contact to read all that was sent."))
        self.sent.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.sent.setMinimumHeight(80)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.listing)
        top.addWidget(self.filter, 1)
        self.column.addLayout(top)
        self.column.addWidget(self._tables, 3)
        self.column.addWidget(self.sent, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.count, 1)
        bottom.addWidget(self.export)
        self.column.addLayout(bottom)
        self.column.addWidget(self.strip)

    def load(self, settings: Settings) -> None:
        """The ledger is no setting."""

    def values(self) -> dict[str, Any]:
        """None."""
        return {}

    def showEvent(self, event: QShowEvent) -> None:
        """Read it when it is first looked at."""
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self._show_listing()

    def _table(self, model: PagedModel[Any], name: str) -> PagedTable:
        theme = self._surroundings.theme
        delegate = RowDelegate(theme, self._surroundings.icons)
        table = PagedTable(model, delegate, theme)
        delegate.setParent(table)  # a view does not keep its delegate
        table.setAccessibleName(name)
        table.setMinimumHeight(LEAST_TABLE_HEIGHT)
        return table

    def _loader(self, model: PagedModel[Any], table: PagedTable, name: str) -> PagedLoader:
        loader = PagedLoader(model, self._surroundings.background, f"{name} {id(self)}", table.visible_rows, self)
        loader.loaded.connect(self._on_loaded)
        loader.failed.connect(self._on_failed)
        return loader

    @property
    def _query(self) -> ContactQuery:
        return ContactQuery(text=self.filter.text())

    @Slot()
    def _show_listing(self) -> None:
        by_host = self.listing.currentData() == Listing.HOSTS
        self._tables.setCurrentIndex(int(by_host))
        self.sent.setVisible(not by_host)
        self.filter.setEnabled(not by_host)
        self.sent.clear()
        ledger, query = self._ledger, self._query

        def contacts(offset: int, limit: int) -> tuple[Sequence[StoredContact], int]:
            asked = ContactQuery(text=query.text, offset=offset, limit=limit)
            return ledger.shown(asked)

        def hosts(offset: int, limit: int) -> tuple[Sequence[HostSummary], int]:
            found = ledger.hosts()
            return found[offset : offset + limit], len(found)

        if by_host:
            self._host_loader.show(hosts)
        else:
            self.contact_table.select_nothing()
            self._contact_loader.show(contacts)

    @Slot(int)
    def _on_loaded(self, total: int) -> None:
        by_host = self.listing.currentData() == Listing.HOSTS
        if not total:
            filtered = self.filter.text().strip() and not by_host
            self.count.setText(tr("Nothing matches the filter.") if filtered else tr("Nobody was contacted."))
        elif by_host:
            self.count.setText(tr("1 host") if total == 1 else tr("{count} hosts").format(count=number(total)))
        else:
            self.count.setText(tr("1 contact") if total == 1 else tr("{count} contacts").format(count=number(total)))
        self.export.setEnabled(bool(total) or by_host)

    @Slot(object)
    def _on_failed(self, error: ScribeError) -> None:
        self.strip.say(error.message, Tone.DANGER)

    @Slot(object)
    def _show_sent(self, entry: UUID | None) -> None:
        row = self.contacts.row_numbers().get(entry) if entry is not None else None
        found = None if row is None else self.contacts.row_at(row)
        self.sent.setPlainText("" if found is None else found.contact.sent)

    @Slot()
    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self,
            tr("Export what was sent"),
            str(Path.home() / "scribe-contacts.csv"),
            tr("CSV file (*.csv);;JSON file (*.json)"),
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write what the filter shows to a file, in the background."""
        ledger, query = self._ledger, ContactQuery(text=self.filter.text(), oldest_first=True)
        self.export.setEnabled(False)
        self.strip.say(tr("Writing {file}…").format(file=path.name), Tone.ACCENT)

        def done(count: int) -> None:
            self.export.setEnabled(True)
            words = tr("{count} contacts written to {file}").format(count=number(count), file=path)
            self.strip.say(words, Tone.SUCCESS)

        def failed(error: ScribeError) -> None:
            self.export.setEnabled(True)
            self.strip.say(error.message, Tone.DANGER)

        self._tasks.run(lambda: ledger.export(query, path), done, failed)
