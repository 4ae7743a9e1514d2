"""A contact with the outside: which host was asked, when, and what was sent there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ContactPurpose(StrEnum):
    """Why a host was contacted."""

    SEARCH = "search"
    PAGE = "page"
    ROBOTS = "robots"
    PAPERS = "papers"
    BOOKS = "books"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the privacy ledger.

    `host` is the name that was connected to, with its port unless it is the usual one. `sent` is what left this
    computer, in words: the search words, the address of the page, the prompt; never a key. `item_id` is None for what
    the person did outside the queue.
    """

    item_id: UUID | None
    at: datetime
    purpose: ContactPurpose
    host: str
    sent: str


@dataclass(frozen=True, slots=True)
class StoredContact:
    """An entry as it is kept: `number` grows with each, `recipient_name` is whose item it was for, if any."""

    number: int
    contact: Contact
    recipient_name: str | None = None


@dataclass(frozen=True, slots=True)
class HostSummary:
    """One host over all entries for one purpose: how often it was asked, for how many items, and when."""

    host: str
    purpose: ContactPurpose
    contacts: int
    items: int
    first: datetime
    last: datetime
