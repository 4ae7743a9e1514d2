"""How often a token may ask: a token bucket each (Turner, "New directions in communications", 1986)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

REQUESTS_PER_SECOND = 200.0
BURST = 400.0
_BUCKETS_KEPT = 1000


class RateLimiter:
    """Buckets that fill with the clock's time. For one thread."""

    def __init__(self, monotonic: Callable[[], float], rate: float = REQUESTS_PER_SECOND, burst: float = BURST) -> None:
        self._monotonic = monotonic
        self._rate = rate
        self._burst = burst
        self._buckets: dict[UUID, tuple[float, float]] = {}

    def wait_seconds(self, key: UUID) -> float:
        """Take one request's worth; 0.0 when there was one, else the seconds until there will be."""
        now = self._monotonic()
        level, since = self._buckets.get(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        if level < 1.0:
            self._buckets[key] = (level, now)
            return (1.0 - level) / self._rate
        self._buckets[key] = (level - 1.0, now)
        if len(self._buckets) > _BUCKETS_KEPT:
            self._forget_full(now)
        return 0.0

    def _forget_full(self, now: float) -> None:
        self._buckets = {
            key: (level, since)
            for key, (level, since) in self._buckets.items()
            if level + (now - since) * self._rate < self._burst
        }
