"""The local API behind the window: follows the settings, and starts and ends away from the GUI thread."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.background import BackgroundCalls

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext, LocalApiServer


class ApiPhase(StrEnum):
    """Where the local API stands, in one word."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"
    STOPPING = "stopping"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ApiState:
    """`url` is the base URL while it is on; `problem` is a sentence for the person when it failed."""

    phase: ApiPhase = ApiPhase.OFF
    url: str = ""
    problem: str = ""


class LocalApi(QObject):
    """Runs the server while the settings say so; all methods are for the GUI thread.

    Args:
        saving: stores the settings in the background.

    Signals:
        changed(ApiState): it stands otherwise now.
        not_saved(ScribeError): what was chosen could not be stored, so nothing changes.
    """

    changed = Signal(object)
    not_saved = Signal(object)

    _settings_changed = Signal()

    def __init__(self, context: AppContext, saving: BackgroundCalls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self._saving = saving
        self._switching = BackgroundCalls(self)
        self._running = _Running(context)
        self._wanted: int | None = None
        self._state = ApiState()
        self._ending: threading.Thread | None = None
        self._settings_changed.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        # Listeners are called in the thread that saves.
        self._settings.on_change(lambda _: self._settings_changed.emit())

    @property
    def state(self) -> ApiState:
        """How it stands."""
        return self._state

    @property
    def base_url(self) -> str:
        """Where it answers, or would answer if it were on."""
        return self._state.url or f"http://127.0.0.1:{self._settings.current.api_port}"

    def start(self) -> None:
        """Answer from now on, if the settings say so."""
        self._follow()

    def switch(self, on: bool) -> None:
        """Store whether it answers; it starts or ends with that."""
        self._save(api_enabled=on)

    def use_port(self, port: int) -> None:
        """Store the port; a server that runs moves there."""
        self._save(api_port=port)

    def try_again(self) -> None:
        """Start once more, after it failed."""
        self._apply(self._wanted)

    def begin_close(self) -> None:
        """Ask the server to end, without waiting; answers under way may be finished meanwhile."""
        self._switching.stop()
        self._running.refuse()
        self._ending = threading.Thread(target=self._running.end, name="local-api-end", daemon=True)
        self._ending.start()

    def close(self, milliseconds: int) -> bool:
        """Wait, in whatever thread, for the end that was begun; False when it did not come in time."""
        assert self._ending is not None, "begin_close comes first"
        self._ending.join(milliseconds / 1000)
        return not self._ending.is_alive() and self._switching.wait(milliseconds)

    def _save(self, **changes: object) -> None:
        self._saving.run(lambda: self._settings.change(**changes), lambda _: None, self.not_saved.emit)

    @Slot()
    def _follow(self) -> None:
        settings = self._settings.current
        wanted = settings.api_port if settings.api_enabled else None
        if self._ending is None and wanted != self._wanted:
            self._apply(wanted)

    def _apply(self, wanted: int | None) -> None:
        self._wanted = wanted
        self._set(ApiState(ApiPhase.STOPPING if wanted is None else ApiPhase.STARTING))
        self._switching.run(lambda: self._running.move_to(wanted), self._on_moved, self._on_failed, key="move")

    def _on_moved(self, url: str) -> None:
        self._set(ApiState(ApiPhase.ON, url) if url else ApiState())
        if url:
            # The server's modules are here for good: a full pass of the collector need not look at them again.
            gc.freeze()

    def _on_failed(self, error: ScribeError) -> None:
        self._set(ApiState(ApiPhase.FAILED, problem=error.message))

    def _set(self, state: ApiState) -> None:
        self._state = state
        self.changed.emit(state)


class _Running:
    """The server that runs, if one does. Called in background threads, by one at a time."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._closed = False
        self._server: LocalApiServer | None = None

    def move_to(self, port: int | None) -> str:
        """End the one that runs, and start one on the port unless it is None; its URL, else an empty string.

        Raises ScribeError when the port is busy or the keyring does not give the key.
        """
        with self._lock:
            self._stop()
            if port is None or self._closed:
                return ""
            self._context.tokens.prepare()  # so that the first script need not wait for the keyring
            if self._closed:
                return ""
            server = self._context.new_api_server(port)
            server.start()
            self._server = server
            return server.url

    def refuse(self) -> None:
        """Start nothing any more."""
        self._closed = True

    def end(self) -> None:
        """End the one that runs, or that is just being started."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None
