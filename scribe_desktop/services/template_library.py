"""The person's templates: named ones with their versions, and texts that were used without a name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from itertools import count
from uuid import UUID

from scribe_desktop.domain.events import TemplatesChanged
from scribe_desktop.domain.id_part import named_so
from scribe_desktop.domain.template import StoredTemplate, parse_template
from scribe_desktop.domain.template_family import (
    NAME_LENGTH,
    EntryKind,
    LibraryEntry,
    TemplateFamily,
    TemplateVersion,
    clean_name,
    entry_of,
    used_entry,
)
from scribe_desktop.errors import InputError, NotFoundError
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.storage_ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

Starters = Callable[[], list[LibraryEntry]]
"""Reads the starting templates."""


class TemplateLibrary:
    """The library as the front doors see it. An id is a named template's, or that of a stored text.

    Names are one of a kind, whatever their case, among the templates that are not deleted.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, events: EventPublisher, starters: Starters = list
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._events = events
        self._starters = starters

    # --- reading -------------------------------------------------------------------------------

    def find(self) -> list[StoredTemplate]:
        """All texts ever stored, newest first."""
        with self._unit_of_work(read_only=True) as work:
            return work.templates.find()

    def get(self, template_id: UUID) -> StoredTemplate:
        """One stored text, of whatever version. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            return work.templates.get(template_id)

    def count(self) -> int:
        """How many entries there are, without archived ones and the ones to begin with."""
        with self._unit_of_work(read_only=True) as work:
            return work.templates.count()

    def entries(self, archived: bool = False) -> list[LibraryEntry]:
        """Named templates, the last changed first, then texts used without a name; or the archived ones."""
        with self._unit_of_work(read_only=True) as work:
            named = [entry_of(one) for one in work.templates.families(archived)]
            used = [] if archived else [used_entry(one) for one in work.templates.loose()]
        return [*named, *used]

    def starters(self) -> list[LibraryEntry]:
        """The templates to begin with, in their order."""
        return self._starters()

    def entry(self, entry_id: UUID) -> LibraryEntry:
        """One entry by its own id or by that of a text. Raises NotFoundError."""
        for one in self._starters():
            if one.id == entry_id:
                return one
        with self._unit_of_work(read_only=True) as work:
            return _entry(work, entry_id)

    def pick(self, wanted: str) -> LibraryEntry:
        """One entry by name, whatever its case, or by id or its beginning.

        Raises NotFoundError that names similar ones, InputError for a beginning that several ids have.
        """
        name = " ".join(wanted.split()).casefold()
        with self._unit_of_work(read_only=True) as work:
            families = work.templates.families(None)
            for one in families:
                if one.name.casefold() == name:
                    return entry_of(one)
            try:
                return _entry(work, _meant(work, wanted, families))
            except (ValueError, NotFoundError):
                pass
        starters = self._starters()
        for starter in starters:
            if starter.title.casefold() == name:
                return starter
        known = {one.casefold(): one for one in (*(one.name for one in families), *(one.title for one in starters))}
        near = [known[one] for one in difflib.get_close_matches(name, list(known), 3)]
        hint = f" Did you mean {' or '.join(f'“{one}”' for one in near)}?" if near else " See: scribe template list"
        raise NotFoundError(f"There is no template “{wanted}”.{hint}")

    def versions(self, entry_id: UUID) -> list[TemplateVersion]:
        """A named template's versions, newest first; none where there are no versions."""
        with self._unit_of_work(read_only=True) as work:
            return work.templates.versions(entry_id)

    def version(self, entry_id: UUID, number: int) -> TemplateVersion:
        """One version. Raises NotFoundError."""
        for one in self.versions(entry_id):
            if one.number == number:
                return one
        raise NotFoundError(f"The template has no version {number}. See those it has: scribe template versions NAME")

    # --- writing -------------------------------------------------------------------------------

    def keep(self, source: str, name: str | None = None) -> StoredTemplate:
        """Keep a text; with a name as the newest version of that template, a new one when there is none.

        An archived one comes back in sight.

        Raises TemplateError, InputError.
        """
        template = parse_template(source)
        with self._unit_of_work() as work:
            now = self._clock.now()
            stored = work.templates.put(template.source, now)
            if name is not None:
                name = clean_name(name)
                family = _named(work, name)
                if family is None:
                    work.templates.add_family(name, stored.id, now)
                else:
                    if family.newest.template.id != stored.id:
                        work.templates.add_version(family.id, stored.id, now)
                    if family.archived_at is not None:
                        work.templates.archive_family(family.id, None)
                stored = work.templates.get(stored.id)
            work.commit()
        self._events.publish(TemplatesChanged())
        return stored

    def create(self, source: str, name: str) -> LibraryEntry:
        """A new named template. Raises TemplateError, and InputError when the name is taken."""
        template, name = parse_template(source), clean_name(name)
        with self._unit_of_work() as work:
            _check_free(work, name)
            now = self._clock.now()
            family_id = work.templates.add_family(name, work.templates.put(template.source, now).id, now)
            return self._committed(work, family_id)

    def save(self, entry_id: UUID, source: str) -> LibraryEntry:
        """A changed text becomes the newest version; the same text changes nothing.

        Raises TemplateError, NotFoundError.
        """
        template = parse_template(source)
        with self._unit_of_work() as work:
            family = work.templates.family(entry_id)
            now = self._clock.now()
            stored = work.templates.put(template.source, now)
            if stored.id != family.newest.template.id:
                work.templates.add_version(family.id, stored.id, now)
            return self._committed(work, family.id)

    def restore(self, entry_id: UUID, number: int) -> LibraryEntry:
        """Make an older version the newest again, as a version of its own. Raises NotFoundError."""
        return self.save(entry_id, self.version(entry_id, number).template.source)

    def rename(self, entry_id: UUID, name: str) -> LibraryEntry:
        """Another name; a text without one becomes a named template. Raises NotFoundError, InputError."""
        name = clean_name(name)
        with self._unit_of_work() as work:
            entry = _entry(work, entry_id)
            _check_free(work, name, but=entry.id)
            if entry.kind is EntryKind.NAMED:
                work.templates.rename_family(entry.id, name)
                return self._committed(work, entry.id)
            assert entry.template_id is not None
            return self._committed(work, work.templates.add_family(name, entry.template_id, self._clock.now()))

    def duplicate(self, entry_id: UUID, name: str | None = None) -> LibraryEntry:
        """The newest text as a new named template, "… (copy)" unless it is given a name.

        Raises NotFoundError, InputError.
        """
        with self._unit_of_work() as work:
            entry = _entry(work, entry_id)
            assert entry.template_id is not None
            if name is None:
                name = _free_name(work, entry.title)
            else:
                _check_free(work, name := clean_name(name))
            return self._committed(work, work.templates.add_family(name, entry.template_id, self._clock.now()))

    def free_name(self, wanted: str) -> str:
        """This name, or with a number behind it when it is taken."""
        with self._unit_of_work(read_only=True) as work:
            shortened = " ".join(wanted.split())[: NAME_LENGTH - 6] or "Template"
            return shortened if _named(work, shortened) is None else _numbered(work, shortened)

    def archive(self, entry_id: UUID) -> LibraryEntry:
        """Out of sight, with all versions; a text without a name gets its first line as one. Raises NotFoundError."""
        with self._unit_of_work() as work:
            family_id = _family_id(work, entry_id, self._clock)
            work.templates.archive_family(family_id, self._clock.now())
            return self._committed(work, family_id)

    def unarchive(self, entry_id: UUID) -> LibraryEntry:
        """Back in sight. Raises NotFoundError."""
        with self._unit_of_work() as work:
            family = work.templates.family(entry_id)
            work.templates.archive_family(family.id, None)
            return self._committed(work, family.id)

    def delete(self, entry_id: UUID) -> None:
        """Delete it with its versions; what drafts were written with stays readable there. Raises NotFoundError."""
        with self._unit_of_work() as work:
            work.templates.delete_family(_family_id(work, entry_id, self._clock), self._clock.now())
            work.commit()
        self._events.publish(TemplatesChanged())

    def _committed(self, work: UnitOfWork, family_id: UUID) -> LibraryEntry:
        entry = entry_of(work.templates.family(family_id))
        work.commit()
        self._events.publish(TemplatesChanged())
        return entry


