"""The data as a whole: forgetting old people, backups, a copy of everything, and erasing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

from scribe_desktop.domain.backup import Backup, BackupCheck, BackupReason, Restored
from scribe_desktop.domain.email import EmailDraft


class RetentionRepository(Protocol):
    """People whose item ended, and whose draft was last changed, before some moment; nobody who still waits."""

    def count(self, before: datetime) -> int:
        """How many there are."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Delete so many at most with all that is kept of them, but not what the model cost; how many it were."""
        ...


class BackupStore(Protocol):
    """The backups of one data folder, and putting one in place. Works whether the database is open, shut or damaged."""

    def find(self) -> list[Backup]:
        """Newest first. Raises StorageError."""
        ...

    def make(
        self, at: datetime, reason: BackupReason, breathe: Callable[[], bool] = ..., to: Path | None = None
    ) -> Backup:
        """A whole, checked copy of the database as it is now, in the folder of backups or in a file of its own.

        `breathe` is called again and again and may wait a little; when it says True, WorkInterrupted is raised.
        Raises DatabaseDamagedError, DiskFullError, StorageError, InputError for `to`; then no file is left.
        """
        ...

    def make_if_changed(self, at: datetime, breathe: Callable[[], bool] = ...) -> Backup | None:
        """A scheduled backup; None when the newest one holds the same, or another process is making one."""
        ...

    def delete(self, moments: Iterable[datetime]) -> list[Backup]:
        """Delete the backups made at these moments; those that are gone."""
        ...

    def sweep(self) -> None:
        """Delete what a crash left half-written."""
        ...

    def check(self, file: Path, breathe: Callable[[], bool] = ...) -> BackupCheck:
        """Whether a file can be put in place. Raises WorkInterrupted."""
        ...

    def restore(self, source: Path | None, now: datetime) -> Restored:
        """Set the present database aside and put a copy of this one in its place; None starts empty.

        Raises InputError for the source, InstanceLockedError or DatabaseBusyError when somebody has the folder open,
        DiskFullError, StorageError.
        """
        ...


class Snapshot(Protocol):
    """Everything in the database as it is at one moment, for the length of a with block. Raises StorageError."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        ...

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns."""
        ...

    def rows(self, table: str) -> Iterator[Mapping[str, Any]]:
        """A table's rows in the order in which they came, streamed: plain values, aware datetimes, JSON-ready data."""
        ...

    def drafts(self) -> Iterator[EmailDraft]:
        """All drafts, the discarded ones too, oldest first, streamed."""
        ...


class ErasureStore(Protocol):
    """Deletes a data folder that is shut."""

    def check_shut(self) -> None:
        """Raise InstanceLockedError or DatabaseBusyError when somebody has it open, InputError when it is not ours."""
        ...

    def profiles(self) -> set[UUID]:
        """The profiles of all databases in it that can be read."""
        ...

    def erase(self) -> tuple[Path, ...]:
        """Delete what is ours by its name, and nothing else; the files that are left. Raises as `check_shut`."""
        ...
