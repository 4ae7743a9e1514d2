"""The drafts that an action means: a few that are here, or a whole list whose rows were never loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft, ReviewState

Blocks = Callable[[], Iterable[list[EmailDraft]]]
"""Reads the drafts, a block after the other; runs in the background."""


@dataclass(frozen=True, slots=True)
class DraftSelection:
    """What is selected.

    Attributes:
        here: the drafts that are loaded.
        count: how many there are, loaded or not.
        states: the review states that they may have.
        blocks: gives all of them, in the background.
    """

    here: tuple[EmailDraft, ...]
    count: int
    states: frozenset[ReviewState]
    blocks: Blocks

    @classmethod
    def of(cls, drafts: Iterable[EmailDraft]) -> DraftSelection:
        """These, all loaded."""
        here = tuple(drafts)
        return cls(here, len(here), frozenset(one.review_state for one in here), lambda: [list(here)])

    @property
    def all_here(self) -> bool:
        """True when every one is loaded."""
        return len(self.here) == self.count

    def ids(self) -> list[UUID]:
        """All ids, each once; in the background. A list that moves meanwhile may give a draft twice."""
        return list(dict.fromkeys(one.id for block in self.blocks() for one in block))

    def drafts(self) -> list[EmailDraft]:
        """All drafts, each once; in the background."""
        return list({one.id: one for block in self.blocks() for one in block}.values())
