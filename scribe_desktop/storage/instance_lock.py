"""The lock for working the queue of a data folder: one process at a time, released when it ends, however it ends."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.errors import InstanceLockedError, StorageError
from scribe_desktop.storage.data_folder import prepare_folder

_PATIENCE_SECONDS = 0.2


class InstanceLock:
    """Held by the one process that works the queue; reading and queueing need no lock.

    The operating system releases it when the process dies, and so does dropping the last reference to this object.
    """

    def __init__(self, paths: DataPaths) -> None:
        self._paths = paths
        # Any thread may release what another acquired: the lock belongs to the process.
        self._lock = FileLock(paths.lock, mode=0o600, thread_local=False, fallback_to_soft=False)

    @property
    def held(self) -> bool:
        """True while this object holds the lock."""
        return self._lock.is_locked

    def acquire(self) -> None:
        """Take the lock. Raises InstanceLockedError when another process has it, StorageError for the folder."""
        prepare_folder(self._paths)
        try:
            self._lock.acquire(timeout=_PATIENCE_SECONDS)
        except Timeout as error:
            raise InstanceLockedError(
                f"Another window or command already works the queue in {self._paths.root}. What you add there is "
                "taken up by it; close it to work the queue here."
            ) from error
        except OSError as error:
            raise StorageError(
                f"The file {self._paths.lock} cannot be written ({error.strerror or error}). Check that you may "
                "write in that folder, or choose another data folder."
            ) from error

    def is_free(self) -> bool:
        """True when no process works the queue at this moment. Raises StorageError for the folder."""
        try:
            with self:
                return True
        except InstanceLockedError:
            return False

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
