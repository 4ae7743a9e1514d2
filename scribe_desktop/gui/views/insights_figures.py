"""The figures of the place Insights: each a card that knows how to show its part of a report."""

from __future__ import annotations

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.insights import FEWEST_SUMMED_UP
from scribe_desktop.domain.queue import StepName
from scribe_desktop.gui.charts import time_steps
from scribe_desktop.gui.charts_columns import Column, ColumnChart, SpreadChart, SpreadColumn
from scribe_desktop.gui.charts_rows import Bar, BarChart, Range, RangeChart
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.insights_card import FigureCard, Numbers, rows_of
from scribe_desktop.gui.views.insights_costs import BatchesCard, MonthsCard
from scribe_desktop.gui.views.insights_sameness import SamenessCard
from scribe_desktop.gui.views.insights_words import (
    day_word,
    ended_words,
    finding_word,
    per_period,
    scale_word,
    seconds_word,
    short_number,
    spread_cells,
    spread_heads,
    spread_line,
    times_words,
    work_words,
)
from scribe_desktop.gui.wording import Tone, number, review_word, step_word, tr
from scribe_desktop.services.insights import Report
from scribe_desktop.services.insights_tables import Table, tables_of

_REVIEW_TONES = {
    ReviewState.NEEDS_REVIEW: Tone.WARNING,
    ReviewState.READY: Tone.SUCCESS,
    ReviewState.APPROVED: Tone.ACCENT,
    ReviewState.DISCARDED: Tone.NEUTRAL,
}


class Figures:
    """All cards, in reading order."""

    def __init__(self, theme: ThemeController) -> None:
        self.steps = StepsCard(theme)
        self.times = TimesCard(theme)
        self.ended = EndedCard(theme)
        self.failures = FailuresCard(theme)
        self.reviews = ReviewsCard(theme)
        self.sameness = SamenessCard(theme)
        self.months = MonthsCard(theme)
        self.batches = BatchesCard(theme)

    @property
    def cards(self) -> tuple[FigureCard, ...]:
        """The cards in their order."""
        return (
            self.steps, self.times, self.ended, self.failures,
            self.reviews, self.sameness, self.months, self.batches,
        )  # fmt: skip

    def show_report(self, report: Report) -> None:
        """Show a report; how alike drafts are comes by itself."""
        tables = {one.name: one for one in tables_of(report, None)}
        self.steps.show_report(report, tables["steps"])
        self.times.show_report(report, tables["periods"])
        self.ended.show_report(report, tables["periods"])
        self.failures.show_report(report, tables["failures"])
        self.reviews.show_report(report, tables["reviews"], tables["findings"])
        self.months.show_report(report, tables["months"])
        self.batches.show_report(report, tables["batches"])


class StepsCard(FigureCard):
    """How long each step takes."""

    def __init__(self, theme: ThemeController) -> None:
        self.ranges = RangeChart("", theme)
        super().__init__(tr("Time per step"), self.ranges)

    def show_report(self, report: Report, table: Table) -> None:
        """Show it."""
        ranges, rows = [], []
        for step in StepName:
            one = report.steps.get(step)
            if one is None:
                continue
            words = f"{step_word(step)} ({step.value}): {spread_line(one)}"
            if one.few:
                shown = tr("1 run") if one.count == 1 else tr("{count} runs").format(count=one.count)
                ranges.append(Range(step_word(step), shown, words, dots=one.values))
            else:
                shown = seconds_word(one.median)
                ranges.append(
                    Range(step_word(step), shown, words, one.lower, one.median, one.upper, one.shortest, one.longest)
                )
            rows.append((step_word(step), number(one.count), *spread_cells(one)))
        self.ranges.show_ranges(ranges, time_steps(max((one.end for one in ranges), default=0.0)), scale_word)
        line = tr("Line: the median. Bar: the middle half. Searches with nothing to look for are not counted.")
        numbers = Numbers((tr("Step"), tr("Runs"), *spread_heads()), rows_of(rows), table)
        self.show_figure(line if ranges else "", numbers, "" if ranges else tr("No step was finished in this time."))


