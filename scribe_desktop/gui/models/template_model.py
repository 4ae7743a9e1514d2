"""The library of templates as a table: its columns as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry
from scribe_desktop.gui.models.paged_model import Cell, Column, PagedModel
from scribe_desktop.gui.wording import moment, tr


class TemplateModel(PagedModel[LibraryEntry]):
    """Named templates, the last changed first, then texts without a name; at first, those to begin with."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        super().__init__(
            (
                Column("template", lambda: tr("Template"), 300, _name, stretch=True),
                Column("versions", lambda: tr("Versions"), 130, _versions),
                Column("changed", lambda: tr("Changed"), 120, self._changed),
            ),
            lambda entry: entry.id,
        )

    def _changed(self, entry: LibraryEntry) -> Cell:
        return Cell(moment(entry.changed_at, self._now()) if entry.changed_at else "", muted=True)


def versions_word(entry: LibraryEntry) -> str:
    """How many versions there are, or why there are none."""
    if entry.kind is EntryKind.STARTER:
        return tr("To begin with")
    if entry.kind is EntryKind.USED:
        return tr("Used, no name")
    return tr("1 version") if entry.version == 1 else tr("{count} versions").format(count=entry.version)


def _versions(entry: LibraryEntry) -> Cell:
    return Cell(versions_word(entry), muted=True)


def _name(entry: LibraryEntry) -> Cell:
    lines = [line.strip() for line in entry.source.splitlines() if line.strip()][0 if entry.name else 1 :]
    return Cell(entry.title, lines[0] if lines else "", strong=True)
