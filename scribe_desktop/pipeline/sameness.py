"""How alike two drafts are in what they say to one person: pure code, no model, no I/O.

The template's own sentences, the greeting, the names and the signature are taken out of each draft first: they are
the same by design. What remains is compared. docs/decisions/0021-sameness.md has the reasons and the figures.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scribe_desktop.domain.email import SimilarKind
from scribe_desktop.domain.recipient import Recipient, institution_domain
from scribe_desktop.domain.segment import Segment
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import Sender, Template
from scribe_desktop.errors import TemplateError
from scribe_desktop.pipeline.affiliation import Affiliation
from scribe_desktop.pipeline.text_match import fold, words

ALIKE_PERCENT = 87
"""Own words that are this much alike are almost the same; see the decision for how it was found."""

SHARED_PERCENT = 50
"""A draft that shares this much of its own words, whole sentences word for word, repeats the other one."""

FEWEST_WORDS = 8
"""Fewer own words than these in either draft say nothing: two people may well share an interest."""

LONGEST_GREETING = 10
"""Words. A first line that ends in a comma, an exclamation mark or a colon and is no longer is the greeting."""

_LITERAL_SHARE = 0.5
_GAP = re.compile(r"\[[^\[\]\n]{1,80}: not found\]")
_GREETING_END = re.compile(r"[,:!，：！][\"'”’]*\Z")


@dataclass(frozen=True, slots=True)
class TemplateFrame:
    """A template's own words, whatever its places are filled with.

    `fixed` are its sentences without a place, folded; `around` are, for each sentence with places, the pieces between
    them, as folded words.
    """

    fixed: frozenset[str]
    around: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a draft says that its template does not: a sentence an entry, folded. `whole` is the hash of all it says
    apart from greeting, names and signature."""

    sentences: tuple[str, ...]
    whole: str

    @property
    def text(self) -> str:
        """All of it as one text."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two drafts are; `percent` from 0 to 100."""

    kind: SimilarKind
    percent: int


def template_frame(template: Template) -> TemplateFrame:
    """The frame of a template: of its text with every place filled, with none, and with each alone left out."""
    names = frozenset(template.names)
    fixed: dict[str, None] = {}
    around: dict[tuple[tuple[str, ...], ...], None] = {}
    for filled in (names, frozenset[str](), *(names - {name} for name in sorted(names))):
        try:
            segments = template.fill({}, filled).body
        except TemplateError:
            continue  # a template may count on a value ("{% if year > 2000 %}"); its other fillings tell enough
        for sentence, pieces in _sentences(segments):
            if pieces is None:
                fixed[fold(sentence)] = None
            else:
                around[pieces] = None
    return TemplateFrame(frozenset(fixed), tuple(one for one in around if one))


def own_words(body: str, frame: TemplateFrame, recipient: Recipient, sender: Sender) -> OwnWords:
    """Reduce a draft to what it says to this person."""
    names = frozenset(words(recipient.name))
    signature = {
        fold(span.text)
        for text in (sender.signature, sender.name, sender.affiliation)
        for span in (*split_sentences(text), *(one for line in text.splitlines() for one in split_sentences(line)))
    }
    own: list[str] = []
    everything: list[str] = []
    for place, span in enumerate(split_sentences(_GAP.sub(" ", body))):
        folded = fold(span.text)
        listed = words(span.text)
        if folded in signature or (place == 0 and _is_greeting(span.text, listed)):
            continue
        everything += [word for word in listed if word not in names]
        if folded in frame.fixed:
            continue
        left = [word for word in _without_frame(listed, frame) if word not in names]
        if left:
            own.append(" ".join(left))
    return OwnWords(tuple(own), _hash(everything))


