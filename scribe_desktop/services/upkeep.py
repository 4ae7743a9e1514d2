"""What can be done for a data folder that is shut: when its database is damaged, or is to be replaced or erased."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.ports import Clock
from scribe_desktop.services.backups import Backups
from scribe_desktop.services.erase import Erase


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The services of a data folder that is shut."""

    paths: DataPaths
    clock: Clock
    backups: Backups
    erase: Erase


class OpenUpkeep(Protocol):
    """How a front door gets them; nothing is opened, made or changed by it."""

    def __call__(self, data_dir: Path | None = None) -> Upkeep:
        """For this folder; None for SCRIBE_DATA_DIR or the platform's own."""
        ...
