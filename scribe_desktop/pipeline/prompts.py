"""The words sent to a model: kept as text files, filled here, with everything foreign quoted as data."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template as Form

CHARACTERS_PER_TOKEN = 3.5
"""Of English prose; models' tokenizers give 4 to 4.5, so an estimate with this is on the safe side."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts, by the names of their files without ".txt"; `$word` marks where something is filled in."""

    analyse_system: str
    analyse_user: str
    compose_system: str
    compose_user: str
    compose_findings: str
    compose_note: str


def load_prompts(folder: Path) -> Prompts:
    """Read the prompts from their folder. Raises OSError when a file is missing."""
    return Prompts(**{one.name: (folder / f"{one.name}.txt").read_text(encoding="utf-8") for one in fields(Prompts)})


def fill_prompt(text: str, **values: str) -> str:
    """Put the values in, each freed from what a person would not see."""
    return Form(text).substitute({name: visible(value) for name, value in values.items()}).strip("\n")


def visible(text: str) -> str:
    """The text without zero-width, bidirectional, tag and control characters, which can hide words from a reader."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in _INVISIBLE)


_INVISIBLE = frozenset(("Cc", "Cf", "Co", "Cs"))


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has; characters beyond ASCII count as one each."""
    ascii_only = sum(1 for char in text if char.isascii())
    return int(ascii_only / CHARACTERS_PER_TOKEN + (len(text) - ascii_only)) + 1
