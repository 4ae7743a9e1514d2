"""What research found, kept by kind and key (the ResearchCache port)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from scribe_desktop.storage import orm

_cache = orm.research_cache


class SqlResearchCache:
    """JSON-ready data by (kind, key); a newer value takes an older one's place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: str, key: str, not_before: datetime | None = None) -> Mapping[str, Any] | None:
        """None when there is none, or only an older one."""
        query = select(_cache.c.value).where(_cache.c.kind == kind, _cache.c.key == key)
        if not_before is not None:
            query = query.where(_cache.c.stored_at >= not_before)
        found: Mapping[str, Any] | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def put(self, kind: str, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Keep it, in place of an older one."""
        new = insert(_cache).values(kind=kind, key=key, value=dict(value), stored_at=now)
        self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["kind", "key"], set_={"value": new.excluded.value, "stored_at": new.excluded.stored_at}
            )
        )
