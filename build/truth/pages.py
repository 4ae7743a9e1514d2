"""40 invented people's pages as HTML of many kinds, each with what a reader keeps, may lose, and never sees."""

from __future__ import annotations

from page_parts import TruthPage
from pages_odd import ODD
from pages_today import TODAY


def make_pages() -> list[TruthPage]:
    """All of them, always the same."""
    return [kind.page(number) for number, kind in enumerate((*TODAY, *ODD))]
