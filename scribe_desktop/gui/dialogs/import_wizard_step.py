"""One page of the import wizard, the rail that names them, and the line that tells how far long work is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from scribe_desktop.gui.dialogs.long_work import LongWork
from scribe_desktop.gui.dialogs.parts import dialog_button
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.views.widgets import label, restyle
from scribe_desktop.gui.wording import tr


class Step(QWidget):
    """A page with a question as its title.

    Signals:
        changed(): whether one can go on may be different now.
    """

    changed = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.name = name
        self.column = QVBoxLayout(self)
        self.column.setSpacing(12)
        self.set_compact(False)
        self._title = label(title, name="title")
        self._below = label("", muted=True)
        self.column.addWidget(self._title)
        self.column.addWidget(self._below)
        self._below.hide()

    @property
    def ready(self) -> bool:
        """True when one can go on."""
        return True

    @property
    def subtitle(self) -> str:
        """The muted line below the title."""
        return self._below.text()

    def set_compact(self, compact: bool) -> None:
        """Small margins for a small screen."""
        self.column.setContentsMargins(*((14, 10, 14, 8) if compact else (30, 26, 30, 18)))

    def say_below(self, text: str) -> None:
        """Set the line below the title."""
        self._below.setText(text)
        self._below.setVisible(bool(text))

    def focus_first(self) -> None:
        """Put the keyboard where one begins; called when the page is shown."""
        self.focusNextChild()


class Rail(QFrame):
    """The steps at the left: done, shown now, still to come; one goes back to those that are done.

    Signals:
        wanted(at): show the step of that index.
    """

    wanted = Signal(int)

    def __init__(self, names: Sequence[str], icons: Icons) -> None:
        super().__init__()
        self._names = names
        self._icons = icons
        self.setObjectName("rail")
        self._compact = False
        self._side = QVBoxLayout(self)
        self._side.setSpacing(4)
        self._heading = label(tr("Import recipients"), name="heading", wrap=False)
        self._side.addWidget(self._heading)
        self._side.addSpacing(10)
        self.buttons = [QPushButton() for _ in names]
        for at, one in enumerate(self.buttons):
            one.setAutoDefault(False)
            one.clicked.connect(lambda checked=False, at=at: self.wanted.emit(at))
            self._side.addWidget(one)
        self._side.addStretch(1)
        self._shown: tuple[Sequence[bool], int, bool] = ([False for _ in names], 0, False)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Show numbers alone; the names stay in tooltips and for screen readers."""
        self._compact = compact
        self._heading.setVisible(not compact)
        self._side.setContentsMargins(*((6, 8, 6, 8) if compact else (16, 24, 16, 16)))
        self.setFixedWidth(52 if compact else 226)
        self.update_steps(*self._shown)

    def update_steps(self, ready: Sequence[bool], current: int, busy: bool) -> None:
        """Show where one is; a step can be reached when all before it are ready."""
        self._shown = (ready, current, busy)
        for at, (name, one) in enumerate(zip(self._names, self.buttons, strict=True)):
            done = at < current and ready[at]
            words = "" if self._compact else name
            one.setText(words if done else f"{at + 1}  {words}".rstrip())
            one.setIcon(self._icons.icon("check_small", "textMuted", 14) if done else QIcon())
            one.setToolTip(name if self._compact else "")
            state = tr("done") if done else tr("shown now") if at == current else ""
            one.setAccessibleName(", ".join(part for part in (name, state) if part))
            one.setEnabled(all(ready[:at]) and not busy)
            restyle(one, current=at == current)


class Busy(QWidget):
    """What is being done, how far it is, and a button that stops it."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(10)
        self._words = label("", muted=True, wrap=False)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 100)
        self._bar.setFixedWidth(160)
        self.stop_button = dialog_button(tr("Stop"))
        self.stop_button.clicked.connect(self._stop)
        for one in (self._words, self._bar, self.stop_button):
            row.addWidget(one)
        self._work: LongWork | None = None
        self.hide()

    @property
    def work(self) -> LongWork | None:
        """What is under way."""
        return self._work

    def begin(self, words: str) -> LongWork:
        """Show work that begins, in place of what was under way."""
        self.end()
        self._work = LongWork()
        self._work.moved.connect(self._move)
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._bar.setValue(0)
        self.show()
        return self._work

    def end(self) -> None:
        """Stop what is under way and show nothing."""
        if self._work is not None:
            self._work.moved.disconnect(self._move)
            self._work.stop()
            self._work = None
        self.hide()

    @Slot(float)
    def _move(self, share: float) -> None:
        self._bar.setValue(round(share * 100))

    @Slot()
    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()
