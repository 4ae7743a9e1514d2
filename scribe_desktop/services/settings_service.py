"""The settings in force, for all who ask, and the one place that changes them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scribe_desktop.config.settings import LoadedSettings, Settings, load_settings, save_settings


class SettingsService:
    """Holds the loaded settings of one data folder; `changed` listeners are called after each change."""

    def __init__(self, path: Path, overrides: Mapping[str, Any] | None = None) -> None:
        """Load them. `overrides` hold for this run only (a command's options). Raises SettingsError."""
        self._path = path
        self._overrides = dict(overrides or {})
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Settings], None]] = []
        self._loaded = load_settings(path)

    @property
    def current(self) -> Settings:
        """The settings in force: the file's, then the environment's, then this run's."""
        return replace(self._loaded.settings, **self._overrides)

    @property
    def loaded(self) -> LoadedSettings:
        """The settings without this run's overrides, and which of them the environment decides."""
        return self._loaded

    @property
    def unknown_sentence(self) -> str:
        """What a person is told of keys in the file that are no settings; "" when there are none."""
        unknown = self._loaded.unknown
        if not unknown:
            return ""
        import difflib

        known = list(Settings.__dataclass_fields__)
        named = []
        for one in unknown:
            near = difflib.get_close_matches(one, known, 1)
            named.append(f"{one} (did you mean {near[0]}?)" if near else one)
        which = "a key" if len(unknown) == 1 else "keys"
        return (
            f"{self._path} has {which} that this version of Scribe does not know: {', '.join(named)}. What is not "
            "known is kept in the file, and has no effect."
        )

    def save(self, settings: Settings) -> None:
        """Store and use them. What the environment decides stays so. Raises SettingsError."""
        with self._lock:
            self._store(settings)
        self._tell()

    def change(self, **changes: Any) -> None:
        """Change these and leave the others as they are by then, whoever changed them. Raises SettingsError."""
        with self._lock:
            self._store(replace(self._loaded.settings, **changes))
        self._tell()

    def on_change(self, listener: Callable[[Settings], None]) -> None:
        """Call back after each change, in the thread that made it."""
        self._listeners.append(listener)

    def _store(self, settings: Settings) -> None:
        save_settings(self._path, settings, self._loaded.from_environment)
        self._loaded = load_settings(self._path)

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener(self.current)
