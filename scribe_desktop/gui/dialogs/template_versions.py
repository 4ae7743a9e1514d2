"""The versions of a template: two side by side with what differs marked, and the way back to an older one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from scribe_desktop.domain.template_family import LibraryEntry, TemplateVersion
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.compare_versions import VersionText
from scribe_desktop.gui.dialogs.parts import (
    Choice,
    Dress,
    Strip,
    Surroundings,
    Tasks,
    dialog_button,
    footer,
    resize_within_screen,
)
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, moment, tr
from scribe_desktop.services.version_diff import DiffKind, word_diff


class TemplateVersions(QDialog):
    """Reads the versions of a template, and shows the last two to begin with.

    Signals:
        restored(LibraryEntry): an older version is the newest again.
    """

    restored = Signal(object)

    def __init__(self, surroundings: Surroundings, entry: LibraryEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._templates = surroundings.context.templates
        self._now = surroundings.context.clock.now
        self._entry = entry
        self._versions: list[TemplateVersion] = []
        self._tasks = Tasks(surroundings.background, self)
        theme = surroundings.theme
        self.setWindowTitle(tr("Versions of “{name}”").format(name=entry.title))
        self.problem = Strip(surroundings.icons, theme)
        self.older, self.newer = Choice(), Choice()
        self.older.setAccessibleName(tr("Version on the left"))
        self.newer.setAccessibleName(tr("Version on the right"))
        self.left = VersionText(tr("Older version"), theme, DiffKind.GONE)
        self.right = VersionText(tr("Newer version"), theme, DiffKind.NEW)
        self.restore = dialog_button(tr("&Use the version on the left"))
        self.restore.clicked.connect(self._on_restore)
        self.close_button = dialog_button(tr("Close"), primary=True)
        self.close_button.clicked.connect(self.reject)
        for one in (self.older, self.newer):
            one.currentIndexChanged.connect(self._show)
        self._lay_out()
        Dress(self, theme)
        resize_within_screen(self, 940, 620)
        self._load()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(20, 18, 20, 12)
        grid.setSpacing(10)
        grid.addWidget(self.problem, 0, 0, 1, 2)
        grid.addWidget(self.older, 1, 0)
        grid.addWidget(self.newer, 1, 1)
        grid.addWidget(self.left, 2, 0)
        grid.addWidget(self.right, 2, 1)
        grid.setRowStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(grid, 1)
        legend = label(tr("Crossed out: only on the left. Underlined: only on the right."), small=True, wrap=False)
        column.addWidget(footer(legend, right=(self.restore, self.close_button)))

    def _load(self) -> None:
        self._tasks.run(lambda: self._templates.versions(self._entry.id), self._on_loaded, self._on_failed, "versions")

    def _on_loaded(self, versions: list[TemplateVersion]) -> None:
        self._versions = versions
        for choice, at in ((self.older, min(1, len(versions) - 1)), (self.newer, 0)):
            choice.blockSignals(True)
            choice.clear()
            for one in versions:
                words = tr("Version {number} · {when}")
                choice.addItem(words.format(number=one.number, when=moment(one.made_at, self._now())))
            choice.setCurrentIndex(at)
            choice.blockSignals(False)
        self._show()

    @Slot()
    def _show(self) -> None:
        older, newer = self.older.currentIndex(), self.newer.currentIndex()
        if min(older, newer) < 0:
            return
        parts = word_diff(self._versions[older].template.source, self._versions[newer].template.source)
        for view in (self.left, self.right):
            view.show_parts((), parts)
        self.restore.setEnabled(older > 0)

    @Slot()
    def _on_restore(self) -> None:
        number = self._versions[self.older.currentIndex()].number
        self._tasks.run(lambda: self._templates.restore(self._entry.id, number), self._on_restored, self._on_failed)

    def _on_restored(self, entry: LibraryEntry) -> None:
        words = tr("That text is the newest again, as version {number}. The others stay as they are.")
        self.problem.say(words.format(number=entry.version), Tone.SUCCESS)
        self.restored.emit(entry)
        self._load()

    def _on_failed(self, error: ScribeError) -> None:
        self.problem.say(error.message, Tone.DANGER)
