"""The data folder and its files, for their owner's eyes only."""

from __future__ import annotations

import os
import stat

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.errors import DataFolderError

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
    """Make the database file (0600), empty, when there is none: SQLite gives -wal and -shm the same mode."""
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


def _only_ours(paths: DataPaths) -> bool:
    files = (paths.database, paths.lock, paths.settings, paths.window_state, paths.backups, paths.logs, paths.demo)
    known = {one.name for one in files} | {f"{paths.database.name}{suffix}" for suffix in ("-wal", "-shm")}
    return all(entry.name in known for entry in paths.root.iterdir())
