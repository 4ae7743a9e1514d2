"""What the template editor reads from the library and keeps in it; called in the background."""

from __future__ import annotations

from dataclasses import dataclass

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry, first_line
from scribe_desktop.services.template_library import TemplateLibrary


@dataclass(frozen=True, slots=True)
class Beginning:
    """A text that a new template begins with, its name, and a word about it."""

    source: str
    name: str = ""
    note: str = ""


def choices(library: TemplateLibrary) -> list[LibraryEntry]:
    """The library, and while nothing has a name yet, the templates to begin with."""
    entries = library.entries()
    return entries if any(one.kind is EntryKind.NAMED for one in entries) else [*entries, *library.starters()]


def kept(library: TemplateLibrary, entry: LibraryEntry | None, source: str, name: str) -> LibraryEntry:
    """Keep what is on show: a version of a named template, a name for a used text, else a new template."""
    if entry is not None and entry.kind is EntryKind.NAMED:
        if name and name != entry.name:
            library.rename(entry.id, name)
        return library.save(entry.id, source)
    name = name or library.free_name(first_line(source))
    if entry is not None and entry.kind is EntryKind.USED and entry.source == source.strip():
        return library.rename(entry.id, name)
    if entry is not None and entry.kind is EntryKind.STARTER and name == entry.name:
        name = library.free_name(name)
    return library.create(source, name)
