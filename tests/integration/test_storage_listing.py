"""Sorting, filtering and paging the queue in SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.queue import QueueCounts, QueueItem, QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage import queue_listing
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage_ports.queue import QueueQuery, QueueSort
from tests import factories
from tests.factories import NOON
from tests.ready_folder import put_database

HOUR = timedelta(hours=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Batches queued out of time order, items in all statuses."""
    opened = open_database(put_database(tmp_path / "data"))
    shuffled = random.Random(7)
    with opened.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        ids = []
        for hours in (2, 0, 1, 0):
            names = [f"{shuffled.choice('äBcDéf')}{shuffled.randrange(99)}" for _ in range(12)]
            ids += work.queue.add((factories.recipient(name) for name in names), template.id, NOON + hours * HOUR)
        for number in range(12):
            item = work.queue.claim("worker", "template-only", NOON)
            if number % 3 == 0:
                work.queue.fail(item, "Nothing found.", NOON + number * HOUR)
            elif number % 3 == 1:
                work.queue.complete(item, factories.email(queue_item_id=item.id), NOON + number * HOUR)
        work.queue.cancel(shuffled.sample(ids, 8), NOON)
        work.commit()
    yield opened
    opened.close()


def find(database: Database, **query: object) -> list[QueueItem]:
    with database.unit_of_work(read_only=True) as work:
        wanted = QueueQuery(**query)
        found = work.queue.find(wanted)
        if wanted.limit is None:
            assert work.queue.count(wanted) == len(found)
    return found


def queue_order(item: QueueItem) -> tuple[datetime, int]:
    return item.created_at, item.sequence


KEYS = {
    QueueSort.QUEUED: queue_order,
    QueueSort.RECIPIENT: lambda item: (item.recipient.name.casefold(), *queue_order(item)),
    QueueSort.STATUS: lambda item: (item.status.value, *queue_order(item)),
}


def test_positions_count_all_that_wait_in_queue_order(database: Database) -> None:
    pending = [item for item in find(database) if item.status is QueueStatus.PENDING]
    assert [item.position for item in sorted(pending, key=queue_order)] == list(range(1, len(pending) + 1))
    assert all(item.position is None for item in find(database) if item.status is not QueueStatus.PENDING)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(KEYS))
def test_each_sort_orders_by_its_column_then_the_queue(database: Database, sort: QueueSort, descending: bool) -> None:
    found = find(database, sort=sort, descending=descending)
    assert found == sorted(find(database), key=KEYS[sort], reverse=descending)
    assert len(found) > 30


@pytest.mark.parametrize("descending", [False, True])
def test_sorted_by_position_what_has_none_comes_last(database: Database, descending: bool) -> None:
    positions = [item.position for item in find(database, sort=QueueSort.POSITION, descending=descending)]
    numbers = [one for one in positions if one is not None]
    assert numbers == sorted(numbers, reverse=descending)
    assert positions == numbers + [None] * (len(positions) - len(numbers))


@pytest.mark.parametrize("sort", list(QueueSort))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_put_together_are_the_whole_list(
    database: Database, monkeypatch: pytest.MonkeyPatch, sort: QueueSort, descending: bool
) -> None:
    monkeypatch.setattr(queue_listing, "SORTED_AT_ONCE_FROM", 14)
    pages = [find(database, sort=sort, descending=descending, limit=7, offset=start) for start in range(0, 49, 7)]
    assert [item for page in pages for item in page] == find(database, sort=sort, descending=descending)


def test_cancelled_items_are_listed_only_when_asked_for(database: Database) -> None:
    assert all(item.status is not QueueStatus.CANCELLED for item in find(database))
    cancelled = find(database, statuses=frozenset({QueueStatus.CANCELLED}))
    assert {item.status for item in cancelled} == {QueueStatus.CANCELLED}
    assert len(find(database, statuses=frozenset(QueueStatus))) == len(find(database)) + len(cancelled)


def test_finished_items_retire_and_the_others_never(database: Database) -> None:
    everyone, shown = find(database), find(database, finished_after=NOON + 6 * HOUR)
    gone = {item.id for item in everyone} - {item.id for item in shown}
    assert gone == {item.id for item in everyone if item.finished_at and item.finished_at < NOON + 6 * HOUR}
    assert gone


def test_counts_are_those_of_the_list(database: Database) -> None:
    for finished_after in (None, NOON + 6 * HOUR):
        listed = [item.status for item in find(database, finished_after=finished_after)]
        with database.unit_of_work(read_only=True) as work:
            counts = work.queue.counts(finished_after)
        assert counts == QueueCounts(
            **{status.value: listed.count(status) for status in QueueStatus if status is not QueueStatus.CANCELLED}
        )


def test_created_after_includes_the_moment_itself(database: Database) -> None:
    late = find(database, created_after=NOON + HOUR)
    assert {item.created_at for item in late} == {NOON + HOUR, NOON + 2 * HOUR}


def test_ids_and_statuses_narrow_together(database: Database) -> None:
    some = find(database, limit=20)
    wanted = frozenset(item.id for item in some)
    assert find(database, ids=wanted) == some
    failed = find(database, ids=wanted, statuses=frozenset({QueueStatus.FAILED}))
    assert failed == [item for item in some if item.status is QueueStatus.FAILED]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("brøndum", ["Åse BRØNDUM"]),
        ("ÅSE", ["Åse BRØNDUM"]),
        ("TIDAL", ["Åse BRØNDUM", "Per Lund"]),
        ("100%", ["Per Lund"]),
        ("_", []),
        (" lund ", ["Per Lund"]),
        ("nobody", []),
        ("", ["Åse BRØNDUM", "Per Lund"]),
    ],
)
def test_text_is_found_anywhere_in_name_interest_and_affiliation(tmp_path: Path, text: str, found: list[str]) -> None:
    database = open_database(DataPaths(tmp_path / "data"))
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.queue.add(
            [
                Recipient("Åse BRØNDUM", "Tidal flats", affiliation="Örnö"),
                Recipient("Per Lund", "100% tidal", "tides@lund.example"),
            ],
            template.id,
            NOON,
        )
        assert [item.recipient.name for item in work.queue.find(QueueQuery(text=text))] == found
        assert work.queue.count(QueueQuery(text=text)) == len(found)
    database.close()


def test_a_page_of_many_reads_the_position_index_once(database: Database) -> None:
    """However long the queue: no numbering of all that wait, no scan of the table for positions."""
    with database.unit_of_work(read_only=True) as work:
        statement = queue_listing.listing(QueueQuery(limit=200))
        sql = str(statement.compile(compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in work._open().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    searches = [line for line in plan if "COVERING INDEX ix_queue_items_status" in line]
    assert len(searches) == 6
    assert all("SEARCH" in line and "created_at" in line for line in searches)
    assert any("SCAN queue_items USING INDEX ix_queue_items_created_at" in line for line in plan)
