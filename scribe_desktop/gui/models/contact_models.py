"""The privacy ledger as tables: every contact, and the hosts with their counts; their columns as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import NAMESPACE_DNS, UUID, uuid5

from scribe_desktop.domain.contact import ContactPurpose, HostSummary, StoredContact
from scribe_desktop.gui.models.paged_model import Cell, Column, PagedModel
from scribe_desktop.gui.wording import moment, number, tr

WORDS_SHOWN = 160


def purpose_word(purpose: ContactPurpose) -> str:
    """Why a host was contacted."""
    return {
        ContactPurpose.SEARCH: tr("web search"),
        ContactPurpose.PAGE: tr("page read"),
        ContactPurpose.ROBOTS: tr("what may be read there"),
        ContactPurpose.PAPERS: tr("search for papers"),
        ContactPurpose.BOOKS: tr("search for books"),
        ContactPurpose.MODEL: tr("model"),
    }[purpose]


class ContactModel(PagedModel[StoredContact]):
    """Contacts, newest first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        super().__init__(
            (
                Column("recipient", lambda: tr("Recipient"), 140, self._recipient),
                Column("host", lambda: tr("Host"), 160, _host),
                Column("sent", lambda: tr("What was sent"), 120, _sent, stretch=True),
            ),
            lambda one: contact_id(one),
        )

    def _recipient(self, one: StoredContact) -> Cell:
        return Cell(one.recipient_name or tr("for nobody in the queue"), moment(one.contact.at, self._now()))


class HostModel(PagedModel[HostSummary]):
    """Hosts, those asked most often first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        super().__init__(
            (
                Column("host", lambda: tr("Host"), 180, _host_of_summary, stretch=True),
                Column("contacts", lambda: tr("Contacts"), 80, lambda one: Cell(number(one.contacts))),
                Column("people", lambda: tr("People"), 70, lambda one: Cell(number(one.items))),
                Column("last", lambda: tr("Last"), 110, lambda one: Cell(moment(one.last, self._now()), muted=True)),
            ),
            lambda one: uuid5(NAMESPACE_DNS, f"{one.host} {one.purpose}"),
        )


def contact_id(one: StoredContact) -> UUID:
    """An entry's id for a table."""
    return UUID(int=one.number)


def _host(one: StoredContact) -> Cell:
    return Cell(one.contact.host, purpose_word(one.contact.purpose), tooltip=one.contact.host)


def _sent(one: StoredContact) -> Cell:
    words = " ".join(one.contact.sent[: 2 * WORDS_SHOWN].split())
    return Cell(words[:WORDS_SHOWN], muted=True)


def _host_of_summary(one: HostSummary) -> Cell:
    return Cell(one.host, purpose_word(one.purpose), strong=True)
