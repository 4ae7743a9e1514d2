"""The local API's memory: its tokens, and the answers that it has given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from scribe_desktop.domain.access import AccessToken


class TokenRepository(Protocol):
    """What is kept of the local API's tokens."""

    def add(self, token: AccessToken) -> None:
        """Keep a new token's row."""
        ...

    def get(self, jti: UUID) -> AccessToken | None:
        """One row; None for an unknown id."""
        ...

    def find(self) -> list[AccessToken]:
        """All rows, newest first."""
        ...

    def revoke(self, jti: UUID, now: datetime) -> bool:
        """Revoke one for good; False when it is unknown or was revoked before."""
        ...

    def revoke_all(self, now: datetime) -> int:
        """Revoke all that are not revoked yet; how many were."""
        ...

    def note_use(self, jti: UUID, now: datetime) -> None:
        """Remember when it was last used."""
        ...

    def forget_run(self, run_id: str, now: datetime) -> None:
        """Delete the tokens that ended with this run, and expired ones of runs that could not do so themselves."""
        ...


IDEMPOTENCY_KEPT = timedelta(hours=24)
"""How long the first answer to an Idempotency-Key is repeated."""


@dataclass(frozen=True, slots=True)
class IdempotentAnswer:
    """The first answer given under a key, as JSON-ready data, and the hash of the body that it answered."""

    body_hash: str
    answer: Mapping[str, Any]


class IdempotencyRepository(Protocol):
    """First answers by Idempotency-Key."""

    def get(self, key: str, not_before: datetime) -> IdempotentAnswer | None:
        """None when there is none, or only an older one."""
        ...

    def put(self, key: str, body_hash: str, answer: Mapping[str, Any], now: datetime) -> None:
        """Keep an answer, in place of an older one; answers older than IDEMPOTENCY_KEPT are forgotten."""
        ...
