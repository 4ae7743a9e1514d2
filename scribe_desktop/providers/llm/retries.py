"""How long to wait before asking the model's server again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
LONGEST_ASKED_WAIT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Pause:
    """A wait before the next attempt; `asked_for` when the server named it, so that it does not count as work."""

    seconds: float
    asked_for: bool = False

    @property
    def too_long(self) -> bool:
        """True when the server asks for more patience than a running queue has."""
        return self.asked_for and self.seconds > LONGEST_ASKED_WAIT_SECONDS


def pause_before_retry(failures: int, headers: Mapping[str, str], now: datetime, random: Callable[[], float]) -> Pause:
    """The server's own wish when it has one, else exponential backoff with full jitter.

    Full jitter (any wait between nothing and a bound that doubles) spreads the retries of many clients best:
    Marc Brooker, "Exponential Backoff and Jitter", 2015.

    Args:
        failures: how many attempts have failed, 1 after the first.
        headers: the response's, with names in lower case; empty when there was no response.
        random: a number from 0 up to 1.
    """
    asked = asked_wait(headers, now)
    if asked is not None:
        return Pause(asked, asked_for=True)
    bound = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (failures - 1))
    return Pause(random() * bound)


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `retry-after-ms` or `Retry-After` (seconds or an HTTP date) ask for; None without a usable one."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        seconds = _number(headers.get(name, ""))
        if seconds is not None:
            return seconds * scale
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