def _entry(work: UnitOfWork, entry_id: UUID) -> LibraryEntry:
    try:
        return entry_of(work.templates.family(entry_id))
    except NotFoundError:
        stored = work.templates.get(entry_id)
    if stored.name is not None and (family := _named(work, stored.name)) is not None:
        return entry_of(family)
    return used_entry(stored)


def _meant(work: UnitOfWork, wanted: str, families: Sequence[TemplateFamily]) -> UUID:
    """The id that was given, whole or a part of it. Raises ValueError, NotFoundError, InputError for several."""
    ids = [*(one.id for one in families), *(one.id for one in work.templates.loose())]
    found = named_so(wanted, ids)
    if len(found) > 1:
        raise InputError(f"The ids of {len(found)} templates begin or end with {wanted}. Give more of it, or the name.")
    return found[0] if found else UUID(wanted)


def _family_id(work: UnitOfWork, entry_id: UUID, clock: Clock) -> UUID:
    entry = _entry(work, entry_id)
    if entry.kind is EntryKind.NAMED:
        return entry.id
    assert entry.template_id is not None
    return work.templates.add_family(_free_name(work, entry.title, copy=False), entry.template_id, clock.now())


def _named(work: UnitOfWork, name: str) -> TemplateFamily | None:
    wanted = name.casefold()
    return next((one for one in work.templates.families(None) if one.name.casefold() == wanted), None)


def _check_free(work: UnitOfWork, name: str, but: UUID | None = None) -> None:
    taken = _named(work, name)
    if taken is not None and taken.id != but:
        where = ", among the archived ones" if taken.archived_at else ""
        raise InputError(f"There is a template “{taken.name}” already{where}. Choose another name.")


def _free_name(work: UnitOfWork, title: str, copy: bool = True) -> str:
    base = (" ".join(title.split()) or "Template")[: NAME_LENGTH - 12]
    wanted = f"{base} (copy)" if copy else base
    return wanted if _named(work, wanted) is None else _numbered(work, wanted)


def _numbered(work: UnitOfWork, wanted: str) -> str:
    return next(name for number in count(2) if _named(work, name := f"{wanted} {number}") is None)
