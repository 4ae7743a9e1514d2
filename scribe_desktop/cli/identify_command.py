"""The command identify: which of the people of one name is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from scribe_desktop.cli.guard import ExitCode, guarded
from scribe_desktop.cli.ids import item_or_draft_id
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_json, print_text, say
from scribe_desktop.domain.id_part import id_part
from scribe_desktop.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.services.identity_choices import WhoIsIt


@guarded
def identify(
    context: typer.Context,
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="WHO",
            help="The draft's id, its queue item's, or the recipient's address or name; without it, all in doubt.",
        ),
    ] = None,
    choose: Annotated[
        int | None,
        typer.Option("--choose", metavar="N", min=1, help="It is the one with this number.", show_default=False),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="It is none of them.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Take the choice back.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> ExitCode | None:
    """Say who is meant where several people share a name. The draft is written again, and later lists do not ask."""
    if (choose is not None) + none + forget > 1:
        raise InputError("Choose one of --choose, --none and --forget.")
    if which is None and (choose is not None or none or forget):
        raise InputError("Say which draft, by its id in the list of `scribe identify`: scribe identify ID --choose N")
    with opened(context, data_dir) as app:
        if which is None:
            _list(app.identities.in_doubt(), as_json)
            return None
        draft_id = _draft_id(app, which)
        asked = app.identities.about(draft_id)
        if choose is not None:
            asked = app.identities.choose(draft_id, _key(asked, choose))
        elif none:
            asked = app.identities.choose(draft_id, "")
        elif forget:
            asked = app.identities.forget(draft_id)
    if as_json:
        print_json(_document(asked))
    elif choose is not None or none:
        label = asked.answer.label if asked.answer else "none of those found"
        print_text(f"{asked.draft.recipient_name}: {label}. The draft is written again.")
        say(f"Remembered for this person. Take it back with: scribe identify {draft_id} --forget")
    elif forget:
        print_text(f"{asked.draft.recipient_name}: your choice is taken back.")
    else:
        _print(asked)
    return None


def _draft_id(app: AppContext, which: str) -> UUID:
    """By id, address or name; a name may look like a part of an id, and then it is the name."""
    try:
        return UUID(which)
    except ValueError:
        pass
    try:
        return app.identities.draft_to(which)
    except NotFoundError:
        if id_part(which) is None:
            raise
    return item_or_draft_id(app, which)


def _list(questions: list[WhoIsIt], as_json: bool) -> None:
    if as_json:
        print_json([_document(one) for one in questions])
        return
    if not questions:
        print_text("No draft is in doubt about who is meant.")
        return
    for at, one in enumerate(questions):
        if at:
            print_text("")
        _print(one)
    say("\nSay who it is, or --none in place of --choose N, with: scribe identify ID --choose N")


def _print(asked: WhoIsIt) -> None:
    from scribe_desktop.pipeline.reasons import reason_to_choose

    recipient = asked.item.recipient
    row = " · ".join(part for part in (recipient.affiliation, recipient.interest, recipient.email) if part)
    print_text(f"{recipient.name}{f' ({row})' if row else ''}\n  draft {asked.draft.id}")
    if asked.doubt:
        print_text(f"  In doubt: {asked.doubt}.")
    if asked.chosen == "":
        print_text("  You said that it is none of these.")
    if not asked.candidates:
        print_text("  There is nobody to choose among: check the draft, or add an affiliation or homepage to the row.")
    for number, one in enumerate(asked.candidates, 1):
        mark = " (chosen by you)" if asked.chosen == one.key else " (fits best)" if one.suggested else ""
        print_text(f"  {number}. {one.label}{mark}")
        if one.topics:
            print_text(f"     about {', '.join(one.topics)}")
        for page in one.pages:
            print_text(f"     {page.title} · {page.url}\n       {reason_to_choose(page)}")


def _document(asked: WhoIsIt) -> dict[str, Any]:
    from scribe_desktop.pipeline.reasons import candidate_json

    numbered = enumerate(asked.candidates, 1)
    return {
        "email_id": str(asked.draft.id),
        "queue_item_id": str(asked.item.id),
        "recipient_name": asked.draft.recipient_name,
        "review_state": asked.draft.review_state.value,
        "doubt": asked.doubt,
        "candidates": [{"number": number, **candidate_json(one)} for number, one in numbered],
        "chosen": asked.chosen or None,
        "none_of_these": asked.chosen == "",
    }


def _key(asked: WhoIsIt, number: int) -> str:
    if number > len(asked.candidates):
        count = len(asked.candidates)
        found = "1 candidate" if count == 1 else f"{count} candidates"
        raise InputError(
            f"There is no candidate {number}: this draft has {found}. See: scribe identify {asked.draft.id}"
        )
    return asked.candidates[number - 1].key
