"""Commands on the library of templates; `template_version_commands` adds those on the versions of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened, read_template
from scribe_desktop.cli.output import minute, print_advice, print_json, print_table, print_text, say
from scribe_desktop.cli.template_from_resume import ResumeOptions, make_from_resume
from scribe_desktop.cli.template_parts import (
    AddSignature,
    Wanted,
    entry_json,
    hint_sender,
    own,
    say_entry,
    signed,
    versions_word,
)
from scribe_desktop.cli.template_version_commands import add_version_commands
from scribe_desktop.config.shell import quoted
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.domain.template_family import EntryKind
from scribe_desktop.errors import InputError
from scribe_desktop.pipeline.letter_form import Ask

RESUME = "With --from-resume"
"""Heading, in the help, of the options that only then mean something."""

template = typer.Typer(help="List, write and change templates.", no_args_is_help=True)


@template.command("list")
@guarded
def list_templates(
    context: typer.Context,
    archived: Annotated[bool, typer.Option("--archived", help="List the archived ones instead.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List templates, the last changed first; texts that were used without a name come last."""
    with opened(context, data_dir) as app:
        entries = app.templates.entries(archived)
    if as_json:
        print_json([entry_json(one) for one in entries])
    elif entries:
        rows = [(one.title, versions_word(one), minute(one.changed_at), str(one.id)) for one in entries]
        print_table(("Template", "Versions", "Changed", "Id"), rows)
    elif archived:
        print_text("No template is archived.")
    else:
        print_advice("There are no templates yet. See some to begin with: scribe template starters")


