"""The buttons below a draft: what is done with most drafts in one row, the rest in a menu at its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QPushButton

from scribe_desktop.gui.views.widgets import ActionButton, FlowLayout, button
from scribe_desktop.gui.wording import tr


class DraftButtons(QFrame):
    """Args:
    actions: a button for each.
    primary: those of them to press.
    more: what the menu has; without any there is no menu.
    """

    def __init__(self, actions: Sequence[QAction], primary: Sequence[QAction], more: Sequence[QAction]) -> None:
        super().__init__()
        self.setObjectName("buttons")
        self._row = FlowLayout(self)
        self._buttons: list[ActionButton] = []
        for action in actions:
            made = ActionButton(action, primary=action in primary)
            self._buttons.append(made)
            self._row.addWidget(made)
        self.more = _more_button(more)
        self._row.addWidget(self.more)
        self._menu_actions = tuple(more)
        for action in more:
            action.visibleChanged.connect(self._show_more)
        self._show_more()
        self.fit(low=False)

    def fit(self, low: bool) -> None:
        """In a low window the buttons show their icons alone and take less room."""
        self._row.setSpacing(4 if low else 8)
        self._row.setContentsMargins(*((10, 6, 10, 6) if low else (18, 10, 18, 10)))
        for one in self._buttons:
            one.set_compact(low)

    @Slot()
    def _show_more(self) -> None:
        self.more.setVisible(any(one.isVisible() for one in self._menu_actions))


def _more_button(actions: Sequence[QAction]) -> QPushButton:
    made = button(tr("More"), tip=tr("What else can be done with the draft"))
    made.setAccessibleName(tr("More for this draft"))
    menu = QMenu(made)
    menu.setAccessibleName(made.accessibleName())
    menu.addActions(list(actions))
    menu.setToolTipsVisible(True)  # they say why something cannot be done now
    made.setMenu(menu)
    return made
