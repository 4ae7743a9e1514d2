"""The event bus within one process."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.events import Event, QueueResumed
from scribe_desktop.services.event_bus import EventBus


def test_every_listener_hears_until_it_leaves() -> None:
    bus = EventBus()
    first: list[Event] = []
    second: list[Event] = []
    leave = bus.subscribe(first.append)
    bus.subscribe(second.append)
    bus.publish(QueueResumed())
    leave()
    bus.publish(QueueResumed())
    assert (len(first), len(second)) == (1, 2)


@pytest.mark.expected_warning("A listener failed on QueueResumed")
def test_a_failing_listener_does_not_keep_others_from_hearing(caplog: pytest.LogCaptureFixture) -> None:
    bus = EventBus()
    heard: list[Event] = []

    def fail(event: Event) -> None:
        raise ValueError("broken")

    bus.subscribe(fail)
    bus.subscribe(heard.append)
    bus.publish(QueueResumed())
    assert len(heard) == 1
    assert "A listener failed" in caplog.text
