"""The PaperSource port over OpenAlex, by pyalex."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import best_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.domain.scholarly_ids import doi_address, normalised_doi, normalised_orcid
from scribe_desktop.ports import Clock, ContactLedger
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers.paper_server import USER_AGENT, PaperServer
from scribe_desktop.providers.papers.records import (
    child,
    fits,
    known_orcids,
    may_be_told_apart,
    newest_first,
    objects,
    plain_text,
    text_list,
    words_sent,
    written_name,
    year_of,
)

if TYPE_CHECKING:
    from pyalex.api import BaseOpenAlex

PAUSE_SECONDS = 0.2
AUTHORS_ASKED_FOR = 10
AUTHORS_READ = 5
"""OpenAlex keeps several records of one person now and then, and namesakes help to tell who is who."""
PAGE_SIZE = 100
"""The most that OpenAlex answers at once."""

_PUBLIC = "https://api.openalex.org"
_NO_PAPERS = frozenset(
    ("book", "dataset", "erratum", "grant", "libguides", "other", "paratext", "peer-review", "reference-entry",
     "retraction", "software", "standard", "supplementary-materials")
)  # fmt: skip
"""Types of works that are left out; new types are added to OpenAlex now and then, mostly of papers."""
_FIELDS = (
    "id", "doi", "display_name", "publication_year", "type", "authorships", "primary_location",
    "abstract_inverted_index",
)  # fmt: skip


class OpenAlexPapers:
    """Asks OpenAlex, or a server that speaks its protocol, for papers by author: first who it may be, then for works.

    Args:
        url: where the API begins, "https://api.openalex.org" for OpenAlex's own.
        key: of the person's account at OpenAlex, which answers only a few questions a day without one.
        contact_email: sent along when the person gave one.
    """

    def __init__(
        self,
        url: str,
        loop: IoLoop,
        clock: Clock,
        key: str | None = None,
        contact_email: str = "",
        ledger: ContactLedger | None = None,
    ) -> None:
        self._server = PaperServer("OpenAlex", url, loop, clock, PAUSE_SECONDS, ledger=ledger)
        self._key = key
        self._contact_email = contact_email

    @property
    def name(self) -> str:
        """The source, as the person reads it."""
        return self._server.name

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Papers whose author list may have this name, newest first. Raises PaperSourceError."""
        import pyalex

        class Authors(_Asking, pyalex.Authors):
            pass

        class Works(_Asking, pyalex.Works):
            pass

        door = _Door(self._server, token, words_sent(author, self._contact_email), self._headers())
        with self._server.reading():
            people = Authors().through(door).search(author).select(["id", "display_name", "display_name_alternatives"])
            chosen = _ids(author, people.get(per_page=AUTHORS_ASKED_FOR))
            if not chosen:
                return []
            works = Works().through(door).filter(author={"id": "|".join(chosen)}).sort(publication_date="desc")
            found = works.select(list(_FIELDS)).get(per_page=min(limit, PAGE_SIZE))
            papers = [
                _paper(one, author) for one in found if one.get("type") not in _NO_PAPERS and one.get("display_name")
            ]
        return newest_first(papers, limit)

    def _headers(self) -> dict[str, str]:
        """As pyalex makes them, from values of our own: its `config` is the whole process's, and stays as it is."""
        from pyalex.api import AlexConfig, OpenAlexAuth, __version__

        config = AlexConfig(
            email=self._contact_email or None, api_key=self._key, user_agent=f"{USER_AGENT} pyalex/{__version__}"
        )
        request = SimpleNamespace(headers={})
        OpenAlexAuth(config)(request)
        return request.headers


class _Asking:
    """A query of pyalex that asks through a door of ours; alone it asks api.openalex.org, without a time limit."""

    def through(self: Any, door: _Door) -> BaseOpenAlex:
        """Ask through this from now on."""
        self.__dict__["door"] = door
        return self

    def _get_from_url(self, url: str, session: Any = None) -> Any:
        return super()._get_from_url(url, self.__dict__["door"])  # type: ignore[misc]  # a mix-in: pyalex's class comes next


class _Door:
    """What pyalex takes for a session: it sends to the server that was chosen, with headers of our own."""

    def __init__(self, server: PaperServer, token: CancelToken, sent: str, headers: Mapping[str, str]) -> None:
        self._server = server
        self._token = token
        self._sent = sent
        self._headers = headers

    def get(self, url: str, auth: object = None) -> _Answer:
        """The answer; `auth`, which pyalex makes of its configuration for the whole process, is not used."""
        path = url.removeprefix(_PUBLIC)
        return _Answer(self._server.get(path, self._token, self._sent, headers=self._headers))


class _Answer:
    """The part of a response that pyalex looks at; refusals have been raised by then."""

    status_code = 200

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def json(self) -> dict[str, Any]:
        """The body."""
        return self._data

    def raise_for_status(self) -> None:
        """Nothing to raise."""


def _ids(author: str, people: list[dict[str, Any]]) -> list[str]:
    """Records that may be of this author, or of a namesake to tell apart; those that fit best first."""
    own = person_name(author)
    listed = [
        (one["id"].rsplit("/", 1)[-1], [written_name(one.get("display_name")), *map(written_name, _others(one))])
        for one in people
        if isinstance(one.get("id"), str)
    ]
    may_be = [(best_match(own, names)[0], found) for found, names in listed if may_be_told_apart(author, names)]
    return [found for _, found in sorted(may_be, key=lambda one: -one[0])][:AUTHORS_READ]


def _others(person: dict[str, Any]) -> list[str]:
    return text_list(person.get("display_name_alternatives"))


def _paper(work: dict[str, Any], author: str) -> Paper:
    """A work as a paper; `work["abstract"]` is pyalex's, which puts the words of the index in order."""
    authorships = [one for one in objects(work.get("authorships")) if _name(one)]
    names = [_name(one) for one in authorships]
    theirs = [one for one, name in zip(authorships, names, strict=True) if fits(author, [name])]
    location = child(work, "primary_location")
    doi = normalised_doi(work.get("doi"))
    return Paper(
        id="",
        title=plain_text(work["display_name"]),
        authors=tuple(names),
        year=year_of(work.get("publication_year")),
        abstract=plain_text(work["abstract"] if work.get("abstract_inverted_index") else ""),
        url=doi_address(doi) if doi else str(location.get("landing_page_url") or work.get("id") or ""),
        venue=plain_text(child(location, "source").get("display_name")) or None,
        affiliations=tuple(dict.fromkeys(place for one in theirs for place in _places(one))),
        doi=doi,
        orcids=known_orcids([normalised_orcid(child(one, "author").get("orcid")) for one in authorships]),
    )


def _name(authorship: dict[str, Any]) -> str:
    """As printed on the paper; OpenAlex's own record of the person may be mixed with another's."""
    return written_name(authorship.get("raw_author_name") or child(authorship, "author").get("display_name"))


def _places(authorship: dict[str, Any]) -> list[str]:
    known = [plain_text(one.get("display_name")) for one in objects(authorship.get("institutions"))]
    return [one for one in known if one] or text_list(authorship.get("raw_affiliation_strings"))
