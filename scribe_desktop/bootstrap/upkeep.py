"""What looks after a data folder whether its database can be opened or not: backups, restoring, erasing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths

if TYPE_CHECKING:
    from scribe_desktop.ports import Clock
    from scribe_desktop.services.backups import Backups
    from scribe_desktop.services.upkeep import Upkeep


def open_upkeep(data_dir: Path | None = None) -> Upkeep:
    """The services of a data folder that is shut (the OpenUpkeep protocol)."""
    from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store
    from scribe_desktop.services.erase import Erase
    from scribe_desktop.services.upkeep import Upkeep
    from scribe_desktop.storage.erasure import DataFolderErasure

    paths = DataPaths.of(data_dir)
    clock = SystemClock()
    erase = Erase(DataFolderErasure(paths), open_secret_store)
    return Upkeep(paths, clock, backups_of(paths, clock), erase)


def backups_of(paths: DataPaths, clock: Clock) -> Backups:
    """The backups of a data folder."""
    from scribe_desktop.services.backups import Backups
    from scribe_desktop.storage.backups import BackupFolder

    return Backups(BackupFolder(paths), clock)
