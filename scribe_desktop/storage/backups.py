"""The folder `backups`: whole, checked copies of the database, each there entirely or not at all (BackupStore)."""

from __future__ import annotations

import filecmp
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import Backup, BackupCheck, BackupReason, Restored, backup_name, parse_backup_name
from scribe_desktop.errors import DatabaseBusyError, InputError
from scribe_desktop.storage.data_folder import FILE_MODE
from scribe_desktop.storage.database_copy import Breathe, check_copy, copy_database
from scribe_desktop.storage.durable_files import make_private_folder, sync_folder, telling
from scribe_desktop.storage.replacement import replace_database

logger = logging.getLogger(__name__)

UNFINISHED = ".unfinished"
"""What the name of a backup in the making ends in."""

LOCK_NAME = "backups.lock"
PATIENCE_SECONDS = 30.0
_FAILED = "The backup could not be written"


class BackupFolder:
    """The backups of one data folder. One process at a time makes or deletes one; reading needs no lock."""

    def __init__(self, paths: DataPaths) -> None:
        self._paths = paths
        self._folder = paths.backups

    def find(self) -> list[Backup]:
        """Newest first. Raises StorageError when the folder cannot be read."""
        found = []
        with telling("The backups could not be read", self._folder):
            if not self._folder.is_dir():
                return []
            for path in self._folder.iterdir():
                if (parsed := parse_backup_name(path.name)) is not None and path.is_file():
                    found.append(Backup(path, *parsed, path.stat().st_size))
        return sorted(found, key=lambda one: one.at, reverse=True)

    def make(
        self, at: datetime, reason: BackupReason, breathe: Breathe = lambda: False, to: Path | None = None
    ) -> Backup:
        """Copy the database as it is now into a new file; the file appears when it is whole, checked and on the disk.

        Args:
            at: now; part of the name.
            breathe: see `database_copy.Breathe`.
            to: the file to write in place of one in the folder of backups; it must not be there.

        Raises DatabaseDamagedError, DiskFullError, StorageError, WorkInterrupted, InputError for `to`.
        """
        if to is not None:
            return self._write(_new_file(to), at, reason, breathe)
        with self._alone(PATIENCE_SECONDS):
            self._sweep()
            return self._write(self._free(at, reason), at, reason, breathe)

    def make_if_changed(self, at: datetime, breathe: Breathe = lambda: False) -> Backup | None:
        """A scheduled backup; None when the newest one holds what the database does, or another process makes one.

        Raises as `make`.
        """
        try:
            with self._alone(0), telling(_FAILED, self._folder):
                self._sweep()
                backups = self.find()
                changed = self.changed_at()
                if changed is None or any(_stamp(one.path) == changed for one in backups):
                    return None
                made = self._write(self._free(at, BackupReason.SCHEDULED), at, BackupReason.SCHEDULED, breathe)
                if backups and filecmp.cmp(made.path, backups[0].path, shallow=False):
                    # Touched, by a checkpoint for example, but not changed.
                    made.path.unlink()
                    os.utime(backups[0].path, ns=(changed, changed))
                    return None
                return made
        except DatabaseBusyError:
            return None

    def changed_at(self) -> int | None:
        """When the database was last written to, in nanoseconds since 1970; None when there is none.

        A backup's file carries this time as its own, so that the two can be compared whatever the clock does.
        """
        database = self._paths.database
        times = []
        for file in (database, database.with_name(database.name + "-wal")):
            try:
                status = file.stat()
            except FileNotFoundError:
                continue
            if status.st_size:
                times.append(status.st_mtime_ns)
        return max(times, default=None)

    def delete(self, moments: Iterable[datetime]) -> list[Backup]:
        """Delete the backups made at these moments; those that are gone. What cannot be deleted stays."""
        wanted = set(moments)
        gone = []
        with self._alone(PATIENCE_SECONDS):
            for backup in reversed(self.find()):
                if backup.at in wanted:
                    try:
                        backup.path.unlink()
                        gone.append(backup)
                    except OSError as error:
                        logger.info("Backup %s was not deleted: %s", backup.name, error)
        return gone

    def sweep(self) -> None:
        """Delete what a crash left half-written, unless a backup is being made at this moment."""
        if not self._folder.is_dir():
            return
        try:
            with self._alone(0):
                self._sweep()
        except DatabaseBusyError:
            return

    def check(self, file: Path, breathe: Breathe = lambda: False) -> BackupCheck:
        """Whether a file can be put in place, and what is in it. Raises WorkInterrupted."""
        return check_copy(file, breathe)

    def restore(self, source: Path | None, now: datetime) -> Restored:
        """Put a file in place of the database; see `replacement.replace_database`."""
        return replace_database(self._paths, source, now)

    def _write(self, final: Path, at: datetime, reason: BackupReason, breathe: Breathe) -> Backup:
        ours = final.parent == self._folder
        # What a crash left of that name is deleted: outside our folder it must be no name that anybody else gives.
        unfinished = final.with_name(final.name + UNFINISHED if ours else f".{final.name}.scribe{UNFINISHED}")
        changed = self.changed_at()
        with telling(_FAILED, final.parent):
            unfinished.unlink(missing_ok=True)
            copy_database(self._paths.database, unfinished, breathe)
            try:
                if changed is not None:
                    os.utime(unfinished, ns=(changed, changed))
                unfinished.replace(final)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
            sync_folder(final.parent)
            named = parse_backup_name(final.name)
            return Backup(final, named[0] if named else at, reason, final.stat().st_size)

    def _free(self, at: datetime, reason: BackupReason) -> Path:
        """A name that is not taken: a millisecond later for each that is."""
        while any(self._folder.glob(backup_name(at, reason).removesuffix(f"{reason}.db") + "*.db")):
            at += timedelta(milliseconds=1)
        return self._folder / backup_name(at, reason)

    def _sweep(self) -> None:
        for path in self._folder.glob(f"*{UNFINISHED}*"):
            path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self, patience_seconds: float) -> Iterator[None]:
        with telling(_FAILED, self._folder):
            make_private_folder(self._folder)
            lock = FileLock(self._folder / LOCK_NAME, mode=FILE_MODE, thread_local=False, fallback_to_soft=False)
            try:
                lock.acquire(timeout=patience_seconds)
            except Timeout as error:
                raise DatabaseBusyError(
                    f"Another backup is being made in {self._folder}. Wait until it is done, then try again."
                ) from error
        try:
            yield
        finally:
            lock.release()


def _new_file(path: Path) -> Path:
    if path.exists():
        raise InputError(f"{path} is there already and is not overwritten. Choose another name for the backup.")
    if not path.parent.is_dir():
        raise InputError(f"The folder {path.parent} does not exist. Make it, or choose another.")
    return path


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
