"""What was found about a person and why it was used or not, as plain data for a draft's metadata."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scribe_desktop.domain.evidence import LeftOut
from scribe_desktop.domain.namesake import Candidate, FoundPage
from scribe_desktop.pipeline.namesakes import MAYBE_ANOTHER
from scribe_desktop.pipeline.outputs import PaperFindings, WebFindings


def used_pages(web: WebFindings) -> tuple[FoundPage, ...]:
    """The pages that passages were kept of, each once, the best first."""
    pages = {one.url: FoundPage(one.title, one.url, one.reason) for one in reversed(web.passages)}
    return tuple(reversed(pages.values()))


def reasons_of_pages(web: WebFindings) -> dict[str, Any]:
    """`pages` that were used and `left_out`, each with title, url and reason."""
    return {"pages": _entries(used_pages(web)), "left_out": _entries(web.left_out)}


def reasons_of_papers(papers: PaperFindings) -> dict[str, Any]:
    """`arxiv_papers` that were used and `papers_left_out`, each with the reason; `books` where there are any."""
    used = [
        {
            "title": one.title,
            "arxiv_url": one.url,
            "year": one.year,
            "reason": one.reason,
            **({"doi": one.doi} if one.doi else {}),
            **({"sources": list(one.sources)} if one.sources else {}),
        }
        for one in papers.papers
    ]
    books = [
        {"title": one.title, "url": one.url, "year": one.year, "publisher": one.venue, "isbn": one.isbn or None,
         "reason": one.reason}
        for one in papers.books
    ]  # fmt: skip
    found = {"arxiv_papers": used, "papers_left_out": _entries(papers.left_out)}
    return {**found, "books": books} if books else found


def identity_of(web: WebFindings) -> dict[str, Any]:
    """`identity_doubt` and `identity_candidates` while it is open who is meant, `identity_choice` once chosen."""
    data: dict[str, Any] = {}
    if web.doubt:
        data["identity_doubt"] = web.doubt
        if web.candidates:
            data["identity_candidates"] = [candidate_json(one) for one in web.candidates]
    if web.chosen is not None:
        chosen = next((one for one in web.candidates if one.key == web.chosen), None)
        data["identity_choice"] = {"key": web.chosen or None, "label": chosen.label if chosen else None}
    return data


def reason_to_choose(page: FoundPage) -> str:
    """What speaks for a candidate's page, where the candidates stand side by side."""
    return page.reason.removesuffix(MAYBE_ANOTHER)


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """One of the people that may be meant: key, label, topics, pages, and whether it is the suggested one."""
    return {
        "key": candidate.key,
        "label": candidate.label,
        "topics": list(candidate.topics),
        "pages": _entries(candidate.pages),
        "suggested": candidate.suggested,
    }


def _entries(found: Iterable[FoundPage | LeftOut]) -> list[dict[str, str]]:
    return [{"title": one.title, "url": one.url, "reason": one.reason} for one in found]
