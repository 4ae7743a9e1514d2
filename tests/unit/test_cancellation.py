"""Tokens: who may end work, when time is up, and what waiting does about it."""

from __future__ import annotations

import pytest

from scribe_desktop.errors import InterruptReason, StepTimeoutError, WorkInterrupted
from tests.fakes import FakeClock, token_for


def test_cancelling_a_parent_cancels_its_children_with_the_same_reason() -> None:
    parent = token_for(FakeClock())
    child = parent.child(10, "Reading")
    parent.cancel(InterruptReason.STOPPED)
    with pytest.raises(WorkInterrupted) as caught:
        child.raise_if_cancelled()
    assert caught.value.reason is InterruptReason.STOPPED


def test_cancelling_a_child_leaves_the_parent_alone() -> None:
    parent = token_for(FakeClock())
    parent.child(10, "Reading").cancel(InterruptReason.STOPPED)
    assert not parent.cancelled


def test_the_first_reason_stands() -> None:
    token = token_for(FakeClock())
    token.cancel(InterruptReason.CLOSING)
    token.cancel(InterruptReason.STOPPED)
    assert token.reason is InterruptReason.CLOSING


def test_an_expired_token_names_what_took_too_long() -> None:
    clock = FakeClock()
    token = token_for(clock).child(45, "Reading the web")
    clock.advance(45)
    with pytest.raises(StepTimeoutError, match=r"Reading the web took longer than 45 seconds \(timeout\)"):
        token.raise_if_cancelled()


def test_a_child_expires_with_its_parent() -> None:
    clock = FakeClock()
    child = token_for(clock, 20).child(45, "Reading")
    assert child.remaining() == 20
    clock.advance(20)
    assert child.cancelled


def test_waiting_that_a_server_asked_for_does_not_count() -> None:
    clock = FakeClock()
    parent = token_for(clock, 100)
    child = parent.child(30, "Writing")
    clock.advance(25)
    child.excuse(60)
    assert child.remaining() == 65
    assert parent.remaining() == 135


def test_sleep_ends_at_the_deadline() -> None:
    clock = FakeClock()
    token = token_for(clock, 3)
    with pytest.raises(StepTimeoutError):
        token.sleep(10)
    assert clock.monotonic() == 3


def test_callbacks_hear_of_a_cancellation_once_and_only_inside_their_block() -> None:
    token = token_for(FakeClock())
    heard: list[str] = []
    with token.on_cancel(lambda: heard.append("early")):
        pass
    with token.on_cancel(lambda: heard.append("inside")):
        token.cancel(InterruptReason.CLOSING)
        token.cancel(InterruptReason.CLOSING)
    with token.on_cancel(lambda: heard.append("late")):
        pass
    assert heard == ["inside", "late"]


def test_a_finished_child_is_forgotten_by_its_parent() -> None:
    parent = token_for(FakeClock())
    with parent.limited(5, "Reading") as child:
        pass
    parent.cancel(InterruptReason.CLOSING)
    assert child.reason is None
