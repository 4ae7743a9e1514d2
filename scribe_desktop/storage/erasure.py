"""Deleting a data folder: the files that are ours by their name, and no other (the ErasureStore port)."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext, suppress
from pathlib import Path
from uuid import UUID

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import parse_backup_name
from scribe_desktop.errors import InputError
from scribe_desktop.storage.backups import LOCK_NAME, UNFINISHED
from scribe_desktop.storage.data_folder import is_set_aside, own_entries
from scribe_desktop.storage.replacement import SUFFIXES, alone_in, refuse_when_open

_LOG = re.compile(r"scribe\.log(\.\d+)?|(crash|fault)-[\w.+-]+\.txt")


class DataFolderErasure:
    """Deletes one data folder."""

    def __init__(self, paths: DataPaths) -> None:
        self._paths = paths

    def profiles(self) -> set[UUID]:
        """The profiles of all databases in the folder that can be read: names of keys in the keyring have them."""
        found = set()
        for database in self._databases():
            with (
                suppress(sqlite3.Error, ValueError),
                closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection,
            ):
                found |= {UUID(str(row[0])) for row in connection.execute("SELECT id FROM profile")}
        return found

    def check_shut(self, locked: bool = False) -> None:
        """Raise InstanceLockedError or DatabaseBusyError when somebody has the folder, or the demo's in it, open.

        Raises InputError for a folder that is missing or has never been a data folder: it is somebody else's, or the
        name is mistyped, and then the keys in the keyring are those of another folder.
        """
        if not is_data_folder(self._paths):
            what = "is not a data folder of Scribe" if self._paths.root.exists() else "is not there"
            raise InputError(
                f"{self._paths.root} {what}, so nothing was deleted, and no key either. Name the right folder with "
                "--data-dir; `scribe doctor`, without --data-dir, says which one is usual."
            )
        for paths in (self._paths, DataPaths(self._paths.demo)):
            if is_data_folder(paths):
                with nullcontext() if locked and paths is self._paths else alone_in(paths):
                    refuse_when_open(paths)

    def erase(self) -> tuple[Path, ...]:
        """Delete what is ours; what is left in the folder, which stays when there is anything.

        Raises as `check_shut`; nothing is deleted then.
        """
        paths = self._paths
        self.check_shut()
        with alone_in(paths):
            self.check_shut(locked=True)
            if is_data_folder(demo := DataPaths(paths.demo)):
                _erase_folder(demo)
            _erase_folder(paths, keep=paths.lock)
        with suppress(OSError):
            paths.lock.unlink(missing_ok=True)
            paths.root.rmdir()
        return _left_in(paths.root)

    def _databases(self) -> Iterator[Path]:
        paths = self._paths
        if not paths.root.is_dir():
            return
        yield from (one for one in (paths.database, DataPaths(paths.demo).database) if one.is_file())
        for entry in own_entries(paths):
            if is_set_aside(entry) and (entry / paths.database.name).is_file():
                yield entry / paths.database.name
        if paths.backups.is_dir():
            yield from (one for one in paths.backups.iterdir() if parse_backup_name(one.name))


def is_data_folder(paths: DataPaths) -> bool:
    """Whether the program has ever kept its data in the folder: names like settings.json and logs are others', too."""
    signs = (paths.database, paths.lock, paths.demo_mark)
    if any(one.exists() for one in signs):
        return True
    if not paths.root.is_dir():
        return False
    set_aside = any(is_set_aside(one) for one in paths.root.iterdir())
    backups = paths.backups.iterdir() if paths.backups.is_dir() else ()
    return set_aside or any(parse_backup_name(one.name) for one in backups)


def _erase_folder(paths: DataPaths, keep: Path | None = None) -> None:
    # What tells that the folder is ours goes last: an erasing that is interrupted can be done again.
    for entry in sorted(own_entries(paths), key=lambda one: one in (paths.lock, paths.database)):
        if entry == keep or entry == paths.demo:
            continue
        if not entry.is_dir() or entry.is_symlink():
            _delete(entry)
            continue
        for file in entry.iterdir():
            if _is_ours(paths, entry, file.name):
                _delete(file)
        with suppress(OSError):
            entry.rmdir()  # a stranger's file keeps it
    if keep is None:
        with suppress(OSError):
            paths.root.rmdir()


def _is_ours(paths: DataPaths, folder: Path, name: str) -> bool:
    if folder == paths.backups:
        return name == LOCK_NAME or UNFINISHED in name or parse_backup_name(name) is not None
    if folder == paths.logs:
        return _LOG.fullmatch(name) is not None
    return is_set_aside(folder) and name in {f"{paths.database.name}{suffix}" for suffix in SUFFIXES}


def _delete(file: Path) -> None:
    with suppress(OSError):  # what is left is told
        file.unlink(missing_ok=True)


def _left_in(root: Path) -> tuple[Path, ...]:
    if not root.is_dir():
        return ()
    return tuple(sorted(Path(folder, name) for folder, _, names in os.walk(root) for name in names)) or (root,)
