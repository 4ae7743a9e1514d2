"""Whole copies of a database file, made while others write, and the check of such a copy."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from scribe_desktop.domain.backup import BackupCheck
from scribe_desktop.errors import DatabaseDamagedError, InterruptReason, WorkInterrupted
from scribe_desktop.storage.data_folder import FILE_MODE
from scribe_desktop.storage.durable_files import sync_file
from scribe_desktop.storage.migrations import is_known
from scribe_desktop.storage.sqlite_errors import damaged, storage_error

PAGES_AT_ONCE = 256
"""Pages copied between two breaths: a megabyte, about a millisecond."""

_CHECKED_BETWEEN_BREATHS = 200_000  # instructions of SQLite's virtual machine: some ten milliseconds

Breathe = Callable[[], bool]
"""Called again and again during long work; it may wait a little, and says True when the work shall end."""


def copy_database(source: Path, target: Path, breathe: Breathe = lambda: False) -> None:
    """Copy a database as it is at this moment into one new file (0600) without -wal, checked and on the disk.

    Others may go on reading and writing: the copy is that of one moment, and nobody waits for it. What fails leaves no
    file behind.

    Raises:
        DatabaseDamagedError: the copy does not pass SQLite's integrity check, so the source is damaged.
        DiskFullError, StorageError: it could not be written.
        WorkInterrupted: `breathe` said so.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    try:
        try:
            _copy(source, target, breathe)
            sound = _is_sound(target, breathe)
        except sqlite3.Error as error:
            full_or_odd = storage_error(error, target)
            raise damaged(source) if isinstance(full_or_odd, DatabaseDamagedError) else full_or_odd from error
        if not sound:
            raise damaged(source)
        sync_file(target)
    except BaseException:
        for suffix in ("", "-journal", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        raise


def check_copy(file: Path, breathe: Breathe = lambda: False) -> BackupCheck:
    """Look at a file without changing anything: whether it is sound, ours, not too new, and what is in it."""
    try:
        if not file.is_file() or not file.stat().st_size:
            return BackupCheck("It is missing or empty.")
        with closing(_open_still(file)) as connection:
            _stop_when_told(connection, breathe)
            if not _passes(connection):
                return BackupCheck("It is damaged.")
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if "alembic_version" not in names:
                return BackupCheck("It is not a database of this program.")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            revision = None if row is None else str(row[0])
            if not is_known(revision):
                return BackupCheck("It was made by a newer version of this program.", revision)
            items = connection.execute("SELECT count(*) FROM queue_items WHERE status != 'cancelled'").fetchone()[0]
            drafts = connection.execute("SELECT count(*) FROM emails").fetchone()[0]
    except sqlite3.Error as error:
        _unless_told(breathe, error)
        return BackupCheck("It is damaged.")
    except OSError as error:
        return BackupCheck(f"It cannot be read ({error.strerror or error}).")
    return BackupCheck(revision=revision, items=items, drafts=drafts)


def _copy(source: Path, target: Path, breathe: Breathe) -> None:
    def breathe_or_stop(*_: int) -> None:
        if breathe():
            raise WorkInterrupted(InterruptReason.CLOSING)

    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=5.0, isolation_level=None)) as reading,
        closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        # Without a transaction of its own the copy would begin anew whenever somebody commits, and never end.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        # The file is synced as a whole afterwards, and thrown away when anything goes wrong before.
        writing.execute("PRAGMA synchronous = OFF")
        writing.execute("PRAGMA journal_mode = OFF")
        reading.backup(writing, pages=PAGES_AT_ONCE, progress=breathe_or_stop)
        # Copied from a write-ahead database it says that it is one; as a plain file it can be read anywhere.
        writing.execute("PRAGMA journal_mode = DELETE")


def _is_sound(file: Path, breathe: Breathe) -> bool:
    try:
        with closing(_open_still(file)) as connection:
            _stop_when_told(connection, breathe)
            return _passes(connection)
    except sqlite3.Error as error:
        _unless_told(breathe, error)
        raise


def _open_still(file: Path) -> sqlite3.Connection:
    """A connection to a file that nobody writes to: no locks, and no -wal or -shm made beside it."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _passes(connection: sqlite3.Connection) -> bool:
    connection.execute("PRAGMA cell_size_check = ON")
    return [row[0] for row in connection.execute("PRAGMA integrity_check(1)")] == ["ok"]


def _stop_when_told(connection: sqlite3.Connection, breathe: Breathe) -> None:
    connection.set_progress_handler(lambda: int(breathe()), _CHECKED_BETWEEN_BREATHS)


def _unless_told(breathe: Breathe, error: sqlite3.Error) -> None:
    """Raise WorkInterrupted when the error is only that we were told to stop."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT and breathe():
        raise WorkInterrupted(InterruptReason.CLOSING) from error
