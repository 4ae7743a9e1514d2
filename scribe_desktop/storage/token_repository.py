"""What is kept of the local API's tokens (the TokenRepository port)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from scribe_desktop.domain.access import AccessToken
from scribe_desktop.storage import orm

_tokens = orm.access_tokens
_columns = (
    _tokens.c.id,
    _tokens.c.name,
    _tokens.c.scope,
    _tokens.c.created_at,
    _tokens.c.expires_at,
    _tokens.c.key_id,
    _tokens.c.last_used_at,
    _tokens.c.revoked_at,
    _tokens.c.run_id,
)


class SqlTokenRepository:
    """Rows of tokens by their id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: AccessToken) -> None:
        """Keep a new token's row."""
        self._connection.execute(
            insert(_tokens).values(
                id=token.jti,
                name=token.name,
                scope=token.scope,
                created_at=token.created_at,
                expires_at=token.expires_at,
                key_id=token.key_id,
                last_used_at=token.last_used_at,
                revoked_at=token.revoked_at,
                run_id=token.run_id,
            )
        )

    def get(self, jti: UUID) -> AccessToken | None:
        """One row; None for an unknown id."""
        row = self._connection.execute(select(*_columns).where(_tokens.c.id == jti)).one_or_none()
        return None if row is None else _token(row)

    def find(self) -> list[AccessToken]:
        """All rows, newest first."""
        newest_first = (_tokens.c.created_at.desc(), _tokens.c.sequence.desc())
        return [_token(row) for row in self._connection.execute(select(*_columns).order_by(*newest_first))]

    def revoke(self, jti: UUID, now: datetime) -> bool:
        """Revoke one for good; False when it is unknown or was revoked before."""
        mine = and_(_tokens.c.id == jti, _tokens.c.revoked_at.is_(None))
        return bool(self._connection.execute(update(_tokens).where(mine).values(revoked_at=now)).rowcount)

    def revoke_all(self, now: datetime) -> int:
        """Revoke all that are not revoked yet; how many were."""
        open_ones = _tokens.c.revoked_at.is_(None)
        return self._connection.execute(update(_tokens).where(open_ones).values(revoked_at=now)).rowcount

    def note_use(self, jti: UUID, now: datetime) -> None:
        """Remember when it was last used."""
        self._connection.execute(update(_tokens).where(_tokens.c.id == jti).values(last_used_at=now))

    def forget_run(self, run_id: str, now: datetime) -> None:
        """Delete the tokens that ended with this run, and expired ones of runs that could not do so themselves."""
        left_behind = and_(_tokens.c.run_id.is_not(None), _tokens.c.expires_at <= now)
        self._connection.execute(delete(_tokens).where(or_(_tokens.c.run_id == run_id, left_behind)))


def _token(row: Row[*tuple[Any, ...]]) -> AccessToken:
    return AccessToken(
        jti=row.id,
        name=row.name,
        scope=row.scope,
        created_at=row.created_at,
        expires_at=row.expires_at,
        key_id=row.key_id,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        run_id=row.run_id,
    )
