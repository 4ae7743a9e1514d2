"""What works the queue: the pipeline for the settings in force, the worker, and the lock it needs."""

from __future__ import annotations

import logging
import os
import secrets as random_secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.config.settings import ComposerChoice, Settings

if TYPE_CHECKING:
    from scribe_desktop.bootstrap.outside import Outside
    from scribe_desktop.domain.recipient import Recipient
    from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
    from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
    from scribe_desktop.pipeline.prompts import Prompts
    from scribe_desktop.ports import Composer
    from scribe_desktop.providers.llm.openai_client import OpenAIClient
    from scribe_desktop.services.backups import Backups
    from scribe_desktop.services.event_bus import EventBus
    from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
    from scribe_desktop.services.regeneration import Writing
    from scribe_desktop.services.retention import Retention
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.storage.database import Database

logger = logging.getLogger(__name__)

CACHE_KEPT_FOR = timedelta(days=30)
"""Research older than that is forgotten; what drafts rest on is kept with their steps."""

MAX_CRASHES = 5
"""The item fails when the program ends in the same step so many times in a row."""


class Workshop:
    """Builds what works the queue: the pipeline for the settings in force, and the worker."""

    def __init__(
        self,
        paths: DataPaths,
        settings: SettingsService,
        database: Database,
        clock: SystemClock,
        events: EventBus,
        outside: Outside,
        backups: Backups | None,
        retention: Retention,
    ) -> None:
        """`backups` are made while the queue is worked; None for a folder that needs none."""
        self._retention = retention
        self._paths = paths
        self._backups = backups
        self._settings = settings
        self._database = database
        self._clock = clock
        self._events = events
        self._outside = outside
        self._built: tuple[Settings, Pipeline] | None = None
        settings.on_change(lambda _: self._forget())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold the instance lock; at its start, put back what a crash left behind, end pauses but the person's, and
        forget whom the person wants forgotten."""
        from scribe_desktop.domain.events import ItemsChanged
        from scribe_desktop.errors import PauseReason
        from scribe_desktop.storage.instance_lock import InstanceLock
        from scribe_desktop.storage_ports.queue import PauseState

        with InstanceLock(self._paths):
            with self._database.unit_of_work() as work:
                recovered = work.queue.recover(self._clock.now(), MAX_CRASHES)
                if work.queue.pause_state().reason not in (None, PauseReason.USER):
                    work.queue.set_pause(PauseState())
                work.cache.forget(self._clock.now() - CACHE_KEPT_FOR)
                work.commit()
            if recovered.released or recovered.failed:
                logger.info("Recovered: %d put back, %d failed", len(recovered.released), len(recovered.failed))
                self._events.publish(ItemsChanged((*recovered.released, *recovered.failed)))
            self._forget_old()
            with self._backing_up(), self._forgetting():
                yield

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        from scribe_desktop.services.retention import RetentionTimer

        timer = RetentionTimer(self._forget_old, self._clock)
        timer.start()
        try:
            yield
        finally:
            timer.close()

    def _forget_old(self) -> None:
        from scribe_desktop.domain.events import DatabaseChangedElsewhere
        from scribe_desktop.errors import StorageError

        try:
            if self._retention.apply():
                self._events.publish(DatabaseChangedElsewhere())  # every list looks anew
        except StorageError as error:
            logger.info("Nobody is forgotten this time: %s", error.message)

    @contextmanager
    def _backing_up(self) -> Iterator[None]:
        """Backups every now and then, and what a crash left of one is cleared away."""
        from scribe_desktop.errors import StorageError
        from scribe_desktop.services.backups import BackupTimer

        if self._backups is None:
            yield
            return
        try:
            self._backups.sweep()
        except StorageError as error:
            logger.info("The folder of backups cannot be used: %s", error.message)
        timer = BackupTimer(self._backups, self._clock, self._events)
        timer.start()
        try:
            yield
        finally:
            timer.close()

    def new_worker(self) -> QueueWorker:
        """A worker for `working`."""
        from scribe_desktop.services.queue_worker import QueueWorker

        owner = f"{os.getpid()}-{random_secrets.token_hex(4)}"
        return QueueWorker(
            self._pipeline,
            self._database.unit_of_work,
            self._clock,
            self._events,
            self._database.watcher().changed,
            owner,
        )

    def writing(self, busy: Callable[[], bool]) -> Writing:
        """What writes a single draft again, by the settings in force. Raises NotConfiguredError."""
        from scribe_desktop.pipeline.prompts import load_prompts
        from scribe_desktop.pipeline.step import ITEM_SECONDS, ITEM_SECONDS_LOCAL_MODEL
        from scribe_desktop.services.regeneration import Writing

        settings = self._settings.current
        uses_model = settings.effective_composer is ComposerChoice.OPENAI
        model = self._outside.model(settings) if uses_model else None
        composer = _composer(model, load_prompts(resources_dir() / "prompts"), settings)
        local = model is not None and model.is_local
        return Writing(composer, settings.sender, ITEM_SECONDS_LOCAL_MODEL if local else ITEM_SECONDS, busy)

    def papers_judged_again(
        self, recipient: Recipient, web: WebFindings, parsed: ParsedTemplate, before: PaperFindings
    ) -> PaperFindings:
        """The papers found before, judged by other pages (services.identity_choices.JudgesPapers)."""
        return self._papers_step(self._settings.current).judged_again(recipient, web, parsed, before)

    def _papers_step(self, settings: Settings) -> ArxivHelper:
        from scribe_desktop.pipeline.arxiv_helper import ArxivHelper

        outside = self._outside
        return ArxivHelper(outside.papers(settings), self._database.unit_of_work, self._clock, outside.books(settings))

    def _forget(self) -> None:
        self._built = None

    def _pipeline(self) -> Pipeline:
        built = self._built
        settings = self._settings.current
        if built is None or built[0] != settings:
            built = self._built = (settings, self._build(settings))
        return built[1]

    def _build(self, settings: Settings) -> Pipeline:
        from scribe_desktop.pipeline.email_composer import EmailComposer
        from scribe_desktop.pipeline.prompts import load_prompts
        from scribe_desktop.pipeline.runner import PipelineRunner
        from scribe_desktop.pipeline.step import (
            ITEM_SECONDS,
            ITEM_SECONDS_LOCAL_MODEL,
            STEP_SECONDS,
            STEP_SECONDS_LOCAL_MODEL,
        )
        from scribe_desktop.pipeline.template_parser import TemplateParser
        from scribe_desktop.pipeline.web_scraper import WebScraper
        from scribe_desktop.services.queue_worker import Pipeline

        units, clock, outside = self._database.unit_of_work, self._clock, self._outside
        prompts = load_prompts(resources_dir() / "prompts")
        uses_model = settings.effective_composer is ComposerChoice.OPENAI
        model = outside.model(settings) if uses_model else None
        composer = _composer(model, prompts, settings)
        steps = (
            TemplateParser(model, units, clock, prompts),
            WebScraper(
                outside.search(settings),
                outside.fetcher(settings),
                outside.extractor(),
                units,
                clock,
                settings.pages_per_item,
            ),
            self._papers_step(settings),
            EmailComposer(composer, settings.sender),
        )
        local = model is not None and model.is_local
        limits = STEP_SECONDS_LOCAL_MODEL if local else STEP_SECONDS
        runner = PipelineRunner(steps, units, clock, self._events, limits)
        return Pipeline(runner, composer.name, ITEM_SECONDS_LOCAL_MODEL if local else ITEM_SECONDS)


def _composer(model: OpenAIClient | None, prompts: Prompts, settings: Settings) -> Composer:
    if model is None:
        from scribe_desktop.pipeline.template_only import TemplateOnlyComposer

        return TemplateOnlyComposer()
    from scribe_desktop.pipeline.llm_composer import REQUEST_SECONDS, LLMComposer

    # A model on this computer may be slow; its client has its own limits for the first token and between tokens.
    seconds = None if model.is_local else REQUEST_SECONDS
    return LLMComposer(model, prompts, settings.llm_temperature, seconds)
