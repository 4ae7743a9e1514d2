"""40 invented people's pages as HTML of many kinds, each with what a reader keeps, may lose, and never sees."""

from __future__ import annotations

from page_parts import TruthPage
from pages_odd import ODD
from pages_today import TODAY


def make_pages(seed: int) -> list[TruthPage]:
    """The 40 pages of a seed: always the same kinds, with other people on them."""
    return [kind.page(seed, number) for number, kind in enumerate((*TODAY, *ODD))]
