"""Every action of the window as data: words, icon, shortcut and menu; and the menus and toolbar made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QMenuBar, QSizePolicy, QToolBar, QWidget

from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import ActionButton
from scribe_desktop.gui.wording import tr


class Act(StrEnum):
    """What can be done."""

    IMPORT = "import"
    TEMPLATE = "template"
    EXPORT = "export"
    DEMO = "demo"
    SETTINGS = "settings"
    QUIT = "quit"
    UNDO = "undo"
    COPY = "copy"
    FIND = "find"
    SELECT_ALL = "select_all"
    START_PAUSE = "start_pause"
    CANCEL = "cancel"
    STOP = "stop"
    RETRY = "retry"
    RETRY_FAILED = "retry_failed"
    APPROVE = "approve"
    EDIT = "edit"
    SAVE = "save"
    REVERT = "revert"
    SAVE_EML = "save_eml"
    MAIL = "mail"
    DISCARD = "discard"
    REOPEN = "reopen"
    APPROVE_READY = "approve_ready"
    REGENERATE = "regenerate"
    COMPARE = "compare"
    PERSON = "person"
    NEW_TEMPLATE = "new_template"
    TEMPLATE_FROM_RESUME = "template_from_resume"
    TEMPLATE_FROM_TEXT = "template_from_text"
    TEMPLATE_VERSIONS = "template_versions"
    TEMPLATE_RENAME = "template_rename"
    TEMPLATE_DUPLICATE = "template_duplicate"
    TEMPLATE_AS_TEXT = "template_as_text"
    TEMPLATE_ARCHIVE = "template_archive"
    TEMPLATE_DELETE = "template_delete"
    DATA = "data"
    PRIVACY = "privacy"
    HELP = "help"
    ABOUT = "about"


class MenuName(StrEnum):
    """The menus, in their order."""

    FILE = "file"
    EDIT = "edit"
    QUEUE = "queue"
    DRAFT = "draft"
    TEMPLATE = "template"
    VIEW = "view"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `gap` puts a line before it in its menu."""

    act: Act
    menu: MenuName
    text: str
    icon: str
    shortcut: str
    tip: str = ""
    gap: bool = False


