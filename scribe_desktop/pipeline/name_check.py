"""Names, venues and institutions in a sentence: words with capitals that must stand somewhere, whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.authorship import is_author_of_work
from scribe_desktop.pipeline.claim_extract import Found, Run, is_year, numbers, runs
from scribe_desktop.pipeline.common_words import (
    COMMON_WORDS,
    CONNECTORS,
    INSTITUTION_WORDS,
    TITLE_CUES,
    VENUE_WORDS,
    concept,
    is_common,
)
from scribe_desktop.pipeline.foreign_words import german_names
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.languages import ENGLISH
from scribe_desktop.pipeline.name_forms import inflected_in, is_kind_of_office, is_language_or_people
from scribe_desktop.pipeline.name_pieces import capitals, split_at, trimmed, without_connectors, written
from scribe_desktop.pipeline.nearness import weights_near
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import fold, spaced, without_umlauts, word_set

FITTING = 0.6
"""A co-author's or a venue's paper must fit the words beside it this well, measured by the paper that fits best."""
BESIDE_A_NUMBER = 0.5
"""What a number of the sentence counts in this, beside 1 for a word next to the name."""

PUBLISHING = frozenset(("press", "publisher", "publishers", "verlag", "journal", "proceedings", "transactions"))
_AWARDS = word_set("prize medal award lecture lectureship fellowship scholarship")
_SPLITTERS = frozenset(("and", "at", "in", "on", "with", "from", "by", "to", "as", "into", "a", "an"))
_FOR = frozenset(("for", "für", "pour", "para"))
"""Between a name and what it did something for ("written with Ada Lindqvist for the Journal of Bees")."""
_ANYWHERE = CONNECTORS | COMMON_WORDS


def check_names(state: SentenceState) -> None:
    """Every run of capitals stands in a ground, or is taken apart until what stands nowhere is found."""
    for run in runs(state.without_quotes):
        if state.loose:
            _check_loose_run(state, run)
            continue
        if state.is_german:
            for piece in german_names(state.sentence, run):
                if not _is_known(state, piece) and (len(piece) == 1 or not _is_abroad(state, piece)):
                    _check_piece(state, piece)
            continue
        tokens = trimmed(run, state.language)
        if not tokens or _is_known(state, tokens):
            continue
        if run.before in TITLE_CUES and capitals(tokens) >= 3:
            tokens = _after_title(state, tokens)
        for piece in split_at(tokens, _SPLITTERS):
            _check_piece(state, piece)


def _check_loose_run(state: SentenceState, run: Run) -> None:
    for token in run.tokens:
        if token.start == 0 and _is_sentence_case(state.sentence):
            continue
        needle = spaced(token.text)
        common = token.value in _ANYWHERE or is_common(token.value)
        if not common and not state.grounds.saying(needle) and not _stem_known(state, token.value):
            state.add(FindingKind.NAME, token.text, f"{token.text} stands in no saved page or paper.")


def _is_sentence_case(text: str) -> bool:
    """True for a heading in which only names have capitals: its first word may be any."""
    rest = [one for one in text.split()[1:] if one[:1].isalpha()]
    return 2 * sum(one[0].islower() for one in rest) > len(rest)


def _stem_known(state: SentenceState, word: str) -> bool:
    return state.grounds.has(concept(word))


def _after_title(state: SentenceState, tokens: Sequence[Found]) -> list[Found]:
    """What follows a title that begins here without quotes; nothing after noting one that no ground has."""
    titles = {title for title, _ in state.grounds.titles}
    for end in range(len(tokens), 2, -1):
        needle = spaced(written(state, tokens[:end]))
        if tokens[end - 1].value not in CONNECTORS and (needle in titles or state.grounds.saying(needle)):
            return without_connectors(tokens[end:])
    text = written(state, tokens)
    state.add(FindingKind.TITLE, text, f"“{text}” is the title of nothing saved, nor in template or row.")
    return []


def _check_piece(state: SentenceState, tokens: Sequence[Found]) -> None:
    if not tokens or _is_known(state, tokens) or _is_joint(state, tokens) or _is_abroad(state, tokens):
        return
    if _did_for(state, tokens):
        return
    if state.language != ENGLISH and (is_kind_of_office(tokens) or _is_inflected(state, tokens)):
        return
    values = {one.value for one in tokens}
    text = written(state, tokens)
    if values & INSTITUTION_WORDS and capitals(tokens) >= 2:
        state.add(FindingKind.INSTITUTION, text, f"{text} stands in no saved page or paper about this person.")
    elif values & VENUE_WORDS:
        state.add(FindingKind.VENUE, text, f"{text} stands in no saved page or paper about this person.")
    elif values & _AWARDS and len(tokens) > 1 and not _in_one_unit(state, tokens):
        state.add(FindingKind.NAME, text, f"{text} stands in no saved page or paper about this person.")
    else:
        for group in split_at(tokens, CONNECTORS):
            if not group or _is_known(state, group) or _starts_sentence(state, group):
                continue
            if not is_language_or_people(state, group):
                name = written(state, group)
                state.add(FindingKind.NAME, name, f"{name} stands in no saved page or paper about this person.")


def _did_for(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True for a known name and a known venue, joined by "for": "with Ada Lindqvist for the Journal of Bees"."""
    parts = split_at(tokens, _FOR)
    if len(parts) <= 1 or len(parts[0]) <= 1:
        return False
    first, last = ({one.value for one in part} for part in (parts[0], parts[-1]))
    named = not first & (INSTITUTION_WORDS | VENUE_WORDS | _AWARDS) and bool(last & VENUE_WORDS)
    return named and all(_is_known(state, one) for one in parts)


