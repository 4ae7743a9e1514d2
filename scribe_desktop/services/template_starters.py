"""The templates to begin with: text files of the program, kept in the library only once somebody uses them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid5

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry

_NAMES = {
    "research": "Ask for a place in a research group",
    "book": "Ask an author about a book",
    "general": "Invite somebody to an informal talk",
}
_SPACE = UUID("6f1c2f0e-7b0a-4d55-9a43-5c0d7f1f2a10")
"""Gives each starting template an id that is the same on every computer."""


def load_starters(folder: Path) -> list[LibraryEntry]:
    """The starting templates, in their order. Raises OSError when a file is missing."""
    return [
        LibraryEntry(uuid5(_SPACE, key), EntryKind.STARTER, name, (folder / f"{key}.txt").read_text("utf-8").strip())
        for key, name in _NAMES.items()
    ]
