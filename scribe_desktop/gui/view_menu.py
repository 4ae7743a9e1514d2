"""The View menu: the places, and the colours of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from scribe_desktop.config.settings import Theme
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.places import Place, place_word
from scribe_desktop.gui.wording import theme_word, tr


def fill_view_menu(
    menu: QMenu, theme: ThemeController, go: Callable[[Place], object], choose: Callable[[Theme], object]
) -> None:
    """Fill it; `go` goes to a place, `choose` dresses the window."""
    for at, place in enumerate(Place, start=1):
        action = menu.addAction(place_word(place))
        action.setShortcut(QKeySequence(f"Ctrl+{at}"))
        action.triggered.connect(lambda checked=False, place=place: go(place))
    menu.addSeparator()
    colours = menu.addMenu(tr("Appearance"))
    group = QActionGroup(colours)
    actions: dict[Theme, QAction] = {}
    for choice in Theme:
        action = actions[choice] = colours.addAction(theme_word(choice))
        action.setCheckable(True)
        action.setChecked(choice is theme.choice)
        group.addAction(action)
        action.triggered.connect(lambda checked=False, choice=choice: choose(choice))
    # It may be chosen in the settings too.
    theme.chosen.connect(lambda choice: actions[choice].setChecked(True))
