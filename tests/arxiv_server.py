"""A small server of arXiv's query protocol: Atom feeds for `au:` queries, on loopback."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.loopback_server import LoopbackServer


@dataclass(frozen=True)
class ServedPaper:
    """A paper in the server's index. `affiliations` are the first author's."""

    identifier: str
    title: str
    authors: Sequence[str]
    published: datetime = datetime(2024, 1, 2, tzinfo=UTC)
    abstract: str = "We measure."
    journal_ref: str | None = None
    affiliations: Sequence[str] = ()
    version: int = 1


@dataclass(frozen=True)
class Canned:
    """An answer in place of a feed."""

    status: int = 200
    body: str = ""
    content_type: str = "text/html"


class ArxivServer(LoopbackServer):
    """Serves its papers; `queries` holds what was asked, parameter by parameter. `canned` answers are used up first.

    `hold` keeps requests waiting, silent, until the server is closed. Searches as arXiv does: quoted words must all
    be in the author list, in any order and without diacritics; `surname_i` is a surname with an initial.
    """

    def __init__(self, papers: Sequence[ServedPaper] = (), canned: Sequence[Canned] = (), hold: bool = False) -> None:
        super().__init__()
        self.papers = papers
        self.canned = list(canned)
        self.hold = hold
        self.queries: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        """What SCRIBE_ARXIV_URL is set to."""
        return f"http://{self.host}/api/query"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """A feed of the papers that the query asks for."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        self.queries.append(asked)
        self.arrived.set()
        if self.hold:
            self.closing.wait()
            return
        answer = self.canned.pop(0) if self.canned else Canned(200, self._feed(asked), "application/atom+xml")
        content = answer.body.encode()
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.content_type)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _feed(self, asked: dict[str, str]) -> str:
        clauses = asked["search_query"].split(" OR ")
        found = [paper for paper in self.papers if any(_matches(clause, paper.authors) for clause in clauses)]
        if asked.get("sortBy") == "submittedDate":
            found.sort(key=lambda paper: paper.published, reverse=asked.get("sortOrder") != "ascending")
        start, count = int(asked.get("start", 0)), int(asked.get("max_results", 10))
        entries = "".join(map(_entry, found[start : start + count]))
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
            f"<opensearch:totalResults>{len(found)}</opensearch:totalResults>"
            f"<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>"
        )


def error_feed(message: str) -> Canned:
    """What arXiv sends when it does not understand a query."""
    entry = (
        "<entry><id>http://arxiv.org/api/errors#malformed</id><title>Error</title>"
        "<updated>2024-01-01T00:00:00Z</updated><published>2024-01-01T00:00:00Z</published>"
        f"<summary>{escape(message)}</summary></entry>"
    )
    return Canned(200, f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>', "application/atom+xml")


def _matches(clause: str, authors: Sequence[str]) -> bool:
    term = clause.removeprefix("au:")
    assert term != clause, f"not an author query: {clause}"
    names = [_words(author) for author in authors]
    if term.startswith('"'):
        return set(term.strip('"').lower().replace("-", " ").split()) <= {word for name in names for word in name}
    *surname, initial = term.lower().split("_")
    return any(name[-len(surname) :] == surname and name[0].startswith(initial) for name in names)


def _words(name: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ł", "l"))
    return re.findall(r"[\w']+", "".join(char for char in decomposed if not unicodedata.combining(char)))


def _entry(paper: ServedPaper) -> str:
    affiliations = "".join(f"<arxiv:affiliation>{escape(one)}</arxiv:affiliation>" for one in paper.affiliations)
    authors = "".join(
        f"<author><name>{escape(name)}</name>{'' if number else affiliations}</author>"
        for number, name in enumerate(paper.authors)
    )
    moment = paper.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    journal = f"<arxiv:journal_ref>{escape(paper.journal_ref)}</arxiv:journal_ref>" if paper.journal_ref else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper.identifier}v{paper.version}</id>"
        f"<updated>{moment}</updated><published>{moment}</published>"
        f"<title>{escape(paper.title)}</title><summary>  {escape(paper.abstract)}\n</summary>{authors}{journal}</entry>"
    )
