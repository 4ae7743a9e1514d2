"""The template editor: the library at the left, and one template or a new one being written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
)

from scribe_desktop.domain.template_family import NAME_LENGTH, EntryKind, LibraryEntry
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import (
    Dress,
    Strip,
    Surroundings,
    Tasks,
    dialog_button,
    footer,
    resize_within_screen,
    surroundings_of,
)
from scribe_desktop.gui.dialogs.template_editor_gaps import show_gaps
from scribe_desktop.gui.dialogs.template_editor_library import Beginning, choices, kept
from scribe_desktop.gui.dialogs.template_editor_list import EntryList
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel, starter
from scribe_desktop.gui.dialogs.template_versions import TemplateVersions
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, moment, tr

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

COMPACT = 800
"""Pixels of width below which margins are small and the list is narrow."""


def open_template_editor(window: MainWindow, entry_id: UUID | None, begin: Beginning | None = None) -> TemplateEditor:
    """Open the editor over the window, with an entry of the library or a new template (the edit_template hook)."""
    from scribe_desktop.gui.dialogs.settings_dialog import open_settings

    editor = TemplateEditor(surroundings_of(window), entry_id, window, begin)
    editor.settings_wanted.connect(lambda: open_settings(window).finished.connect(editor.look_again))
    editor.open()
    return editor


class TemplateEditor(QDialog):
    """Templates to choose from at the left, text and preview at the right.

    Signals:
        saved(LibraryEntry): a template is kept.
        settings_wanted(): the writer's name or signature is missing, and the person wants to set it.
    """

    saved = Signal(object)
    settings_wanted = Signal()

    def __init__(
        self,
        surroundings: Surroundings,
        entry_id: UUID | None = None,
        parent: QDialog | MainWindow | None = None,
        begin: Beginning | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Templates"))
        resize_within_screen(self, 1080, 700)
        Dress(self, surroundings.theme)
        self._surroundings = surroundings
        self._library = surroundings.context.templates
        self._tasks = Tasks(surroundings.background, self)
        self._wanted = entry_id
        self._entry: LibraryEntry | None = None
        self._follow: Callable[[], object] = lambda: None
        self._make_parts(surroundings)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Save, self, self.keep)
        self.panel.changed.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        begin = begin or Beginning(starter())
        self._loaded = ("", "") if begin.name or begin.note else ("", begin.source)
        self.name.setText(begin.name)
        self.panel.set_source(begin.source)
        self._on_changed()
        if begin.note:
            self.strip.say(begin.note, Tone.WARNING)
        self._load()

    @property
    def unsaved(self) -> bool:
        """True when something was typed that is not kept."""
        return (self.name.text().strip(), self.panel.source) != self._loaded

    @Slot()
    def keep(self) -> None:
        """Keep the template under its name: a changed text becomes the next version."""
        if self.panel.template is None:
            self.panel.editor.setFocus()
            return
        source, name, entry = self.panel.source, self.name.text().strip(), self._entry
        self._tasks.run(lambda: kept(self._library, entry, source, name), self._on_kept, self._on_failed)

    @Slot()
    def look_again(self) -> None:
        """The settings are others now."""
        self.panel.refresh()

    def reject(self) -> None:
        """Close, after a question when something is not saved."""
        if self._may_leave():
            super().reject()

    def _make_parts(self, surroundings: Surroundings) -> None:
        settings = surroundings.context.settings
        self.panel = TemplatePanel(surroundings.theme, lambda: settings.current.sender)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.name.setPlaceholderText(tr("What you call it, for example “Thesis question”"))
        self.version = label("", small=True, wrap=False)
        self.versions = dialog_button(tr("&Versions…"))
        self.versions.clicked.connect(self._on_versions)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.strip.followed.connect(self._on_followed)
        self.list = EntryList()
        self.list.chosen.connect(self._on_chosen)
        self.new = dialog_button(tr("+ New template"))
        self.new.clicked.connect(self._on_new)
        self.save = dialog_button(tr("Save"), primary=True)
        self.save.clicked.connect(self.keep)
        self.close_button = dialog_button(tr("Close"))
        self.close_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        self._rail = QFrame()
        self._rail.setObjectName("rail")
        self._side = side = QVBoxLayout(self._rail)
        side.setSpacing(10)
        side.addWidget(label(tr("Templates"), name="heading", wrap=False))
        side.addWidget(self.list, 1)
        side.addWidget(self.new)
        self._page = page = QVBoxLayout()
        row = QHBoxLayout()
        caption = label(tr("&Name"), wrap=False)
        caption.setBuddy(self.name)
        row.addWidget(caption)
        row.addWidget(self.name, 1)
        row.addWidget(self.version)
        row.addWidget(self.versions)
        page.addLayout(row)
        page.addWidget(self.strip)
        page.addWidget(self.panel, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(page, 1)
        right.addWidget(footer(right=(self.close_button, self.save)))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._rail)
        outer.addLayout(right, 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the text needs the room of the list and of the margins."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        compact = self.width() < COMPACT
        self._rail.setFixedWidth(152 if compact else 230)
        self._side.setContentsMargins(*((6, 10, 6, 8) if compact else (14, 24, 14, 14)))
        self._page.setContentsMargins(*((12, 10, 12, 8) if compact else (24, 22, 24, 14)))
        self._page.setSpacing(8 if compact else 12)

    def _load(self) -> None:
        self._tasks.run(lambda: choices(self._library), self._on_loaded, self._on_failed, key="templates")

    def _on_loaded(self, entries: list[LibraryEntry]) -> None:
        self.list.show_entries(entries, self._wanted)
        if (entry := self.list.entry) is not None and not self.unsaved:
            self._put(entry)

    def _on_kept(self, entry: LibraryEntry) -> None:
        self._wanted, self._entry = entry.id, entry
        self._loaded = (entry.name or "", self.panel.source)
        self.name.setText(entry.name or "")
        words = tr("Kept as version {number}. Drafts written before keep the text they were written with.")
        self._on_changed()
        self.strip.say(words.format(number=entry.version), Tone.SUCCESS)
        self.saved.emit(entry)
        self._load()

    def _on_failed(self, error: ScribeError) -> None:
        self.strip.say(error.message, Tone.DANGER)

    @Slot()
    def _on_changed(self) -> None:
        new = self._entry is None or self._entry.kind is not EntryKind.NAMED
        self.save.setEnabled(self.panel.template is not None and (self.unsaved or new))
        entry = self._entry
        counted = entry is not None and entry.kind is EntryKind.NAMED
        self.versions.setVisible(counted and entry is not None and entry.version > 1)
        when = moment(entry.changed_at, self._surroundings.context.clock.now()) if entry and entry.changed_at else ""
        words = tr("Version {number} · {when}")
        self.version.setText(words.format(number=entry.version, when=when) if counted and entry is not None else "")
        self._follow = show_gaps(self.panel, self.strip, self.settings_wanted.emit)

    @Slot()
    def _on_followed(self) -> None:
        self._follow()

    @Slot()
    def _on_versions(self) -> None:
        if self._entry is None or not self._may_leave():
            return
        dialog = TemplateVersions(self._surroundings, self._entry, self)
        dialog.restored.connect(self._put)
        dialog.restored.connect(self._load)
        dialog.open()

    @Slot(object, int)
    def _on_chosen(self, entry: LibraryEntry, before: int) -> None:
        if self._may_leave():
            self._put(entry)
        else:
            self.list.choose_row(before)

    @Slot()
    def _on_new(self) -> None:
        if self._may_leave():
            self.list.setCurrentRow(-1)
            self._show(None, "", starter())
            self.panel.editor.setFocus()

    @Slot(object)
    def _put(self, entry: LibraryEntry) -> None:
        self._show(entry, entry.title if entry.kind is not EntryKind.USED else "", entry.source)

    def _show(self, entry: LibraryEntry | None, name: str, source: str) -> None:
        self._wanted, self._entry = entry.id if entry else None, entry
        self._loaded = (name, source)
        self.name.setText(name)
        self.panel.set_source(source)
        self._on_changed()

    def _may_leave(self) -> bool:
        if not self.unsaved:
            return True
        box = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self, tr("Scribe"), tr("Forget what you changed in this template?"), box.Discard | box.Cancel, box.Cancel
        )
        return answer == box.Discard
