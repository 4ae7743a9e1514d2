"""The list's ready bytes beside a busy worker: what people change shows at once, what the worker changes soon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from scribe_desktop.api.queue_answers import REST_AT_MOST_SECONDS, QueueAnswers
from scribe_desktop.domain.events import ItemClaimed
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.storage.database import open_database
from scribe_desktop.storage_ports.queue import QueueQuery, QueueRow
from tests.fakes import FakeClock
from tests.ready_folder import put_database

TEMPLATE = "Dear {{ name }},\n\nI think about {{ interest }}.\n\nMaya"


class TimedQueue(QueueService):
    """A queue whose list takes as long to read as the test says."""

    read_seconds = 0.0
    clock: FakeClock

    def rows(self, query: QueueQuery) -> list[QueueRow]:
        self.clock.advance(self.read_seconds)
        return super().rows(query)


class Desk:
    """A worker and a client beside each other."""

    def __init__(self, folder: Path) -> None:
        self.clock, self._events = FakeClock(), EventBus()
        self.database = open_database(put_database(folder))
        self.queue = TimedQueue(self.database.unit_of_work, self.clock, self._events)
        self.queue.clock = self.clock
        self._answers = QueueAnswers(self.queue, self.clock, self._events, lambda: False)

    def enqueue(self, name: str) -> UUID:
        return self.queue.enqueue([Recipient(name, "tides")], TEMPLATE)[0]

    def claim(self) -> None:
        with self.database.unit_of_work() as work:
            item = work.queue.claim("worker", "template-only", self.clock.now())
            work.commit()
        assert item is not None
        self._events.publish(ItemClaimed(item.id, self.clock.now()))

    def publish_claim_of_another(self) -> None:
        self._events.publish(ItemClaimed(uuid4(), self.clock.now()))

    def statuses(self) -> list[str]:
        answer = asyncio.run(self._answers.get(QueueQuery(), last_day_only=True))
        return [entry["status"] for entry in json.loads(answer.body)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.database.close()


def test_a_short_list_shows_the_workers_change_at_once(desk: Desk) -> None:
    desk.queue.read_seconds = 0.01
    desk.enqueue("Prof. Ilse Varnholt")
    assert desk.statuses() == ["pending"]
    desk.claim()
    assert desk.statuses() == ["processing"]


def test_a_long_list_shows_the_workers_change_after_its_rest(desk: Desk) -> None:
    desk.queue.read_seconds = 0.05
    desk.enqueue("Prof. Ilse Varnholt")
    desk.statuses()
    desk.claim()
    desk.clock.advance(0.19)
    assert desk.statuses() == ["pending"]
    desk.clock.advance(0.02)
    assert desk.statuses() == ["processing"]


def test_no_list_rests_longer_than_half_a_second(desk: Desk) -> None:
    desk.queue.read_seconds = 5.0
    desk.enqueue("Prof. Ilse Varnholt")
    desk.statuses()
    desk.claim()
    desk.clock.advance(REST_AT_MOST_SECONDS)
    assert desk.statuses() == ["processing"]


def test_what_people_change_shows_at_once_even_while_the_worker_goes_on(desk: Desk) -> None:
    desk.queue.read_seconds = 0.05
    first = desk.enqueue("Prof. Ilse Varnholt")
    desk.statuses()
    desk.enqueue("Dr. Jorun Halvik")
    desk.publish_claim_of_another()
    assert desk.statuses() == ["pending", "pending"]
    desk.queue.cancel(first)
    desk.publish_claim_of_another()
    assert desk.statuses() == ["pending"]
