"""One paper of the records that several sources have of it: by DOI and arXiv number, else by title, year and author.

Two records that are not surely of one paper stay two: a paper shown twice does no harm, and two papers mixed into one
would give a draft a year or a venue that is not true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from rapidfuzz import fuzz

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import NameMatch, name_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.domain.name_words import fold
from scribe_desktop.domain.scholarly_ids import arxiv_id, is_preprint_doi, normalised_doi
from scribe_desktop.pipeline.text_match import without_umlauts, words

ALIKE = 90.0
"""RapidFuzz's ratio, 0 to 100, below which two titles are not looked at word by word."""
YEARS_APART = 1
YEARS_AFTER_PREPRINT = 3
"""A manuscript may be years older than what a journal makes of it."""
SHORT_TITLE = 3
"""Titles with fewer words ("Introduction", "Book review") are not enough to know a paper by."""
AUTHORS_COMPARED = 25
"""Of long author lists the first ones are looked at."""

_MAIN_TITLE = re.compile(r"\s*(?::\s|[?!]\s|\s[–—-]\s)")
_AN_OTHER_WORK = frozenset(
    ("part", "parts", "volume", "vol", "chapter", "erratum", "errata", "corrigendum", "correction", "corrections",
     "reply", "response", "comment", "comments", "commentary", "addendum", "supplement", "supplementary", "retraction",
     "retracted", "review", "teil", "partie", "parte", "abstract", "poster", "appendix", "discussion", "preface",
     "dataset", "data", "code", "revisited", "extended", "update", "updated")
)  # fmt: skip
"""A word that one title has more than the other makes it the title of something else."""
_NUMERAL = re.compile(r"\d+|[ivxlcdm]+|[a-z]|one|two|three|four|five|six|first|second|third|fourth|fifth")


@dataclass(frozen=True, slots=True)
class _Record:
    """A record with what it is compared by."""

    paper: Paper
    keys: frozenset[str]
    doi: str
    title: tuple[str, ...]
    main: tuple[str, ...]
    joined: str

    @classmethod
    def of(cls, paper: Paper) -> _Record:
        doi = normalised_doi(paper.doi) or normalised_doi(paper.url)
        number = arxiv_id(paper.url) or arxiv_id(doi)
        keys = {f"doi:{doi}"} if doi else set()
        keys |= {f"arxiv:{number}"} if number else set()
        title = tuple(map(_spelled, words(paper.title)))
        main = tuple(map(_spelled, words(_MAIN_TITLE.split(paper.title, maxsplit=1)[0])))
        return cls(paper, frozenset(keys), doi, title, main, "".join(title))

    @property
    def published_doi(self) -> str:
        """The DOI of a published version; "" for a manuscript's, or without one."""
        return "" if is_preprint_doi(self.doi) else self.doi

    @property
    def manuscript(self) -> bool:
        """True for a record of a manuscript on a server such as arXiv."""
        return not self.published_doi and bool(self.keys)


def merge_papers(found: Sequence[Sequence[Paper]]) -> list[Paper]:
    """The papers of several sources, each once, in the order in which they were first found.

    Args:
        found: what each source has; within one source records are compared as well.
    """
    groups: list[list[_Record]] = []
    for record in (_Record.of(paper) for papers in found for paper in papers):
        same = [group for group in groups if any(record.keys & one.keys for one in group)]
        if not same:
            same = [group for group in groups if _belongs(record, group)][:1]
        if not same:
            groups.append([record])
            continue
        first, *others = same
        first.append(record)
        for other in others:  # the record joins what was two until now, a manuscript and its journal's version, say
            first.extend(other)
            groups.remove(other)
    return [_one_of([record.paper for record in group]) for group in groups]


def _belongs(record: _Record, group: Sequence[_Record]) -> bool:
    """Whether a record is of the paper that a group is of; two published versions with two DOIs are two papers."""
    dois = {one.published_doi for one in (*group, record)} - {""}
    return len(dois) <= 1 and any(_same_work(record, one) for one in group)


def _same_work(one: _Record, other: _Record) -> bool:
    if not one.title or not other.title or one.paper.kind is not other.paper.kind:
        return False
    if not _near_in_time(one, other) or not _share_an_author(one.paper, other.paper):
        return False
    if _same_title(one, other):
        return len(one.title) >= SHORT_TITLE or _same_in_all(one.paper, other.paper)
    return _title_without_subtitle(one, other) and _same_authors(one.paper, other.paper)


def _near_in_time(one: _Record, other: _Record) -> bool:
    first, second = one.paper.year, other.paper.year
    if first is None or second is None:
        return True
    one_is_a_manuscript = one.manuscript is not other.manuscript
    return abs(first - second) <= (YEARS_AFTER_PREPRINT if one_is_a_manuscript else YEARS_APART)


def _same_title(one: _Record, other: _Record) -> bool:
    """The same words, but for spelling (modelling, colour), number (effect, effects) and where words are divided."""
    if one.joined == other.joined:
        return True
    if len(one.title) != len(other.title) or fuzz.ratio(one.joined, other.joined, score_cutoff=ALIKE) < ALIKE:
        return False
    pairs = [(first, second) for first, second in zip(one.title, other.title, strict=True) if first != second]
    return all(_same_word(first, second) for first, second in pairs)


