"""Keeps requests to one host a second apart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

SECONDS_BETWEEN_REQUESTS = 1.0
_HOSTS_REMEMBERED = 1000


class HostPacer:
    """Gives each request to a host its turn. Used from one event loop.

    Args:
        monotonic: seconds of a clock that never goes back.
        sleep: waits on the event loop.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at: dict[str, float] = {}

    async def turn(self, host: str) -> None:
        """Wait until a request to this host may begin."""
        now = self._monotonic()
        begins = max(now, self._free_at.get(host, now))
        self._free_at[host] = begins + SECONDS_BETWEEN_REQUESTS
        if len(self._free_at) > _HOSTS_REMEMBERED:
            self._free_at = {name: free for name, free in self._free_at.items() if free > now}
        if begins > now:
            await self._sleep(begins - now)
