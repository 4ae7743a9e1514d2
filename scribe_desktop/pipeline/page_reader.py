"""Reading pages, four at once: from the research cache when they are fresh, else from the web, kept at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.errors import ExtractionError, FetchError, ScribeError, StepTimeoutError, WorkInterrupted
from scribe_desktop.pipeline.identity import normalised_url
from scribe_desktop.ports import Clock, PageFetcher, TextExtractor
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

AT_ONCE = 4
CACHE_KIND = "page"
FRESH_FOR = timedelta(hours=24)

OnPage = Callable[[str, WebPage | ScribeError], None]
"""Called in the caller's thread with the address asked for, and the page or why it could not be read."""


class PageReader:
    """Reads pages for an item. Storage is only touched from the thread that calls `read`."""

    def __init__(
        self, fetcher: PageFetcher, extractor: TextExtractor, unit_of_work: UnitOfWorkFactory, clock: Clock
    ) -> None:
        self._fetcher = fetcher
        self._extractor = extractor
        self._unit_of_work = unit_of_work
        self._clock = clock

    def read(self, urls: Sequence[str], item_id: UUID, token: CancelToken, on_page: OnPage) -> None:
        """Read the pages; a page that fails costs only itself.

        Pages that were read before the time ran out are still handed on. Raises WorkInterrupted, StepTimeoutError,
        and what storage raises.
        """
        cached = self._cached(urls)
        for url, page in cached.items():
            on_page(url, page)
        missing = [url for url in urls if url not in cached]
        if not missing:
            return
        ended: list[BaseException] = []
        with ThreadPoolExecutor(min(AT_ONCE, len(missing)), thread_name_prefix="page") as pool:
            futures = {pool.submit(self._from_web, url, token): url for url in missing}
            for future in as_completed(futures):
                url, error = futures[future], future.exception()
                if error is None:
                    self._keep(url, future.result(), item_id)
                    on_page(url, future.result())
                elif isinstance(error, FetchError | ExtractionError):
                    on_page(url, error)
                elif isinstance(error, StepTimeoutError) and not token.cancelled:
                    on_page(url, error)  # the page's own limit, not ours
                else:
                    ended.append(error)
        if ended:
            raise next((error for error in ended if isinstance(error, WorkInterrupted)), ended[0])

    def _from_web(self, url: str, token: CancelToken) -> WebPage:
        token.raise_if_cancelled()
        fetched = self._fetcher.fetch(url, token)
        extracted = self._extractor.extract(fetched, token)
        digest = hashlib.sha256(extracted.text.encode()).hexdigest()
        title = extracted.title.strip() or fetched.final_url
        return WebPage(fetched.final_url, title, extracted.text, fetched.fetched_at, digest)

    def _cached(self, urls: Sequence[str]) -> dict[str, WebPage]:
        oldest = self._clock.now() - FRESH_FOR
        with self._unit_of_work(read_only=True) as work:
            found = {url: work.cache.get(CACHE_KIND, normalised_url(url), oldest) for url in urls}
        return {url: _page_from(value) for url, value in found.items() if value is not None}

    def _keep(self, url: str, page: WebPage, item_id: UUID) -> None:
        value = {
            "url": page.url,
            "title": page.title,
            "text": page.text,
            "fetched_at": page.fetched_at.isoformat(),
            "content_hash": page.content_hash,
        }
        with self._unit_of_work() as work:
            work.cache.put(CACHE_KIND, normalised_url(url), value, self._clock.now())
            work.queue.note_progress(item_id)
            work.commit()


def _page_from(value: Mapping[str, Any]) -> WebPage:
    return WebPage(
        value["url"],
        value["title"],
        value["text"],
        datetime.fromisoformat(value["fetched_at"]),
        value["content_hash"],
    )
