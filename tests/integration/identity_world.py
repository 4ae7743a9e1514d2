"""A data folder with the four real steps over a small made-up web in which people share a name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender
from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
from scribe_desktop.pipeline.email_composer import EmailComposer
from scribe_desktop.pipeline.llm_composer import LLMComposer
from scribe_desktop.pipeline.prompts import load_prompts
from scribe_desktop.pipeline.runner import PipelineRunner
from scribe_desktop.pipeline.template_only import TemplateOnlyComposer
from scribe_desktop.pipeline.template_parser import TemplateParser
from scribe_desktop.pipeline.web_scraper import WebScraper
from scribe_desktop.ports import SearchResult
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.identity_choices import IdentityChoices
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
from scribe_desktop.services.regeneration import Regeneration, Writing
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.factories import paper
from tests.fakes import FakeClock, FakeExtractor, FakeFetcher, FakeLLM, FakePapers, FakeSearch, RecordingPublisher

TEMPLATE = "Subject: A question\n\nDear {{ name }},\n\nI keep thinking about your work on {{ paper }}.\n\nMaya"
SENDER = Sender(name="Maya Lindqvist")

KARLSVALE = "https://karlsvale.example/people/varnholt"
NORTHMOOR = "https://northmoor.example/staff/varnholt"
NORTHMOOR_NEWS = "https://news.northmoor.example/award"
PAGES = {
    KARLSVALE: "<title>Ilse Varnholt</title>Ilse Varnholt is a professor at the Department of Geology of the "
    "University of Karlsvale. She studies coastal sediment transport in estuaries.",
    NORTHMOOR: "<title>Ilse Varnholt</title>Ilse Varnholt works at the Department of Oceanography of Northmoor "
    "University on coastal sediment transport in the deep sea.",
    NORTHMOOR_NEWS: "<title>An award</title>Ilse Varnholt of Northmoor University was given the prize for her coastal "
    "sediment transport maps.",
}
ESTUARY = paper(
    "Sediment Transport in Estuaries", url="https://papers.example/estuary", affiliations=("University of Karlsvale",)
)
ABYSS = paper(
    "Sediment Transport in the Abyss", url="https://papers.example/abyss", affiliations=("Northmoor University",),
    authors=("Ilse Varnholt", "Sten Ekholm"),
)  # fmt: skip
ROW = Recipient("Ilse Varnholt", "coastal sediment transport")


@dataclass
class IdentityWorld:
    """The services of one data folder. `pages` is what the web has, by address; a test may change it."""

    pages: dict[str, str]
    database: Database
    clock: FakeClock
    events: RecordingPublisher
    search: FakeSearch
    fetcher: FakeFetcher
    papers: FakePapers
    queue: QueueService
    emails: EmailLibrary
    identities: IdentityChoices
    worker: QueueWorker

    def write_to(self, *recipients: Recipient, template_source: str = TEMPLATE) -> list[EmailDraft]:
        """Queue a list of recipients and work it off; their drafts, in the order of the list."""
        with self.database.unit_of_work() as work:
            template = work.templates.put(template_source, self.clock.now())
            ids = work.queue.add(recipients, template.id, self.clock.now())
            work.commit()
        self.worker.run(drain=True)
        self.clock.advance(1)
        return [self.draft_of(one) for one in ids]

    def draft_of(self, item_id: UUID) -> EmailDraft:
        """An item's draft."""
        item = self.item(item_id)
        assert item.status is QueueStatus.COMPLETED, item.error_message
        (draft,) = self.emails.find(EmailQuery(item_ids=frozenset((item_id,)), include_discarded=True))
        return draft

    def item(self, item_id: UUID) -> QueueItem:
        """One item."""
        (found,) = self.queue.find(QueueQuery(ids=frozenset((item_id,)), statuses=frozenset(QueueStatus)))
        return found

    @property
    def asked_of_the_web(self) -> int:
        """Searches, pages and paper lists asked for so far."""
        return len(self.search.queries) + len(self.fetcher.urls) + len(self.papers.authors)


@contextmanager
def identity_world(folder: Path, pages: dict[str, str] | None = None, **changes: Any) -> Iterator[IdentityWorld]:
    """Such a folder, for the length of a with block.

    Args:
        pages: what the search finds; the pages of two namesakes unless given.
        changes: `papers`, those of the paper source; `clock`; `llm`, a model that analyses and writes.
    """
    pages = {KARLSVALE: PAGES[KARLSVALE], NORTHMOOR: PAGES[NORTHMOOR]} if pages is None else pages
    clock = changes.get("clock") or FakeClock()
    known: list[Paper] = changes.get("papers", [ESTUARY, ABYSS])
    database = open_database(DataPaths(folder))
    events = RecordingPublisher()
    units = database.unit_of_work
    search = FakeSearch(lambda query: [SearchResult(url, "Ilse Varnholt") for url in pages])
    web = dict(PAGES)
    fetcher, papers = FakeFetcher(web), FakePapers({"Ilse Varnholt": known})
    llm: FakeLLM | None = changes.get("llm")
    prompts = load_prompts(resources_dir() / "prompts")
    composer = TemplateOnlyComposer() if llm is None else LLMComposer(llm, prompts, None)
    papers_step = ArxivHelper([papers], units, clock)
    steps = (
        TemplateParser(llm, units, clock, prompts),
        WebScraper(search, fetcher, FakeExtractor(), units, clock),
        papers_step,
        EmailComposer(composer, SENDER),
    )
    pipeline = Pipeline(PipelineRunner(steps, units, clock, events), composer.name, 300)
    emails = EmailLibrary(units, clock, events, lambda: SENDER)
    regeneration = Regeneration(emails, units, clock, lambda: Writing(composer, SENDER, 300))
    try:
        yield IdentityWorld(
            web,
            database,
            clock,
            events,
            search,
            fetcher,
            papers,
            QueueService(units, clock, events),
            emails,
            IdentityChoices(units, clock, regeneration, papers_step.judged_again),
            QueueWorker(lambda: pipeline, units, clock, events, lambda: False, "first"),
        )
    finally:
        database.close()
