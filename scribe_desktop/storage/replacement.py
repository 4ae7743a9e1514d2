"""Putting another database in the place of the present one, which is set aside whole; finished at the next start.

A marker file says what is to be done, and is written when everything is ready: from then on the outcome is the new
database, before it is the old one. docs/decisions/0024-backups-and-restore.md has the order and why.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import Restored
from scribe_desktop.errors import DatabaseBusyError, DiskFullError, InputError, InstanceLockedError, StorageError
from scribe_desktop.storage.column_types import to_microseconds
from scribe_desktop.storage.data_folder import FILE_MODE, FOLDER_MODE
from scribe_desktop.storage.database_copy import check_copy, copy_database
from scribe_desktop.storage.durable_files import sync_file, sync_folder, telling
from scribe_desktop.storage.instance_lock import InstanceLock
from scribe_desktop.storage.sqlite_errors import storage_error

logger = logging.getLogger(__name__)

DAMAGED, REPLACED = "damaged", "replaced"
"""What the name of a folder begins in which a database was set aside."""

SUFFIXES = ("", "-wal", "-shm", "-journal")
"""The files of one database. The database itself is moved first: where that is not allowed, nothing was moved."""

_FAILED = "The database could not be replaced"
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510  # the bytes that SQLite locks for as long as a database is open


def replace_database(paths: DataPaths, source: Path | None, now: datetime) -> Restored:
    """Set the present database aside, and put a copy of the source in its place; none starts empty.

    The source stays as it is. In the copy all tokens of the local API are revoked, for the database that is set aside
    may know of one that was revoked since. An older copy is brought up to date when it is opened.

    Raises:
        InputError: the source cannot be used; the sentence says why. Nothing was changed.
        InstanceLockedError, DatabaseBusyError: somebody has the data folder open. Nothing was changed.
        DiskFullError, StorageError: nothing was changed, or the next start finishes it.
    """
    with alone_in(paths):
        finish_replacement(paths, locked=True)
        tokens = _prepare(paths, source, now) if source is not None else 0
        with telling(_FAILED, paths.root):
            try:
                aside = _free_folder(paths, now)
                _write_marker(paths, aside, source is not None)
                refuse_when_open(paths)
                moved = _carry_out(paths)
            except BaseException:
                _back_out(paths)
                raise
    return Restored(paths.root / aside if moved else None, tokens)


def finish_replacement(paths: DataPaths, locked: bool = False) -> None:
    """At start, before the database is opened: finish what a crash interrupted, and clear what it never began.

    Args:
        locked: the caller holds the instance lock.

    Raises DatabaseBusyError while another process replaces the database, StorageError.
    """
    if not any(one.exists() for one in (paths.restore_marker, paths.restoring, _unfinished_marker(paths))):
        return
    try:
        with contextlib.nullcontext() if locked else InstanceLock(paths), telling(_FAILED, paths.root):
            if paths.restore_marker.exists():
                _carry_out(paths)
                logger.info("The replacement of the database that was interrupted is finished")
            _remove_prepared(paths)
    except InstanceLockedError as error:
        if being_replaced(paths):
            raise _being_replaced(paths) from error


def being_replaced(paths: DataPaths) -> bool:
    """True while the database is being replaced: whoever has just opened it must let go of it."""
    return paths.restore_marker.exists()


def refuse_while_replaced(paths: DataPaths) -> None:
    """Raise DatabaseBusyError while the database is being replaced."""
    if being_replaced(paths):
        raise _being_replaced(paths)


def _being_replaced(paths: DataPaths) -> DatabaseBusyError:
    return DatabaseBusyError(
        f"A backup is being put in place in {paths.root} at this moment. Wait until it is done, then try again."
    )


def _prepare(paths: DataPaths, source: Path, now: datetime) -> int:
    """A copy of the source beside the database: checked, tokens revoked, on the disk. How many tokens were in force."""
    _remove_prepared(paths)
    if not source.is_file():
        raise InputError(f"There is no backup {source}. See them all with: scribe backups")
    with telling("The backup could not be copied", paths.root):
        try:
            _copy_with_log(source, paths.restoring)
            found = check_copy(paths.restoring)
            if not found.good:
                raise InputError(f"{source} cannot be put in place. {found.problem} Choose another backup.")
            tokens = _revoke_tokens(paths.restoring, now)
            sync_file(paths.restoring)
            return tokens
        except sqlite3.Error as error:
            _remove_prepared(paths)
            raise storage_error(error, paths.restoring) from error
        except BaseException:
            _remove_prepared(paths)
            raise


def _copy_with_log(source: Path, target: Path) -> None:
    """A copy as one plain file. A -wal beside the source, as in a folder of a set-aside database, is part of it."""
    log = source.with_name(source.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        _copy_file(source, target)
        return
    whole = target.with_name(target.name + ".source")
    try:
        for suffix in ("", "-wal"):
            _copy_file(source.with_name(source.name + suffix), whole.with_name(whole.name + suffix))
        try:
            copy_database(whole, target)
        except DiskFullError:
            raise
        except StorageError as error:
            raise InputError(f"{source} cannot be put in place. It is damaged. Choose another backup.") from error
    finally:
        for suffix in SUFFIXES:
            whole.with_name(whole.name + suffix).unlink(missing_ok=True)


def _copy_file(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    shutil.copyfile(source, target)


def _revoke_tokens(file: Path, now: datetime) -> int:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'access_tokens'").fetchone():
            return 0
        moment = to_microseconds(now)
        ended = connection.execute(
            "UPDATE access_tokens SET revoked_at = ? WHERE revoked_at IS NULL AND expires_at > ?", (moment, moment)
        ).rowcount
        return int(ended)


def _unfinished_marker(paths: DataPaths) -> Path:
    return paths.restore_marker.with_name(paths.restore_marker.name + ".unfinished")


def _write_marker(paths: DataPaths, aside: str, replaced: bool) -> None:
    unfinished = _unfinished_marker(paths)
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"aside": aside, "replaced": replaced}, file)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(paths.root)  # the copy must be there when the marker is
    unfinished.replace(paths.restore_marker)
    sync_folder(paths.root)


def _carry_out(paths: DataPaths) -> bool:
    """Do what the marker says; may be begun again after any interruption. True when something was set aside."""
    plan = _read_marker(paths)
    aside = paths.root / Path(plan["aside"]).name
    copied = paths.restoring.exists()
    if plan["replaced"] and not copied and not paths.database.exists() and (aside / paths.database.name).exists():
        _bring_back(paths, aside)  # somebody took the copy away: the old database is better than none
    elif copied or not plan["replaced"]:
        for suffix in SUFFIXES:
            file = paths.database.with_name(paths.database.name + suffix)
            if file.exists():
                aside.mkdir(mode=FOLDER_MODE, exist_ok=True)
                file.replace(aside / file.name)
        if aside.exists():
            sync_folder(aside)
        sync_folder(paths.root)  # no -wal of the old database may be there when the new one is
        if copied:
            paths.restoring.replace(paths.database)
            sync_folder(paths.root)
    paths.restore_marker.unlink()
    sync_folder(paths.root)
    return aside.exists()


def _read_marker(paths: DataPaths) -> dict[str, Any]:
    try:
        plan = json.loads(paths.restore_marker.read_text("utf-8"))
        return {"aside": str(plan["aside"]), "replaced": bool(plan["replaced"])}
    except (ValueError, TypeError, KeyError) as error:
        raise StorageError(
            f"A backup was being put in place, and {paths.restore_marker}, which says how far that was, cannot be "
            f"read. Look for the databases in {paths.root}, move the one you want to {paths.database}, and delete "
            "that file."
        ) from error


def _bring_back(paths: DataPaths, aside: Path) -> None:
    for suffix in reversed(SUFFIXES):
        file = aside / (paths.database.name + suffix)
        if file.exists():
            file.replace(paths.database.with_name(file.name))
    sync_folder(paths.root)


def _back_out(paths: DataPaths) -> None:
    """Undo the preparations, unless the old database has begun to move: then the next start goes on."""
    if not paths.database.exists() and paths.restore_marker.exists():
        return
    with contextlib.suppress(OSError):
        paths.restore_marker.unlink(missing_ok=True)
        _remove_prepared(paths)


def _remove_prepared(paths: DataPaths) -> None:
    for left in paths.root.glob(f"{paths.restoring.name}*"):
        left.unlink(missing_ok=True)
    _unfinished_marker(paths).unlink(missing_ok=True)


def _free_folder(paths: DataPaths, now: datetime) -> str:
    """A name for the folder that the present database goes to; it says whether that one is sound."""
    state = REPLACED if _is_good(paths.database) else DAMAGED
    base = f"{state}-{now.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}"
    name, number = base, 2
    while (paths.root / name).exists():
        name, number = f"{base}-{number}", number + 1
    return name


def _is_good(database: Path) -> bool:
    """Whether SQLite finds no fault in the database, its -wal included."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)) as connection:
            return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
    except sqlite3.Error:
        return False


@contextlib.contextmanager
def alone_in(paths: DataPaths) -> Iterator[None]:
    """Hold the instance lock to change the folder itself. Raises InstanceLockedError with a sentence that fits that."""
    lock = InstanceLock(paths)
    try:
        lock.acquire()
    except InstanceLockedError as error:
        raise InstanceLockedError(_open_elsewhere(paths)) from error
    try:
        yield
    finally:
        lock.release()


def refuse_when_open(paths: DataPaths) -> None:
    """Raise DatabaseBusyError when another process has the database open.

    Whoever opens it looks for the marker afterwards, and the marker is there by now: one of the two sees the other.
    Windows does not let an open file be moved. A connection of this very process is not seen.
    """
    if os.name == "nt" or not paths.database.exists():
        return
    import fcntl

    handle = os.open(paths.database, os.O_RDWR)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
    except OSError as error:
        raise DatabaseBusyError(_open_elsewhere(paths)) from error
    finally:
        os.close(handle)


def _open_elsewhere(paths: DataPaths) -> str:
    return f"Another Scribe has {paths.root} open. Close every window and command that uses it, then try again."
