"""The one composition root: settings in, an AppContext out. It alone chooses the concrete parts.

Parts are imported where they are built, so that `scribe --help` and the window's start pay only for what they use.
`outside.py` builds the providers, `workshop.py` what works the queue.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.logging import Redactor, set_up_logging
from scribe_desktop.config.paths import DataPaths, default_data_dir, resources_dir
from scribe_desktop.config.settings import ComposerChoice, Settings, save_settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import SettingsError

if TYPE_CHECKING:
    from scribe_desktop.bootstrap.outside import Outside
    from scribe_desktop.config.crash_reports import CrashReports
    from scribe_desktop.pipeline.prompts import Prompts
    from scribe_desktop.services.app_context import AppContext, LocalApiServer
    from scribe_desktop.services.health import Check
    from scribe_desktop.services.queue_service import QueueService
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.storage.database import Database


def open_context(
    data_dir: Path | None = None,
    *,
    demo: bool = False,
    composer: ComposerChoice | None = None,
    crashes: CrashReports | None = None,
) -> AppContext:
    """Open a data folder (the OpenContext protocol). Raises StorageError, SettingsError.

    Args:
        crashes: the process's crash reports; they and the logs share their redactor.
    """
    from scribe_desktop.bootstrap.outside import NO_MODEL, Outside
    from scribe_desktop.bootstrap.upkeep import backups_of
    from scribe_desktop.bootstrap.workshop import Workshop
    from scribe_desktop.services.access_tokens import AccessTokens
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.services.contact_ledger import StoredContactLedger
    from scribe_desktop.services.cost import CostBook
    from scribe_desktop.services.email_library import EmailLibrary
    from scribe_desktop.services.event_bus import EventBus
    from scribe_desktop.services.identity_choices import IdentityChoices
    from scribe_desktop.services.insights import Insights
    from scribe_desktop.services.metered_model import ModelMeter
    from scribe_desktop.services.queue_service import QueueService
    from scribe_desktop.services.regeneration import Regeneration
    from scribe_desktop.services.resume_templates import ResumeTemplates
    from scribe_desktop.services.retention import Retention
    from scribe_desktop.services.sameness import Sameness
    from scribe_desktop.services.sent_mailbox import SentMailbox
    from scribe_desktop.services.settings_service import SettingsService
    from scribe_desktop.services.template_library import TemplateLibrary
    from scribe_desktop.services.template_starters import load_starters
    from scribe_desktop.services.worker_state import WorkerMonitor
    from scribe_desktop.services.writing_history import WritingHistory
    from scribe_desktop.storage.database import open_database
    from scribe_desktop.storage.model_turn import ModelTurn

    paths = DataPaths((data_dir or default_data_dir()).expanduser().absolute())
    if demo and not paths.demo_mark.exists():
        paths = DataPaths(paths.demo)
    demo = demo or paths.demo_mark.exists()  # its made-up people are never looked up on the real web
    clock = SystemClock()
    with ExitStack() as stack:
        database = open_database(paths)
        stack.callback(database.close)
        redactor = crashes.redactor if crashes else Redactor()
        handler = set_up_logging(paths.logs, redactor)
        stack.callback(_stop_logging, handler)
        if crashes:
            crashes.keep_in(paths.logs)
        if demo:
            paths.demo_mark.touch()
        if demo and not paths.settings.exists():
            from scribe_desktop.services.demo import DEMO_SETTINGS

            save_settings(paths.settings, DEMO_SETTINGS)
        settings = SettingsService(paths.settings, {"composer": composer} if composer else None)
        if composer is ComposerChoice.OPENAI and not (settings.current.llm_base_url and settings.current.llm_model):
            raise SettingsError(NO_MODEL)
        events = EventBus()
        contacts = StoredContactLedger(database.unit_of_work, clock, redactor.clean)
        meter = ModelMeter(database.unit_of_work, clock, lambda: settings.current)
        turn = ModelTurn(paths.model_lock)
        outside = Outside(settings, clock, redactor, demo, contacts, meter, turn)
        stack.callback(outside.close)
        backups = backups_of(paths, clock)
        # The sample data can be made anew at any time.
        made_here = None if demo else backups
        retention = Retention(database.unit_of_work, clock, made_here, lambda: settings.current)
        workshop = Workshop(paths, settings, database, clock, events, outside, made_here, retention)
        queue = QueueService(database.unit_of_work, clock, events)
        watcher = database.watcher()
        tokens = AccessTokens(database.unit_of_work, outside.secrets, clock, redactor.remember)
        stack.callback(tokens.close)
        monitor = WorkerMonitor(events, clock, queue.pause_state)
        stack.callback(monitor.close)
        sameness = Sameness(database.unit_of_work, lambda: settings.current.sender)
        stack.callback(events.subscribe(sameness.heard))
        emails = EmailLibrary(database.unit_of_work, clock, events, lambda: settings.current.sender, sameness)
        regeneration = Regeneration(emails, database.unit_of_work, clock, lambda: workshop.writing(turn.taken))
        closing = stack.pop_all()
    context = AppContext(
        paths=paths,
        clock=clock,
        events=events,
        settings=settings,
        unit_of_work=database.unit_of_work,
        queue=queue,
        emails=emails,
        regeneration=regeneration,
        identities=IdentityChoices(database.unit_of_work, clock, regeneration, workshop.papers_judged_again),
        templates=TemplateLibrary(
            database.unit_of_work, clock, events, lambda: load_starters(resources_dir() / "templates")
        ),
        resumes=ResumeTemplates(
            outside.resume_reader, outside.model, lambda: settings.current, resources_dir() / "prompts"
        ),
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
        contacts=contacts,
        costs=CostBook(database.unit_of_work, clock, lambda: settings.current, _prompts),
        insights=Insights(database.unit_of_work, clock, lambda: settings.current.prices, sameness),
        new_api_server=lambda port: _api_server(context, port),
        backups=backups,
        retention=retention,
        history=WritingHistory(queue, SentMailbox(lambda: settings.current.sent_mail, paths.sent_mail), clock),
        export_all=lambda target, tell: _export_all(paths, database, settings, clock, target, tell),
        close=closing.close,
        demo=demo,
    )
    return context


def _export_all(
    paths: DataPaths,
    database: Database,
    settings: SettingsService,
    clock: SystemClock,
    target: Path,
    tell: Callable[[float], None],
) -> int:
    from scribe_desktop.services.export_all import ExportAll

    export = ExportAll(database.snapshot, lambda: settings.loaded.settings, clock, beside=(paths.sent_mail,))
    return export.export(target, tell)


def _prompts() -> Prompts:
    from scribe_desktop.pipeline.prompts import load_prompts

    return load_prompts(resources_dir() / "prompts")


def _api_server(context: AppContext, port: int | None) -> LocalApiServer:
    from scribe_desktop.api.server import ApiServer

    chosen = context.settings.current.api_port if port is None else port
    return ApiServer(context, context.tokens, context.worker_state, port=chosen)


def _composer_name(settings: Settings) -> str:
    if settings.effective_composer is ComposerChoice.TEMPLATE_ONLY:
        return ComposerChoice.TEMPLATE_ONLY.value
    return settings.llm_model


def _checks(settings: SettingsService, queue: QueueService, paths: DataPaths, outside: Outside) -> Sequence[Check]:
    from scribe_desktop.bootstrap.outside import probe
    from scribe_desktop.services import health_checks

    current = settings.current
    return (
        health_checks.data_folder_check(queue, str(paths.root)),
        health_checks.place_check(paths.root),
        health_checks.writer_check(current),
        health_checks.environment_check(settings.loaded),
        health_checks.keyring_check(outside.secrets),
        health_checks.composer_check(current, lambda token: probe(outside.model(current), token)),
        health_checks.search_check(outside.search(current)),
        *health_checks.papers_checks(outside.papers(current), outside.books(current)),
    )


def _stop_logging(handler: logging.Handler) -> None:
    logging.getLogger("scribe_desktop").removeHandler(handler)
    handler.close()
