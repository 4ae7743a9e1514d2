"""Everything in the database as it is at one moment, read row by row: for an export of all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.storage import orm
from scribe_desktop.storage.connection_block import ConnectionBlock
from scribe_desktop.storage.email_repository import draft_of
from scribe_desktop.storage.engine import Connections

ROWS_AT_ONCE = 200


class SqlSnapshot(ConnectionBlock):
    """One moment of the database for the length of a with block (the Snapshot port); others go on writing."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections, read_only=True)

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        counts = {}
        for table in orm.metadata.sorted_tables:
            counts[table.name] = self._open().execute(select(func.count()).select_from(table)).scalar_one()
        return counts

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in the order of its rows' values."""
        return [column.name for column in orm.metadata.tables[table].columns]

    def rows(self, table: str) -> Iterator[Mapping[str, Any]]:
        """A table's rows in the order in which they came, as plain values: str, int, float, bool, None, aware
        datetimes, and what JSON holds. A few hundred are in memory at a time."""
        for row in self._stream(orm.metadata.tables[table]):
            yield {name: _plain(value) for name, value in row._mapping.items()}

    def drafts(self) -> Iterator[EmailDraft]:
        """All drafts, the discarded ones too, oldest first."""
        return map(draft_of, self._stream(orm.emails))

    def _stream(self, table: Table) -> Iterator[Any]:
        statement = select(table).order_by(*table.primary_key.columns)
        return iter(self._open().execution_options(yield_per=ROWS_AT_ONCE).execute(statement))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    assert isinstance(value, (str, int, float, bool, datetime, dict, list, type(None))), type(value)
    return value
