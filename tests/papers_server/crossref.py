"""Crossref's works, with JATS abstracts and initials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.papers_server.index import (
    Answer,
    Asked,
    ServedWork,
    names_in,
    only,
    words_of,
)

_CROSSREF_FIELDS = frozenset(
    ("DOI", "ISBN", "ISSN", "URL", "abstract", "author", "container-title", "issued", "published", "publisher",
     "subtitle", "title", "type", "score")
)  # fmt: skip

_CROSSREF_TYPES = {"article": "journal-article", "preprint": "posted-content", "book": "book", "dataset": "dataset",
                   "book-chapter": "book-chapter", "peer-review": "peer-review"}  # fmt: skip


def answer_crossref(works: Sequence[ServedWork], asked: Asked) -> Answer:
    if asked.path.rstrip("/") != "/works":
        return 404, {"status": "failed", "message": "Resource not found."}
    fields = names_in(asked.query.get("select"))
    unknown = [one for one in fields if one not in _CROSSREF_FIELDS]
    if unknown:
        reason = {"type": "select-not-available", "value": unknown[0], "message": f"Select {unknown[0]} is unknown"}
        return 400, {"status": "failed", "message-type": "validation-failure", "message": [reason]}
    rows = int(asked.query.get("rows", "20"))
    words = words_of(asked.query["query.author"])

    def score(work: ServedWork) -> int:
        return max((len(words & words_of(one.name)) for one in work.authors), default=0)

    # Any of the words in any author, best first; only what has a DOI at Crossref is there.
    found = sorted((one for one in works if one.doi and score(one)), key=lambda one: -score(one))
    items = [only(_crossref_work(one, score(one)), fields) for one in found[:rows]]
    message = {"facets": {}, "total-results": len(found), "items": items, "items-per-page": rows,
               "query": {"start-index": 0, "search-terms": None}}  # fmt: skip
    return 200, {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def _crossref_work(work: ServedWork, score: int) -> dict[str, Any]:
    data: dict[str, Any] = {
        "DOI": work.doi.lower(),
        "URL": f"https://doi.org/{work.doi.lower()}",
        "type": _CROSSREF_TYPES[work.kind],
        "title": [work.title],
        "issued": {"date-parts": [[work.year, 5, 1] if work.year else [None]]},
        "publisher": "Example Press",
        "score": float(score),
        "author": [
            {
                **({"given": one.given} if one.given else {}),
                "family": one.family,
                "sequence": "additional" if place else "first",
                "affiliation": [{"name": one.affiliation}] if one.affiliation else [],
                **({"ORCID": f"http://orcid.org/{one.orcid}", "authenticated-orcid": False} if one.orcid else {}),
            }
            for place, one in enumerate(work.authors)
        ],
    }
    if work.subtitle:
        data["subtitle"] = [work.subtitle]
    if work.venue:
        data["container-title"] = [work.venue]
    if work.abstract:
        data["abstract"] = f"<jats:title>Abstract</jats:title><jats:p>{work.abstract}</jats:p>"
    return data
