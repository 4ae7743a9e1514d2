"""The `scribe` command: its subcommands and where each lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli import (
    backup_commands,
    batch_commands,
    doctor_command,
    email_commands,
    erase_command,
    export_all_command,
    identify_command,
    insights_command,
    privacy_command,
    queue_commands,
    serve_command,
    template_commands,
    token_commands,
)
from scribe_desktop.cli.options import Doors
from scribe_desktop.cli.output import prepare_streams

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import OpenContext
    from scribe_desktop.services.upkeep import OpenUpkeep

app = typer.Typer(
    name="scribe",
    help="True, reviewed drafts from a list of people and a template. Nothing is ever sent.",
    epilog="See it at work: `scribe demo`. Then: `scribe template starters`, and `scribe run FILE --template NAME`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(batch_commands.run)
app.command("import")(batch_commands.import_recipients)
app.command()(queue_commands.work)
app.command()(queue_commands.queue)
app.command()(queue_commands.cancel)
app.command()(queue_commands.retry)
app.command()(identify_command.identify)
app.add_typer(email_commands.email, name="email")
app.add_typer(template_commands.template, name="template")
app.command()(serve_command.serve)
app.add_typer(token_commands.token, name="token")
app.command()(backup_commands.backup)
app.command()(backup_commands.backups)
app.command()(backup_commands.restore)
app.command("export-all")(export_all_command.export_all)
app.command()(erase_command.erase)
app.command()(privacy_command.privacy)
app.command()(insights_command.insights)
app.command()(batch_commands.demo)
app.command()(doctor_command.doctor)
app.command()(doctor_command.read)


def _print_version(wanted: bool) -> None:
    if wanted:
        from scribe_desktop import __version__

        typer.echo(f"scribe {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main(open_context: OpenContext, open_upkeep: OpenUpkeep, arguments: list[str] | None = None) -> None:
    """Run one command; ends the process with its exit code. `arguments` default to the process's own."""
    prepare_streams()
    # Not app(...), which would put a hook of typer's in the place of the one that writes crash reports.
    typer.main.get_command(app)(arguments, obj=Doors(open_context, open_upkeep), prog_name="scribe")
