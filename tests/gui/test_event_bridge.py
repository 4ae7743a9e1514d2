"""Events of any thread as signals in the GUI thread, one batch a frame."""

from __future__ import annotations

import threading
from uuid import uuid4

from pytestqt.qtbot import QtBot

from scribe_desktop.domain.events import (
    EmailChanged,
    ItemClaimed,
    ItemCompleted,
    ItemsChanged,
    QueuePaused,
    QueueResumed,
    StepProgressed,
    StepStarted,
)
from scribe_desktop.domain.queue import StepName
from scribe_desktop.errors import PauseReason
from scribe_desktop.gui.event_bridge import EventBridge, LiveStep
from scribe_desktop.services.event_bus import EventBus
from tests.factories import NOON


def publish_elsewhere(bus: EventBus, events: list) -> None:
    thread = threading.Thread(target=lambda: [bus.publish(one) for one in events])
    thread.start()
    thread.join()


def test_a_thousand_events_become_few_signals_in_the_gui_thread(qtbot: QtBot) -> None:
    bus = EventBus()
    bridge = EventBridge(bus)
    heard: list[tuple[frozenset, int]] = []
    bridge.items_changed.connect(lambda ids: heard.append((ids, threading.get_ident())))
    ids = [uuid4() for _ in range(500)]

    publish_elsewhere(bus, [event for one in ids for event in (ItemClaimed(one, NOON), ItemCompleted(one, uuid4()))])
    qtbot.waitUntil(lambda: bool(heard))

    assert len(heard) == 1
    assert heard[0] == (frozenset(ids), threading.get_ident())
    bridge.close()


def test_live_step_has_the_latest_words_of_the_item_being_worked(qtbot: QtBot) -> None:
    bus, item = EventBus(), uuid4()
    bridge = EventBridge(bus)
    steps: list[LiveStep] = []
    bridge.step_changed.connect(steps.append)

    publish_elsewhere(
        bus,
        [
            ItemClaimed(item, NOON),
            StepStarted(item, StepName.WEB_SCRAPER, NOON),
            StepProgressed(item, StepName.WEB_SCRAPER, "reading page 1 of 6"),
            StepProgressed(item, StepName.WEB_SCRAPER, "reading page 2 of 6"),
        ],
    )
    qtbot.waitUntil(lambda: bool(steps))

    assert [(one.item_id, one.step, one.text, one.started_at) for one in steps] == [
        (item, StepName.WEB_SCRAPER, "reading page 2 of 6", NOON)
    ]
    bus.publish(ItemCompleted(item, uuid4()))
    bridge.flush()
    assert bridge.live_step is None
    bridge.close()


def test_only_the_last_of_pause_and_resume_in_a_frame_is_told(qtbot: QtBot) -> None:
    bus = EventBus()
    bridge = EventBridge(bus)
    heard: list[str] = []
    bridge.paused.connect(lambda reason, message: heard.append(message))
    bridge.resumed.connect(lambda: heard.append("resumed"))

    bus.publish(QueuePaused(PauseReason.OFFLINE, "There is no network."))
    bus.publish(QueueResumed())
    bridge.flush()

    assert heard == ["resumed"]
    bridge.close()


def test_a_changed_draft_is_named_and_nothing_is_heard_after_closing(qtbot: QtBot) -> None:
    bus, draft = EventBus(), uuid4()
    bridge = EventBridge(bus)
    heard: list[frozenset] = []
    bridge.emails_changed.connect(heard.append)

    bus.publish(EmailChanged(draft))
    bridge.flush()
    bridge.close()
    bus.publish(EmailChanged(uuid4()))
    bridge.flush()

    assert heard == [frozenset({draft})]


def test_step_of_an_item_that_was_put_back_is_no_longer_under_way(qtbot: QtBot) -> None:
    bus, item = EventBus(), uuid4()
    bridge = EventBridge(bus)
    bus.publish(StepStarted(item, StepName.WEB_SCRAPER, NOON))
    bus.publish(ItemsChanged((uuid4(),)))
    bridge.flush()
    assert bridge.live_step is not None
    bus.publish(ItemsChanged((item,)))
    bridge.flush()
    assert bridge.live_step is None
    bridge.close()
