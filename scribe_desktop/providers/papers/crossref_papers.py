"""The PaperSource port over Crossref, by habanero."""

from __future__ import annotations

from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.scholarly_ids import doi_address, normalised_doi, normalised_orcid
from scribe_desktop.ports import Clock, ContactLedger
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers.paper_server import USER_AGENT, PaperServer
from scribe_desktop.providers.papers.records import (
    fits,
    known_orcids,
    may_be_told_apart,
    newest_first,
    objects,
    plain_text,
    text_list,
    whole_title,
    words_sent,
    written_name,
    year_of,
)

PAUSE_SECONDS = 0.5
PAGE_SIZE = 200
ROWS_FOR_ONE = 2
"""Crossref finds any of the words in any author, best first: more is asked for than may be kept."""

_TYPES = frozenset(
    ("journal-article", "proceedings-article", "posted-content", "book-chapter", "report", "dissertation")
)
_FIELDS = ["DOI", "title", "subtitle", "author", "issued", "container-title", "abstract", "URL", "type"]


class CrossrefPapers:
    """Asks Crossref, or a server that speaks its protocol, for works by author.

    Args:
        url: where the API begins, "https://api.crossref.org" for Crossref's own.
        contact_email: sent along when the person gave one; Crossref answers such requests more reliably.
    """

    def __init__(
        self,
        url: str,
        loop: IoLoop,
        clock: Clock,
        contact_email: str = "",
        ledger: ContactLedger | None = None,
    ) -> None:
        self._server = PaperServer("Crossref", url, loop, clock, PAUSE_SECONDS, ledger=ledger)
        self._contact_email = contact_email

    @property
    def name(self) -> str:
        """The source, as the person reads it."""
        return self._server.name

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Papers whose author list may have this name, newest first. Raises PaperSourceError."""
        with self._server.reading():
            answer = self._request(author, min(ROWS_FOR_ONE * limit, PAGE_SIZE), token).do_request()
            items = objects(answer["message"]["items"])
            papers = [_paper(one, author) for one in items if one.get("type") in _TYPES and text_list(one.get("title"))]
        return newest_first((one for one in papers if may_be_told_apart(author, one.authors)), limit)

    def _request(self, author: str, rows: int, token: CancelToken) -> Any:
        from habanero.habanero_utils import make_ua
        from habanero.request_class import Request

        server, sent = self._server, words_sent(author, self._contact_email)

        class Asking(Request):
            """Sends through our server: habanero's own goes through the environment's proxies, whatever their size."""

            def _req(self, payload: dict[str, str], should_warn: bool) -> dict[str, Any]:
                headers = {**make_ua(self.mailto, self.ua_string), "Accept": "application/json"}
                return server.get(self._url(), token, sent, params=payload, headers=headers)

        mailto = self._contact_email or None
        return Asking(mailto, USER_AGENT, None, server.url, "/works/", limit=rows, select=_FIELDS, query_author=author)


def _paper(work: dict[str, Any], author: str) -> Paper:
    listed = [one for one in objects(work.get("author")) if _name(one)]
    names = [_name(one) for one in listed]
    theirs = [one for one, name in zip(listed, names, strict=True) if fits(author, [name])]
    title = whole_title(text_list(work["title"])[0], next(iter(text_list(work.get("subtitle"))), ""))
    doi = normalised_doi(work.get("DOI"))
    return Paper(
        id="",
        title=title,
        authors=tuple(names),
        year=_year(work.get("issued")),
        abstract=plain_text(work.get("abstract")),
        url=doi_address(doi) if doi else str(work.get("URL") or ""),
        venue=next(iter(text_list(work.get("container-title"))), None),
        affiliations=tuple(
            dict.fromkeys(
                text
                for one in theirs
                for place in objects(one.get("affiliation"))
                if (text := plain_text(place.get("name")))
            )
        ),
        doi=doi,
        orcids=known_orcids([normalised_orcid(one.get("ORCID")) for one in listed]),
    )


def _name(author: dict[str, Any]) -> str:
    """Given and family name; the one name of those who have one; the name of a group."""
    parts = (plain_text(author.get("given")), plain_text(author.get("family")))
    return " ".join(one for one in parts if one) or written_name(author.get("name"))


def _year(issued: object) -> int | None:
    """The year of {"date-parts": [[2024, 5]]}, where a date that is not known is [[null]]."""
    try:
        return year_of(issued["date-parts"][0][0])  # type: ignore[index]
    except (LookupError, TypeError):
        return None
