"""The sent mail that the person pointed to: read when it has changed, and kept as addresses and days."""

from __future__ import annotations

import json
import logging
import os
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from scribe_desktop.services.sent_mail import Progress, SentMail, read_sent_mail

logger = logging.getLogger(__name__)

_VERSION = 1
_SMALL = 32 * 1024 * 1024
"""Bytes that are read in an instant."""


class SentMailbox:
    """`chosen` gives the setting: a path, or nothing. `kept` is the file that remembers what was read.

    That file is readable by its owner only, and nothing of it leaves this computer.
    """

    def __init__(self, chosen: Callable[[], str], kept: Path) -> None:
        self._chosen = chosen
        self._kept = kept
        self._lock = threading.Lock()
        self._read: tuple[list[Any], SentMail] | None = None

    @property
    def path(self) -> Path | None:
        """Where the sent mail is; None when the person has not said."""
        chosen = self._chosen().strip()
        return Path(chosen).expanduser() if chosen else None

    def read(self, progress: Progress | None = None) -> SentMail:
        """What is in it, nothing when none is chosen; read anew only when it has changed.

        A large mailbox takes seconds: never in the GUI thread. Raises InputError, and what `progress` raises.
        """
        path = self.path
        return SentMail() if path is None else self.look_at(path, progress)

    def known(self) -> SentMail:
        """The same without waiting: of a mailbox that is large, what was found when it was read last.

        Raises InputError.
        """
        path = self.path
        if path is None:
            return SentMail()
        with self._lock:
            last = self._read or self._remembered()
        return self.read() if last is None or last[0][0] != str(path) or _size(path) <= _SMALL else last[1]

    def look_at(self, path: Path, progress: Progress | None = None) -> SentMail:
        """What is in the mailbox at a path, whether it is the chosen one or not. Raises as `read` does."""
        with self._lock:
            stamp = _stamp(path)
            if self._read is None or self._read[0] != stamp:
                self._read = self._remembered()
            if self._read is None or self._read[0] != stamp:
                found = read_sent_mail(path, progress)
                self._remember(stamp, found)
                self._read = stamp, found
            return self._read[1]

    def forget(self) -> None:
        """Delete what was kept; the mailbox itself is not touched. Raises OSError."""
        with self._lock:
            self._read = None
            self._kept.unlink(missing_ok=True)

    def _remembered(self) -> tuple[list[Any], SentMail] | None:
        try:
            data = json.loads(self._kept.read_text("utf-8"))
            if data["version"] != _VERSION:
                return None
            latest = {one: datetime.fromisoformat(when) if when else None for one, when in data["latest"].items()}
            return list(data["stamp"]), SentMail(latest, data["messages"], data["broken"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _remember(self, stamp: list[Any], found: SentMail) -> None:
        latest = {one: when.isoformat() if when else None for one, when in found.latest.items()}
        data = {
            "version": _VERSION,
            "stamp": stamp,
            "messages": found.messages,
            "broken": found.broken,
            "latest": latest,
        }
        temporary = None
        try:
            # mkstemp makes the file 0600.
            handle, temporary = tempfile.mkstemp(dir=self._kept.parent, prefix=".sent-mail-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=False)
            Path(temporary).replace(self._kept)
        except OSError as error:
            logger.info("What was found in the sent mail is not kept: %s", error)
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)


def _size(path: Path) -> int:
    """Bytes of a file; a folder counts as large."""
    try:
        return path.stat().st_size if path.is_file() else _SMALL + 1
    except OSError:
        return 0


def _stamp(path: Path) -> list[Any]:
    """What changes when the mailbox does: its path, size and time of change; of a folder, of all that is in it."""
    try:
        files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and one.suffix != ".msf"]
        stats = [one.stat() for one in files]
    except OSError:
        return [str(path), 0, 0, 0]  # reading it says what is wrong
    return [
        str(path),
        len(stats),
        sum(one.st_size for one in stats),
        max((one.st_mtime_ns for one in stats), default=0),
    ]
