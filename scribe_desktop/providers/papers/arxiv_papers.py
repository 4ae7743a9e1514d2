"""The PaperSource port over arXiv's query address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.errors import OfflineError, PaperSourceError
from scribe_desktop.ports import Clock, ContactLedger
from scribe_desktop.providers.contacts import note_contact
from scribe_desktop.providers.io_loop import run_abandonable
from scribe_desktop.providers.loopback import is_loopback
from scribe_desktop.providers.offline import no_network_sentence, no_way_out
from scribe_desktop.providers.papers.arxiv_entries import is_error_entry, paper_from
from scribe_desktop.providers.papers.author_query import author_queries
from scribe_desktop.providers.papers.pace import Pace

if TYPE_CHECKING:
    import arxiv

LOGGER = logging.getLogger(__name__)

PAUSE_SECONDS = 3.0
"""arXiv's terms of use: at most one request every three seconds."""

RETRY_PAUSE_SECONDS = 1.0
ATTEMPTS = 2
# Two attempts and the pause between them fit the step's 30 s: 2 × (4 + 9) + 3.
CONNECT_SECONDS, READ_SECONDS = 4.0, 9.0


class ArxivPapers:
    """Asks arXiv, or a server that speaks its protocol, for papers by author. Safe to call from several threads.

    Args:
        url: the whole query address, "https://export.arxiv.org/api/query" for arXiv's own.
        ledger: where each contact is noted before it is made.
    """

    def __init__(self, url: str, clock: Clock, ledger: ContactLedger | None = None) -> None:
        self._url = url
        self._clock = clock
        self._ledger = ledger
        self._pause = 0.0 if is_loopback(url) else PAUSE_SECONDS
        self._pace = Pace(clock, self._pause)

    @property
    def name(self) -> str:
        """The source, as the person reads it."""
        return "arXiv"

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Papers whose author list may have this name, newest first; asks by initial when the full name has none.

        Raises PaperSourceError, OfflineError.
        """
        for query in author_queries(author):
            entries = self._entries(query, author, limit, token)
            if entries:
                return [paper_from(entry) for entry in entries]
        return []

    def _entries(self, query: str, author: str, limit: int, token: CancelToken) -> list[arxiv.Result]:
        import arxiv
        import requests

        for attempt in range(1, ATTEMPTS + 1):
            self._pace.keep(token)
            try:
                return run_abandonable(lambda: self._ask(query, author, limit, token), token, "arxiv")
            except arxiv.HTTPError as error:
                failure: Exception = error
                again = error.status == 429 or error.status >= 500
            except requests.RequestException as error:
                failure = error
                again = isinstance(error, (requests.ConnectionError, requests.Timeout))
                if again and not is_loopback(self._url) and no_way_out():
                    raise OfflineError(no_network_sentence(f"arXiv at {self._host}")) from error
            except (arxiv.ArxivError, ValueError) as error:
                failure, again = error, False
            if not again or attempt == ATTEMPTS:
                break
            LOGGER.info("arXiv: %s; asking again", type(failure).__name__)
            token.sleep(RETRY_PAUSE_SECONDS)
        raise PaperSourceError(self._sentence(failure)) from failure

    def _ask(self, query: str, author: str, limit: int, token: CancelToken) -> list[arxiv.Result]:
        import arxiv

        client: Any = arxiv.Client(page_size=limit, delay_seconds=self._pause, num_retries=0)
        client.query_url_format = self._url + ("&{}" if urlsplit(self._url).query else "?{}")
        client._session = _session(
            lambda url: note_contact(self._ledger, token.item_id, ContactPurpose.PAPERS, url, author, proxied=False)
        )
        search = arxiv.Search(
            query,
            max_results=limit,
            sort_by=arxiv.SortCriterion.SubmittedDate,
            sort_order=arxiv.SortOrder.Descending,
        )
        with client._session:
            entries = list(client.results(search))
        for entry in entries:
            if is_error_entry(entry):
                reason = " ".join(entry.summary.split())[:200]
                raise PaperSourceError(f"arXiv did not understand the question for papers: {reason}")
        return entries

    def _sentence(self, error: Exception) -> str:
        import arxiv
        import requests

        if isinstance(error, arxiv.HTTPError):
            what = f"answered with an error ({error.status})"
        elif isinstance(error, requests.Timeout):
            what = "did not answer in time"
        elif isinstance(error, requests.ConnectionError):
            what = "cannot be reached; check that this computer is online and the address in Settings is right"
        else:
            what = "did not answer with a list of papers; check the address in Settings"
        return f"arXiv at {self._host} {what}."

    @property
    def _host(self) -> str:
        return urlsplit(self._url).netloc.rpartition("@")[2]


def _session(note: Callable[[str], None]) -> Any:
    """A requests session with time limits, without the environment's proxies, that takes nothing but XML.

    The library sends without a time limit, and reads any page (a network's sign-in page, say) as "no papers".

    Args:
        note: told the address of each request before it is sent, of those too that an answer redirects to.
    """
    import requests

    class LimitedSession(requests.Session):
        def request(self, *arguments: Any, **options: Any) -> requests.Response:
            response = super().request(*arguments, **{**options, "timeout": (CONNECT_SECONDS, READ_SECONDS)})
            kind = response.headers.get("content-type", "")
            if response.ok and "xml" not in kind.partition(";")[0].lower():
                raise ValueError(f"not a feed but {kind}")
            return response

        def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
            note(request.url or "")
            return super().send(request, **options)

    session = LimitedSession()
    session.trust_env = False
    return session
