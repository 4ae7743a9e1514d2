"""The window's words for statuses, steps, times and counts: one place, all through tr()."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from scribe_desktop.config.settings import Theme
from scribe_desktop.domain.email import EmailDraft, EmailVersion, ReviewState, Similar, SimilarKind, VersionOrigin
from scribe_desktop.domain.queue import QueueCounts, QueueStatus, StepName
from scribe_desktop.domain.spending import CallTotals, Prices, money
from scribe_desktop.pipeline.step import STEP_LABELS

NAMED_FINDINGS = 3
"""So many findings are named before the rest is counted."""


def tr(text: str) -> str:
    """The text in the person's language."""
    return QCoreApplication.translate("scribe", text)


class Tone(StrEnum):
    """The colour that goes with a word, by token name; never the only thing that tells states apart."""

    NEUTRAL = "textMuted"
    ACCENT = "accent"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"

    @property
    def surface(self) -> str | None:
        """The token of the chip's ground; None for no ground."""
        return None if self is Tone.NEUTRAL else f"{self.value}Surface"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as icon, word and colour."""

    icon: str
    word: str
    tone: Tone


def status_chip(status: QueueStatus) -> Chip:
    """How a queue status is shown."""
    words = {
        QueueStatus.PENDING: (tr("Pending"), Tone.NEUTRAL),
        QueueStatus.PROCESSING: (tr("Processing"), Tone.ACCENT),
        QueueStatus.COMPLETED: (tr("Completed"), Tone.SUCCESS),
        QueueStatus.FAILED: (tr("Failed"), Tone.DANGER),
        QueueStatus.CANCELLED: (tr("Cancelled"), Tone.NEUTRAL),
    }
    word, tone = words[status]
    return Chip(status.value, word, tone)


def review_word(state: ReviewState) -> str:
    """How a review state is called."""
    return {
        ReviewState.NEEDS_REVIEW: tr("Needs review"),
        ReviewState.READY: tr("Ready"),
        ReviewState.APPROVED: tr("Approved"),
        ReviewState.DISCARDED: tr("Discarded"),
    }[state]


def review_chip(draft: EmailDraft) -> Chip:
    """How a draft's review state is shown; open findings are counted."""
    state = draft.review_state
    tones = {
        ReviewState.NEEDS_REVIEW: Tone.WARNING,
        ReviewState.READY: Tone.SUCCESS,
        ReviewState.APPROVED: Tone.ACCENT,
        ReviewState.DISCARDED: Tone.NEUTRAL,
    }
    word = review_word(state)
    if state is ReviewState.NEEDS_REVIEW and draft.open_findings:
        word = tr("{count} to check").format(count=len(draft.open_findings))
    if state is ReviewState.READY and draft.similar is not None:
        return Chip("compare", tr("Too alike"), Tone.WARNING)
    return Chip(state.value, word, tones[state])


def similar_line(similar: Similar) -> str:
    """What a draft is too like, in a sentence."""
    words = {
        SimilarKind.WHOLE: tr("Word for word the same as the draft to {name}, also at {place}, apart from the name."),
        SimilarKind.ALMOST: tr("Almost the same as the draft to {name}, also at {place} ({percent} % alike)."),
        SimilarKind.PART: tr(
            "{percent} % of what is written for this person is word for word in the draft to {name}, also at {place}."
        ),
    }[similar.kind]
    return words.format(name=similar.recipient_name, place=similar.place, percent=similar.percent)


def version_word(version: EmailVersion) -> str:
    """How a version came about."""
    return {
        VersionOrigin.COMPOSED: tr("written"),
        VersionOrigin.EDITED: tr("edited by you"),
        VersionOrigin.REGENERATED: tr("written again"),
        VersionOrigin.RESTORED: tr("brought back"),
    }[version.origin]


def step_word(step: StepName) -> str:
    """A step in plain words; its code name belongs in a tooltip."""
    return tr(STEP_LABELS[step])


