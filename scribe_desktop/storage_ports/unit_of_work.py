"""One short transaction, and the repositories that work in it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from scribe_desktop.storage_ports.api_access import IdempotencyRepository, TokenRepository
from scribe_desktop.storage_ports.drafts import EmailRepository, VersionRepository, WordsRepository
from scribe_desktop.storage_ports.insights import InsightsRepository
from scribe_desktop.storage_ports.ledgers import ContactRepository, ModelCallRepository
from scribe_desktop.storage_ports.queue import QueueRepository
from scribe_desktop.storage_ports.research import IdentityRepository, ResearchCache
from scribe_desktop.storage_ports.templates import TemplateRepository
from scribe_desktop.storage_ports.upkeep import RetentionRepository


class UnitOfWork(Protocol):
    """One short transaction; closed before any network call. Leaving the block without commit rolls back.

    Every method may raise DiskFullError, DatabaseDamagedError or StorageError.
    """

    queue: QueueRepository
    emails: EmailRepository
    versions: VersionRepository
    words: WordsRepository
    templates: TemplateRepository
    cache: ResearchCache
    tokens: TokenRepository
    idempotency: IdempotencyRepository
    identities: IdentityRepository
    contacts: ContactRepository
    model_calls: ModelCallRepository
    insights: InsightsRepository
    retention: RetentionRepository

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything since the start of the block permanent."""
        ...

    def profile_id(self) -> UUID:
        """The UUID of the local profile, made with the database."""
        ...


UnitOfWorkFactory = Callable[..., UnitOfWork]
"""`factory()` opens for writing (BEGIN IMMEDIATE, one writer at a time); `factory(read_only=True)` for reading."""
