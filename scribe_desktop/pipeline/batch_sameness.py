"""How alike the drafts of one batch are to each other: for each the one that is most like it. Pure code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scribe_desktop.pipeline.sameness import FEWEST_WORDS, OwnWords


def nearest_percents(drafts: Sequence[OwnWords], going_on: Callable[[], bool] = lambda: True) -> list[int | None]:
    """For each draft how much the most similar other one is like it, 0 to 100; None where nothing can be said.

    By RapidFuzz's normalised Indel similarity of what each draft says that its template does not, as
    `pipeline.sameness` compares; 100 for two that are the same word for word. None is for a draft with fewer own words
    than FEWEST_WORDS, or without another one to compare with. About 1 ms a draft among 300 of usual length.

    Args:
        going_on: asked before each draft; ends the work with an empty list when it says False.
    """
    from rapidfuzz import fuzz, process

    texts = [one.text if len(one.text.split()) >= FEWEST_WORDS else None for one in drafts]
    wholes: dict[str, int] = {}
    for one in drafts:
        wholes[one.whole] = wholes.get(one.whole, 0) + 1
    found: list[int | None] = []
    for place, one in enumerate(drafts):
        if not going_on():
            return []
        text = texts[place]
        if one.whole and wholes[one.whole] > 1:
            found.append(100)
        elif text is None:
            found.append(None)
        else:
            others: list[str | None] = [*texts]
            others[place] = None
            best = process.extractOne(text, others, scorer=fuzz.ratio, processor=None)
            found.append(None if best is None else int(best[1]))
    return found
