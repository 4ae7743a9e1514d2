"""Without a network the queue pauses by itself, and goes on by itself when it is back; nothing fails."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import offline
import pytest

from scribe_desktop.errors import PauseReason
from scribe_desktop.providers import io_loop


def fails(host: str, port: int) -> Any:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


@pytest.fixture
def hangs() -> Iterator[Callable[[str, int], Any]]:
    """A lookup that hangs until the test is over."""
    over = threading.Event()

    def look_up(host: str, port: int) -> Any:
        over.wait()
        fails(host, port)

    yield look_up
    over.set()


def outcome(seen: dict[str, Any]) -> tuple[set[str], bool, int, list[Any]]:
    """Why it paused, whether it went on, how many items were completed, and which failed."""
    return set(seen["paused"]), bool(seen["resumed"]), seen["completed"], seen["failed"]


PAUSED_AND_WENT_ON: tuple[set[str], bool, int, list[Any]] = ({PauseReason.OFFLINE.value}, True, offline.PEOPLE, [])


def test_queue_pauses_and_goes_on_by_itself() -> None:
    assert outcome(offline.pulled(fails)) == PAUSED_AND_WENT_ON


def test_so_it_does_when_only_the_models_name_cannot_be_looked_up() -> None:
    assert outcome(offline.pulled(fails, offline.MODEL)) == PAUSED_AND_WENT_ON


def test_so_it_does_when_the_models_lookup_hangs(
    monkeypatch: pytest.MonkeyPatch, hangs: Callable[[str, int], Any]
) -> None:
    monkeypatch.setattr(io_loop, "LOOKUP_SECONDS", 0.2)
    assert outcome(offline.pulled(hangs, offline.MODEL)) == PAUSED_AND_WENT_ON
