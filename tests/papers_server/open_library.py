"""Open Library's search for books."""

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


def answer_open_library(works: Sequence[ServedWork], asked: Asked) -> Answer:
    if asked.path != "/search.json":
        return 404, {"error": "notfound"}
    words = words_of(asked.query["author"])
    books = [
        one for one in works if one.kind == "book" and any(words <= words_of(author.name) for author in one.authors)
    ]
    books.sort(key=lambda one: -(one.year or 0))
    fields = names_in(asked.query.get("fields"))
    limit = int(asked.query.get("limit", "100"))
    docs = [only(_open_library_book(works, one), fields) for one in books[:limit]]
    return 200, {"numFound": len(books), "start": 0, "numFoundExact": True, "docs": docs, "q": "", "offset": None}


def _open_library_book(works: Sequence[ServedWork], work: ServedWork) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": f"/works/OL{works.index(work) + 1}W",
        "title": work.title,
        "author_name": [one.name for one in work.authors],
        "author_key": [f"OL{place}A" for place, _ in enumerate(work.authors)],
        "edition_count": 1,
    }
    if work.year:
        data["first_publish_year"] = work.year
    if work.subtitle:
        data["subtitle"] = work.subtitle
    if work.venue:
        data["publisher"] = work.venue.split(" / ")
    if work.isbns:
        data["isbn"] = list(work.isbns)
    if work.subjects:
        data["subject"] = list(work.subjects)
    return data
