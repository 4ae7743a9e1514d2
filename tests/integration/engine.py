"""A worker over a real SQLite file with steps of the test's own, for tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.template import Sender, TemplateAnalysis, TemplateType
from scribe_desktop.errors import DatabaseBusyError
from scribe_desktop.pipeline.outputs import ComposedEmail, PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.runner import PipelineRunner
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage.unit_of_work import SqlUnitOfWork
from tests import factories
from tests.fakes import FakeClock, RecordingPublisher
from tests.ready_folder import put_database

TEMPLATE = "Dear {{ name }},\n\nI think about {{ interest }}.\n\nMaya"

OUTPUTS: Mapping[StepName, JsonObject] = {
    StepName.TEMPLATE_PARSER: ParsedTemplate(TemplateAnalysis(TemplateType.GENERAL), {}, False, ()).to_json(),
    StepName.WEB_SCRAPER: WebFindings(skipped="not needed").to_json(),
    StepName.ARXIV_HELPER: PaperFindings(skipped="not needed").to_json(),
    StepName.EMAIL_COMPOSER: ComposedEmail("Hello", "Dear you,\n\nHello.", composer="template-only").to_json(),
}


@dataclass
class ScriptedStep:
    """A step that does what the test says, and counts how often it ran."""

    name: StepName
    act: Callable[[StepContext], None] = lambda context: None
    runs: int = 0

    def inputs(self, context: StepContext) -> JsonObject:
        return {"recipient": context.item.recipient.name}

    def run(self, context: StepContext) -> JsonObject:
        self.runs += 1
        context.token.raise_if_cancelled()
        self.act(context)
        return OUTPUTS[self.name]


@dataclass
class Engine:
    """All parts of one data folder, with a clock that the test moves."""

    database: Database
    clock: FakeClock
    events: RecordingPublisher
    queue: QueueService
    steps: dict[StepName, ScriptedStep]

    def worker(self, owner: str = "first", item_seconds: float = 300, refused: Sequence[int] = ()) -> QueueWorker:
        """A worker with the steps. Its writing transactions of these numbers, from 1, find the database busy."""
        numbers = count(1)

        def units(read_only: bool = False) -> SqlUnitOfWork:
            if not read_only and next(numbers) in refused:
                raise DatabaseBusyError("Another program is busy with the database.")
            return self.database.unit_of_work(read_only)

        runner = PipelineRunner(tuple(self.steps.values()), units, self.clock, self.events)
        pipeline = Pipeline(runner, "template-only", item_seconds)
        return QueueWorker(lambda: pipeline, units, self.clock, self.events, lambda: False, owner)

    def act(self, step: StepName, act: Callable[[StepContext], None]) -> None:
        """What a step does from now on."""
        self.steps[step].act = act

    def library(self) -> EmailLibrary:
        """Its drafts, as Maya reviews them."""
        return EmailLibrary(self.database.unit_of_work, self.clock, self.events, lambda: Sender("Maya"))


@contextmanager
def open_engine(folder: Path, clock: FakeClock | None = None) -> Iterator[Engine]:
    """The engine of a folder for the length of a with block."""
    clock = clock or FakeClock()
    database = open_database(put_database(folder))
    events = RecordingPublisher()
    try:
        yield Engine(
            database,
            clock,
            events,
            QueueService(database.unit_of_work, clock, events),
            {name: ScriptedStep(name) for name in StepName},
        )
    finally:
        database.close()


@contextmanager
def drafted_engine(folder: Path) -> Iterator[Engine]:
    """An engine with one finished draft."""
    with open_engine(folder) as opened:
        opened.queue.enqueue([factories.recipient()], TEMPLATE)
        opened.worker().run(drain=True)
        yield opened
