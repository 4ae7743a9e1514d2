"""What the worker is doing, told by its events."""

from __future__ import annotations

from uuid import uuid4

from scribe_desktop.domain.events import (
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsChanged,
    QueueDrained,
    StepStarted,
)
from scribe_desktop.domain.queue import StepName
from scribe_desktop.errors import PauseReason
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.worker_state import WorkerActivity, WorkerMonitor, WorkerState
from scribe_desktop.storage_ports.queue import PauseState
from tests.fakes import FakeClock

ITEM, CLOCK_START = uuid4(), FakeClock().now()


def monitor(pause: PauseState | None = None) -> tuple[WorkerMonitor, EventBus, FakeClock]:
    clock, bus = FakeClock(), EventBus()
    return WorkerMonitor(bus, clock, lambda: pause or PauseState()), bus, clock


def test_it_is_idle_until_something_is_claimed() -> None:
    watched, bus, clock = monitor()
    assert watched() == WorkerState(WorkerActivity.IDLE)
    bus.publish(ItemClaimed(ITEM, clock.now()))
    assert watched() == WorkerState(WorkerActivity.RUNNING, StepName.TEMPLATE_PARSER, 0.0)


def test_a_running_step_has_an_age() -> None:
    watched, bus, clock = monitor()
    bus.publish(ItemClaimed(ITEM, clock.now()))
    clock.advance(2)
    bus.publish(StepStarted(ITEM, StepName.WEB_SCRAPER, clock.now()))
    clock.advance(1.5)
    assert watched() == WorkerState(WorkerActivity.RUNNING, StepName.WEB_SCRAPER, 1.5)


def test_every_end_of_an_item_is_an_end() -> None:
    for end in (ItemCompleted(ITEM, uuid4()), ItemFailed(ITEM, "No."), ItemsChanged((ITEM,)), QueueDrained()):
        watched, bus, clock = monitor()
        bus.publish(ItemClaimed(ITEM, clock.now()))
        bus.publish(ItemsChanged((uuid4(),)))
        assert watched().activity is WorkerActivity.RUNNING
        bus.publish(end)
        assert watched() == WorkerState()


def test_a_pause_shows_its_reason_once_nothing_runs() -> None:
    watched, bus, clock = monitor(PauseState(PauseReason.KEY_REFUSED, "The key was refused.", CLOCK_START))
    assert watched() == WorkerState(WorkerActivity.PAUSED, reason=PauseReason.KEY_REFUSED)
    bus.publish(ItemClaimed(ITEM, clock.now()))
    assert watched().activity is WorkerActivity.RUNNING


def test_a_closed_one_hears_nothing() -> None:
    watched, bus, clock = monitor()
    watched.close()
    bus.publish(ItemClaimed(ITEM, clock.now()))
    assert watched() == WorkerState()
