"""First answers by Idempotency-Key (the IdempotencyRepository port)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from scribe_desktop.storage import orm
from scribe_desktop.storage_ports.api_access import IDEMPOTENCY_KEPT, IdempotentAnswer

_keys = orm.idempotency_keys


class SqlIdempotencyRepository:
    """One answer a key; forgets old ones whenever it keeps a new one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str, not_before: datetime) -> IdempotentAnswer | None:
        """None when there is none, or only an older one."""
        query = select(_keys.c.body_hash, _keys.c.answer).where(_keys.c.key == key, _keys.c.stored_at >= not_before)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else IdempotentAnswer(row.body_hash, row.answer)

    def put(self, key: str, body_hash: str, answer: Mapping[str, Any], now: datetime) -> None:
        """Keep an answer, in place of an older one; answers older than IDEMPOTENCY_KEPT are forgotten."""
        self._connection.execute(delete(_keys).where(_keys.c.stored_at < now - IDEMPOTENCY_KEPT))
        new = insert(_keys).values(key=key, body_hash=body_hash, answer=dict(answer), stored_at=now)
        changed = {name: new.excluded[name] for name in ("body_hash", "answer", "stored_at")}
        self._connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=changed))
