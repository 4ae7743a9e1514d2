"""Column types that turn domain values into what SQLite stores: moments, text from outside, long text, enums."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Enum, Text, TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError for a naive datetime, which could be any moment."""
    if moment.tzinfo is None:
        raise ValueError("A naive datetime cannot be stored: pass an aware one.")
    return (moment - EPOCH) // _MICROSECOND


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in and, in UTC, out; stored as whole microseconds since 1970, so that order is exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


def storable(text: str) -> str:
    """The text with half surrogate pairs replaced: a model's JSON may contain them, UTF-8 cannot."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


class FreeText(TypeDecorator[str]):
    """Text that came from outside, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


PACKED_FROM = 512
"""Characters from which text is kept compressed: a prompt shrinks to a third, short words would grow."""


class PackedText(TypeDecorator[str]):
    """Free text that may be long and is seldom read: compressed (zlib) when it is longer than PACKED_FROM."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        if value is None or len(value) < PACKED_FROM:
            return None if value is None else storable(value)
        return zlib.compress(storable(value).encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return zlib.decompress(value).decode() if isinstance(value, bytes) else value


def enum_type(kind: type[StrEnum], name: str) -> Enum:
    """A text column with a CHECK constraint that allows the enum's values and nothing else."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [one.value for one in members],
    )
