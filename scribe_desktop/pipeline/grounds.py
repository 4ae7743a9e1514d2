"""What a draft may rest on, made ready for comparing: template, row, Settings, and each passage and paper by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from scribe_desktop.domain.evidence import Claim, Evidence, EvidenceKind, Paper, Passage
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import Sender
from scribe_desktop.pipeline.claim_extract import numbers, quotations
from scribe_desktop.pipeline.clauses import Told, clauses, roots, sentences
from scribe_desktop.pipeline.common_words import concepts
from scribe_desktop.pipeline.languages import language_of
from scribe_desktop.pipeline.number_mentions import Mention, mentions_in
from scribe_desktop.pipeline.text_match import fold, spaced, without_umlauts, words
from scribe_desktop.pipeline.whose import Said, said_in

_MAIN_TITLE = re.compile(r"\s*(?::\s|[?!]\s|\s[–—-]\s)")
_LINE = re.compile(r"[^\n]+")
_LONG_WORD = 5
"""From this length on, one word before a colon is a title of its own."""
_SHORT_NAMES = frozenset(("prof", "professor", "dr", "mr", "mrs", "ms", "de", "la", "van", "von", "der", "den"))
LONGEST_TOLD = 1200
"""Characters of the longest sentence of the evidence that is compared clause by clause."""


@dataclass(frozen=True)
class Ground:
    """One thing that says something: all its text, ready for comparing.

    `source` is the passage or paper it is; None for template, row and Settings, whose `kind` says which.
    """

    kind: EvidenceKind
    text: str
    source: Passage | Paper | None = None
    names: tuple[str, ...] = field(default=())

    @cached_property
    def spaced(self) -> str:
        """The folded words, a space around each."""
        return f" {' '.join(word for one in self.unit_texts for word in words(one))} "

    @cached_property
    def spaced_plain(self) -> str:
        """The folded words with umlauts written in one way."""
        return without_umlauts(self.spaced)

    @cached_property
    def folded_names(self) -> tuple[str, ...]:
        """The texts in which names of people are looked for: single authors of a paper, else the text."""
        return tuple(fold(one) for one in (*self.names, self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The concepts of all words."""
        return frozenset().union(*map(concepts, self.unit_texts))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The concepts of all words, and the values of all numbers."""
        return self.stems | self.numbers

    @cached_property
    def content(self) -> str:
        """What the page or paper is about: for a paper its title and abstract, without authors, venue and year."""
        return f"{self.source.title}\n{self.source.abstract}" if isinstance(self.source, Paper) else self.text

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What it tells, sentence by sentence; of a paper its abstract."""
        if isinstance(self.source, Paper):
            texts = list(sentences(self.source.abstract))
        else:
            texts = [one for line in self.text.split("\n") for one in sentences(line)]
        return tuple(Told(one, roots(one), clauses(one)) for one in texts if len(one) <= LONGEST_TOLD)

    @cached_property
    def content_roots(self) -> frozenset[str]:
        """The roots of all that it tells, and of its title."""
        return roots(self.source.title if self.source else "").union(*(one.roots for one in self.told))

    @cached_property
    def language(self) -> str:
        """The language it is written in."""
        return language_of(self.content)

    @cached_property
    def spaced_units(self) -> tuple[str, ...]:
        """Each sentence as spaced words."""
        return tuple(spaced(one) for line in self.text.split("\n") for one in sentences(line))

    @cached_property
    def unit_texts(self) -> tuple[str, ...]:
        """What is said together: each sentence, and what a paper's record says; in order, all of the text."""
        if isinstance(self.source, Paper):
            return (" ".join(_record(self.source)), *(one.text for one in split_sentences(self.source.abstract)))
        return tuple(one.text for one in split_sentences(self.text))

    @cached_property
    def units(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        """What is said together, as (stems, values of numbers)."""
        return tuple((concepts(one), frozenset(_values(one))) for one in self.unit_texts)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Each number in the text, with what stands near it; a paper's year belongs to all of its text."""
        return mentions_in(self.text, self.heading, self.source if isinstance(self.source, Paper) else None)

    @cached_property
    def heading(self) -> frozenset[str]:
        """The words of the title of the page or paper."""
        return concepts(self.source.title) if self.source is not None else frozenset()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The values of all numbers."""
        return frozenset(_values(self.text))

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What the text itself puts in quotes, as spaced words: titles that a page names."""
        return tuple(spaced(one.value) for one in quotations(self.text) if len(words(one.value)) >= 2)

    def says(self, words_with_spaces: str) -> bool:
        """True when these spaced words stand in the text, next to each other."""
        return words_with_spaces in self.spaced

    def claim(self, sentence: str) -> Claim:
        """The claim that this sentence rests on this ground."""
        if self.source is None:
            return Claim(sentence, "", _OWN_TITLES[self.kind], self.text, self.kind)
        passage = self.text if isinstance(self.source, Paper) else self.source.text
        return Claim(sentence, self.source.url, self.source.title, passage, self.kind)


_OWN_TITLES = {EvidenceKind.ROW: "Your list", EvidenceKind.TEMPLATE: "Your template"}


def _values(text: str) -> Iterator[str]:
    return (one.value for one in numbers(text))


@dataclass(frozen=True)
class Grounds:
    """All grounds of one draft. `own` are the writer's: the row, its name first, template, Settings.

    `columns` are those of `own` from the row's further columns.
    """

    own: tuple[Ground, ...]
    evidence: tuple[Ground, ...]
    columns: tuple[Ground, ...] = ()

    @cached_property
    def all(self) -> tuple[Ground, ...]:
        """Evidence first."""
        return (*self.evidence, *self.own)

    @cached_property
    def own_stems(self) -> frozenset[str]:
        """Stems of everything the writer said."""
        return frozenset().union(*(one.stems for one in self.own))

    @cached_property
    def name_stems(self) -> frozenset[str]:
        """Stems of the person's name: every sentence about the person may have them, so they tell nothing apart."""
        return self.own[0].stems

    @cached_property
    def said(self) -> tuple[tuple[Said, frozenset[str]], ...]:
        """The sentences of pages: whom each speaks of, and its concepts."""
        own = frozenset(words(self.own[0].text)) - _SHORT_NAMES
        papers = (one.source for one in self.evidence if isinstance(one.source, Paper))
        authors = frozenset(listed[-1] for paper in papers for name in paper.authors if (listed := words(name)))
        pages = [one for one in self.evidence if isinstance(one.source, Passage)]
        said = (one for page in pages for one in said_in(page.text, own, authors - own))
        return tuple((one, concepts(one.text)) for one in said if len(one.text) <= LONGEST_TOLD)

    @cached_property
    def titles(self) -> tuple[tuple[str, Ground], ...]:
        """Titles that the evidence names, as spaced words: of papers, whole and without subtitle; quoted by pages."""
        titles: list[tuple[str, Ground]] = []
        for ground in self.evidence:
            if isinstance(ground.source, Paper):
                title = ground.source.title
                titles.append((spaced(title), ground))
                main = _MAIN_TITLE.split(title, maxsplit=1)[0]
                if main != title and (len(words(main)) >= 2 or len(main) >= _LONG_WORD):
                    titles.append((spaced(main), ground))
            else:
                titles.extend((quoted, ground) for quoted in ground.quoted)
        return tuple(titles)

    @cached_property
    def coauthored(self) -> bool:
        """True when a saved paper has several authors."""
        return any(len(one.names) > 1 for one in self.evidence)

    @cached_property
    def now(self) -> int | None:
        """The year in which the pages were read, None without one."""
        pages = (one.source for one in self.evidence)
        return max((one.fetched_at.year for one in pages if isinstance(one, Passage)), default=None)

    @cached_property
    def worth(self) -> dict[str, float]:
        """What a word tells about a number: less, the more numbers of the evidence have it near them."""
        counts = Counter(one for ground in self.evidence for mention in ground.mentions for one in mention.near)
        return {one: 1 / count for one, count in counts.items()}

    def has(self, one: str) -> bool:
        """True when any ground has a word of this concept."""
        return any(one in ground.stems for ground in self.all)

    def saying(self, words_with_spaces: str) -> list[Ground]:
        """The grounds with these words, evidence first."""
        return [one for one in self.all if one.says(words_with_spaces)]


def build_grounds(recipient: Recipient, literals: Sequence[str], sender: Sender, evidence: Evidence) -> Grounds:
    """Everything a draft may rest on; `literals` are the template's own words, without what is filled in."""
    row = (recipient.name, recipient.interest, recipient.affiliation, recipient.email, recipient.homepage)
    columns = tuple(_own(EvidenceKind.ROW, one) for one in recipient.fields.values() if one)
    own = [*(_own(EvidenceKind.ROW, one) for one in row if one), *columns]
    own += [_own(EvidenceKind.TEMPLATE, one) for one in literals]
    own += [_own(EvidenceKind.TEMPLATE, one) for one in (sender.name, sender.affiliation, sender.signature) if one]
    return _grounds(tuple(own), evidence, columns)


# Kept, with all that was made ready of them: a draft is checked again after each edit, a template for each person.


@lru_cache(maxsize=8)
def _grounds(own: tuple[Ground, ...], evidence: Evidence, columns: tuple[Ground, ...]) -> Grounds:
    pages = (Ground(EvidenceKind.PAGE, f"{one.text}\n{one.title}", one) for one in evidence.passages)
    papers = (Ground(EvidenceKind(one.kind), _paper_text(one), one, one.authors) for one in evidence.papers)
    return Grounds(own, (*papers, *pages), columns)


@lru_cache(maxsize=128)
def _own(kind: EvidenceKind, text: str) -> Ground:
    return Ground(kind, text)


def _paper_text(paper: Paper) -> str:
    return "\n".join((*_record(paper), paper.abstract)).strip()


def _record(paper: Paper) -> list[str]:
    year = str(paper.year) if paper.year else None
    facts = (paper.title, "; ".join(paper.authors), paper.venue, year, "; ".join(paper.affiliations))
    return [one for one in facts if one]


def lines_with(ground: Ground, words_with_spaces: str) -> list[str]:
    """The lines or sentences of a page that hold these words: where year and venue of a title stand."""
    lines = [match[0] for match in _LINE.finditer(ground.text)]
    pieces = [span.text for line in lines for span in split_sentences(line)]
    return [one for one in pieces if words_with_spaces in spaced(one)] or [
        line for line in lines if words_with_spaces in spaced(line)
    ]