def _is_inflected(state: SentenceState, tokens: Sequence[Found]) -> bool:
    ground = inflected_in(state, tokens)
    if ground is None:
        return False
    state.settle(written(state, tokens))
    state.used.extend([ground] if ground.source is not None else [])
    state.verified += ground.source is not None
    return True


def _in_one_unit(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True when one sentence of the evidence, or the writer, has all of these words, in whatever order."""
    wanted = [spaced(one.text) for one in tokens if one.value not in CONNECTORS]
    return any(all(one in unit for one in wanted) for ground in state.grounds.all for unit in ground.spaced_units)


def _is_abroad(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True for "Universität Karlsvale" where the evidence, in another language, has "University of Karlsvale"."""
    if not {one.value for one in tokens} & INSTITUTION_WORDS:
        return False
    own = [spaced(one.text) for one in tokens if one.value not in INSTITUTION_WORDS and one.value not in CONNECTORS]
    for ground in state.grounds.all:
        strange = state.language != ENGLISH if ground.source is None else state.is_strange(ground)
        if strange and own and any(_names_one(unit, own) for unit in ground.spaced_units):
            state.settle(written(state, tokens))
            state.used.extend([ground] if ground.source is not None else [])
            state.verified += ground.source is not None
            return True
    return False


def _names_one(unit: str, own: Sequence[str]) -> bool:
    return bool(INSTITUTION_WORDS & set(unit.split())) and all(one in unit for one in own)


def _is_joint(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True for two names that one sentence of the evidence has both ("the Academy's Prize", "Prize of the Academy")."""
    for at in range(1, len(tokens)):
        owner = tokens[at - 1].text.endswith(("'s", "’s", "s'", "s’"))
        first, second = without_connectors(tokens[:at]), without_connectors(tokens[at:])
        if not (owner or tokens[at].value == "of") or min(capitals(first), capitals(second)) < 2:
            continue
        needles = [spaced(written(state, one)) for one in (first, second)]
        for ground in state.grounds.evidence:
            if any(all(one in unit for one in needles) for unit in ground.spaced_units):
                state.settle(written(state, tokens))
                state.used.append(ground)
                return True
    return False


def _starts_sentence(state: SentenceState, group: Sequence[Found]) -> bool:
    """A single capital at the start says nothing; the word is checked like any other."""
    before = state.sentence[: group[0].start].strip(" \"'“‘(¿¡«„")
    return len(group) == 1 and (not before or before.endswith(":"))


def _is_known(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True when the words stand in a ground, or name a person who does; notes a fact of another paper."""
    text = written(state, tokens)
    needle = spaced(text)
    grounds = state.grounds.saying(needle) or _naming(state, tokens) or _transcribing(state, needle)
    if not grounds:
        return False
    state.settle(text)
    place = tokens[0].start
    tied = _tied_at(state, place)
    if not state.ties:
        fits = _fits_topic(state, grounds, tokens)
    elif any(one.names for one in tied) and is_author_of_work(state, tokens):
        fits = any(one in tied or one.source is None for one in grounds)
    else:
        fits = _fits_titles(state, grounds, needle, place)
    if not fits:
        _note_other_paper(state, text, needle)
        return True
    state.verified += any(one.source is not None for one in grounds)
    if not any(one in state.used for one in grounds):
        evidence = [one for one in grounds if one.source is not None]
        if len(evidence) == len(grounds):
            state.used.append(evidence[0])
    return True


def _naming(state: SentenceState, tokens: Sequence[Found]) -> list[Ground]:
    if not 2 <= len(tokens) <= 5:
        return []
    values = tuple(one.value for one in tokens)
    named = [
        (one, names)
        for one in state.grounds.all
        if (names := [name for name in one.folded_names if values[-1] in name])
    ]
    pattern = _person_pattern(values) if named else None
    return [one for one, names in named if pattern and any(pattern.search(name) for name in names)]


def _transcribing(state: SentenceState, needle: str) -> list[Ground]:
    """The grounds that write these words with, or without, umlauts: "Mueller" and "Müller"."""
    plain = without_umlauts(needle)
    return [one for one in state.grounds.all if plain in one.spaced_plain]


def _tied_at(state: SentenceState, place: int) -> list[Ground]:
    return [ground for tie in state.ties_at(place) for ground in tie.grounds]


def _fits_titles(state: SentenceState, grounds: Sequence[Ground], needle: str, place: int) -> bool:
    """Next to a title, venue and co-authors must be that paper's; other words only have to stand somewhere."""
    tied = _tied_at(state, place)
    if any(one.source is None or one in tied for one in grounds):
        return True
    is_venue = any(isinstance(one.source, Paper) and needle in spaced(one.source.venue or "") for one in grounds)
    if not is_venue and not PUBLISHING & set(needle.split()):
        return any(not isinstance(one.source, Paper) for one in grounds) or not any(one.names for one in grounds)
    return any(needle in spaced(text) for text in state.beside_titles(place))


def _fits_topic(state: SentenceState, grounds: Sequence[Ground], tokens: Sequence[Found]) -> bool:
    """Without a title, a co-author or a venue must be that of a paper which the words beside it fit."""
    needle = spaced(written(state, tokens))
    is_author = is_author_of_work(state, tokens)
    if not is_author and all(state.is_strange(one) for one in grounds):
        return True  # what a paper in another language is about cannot be compared
    if is_author:
        grounds = [one for one in grounds if one.names and needle not in spaced(one.content)]
        if not grounds:
            return not state.grounds.coauthored
    elif not all(isinstance(one.source, Paper) and needle not in spaced(one.content) for one in grounds):
        return True
    start, end = tokens[0].start, tokens[-1].end
    near = weights_near(state.masked, start, end)
    near |= {one.value: BESIDE_A_NUMBER for one in numbers(state.masked) if not start <= one.start < end}
    papers = [one for one in state.grounds.evidence if isinstance(one.source, Paper)]
    having = {word: sum(word in one.vocabulary for one in papers) for word in near}

    def fit(ground: Ground) -> float:
        return sum(weight / having[word] for word, weight in near.items() if word in ground.vocabulary)

    fitting = [one for one in papers if fit(one) >= FITTING * max(map(fit, papers))]
    years = {one.value for one in numbers(state.masked) if is_year(one.value)}
    dated = [one for one in fitting if isinstance(one.source, Paper) and str(one.source.year) in years]
    return any(one in grounds for one in dated or fitting)


def _note_other_paper(state: SentenceState, text: str, needle: str) -> None:
    venues = (one.source.venue for one in state.grounds.evidence if isinstance(one.source, Paper))
    is_venue = any(needle in spaced(one or "") for one in venues)
    kind = FindingKind.VENUE if is_venue else FindingKind.NAME
    state.add(kind, text, f"{text} belongs to another paper than the one this sentence is about.")


@lru_cache(maxsize=1024)
def _person_pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for a person's folded name, as "given … last" or "last, given", initials for given names allowed."""
    *given, last = (re.escape(fold(one)) for one in parts)
    forms = [rf"{one}\w*" if len(one) == 1 else rf"(?:{one}|{one[0]}(?=\W))" for one in given]
    straight = r"\.?[ -]".join(forms)
    return re.compile(
        rf"\b{straight}\.?(?: [\w.-]+){{0,2}} {last}\b|\b{last}, {forms[0]}\.?(?:[ ]\w\.?)*(?:[,;.&]| and\b|$)"
    )