@template.command("show")
@guarded
def show(
    context: typer.Context,
    wanted: Wanted,
    version: Annotated[int | None, typer.Option("--version", min=1, help="An older version.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print a template's text."""
    with opened(context, data_dir) as app:
        entry = app.templates.pick(wanted)
        source = entry.source if version is None else app.templates.version(entry.id, version).template.source
    if as_json:
        print_json({**entry_json(entry), "template_text": source, "version": version or entry.version or None})
    else:
        print_text(source)


@template.command("starters")
@guarded
def starters(context: typer.Context, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Print the three templates to begin with."""
    with opened(context, data_dir) as app:
        found = app.templates.starters()
    if as_json:
        print_json([entry_json(one) for one in found])
        return
    for one in found:
        print_text(f"{one.title}\n{'─' * len(one.title)}\n{one.source}\n")
    say(f"Use one as it is with: scribe run FILE --template {quoted(found[0].title)}")
    say("Keep it under a name of your own, to change it, with: scribe template new NAME --starter STARTER")


@template.command("new")
@guarded
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you call it.")],
    file: Annotated[Path | None, typer.Option("--file", help="Its text, from a text file.")] = None,
    starter: Annotated[
        str | None, typer.Option("--starter", help="One to begin with, from: scribe template starters")
    ] = None,
    from_resume: Annotated[
        Path | None, typer.Option("--from-resume", metavar="PDF", help="Make it from your résumé.")
    ] = None,
    kind: Annotated[TemplateType, typer.Option("--kind", help="What the letter is about.", rich_help_panel=RESUME)] = (
        TemplateType.RESEARCH
    ),
    ask: Annotated[Ask | None, typer.Option("--ask", help="What the letter asks for.", rich_help_panel=RESUME)] = None,
    own_ask: Annotated[
        str, typer.Option("--question", help="What the letter asks for, in your words.", rich_help_panel=RESUME)
    ] = "",
    who: Annotated[
        str | None, typer.Option("--who", help="What stands behind “I am” in the letter.", rich_help_panel=RESUME)
    ] = None,
    done: Annotated[
        str | None, typer.Option("--done", help="What stands behind “I have worked on”.", rich_help_panel=RESUME)
    ] = None,
    model: Annotated[
        bool | None,
        typer.Option(
            "--model/--no-model",
            help="Let the model in Settings write it, or fill in a form without one.",
            rich_help_panel=RESUME,
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Send the résumé to the model without asking.", rich_help_panel=RESUME)
    ] = False,
    add_signature: AddSignature = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Keep a new template: from a file, one to begin with, or your résumé as a PDF."""
    given = [one for one in (file, starter, from_resume) if one is not None]
    if len(given) != 1:
        raise InputError("Say what the template is made of: --file FILE, --starter NAME or --from-resume FILE.pdf.")
    left_out: list[dict[str, str]] = []
    with opened(context, data_dir) as app:
        if file is not None:
            source = read_template(file)
        elif starter is not None:
            source = app.templates.pick(starter).source
        else:
            assert from_resume is not None
            options = ResumeOptions(kind, ask, own_ask, who, done, model, yes, quiet=as_json)
            drafted = make_from_resume(app, from_resume, options)
            source = drafted.source
            left_out = [{"text": one.text, "reason": one.reason} for one in drafted.dropped]
        entry = app.templates.create(signed(app, source, add_signature), name)
        hint_sender(app, entry.source)
    for one in left_out:
        say(f"Left out: {one['text']} – {one['reason']}")
    if as_json:
        print_json({**entry_json(entry), "left_out": left_out})
    else:
        print_advice(f"Template “{entry.title}” kept. Read it with: scribe template show {quoted(entry.title)}")


add_version_commands(template)


@template.command("rename")
@guarded
def rename(
    context: typer.Context,
    wanted: Wanted,
    name: Annotated[str, typer.Argument(metavar="NEW-NAME", help="What you call it from now on.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Give a template another name; a text that was used without one becomes a named template."""
    with opened(context, data_dir) as app:
        entry = app.templates.rename(app.templates.pick(wanted).id, name)
    say_entry(entry, f"It is called “{entry.title}” now.", as_json)


@template.command("duplicate")
@guarded
def duplicate(
    context: typer.Context,
    wanted: Wanted,
    name: Annotated[str | None, typer.Argument(metavar="NEW-NAME", help="What you call the copy.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Copy the newest text to a template of its own."""
    with opened(context, data_dir) as app:
        picked = app.templates.pick(wanted)
        if picked.kind is EntryKind.STARTER:
            entry = app.templates.create(picked.source, name or app.templates.free_name(picked.title))
        else:
            entry = app.templates.duplicate(picked.id, name)
    say_entry(entry, f"Copied to “{entry.title}”.", as_json)


@template.command("archive")
@guarded
def archive(
    context: typer.Context,
    wanted: Wanted,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back in sight.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put a template out of sight, with all its versions, or bring it back."""
    with opened(context, data_dir) as app:
        picked = own(app, wanted)
        entry = app.templates.unarchive(picked.id) if undo else app.templates.archive(picked.id)
    say_entry(entry, f"“{entry.title}” is {'back' if undo else 'archived'}.", as_json)


@template.command("delete")
@guarded
def delete(
    context: typer.Context,
    wanted: Wanted,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Delete a template with its versions. Drafts that were written with it keep its text."""
    with opened(context, data_dir) as app:
        entry = own(app, wanted)
        if not yes:
            typer.confirm(f"Delete “{entry.title}” with {versions_word(entry)}?", abort=True, err=True)
        app.templates.delete(entry.id)
    message = f"“{entry.title}” deleted"
    print_json({"id": str(entry.id), "message": message}) if as_json else print_text(message)


@template.command("export")
@guarded
def export(
    context: typer.Context,
    wanted: Wanted,
    out: Annotated[Path, typer.Option("--out", help="The text file to write.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a template's newest text to a file."""
    from scribe_desktop.services.template_files import write_template

    with opened(context, data_dir) as app:
        entry = app.templates.pick(wanted)
    write_template(entry.source, out)
    print_json({"file": str(out)}) if as_json else print_text(f"Written to {out}")
