"""What bench_window.py measures, from inside the window's process; prints one JSON object of lists of values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import traceback
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.events import Event, ItemCompleted
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.local_api import ApiPhase
from scribe_desktop.gui.running import make_application
from scribe_desktop.gui.views.list_page import ListPage
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace

PATIENCE_MILLISECONDS = 600_000
ROUNDS = TURNS = 3
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


class Batch:
    """A window that works its queue, with the queue on show."""

    def __init__(self) -> None:
        self.running, work, _ = open_window()
        assert self.running.session is not None
        self.context = self.running.session.context
        self._completed = array("d")  # a list of Python's numbers would show in the memory that is measured
        self.context.events.subscribe(self._note)
        work.queue.table.selectRow(3)

    def watch(self, count: int) -> Values:
        """The gaps between beats of the GUI thread while so many drafts more are written, seconds a draft, memory."""
        rest(REST_MILLISECONDS)
        first = len(self._completed)
        assert self.running.window.controller is not None
        self.running.window.controller.queue.resume()
        beats = array("d")
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: beats.append(time.perf_counter()))
        timer.start(BEAT_MILLISECONDS)
        wait_until(lambda: len(self._completed) >= first + count)
        timer.stop()
        self.context.queue.pause()
        memory = megabytes("VmHWM")  # before the gaps, as numbers of Python's, add to it
        gaps = sorted(later - earlier for earlier, later in pairwise(beats))
        ends = self._completed[first:]
        return {
            "stall 99 %": [gaps[int(len(gaps) * 0.99)]],
            "longest stall": [gaps[-1]],
            "item": [(ends[-1] - ends[0]) / (len(ends) - 1)],
            "memory at most": [memory],
        }

    def close(self) -> None:
        """End it."""
        assert self.running.close()

    def _note(self, event: Event) -> None:
        if isinstance(event, ItemCompleted):
            self._completed.append(time.perf_counter())


def batch(count: int) -> Values:
    """A batch that nobody asks for."""
    working = Batch()
    values = working.watch(count)
    working.close()
    return values


@contextmanager
def polled(url: str, token: str, conditional: bool) -> Iterator[list[float]]:
    """Ten clients in another process; the seconds of their answers are in the list afterwards."""
    seconds: list[float] = []
    command = [sys.executable, str(Path(__file__).with_name("pollers.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
        assert clients.stdin is not None
        clients.stdin.write(json.dumps({"url": url, "token": token, "conditional": conditional}) + "\n")
        clients.stdin.flush()
        yield seconds
        seconds += json.loads(clients.communicate()[0])
        assert clients.returncode == 0


def batch_polled(count: int) -> Values:
    """Parts of a batch in turns: left alone, polled, polled with If-None-Match."""
    working = Batch()
    assert working.running.session is not None
    api = working.running.session.local_api
    assert api is not None
    wait_until(lambda: api.state.phase in (ApiPhase.ON, ApiPhase.FAILED))
    assert api.state.phase is ApiPhase.ON, api.state.problem
    token = working.context.tokens.temporary(TokenScope.READ).token
    values: Values = {}
    for _ in range(TURNS):
        alone = working.watch(count)["item"][0]
        for name, conditional in (("polled", False), ("polled with If-None-Match", True)):
            with polled(api.state.url, token, conditional) as answers:
                found = working.watch(count)
            found |= {"slower": [found.pop("item")[0] / alone - 1], "answer": answers}
            for key, measured in found.items():
                values.setdefault(f"{name}: {key}", []).extend(measured)
    working.close()
    return values


MEASURES: dict[str, Callable[..., Values]] = {"look": look, "batch": batch, "batch-polled": batch_polled}


def main() -> int:
    """Measure; the exit code."""
    try:
        values = MEASURES[sys.argv[1]](*map(int, sys.argv[2:]))
    except Exception:
        traceback.print_exc()
        os._exit(1)  # the worker's thread may be running still, and Qt aborts when it is torn away
    json.dump(values, sys.stdout)
    return 0


if __name__ == "__main__":  # the extraction child imports this file again
    sys.exit(main())
