"""Commands on the queue: queue, cancel, retry, work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from scribe_desktop.cli import ids
from scribe_desktop.cli.guard import ExitCode, guarded
from scribe_desktop.cli.options import AsJson, Composer, DataDir, opened
from scribe_desktop.cli.output import print_advice, print_json, print_table, print_text, say
from scribe_desktop.domain.events import Event, ItemCompleted, ItemFailed
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.errors import InputError
from scribe_desktop.storage_ports.queue import PauseState, QueueQuery

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext


@guarded
def queue(
    context: typer.Context,
    status: Annotated[list[QueueStatus] | None, typer.Option(help="Only these; may be given more than once.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also items that finished long ago.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the queue, oldest first."""
    from scribe_desktop.services.wire_format import queue_item_json

    with opened(context, data_dir) as app:
        query = QueueQuery(statuses=frozenset(status or ()))
        if everything:
            items = app.queue.find(query)
        elif as_json:
            # The same list as the local API's, whose clients expect what was queued in the last day.
            items = app.queue.find(replace(query, created_after=app.clock.now() - timedelta(hours=24)))
            older = app.queue.counts().pending - sum(item.status is QueueStatus.PENDING for item in items)
            if older > 0 and not status:
                say(f"{older} more wait that were queued longer ago; see them with --all.")
        else:
            items, _ = app.queue.shown(query)
        pause = app.queue.pause_state()
    if as_json:
        print_json([queue_item_json(item) for item in items])
        return
    if not items:
        print_advice("The queue is empty. Queue recipients with: scribe import FILE --template FILE")
        return
    print_table(("Place", "Recipient", "Status", "Step or reason", "Id"), [_row(item) for item in items])
    if pause.reason is not None:
        say(f"The queue is paused. {pause.message}")


def _row(item: QueueItem) -> tuple[str, ...]:
    place = str(item.position) if item.position is not None else ""
    detail = item.error_message or ""
    if item.current_step and item.status is QueueStatus.PROCESSING:
        from scribe_desktop.pipeline.step import STEP_LABELS

        detail = STEP_LABELS[item.current_step]
    return place, item.recipient.name, item.status.value, detail, str(item.id)


@guarded
def cancel(
    context: typer.Context,
    item_id: Annotated[str, typer.Argument(metavar="ID", help="The item's id, from: scribe queue")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take somebody out of the queue who waits there."""
    with opened(context, data_dir) as app:
        app.queue.cancel(ids.item_id(app, item_id))
    message = "Queue item cancelled"
    if as_json:
        print_json({"message": message})
    else:
        print_text(message)


@guarded
def retry(
    context: typer.Context,
    item_id: Annotated[str | None, typer.Argument(metavar="ID", help="Its id, from: scribe queue")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All items that failed.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put an item that failed, or all of them, at the end of the queue to be tried again."""
    if (item_id is None) == (not failed):
        raise InputError("Give the id of one failed item, or --failed for all of them.")
    with opened(context, data_dir) as app:
        if item_id is not None:
            one = ids.item_id(app, item_id)
            app.queue.retry(one)
            retried = [one]
        else:
            items, _ = app.queue.shown(QueueQuery(statuses=frozenset({QueueStatus.FAILED})))
            retried = app.queue.retry_many([item.id for item in items])
    message = f"{len(retried)} {'item' if len(retried) == 1 else 'items'} back in the queue"
    if as_json:
        print_json({"queue_item_ids": [str(one) for one in retried], "message": message})
    else:
        print_advice(message + (". Work on them with: scribe work" if retried else ""))


@guarded
def work(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Go on waiting for new items until Ctrl-C.")] = False,
    composer: Composer = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Write the drafts of those who wait in the queue, until nobody waits."""
    from scribe_desktop.cli.working import work_until_done

    with opened(context, data_dir, composer=composer) as app:
        tally = _Tally()
        unsubscribe = app.events.subscribe(tally)
        try:
            pause = work_until_done(app, None, watch=watch)
        finally:
            unsubscribe()
        failed = app.queue.find(QueueQuery(ids=frozenset(tally.failed))) if tally.failed else []
    if as_json:
        print_json({"completed": tally.completed, "failed": len(failed), "paused": pause.message or None})
    else:
        report(tally.completed, failed)
    return exit_code(app, pause, len(failed))


class _Tally:
    """Counts how items end."""

    def __init__(self) -> None:
        self.completed = 0
        self.failed: list[UUID] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, ItemCompleted):
            self.completed += 1
        elif isinstance(event, ItemFailed):
            self.failed.append(event.item_id)


def report(completed: int, failed: Sequence[QueueItem]) -> None:
    """Print how many items ended which way, and why each failed one did."""
    print_text(f"{completed} completed, {len(failed)} failed")
    for item in failed:
        print_text(f"  {item.recipient.name}: {item.error_message}")


def exit_code(app: AppContext, pause: PauseState, failed: int) -> ExitCode:
    """4 when the queue paused before the end (saying why), else 3 when items failed, else 0."""
    if pause.reason is not None:
        say(f"The queue is paused. {pause.message} What is left waits; go on with: scribe work")
        return ExitCode.PAUSED
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE
