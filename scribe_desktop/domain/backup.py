"""Backups of the database: why each was made, how its file is called, and what a check found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path


class BackupReason(StrEnum):
    """Why a backup was made; part of its file's name."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    MIGRATION = "before-migration"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the folder `backups`. `at` is when it was made (UTC, to the millisecond), `size` is in bytes."""

    path: Path
    at: datetime
    reason: BackupReason
    size: int

    @property
    def name(self) -> str:
        """The file's name, by which a person picks it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class BackupCheck:
    """What was found in a database file that somebody may want to put in place.

    Attributes:
        problem: why it cannot be used, as a sentence; empty when it can.
        revision: of its tables; None when it could not be read.
        items, drafts: how many people its queue has, and how many drafts.
    """

    problem: str = ""
    revision: str | None = None
    items: int = 0
    drafts: int = 0

    @property
    def good(self) -> bool:
        """True when it can be put in place."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Restored:
    """What putting a backup in place did.

    Attributes:
        aside: the folder that holds the database that was there before; None when there was none.
        tokens_ended: how many tokens of the local API the backup still had in force: all of them were ended.
    """

    aside: Path | None
    tokens_ended: int = 0


_NAME = re.compile(r"scribe-(\d{8}T\d{6})\.(\d{3})Z-([a-z-]+)\.db")
_SECONDS = "%Y%m%dT%H%M%S"


def backup_name(at: datetime, reason: BackupReason) -> str:
    """The file name of a backup made then, for example scribe-20261124T065750.123Z-manual.db."""
    at = at.astimezone(UTC)
    return f"scribe-{at.strftime(_SECONDS)}.{at.microsecond // 1000:03d}Z-{reason}.db"


def parse_backup_name(name: str) -> tuple[datetime, BackupReason] | None:
    """When and why the file of that name was made; None for a file that is no backup of ours."""
    match = _NAME.fullmatch(name)
    if match is None or match[3] not in tuple(BackupReason):
        return None
    try:
        at = datetime.strptime(match[1], _SECONDS)
    except ValueError:
        return None
    return at.replace(microsecond=int(match[2]) * 1000, tzinfo=UTC), BackupReason(match[3])
