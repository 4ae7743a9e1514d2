"""A folder that drafts are exported to: which of its files are ours, so that these and no others are replaced.

A small record beside the files says which draft each was made from, and what it held. A file that somebody has changed
since is theirs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe_desktop.domain.email import EmailDraft

RECORD = ".scribe-export.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, in order; `replaced` are those of them that were there from an earlier one.

    `kept` are files of an earlier export that somebody changed: they were left, and a file was written beside them.
    """

    files: tuple[Path, ...]
    replaced: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A file as it was when it was written: the ids of its drafts, and the SHA-256 of its bytes."""

    drafts: tuple[str, ...]
    digest: str


class ExportFolder:
    """Writes one export into a folder that is there. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = _read(folder / RECORD)
        self._names: dict[str, list[str]] = {}
        for name, made in self._known.items():
            for draft in made.drafts:
                self._names.setdefault(draft, []).append(name)
        self._files: list[Path] = []
        self._replaced: list[Path] = []
        self._kept: dict[Path, None] = {}

    @property
    def exported(self) -> Exported:
        """What was written so far."""
        return Exported(tuple(self._files), tuple(self._replaced), tuple(self._kept))

    def put(self, drafts: Sequence[EmailDraft], stem: str, suffix: str, write: Callable[[Path], object]) -> None:
        """Have `write` make a file of these drafts, whole or not at all.

        It takes the place of the file of this kind that an earlier export made of one of them, else a free name.
        """
        unfinished = self._folder / f".{stem}.{suffix}.part"
        unfinished.unlink(missing_ok=True)
        try:
            write(unfinished)
            ids = tuple(dict.fromkeys(str(one.id) for one in drafts))
            target = self._target(ids, stem, suffix)
            self._known[target.name] = _Made(ids, _digest(unfinished))
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        self._files.append(target)

    def remember(self) -> None:
        """Write the record, for the next export."""
        files = {name: {"drafts": one.drafts, "sha256": one.digest} for name, one in self._known.items()}
        words = "Scribe's record of the files it wrote here: it replaces these, and no others."
        record = self._folder / RECORD
        unfinished = record.with_name(f"{RECORD}.part")
        unfinished.write_text(json.dumps({"about": words, "files": files}, ensure_ascii=False), "utf-8")
        unfinished.replace(record)

    def _target(self, ids: Sequence[str], stem: str, suffix: str) -> Path:
        for name in dict.fromkeys(name for one in ids for name in self._names.get(one, ())):
            path = self._folder / name
            if path.suffix != f".{suffix}" or path in self._files:
                continue
            if not path.exists():
                return path
            if path.is_file() and _digest(path) == self._known[name].digest:
                self._replaced.append(path)
                return path
            self._kept[path] = None
        return free_path(self._folder, stem, suffix)


def free_path(folder: Path, stem: str, suffix: str) -> Path:
    """A path in the folder that no file has yet."""
    path = folder / f"{stem}.{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.{suffix}"
        number += 1
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(record: Path) -> dict[str, _Made]:
    """The record; nothing when there is none, or none that can be read: then no file counts as ours."""
    try:
        files: Any = json.loads(record.read_text("utf-8"))["files"]
        made = {str(name): _Made(tuple(map(str, one["drafts"])), str(one["sha256"])) for name, one in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: one for name, one in made.items() if name == Path(name).name}  # never a file elsewhere
