"""Commands on drafts: email list, show, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened, parse_id
from scribe_desktop.cli.output import print_json, print_table, print_text, say
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.services.draft_export import ExportFormat
from scribe_desktop.storage_ports import EmailQuery

email = typer.Typer(help="List, show and export drafts.", no_args_is_help=True)

States = Annotated[list[ReviewState] | None, typer.Option("--state", help="Only these; may be given more than once.")]


@email.command("list")
@guarded
def list_emails(
    context: typer.Context,
    state: States = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, the newest.", show_default=False)] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List drafts, newest first."""
    from scribe_desktop.services.wire_format import email_json

    query = EmailQuery(states=frozenset(state or ()), limit=limit, offset=offset)
    with opened(context, data_dir) as app:
        drafts = app.emails.find(query)
    if as_json:
        print_json([email_json(draft) for draft in drafts])
    elif drafts:
        rows = [
            (one.recipient_name, one.review_state.value.replace("_", " "), one.subject, str(one.id)) for one in drafts
        ]
        print_table(("Recipient", "Review", "Subject", "Id"), rows)
    elif state:
        print_text("No draft is in that state.")
    else:
        print_text("There are no drafts yet. Write some with: scribe run FILE --template FILE")


@email.command("show")
@guarded
def show(
    context: typer.Context,
    email_id: Annotated[str, typer.Argument(metavar="ID", help="The draft's id, from: scribe email list")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show one draft with what it rests on."""
    from scribe_desktop.services.wire_format import email_json

    with opened(context, data_dir) as app:
        draft = app.emails.get(parse_id(email_id, "email"))
    if as_json:
        print_json(email_json(draft))
    else:
        print_draft(draft)


@email.command("export")
@guarded
def export(
    context: typer.Context,
    email_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="These drafts; else all.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; made when missing.")] = Path("drafts"),
    format: Annotated[ExportFormat, typer.Option("--format")] = ExportFormat.EML,
    state: States = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write drafts as files. Discarded ones are left out unless named."""
    from scribe_desktop.services.draft_export import export_drafts

    with opened(context, data_dir) as app:
        if email_ids:
            drafts = [app.emails.get(parse_id(one, "email")) for one in email_ids]
        else:
            drafts = app.emails.find(EmailQuery(states=frozenset(state or ())))
        files = export_drafts(drafts, out, format) if drafts else []
    if as_json:
        print_json({"files": [str(path) for path in files], "drafts": len(drafts)})
    else:
        where = f" to {out}" if drafts else ""
        print_text(f"{len(drafts)} {'draft' if len(drafts) == 1 else 'drafts'} written{where}")
        unchecked = sum(draft.review_state is ReviewState.NEEDS_REVIEW for draft in drafts)
        if unchecked:
            say(f"{unchecked} of them still {'needs' if unchecked == 1 else 'need'} your review before sending.")


def print_draft(draft: EmailDraft) -> None:
    """Print a draft for reading."""
    print_text(f"To:      {draft.recipient_name}{f' <{draft.recipient_email}>' if draft.recipient_email else ''}")
    print_text(f"Subject: {draft.subject}")
    print_text(f"Review:  {draft.review_state.value.replace('_', ' ')}")
    print_text(f"\n{draft.body}\n")
    for finding in draft.findings:
        print_text(f"  ? {finding.reason}{' (confirmed by you)' if finding.confirmed else ''}")
    for claim in draft.evidence:
        if claim.source_url:
            print_text(f"  ✓ {' '.join(claim.claim.split())}\n      {claim.source_title} · {claim.source_url}")