def _same_word(one: str, other: str) -> bool:
    if _NUMERAL.fullmatch(one) or _NUMERAL.fullmatch(other):
        return False
    return one.rstrip("s") == other.rstrip("s") and len(one) > 3


def _title_without_subtitle(one: _Record, other: _Record) -> bool:
    """True when one title is the other without its subtitle, and the subtitle does not make it another work."""
    short, long = sorted((one, other), key=lambda record: len(record.title))
    if short.title != long.main or len(short.title) < SHORT_TITLE:
        return False
    return not any(word in _AN_OTHER_WORK or _NUMERAL.fullmatch(word) for word in long.title[len(long.main) :])


def _same_in_all(one: Paper, other: Paper) -> bool:
    venues = {" ".join(words(paper.venue or "")) for paper in (one, other)} - {""}
    return one.year == other.year and len(venues) <= 1 and _same_authors(one, other)


def _share_an_author(one: Paper, other: Paper) -> bool:
    pairs = product(one.authors[:AUTHORS_COMPARED], other.authors[:AUTHORS_COMPARED])
    return any(_one_person(first, second) for first, second in pairs)


def _same_authors(one: Paper, other: Paper) -> bool:
    """The same people in the same order."""
    if len(one.authors) != len(other.authors) or not one.authors:
        return False
    pairs = zip(one.authors[:AUTHORS_COMPARED], other.authors[:AUTHORS_COMPARED], strict=True)
    return all(_one_person(first, second) for first, second in pairs)


def _one_person(one: str, other: str) -> bool:
    if one == other:
        return True
    # A cheap look first: reading a name costs a quarter of a millisecond.
    if not set(fold(one).replace(",", " ").split()) & set(fold(other).replace(",", " ").split()):
        return False
    return name_match(person_name(one), person_name(other)) >= NameMatch.COMPATIBLE


def _spelled(word: str) -> str:
    """A word in one of its spellings: British and American English, and umlauts written out."""
    for ending, instead in (("isation", "ization"), ("ising", "izing"), ("ise", "ize"), ("ised", "ized"),
                            ("elling", "eling"), ("elled", "eled"), ("our", "or"), ("ours", "ors"), ("oural", "oral"),
                            ("tre", "ter"), ("yse", "yze"), ("ogue", "og")):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)] + instead
            break
    return without_umlauts(word)


def _one_of(records: Sequence[Paper]) -> Paper:
    """One paper of the records of a group: each field from the record that knows it best."""
    if len(records) == 1:
        return records[0]
    # A published version knows title, year and venue better than a manuscript.
    ranked = sorted(records, key=lambda one: (not _is_published(one), not one.venue, not one.year))
    best = ranked[0]
    authors = _fullest(ranked)
    dois = [doi for one in ranked if (doi := normalised_doi(one.doi))]
    return replace(
        best,
        title=_best_title(ranked),
        authors=authors,
        year=next((one.year for one in ranked if one.year), None),
        abstract=max((one.abstract for one in ranked), key=len),
        url=next((one.url for one in ranked if one.url), ""),
        venue=next((one.venue for one in ranked if one.venue), None),
        affiliations=tuple(dict.fromkeys(place for one in ranked for place in one.affiliations)),
        doi=next((doi for doi in dois if not is_preprint_doi(doi)), dois[0] if dois else ""),
        sources=tuple(dict.fromkeys(source for one in records for source in one.sources)),
        orcids=_orcids(authors, ranked),
        isbn=next((one.isbn for one in ranked if one.isbn), ""),
    )


def _is_published(paper: Paper) -> bool:
    doi = normalised_doi(paper.doi)
    return bool(doi) and not is_preprint_doi(doi) and not arxiv_id(paper.url)


def _best_title(ranked: Sequence[Paper]) -> str:
    """The best record's, unless it SHOUTS, or lacks the subtitle that another has."""
    title = next((one.title for one in ranked if not one.title.isupper()), ranked[0].title)
    same = [one.title for one in ranked if not one.title.isupper()]
    longer = (one for one in same if words(one)[: len(words(title))] == words(title))
    return max((title, *longer), key=lambda one: len(words(one)))


def _fullest(ranked: Sequence[Paper]) -> tuple[str, ...]:
    """The author list with most people, then with most names written out."""
    most = max(len(one.authors) for one in ranked)
    whole = [one.authors for one in ranked if len(one.authors) == most]
    if most > AUTHORS_COMPARED:
        return whole[0]
    return max(whole, key=lambda authors: sum(person_name(author).full for author in authors))


def _orcids(authors: tuple[str, ...], ranked: Sequence[Paper]) -> tuple[str, ...]:
    """The ORCID iDs that any record has, for the authors of the list that was chosen."""
    known = [(name, orcid) for one in ranked for name, orcid in zip(one.authors, one.orcids, strict=False) if orcid]
    if not known:
        return ()
    return tuple(next((orcid for name, orcid in known if _one_person(name, author)), "") for author in authors)
