"""The data folder and its files, for their owner's eyes only."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.errors import DataFolderError
from scribe_desktop.storage.mounts import network_file_system

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OTHERS = 0o077


def prepare_folder(paths: DataPaths) -> None:
    """Make the folder (0700). Raises DataFolderError, with a sentence, when that cannot be done.

    A folder that was there already is closed to others only when nothing but our own files is in it.
    """
    root = paths.root
    try:
        root.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if stat.S_IMODE(root.stat().st_mode) & _OTHERS and _only_ours(paths):
            root.chmod(FOLDER_MODE)
    except FileExistsError as error:
        raise DataFolderError(f"{root} is a file, not a folder. Choose another data folder.") from error
    except OSError as error:
        raise DataFolderError(
            f"The data folder {root} cannot be used ({error.strerror or error}). Check that you may write there, or "
            "choose another data folder."
        ) from error


def prepare_database_file(paths: DataPaths) -> None:
    """Make the database file (0600), empty, when there is none: SQLite gives -wal and -shm the same mode.

    Raises DataFolderError.
    """
    database = paths.database
    try:
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, FILE_MODE))
        if stat.S_IMODE(database.stat().st_mode) & _OTHERS:
            database.chmod(FILE_MODE)
    except OSError as error:
        raise DataFolderError(
            f"The program may not write to {database} ({error.strerror or error}). Give yourself permission to write "
            f"in {paths.root}, or choose another data folder."
        ) from error


def refuse_network_drive(paths: DataPaths) -> None:
    """Raise DataFolderError when the folder is on another computer: SQLite's locks and logs need a local disk."""
    kind = network_file_system(paths.root)
    if kind is not None:
        raise DataFolderError(
            f"The data folder {paths.root} is on a network drive ({kind}), where a database can be damaged when the "
            "network drops or two computers write at once. Nothing was written there. Choose a folder on a disk of "
            "this computer: with --data-dir, or by setting SCRIBE_DATA_DIR."
        )


_SET_ASIDE = re.compile(r"(damaged|replaced)-\d{8}T\d{6}Z(-\d+)?")
_DATABASE_SUFFIXES = ("", "-wal", "-shm", "-journal")
_OUR_FILES = (
    re.compile(r"restore\.json(\.unfinished)?"),
    re.compile(r"scribe\.db\.restoring(\.source)?(-wal|-shm|-journal)?"),
    re.compile(r"\.(settings|sent-mail)-\w+"),
    re.compile(r"window\.ini\.\w+"),
)


def is_set_aside(folder: Path) -> bool:
    """Whether a folder of that name holds a database that was set aside."""
    return _SET_ASIDE.fullmatch(folder.name) is not None


def own_entries(paths: DataPaths) -> Iterator[Path]:
    """What is in the data folder and is ours by its name: files, and folders that may hold other things as well."""
    known = (paths.lock, paths.model_lock, paths.settings, paths.window_state, paths.sent_mail, paths.demo_mark)
    files = {one.name for one in known}
    files |= {f"{paths.database.name}{suffix}" for suffix in _DATABASE_SUFFIXES}
    folders = {paths.backups.name, paths.logs.name, paths.demo.name}
    for entry in paths.root.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            if entry.name in folders or is_set_aside(entry):
                yield entry
        elif entry.name in files or any(pattern.fullmatch(entry.name) for pattern in _OUR_FILES):
            yield entry


def _only_ours(paths: DataPaths) -> bool:
    return set(paths.root.iterdir()) <= set(own_entries(paths))
