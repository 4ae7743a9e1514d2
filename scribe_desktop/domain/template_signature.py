"""Whether a template is signed, and what to add when it is not: offered to the person, never done by itself."""

from __future__ import annotations

import re

from scribe_desktop.domain.template import Sender, Template

SIGNATURE = "{{ signature }}"
CLOSING = f"Kind regards,\n{SIGNATURE}"

_SIGNING_NAMES = frozenset(("signature", "sender_name", "my_name", "your_name"))
_LAST_LINES = 4
_CLOSING_LINE = re.compile(
    r"(?:(?:kind|best|warm|with|many|yours|sincerely|regards|thanks|thank you|cheers|respectfully)\b[^.?!]*),?\Z",
    re.IGNORECASE,
)


def lacks_signature(template: Template, sender: Sender) -> bool:
    """True when nobody's name stands at the end: no place for one, not the sender's own, and no short last line."""
    if _SIGNING_NAMES.intersection(template.names):
        return False
    lines = [line.strip() for line in template.body.splitlines() if line.strip()]
    if sender.name and any(sender.name.casefold() in line.casefold() for line in lines[-_LAST_LINES:]):
        return False
    # "Maya" below "Kind regards," is a signature, whoever Settings say writes.
    return not (len(lines) >= 2 and _looks_like_a_name(lines[-1]))


def with_signature(source: str) -> str:
    """The text with the signature's place at its end, below a closing line."""
    text = source.rstrip()
    last = text.splitlines()[-1].strip() if text else ""
    return f"{text}\n{SIGNATURE}" if _CLOSING_LINE.fullmatch(last) else f"{text}\n\n{CLOSING}"


def _looks_like_a_name(line: str) -> bool:
    short = len(line.split()) <= 4 and line[-1] not in ".?!:,;…"
    return short and line[0].isupper() and not _CLOSING_LINE.fullmatch(line)
