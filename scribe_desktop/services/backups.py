"""Backups as a person knows them: made, listed, picked, checked and put back; the rotation; and the timer that makes
them while the program works."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from pathlib import Path

from scribe_desktop.domain.backup import Backup, BackupCheck, BackupReason, Restored
from scribe_desktop.domain.backup_rotation import obsolete
from scribe_desktop.domain.events import BackupMade, DatabaseFoundDamaged
from scribe_desktop.errors import DatabaseDamagedError, InputError, StorageError, WorkInterrupted
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.services.periodic import Periodic
from scribe_desktop.storage_ports.upkeep import BackupStore

logger = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=30)
"""Scheduled backups are at least so far apart."""

FIRST_LOOK_SECONDS = 10.0
LOOK_SECONDS = 60.0
BREATH_SECONDS = 0.002
"""A scheduled backup rests so long after every megabyte, so that the work beside it has the disk."""

NEVER = threading.Event()


class Backups:
    """The backups of one data folder. Safe to call from any thread; nothing here needs the database to be open."""

    def __init__(self, store: BackupStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self) -> list[Backup]:
        """Newest first. Raises StorageError."""
        return self._store.find()

    def back_up(self, to: Path | None = None, stop: threading.Event = NEVER) -> Backup:
        """Make one now: in the folder of backups, or as a file of its own that plays no part in the rotation.

        Raises InputError, DatabaseDamagedError, DiskFullError, StorageError, WorkInterrupted when `stop` is set.
        """
        made = self._store.make(self._clock.now(), BackupReason.MANUAL, stop.is_set, to)
        if to is None:
            self.rotate()
        return made

    def back_up_if_due(self, stop: threading.Event = NEVER) -> Backup | None:
        """Make one when the last is 30 minutes old and something changed since; None when not.

        Raises as `back_up`.
        """
        now = self._clock.now()
        # One from the future, from before the clock was put right, must not stop all others until then.
        if any(timedelta(0) <= now - one.at < INTERVAL for one in self._store.find()):
            return None
        made = self._store.make_if_changed(now, lambda: self._clock.wait(stop, BREATH_SECONDS))
        if made is not None:
            self.rotate()
        return made

    def rotate(self) -> list[Backup]:
        """Delete what the rotation does not keep; those that are gone."""
        gone = obsolete([one.at for one in self._store.find()], self._clock.now())
        return self._store.delete(gone) if gone else []

    def sweep(self) -> None:
        """Delete what a crash left half-written."""
        self._store.sweep()

    def check(self, file: Path, stop: threading.Event = NEVER) -> BackupCheck:
        """Whether a file can be put in place, and what is in it. Raises WorkInterrupted."""
        return self._store.check(file, stop.is_set)

    def newest_good(self, stop: threading.Event = NEVER) -> tuple[Backup, BackupCheck] | None:
        """The newest backup that can be put in place; None when there is none. Raises StorageError, WorkInterrupted."""
        for backup in self._store.find():
            found = self.check(backup.path, stop)
            if found.good:
                return backup, found
            logger.info("Backup %s cannot be used: %s", backup.name, found.problem)
        return None

    def pick(self, name_or_file: str) -> Path:
        """The file that a person means: the name of a backup, the beginning of one, or any file. Raises InputError."""
        file = Path(name_or_file).expanduser()
        backups = self._store.find()
        exact = [one.path for one in backups if one.name == name_or_file]
        if exact or file.is_file():
            return (exact or [file])[0]
        begun = [one.path for one in backups if one.name.removeprefix("scribe-").startswith(name_or_file)]
        if len(begun) == 1:
            return begun[0]
        many = "Several backups begin so" if begun else "There is no backup or file"
        raise InputError(f"{many}: {name_or_file}. See them all with: scribe backups")

    def restore(self, source: Path) -> Restored:
        """Put a copy of the file in place of the database, which is set aside whole. The data folder must be shut.

        Raises InputError when the file cannot be used, InstanceLockedError or DatabaseBusyError when somebody has the
        folder open, DiskFullError, StorageError.
        """
        restored = self._store.restore(source, self._clock.now())
        logger.info("%s was put in place; the database before it is in %s", source, restored.aside)
        return restored

    def start_empty(self) -> Restored:
        """Set the database aside whole, so that the next start makes an empty one. Raises as `restore`."""
        restored = self._store.restore(None, self._clock.now())
        logger.info("The database was set aside in %s", restored.aside)
        return restored


class BackupTimer(Periodic):
    """Makes scheduled backups while the program works, and says when it finds damage.

    `close` gives up a backup under way; nothing of it is left.
    """

    def __init__(self, backups: Backups, clock: Clock, events: EventPublisher) -> None:
        super().__init__("backups", clock, FIRST_LOOK_SECONDS, LOOK_SECONDS)
        self._backups = backups
        self._events = events

    def look(self) -> bool:
        """Make a backup when one is due; False when there is no use in looking again."""
        try:
            made = self._backups.back_up_if_due(self._stop)
        except WorkInterrupted:
            return False
        except DatabaseDamagedError as error:
            logger.info("No backup: %s", error.message)
            self._events.publish(DatabaseFoundDamaged(error.message))
            return False
        except StorageError as error:
            logger.info("No backup this time: %s", error.message)
        except Exception:
            logger.exception("The scheduled backup failed unexpectedly")
            return False
        else:
            if made is not None:
                logger.info("Backup %s, %d bytes", made.name, made.size)
                self._events.publish(BackupMade(made.at))
        return True
