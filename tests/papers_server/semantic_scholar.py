"""Semantic Scholar's graph: authors, and their papers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tests.papers_server.index import (
    Answer,
    Asked,
    ServedAuthor,
    ServedWork,
    author_id,
    names_in,
    only,
    people_of,
    words_of,
)

_S2_PAPER = frozenset(
    ("paperId", "corpusId", "externalIds", "url", "title", "abstract", "venue", "publicationVenue", "year", "journal",
     "authors", "publicationDate", "publicationTypes", "citationCount")
)  # fmt: skip


_S2_AUTHOR = frozenset(
    ("authorId", "externalIds", "url", "name", "affiliations", "homepage", "paperCount", "citationCount", "hIndex")
)


def answer_semantic_scholar(works: Sequence[ServedWork], asked: Asked) -> Answer:
    fields = names_in(asked.query.get("fields"))
    offset, limit = int(asked.query.get("offset", "0")), int(asked.query.get("limit", "100"))
    if not 1 <= limit <= 1000:
        return 400, {"error": "limit must be between 1 and 1000"}
    papers = re.fullmatch(r"/graph/v1/author/(\d+)/papers", asked.path)
    known = _S2_PAPER if papers else _S2_AUTHOR
    unknown = [one for one in fields if one not in known]
    if unknown:
        return 400, {"error": f"Unrecognized or unsupported fields: [{unknown[0]}]"}
    if papers:
        ids = {_s2_id(works, one): one for one in people_of(works)}
        if papers[1] not in ids:
            return 404, {"error": f"Author with id {papers[1]} not found"}
        author = ids[papers[1]]
        listed = [one for one in works if author in one.authors]
        listed.sort(key=lambda one: -(one.year or 0))
        found = [{"paperId": f"{works.index(one):040x}", **only(_s2_paper(works, one), fields)} for one in listed]
    elif asked.path == "/graph/v1/author/search":
        words = words_of(asked.query["query"])
        people = [one for one in people_of(works) if words & words_of(one.name)]
        people.sort(key=lambda one: -len(words & words_of(one.name)))
        found = [
            {"authorId": _s2_id(works, one), **only(_s2_author(works, one), fields)} for one in people
        ]  # the id always comes
    else:
        return 404, {"error": "Not Found"}
    page: dict[str, Any] = {"offset": offset, "data": found[offset : offset + limit]}
    if not papers:
        page["total"] = len(found)
    if offset + limit < len(found):
        page["next"] = offset + limit
    return 200, page


def _s2_id(works: Sequence[ServedWork], author: ServedAuthor) -> str:
    return f"17{author_id(works, author)[3:]}"


def _s2_author(works: Sequence[ServedWork], author: ServedAuthor) -> dict[str, Any]:
    return {
        "externalIds": {"ORCID": author.orcid} if author.orcid else {},
        "url": f"https://www.semanticscholar.org/author/{_s2_id(works, author)}",
        "name": author.name,
        "affiliations": [author.affiliation] if author.affiliation else [],
        "homepage": None,
        "paperCount": sum(author in one.authors for one in works),
    }


def _s2_paper(works: Sequence[ServedWork], work: ServedWork) -> dict[str, Any]:
    ids: dict[str, Any] = {"CorpusId": 260_000 + works.index(work)}
    if work.doi:
        ids["DOI"] = work.doi
    if work.arxiv:
        ids["ArXiv"] = work.arxiv
    return {
        "externalIds": ids,
        "url": f"https://www.semanticscholar.org/paper/{works.index(work):040x}",
        "title": f"{work.title}: {work.subtitle}" if work.subtitle else work.title,
        "abstract": work.abstract or None,
        "venue": work.venue,
        "year": work.year,
        "journal": {"name": work.venue, "volume": "7"} if work.venue else None,
        "authors": [{"authorId": _s2_id(works, one), "name": one.name} for one in work.authors],
    }
