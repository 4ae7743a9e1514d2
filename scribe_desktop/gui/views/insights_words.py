"""The words of the place Insights: lengths of time, shares, dates, and what stands under each picture."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.insights import Batch, Period, PeriodWork, Spread
from scribe_desktop.domain.spending import CallTotals, Prices, money
from scribe_desktop.gui.wording import moment, number, tr
from scribe_desktop.services.insights import BatchSameness, Report, TimeChoice


def choice_word(choice: TimeChoice) -> str:
    """How a time is called in the chooser."""
    return {
        TimeChoice.LAST_BATCH: tr("Last batch"),
        TimeChoice.WEEK: tr("Last 7 days"),
        TimeChoice.MONTH: tr("Last 30 days"),
        TimeChoice.ALL: tr("All"),
    }[choice]


def seconds_word(value: float) -> str:
    """A measured length of time, with as many figures as say something ("0.02 s", "8.4 s", "2 min 5 s")."""
    if value <= 0:
        return tr("0 s")
    if value < 0.005:
        return tr("under 0.01 s")
    if value < 60:
        return tr("{n} s").format(n=QLocale().toString(value, "f", 2 if value < 1 else 1))
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return tr("{m} min {s} s").format(m=minutes, s=rest) if rest else tr("{n} min").format(n=minutes)
    hours, minutes = divmod(round(value / 60), 60)
    return tr("{h} h {m} min").format(h=number(hours), m=minutes) if minutes else tr("{n} h").format(n=number(hours))


def scale_word(value: float) -> str:
    """A value of a scale of time, which is round."""
    if value == 0:
        return "0"
    for unit, words in ((3600.0, tr("{n} h")), (60.0, tr("{n} min"))):
        if value >= unit and (value % unit == 0 or value >= 90 * (unit / 60)):
            return words.format(n=QLocale().toString(value / unit, "g", 4))
    return tr("{n} s").format(n=QLocale().toString(value, "g", 3))


def short_number(value: float) -> str:
    """A count for a scale: "12 k", "1.5 M"."""
    for size, words in ((1_000_000, tr("{n} M")), (10_000, tr("{n} k"))):
        if value >= size:
            return words.format(n=QLocale().toString(value / (1000 if size == 10_000 else size), "g", 4))
    return number(round(value))


def spread_line(one: Spread) -> str:
    """A spread in a sentence; few values are named one by one."""
    if one.few:
        values = ", ".join(seconds_word(value) for value in one.values)
        return (
            tr("1 time: {values}").format(values=values)
            if one.count == 1
            else tr("{n} times: {values}").format(n=one.count, values=values)
        )
    words = tr("median {median}; half of {count} took {lower} to {upper}; shortest {shortest}, longest {longest}")
    return words.format(
        median=seconds_word(one.median), count=number(one.count), lower=seconds_word(one.lower),
        upper=seconds_word(one.upper), shortest=seconds_word(one.shortest), longest=seconds_word(one.longest),
    )  # fmt: skip


def spread_cells(one: Spread | None) -> tuple[str, ...]:
    """The cells below `spread_heads`; few values stand alone, nothing is made of them."""
    if one is None:
        return "", "", ""
    if one.few:
        return "", "", ", ".join(seconds_word(value) for value in one.values)
    ends = tr("{low} to {high}")
    return (
        seconds_word(one.median),
        ends.format(low=seconds_word(one.lower), high=seconds_word(one.upper)),
        ends.format(low=seconds_word(one.shortest), high=seconds_word(one.longest)),
    )


def spread_heads() -> tuple[str, ...]:
    """What the table of a spread has above its columns."""
    return tr("Median"), tr("Middle half"), tr("All")


def day_word(day: date, period: Period) -> str:
    """A period under its column: "24 Nov", "Nov 2026"."""
    month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
    if period is Period.MONTH:
        return tr("{month} {year}").format(month=month, year=day.year)
    return tr("{day} {month}").format(day=day.day, month=month)


def period_word(day: date, period: Period) -> str:
    """A period in full."""
    whole = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
    if period is Period.MONTH:
        return tr("{month} {year}").format(month=QLocale().standaloneMonthName(day.month), year=day.year)
    return whole if period is Period.DAY else tr("Week of {day}").format(day=whole)


def per_period(period: Period) -> str:
    """ "by day" and so on, at the end of a heading."""
    return {Period.DAY: tr("by day"), Period.WEEK: tr("by week"), Period.MONTH: tr("by month")}[period]


def ended_words(completed: int, failed: int) -> str:
    """ "12 drafts, 1 failed"."""
    drafts = tr("1 draft") if completed == 1 else tr("{count} drafts").format(count=number(completed))
    return tr("{drafts}, {count} failed").format(drafts=drafts, count=number(failed)) if failed else drafts


def work_words(one: PeriodWork, period: Period) -> str:
    """A period's counts and worked time."""
    if not one.completed and not one.failed:
        return tr("{when}: nothing was worked").format(when=period_word(one.start, period))
    words = tr("{when}: {ended}; {time} of work")
    return words.format(
        when=period_word(one.start, period), ended=ended_words(one.completed, one.failed), time=seconds_word(one.worked)
    )


