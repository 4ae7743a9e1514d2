"""The beginning or the end of an id: what a person types in place of its 36 characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

SHORTEST = 6
"""Characters that are enough to name one. Ids of people queued together begin alike; it is their ends that differ."""

_WHOLE = 32
_HEX = re.compile(rf"[0-9a-f]{{{SHORTEST},{_WHOLE}}}")


@dataclass(frozen=True, slots=True)
class IdPart:
    """Some of an id's hexadecimal digits, as they stand at its beginning or at its end."""

    digits: str

    @property
    def whole(self) -> UUID | None:
        """The id, when these are all of its digits."""
        return UUID(self.digits) if len(self.digits) == _WHOLE else None

    @property
    def first(self) -> UUID:
        """The first id that begins so."""
        return UUID(self.digits.ljust(_WHOLE, "0"))

    @property
    def last(self) -> UUID:
        """The last id that begins so."""
        return UUID(self.digits.ljust(_WHOLE, "f"))

    def names(self, one: UUID) -> bool:
        """True when the id begins or ends so."""
        return one.hex.startswith(self.digits) or one.hex.endswith(self.digits)


def id_part(text: str) -> IdPart | None:
    """What was typed, None when it is no part of an id. Hyphens and capitals do not count."""
    digits = text.strip().lower().replace("-", "")
    return IdPart(digits) if _HEX.fullmatch(digits) else None


def named_so(text: str, ids: Iterable[UUID]) -> list[UUID]:
    """Those of the ids that begin or end so, each once; none for what is no part of an id."""
    part = id_part(text)
    return [] if part is None else [one for one in dict.fromkeys(ids) if part.names(one)]
