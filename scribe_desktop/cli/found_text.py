"""What was found for a draft as text: what is to check in it, and each page and paper, used or left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scribe_desktop.cli.output import print_advice, print_text
from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState


def finding_words(finding: Finding) -> str:
    """What is to check, in a line: the words in question and why; the reason may quote them already."""
    words = " ".join((finding.text or finding.sentence).split())
    return finding.reason if not words or words in finding.reason else f"“{words}”: {finding.reason}"


def print_findings(draft: EmailDraft) -> None:
    """Print what is to check, numbered as `scribe email confirm` wants it."""
    for number, one in enumerate(draft.findings, 1):
        print_text(f"  ? {number}. {finding_words(one)}{' (confirmed by you)' if one.confirmed else ''}")
    numbers = [str(at) for at, one in enumerate(draft.findings, 1) if not one.confirmed and _may_be_known(draft, one)]
    if numbers and draft.review_state is ReviewState.NEEDS_REVIEW:
        print_advice(f"    What you know to be true: scribe email confirm {draft.id} {' '.join(numbers)}")


def _may_be_known(draft: EmailDraft, finding: Finding) -> bool:
    asked = finding.kind is FindingKind.IDENTITY and "identity_candidates" in draft.metadata  # answered by choosing
    return finding.can_be_confirmed and not asked


def print_found(metadata: Mapping[str, Any]) -> None:
    """Print the pages and papers in a draft's metadata; drafts of older versions lack some of them."""
    scraping = metadata.get("scraping_metadata") or {}
    papers = [{**one, "url": one.get("arxiv_url", "")} for one in metadata.get("arxiv_papers") or ()]
    if scraping and not (scraping.get("skipped") or scraping.get("passages") or "identity_choice" in metadata):
        print_text("\nThe web: nothing found about this person")
    _print_part("Pages that were used", scraping.get("pages") or ())
    _print_part("Papers that were used", papers)
    _print_part("Pages that were left out", scraping.get("left_out") or ())
    _print_part("Papers that were left out", metadata.get("papers_left_out") or ())
    candidates = metadata.get("identity_candidates") or ()
    if candidates:
        print_advice("\nWho may be meant (choose with: scribe identify ID --choose N)")
        for number, one in enumerate(candidates, 1):
            print_text(f"  {number}. {one['label']}")
    choice = metadata.get("identity_choice")
    if choice is not None:
        print_text(f"\nChosen by you: {choice['label'] or 'none of those found'}")


def _print_part(heading: str, entries: Sequence[Mapping[str, Any]]) -> None:
    if not entries:
        return
    print_text(f"\n{heading}")
    for one in entries:
        where = f" · {one['url']}" if one.get("url") and one["url"] != one["title"] else ""
        print_text(f"  {one['title']}{where}")
        if one.get("reason"):
            print_text(f"      {one['reason']}")
