"""Titles in a sentence: quoted or not, right, nearly right, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.pipeline.claim_extract import Found, quotations
from scribe_desktop.pipeline.common_words import CONNECTORS, FUNCTION_WORDS, concept
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.sentence_state import SentenceState, blank
from scribe_desktop.pipeline.text_match import spaced, words

SHORT_TITLE = 3
"""With so many of its first words, a long title is named as people name it."""
PART_OF_SAYING = 3
"""Words that a sentence of a quotation needs to be looked for by itself."""
NEARLY_A_TITLE = 0.7
"""A row of words that equals a title in this share of its words, but not in all, is that title miswritten."""


def check_titles(state: SentenceState) -> None:
    """Look at quotations first, then at titles written without quotes."""
    _check_quotations(state)
    _check_unquoted_titles(state)


def _check_quotations(state: SentenceState) -> None:
    quoted = quotations(state.masked)
    state.without_quotes = blank(state.masked, quoted)
    for quote in quoted:
        needle = spaced(quote.value)
        if not needle.strip() or (len(needle.split()) == 1 and quote.value[:1].islower()):
            continue
        grounds = _title_grounds(state, quote, needle)
        if grounds is None:
            state.add(
                FindingKind.TITLE,
                quote.text,
                f"“{quote.value}” stands, in these words, in no saved page or paper, nor in template or row.",
            )
        elif grounds:
            state.tie(quote, needle, grounds)
        else:
            state.settle(quote.text)


def _title_grounds(state: SentenceState, quote: Found, needle: str) -> list[Ground] | None:
    """Evidence with this title or these words; empty when the writer's own; None when nowhere."""
    exact = [ground for title, ground in state.grounds.titles if title == needle]
    if exact:
        return exact
    if len(needle.split()) >= SHORT_TITLE and quote.value[:1].isupper():
        begun = [
            one
            for one in state.grounds.evidence
            if isinstance(one.source, Paper) and spaced(one.source.title).startswith(needle)
        ]
        if begun:
            return begun
    if any(one.says(needle) for one in state.grounds.own):
        return []
    saying = [one for one in state.grounds.evidence if one.says(needle)]
    if quote.value[:1].islower():
        return saying or None
    outside = [one for one in saying if needle in _without(one.spaced, state.grounds.titles)]
    return outside or _saying_in_parts(state, quote) or None


def _saying_in_parts(state: SentenceState, quote: Found) -> list[Ground]:
    """The evidence that has each sentence of a quotation, as a page that names the speaker between the two."""
    parts = [spaced(one.text) for one in split_sentences(quote.value)]
    whole = len(parts) > 1 and all(len(one.split()) >= PART_OF_SAYING for one in parts)
    return [one for one in state.grounds.evidence if whole and all(map(one.says, parts))]


def _check_unquoted_titles(state: SentenceState) -> None:
    """Titles without quotes: written right they tie year and venue; nearly right they are findings."""
    sentence = spaced(state.without_quotes)
    listed = sentence.split()
    for title, ground in state.grounds.titles:
        title_words = title.split()
        if len(title_words) >= 3 and title in sentence:
            position = _place_of(state.without_quotes, title_words)
            if position and (state.loose or _is_written_as_title(position.text)):
                state.tie(position, title, [ground])
        elif len(title_words) >= 4 and not any(title == tie.title for tie in state.ties):
            near = _nearly(listed, title_words)
            if near and not state.grounds.saying(f" {near} "):
                _note_nearly(state, near, title, ground)


def _note_nearly(state: SentenceState, near: str, title: str, ground: Ground) -> None:
    """Note a title miswritten; words in small letters that its paper has in other places only tell what it says."""
    piece = _place_of(state.without_quotes, near.split())
    shown = state.without_quotes[piece.start : piece.end] if piece else near
    other = set(near.split()) - set(title.split())
    if not isinstance(ground.source, Paper) and not _is_written_as_title(shown):
        return  # a saying that a page quotes, told in other words
    if not _is_written_as_title(shown) and all(
        (shown[:1].islower() and one in FUNCTION_WORDS) or concept(one) in ground.vocabulary for one in other
    ):
        return
    name = ground.source.title if isinstance(ground.source, Paper) else title.strip()
    state.add(FindingKind.TITLE, shown, f"This is nearly a saved title, but not quite: “{name}”.")


def _is_written_as_title(text: str) -> bool:
    """True when most words that are no connectors begin with a capital."""
    listed = [one for one in text.split() if one.lower() not in CONNECTORS]
    return 2 * sum(one[0].isupper() for one in listed) > len(listed)


def _without(spaced_text: str, titles: Iterable[tuple[str, Ground]]) -> str:
    for title, _ in titles:
        spaced_text = spaced_text.replace(title, " | ")
    return spaced_text


def _place_of(text: str, wanted: Sequence[str]) -> Found | None:
    """Where these folded words stand in a text."""
    tokens = [(match.span(), words(match[0])) for match in re.finditer(r"[^\s\-‐-―/]+", text)]
    flat = [(span, word) for span, some in tokens for word in some]
    for at in range(len(flat) - len(wanted) + 1):
        if [word for _, word in flat[at : at + len(wanted)]] == list(wanted):
            start, end = flat[at][0][0], flat[at + len(wanted) - 1][0][1]
            piece = text[start:end].strip(".,;:!?()\"'“”‘’")
            start = text.index(piece, start)
            return Found(start, start + len(piece), piece, " ".join(wanted))
    return None


def _nearly(listed: Sequence[str], title: Sequence[str]) -> str | None:
    """The row of words that equals the title in most of its words, at the same places."""
    length = len(title)
    if len(set(title) & set(listed)) < NEARLY_A_TITLE * len(set(title)):
        return None
    for at in range(len(listed) - length + 1):
        row = listed[at : at + length]
        same = [one == other for one, other in zip(row, title, strict=True)]
        if sum(same) >= NEARLY_A_TITLE * length and not all(same):
            return " ".join(row)
    return None
