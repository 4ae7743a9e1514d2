"""Opening, watching and closing the database of a data folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import BackupReason
from scribe_desktop.errors import DatabaseBusyError, InstanceLockedError, StorageError
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage.data_folder import prepare_database_file, prepare_folder, refuse_network_drive
from scribe_desktop.storage.engine import Connections
from scribe_desktop.storage.instance_lock import InstanceLock
from scribe_desktop.storage.migrations import HEAD, migrate, refuse_newer
from scribe_desktop.storage.replacement import finish_replacement, refuse_while_replaced
from scribe_desktop.storage.snapshot import SqlSnapshot
from scribe_desktop.storage.sqlite_errors import damaged, storage_error
from scribe_desktop.storage.unit_of_work import SqlUnitOfWork

CHECKED_UP_TO = 32 << 20
"""Bytes. A database no larger is checked at every start (0.05 s), a larger one only after an unclean end."""

_WATCH_PATIENCE_SECONDS = 0.01
_LOCK_TRIES = 25
"""Of 0.2 s each: how long a start waits for another one to bring the same database up to date."""


class DatabaseWatcher:
    """Tells when somebody else, usually another process, has committed. Never waits longer than 10 ms."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._version = connections.data_version(_WATCH_PATIENCE_SECONDS)

    def changed(self) -> bool:
        """True when another process committed since the last time this was asked.

        What this process commits does not count: it has events for that. While a long write of this process is
        under way the answer is False, and comes true the next time.
        """
        version = self._connections.data_version(_WATCH_PATIENCE_SECONDS)
        if version is None or version == self._version:
            return False
        # Unknown until now, when a long write was under way at the start: then it is safer to look.
        self._version = version
        return True


class Database:
    """An open database. Safe to share among threads."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def unit_of_work(self, read_only: bool = False) -> SqlUnitOfWork:
        """A transaction to enter (this method is the UnitOfWorkFactory)."""
        return SqlUnitOfWork(self._connections, read_only)

    def snapshot(self) -> SqlSnapshot:
        """Everything as it is at one moment, to enter."""
        return SqlSnapshot(self._connections)

    def watcher(self) -> DatabaseWatcher:
        """A watcher that knows everything committed so far."""
        return DatabaseWatcher(self._connections)

    def close(self) -> None:
        """Checkpoint and close; waits for a write that is under way. A second call does nothing."""
        self._connections.close()


def open_database(paths: DataPaths, now: Callable[[], datetime] | None = None) -> Database:
    """Open the database of a data folder: made when there is none, brought up to date when it is older.

    Before an older one is changed it is backed up; without a backup it is not changed. A replacement that was
    interrupted is finished first.

    Raises:
        DatabaseDamagedError, DatabaseTooNewError: the file was left untouched.
        StorageError: the folder or the file cannot be used.
    """
    refuse_network_drive(paths)
    prepare_folder(paths)
    finish_replacement(paths)
    revision = _inspect(paths)
    with nullcontext() if revision in (None, HEAD) else _alone(paths):
        # Another start may have brought it up to date while this one waited.
        if revision not in (None, HEAD) and _inspect(paths) != HEAD:
            _back_up(paths, (now or SystemClock().now)())
        prepare_database_file(paths)
        before = _identity(paths.database)
        connections = Connections(paths.database)
        try:
            # Whoever replaces a database writes the marker first and looks for open ones then; this is the other half.
            refuse_while_replaced(paths)
            if _identity(paths.database) != before:
                raise DatabaseBusyError(f"{paths.database} was replaced while it was being opened. Try again.")
            if revision != HEAD:
                connection = connections.begin_writing()
                try:
                    migrate(connection)
                    connection.commit()
                finally:
                    connections.end(connection)
        except BaseException:
            connections.close()
            raise
    return Database(connections)


@contextmanager
def _alone(paths: DataPaths) -> Iterator[None]:
    """Hold the instance lock while the database is brought up to date: an older program must not work on it then."""
    lock = InstanceLock(paths)
    for left in reversed(range(_LOCK_TRIES)):
        try:
            lock.acquire()
            break
        except InstanceLockedError as error:
            if _inspect(paths) == HEAD:
                break  # another start has done it and works on
            if not left:
                raise InstanceLockedError(
                    f"The database {paths.database} is of an older version, and another Scribe works with it. Close "
                    "that one, then start this one again."
                ) from error
    try:
        yield
    finally:
        lock.release()


def _back_up(paths: DataPaths, at: datetime) -> None:
    try:
        BackupFolder(paths).make(at, BackupReason.MIGRATION)
    except StorageError as error:
        raise type(error)(
            f"The database {paths.database} has to be brought up to date, and is backed up before that. It was left "
            f"as it is, because the backup failed. {error.message}"
        ) from error


def _identity(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_dev, status.st_ino


def _inspect(paths: DataPaths) -> str | None:
    """The revision of the database, None for a new one. Looks without changing anything."""
    database = paths.database
    try:
        size = database.stat().st_size if database.exists() else 0
        if size == 0:
            return None
        unclean = size > CHECKED_UP_TO and _ended_uncleanly(paths)
        with closing(_looking_only(database)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if (size <= CHECKED_UP_TO or unclean) and not _sound(connection):
                raise damaged(database)
            if not names:
                return None
            if "alembic_version" not in names:
                raise StorageError(
                    f"{database} is not a database of this program. It was left as it is. Choose another data folder."
                )
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise storage_error(error, database) from error
    except OSError as error:
        raise StorageError(
            f"The database {database} cannot be read ({error.strerror or error}). Give yourself permission to read "
            "and write it."
        ) from error
    revision = None if row is None else str(row[0])
    if revision != HEAD:
        refuse_newer(revision, database)
    return revision


def _ended_uncleanly(paths: DataPaths) -> bool:
    """A clean end leaves no -wal file; one that is there is another process's, or was left by a crash."""
    left = _beside(paths.database, "-wal")
    return left.exists() and left.stat().st_size > 0 and InstanceLock(paths).is_free()


def _looking_only(database: Path) -> sqlite3.Connection:
    # A rollback journal left by the very first start has to be rolled back, which a read-only connection may not.
    mode = "rw" if _beside(database, "-journal").exists() else "ro"
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode={mode}", uri=True, timeout=5.0)


def _sound(connection: sqlite3.Connection) -> bool:
    connection.execute("PRAGMA cell_size_check = ON")
    return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)
