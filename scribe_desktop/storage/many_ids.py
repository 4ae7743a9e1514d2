"""Any number of ids as one bound value, since SQLite limits how many variables a statement may have; ids by range."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, func, select


def id_among(column: Column[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """The condition that the column is one of the ids."""
    listed = func.json_each(json.dumps([one.hex for one in ids])).table_valued("value")
    return column.in_(select(listed.c.value))


def ids_between(connection: Connection, column: Column[UUID], first: UUID, last: UUID, limit: int) -> list[UUID]:
    """The ids of this column in a range, both ends counted, in their order: they are kept as hex digits."""
    found = select(column).where(column.between(first, last)).order_by(column).limit(limit)
    return list(connection.execute(found).scalars())
