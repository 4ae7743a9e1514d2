"""Help: how the work goes, and every shortcut."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from scribe_desktop.gui.action_specs import specs
from scribe_desktop.gui.dialogs.parts import resize_within_screen
from scribe_desktop.gui.views.widgets import label, scrolled
from scribe_desktop.gui.wording import tr


class HelpDialog(QDialog):
    """A short guide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Help"))
        resize_within_screen(self, 560, 600)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(tr("How it goes"), name="title"))
        for words in (
            tr("1. Import a list of people, and choose or write a template with places like {{name}} to fill."),
            tr("2. Scribe works the queue one by one: it reads the template, then pages and papers, then writes."),
            tr("3. Review each draft. A warm ground marks what rests on a saved page or paper; a wavy line marks what "
               "nothing supports. Remove such a sentence, change it, or say that you know it is true."),
            tr("4. Approve, then copy, export, or open the draft in your mail client. Only you send it."),
        ):  # fmt: skip
            column.addWidget(label(words))
        column.addSpacing(10)
        column.addWidget(label(tr("Keys"), name="title"))
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(6)
        for row, spec in enumerate(specs()):
            keys = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(label(spec.text.rstrip("…")), row, 0)
            grid.addWidget(label(keys, muted=True, wrap=False), row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 12)
        outer.addWidget(scrolled(page), 1)
        buttons.setContentsMargins(24, 0, 24, 0)
        outer.addWidget(buttons)
