"""Versions of drafts and frozen approvals, over a real SQLite file: no words are ever lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.email import ReviewState, VersionOrigin
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.template import Sender
from scribe_desktop.errors import NotFoundError, ReviewError
from scribe_desktop.pipeline.outputs import WebFindings
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import StoredStep
from tests import factories
from tests.integration.engine import TEMPLATE, Engine, open_engine

WORDS = "Dear Prof. Ilse Varnholt,\n\nI think about coastal sediment transport.\n\nMaya"
LIE = "You won the 2019 Marlowe Prize."
LIED = WORDS.replace("\n\nMaya", f" {LIE}\n\nMaya")


def pages(text: str) -> StoredStep:
    found = WebFindings(passages=(factories.passage(text),), urls=("https://karlsvale.example/people/varnholt",))
    return StoredStep(StepName.WEB_SCRAPER, "other", found.to_json(), 1.0)


def test_an_untouched_draft_is_its_only_version(library: EmailLibrary, email_id: UUID) -> None:
    (version,) = library.versions(email_id)
    assert (version.number, version.origin, version.composer) == (1, VersionOrigin.COMPOSED, "template-only")
    assert version.body == library.get(email_id).body


def test_every_edit_is_a_version_and_what_was_composed_stays(
    engine: Engine, library: EmailLibrary, email_id: UUID
) -> None:
    composed = library.get(email_id)
    engine.clock.advance(60)
    library.edit(email_id, "A question", LIED)
    engine.clock.advance(60)
    library.remove_sentence(email_id, 0)
    versions = library.versions(email_id)
    assert [(one.number, one.origin, one.body) for one in versions] == [
        (1, VersionOrigin.COMPOSED, composed.body),
        (2, VersionOrigin.EDITED, LIED),
        (3, VersionOrigin.EDITED, WORDS),
    ]
    assert [(one.made_at - composed.created_at).total_seconds() for one in versions] == [0, 60, 120]
    assert versions[1].findings
    assert not versions[2].findings


def test_a_save_that_changes_no_word_is_no_version(library: EmailLibrary, email_id: UUID) -> None:
    library.edit(email_id, "A question", WORDS)
    library.edit(email_id, " A question ", f"{WORDS}\n")
    assert len(library.versions(email_id)) == 2


def test_a_draft_that_was_edited_before_versions_were_kept_still_has_what_was_composed(
    engine: Engine, library: EmailLibrary, email_id: UUID
) -> None:
    composed = library.get(email_id)
    with engine.database.unit_of_work() as work:
        work.emails.update(replace(composed, subject="A question", body=WORDS, updated_at=composed.updated_at))
        work.commit()
    assert [one.body for one in library.versions(email_id)] == [composed.body, WORDS]
    library.edit(email_id, "A question", LIED)
    assert [one.body for one in library.versions(email_id)] == [composed.body, WORDS, LIED]
    assert [one.number for one in library.versions(email_id)] == [1, 2, 3]


def test_what_was_confirmed_stays_with_its_version_and_comes_back_with_it(
    library: EmailLibrary, email_id: UUID
) -> None:
    lied = library.edit(email_id, "A question", LIED)
    for index in range(len(lied.findings)):
        library.confirm(email_id, index)
    library.edit(email_id, "A question", WORDS)
    assert all(one.confirmed for one in library.versions(email_id)[1].findings)
    restored = library.restore(email_id, 2)
    assert (restored.body, restored.review_state) == (LIED, ReviewState.READY)
    assert restored.findings
    newest = library.versions(email_id)[-1]
    assert (newest.number, newest.origin, newest.body) == (4, VersionOrigin.RESTORED, LIED)


def test_a_restored_version_is_checked_again(library: EmailLibrary, email_id: UUID) -> None:
    library.edit(email_id, "A question", LIED)
    library.edit(email_id, "A question", WORDS)
    assert library.restore(email_id, 2).review_state is ReviewState.NEEDS_REVIEW


def test_a_version_that_is_not_there_cannot_be_used(library: EmailLibrary, email_id: UUID) -> None:
    with pytest.raises(NotFoundError, match="no version 7"):
        library.restore(email_id, 7)


@pytest.mark.parametrize("put_away", ["approve", "discard"])
def test_words_of_a_draft_that_is_put_away_do_not_change(library: EmailLibrary, email_id: UUID, put_away: str) -> None:
    lied = library.edit(email_id, "A question", LIED)
    for index in range(len(lied.findings)):
        library.confirm(email_id, index)
    before = getattr(library, put_away)(email_id)
    for change in (
        lambda: library.edit(email_id, "Other", WORDS),
        lambda: library.remove_sentence(email_id, 0),
        lambda: library.confirm(email_id, 0),
        lambda: library.restore(email_id, 1),
    ):
        with pytest.raises(ReviewError, match="Reopen it"):
            change()
    assert library.get(email_id) == before
    assert len(library.versions(email_id)) == 2


def test_an_approved_draft_rests_on_what_was_saved_when_it_was_approved(
    engine: Engine, library: EmailLibrary, email_id: UUID
) -> None:
    library.edit(email_id, "A question", WORDS)
    item_id = library.get(email_id).queue_item_id

    def find_later(text: str) -> None:
        with engine.database.unit_of_work() as work:
            work.queue.replace_outputs(item_id, [pages(text)], engine.clock.now())
            work.commit()

    def saved() -> list[str]:
        return [one.text for one in library.evidence(email_id).passages]

    find_later("Ilse Varnholt measures tides.")
    library.approve(email_id)
    find_later("Ilse Varnholt has retired.")
    assert saved() == ["Ilse Varnholt measures tides."]
    library.reopen(email_id)
    assert saved() == ["Ilse Varnholt has retired."]
    library.approve(email_id)
    assert saved() == ["Ilse Varnholt has retired."]


def test_what_an_approved_draft_rests_on_outlives_a_restart(
    engine: Engine, library: EmailLibrary, email_id: UUID
) -> None:
    library.edit(email_id, "A question", WORDS)
    library.approve(email_id)
    with engine.database.unit_of_work(read_only=True) as work:
        frozen = work.versions.frozen(email_id)
    assert frozen is not None
    assert frozen.template == TEMPLATE
    assert [one.step for one in frozen.steps] == list(StepName)
    library.discard(email_id)
    with engine.database.unit_of_work(read_only=True) as work:
        assert work.versions.frozen(email_id) is None


def test_a_draft_that_was_approved_before_evidence_was_frozen_rests_on_what_was_saved_then(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data")
    with open_engine(paths.root) as engine:
        engine.queue.enqueue([factories.recipient()], TEMPLATE)
        engine.worker().run(drain=True)
        library = EmailLibrary(engine.database.unit_of_work, engine.clock, engine.events, lambda: Sender("Maya"))
        (draft,) = library.find(EmailQuery())
        library.edit(draft.id, "A question", WORDS)
        library.approve(draft.id)
    with closing(sqlite3.connect(paths.database)) as connection, connection:
        # As version 0002 left it: no tables of 0003, and the steps' outputs as they were.
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN "
            "('profile', 'templates', 'queue_items', 'step_results', 'emails', 'research_cache', 'queue_state', "
            "'access_tokens', 'idempotency_keys', 'alembic_version') AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE templates ADD COLUMN name TEXT")
        connection.execute("DROP INDEX ix_step_results_times")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    with open_engine(paths.root) as engine:
        library = EmailLibrary(engine.database.unit_of_work, engine.clock, engine.events, lambda: Sender("Maya"))
        with engine.database.unit_of_work(read_only=True) as work:
            frozen = work.versions.frozen(draft.id)
        assert frozen is not None
        assert frozen.template == TEMPLATE
        assert [one.step for one in frozen.steps] == list(StepName)
        assert [one.body for one in library.versions(draft.id)] == [draft.body, WORDS]
        library.reopen(draft.id)
        library.edit(draft.id, "Another question", WORDS)
        assert [one.subject for one in library.versions(draft.id)] == ["Hello", "A question", "Another question"]
