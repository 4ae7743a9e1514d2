"""Words for falsehoods that come near the truth: names one word off, addresses one letter off, links made up."""

from __future__ import annotations

import re
from collections.abc import Sequence

SMALL_WORDS = frozenset(
    (
        "about", "after", "along", "around", "before", "behind", "beside", "from", "into", "next", "that", "their",
        "they", "what", "when", "where", "who", "with",
    )
)  # fmt: skip
LINK_SENTENCES = (
    "More about it stands at {}.",
    "I found your lab's page at {}.",
    "The data you describe are at {}, if I am not mistaken.",
)
MAIL_SENTENCES = (
    "I have also written to {}, which I took from your page.",
    "Shall I write to {} in future?",
    "Your office, {}, told me to ask you.",
)
INSTITUTION_WORDS = (
    "University",
    "College",
    "Institute",
    "Academy",
    "Laboratory",
    "Centre",
    "Polytechnic",
    "Foundation",
    "Observatory",
    "Museum",
)
AWARD_WORDS = ("Medal", "Prize", "Award", "Fellowship", "Lecture", "Quill", "Lamp", "Acorn")


def one_word_off(text: str, nouns: Sequence[str]) -> list[str]:
    """The name with its noun replaced by another ("Brede Prize" for "Brede Medal")."""
    found = next((noun for noun in nouns if re.search(rf"\b{noun}\b", text)), None)
    return [re.sub(rf"\b{found}\b", other, text) for other in nouns[:5] if other != found] if found else []


def addresses_near(address: str) -> list[str]:
    """Addresses that differ in a letter, in the host, or in the folder."""
    half = len(address) // 2
    options = [address[:half] + address[half + 1 :], address.replace(".example", "-online.example"), address + "2"]
    if "@" in address:
        return [*options[:2], "x" + address, address.replace("@", ".office@")]
    return [*options, address.replace("/people/", "/staff/"), address.replace("/abs/", "/pdf/")]
