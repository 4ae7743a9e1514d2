"""Commands on a template's versions: save, versions, diff, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened, read_template
from scribe_desktop.cli.output import minute, print_json, print_table, print_text
from scribe_desktop.cli.template_parts import AddSignature, Wanted, hint_sender, named, say_entry, signed


def add_version_commands(template: typer.Typer) -> None:
    """Give `scribe template` its commands on versions."""
    template.command("save")(save)
    template.command("versions")(versions)
    template.command("diff")(diff)
    template.command("restore")(restore)


@guarded
def save(
    context: typer.Context,
    wanted: Wanted,
    file: Annotated[Path, typer.Option("--file", help="The changed text, from a text file.")],
    add_signature: AddSignature = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Keep a changed text as the newest version."""
    source = read_template(file)
    with opened(context, data_dir) as app:
        before = named(app, wanted)
        entry = app.templates.save(before.id, signed(app, source, add_signature))
        hint_sender(app, entry.source)
    same = entry.version == before.version
    say_entry(entry, "Nothing has changed." if same else f"Version {entry.version} of “{entry.title}” kept.", as_json)


@guarded
def versions(context: typer.Context, wanted: Wanted, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List a template's versions, newest first."""
    with opened(context, data_dir) as app:
        found = app.templates.versions(named(app, wanted).id)
    if as_json:
        from scribe_desktop.services.wire_format import timestamp

        print_json(
            [
                {
                    "version": one.number,
                    "made_at": timestamp(one.made_at),
                    "template_id": str(one.template.id),
                    "template_text": one.template.source,
                }
                for one in found
            ]
        )
    else:
        rows = [(str(one.number), minute(one.made_at), f"{len(one.template.source):,}") for one in found]
        print_table(("Version", "Made", "Characters"), rows)


@guarded
def diff(
    context: typer.Context,
    wanted: Wanted,
    older: Annotated[int, typer.Argument(metavar="OLDER", min=1, help="The number of one version.")],
    newer: Annotated[
        int | None, typer.Argument(metavar="NEWER", min=1, help="That of another one; else the newest.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Show what changed between two versions, word by word: [-taken out-] {+put in+}."""
    from scribe_desktop.services.version_diff import DiffKind, word_diff

    with opened(context, data_dir) as app:
        entry = named(app, wanted)
        one = app.templates.version(entry.id, older).template.source
        other = entry.source if newer is None else app.templates.version(entry.id, newer).template.source
    marks = {DiffKind.SAME: ("", ""), DiffKind.GONE: ("[-", "-]"), DiffKind.NEW: ("{+", "+}")}
    print_text("".join(f"{marks[part.kind][0]}{part.text}{marks[part.kind][1]}" for part in word_diff(one, other)))


@guarded
def restore(
    context: typer.Context,
    wanted: Wanted,
    version: Annotated[int, typer.Argument(metavar="VERSION", min=1, help="From: scribe template versions NAME")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an older version the newest again."""
    with opened(context, data_dir) as app:
        entry = app.templates.restore(named(app, wanted).id, version)
    say_entry(entry, f"Version {version} is back, as version {entry.version}.", as_json)
