"""The PaperSource port over Open Library: books by author, for templates that ask for one."""

from __future__ import annotations

from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.ports import Clock, ContactLedger
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers.paper_server import USER_AGENT, PaperServer
from scribe_desktop.providers.papers.records import (
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

PAUSE_SECONDS = 1.0
PAGE_SIZE = 100
SUBJECTS = 8

_FIELDS = "key,title,subtitle,author_name,first_publish_year,publisher,isbn,subject"


class OpenLibraryBooks:
    """Asks Open Library, or a server that speaks its protocol, for works by author (`GET {url}/search.json`).

    Args:
        url: where it is, "https://openlibrary.org" for its own.
        contact_email: named to the server when the person gave one, as it asks of programs.
    """

    def __init__(
        self,
        url: str,
        loop: IoLoop,
        clock: Clock,
        contact_email: str = "",
        ledger: ContactLedger | None = None,
    ) -> None:
        self._server = PaperServer("Open Library", url, loop, clock, PAUSE_SECONDS, ContactPurpose.BOOKS, ledger)
        self._contact_email = contact_email

    @property
    def name(self) -> str:
        """The source, as the person reads it."""
        return self._server.name

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Books whose authors may have this name, newest first. Raises PaperSourceError."""
        params = {"author": author, "fields": _FIELDS, "limit": str(min(limit, PAGE_SIZE)), "sort": "new"}
        headers = {"User-Agent": f"{USER_AGENT} ({self._contact_email})"} if self._contact_email else None
        answer = self._server.get("/search.json", token, words_sent(author, self._contact_email), params, headers)
        with self._server.reading():
            if not isinstance(answer["docs"], list):
                raise TypeError("no list of books")
            books = [self._book(one) for one in objects(answer["docs"]) if plain_text(one.get("title"))]
        return newest_first((one for one in books if may_be_told_apart(author, one.authors)), limit)

    def _book(self, work: dict[str, Any]) -> Paper:
        publishers = text_list(work.get("publisher"))
        subjects = text_list(work.get("subject"))[:SUBJECTS]
        return Paper(
            id="",
            title=whole_title(plain_text(work["title"]), plain_text(work.get("subtitle"))),
            authors=tuple(written_name(one) for one in text_list(work.get("author_name"))),
            year=year_of(work.get("first_publish_year")),
            abstract=f"Subjects: {'; '.join(subjects)}." if subjects else "",
            url=f"{self._server.url}{work['key']}" if str(work.get("key", "")).startswith("/") else self._server.url,
            # Of several publishers nothing says whose the first edition was.
            venue=publishers[0] if len(publishers) == 1 else None,
            kind=WorkKind.BOOK,
            isbn=_isbn(text_list(work.get("isbn"))),
        )


def _isbn(listed: list[str]) -> str:
    """One ISBN, of thirteen digits when there is one."""
    plain = [one.replace("-", "").replace(" ", "") for one in listed]
    return next((one for one in plain if len(one) == 13), plain[0] if plain else "")
