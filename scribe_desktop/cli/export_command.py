"""The command that writes drafts as files: email export; and how what was written is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.ids import draft_ids
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_advice, print_json, print_text, say
from scribe_desktop.config.shell import quoted
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.errors import InputError
from scribe_desktop.services.draft_export import ExportFormat
from scribe_desktop.storage_ports.drafts import EmailQuery

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.services.export_folder import Exported

FORMATS = "The kind of files: eml opens in your mail program, csv is for mail merge, zip is for a supervisor to read."
States = Annotated[list[ReviewState] | None, typer.Option("--state", help="Only these; may be given more than once.")]


@guarded
def export(
    context: typer.Context,
    email_ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="These drafts; else all that are approved.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Those too that are not approved yet; discarded ones are left out.")
    ] = False,
    state: States = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; made when missing.")] = Path("drafts"),
    format: Annotated[ExportFormat, typer.Option("--format", help=FORMATS)] = ExportFormat.EML,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write approved drafts as files, or those that are named. Files of an earlier export there are replaced."""
    from scribe_desktop.services.draft_export import export_drafts
    from scribe_desktop.services.export_folder import Exported
    from scribe_desktop.services.review_research import research_reader

    if bool(email_ids) + bool(state) + everything > 1:
        raise InputError("Choose one of the ids of drafts, --state and --all.")
    with opened(context, data_dir) as app:
        chosen = _chosen(app, email_ids, state, everything)
        if not chosen.drafts and chosen.left_out:
            raise InputError(
                f"No draft is approved yet, so nothing was written. {_how_to_get_them(chosen, out, format)}"
            )
        exported = Exported(())
        if chosen.drafts:
            exported = export_drafts(chosen.drafts, out, format, research_reader(app.emails))
    count = len(chosen.drafts)
    if as_json:
        print_json(
            {
                "files": [str(path) for path in exported.files],
                "drafts": count,
                "replaced": [str(path) for path in exported.replaced],
                "left_out": [str(one.id) for one in chosen.left_out],
            }
        )
    elif not count:
        print_advice("There is no such draft, so nothing was written. See what there is with: scribe email list")
    else:
        where = exported.files[0] if len(exported.files) == 1 else out
        print_text(f"{count} {'draft' if count == 1 else 'drafts'} written to {where}")
    say_notes(chosen.drafts, exported)
    if chosen.left_out:
        say(f"Left out, because not approved yet: {_states(chosen.left_out)}. {_how_to_get_them(chosen, out, format)}")


def say_notes(drafts: Sequence[EmailDraft], exported: Exported) -> None:
    """Say what a person should know of files that were written."""
    from scribe_desktop.services.export_notes import notes_on

    for note in notes_on(drafts, exported):
        say(note)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What to write; `left_out` are those that were not asked for and are not approved."""

    drafts: list[EmailDraft]
    left_out: list[EmailDraft]


def _chosen(app: AppContext, ids: list[str] | None, states: list[ReviewState] | None, everything: bool) -> _Chosen:
    if ids:
        return _Chosen([app.emails.get(one) for one in dict.fromkeys(draft_ids(app, ids))], [])
    found = app.emails.find(EmailQuery(states=frozenset(states or ())))
    if states or everything:
        return _Chosen(found, [])
    approved = [one for one in found if one.review_state is ReviewState.APPROVED]
    return _Chosen(approved, [one for one in found if one.review_state is not ReviewState.APPROVED])


def _states(drafts: Sequence[EmailDraft]) -> str:
    from scribe_desktop.services.export_notes import named

    parts = []
    for state, words in ((ReviewState.READY, "ready"), (ReviewState.NEEDS_REVIEW, "to be reviewed")):
        names = [one.recipient_name for one in drafts if one.review_state is state]
        if names:
            parts.append(f"{len(names):,} {words} ({named(names)})")
    return ", ".join(parts)


def _how_to_get_them(chosen: _Chosen, out: Path, format: ExportFormat) -> str:
    """How to write those that were left out: after their approval, or as they are."""
    command = f"scribe email export --all --out {quoted(str(out))} --format {format.value}"
    ready = any(one.review_state is ReviewState.READY for one in chosen.left_out)
    approve = "Approve what is ready with `scribe email approve --all-ready`, or write" if ready else "Write"
    return f"{approve} them as they are with: {command}"
