"""The View menu: the places, the parts of what is selected, and the colours of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from scribe_desktop.config.settings import Theme
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.detail_pane import Tab, tab_word
from scribe_desktop.gui.views.places import Place, place_word
from scribe_desktop.gui.wording import theme_word, tr


def fill_view_menu(
    menu: QMenu,
    theme: ThemeController,
    go: Callable[[Place], object],
    show: Callable[[Tab], object],
    choose: Callable[[Theme], object],
) -> None:
    """Fill it; `go` goes to a place, `show` to a part of what is selected, `choose` dresses the window."""
    for at, place in enumerate(Place, start=1):
        action = menu.addAction(place_word(place))
        action.setShortcut(QKeySequence(f"Ctrl+{at}"))
        action.triggered.connect(lambda checked=False, place=place: go(place))
    menu.addSeparator()
    for tab in Tab:
        action = menu.addAction(tab_word(tab))
        action.setShortcut(QKeySequence(f"Alt+{tab + 1}"))
        action.triggered.connect(lambda checked=False, tab=tab: show(tab))
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
