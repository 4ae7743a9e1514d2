"""What bench_window.py measures, from inside the window's process; prints one JSON object of lists of values."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from array import array
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.events import Event, ItemCompleted
from scribe_desktop.gui.application import Application, make_application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.views.list_page import ListPage
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace

PATIENCE_MILLISECONDS = 600_000
ROUNDS = 3
TYPED = "topic 17"
BEAT_MILLISECONDS = 2
REST_MILLISECONDS = 1000

Values = dict[str, list[float]]


def wait_until(condition: Callable[[], object]) -> None:
    """Run the event loop until something holds. QTest.qWait would hold the GIL and slow the worker down."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start(1)
    QTimer.singleShot(PATIENCE_MILLISECONDS, lambda: loop.exit(1))
    if loop.exec():
        raise TimeoutError("waited in vain")


def rest(milliseconds: int) -> None:
    """Let the window work that long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Painted(QObject):
    """Notes when a widget was painted for the first time since it was told to look."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.at: float | None = None
        self._looking = True
        widget.installEventFilter(self)

    def look(self) -> None:
        """The next painting counts."""
        self.at, self._looking = None, True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The filter hears of a painting before it is done, the timer after it."""
        if self._looking and event.type() is QEvent.Type.Paint:
            self._looking = False
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = time.perf_counter()


def megabytes(name: str) -> float:
    """This process's memory as the system counts it: VmRSS now, VmHWM at its most."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise KeyError(name)


def seconds_to_rows(page: ListPage, act: Callable[[], object]) -> float:
    """From what a person does to the painted rows that it asks for."""
    painted = Painted(page.table.viewport())
    painted.look()
    page.loaded.connect(painted.look)
    asked: list[int] = []
    page.loaded.connect(asked.append)
    begun = time.perf_counter()
    act()
    wait_until(lambda: asked and painted.at)
    page.loaded.disconnect(painted.look)
    page.loaded.disconnect(asked.append)
    assert painted.at is not None
    return painted.at - begun


def click(header: QHeaderView, section: int) -> None:
    """Click on a column's title."""
    assert not header.isSectionHidden(section), section
    at = QPointF(header.sectionViewportPosition(section) + header.sectionSize(section) / 2, header.height() / 2)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        where = QPointF(header.viewport().mapToGlobal(at.toPoint()))
        QApplication.sendEvent(header.viewport(), QMouseEvent(kind, at, where, left, held, none))


def press(field: QWidget, text: str, key: Qt.Key = Qt.Key.Key_unknown) -> None:
    """Press and release a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def sorting(page: ListPage) -> Values:
    """Each column that can be sorted by, ascending and descending."""
    values: Values = {}
    for _ in range(ROUNDS):
        for section, column in enumerate(page.model.columns):
            if column.sort is not None:
                for _ in ("ascending", "descending"):
                    seconds = seconds_to_rows(page, partial(click, page.table.horizontalHeader(), section))
                    values.setdefault(f"sort by {column.key}", []).append(seconds)
    return values


def filtering(page: ListPage, field: QWidget) -> Values:
    """Typing some words letter by letter, and taking them away again."""
    seconds: list[float] = []
    for _ in range(ROUNDS):
        seconds += [seconds_to_rows(page, partial(press, field, letter)) for letter in TYPED]
        seconds += [seconds_to_rows(page, partial(press, field, "", Qt.Key.Key_Backspace)) for _ in TYPED]
    return {"filter": seconds}


def open_window() -> tuple[Application, Workspace, Values]:
    """The program's own window, as far as that the first rows are painted."""
    running = Application(make_application(["scribe-desktop"]), open_context, hooks_for)
    shown = Painted(running.window)
    running.show()
    wait_until(lambda: running.window.workspace)
    work = running.window.workspace
    assert work is not None
    rows = Painted(work.queue.table.viewport())
    work.queue.loaded.connect(rows.look)
    wait_until(lambda: work.queue.model.id_at(0) and rows.at)
    assert shown.at is not None and rows.at is not None
    work.queue.loaded.disconnect(rows.look)
    return running, work, {"usable": [rows.at - shown.at]}


def look() -> Values:
    """Open, rest, sort and filter the queue and the drafts; the queue is paused."""
    running, work, values = open_window()
    rest(REST_MILLISECONDS)
    values["memory at rest"] = [megabytes("VmRSS")]
    for place, page in ((Place.QUEUE, work.queue), (Place.DRAFTS, work.drafts)):
        if place is not work.place:
            seconds_to_rows(page, partial(work.places.go, place))
        found = sorting(page) | filtering(page, running.window.filter_field)
        values |= {f"{place}: {name}": seconds for name, seconds in found.items()}
    values["memory at most"] = [megabytes("VmHWM")]
    assert running.close()
    return values


def batch(count: int) -> Values:
    """The gaps between beats of the GUI thread while that many drafts are written, with the queue on show."""
    running, work, _ = open_window()
    assert running.session is not None
    completed = array("d")  # a list of Python's numbers would show in the memory that is measured

    def note(event: Event) -> None:
        if isinstance(event, ItemCompleted):
            completed.append(time.perf_counter())

    running.session.context.events.subscribe(note)
    work.queue.table.selectRow(3)
    rest(REST_MILLISECONDS)
    assert running.window.controller is not None
    running.window.controller.queue.resume()
    beats = array("d")
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start(BEAT_MILLISECONDS)
    wait_until(lambda: len(completed) >= count)
    timer.stop()
    memory = megabytes("VmHWM")
    gaps = sorted(later - earlier for earlier, later in pairwise(beats))
    seconds = (completed[-1] - completed[0]) / (len(completed) - 1)
    running.session.context.queue.pause()
    assert running.close()
    return {
        "stall 99 %": [gaps[int(len(gaps) * 0.99)]],
        "longest stall": [gaps[-1]],
        "item": [seconds],
        "memory at most": [memory],
    }


def main() -> int:
    """Measure; the exit code."""
    try:
        values = batch(int(sys.argv[1])) if len(sys.argv) > 1 else look()
    except Exception:
        traceback.print_exc()
        os._exit(1)  # the worker's thread may be running still, and Qt aborts when it is torn away
    json.dump(values, sys.stdout)
    return 0


if __name__ == "__main__":  # the extraction child imports this file again
    sys.exit(main())
