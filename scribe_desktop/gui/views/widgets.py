"""Small parts that the panes are made of: labels, cards, chips, buttons that mirror actions, a flowing row."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.gui.wording import Tone


def label(text: str = "", *, muted: bool = False, small: bool = False, name: str = "", wrap: bool = True) -> QLabel:
    """Plain text, never read as markup; selectable when it wraps."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("muted", muted)
    made.setProperty("small", small)
    if name:
        made.setObjectName(name)
    if wrap:
        made.setMinimumWidth(10)
    return made


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet looks at, and apply it again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def button(text: str, *, primary: bool = False, quiet: bool = False, tip: str = "") -> QPushButton:
    """A push button."""
    made = QPushButton(text)
    made.setProperty("primary", primary)
    made.setProperty("quiet", quiet)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


class ActionButton(QPushButton):
    """A button that is what its action is: text, icon, tip, enabled, visible."""

    def __init__(self, action: QAction, primary: bool = False) -> None:
        super().__init__()
        self._action = action
        self._compact = False
        self.setProperty("primary", primary)
        self.setIconSize(QSize(16, 16))
        self.clicked.connect(action.trigger)
        action.changed.connect(self._mirror)
        action.visibleChanged.connect(self._mirror_visible)
        self._mirror()
        self._mirror_visible()

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """Qt puts the word closer to its icon than one likes to read."""
        super().initStyleOption(option)
        if option.text and not option.icon.isNull():
            option.text = f"\N{THIN SPACE}{option.text}"

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone where there is little room; the name stays in the tooltip and for screen readers."""
        if compact != self._compact:
            self._compact = compact
            self._mirror()

    @Slot()
    def _mirror(self) -> None:
        self.setText("" if self._compact else self._action.text())
        self.setAccessibleName(self._action.text())
        self.setIcon(self._action.icon())
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())

    @Slot()
    def _mirror_visible(self) -> None:
        self.setVisible(self._action.isVisible())


def rule(name: str = "rule") -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setObjectName(name)
    made.setFixedHeight(1)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def scrolled(page: QWidget) -> QScrollArea:
    """The page in an area that scrolls up and down only."""
    page.setObjectName("page")
    if (layout := page.layout()) is not None:
        # The border that shows the focus is part of the page's margins.
        layout.setContentsMargins(layout.contentsMargins() - QMargins(1, 1, 1, 1))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area


def chip_label(word: str, tone: Tone) -> QLabel:
    """A word on a coloured, rounded ground."""
    made = label(word, wrap=False)
    made.setProperty("chip", True)
    made.setProperty("tone", tone.value)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


class Card(QFrame):
    """A hairline box with a coloured edge: heading, text, a small line, and buttons.

    Signals:
        activated(): clicked, or Enter pressed on it; only when it was made `clickable`.
    """

    activated = Signal()

    def __init__(self, heading: str, text: str = "", small: str = "", tone: Tone = Tone.ACCENT) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setProperty("tone", tone.value)
        self._clickable = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 9, 12, 10)
        self._column.setSpacing(4)
        if heading:
            self._column.addWidget(label(heading, name="heading"))
        if text:
            body = label(text)
            body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._column.addWidget(body)
        if small:
            self._column.addWidget(label(small, small=True))
        self.setAccessibleName(". ".join(part for part in (heading, text, small) if part))

    def add_widget(self, widget: QWidget) -> None:
        """One more thing below what is there."""
        self._column.addWidget(widget)

    def add_stretch(self) -> None:
        """What comes next keeps to the bottom, should the card be higher than it needs."""
        self._column.addStretch(1)

    def add_buttons(self, *buttons: QPushButton) -> None:
        """A row of buttons at the bottom."""
        row = FlowLayout(spacing=8)
        for one in buttons:
            row.addWidget(one)
        self._column.addSpacing(4)
        self._column.addLayout(row)

    def make_clickable(self, tip: str) -> None:
        """Let it be activated by mouse and keyboard."""
        self._clickable = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tip)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Activate."""
        if self._clickable:
            self.activated.emit()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Activate on Enter and Space."""
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
            return
        super().keyPressEvent(event)


class FlowLayout(QLayout):
    """Puts widgets side by side and begins a new line where the width ends."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt adds items here."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """An item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return taken

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at that width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the items in their places."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Room for the largest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the largest item."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, move: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        x, y, line = inner.x(), inner.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > inner.x() and x + size.width() > inner.right() + 1:
                x, y, line = inner.x(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.y() + margins.bottom()


def flow_of(*widgets: QWidget, spacing: int = 8) -> FlowLayout:
    """Widgets side by side, in several lines where there is little width."""
    flow = FlowLayout(spacing=spacing)
    for one in widgets:
        flow.addWidget(one)
    return flow


def row_of(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side, the rest of the width left empty."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for one in widgets:
        row.addWidget(one)
    row.addStretch(1)
    return row
