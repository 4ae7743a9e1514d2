"""What research found, kept by kind and key (the ResearchCache port)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from scribe_desktop.storage import orm

_cache = orm.research_cache

# Built once: building a statement costs more than running it, and an item runs a dozen of these.
_GET = select(_cache.c.value).where(_cache.c.kind == bindparam("of_kind"), _cache.c.key == bindparam("of_key"))
_GET_FRESH = _GET.where(_cache.c.stored_at >= bindparam("not_before"))
_INSERT = insert(_cache)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["kind", "key"],
    set_={"value": _INSERT.excluded.value, "stored_at": _INSERT.excluded.stored_at},
)


class SqlResearchCache:
    """JSON-ready data by (kind, key); a newer value takes an older one's place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: str, key: str, not_before: datetime | None = None) -> Mapping[str, Any] | None:
        """None when there is none, or only an older one."""
        wanted = {"of_kind": kind, "of_key": key}
        if not_before is None:
            rows = self._connection.execute(_GET, wanted)
        else:
            rows = self._connection.execute(_GET_FRESH, {**wanted, "not_before": not_before})
        found: Mapping[str, Any] | None = rows.scalar_one_or_none()
        return found

    def put(self, kind: str, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Keep it, in place of an older one."""
        self._connection.execute(_PUT, {"kind": kind, "key": key, "value": dict(value), "stored_at": now})

    def forget(self, before: datetime) -> int:
        """Delete what was kept before that; how many there were."""
        return self._connection.execute(delete(_cache).where(_cache.c.stored_at < before)).rowcount
