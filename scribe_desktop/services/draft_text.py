"""Small work on a draft: finding what a person points at, confirming it, and taking a sentence out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scribe_desktop.domain.email import EmailDraft, Finding
from scribe_desktop.errors import ReviewError


def finding_at(email: EmailDraft, index: int) -> Finding:
    """The finding of that place. Raises ReviewError when the draft has no such finding any more."""
    if not 0 <= index < len(email.findings):
        raise ReviewError("This finding is no longer there; the draft has changed. Look at it again.")
    return email.findings[index]


def confirmed_at(email: EmailDraft, indexes: Iterable[int]) -> tuple[Finding, ...]:
    """The draft's findings, these confirmed. Raises ReviewError for one that is not there, or cannot be confirmed."""
    findings = list(email.findings)
    for index in indexes:
        finding = finding_at(email, index)
        if not finding.can_be_confirmed:
            raise ReviewError(f"“{finding.text}” is still open. Write what belongs there, or remove the sentence.")
        findings[index] = replace(finding, confirmed=True)
    return tuple(findings)


def without_sentence(body: str, sentence: str) -> str:
    """The body without the sentence, its spaces closed up, and without a paragraph that it leaves empty."""
    before, after = body.split(sentence, 1)
    if before.endswith((" ", "\n")) or not before:
        after = after.lstrip(" ")
    joined = before.rstrip(" ") + after if after.startswith("\n") or not after else before + after
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined.strip()
