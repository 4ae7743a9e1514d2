"""Whose turn it is to ask the model: one request at a time, whichever process of this computer sends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from scribe_desktop.domain.cancellation import CancelToken

_CHECK_SECONDS = 0.2


class ModelTurn:
    """A turn of one data folder. A process that dies gives its turn back."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def __call__(self, token: CancelToken) -> Iterator[None]:
        """Hold the turn for the length of a with block; waiting for it ends when the token is cancelled.

        In a folder that cannot be written nobody else works either, so there the turn is given at once.
        """
        lock = self._lock()
        try:
            while not _acquired(lock, _CHECK_SECONDS):
                token.raise_if_cancelled()
        except OSError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def taken(self) -> bool:
        """True when somebody, here or in another process, is asking the model at this moment."""
        lock = self._lock()
        try:
            if not _acquired(lock, 0):
                return True
        except OSError:
            return False
        lock.release()
        return False

    def _lock(self) -> FileLock:
        # Each turn has a lock object of its own: two threads of one process exclude each other as well.
        return FileLock(self._path, mode=0o600, thread_local=False, fallback_to_soft=False)


def _acquired(lock: FileLock, seconds: float) -> bool:
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        return False
    return True
