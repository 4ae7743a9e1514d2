"""robots.txt: what a host asks programs not to read (RFC 9309), kept for the run."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from scribe_desktop.errors import FetchError

MAX_ROBOTS_BYTES = 512 * 1024
ROBOTS_SECONDS = 10.0
FAILURE_REMEMBERED_SECONDS = 60.0
_HOSTS_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What the host answered: its status, and the file's bytes when the status is 2xx."""

    status: int
    content: bytes = b""


ReadRobots = Callable[[str], Awaitable[RobotsAnswer]]
"""Reads one robots.txt by its address. Raises FetchError."""


@dataclass(slots=True)
class _Kept:
    rules: Protego | None
    error: FetchError | None
    until: float


class RobotsCheck:
    """Asks each host's robots.txt once. Used from one event loop.

    Args:
        read: reads one file.
        agent: the product's name, as robots.txt files would write it.
    """

    def __init__(self, read: ReadRobots, agent: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._agent = agent
        self._monotonic = monotonic
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: str, origin: str) -> None:
        """Raises FetchError when the host asks not to read this page, or its wishes cannot be known.

        Args:
            origin: scheme, host and port, as in "https://example.org".
        """
        lock = self._locks.setdefault(origin, asyncio.Lock())
        async with lock:
            kept = self._kept.get(origin)
            if kept is None or kept.until <= self._monotonic():
                kept = await self._ask(origin)
                self._remember(origin, kept)
        if kept.error is not None:
            raise type(kept.error)(kept.error.message) from kept.error
        if kept.rules is not None and not kept.rules.can_fetch(url, self._agent):
            raise FetchError(f"{origin} asks programs not to read {url} (robots.txt), so it was left out.")

    async def _ask(self, origin: str) -> _Kept:
        try:
            async with asyncio.timeout(ROBOTS_SECONDS):
                answer = await self._read(f"{origin}/robots.txt")
        except TimeoutError:
            return self._failure(
                FetchError(f"{origin} did not send its robots.txt in time, so nothing was read there.")
            )
        except FetchError as error:
            return self._failure(error)
        if answer.status >= 500 or answer.status == 429:
            return self._failure(
                FetchError(f"{origin} could not send its robots.txt ({answer.status}), so nothing was read there.")
            )
        if answer.status >= 300:  # there is none: everything may be read
            return _Kept(None, None, float("inf"))
        content = answer.content[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
        return _Kept(Protego.parse(content), None, float("inf"))

    def _failure(self, error: FetchError) -> _Kept:
        return _Kept(None, error, self._monotonic() + FAILURE_REMEMBERED_SECONDS)

    def _remember(self, origin: str, kept: _Kept) -> None:
        self._kept[origin] = kept
        self._kept.move_to_end(origin)
        while len(self._kept) > _HOSTS_REMEMBERED:
            oldest, _ = self._kept.popitem(last=False)
            lock = self._locks.get(oldest)
            if lock is not None and not lock.locked():
                del self._locks[oldest]
