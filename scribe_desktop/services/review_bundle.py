"""A review bundle: one zip with a page that opens in any browser, the drafts as files, and what they rest on.

In the zip, all below `review/`: index.html, drafts/NAME.eml for each draft, drafts.md, drafts.csv, and
passages/NAME.txt with everything that was saved about a person.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.services.draft_export import csv_bytes, eml_message, file_stem, markdown_of_all
from scribe_desktop.services.review_page import review_page
from scribe_desktop.services.review_research import Research, ResearchOf

FOLDER = "review"
_LINE = "\n" + "-" * 72 + "\n\n"


def write_bundle(drafts: Sequence[EmailDraft], path: Path, research: ResearchOf | None) -> None:
    """Write the zip, as a whole or not at all. Without `research` the passages are those that the drafts quote.

    Raises OSError, and what `research` raises.
    """
    named = _named(drafts, research or (lambda draft: Research()))
    when = max((draft.updated_at for draft in drafts), default=datetime(1980, 1, 1, tzinfo=UTC))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:

            def add(name: str, data: str | bytes) -> None:
                info = zipfile.ZipInfo(f"{FOLDER}/{name}", when.astimezone().timetuple()[:6])
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(info, data)

            add("index.html", review_page(named))
            add("drafts.md", markdown_of_all(drafts))
            add("drafts.csv", csv_bytes(drafts))
            for draft, found, stem in named:
                add(f"drafts/{stem}.eml", bytes(eml_message(draft)))
                add(f"passages/{stem}.txt", passages_text(draft, found))
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def passages_text(draft: EmailDraft, research: Research) -> str:
    """All that was saved about a person, as plain text; what the draft quotes when nothing else is known."""
    parts = []
    for one in research.passages:
        facts = (one.title, one.url, f"saved {one.fetched_at:%Y-%m-%d %H:%M} UTC", one.reason)
        parts.append("\n".join(part for part in facts if part) + "\n\n" + one.text.strip() + "\n")
    for paper in research.papers:
        about = (paper.title, ", ".join(paper.authors), paper.venue or "", str(paper.year or ""), paper.url)
        parts.append(
            "\n".join(part for part in (*about, paper.reason) if part) + "\n\n" + paper.abstract.strip() + "\n"
        )
    if not parts:
        parts = [f"{one.source_title}\n{one.source_url}\n\n{one.passage}\n" for one in draft.evidence]
    if research.left_out:
        lines = [f"{one.title}\n{one.url}\n{one.reason}\n" for one in research.left_out]
        parts.append("Found and left out\n\n" + "\n".join(lines))
    return f"What was saved about {draft.recipient_name}\n\n" + (_LINE.join(parts) if parts else "Nothing.\n")


def _named(drafts: Sequence[EmailDraft], research: ResearchOf) -> list[tuple[EmailDraft, Research, str]]:
    """Each draft with its research and a file name of its own, whatever the case of letters means to the disk."""
    taken: set[str] = set()
    named = []
    for draft in drafts:
        stem = base = file_stem(draft)
        number = 2
        while stem.casefold() in taken:
            stem = f"{base}-{number}"
            number += 1
        taken.add(stem.casefold())
        named.append((draft, research(draft), stem))
    return named
