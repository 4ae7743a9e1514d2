"""Every folder and file the program uses; the only place that knows a frozen bundle."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

DATA_DIR_VARIABLE = "SCRIBE_DATA_DIR"


def resources_dir() -> Path:
    """Where the files of resources/ are: in a PyInstaller bundle, in an installed wheel, or in a checkout."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle) / "resources"
    package = Path(__file__).resolve().parent.parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def default_data_dir() -> Path:
    """SCRIBE_DATA_DIR when set, else the platform's own folder for this program's data."""
    chosen = os.environ.get(DATA_DIR_VARIABLE)
    return Path(chosen).expanduser() if chosen else platform_data_dir()


def is_usual_data_dir(folder: Path) -> bool:
    """True when every command works on this folder without being told so.

    Not so of one that SCRIBE_DATA_DIR says: whether the variable holds for one command only, or for all that follow,
    cannot be told, and a suggested command must never work on another folder.
    """
    return all(folder == one().expanduser().absolute() for one in (default_data_dir, platform_data_dir))


def platform_data_dir() -> Path:
    """The platform's own folder for this program's data."""
    return Path(platformdirs.user_data_dir("scribe-desktop", appauthor=False))


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The files of one data folder."""

    root: Path

    @classmethod
    def of(cls, data_dir: Path | None) -> DataPaths:
        """Those of a folder as a person wrote it; None for SCRIBE_DATA_DIR or the platform's own folder."""
        return cls((data_dir or default_data_dir()).expanduser().absolute())

    @property
    def database(self) -> Path:
        """The SQLite database; its -wal and -shm lie beside it."""
        return self.root / "scribe.db"

    @property
    def restoring(self) -> Path:
        """A database that is about to take the place of the present one."""
        return self.root / "scribe.db.restoring"

    @property
    def restore_marker(self) -> Path:
        """There while the database is being replaced: what is left to do, as JSON."""
        return self.root / "restore.json"

    @property
    def lock(self) -> Path:
        """Held by the one process that works the queue."""
        return self.root / "scribe.lock"

    @property
    def model_lock(self) -> Path:
        """Held by whoever asks the model at the moment."""
        return self.root / "model.lock"

    @property
    def settings(self) -> Path:
        """Settings, as JSON. Never a secret."""
        return self.root / "settings.json"

    @property
    def window_state(self) -> Path:
        """Sizes and places of the window, as an INI file."""
        return self.root / "window.ini"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Rotated log files."""
        return self.root / "logs"

    @property
    def sent_mail(self) -> Path:
        """The addresses found in the person's own sent mail, with the day of the latest message to each."""
        return self.root / "sent-mail.json"

    @property
    def demo_mark(self) -> Path:
        """Marks the demo's folder: what is in it is never researched on the real web."""
        return self.root / ".demo"

    @property
    def demo(self) -> Path:
        """The demo's own data folder: sample data never meets the person's own."""
        return self.root / "demo"
