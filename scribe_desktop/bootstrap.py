"""The one composition root: settings in, an AppContext out. It alone chooses the concrete parts.

Parts are imported where they are built, so that `scribe --help` and the window's start pay only for what they use.
"""

from __future__ import annotations

import logging
import os
import secrets as random_secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.logging import Redactor, set_up_logging
from scribe_desktop.config.paths import DataPaths, default_data_dir, resources_dir
from scribe_desktop.config.settings import (
    LLM_KEY_SECRET,
    LLM_KEY_VARIABLE,
    ComposerChoice,
    SearchChoice,
    Settings,
    save_settings,
)
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import NotConfiguredError, SecretStoreError, SettingsError

if TYPE_CHECKING:
    from scribe_desktop.pipeline.prompts import Prompts
    from scribe_desktop.ports import Composer, ExtractedText, PageFetcher, PaperSource, SearchProvider, SecretStore
    from scribe_desktop.providers.io_loop import IoLoop
    from scribe_desktop.providers.llm.openai_client import OpenAIClient
    from scribe_desktop.providers.web.extraction import ChildExtractor
    from scribe_desktop.services.app_context import AppContext, LocalApiServer
    from scribe_desktop.services.event_bus import EventBus
    from scribe_desktop.services.health import Check, CheckResult
    from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.storage.database import Database

logger = logging.getLogger(__name__)

NO_MODEL = (
    "The model composer is chosen, but no model is set. Set the address and the name of a model "
    "(SCRIBE_LLM_BASE_URL and SCRIBE_LLM_MODEL), or choose the template-only composer."
)

CACHE_KEPT_FOR = timedelta(days=30)
"""Research older than that is forgotten; what drafts rest on is kept with their steps."""

MAX_CRASHES = 5
"""The item fails when the program ends in the same step so many times in a row."""


def open_context(
    data_dir: Path | None = None, *, demo: bool = False, composer: ComposerChoice | None = None
) -> AppContext:
    """Open a data folder (the OpenContext protocol). Raises StorageError, SettingsError."""
    from scribe_desktop.services.access_tokens import AccessTokens
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.services.email_library import EmailLibrary
    from scribe_desktop.services.event_bus import EventBus
    from scribe_desktop.services.queue_service import QueueService
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.services.template_library import TemplateLibrary
    from scribe_desktop.services.worker_state import WorkerMonitor
    from scribe_desktop.storage.database import open_database

    paths = DataPaths((data_dir or default_data_dir()).expanduser().absolute())
    if demo:
        paths = DataPaths(paths.demo)
    clock = SystemClock()
    with ExitStack() as stack:
        database = open_database(paths)
        stack.callback(database.close)
        redactor = Redactor()
        handler = set_up_logging(paths.logs, redactor)
        stack.callback(_stop_logging, handler)
        if demo and not paths.settings.exists():
            from scribe_desktop.services.demo import DEMO_SETTINGS

            save_settings(paths.settings, DEMO_SETTINGS)
        settings = SettingsService(paths.settings, {"composer": composer} if composer else None)
        if composer is ComposerChoice.OPENAI and not (settings.current.llm_base_url and settings.current.llm_model):
            raise SettingsError(NO_MODEL)
        events = EventBus()
        outside = _Outside(settings, clock, redactor, demo)
        stack.callback(outside.close)
        workshop = _Workshop(paths, settings, database, clock, events, outside)
        queue = QueueService(database.unit_of_work, clock, events)
        watcher = database.watcher()
        tokens = AccessTokens(database.unit_of_work, outside.secrets, clock, redactor.remember)
        stack.callback(tokens.close)
        monitor = WorkerMonitor(events, clock, queue.pause_state)
        stack.callback(monitor.close)
        closing = stack.pop_all()
    context = AppContext(
        paths=paths,
        clock=clock,
        events=events,
        settings=settings,
        unit_of_work=database.unit_of_work,
        queue=queue,
        emails=EmailLibrary(database.unit_of_work, clock, events, lambda: settings.current.sender),
        templates=TemplateLibrary(database.unit_of_work, clock),
        secrets=outside.secrets,
        working=workshop.working,
        new_worker=workshop.new_worker,
        changed_elsewhere=watcher.changed,
        new_watcher=lambda: database.watcher().changed,
        composer_name=lambda: _composer_name(settings.current),
        read_page=outside.read_page,
        checks=lambda: _checks(settings, queue, paths, outside),
        probe_model=outside.probe_model,
        new_token=lambda seconds: CancelToken(clock.monotonic, clock.wait, seconds),
        tokens=tokens,
        worker_state=monitor,
        new_api_server=lambda port: _api_server(context, port),
        close=closing.close,
        demo=demo,
    )
    return context