def specs() -> tuple[ActionSpec, ...]:
    """All actions, in the order of their menus."""
    file, edit, queue, draft, template, helping = (
        MenuName.FILE, MenuName.EDIT, MenuName.QUEUE, MenuName.DRAFT, MenuName.TEMPLATE, MenuName.HELP,
    )  # fmt: skip
    return (
        ActionSpec(Act.IMPORT, file, tr("Import recipients…"), "import", "Ctrl+I", tr("Queue people from a file")),
        ActionSpec(Act.EXPORT, file, tr("Export…"), "export", "Ctrl+E", tr("Write drafts to files")),
        ActionSpec(Act.DEMO, file, tr("Try the demo"), "demo", "Ctrl+Shift+D", tr("Open sample data"), gap=True),
        ActionSpec(
            Act.DATA,
            file,
            tr("Backups and data…"),
            "save",
            "Ctrl+Shift+B",
            tr("Back up, restore, export everything, erase everything"),
            gap=True,
        ),
        ActionSpec(
            Act.PRIVACY,
            file,
            tr("Who was asked…"),
            "privacy",
            "Ctrl+Shift+P",
            tr("Every host, and what was sent there"),
        ),
        ActionSpec(Act.SETTINGS, file, tr("Settings…"), "settings", "Ctrl+,", gap=True),
        ActionSpec(Act.QUIT, file, tr("Quit"), "quit", "Ctrl+Q", gap=True),
        ActionSpec(Act.UNDO, edit, tr("Undo"), "undo", "Ctrl+Z", tr("Put cancelled people back in their places")),
        ActionSpec(Act.COPY, edit, tr("Copy"), "copy", "Ctrl+Shift+C", tr("Copy subject and text"), gap=True),
        ActionSpec(Act.SELECT_ALL, edit, tr("Select all"), "queue", "Ctrl+A"),
        ActionSpec(Act.FIND, edit, tr("Filter"), "search", "Ctrl+F", tr("Type to narrow the list")),
        ActionSpec(Act.START_PAUSE, queue, tr("Pause"), "pause", "Ctrl+P"),
        ActionSpec(Act.STOP, queue, tr("Stop this recipient"), "stop", "Ctrl+."),
        ActionSpec(Act.CANCEL, queue, tr("Cancel"), "cancel", "Del", tr("Take waiting people out"), gap=True),
        ActionSpec(Act.RETRY, queue, tr("Retry"), "retry", "Ctrl+R", tr("Put at the end of the queue")),
        ActionSpec(Act.RETRY_FAILED, queue, tr("Retry failed"), "retry", "Ctrl+Shift+R", tr("Retry all that failed")),
        ActionSpec(Act.APPROVE, draft, tr("Approve"), "approved", "Ctrl+Return"),
        ActionSpec(
            Act.APPROVE_READY,
            draft,
            tr("Approve all that are ready…"),
            "approved",
            "Ctrl+Shift+Return",
            tr("Approve every draft that has nothing left to check"),
        ),
        ActionSpec(Act.EDIT, draft, tr("Edit"), "edit", "F2"),
        ActionSpec(Act.SAVE, draft, tr("Save"), "save", "Ctrl+S", tr("Keep your words and check them again")),
        ActionSpec(Act.REVERT, draft, tr("Revert"), "undo", "Esc", tr("Forget what you typed")),
        ActionSpec(
            Act.REGENERATE, draft, tr("Write again…"), "retry", "Ctrl+G", tr("Say what should be different"), gap=True
        ),
        ActionSpec(Act.COMPARE, draft, tr("Versions…"), "compare", "Ctrl+K", tr("See what changed, go back")),
        ActionSpec(
            Act.PERSON, draft, tr("Who is meant…"), "person", "Ctrl+Shift+I", tr("Choose among people of one name")
        ),
        ActionSpec(Act.SAVE_EML, draft, tr("Save as .eml…"), "export", "Ctrl+Shift+S", gap=True),
        ActionSpec(Act.MAIL, draft, tr("Open in mail client"), "mail", "Ctrl+M", tr("It is you who sends it")),
        ActionSpec(Act.DISCARD, draft, tr("Discard"), "discarded", "Ctrl+D", gap=True),
        ActionSpec(Act.REOPEN, draft, tr("Reopen"), "undo", "Ctrl+Shift+O"),
        ActionSpec(Act.TEMPLATE, template, tr("Template…"), "template", "Ctrl+T", tr("Write or change a template")),
        ActionSpec(Act.NEW_TEMPLATE, template, tr("New template…"), "edit", "Ctrl+N", tr("Begin with an empty page")),
        ActionSpec(Act.TEMPLATE_FROM_RESUME, template, tr("New from your résumé…"), "templates", "Ctrl+Shift+N"),
        ActionSpec(Act.TEMPLATE_FROM_TEXT, template, tr("New from a text file…"), "import", "Ctrl+Shift+T"),
        ActionSpec(
            Act.TEMPLATE_VERSIONS, template, tr("Versions of the template…"), "compare", "Ctrl+Shift+K", gap=True
        ),
        ActionSpec(Act.TEMPLATE_RENAME, template, tr("Rename…"), "edit", "Shift+F2", tr("Give the template a name")),
        ActionSpec(Act.TEMPLATE_DUPLICATE, template, tr("Duplicate"), "copy", "Ctrl+Shift+M"),
        ActionSpec(Act.TEMPLATE_AS_TEXT, template, tr("Save as text…"), "export", "Ctrl+Shift+E"),
        ActionSpec(
            Act.TEMPLATE_ARCHIVE,
            template,
            tr("Archive"),
            "discarded",
            "Ctrl+Shift+A",
            tr("Put it out of sight"),
            gap=True,
        ),
        ActionSpec(Act.TEMPLATE_DELETE, template, tr("Delete…"), "cancel", "Ctrl+Shift+Del"),
        ActionSpec(Act.HELP, helping, tr("Help"), "help", "F1"),
        ActionSpec(Act.ABOUT, helping, tr("About Scribe"), "info", "Shift+F1"),
    )


TOOLBAR = (Act.IMPORT, Act.TEMPLATE, None, Act.START_PAUSE, Act.CANCEL, Act.RETRY_FAILED, Act.EXPORT)
DRAFT_BUTTONS = (Act.APPROVE, Act.SAVE, Act.EDIT, Act.REVERT, Act.REOPEN, Act.DISCARD)
DRAFT_MORE = (Act.REGENERATE, Act.COMPARE, Act.COPY, Act.SAVE_EML, Act.MAIL)
"""What is done with fewer drafts, in a menu beside the buttons."""

NARROW_TOOLBAR = 880
"""Pixels of width below which the toolbar shows icons alone."""

