"""Whom the person has written to already: from this library, the waiting queue, and their own sent mail."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.recipient import Recipient, normalise
from scribe_desktop.errors import InputError
from scribe_desktop.ports import Clock
from scribe_desktop.services.importing.duplicates import SeenKeys
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.sent_mail import Progress, SentMail, normalised
from scribe_desktop.services.sent_mailbox import SentMailbox
from scribe_desktop.storage_ports.queue import KnownPerson


class PastKind(StrEnum):
    """What there is of a person already."""

    SENT = "sent"  # a message in the person's own sent mail
    APPROVED = "approved"
    DRAFT = "draft"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Past:
    """What there is, and since when; `when` is None for a message without a date."""

    kind: PastKind
    when: datetime | None
    has_address: bool = True


class PastContacts:
    """The newest of each person, by address and by name. A million people in the queue take some 100 MB.

    `problem` is a sentence when the sent mail could not be read.
    """

    def __init__(self, people: Iterable[KnownPerson] = (), sent: SentMail | None = None, problem: str = "") -> None:
        self.problem = problem
        self._sent = (sent or SentMail()).latest
        self._keys = SeenKeys()
        self._pasts: list[Past] = []
        self._places: dict[Past, int] = {}
        for person in people:
            self._note(person)

    def __bool__(self) -> bool:
        return bool(self._pasts or self._sent)

    def find(self, recipient: Recipient) -> Past | None:
        """By the same address; by the name only where an address or an affiliation does not tell them apart."""
        address = normalised(recipient.email) if recipient.email else ""
        here = self._with_address(address) or self._with_name(recipient, address)
        if address in self._sent:
            mail = Past(PastKind.SENT, self._sent[address])
            if here is None or here.when is None or (mail.when is not None and mail.when > here.when):
                return mail
            if here.kind in (PastKind.WAITING, PastKind.DRAFT):
                return mail  # that one was sent; a draft was not
        return here

    def _note(self, person: KnownPerson) -> None:
        kind = _KINDS.get(person.state, PastKind.DRAFT)
        past = Past(kind, person.when, bool(person.email))
        place = self._places.get(past)
        if place is None:
            place = self._places[past] = len(self._pasts)
            self._pasts.append(past)
        if person.email:
            self._keys.first_line(("email", normalised(person.email)), place)
        name, affiliation = normalise(person.name), normalise(person.affiliation or "")
        self._keys.first_line(("name", name, affiliation), place)
        self._keys.first_line(("name", name), place)

    def _with_address(self, address: str) -> Past | None:
        return self._at(("email", address)) if address else None

    def _with_name(self, recipient: Recipient, address: str) -> Past | None:
        name, affiliation = normalise(recipient.name), normalise(recipient.affiliation or "")
        if affiliation:
            found = self._at(("name", name, affiliation)) or self._at(("name", name, ""))
        else:
            found = self._at(("name", name))
        return None if found is None or (address and found.has_address) else found

    def _at(self, key: tuple[str, ...]) -> Past | None:
        place = self._keys.find(key) if self._pasts else None
        return None if place is None else self._pasts[place]


class WritingHistory:
    """What the front doors ask about earlier emails."""

    def __init__(self, queue: QueueService, mailbox: SentMailbox, clock: Clock) -> None:
        self._queue = queue
        self.mailbox = mailbox
        self._clock = clock

    def read(self, progress: Progress | None = None) -> PastContacts:
        """Everything there is now; sent mail that cannot be read is a `problem`, not an error.

        Takes seconds with a large library or mailbox. Raises StorageError, and what `progress` raises.
        """
        sent, problem = SentMail(), ""
        try:
            sent = self.mailbox.read(progress)
        except InputError as error:
            problem = error.message
        return PastContacts(self._queue.known_people(), sent, problem)

    def already_wrote(self, address: str | None, draft_id: UUID | None = None) -> str | None:
        """A sentence when this address was written to before, for the person who is about to approve a draft to it.

        Says what the sent mail has, else another approved draft (`draft_id` is the one being looked at). Never in the
        GUI thread. Raises StorageError.
        """
        if not address:
            return None
        try:
            latest = self.mailbox.known().latest
        except InputError:
            latest = {}
        if (one := normalised(address)) in latest:
            return sentence(Past(PastKind.SENT, latest[one]))
        for person in self._queue.known_people(address):
            if person.state is ReviewState.APPROVED and person.email_id != draft_id:
                return sentence(Past(PastKind.APPROVED, person.when))
        return None

    def reason(self, past: PastContacts) -> Callable[[Recipient], str | None]:
        """Why a row of a file is left out: "is Prof. Varnholt, who waits in the queue since 2 March 2026"."""

        def of(recipient: Recipient) -> str | None:
            found = past.find(recipient) if past else None
            return None if found is None else _reason(recipient.name, found)

        return of


_KINDS = {None: PastKind.WAITING, ReviewState.APPROVED: PastKind.APPROVED}
_WHO = {
    PastKind.SENT: "to whom you wrote on {day}",
    PastKind.APPROVED: "to whom an email was approved on {day}",
    PastKind.DRAFT: "who has a draft of {day}",
    PastKind.WAITING: "who waits in the queue since {day}",
}


def sentence(past: Past) -> str:
    """ "You wrote to this address on 3 March 2025."."""
    if past.when is None:
        return "You wrote to this address before."
    words = {
        PastKind.SENT: "You wrote to this address on {day}.",
        PastKind.APPROVED: "You approved another email to this address on {day}.",
        PastKind.DRAFT: "There is another draft to this address, of {day}.",
        PastKind.WAITING: "This address waits in the queue since {day}.",
    }[past.kind]
    return words.format(day=_day(past.when))


def _reason(name: str, past: Past) -> str:
    who = "to whom you wrote before" if past.when is None else _WHO[past.kind].format(day=_day(past.when))
    return f"is {name}, {who}"


def _day(when: datetime) -> str:
    local = when.astimezone()
    return f"{local.day} {calendar.month_name[local.month]} {local.year}"