class _Outside:
    """The providers, each built at first use and kept; `close` ends them."""

    def __init__(self, settings: SettingsService, clock: SystemClock, redactor: Redactor, demo: bool) -> None:
        self._settings = settings
        self._clock = clock
        self._redactor = redactor
        self._demo = demo
        self._lock = threading.RLock()
        self._kept: dict[object, Any] = {}
        self._closing = ExitStack()

    def close(self) -> None:
        """End the loop, the extraction child and the clients."""
        self._closing.close()

    def secrets(self) -> SecretStore:
        """The keyring; the first call may take 5 s."""
        from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store

        return self._keep("secrets", open_secret_store)

    def model(self, settings: Settings) -> OpenAIClient:
        """The client of the model that the settings name. Raises NotConfiguredError."""
        if not settings.llm_base_url or not settings.llm_model:
            raise NotConfiguredError(NO_MODEL)
        from scribe_desktop.providers.llm.openai_client import OpenAIClient

        key = self._model_key()
        choice = (settings.llm_base_url, settings.llm_model, settings.llm_temperature, key)
        return self._keep(
            ("model", choice),
            lambda: OpenAIClient(
                settings.llm_base_url,
                settings.llm_model,
                key,
                self._loop(),
                self._clock,
                temperature=settings.llm_temperature,
            ),
        )

    def probe_model(self, settings: Settings, key: str | None, token: CancelToken) -> CheckResult:
        """Ask a model that may not be saved yet; its client is not kept."""
        from scribe_desktop.providers.llm.openai_client import OpenAIClient

        if key:
            self._redactor.remember(key)
        client = OpenAIClient(
            settings.llm_base_url, settings.llm_model, key or self._model_key(), self._loop(), self._clock
        )
        try:
            return _probe_model(client, token)
        finally:
            client.close()

    def search(self, settings: Settings) -> SearchProvider:
        """The web search that the settings name."""
        if self._demo:
            from scribe_desktop.providers.replay.saved_web import ReplaySearch

            return ReplaySearch(self._saved_web())
        if settings.search_provider is SearchChoice.SEARXNG:
            from scribe_desktop.providers.search.searxng_search import SearxngSearch

            url = settings.searxng_url
            return self._keep(("searxng", url), lambda: SearxngSearch(url, self._loop()))
        from scribe_desktop.providers.search.ddgs_search import DdgsSearch

        return DdgsSearch(settings.ddgs_engine)

    def fetcher(self, settings: Settings) -> PageFetcher:
        """The guarded fetcher, or the replay of the demo."""
        if self._demo:
            from scribe_desktop.providers.replay.saved_web import ReplayFetcher

            return ReplayFetcher(self._saved_web(), self._clock)
        from scribe_desktop.providers.web.public_fetcher import PublicFetcher

        allowed = settings.fetch_allow
        return self._keep(("fetcher", allowed), lambda: PublicFetcher(self._loop(), self._clock.now, allowed))

    def papers(self, settings: Settings) -> PaperSource:
        """The paper source, or the replay of the demo."""
        if self._demo:
            from scribe_desktop.providers.replay.saved_web import ReplayPapers

            return ReplayPapers(self._saved_web(), self._clock)
        from scribe_desktop.providers.papers.arxiv_papers import ArxivPapers

        # Kept, because it keeps the pause between two requests.
        return self._keep(("arxiv", settings.arxiv_url), lambda: ArxivPapers(settings.arxiv_url, self._clock))

    def extractor(self) -> ChildExtractor:
        """The extraction child; its process starts with the first page."""
        from scribe_desktop.providers.web.extraction import ChildExtractor

        return self._keep("extractor", ChildExtractor)

    def read_page(self, target: str, token: CancelToken) -> ExtractedText:
        """What is kept of a page, by URL or by file path. Raises FetchError, ExtractionError, InputError."""
        if "://" in target:
            page = self.fetcher(self._settings.current).fetch(target, token)
        else:
            from scribe_desktop.providers.web.local_page import page_from_file

            page = page_from_file(Path(target), self._clock.now())
        return self.extractor().extract(page, token)

    def _model_key(self) -> str | None:
        key = os.environ.get(LLM_KEY_VARIABLE, "").strip() or None
        if key is None:
            try:
                key = self.secrets().get(LLM_KEY_SECRET)
            except SecretStoreError as error:
                logger.info("No key from the keyring: %s", error.message)
        if key:
            self._redactor.remember(key)
        return key

    def _saved_web(self) -> Any:
        from scribe_desktop.providers.replay.saved_web import load_saved_web

        return self._keep("saved web", lambda: load_saved_web(resources_dir() / "demo"))

    def _loop(self) -> IoLoop:
        from scribe_desktop.providers.io_loop import IoLoop

        return self._keep("loop", IoLoop)

    def _keep(self, key: object, build: Callable[[], Any]) -> Any:
        with self._lock:
            if key not in self._kept:
                part = build()
                self._kept[key] = part
                if hasattr(part, "close"):
                    self._closing.callback(part.close)
            return self._kept[key]


