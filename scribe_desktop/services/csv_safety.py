"""Cells that a spreadsheet program must not take for formulas."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text, after a `'` when a spreadsheet would run it as a formula (CSV injection, OWASP)."""
    return "'" + text if text.startswith(_STARTS) else text
