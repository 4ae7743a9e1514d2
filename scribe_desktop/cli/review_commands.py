"""Commands that review drafts: email approve, confirm, discard, reopen, edit, regenerate, versions, restore."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from scribe_desktop.cli.found_text import finding_words
from scribe_desktop.cli.guard import ExitCode, guarded
from scribe_desktop.cli.ids import draft_id, draft_ids
from scribe_desktop.cli.options import AsJson, Composer, DataDir, opened
from scribe_desktop.cli.output import print_advice, print_json, print_table, print_text, say
from scribe_desktop.domain.email import EmailDraft, EmailVersion, ReviewState
from scribe_desktop.errors import InputError, NotFoundError, ReviewError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

EmailId = Annotated[str, typer.Argument(metavar="ID", help="The draft's id, from: scribe email list")]
EmailIds = Annotated[list[str], typer.Argument(metavar="ID", help="Ids of drafts, from: scribe email list")]


def add_review_commands(email: typer.Typer) -> None:
    """Add them to `scribe email`."""
    for name, command in (
        ("approve", approve),
        ("confirm", confirm),
        ("discard", discard),
        ("reopen", reopen),
        ("edit", edit),
        ("regenerate", regenerate),
        ("versions", versions),
        ("restore", restore),
    ):
        email.command(name)(guarded(command))


def approve(
    context: typer.Context,
    email_ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Ids of drafts, from: scribe email list")
    ] = None,
    all_ready: Annotated[bool, typer.Option("--all-ready", help="All that have nothing left to check.")] = False,
    even_if_similar: Annotated[
        bool, typer.Option("--even-if-similar", help="Those too that are almost the same as another draft.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Approve drafts: their text and what they rest on stay as they are from then on. Nothing is sent."""
    if bool(email_ids) == all_ready:
        raise InputError("Name the drafts to approve, or give --all-ready.")
    with opened(context, data_dir) as app:
        ids = draft_ids(app, email_ids or ())
        left_out: list[EmailDraft] = []
        to_review = app.emails.state_counts().get(ReviewState.NEEDS_REVIEW, 0) if all_ready else 0
        if all_ready:
            ready = app.emails.ready()
            ids = [*ready.to_approve, *(one.id for one in ready.similar if even_if_similar)]
            left_out = [] if even_if_similar else list(ready.similar)
            even_if_similar = True  # which of them are too like another was looked up just now
        done, refused = _each(ids, lambda one: app.emails.approve(one, even_if_similar), quiet=as_json)
    for draft in left_out:
        assert draft.similar is not None
        if not as_json:
            say(f"Left out: {draft.recipient_name} ({draft.id}). {draft.similar.sentence}")
    if left_out and not as_json:
        say("Approve those too with --even-if-similar, or change them.")
    if to_review and not as_json:
        need = "1 draft needs" if to_review == 1 else f"{to_review:,} drafts need"
        say(f"{need} your review first. See which with: scribe email list --state needs_review")
    return _report(done, refused, "approved", as_json, left_out=[str(one.id) for one in left_out])


def confirm(
    context: typer.Context,
    email_id: EmailId,
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER", min=1, help="Of what is to check, from: scribe email show ID")
    ],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Say that you know what is to check in a draft to be true. That is kept with the draft."""
    with opened(context, data_dir) as app:
        draft = app.emails.confirm_all(draft_id(app, email_id), [number - 1 for number in numbers])
        if as_json:
            _show(app, draft, as_json)
            return
    for number in dict.fromkeys(numbers):
        print_text(f"Confirmed by you: {finding_words(draft.findings[number - 1])}")
    still = len(draft.open_findings)
    if still:
        print_advice(f"{still} more to check. See: scribe email show {draft.id}")
    else:
        print_advice(f"Nothing is left to check. Approve it with: scribe email approve {draft.id}")


def discard(context: typer.Context, email_ids: EmailIds, data_dir: DataDir = None, as_json: AsJson = False) -> ExitCode:
    """Put drafts away; they can be reopened."""
    with opened(context, data_dir) as app:
        done, refused = _each(draft_ids(app, email_ids), app.emails.discard, quiet=as_json)
    return _report(done, refused, "discarded", as_json)


def reopen(context: typer.Context, email_ids: EmailIds, data_dir: DataDir = None, as_json: AsJson = False) -> ExitCode:
    """Bring approved or discarded drafts back to be reviewed."""
    with opened(context, data_dir) as app:
        done, refused = _each(draft_ids(app, email_ids), app.emails.reopen, quiet=as_json)
    return _report(done, refused, "reopened", as_json)


def edit(
    context: typer.Context,
    email_id: EmailId,
    subject: Annotated[str | None, typer.Option("--subject", help="The new subject.", show_default=False)] = None,
    body: Annotated[
        Path | None, typer.Option("--body", help="A text file with the new text; - reads it from standard input.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Change the words of a draft. They are checked again; the old ones are kept as a version."""
    if subject is None and body is None:
        raise InputError("Give new words with --subject or --body FILE.")
    text = None if body is None else _read_text(body)
    with opened(context, data_dir) as app:
        before = app.emails.get(draft_id(app, email_id))
        draft = app.emails.edit(
            before.id, before.subject if subject is None else subject, before.body if text is None else text
        )
        _show(app, draft, as_json)


