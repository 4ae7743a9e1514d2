"""A page that eats time or memory fails alone: the fetcher and the extractor go on with the next one."""

from __future__ import annotations

from collections.abc import Iterator

import bomb_pages
import pytest
from canary import NoPauses

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import ExtractionError, FetchError
from scribe_desktop.ports import ExtractedText
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.web.extraction import ChildExtractor
from scribe_desktop.providers.web.extraction_child import MOST_CHARACTERS
from scribe_desktop.providers.web.public_fetcher import PublicFetcher
from tests.integration.web_server import answer, web_server

PAGE_SECONDS = 1.5
"""So that the slow ones end soon; how soon is for the torture command to measure."""
BOMBS = bomb_pages.bombs(0.02)
GOOD = b"<html><title>Good</title><p>Ilse Varnholt measures grain sizes in harbours every spring.</p></html>"


class Reading:
    """One fetcher and one extractor for all bombs, as in the program."""

    def __init__(self) -> None:
        self.loop = IoLoop()
        self.extractor = ChildExtractor(page_seconds=PAGE_SECONDS)

    def read(self, allowed: str, url: str) -> ExtractedText:
        clock = SystemClock()
        token = CancelToken(clock.monotonic, clock.wait, 60)
        fetcher = PublicFetcher(self.loop, clock.now, [allowed], pacer=NoPauses(), page_seconds=PAGE_SECONDS)
        return self.extractor.extract(fetcher.fetch(url, token), token)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    made = Reading()
    yield made
    made.extractor.close()
    made.loop.close()


@pytest.mark.parametrize("bomb", BOMBS, ids=[one.name for one in BOMBS])
def test_bomb_costs_itself_only(reading: Reading, bomb: bomb_pages.Bomb) -> None:
    with web_server() as server:
        server.handlers.update(bomb.handlers)
        if "/a" in bomb.handlers:
            server.handlers.setdefault(bomb.path.partition("?")[0], bomb.handlers["/a"])
        try:
            text = reading.read(server.address, server.url(bomb.path)).text
        except (FetchError, ExtractionError):
            text = ""
        assert bomb.readable or not text
        assert len(text) <= MOST_CHARACTERS
    with web_server() as server:
        server.handlers["/good"] = answer(GOOD)
        assert "grain sizes" in reading.read(server.address, server.url("/good")).text
