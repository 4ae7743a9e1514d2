"""Turns a page's bytes into text: byte order mark, header, meta element, and a guess, in this order."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([a-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-z0-9_.:-]{2,40})", re.IGNORECASE)
_META_REACH = 4096
_GUESS_REACH = 200_000
# Browsers read these labels as windows-1252, because that is what pages with them are written in.
_READ_AS_WINDOWS_1252 = {"ascii", "iso8859-1"}
_TEXT_CODECS_ONLY = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


def decode_page(content: bytes, declared: str | None) -> str:
    """The text of a page; `declared` is the charset of its Content-Type header. Never raises."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    for label in (declared, _label_inside(content)):
        known = _known(label)
        if known is None:
            continue
        try:
            return content.decode(known)
        except UnicodeDecodeError:
            text = content.decode(known, "replace")
            if text.count("\ufffd") * 500 < len(text):  # a few bad bytes: the label is right all the same
                return text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_guess(content), "replace")


def _label_inside(content: bytes) -> str | None:
    head = content[:_META_REACH]
    found = _XML.search(head) or _META.search(head)
    if not found:
        return None
    label = found[1].decode("ascii")
    # A label that could be read as ASCII cannot be UTF-16.
    return "utf-8" if label.lower().startswith("utf-16") else label


def _known(label: str | None) -> str | None:
    if not label:
        return None
    try:
        info = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if info.name in _READ_AS_WINDOWS_1252:
        return "cp1252"
    if info.name in _TEXT_CODECS_ONLY or not getattr(info, "_is_text_encoding", True):
        return None
    return info.name


def _guess(content: bytes) -> str:
    import chardet

    return _known(chardet.detect(content[:_GUESS_REACH])["encoding"]) or "cp1252"
