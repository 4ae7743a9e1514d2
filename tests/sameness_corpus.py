"""Pairs of invented drafts to one department, from a seed: those that repeat each other, and those that do not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.sameness import OwnWords, own_words, template_frame

SENDER = Sender("Maya Lind", "Lindhaven University", "Maya Lind\nLindhaven University")
TEMPLATE = parse_template(
    "Subject: A question about {{ interest }}\n\nDear {{ name }},\n\n"
    "I am a second-year student of geology at Lindhaven University, and I am looking for a place to write my thesis. "
    "I read your paper {{ paper }} with great interest. {{ reason }}\n\n"
    "My grades and my references are in the attachment. Would you have half an hour for a call in the next weeks?\n\n"
    "With best regards,\n{{ signature }}"
)
FRAME = template_frame(TEMPLATE)

_SUBJECTS = ("tides", "glaciers", "river deltas", "peat bogs", "coral reefs", "salt lakes", "dune fields", "fjords",
             "mangroves", "loess soils", "volcanic ash", "sea caves", "karst springs", "alpine lakes")  # fmt: skip
_METHODS = ("radiocarbon dating", "laser scanning", "sediment traps", "isotope ratios", "drone surveys", "core samples",
            "pollen counts", "acoustic profiling", "dye tracing", "seismic lines", "field notebooks")  # fmt: skip
_FINDINGS = ("erosion slows after a warm winter", "the oldest layers are the least disturbed",
             "storms move more sand than a whole calm year", "two sources feed the same basin",
             "the shoreline moved twice within a century", "small floods matter more than large ones",
             "plants return before the soil does", "the record begins much earlier than was thought")  # fmt: skip
_OPENINGS = (
    "What stayed with me is your use of {method} on {subject}.",
    "Your choice of {method} to study {subject} surprised me at first and convinced me in the end.",
    "I had not seen {method} used for {subject} before.",
    "The part on {method} is the clearest account of {subject} that I know.",
)
_MIDDLES = (
    "You show that {finding}, and I would like to understand why.",
    "That {finding} contradicts what we were taught in our first course.",
    "I keep thinking about your result that {finding}.",
    "If {finding}, then our own measurements at the old harbour need another look.",
)
_ENDS = (
    "In my thesis I would like to try the same at a smaller site.",
    "Could the method work where the ground is frozen for half of the year?",
    "I have two summers of data from a place near my home that may be a test of it.",
    "My supervisor suggested that I ask you which question is still open.",
)
_SYNONYMS = {
    "like": "love", "understand": "grasp", "clearest": "best", "thinking": "wondering", "result": "finding",
    "know": "have read", "show": "demonstrate", "smaller": "minor", "question": "problem", "measurements": "numbers",
    "site": "place", "first": "start", "course": "class", "summers": "seasons", "taught": "told",
}  # fmt: skip
_ADJECTIVES = ("Slow", "Hidden", "Seasonal", "Uneven", "Layered", "Drifting", "Buried", "Shared")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two drafts, reduced to their own words, and how the second came from the first."""

    kind: str
    one: OwnWords
    other: OwnWords


def reduced(paper: str, reason: str, name: str) -> OwnWords:
    """A draft by the template, as the checker sees it."""
    body = TEMPLATE.fill(
        {"name": name, "paper": f"“{paper}”", "reason": reason, "signature": SENDER.signature, "interest": "geology"}
    ).body_text
    return own_words(body, FRAME, Recipient(name), SENDER)


def repeated(seed: int, count: int) -> Iterator[Pair]:
    """Pairs in which the second draft repeats the first."""
    chance = random.Random(seed)
    ways: dict[str, Callable[[list[str]], list[str]]] = {
        "verbatim": lambda text: text,
        "words changed": lambda text: [_reworded(one, chance) for one in text],
        "sentence added": lambda text: [*text, "Please forgive me for writing without an introduction."],
        "sentence dropped": lambda text: text[:-1],
        "order changed": lambda text: [text[1], text[0], *text[2:]],
    }
    for number in range(count):
        kind = list(ways)[number % len(ways)]
        title, text = _title(chance), _text(chance)
        other = title if chance.random() < 0.5 else _title(chance)
        one, two = _people(number)
        yield Pair(kind, reduced(title, " ".join(text), one), reduced(other, " ".join(ways[kind](text)), two))


def different(seed: int, count: int) -> Iterator[Pair]:
    """Pairs written for each person: half of them in the same turns of phrase, as a model likes to write."""
    chance = random.Random(seed)
    for number in range(count):
        facts, other_facts = _facts(chance), _facts(chance)
        while set(facts.values()) & set(other_facts.values()):
            other_facts = _facts(chance)
        turns = _turns(chance)
        same_turns = bool(number % 2)
        other_turns = turns if same_turns else _turns(chance)
        one, two = _people(number)
        kind = "same turns of phrase" if same_turns else "own turns of phrase"
        yield Pair(
            kind,
            reduced(_title(chance), " ".join(turn.format(**facts) for turn in turns), one),
            reduced(_title(chance), " ".join(turn.format(**other_facts) for turn in other_turns), two),
        )


def _people(number: int) -> tuple[str, str]:
    return f"Prof. Ilse Varnholt{number}", f"Dr. Bao Lindemann{number}"


def _facts(chance: random.Random) -> dict[str, str]:
    return {
        "subject": chance.choice(_SUBJECTS),
        "method": chance.choice(_METHODS),
        "finding": chance.choice(_FINDINGS),
    }


def _turns(chance: random.Random) -> list[str]:
    return [chance.choice(_OPENINGS), chance.choice(_MIDDLES), chance.choice(_ENDS)]


def _text(chance: random.Random) -> list[str]:
    facts = _facts(chance)
    return [turn.format(**facts) for turn in _turns(chance)]


def _title(chance: random.Random) -> str:
    adjective, subject = chance.choice(_ADJECTIVES), chance.choice(_SUBJECTS)
    return f"{adjective} {subject.title()}: {chance.choice(_METHODS).capitalize()} in Four Basins"


def _reworded(sentence: str, chance: random.Random) -> str:
    return " ".join(_SYNONYMS.get(word, word) if chance.random() < 0.8 else word for word in sentence.split(" "))
