"""The main window: menus, toolbar, status line, and the workspace of whichever data folder is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QToolBar, QVBoxLayout, QWidget

from scribe_desktop.config.settings import Theme
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.about import open_help, show_about
from scribe_desktop.gui.action_specs import Act, MenuName
from scribe_desktop.gui.actions import WindowActions
from scribe_desktop.gui.closing import Closing, ask_before_closing, save_unsaved
from scribe_desktop.gui.controller import Controller
from scribe_desktop.gui.drops import dropped_table
from scribe_desktop.gui.filter_field import FilterField
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.template_desk import BEGINNINGS
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.view_menu import fill_view_menu
from scribe_desktop.gui.views.bars import EmptyState, StatusLine
from scribe_desktop.gui.views.detail_pane import Tab
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.window_state import WindowState
from scribe_desktop.gui.wording import Tone, tr
from scribe_desktop.gui.workspace import Workspace

_SETTINGS = {Act.SETTINGS: "", Act.DATA: "data", Act.PRIVACY: "privacy"}
"""The actions that open the settings, and at which page."""


class MainWindow(QMainWindow):
    """Shown empty first, and filled when the data folder is open.

    Signals:
        closed(): the window was closed, and the person agreed.
        sent_to_tray(): the window is hidden, and its work goes on.
        theme_chosen(Theme): the person chose other colours; whoever keeps settings may keep this.
    """

    closed = Signal()
    sent_to_tray = Signal()
    theme_chosen = Signal(object)

    def __init__(self, theme: ThemeController, icons: Icons, state: QSettings) -> None:
        super().__init__()
        self.theme = theme
        self.icons = icons
        self._state = state
        self._kept = WindowState(state)
        self._hooks = WindowHooks()
        self._quitting = False
        self._ending = False
        self._session: Session | None = None
        self._controller: Controller | None = None
        self._workspace: Workspace | None = None
        self.setWindowTitle(tr("Scribe"))
        self.setAcceptDrops(True)
        self.actions_ = WindowActions(icons, theme, self)
        self.filter_field = FilterField()
        self.filter_field.textChanged.connect(self._on_filter)
        bar = QToolBar()
        self.actions_.fill_toolbar(bar, self.filter_field)
        self.addToolBar(bar)
        self._fill_menus()
        self.status_line = StatusLine(icons, theme)
        self._opening = EmptyState()
        self._centre = QWidget()
        self._column = QVBoxLayout(self._centre)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._opening, 1)
        self._column.addWidget(self.status_line)
        self.setCentralWidget(self._centre)
        self.actions_.carry_out({act: partial(self._act, act) for act in Act})
        self._kept.restore(self)
        self.show_opening()

    # --- what is open --------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        """The open data folder."""
        return self._session

    @property
    def workspace(self) -> Workspace | None:
        """Its three panes."""
        return self._workspace

    @property
    def hooks(self) -> WindowHooks:
        """What opens the dialogs."""
        return self._hooks

    @property
    def controller(self) -> Controller | None:
        """What joins actions and session."""
        return self._controller

    def set_hooks(self, hooks: WindowHooks) -> None:
        """Join the dialogs; before `attach`."""
        self._hooks = hooks
        offered = {
            Act.IMPORT: hooks.import_recipients,
            Act.TEMPLATE: hooks.edit_template,
            **dict.fromkeys(BEGINNINGS, hooks.edit_template),
            Act.SETTINGS: hooks.settings,
            Act.DATA: hooks.settings,
            Act.PRIVACY: hooks.settings,
            Act.DEMO: hooks.try_demo,
        }
        for act, hook in offered.items():
            self.actions_[act].setVisible(hook is not None)

    def attach(self, session: Session) -> None:
        """Show a data folder."""
        self.detach()
        self._session = session
        self._workspace = Workspace(session, self.actions_, self.theme, self.icons, self.width())
        self._kept.restore_panes(self._workspace.splitter)
        self._controller = Controller(self, self._workspace, self.actions_, self._hooks)
        self._opening.hide()
        self._column.insertWidget(0, self._workspace, 1)
        self.filter_field.setEnabled(True)
        self._workspace.place_changed.connect(self.filter_field.show_place)
        self.setWindowTitle(tr("Scribe – sample data") if session.context.demo else tr("Scribe"))
        for act in (Act.IMPORT, Act.TEMPLATE, *_SETTINGS, Act.DEMO, Act.SELECT_ALL, Act.FIND):
            self.actions_[act].setEnabled(True)
        self._workspace.places.go(Place.QUEUE)
        self._workspace.queue.table.setFocus()
        session.refresh_overview()

    def detach(self) -> None:
        """Show nothing; the session is its owner's to close."""
        if self._workspace is not None:
            self._keep_state()
            self._column.removeWidget(self._workspace)
            self._workspace.hide()
            self._workspace.deleteLater()
        self._session = self._workspace = self._controller = None
        self.show_opening()

    def show_opening(self) -> None:
        """Nothing is open yet."""
        self._opening.say(tr("Opening your data…"))
        self._opening.show()
        self.filter_field.setEnabled(False)
        for act in Act:
            self.actions_[act].setEnabled(act in (Act.QUIT, Act.HELP, Act.ABOUT))
        self.status_line.set_state("", "pending", Tone.NEUTRAL)
        self.status_line.set_api("")

    def show_waiting(self, words: str) -> None:
        """Nothing is open; say why."""
        self._opening.say(words)

    def forget_state(self) -> None:
        """Leave no file behind: everything was erased."""
        self._kept.forget()

    def show_problem(self, error: ScribeError, again: Callable[[], object]) -> None:
        """The data folder cannot be opened; `again` tries once more."""
        self._opening.say(
            tr("Your data could not be opened"),
            error.message,
            (tr("Try again"), again),
            (tr("Quit"), self.close),
        )

    # --- Qt ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the toolbar to the width."""
        super().resizeEvent(event)
        self.actions_.fit_toolbar(event.size().width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file that can be imported is welcome."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import it."""
        path = self._dropped(event)
        if path is not None and self._hooks.import_recipients is not None:
            event.acceptProposedAction()
            self._hooks.import_recipients(self, path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about words that are not saved, and what becomes of those who wait."""
        answer = self._answer_before_closing()
        event.setAccepted(answer is Closing.CLOSE)
        if answer is Closing.STAY:
            return
        self._keep_state()
        if answer is Closing.TRAY:
            self.hide()
            self.sent_to_tray.emit()
        else:
            self.closed.emit()

    @Slot()
    def bring_forward(self) -> None:
        """Out of the tray or from behind other windows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def quit(self) -> None:
        """Close for good, not to the tray."""
        self._quitting = True
        self.close()
        self._quitting = False

    @Slot()
    def end(self) -> None:
        """Close for good without asking: the program was told to end. Words that were typed are saved."""
        self._ending = True
        self.close()

    # --- inside --------------------------------------------------------------------------------

    def _answer_before_closing(self) -> Closing:
        session, work = self._session, self._workspace
        if session is None or work is None:
            return Closing.CLOSE
        if self._ending:
            save_unsaved(work.detail.draft, session.context.emails)
            return Closing.CLOSE
        return ask_before_closing(self, session, work.detail.draft, self._state, self._quitting)

    def _act(self, act: Act) -> None:
        hooks = self._hooks
        if act is Act.QUIT:
            self.quit()
        elif act is Act.FIND:
            self.filter_field.setFocus()
            self.filter_field.selectAll()
        elif act is Act.HELP:
            open_help(self)
        elif act is Act.ABOUT:
            show_about(self)
        elif act is Act.IMPORT and hooks.import_recipients is not None:
            hooks.import_recipients(self, None)
        elif act is Act.TEMPLATE and hooks.edit_template is not None:
            hooks.edit_template(self, self._template_id())
        elif act in _SETTINGS and hooks.settings is not None:
            hooks.settings(self, _SETTINGS[act])
        elif act is Act.DEMO and hooks.try_demo is not None:
            hooks.try_demo(self)
        elif self._controller is not None:
            self._controller.run(act)

    def _template_id(self) -> UUID | None:
        work = self._workspace
        return work.templates.table.current_id if work and work.place is Place.TEMPLATES else None

    def _fill_menus(self) -> None:
        menus = self.actions_.fill_menus(self.menuBar())
        fill_view_menu(menus[MenuName.VIEW], self.theme, self._go, self._show_tab, self._choose_theme)

    def _choose_theme(self, choice: Theme) -> None:
        self.theme.choose(choice)
        self.theme_chosen.emit(choice)

    def _go(self, place: Place) -> None:
        if self._workspace is not None:
            self._workspace.places.go(place)

    def _show_tab(self, tab: Tab) -> None:
        if self._workspace is not None:
            self._workspace.detail.open_tab(tab)

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        if self._workspace is not None:
            self._workspace.set_filter(text)

    def _dropped(self, event: QDropEvent) -> Path | None:
        if self._session is None or self._hooks.import_recipients is None:
            return None
        return dropped_table(event)

    def _keep_state(self) -> None:
        self._kept.keep(self, self._workspace.splitter if self._workspace is not None else None)
