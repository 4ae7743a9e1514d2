"""Stepping through the rows of a preview, and finding those in which something stays open."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, Template
from scribe_desktop.errors import TemplateError
from scribe_desktop.gui.dialogs.parts import dialog_button
from scribe_desktop.gui.dialogs.template_editor_preview import filled_for
from scribe_desktop.gui.views.widgets import FlowLayout, label
from scribe_desktop.gui.wording import number, tr

SLICE_SECONDS = 0.008
"""So long rows are looked at before the window draws again."""


class RowBar(QWidget):
    """First, previous, next and last row, and how many rows have gaps. Hidden while there is one row.

    Signals:
        wanted(at): show the row of that index.
    """

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._people: Sequence[Recipient] = ()
        self._template: Template | None = None
        self._sender = Sender()
        self._looked = 0
        self._gaps: list[int] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self.first = self._button("«", tr("The first person"))
        self.before = self._button("‹", tr("The person before"))
        self.after = self._button("›", tr("The next person"))
        self.last = self._button("»", tr("The last person"))
        self.first.clicked.connect(lambda: self._go(0))
        self.before.clicked.connect(lambda: self._go(self._at - 1))
        self.after.clicked.connect(lambda: self._go(self._at + 1))
        self.last.clicked.connect(lambda: self._go(len(self._people) - 1))
        self.position = label("", small=True, wrap=False)
        self.found = label("", small=True, wrap=False)
        self.next_gap = dialog_button(tr("Next &gap"))
        self.next_gap.setToolTip(tr("Go to the next row in which something stays open"))
        self.next_gap.clicked.connect(self._on_next_gap)
        row = FlowLayout(self, spacing=4)
        for one in (self.first, self.before, self.position, self.after, self.last, self.found, self.next_gap):
            row.addWidget(one)
        for one in (self.position, self.found):
            one.setContentsMargins(4, 8, 4, 8)  # as high as the buttons beside it
        self.hide()

    @property
    def gaps(self) -> list[int]:
        """The rows looked at so far that have gaps."""
        return self._gaps

    @property
    def looking(self) -> bool:
        """True until every row has been looked at."""
        return self._timer.isActive()

    def show_row(self, at: int, people: Sequence[Recipient], template: Template | None, sender: Sender) -> None:
        """This row is on show; the rows are counted anew when they, the template or the sender are others."""
        self._at = max(0, at)
        self.setVisible(len(people) > 1)
        self.position.setText(tr("{at} of {total}").format(at=number(self._at + 1), total=number(max(1, len(people)))))
        for one in (self.first, self.before):
            one.setEnabled(self._at > 0)
        for one in (self.after, self.last):
            one.setEnabled(self._at < len(people) - 1)
        if (people, template, sender) != (self._people, self._template, self._sender) or not self._people:
            self._people, self._template, self._sender = people, template, sender
            self._looked, self._gaps = 0, []
            self._timer.start(0)
        self._tell()

    def _button(self, sign: str, words: str) -> QPushButton:
        made = dialog_button(sign)
        made.setAccessibleName(words)
        made.setToolTip(words)
        made.setFixedWidth(30)
        return made

    def _go(self, at: int) -> None:
        if 0 <= at < len(self._people):
            self.wanted.emit(at)

    @Slot()
    def _on_next_gap(self) -> None:
        later = [at for at in self._gaps if at > self._at]
        if self._gaps:
            self._go(later[0] if later else self._gaps[0])

    @Slot()
    def _look(self) -> None:
        ends = perf_counter() + SLICE_SECONDS
        template = self._template
        while template is not None and self._looked < len(self._people) and perf_counter() < ends:
            try:
                if filled_for(template, self._people[self._looked], self._sender).gaps:
                    self._gaps.append(self._looked)
            except TemplateError:
                self._gaps.append(self._looked)
            self._looked += 1
        if template is None or self._looked >= len(self._people):
            self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        count = len(self._gaps)
        if self._template is None:
            words = ""
        elif self.looking:
            words = tr("Looking at row {at} of {total}…").format(
                at=number(self._looked), total=number(len(self._people))
            )
        elif count == 0:
            words = tr("None with gaps")
        elif count == 1:
            words = tr("1 with gaps")
        else:
            words = tr("{count} with gaps").format(count=number(count))
        self.found.setText(words)
        self.next_gap.setVisible(count > 0)
