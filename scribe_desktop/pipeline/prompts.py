"""The words sent to a model: kept as text files, filled here, with everything foreign quoted as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template as Form

from scribe_desktop.domain.tokens import estimated_tokens as estimated_tokens


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts, by the names of their files without ".txt"; `$word` marks where something is filled in."""

    analyse_system: str
    analyse_user: str
    compose_system: str
    compose_user: str
    compose_findings: str
    compose_note: str
    compose_parts: str
    compose_previous: str


def load_prompts(folder: Path) -> Prompts:
    """Read the prompts from their folder. Raises OSError when a file is missing."""
    return Prompts(**{one.name: (folder / f"{one.name}.txt").read_text(encoding="utf-8") for one in fields(Prompts)})


def fill_prompt(text: str, own: Collection[str] = (), **values: str) -> str:
    """Put the values in, each freed from what a person would not see.

    `own` are the names of those that the person wrote: joiners inside their words stay, so that a sentence that is to
    stay as it is can.
    """
    shown = {name: visible(value, joiners=name in own) for name, value in values.items()}
    return Form(text).substitute(shown).strip("\n")


def visible(text: str, kept: Collection[str] = "\n\t", joiners: bool = False) -> str:
    """The text without zero-width, bidirectional, tag and control characters, which can hide words from a reader.

    Args:
        kept: such characters that stay all the same.
        joiners: whether the two joiners stay behind a character that is seen, one at a time: words of Persian, Hindi
            and Sinhala are spelled with them, and emoji are made of several by them.
    """
    before, seen = "", []
    for char in _HIDING.sub("", text):
        joins = joiners and char in _JOINERS and before.strip() and before not in _JOINERS
        if joins or char in kept or unicodedata.category(char) not in _INVISIBLE:
            seen.append(char)
            before = char
    return "".join(seen)


_INVISIBLE = frozenset(("Cc", "Cf", "Co", "Cs"))
_JOINERS = frozenset("\u200c\u200d")
# Letters by their category, with nothing to see; and selectors, which stand alone behind a sign, and several of which
# can carry any message.
_HIDING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}"
)
