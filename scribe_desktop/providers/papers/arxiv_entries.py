"""From an entry of arXiv's feed to a Paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.scholarly_ids import ARXIV_PREFIX, normalised_doi

if TYPE_CHECKING:
    import arxiv

# Both identifier schemes: 2401.00001v2 and, before April 2007, math.GT/0309136v1.
_IDENTIFIER = re.compile(r"/abs/(?P<id>.+?)(?:v\d+)?$")


def is_error_entry(entry: arxiv.Result) -> bool:
    """True for the entry that arXiv sends in place of papers when it does not understand a query."""
    return "/api/errors" in entry.entry_id


def paper_from(entry: arxiv.Result) -> Paper:
    """The paper, with its address on arxiv.org without a version; its id is the caller's to give."""
    found = _IDENTIFIER.search(entry.entry_id)
    affiliations = (one for author in entry.authors for one in author.affiliation)
    return Paper(
        id="",
        title=_one_line(entry.title),
        authors=tuple(_one_line(author.name) for author in entry.authors),
        year=entry.published.year,
        abstract=_one_line(entry.summary),
        url=f"https://arxiv.org/abs/{found['id']}" if found else entry.entry_id,
        venue=_one_line(entry.journal_ref or "") or None,
        affiliations=tuple(dict.fromkeys(_one_line(one) for one in affiliations)),
        doi=normalised_doi(entry.doi) or (normalised_doi(f"{ARXIV_PREFIX}{found['id']}") if found else ""),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
