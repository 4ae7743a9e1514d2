"""Contacts and model calls in the database: order, filters, sums, what is kept once, and what goes with an item."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from scribe_desktop.config.logging import Redactor
from scribe_desktop.domain.contact import Contact, ContactPurpose
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import ModelCall
from scribe_desktop.errors import InputError
from scribe_desktop.services.contact_ledger import PAGE, StoredContactLedger
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage_ports.ledgers import ContactQuery
from tests.fakes import FakeClock
from tests.ready_folder import put_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROMPT = "system:\nFill the places.\n\nuser:\n" + "The evidence says a lot about coastal sediments. " * 200


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(put_database(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def ledger(database: Database) -> StoredContactLedger:
    return StoredContactLedger(database.unit_of_work, FakeClock(NOW), Redactor().clean)


def items_of(database: Database, *names: str) -> list[UUID]:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{ name }}, hello.", NOW)
        ids = work.queue.add([Recipient(name, "tides") for name in names], template.id, NOW)
        work.commit()
    return ids


def sent_of(ledger: StoredContactLedger, query: ContactQuery = ContactQuery()) -> list[str]:  # noqa: B008
    return [one.contact.sent for one in ledger.find(query)]


def stored_bytes(database: Database) -> int:
    with database.unit_of_work(read_only=True) as work:
        found = work._open().execute(text("SELECT sum(length(CAST(sent AS BLOB))) FROM contacts")).scalar_one()  # type: ignore[attr-defined]
    return int(found or 0)


def test_entries_come_newest_first_with_their_persons_name(database: Database, ledger: StoredContactLedger) -> None:
    ilse, bao = items_of(database, "Ilse Varnholt", "Bao Lindemann")
    ledger.note(ilse, ContactPurpose.SEARCH, "Search.Example", "Ilse Varnholt tides")
    ledger.note(bao, ContactPurpose.PAGE, "pages.example:8080", "http://pages.example:8080/bao")
    ledger.note(None, ContactPurpose.MODEL, "model.example", "(which models there are)")
    found = ledger.find(ContactQuery())
    assert [one.recipient_name for one in found] == [None, "Bao Lindemann", "Ilse Varnholt"]
    assert found[2].contact == Contact(ilse, NOW, ContactPurpose.SEARCH, "search.example", "Ilse Varnholt tides")
    assert sent_of(ledger, ContactQuery(item_ids=frozenset({bao}))) == ["http://pages.example:8080/bao"]
    assert sent_of(ledger, ContactQuery(oldest_first=True))[0] == "Ilse Varnholt tides"


def test_a_filter_looks_at_hosts_and_names(database: Database, ledger: StoredContactLedger) -> None:
    ilse, bao = items_of(database, "Ilse Várnholt", "Bao Lindemann")
    ledger.note(ilse, ContactPurpose.SEARCH, "search.example", "a")
    ledger.note(bao, ContactPurpose.PAGE, "pages.example", "b")
    for words, expected in (("VÁRN", ["a"]), ("Pages.", ["b"]), (".example", ["b", "a"]), ("%", []), ("_", [])):
        found, total = ledger.shown(ContactQuery(text=words))
        assert ([one.contact.sent for one in found], total) == (expected, len(expected)), words
    assert sent_of(ledger, ContactQuery(purposes=frozenset({ContactPurpose.PAGE}))) == ["b"]


def test_pages_of_a_list_follow_each_other(database: Database, ledger: StoredContactLedger) -> None:
    for number in range(7):
        ledger.note(None, ContactPurpose.PAGE, "h.example", str(number))
    assert sent_of(ledger, ContactQuery(limit=3, offset=3)) == ["3", "2", "1"]
    first = ledger.find(ContactQuery(limit=3, oldest_first=True))
    following = ledger.find(ContactQuery(limit=3, oldest_first=True, after=first[-1].number))
    assert [one.contact.sent for one in following] == ["3", "4", "5"]
    assert ledger.shown(ContactQuery(limit=3, offset=6))[1] == 7


def test_a_prompt_that_is_sent_again_is_kept_once_and_read_whole(
    database: Database, ledger: StoredContactLedger
) -> None:
    ilse, bao = items_of(database, "Ilse Varnholt", "Bao Lindemann")
    ledger.note(ilse, ContactPurpose.MODEL, "model.example", PROMPT)
    once = stored_bytes(database)
    assert once < len(PROMPT) / 3
    ledger.note(ilse, ContactPurpose.MODEL, "model.example", PROMPT)
    ledger.note(ilse, ContactPurpose.MODEL, "model.example", PROMPT)
    assert stored_bytes(database) == once
    ledger.note(ilse, ContactPurpose.MODEL, "model.example", PROMPT + "More.")
    ledger.note(bao, ContactPurpose.MODEL, "model.example", PROMPT)
    assert stored_bytes(database) > 2 * once
    assert sent_of(ledger, ContactQuery(oldest_first=True)) == [*[PROMPT] * 3, PROMPT + "More.", PROMPT]


def test_an_items_entries_go_with_it(database: Database, ledger: StoredContactLedger) -> None:
    ilse, bao = items_of(database, "Ilse Varnholt", "Bao Lindemann")
    for item in (ilse, bao):
        ledger.note(item, ContactPurpose.MODEL, "model.example", PROMPT)
        ledger.note(item, ContactPurpose.MODEL, "model.example", PROMPT)
    with database.unit_of_work() as work:
        work.model_calls.add(ModelCall(ilse, NOW, "m-1", "email_draft", 1, 10, 5, 0.1))
        work._open().execute(text("DELETE FROM queue_items WHERE id = :id"), {"id": ilse.hex})
        work.commit()
    assert sent_of(ledger) == [PROMPT, PROMPT]
    with database.unit_of_work(read_only=True) as work:
        assert not work.model_calls.of_items([ilse])


def test_hosts_are_counted_by_purpose(database: Database, ledger: StoredContactLedger) -> None:
    ilse, bao = items_of(database, "Ilse Varnholt", "Bao Lindemann")
    for item in (ilse, ilse, bao):
        ledger.note(item, ContactPurpose.PAGE, "pages.example", "x")
    ledger.note(ilse, ContactPurpose.ROBOTS, "pages.example", "y")
    found = [(one.host, one.purpose.value, one.contacts, one.items, one.first) for one in ledger.hosts()]
    assert found == [("pages.example", "page", 3, 2, NOW), ("pages.example", "robots", 1, 1, NOW)]


def test_secrets_are_taken_out_before_anything_is_kept(database: Database) -> None:
    redactor = Redactor()
    redactor.remember("opensesame-canary")
    ledger = StoredContactLedger(database.unit_of_work, FakeClock(NOW), redactor.clean)
    ledger.note(None, ContactPurpose.MODEL, "opensesame-canary.example", "say opensesame-canary twice")
    (entry,) = ledger.find(ContactQuery())
    assert (entry.contact.host, entry.contact.sent) == ("[redacted].example", "say [redacted] twice")


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1])
def test_exports_hold_every_entry_once(
    database: Database, ledger: StoredContactLedger, tmp_path: Path, count: int
) -> None:
    with database.unit_of_work() as work:
        for number in range(count):
            work.contacts.add(Contact(None, NOW, ContactPurpose.SEARCH, "s.example", f'=words "{number}"\nå'))
        work.commit()
    query = ContactQuery(oldest_first=True)
    expected = [f'=words "{number}"\nå' for number in range(count)]
    assert ledger.export(query, tmp_path / "all.json") == count
    assert [one["sent"] for one in json.loads((tmp_path / "all.json").read_text("utf-8"))] == expected
    assert ledger.export(query, tmp_path / "all.csv") == count
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8"), newline="")))
    assert [one["sent"] for one in rows] == [f"'{one}" for one in expected]
    assert sorted(one.name for one in tmp_path.glob("*all*")) == ["all.csv", "all.json"]


def test_an_export_that_cannot_be_written_leaves_nothing(ledger: StoredContactLedger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Choose another place"):
        ledger.export(ContactQuery(), tmp_path / "missing" / "all.csv")


def test_calls_are_summed_by_item_month_model_and_queue(database: Database) -> None:
    ilse, bao = items_of(database, "Ilse Varnholt", "Bao Lindemann")
    calls = (
        ModelCall(ilse, NOW, "m-1", "template_analysis", 1, 100, 10, 0.1),
        ModelCall(ilse, NOW, "m-1", "email_draft", 3, 1000, 200, 1.2, estimated=True),
        ModelCall(bao, NOW + timedelta(days=40), "m-1", "email_draft", 1, 900, 100, 1.0),
        ModelCall(bao, NOW, "m-2", "email_draft", 1, 50, 5, 0.0),
        ModelCall(None, NOW, "m-1", "email_draft", 4, 0, 0, 0.0),
    )
    with database.unit_of_work() as work:
        assert work.model_calls.first_at() is None
        for call in calls:
            work.model_calls.add(call)
        work.commit()
    with database.unit_of_work(read_only=True) as work:
        of_ilse = work.model_calls.of_items([ilse])
        month = work.model_calls.between(NOW, NOW + timedelta(days=1))
        shown = work.model_calls.of_shown(NOW)
        recent = work.model_calls.recent("m-1", "email_draft", 10)
        last = work.model_calls.recent("m-1", "email_draft", 1)
        nobody = work.model_calls.of_items([uuid4()])
        assert work.model_calls.first_at() == NOW
    assert (of_ilse.questions, of_ilse.calls, of_ilse.tokens, of_ilse.estimated) == (2, 4, 1310, True)
    assert of_ilse.cost == pytest.approx(1.3)
    assert (month.calls, month.tokens_in) == (9, 1150)
    assert (shown.calls, shown.items) == (6, 2)
    assert (recent.questions, recent.items, recent.tokens_in) == (2, 2, 1900)  # what was not answered does not count
    assert last.tokens_in == 900
    assert not nobody
