"""Runs of text of a filled template: what was written, what was filled in, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text of a filled template.

    `placeholder` is None for the author's own words. `gap` is True where nothing was found and the text
    says so. `open` is True where the placeholder was left as `{{name}}` for a composer to fill.
    """

    text: str
    placeholder: str | None = None
    gap: bool = False
    open: bool = False


_NOT_FOUND = ": not found]"


def gap_text(name: str) -> str:
    """What stands in a draft where nothing was found for a placeholder."""
    return f"[{name.replace('_', ' ')}{_NOT_FOUND}"


def is_gap_text(text: str) -> bool:
    """True for what `gap_text` makes: words that no letter can mean."""
    return text.startswith("[") and text.endswith(_NOT_FOUND)
