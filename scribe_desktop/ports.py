"""What the core asks of the outside: Protocols, and the plain data that crosses them.

Every call that may wait takes a CancelToken, ends soon after it is cancelled, and then raises what
`CancelToken.raise_if_cancelled` raises. Storage ports are in `storage_ports/`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.email import Finding
from scribe_desktop.domain.events import Event
from scribe_desktop.domain.evidence import Evidence, Paper
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, Template, TemplateAnalysis


class Clock(Protocol):
    """Time and waiting, passed in so that tests need not wait."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds of a clock that never goes back."""
        ...

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait until the event is set, for at most so many seconds; True when it is set."""
        ...


class EventPublisher(Protocol):
    """Takes events after the commit that made them true; may be called from any thread, never raises."""

    def publish(self, event: Event) -> None:
        """Hand the event to all subscribers."""
        ...


class ContactLedger(Protocol):
    """Writes down every contact with the outside, before it is made; may be called from any thread."""

    def note(self, item_id: UUID | None, purpose: ContactPurpose, host: str, sent: str) -> None:
        """Keep one contact: `Contact` says what the values are. Raises StorageError, and then nothing may be sent."""
        ...


class SecretStore(Protocol):
    """The keyring, or memory for this run when there is none. All methods answer within 5 s."""

    @property
    def persistent(self) -> bool:
        """False when secrets are only kept for this run."""
        ...

    def get(self, name: str) -> str | None:
        """The secret of that name. Raises SecretStoreError."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a secret. Raises SecretStoreError."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; no error when there is none. Raises SecretStoreError."""
        ...


# --- the model ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LLMAnswer:
    """A model's answer: `data` matches the schema that was asked for. `calls` counts requests sent, retries too."""

    data: Mapping[str, Any]
    model: str
    tokens_in: int
    tokens_out: int
    calls: int


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What one question to a model cost so far: requests sent, tokens that the server counted, or estimated ones."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False


MayAsk = Callable[[Sequence[Mapping[str, str]], Mapping[str, Any], int, ModelUsage], None]
"""Asked before each request, in the turn in which it is sent: its messages, schema and most tokens of an answer, and
what the question cost so far. Raises what forbids it (BudgetSpentError, StorageError)."""

OnUsage = Callable[[str, CancelToken, ModelUsage], None]
"""Told of a question that ended, however it ended: its schema's name, the token it had, what it cost. Never raises."""


class LLMClient(Protocol):
    """An OpenAI-compatible model. One request is in flight at a time."""

    @property
    def model(self) -> str:
        """The model's name."""
        ...

    def complete(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
        token: CancelToken,
        max_tokens: int = 1500,
    ) -> LLMAnswer:
        """Ask for JSON by schema.

        Args:
            messages: `{"role": "system" | "user" | "assistant", "content": …}` in order.
            schema: a JSON Schema object, `additionalProperties: false`, all properties required.

        Raises:
            KeyRefusedError, QuotaSpentError, ModelUnreachableError, OfflineError: the queue pauses.
            BudgetSpentError: the queue pauses; nothing was sent.
            UnusableAnswerError: the answer is not JSON of that schema (one request, the caller decides on more).
            LLMError: the server refused the request (400, 403, 404, 413, 422).
        """
        ...


@dataclass(frozen=True, slots=True)
class Spend:
    """What a piece of work cost in model calls."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, answer: LLMAnswer) -> Spend:
        """This and one more answer."""
        return Spend(self.calls + answer.calls, self.tokens_in + answer.tokens_in, self.tokens_out + answer.tokens_out)


@dataclass(frozen=True, slots=True)
class CompositionRequest:
    """All that a composer may use.

    `findings` are what the check found in `previous_body`, None at the first attempt. `note` is the person's wish; at
    the first attempt with one, `previous_body` is what the person wishes to have changed.
    """

    recipient: Recipient
    template: Template
    analysis: TemplateAnalysis
    sender: Sender
    evidence: Evidence
    findings: tuple[Finding, ...] = ()
    previous_subject: str | None = None
    previous_body: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a composition, word for word, and the ids of the evidence it says it rests on."""

    text: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """What a composer wrote; nothing of it is believed until the check has read it."""

    subject: str
    body: str
    statements: tuple[Statement, ...] = ()
    spend: Spend = field(default_factory=Spend)


class Composer(Protocol):
    """Fills what a template leaves open."""

    @property
    def name(self) -> str:
        """Recorded on the email: "template-only" or the model's name."""
        ...

    @property
    def temperature(self) -> float | None:
        """Recorded on the email; None without a model."""
        ...

    @property
    def max_attempts(self) -> int:
        """How often it may be asked again with the findings fed back; 1 when asking again changes nothing."""
        ...

    def compose(self, request: CompositionRequest, token: CancelToken) -> Composition:
        """Write one draft. Raises what LLMClient.complete raises, and TemplateError."""
        ...


# --- research ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One hit of a web search."""

    url: str
    title: str
    snippet: str = ""


class SearchProvider(Protocol):
    """A web search."""

    @property
    def name(self) -> str:
        """The provider and the engine it asks, as Settings shows it ("ddgs (duckduckgo)")."""
        ...

    def search(self, query: str, limit: int, token: CancelToken) -> list[SearchResult]:
        """The best hits first; an empty list when there are none. Raises SearchError, OfflineError."""
        ...


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: `content` decoded from its transfer and content encodings, not from its charset."""

    url: str
    final_url: str
    content: bytes
    content_type: str
    charset: str | None
    fetched_at: datetime


class PageFetcher(Protocol):
    """Reads public pages; safe to call from several threads at once."""

    def fetch(self, url: str, token: CancelToken) -> FetchedPage:
        """One page. Raises FetchError (ForbiddenAddressError for addresses that are not public), OfflineError."""
        ...


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """What a person reads on a page: paragraphs separated by newlines, without navigation and hidden text."""

    title: str
    text: str


class TextExtractor(Protocol):
    """Takes the text out of a page; safe to call from several threads at once."""

    def extract(self, page: FetchedPage, token: CancelToken) -> ExtractedText:
        """Raises ExtractionError when the page has no text or takes too long."""
        ...


@dataclass(frozen=True, slots=True)
class ResumeText:
    """The text of a résumé: `pages` in order, as they were read; `links` are the addresses behind its words."""

    pages: tuple[str, ...]
    links: tuple[str, ...] = ()


class ResumeReader(Protocol):
    """Takes the text out of a résumé in PDF; safe to call from several threads at once."""

    def read(self, content: bytes, token: CancelToken) -> ResumeText:
        """Raises ResumeError when it is no PDF, encrypted, scanned, too large, or takes too long."""
        ...


class PaperSource(Protocol):
    """A source of papers by author."""

    @property
    def name(self) -> str:
        """The source, as the person reads it ("arXiv")."""
        ...

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """Papers whose author list may have this name, newest first; ids are the caller's to give.

        Raises PaperSourceError, OfflineError.
        """
        ...
