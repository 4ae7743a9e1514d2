"""One short transaction with its repositories (the UnitOfWork port)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from sqlalchemy import select

from scribe_desktop.storage import orm
from scribe_desktop.storage.connection_block import ConnectionBlock
from scribe_desktop.storage.contact_repository import SqlContactRepository
from scribe_desktop.storage.email_repository import SqlEmailRepository
from scribe_desktop.storage.idempotency_repository import SqlIdempotencyRepository
from scribe_desktop.storage.identity_repository import SqlIdentityRepository
from scribe_desktop.storage.insights_repository import SqlInsightsRepository
from scribe_desktop.storage.model_call_repository import SqlModelCallRepository
from scribe_desktop.storage.queue_repository import SqlQueueRepository
from scribe_desktop.storage.research_cache import SqlResearchCache
from scribe_desktop.storage.retention_repository import SqlRetentionRepository
from scribe_desktop.storage.template_repository import SqlTemplateRepository
from scribe_desktop.storage.token_repository import SqlTokenRepository
from scribe_desktop.storage.version_repository import SqlVersionRepository
from scribe_desktop.storage.words_repository import SqlWordsRepository
from scribe_desktop.storage_ports.api_access import IdempotencyRepository, TokenRepository
from scribe_desktop.storage_ports.drafts import EmailRepository, VersionRepository, WordsRepository
from scribe_desktop.storage_ports.insights import InsightsRepository
from scribe_desktop.storage_ports.ledgers import ContactRepository, ModelCallRepository
from scribe_desktop.storage_ports.queue import QueueRepository
from scribe_desktop.storage_ports.research import IdentityRepository, ResearchCache
from scribe_desktop.storage_ports.templates import TemplateRepository
from scribe_desktop.storage_ports.upkeep import RetentionRepository


class SqlUnitOfWork(ConnectionBlock):
    """A transaction for the length of a with block; without `commit` it leaves nothing behind.

    Writing ones exclude each other, in this process and in others; reading ones see one moment throughout.
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

    def __enter__(self) -> Self:
        super().__enter__()
        connection = self._open()
        self.emails = emails = SqlEmailRepository(connection)
        self.queue = SqlQueueRepository(connection, emails)
        self.versions = SqlVersionRepository(connection)
        self.words = SqlWordsRepository(connection)
        self.templates = SqlTemplateRepository(connection)
        self.cache = SqlResearchCache(connection)
        self.tokens = SqlTokenRepository(connection)
        self.idempotency = SqlIdempotencyRepository(connection)
        self.identities = SqlIdentityRepository(connection)
        self.contacts = SqlContactRepository(connection)
        self.model_calls = SqlModelCallRepository(connection)
        self.insights = SqlInsightsRepository(connection)
        self.retention = SqlRetentionRepository(connection)
        return self

    def commit(self) -> None:
        """Make everything since the start of the block permanent; the block ends with it."""
        self._open().commit()

    def profile_id(self) -> UUID:
        """The UUID of the local profile, made with the database."""
        found: UUID = self._open().execute(select(orm.profile.c.id)).scalar_one()
        return found
