"""The command `scribe privacy`: which hosts were contacted, when, and what was sent there."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.ids import item_or_draft_id
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_json, print_table, print_text, say
from scribe_desktop.errors import InputError, NotFoundError
from scribe_desktop.storage_ports.ledgers import ContactQuery

if TYPE_CHECKING:
    from scribe_desktop.domain.contact import HostSummary, StoredContact
    from scribe_desktop.services.app_context import AppContext

SHOWN = 200
"""Entries of the table; the files have all."""
WORDS_SHOWN = 100
"""Characters of what was sent that the table shows."""


@guarded
def privacy(
    context: typer.Context,
    item_id: Annotated[str | None, typer.Argument(metavar="ID", help="Only for this queue item or draft.")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Hosts, and how often each was contacted.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="All entries as CSV.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file; .json is JSON, else CSV.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show which hosts were contacted, when, and what was sent there."""
    if as_csv and as_json:
        raise InputError("Choose one of --csv and --json.")
    if summary and (item_id is not None or as_csv or out is not None):
        raise InputError("--summary counts all entries; it goes with --json alone.")
    with opened(context, data_dir) as app:
        items = frozenset() if item_id is None else frozenset({_item_of(app, item_id)})
        query = ContactQuery(item_ids=items, oldest_first=True)
        if summary:
            _print_summary(app.contacts.hosts(), as_json)
        elif out is not None:
            _write(app, query, out, as_json, as_csv)
        elif as_json:
            app.contacts.write_json(query, sys.stdout)
        elif as_csv:
            app.contacts.write_csv(query, sys.stdout)
        else:
            _print_entries(app, query)


def _item_of(app: AppContext, text: str) -> UUID:
    """The item of that id, or the one behind the draft of that id. Raises NotFoundError for neither."""
    wanted = item_or_draft_id(app, text)
    try:
        return app.queue.get(wanted).id
    except NotFoundError:
        pass
    try:
        return app.emails.get(wanted).queue_item_id
    except NotFoundError as error:
        raise NotFoundError(
            f"There is no queue item or draft with the id {wanted}. Copy the id from the list."
        ) from error


def _write(app: AppContext, query: ContactQuery, out: Path, as_json: bool, as_csv: bool) -> None:
    if (as_json and out.suffix.lower() != ".json") or (as_csv and out.suffix.lower() == ".json"):
        raise InputError(f"{out} is not named as what is to be written. End it with {'.json' if as_json else '.csv'}.")
    count = app.contacts.export(query, out)
    if as_json:
        print_json({"file": str(out), "entries": count})
    else:
        print_text(f"{count:,} {'entry' if count == 1 else 'entries'} written to {out}")


def _print_entries(app: AppContext, query: ContactQuery) -> None:
    newest = ContactQuery(item_ids=query.item_ids, limit=SHOWN)
    found, total = app.contacts.shown(newest)
    if not found:
        print_text("Nobody has been contacted.")
        return
    # Oldest first, so that the newest is what stands above the prompt.
    print_table(("When", "Recipient", "Why", "Host", "Sent"), [_row(one) for one in reversed(found)])
    if total > len(found):
        say(f"These are the newest {len(found)} of {total:,}. All of them: scribe privacy --out FILE.csv")


def _row(one: StoredContact) -> tuple[str, ...]:
    contact = one.contact
    words = " ".join(contact.sent.split())
    shown = words if len(words) <= WORDS_SHOWN else words[: WORDS_SHOWN - 1] + "…"
    return _moment(contact.at), one.recipient_name or "", contact.purpose.value, contact.host, shown


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _print_summary(hosts: list[HostSummary], as_json: bool) -> None:
    if as_json:
        print_json([_host_json(one) for one in hosts])
    elif hosts:
        rows = [
            (one.host, one.purpose.value, f"{one.contacts:,}", f"{one.items:,}", _moment(one.last)) for one in hosts
        ]
        print_table(("Host", "Why", "Contacts", "People", "Last"), rows)
    else:
        print_text("Nobody has been contacted.")


def _host_json(one: HostSummary) -> dict[str, Any]:
    return {
        "host": one.host,
        "purpose": one.purpose.value,
        "contacts": one.contacts,
        "items": one.items,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
    }
