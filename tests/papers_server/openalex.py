"""OpenAlex: authors and works, with inverted abstracts."""

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
    initialled,
    names_in,
    only,
    people_of,
    words_of,
)

_OPENALEX_WORK = frozenset(
    ("id", "doi", "title", "display_name", "publication_year", "publication_date", "type", "authorships",
     "primary_location", "abstract_inverted_index", "ids", "cited_by_count", "language")
)  # fmt: skip

_OPENALEX_AUTHOR = frozenset(
    ("id", "orcid", "display_name", "display_name_alternatives", "works_count", "last_known_institutions")
)


def answer_openalex(works: Sequence[ServedWork], asked: Asked) -> Answer:
    size = int(asked.query.get("per-page", asked.query.get("per_page", "25")))
    if not 1 <= size <= 100:
        return 400, _openalex_error(f"per-page parameter must be between 1 and 100, not {size}.")
    fields = names_in(asked.query.get("select"))
    known = _OPENALEX_WORK if asked.path == "/works" else _OPENALEX_AUTHOR
    unknown = [one for one in fields if one not in known]
    if unknown:
        return 400, _openalex_error(f"{unknown[0]} is not a valid select field.")
    if asked.path == "/authors":
        words = words_of(asked.query["search"])
        found = [one for one in people_of(works) if words <= words_of(one.name) | words_of(initialled(one))]
        results = [_openalex_author(works, one) for one in found]
    elif asked.path == "/works":
        found_ids = re.fullmatch(r"author\.id:([A\d|]+)", asked.query["filter"])
        if found_ids is None:
            return 400, _openalex_error(f"Unknown filter: {asked.query['filter']}")
        ids = set(found_ids[1].split("|"))
        listed = [one for one in works if ids & {author_id(works, author) for author in one.authors}]
        assert asked.query["sort"] == "publication_date:desc"
        listed.sort(key=lambda one: -(one.year or 0))
        results = [_openalex_work(works, one) for one in listed]
    else:
        return 404, {"error": "Not Found", "message": "no such page"}
    page = int(asked.query.get("page", "1"))
    shown = [only(one, fields) for one in results[size * (page - 1) : size * page]]
    return 200, {"meta": {"count": len(results), "page": page, "per_page": size}, "results": shown, "group_by": []}


def _openalex_error(message: str) -> dict[str, Any]:
    return {"error": "Invalid query parameters error.", "message": message}


def _openalex_author(works: Sequence[ServedWork], author: ServedAuthor) -> dict[str, Any]:
    return {
        "id": f"https://openalex.org/{author_id(works, author)}",
        "orcid": f"https://orcid.org/{author.orcid}" if author.orcid else None,
        "display_name": author.name,
        "display_name_alternatives": [initialled(author), f"{author.family}, {author.given}"],
        "works_count": sum(author in one.authors for one in works),
        "last_known_institutions": [],
    }


def _openalex_work(works: Sequence[ServedWork], work: ServedWork) -> dict[str, Any]:
    doi = work.doi or (f"10.48550/arXiv.{work.arxiv}" if work.arxiv else "")
    source = {"id": "https://openalex.org/S1", "display_name": work.venue, "type": "journal"} if work.venue else None
    return {
        "id": f"https://openalex.org/W{4_000_000 + works.index(work)}",
        "doi": f"https://doi.org/{doi.lower()}" if doi else None,
        "title": work.title,
        "display_name": f"{work.title}: {work.subtitle}" if work.subtitle else work.title,
        "publication_year": work.year,
        "publication_date": f"{work.year}-05-01" if work.year else None,
        "type": work.kind,
        "language": "en",
        "cited_by_count": 3,
        "ids": {},
        "primary_location": {
            "is_oa": False,
            "landing_page_url": f"https://doi.org/{doi.lower()}" if doi else "https://journal.example/article",
            "source": source,
        },
        "abstract_inverted_index": _inverted(work.abstract),
        "authorships": [
            {
                "author_position": "first" if not place else "middle",
                "author": {
                    "id": f"https://openalex.org/{author_id(works, one)}",
                    "display_name": one.name,
                    "orcid": f"https://orcid.org/{one.orcid}" if one.orcid else None,
                },
                "institutions": [
                    {
                        "id": "https://openalex.org/I1",
                        "display_name": one.affiliation,
                        "ror": "https://ror.org/00example",
                        "country_code": "NO",
                        "type": "education",
                    }
                ]
                if one.affiliation
                else [],
                "raw_author_name": f"{one.family}, {one.given}" if place else one.name,
                "raw_affiliation_strings": [f"Dept. of Examples, {one.affiliation}"] if one.affiliation else [],
            }
            for place, one in enumerate(work.authors)
        ],
    }


def _inverted(abstract: str) -> dict[str, list[int]] | None:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(abstract.split()):
        index.setdefault(word, []).append(place)
    return dict(sorted(index.items())) or None
