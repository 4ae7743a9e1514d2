"""Connections to the database: one that writes, guarded by a lock, and a pool that only reads."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event

from scribe_desktop.errors import StorageError
from scribe_desktop.storage.sqlite_errors import storage_error

logger = logging.getLogger(__name__)

BUSY_SECONDS = 5.0
CLOSING_BUSY_MILLISECONDS = 500
_SWITCHES_TRIED = 100
WAL_BYTES_KEPT = 32 << 20
"""A large import grows the -wal file; after a checkpoint it is cut back to so much."""

_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON")


def open_connection(database: Path, read_only: bool = False) -> sqlite3.Connection:
    """A plain connection with everything limits and safety ask for. Raises StorageError.

    Transactions are begun in so many words (isolation_level None), never by the driver's own guess.
    """
    try:
        connection = sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise storage_error(error, database) from error
    try:
        if _write_ahead_mode(connection) != "wal":
            raise StorageError(
                f"The drive of {database.parent} cannot hold the database (write-ahead logging is not possible "
                "there). Choose a data folder on a local disk."
            )
        # The first read opens the log. From then on the connection is seen by whoever wants to replace the database.
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        for pragma in (*_PRAGMAS, f"journal_size_limit = {WAL_BYTES_KEPT}"):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise storage_error(error, database) from error
        raise
    return connection


def _write_ahead_mode(connection: sqlite3.Connection) -> str:
    """Switch to write-ahead logging, and say which mode it is now.

    When another process switches the same new file at the same moment, SQLite says "busy" without waiting. Beginning
    a transaction does wait, and afterwards the switch has been made.
    """
    tries_left = _SWITCHES_TRIED
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            tries_left -= 1
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not tries_left:
                raise
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


class Connections:
    """The connections of one process to one database file."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._readers = self._engine(read_only=True)
        self._writers = self._engine(read_only=False)
        self._writer = self._writers.connect()
        self._write_lock = threading.Lock()
        self._writing_thread: int | None = None
        self._closed = False

    def begin_reading(self) -> Connection:
        """A connection that sees the database as it is at its first query; give it back to `end`."""
        self._check_open()
        connection = self._readers.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def begin_writing(self) -> Connection:
        """The one writing connection, in a transaction that no other process can write beside."""
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("A unit of work for writing was opened inside another one.")
        self._write_lock.acquire()
        try:
            self._check_open()
            self._writer.begin()
        except BaseException:
            self._writer.rollback()
            self._write_lock.release()
            raise
        self._writing_thread = threading.get_ident()
        return self._writer

    def end(self, connection: Connection) -> None:
        """Roll back what was not committed, and let others go on."""
        if connection is not self._writer:
            connection.close()
            return
        try:
            connection.rollback()
            # After a COMMIT that failed SQLAlchemy believes the transaction over; SQLite does not.
            driver = connection.connection.driver_connection
            if driver is not None and driver.in_transaction:
                driver.rollback()
        finally:
            self._writing_thread = None
            self._write_lock.release()

    def data_version(self, wait_seconds: float) -> int | None:
        """A number that changes when someone else commits; None when the writer is busy for longer than that.

        Asked on the writing connection, whose own commits leave the number as it is.
        """
        if not self._write_lock.acquire(timeout=wait_seconds):
            return None
        try:
            self._check_open()
            return int(self._driver_execute("PRAGMA data_version")[0])
        finally:
            self._write_lock.release()

    def close(self) -> None:
        """Move the write-ahead log into the database and close everything. A second call does nothing."""
        with self._write_lock:
            if self._closed:
                return
            self._closed = True
            self._readers.dispose()
            try:
                self._driver_execute(f"PRAGMA busy_timeout = {CLOSING_BUSY_MILLISECONDS}")
                self._driver_execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except StorageError as error:
                # Nothing is lost: the log stays beside the database and is read at the next start.
                logger.info("No checkpoint at closing: %s", error.message)
            self._writer.close()
            self._writers.dispose()

    def _driver_execute(self, statement: str) -> tuple[int, ...]:
        driver = self._writer.connection.driver_connection
        assert driver is not None
        try:
            row: tuple[int, ...] = driver.execute(statement).fetchone()
        except sqlite3.Error as error:
            raise storage_error(error, self._database) from error
        return row

    def _check_open(self) -> None:
        if self._closed:
            raise StorageError("The database was already closed. Start the program again.")

    def _engine(self, read_only: bool) -> Engine:
        def connect() -> sqlite3.Connection:
            return open_connection(self._database, read_only)

        engine = create_engine(
            "sqlite://",
            creator=connect,
            poolclass=QueuePool,
            pool_size=1 if not read_only else 4,
            max_overflow=0 if not read_only else -1,
        )
        event.listen(engine, "begin", _beginner("BEGIN" if read_only else "BEGIN IMMEDIATE"))
        event.listen(engine, "handle_error", self._translate)
        return engine

    def _translate(self, context: ExceptionContext) -> None:
        if isinstance(context.original_exception, sqlite3.Error):
            raise storage_error(context.original_exception, self._database) from context.original_exception


def _beginner(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
