"""One paper at a time: co-author, venue and findings that a sentence puts together come from the same work."""

from __future__ import annotations

import re

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import is_year, numbers
from scribe_desktop.pipeline.clauses import MEASURES, roots
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless, spaced, words

FOREIGN = 2
"""So many words that only another paper has make a sentence about one paper a mixture."""

_WORK = re.compile(
    r"\b(?:paper|article|study|analysis|book|chapter|monograph|preprint|essay|inquiry|survey|piece|account|report"
    r"|investigation|Aufsatz|Artikel|Studie|Beitrag|Arbeit|étude|artículo|estudio|trabajo)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(_WORK.pattern + r"[^,;:.?!]*? (?:on|about) ([^,;:.?!]+)", re.IGNORECASE)
_SEVERAL = Caseless(
    r"\b(?:papers|articles|studies|books|works|both|other|another|earlier|later|previous|besides|compar\w+"
    r"|and your|and in"
    r"|unlike|as in|together with your|reminds?|series|two|respectively|instead)\b",
)


def check_one_work(state: SentenceState) -> None:
    """Note a co-author or venue of another paper, and words that only another paper than the named one has."""
    papers = [one for one in state.grounds.evidence if isinstance(one.source, Paper)]
    if len(papers) < FOREIGN or any(one.kind in _OF_WORKS for one in state.findings):
        return
    text = told_text(state)
    tied = [one for one in state.tied if isinstance(one.source, Paper)]
    if len(tied) > 1 or len(state.ties) > 1 or _SEVERAL.search(text) or (not tied and len(_WORK.findall(text)) != 1):
        return
    named = {what: having for what, having in _attributes(state, text, papers).items() if having}
    fitting = [one for one in tied or papers if all(one in having for having in named.values())]
    if not tied and len(named) > 1 and not fitting:
        _note_mixed(state, list(named), papers)
    elif tied or (named and len(fitting) == 1):
        work = tied[0] if tied else fitting[0]
        _note_foreign(state, text, work, papers)


_TELLING = 3
_OF_WORKS = frozenset((FindingKind.VENUE, FindingKind.TITLE))


def _attributes(state: SentenceState, text: str, papers: list[Ground]) -> dict[str, list[Ground]]:
    """What of the papers' records the sentence names, and which papers have it: venue, co-authors, year."""
    sentence = spaced(text)
    own = frozenset(words(state.grounds.own[0].text))
    found: dict[str, list[Ground]] = {}
    for ground in papers:
        paper = ground.source
        assert isinstance(paper, Paper)
        venue = spaced(paper.venue or "").removeprefix(" the ")
        if venue.strip() and f" {venue.strip()} " in sentence:
            found.setdefault(paper.venue or "", [])
        for author in paper.authors:
            listed = words(author)
            needle = listed[-1] if listed and len(listed[-1]) >= _TELLING else " ".join(listed)
            if needle and not own & set(listed) and f" {needle} " in sentence:
                found.setdefault(listed[-1], [])
    for what, having in found.items():
        for ground in papers:
            paper = ground.source
            assert isinstance(paper, Paper)
            if what == (paper.venue or "") or any(words(one)[-1:] == (what,) for one in paper.authors):
                having.append(ground)
    years = {one.value for one in numbers(text) if is_year(one.value)}
    for year in years:
        dated = [one for one in papers if isinstance(one.source, Paper) and str(one.source.year) == year]
        if dated and found:
            found[year] = dated
    return found


def _note_mixed(state: SentenceState, named: list[str], papers: list[Ground]) -> None:
    """Note record facts of several papers in one, unless a page says them together."""
    needles = [spaced(one) for one in named]
    pages = [one for one in state.grounds.evidence if one not in papers]
    if any(all(one in unit for one in needles) for page in pages for unit in page.spaced_units):
        return
    shown = [one for one in named if not one.isdigit()]
    listed = " and ".join(f"“{_as_written(state, one)}”" for one in shown[:2])
    if len(shown) < FOREIGN:
        return
    state.add(FindingKind.UNSUPPORTED, state.sentence, f"{listed} belong to different papers.")


def _as_written(state: SentenceState, value: str) -> str:
    match = re.search(rf"\b{re.escape(value)}\b", state.sentence, re.IGNORECASE)
    return match[0] if match else value


def _note_foreign(state: SentenceState, text: str, work: Ground, papers: list[Ground]) -> None:
    """Note words about one paper that neither it nor a page has, and another paper does."""
    topic = _TOPIC.search(text)
    about = roots(topic[1]) - state.grounds.name_stems if topic else frozenset()
    if about and not about & work.content_roots:
        for other in papers:
            if other is not work and len(about & other.content_roots) >= FOREIGN:
                _note(state, text, about & other.content_roots, other, work)
                return
    pages = [one.content_roots for one in state.grounds.evidence if one not in papers]
    names = frozenset(word for one in papers for name in one.names for word in roots(name))
    venues = frozenset(
        word for one in papers if isinstance(one.source, Paper) for word in roots(one.source.venue or "")
    )
    mine = roots(text) - MEASURES - work.content_roots - names - venues - state.grounds.own_stems
    mine = mine.difference(*pages)
    if len(mine) < FOREIGN:
        return
    other = max((one for one in papers if one is not work), key=lambda one: len(mine & one.content_roots))
    foreign = mine & other.content_roots
    if len(foreign) < FOREIGN:
        return
    _note(state, text, foreign, other, work)


def _note(state: SentenceState, text: str, foreign: frozenset[str], other: Ground, work: Ground) -> None:
    assert isinstance(other.source, Paper) and isinstance(work.source, Paper)
    shown = ", ".join(f"“{one}”" for one in dict.fromkeys(_written(text, foreign)))
    reason = f"{shown}: this stands in “{other.source.title}”, not in “{work.source.title}”."
    state.add(FindingKind.UNSUPPORTED, state.sentence, reason)


def _written(text: str, wanted: frozenset[str]) -> list[str]:
    return [one[0] for one in re.finditer(r"[^\W_]+", text) if roots(one[0]) & wanted]