def regenerate(
    context: typer.Context,
    email_id: EmailId,
    note: Annotated[
        str | None, typer.Option("--note", help="What should be different; needs a model.", show_default=False)
    ] = None,
    composer: Composer = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a draft again from what was found already. The old words are kept as a version."""

    def report(text: str) -> None:
        if not as_json:
            say(f"{text[:1].upper()}{text[1:]}…")

    with opened(context, data_dir, composer=composer) as app:
        draft = app.regeneration.regenerate(draft_id(app, email_id), note, token=app.new_token(None), report=report)
        _show(app, draft, as_json)


def versions(
    context: typer.Context,
    email_id: EmailId,
    diff: Annotated[
        tuple[int, int] | None, typer.Option("--diff", metavar="A B", help="What differs between two of them.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the versions of a draft, the newest last; the newest has the words of now."""
    with opened(context, data_dir) as app:
        found = app.emails.versions(draft_id(app, email_id))
    if diff is not None:
        one, other = (_version(found, number) for number in diff)
        _print_diff(one, other, as_json)
    elif as_json:
        print_json([_version_json(one) for one in found])
    else:
        rows = [
            (
                str(one.number),
                one.origin.value,
                one.made_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                one.composer or "you",
                one.subject,
                one.note or "",
            )
            for one in found
        ]
        print_table(("No.", "How", "When", "By", "Subject", "Note"), rows)


def restore(
    context: typer.Context,
    email_id: EmailId,
    number: Annotated[int, typer.Argument(metavar="VERSION", help="Its number, from: scribe email versions ID")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an earlier version the draft again. It is checked again and becomes the newest version."""
    with opened(context, data_dir) as app:
        draft = app.emails.restore(draft_id(app, email_id), number)
        _show(app, draft, as_json)


def _each(
    ids: Sequence[UUID], call: Callable[[UUID], object], quiet: bool
) -> tuple[list[UUID], list[tuple[UUID, str]]]:
    """Do it to all of them: those it was done to, and those that refused, with the sentence."""
    done: list[UUID] = []
    refused: list[tuple[UUID, str]] = []
    for one in dict.fromkeys(ids):
        try:
            call(one)
            done.append(one)
        except (ReviewError, NotFoundError) as error:
            refused.append((one, error.message))
            if not quiet:
                say(f"{one}: {error.message}")
    return done, refused


def _report(
    done: list[UUID], refused: list[tuple[UUID, str]], word: str, as_json: bool, left_out: Sequence[str] = ()
) -> ExitCode:
    if as_json:
        document = {
            word: [str(one) for one in done],
            "refused": [{"id": str(one), "error": error} for one, error in refused],
        }
        print_json({**document, "left_out": list(left_out)} if word == "approved" else document)
    else:
        print_text(f"{len(done)} {'draft' if len(done) == 1 else 'drafts'} {word}")
    return ExitCode.SOME_FAILED if refused else ExitCode.DONE


def _show(app: AppContext, draft: EmailDraft, as_json: bool) -> None:
    from scribe_desktop.cli.email_commands import print_draft
    from scribe_desktop.services.wire_format import email_json

    (draft,) = app.emails.with_similar([draft])
    if as_json:
        print_json(email_json(draft))
    else:
        print_draft(draft)


def _read_text(path: Path) -> str:
    if str(path) == "-":
        return typer.get_text_stream("stdin").read()
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The file {path} cannot be read as UTF-8 text. Check its name and how it was saved."
        ) from error


def _version(found: Sequence[EmailVersion], number: int) -> EmailVersion:
    for one in found:
        if one.number == number:
            return one
    raise InputError(f"This draft has no version {number}; it has 1 to {len(found)}.")


def _version_json(version: EmailVersion) -> dict[str, object]:
    from scribe_desktop.services.wire_format import timestamp

    return {
        "number": version.number,
        "origin": version.origin.value,
        "made_at": timestamp(version.made_at),
        "composer": version.composer,
        "note": version.note,
        "subject": version.subject,
        "email_message": version.body,
        "is_confident": not version.findings,
    }


def _print_diff(one: EmailVersion, other: EmailVersion, as_json: bool) -> None:
    """As `git diff --word-diff` marks it: [-gone-] and {+new+}."""
    from scribe_desktop.services.version_diff import DiffKind, word_diff

    marks = {DiffKind.SAME: ("", ""), DiffKind.GONE: ("[-", "-]"), DiffKind.NEW: ("{+", "+}")}
    texts = {"subject": word_diff(one.subject, other.subject), "email_message": word_diff(one.body, other.body)}
    if as_json:
        print_json(
            {name: [{"kind": part.kind.value, "text": part.text} for part in parts] for name, parts in texts.items()}
        )
        return
    subject, body = (
        "".join(f"{marks[part.kind][0]}{part.text}{marks[part.kind][1]}" for part in parts) for parts in texts.values()
    )
    print_text(f"Subject: {subject}\n\n{body}")
