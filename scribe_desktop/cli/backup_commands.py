"""Commands on backups: backup, backups, restore."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened, upkeep
from scribe_desktop.cli.output import minute, print_advice, print_json, print_table, print_text, say
from scribe_desktop.cli.progress import counting
from scribe_desktop.domain.backup import Backup, BackupCheck, BackupReason, Restored
from scribe_desktop.errors import InputError

if TYPE_CHECKING:
    from scribe_desktop.services.upkeep import Upkeep

WHY = {
    BackupReason.SCHEDULED: "while working",
    BackupReason.MANUAL: "asked for",
    BackupReason.MIGRATION: "before a new version",
}

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@guarded
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write this file instead; it must not be there yet.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a backup of people, drafts and templates now."""
    with opened(context, data_dir) as app, counting("Backing up"):
        made = app.backups.back_up(to.expanduser().absolute() if to else None)
    if as_json:
        print_json(_backup_json(made))
    else:
        print_text(f"{made.path} ({_size(made.size)}), whole and checked.")


@guarded
def backups(context: typer.Context, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the backups, newest first, and whether each can be put back."""
    found = upkeep(context, data_dir).backups
    with counting("Checking"):
        checked = [(one, found.check(one.path)) for one in found.find()]
    if as_json:
        print_json([_backup_json(one) | _check_json(check) for one, check in checked])
    elif checked:
        columns = ("Made", "Why", "Size", "State", "People", "Drafts", "Name")
        print_table(columns, [_cells(one, check) for one, check in checked])
        print_advice("The database that one of them replaces is kept aside. Put it back with: scribe restore NAME")
    else:
        print_advice("There are no backups yet. Make one with: scribe backup")


@guarded
def restore(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(metavar="NAME-or-FILE", help="A file, or the beginning of a name, from: scribe backups"),
    ] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The newest backup that is good.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Start with an empty database.")] = False,
    yes: Yes = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup in place of the database, which is set aside and never deleted."""
    if (source is not None) + newest + empty != 1:
        raise InputError("Say what to put in place: a NAME from `scribe backups`, a FILE, --newest or --empty.")
    keeper = upkeep(context, data_dir)
    chosen = None if empty else _chosen(keeper, source)
    if chosen is None:
        say(f"The queue in {keeper.paths.root} will be empty.")
    else:
        path, check = chosen
        say(f"{path} has {check.items:,} in the queue and {check.drafts:,} drafts. What came later is not in it.")
    say("The present database is set aside in a folder beside it, and kept.")
    _confirm(yes)
    restored = keeper.backups.start_empty() if chosen is None else keeper.backups.restore(chosen[0])
    with opened(context, data_dir) as app:  # an older one is brought up to date by this
        counts = app.queue.counts()
    _tell(restored, as_json, counts.pending)


def _chosen(keeper: Upkeep, source: str | None) -> tuple[Path, BackupCheck]:
    with counting("Checking"):
        if source is None:
            newest = keeper.backups.newest_good()
            if newest is None:
                raise InputError(
                    f"There is no backup in {keeper.paths.backups} that can be put in place. Give a file of your own, "
                    "or start empty with: scribe restore --empty"
                )
            return newest[0].path, newest[1]
        path = keeper.backups.pick(source)
        check = keeper.backups.check(path)
        # A database beside its -wal can be more than the file alone; restoring looks at both.
        if not check.good and not path.with_name(path.name + "-wal").exists():
            raise InputError(f"{path} cannot be put in place. {check.problem} See the others with: scribe backups")
    return path.absolute(), check


def _confirm(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError("Nothing was changed. To go on without being asked, say --yes.")
    if not typer.confirm("Go on?", err=True):
        raise InputError("Nothing was changed.")


def _tell(restored: Restored, as_json: bool, waiting: int) -> None:
    if as_json:
        aside = str(restored.aside) if restored.aside else None
        print_json({"set_aside": aside, "tokens_ended": restored.tokens_ended, "waiting": waiting})
        return
    print_text(f"Done. {waiting:,} waiting in the queue.")
    if restored.aside:
        print_text(f"The database that was there is in {restored.aside}")
    if restored.tokens_ended:
        print_advice("Tokens of the local API were ended. Make new ones with: scribe token create NAME")


def _cells(one: Backup, check: BackupCheck) -> tuple[str, ...]:
    state = "good" if check.good else check.problem
    counts = (f"{check.items:,}", f"{check.drafts:,}") if check.good else ("", "")
    return (minute(one.at), WHY[one.reason], _size(one.size), state, *counts, one.name)


def _backup_json(one: Backup) -> dict[str, Any]:
    from scribe_desktop.services.wire_format import timestamp

    return {
        "name": one.name,
        "path": str(one.path),
        "at": timestamp(one.at),
        "reason": one.reason.value,
        "size": one.size,
    }


def _check_json(check: BackupCheck) -> dict[str, Any]:
    return {
        "good": check.good,
        "problem": check.problem or None,
        "revision": check.revision,
        "items": check.items if check.good else None,
        "drafts": check.drafts if check.good else None,
    }


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
