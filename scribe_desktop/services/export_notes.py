"""What a person should know of an export: what is not reviewed, who gets two, which files were replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.services.export_folder import Exported

NAMED = 8
"""People or files that are named; the others are counted."""


def notes_on(drafts: Sequence[EmailDraft], exported: Exported) -> tuple[str, ...]:
    """Sentences on what was written, the most important first; none when there is nothing to know."""
    return tuple(one for one in (*_unreviewed(drafts), *_shared(drafts), *_files(exported)) if one)


def named(words: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    every = list(words)
    shown = ", ".join(every[:NAMED])
    return f"{shown} and {len(every) - NAMED:,} more" if len(every) > NAMED else shown


def _unreviewed(drafts: Sequence[EmailDraft]) -> Iterable[str]:
    for state, one, many in (
        (ReviewState.NEEDS_REVIEW, "still needs your review before sending", "still need your review before sending"),
        (ReviewState.READY, "is not approved yet", "are not approved yet"),
    ):
        names = [draft.recipient_name for draft in drafts if draft.review_state is state]
        if names:
            yield f"{len(names):,} of them {one if len(names) == 1 else many}: {named(names)}."


def _shared(drafts: Sequence[EmailDraft]) -> Iterable[str]:
    by_address: dict[str, list[EmailDraft]] = {}
    for draft in drafts:
        if draft.recipient_email:
            by_address.setdefault(draft.recipient_email.strip().casefold(), []).append(draft)
    shared = [several for several in by_address.values() if len(several) > 1]
    for several in shared[:NAMED]:
        names = named(one.recipient_name for one in several)
        yield f"{len(several)} of them go to one address, {several[0].recipient_email}: {names}."
    if len(shared) > NAMED:
        yield f"{len(shared) - NAMED:,} more addresses get several."


def _files(exported: Exported) -> Iterable[str]:
    if exported.replaced:
        files = named(path.name for path in exported.replaced)
        what = "1 file" if len(exported.replaced) == 1 else f"{len(exported.replaced):,} files"
        yield f"{what} of an earlier export replaced: {files}."
    if exported.kept:
        files = named(path.name for path in exported.kept)
        yield f"Changed by you since an earlier export, so left as they are, with new files beside them: {files}."
