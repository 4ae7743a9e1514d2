"""Fakes of the ports, shared by all tests."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.events import Event
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.namesake import PersonChoice
from scribe_desktop.errors import ExtractionError, FetchError
from scribe_desktop.ports import Composition, CompositionRequest, ExtractedText, FetchedPage, LLMAnswer, SearchResult


class FakeClock:
    """A clock that stands still until it is told to move; waiting moves it at once."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._seconds = 0.0
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        if not event.is_set():
            self.advance(seconds)
        return event.is_set()

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._seconds += seconds


def token_for(clock: FakeClock, seconds: float | None = None) -> CancelToken:
    """A token of this clock."""
    return CancelToken(clock.monotonic, clock.wait, seconds)


class RecordingPublisher:
    """Keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def of_type(self, kind: type[Event]) -> list[Event]:
        return [one for one in self.events if isinstance(one, kind)]


class MemoryLedger:
    """A privacy ledger in memory: (item, purpose, host, sent) by contact. `error` is raised in place of writing."""

    def __init__(self, error: Exception | None = None) -> None:
        self.contacts: list[tuple[UUID | None, ContactPurpose, str, str]] = []
        self.error = error

    def note(self, item_id: UUID | None, purpose: ContactPurpose, host: str, sent: str) -> None:
        if self.error is not None:
            raise self.error
        self.contacts.append((item_id, purpose, host, sent))


class MemorySecrets:
    """A keyring in memory."""

    persistent = True

    def __init__(self, **values: str) -> None:
        self.values = dict(values)

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.values[name] = value

    def delete(self, name: str) -> None:
        self.values.pop(name, None)


class FakeSearch:
    """Answers by query; what is an exception is raised. A list of answers is used up one by one."""

    name = "fake search"

    def __init__(self, answers: Mapping[str, Any] | Callable[[str], Any]) -> None:
        self._answers = answers
        self.queries: list[str] = []

    def search(self, query: str, limit: int, token: CancelToken) -> list[SearchResult]:
        token.raise_if_cancelled()
        self.queries.append(query)
        answer = self._answers(query) if callable(self._answers) else self._answers.get(query, [])
        if isinstance(answer, Exception):
            raise answer
        return list(answer)[:limit]


class FakeFetcher:
    """Pages by URL, as HTML text."""

    def __init__(self, pages: Mapping[str, str], fetched_at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self._pages = pages
        self._fetched_at = fetched_at
        self.urls: list[str] = []

    def fetch(self, url: str, token: CancelToken) -> FetchedPage:
        token.raise_if_cancelled()
        self.urls.append(url)
        if url not in self._pages:
            raise FetchError(f"The page {url} does not exist (404).")
        return FetchedPage(url, url, self._pages[url].encode(), "text/html", "utf-8", self._fetched_at)


class FakePapers:
    """Papers by author name."""

    name = "fake papers"

    def __init__(self, papers: Mapping[str, Sequence[Paper]], error: Exception | None = None) -> None:
        self._papers = papers
        self._error = error
        self.authors: list[str] = []

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        token.raise_if_cancelled()
        self.authors.append(author)
        if self._error:
            raise self._error
        return list(self._papers.get(author, ()))[:limit]


class FakeLLM:
    """Gives its answers one after the other; an exception among them is raised; the last one repeats."""

    def __init__(self, *answers: Mapping[str, Any] | Exception, model: str = "fake-model") -> None:
        self.model = model
        self._answers = list(answers)
        self.requests: list[Sequence[Mapping[str, str]]] = []

    def complete(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
        token: CancelToken,
        max_tokens: int = 1500,
    ) -> LLMAnswer:
        token.raise_if_cancelled()
        self.requests.append(messages)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return LLMAnswer(answer, self.model, tokens_in=100, tokens_out=50, calls=1)


class FakeComposer:
    """Writes whatever the function says."""

    name = "fake-composer"
    temperature = None
    max_attempts = 1

    def __init__(self, write: Callable[[CompositionRequest], Composition]) -> None:
        self._write = write
        self.requests: list[CompositionRequest] = []

    def compose(self, request: CompositionRequest, token: CancelToken) -> Composition:
        token.raise_if_cancelled()
        self.requests.append(request)
        return self._write(request)


class MemoryCache:
    """The research cache as a dict."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], tuple[Mapping[str, Any], datetime]] = {}

    def get(self, kind: str, key: str, not_before: datetime | None = None) -> Mapping[str, Any] | None:
        value, kept_at = self.entries.get((kind, key), (None, None))
        return None if kept_at is None or (not_before is not None and kept_at < not_before) else value

    def put(self, kind: str, key: str, value: Mapping[str, Any], now: datetime) -> None:
        self.entries[kind, key] = (json.loads(json.dumps(value)), now)

    def forget(self, before: datetime) -> int:
        old = [one for one, (_, kept_at) in self.entries.items() if kept_at < before]
        for one in old:
            del self.entries[one]
        return len(old)


class MemoryIdentities:
    """Choices between namesakes as a dict."""

    def __init__(self) -> None:
        self.by_key: dict[str, PersonChoice] = {}

    def find(self, keys: Sequence[str]) -> PersonChoice | None:
        return next((self.by_key[key] for key in keys if key in self.by_key), None)

    def put(self, choice: PersonChoice, keys: Sequence[str]) -> None:
        self.by_key |= dict.fromkeys(keys, choice)


class MemoryUnits:
    """A UnitOfWorkFactory over a cache in memory, for steps that need no more: `progress` are items noted."""

    def __init__(self) -> None:
        self.cache = MemoryCache()
        self.identities = MemoryIdentities()
        self.progress: list[UUID] = []
        self.open = 0

    def __call__(self, read_only: bool = False) -> Any:
        return _MemoryUnit(self, read_only)


class _MemoryUnit:
    def __init__(self, units: MemoryUnits, read_only: bool) -> None:
        self.cache = units.cache
        self.identities = units.identities
        self.queue = self
        self._units = units
        self._read_only = read_only

    def __enter__(self) -> _MemoryUnit:
        assert self._units.open == 0, "a unit of work inside another"
        self._units.open += 1
        return self

    def __exit__(self, *raised: object) -> None:
        self._units.open -= 1

    def commit(self) -> None:
        assert not self._read_only

    def note_progress(self, item_id: UUID) -> None:
        self._units.progress.append(item_id)


class FakeExtractor:
    """Takes tags out of a page; the text of <title> is the title; a page without text raises."""

    def extract(self, page: FetchedPage, token: CancelToken) -> ExtractedText:
        token.raise_if_cancelled()
        html = page.content.decode(page.charset or "utf-8")
        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        text = re.sub(r"<[^>]+>", "", re.sub(r"<title>.*?</title>", "", html, flags=re.DOTALL)).strip()
        if not text:
            raise ExtractionError(f"The page {page.url} has no text.")
        return ExtractedText(title[1] if title else "", text)