class TimesCard(FigureCard):
    """How long a draft takes, over time."""

    def __init__(self, theme: ThemeController) -> None:
        self.spreads = SpreadChart("", theme)
        super().__init__(tr("Time per draft"), self.spreads)

    def show_report(self, report: Report, table: Table) -> None:
        """Show it."""
        period = report.period
        self.set_title(f"{tr('Time per draft')}, {per_period(period)}")
        spreads, most = [], 0.0
        for one in report.work:
            label, words, times = day_word(one.start, period), times_words(one, period), one.times
            if times is None:
                spreads.append(SpreadColumn(label, words))
            elif times.few:
                spreads.append(SpreadColumn(label, words, dots=times.values))
                most = max(most, *times.values)
            else:
                spreads.append(SpreadColumn(label, words, times.lower, times.median, times.upper))
                most = max(most, times.upper)
        self.spreads.show_spreads(spreads, scale_word, time_steps(most))
        rows = [
            (day_word(one.start, period), number(one.times.count if one.times else 0), *spread_cells(one.times))
            for one in report.work
        ]
        heads = (tr("When"), tr("Drafts"), *spread_heads())
        line = tr("Line: the median. Bar: the middle half. Fewer than {few} drafts: a dot each.")
        measured = [one for one in report.work if one.times is not None]
        instead = ""
        if not measured:
            instead = tr("No draft was finished in this time.")
        elif len(report.work) == 1:
            instead = times_words(measured[0], period)
        self.show_figure(
            "" if instead else line.format(few=FEWEST_SUMMED_UP), Numbers(heads, rows_of(rows), table), instead
        )


class EndedCard(FigureCard):
    """How many became drafts and how many failed, over time."""

    def __init__(self, theme: ThemeController) -> None:
        self.columns = ColumnChart("", theme, ("success", "danger"))
        super().__init__(tr("Drafts and failures"), self.columns)

    def show_report(self, report: Report, table: Table) -> None:
        """Show it."""
        period = report.period
        self.set_title(f"{tr('Drafts and failures')}, {per_period(period)}")
        columns = [
            Column(day_word(one.start, period), (one.completed, one.failed), work_words(one, period))
            for one in report.work
        ]
        self.columns.show_columns(columns, short_number)
        completed, failed = (sum(getattr(one, name) for one in report.work) for name in ("completed", "failed"))
        line = ended_words(completed, failed) + "."
        if failed:
            line += " " + tr("Filled: drafts. Outlined: failed.")
        instead = ""
        if not columns:
            line, instead = "", tr("Nobody's draft was finished in this time.")
        elif len(columns) == 1:
            line, instead = "", columns[0].words + "."
        rows = [
            (day_word(one.start, period), number(one.completed), number(one.failed), seconds_word(one.worked))
            for one in report.work
        ]
        heads = (tr("When"), tr("Drafts"), tr("Failed"), tr("Work"))
        self.show_figure(line, Numbers(heads, rows_of(rows), table), instead)


class FailuresCard(FigureCard):
    """Why recipients failed."""

    def __init__(self, theme: ThemeController) -> None:
        self.bars = BarChart("", theme)
        super().__init__(tr("Why recipients failed"), self.bars)

    def show_report(self, report: Report, table: Table) -> None:
        """Show it."""
        reasons = report.outcomes.reasons
        failed = sum(one.count for one in reasons)
        bars = []
        for one in reasons:
            words = f"{number(one.count)}: {one.detail or tr(one.words)}"
            bars.append(Bar(tr(one.words), one.count, number(one.count), words, Tone.DANGER.value))
        self.bars.show_bars(bars)
        line = tr("As it stands now: who was retried and became a draft is not counted.") if failed else ""
        rows = [(tr(one.words), number(one.count)) for one in reasons]
        instead = "" if failed else tr("Nobody has failed in this time.")
        self.show_figure(line, Numbers((tr("Reason"), tr("Recipients")), rows_of(rows), table), instead)


class ReviewsCard(FigureCard):
    """Where drafts stand, and what is to be checked in them."""

    def __init__(self, theme: ThemeController) -> None:
        self.bars = BarChart("", theme)
        super().__init__(tr("Where the drafts stand"), self.bars)

    def show_report(self, report: Report, reviews: Table, findings: Table) -> None:
        """Show it."""
        out = report.outcomes
        bars = []
        for state in ReviewState:
            if count := out.reviews.get(state, 0):
                words = f"{review_word(state)}: {number(count)}"
                bars.append(Bar(review_word(state), count, number(count), words, _REVIEW_TONES[state].value))
        for kind, count in out.findings.items():
            shown = tr("To check: {what}").format(what=finding_word(kind))
            bars.append(Bar(shown, count, number(count), f"{shown}: {number(count)}", Tone.WARNING.value))
        self.bars.show_bars(bars)
        rows = [(bar.label, bar.shown) for bar in bars]
        both = Table(
            "drafts",
            ("what", "is", "drafts"),
            (*(("state", *row) for row in reviews.rows), *(("finding", *row) for row in findings.rows)),
        )
        line = tr("A draft with several things to check counts for each.") if out.findings else ""
        instead = "" if bars else tr("There is no draft from this time.")
        self.show_figure(line, Numbers((tr("State"), tr("Drafts")), rows_of(rows), both), instead)
