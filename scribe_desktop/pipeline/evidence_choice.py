"""Chooses the evidence that is most worth its tokens, and writes it down for a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scribe_desktop.domain.evidence import Evidence, Paper, Passage
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.tokens import estimated_tokens

PIECE_CHARACTERS = 900
PIECE_TOKENS = 300
"""Of a piece's text: scripts of which a tokenizer knows little take a token or more a character."""
MAX_AUTHORS = 8
MAX_TITLE = 300
BETWEEN = 1
"""Tokens of the empty line between two pieces."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece as the model reads it. `rank` is its place among its kind, `worth` its share of the best one's score."""

    text: str
    rank: int
    kind: int
    cost: int
    worth: float


def quoted_evidence(evidence: Evidence, tokens: int) -> str:
    """The pieces most worth their tokens, papers and passages in turn, each with its id.

    The best of each kind come first; what room they leave goes to the pieces with the highest score for their
    tokens. Scores of papers and of passages are different measures, so each counts as a share of its kind's best.
    """
    chosen: list[_Piece] = []
    for piece in _by_worth(_pieces(evidence)):
        if piece.cost <= tokens:
            chosen.append(piece)
            tokens -= piece.cost
    chosen.sort(key=lambda one: (one.rank, one.kind))
    return "\n\n".join(one.text for one in chosen)


def whole_cost(evidence: Evidence) -> int:
    """Tokens that all of the evidence would take."""
    return sum(one.cost for one in _pieces(evidence))


def _by_worth(pieces: Sequence[_Piece]) -> list[_Piece]:
    return sorted(pieces, key=lambda one: (one.rank > 0, -one.worth / one.cost, one.rank, one.kind))


def _pieces(evidence: Evidence) -> list[_Piece]:
    kinds = (
        [(one.score, _paper_piece(one)) for one in evidence.papers],
        [(one.score, _passage_piece(one)) for one in evidence.passages],
    )
    pieces: list[_Piece] = []
    for kind, scored in enumerate(kinds):
        best = max((score for score, _ in scored), default=0.0)
        ranked = sorted(scored, key=lambda one: -one[0])
        for rank, (score, text) in enumerate(ranked):
            worth = max(0.0, score) / best if best > 0 else 1.0
            pieces.append(_Piece(text, rank, kind, estimated_tokens(text) + BETWEEN, worth))
    return pieces


def _paper_piece(paper: Paper) -> str:
    more = " and others" if len(paper.authors) > MAX_AUTHORS else ""
    facts = [f'"{paper.title}"', "by " + ", ".join(paper.authors[:MAX_AUTHORS]) + more]
    facts += [str(paper.year)] if paper.year else []
    facts += [paper.venue] if paper.venue else []
    return f"[{paper.id}] {paper.kind.capitalize()}: {'; '.join(facts)}.\n{shortened(paper.abstract)}"


def _passage_piece(passage: Passage) -> str:
    return f"[{passage.id}] From the page “{passage.title[:MAX_TITLE]}”:\n{shortened(passage.text)}"


def shortened(text: str) -> str:
    """The first sentences, up to PIECE_CHARACTERS and about PIECE_TOKENS."""
    tokens = estimated_tokens(text[:PIECE_CHARACTERS])
    most = PIECE_CHARACTERS if tokens <= PIECE_TOKENS else min(len(text), PIECE_CHARACTERS) * PIECE_TOKENS // tokens
    if len(text) <= most:
        return text
    ends: Sequence[int] = [one.end for one in split_sentences(text) if one.end <= most]
    return text[: ends[-1] if ends else most]
