"""The place Insights: a chooser for the time, and the figures below it, read in the background."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from scribe_desktop.domain.insights import Batch
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.bars import EmptyState
from scribe_desktop.gui.views.insights_figures import Figures
from scribe_desktop.gui.views.insights_words import choice_word, summary
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import tr
from scribe_desktop.services.insights import BatchSameness, Report, TimeChoice
from scribe_desktop.services.insights_tables import Table, write_table

TWO_COLUMNS = 760
"""Pixels of width from which the figures stand side by side."""

AGAIN_MILLISECONDS = 5000
"""While the place is on show and work goes on, the figures are read again so often at most."""


class InsightsPage(QWidget):
    """What the history of the open data folder says.

    Signals:
        said(str): something was done.
        failed(ScribeError): a file could not be written.
        shown(): figures, or why there are none, are on show.
    """

    said = Signal(str)
    failed = Signal(object)
    shown = Signal()

    def __init__(self, session: Session, theme: ThemeController) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._going_on = True
        self._columns = 0
        self.report: Report | None = None
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(tr("Time"))
        self.chooser.setToolTip(tr("Which time the figures are of"))
        for choice in TimeChoice:
            self.chooser.addItem(choice_word(choice), choice)
        self.chooser.setCurrentIndex(list(TimeChoice).index(TimeChoice.MONTH))
        self.chooser.activated.connect(self._on_chosen)
        self.figures = Figures(theme)
        self.state = EmptyState()
        self._summary = label("", muted=True)
        self._grid = QGridLayout()
        self._stack = QStackedWidget()
        self._lay_out()
        for card in self.figures.cards:
            card.save_wanted.connect(self.save)
        self.figures.sameness.batch_chosen.connect(self._compare)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        for signal in (session.bridge.queue_changed, session.bridge.drafts_changed, session.data_changed):
            signal.connect(self._on_changed)
        session.closing.connect(self._on_closing)

    @property
    def choice(self) -> TimeChoice:
        """The time that is looked at."""
        return TimeChoice(self.chooser.currentData())

    @property
    def summary(self) -> str:
        """The time in one line."""
        return self._summary.text()

    @property
    def has_figures(self) -> bool:
        """False while a state is on show in their place."""
        return self._stack.currentWidget() is self.area

    def choose(self, choice: TimeChoice) -> None:
        """Look at another time."""
        self.chooser.setCurrentIndex(list(TimeChoice).index(choice))
        self._on_chosen()

    @Slot()
    def refresh(self) -> None:
        """Read the figures again; what is on show stays until they are there."""
        if not self.isVisible() and self.report is not None:
            return
        self._timer.stop()
        if self.report is None:
            self.state.say(tr("Reading the figures…"))
            self._stack.setCurrentWidget(self.state)
        insights, choice = self._session.context.insights, self.choice
        self._session.figures.run(lambda: insights.report(choice), self._take, self._fail, key="insights")

    @Slot(object, object)
    def save(self, table: Table, path: Path) -> None:
        """Write a table to a file."""
        words = tr("Saved as {name}.").format(name=path.name)
        self._session.actions.run(lambda: write_table(table, path), lambda _: self.said.emit(words), self.failed.emit)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed meanwhile is shown."""
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 12)
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Insights"), name="title"))
        words.addWidget(self._summary)
        head.addLayout(words, 1)
        head.addWidget(self.chooser, 0, Qt.AlignmentFlag.AlignTop)
        page = QWidget()
        page.setObjectName("page")
        # Else the scroll area makes it as high as its words would need in the narrowest column.
        page.setMinimumHeight(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 0, 24, 20)
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(22)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(self._stack, 1)
        for one in (self.state, self.area):
            self._stack.addWidget(one)

    def _arrange(self) -> None:
        columns = 2 if self.width() >= TWO_COLUMNS else 1
        if columns == self._columns:
            return
        self._columns = columns
        for at, card in enumerate(self.figures.cards):
            self._grid.addWidget(card, at // columns, at % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @Slot()
    def _on_chosen(self) -> None:
        self.report = None
        self.refresh()

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_closing(self) -> None:
        self._going_on = False
        self._timer.stop()

    def _take(self, report: Report) -> None:
        again = self.report is not None and report.batches == self.report.batches
        self.report = report
        self._summary.setText(summary(report))
        if report.empty:
            self._say_empty(report)
        else:
            self.figures.show_report(report)
            card = self.figures.sameness
            if not again:
                card.show_batches(report)
                card.show_waiting()
            chosen = card.chooser.currentData() if again else None
            self._compare(chosen)
            self._stack.setCurrentWidget(self.area)
        self.shown.emit()

    def _say_empty(self, report: Report) -> None:
        everything = (tr("Show all"), lambda: self.choose(TimeChoice.ALL))
        if report.choice is TimeChoice.ALL:
            self.state.say(tr("No figures yet"), tr("They appear here once the first recipient is done."))
        elif report.choice is TimeChoice.LAST_BATCH:
            words = tr("Its figures appear here once its first recipient is done.")
            self.state.say(tr("Nothing of the last batch is done yet"), words, everything)
        else:
            self.state.say(tr("Nothing was done in this time"), "", everything)
        self._stack.setCurrentWidget(self.state)

    def _fail(self, error: ScribeError) -> None:
        self.report = None
        self._summary.clear()
        self.state.say(tr("The figures could not be read"), error.message, (tr("Try again"), self.refresh))
        self._stack.setCurrentWidget(self.state)
        self.shown.emit()

    @Slot(object)
    def _compare(self, batch: Batch | None) -> None:
        """Compare the drafts of a batch; None for the newest one that has drafts."""
        report, insights = self.report, self._session.context.insights
        if report is None:
            return
        card = self.figures.sameness

        def compare() -> BatchSameness:
            going_on = self._still_wanted
            return insights.sameness(batch, going_on) if batch else insights.newest_sameness(report.batches, going_on)

        self._session.figures.run(
            compare, card.show_sameness, lambda error: card.show_problem(error.message), key="sameness"
        )

    def _still_wanted(self) -> bool:
        """False from the moment on that the window closes; asked in the background."""
        return self._going_on
