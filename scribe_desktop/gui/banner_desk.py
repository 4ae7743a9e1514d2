"""Which banners stand above the lists: one for each thing in the way, with the one action that helps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.errors import DatabaseDamagedError, InstanceLockedError, PauseReason, ScribeError
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.session import Overview, Session
from scribe_desktop.gui.views.bars import Banner, Banners
from scribe_desktop.gui.wording import Tone, tr

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

_PAUSE, _WORKER, _SECRETS, _ERROR, _DEMO = "pause", "worker", "secrets", "error", "demo"
_IN_SETTINGS = (PauseReason.KEY_REFUSED, PauseReason.NOT_CONFIGURED, PauseReason.BUDGET_SPENT)
"""Pauses that nothing but the settings can end; saving them lets the queue go on."""


class BannerDesk(QObject):
    """Follows the session; its banners are the window's."""

    def __init__(self, session: Session, banners: Banners, window: MainWindow, hooks: WindowHooks) -> None:
        super().__init__(banners)
        self._session = session
        self._banners = banners
        self._window = window
        self._hooks = hooks
        session.overview_changed.connect(self._on_overview)
        session.worker_began.connect(self._on_worker_began)
        session.worker_refused.connect(self._on_worker_refused)
        self._look_at_secrets()
        self._show_demo()

    def show_error(self, error: ScribeError) -> None:
        """The error's sentence, until it is closed."""
        if isinstance(error, DatabaseDamagedError):
            self._on_worker_refused(error)
            return
        self._banners.put(Banner(_ERROR, error.message, Tone.DANGER, closable=True))

    @Slot(object)
    def _on_overview(self, overview: Overview) -> None:
        pause = overview.pause
        if pause.reason is None or pause.reason is PauseReason.USER:
            self._banners.remove(_PAUSE)
            return
        offline = pause.reason is PauseReason.OFFLINE
        tone = Tone.WARNING if offline else Tone.DANGER
        if pause.reason in _IN_SETTINGS and self._hooks.settings is not None:
            word = tr("Raise the budget…") if pause.reason is PauseReason.BUDGET_SPENT else tr("Settings…")
            banner = Banner(_PAUSE, pause.message, tone, word, self._open_settings)
        else:
            # "Start" is the word of the toolbar's button and of the sentences; without a network nothing was stopped.
            word = tr("Try now") if offline else tr("Start")
            goes_on = " " + tr("Work goes on by itself when it is back.") if offline else ""
            banner = Banner(_PAUSE, pause.message + goes_on, tone, word, self._resume)
        if self._banners.text_of(_PAUSE) != banner.text:
            self._banners.put(banner)

    @Slot()
    def _open_settings(self) -> None:
        if self._hooks.settings is not None:
            self._hooks.settings(self._window, "composer")

    @Slot()
    def _resume(self) -> None:
        session = self._session
        session.actions.run(session.context.queue.resume, lambda _: session.wake(), self.show_error)

    @Slot()
    def _on_worker_began(self) -> None:
        self._banners.remove(_WORKER)

    @Slot(object)
    def _on_worker_refused(self, error: ScribeError) -> None:
        repair = self._hooks.repair
        if isinstance(error, DatabaseDamagedError) and repair is not None:
            act = partial(repair, self._window, error)
            self._banners.put(Banner(_WORKER, error.message, Tone.DANGER, tr("Repair…"), act))
            return
        tone = Tone.ACCENT if isinstance(error, InstanceLockedError) else Tone.DANGER
        self._banners.put(Banner(_WORKER, error.message, tone, tr("Try again"), self._session.start_working))

    def _look_at_secrets(self) -> None:
        """A keyring may take 5 s to answer, and only a model's key needs one."""
        context = self._session.context
        if context.settings.current.effective_composer is ComposerChoice.OPENAI:
            self._session.slow.run(lambda: context.secrets().persistent, self._on_secrets, key="secrets")

    def _on_secrets(self, persistent: bool) -> None:
        if persistent:
            return
        words = tr("This computer has no keyring that works, so the model's key is kept only until you close Scribe.")
        self._banners.put(Banner(_SECRETS, words, Tone.WARNING, closable=True))

    def _show_demo(self) -> None:
        if not self._session.context.demo:
            return
        leave = self._hooks.leave_demo
        words = tr("Sample data: people, pages and papers here are made up. Your own data is untouched.")
        act = (lambda: leave(self._window)) if leave else None
        self._banners.put(Banner(_DEMO, words, Tone.ACCENT, tr("Leave the demo") if leave else None, act))
