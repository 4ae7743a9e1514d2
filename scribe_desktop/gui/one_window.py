"""One window a data folder: a second start asks the first one's window to come forward."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot

logger = logging.getLogger(__name__)

ANSWER_MILLISECONDS = 2000
"""How long one question waits for its answer."""

PATIENCE_SECONDS = 20.0
"""A window that lives and does not answer for so long hangs; the second one opens. One that only starts answers."""

_ASK, _ANSWER = b"show\n", b"shown\n"


def channel_of(root: Path) -> str:
    """The name under which the window of a data folder can be reached: a path, or on Windows the name of a pipe."""
    name = f"scribe-desktop-{hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:24]}"
    if os.name == "nt":
        return name
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name)


def show_first_window(channel: str) -> bool:
    """Ask the window that listens there to come forward; False when there is none or it does not answer."""
    if not _is_own(channel):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(channel)
    if not socket.waitForConnected(ANSWER_MILLISECONDS):
        return False
    socket.write(_ASK)
    return socket.waitForReadyRead(ANSWER_MILLISECONDS) and bytes(socket.readAll().data()) == _ANSWER


def claim_window(channel: str) -> QLockFile | None:
    """The right to be this folder's window, for as long as the lock is kept; None when a window came forward instead.

    Of many starts at the same moment one gets the lock, and the others wait until its window can answer. The lock of a
    process that is gone counts for nothing. After PATIENCE_SECONDS of silence a lock that is not held is returned.
    """
    folder = Path(tempfile.gettempdir()) if os.name == "nt" else Path(channel).parent
    lock = QLockFile(str(folder / f"{Path(channel).name}.lock"))
    lock.setStaleLockTime(0)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not show_first_window(channel):
        if lock.tryLock(0):
            # The window that held it may have come to answer, or to end, since it was asked.
            if not show_first_window(channel):
                return lock
            lock.unlock()
        elif lock.error() is not QLockFile.LockError.LockFailedError or time.monotonic() > deadline:
            return lock
        time.sleep(0.05)
    return None


class WindowServer(QObject):
    """Listens for later starts; only the same user reaches it.

    Signals:
        asked(): the window should come forward.
    """

    asked = Signal()

    def __init__(self, channel: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        QLocalServer.removeServer(channel)  # what a crash left behind
        if not self._server.listen(channel):
            logger.info("Later starts cannot reach this window: %s", self._server.errorString())

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._on_words)
            if socket.bytesAvailable():
                self._answer(socket)

    @Slot()
    def _on_words(self) -> None:
        self._answer(self.sender())

    def _answer(self, socket: QObject) -> None:
        from PySide6.QtNetwork import QLocalSocket

        if isinstance(socket, QLocalSocket) and bytes(socket.readAll().data()) == _ASK:
            socket.write(_ANSWER)
            self.asked.emit()


def _is_own(channel: str) -> bool:
    """Whether the person's own program listens there: in a folder for all, others may have put something in the way."""
    if os.name == "nt":
        return True
    try:
        return Path(channel).stat().st_uid == os.getuid()
    except OSError:
        return False
