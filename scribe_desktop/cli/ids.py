"""Ids on the command line: whole, or the beginning of one where nothing else begins so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.domain.id_beginning import SHORTEST, id_range
from scribe_desktop.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

NAMED = 5
"""Ids that are named where several begin so."""


def draft_id(app: AppContext, text: str) -> UUID:
    """The id of a draft. Raises InputError for what is none or begins several, NotFoundError."""
    return _chosen(text, "email", _drafts(app, text), "draft")


def draft_ids(app: AppContext, texts: Iterable[str]) -> list[UUID]:
    """The ids of drafts, in this order. Raises as `draft_id`."""
    return [draft_id(app, one) for one in texts]


def item_id(app: AppContext, text: str) -> UUID:
    """The id of a queue item. Raises InputError for what is none or begins several, NotFoundError."""
    return _chosen(text, "queue item", _items(app, text), "queue item")


def item_or_draft_id(app: AppContext, text: str) -> UUID:
    """The id of a queue item or of a draft. Raises InputError for what is none or begins several, NotFoundError."""
    return _chosen(text, "queue item", [*_items(app, text), *_drafts(app, text)], "queue item or draft")


def _drafts(app: AppContext, text: str) -> list[UUID]:
    span = id_range(text)
    return app.emails.ids_between(*span, NAMED + 1) if span else []


def _items(app: AppContext, text: str) -> list[UUID]:
    span = id_range(text)
    return app.queue.ids_between(*span, NAMED + 1) if span else []


def _chosen(text: str, what: str, found: list[UUID], word: str) -> UUID:
    span = id_range(text)
    if span is None:
        raise InputError(
            f"Invalid {what} ID format: {text!r}. Copy the id from the list; its first {SHORTEST} characters will do "
            "where no other id begins so."
        )
    first, last = span
    if first == last:
        return first  # what there is no such thing of is told by whoever looks for it
    if not found:
        raise NotFoundError(f"There is no {word} whose id begins with {text}. Copy it from the list.")
    if len(found) > 1:
        named = ", ".join(str(one) for one in found[:NAMED]) + (", …" if len(found) > NAMED else "")
        raise InputError(f"Several ids begin with {text}: {named}. Give more of the one you mean.")
    return found[0]
