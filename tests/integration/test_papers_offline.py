"""Sources of papers without a network: the person waits, and is not taken for somebody who wrote nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from scribe_desktop.errors import OfflineError, PaperSourceError
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers.arxiv_papers import ArxivPapers
from scribe_desktop.providers.papers.paper_server import PaperServer
from tests.fakes import FakeClock, token_for

Ask = Callable[[IoLoop, FakeClock], object]


def ask_arxiv(loop: IoLoop, clock: FakeClock) -> object:
    return ArxivPapers("http://papers.example/api/query", clock).papers_by("Ilse Varnholt", 5, token_for(clock))


def ask_server(loop: IoLoop, clock: FakeClock) -> object:
    return PaperServer("Papers", "http://papers.example", loop, clock).get("/works", token_for(clock), "Ilse Varnholt")


@pytest.mark.parametrize("ask", [ask_arxiv, ask_server])
@pytest.mark.parametrize(("route", "expected"), [(False, OfflineError), (True, PaperSourceError)])
def test_only_a_computer_without_a_network_makes_papers_wait(
    loop: IoLoop, monkeypatch: pytest.MonkeyPatch, ask: Ask, route: bool, expected: type[Exception]
) -> None:
    def fail(*asked: Any, **options: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr("scribe_desktop.providers.offline._has_route", lambda family, address: route)
    with pytest.raises(expected):
        ask(loop, FakeClock())
