"""The unique beginning of an id: what a person types in place of its 36 characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

SHORTEST = 6
"""Characters that are enough to name one: 16 million beginnings."""

_HEX = re.compile(rf"[0-9a-f]{{{SHORTEST},32}}")


def id_range(text: str) -> tuple[UUID, UUID] | None:
    """The first and the last id that begin so, which are the same for a whole id; None for what begins no id.

    Hyphens and capitals do not count.
    """
    digits = text.strip().lower().replace("-", "")
    if not _HEX.fullmatch(digits):
        return None
    return UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))


def begun_so(text: str, ids: Iterable[UUID]) -> list[UUID]:
    """Those of the ids that begin so, each once; none for what begins no id."""
    span = id_range(text)
    return [] if span is None else [one for one in dict.fromkeys(ids) if span[0] <= one <= span[1]]