DRAFT_PRIMARY = (Act.APPROVE, Act.SAVE)


class WindowActions(QObject):
    """The window's QActions by name."""

    def __init__(self, icons: Icons, theme: ThemeController, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._specs = {one.act: one for one in specs()}
        self._icon_names = {act: one.icon for act, one in self._specs.items()}
        self._actions: dict[Act, QAction] = {}
        self._toolbar_buttons: list[ActionButton] = []
        for act, spec in self._specs.items():
            action = QAction(spec.text, parent)
            action.setShortcut(QKeySequence(spec.shortcut))
            action.setMenuRole(_ROLES.get(act, QAction.MenuRole.NoRole))
            self._actions[act] = action
            self.set_tip(act)
        self._colour()
        theme.changed.connect(self._colour)

    def __getitem__(self, act: Act) -> QAction:
        return self._actions[act]

    def carry_out(self, handlers: Mapping[Act, Callable[[], object]]) -> None:
        """Say what each does."""
        for act, handler in handlers.items():
            self._actions[act].triggered.connect(lambda checked=False, run=handler: run())

    def set_icon(self, act: Act, name: str) -> None:
        """Show another icon."""
        if self._icon_names[act] != name:
            self._icon_names[act] = name
            self._actions[act].setIcon(self._icons.icon(name))

    def set_tip(self, act: Act, tip: str = "") -> None:
        """Say why it cannot be done now; without a tip, say again what it does."""
        spec = self._specs[act]
        keys = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        self._actions[act].setToolTip(tip or f"{spec.tip or spec.text.rstrip('…')} ({keys})")

    def fill_menus(self, bar: QMenuBar) -> dict[MenuName, QMenu]:
        """Make the menus; the view menu is the caller's to fill."""
        titles = {
            MenuName.FILE: tr("&File"),
            MenuName.EDIT: tr("&Edit"),
            MenuName.QUEUE: tr("&Queue"),
            MenuName.DRAFT: tr("&Draft"),
            MenuName.TEMPLATE: tr("&Template"),
            MenuName.VIEW: tr("&View"),
            MenuName.HELP: tr("&Help"),
        }
        menus = {name: bar.addMenu(title) for name, title in titles.items()}
        for act, spec in self._specs.items():
            if spec.gap:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[act])
        return menus

    def fill_toolbar(self, bar: QToolBar, filter_field: QLineEdit) -> None:
        """Make the toolbar, with the filter at its far end."""
        bar.setObjectName("toolbar")
        bar.setWindowTitle(tr("Toolbar"))
        bar.setMovable(False)
        bar.setFloatable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for act in TOOLBAR:
            if act is None:
                bar.addWidget(_gap(12))
                continue
            made = ActionButton(self._actions[act], primary=act is Act.IMPORT)
            self._toolbar_buttons.append(made)
            holder = bar.addWidget(made)
            # A toolbar shows and hides its widgets through actions of their own.
            holder.setVisible(self._actions[act].isVisible())
            self._actions[act].visibleChanged.connect(
                lambda holder=holder, action=self._actions[act]: holder.setVisible(action.isVisible())
            )
        spring = _gap(4)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(spring)
        bar.addWidget(filter_field)
        # A toolbar takes margins and spacing from the style sheet only when told that its style changed.
        bar.ensurePolished()
        QCoreApplication.sendEvent(bar, QEvent(QEvent.Type.StyleChange))

    def fit_toolbar(self, width: int) -> None:
        """In a narrow window the filter needs the room of the words."""
        for one in self._toolbar_buttons:
            one.set_compact(width < NARROW_TOOLBAR)

    @Slot()
    def _colour(self) -> None:
        for act, name in self._icon_names.items():
            # The toolbar's first button has the accent as its ground.
            self._actions[act].setIcon(self._icons.icon(name, _COLOURS.get(act, "text")))


_COLOURS = dict.fromkeys((Act.IMPORT, *DRAFT_PRIMARY), "onAccent")
_ROLES = {
    Act.QUIT: QAction.MenuRole.QuitRole,
    Act.SETTINGS: QAction.MenuRole.PreferencesRole,
    Act.ABOUT: QAction.MenuRole.AboutRole,
}


def _gap(width: int) -> QWidget:
    gap = QWidget()
    gap.setObjectName("gap")
    gap.setFixedWidth(width) if width > 4 else gap.setMinimumWidth(width)
    return gap
