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


def gap_text(name: str) -> str:
    """What stands in a draft where nothing was found for a placeholder."""
    return f"[{name.replace('_', ' ')}: not found]"
