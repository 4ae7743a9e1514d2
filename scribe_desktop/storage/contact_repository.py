"""The privacy ledger's entries in the database (the ContactRepository port)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, or_, select

from scribe_desktop.domain.contact import Contact, HostSummary, StoredContact
from scribe_desktop.storage import orm
from scribe_desktop.storage.column_types import PACKED_FROM, PackedText, UtcDateTime, storable
from scribe_desktop.storage.many_ids import id_among
from scribe_desktop.storage.search_text import folded
from scribe_desktop.storage_ports.ledgers import ContactQuery

_contacts = orm.contacts
_items = orm.queue_items
_first = orm.contacts.alias("first")

_LISTED = select(
    _contacts.c.sequence,
    _contacts.c.item_id,
    _contacts.c.at,
    _contacts.c.purpose,
    _contacts.c.host,
    func.coalesce(_first.c.sent, _contacts.c.sent, type_=PackedText()).label("sent"),
    _items.c.name,
)

# Built once: building a statement costs more than running it, and an item notes a score of contacts.
_INSERT = insert(_contacts)
_LAST_SENT = (
    select(_contacts.c.sequence, _contacts.c.same_as, _contacts.c.sent)
    .where(_contacts.c.item_id == bindparam("of_item"), _contacts.c.purpose == bindparam("of_purpose"))
    .order_by(_contacts.c.sequence.desc())
    .limit(1)
)
_HOLDER = select(_contacts.c.sequence, _contacts.c.sent).where(_contacts.c.sequence == bindparam("of_number"))
_FROM = _contacts.outerjoin(_items, _items.c.id == _contacts.c.item_id)


class SqlContactRepository:
    """Entries in the order in which they were written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, contact: Contact) -> None:
        """Keep one; text that was sent for the item just before, to whomever, is not kept twice."""
        same_as = self._same_as(contact)
        values = {
            "item_id": contact.item_id,
            "at": contact.at,
            "purpose": contact.purpose,
            "host": contact.host,
            "same_as": same_as,
            "sent": "" if same_as is not None else contact.sent,
        }
        self._connection.execute(_INSERT, values)

    def find(self, query: ContactQuery) -> list[StoredContact]:
        """The query's page, in its order."""
        order = _contacts.c.sequence.asc() if query.oldest_first else _contacts.c.sequence.desc()
        statement = _LISTED.select_from(_FROM.outerjoin(_first, _first.c.sequence == _contacts.c.same_as))
        statement = statement.where(*_conditions(query)).order_by(order)
        if query.after is not None:
            later = _contacts.c.sequence > query.after if query.oldest_first else _contacts.c.sequence < query.after
            statement = statement.where(later)
        if query.offset and query.after is None:
            # The place is found on numbers alone: stepping over whole rows would read what they hold.
            numbers = self._numbers(query, order)
            statement = statement.where(_contacts.c.sequence.in_(numbers))
        else:
            statement = statement.limit(query.limit)
        return [_stored(row) for row in self._connection.execute(statement)]

    def count(self, query: ContactQuery) -> int:
        """How many the query has without its limit, offset and `after`."""
        source = _FROM if query.text.strip() else _contacts
        statement = select(func.count()).select_from(source).where(*_conditions(query))
        counted: int = self._connection.execute(statement).scalar_one()
        return counted

    def hosts(self) -> list[HostSummary]:
        """All hosts, by purpose, those asked most often first."""
        columns = (_contacts.c.host, _contacts.c.purpose)
        times = func.count().label("times")
        statement = (
            select(
                *columns,
                times,
                func.count(_contacts.c.item_id.distinct()),
                func.min(_contacts.c.at, type_=UtcDateTime()),
                func.max(_contacts.c.at, type_=UtcDateTime()),
            )
            .group_by(*columns)
            .order_by(times.desc(), *columns)
        )
        return [HostSummary(*row) for row in self._connection.execute(statement)]

    def _numbers(self, query: ContactQuery, order: ColumnElement[int]) -> Sequence[int]:
        source = _FROM if query.text.strip() else _contacts
        statement = select(_contacts.c.sequence).select_from(source).where(*_conditions(query)).order_by(order)
        return self._connection.execute(statement.limit(query.limit).offset(query.offset)).scalars().all()

    def _same_as(self, contact: Contact) -> int | None:
        """The entry that holds this text already, if the item's last one sent the same."""
        if contact.item_id is None or len(contact.sent) < PACKED_FROM:
            return None
        asked = {"of_item": contact.item_id, "of_purpose": contact.purpose}
        last = self._connection.execute(_LAST_SENT, asked).one_or_none()
        if last is None:
            return None
        number, same_as, sent = last
        if same_as is not None:
            number, sent = self._connection.execute(_HOLDER, {"of_number": same_as}).one()
        return int(number) if sent == storable(contact.sent) else None


def _conditions(query: ContactQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.item_ids:
        conditions.append(id_among(_contacts.c.item_id, query.item_ids))
    if query.purposes:
        conditions.append(_contacts.c.purpose.in_(query.purposes))
    if text := query.text.strip():
        wanted = folded(text)
        conditions.append(or_(func.instr(_contacts.c.host, wanted) > 0, func.instr(_items.c.search_text, wanted) > 0))
    return conditions


def _stored(row: Row[*tuple[Any, ...]]) -> StoredContact:
    contact = Contact(row.item_id, row.at, row.purpose, row.host, row.sent)
    return StoredContact(row.sequence, contact, row.name)
