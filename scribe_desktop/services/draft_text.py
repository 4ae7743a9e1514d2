"""Small work on a draft's text: finding what a person points at, and taking a sentence out."""

from __future__ import annotations

from scribe_desktop.domain.email import EmailDraft, Finding
from scribe_desktop.errors import ReviewError


def finding_at(email: EmailDraft, index: int) -> Finding:
    """The finding of that place. Raises ReviewError when the draft has no such finding any more."""
    if not 0 <= index < len(email.findings):
        raise ReviewError("This finding is no longer there; the draft has changed. Look at it again.")
    return email.findings[index]


def without_sentence(body: str, sentence: str) -> str:
    """The body without the sentence, its spaces closed up, and without a paragraph that it leaves empty."""
    before, after = body.split(sentence, 1)
    if before.endswith((" ", "\n")) or not before:
        after = after.lstrip(" ")
    joined = before.rstrip(" ") + after if after.startswith("\n") or not after else before + after
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined.strip()