class Neighbours:
    """Drafts to one place, made ready to be compared with many others."""

    def __init__(self, drafts: Sequence[OwnWords]) -> None:
        self._counts = [_count(one.sentences) for one in drafts]
        enough = [count >= FEWEST_WORDS for count in self._counts]
        self._texts = [one.text if telling else None for one, telling in zip(drafts, enough, strict=True)]
        self._by_whole: dict[str, list[int]] = {}
        self._by_sentence: dict[str, list[int]] = {}
        for place, one in enumerate(drafts):
            if one.whole:
                self._by_whole.setdefault(one.whole, []).append(place)
            if enough[place]:
                for sentence in frozenset(one.sentences):
                    self._by_sentence.setdefault(sentence, []).append(place)

    def most_like(self, one: OwnWords, but: frozenset[int] = frozenset()) -> tuple[int, Alike] | None:
        """The place of the draft that is most like this one, if any is too much so; the first of equals.

        A few microseconds a neighbour: RapidFuzz's normalised Indel similarity (the share of characters that stay
        when one text is turned into the other by inserting and deleting), cut off at ALIKE_PERCENT.

        Args:
            but: places of drafts that do not count, the draft's own among them.
        """
        from rapidfuzz import fuzz, process

        for place in self._by_whole.get(one.whole, ()):
            if place not in but:
                return place, Alike(SimilarKind.WHOLE, 100)
        count = _count(one.sentences)
        if count < FEWEST_WORDS:
            return None
        best: tuple[int, Alike] | None = None
        texts = [None if place in but else text for place, text in enumerate(self._texts)]
        close = process.extractOne(one.text, texts, scorer=fuzz.ratio, score_cutoff=ALIKE_PERCENT, processor=None)
        if close is not None:
            best = close[2], Alike(SimilarKind.ALMOST, int(close[1]))
        shared: Counter[int] = Counter()
        for sentence in frozenset(one.sentences):
            for place in self._by_sentence.get(sentence, ()):
                shared[place] += _count((sentence,))
        for place, words_shared in sorted(shared.items()):
            percent = 100 * words_shared // min(count, self._counts[place])
            if place not in but and percent >= SHARED_PERCENT and (best is None or percent > best[1].percent):
                best = place, Alike(SimilarKind.PART, min(percent, 100))
        return best


def alike(one: OwnWords, other: OwnWords) -> Alike | None:
    """How alike two drafts are, when they are too much so; None when not."""
    found = Neighbours([other]).most_like(one)
    return found[1] if found else None


def places_of(recipient: Recipient) -> tuple[str, str]:
    """Where a draft goes, for comparing: the domain of the address, and the institution; "" where the row is silent.

    The domain is taken as it is: "physics.karlsvale.example" and "law.karlsvale.example" are two departments. One of
    a public mail provider is nobody's department.
    """
    institution = Affiliation.of(recipient.affiliation).words
    return institution_domain(recipient.email) or "", " ".join(sorted(institution))


def _sentences(segments: Iterable[Segment]) -> list[tuple[str, tuple[tuple[str, ...], ...] | None]]:
    """The sentences of a filled template; None for one without a place, else the words between its places."""
    text, places = "", []
    for segment in segments:
        if segment.open or segment.gap:
            places.append((len(text), len(text) + len(segment.text)))
        text += segment.text
    found: list[tuple[str, tuple[tuple[str, ...], ...] | None]] = []
    for span in split_sentences(text):
        inside = [(max(a, span.start), min(b, span.end)) for a, b in places if a < span.end and b > span.start]
        if not inside:
            found.append((span.text, None))
            continue
        edges = [span.start, *(edge for pair in inside for edge in pair), span.end]
        pieces = (words(text[edges[at] : edges[at + 1]]) for at in range(0, len(edges), 2))
        found.append((span.text, tuple(piece for piece in pieces if piece)))
    return found


def _without_frame(listed: Sequence[str], frame: TemplateFrame) -> list[str]:
    """The words of a sentence without those that the template has around the place which it fills."""
    mine = frozenset(listed)
    best: tuple[tuple[str, ...], ...] = ()
    most = 0
    for pieces in frame.around:
        literal = [word for piece in pieces for word in piece]
        shared = len(mine.intersection(literal))
        if shared > most and shared >= _LITERAL_SHARE * len(set(literal)):
            best, most = pieces, shared
    left = list(listed)
    for piece in best:
        match = SequenceMatcher(None, left, piece, autojunk=False).find_longest_match()
        if match.size == len(piece) or match.size >= 3:
            del left[match.a : match.a + match.size]
    return left


def _is_greeting(text: str, listed: Sequence[str]) -> bool:
    return len(listed) <= LONGEST_GREETING and _GREETING_END.search(text) is not None


def _count(sentences: Iterable[str]) -> int:
    return sum(one.count(" ") + 1 for one in sentences)


def _hash(listed: Sequence[str]) -> str:
    if not listed:
        return ""
    return hashlib.blake2b(" ".join(listed).encode("utf-8", "replace"), digest_size=16).hexdigest()
