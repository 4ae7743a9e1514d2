"""Parts of ids that a person types."""

from __future__ import annotations

from uuid import UUID

import pytest

from scribe_desktop.domain.id_part import id_part, named_so

ONE = UUID("019c2e5a-1b2c-7000-8000-0400aabbcc01")
OTHER = UUID("019c2e5a-1b2c-7000-8000-0800ddeeff02")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("019c2e", [ONE, OTHER]),
        ("bbcc01", [ONE]),
        ("EEFF-02", [OTHER]),
        ("8000-0400aabbcc01", [ONE]),
        (str(OTHER), [OTHER]),
        ("00aabb", []),  # stands in the middle
        ("bcc01", []),  # too short
        ("no hex", []),
    ],
)
def test_an_id_is_named_by_its_beginning_or_its_end(typed: str, named: list[UUID]) -> None:
    assert named_so(typed, [ONE, OTHER, ONE]) == named


def test_a_whole_id_is_known_as_one() -> None:
    part = id_part(f" {str(ONE).upper()} ")
    assert part is not None
    assert (part.whole, part.first, part.last) == (ONE, ONE, ONE)
    half = id_part("019c2e")
    assert half is not None
    assert half.whole is None
    assert id_part("019c2e5a-1b2c-7000-8000-0400aabbcc01-0") is None
