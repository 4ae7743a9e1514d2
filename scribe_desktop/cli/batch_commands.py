"""Commands that bring recipients in: run, import, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from scribe_desktop.cli.cost_words import cost_json, say_estimate, say_spent
from scribe_desktop.cli.email_commands import print_draft
from scribe_desktop.cli.export_command import FORMATS, say_notes
from scribe_desktop.cli.guard import ExitCode, guarded
from scribe_desktop.cli.import_preview import say_assumptions
from scribe_desktop.cli.new_people import Problems, known_there, new_people, nobody_known, read_as
from scribe_desktop.cli.options import (
    AsJson,
    Composer,
    DataDir,
    Delimiter,
    Encoding,
    KeepDuplicates,
    Mapping,
    Sheet,
    opened,
    parse_mapping,
)
from scribe_desktop.cli.output import print_advice, print_json, print_text, say
from scribe_desktop.cli.progress import counting
from scribe_desktop.cli.queue_commands import exit_code, report
from scribe_desktop.cli.template_choice import TemplateChoice, checked_file, from_library
from scribe_desktop.errors import InputError
from scribe_desktop.services.draft_export import ExportFormat
from scribe_desktop.services.recipient_import import ProblemKind, open_recipients

if TYPE_CHECKING:
    from scribe_desktop.domain.email import EmailDraft
    from scribe_desktop.domain.queue import QueueItem
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.storage_ports.queue import PauseState

RecipientsFile = Annotated[Path, typer.Argument(metavar="FILE", help="Recipients: CSV or XLSX.")]
Out = Annotated[Path | None, typer.Option("--out", help="Also write the drafts as files into this folder.")]


@guarded
def run(
    context: typer.Context,
    file: RecipientsFile,
    template: TemplateChoice,
    map: Mapping = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    composer: Composer = None,
    out: Out = None,
    format: Annotated[ExportFormat, typer.Option("--format", help=FORMATS)] = ExportFormat.EML,
    keep_duplicates: KeepDuplicates = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Queue recipients and write their drafts."""
    from scribe_desktop.cli.working import work_until_done

    source = checked_file(template)
    recipients = open_recipients(file, parse_mapping(map), encoding, delimiter, sheet)
    say_assumptions(recipients)
    problems = Problems(file, read_as(map, encoding, delimiter, sheet))
    _check_out(out)
    ids: list[UUID] = []
    with opened(context, data_dir, composer=composer) as app:
        source = source or from_library(app, template)
        waiting = _unfinished(app)
        app.queue.enqueue_stream(new_people(app, recipients, problems, keep_duplicates), source, ids.extend)
        problems.say_rest()
        if not ids:
            say(problems.nobody())
            if waiting:
                say(f"{_waiting(waiting)} in the queue from before. Write the drafts with: scribe work")
            if as_json:
                _print_batch_json([], [], [], cost_json(app, app.costs.of_items(ids)))
            return ExitCode.DONE
        say(f"{_people(len(ids))} queued. Writing the drafts; nothing is sent to anybody.")
        _say_before(waiting)
        say_estimate(app, source, ids)
        pause = work_until_done(app, ids)
        return _report_batch(app, ids, pause, out, format, as_json)


@guarded
def import_recipients(
    context: typer.Context,
    file: RecipientsFile,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="FILE-or-NAME", help="The template: a text file, or a name in the library."),
    ] = None,
    map: Mapping = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show how the file is read; queue nothing.")] = False,
    keep_duplicates: KeepDuplicates = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Queue recipients; their drafts are written later, by the command work."""
    recipients = open_recipients(file, parse_mapping(map), encoding, delimiter, sheet)
    if preview:
        from scribe_desktop.cli.import_preview import show_preview

        known = nobody_known if keep_duplicates else known_there(context, data_dir)
        with counting("Reading the file"):
            found = recipients.preview(known=known)
        show_preview(found, as_json)
        return
    if template is None:
        words = "Say which template to use: --template FILE-or-NAME. Or look at the file first with --preview."
        raise InputError(words)
    source = checked_file(template)
    say_assumptions(recipients)
    problems = Problems(file, read_as(map, encoding, delimiter, sheet))
    with opened(context, data_dir) as app:
        source = source or from_library(app, template)
        with counting("Queueing"):
            ids: list[UUID] = []
            people = new_people(app, recipients, problems, keep_duplicates)
            queued = app.queue.enqueue_stream(people, source, ids.extend)
        problems.say_rest()
        say_estimate(app, source, ids)
    if not queued:
        say(problems.nobody())
    if as_json:
        counts = {kind.value: problems.counts[kind] for kind in ProblemKind}
        print_json({"queued": queued, "problems": counts, "message": f"Successfully queued {queued} items"})
    elif queued:
        print_advice(f"{_people(queued)} queued. Work on them with: scribe work")


@guarded
def demo(
    context: typer.Context,
    composer: Composer = None,
    out: Out = None,
    format: Annotated[ExportFormat, typer.Option("--format", help=FORMATS)] = ExportFormat.EML,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Write drafts for ten made-up people from a small saved web; needs no network, key or account."""
    from scribe_desktop.cli.working import work_until_done
    from scribe_desktop.config.paths import resources_dir
    from scribe_desktop.services.demo import queue_demo

    _check_out(out)
    with opened(context, data_dir, demo=True, composer=composer) as app:
        waiting = _unfinished(app)
        ids = queue_demo(app.queue, resources_dir() / "demo")
        say("Sample data: ten made-up people and a saved web that knows nine of them. Nothing is sent to anybody.")
        _say_before(waiting)
        pause = work_until_done(app, ids)
        code = _report_batch(app, ids, pause, out, format, as_json, whole_drafts=True)
        say("The sample drafts are kept in a folder of their own; list them with: scribe email list")
        # One of the ten is meant to fail, so that a person sees what a failure looks like.
        return ExitCode.DONE if code is ExitCode.SOME_FAILED else code