class _Workshop:
    """Builds what works the queue: the pipeline for the settings in force, and the worker."""

    def __init__(
        self,
        paths: DataPaths,
        settings: SettingsService,
        database: Database,
        clock: SystemClock,
        events: EventBus,
        outside: _Outside,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._database = database
        self._clock = clock
        self._events = events
        self._outside = outside
        self._built: tuple[Settings, Pipeline] | None = None
        settings.on_change(lambda _: self._forget())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold the instance lock; at its start, put back what a crash left behind and end pauses but the person's."""
        from scribe_desktop.domain.events import ItemsChanged
        from scribe_desktop.errors import PauseReason
        from scribe_desktop.storage.instance_lock import InstanceLock
        from scribe_desktop.storage_ports import PauseState

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
            yield

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

    def _forget(self) -> None:
        self._built = None

    def _pipeline(self) -> Pipeline:
        built = self._built
        settings = self._settings.current
        if built is None or built[0] != settings:
            built = self._built = (settings, self._build(settings))
        return built[1]

    def _build(self, settings: Settings) -> Pipeline:
        from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
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
            ArxivHelper(outside.papers(settings), units, clock),
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


def _api_server(context: AppContext, port: int | None) -> LocalApiServer:
    from scribe_desktop.api.server import ApiServer

    chosen = context.settings.current.api_port if port is None else port
    return ApiServer(context, context.tokens, context.worker_state, port=chosen)


def _composer_name(settings: Settings) -> str:
    if settings.effective_composer is ComposerChoice.TEMPLATE_ONLY:
        return ComposerChoice.TEMPLATE_ONLY.value
    return settings.llm_model


def _checks(settings: SettingsService, queue: Any, paths: DataPaths, outside: _Outside) -> Sequence[Check]:
    from scribe_desktop.services import health_checks

    current = settings.current
    return (
        health_checks.data_folder_check(queue, str(paths.root)),
        health_checks.writer_check(current),
        health_checks.environment_check(settings.loaded),
        health_checks.keyring_check(outside.secrets),
        health_checks.composer_check(current, lambda token: _probe_model(outside.model(current), token)),
        health_checks.search_check(outside.search(current)),
        health_checks.papers_check(outside.papers(current)),
    )


def _probe_model(model: OpenAIClient, token: CancelToken) -> CheckResult:
    from scribe_desktop.services.health import CheckResult, Health

    found = model.check(token)
    return CheckResult(Health.OK if found.ok else Health.PROBLEM, found.sentence)


def _stop_logging(handler: logging.Handler) -> None:
    logging.getLogger("scribe_desktop").removeHandler(handler)
    handler.close()
