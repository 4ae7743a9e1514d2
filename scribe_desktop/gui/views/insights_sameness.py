"""How alike the drafts of a batch are: one figure of the place Insights."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox

from scribe_desktop.domain.insights import FEWEST_SUMMED_UP, Batch
from scribe_desktop.gui.charts_columns import Column, ColumnChart
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.insights_card import FigureCard, Numbers, rows_of
from scribe_desktop.gui.views.insights_words import (
    batch_word,
    sameness_line,
    short_number,
)
from scribe_desktop.gui.wording import number, tr
from scribe_desktop.services.insights import BatchSameness, Report
from scribe_desktop.services.insights_tables import Table, sameness_table


class SamenessCard(FigureCard):
    """How alike the drafts of a batch are to each other.

    Signals:
        batch_chosen(Batch): the person wants to see another batch.
    """

    batch_chosen = Signal(object)

    def __init__(self, theme: ThemeController) -> None:
        self.columns = ColumnChart("", theme)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(tr("Batch"))
        super().__init__(tr("How alike the drafts are"), self.columns, self.chooser)
        self.chooser.activated.connect(self._on_chosen)

    def show_batches(self, report: Report) -> None:
        """Offer the batches of a report."""
        self.chooser.clear()
        for one in report.batches:
            self.chooser.addItem(batch_word(one, report.now), one)
        self.chooser.setVisible(len(report.batches) > 1)

    def show_waiting(self) -> None:
        """It is being compared."""
        self.show_figure("", Numbers((), (), Table("sameness", (), ())), tr("Comparing the drafts…"))

    def show_problem(self, message: str) -> None:
        """It could not be compared."""
        self.show_figure("", Numbers((), (), Table("sameness", (), ())), message)

    def show_sameness(self, found: BatchSameness) -> None:
        """Show it."""
        for at in range(self.chooser.count()):
            if self.chooser.itemData(at) == found.batch:
                self.chooser.setCurrentIndex(at)
        spans = [f"{at * 10}–{at * 10 + (10 if at == 9 else 9)} %" for at in range(10)]
        counts = found.tens
        columns = []
        for span, count in zip(spans, counts, strict=True):
            drafts = tr("1 draft is") if count == 1 else tr("{count} drafts are").format(count=number(count))
            words = tr("{drafts} {span} like the one most like it").format(drafts=drafts, span=span)
            columns.append(Column(span.split("–")[0] + " %", (count,), words))
        self.columns.show_columns(columns, short_number)
        line = tr(
            "For each draft, how much of what is written for that person is as in the draft of the batch most like it, "
            "in per cent. The template's own words do not count."
        )
        said, instead = sameness_line(found), ""
        if found.drafts < 2:
            line, said = "", ""
            instead = tr("Two drafts of a batch are needed to compare them.")
        elif not found.percents:
            instead = said or tr("No draft says enough of its own to be compared.")
            line, said = "", ""
        elif len(found.percents) < FEWEST_SUMMED_UP:
            shown = ", ".join(f"{one} %" for one in found.percents)
            instead = tr("Each beside the one most like it: {percents}").format(percents=shown)
        numbers = Numbers(
            (tr("Alike"), tr("Drafts")),
            rows_of([(span, number(count)) for span, count in zip(spans, counts, strict=True)]),
            sameness_table(found),
        )
        if not found.percents:
            numbers = Numbers((), (), Table("sameness", (), ()))
        self.show_figure(" ".join(one for one in (line, said) if one), numbers, instead)

    @Slot(int)
    def _on_chosen(self, at: int) -> None:
        batch: Batch = self.chooser.itemData(at)
        self.batch_chosen.emit(batch)