def times_words(one: PeriodWork, period: Period) -> str:
    """A period's time per draft."""
    when = period_word(one.start, period)
    if one.times is None:
        return tr("{when}: no draft").format(when=when)
    return f"{when}: {spread_line(one.times)}"


def batch_word(batch: Batch, now: datetime) -> str:
    """A batch by when it was queued, and how many people it has."""
    people = tr("1 person") if batch.people == 1 else tr("{count} people").format(count=number(batch.people))
    return tr("{when} · {people}").format(when=moment(batch.first, now), people=people)


def cost_words(totals: CallTotals, prices: Prices) -> str:
    """What something cost, in full."""
    words = tr("{calls} calls; {tokens_in} tokens sent, {tokens_out} received").format(
        calls=number(totals.calls), tokens_in=number(totals.tokens_in), tokens_out=number(totals.tokens_out)
    )
    if totals.cost or prices:
        words = f"{money(totals.cost, prices.currency)}; {words}"
    return words + (tr(" (partly estimated)") if totals.estimated else "")


def finding_word(kind: FindingKind) -> str:
    """A kind of finding, as what is to be checked."""
    return {
        FindingKind.GAP: tr("Something was not found"),
        FindingKind.TEMPLATE_CHANGED: tr("A sentence of the template was changed"),
        FindingKind.LINK: tr("A link"),
        FindingKind.ADDRESS: tr("A mail address"),
        FindingKind.TITLE: tr("A title"),
        FindingKind.VENUE: tr("A journal or conference"),
        FindingKind.YEAR: tr("A year"),
        FindingKind.NUMBER: tr("A number"),
        FindingKind.NAME: tr("A name"),
        FindingKind.INSTITUTION: tr("An institution"),
        FindingKind.UNSUPPORTED: tr("A statement that nothing supports"),
        FindingKind.IDENTITY: tr("Who is meant"),
    }[kind]


def summary(report: Report) -> str:
    """The time in one line: drafts, worked time, cost."""
    completed, failed = (sum(getattr(one, name) for one in report.work) for name in ("completed", "failed"))
    parts = []
    if report.choice is TimeChoice.LAST_BATCH and report.batches:
        parts.append(tr("Queued {batch}").format(batch=batch_word(report.batches[0], report.now)))
    if report.work:
        parts.append(ended_words(completed, failed))
        parts.append(tr("{time} of work").format(time=seconds_word(sum(one.worked for one in report.work))))
    if report.spent:
        parts.append(tr("{count} tokens").format(count=number(report.spent.tokens)))
    if report.spent.cost:
        parts.append(money(report.spent.cost, report.prices.currency))
    return " · ".join(parts)


def sameness_line(found: BatchSameness) -> str:
    """What was compared, what could not be, and what stands out."""
    parts = []
    if found.compared < found.drafts:
        words = tr(
            "{compared} of {drafts} drafts, spread evenly over the batch, were compared with each other; one of them "
            "may be more like a draft that was not among them."
        )
        parts.append(words.format(compared=number(found.compared), drafts=number(found.drafts)))
    if found.silent:
        one = tr("1 has too few words of its own to compare.")
        many = tr("{count} have too few words of their own to compare.")
        parts.append(one if found.silent == 1 else many.format(count=number(found.silent)))
    if found.identical:
        words = tr("{count} of all {drafts} are word for word the same as another one.")
        parts.append(words.format(count=number(found.identical), drafts=number(found.drafts)))
    return " ".join(parts)
