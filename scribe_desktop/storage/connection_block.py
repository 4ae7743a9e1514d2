"""A connection for the length of a with block."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from scribe_desktop.storage.engine import Connections


class ConnectionBlock:
    """Takes a connection in a transaction on entering, gives it back on leaving; what is not committed is undone."""

    def __init__(self, connections: Connections, read_only: bool = False) -> None:
        self._connections = connections
        self._read_only = read_only
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        begin = self._connections.begin_reading if self._read_only else self._connections.begin_writing
        self._connection = begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._open(), None
        self._connections.end(connection)

    def _open(self) -> Connection:
        """The connection. Raises RuntimeError outside of the block, which is a mistake of the program."""
        if self._connection is None:
            raise RuntimeError(f"This {type(self).__name__} is not open.")
        return self._connection
