"""Files that survive a power cut: synced with their folder, and errors of the file system as the product's own."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scribe_desktop.errors import DiskFullError, StorageError
from scribe_desktop.storage.data_folder import FOLDER_MODE

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def sync_file(path: Path) -> None:
    """Return once the file's content is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Return once the names in the folder are on the disk; Windows does this by itself."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter; nothing happens when it is there."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if os.name != "nt" and path.stat().st_mode & 0o077:
        path.chmod(FOLDER_MODE)


@contextmanager
def telling(what: str, folder: Path) -> Iterator[None]:
    """Errors of the file system as sentences. `what` begins the sentence: "The backup could not be written"."""
    try:
        yield
    except OSError as error:
        raise os_error(error, what, folder) from error


def os_error(error: OSError, what: str, folder: Path) -> StorageError:
    """The file system's error as the product's."""
    if error.errno in _FULL:
        return DiskFullError(f"{what}: the disk of {folder} is full. Free some space, then try again.")
    return StorageError(
        f"{what} in {folder} ({error.strerror or error}). Check that you may write there, then try again."
    )
