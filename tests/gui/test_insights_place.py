"""The place Insights in the window: figures, what is under the mouse and the keys, the numbers as table and file."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.settings import Theme
from scribe_desktop.errors import StorageError
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.charts import Chart, scale_steps, time_steps
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.views.insights_page import InsightsPage
from scribe_desktop.gui.views.insights_words import scale_word, seconds_word
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace
from scribe_desktop.services.insights import TimeChoice
from scribe_desktop.storage.database import open_database
from tests.gui.conftest import end
from tests.history import GAP, REASONS, History
from tests.ready_folder import put_database

Opened = Callable[[], Workspace]


@pytest.fixture
def past(tmp_path: Path) -> Iterator[History]:
    """A history to be filled before the window is opened."""
    database = open_database(put_database(tmp_path))
    yield History(database, SystemClock().now() - timedelta(days=4))
    database.close()


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path))
    running: list[Application] = []

    def open_it() -> Workspace:
        application = Application(qapp, open_context, hooks_for)
        running.append(application)
        application.theme.choose(Theme.LIGHT)
        application.window.resize(1280, 800)
        application.show()
        qtbot.waitUntil(lambda: application.session is not None and application.session.working, timeout=20_000)
        work = application.window.workspace
        assert work is not None
        return work

    yield open_it
    for application in running:
        end(application)


def work_two_days(past: History) -> None:
    """Six drafts, then the day after one more and two that failed; the newest draft is to be checked."""
    past.queue(9)
    for at in range(6):
        past.work((0.5, 4.0 + at, 2.0, 8.0), reason=REASONS[at], tokens=1000, cost=0.25)
    past.now += timedelta(days=1)
    past.work((0.5, 4.0, 2.0, 8.0), reason=REASONS[0], findings=(GAP,))
    past.work((0.5,), failure="Reading the web took longer than 45 seconds (timeout). Try again.")
    past.work((0.5,), failure="Stopped by you.")


def go(qtbot: QtBot, work: Workspace, choice: TimeChoice = TimeChoice.ALL) -> InsightsPage:
    work.places.go(Place.INSIGHTS)
    page = work.insights
    page.choose(choice)
    qtbot.waitUntil(lambda: page.report is not None and page.report.choice is choice, timeout=20_000)
    if page.has_figures:
        card = page.figures.sameness
        qtbot.waitUntil(lambda: not card.instead.text().startswith("Comparing"), timeout=20_000)
    return page


def words(chart: Chart) -> list[str]:
    return [one.words for one in chart.marks]


def test_the_figures_say_what_the_history_says(qtbot: QtBot, past: History, opened: Opened) -> None:
    work_two_days(past)
    page = go(qtbot, opened())
    figures = page.figures
    assert page.summary.startswith("7 drafts, 2 failed · ")
    assert page.summary.endswith("6600 tokens · USD 1.50")
    assert words(figures.steps.chart)[1] == (
        "Reading the web (web_scraper): median 6.0 s; half of 7 took 4.5 s to 7.5 s; shortest 4.0 s, longest 9.0 s"
    )
    first, second = words(figures.times.chart)
    assert "median 17.0 s; half of 6 took" in first
    assert second.endswith("1 time: 14.5 s")
    assert [one.split(": ")[1].split(";")[0] for one in words(figures.ended.chart)] == ["6 drafts", "1 draft, 2 failed"]
    assert words(figures.failures.chart) == [
        "1: Reading the web took longer than 45 seconds (timeout). Try again.",
        "1: Stopped by you.",
    ]
    assert words(figures.reviews.chart) == [
        "Needs review: 1", "Ready: 6", "To check: Something was not found: 1",
    ]  # fmt: skip
    assert sum(int(one.split(" ")[0]) for one in words(figures.sameness.chart)) == 7
    assert "USD 1.50; 6 calls; 6000 tokens sent, 600 received" in words(figures.batches.chart)[0]
    assert figures.months.line == "The whole month, also the days outside the chosen time."
    assert "USD 1.50" in figures.months.instead.text()


def test_the_list_and_the_detail_give_way_and_come_back(qtbot: QtBot, past: History, opened: Opened) -> None:
    work = opened()
    before = work.splitter.sizes()
    page = go(qtbot, work)
    window = work.window()
    assert page.isVisible()
    assert not work.detail.isVisible()
    assert not work.queue.isVisible()
    assert not window.filter_field.isEnabled()  # type: ignore[attr-defined]
    kept = work.splitter.saveState()
    work.places.go(Place.DRAFTS)
    assert work.detail.isVisible()
    assert work.drafts.isVisible()
    assert window.filter_field.isEnabled()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: work.splitter.sizes() == before)
    work.splitter.restoreState(kept)
    assert work.splitter.sizes() == before, "the panes are as they were when the window was closed at Insights"


def test_what_is_under_the_mouse_is_said_and_taken_back(qtbot: QtBot, past: History, opened: Opened) -> None:
    work_two_days(past)
    chart = go(qtbot, opened()).figures.ended.chart
    mark = chart.marks[1]
    place = mark.rect.center()
    move = QMouseEvent(
        QEvent.Type.MouseMove, place, chart.mapToGlobal(place), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    chart.mouseMoveEvent(move)
    assert QToolTip.text() == mark.words
    assert chart.current == mark.words
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert chart.current == ""
    assert chart.mark_at(QPointF(-5, -5)) is None


def test_the_keys_go_from_mark_to_mark_and_a_screen_reader_hears_them(
    qtbot: QtBot, past: History, opened: Opened
) -> None:
    work_two_days(past)
    chart = go(qtbot, opened()).figures.steps.chart
    everything = words(chart)
    assert chart.accessibleName() == "Time per step"
    assert chart.accessibleDescription() == "\n".join(everything)
    for key, at in ((Qt.Key.Key_Right, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 3), (Qt.Key.Key_Right, 3),
                    (Qt.Key.Key_Left, 2), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Up, 0)):  # fmt: skip
        QTest.keyClick(chart, key)
        assert chart.current == everything[at]
        assert chart.accessibleDescription() == everything[at]
    chart.clearFocus()
    chart.focusOutEvent(_focus_out())
    assert chart.accessibleDescription() == "\n".join(everything)


def _focus_out() -> object:
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusOut)


def test_numbers_are_shown_as_a_table_and_saved_as_a_file(
    qtbot: QtBot, past: History, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_two_days(past)
    work = opened()
    page = go(qtbot, work)
    file = tmp_path / "steps.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    for card in page.figures.cards:
        card.numbers.click()
        assert card.table.isVisibleTo(card)
        assert card.table.rowCount() >= 1
        assert card.table.accessibleName() == f"{card.title}: numbers"
    steps = page.figures.steps
    first = [steps.table.item(0, at).text() for at in range(steps.table.columnCount())]
    assert first == ["Reading the template", "9", "0.50 s", "0.50 s to 0.50 s", "0.50 s to 0.50 s"]
    with qtbot.waitSignal(page.said) as said:
        steps.save.click()
    assert said.args == ["Saved as steps.csv."]
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert [(row["step"], row["count"], row["median_seconds"]) for row in rows][1] == ("web_scraper", "7", "6.0")
    for at, card in enumerate(page.figures.cards):
        file = tmp_path / f"{at}.csv"
        with qtbot.waitSignal(page.said):
            card.save.click()
        assert len(file.read_text("utf-8").splitlines()) >= 2
    steps.numbers.click()
    assert not steps.table.isVisibleTo(steps)


def test_a_file_that_cannot_be_written_is_said(
    qtbot: QtBot, past: History, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_two_days(past)
    work = opened()
    page = go(qtbot, work)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "steps.csv"), ""))
    with qtbot.waitSignal(work.failed) as failed:
        page.figures.steps.save.click()
    assert "cannot be written" in failed.args[0].message


def test_an_empty_time_offers_all_and_an_empty_folder_says_when_there_will_be_figures(
    qtbot: QtBot, past: History, opened: Opened
) -> None:
    past.now -= timedelta(days=60)
    work_two_days(past)
    page = go(qtbot, opened(), TimeChoice.WEEK)
    assert not page.has_figures
    assert page.state.title == "Nothing was done in this time"
    page.choose(TimeChoice.ALL)
    qtbot.waitUntil(lambda: page.has_figures)


def test_a_new_folder_has_no_figures_yet(qtbot: QtBot, opened: Opened) -> None:
    page = go(qtbot, opened())
    assert (page.has_figures, page.state.title) == (False, "No figures yet")


def test_while_it_reads_it_says_so_and_an_error_can_be_tried_again(
    qtbot: QtBot, past: History, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_two_days(past)
    work = opened()
    insights = work.session.context.insights
    report, answer = type(insights).report, threading.Event()

    def broken(*_: object) -> None:
        answer.wait(20)
        raise StorageError("The database is busy. Close the other program.")

    monkeypatch.setattr(type(insights), "report", broken)
    work.places.go(Place.INSIGHTS)
    assert work.insights.state.title == "Reading the figures…"
    with qtbot.waitSignal(work.insights.shown):
        answer.set()
    assert work.insights.state.title == "The figures could not be read"
    monkeypatch.setattr(type(insights), "report", report)
    with qtbot.waitSignal(work.insights.shown):
        work.insights.refresh()
    assert work.insights.has_figures


def test_what_is_new_is_shown_while_one_looks(qtbot: QtBot, past: History, opened: Opened) -> None:
    work_two_days(past)
    work = opened()
    page = go(qtbot, work)
    past.now = SystemClock().now() - timedelta(hours=1)
    past.queue(1)
    past.work((1.0, 1.0, 1.0, 1.0))
    work.session.data_changed.emit()
    assert page.has_figures, "what is on show stays until the new figures are there"
    with qtbot.waitSignal(page.shown, timeout=20_000):
        page.refresh()
    assert page.summary.startswith("8 drafts, 2 failed")


def test_another_batch_can_be_compared(qtbot: QtBot, past: History, opened: Opened) -> None:
    work_two_days(past)
    past.now += timedelta(hours=3)
    past.queue(2)
    past.work((1.0,), reason=REASONS[0])
    past.work((1.0,), reason=REASONS[0])
    card = go(qtbot, opened()).figures.sameness
    assert card.instead.text() == "Each beside the one most like it: 100 %, 100 %"
    assert "2 of all 2 are word for word the same as another one." in card.line
    assert card.chooser.count() == 2
    card.chooser.setCurrentIndex(1)
    card.chooser.activated.emit(1)
    qtbot.waitUntil(lambda: card.instead.text() == "")
    assert sum(int(one.split(" ")[0]) for one in words(card.chart)) == 7
    assert card.chooser.currentIndex() == 1


def test_a_narrow_window_has_one_column_of_figures(qtbot: QtBot, past: History, opened: Opened) -> None:
    work_two_days(past)
    work = opened()
    page = go(qtbot, work)
    steps, times = page.figures.steps, page.figures.times
    assert steps.y() == times.y()
    work.window().resize(640, 500)
    qtbot.waitUntil(lambda: steps.y() < times.y())
    assert all(card.width() <= page.area.viewport().width() for card in page.figures.cards)


def test_scales_have_few_round_lines_that_reach_the_top() -> None:
    for most in (0.003, 0.7, 1.0, 9.0, 44.0, 61.0, 812.0, 4000.0, 86_000.0, 1e6):
        for steps in (time_steps(most), scale_steps(most, False), scale_steps(most, True)):
            assert steps[0] == 0
            assert steps[-1] >= most * 0.999
            assert 2 <= len(steps) <= 6
    assert scale_steps(3, True) == [0.0, 1.0, 2.0, 3.0]
    assert scale_steps(0, True) == [0.0, 1.0]
    assert [scale_word(one) for one in time_steps(200.0)] == ["0", "1 min", "2 min", "3 min", "4 min"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.0, "0 s"), (0.001, "under 0.01 s"), (0.02, "0.02 s"), (8.44, "8.4 s"), (60.0, "1 min"), (125.2, "2 min 5 s"),
     (3599.9, "1 h"), (11_040.0, "3 h 4 min")],
)  # fmt: skip
def test_lengths_of_time_have_as_many_figures_as_say_something(seconds: float, shown: str) -> None:
    assert seconds_word(seconds) == shown
