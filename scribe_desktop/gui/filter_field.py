"""The field in the toolbar that narrows the list on show."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.wording import tr


class FilterField(QLineEdit):
    """Words to narrow a list by; it says what the list of the place can be narrowed by."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("filter")
        self.setAccessibleName(tr("Filter"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(110)
        self.setMaximumWidth(260)
        self.show_place(Place.QUEUE)

    @Slot()
    def start_anew(self) -> None:
        """Show the whole list, ready for other words."""
        self.clear()
        self.setFocus()

    @Slot(object)
    def show_place(self, place: Place) -> None:
        """Say what the place's list can be narrowed by; the place without a list has nothing to narrow."""
        words = {
            Place.QUEUE: tr("Filter by name, topic or status"),
            Place.TEMPLATES: tr("Filter by the template's words"),
        }
        self.setEnabled(place is not Place.INSIGHTS)
        self.setPlaceholderText(words.get(place, tr("Filter by name, topic or subject")))
