"""ddgs: one engine, and the difference between refused, not found and no network."""

from __future__ import annotations

import socket
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from scribe_desktop.config.settings import Settings
from scribe_desktop.errors import OfflineError, SearchError, SettingsError
from scribe_desktop.ports import SearchResult
from scribe_desktop.providers import offline
from scribe_desktop.providers.search.ddgs_search import DdgsSearch, ddgs_engine, engine_names
from tests.fakes import FakeClock, token_for


class Engine:
    """An engine of ddgs that answers, or raises, what the test says."""

    search_url = "https://engine.example/search"
    http_client = SimpleNamespace(client=None)

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.queries: list[str] = []

    def search(self, query: str) -> Any:
        self.queries.append(query)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def hit(url: str, title: str = "A title", body: str = "A snippet") -> SimpleNamespace:
    return SimpleNamespace(href=url, title=title, body=body)


def resolves(host: str, port: int) -> object:
    return []


def does_not_resolve(host: str, port: int) -> object:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def search_with(answer: Any, resolve: Any = resolves, limit: int = 5) -> list[SearchResult]:
    search = DdgsSearch("some engine", lambda name, timeout: Engine(answer), resolve)
    return search.search("Mira Holt", limit, token_for(FakeClock()))


def test_default_engine_of_the_settings_exists_in_the_installed_library() -> None:
    assert Settings().ddgs_engine in engine_names()
    assert ddgs_engine(Settings().ddgs_engine, 5).name == "duckduckgo"


def test_unknown_engine_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SettingsError, match="duckduckgo"):
        DdgsSearch("altavista").search("x", 5, token_for(FakeClock()))


def test_hits_come_in_order_without_doubles_and_up_to_the_limit() -> None:
    hits = [hit("https://a.example/"), hit("https://a.example/"), hit("/relative"), hit("http://b.example/"), hit("x")]
    assert search_with(hits) == [
        SearchResult("https://a.example/", "A title", "A snippet"),
        SearchResult("http://b.example/", "A title", "A snippet"),
    ]
    assert len(search_with(hits, limit=1)) == 1


def test_nothing_found_is_an_empty_list_and_refused_is_an_error() -> None:
    assert search_with([]) == []
    with pytest.raises(SearchError, match="refused"):
        search_with(None)


def test_errors_of_the_library_become_sentences() -> None:
    from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException

    for error, sentence in (
        (RatelimitException("202"), "too many"),
        (TimeoutException("timed out"), "did not answer"),
        (DDGSException("broken"), "failed"),
        (AttributeError("no such element"), "could not be understood"),
    ):
        with pytest.raises(SearchError, match=sentence):
            search_with(error)


def test_engine_whose_name_cannot_be_looked_up_means_no_network() -> None:
    from ddgs.exceptions import DDGSException

    with pytest.raises(OfflineError):
        search_with(DDGSException("dns error"), does_not_resolve)


def test_engine_whose_lookup_hangs_means_no_network_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from ddgs.exceptions import TimeoutException

    over = threading.Event()
    monkeypatch.setattr(offline, "LOOKUP_SECONDS", 0.1)
    with pytest.raises(OfflineError):
        search_with(TimeoutException("timed out"), lambda host, port: over.wait(30))
    over.set()


def test_name_tells_provider_and_engine() -> None:
    assert DdgsSearch("mojeek").name == "ddgs (mojeek)"


def test_every_engine_that_settings_offer_can_be_asked() -> None:
    from scribe_desktop.gui.dialogs.settings_dialog_research import DDGS_ENGINES

    assert set(DDGS_ENGINES) <= set(engine_names())
