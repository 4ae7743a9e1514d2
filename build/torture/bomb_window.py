"""What bombs.py measures, from inside the window's process: a list of addresses in, one JSON object out."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEventLoop, Qt, QTimer

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.events import Event, ItemCompleted, ItemFailed
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.running import make_application
from scribe_desktop.ports import ExtractedText, FetchedPage
from scribe_desktop.providers.web.extraction import ChildExtractor
from scribe_desktop.providers.web.public_fetcher import PublicFetcher
from scribe_desktop.storage_ports.drafts import EmailQuery

TEMPLATE = "Dear {{ name }},\n\nI read about {{ research }} and would like to join.\n\nMaya"
ITEM_MILLISECONDS = 120_000
BEAT_MILLISECONDS = 2
WARM_UPS = 3


class Pages:
    """How long each page took, and whether it failed; put around the fetcher's and the extractor's own methods."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        fetch, extract = PublicFetcher.fetch, ChildExtractor.extract

        def timed_fetch(fetcher: PublicFetcher, url: str, token: CancelToken) -> FetchedPage:
            return self._timed(url, lambda: fetch(fetcher, url, token))

        def timed_extract(extractor: ChildExtractor, page: FetchedPage, token: CancelToken) -> ExtractedText:
            return self._timed(page.url, lambda: extract(extractor, page, token))

        PublicFetcher.fetch = timed_fetch  # type: ignore[method-assign,assignment]
        ChildExtractor.extract = timed_extract  # type: ignore[method-assign,assignment]

    def _timed(self, url: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        try:
            return work()
        except ScribeError:
            self.failed.add(url)
            raise
        finally:
            self.seconds[url] = self.seconds.get(url, 0.0) + time.perf_counter() - began


class Working:
    """A window over an empty data folder, to which items are given one at a time."""

    def __init__(self) -> None:
        self.pages = Pages()
        self.running = Application(make_application(["scribe-desktop"]), open_context, hooks_for)
        self.running.show()
        self._wait(lambda: self.running.session is not None and self.running.session.working, 60_000)
        assert self.running.session is not None
        self.context = self.running.session.context
        self._ended: dict[UUID, str] = {}
        self.context.events.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, ItemCompleted):
            self._ended[event.item_id] = "completed"
        elif isinstance(event, ItemFailed):
            self._ended[event.item_id] = event.message

    def item(self, interest: str, url: str) -> dict[str, Any]:
        """Work one item to its end; what it met and what the window felt."""
        beats = array("d")
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: beats.append(time.perf_counter()))
        timer.start(BEAT_MILLISECONDS)
        person = Recipient("Prof. Ilse Varnholt", interest, affiliation="Karlsvale University")
        (queued,) = self.context.queue.enqueue([person], TEMPLATE)
        assert self.running.session is not None
        self.running.session.wake()
        self._wait(lambda: queued in self._ended, ITEM_MILLISECONDS)
        timer.stop()
        outcome = self._ended.get(queued, "did not end")
        draft = self._draft(queued)
        return {
            "outcome": outcome,
            "seconds": self.pages.seconds.get(url, 0.0),
            "failed": url in self.pages.failed,
            "stall": max(later - earlier for earlier, later in pairwise(beats)),
            "good_page": draft is not None and any("/varnholt" in one for one in draft.metadata["scraped_urls"]),
        }

    def _draft(self, item_id: UUID) -> EmailDraft | None:
        with self.context.unit_of_work(read_only=True) as work:
            newest = work.emails.find(EmailQuery(limit=1))
        return newest[0] if newest and newest[0].queue_item_id == item_id else None

    def _wait(self, condition: Callable[[], object], milliseconds: int) -> None:
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if condition() else None)
        timer.start(5)
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()


def megabytes(name: str) -> float:
    """This process's memory as the system counts it: VmRSS now, VmHWM at its most."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise KeyError(name)


def main() -> int:
    """Meet the bombs whose addresses stand on standard input."""
    urls: list[str] = json.loads(sys.stdin.read())
    working = Working()
    for number in range(WARM_UPS):
        working.item(f"coastal sediments {number}", "")
    Path("/proc/self/clear_refs").write_text("5", "utf-8")  # the most that was used so far is forgotten
    before = megabytes("VmRSS")
    items = []
    for number, url in enumerate(urls):
        items.append(working.item(f"sediments number{number}", url) | {"memory": megabytes("VmRSS")})
        print(f"{number} {items[-1]}", file=sys.stderr, flush=True)
    most = megabytes("VmHWM")
    assert working.running.close()
    memory = f"{before:.0f} MB before, {most:.0f} MB at most"
    print(json.dumps({"items": items, "growth": most - before, "memory": memory}))
    return 0


if __name__ == "__main__":  # the extraction child imports this file again
    try:
        sys.exit(main())
    except Exception:
        traceback.print_exc()
        sys.stdout.flush()
        os._exit(1)  # the worker's thread may be running still, and Qt aborts when it is torn away
