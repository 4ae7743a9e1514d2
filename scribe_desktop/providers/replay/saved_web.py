"""A small saved web replayed behind the ports: search answers, pages and papers from resources/demo.

Everything in it is made up. `web.json` holds:

    {"searches": [{"words": ["ilse", "varnholt"], "urls": ["https://…"]}],
     "pages":    [{"url": "https://…", "title": "…", "file": "pages/varnholt.html"}],
     "papers":   [{"title": "…", "authors": ["…"], "years_ago": 2, "abstract": "…", "url": "…", "venue": "…",
                   "affiliations": ["…"]}],
     "books":    [as papers; the venue is the publisher]}

A search answers with the pages of every entry whose words all stand in the query. The year of a paper counts from
today, so that the sample never grows old.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.domain.recipient import normalise
from scribe_desktop.errors import FetchError
from scribe_desktop.ports import Clock, FetchedPage, SearchResult

STEP_PAUSE_SECONDS = 0.15
"""The replay answers after a moment, so that a person can watch the steps."""


@dataclass(frozen=True, slots=True)
class SavedWeb:
    """The content of `web.json`, and the folder its files are in."""

    folder: Path
    searches: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    pages: dict[str, dict[str, str]]
    papers: tuple[dict[str, Any], ...]
    books: tuple[dict[str, Any], ...] = ()


def load_saved_web(folder: Path) -> SavedWeb:
    """Read `web.json`. Raises OSError or ValueError when the program's own files are damaged."""
    data = json.loads((folder / "web.json").read_text("utf-8"))
    return SavedWeb(
        folder,
        tuple((frozenset(one["words"]), tuple(one["urls"])) for one in data["searches"]),
        {one["url"]: one for one in data["pages"]},
        tuple(data["papers"]),
        tuple(data.get("books", ())),
    )


class ReplaySearch:
    """The SearchProvider port over a saved web."""

    name = "sample data"

    def __init__(self, web: SavedWeb, pause: float = STEP_PAUSE_SECONDS) -> None:
        self._web = web
        self._pause = pause

    def search(self, query: str, limit: int, token: CancelToken) -> list[SearchResult]:
        """The pages of all entries whose words stand in the query."""
        token.sleep(self._pause)
        words = set(normalise(query).split())
        urls = dict.fromkeys(url for wanted, urls in self._web.searches if wanted <= words for url in urls)
        return [SearchResult(url, self._web.pages[url]["title"]) for url in urls][:limit]


class ReplayFetcher:
    """The PageFetcher port over a saved web."""

    def __init__(self, web: SavedWeb, clock: Clock, pause: float = STEP_PAUSE_SECONDS) -> None:
        self._web = web
        self._clock = clock
        self._pause = pause

    def fetch(self, url: str, token: CancelToken) -> FetchedPage:
        """The saved page. Raises FetchError when it is not in the sample."""
        token.sleep(self._pause)
        page = self._web.pages.get(url)
        if page is None:
            raise FetchError(f"The page {url} is not part of the sample data.")
        content = (self._web.folder / page["file"]).read_bytes()
        return FetchedPage(url, url, content, "text/html", "utf-8", self._clock.now())


class ReplayPapers:
    """The PaperSource port over a saved web."""

    name = "sample papers"
    kind = WorkKind.PAPER

    def __init__(self, web: SavedWeb, clock: Clock, pause: float = STEP_PAUSE_SECONDS) -> None:
        self._web = web
        self._clock = clock
        self._pause = pause

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Papers with an author of this last name, newest first, as a paper search by name answers."""
        token.sleep(self._pause)
        last = normalise(author).split()[-1:]
        found = [
            one
            for one in (self._web.books if self.kind is WorkKind.BOOK else self._web.papers)
            if any(re.split(r"\s+", normalise(name))[-1:] == last for name in one["authors"])
        ]
        this_year = self._clock.now().year
        papers = [
            Paper(
                id="",
                title=one["title"],
                authors=tuple(one["authors"]),
                year=this_year - one["years_ago"],
                abstract=one["abstract"],
                url=one["url"],
                venue=one.get("venue"),
                affiliations=tuple(one.get("affiliations", ())),
                kind=self.kind,
            )
            for one in found
        ]
        return sorted(papers, key=lambda paper: -(paper.year or 0))[:limit]


class ReplayBooks(ReplayPapers):
    """The same for books."""

    name = "sample books"
    kind = WorkKind.BOOK
