"""The window's life: shown first, filled when the data folder is open, closed within five seconds."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.config.settings import Theme, load_settings
from scribe_desktop.errors import DatabaseDamagedError, ScribeError, SettingsError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.unexpected_errors import UnexpectedErrors
from scribe_desktop.gui.upkeep_desk import UpkeepDesk
from scribe_desktop.gui.wording import tr

if TYPE_CHECKING:
    from scribe_desktop.config.crash_reports import CrashReports
    from scribe_desktop.gui.tray import Tray
    from scribe_desktop.services.app_context import AppContext, OpenContext
    from scribe_desktop.services.upkeep import OpenUpkeep, Upkeep

HooksFor = Callable[["Application", bool], WindowHooks]


class Application(QObject):
    """Owns the window and the session behind it.

    Args:
        open_context: opens a data folder; called in the background.
        hooks_for: the dialogs' hooks, for the person's own data or for the demo.
        data_dir: the data folder; None for SCRIBE_DATA_DIR or the platform's own.
        open_upkeep: what can be done for a folder that is shut; without it nothing is offered for a damaged database.
        crashes: the process's crash reports; without them, errors that nothing caught are only logged.
    """

    def __init__(
        self,
        application: QApplication,
        open_context: OpenContext,
        hooks_for: HooksFor,
        data_dir: Path | None = None,
        crashes: CrashReports | None = None,
        open_upkeep: OpenUpkeep | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._open_context = open_context
        self._hooks_for = hooks_for
        self._data_dir = data_dir
        self._paths = DataPaths.of(data_dir)
        self._session: Session | None = None
        self._changing = False
        self._arrived: AppContext | None = None
        self._opening = BackgroundCalls(self)
        self._said_when_open = ""
        self.in_demo = False
        self.upkeep_desk = (
            None if open_upkeep is None else UpkeepDesk(self, self._upkeep_with(open_upkeep), self._opening)
        )
        self._tray: Tray | None = None
        self.theme = ThemeController(application, resources_dir(), _theme_choice(self._paths))
        icons = Icons(resources_dir() / "icons", self.theme)
        application.setWindowIcon(icons.application_icon())
        state = QSettings(str(self._paths.window_state), QSettings.Format.IniFormat)
        self.window = MainWindow(self.theme, icons, state)
        self.window.set_hooks(hooks_for(self, False))
        self.window.closed.connect(application.quit)
        self.window.sent_to_tray.connect(self._on_sent_to_tray)
        self.window.theme_chosen.connect(self._on_theme_chosen)
        self._unexpected = UnexpectedErrors(self.window, self._paths.logs, application.quit, crashes)

    @property
    def session(self) -> Session | None:
        """The open data folder."""
        return self._session

    def show(self) -> None:
        """Show the window, then open the person's data."""
        self.window.show()
        QTimer.singleShot(0, self.open_own)

    @Slot()
    def open_own(self) -> None:
        """Open the person's own data."""
        self._open(demo=False)

    @Slot()
    def open_demo(self) -> None:
        """Open the sample data."""
        self._open(demo=True)

    @Slot()
    def open_again(self, said: str = "") -> None:
        """Open what was open before; `said` is told when it is."""
        self._said_when_open = said
        self._open(self.in_demo)

    def shut_then(
        self,
        change: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[ScribeError], object],
        words: str = "",
    ) -> None:
        """Let go of the open data folder and call `change` in the background; nothing is open then.

        Does nothing while another folder is being opened.
        """
        if self._changing:
            return
        self._changing = True
        self.window.detach()
        if words:
            self.window.show_waiting(words)

        def ended(call: Callable[[Any], object], result: Any) -> None:
            self._changing = False
            call(result)

        self._let_go(
            lambda: self._opening.run(change, lambda result: ended(done, result), lambda error: ended(failed, error))
        )

    @Slot()
    def bring_forward(self) -> None:
        """The program was started again: here is the window."""
        if self._tray is not None:
            self._tray.open_window()
        else:
            self.window.bring_forward()

    def close(self) -> bool:
        """End everything; False when something did not end in time."""
        self._unexpected.close()
        ended = self._opening.close() and (self._session is None or self._session.close())
        if ended and self._arrived is not None:
            self._arrived.close()  # opened, but not yet shown
        self._session = self._arrived = None
        return ended

    def _open(self, demo: bool) -> None:
        """Let go of the open data folder, then open another; one at a time, however often one clicks."""
        if self._changing:
            return
        self._changing = True
        self.in_demo = demo
        self.window.detach()
        hooks = self._hooks_for(self, demo)
        # People imported into the sample data would be lost among it.
        self.window.set_hooks(replace(hooks, import_recipients=None) if demo else hooks)
        again = self.open_demo if demo else self.open_own
        self._let_go(lambda: self._begin_opening(demo, again))

    def _let_go(self, then: Callable[[], object]) -> None:
        session = self._session
        if session is None:
            then()
            return
        session.begin_close()
        self._opening.run(
            session.finish_close,
            lambda ended: self._on_let_go(session, ended, then),
            lambda error: self.window.show_problem(error, self.window.close),
        )

    def _on_let_go(self, session: Session, ended: bool, then: Callable[[], object]) -> None:
        if not ended:
            error = ScribeError(tr("The work under way did not end. Close Scribe and open it again."))
            self.window.show_problem(error, self.window.close)
            return
        self._session = None
        session.deleteLater()
        then()

    def _begin_opening(self, demo: bool, again: Callable[[], None]) -> None:
        self._opening.run(lambda: self._opened(demo), self._on_opened, lambda error: self._on_not_opened(error, again))

    def _opened(self, demo: bool) -> AppContext:
        """The data folder, in the background."""
        self._arrived = self._open_filled_demo() if demo else self._open_context(self._data_dir)
        return self._arrived

    def _open_filled_demo(self) -> AppContext:
        """The sample data, queued when there is none."""
        from scribe_desktop.services.demo import queue_demo

        context = self._open_context(self._data_dir, demo=True)
        if not context.queue.counts().total:
            queue_demo(context.queue, resources_dir() / "demo")
        return context

    def _on_not_opened(self, error: ScribeError, again: Callable[[], None]) -> None:
        self._changing = False
        if isinstance(error, DatabaseDamagedError) and self.upkeep_desk is not None:
            self.upkeep_desk.offer(error)
        else:
            self.window.show_problem(error, again)

    def _on_opened(self, context: AppContext) -> None:
        self._changing = False
        self._arrived = None
        self._session = Session(context, self)
        self.window.attach(self._session)
        gc.freeze()
        self._session.bridge.drained.connect(self._on_drained)
        self._session.bridge.drafts_changed.connect(self._freeze_once, Qt.ConnectionType.SingleShotConnection)
        self._session.start_working()
        if self._session.local_api is not None:
            self._session.local_api.start()
        said = self._said_when_open or self._session.context.settings.unknown_sentence
        if said and self.window.controller is not None:
            self.window.controller.say(said)
        self._said_when_open = ""

    def _upkeep_with(self, open_upkeep: OpenUpkeep) -> Callable[[bool], Upkeep]:
        return lambda demo: open_upkeep(self._paths.demo if demo else self._data_dir)

    @Slot()
    def _on_sent_to_tray(self) -> None:
        tray = self._ready_tray()
        tray.show_icon()
        if self._session is not None:
            tray.follow(self._session.overview)
            self._session.overview_changed.connect(tray.follow, Qt.ConnectionType.UniqueConnection)

    @Slot(int, int)
    def _on_drained(self, completed: int, failed: int) -> None:
        self._ready_tray().tell_drained(completed, failed)

    def _ready_tray(self) -> Tray:
        """Made when it is first needed: most windows never are."""
        from scribe_desktop.gui.tray import Tray

        if self._tray is None:
            self._tray = Tray(self._application, self.window)
        return self._tray

    @Slot()
    def _freeze_once(self) -> None:
        """Leave what is loaded for good out of the garbage collector's full passes.

        A pass over all modules holds every thread for 75–140 ms, the window too; with them frozen it takes a few.
        Asked for when the window is filled, and when the first draft has brought in what the steps import.
        """
        gc.freeze()

    @Slot(object)
    def _on_theme_chosen(self, choice: Theme) -> None:
        if self._session is None:
            return
        settings = self._session.context.settings
        controller = self.window.controller
        failed = controller.show_error if controller else None
        self._session.actions.run(lambda: settings.change(theme=choice), lambda _: None, failed)


def _theme_choice(paths: DataPaths) -> Theme:
    """The colours the window opens in; settings that cannot be read are reported when the data is opened."""
    try:
        return load_settings(paths.settings).settings.theme
    except SettingsError:
        return Theme.SYSTEM
