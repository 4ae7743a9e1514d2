"""The PaperSource port over Semantic Scholar, by its client semanticscholar."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar
from urllib.parse import quote_plus

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import best_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.domain.scholarly_ids import ARXIV_PREFIX, arxiv_id, doi_address, normalised_doi, normalised_orcid
from scribe_desktop.errors import PaperSourceError
from scribe_desktop.ports import Clock, ContactLedger
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers.paper_server import PaperServer
from scribe_desktop.providers.papers.records import (
    child,
    fits,
    known_orcids,
    may_be_told_apart,
    newest_first,
    objects,
    plain_text,
    text_list,
    written_name,
    year_of,
)

T = TypeVar("T")

LOGGER = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
"""With a key, one request a second is allowed; without one, all who have none share what is left."""
AUTHORS_ASKED_FOR = 10
AUTHORS_READ = 3
"""Each costs a request. Semantic Scholar keeps several records of one person now and then."""
PAGE_SIZE = 100

_AUTHOR_FIELDS = ["name", "affiliations", "externalIds", "paperCount"]
_PAPER_FIELDS = ["title", "year", "authors", "abstract", "venue", "journal", "externalIds", "url"]


class SemanticScholarPapers:
    """Asks Semantic Scholar for authors of a name, then for the papers of those who fit.

    Args:
        url: where the API begins, "https://api.semanticscholar.org" for its own.
        key: of the person's account there, None without one.
    """

    def __init__(
        self, url: str, loop: IoLoop, clock: Clock, key: str | None = None, ledger: ContactLedger | None = None
    ) -> None:
        self._server = PaperServer("Semantic Scholar", url, loop, clock, PAUSE_SECONDS, ledger=ledger)
        self._key = key

    @property
    def name(self) -> str:
        """The source, as the person reads it."""
        return self._server.name

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Papers whose author list may have this name, newest first. Raises PaperSourceError.

        When only the first records of the name could be read, their papers are what there is.
        """
        client = self._client(author, token)
        with self._server.reading():
            people = _finished(client.search_author(quote_plus(author), _AUTHOR_FIELDS, AUTHORS_ASKED_FOR)).items
            papers: dict[str, Paper] = {}
            for person in _chosen(author, [one.raw_data for one in people]):
                try:
                    page = _finished(
                        client.get_author_papers(str(person["authorId"]), _PAPER_FIELDS, min(limit, PAGE_SIZE))
                    )
                except PaperSourceError as error:
                    if not papers:
                        raise
                    LOGGER.info("Not all records were read: %s", error.message)
                    break
                for one in page.items:
                    record = one.raw_data
                    if record.get("title"):
                        papers.setdefault(str(record.get("paperId")), _paper(record, person, author))
        return newest_first(papers.values(), limit)

    def _client(self, author: str, token: CancelToken) -> Any:
        from semanticscholar import AsyncSemanticScholar
        from semanticscholar.ApiRequester import ApiRequester

        server = self._server
        headers = {"x-api-key": self._key} if self._key else {}

        class Requester(ApiRequester):
            """Sends through our server: the client's own takes errors such as 503 for "no papers", and has retries."""

            async def get_data_async(
                self, url: str, parameters: str, headers_of_client: Any, payload: Any = None
            ) -> dict[str, Any]:
                # The client leaves out the key when it asks for the papers of an author, so its headers are not used.
                answer = server.get(f"{url}?{parameters.lstrip('&')}", token, author, headers=headers)
                if not isinstance(answer["data"], list):  # without any, the client reads "no papers"
                    raise TypeError("no list")
                return answer

        class Client(AsyncSemanticScholar):
            # A property in the original, whose setter configures the logging of the whole process.
            debug = False

        client = Client(api_url=server.url, retry=False)
        client._requester = Requester(timeout=None, retry=False)
        return client


def _finished(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that waits for nothing: our requester answers without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    coroutine.close()
    raise ValueError("the client waits for something of its own")


def _chosen(author: str, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records that may be of this author, or of a namesake to tell apart; those that fit best first."""
    own = person_name(author)
    may_be = [
        (best_match(own, [written_name(one.get("name"))])[0], one)
        for one in people
        if one.get("authorId") and may_be_told_apart(author, [written_name(one.get("name"))])
    ]
    return [one for _, one in sorted(may_be, key=lambda one: (-one[0], -_count(one[1])))][:AUTHORS_READ]


def _count(person: Mapping[str, Any]) -> int:
    count = person.get("paperCount")
    return count if isinstance(count, int) else 0


def _paper(record: dict[str, Any], person: dict[str, Any], author: str) -> Paper:
    """A paper of a person's record, whose affiliations and ORCID iD belong to that author of the paper."""
    listed = [one for one in objects(record.get("authors")) if written_name(one.get("name"))]
    names = tuple(written_name(one.get("name")) for one in listed)
    ids = child(record, "externalIds")
    doi, on_arxiv = normalised_doi(ids.get("DOI")), arxiv_id(ids.get("ArXiv"))
    if on_arxiv and not doi:
        doi = normalised_doi(f"{ARXIV_PREFIX}{on_arxiv}")
    venue = plain_text(record.get("venue")) or plain_text(child(record, "journal").get("name"))
    whose = [one.get("authorId") == person["authorId"] for one in listed]
    orcid = normalised_orcid(child(person, "externalIds").get("ORCID"))
    return Paper(
        id="",
        title=plain_text(record["title"]),
        authors=names,
        year=year_of(record.get("year")),
        abstract=plain_text(record.get("abstract")),
        url=_address(doi, on_arxiv, record),
        venue=venue or None,
        affiliations=tuple(text_list(person.get("affiliations"))) if fits(author, _of(names, whose)) else (),
        doi=doi,
        orcids=known_orcids([orcid if one else "" for one in whose]),
    )


def _of(names: tuple[str, ...], whose: list[bool]) -> list[str]:
    return [name for name, theirs in zip(names, whose, strict=True) if theirs]


def _address(doi: str, on_arxiv: str, record: dict[str, Any]) -> str:
    if doi and not (on_arxiv and doi.startswith(ARXIV_PREFIX)):
        return doi_address(doi)
    return f"https://arxiv.org/abs/{on_arxiv}" if on_arxiv else str(record.get("url") or "")
