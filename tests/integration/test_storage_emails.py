"""Drafts, templates and the research cache in a real SQLite file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.errors import NotFoundError
from scribe_desktop.storage.database import Database
from scribe_desktop.storage_ports.drafts import EmailQuery, EmailSort
from tests import factories
from tests.factories import NOON

LATER = NOON + timedelta(hours=1)
FINDING = Finding(FindingKind.YEAR, "2024", "In 2024 you found it.", "No source has 2024.")
CLAIM = Claim("You study tides.", "https://karlsvale.example", "Karlsvale", "She studies tides.", EvidenceKind.PAGE)


def keep(database: Database, *emails: EmailDraft) -> list[EmailDraft]:
    """Store drafts the only way there is: by completing items."""
    kept = []
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.queue.add((factories.recipient() for _ in emails), template.id, NOON)
        for email in emails:
            item = work.queue.claim("worker", "template-only", NOON)
            kept.append(replace(email, queue_item_id=item.id))
            assert work.queue.complete(item, kept[-1], NOON)
        work.commit()
    return kept


def find(database: Database, **query: object) -> list[EmailDraft]:
    with database.unit_of_work(read_only=True) as work:
        found = work.emails.find(EmailQuery(**query))
        assert "limit" in query or work.emails.count(EmailQuery(**query)) == len(found)
    return found


def test_a_draft_comes_back_whole(database: Database) -> None:
    metadata = {"search_terms": ["é"], "step_timings": {"web_scraper": 1.25}, "temperature": None}
    (kept,) = keep(
        database,
        factories.email((FINDING,), evidence=(CLAIM,), metadata=metadata, recipient_email="i@karlsvale.example"),
    )
    with database.unit_of_work(read_only=True) as work:
        assert work.emails.get(kept.id) == kept


def test_a_body_with_half_a_surrogate_pair_is_kept(database: Database) -> None:
    (kept,) = keep(database, factories.email(body="Dear \ud83d you", metadata={"raw": "\ud83d"}))
    assert find(database)[0].body.startswith("Dear ")
    assert find(database)[0].metadata == kept.metadata


def test_newest_first_and_in_pages(database: Database) -> None:
    one, two, three = keep(
        database, factories.email(), factories.email(created_at=LATER), factories.email(created_at=LATER)
    )
    assert find(database) == [three, two, one]
    assert find(database, limit=1, offset=1) == [two]


@pytest.mark.parametrize("at_once_from", [0, 2000])
@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (EmailSort.RECIPIENT, ["bela", "Cato", "Dima"]),
        (EmailSort.REVIEW, ["Cato", "bela", "Dima"]),
        (EmailSort.SUBJECT, ["bela", "Dima", "Cato"]),
        (EmailSort.MADE, ["Dima", "Cato", "bela"]),
    ],
)
def test_drafts_are_sorted_by_each_column_both_ways(
    database: Database, monkeypatch: pytest.MonkeyPatch, sort: EmailSort, names: list[str], at_once_from: int
) -> None:
    monkeypatch.setattr("scribe_desktop.storage.email_repository.SORTED_AT_ONCE_FROM", at_once_from)
    keep(
        database,
        factories.email(recipient_name="Dima", subject="bogs").approved(NOON),
        factories.email((FINDING,), recipient_name="Cato", subject="Corals", created_at=LATER),
        factories.email(recipient_name="bela", subject="Algae", created_at=LATER),
    )
    assert [one.recipient_name for one in find(database, sort=sort, descending=False)] == names
    assert [one.recipient_name for one in find(database, sort=sort, descending=True)] == names[::-1]


def test_drafts_that_are_equal_in_the_sorted_column_come_newest_first(database: Database) -> None:
    old, new = keep(database, factories.email(), factories.email(created_at=LATER))
    for descending in (False, True):
        assert find(database, sort=EmailSort.SUBJECT, descending=descending) == [new, old]
    assert find(database, sort=EmailSort.SUBJECT, limit=1, offset=1) == [old]


def test_discarded_drafts_are_listed_only_when_asked_for(database: Database) -> None:
    kept, gone = keep(database, factories.email(), factories.email().discarded(NOON))
    assert find(database) == [kept]
    assert find(database, include_discarded=True) == [gone, kept]
    assert find(database, states=frozenset({ReviewState.DISCARDED})) == [gone]
    with database.unit_of_work(read_only=True) as work:
        assert work.emails.state_counts() == {
            ReviewState.NEEDS_REVIEW: 0,
            ReviewState.READY: 1,
            ReviewState.APPROVED: 0,
            ReviewState.DISCARDED: 1,
        }


def test_drafts_are_found_by_text_and_by_item(database: Database) -> None:
    one, two = keep(
        database, factories.email(recipient_name="Åse Brøndum"), factories.email(subject="About your ÉTUDE")
    )
    assert find(database, text="brØNdum") == [one]
    assert find(database, text="étude") == [two]
    assert find(database, item_ids=frozenset({one.queue_item_id, uuid4()})) == [one]


def test_an_edited_draft_replaces_the_old_words(database: Database) -> None:
    (kept,) = keep(database, factories.email((FINDING,)))
    edited = kept.edited("New subject", "New body", (replace(FINDING, confirmed=True),), (CLAIM,), LATER)
    with database.unit_of_work() as work:
        work.emails.update(edited)
        work.commit()
    assert find(database, text="new subject") == [edited]


def test_an_unknown_draft_is_not_found(database: Database) -> None:
    with database.unit_of_work() as work:
        with pytest.raises(NotFoundError):
            work.emails.get(uuid4())
        with pytest.raises(NotFoundError):
            work.emails.update(factories.email())


def test_a_template_is_kept_once(database: Database) -> None:
    with database.unit_of_work() as work:
        first = work.templates.put("Dear {{name}}, hello.", NOON)
        again = work.templates.put("Dear {{name}}, hello.", LATER)
        other = work.templates.put("Dear {{name}}, goodbye.", LATER)
        assert again == first
        assert (first.source, first.created_at, first.name) == ("Dear {{name}}, hello.", NOON, None)
        assert work.templates.find() == [other, first]
        assert work.templates.get(first.id) == first
        work.templates.add_family("Greeting", first.id, LATER)
        assert work.templates.get(first.id) == replace(first, name="Greeting", version=1)
        assert work.templates.loose() == [other]
        with pytest.raises(NotFoundError):
            work.templates.get(uuid4())


def test_the_cache_keeps_the_newest_value_of_a_key(database: Database) -> None:
    with database.unit_of_work() as work:
        assert work.cache.get("page", "https://a.example") is None
        work.cache.put("page", "https://a.example", {"text": "old"}, NOON)
        work.cache.put("search", "https://a.example", {"text": "other kind"}, NOON)
        work.cache.put("page", "https://a.example", {"text": "new"}, LATER)
        work.commit()
    with database.unit_of_work(read_only=True) as work:
        assert work.cache.get("page", "https://a.example") == {"text": "new"}
        assert work.cache.get("page", "https://a.example", not_before=LATER) == {"text": "new"}
        assert work.cache.get("page", "https://a.example", not_before=LATER + timedelta(seconds=1)) is None
