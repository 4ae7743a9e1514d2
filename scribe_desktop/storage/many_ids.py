"""Any number of ids as one bound value, since SQLite limits how many variables a statement may have; ids by a part."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, func, or_, select

from scribe_desktop.domain.id_part import IdPart


def id_among(column: Column[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """The condition that the column is one of the ids."""
    listed = func.json_each(json.dumps([one.hex for one in ids])).table_valued("value")
    return column.in_(select(listed.c.value))


def ids_named(connection: Connection, column: Column[UUID], part: IdPart, limit: int) -> list[UUID]:
    """The ids of this column that begin or end so, in their order: they are kept as hexadecimal digits.

    For an end the index is read from one side to the other, about half a second for a million ids.
    """
    begins = column.between(part.first, part.last)
    named = begins if part.whole else or_(begins, func.substr(column, -len(part.digits)) == part.digits)
    return list(connection.execute(select(column).where(named).order_by(column).limit(limit)).scalars())
