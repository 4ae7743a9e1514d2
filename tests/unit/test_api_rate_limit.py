"""Token buckets of the local API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from scribe_desktop.api import rate_limit
from scribe_desktop.api.rate_limit import RateLimiter
from tests.fakes import FakeClock


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    clock, key = FakeClock(), uuid4()
    limiter = RateLimiter(clock.monotonic, rate=2, burst=3)
    assert [limiter.wait_seconds(key) for _ in range(4)] == [0, 0, 0, 0.5]
    clock.advance(0.25)
    assert limiter.wait_seconds(key) == 0.25
    clock.advance(0.25)
    assert [limiter.wait_seconds(key) for _ in range(2)] == [0, 0.5]


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    clock, key = FakeClock(), uuid4()
    limiter = RateLimiter(clock.monotonic, rate=2, burst=3)
    limiter.wait_seconds(key)
    clock.advance(3600)
    assert [limiter.wait_seconds(key) for _ in range(4)] == [0, 0, 0, 0.5]


def test_each_key_has_its_own_bucket() -> None:
    limiter = RateLimiter(FakeClock().monotonic, rate=1, burst=1)
    assert [limiter.wait_seconds(uuid4()) for _ in range(3)] == [0, 0, 0]


def test_full_buckets_are_forgotten_and_empty_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "_BUCKETS_KEPT", 2)
    clock, busy = FakeClock(), uuid4()
    limiter = RateLimiter(clock.monotonic, rate=1, burst=5)
    for _ in range(5):
        limiter.wait_seconds(busy)
    clock.advance(1)
    for _ in range(3):
        limiter.wait_seconds(uuid4())
    assert limiter.wait_seconds(busy) == 0
    assert limiter.wait_seconds(busy) > 0
