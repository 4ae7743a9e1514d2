"""The template editor: the stored templates, and one of them or a new one being written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
)

from scribe_desktop.domain.template import StoredTemplate
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
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel, starter
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, tr

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

COMPACT = 800
"""Pixels of width below which margins are small and the list is narrow."""

_TEMPLATE = Qt.ItemDataRole.UserRole


def open_template_editor(window: MainWindow, template_id: UUID | None) -> TemplateEditor:
    """Open the editor over the window, with a stored template or a new one (the edit_template hook)."""
    editor = TemplateEditor(surroundings_of(window), template_id, window)
    if window.session is not None:
        editor.saved.connect(window.session.refresh_overview)
        editor.saved.connect(window.session.data_changed)
    editor.open()
    return editor


def template_words(template: StoredTemplate) -> str:
    """What a stored template is called: its name, else its subject or first line."""
    first = next((line.strip() for line in template.source.splitlines() if line.strip()), "")
    return template.name or first.removeprefix("Subject:").strip()


class TemplateEditor(QDialog):
    """Templates to choose from at the left, text and preview at the right.

    Signals:
        saved(StoredTemplate): a template is kept.
    """

    saved = Signal(object)

    def __init__(
        self, surroundings: Surroundings, template_id: UUID | None = None, parent: QDialog | MainWindow | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Templates"))
        resize_within_screen(self, 1080, 700)
        Dress(self, surroundings.theme)
        self._templates = surroundings.context.templates
        self._tasks = Tasks(surroundings.background, self)
        self._wanted = template_id
        self._loaded = ("", starter())
        settings = surroundings.context.settings
        self.panel = TemplatePanel(surroundings.theme, lambda: settings.current.sender)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("What you call it, for example “Thesis question”"))
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.list = QListWidget()
        self.list.setObjectName("side")
        self.list.setAccessibleName(tr("Stored templates"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.new = dialog_button(tr("+ New template"))
        self.new.clicked.connect(self._on_new)
        self.save = dialog_button(tr("Save"), primary=True)
        self.save.clicked.connect(self.keep)
        self.close_button = dialog_button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Save, self, self.keep)
        self.panel.changed.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self._put(*self._loaded)
        self._load()

    @property
    def unsaved(self) -> bool:
        """True when something was typed that is not kept."""
        return (self.name.text().strip(), self.panel.source) != self._loaded

    @Slot()
    def keep(self) -> None:
        """Keep the template under its name."""
        if self.panel.template is None:
            self.panel.editor.setFocus()
            return
        source, name = self.panel.source, self.name.text().strip() or None
        self._tasks.run(lambda: self._templates.keep(source, name), self._on_kept, self._on_failed)

    def reject(self) -> None:
        """Close, after a question when something is not saved."""
        if self._may_leave():
            super().reject()

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
        self._tasks.run(self._templates.find, self._on_loaded, self._on_failed, key="templates")

    def _on_loaded(self, templates: list[StoredTemplate]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in templates:
            item = QListWidgetItem(template_words(one), self.list)
            item.setData(_TEMPLATE, one)
            item.setToolTip(one.source[:400])
            if one.id == self._wanted:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        item = self.list.currentItem()
        if item is not None and not self.unsaved:
            stored: StoredTemplate = item.data(_TEMPLATE)
            self._put(stored.name or "", stored.source)

    def _on_kept(self, stored: StoredTemplate) -> None:
        self._wanted = stored.id
        self._loaded = (self.name.text().strip(), self.panel.source)
        self.strip.say(tr("Kept. Drafts written before keep the text they were written with."), Tone.SUCCESS)
        self._on_changed()
        self.saved.emit(stored)
        self._load()

    def _on_failed(self, error: ScribeError) -> None:
        self.strip.say(error.message, Tone.DANGER)

    @Slot()
    def _on_changed(self) -> None:
        self.save.setEnabled(self.panel.template is not None and (self.unsaved or self._wanted is None))
        if self.unsaved:
            self.strip.say("")

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_chosen(self, current: QListWidgetItem | None, previous: QListWidgetItem | None) -> None:
        if current is None:
            return
        if not self._may_leave():
            self.list.blockSignals(True)
            self.list.setCurrentRow(self.list.row(previous) if previous is not None else -1)
            self.list.blockSignals(False)
            return
        stored: StoredTemplate = current.data(_TEMPLATE)
        self._wanted = stored.id
        self._put(stored.name or "", stored.source)

    @Slot()
    def _on_new(self) -> None:
        if self._may_leave():
            self._wanted = None
            self.list.setCurrentRow(-1)
            self._put("", starter())
            self.panel.editor.setFocus()

    def _put(self, name: str, source: str) -> None:
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
