"""What the model cost, by month and by batch: two figures of the place Insights."""

from __future__ import annotations

from scribe_desktop.domain.insights import Period
from scribe_desktop.domain.spending import CallTotals, money
from scribe_desktop.gui.charts import scale_steps
from scribe_desktop.gui.charts_columns import Column, ColumnChart
from scribe_desktop.gui.charts_rows import Bar, BarChart
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.insights_card import FigureCard, Numbers, rows_of
from scribe_desktop.gui.views.insights_words import batch_word, cost_words, day_word, short_number
from scribe_desktop.gui.wording import number, tr
from scribe_desktop.services.insights import Report
from scribe_desktop.services.insights_tables import Table


class MonthsCard(FigureCard):
    """What the model cost, by month."""

    def __init__(self, theme: ThemeController) -> None:
        self.columns = ColumnChart("", theme, ("accent", "accent"))
        super().__init__(tr("What the model cost, by month"), self.columns)

    def show_report(self, report: Report, table: Table) -> None:
        """Show it."""
        months, prices = report.months, report.prices
        paid = any(one.totals.cost for one in months)
        columns = []
        for one in months:
            month = day_word(one.start, Period.MONTH)
            parts = (one.totals.cost,) if paid else (float(one.totals.tokens_in), float(one.totals.tokens_out))
            columns.append(Column(month, parts, f"{month}: {cost_words(one.totals, prices)}"))
        most = max((one.total for one in columns), default=0.0)
        if paid:
            self.columns.show_columns(
                columns, lambda value: money_word(value, prices.currency), scale_steps(most, False)
            )
        else:
            self.columns.show_columns(columns, short_number)
        line = tr("Whole months, also the days outside the chosen time.")
        if not paid:
            line = tr("Tokens; no price is set in Settings. Filled: sent. Outlined: received.") + " " + line
        instead = ""
        if not months:
            line, instead = "", tr("No model was asked in this time, so nothing was spent.")
        elif len(months) == 1:
            line, instead = tr("The whole month, also the days outside the chosen time."), columns[0].words + "."
        rows = [(column.label, *_cost_cells(one.totals, report)) for column, one in zip(columns, months, strict=True)]
        self.show_figure(line, Numbers((tr("Month"), *_cost_heads()), rows_of(rows), table), instead)


class BatchesCard(FigureCard):
    """What the model cost, by batch."""

    def __init__(self, theme: ThemeController) -> None:
        self.bars = BarChart("", theme)
        super().__init__(tr("What the model cost, by batch"), self.bars)

    def show_report(self, report: Report, table: Table) -> None:
        """Show it."""
        prices = report.prices
        paid = any(one.totals.cost for one in report.spending)
        bars, rows = [], []
        for one in report.spending:
            name = batch_word(one.batch, report.now)
            value = one.totals.cost if paid else float(one.totals.tokens)
            tokens = tr("{count} tokens").format(count=number(one.totals.tokens))
            shown = money(one.totals.cost, prices.currency) if paid else tokens
            bars.append(Bar(name, value, shown, f"{name}: {cost_words(one.totals, prices)}"))
            rows.append((name, *_cost_cells(one.totals, report)))
        self.bars.show_bars(bars)
        line = tr("The newest batches queued in this time, each whole.") if len(bars) > 1 else ""
        instead = "" if bars else tr("No model was asked for a batch of this time.")
        self.show_figure(line, Numbers((tr("Batch"), *_cost_heads()), rows_of(rows), table), instead)


def money_word(value: float, currency: str) -> str:
    """A value of a scale of money, without needless noughts."""
    return money(value, currency) if value else "0"


def _cost_heads() -> tuple[str, ...]:
    return tr("Calls"), tr("Tokens sent"), tr("Received"), tr("Cost")


def _cost_cells(totals: CallTotals, report: Report) -> tuple[str, ...]:
    cost = money(totals.cost, report.prices.currency) if totals.cost or report.prices else ""
    return number(totals.calls), number(totals.tokens_in), number(totals.tokens_out), cost
