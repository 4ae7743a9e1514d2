"""The table model: rows in blocks, only what differs repainted, the selection kept by item."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.queue import QueueItem, QueueStatus, StepName
from scribe_desktop.gui.event_bridge import LiveStep
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.models.paged_model import BLOCK, CELL_ROLE
from scribe_desktop.gui.models.queue_model import QueueModel, QueueRow
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.paged_table import PagedTable
from scribe_desktop.gui.views.row_delegate import RowDelegate
from scribe_desktop.storage_ports.queue import QueueSort
from tests.factories import NOON
from tests.gui.conftest import people


def rows_of(items: list[QueueItem]) -> list[QueueRow]:
    return [QueueRow(one) for one in items]


def model_of(items: list[QueueItem], total: int | None = None) -> QueueModel:
    model = QueueModel(lambda: NOON)
    model.replace(rows_of(items[:BLOCK]), len(items) if total is None else total)
    return model


def test_model_keeps_qts_contract(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model_of(people(BLOCK * 2)))


def test_row_that_is_not_here_is_empty_and_its_block_asked_for_once(qtbot: QtBot) -> None:
    items = people(BLOCK * 10)
    model = model_of(items)
    wanted: list[int] = []
    model.block_wanted.connect(wanted.append)

    far = model.index(BLOCK * 7 + 3, 0)
    assert model.data(far) is None
    assert model.data(model.index(BLOCK * 7 + 4, 1)) is None
    assert wanted == [7]

    model.set_block(7, rows_of(items[BLOCK * 7 : BLOCK * 8]), len(items))
    assert model.data(far) == items[BLOCK * 7 + 3].recipient.name


def test_only_rows_that_differ_are_repainted(qtbot: QtBot) -> None:
    items = people(BLOCK)
    model = model_of(items)
    painted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: painted.append((first.row(), last.row())))

    model.set_block(0, rows_of(items), BLOCK)
    assert painted == []

    items[5] = replace(items[5], status=QueueStatus.COMPLETED)
    model.set_block(0, rows_of(items), BLOCK)
    assert painted == [(5, 5)]


def test_rows_come_and_go_at_the_end(qtbot: QtBot) -> None:
    items = people(BLOCK + 10)
    model = model_of(items[:10])
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.set_block(0, rows_of(items[:BLOCK]), BLOCK + 10)
    assert inserted.args[1:] == [10, BLOCK + 9]
    assert model.rowCount() == BLOCK + 10

    with qtbot.waitSignal(model.rowsRemoved):
        model.set_block(0, rows_of(items[:3]), 3)
    assert model.rowCount() == 3
    assert model.id_at(2) == items[2].id


def test_out_of_date_rows_are_shown_until_the_new_ones_come(qtbot: QtBot) -> None:
    items = people(BLOCK)
    model = model_of(items)
    wanted: list[int] = []
    model.block_wanted.connect(wanted.append)

    model.mark_stale()
    assert model.data(model.index(0, 0)) == items[0].recipient.name
    assert wanted == [0]


def test_header_click_is_passed_on_as_a_wish_to_sort(qtbot: QtBot) -> None:
    model = model_of(people(3))
    with qtbot.waitSignal(model.sort_wanted) as wanted:
        model.sort(0)
    assert wanted.args == [QueueSort.RECIPIENT, False]


def test_step_being_worked_shows_plain_words_progress_and_code_name(qtbot: QtBot) -> None:
    item = replace(people(1)[0], status=QueueStatus.PROCESSING, current_step=StepName.WEB_SCRAPER)
    model = model_of([item])
    column = [one.key for one in model.columns].index("step")

    cell = model.data(model.index(0, column), CELL_ROLE)
    assert (cell.text, cell.progress) == ("Reading the web", 50)
    assert "web_scraper" in cell.tooltip

    model.set_live_step(LiveStep(item.id, StepName.ARXIV_HELPER, NOON, NOON, "asking arXiv"))
    cell = model.data(model.index(0, column), CELL_ROLE)
    assert (cell.text, cell.progress) == ("Asking arXiv", 75)


def test_selection_follows_the_item_when_rows_move(qtbot: QtBot, theme: ThemeController, icons: Icons) -> None:
    items = people(6)
    model = model_of(items)
    delegate = RowDelegate(theme, icons)
    table = PagedTable(model, delegate, theme)
    qtbot.addWidget(table)
    table.selectRow(4)
    assert table.current_id == items[4].id
    changes: list[object] = []
    table.current_changed.connect(changes.append)

    model.set_block(0, rows_of(items[2:]), 4)

    assert table.selected_ids == {items[4].id}
    assert [one.row() for one in table.selectionModel().selectedRows()] == [2]
    assert table.current_id == items[4].id
    assert changes == [], "the same item is still the current one"


def test_selection_of_rows_that_are_not_here_is_counted_by_range(
    qtbot: QtBot, theme: ThemeController, icons: Icons
) -> None:
    model = model_of(people(BLOCK), total=100_000)
    delegate = RowDelegate(theme, icons)
    table = PagedTable(model, delegate, theme)
    qtbot.addWidget(table)
    table.selectAll()

    assert table.selected_ranges() == [(0, 100_000)]
    assert len(table.selected_ids) == BLOCK
