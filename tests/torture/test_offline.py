"""Without a network the queue pauses by itself, and goes on by itself when it is back; nothing fails."""

from __future__ import annotations

import socket
from typing import Any

import offline

from scribe_desktop.errors import PauseReason


def fails(host: str, port: int) -> Any:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def test_queue_pauses_and_goes_on_by_itself() -> None:
    seen = offline.pulled(fails)
    assert set(seen["paused"]) == {PauseReason.OFFLINE.value}
    assert seen["resumed"]
    assert (seen["completed"], seen["failed"]) == (offline.PEOPLE, [])
