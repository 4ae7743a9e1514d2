"""Commands on the local API's tokens: token create, list, revoke, rotate."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import minute, print_advice, print_json, print_table, print_text, say
from scribe_desktop.domain.access import AccessToken, TokenScope
from scribe_desktop.errors import SecretStoreError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

token = typer.Typer(help="Make, list and revoke tokens for the local API.", no_args_is_help=True)

NO_KEYRING = (
    "This computer has no keyring that Scribe can use, so the key that signs tokens lives for one run only. "
    "The API prints a token for its own run when it is started with: scribe serve --json"
)


class ScopeChoice(StrEnum):
    """The scopes as they are typed."""

    READ = "read"
    WRITE = "write"


_SCOPES = {ScopeChoice.READ: TokenScope.READ, ScopeChoice.WRITE: TokenScope.READ_WRITE}


@token.command("create")
@guarded
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for, to find it again in the list.")],
    scope: Annotated[
        ScopeChoice, typer.Option("--scope", help="Read only, or also queue, change and cancel.")
    ] = ScopeChoice.READ,
    days: Annotated[int, typer.Option("--days", metavar="N", help="How long it lasts, 1 to 365.")] = 90,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a token. It is shown once and kept nowhere."""
    with opened(context, data_dir) as app:
        if not app.tokens.persistent:
            raise SecretStoreError(NO_KEYRING)
        created = app.tokens.create(name, _SCOPES[scope], days)
        if as_json:
            print_json({"token": created.token, **_row_json(created.row, app)})
        else:
            print_text(created.token)
            say(f"Copy it now: it is not shown again. It ends on {_day(created.row.expires_at)}.")


@token.command("list")
@guarded
def list_tokens(context: typer.Context, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List tokens with their last use, newest first."""
    with opened(context, data_dir) as app:
        rows, now = app.tokens.find(), app.clock.now()
        if as_json:
            print_json([_row_json(row, app) for row in rows])
        elif rows:
            columns = ("Name", "Scope", "State", "Ends", "Last used", "Id")
            print_table(columns, [_cells(row, now) for row in rows])
        else:
            print_advice("There are no tokens. Make one with: scribe token create NAME")


@token.command("revoke")
@guarded
def revoke(
    context: typer.Context,
    id_or_name: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="From: scribe token list")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """End a token for good, at once."""
    with opened(context, data_dir) as app:
        row = app.tokens.pick(id_or_name)
        app.tokens.revoke(row.jti)
    message = f"Token {row.name!r} revoked"
    if as_json:
        print_json({"id": str(row.jti), "message": message})
    else:
        print_text(message)


@token.command("rotate")
@guarded
def rotate(context: typer.Context, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """End all tokens at once and sign with a new key from now on."""
    with opened(context, data_dir) as app:
        ended = app.tokens.rotate()
        persistent = app.tokens.persistent
    message = f"{ended} {'token' if ended == 1 else 'tokens'} ended"
    if as_json:
        print_json({"ended": ended, "message": message})
    else:
        print_text(message)
    if not persistent:
        say(NO_KEYRING)


def _cells(row: AccessToken, now: datetime) -> tuple[str, ...]:
    used = minute(row.last_used_at) if row.last_used_at else "never"
    scope = "read" if row.scope is TokenScope.READ else "read and write"
    return row.name, scope, row.state(now).value, _day(row.expires_at), used, str(row.jti)


def _row_json(row: AccessToken, app: AppContext) -> dict[str, Any]:
    from scribe_desktop.services.wire_format import timestamp

    return {
        "id": str(row.jti),
        "name": row.name,
        "scope": row.scope.value,
        "state": row.state(app.clock.now()).value,
        "created_at": timestamp(row.created_at),
        "expires_at": timestamp(row.expires_at),
        "last_used_at": timestamp(row.last_used_at) if row.last_used_at else None,
        "revoked_at": timestamp(row.revoked_at) if row.revoked_at else None,
    }


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d")
