"""The window's actions, and the menus and toolbar made of them; which there are is in `action_specs.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QMenuBar, QSizePolicy, QToolBar, QWidget

from scribe_desktop.gui.action_specs import DRAFT_PRIMARY, TOOLBAR, Act, MenuName, specs
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import ActionButton
from scribe_desktop.gui.wording import tr

NARROW_TOOLBAR = 880
"""Pixels of width below which the toolbar shows icons alone."""


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
