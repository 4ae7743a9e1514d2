"""Web search through a SearXNG server that the person named; its address is trusted and may be on this computer."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

import httpx2

from scribe_desktop import __version__
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.errors import FetchError, OfflineError, SearchError
from scribe_desktop.ports import ContactLedger, SearchResult
from scribe_desktop.providers.contacts import note_contact
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.offline import means_no_network, no_network_sentence, root_os_error
from scribe_desktop.providers.web.body import read_body
from scribe_desktop.providers.web.network import (
    ApprovedBackend,
    ApprovedTransport,
    Resolver,
    system_resolver,
)

_TIMEOUT = httpx2.Timeout(15.0, connect=5.0)


class SearxngSearch:
    """The SearchProvider port, by `GET {url}/search?q=…&format=json`.

    Args:
        url: the server's address, as in Settings.searxng_url; it may have a path.
        loop: where the waiting is done.
        resolver: host and port to literal addresses.
        ledger: told of each search before it is sent.
    """

    def __init__(
        self,
        url: str,
        loop: IoLoop,
        resolver: Resolver = system_resolver,
        ledger: ContactLedger | None = None,
    ) -> None:
        self._url = url.rstrip("/").removesuffix("/search")
        self._loop = loop
        self._ledger = ledger
        self._backend = ApprovedBackend(resolver, _approve_all)
        self._transport: ApprovedTransport | None = None

    @property
    def name(self) -> str:
        """As Settings shows it."""
        return f"SearXNG ({self._url})"

    def search(self, query: str, limit: int, token: CancelToken) -> list[SearchResult]:
        """The best hits first; none is an empty list.

        Raises:
            SearchError: the server is not there, refuses, or answers something else.
            OfflineError: its name cannot be looked up because there is no network.
            StorageError: the privacy ledger could not be written.
        """
        token.raise_if_cancelled()
        # Redirects are not followed and no proxy is used: one search is one connection.
        note_contact(self._ledger, token.item_id, ContactPurpose.SEARCH, self._url, query, proxied=False)
        return _results(self._loop.run(self._ask(query), token), limit)

    async def _ask(self, query: str) -> Any:
        if self._transport is None:
            self._transport = ApprovedTransport(self._backend)
        client = httpx2.AsyncClient(
            transport=self._transport,
            timeout=_TIMEOUT,
            trust_env=False,
            follow_redirects=False,
            headers={
                "User-Agent": f"ScribeDesktop/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            },
        )
        try:
            async with client.stream("GET", f"{self._url}/search", params={"q": query, "format": "json"}) as response:
                self._check_status(response.status_code)
                encoding = response.headers.get("content-encoding", "").strip().lower()
                body = await read_body(response.aiter_raw(), encoding, self._url)
        except FetchError as error:
            raise SearchError(error.message) from error
        except httpx2.TimeoutException as error:
            if means_no_network(error):
                raise OfflineError(no_network_sentence("The web search")) from error
            raise SearchError(f"The search server at {self._url} did not answer in time.") from error
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from error
        return self._parse(body)

    def _check_status(self, status: int) -> None:
        where = f"The search server at {self._url}"
        if status == 403:
            raise SearchError(
                f"{where} refused (403). JSON answers are probably off: in its settings.yml, "
                'under search, formats must list "json".'
            )
        if status == 429:
            raise SearchError(f"{where} refused: too many searches in a short time (429). Try again later.")
        if status in (301, 302, 303, 307, 308):
            raise SearchError(f"{where} has moved ({status}). Put its new address into Settings.")
        if status == 404:
            raise SearchError(f"{where} has no search page (404). Check the address of SearXNG in Settings.")
        if status != 200:
            raise SearchError(f"{where} answered with status {status}.")

    def _unreachable(self, error: httpx2.HTTPError) -> SearchError | OfflineError:
        if means_no_network(error):
            return OfflineError(no_network_sentence("The web search"))
        if isinstance(root_os_error(error), socket.gaierror):
            return SearchError(f"There is no host of that name: {self._url}. Check the address of SearXNG in Settings.")
        return SearchError(
            f"The search server at {self._url} cannot be reached. Check that SearXNG runs, and its address in Settings."
        )

    def _parse(self, body: bytes) -> Sequence[Any]:
        try:
            results = json.loads(body)["results"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SearchError(
                f"The server at {self._url} did not answer with search results. Is it a SearXNG server with JSON on?"
            ) from error
        if not isinstance(results, list):
            raise SearchError(f"The server at {self._url} did not answer with a list of search results.")
        return results


def _approve_all(host: str, port: int, addresses: Sequence[str]) -> None:
    """The person chose this address, so it is not judged."""


def _results(entries: Sequence[Any], limit: int) -> list[SearchResult]:
    results: dict[str, SearchResult] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        url = str(entry.get("url") or "").strip()
        if url.startswith(("http://", "https://")):
            hit = SearchResult(url=url, title=str(entry.get("title") or ""), snippet=str(entry.get("content") or ""))
            results.setdefault(url, hit)
    return list(results.values())[:limit]
