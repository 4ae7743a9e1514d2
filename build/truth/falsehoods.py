"""Drafts with exactly one falsehood each, planted into true ones by rule: what a fluent model gets wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from honest import Draft
from known import known_text, stands_in
from marks import Mark
from near_misses import (
    AWARD_WORDS,
    INSTITUTION_WORDS,
    LINK_SENTENCES,
    MAIL_SENTENCES,
    SMALL_WORDS,
    addresses_near,
    one_word_off,
)
from people import Person
from words import WORD_NUMBERS, in_words, words

from scribe_desktop.domain.sentences import split_sentences

KINDS = (
    "title", "year", "venue", "institution", "award", "number", "co-author", "link", "mail address",
    "another recipient", "template sentence", "invented statement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FalseDraft:
    """A draft with one falsehood.

    Attributes:
        kind: one of KINDS; `variant` says how it was made ("one word", "plus or minus one").
        true_text: the words that stood there; "" where something was added.
        false_text: the words that are false; `sentence` is the sentence they stand in, `start` and `end` its place.
        borrowed: the false words stand elsewhere in row, evidence or template, about something else.
        original: the true draft.
    """

    kind: str
    variant: str
    true_text: str
    false_text: str
    sentence: str
    start: int
    end: int
    borrowed: bool
    body: str
    original: Draft


@dataclass(frozen=True, slots=True)
class _Change:
    """Words to put in place of a span of the body."""

    start: int
    end: int
    text: str
    variant: str


def false_drafts(drafts: Sequence[Draft], people: Sequence[Person], count: int, seed: int) -> tuple[FalseDraft, ...]:
    """So many false drafts, the kinds in turn."""
    planter = _Planter(people, random.Random(f"falsehoods {seed}"))
    return tuple(planter.plant(drafts, KINDS[i % len(KINDS)]) for i in range(count))


class _Planter:
    """Plants falsehoods of each kind."""

    def __init__(self, people: Sequence[Person], rng: random.Random) -> None:
        self._people = people
        self._rng = rng
        self._lies = words("invented")
        self._world = words("world")
        self._uses: dict[int, int] = {}
        self._turns: dict[str, int] = {}
        self._done: set[tuple[int, str]] = set()
        self._makers: dict[str, Callable[[Draft], _Change | None]] = {
            "title": self._title,
            "year": self._year,
            "venue": self._venue,
            "institution": self._institution,
            "award": self._award,
            "number": self._number,
            "co-author": self._coauthor,
            "link": lambda draft: self._address(draft, "link"),
            "mail address": lambda draft: self._address(draft, "mail"),
            "another recipient": self._another,
            "template sentence": self._template,
            "invented statement": self._invented,
        }

    def plant(self, drafts: Sequence[Draft], kind: str) -> FalseDraft:
        """A falsehood of this kind, in a draft that was used as little as possible."""
        while True:
            number = min(self._rng.sample(range(len(drafts)), 6), key=lambda one: self._uses.get(one, 0))
            draft = drafts[number]
            change = self._makers[kind](draft)
            if change is None or (number, change.text) in self._done:
                continue
            made = _apply(draft, kind, change)
            if made is not None:
                self._uses[number] = self._uses.get(number, 0) + 1
                self._turns[kind] = self._turns.get(kind, 0) + 1
                self._done.add((number, change.text))
                return made

    def _turn(self, kind: str, *variants: str) -> str:
        """Variants of a kind come in turn."""
        return variants[self._turns.get(kind, 0) % len(variants)]

    def _marked(self, draft: Draft, *kinds: str) -> Mark | None:
        """One of the values of these sorts in what the composer wrote."""
        found = [one for one in draft.marks if one.kind in kinds and one.fact is not None]
        return self._rng.choice(found) if found else None

    def _fresh(self, draft: Draft, options: Iterable[str]) -> str | None:
        """One of the options that stands nowhere in what the draft may rest on."""
        known = known_text(draft)
        fitting = [one for one in options if not stands_in(one, known)]
        return self._rng.choice(fitting) if fitting else None

    def _instead(self, draft: Draft, place: Mark | None, options: Iterable[str], variant: str) -> _Change | None:
        chosen = self._fresh(draft, options) if place else None
        return _Change(place.start, place.end, chosen, variant) if place and chosen else None

    # --- the kinds --------------------------------------------------------------------------

    def _title(self, draft: Draft) -> _Change | None:
        variant = self._turn("title", "one word", "invented title")
        place = self._marked(draft, "title")
        if not place:
            return None
        if variant == "invented title":
            return self._instead(draft, place, self._lies["titles"], variant)
        spans = [
            one
            for one in re.finditer(r"[^\W\d_]{4,}", place.text)
            if one[0][0].isupper() and one[0].lower() not in SMALL_WORDS
        ]
        if not spans:
            return None
        word = self._rng.choice(spans)
        near = [
            other
            for fact in self._rng.choice(self._people).facts
            if fact.kind == "paper"
            for other in re.findall(r"\b[A-Z][a-z]{3,}", str(fact.values["title"]))
            if other.lower() not in SMALL_WORDS
        ]
        options = [
            place.text[: word.start()] + other + place.text[word.end() :]
            for other in (near if self._rng.random() < 0.5 else self._lies["title_words"])
            if other != word[0]
        ]
        return self._instead(draft, place, options, variant)

    def _year(self, draft: Draft) -> _Change | None:
        variant = self._turn("year", "plus or minus one", "another fact's year", "plus or minus one", "other year")
        place = self._marked(draft, "year")
        if not place:
            return None
        year = int(place.text)
        if variant == "plus or minus one":
            options = {year - 1, year + 1}
        elif variant == "other year":
            options = {other for other in range(year - 12, 2027) if not stands_in(str(other), known_text(draft))}
        else:
            options = {int(one.values["year"]) for one in draft.person.facts if "year" in one.values}
        left = sorted(options - {year})
        return _Change(place.start, place.end, str(self._rng.choice(left)), variant) if left else None

    def _venue(self, draft: Draft) -> _Change | None:
        variant = self._turn("venue", "invented venue", "another paper's venue", "venue of other people")
        place = self._marked(draft, "venue")
        if not place:
            return None
        if variant == "invented venue":
            return self._instead(draft, place, self._lies["venues"], variant)
        if variant == "venue of other people":
            venues = [str(fact.values["venue"]) for one in self._people for fact in one.facts if "venue" in fact.values]
            return self._instead(draft, place, sorted(set(venues)), variant)
        own = {str(one.values["venue"]) for one in draft.person.facts if "venue" in one.values} - {place.text}
        return _Change(place.start, place.end, self._rng.choice(sorted(own)), variant) if own else None

    def _institution(self, draft: Draft) -> _Change | None:
        variant = self._turn("institution", "invented institution", "another real-looking one", "one word")
        place = self._marked(draft, "institution")
        if variant == "invented institution":
            return self._instead(draft, place, self._lies["institutions"], variant)
        if variant == "another real-looking one":
            return self._instead(draft, place, self._world["institutions"] + self._world["laboratories"], variant)
        return self._instead(draft, place, one_word_off(place.text if place else "", INSTITUTION_WORDS), variant)

    def _award(self, draft: Draft) -> _Change | None:
        variant = self._turn("award", "invented award", "another real-looking one", "one word")
        place = self._marked(draft, "award")
        if variant == "invented award":
            return self._instead(draft, place, self._lies["awards"], variant)
        if variant == "another real-looking one":
            return self._instead(draft, place, self._world["awards"], variant)
        return self._instead(draft, place, one_word_off(place.text if place else "", AWARD_WORDS), variant)

    def _number(self, draft: Draft) -> _Change | None:
        variant = self._turn("number", "near", "far")
        place = self._marked(draft, "number")
        if not place:
            return None
        digits = place.text.replace(",", "")
        value = int(digits) if digits.isdigit() else WORD_NUMBERS[place.text.lower()]
        steps = (1, 2, 3, 4, 5) if variant == "near" else (7, 11, 20, 60, 130)
        others = [other for step in steps for other in (value - step, value + step) if other > 1]
        spelled = [in_words(one) if not digits.isdigit() and one < 1000 else str(one) for one in others]
        return self._instead(draft, place, spelled, variant)

    def _coauthor(self, draft: Draft) -> _Change | None:
        variant = self._turn("co-author", "invented name", "co-author of another paper", "given name changed")
        place = self._marked(draft, "coauthor")
        if not place:
            return None
        if variant == "invented name":
            return self._instead(draft, place, self._lies["names"], variant)
        given, _, family = place.text.partition(" ")
        if variant == "given name changed":
            options = [f"{other} {family}" for other in words("people")["given"] if other[0] != given[0]]
            return self._instead(draft, place, options, variant)
        papers = draft.person.evidence.papers
        own = next(
            one for one in papers if place.text in one.authors and one.id == draft.person.facts[place.fact or 0].source
        )
        others = {name for paper in papers for name in paper.authors} - set(own.authors)
        return _Change(place.start, place.end, self._rng.choice(sorted(others)), variant) if others else None

    def _address(self, draft: Draft, kind: str) -> _Change | None:
        name = "link" if kind == "link" else "mail address"
        variant = self._turn(name, "changed", "added")
        if variant == "changed":
            places = [one for one in draft.marks if one.kind == kind]
            if not places:
                return None
            place = self._rng.choice(places)
            return self._instead(draft, place, addresses_near(place.text), variant)
        address = self._fresh(draft, self._lies["links" if kind == "link" else "mails"])
        wordings = LINK_SENTENCES if kind == "link" else MAIL_SENTENCES
        return self._added(draft, self._rng.choice(wordings).format(address), variant) if address else None

    def _another(self, draft: Draft) -> _Change | None:
        variant = self._turn("another recipient", "title", "lab", "book", "name")
        if variant == "name":
            places = [one for one in draft.marks if one.kind == "name"]
            if not places:
                return None
            other = self._rng.choice([one for one in self._people if one is not draft.person]).recipient
            text = other.name if places[0].text == draft.person.recipient.name else other.name_parts.last
            return self._instead(draft, places[0], [text], variant)
        place = self._marked(draft, variant)
        kind = {"title": "paper"}.get(variant, variant)
        others = [
            str(fact.values[variant])
            for one in self._people
            if one is not draft.person
            for fact in one.facts
            if fact.kind == kind
        ]
        return self._instead(draft, place, others, variant)

    def _template(self, draft: Draft) -> _Change | None:
        before, after = self._rng.choice(draft.case.changes)
        start = draft.body.find(before)
        return _Change(start, start + len(before), after, "changed sentence") if start >= 0 else None

    def _invented(self, draft: Draft) -> _Change | None:
        variant = self._turn("invented statement", "named", "plain")
        return self._added(draft, self._rng.choice(self._lies[variant]), variant)

    def _added(self, draft: Draft, sentence: str, variant: str) -> _Change | None:
        """A sentence put behind a whole sentence that the composer wrote."""
        ends = [
            end for _, end in draft.parts if draft.body[end - 1] in ".?!" or draft.body[end - 2 : end] in ('."', ".”")
        ]
        if not ends:
            return None
        end = self._rng.choice(ends)
        return _Change(end, end, f" {sentence}", variant)


def _apply(draft: Draft, kind: str, change: _Change) -> FalseDraft | None:
    """Put the change into the draft and find its sentence; None when the change changes nothing."""
    true_text = draft.body[change.start : change.end]
    if true_text == change.text:
        return None
    body = draft.body[: change.start] + change.text + draft.body[change.end :]
    false_text = change.text.strip()
    begin = change.start + len(change.text) - len(change.text.lstrip())
    spans = [one for one in split_sentences(body) if one.start < begin + len(false_text) and begin < one.end]
    if not spans:
        return None
    start, end = spans[0].start, spans[-1].end
    borrowed = stands_in(false_text, known_text(draft))
    return FalseDraft(kind, change.variant, true_text, false_text, body[start:end], start, end, borrowed, body, draft)
