"""Reads an HTML or text file of this computer as if it had been fetched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scribe_desktop.errors import InputError
from scribe_desktop.ports import FetchedPage

MAX_FILE_BYTES = 4 * 1024 * 1024
_HTML_SUFFIXES = {".html", ".htm", ".xhtml"}
_HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<!--")


def page_from_file(path: Path, now: datetime) -> FetchedPage:
    """The file as a page; HTML by its name or its first bytes, else plain text.

    Raises InputError when it cannot be read, is larger than 4 MB, or is not text.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"The file {path} is larger than 4 MB. Only pages of up to 4 MB are read.")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror}.") from error
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    html = path.suffix.lower() in _HTML_SUFFIXES or start.startswith(_HTML_STARTS)
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"The file {path} is not a page or a text. Give an HTML or text file, or an address.")
    url = path.resolve().as_uri()
    return FetchedPage(url, url, content, "text/html" if html else "text/plain", None, now)
