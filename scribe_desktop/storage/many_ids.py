"""Any number of ids as one bound value: SQLite limits how many variables a statement may have."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, func, select


def id_among(column: Column[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """The condition that the column is one of the ids."""
    listed = func.json_each(json.dumps([one.hex for one in ids])).table_valued("value")
    return column.in_(select(listed.c.value))
