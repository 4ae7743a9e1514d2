"""A template put together from a few answers, in sentences of our own: what the guided form makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scribe_desktop.domain.template import TemplateType

GREETING = "Dear {% if title %}{{ title }} {{ last_name }}{% else %}{{ name }}{% endif %},"
THANKS = "Thank you for your time."
CLOSING = "Kind regards,\n{{ signature }}"


class Ask(StrEnum):
    """What the letter asks for."""

    PLACE = "place"
    CALL = "call"
    QUESTION = "question"
    TALK = "talk"
    OWN = "own"


ASK_SENTENCES = {
    Ask.PLACE: "Do you expect to have room for one more person in your group in the coming year?",
    Ask.CALL: "Would you have twenty minutes for a call in the next weeks?",
    Ask.QUESTION: "May I send you a question in a few lines?",
    Ask.TALK: "Would you give an informal talk about it to a small group, in person or by video?",
}

SUBJECTS = {
    TemplateType.RESEARCH: 'A question about {{ interest | default("your research") }}',
    TemplateType.BOOK: "A question about your book{% if book %} {{ book }}{% endif %}",
    TemplateType.GENERAL: 'A question about {{ interest | default("your work") }}',
}

ABOUT_THEM = {
    TemplateType.RESEARCH: 'I would like to learn more about {{ interest | default("your subject") }}.'
    "{% if paper %} I came across your paper {{ paper }}, and would like to understand how you arrived at its "
    "question.{% endif %}",
    TemplateType.BOOK: "I would like to ask you about your book{% if book %} {{ book }}{% endif %}.",
    TemplateType.GENERAL: 'I would like to learn more about {{ interest | default("your work") }}.',
}

KIND_WORDS = {
    TemplateType.RESEARCH: "about the reader's research",
    TemplateType.BOOK: "about a book of the reader's",
    TemplateType.GENERAL: "about the reader's work in general",
}


@dataclass(frozen=True, slots=True)
class LetterAnswers:
    """What the form asks; an empty answer leaves its sentence out.

    Attributes:
        who: goes on from "I am" ("a third-year student of biology").
        place: where ("Ostlake College").
        done: goes on from "I have worked on" ("sediment cores from shallow estuaries").
        ask: which question is asked; `own_ask` is the question where it is OWN.
        link: an address where more can be read.
    """

    kind: TemplateType = TemplateType.RESEARCH
    who: str = ""
    place: str = ""
    done: str = ""
    ask: Ask = Ask.PLACE
    own_ask: str = ""
    link: str = ""

    @property
    def question(self) -> str:
        """The sentence that asks."""
        return _sentence(self.own_ask) if self.ask is Ask.OWN else ASK_SENTENCES[self.ask]


@dataclass(frozen=True, slots=True)
class LetterParts:
    """The sentences of a letter between its greeting and its closing, by paragraph."""

    subject: str
    about_me: tuple[str, ...]
    about_them: tuple[str, ...]
    request: tuple[str, ...]


def parts_from(answers: LetterAnswers) -> LetterParts:
    """The answers as sentences."""
    who, place, done = (_answer(one) for one in (answers.who, answers.place, answers.done))
    about_me = []
    if who:
        about_me.append(f"I am {who}{f' at {place}' if place else ''}.")
    elif place:
        about_me.append(f"I am writing to you from {place}.")
    if done:
        about_me.append(f"I have worked on {done}.")
    question, link = answers.question, answers.link.strip()
    request = [*([question] if question else []), *([f"More about me: {link}"] if link else [])]
    return LetterParts(SUBJECTS[answers.kind], tuple(about_me), (ABOUT_THEM[answers.kind],), tuple(request))


def letter(parts: LetterParts) -> str:
    """The whole template."""
    paragraphs = [f"Subject: {parts.subject}", GREETING]
    paragraphs += [" ".join(one) for one in (parts.about_me, parts.about_them, parts.request) if one]
    return "\n\n".join((*paragraphs, THANKS, CLOSING))


def _answer(text: str) -> str:
    """On one line, without the full stop at its end and the words that the form's sentence begins with."""
    line = " ".join(text.split()).rstrip(" .!;,")
    for opening in _OPENINGS:
        if line.lower().startswith(opening):
            return line[len(opening) :].strip()
    return line


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if not line or line[-1] in ".?!" else f"{line}."


_OPENINGS: Sequence[str] = ("i am ", "i'm ", "i’m ", "i have worked on ", "i worked on ", "i work on ")
