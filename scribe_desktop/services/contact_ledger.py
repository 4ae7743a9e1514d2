"""The privacy ledger: every host that was contacted, when, and what was sent there, written before it is sent."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from scribe_desktop.domain.contact import Contact, ContactPurpose, HostSummary, StoredContact
from scribe_desktop.errors import InputError
from scribe_desktop.ports import Clock
from scribe_desktop.services.csv_safety import safe_cell
from scribe_desktop.storage_ports.ledgers import ContactQuery
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

PAGE = 500
"""Entries that are read at once for an export."""

COLUMNS = ("when", "recipient", "item", "purpose", "host", "sent")


class StoredContactLedger:
    """The ContactLedger port over the database, and the reading side of it. Safe to use from any thread.

    `clean` takes secrets out of text (`Redactor.clean`): no key is ever kept here.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, clean: Callable[[str], str]) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._clean = clean
        self._reason = ""

    @contextmanager
    def because(self, reason: str) -> Iterator[None]:
        """Meanwhile, what is contacted for nobody in the queue says why, in front of what was sent."""
        self._reason = f"{reason}. "
        try:
            yield
        finally:
            self._reason = ""

    def note(self, item_id: UUID | None, purpose: ContactPurpose, host: str, sent: str) -> None:
        """Keep one contact; blocks for the commit. Raises StorageError, and then nothing may be sent."""
        if item_id is None:
            sent = self._reason + sent
        contact = Contact(item_id, self._clock.now(), purpose, self._clean(host).lower(), self._clean(sent))
        with self._unit_of_work() as work:
            work.contacts.add(contact)
            work.commit()

    def find(self, query: ContactQuery) -> list[StoredContact]:
        """The query's page. Raises StorageError."""
        with self._unit_of_work(read_only=True) as work:
            return work.contacts.find(query)

    def shown(self, query: ContactQuery) -> tuple[list[StoredContact], int]:
        """The query's page, and how many there are in all. Raises StorageError."""
        with self._unit_of_work(read_only=True) as work:
            return work.contacts.find(query), work.contacts.count(query)

    def hosts(self) -> list[HostSummary]:
        """All hosts, by purpose, those asked most often first. Raises StorageError."""
        with self._unit_of_work(read_only=True) as work:
            return work.contacts.hosts()

    def each(self, query: ContactQuery) -> Iterator[StoredContact]:
        """All entries of a query, a page at a time. Raises StorageError."""
        after = query.after
        while True:
            found = self.find(replace(query, after=after, offset=0, limit=PAGE))
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1].number

    def write_csv(self, query: ContactQuery, file: TextIO) -> int:
        """Write a query's entries as CSV, cells safe for spreadsheets; how many they were."""
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        count = 0
        for one in self.each(query):
            writer.writerow(safe_cell("" if value is None else str(value)) for value in contact_json(one).values())
            count += 1
        return count

    def write_json(self, query: ContactQuery, file: TextIO) -> int:
        """Write a query's entries as a JSON list; how many they were."""
        count = 0
        file.write("[")
        for one in self.each(query):
            count += 1
            file.write((",\n" if count > 1 else "\n") + json.dumps(contact_json(one), ensure_ascii=False, indent=1))
        file.write("\n]\n")
        return count

    def export(self, query: ContactQuery, path: Path) -> int:
        """Write a query's entries to a file, whole or not at all, as JSON when it is named so, else as CSV.

        Returns how many they were. Raises InputError when the file cannot be written, StorageError.
        """
        temporary = path.with_name(f".{path.name}.part")
        try:
            with temporary.open("w", encoding="utf-8", newline="") as file:
                write = self.write_json if path.suffix.lower() == ".json" else self.write_csv
                count = write(query, file)
            temporary.replace(path)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
        finally:
            temporary.unlink(missing_ok=True)
        return count


def contact_json(one: StoredContact) -> dict[str, Any]:
    """An entry as JSON-ready data, its keys in the order of COLUMNS."""
    contact = one.contact
    return {
        "when": contact.at.isoformat(),
        "recipient": one.recipient_name,
        "item": None if contact.item_id is None else str(contact.item_id),
        "purpose": contact.purpose.value,
        "host": contact.host,
        "sent": contact.sent,
    }
