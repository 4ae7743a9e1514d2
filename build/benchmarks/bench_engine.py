"""What the engine itself costs: all four real steps with providers that answer at once, on a real SQLite file."""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from measuring import Figure, figure, report

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender
from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
from scribe_desktop.pipeline.email_composer import EmailComposer
from scribe_desktop.pipeline.prompts import load_prompts
from scribe_desktop.pipeline.runner import PipelineRunner
from scribe_desktop.pipeline.step import JsonObject, Step, StepContext
from scribe_desktop.pipeline.template_only import TemplateOnlyComposer
from scribe_desktop.pipeline.template_parser import TemplateParser
from scribe_desktop.pipeline.web_scraper import WebScraper
from scribe_desktop.ports import SearchResult
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
from scribe_desktop.storage.database import open_database
from tests.fakes import FakeExtractor, FakeFetcher, FakePapers, FakeSearch

ITEMS = 300
WARM_UP = 20
REPEATS = 3
STEP_SECONDS = {
    StepName.TEMPLATE_PARSER: 1.5,
    StepName.WEB_SCRAPER: 4.0,
    StepName.ARXIV_HELPER: 2.5,
    StepName.EMAIL_COMPOSER: 5.0,
}
TEMPLATE = "Dear {{ name }},\n\nI keep coming back to your work on {{ research }}.\n\nMaya"


class Slow:
    """A step that takes so many seconds more."""

    def __init__(self, step: Step, seconds: float) -> None:
        self._step, self._seconds = step, seconds

    @property
    def name(self) -> StepName:
        return self._step.name

    def inputs(self, context: StepContext) -> JsonObject:
        return self._step.inputs(context)

    def run(self, context: StepContext) -> JsonObject:
        context.token.sleep(self._seconds)
        return self._step.run(context)


def person(number: int) -> Recipient:
    """A recipient whose two pages and one paper the providers know."""
    return Recipient(f"Prof. Ilse Varnholt{_letters(number)}", "sediment transport", affiliation="Karlsvale University")


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def seconds_per_item(folder: Path, count: int, slow: bool) -> list[float]:
    """Seconds between the ends of items, the first one's from its start."""
    clock, events = SystemClock(), EventBus()
    database = open_database(DataPaths(folder))
    units = database.unit_of_work
    recipients = [person(number) for number in range(count)]
    pages = {
        f"https://karlsvale.example/{one.name_parts.last}/{part}": f"{one.name_parts.search} of Karlsvale University "
        f"studies sediment transport along shallow coasts. The group keeps a line of traps in part {part}."
        for one in recipients
        for part in "ab"
    }
    papers = {
        one.name_parts.search: [
            Paper(
                "",
                "Tidal Sorting of Sediments",
                (one.name_parts.search,),
                2024,
                "Sediment transport.",
                "https://a.example",
            )
        ]
        for one in recipients
    }

    def results(query: str) -> list[SearchResult]:
        last = query.split()[1]
        return [SearchResult(f"https://karlsvale.example/{last}/{part}", last) for part in "ab"]

    steps: list[Step] = [
        TemplateParser(None, units, clock, load_prompts(resources_dir() / "prompts")),
        WebScraper(FakeSearch(results), FakeFetcher(pages), FakeExtractor(), units, clock),
        ArxivHelper([FakePapers(papers)], units, clock),
        EmailComposer(TemplateOnlyComposer(), Sender()),
    ]
    if slow:
        steps = [Slow(step, STEP_SECONDS[step.name]) for step in steps]
    pipeline = Pipeline(PipelineRunner(steps, units, clock, events), "template-only", 300)
    QueueService(units, clock, events).enqueue(recipients, TEMPLATE)
    ends = [time.perf_counter()]

    def note(event: object) -> None:
        if type(event).__name__ in ("ItemCompleted", "ItemFailed"):
            assert type(event).__name__ == "ItemCompleted", event
            ends.append(time.perf_counter())

    events.subscribe(note)
    QueueWorker(lambda: pipeline, units, clock, events, lambda: False, "bench").run(drain=True)
    database.close()
    assert len(ends) == count + 1
    return [later - earlier for earlier, later in pairwise(ends)]


def figures() -> list[Figure]:
    """Overhead an item, and the critical path of one slow item."""
    with tempfile.TemporaryDirectory() as folder:
        overhead = seconds_per_item(Path(folder) / "fast", ITEMS, slow=False)[WARM_UP:]
        path = [seconds_per_item(Path(folder) / f"slow{number}", 1, slow=True)[0] for number in range(REPEATS)]
    return [
        figure("engine overhead an item, four steps", "ms", [1000 * one for one in overhead], limit=8),
        figure("one item with steps of 1.5, 4, 2.5 and 5 s", "s", path, limit=13.1),
    ]


report(figures())