def report_word(text: str) -> str:
    """What a step says while it runs, or why it had nothing to do, in the person's language; others as they are."""
    for pattern, words in (
        (r"searching", tr("searching")),
        (r"looking for papers", tr("looking for papers")),
        (r"looking for books", tr("looking for books")),
        (r"reading page (?P<n>\d+) of (?P<total>\d+)", tr("reading page {n} of {total}")),
        (r"writing", tr("writing")),
        (
            r"waiting for the model, which is writing another draft",
            tr("waiting for the model, which is writing another draft"),
        ),
        (r"writing, attempt (?P<n>\d+) of (?P<total>\d+)", tr("writing, attempt {n} of {total}")),
        (r"not needed", tr("not needed")),
        (r"not a research template", tr("not a research template")),
        (r"no source is chosen in Settings", tr("no source is chosen in Settings")),
    ):
        if (match := re.fullmatch(pattern, text)) is not None:
            return words.format(**{name: number(int(value)) for name, value in match.groupdict().items()})
    return text


def theme_word(theme: Theme) -> str:
    """How a choice of colours is called."""
    return {Theme.SYSTEM: tr("As the system"), Theme.LIGHT: tr("Light"), Theme.DARK: tr("Dark")}[theme]


def about(seconds: float) -> str:
    """A length of time that is not known exactly ("36 s", "2 min", "1 h 20 min")."""
    if seconds < 60:
        return tr("{n} s").format(n=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return tr("{n} min").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours >= 10 or not rest:
        return tr("{n} h").format(n=f"{round(minutes / 60):n}")
    return tr("{h} h {m} min").format(h=hours, m=rest)


def elapsed(seconds: float) -> str:
    """A measured length of time ("2.4 s", "1 min 12 s")."""
    if seconds < 60:
        return tr("{n} s").format(n=f"{max(0.0, seconds):.1f}")
    minutes, rest = divmod(int(seconds), 60)
    return tr("{m} min {s} s").format(m=minutes, s=rest)


def moment(when: datetime, now: datetime) -> str:
    """A time as the person's clock shows it: "14:01" today, else with the day."""
    local, today = when.astimezone(), now.astimezone().date()
    clock = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    if local.date() == today:
        return clock
    day = tr("{day} {month}").format(
        day=local.day, month=QLocale().monthName(local.month, QLocale.FormatType.ShortFormat)
    )
    return f"{day} {clock}" if local.year == today.year else f"{day} {local.year}"


def number(value: int) -> str:
    """A count with the separators of the person's language."""
    return QLocale().toString(value)


def spent_words(totals: CallTotals, prices: Prices) -> str:
    """What something cost ("3 calls, 7,412 tokens, USD 0.02")."""
    calls = tr("1 call") if totals.calls == 1 else tr("{count} calls").format(count=number(totals.calls))
    tokens = tr("{count} tokens").format(count=number(totals.tokens))
    parts = [calls, tokens]
    if totals.cost or prices:
        parts.append(money(totals.cost, prices.currency))
    if totals.estimated:
        parts.append(tr("partly estimated"))
    return ", ".join(parts)


def batch_line(completed: int, failed: int) -> str:
    """ "12 drafts are ready to review, 2 failed"; empty when nothing came of the batch."""
    parts = []
    if completed:
        one, many = tr("1 draft is ready to review"), tr("{count} drafts are ready to review")
        parts.append(one if completed == 1 else many.format(count=number(completed)))
    if failed and not completed:
        one, many = tr("1 recipient failed"), tr("{count} recipients failed")
        parts.append(one if failed == 1 else many.format(count=number(failed)))
    elif failed:
        parts.append(tr("{count} failed").format(count=number(failed)))
    return ", ".join(parts)


def still_open(drafts: Sequence[EmailDraft]) -> str:
    """What must be checked before any of the drafts can be approved; empty when one of them can be."""
    findings = [finding for draft in drafts for finding in draft.open_findings]
    if not findings or any(not one.open_findings for one in drafts):
        return ""
    named = [f"“{one.text}”" if one.text else one.reason for one in findings[:NAMED_FINDINGS]]
    if (more := len(findings) - len(named)) > 0:
        named.append(tr("{count} more").format(count=number(more)))
    return "\n– ".join((tr("Edit, remove or confirm first:"), *named))


def progress_line(counts: QueueCounts, seconds_left: float | None) -> str:
    """ "12 of 80 · 2 failed · about 9 min left", what does not apply left out."""
    if not counts.total:
        return ""
    done = counts.completed + counts.failed
    parts = [tr("{done} of {total}").format(done=number(done), total=number(counts.total))]
    if counts.failed:
        parts.append(tr("{count} failed").format(count=number(counts.failed)))
    if seconds_left and counts.pending + counts.processing:
        parts.append(tr("about {time} left").format(time=about(seconds_left)))
    return " · ".join(parts)
