"""The command that deletes everything: erase."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from scribe_desktop.cli.guard import ExitCode, guarded
from scribe_desktop.cli.options import AsJson, DataDir, upkeep
from scribe_desktop.cli.output import print_json, print_text, say
from scribe_desktop.errors import InputError
from scribe_desktop.services.erase import CONFIRMATION


@guarded
def erase(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Delete everything for good: people, drafts, templates, backups, settings, logs, and the keys in the keyring."""
    keeper = upkeep(context, data_dir)
    keeper.erase.check()
    say(
        f"This deletes for good everything that Scribe keeps in {keeper.paths.root}, the backups too, and its keys in "
        "this computer's keyring. To keep a copy, first: scribe export-all FOLDER"
    )
    _confirm(yes)
    erased = keeper.erase.erase()
    if as_json:
        print_json({"files_left": [str(one) for one in erased.files_left], "secrets_left": list(erased.secrets_left)})
    else:
        print_text(erased.sentence)
    return ExitCode.SOME_FAILED if erased.secrets_left else ExitCode.DONE


def _confirm(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError("Nothing was deleted. To go on without being asked, say --yes.")
    if typer.prompt(f"Type {CONFIRMATION} to go on", default="", show_default=False, err=True) != CONFIRMATION:
        raise InputError("Nothing was deleted.")
