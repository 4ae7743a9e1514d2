"""The pace at which a public server is asked."""

from __future__ import annotations

import threading

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.ports import Clock


class Pace:
    """Turns at least `pause` seconds apart, for callers in any thread."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._next_turn = float("-inf")

    def keep(self, token: CancelToken) -> None:
        """Wait for a turn; it is taken before the wait, so that two callers never share one. Raises WorkInterrupted."""
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._next_turn)
            self._next_turn = turn + self._pause
        if turn > now:
            token.sleep(turn - now)
