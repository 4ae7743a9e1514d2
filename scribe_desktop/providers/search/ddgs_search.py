"""Web search through the ddgs library, asking one named engine and no other."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.errors import OfflineError, ScribeError, SearchError, SettingsError, WorkInterrupted
from scribe_desktop.ports import ContactLedger, SearchResult
from scribe_desktop.providers.contacts import note_contact
from scribe_desktop.providers.io_loop import run_abandonable
from scribe_desktop.providers.offline import can_look_up, no_network_sentence

SEARCH_SECONDS = 10

MakeEngine = Callable[[str, int], Any]
"""Engine name and timeout in seconds to an engine of ddgs. Raises SettingsError for unknown names."""


def engine_names() -> tuple[str, ...]:
    """The names of the web search engines that the installed ddgs can ask."""
    from ddgs.engines import ENGINES

    return tuple(sorted(ENGINES["text"]))


def ddgs_engine(name: str, timeout: int) -> Any:
    """One engine of ddgs. Raises SettingsError when it has none of that name."""
    # ddgs.DDGS reports a refused search as "no results", which would be a false statement about a person, so the
    # engine is asked directly: it answers None when it was refused and an empty list when nothing was found.
    from ddgs.engines import ENGINES

    engine = ENGINES["text"].get(name)
    if engine is None:
        raise SettingsError(f"ddgs_engine is {name!r}; it can be {', '.join(engine_names())}.")
    return engine(proxy=None, timeout=timeout, verify=True)


class DdgsSearch:
    """The SearchProvider port, by ddgs.

    Args:
        engine: the one engine that is asked (Settings.ddgs_engine).
        make_engine: makes it; another one in tests.
        resolve: looks up a host's name, raising OSError when it cannot; tells "no network" from "refused".
        ledger: told of each request before it is sent.
    """

    def __init__(
        self,
        engine: str = "duckduckgo",
        make_engine: MakeEngine = ddgs_engine,
        resolve: Callable[[str, int], object] = socket.getaddrinfo,
        ledger: ContactLedger | None = None,
    ) -> None:
        self._engine = engine
        self._make_engine = make_engine
        self._resolve = resolve
        self._ledger = ledger

    @property
    def name(self) -> str:
        """As Settings shows it."""
        return f"ddgs ({self._engine})"

    def search(self, query: str, limit: int, token: CancelToken) -> list[SearchResult]:
        """The best hits first; none is an empty list.

        Raises:
            SearchError: the engine refused or did not answer.
            OfflineError: there is no network.
            SettingsError: ddgs has no such engine.
            StorageError: the privacy ledger could not be written.
        """
        hits = run_abandonable(lambda: self._ask(query, token), token, "ddgs-search")
        return _results(hits, limit)

    def _ask(self, query: str, token: CancelToken) -> Sequence[Any]:
        from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException

        engine = self._make_engine(self._engine, SEARCH_SECONDS)
        self._watch(engine, query, token)
        try:
            hits = engine.search(query)
        except RatelimitException as error:
            raise SearchError(
                f"{self._engine} refused the search: too many in a short time. Try again later."
            ) from error
        except TimeoutException as error:
            self._raise_if_offline(engine)
            raise SearchError(f"{self._engine} did not answer the search within {SEARCH_SECONDS} seconds.") from error
        except DDGSException as error:
            self._raise_if_offline(engine)
            raise SearchError(f"The search with {self._engine} failed: {error}") from error
        except (ScribeError, WorkInterrupted):  # before anything was sent
            raise
        except Exception as error:  # ddgs reads the engines' pages as they were when it was written
            raise SearchError(f"The answer of {self._engine} to the search could not be understood.") from error
        if hits is None:
            raise SearchError(
                f"{self._engine} refused the search. Wait a while, or choose another search engine in Settings."
            )
        return list(hits)

    def _watch(self, engine: Any, query: str, token: CancelToken) -> None:
        """Have each request of the engine noted before it is sent; ddgs uses the environment's proxies."""
        from scribe_desktop.providers.search.ddgs_client import NotingClient

        def note(url: str, sent: str) -> None:
            token.raise_if_cancelled()  # left behind: nothing more is asked
            note_contact(self._ledger, token.item_id, ContactPurpose.SEARCH, url, sent, proxied=True)

        engine.http_client = NotingClient(engine.http_client.client, query, note)

    def _raise_if_offline(self, engine: Any) -> None:
        """Whether it is the network: nothing works when not even the engine's name can be looked up."""
        host = urlsplit(str(engine.search_url)).hostname
        if host and not can_look_up(host, self._resolve):
            raise OfflineError(no_network_sentence("The web search"))


def _results(hits: Sequence[Any], limit: int) -> list[SearchResult]:
    results: dict[str, SearchResult] = {}
    for hit in hits:
        url = str(hit.href).strip()
        if url.startswith(("http://", "https://")):
            results.setdefault(url, SearchResult(url=url, title=str(hit.title), snippet=str(hit.body)))
    return list(results.values())[:limit]
