"""The import wizard's words: how a table is read, what columns are used as, what speaks against a person."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale

from scribe_desktop.gui.dialogs.import_wizard_reading import Person, ReadTable
from scribe_desktop.gui.wording import number, tr
from scribe_desktop.services.writing_history import Past, PastKind

NAMED_PROBLEMS = 3


def delimiter_word(character: str) -> str:
    """A separator as the person knows it."""
    return {
        ",": tr("commas"),
        ";": tr("semicolons"),
        "\t": tr("tabs"),
        "|": tr("bars"),
    }.get(character, character)


def how_read(table: ReadTable) -> str:
    """ "professors-spring.csv · UTF-8 · separated by semicolons · 31 rows"."""
    preview = table.preview
    parts = [table.name]
    if preview.sheet:
        parts.append(tr("sheet {name}").format(name=preview.sheet))
    if preview.encoding:
        parts.append(preview.encoding.upper() if preview.encoding.startswith("utf") else preview.encoding)
    if preview.delimiter:
        parts.append(tr("separated by {what}").format(what=delimiter_word(preview.delimiter)))
    words = tr("1 row") if preview.row_count == 1 else tr("{count} rows")
    parts.append(words.format(count=number(preview.row_count)))
    return " · ".join(parts)


def use_words() -> dict[str, str]:
    """What a column can be used as, besides a placeholder."""
    return {
        "name": tr("Name"),
        "interest": tr("Interest"),
        "email": tr("Email"),
        "affiliation": tr("Affiliation"),
        "homepage": tr("Homepage"),
    }


def people_word(count: int) -> str:
    """ "29 people"."""
    return tr("1 person") if count == 1 else tr("{count} people").format(count=number(count))


def bad_rows_sentence(table: ReadTable) -> str:
    """Which rows cannot be used and why; empty when all can."""
    bad = table.bad_count
    if not bad:
        return ""
    from scribe_desktop.services.recipient_import import ProblemKind

    problems = [one for one in table.preview.problems if one.kind is ProblemKind.ERROR and one.cells]
    reasons = [f"{tr('line')} {number(one.line)} {one.reason}" for one in problems[:NAMED_PROBLEMS]]
    if bad > NAMED_PROBLEMS:
        reasons.append(tr("and {count} more").format(count=number(bad - NAMED_PROBLEMS)))
    words = (
        tr("1 of {rows} rows can’t be used: {why}.") if bad == 1 else tr("{bad} of {rows} rows can’t be used: {why}.")
    )
    sentence = words.format(bad=number(bad), rows=number(table.preview.row_count), why=", ".join(reasons))
    fine = table.preview.usable_count
    if fine:
        rest = tr("The other one is fine.") if fine == 1 else tr("The other {count} are fine.")
        sentence += " " + rest.format(count=number(fine))
    return sentence


def day(when: datetime, now: datetime) -> str:
    """ "3 March", with the year when it is another one."""
    local = when.astimezone()
    words = tr("{day} {month}").format(day=local.day, month=QLocale().monthName(local.month))
    return words if local.year == now.astimezone().year else f"{words} {local.year}"


def month(when: datetime) -> str:
    """ "March 2025"."""
    local = when.astimezone()
    return f"{QLocale().standaloneMonthName(local.month)} {local.year}"


def when_words(before: Past, now: datetime) -> str:
    """When it was, as far as is known: "3 March", "March 2025"."""
    if before.when is None:
        return tr("written to before")
    return month(before.when) if before.kind is PastKind.SENT else day(before.when, now)


def before_words(before: Past, now: datetime) -> str:
    """What there is of the person already."""
    if before.when is None:
        return tr("You wrote to them before")
    if before.kind is PastKind.SENT:
        return tr("You wrote to them in {month}").format(month=month(before.when))
    words = {
        PastKind.APPROVED: tr("Already written to, on {day}"),
        PastKind.DRAFT: tr("Has a draft from {day}"),
        PastKind.WAITING: tr("In the queue since {day}"),
    }[before.kind]
    return words.format(day=day(before.when, now))


def note_on(person: Person, now: datetime) -> str:
    """Why a person is off unless switched on; empty when nothing speaks against it."""
    if person.duplicate_of is not None:
        return tr("Same person as line {line}").format(line=number(person.duplicate_of))
    return before_words(person.before, now) if person.before is not None else ""
