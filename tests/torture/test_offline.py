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


def paused_and_went_on(seen: dict[str, Any]) -> None:
    assert set(seen["paused"]) == {PauseReason.OFFLINE.value}
    assert seen["resumed"]
    assert (seen["completed"], seen["failed"]) == (offline.PEOPLE, [])


def test_queue_pauses_and_goes_on_by_itself() -> None:
    paused_and_went_on(offline.pulled(fails))


def test_so_it_does_when_only_the_models_name_cannot_be_looked_up() -> None:
    paused_and_went_on(offline.pulled(fails, offline.MODEL))


def test_so_it_does_when_the_models_lookup_hangs(
    monkeypatch: pytest.MonkeyPatch, hangs: Callable[[str, int], Any]
) -> None:
    monkeypatch.setattr(io_loop, "LOOKUP_SECONDS", 0.2)
    paused_and_went_on(offline.pulled(hangs, offline.MODEL))
