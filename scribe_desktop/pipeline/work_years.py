"""Years that a sentence gives to a work or a month: "your 2021 study", "it came out in 2019", "news of May 2022"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found
from scribe_desktop.pipeline.common_words import concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import Caseless, spaced, words

_KINDS = (
    r"papers?|articles?|books?|study|monograph|publication|note|essay|piece|preprint|report|chapter|survey|trial"
    r"|thesis|dissertation|Studie|Aufsatz|Artikels?|Arbeit|Beitrags?|Buch|Buche?s|étude|ouvrage|livre|estudio|trabajo"
    r"|artículo|libro|ensayo|studio|articolo|libro|saggio|artikel|boek|studie"
)
WORK = Caseless(r"\b(?:papers?|articles?|books?|study|monograph|publication|note|essay|piece)\b")
_BEFORE = Caseless(
    rf"\b(?:{_KINDS})\b(?P<between>[^.;:?!]{{0,80}}?),? (?:of|from|von|vom|aus|aus dem Jahre?|de|del|du|van|uit) \Z",
)
_AFTER = Caseless(rf" (?:[\w'’-]+ ){{0,2}}?(?:{_KINDS})\b")
_WROTE = Caseless(rf"\b(?:{_KINDS})\b[^.;:?!,]{{0,40}}\b(?:wrote|written|published|co-wrote)\b[^.;:?!,]{{0,60}} in \Z")
_APPEARED = re.compile(r"\b(?:[Ii]t|[Ww]hich|[Tt]hat) (?:came out|appeared|was published) in \Z")
_THAT = Caseless(r"\b(?:that|this|the same) \Z")
_YOU_AND = re.compile(r"\A,? you and (?P<who>[^,;:.?!]{3,60})")
_MONTHS = (
    ("january", "januar", "janvier", "enero", "gennaio", "januari"),
    ("february", "februar", "février", "febrero", "febbraio", "februari"),
    ("march", "märz", "mars", "marzo", "maart"),
    ("april", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maggio", "mei"),
    ("june", "juni", "juin", "junio", "giugno"),
    ("july", "juli", "juillet", "julio", "luglio"),
    ("august", "août", "agosto", "augustus"),
    ("september", "septembre", "septiembre", "settembre"),
    ("october", "oktober", "octobre", "octubre", "ottobre"),
    ("november", "novembre", "noviembre"),
    ("december", "dezember", "décembre", "diciembre", "dicembre"),
)
_MONTH = {word: at for at, listed in enumerate(_MONTHS, 1) for word in listed}
_DATED = Caseless(rf"\b({'|'.join(_MONTH)}),? (?:de |of |del )?(\d{{4}})\b")
_SHORTEST = 3
"""Letters of a surname that is looked for by itself."""


def is_year_of_work(state: SentenceState, number: Found) -> bool | None:
    """True when a work that is meant has this year, False when it is known which and it has another year, or the month.

    None for a year of something else, or of a work of which only pages tell.
    """
    text = state.without_quotes
    before, after = text[: number.start], text[number.end :]
    if _is_other_month(state, number):
        return False
    beside = _AFTER.match(after) is not None
    together = _YOU_AND.match(after)
    if not (beside or together or _BEFORE.search(before) or _WROTE.search(before) or _APPEARED.search(before)):
        return None
    if state.ties:
        return _of_tied(state, number) if beside else None
    of_coauthor = _with_named(state)
    last = [one for one in _papers(state.topic) if one in of_coauthor]
    if last and _THAT.search(before):
        of_coauthor = last
    if together and not (of_coauthor and before.rstrip().lower().endswith("in")):
        return None
    if _APPEARED.search(before):
        meant, known = _papers(state.topic), True
    else:
        meant, known = of_coauthor or works_meant(state, number), bool(of_coauthor)
    years = {str(one.year) for one in meant if one.year}
    if number.value in years:
        return True
    return False if known and years and not _is_told(state, number) else None


def _is_other_month(state: SentenceState, number: Found) -> bool:
    """True for "the news of September 2019" where the evidence has that month, in any language, of other years only."""
    month = next((_MONTH[one[1].lower()] for one in _DATED.finditer(state.masked) if one.end() == number.end), None)
    if month is None:
        return False
    dates = (one for ground in state.grounds.all for one in _DATED.finditer(ground.text))
    years = {one[2] for one in dates if _MONTH[one[1].lower()] == month}
    return bool(years) and number.value not in years


def works_meant(state: SentenceState, number: Found) -> list[Paper]:
    """The papers that a sentence may speak of: by co-author or venue, else by their words, else the one named last."""
    papers = _papers(state.grounds.evidence)
    named = _with_named(state)
    if named:
        return named
    text = state.without_quotes
    mine = state.telling_stems(_clause(text, number), own_too=True) or state.telling_stems(text, own_too=True)
    mine -= state.grounds.name_stems
    alike = {id(one): len(mine & concepts(f"{one.title} {one.abstract}")) for one in papers}
    most = max(alike.values(), default=0)
    if most:
        return [one for one in papers if alike[id(one)] == most]
    return _papers(state.topic) or papers


def _of_tied(state: SentenceState, number: Found) -> bool | None:
    """True or False when the title beside which "your 2021 study" stands is a paper's; None for one of pages only."""
    years = {
        one.source.year
        for tie in state.ties_at(number.start)
        for one in tie.grounds
        if isinstance(one.source, Paper) and one.source.year
    }
    if not years or any(number.value in words(text) for text in state.beside_titles(number.start)):
        return None
    return int(number.value) in years


def _clause(text: str, number: Found) -> str:
    """The words around a number up to the next comma on either side."""
    start = max(text.rfind(one, 0, number.start) for one in ",;:.") + 1
    ends = [at for one in ",;:?!" if (at := text.find(one, number.end)) >= 0]
    return text[start : min(ends, default=len(text))]


def _papers(grounds: Sequence[object]) -> list[Paper]:
    return [source for one in grounds if isinstance(source := getattr(one, "source", None), Paper)]


def _with_named(state: SentenceState) -> list[Paper]:
    """The papers by all co-authors whom the sentence names; none when it names nobody."""
    sentence, own = spaced(state.without_quotes), frozenset(words(state.grounds.own[0].text))
    papers = _papers(state.grounds.evidence)
    by_name: dict[str, list[Paper]] = {}
    for paper in papers:
        for author in paper.authors:
            listed = words(author)
            if listed and len(listed[-1]) >= _SHORTEST and not own & set(listed) and f" {listed[-1]} " in sentence:
                by_name.setdefault(listed[-1], []).append(paper)
    return [one for one in papers if by_name and all(one in having for having in by_name.values())]


def _is_told(state: SentenceState, number: Found) -> bool:
    """True when a sentence of a page has this year with something else than names that this sentence has."""
    names = concepts(" ".join(name for paper in _papers(state.grounds.evidence) for name in paper.authors))
    mine = state.telling_stems(state.without_quotes, own_too=True) - names
    return any(
        number.value in values and mine & stems
        for ground in state.grounds.evidence
        if not isinstance(ground.source, Paper)
        for stems, values in ground.units
    )
