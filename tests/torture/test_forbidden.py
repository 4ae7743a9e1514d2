"""No page is read from an address that is not public, however it is written or reached."""

from __future__ import annotations

import forbidden
import pytest


@pytest.mark.parametrize("number", range(len(forbidden.cases(0))), ids=[one.name for one in forbidden.cases(0)])
def test_forbidden_address_is_never_called(number: int) -> None:
    outcome = forbidden.attempt(number)
    assert outcome.wrong is None
    assert outcome.visits == 0


def test_there_are_as_many_as_promised_and_they_would_arrive_without_the_guard() -> None:
    kinds = forbidden.cases(0)
    assert len(kinds) >= forbidden.NEEDED
    loopback = next(number for number, one in enumerate(kinds) if one.name == "literal 127.0.0.1")
    redirect = next(number for number, one in enumerate(kinds) if one.name == "redirect 302 Found")
    for number in (loopback, redirect):
        assert forbidden.attempt(number, guarded=False).visits > 0
