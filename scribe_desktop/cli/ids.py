"""Ids on the command line: whole, or the beginning or end of one where no other begins or ends so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.domain.id_part import SHORTEST, id_part
from scribe_desktop.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

NAMED = 5
"""Ids that are named where several begin or end so."""


def draft_id(app: AppContext, text: str) -> UUID:
    """The id of a draft. Raises InputError for what is none or names several, NotFoundError."""
    return _chosen(text, "email", _drafts(app, text), "draft")


def draft_ids(app: AppContext, texts: Iterable[str]) -> list[UUID]:
    """The ids of drafts, in this order. Raises as `draft_id`."""
    return [draft_id(app, one) for one in texts]


def item_id(app: AppContext, text: str) -> UUID:
    """The id of a queue item. Raises InputError for what is none or names several, NotFoundError."""
    return _chosen(text, "queue item", _items(app, text), "queue item")


def item_or_draft_id(app: AppContext, text: str) -> UUID:
    """The id of a queue item or of a draft. Raises InputError for what is none or names several, NotFoundError."""
    return _chosen(text, "queue item", [*_items(app, text), *_drafts(app, text)], "queue item or draft")


def _drafts(app: AppContext, text: str) -> list[UUID]:
    part = id_part(text)
    return app.emails.ids_named(part, NAMED + 1) if part else []


def _items(app: AppContext, text: str) -> list[UUID]:
    part = id_part(text)
    return app.queue.ids_named(part, NAMED + 1) if part else []


def _chosen(text: str, what: str, found: list[UUID], word: str) -> UUID:
    part = id_part(text)
    if part is None:
        raise InputError(
            f"Invalid {what} ID format: {text!r}. Copy the id from the list; its first or last {SHORTEST} characters "
            "will do where no other id begins or ends so."
        )
    if part.whole:
        return part.whole  # what there is no such thing of is told by whoever looks for it
    if not found:
        raise NotFoundError(f"There is no {word} whose id begins or ends with {text}. Copy it from the list.")
    if len(found) > 1:
        named = ", ".join(str(one) for one in found[:NAMED]) + (", …" if len(found) > NAMED else "")
        begin_so = all(part.first <= one <= part.last for one in found)
        what, more = ("begin", f"the last {SHORTEST} characters") if begin_so else ("begin or end", "more")
        raise InputError(f"Several ids {what} with {text}: {named}. Give {more} of the one you mean.")
    return found[0]
