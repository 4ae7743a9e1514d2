"""Choosing the passages of read pages that are about the person and closest to the topic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil

from scribe_desktop.domain.evidence import Passage, WebPage
from scribe_desktop.pipeline.identity import PageVerdict
from scribe_desktop.pipeline.passages import Piece, cut_passages
from scribe_desktop.pipeline.ranking import bm25_scores, terms

MOST_PASSAGES = 8
MOST_A_PAGE = 3
"""Passages of one page, at most, unless there are too few pages to fill the eight."""


def choose_passages(
    pages: Sequence[tuple[WebPage, PageVerdict]], query: str, lines_of_others: Collection[str] = ()
) -> list[Passage]:
    """The best passages of the pages, "W1" first; those that share no word with the query only when none does.

    Args:
        query: name, affiliation, interest and key words of the template, in one line.
        lines_of_others: lines of the pages that are about somebody else; no passage has one.
    """
    about = [(page, verdict, piece) for page, verdict in pages for piece in _pieces(page.text, lines_of_others)]
    about = [one for one in about if _about_person(one[1], one[2])]
    scores = bm25_scores(terms(query), [terms(piece.text) for _, _, piece in about])
    ranked = sorted(zip(scores, about, strict=True), key=lambda one: -one[0])
    if any(scores):
        ranked = [one for one in ranked if one[0] > 0]
    a_page = max(MOST_A_PAGE, ceil(MOST_PASSAGES / max(1, len(pages))))
    taken: dict[str, int] = {}
    texts: set[str] = set()
    chosen: list[Passage] = []
    for score, (page, verdict, piece) in ranked:
        if len(chosen) == MOST_PASSAGES:
            break
        if taken.get(page.url, 0) == a_page or piece.text in texts:
            continue
        taken[page.url] = taken.get(page.url, 0) + 1
        texts.add(piece.text)
        chosen.append(
            Passage(
                f"W{len(chosen) + 1}", page.url, page.title, piece.text, page.fetched_at, page.content_hash,
                round(score, 4), verdict.reason,
            )
        )  # fmt: skip
    return chosen


def _pieces(text: str, without: Collection[str]) -> list[Piece]:
    """The passages of a text, cut where lines are left out."""
    if not without:
        return cut_passages(text)
    pieces: list[Piece] = []
    start = place = 0
    for line in [*text.splitlines(keepends=True), None]:
        if line is None or line.strip() in without:
            cut = cut_passages(text[start:place])
            pieces += [Piece(one.start + start, one.end + start, one.text) for one in cut]
            start = place + len(line or "")
        place += len(line or "")
    return pieces


def _about_person(verdict: PageVerdict, piece: Piece) -> bool:
    """On a page of the person's own all but what names only a namesake; elsewhere only what names the person."""
    if any(one.start < piece.end and one.end > piece.start for one in verdict.mentions.found):
        return True
    return verdict.own and not any(other in piece.text for other in verdict.mentions.others)
