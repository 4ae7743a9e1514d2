"""The providers, each built at first use from the settings in force, and ended together."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.logging import Redactor
from scribe_desktop.config.paths import resources_dir
from scribe_desktop.config.settings import LLM_KEY_SECRET, LLM_KEY_VARIABLE, SearchChoice, Settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import NotConfiguredError, SecretStoreError

if TYPE_CHECKING:
    from scribe_desktop.bootstrap.paper_sources import PaperSources
    from scribe_desktop.ports import (
        ContactLedger,
        ExtractedText,
        PageFetcher,
        PaperSource,
        ResumeReader,
        SearchProvider,
        SecretStore,
    )
    from scribe_desktop.providers.io_loop import IoLoop
    from scribe_desktop.providers.llm.openai_client import OpenAIClient
    from scribe_desktop.providers.web.extraction import ChildExtractor
    from scribe_desktop.services.health import CheckResult
    from scribe_desktop.services.metered_model import ModelMeter
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.storage.model_turn import ModelTurn

logger = logging.getLogger(__name__)

NO_MODEL = (
    "The model composer is chosen, but no model is set. Set the address and the name of a model "
    "(SCRIBE_LLM_BASE_URL and SCRIBE_LLM_MODEL), or choose the template-only composer."
)


class Outside:
    """The providers, each built at first use and kept; `close` ends them."""

    def __init__(
        self,
        settings: SettingsService,
        clock: SystemClock,
        redactor: Redactor,
        demo: bool,
        ledger: ContactLedger,
        meter: ModelMeter,
        turn: ModelTurn,
    ) -> None:
        """`ledger` is told of all contacts before they are made, `meter` of what the model costs; `turn` is whose turn
        it is to ask the model."""
        self._turn = turn
        self._ledger = ledger
        self._meter = meter
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
        """The keyring; the first call may take 4 s."""
        from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store

        return self._keep("secrets", open_secret_store)

    def model(self, settings: Settings) -> OpenAIClient:
        """The client of the model that the settings name, its calls counted. Raises NotConfiguredError."""
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
                ledger=self._ledger,
                used=self._meter.recorder(settings.llm_model),
                turn=self._turn,
                may_ask=self._meter.may_ask,
            ),
        )

    def probe_model(self, settings: Settings, key: str | None, token: CancelToken) -> CheckResult:
        """Ask a model that may not be saved yet; its client is not kept."""
        from scribe_desktop.providers.llm.openai_client import OpenAIClient

        if key:
            self._redactor.remember(key)
        client = OpenAIClient(
            settings.llm_base_url,
            settings.llm_model,
            key or self._model_key(),
            self._loop(),
            self._clock,
            ledger=self._ledger,
        )
        try:
            return probe(client, token)
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
            return self._keep(("searxng", url), lambda: SearxngSearch(url, self._loop(), ledger=self._ledger))
        from scribe_desktop.providers.search.ddgs_search import DdgsSearch

        return DdgsSearch(settings.ddgs_engine, ledger=self._ledger)

    def fetcher(self, settings: Settings) -> PageFetcher:
        """The guarded fetcher, or the replay of the demo."""
        if self._demo:
            from scribe_desktop.providers.replay.saved_web import ReplayFetcher

            return ReplayFetcher(self._saved_web(), self._clock)
        from scribe_desktop.providers.web.public_fetcher import PublicFetcher

        allowed = settings.fetch_allow
        return self._keep(
            ("fetcher", allowed),
            lambda: PublicFetcher(self._loop(), self._clock.now, allowed, ledger=self._ledger),
        )

    def papers(self, settings: Settings) -> tuple[PaperSource, ...]:
        """The paper sources that the settings name, or the replay of the demo."""
        if self._demo:
            from scribe_desktop.providers.replay.saved_web import ReplayPapers

            return (ReplayPapers(self._saved_web(), self._clock),)
        return self._paper_sources().papers(settings)

    def books(self, settings: Settings) -> PaperSource | None:
        """The source of books, or the replay of the demo; None when the person does not want it asked."""
        if self._demo:
            from scribe_desktop.providers.replay.saved_web import ReplayBooks

            return ReplayBooks(self._saved_web(), self._clock)
        return self._paper_sources().books(settings)

    def _paper_sources(self) -> PaperSources:
        from scribe_desktop.bootstrap.paper_sources import PaperSources

        return PaperSources(self._loop, self._clock, self._secret, self._keep, self._ledger)

    def extractor(self) -> ChildExtractor:
        """The extraction child; its process starts with the first page."""
        from scribe_desktop.providers.web.extraction import ChildExtractor

        return self._keep("extractor", ChildExtractor)

    def resume_reader(self) -> ResumeReader:
        """Reads résumés, each in a process that ends with it."""
        from scribe_desktop.providers.resume_pdf import PdfResumeReader

        return PdfResumeReader()

    def read_page(self, target: str, token: CancelToken) -> ExtractedText:
        """What is kept of a page, by URL or by file path. Raises FetchError, ExtractionError, InputError."""
        if "://" in target:
            page = self.fetcher(self._settings.current).fetch(target, token)
        else:
            from scribe_desktop.providers.web.local_page import page_from_file

            page = page_from_file(Path(target), self._clock.now())
        return self.extractor().extract(page, token)

    def _model_key(self) -> str | None:
        return self._secret(LLM_KEY_VARIABLE, LLM_KEY_SECRET)

    def _secret(self, variable: str, name: str) -> str | None:
        """The key in the environment, else in the keyring; from then on no log shows it."""
        key = os.environ.get(variable, "").strip() or None
        if key is None:
            try:
                key = self.secrets().get(name)
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


def probe(model: OpenAIClient, token: CancelToken) -> CheckResult:
    """Whether the model answers, as a health check says it."""
    from scribe_desktop.services.health import CheckResult, Health

    found = model.check(token)
    return CheckResult(Health.OK if found.ok else Health.PROBLEM, found.sentence)
