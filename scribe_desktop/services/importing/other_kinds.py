"""Files that are no tables, told by how they begin, with what to do about each."""

from __future__ import annotations

from scribe_desktop.errors import InputError

HEAD = 64
"""Bytes that tell."""

_SAVE = "Open it in the program it comes from and save it as XLSX or as CSV (UTF-8)."
_COPY = "Copy the table out of it into a spreadsheet and save that as XLSX or as CSV (UTF-8)."
_UNPACK = "Unpack it, and choose the table that is in it."

_BY_BYTES = (
    (b"%PDF-", "a PDF document", _COPY),
    (b"{\\rtf", "a text document (RTF)", _COPY),
    (b"\x1f\x8b", "a compressed file", _UNPACK),
    (b"BZh", "a compressed file", _UNPACK),
    (b"\xfd7zXZ\x00", "a compressed file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a compressed file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "an archive", _UNPACK),
    (b"Rar!", "an archive", _UNPACK),
    (b"SQLite format 3\x00", "a database", _SAVE),
)
_MARKUP = ("<!doctype", "<html", "<?xml", "<table", "<head", "<meta")


def refuse_other_bytes(name: str, head: bytes) -> None:
    """Raise InputError when the first HEAD bytes are of a kind that is no text."""
    for mark, kind, advice in _BY_BYTES:
        if head.startswith(mark):
            raise InputError(f"{name} is {kind}, not a table. {advice}")


def refuse_other_text(name: str, sample: str) -> None:
    """Raise InputError when a text begins like a web page or like JSON."""
    begins = sample[:500].lstrip("\ufeff \t\r\n").lower()
    if begins.startswith(_MARKUP):
        raise InputError(
            f"{name} is a web page, not a table. Open it in a spreadsheet and save it as XLSX or as CSV (UTF-8)."
        )
    together = "".join(begins.split())
    if together.startswith(("[{", '{"', "[[")) or together == "[]":
        raise InputError(f"{name} is JSON, not a table. {_SAVE}")
