"""How many months ago a moment was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scribe_desktop.domain.retention import months_before


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ((2026, 11, 24), 3, (2026, 8, 24)),
        ((2026, 1, 31), 3, (2025, 10, 31)),
        ((2026, 5, 31), 3, (2026, 2, 28)),
        ((2028, 5, 31), 3, (2028, 2, 29)),
        ((2026, 12, 1), 12, (2025, 12, 1)),
        ((2026, 2, 28), 24, (2024, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(now: tuple[int, int, int], months: int, before: tuple[int, int, int]) -> None:
    assert months_before(datetime(*now, 9, 30, tzinfo=UTC), months) == datetime(*before, 9, 30, tzinfo=UTC)
