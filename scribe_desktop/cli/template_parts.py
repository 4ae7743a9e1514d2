"""What the commands on templates share: picking one, signing it, and how one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scribe_desktop.cli.output import print_json, print_text, say
from scribe_desktop.config.shell import quoted
from scribe_desktop.domain.template_family import EntryKind, LibraryEntry
from scribe_desktop.errors import InputError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

Wanted = Annotated[str, typer.Argument(metavar="NAME-or-ID", help="From: scribe template list")]
AddSignature = Annotated[
    bool, typer.Option("--add-signature", help="Put the place of your signature at the end, where there is none.")
]


def own(app: AppContext, wanted: str) -> LibraryEntry:
    """A template of the person's own. Raises NotFoundError, InputError for one of the program's."""
    entry = app.templates.pick(wanted)
    if entry.kind is EntryKind.STARTER:
        raise InputError(
            f"“{entry.title}” belongs to the program. Keep a copy: scribe template new NAME --starter "
            f"{quoted(entry.title)}"
        )
    return entry


def named(app: AppContext, wanted: str) -> LibraryEntry:
    """A template with versions. Raises NotFoundError, InputError."""
    entry = own(app, wanted)
    if entry.kind is not EntryKind.NAMED:
        raise InputError(f"This text was used without a name. Name it first: scribe template rename {entry.id} NAME")
    return entry


def signed(app: AppContext, source: str, add: bool) -> str:
    """The text, with the signature's place when the person asked for it; else a word that it is missing."""
    from scribe_desktop.domain.template import parse_template
    from scribe_desktop.domain.template_signature import lacks_signature, with_signature

    if not lacks_signature(parse_template(source), app.settings.current.sender):
        return source
    if add:
        return with_signature(source)
    say("Nobody signs this letter. Add the place of your signature with --add-signature.")
    return source


def hint_sender(app: AppContext, source: str) -> None:
    """Say so when the signature is asked for and Settings have none."""
    from scribe_desktop.domain.template import parse_template, sender_values

    if "signature" in parse_template(source).names and "signature" not in sender_values(app.settings.current.sender):
        say("Your name and signature are not set, so {{ signature }} stays open: set them in the window's Settings.")


def say_entry(entry: LibraryEntry, sentence: str, as_json: bool) -> None:
    """The answer of a command that changed a template."""
    print_json(entry_json(entry)) if as_json else print_text(sentence)


def entry_json(entry: LibraryEntry) -> dict[str, Any]:
    """An entry of the library; every key is always there."""
    from scribe_desktop.services.wire_format import timestamp

    return {
        "id": str(entry.id),
        "kind": entry.kind.value,
        "name": entry.name,
        "template_id": str(entry.template_id) if entry.template_id else None,
        "version": entry.version or None,
        "changed_at": timestamp(entry.changed_at) if entry.changed_at else None,
        "archived": entry.archived,
        "template_text": entry.source,
    }


def versions_word(entry: LibraryEntry) -> str:
    """How many versions there are, in words."""
    if entry.kind is EntryKind.USED:
        return "used, no name"
    return "1 version" if entry.version == 1 else f"{entry.version} versions"
