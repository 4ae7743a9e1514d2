"""Pages that eat time or memory, met by a window at work: how long each takes, and what the window feels of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bomb_pages import Bomb, bombs
from figures import Figure, at_most, counted

from tests.arxiv_server import ArxivServer
from tests.integration.web_server import Request, WebServer, answer, web_server

MOST_SECONDS = 2400.0
BOMB_SECONDS = 21.0
STALL_MILLISECONDS = 100.0
GROWTH_MEGABYTES = 60.0
PROBE = Path(__file__).with_name("bomb_window.py")
GOOD = (
    "<html><head><title>Ilse Varnholt, Karlsvale University</title></head><body><main><h1>Ilse Varnholt</h1>"
    "<p>Ilse Varnholt is a professor at Karlsvale University. She works on coastal sediments, and on how tides carry "
    "them along the shore of the northern provinces. Her group measures grain sizes in harbours every spring, and she "
    "wrote “Sand that Walks” about it. Students are welcome to join the measurements at sea, which take two weeks.</p>"
    "</main></body></html>"
)


class Web:
    """A server for every bomb, one for the good page, a search that finds a bomb and the good page for each item."""

    def __init__(self, found: Sequence[Bomb]) -> None:
        self.found = found
        self._stack = ExitStack()

    def __enter__(self) -> Web:
        self.good = self._stack.enter_context(web_server())
        for number in range(len(self.found)):  # an address of its own for each item: pages are kept for a day
            self.good.handlers[f"/varnholt/{number}"] = answer(GOOD.encode())
        self.good.handlers["/varnholt/warm"] = answer(GOOD.encode())
        self.servers = [self._stack.enter_context(web_server()) for _ in self.found]
        for bomb, server in zip(self.found, self.servers, strict=True):
            server.handlers.update(bomb.handlers)
            if "/a" in bomb.handlers:
                server.handlers.setdefault(bomb.path.partition("?")[0], bomb.handlers["/a"])
        self.search = self._stack.enter_context(web_server())
        self.search.handlers["/search"] = self._answer
        self.papers = self._stack.enter_context(ArxivServer())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, number: int) -> str:
        """Where a bomb lies."""
        return self.servers[number].url(self.found[number].path)

    @property
    def allowed(self) -> str:
        """SCRIBE_FETCH_ALLOW for all of them."""
        servers: list[WebServer] = [self.good, *self.servers]
        return ",".join(one.address for one in servers)

    def _answer(self, request: Request) -> None:
        """The good page, and before it the bomb whose number is in the interest ("… number12")."""
        words = parse_qs(urlsplit(request.target).query)["q"][0].split()
        number = next((int(word[6:]) for word in words if word.startswith("number") and word[6:].isdigit()), None)
        good = self.good.url(f"/varnholt/{'warm' if number is None else number}")
        urls = [good] if number is None else [self.url(number), good]
        results = [{"url": url, "title": "Ilse Varnholt", "content": ""} for url in urls]
        body = json.dumps({"query": "", "results": results}).encode()
        answer(body, content_type="application/json")(request)


def run(scale: float) -> list[Figure]:
    """Every bomb (a smaller scale leaves some out) as an item of its own, in a window that is shown."""
    found = bombs()[:: max(1, round(1 / scale))]
    with Web(found) as web, tempfile.TemporaryDirectory() as folder:
        values = {
            "SCRIBE_DATA_DIR": folder,
            "SCRIBE_SEARCH_PROVIDER": "searxng",
            "SCRIBE_SEARXNG_URL": f"http://{web.search.address}",
            "SCRIBE_ARXIV_URL": web.papers.url,
            "SCRIBE_FETCH_ALLOW": web.allowed,
        }
        urls = [web.url(number) for number in range(len(found))]
        done = subprocess.run(
            [sys.executable, str(PROBE)],
            input=json.dumps(urls),
            env={**os.environ, **values},
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
    return _figures(found, json.loads(done.stdout))


def _figures(found: Sequence[Bomb], seen: dict[str, Any]) -> list[Figure]:
    names = [one.name for one in found]
    items: list[dict[str, Any]] = seen["items"]
    named = list(zip(names, items, strict=True))
    slowest = max(one["seconds"] for one in items)
    jerkiest = max(one["stall"] for one in items)
    lost = [f"{name}: {one['outcome']}" for name, one in named if one["outcome"] != "completed"]
    alone = [name for name, one in named if not one["good_page"]]
    taken = [bomb.name for bomb, one in zip(found, items, strict=True) if not bomb.readable and not one["failed"]]
    slow = sorted(named, key=lambda one: -one[1]["stall"])[:5]
    stalls = "; ".join(f"{name} {one['stall'] * 1000:.0f} ms" for name, one in slow)
    longest = "; ".join(
        f"{name} {one['seconds']:.1f} s" for name, one in sorted(named, key=lambda o: -o[1]["seconds"])[:5]
    )
    return [
        at_most(f"the slowest of {len(names)} bombs", slowest, BOMB_SECONDS, "s", longest),
        counted("items that did not complete", lost, len(names)),
        counted("items that went on without the good page", alone, len(names)),
        counted("bombs that were taken for a page", taken, len(names)),
        at_most("the window's longest stall", jerkiest * 1000, STALL_MILLISECONDS, "ms", stalls),
        at_most("growth of the main process's memory", seen["growth"], GROWTH_MEGABYTES, "MB", seen["memory"]),
    ]
