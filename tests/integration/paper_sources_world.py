"""Works of invented people, and the sources that find them on a loopback server of their protocol."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.errors import StorageError
from scribe_desktop.ports import PaperSource
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers.crossref_papers import CrossrefPapers
from scribe_desktop.providers.papers.open_library_books import OpenLibraryBooks
from scribe_desktop.providers.papers.openalex_papers import OpenAlexPapers
from scribe_desktop.providers.papers.semantic_scholar_papers import SemanticScholarPapers
from tests.fakes import FakeClock, token_for
from tests.papers_server import PapersServer, ServedAuthor, ServedWork


class Build:
    """Makes the source of a service, its input and output in one loop."""

    def __init__(self, loop: IoLoop) -> None:
        self._loop = loop

    def __call__(self, service: str, url: str, clock: Any = None, **more: Any) -> PaperSource:
        made: PaperSource = _KINDS[service](url, self._loop, clock or FakeClock(), **more)
        return made


_KINDS: dict[str, Any] = {
    "openalex": OpenAlexPapers,
    "semantic-scholar": SemanticScholarPapers,
    "crossref": CrossrefPapers,
    "open-library": OpenLibraryBooks,
}


def asked(
    build: Build, server: PapersServer, service: str, author: str = "Ilse Varnholt", limit: int = 50
) -> list[Paper]:
    clock = FakeClock()
    return build(service, server.url(service), clock).papers_by(author, limit, token_for(clock))


ORCID = "0000-0002-1825-0097"
ILSE = ServedAuthor("Ilse Marie", "Varnholt", "Karlsvale University", ORCID)
BAO = ServedAuthor("Bao", "Lindemann", "Institute of Tides")
INGO = ServedAuthor("Ingo", "Varnholt", "Ostlake College")
ADA = ServedAuthor("Ada", "Quill", "Ostlake College")
TIDES = ServedWork(
    "Tidal Sorting of Mixed Sediments",
    (BAO, ILSE),
    2024,
    doi="10.5555/JCR.2024.17",
    venue="Journal of Coastal Records",
    abstract="We measure how tides sort sand & mud, and how mud comes back.",
)

DUNES = ServedWork("Dunes That Walk", (ILSE,), 2025, doi="10.5555/dunes", arxiv="2502.00001")
MARSH = ServedWork("Marsh Growth", (ILSE, ADA), None, arxiv="2301.00002", kind="preprint")
SAND = ServedWork("Sand in the Mill", (INGO,), 2022, doi="10.5555/mill")
OTHER = ServedWork("Ink", (ADA,), 2023, doi="10.5555/ink")
COAST = ServedWork(
    "The Patient Coast",
    (ILSE,),
    2019,
    venue="Karlsvale University Press",
    kind="book",
    subtitle="A History of Sand",
    subjects=("Coasts", "Sediments"),
    isbns=("3-16-148410-X", "978-3-16-148410-0"),
)

REVIEWED = ServedWork("Review of Marsh Growth", (ILSE,), 2023, doi="10.5555/review", kind="peer-review")
WORKS = (TIDES, DUNES, MARSH, SAND, OTHER, COAST)


class Ledger:
    """Keeps what is noted; can refuse."""

    def __init__(self, refuse: bool = False) -> None:
        self.refuse = refuse
        self.noted: list[tuple[UUID | None, ContactPurpose, str, str]] = []

    def note(self, item_id: UUID | None, purpose: ContactPurpose, host: str, sent: str) -> None:
        if self.refuse:
            raise StorageError("The ledger cannot be written.")
        self.noted.append((item_id, purpose, host, sent))


def titles(papers: list[Paper]) -> list[str]:
    return [one.title for one in papers]
