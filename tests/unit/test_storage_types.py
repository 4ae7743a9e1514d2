"""Column types, ids, folding and the sentences for SQLite's errors."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from scribe_desktop.errors import DatabaseBusyError, DatabaseDamagedError, DataFolderError, DiskFullError, StorageError
from scribe_desktop.storage.column_types import UtcDateTime, storable
from scribe_desktop.storage.queue_intake import ordered_ids
from scribe_desktop.storage.search_text import folded, search_text
from scribe_desktop.storage.sqlite_errors import storage_error

DIALECT = sqlite.dialect()
FILE = Path("data") / "scribe.db"


def test_a_moment_comes_back_aware_in_utc_and_exact() -> None:
    column = UtcDateTime()
    moment = datetime(2031, 7, 9, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-7)))
    stored = column.process_bind_param(moment, DIALECT)
    back = column.process_result_value(stored, DIALECT)
    assert back == moment
    assert back.tzinfo is UTC


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), DIALECT)


def test_half_a_surrogate_pair_is_made_storable() -> None:
    assert storable("Grüße 😀") == "Grüße 😀"
    storable("broken \ud83d text").encode("utf-8")


def test_new_ids_are_version_7_unique_and_grow() -> None:
    ids = list(islice(ordered_ids(datetime(2026, 3, 2, tzinfo=UTC), first=4_000_000), 3000))
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert ids == sorted(set(ids))
    assert (ids[0].int >> 80) == datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1000


@pytest.mark.parametrize(
    ("typed", "written"), [("ÅSE", "Åse Brøndum"), ("strasse", "Straße"), ("e\u0301tude", "Étude"), ("ZOLA", "zola")]
)
def test_typed_text_matches_whatever_the_case_and_encoding_of_accents(typed: str, written: str) -> None:
    assert folded(typed) in folded(written)


def test_search_text_starts_with_what_it_sorts_by() -> None:
    assert search_text("Berta", None, "Karlsvale") == "berta\n\nkarlsvale"


def _sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("whatever SQLite says")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_X"
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, DiskFullError),
        (sqlite3.SQLITE_CORRUPT, DatabaseDamagedError),
        (sqlite3.SQLITE_CORRUPT_INDEX, DatabaseDamagedError),
        (sqlite3.SQLITE_NOTADB, DatabaseDamagedError),
        (sqlite3.SQLITE_READONLY, DataFolderError),
        (sqlite3.SQLITE_READONLY_DIRECTORY, DataFolderError),
        (sqlite3.SQLITE_CANTOPEN, DataFolderError),
        (sqlite3.SQLITE_BUSY, DatabaseBusyError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, DatabaseBusyError),
        (sqlite3.SQLITE_LOCKED, DatabaseBusyError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, StorageError),
    ],
)
def test_each_sqlite_error_becomes_its_own_error_with_the_place(code: int, kind: type[StorageError]) -> None:
    error = storage_error(_sqlite_error(code), FILE)
    assert type(error) is kind
    assert str(FILE.parent) in error.message
    assert "whatever SQLite says" not in error.message


@pytest.mark.parametrize(("free", "kind"), [(0, DiskFullError), (1 << 40, StorageError)])
def test_an_input_output_error_counts_as_disk_full_only_when_the_disk_is(
    monkeypatch: pytest.MonkeyPatch, free: int, kind: type[StorageError]
) -> None:
    class Usage:
        pass

    Usage.free = free  # type: ignore[attr-defined]
    monkeypatch.setattr("shutil.disk_usage", lambda folder: Usage)
    assert type(storage_error(_sqlite_error(sqlite3.SQLITE_IOERR_WRITE), FILE)) is kind
