"""The demo's queue: sample recipients and templates from resources/demo, queued as any import is."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from uuid import UUID

from scribe_desktop.config.settings import ComposerChoice, Settings
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.recipient_import import RowProblem, open_recipients
from scribe_desktop.storage_ports.queue import QueueQuery

DEMO_SETTINGS = Settings(
    sender_name="Maya Lindqvist",
    sender_affiliation="Ostlake College",
    signature="Maya Lindqvist\nOstlake College",
    composer=ComposerChoice.TEMPLATE_ONLY,
)
"""The made-up writer of the demo's drafts, without a model even when one is set up: the demo costs nothing."""


def queue_demo(queue: QueueService, folder: Path) -> list[UUID]:
    """Queue the sample recipients, each with the template that its row names; the ids of all of them.

    Who is there from an earlier demo is not queued again: what was drafted, and what the person did with it, stays.

    Raises InputError when the program's own sample files are damaged.
    """
    problems: list[RowProblem] = []
    recipients = list(open_recipients(folder / "recipients.csv").recipients(problems.append))
    assert not problems, problems
    there = {item.recipient.duplicate_key: item.id for item in queue.find(QueueQuery())}
    ids = [there[one.duplicate_key] for one in recipients if one.duplicate_key in there]
    recipients = [one for one in recipients if one.duplicate_key not in there]
    for template, group in groupby(recipients, key=lambda one: one.fields["template"]):
        source = (folder / "templates" / f"{template}.txt").read_text("utf-8")
        ids += queue.enqueue(group, source)
    return ids
