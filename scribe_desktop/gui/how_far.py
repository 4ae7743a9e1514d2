"""Work over many drafts that says now and then how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from uuid import UUID

from scribe_desktop.gui.wording import number, tr

TELL_SECONDS = 0.3


def telling_how_far(ids: Sequence[UUID], tell: Callable[[int, int], object]) -> Iterator[UUID]:
    """The ids one by one; every TELL_SECONDS `tell` hears how many are done, and of how many."""
    told = monotonic()
    for done, one in enumerate(ids, start=1):
        yield one
        if monotonic() - told >= TELL_SECONDS:
            told = monotonic()
            tell(done, len(ids))


def how_far_words(done: int, total: int) -> str:
    """ "12 of 80…"."""
    return tr("{done} of {total}…").format(done=number(done), total=number(total))
