"""True drafts, as a good language model or a careful person would write them: every fact stands in row or evidence."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marks import Mark, capitalised, mark, part, read_marks
from people import Fact, Person
from template_cases import TemplateCase, template_cases
from words import a_or_an, in_words, places_in, with_article, words

from scribe_desktop.domain.template import row_values, sender_values

MARK_KINDS = {
    "title": "title", "year": "year", "venue": "venue", "venue_bare": "venue", "journal": "venue",
    "inst": "institution", "partner": "institution", "award": "award", "n": "number", "m": "number",
    "coauthor": "coauthor", "lab": "lab",
    "book": "book", "course": "course", "project": "project", "body": "body", "funder": "body", "event": "event",
    "committee": "committee", "publisher": "publisher", "place": "place", "town": "place", "resource": "resource",
    "role": "role",
}  # fmt: skip
"""Which sort of value stands at a place of a wording."""

_PAGE_FACTS = tuple(kind for kind in words("facts") if kind not in ("paper", "pair"))
_QUOTED = ("title", "book", "course")


@dataclass(frozen=True, slots=True)
class Draft:
    """A true draft. `marks` and `parts` are places in the body: values of facts, and what the composer wrote."""

    person: Person
    case: TemplateCase
    subject: str
    body: str
    marks: tuple[Mark, ...]
    parts: tuple[tuple[int, int], ...]


def honest_drafts(people: Sequence[Person], count: int, seed: int) -> tuple[Draft, ...]:
    """So many drafts, of as many pairs of a person and a template, the templates in turn."""
    rng = random.Random(f"honest {seed}")
    cases = template_cases()
    drafts: list[Draft] = []
    done: set[tuple[int, str]] = set()
    while len(drafts) < count:
        case = cases[len(drafts) % len(cases)]
        fitting = [i for i, one in enumerate(people) if (i, case.name) not in done and case.fits(one)]
        chosen = rng.choice(fitting)
        done.add((chosen, case.name))
        drafts.append(_Writer(people[chosen], case, rng).draft())
    return tuple(drafts)


class _Writer:
    """Writes one draft in one style of punctuation."""

    def __init__(self, person: Person, case: TemplateCase, rng: random.Random) -> None:
        self._person, self._case, self._rng = person, case, rng
        self._used: set[int] = set()
        self._thanked: set[str] = set()
        self._curly = rng.random() < 0.5
        self._american = rng.random() < 0.3
        self._number_words = rng.random() < 0.4
        self._thousands = rng.random() < 0.5
        self._dash = rng.choice((" – ", "—", " - "))
        self._small_opening = case.starts_body and rng.random() < 0.3
        self._key_paper = rng.choice(person.of_kind("paper"))

    def draft(self) -> Draft:
        """The draft."""
        case, recipient = self._case, self._person.recipient
        values = dict(sender_values(case.sender))
        for name, value in row_values(recipient).items():
            kind = {"affiliation": "institution", "email": "mail", "last_name": "name", "name": "name"}.get(name, "row")
            values[name] = mark(kind, None, value)
        for name, kind in case.parts.items():
            written = self._fill(kind)
            if written:
                values[name] = part(self._styled(written))
        filled = case.template.fill(values)
        body = read_marks(filled.body_text)
        subject = read_marks(filled.subject_text or self._styled(self._subject())).text
        return Draft(self._person, case, subject, body.text, body.marks, body.parts)

    # --- what fills a place -----------------------------------------------------------------

    def _fill(self, kind: str) -> str:
        kind, _, wanted = kind.partition(":")
        makers: dict[str, Callable[[], str]] = {
            "topic": self._topic,
            "title_bare": lambda: self._bare_title(),
            "paper_mention": self._paper_mention,
            "paragraph": lambda: self._paragraph(self._rng.choice((1, 2, 2, 3)), self._kinds()),
            "paper_paragraph": lambda: self._paragraph(self._rng.choice((1, 2)), ("paper",), self._key_paper),
            "sentence": lambda: self._paragraph(1, (wanted,) if wanted else self._kinds()),
            "clause": self._clause,
            "finding": self._finding,
            "finding_source": self._finding_source,
            "link": self._link,
        }
        bare = kind.rstrip("?")
        return makers[bare]() if bare in makers else self._noun(bare, optional=kind.endswith("?"))

    def _kinds(self) -> tuple[str, ...]:
        """Kinds to choose from: papers as often as all that stands on pages."""
        return (*_PAGE_FACTS, "paper") if self._rng.random() < 0.5 else ("paper",)

    def _topic(self) -> str:
        slots = self._slots(self._paper())
        forms = ["{np}", "{np}", "{np}, in particular {title}", "{np} ({title}, {year})", "{title}", "{title} ({year})"]
        if "coauthor" in slots:
            forms.append("{np} with {coauthor}")
        if "venue" in slots:
            forms.append("{np}, such as your {year} paper in {venue}")
        return self._rng.choice(forms).format(**slots)

    def _paper_mention(self) -> str:
        slots = self._slots(self._paper(self._key_paper))
        forms = ["{title}", "your paper {title}", "{title} ({year})", "your {year} paper {title}", "your work on {np}"]
        if "coauthor" in slots:
            forms += ["the paper {title}, written with {coauthor}", "{title} by you and {coauthor}"]
        if "venue" in slots:
            forms += ["{title}, published in {venue} in {year}", "{title} ({venue_bare}, {year})"]
        return self._rng.choice(forms).format(**slots)

    def _bare_title(self) -> str:
        self._used.add(self._key_paper)
        return mark("title", self._key_paper, str(self._person.facts[self._key_paper].values["title"]))

    def _noun(self, kind: str, optional: bool = False) -> str:
        numbers = self._person.of_kind(kind.removesuffix("_after_your"))
        if optional and not numbers:
            return ""
        number = self._rng.choice(numbers)
        self._used.add(number)
        slots = self._slots(number)
        if kind == "book_after_your":
            return self._rng.choice(("book {book}", "{book}")).format(**slots)
        if kind == "book" and "year" in slots:
            return self._rng.choice(("{book}", "your book {book}", "{book} ({year})")).format(**slots)
        return slots[kind]

    def _finding(self) -> str:
        self._used.add(self._key_paper)
        return self._slots(self._key_paper)["that"]

    def _finding_source(self) -> str:
        slots = self._slots(self._key_paper)
        forms = ["I read this in {title}.", "It stands in your {year} paper {title}.", "This is from {title} ({year})."]
        if "coauthor" in slots:
            forms.append("I learned it from {title}, your paper with {coauthor}.")
        if "venue" in slots:
            forms.append("I found it in {venue}, where {title} was published in {year}.")
        return capitalised(self._rng.choice(forms).format(**slots))

    def _link(self) -> str:
        paper = self._person.facts[self._key_paper]
        found = self._person.evidence.find(paper.source)
        assert found
        page = self._rng.choice(self._person.evidence.passages).url
        forms = [
            (page, "I found this at {link}."),
            (page, "What I read is at {link}."),
            (page, "The page I mean is {link}."),
            (found.url, "The paper I have read most closely is at {link}."),
            (found.url, "I keep going back to {link}, which is your paper {title}."),
        ]
        url, form = self._rng.choice(forms)
        return form.format(link=mark("link", None, url), **self._slots(self._key_paper))

    def _clause(self) -> str:
        number = self._fact(self._kinds())
        return self._wording(number, "clause")

    def _subject(self) -> str:
        slots = self._slots(self._key_paper)
        interest = self._person.recipient.interest
        forms = [f"A question about {interest}", "Your work on {np}", "Question about {title}", f"Request: {interest}"]
        return self._rng.choice(forms).format(**slots)

    # --- sentences --------------------------------------------------------------------------

    def _paragraph(self, sentences: int, kinds: Sequence[str], first: int | None = None) -> str:
        """Sentences about facts, and perhaps one of thanks or interest."""
        said: list[str] = []
        for i in range(sentences):
            pair = self._pair() if i == 0 and first is None and "paper" not in kinds[:1] else None
            number = first if i == 0 and first is not None else self._fact(kinds)
            if pair is None and number is None:
                break
            said.append(capitalised(pair or self._wording(number, "draft", opens=i == 0)))
        if self._rng.random() < 0.55:
            unused = [one for one in words("thanks")["sentences"] if one not in self._thanked]
            thanks = self._rng.choice(unused)
            self._thanked.add(thanks)
            said.append(thanks)
        elif self._rng.random() < 0.12 and self._person.recipient.email and "email" not in self._case.template.names:
            address = mark("mail", None, self._person.recipient.email)
            said.append(f"I hope that {address} is still the right address for you.")
        text = " ".join(said)
        if self._small_opening:
            text = re.sub(r"\A(Your|You|In|On|It|That|When|With|As|Since|Congratulations|The)\b", _small, text)
        return text

    def _pair(self) -> str | None:
        """Two facts of one page in one sentence, now and then."""
        if self._rng.random() < 0.75:
            return None
        facts = self._person.facts
        for pair in self._rng.sample(words("facts")["pair"], len(words("facts")["pair"])):
            kinds = pair["kinds"]
            for one in self._person.of_kind(kinds[0]):
                for two in self._person.of_kind(kinds[1]):
                    if facts[one].source != facts[two].source or self._used & {one, two}:
                        continue
                    slots = self._slots(one) | {f"{name}_2": value for name, value in self._slots(two).items()}
                    forms = [form for form in pair["draft"] if places_in(form) <= slots.keys()]
                    if forms:
                        self._used |= {one, two}
                        return self._rng.choice(forms).format(**slots)
        return None

    def _fact(self, kinds: Sequence[str]) -> int | None:
        """A fact of these kinds that the draft has not used, else any; each kind is as likely as the others."""
        unused = [number for number in range(len(self._person.facts)) if number not in self._used]
        fitting = [number for number in unused if self._person.facts[number].kind in kinds] or unused
        if not fitting:
            return None
        kind = self._rng.choice(sorted({self._person.facts[number].kind for number in fitting}))
        number = self._rng.choice([number for number in fitting if self._person.facts[number].kind == kind])
        self._used.add(number)
        return number

    def _paper(self, wanted: int | None = None) -> int:
        unused = [number for number in self._person.of_kind("paper") if number not in self._used]
        number = wanted if wanted in unused else self._rng.choice(unused)
        assert number is not None
        self._used.add(number)
        return number

    def _wording(self, number: int | None, table: str, opens: bool = False) -> str:
        assert number is not None
        slots = self._slots(number)
        forms = words("facts")[self._person.facts[number].kind][table]
        fitting = [form for form in forms if places_in(form) <= slots.keys()]
        if opens:
            fitting = [form for form in fitting if not re.search(r"\balso\b", form)] or fitting
        return self._rng.choice(fitting).format(**slots)

    # --- values -----------------------------------------------------------------------------

    def _slots(self, number: int) -> dict[str, str]:
        """All places that a fact can fill, its values marked."""
        fact = self._person.facts[number]
        slots = {name: self._value(number, fact, name) for name in fact.values}
        if "venue" in slots:
            slots["venue_bare"] = slots["venue"].removeprefix("the ")
        if "role" in slots:
            role = str(fact.values["role"])
            slots["a_role"] = a_or_an(role).removesuffix(role) + slots["role"]
        if fact.kind == "position":
            slots["department"] = str(fact.values["department"])
        for name, ways in fact.prose.items():
            way = self._rng.choice(ways)
            if places_in(way) <= slots.keys():
                slots[name] = way.format(**slots)
            else:
                fitting = [other for other in ways if places_in(other) <= slots.keys()]
                if fitting:
                    slots[name] = fitting[0].format(**slots)
        return slots

    def _value(self, number: int, fact: Fact, name: str) -> str:
        value = fact.values[name]
        kind = MARK_KINDS.get(name)
        text = self._number(value) if name in ("n", "m") and isinstance(value, int) else str(value)
        marked = mark(kind, number, text) if kind else text
        if name in _QUOTED:
            return f"“{marked}”"
        if name == "partner":
            return f"the {marked}"
        if name in ("venue", "journal") or (name == "inst" and fact.kind != "post"):
            return with_article(text) + marked
        return marked

    def _number(self, value: int) -> str:
        if self._number_words and value < 100:
            return in_words(value)
        return f"{value:,}" if self._thousands else str(value)

    def _styled(self, text: str) -> str:
        """The draft's own way with quotes, apostrophes and dashes."""
        text = re.sub(r"(s\W?)'s\b", r"\1'", text.replace(" – ", self._dash))
        if self._american:
            text = re.sub(r"”([.,])", r"\1”", text)
        return text.replace("'", "’") if self._curly else text.replace("“", '"').replace("”", '"')


def _small(match: re.Match[str]) -> str:
    return match[0].lower()
