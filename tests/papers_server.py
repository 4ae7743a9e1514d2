"""A small server of four protocols on loopback: OpenAlex, Semantic Scholar, Crossref and Open Library.

Each answers from the same works in its own form: ids, names, DOIs and abstracts are written as that service writes
them, fields that were not asked for are left out, and a question it would refuse is refused as it would.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class ServedAuthor:
    """An author of a work. `affiliation` is where they were when it was written."""

    given: str
    family: str
    affiliation: str = ""
    orcid: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class ServedWork:
    """A work in the server's index. `kind` is OpenAlex's type; Crossref's follows from it."""

    title: str
    authors: Sequence[ServedAuthor]
    year: int | None = 2024
    doi: str = ""
    arxiv: str = ""
    venue: str = ""
    abstract: str = ""
    kind: str = "article"
    subtitle: str = ""
    subjects: Sequence[str] = ()
    isbns: Sequence[str] = ()


@dataclass(frozen=True)
class Canned:
    """An answer in place of what the protocol says. `drip` sends a byte at a time, for ever."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    service: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


SERVICES = ("openalex", "semantic-scholar", "crossref", "open-library")


class PapersServer:
    """Serves its works. `canned[service]` answers are used up first; services in `hold` stay silent."""

    def __init__(self, works: Sequence[ServedWork] = ()) -> None:
        self.works = list(works)
        self.asked: list[Asked] = []
        self.canned: dict[str, list[Canned]] = {service: [] for service in SERVICES}
        self.hold: set[str] = set()
        self.arrived = threading.Event()
        self._closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server._answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> PapersServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    def url(self, service: str) -> str:
        """Where the API of a service begins: what its setting is set to."""
        return f"http://{self.host}/{service}"

    def asked_of(self, service: str) -> list[Asked]:
        return [one for one in self.asked if one.service == service]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        _, service, *rest = parts.path.split("/")
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(service, "/" + unquote("/".join(rest)), query, headers)
        self.asked.append(asked)
        self.arrived.set()
        if service in self.hold:
            self._closing.wait()
            return
        canned = self.canned[service].pop(0) if self.canned[service] else None
        if canned is None:
            status, data = _PROTOCOLS[service](self.works, asked)
            canned = Canned(status, json.dumps(data))
        _send(handler, canned, self._closing)


def _send(handler: BaseHTTPRequestHandler, answer: Canned, closing: threading.Event) -> None:
    content = answer.body.encode()
    try:
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(10_000_000 if answer.drip else len(content)))
        handler.end_headers()
        while answer.drip and not closing.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()
        handler.wfile.write(content)
    except OSError:  # the client has had enough
        pass


Answer = tuple[int, dict[str, Any]]


# --- OpenAlex -----------------------------------------------------------------------------------

_OPENALEX_WORK = frozenset(
    ("id", "doi", "title", "display_name", "publication_year", "publication_date", "type", "authorships",
     "primary_location", "abstract_inverted_index", "ids", "cited_by_count", "language")
)  # fmt: skip
_OPENALEX_AUTHOR = frozenset(
    ("id", "orcid", "display_name", "display_name_alternatives", "works_count", "last_known_institutions")
)


def _openalex(works: Sequence[ServedWork], asked: Asked) -> Answer:
    size = int(asked.query.get("per-page", asked.query.get("per_page", "25")))
    if not 1 <= size <= 100:
        return 400, _openalex_error(f"per-page parameter must be between 1 and 100, not {size}.")
    fields = _listed(asked.query.get("select"))
    known = _OPENALEX_WORK if asked.path == "/works" else _OPENALEX_AUTHOR
    unknown = [one for one in fields if one not in known]
    if unknown:
        return 400, _openalex_error(f"{unknown[0]} is not a valid select field.")
    if asked.path == "/authors":
        words = _words(asked.query["search"])
        found = [one for one in _people(works) if words <= _words(one.name) | _words(_initialled(one))]
        results = [_openalex_author(works, one) for one in found]
    elif asked.path == "/works":
        found_ids = re.fullmatch(r"author\.id:([A\d|]+)", asked.query["filter"])
        if found_ids is None:
            return 400, _openalex_error(f"Unknown filter: {asked.query['filter']}")
        ids = set(found_ids[1].split("|"))
        listed = [one for one in works if ids & {_openalex_id(works, author) for author in one.authors}]
        assert asked.query["sort"] == "publication_date:desc"
        listed.sort(key=lambda one: -(one.year or 0))
        results = [_openalex_work(works, one) for one in listed]
    else:
        return 404, {"error": "Not Found", "message": "no such page"}
    page = int(asked.query.get("page", "1"))
    shown = [_only(one, fields) for one in results[size * (page - 1) : size * page]]
    return 200, {"meta": {"count": len(results), "page": page, "per_page": size}, "results": shown, "group_by": []}


def _openalex_error(message: str) -> dict[str, Any]:
    return {"error": "Invalid query parameters error.", "message": message}


def _people(works: Sequence[ServedWork]) -> list[ServedAuthor]:
    people = {(author.name, author.orcid): author for work in works for author in work.authors}
    return list(people.values())


def _openalex_id(works: Sequence[ServedWork], author: ServedAuthor) -> str:
    keys = [(one.name, one.orcid) for one in _people(works)]
    return f"A50{keys.index((author.name, author.orcid)):05}"


def _initialled(author: ServedAuthor) -> str:
    return " ".join([*(f"{one[0]}." for one in author.given.split()), author.family])


def _openalex_author(works: Sequence[ServedWork], author: ServedAuthor) -> dict[str, Any]:
    return {
        "id": f"https://openalex.org/{_openalex_id(works, author)}",
        "orcid": f"https://orcid.org/{author.orcid}" if author.orcid else None,
        "display_name": author.name,
        "display_name_alternatives": [_initialled(author), f"{author.family}, {author.given}"],
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
                    "id": f"https://openalex.org/{_openalex_id(works, one)}",
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


# --- Semantic Scholar ---------------------------------------------------------------------------

_S2_PAPER = frozenset(
    ("paperId", "corpusId", "externalIds", "url", "title", "abstract", "venue", "publicationVenue", "year", "journal",
     "authors", "publicationDate", "publicationTypes", "citationCount")
)  # fmt: skip
_S2_AUTHOR = frozenset(
    ("authorId", "externalIds", "url", "name", "affiliations", "homepage", "paperCount", "citationCount", "hIndex")
)


def _semantic_scholar(works: Sequence[ServedWork], asked: Asked) -> Answer:
    fields = _listed(asked.query.get("fields"))
    offset, limit = int(asked.query.get("offset", "0")), int(asked.query.get("limit", "100"))
    if not 1 <= limit <= 1000:
        return 400, {"error": "limit must be between 1 and 1000"}
    papers = re.fullmatch(r"/graph/v1/author/(\d+)/papers", asked.path)
    known = _S2_PAPER if papers else _S2_AUTHOR
    unknown = [one for one in fields if one not in known]
    if unknown:
        return 400, {"error": f"Unrecognized or unsupported fields: [{unknown[0]}]"}
    if papers:
        ids = {_s2_id(works, one): one for one in _people(works)}
        if papers[1] not in ids:
            return 404, {"error": f"Author with id {papers[1]} not found"}
        author = ids[papers[1]]
        listed = [one for one in works if author in one.authors]
        listed.sort(key=lambda one: -(one.year or 0))
        found = [{"paperId": f"{works.index(one):040x}", **_only(_s2_paper(works, one), fields)} for one in listed]
    elif asked.path == "/graph/v1/author/search":
        words = _words(asked.query["query"])
        people = [one for one in _people(works) if words & _words(one.name)]
        people.sort(key=lambda one: -len(words & _words(one.name)))
        found = [
            {"authorId": _s2_id(works, one), **_only(_s2_author(works, one), fields)} for one in people
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
    return f"17{_openalex_id(works, author)[3:]}"


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


# --- Crossref -----------------------------------------------------------------------------------

_CROSSREF_FIELDS = frozenset(
    ("DOI", "ISBN", "ISSN", "URL", "abstract", "author", "container-title", "issued", "published", "publisher",
     "subtitle", "title", "type", "score")
)  # fmt: skip
_CROSSREF_TYPES = {"article": "journal-article", "preprint": "posted-content", "book": "book", "dataset": "dataset",
                   "book-chapter": "book-chapter", "peer-review": "peer-review"}  # fmt: skip


def _crossref(works: Sequence[ServedWork], asked: Asked) -> Answer:
    if asked.path.rstrip("/") != "/works":
        return 404, {"status": "failed", "message": "Resource not found."}
    fields = _listed(asked.query.get("select"))
    unknown = [one for one in fields if one not in _CROSSREF_FIELDS]
    if unknown:
        reason = {"type": "select-not-available", "value": unknown[0], "message": f"Select {unknown[0]} is unknown"}
        return 400, {"status": "failed", "message-type": "validation-failure", "message": [reason]}
    rows = int(asked.query.get("rows", "20"))
    words = _words(asked.query["query.author"])

    def score(work: ServedWork) -> int:
        return max((len(words & _words(one.name)) for one in work.authors), default=0)

    # Any of the words in any author, best first; only what has a DOI at Crossref is there.
    found = sorted((one for one in works if one.doi and score(one)), key=lambda one: -score(one))
    items = [_only(_crossref_work(one, score(one)), fields) for one in found[:rows]]
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


# --- Open Library -------------------------------------------------------------------------------


def _open_library(works: Sequence[ServedWork], asked: Asked) -> Answer:
    if asked.path != "/search.json":
        return 404, {"error": "notfound"}
    words = _words(asked.query["author"])
    books = [one for one in works if one.kind == "book" and any(words <= _words(author.name) for author in one.authors)]
    books.sort(key=lambda one: -(one.year or 0))
    fields = _listed(asked.query.get("fields"))
    limit = int(asked.query.get("limit", "100"))
    docs = [_only(_open_library_book(works, one), fields) for one in books[:limit]]
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


_PROTOCOLS: Mapping[str, Callable[[Sequence[ServedWork], Asked], Answer]] = {
    "openalex": _openalex,
    "semantic-scholar": _semantic_scholar,
    "crossref": _crossref,
    "open-library": _open_library,
}


def _listed(value: str | None) -> list[str]:
    return [one for one in (value or "").split(",") if one]


def _only(record: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    wanted = list(fields)
    return {name: value for name, value in record.items() if name in wanted} if wanted else record


def _words(text: str) -> set[str]:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ø", "o").replace("ł", "l"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return set(re.findall(r"[^\W_]+", plain))
