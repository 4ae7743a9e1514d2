"""A tab of the detail pane that is built when it is looked at."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scribe_desktop.gui.abstract_widget import AbstractWidget
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.views.widgets import scrolled


class DetailTab(QWidget, metaclass=AbstractWidget):
    """One column of cards about an item, scrolled; `whole` is its layout."""

    def __init__(self) -> None:
        super().__init__()
        self.detail: Detail | None = None
        page = QWidget()
        self.whole = QVBoxLayout(page)
        self.whole.setContentsMargins(18, 12, 18, 18)
        self.whole.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(page))

    def show_detail(self, detail: Detail) -> None:
        """Show this item, now or when the tab is opened."""
        self.detail = detail
        if self.isVisible():
            self.build(detail)

    def showEvent(self, event: QShowEvent) -> None:
        """Build what is asked for."""
        super().showEvent(event)
        if self.detail is not None:
            self.build(self.detail)

    @abstractmethod
    def build(self, detail: Detail) -> None:
        """Put the cards of this item into the column, unless they are there already."""
