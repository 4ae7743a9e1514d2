"""Asks what should be different, shows how far the new draft is, and says why it did not come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from scribe_desktop.gui.regenerating import WritingState
from scribe_desktop.gui.views.widgets import button, label, restyle, row_of
from scribe_desktop.gui.wording import Tone, about, report_word, tr
from scribe_desktop.services.regeneration import NOTE_LENGTH

TICK_MILLISECONDS = 1000
NOTE_LINES = 2


class NoteField(QPlainTextEdit):
    """A few sentences. Ctrl+Enter sends them, Esc gives up, Tab goes on.

    Signals:
        sent(), given_up().
    """

    sent = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What should be different?"))
        self.setPlaceholderText(tr("For example: shorter, and ask about the second paper"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * NOTE_LINES + 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that end the writing of the note."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class RegeneratePanel(QFrame):
    """Hidden until it is asked to write a draft again.

    Args:
        monotonic: seconds of the clock that `WritingState.since` is of.

    Signals:
        wanted(note): write it again. stopped(): end the work. closed(): an error was read.
    """

    wanted = Signal(str)
    stopped = Signal()
    closed = Signal()

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self.setObjectName("buttons")
        self._monotonic = monotonic
        self._state: WritingState | None = None
        self.note = NoteField()
        self.note.sent.connect(self._send)
        self.note.given_up.connect(self.hide)
        self.note.textChanged.connect(self._on_typed)
        self._hint = label(_hint(), small=True)
        self._write = button(tr("Write again"), primary=True, tip=tr("Write the draft again (Ctrl+Enter)"))
        self._write.clicked.connect(self._send)
        self._give_up = button(tr("Cancel"))
        self._give_up.clicked.connect(self.hide)
        self._asking = _page(
            (label(tr("What should be different?"), name="heading"), self.note, self._hint),
            (self._write, self._give_up),
        )
        self._progress = label("", name="heading")
        self._wish = label("", small=True)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Writing the draft again"))
        self._stop = button(tr("Stop"), tip=tr("Leave the draft as it is"))
        self._stop.clicked.connect(self.stopped)
        self._working = _page((self._progress, bar, self._wish), [self._stop])
        self._problem = label("")
        restyle(self._problem, tone=Tone.DANGER.value)
        self._again = button(tr("Try again"))
        self._again.clicked.connect(self._try_again)
        self._close = button(tr("Close"))
        self._close.clicked.connect(self.closed)
        self._failed = _page(
            (label(tr("The draft is as it was"), name="heading"), self._problem), (self._again, self._close)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 10, 18, 10)
        for one in (self._asking, self._working, self._failed):
            column.addWidget(one)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    @property
    def asking(self) -> bool:
        """True while the note can be typed."""
        return not self.isHidden() and not self._asking.isHidden()

    @property
    def text(self) -> str:
        """What is said of the work or of its failure; empty while it asks or is hidden."""
        if self.isHidden() or self.asking:
            return ""
        return self._problem.text() if self._failed.isVisibleTo(self) else self._progress.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """All of its buttons, in the order of Tab."""
        return (self._write, self._give_up, self._stop, self._again, self._close)

    def ask(self, note: str = "") -> None:
        """Ask for the note."""
        self._state = None
        self.note.setPlainText(note)
        self._show(self._asking)
        self.note.setFocus()

    def show_state(self, state: WritingState | None) -> None:
        """Show where a draft stands; None hides the panel, unless it asks."""
        self._state = state
        if state is None:
            self._timer.stop()
            if not self.asking:
                self.hide()
            return
        if state.error is not None:
            self._timer.stop()
            self._problem.setText(state.error.message)
            self._show(self._failed)
            return
        self._wish.setText(tr("Your wish: {note}").format(note=state.note) if state.note else "")
        self._wish.setVisible(bool(state.note))
        self._show(self._working)
        self._tick()
        self._timer.start()

    def leave(self) -> None:
        """Another draft is shown: what was being typed is given up."""
        self._timer.stop()
        self._asking.hide()
        self.hide()

    def _show(self, page: QWidget) -> None:
        for one in (self._asking, self._working, self._failed):
            one.setVisible(one is page)
        self.show()

    @Slot()
    def _tick(self) -> None:
        if self._state is None:
            return
        words = report_word(self._state.text) if self._state.text else tr("waits for its turn")
        spent = about(max(0.0, self._monotonic() - self._state.since))
        self._progress.setText(f"{words[:1].upper()}{words[1:]} · {spent}")

    @Slot()
    def _on_typed(self) -> None:
        left = NOTE_LENGTH - len(" ".join(self.note.toPlainText().split()))
        self._write.setEnabled(left >= 0)
        self._hint.setText(_hint() if left >= 0 else tr("{count} characters too long").format(count=-left))

    @Slot()
    def _send(self) -> None:
        if self._write.isEnabled():
            self._asking.hide()
            self.wanted.emit(self.note.toPlainText().strip())

    @Slot()
    def _try_again(self) -> None:
        self.ask(self._state.note if self._state else "")


def _page(widgets: Sequence[QWidget], buttons: Sequence[QWidget]) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for one in widgets:
        column.addWidget(one)
    column.addLayout(row_of(*buttons))
    return page


def _hint() -> str:
    return tr("From what was found already; nothing is searched. Your wish is not evidence.")
