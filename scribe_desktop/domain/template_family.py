"""The library of templates: a name, its versions, and what stands in the list beside the named ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.errors import InputError

NAME_LENGTH = 120


class EntryKind(StrEnum):
    """What an entry of the library is: a named template, a text that was used without a name, one to begin with."""

    NAMED = "named"
    USED = "used"
    STARTER = "starter"


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One text of a named template; `number` counts from 1."""

    number: int
    template: StoredTemplate
    made_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateFamily:
    """A named template. `archived_at` is set while it is out of sight; its versions stay readable."""

    id: UUID
    name: str
    created_at: datetime
    archived_at: datetime | None
    newest: TemplateVersion


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A line of the library.

    Attributes:
        id: the named template's own id, else that of the stored text or the starting template.
        name: None for a text that was used without a name.
        source: the newest text.
        template_id: the stored text; None for a starting template, which is kept only once it is used.
        version: the newest version's number; 0 where there are no versions.
        changed_at: when that text came; None for a starting template.
    """

    id: UUID
    kind: EntryKind
    name: str | None
    source: str
    template_id: UUID | None = None
    version: int = 0
    changed_at: datetime | None = None
    archived: bool = False

    @property
    def title(self) -> str:
        """What it is called: its name, else its subject or first line."""
        return self.name or first_line(self.source)


def entry_of(family: TemplateFamily) -> LibraryEntry:
    """A named template as a line of the library."""
    newest = family.newest
    return LibraryEntry(
        family.id,
        EntryKind.NAMED,
        family.name,
        newest.template.source,
        newest.template.id,
        newest.number,
        newest.made_at,
        family.archived_at is not None,
    )


def used_entry(template: StoredTemplate) -> LibraryEntry:
    """A text without a name as a line of the library."""
    return LibraryEntry(template.id, EntryKind.USED, None, template.source, template.id, changed_at=template.created_at)


def first_line(source: str) -> str:
    """The subject, or the first line that is not empty."""
    first = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return first[len("subject:") :].strip() if first.lower().startswith("subject:") else first


def clean_name(name: str) -> str:
    """A template's name on one line. Raises InputError when it is empty or too long."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InputError("The template needs a name, for example “Thesis question”.")
    if len(cleaned) > NAME_LENGTH:
        raise InputError(f"The name has {len(cleaned)} characters; {NAME_LENGTH} are allowed. Choose a shorter one.")
    return cleaned
