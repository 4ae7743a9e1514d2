"""An open data folder: which one it is, its database, logs and settings, and what ends with it."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.logging import Redactor, set_up_logging
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.config.settings import ComposerChoice, save_settings
from scribe_desktop.errors import SettingsError

if TYPE_CHECKING:
    from scribe_desktop.config.crash_reports import CrashReports
    from scribe_desktop.services.event_bus import EventBus
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.storage.database import Database


@dataclass(frozen=True, slots=True)
class Folder:
    """What every service of a data folder rests on. `demo` means that nobody in it is looked up on the real web."""

    paths: DataPaths
    clock: SystemClock
    redactor: Redactor
    database: Database
    settings: SettingsService
    events: EventBus
    demo: bool


def open_folder(
    stack: ExitStack, data_dir: Path | None, demo: bool, composer: ComposerChoice | None, crashes: CrashReports | None
) -> Folder:
    """Open a folder; `stack` ends what it begins. Raises StorageError, SettingsError. Arguments: see `open_context`."""
    from scribe_desktop.bootstrap.outside import NO_MODEL
    from scribe_desktop.services.event_bus import EventBus
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.storage.database import open_database

    paths = DataPaths.of(data_dir)
    if demo and not paths.demo_mark.exists():
        paths = DataPaths(paths.demo)
    demo = demo or paths.demo_mark.exists()  # its made-up people are never looked up on the real web
    database = open_database(paths)
    stack.callback(database.close)
    redactor = crashes.redactor if crashes else Redactor()
    handler = set_up_logging(paths.logs, redactor)
    stack.callback(_stop_logging, handler)
    if crashes:
        crashes.keep_in(paths.logs)
    if demo:
        _mark_as_demo(paths)
    settings = SettingsService(paths.settings, {"composer": composer} if composer else None)
    if composer is ComposerChoice.OPENAI and not (settings.current.llm_base_url and settings.current.llm_model):
        raise SettingsError(NO_MODEL)
    return Folder(paths, SystemClock(), redactor, database, settings, EventBus(), demo)


def _mark_as_demo(paths: DataPaths) -> None:
    from scribe_desktop.services.demo import DEMO_SETTINGS

    paths.demo_mark.touch()
    if not paths.settings.exists():
        save_settings(paths.settings, DEMO_SETTINGS)


def _stop_logging(handler: logging.Handler) -> None:
    logging.getLogger("scribe_desktop").removeHandler(handler)
    handler.close()
