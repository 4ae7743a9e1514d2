"""How alike the drafts of one batch are to each other: for each the one that is most like it. Pure code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scribe_desktop.pipeline.sameness import FEWEST_WORDS, OwnWords


def nearest_percents(drafts: Sequence[OwnWords], going_on: Callable[[], bool] = lambda: True) -> list[int | None]:
    """For each draft how much the most similar other one is like it, 0 to 100; None where nothing can be said.

    By RapidFuzz's normalised Indel similarity of what each draft says that its template does not, as
    `pipeline.sameness` compares; 100 for two that are the same word for word. None is for a draft with fewer own words
    than FEWEST_WORDS, or without another one to compare with. 300 drafts of usual length take half a second.

    Args:
        going_on: asked before each draft; ends the work with an empty list when it says False.
    """
    from rapidfuzz import fuzz

    texts = [one.text if len(one.text.split()) >= FEWEST_WORDS else None for one in drafts]
    best: list[float | None] = [None] * len(drafts)
    for places in _same_whole(drafts):
        for place in places:
            best[place] = 100.0
    telling = [(place, text) for place, text in enumerate(texts) if text is not None]
    for at, (place, text) in enumerate(telling):
        if not going_on():
            return []
        # Pair by pair in Python, not in one long call: other threads get their turn in between.
        for other, other_text in telling[at + 1 :]:
            mine, its = best[place], best[other]
            least = 0.0 if mine is None or its is None else min(mine, its)
            score = fuzz.ratio(text, other_text, score_cutoff=least)
            if mine is None or score > mine:
                best[place] = score
            if its is None or score > its:
                best[other] = score
    return [None if one is None else int(one) for one in best]


def _same_whole(drafts: Sequence[OwnWords]) -> list[list[int]]:
    """The places of drafts that are the same word for word, together."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(drafts):
        if one.whole:
            places.setdefault(one.whole, []).append(place)
    return [one for one in places.values() if len(one) > 1]
