"""The one composition root: settings in, an AppContext out. It alone chooses the concrete parts.

Parts are imported where they are built, so that `scribe --help` and the window's start pay only for what they use.
`folder.py` opens the folder, `outside.py` builds the providers, `workshop.py` what works the queue, `parts.py` the
services that others are made of; `upkeep.py` is for a folder that stays shut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths, resources_dir
from scribe_desktop.config.settings import ComposerChoice, Settings
from scribe_desktop.domain.cancellation import CancelToken

if TYPE_CHECKING:
    from scribe_desktop.bootstrap.folder import Folder
    from scribe_desktop.bootstrap.outside import Outside
    from scribe_desktop.bootstrap.parts import Parts
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
    from scribe_desktop.bootstrap.folder import open_folder
    from scribe_desktop.bootstrap.parts import make_parts

    with ExitStack() as stack:
        folder = open_folder(stack, data_dir, demo, composer, crashes)
        parts = make_parts(folder, stack)
        closing = stack.pop_all()
    return _context(folder, parts, closing.close)


def _context(folder: Folder, parts: Parts, close: Callable[[], None]) -> AppContext:
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.services.cost import CostBook
    from scribe_desktop.services.identity_choices import IdentityChoices
    from scribe_desktop.services.insights import Insights
    from scribe_desktop.services.resume_templates import ResumeTemplates
    from scribe_desktop.services.sent_mailbox import SentMailbox
    from scribe_desktop.services.template_library import TemplateLibrary
    from scribe_desktop.services.template_starters import load_starters
    from scribe_desktop.services.writing_history import WritingHistory

    paths, settings, clock, events = folder.paths, folder.settings, folder.clock, folder.events
    units, resources, outside, workshop = folder.database.unit_of_work, resources_dir(), parts.outside, parts.workshop
    context = AppContext(
        paths=paths,
        clock=clock,
        events=events,
        settings=settings,
        unit_of_work=units,
        queue=parts.queue,
        emails=parts.emails,
        regeneration=parts.regeneration,
        identities=IdentityChoices(units, clock, parts.regeneration, workshop.papers_judged_again),
        templates=TemplateLibrary(units, clock, events, lambda: load_starters(resources / "templates")),
        resumes=ResumeTemplates(outside.resume_reader, outside.model, lambda: settings.current, resources / "prompts"),
        secrets=outside.secrets,
        working=workshop.working,
        new_worker=workshop.new_worker,
        changed_elsewhere=folder.database.watcher().changed,
        new_watcher=lambda: folder.database.watcher().changed,
        composer_name=lambda: _composer_name(settings.current),
        read_page=outside.read_page,
        checks=lambda: _checks(settings, parts.queue, paths, outside),
        probe_model=outside.probe_model,
        new_token=lambda seconds: CancelToken(clock.monotonic, clock.wait, seconds),
        tokens=parts.tokens,
        worker_state=parts.monitor,
        contacts=parts.contacts,
        costs=CostBook(units, clock, lambda: settings.current, _prompts),
        insights=Insights(units, clock, lambda: settings.current.prices, parts.sameness),
        new_api_server=lambda port: _api_server(context, port),
        backups=parts.backups,
        retention=parts.retention,
        history=WritingHistory(parts.queue, SentMailbox(lambda: settings.current.sent_mail, paths.sent_mail), clock),
        export_all=lambda target, tell: _export_all(paths, folder.database, settings, clock, target, tell),
        close=close,
        demo=folder.demo,
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
