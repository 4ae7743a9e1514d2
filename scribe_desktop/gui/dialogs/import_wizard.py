"""The import wizard: File, Columns, People, Template, Summary, queue. All reading and writing is in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.gui.dialogs.import_wizard_columns import ColumnsStep
from scribe_desktop.gui.dialogs.import_wizard_file import FileStep
from scribe_desktop.gui.dialogs.import_wizard_people import PeopleStep
from scribe_desktop.gui.dialogs.import_wizard_reading import ReadTable, TableSource
from scribe_desktop.gui.dialogs.import_wizard_step import Busy, Rail, Step
from scribe_desktop.gui.dialogs.import_wizard_summary import Letter, SummaryStep
from scribe_desktop.gui.dialogs.import_wizard_template import TemplateStep
from scribe_desktop.gui.dialogs.import_wizard_words import people_word
from scribe_desktop.gui.dialogs.import_wizard_work import ImportWork
from scribe_desktop.gui.dialogs.parts import (
    Dress,
    Surroundings,
    dialog_button,
    footer,
    resize_within_screen,
    say_in,
    surroundings_of,
)
from scribe_desktop.gui.drops import dropped_table
from scribe_desktop.gui.views.widgets import scrolled
from scribe_desktop.gui.wording import tr

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

COMPACT = 800
"""Pixels of width below which margins are small and the rail shows numbers alone."""


def open_import_wizard(window: MainWindow, path: Path | None) -> ImportWizard:
    """Open the wizard over the window, with a file that was dropped on it (the import_recipients hook)."""
    wizard = ImportWizard(surroundings_of(window), path, window)
    wizard.queued.connect(lambda count: say_in(window, tr("{people} queued.").format(people=people_word(count))))
    if window.session is not None:
        wizard.queued.connect(window.session.wake)
        wizard.queued.connect(window.session.refresh_overview)
    wizard.open()
    return wizard


class ImportWizard(QDialog):
    """Five steps in a rail at the left, one page at the right.

    Signals:
        queued(count): so many people are in the queue now; the wizard closes.
    """

    queued = Signal(int)

    def __init__(self, surroundings: Surroundings, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import recipients"))
        resize_within_screen(self, 1080, 720)
        self.setAcceptDrops(True)
        self._surroundings = surroundings
        Dress(self, surroundings.theme)
        self.file = FileStep(surroundings)
        self.columns = ColumnsStep(surroundings)
        self.people = PeopleStep(surroundings)
        self.template = TemplateStep(surroundings)
        self.summary = SummaryStep(surroundings)
        self.steps: tuple[Step, ...] = (self.file, self.columns, self.people, self.template, self.summary)
        self._stack = QStackedWidget()
        for step in self.steps:
            page = scrolled(step)
            page.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # one scrolls by going to what is below
            self._stack.addWidget(page)
            step.changed.connect(self._update)
        self.rail = Rail([step.name for step in self.steps], surroundings.icons)
        self.rail.wanted.connect(self._show)
        self.busy = Busy()
        self._work = ImportWork(surroundings, self.busy, self)
        self.cancel = dialog_button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.back = dialog_button(tr("&Back"))
        self.back.clicked.connect(self._on_back)
        self.next = dialog_button(tr("Next"), primary=True)
        self.next.clicked.connect(self._on_next)
        self._lay_out()
        self.file.wanted.connect(self.read)
        self.columns.wanted.connect(self.read)
        self.columns.save_wanted.connect(self._ask_where_to_save)
        self.template.settings_wanted.connect(self._open_settings)
        self._work.changed.connect(self._update)
        self._work.read.connect(self._on_read)
        self._work.failed.connect(self._on_failed)
        self._work.queued.connect(self._on_queued)
        self._work.unqueued.connect(self.summary.show_error)
        self._work.saved.connect(self.columns.show_saved)
        surroundings.theme.changed.connect(self._update)
        self._show(0)
        if path is not None:
            self.read(TableSource(path))

    @property
    def table(self) -> ReadTable | None:
        """What was read."""
        return self._work.table

    @property
    def current(self) -> Step:
        """The page on show."""
        return self.steps[self._stack.currentIndex()]

    @Slot(object)
    def read(self, source: TableSource) -> None:
        """Read a table in the background, in place of the one before."""
        self._work.read_table(source)

    def reject(self) -> None:
        """Close; what is under way is stopped, and a half-written batch is taken back."""
        self.busy.end()
        super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the page needs the room of the words beside it."""
        super().resizeEvent(event)
        compact = event.size().width() < COMPACT
        self.rail.set_compact(compact)
        for step in self.steps:
            step.set_compact(compact)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A table is welcome on any page."""
        if dropped_table(event) is not None and not self._work.queueing:
            event.acceptProposedAction()
            self.file.drop_target(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self.file.drop_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read it."""
        self.file.drop_target(False)
        if (path := dropped_table(event)) is not None:
            event.acceptProposedAction()
            self._show(0)
            self.read(TableSource(path))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(footer(self.cancel, right=(self.busy, self.back, self.next)))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.rail)
        outer.addLayout(right, 1)
        QWidget.setTabOrder(self.next, self.back)
        QWidget.setTabOrder(self.back, self.cancel)

    @Slot(int)
    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        if self.current is self.template:
            self.template.show_people(self.people.chosen)
        elif self.current is self.summary:
            self._plan()
        self._update()
        if self.current is self.summary:
            self.next.setFocus()
        self.current.focus_first()

    def _plan(self) -> None:
        template = self.template.panel.template
        if self.table is None or template is None:
            return
        first = template.subject or template.body.splitlines()[0]
        gaps, chosen = self.template.gaps(), self.people.chosen
        letter = Letter(first, template.source, chosen[0].recipient if chosen else None)
        self.summary.show_plan(self.people.count, self.table.name, letter, gaps, len(chosen))

    @Slot()
    def _update(self) -> None:
        at = self._stack.currentIndex()
        busy = self.busy.work is not None
        self.rail.update_steps([step.ready for step in self.steps], at, busy)
        last = self.current is self.summary
        self.back.setVisible(at > 0)
        self.back.setEnabled(not busy)
        self.next.setEnabled(self.current.ready and not busy and (not last or self.people.ready))
        self.next.setText(self._next_words(last))
        self.next.setAccessibleName(self.next.text())

    def _next_words(self, last: bool) -> str:
        count = self.people.count
        if last:
            return tr("Queue {people}").format(people=people_word(count))
        if self.table is None or not count or self.current is self.file:
            return tr("Next")
        return tr("Next: {people}").format(people=people_word(count))

    @Slot()
    def _on_back(self) -> None:
        self._show(max(0, self._stack.currentIndex() - 1))

    @Slot()
    def _on_next(self) -> None:
        if self.current is self.summary:
            self._queue()
        else:
            self._show(self._stack.currentIndex() + 1)

    @Slot()
    def _on_read(self) -> None:
        table, history = self.table, self._work.history
        if table is not None:
            self.people.show_table(table, history.problem if history is not None else "")
            self.file.show_table(table)
            self.columns.show_table(table)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        (self.columns if self.current is self.columns else self.file).show_error(message)

    def _queue(self) -> None:
        history, template = self._work.history, self.template.panel.template
        if self.table is not None and history is not None and template is not None:
            self._work.queue(self.table, history, self.people.model.choices, template.source)

    @Slot(int)
    def _on_queued(self, count: int) -> None:
        self.queued.emit(count)
        self.accept()

    @Slot()
    def _ask_where_to_save(self) -> None:
        assert self.table is not None
        suggested = f"{Path(self.table.name).stem}-{tr('to-mend')}.csv"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the rows to mend"), suggested, tr("CSV files (*.csv)"))
        if path:
            self.save_bad_rows(Path(path))

    def save_bad_rows(self, path: Path) -> None:
        """Write the rows that cannot be used to a file, in the background."""
        assert self.table is not None
        self._work.save_bad_rows(self.table, path)

    @Slot()
    def _open_settings(self) -> None:
        from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._surroundings, "writer", self)
        dialog.saved.connect(self.template.look_again)
        dialog.open()
