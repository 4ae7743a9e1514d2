"""The services of an open data folder that others are made of."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scribe_desktop.bootstrap.folder import Folder
    from scribe_desktop.bootstrap.outside import Outside
    from scribe_desktop.bootstrap.workshop import Workshop
    from scribe_desktop.services.access_tokens import AccessTokens
    from scribe_desktop.services.backups import Backups
    from scribe_desktop.services.contact_ledger import StoredContactLedger
    from scribe_desktop.services.email_library import EmailLibrary
    from scribe_desktop.services.queue_service import QueueService
    from scribe_desktop.services.regeneration import Regeneration
    from scribe_desktop.services.retention import Retention
    from scribe_desktop.services.sameness import Sameness
    from scribe_desktop.services.worker_state import WorkerMonitor


@dataclass(frozen=True, slots=True)
class Parts:
    """What is asked of the outside, what works the queue, and the services with something to end."""

    outside: Outside
    workshop: Workshop
    contacts: StoredContactLedger
    backups: Backups
    retention: Retention
    queue: QueueService
    tokens: AccessTokens
    monitor: WorkerMonitor
    sameness: Sameness
    emails: EmailLibrary
    regeneration: Regeneration


def make_parts(folder: Folder, stack: ExitStack) -> Parts:
    """Make them; `stack` ends them."""
    from scribe_desktop.bootstrap.outside import Outside
    from scribe_desktop.bootstrap.upkeep import backups_of
    from scribe_desktop.bootstrap.workshop import Workshop
    from scribe_desktop.services.access_tokens import AccessTokens
    from scribe_desktop.services.contact_ledger import StoredContactLedger
    from scribe_desktop.services.email_library import EmailLibrary
    from scribe_desktop.services.metered_model import ModelMeter
    from scribe_desktop.services.queue_service import QueueService
    from scribe_desktop.services.regeneration import Regeneration
    from scribe_desktop.services.retention import Retention
    from scribe_desktop.services.sameness import Sameness
    from scribe_desktop.services.worker_state import WorkerMonitor
    from scribe_desktop.storage.model_turn import ModelTurn

    paths, settings, database, clock = folder.paths, folder.settings, folder.database, folder.clock
    units = database.unit_of_work
    contacts = StoredContactLedger(units, clock, folder.redactor.clean)
    turn = ModelTurn(paths.model_lock)
    meter = ModelMeter(units, clock, lambda: settings.current)
    outside = Outside(settings, clock, folder.redactor, folder.demo, contacts, meter, turn)
    stack.callback(outside.close)
    backups = backups_of(paths, clock)
    made_here = None if folder.demo else backups  # the sample data can be made anew at any time
    retention = Retention(units, clock, made_here, lambda: settings.current)
    workshop = Workshop(paths, settings, database, clock, folder.events, outside, made_here, retention)
    queue = QueueService(units, clock, folder.events)
    tokens = AccessTokens(units, outside.secrets, clock, folder.redactor.remember)
    stack.callback(tokens.close)
    monitor = WorkerMonitor(folder.events, clock, queue.pause_state)
    stack.callback(monitor.close)
    sameness = Sameness(units, lambda: settings.current.sender)
    stack.callback(folder.events.subscribe(sameness.heard))
    emails = EmailLibrary(units, clock, folder.events, lambda: settings.current.sender, sameness)
    regeneration = Regeneration(emails, units, clock, lambda: workshop.writing(turn.taken))
    return Parts(
        outside, workshop, contacts, backups, retention, queue, tokens, monitor, sameness, emails, regeneration
    )