def _unfinished(app: AppContext) -> int:
    """How many wait or are being worked."""
    counts = app.queue.counts()
    return counts.pending + counts.processing


def _say_before(waiting: int) -> None:
    if waiting:
        whose = "Its draft is" if waiting == 1 else "Their drafts are"
        say(f"{_waiting(waiting)} in the queue from before. {whose} written first.")


def _waiting(count: int) -> str:
    return "1 recipient waits" if count == 1 else f"{count:,} recipients wait"


def _check_out(out: Path | None) -> None:
    """Find out before the drafts are paid for whether they can be written there."""
    if out is not None:
        from scribe_desktop.services.draft_export import prepare_folder

        prepare_folder(out)


def _people(count: int) -> str:
    return "1 recipient" if count == 1 else f"{count:,} recipients"


def _report_batch(
    app: AppContext,
    ids: list[UUID],
    pause: PauseState,
    out: Path | None,
    format: ExportFormat,
    as_json: bool,
    whole_drafts: bool = False,
) -> ExitCode:
    from scribe_desktop.domain.queue import QueueStatus
    from scribe_desktop.storage_ports.drafts import EmailQuery
    from scribe_desktop.storage_ports.queue import QueueQuery

    items = app.queue.find(QueueQuery(ids=frozenset(ids)))
    newest_first = app.emails.find(EmailQuery(item_ids=frozenset(ids), include_discarded=True))
    by_item = {draft.queue_item_id: draft for draft in newest_first}
    drafts = [by_item[item.id] for item in items if item.id in by_item]
    failed = [item for item in items if item.status is QueueStatus.FAILED]
    written = out is None or not drafts or _write_out(app, drafts, out, format)
    if as_json:
        _print_batch_json(items, drafts, failed, cost_json(app, app.costs.of_items(ids)))
    else:
        _print_batch(app, drafts, failed, whole_drafts)
    say_spent(app, ids)
    code = exit_code(app, pause, len(failed))
    return code if written or code is not ExitCode.DONE else ExitCode.UNEXPECTED


def _write_out(app: AppContext, drafts: list[EmailDraft], out: Path, format: ExportFormat) -> bool:
    """Write the files; when that fails, say so and that the drafts themselves are safe."""
    from scribe_desktop.services.draft_export import export_drafts
    from scribe_desktop.services.review_research import research_reader

    try:
        exported = export_drafts(drafts, out, format, research_reader(app.emails))
    except InputError as error:
        say(f"{error.message} The drafts are kept; write them later with: scribe email export --all")
        return False
    count = len(exported.files)
    say(f"{count} {'file' if count == 1 else 'files'} written to {out}")
    say_notes(drafts, exported)
    return True


def _print_batch_json(
    items: list[QueueItem], drafts: list[EmailDraft], failed: list[QueueItem], cost: dict[str, Any]
) -> None:
    from scribe_desktop.services.wire_format import email_json, queue_item_json

    print_json(
        {
            "items": [queue_item_json(item) for item in items],
            "emails": [email_json(draft) for draft in drafts],
            "completed": len(drafts),
            "failed": len(failed),
            "cost": cost,
        }
    )


def _print_batch(app: AppContext, drafts: list[EmailDraft], failed: list[QueueItem], whole_drafts: bool) -> None:
    for draft in drafts:
        if whole_drafts:
            print_draft(draft)
            print_text("─" * 72)
        else:
            print_text(f"{draft.recipient_name}: {draft.subject} ({draft.review_state.value.replace('_', ' ')})")
    report(len(drafts), failed)
    if drafts and not whole_drafts:
        print_advice(
            "All are in the window. Read one here, its id is in `scribe email list`, with: scribe email show ID"
        )
