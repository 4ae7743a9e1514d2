"""The stored text that a filter looks in: the same folding for what is stored and for what is typed."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Composed and case-folded, so that case and the way accents are encoded do not matter."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).casefold()
    return composed.encode("utf-8", "replace").decode("utf-8")


def search_text(first: str, *others: str | None) -> str:
    """One folded text of several; `first` leads, so that sorting by the text sorts by it."""
    return folded("\n".join((first, *(one or "" for one in others))))
