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
