"""Commands on drafts: email list, show; `review_commands` adds those that review them, `export_command` the export."""

from __future__ import annotations

from typing import Annotated

import typer

from scribe_desktop.cli.export_command import States, export
from scribe_desktop.cli.found_text import print_findings, print_found
from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.ids import draft_id
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_advice, print_json, print_table, print_text
from scribe_desktop.cli.review_commands import add_review_commands
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.storage_ports.drafts import EmailQuery

email = typer.Typer(help="List, show, review and export drafts.", no_args_is_help=True)


@email.command("list")
@guarded
def list_emails(
    context: typer.Context,
    state: States = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, the newest.", show_default=False)] = None,
    offset: Annotated[int, typer.Option(min=0, help="Pass over so many, the newest.", show_default=False)] = 0,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List drafts, newest first."""
    from scribe_desktop.services.wire_format import email_json

    query = EmailQuery(states=frozenset(state or ()), limit=limit, offset=offset)
    with opened(context, data_dir) as app:
        drafts = app.emails.with_similar(app.emails.find(query))
    if as_json:
        print_json([email_json(draft) for draft in drafts])
    elif drafts:
        rows = [(one.recipient_name, _review_word(one), one.subject, str(one.id)) for one in drafts]
        print_table(("Recipient", "Review", "Subject", "Id"), rows)
    elif state:
        print_text("No draft is in that state.")
    else:
        print_advice("There are no drafts yet. Write some with: scribe run FILE --template FILE")


@email.command("show")
@guarded
def show(
    context: typer.Context,
    email_id: Annotated[str, typer.Argument(metavar="ID", help="The draft's id, from: scribe email list")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show one draft with what it rests on."""
    from scribe_desktop.services.cost import spent_sentence
    from scribe_desktop.services.wire_format import email_json

    with opened(context, data_dir) as app:
        (draft,) = app.emails.with_similar([app.emails.get(draft_id(app, email_id))])
        spent = app.costs.of_items([draft.queue_item_id])
        prices = app.costs.prices
    if as_json:
        print_json(email_json(draft))
    else:
        print_draft(draft)
        print_found(draft.metadata)
        if spent:
            print_text(f"\n  {spent_sentence(spent, prices)}")


def print_draft(draft: EmailDraft) -> None:
    """Print a draft for reading."""
    print_text(f"To:      {draft.recipient_name}{f' <{draft.recipient_email}>' if draft.recipient_email else ''}")
    print_text(f"Subject: {draft.subject}")
    print_text(f"Review:  {draft.review_state.value.replace('_', ' ')}")
    if draft.similar is not None:
        print_advice(f"Similar: {draft.similar.sentence}\n         See it: scribe email show {draft.similar.email_id}")
    print_text(f"\n{draft.body}\n")
    print_findings(draft)
    for claim in draft.evidence:
        if claim.source_url:
            print_text(f"  ✓ {' '.join(claim.claim.split())}\n      {claim.source_title} · {claim.source_url}")


def _review_word(draft: EmailDraft) -> str:
    word = draft.review_state.value.replace("_", " ")
    is_open = draft.review_state in (ReviewState.READY, ReviewState.NEEDS_REVIEW)
    return f"{word}, too alike" if draft.similar is not None and is_open else word


add_review_commands(email)
email.command("export")(export)
