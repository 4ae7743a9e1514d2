"""A file system that is full at every tenth write: the queue pauses, nothing is lost, and it goes on by itself."""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from figures import Figure
from town import people_csv

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.domain.events import Event, QueuePaused
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender
from scribe_desktop.errors import PauseReason
from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
from scribe_desktop.pipeline.email_composer import EmailComposer
from scribe_desktop.pipeline.prompts import load_prompts
from scribe_desktop.pipeline.runner import PipelineRunner
from scribe_desktop.pipeline.step import Step
from scribe_desktop.pipeline.template_only import TemplateOnlyComposer
from scribe_desktop.pipeline.template_parser import TemplateParser
from scribe_desktop.pipeline.web_scraper import WebScraper
from scribe_desktop.ports import SearchResult
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeExtractor, FakeFetcher, FakePapers, FakeSearch

DISK_MEGABYTES = 64
EVERY = 10
ITEMS = 200
TEMPLATE = "Dear {{ name }},\n\nI keep coming back to your work on {{ research }}.\n\nMaya\n"


class HurriedClock(SystemClock):
    """Time goes on as it does, but a wait of the worker ends at once: room is made, and a minute has passed."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self):  # type: ignore[no-untyped-def]
        from datetime import timedelta

        return super().now() + timedelta(seconds=self._ahead)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        if seconds > 0.1:
            self._ahead += seconds
        return super().wait(event, min(seconds, 0.002))


class Disk:
    """A small file system that can be filled to the last byte."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.writes = self.times_full = 0
        self._filler = root / "filler"

    def fill(self) -> None:
        """Leave no room."""
        self.times_full += 1
        with self._filler.open("wb", buffering=0) as file:
            block = 1 << 20
            while block >= 512:
                try:
                    if file.write(b"\0" * block) < block:
                        block //= 2
                except OSError:
                    block //= 2

    def clear(self) -> None:
        """Make room again."""
        self._filler.unlink(missing_ok=True)


class Write:
    """A unit of work for writing that finds the disk full when it is the tenth one."""

    def __init__(self, inner: SqlUnitOfWork, disk: Disk) -> None:
        self._inner, self._disk = inner, disk

    def __enter__(self) -> Self:
        self._disk.writes += 1
        if self._disk.writes % EVERY == 0:
            self._disk.fill()
        self._inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._inner.__exit__(kind, error, trace)
        finally:
            self._disk.clear()

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


def run(scale: float) -> list[Figure]:
    """Work a batch on the small disk."""
    items = max(20, round(ITEMS * scale))
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder)) as mounted:
        if not mounted:
            return [Figure("a disk that can be filled", "none", "a tmpfs", False, "mounting one needs to be allowed")]
        return _worked(Path(folder), items)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A tmpfs on the folder, if this user may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=False)


def _worked(root: Path, items: int) -> list[Figure]:
    disk, clock, events = Disk(root), HurriedClock(), EventBus()
    paths = DataPaths(root / "data")
    database = open_database(paths)
    names = [line.split(",")[0] for line in people_csv(0, items).splitlines()[1:]]
    recipients = [Recipient(name, "sediment transport", affiliation="Karlsvale University") for name in names]
    QueueService(database.unit_of_work, clock, events).enqueue(recipients, TEMPLATE)
    pauses: Counter[PauseReason] = Counter()

    def note(event: Event) -> None:
        if isinstance(event, QueuePaused):
            pauses[event.reason] += 1

    events.subscribe(note)

    def unit_of_work(read_only: bool = False) -> SqlUnitOfWork | Write:
        inner = database.unit_of_work(read_only)
        return inner if read_only else Write(inner, disk)

    steps = _steps(names, unit_of_work, clock)
    pipeline = Pipeline(PipelineRunner(steps, unit_of_work, clock, events), "template-only", 300.0)  # type: ignore[arg-type]
    worker = QueueWorker(lambda: pipeline, unit_of_work, clock, events, lambda: False, "torture")  # type: ignore[arg-type]
    worker.run(until=lambda: _open_items(database) == 0)
    database.close()
    open_database(paths).close()
    with closing(sqlite3.connect(paths.database)) as connection:
        statuses = Counter(dict(connection.execute("SELECT status, count(*) FROM queue_items GROUP BY status")))
        sound = [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
        emails = connection.execute("SELECT count(*), count(DISTINCT queue_item_id) FROM emails").fetchone()
    return [
        Figure("writes that found the disk full", f"{disk.times_full} of {disk.writes}", "every 10th",
               disk.times_full == disk.writes // EVERY and pauses[PauseReason.DISK_FULL] > 0,
               f"{pauses[PauseReason.DISK_FULL]} pauses of the queue"),
        Figure("items failed or lost", str(items - statuses["completed"]), "0", statuses["completed"] == items,
               str(dict(statuses))),
        Figure("emails", f"{emails[1]} of {items}", "one each", emails[0] == emails[1] == items),
        Figure("database after it", "sound" if sound else "damaged", "sound", sound),
    ]  # fmt: skip


def _open_items(database: Database) -> int:
    with database.unit_of_work(read_only=True) as work:
        counts = work.queue.counts(None)
    return counts.pending + counts.processing


def _steps(names: list[str], units: object, clock: SystemClock) -> list[Step]:
    pages = {
        f"https://karlsvale.example/{name.split()[-1]}/{part}": f"{name} of Karlsvale University studies sediment "
        f"transport along shallow coasts. The group keeps a line of traps in part {part}. " + "Sand moves. " * 200
        for name in names
        for part in "ab"
    }
    papers = {
        name: [Paper("", "Tidal Sorting", (name,), 2024, "Sediment transport.", "https://a.example")] for name in names
    }

    def results(query: str) -> list[SearchResult]:
        last = next(word for word in query.replace('"', "").split() if word.startswith("Quor"))
        return [SearchResult(f"https://karlsvale.example/{last}/{part}", last) for part in "ab"]

    return [
        TemplateParser(None, units, clock, load_prompts(resources_dir() / "prompts")),  # type: ignore[arg-type]
        WebScraper(FakeSearch(results), FakeFetcher(pages), FakeExtractor(), units, clock),  # type: ignore[arg-type]
        ArxivHelper([FakePapers(papers)], units, clock),  # type: ignore[arg-type]
        EmailComposer(TemplateOnlyComposer(), Sender()),
    ]
