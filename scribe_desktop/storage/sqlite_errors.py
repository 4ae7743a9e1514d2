"""SQLite's errors as the product's, each with a sentence for the person; told apart by code, never by message."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from scribe_desktop.config.paths import is_usual_data_dir
from scribe_desktop.config.shell import quoted
from scribe_desktop.errors import DatabaseBusyError, DatabaseDamagedError, DataFolderError, DiskFullError, StorageError

_PRIMARY = 0xFF  # extended result codes keep the primary code in the lowest byte
_NEARLY_FULL = 1 << 20  # bytes


def storage_error(error: BaseException, database: Path) -> StorageError:
    """The StorageError that says what SQLite's error means for the person."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    primary = code & _PRIMARY
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _disk_is_full(database)):
        return DiskFullError(
            f"The disk is full: nothing more can be saved in {database.parent}. What was being written was undone "
            "as a whole. Free some space, then go on."
        )
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(database)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusyError(
            f"Another program is busy with the database {database}. Wait until it is done, then try again."
        )
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    kind = DataFolderError if primary in _NOT_ALLOWED else StorageError
    return kind(_SENTENCES.get(primary, _OTHER).format(file=database, folder=database.parent, name=name))


def damaged(database: Path) -> DatabaseDamagedError:
    """The error for a file that SQLite cannot make sense of."""
    usual = is_usual_data_dir(database.parent)
    command = "scribe restore --newest"
    if not usual:
        command += f" --data-dir {quoted(str(database.parent))}"
    return DatabaseDamagedError(
        f"The database {database} is damaged. It was left as it is. Put back the newest good backup, in the window or "
        f"with: {command}"
    )


def _disk_is_full(database: Path) -> bool:
    # A write that finds no space comes as SQLITE_FULL, but growing the -shm or -wal file comes as an I/O error.
    try:
        return shutil.disk_usage(database.parent).free < _NEARLY_FULL
    except OSError:
        return False


_NOT_ALLOWED = frozenset((sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM))
_SENTENCES = {
    sqlite3.SQLITE_READONLY: (
        "The program may not write to {file}. Give yourself permission to write in {folder}, or choose another data "
        "folder."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {file} cannot be opened. Check that you may read and write in {folder}, or choose another data "
        "folder."
    ),
    sqlite3.SQLITE_PERM: "The program may not open {file}. Give yourself permission to read and write it.",
    sqlite3.SQLITE_IOERR: (
        "Reading or writing {file} failed ({name}). Check the disk or network drive that it is on, then try again."
    ),
}
_OTHER = "The database {file} could not do what was asked of it ({name}). The log says more."
