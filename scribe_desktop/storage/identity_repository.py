"""Whom the person chose among people of one name (the IdentityRepository port)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.namesake import PersonChoice
from scribe_desktop.storage import orm

_choices, _emails = orm.identity_choices, orm.emails


class SqlIdentityRepository:
    """Choices by the keys of a person; one that has several keys is stored once for each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, keys: Sequence[str]) -> PersonChoice | None:
        """The choice under the first of the keys that has one."""
        rows = self._connection.execute(select(_choices).where(_choices.c.person_key.in_(keys)))
        found = {row.person_key: row for row in rows}
        first = next((found[key] for key in keys if key in found), None)
        return None if first is None else PersonChoice.from_json(first.choice_id, first.chosen_at, first.choice)

    def put(self, choice: PersonChoice, keys: Sequence[str]) -> None:
        """Remember a choice under these keys, in place of earlier ones."""
        self.forget(keys)
        row = {"choice_id": choice.id, "chosen_at": choice.chosen_at, "choice": choice.to_json()}
        self._connection.execute(insert(_choices), [{**row, "person_key": key} for key in keys])

    def forget(self, keys: Sequence[str]) -> int:
        """Forget the choices under these keys, whole, under their other keys too; how many there were."""
        under = select(_choices.c.choice_id).where(_choices.c.person_key.in_(keys))
        ids = set(self._connection.execute(under).scalars())
        if ids:
            self._connection.execute(delete(_choices).where(_choices.c.choice_id.in_(ids)))
        return len(ids)

    def in_doubt(self) -> list[UUID]:
        """Open drafts (needs review or ready) that have an identity_doubt in their metadata, oldest first."""
        return self._open_with("identity_doubt")

    def settled(self) -> list[UUID]:
        """Open drafts that have an identity_choice in their metadata, oldest first."""
        return self._open_with("identity_choice")

    def _open_with(self, key: str) -> list[UUID]:
        open_states = (ReviewState.NEEDS_REVIEW, ReviewState.READY)
        has_it = _emails.c.metadata[key].as_string().is_not(None)
        drafts = select(_emails.c.id).where(_emails.c.review_state.in_(open_states), has_it)
        return list(self._connection.execute(drafts.order_by(_emails.c.created_at, _emails.c.sequence)).scalars())
