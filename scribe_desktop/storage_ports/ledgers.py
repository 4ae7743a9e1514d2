"""The books that are kept: who was asked for what, and what the model cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from scribe_desktop.domain.contact import Contact, ContactPurpose, HostSummary, StoredContact
from scribe_desktop.domain.spending import CallTotals, ModelCall


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """Which entries of the privacy ledger to list, newest first unless `oldest_first`.

    `text` matches anywhere in the host or, whatever the case, in the recipient's name. `after` keeps what
    comes after the entry of that number in the order: reading on from it is quick however many there are.
    """

    item_ids: frozenset[UUID] = frozenset()
    purposes: frozenset[ContactPurpose] = frozenset()
    text: str = ""
    oldest_first: bool = False
    after: int | None = None
    limit: int | None = None
    offset: int = 0


class ContactRepository(Protocol):
    """The privacy ledger's entries."""

    def add(self, contact: Contact) -> None:
        """Keep one."""
        ...

    def find(self, query: ContactQuery) -> list[StoredContact]:
        """The query's page, in its order."""
        ...

    def count(self, query: ContactQuery) -> int:
        """How many the query has without its limit, offset and `after`."""
        ...

    def hosts(self) -> list[HostSummary]:
        """All hosts, by purpose, those asked most often first."""
        ...


class ModelCallRepository(Protocol):
    """What the model cost, call by call."""

    def add(self, call: ModelCall) -> None:
        """Keep one."""
        ...

    def of_items(self, item_ids: Iterable[UUID]) -> CallTotals:
        """The sum for these items."""
        ...

    def of_shown(self, finished_after: datetime) -> CallTotals:
        """The sum for the items of the queue, those that finished before then left out."""
        ...

    def between(self, start: datetime, end: datetime) -> CallTotals:
        """The sum of what was asked from `start` on and before `end`."""
        ...

    def first_at(self) -> datetime | None:
        """When the first call was made; None while there is none."""
        ...

    def recent(self, model: str, kind: str, limit: int) -> CallTotals:
        """The sum of the model's last `limit` questions of this kind that it answered."""
        ...
