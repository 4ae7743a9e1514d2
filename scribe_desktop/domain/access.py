"""Access to the local HTTP API: what a token may do, and what is kept of it. The token itself is never kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class TokenScope(StrEnum):
    """What a token may do; the value is the `scope` claim."""

    READ = "read"
    READ_WRITE = "read write"

    def allows(self, needed: TokenScope) -> bool:
        """Whether a token of this scope may do what needs the other."""
        return self is TokenScope.READ_WRITE or needed is TokenScope.READ


class TokenState(StrEnum):
    """Whether a token still opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What is kept of a token.

    Attributes:
        jti: its id, the `jti` claim.
        key_id: tells the signing key, without giving it away.
        run_id: the run of the program that the token ends with; None for one that outlives it.
    """

    jti: UUID
    name: str
    scope: TokenScope
    created_at: datetime
    expires_at: datetime
    key_id: str
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    run_id: str | None = None

    def state(self, now: datetime) -> TokenState:
        """Where the token stands at this moment."""
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.ACTIVE if now < self.expires_at else TokenState.EXPIRED


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """A new token, to be shown once, and its row."""

    token: str = field(repr=False)
    row: AccessToken


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a verified token says."""

    jti: UUID
    scope: TokenScope
    name: str
