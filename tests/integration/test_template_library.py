"""The library of templates over a real database: versions, names, what is deleted and what stays readable."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.events import TemplatesChanged
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template_family import EntryKind, LibraryEntry
from scribe_desktop.errors import InputError, NotFoundError, TemplateError
from scribe_desktop.services.template_library import TemplateLibrary
from scribe_desktop.storage import migrations
from scribe_desktop.storage.database import Database, open_database
from tests.fakes import FakeClock, RecordingPublisher

FIRST, SECOND, THIRD = (f"Dear {{{{ name }}}},\n\nthe {one} text.\n\nMaya" for one in ("first", "second", "third"))
STARTER = LibraryEntry(uuid4(), EntryKind.STARTER, "Ask for a call", FIRST)


@pytest.fixture
def events() -> RecordingPublisher:
    return RecordingPublisher()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def library(database: Database, clock: FakeClock, events: RecordingPublisher) -> TemplateLibrary:
    return TemplateLibrary(database.unit_of_work, clock, events, lambda: [STARTER])


def use(database: Database, clock: FakeClock, source: str) -> None:
    """Queue somebody for a text, as an import does."""
    with database.unit_of_work() as work:
        stored = work.templates.put(source, clock.now())
        work.queue.add([Recipient("Prof. Ilse Varnholt", "tides")], stored.id, clock.now())
        work.commit()


def test_changed_text_becomes_a_version_and_the_same_text_does_not(library: TemplateLibrary, clock: FakeClock) -> None:
    made = library.create(FIRST, "  Thesis \n question ")
    assert (made.name, made.version, made.kind) == ("Thesis question", 1, EntryKind.NAMED)
    clock.advance(60)
    changed = library.save(made.id, SECOND)
    assert (changed.id, changed.version, changed.source) == (made.id, 2, SECOND)
    assert library.save(made.id, f"\n{SECOND}\n").version == 2
    found = library.versions(made.id)
    assert [(one.number, one.template.source, one.made_at) for one in found] == [
        (2, SECOND, clock.now()),
        (1, FIRST, made.changed_at),
    ]


def test_older_version_can_be_read_and_restored(library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Thesis")
    library.save(made.id, SECOND)
    assert library.version(made.id, 1).template.source == FIRST
    restored = library.restore(made.id, 1)
    assert (restored.version, restored.source) == (3, FIRST)
    with pytest.raises(NotFoundError, match="no version 9"):
        library.restore(made.id, 9)


def test_names_are_one_of_a_kind_whatever_their_case(library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Thesis")
    other = library.create(SECOND, "Talk")
    with pytest.raises(InputError, match="“Thesis” already"):
        library.create(THIRD, "THESIS")
    with pytest.raises(InputError, match="already"):
        library.rename(other.id, "thesis")
    assert library.rename(made.id, "THESIS").name == "THESIS"
    library.archive(made.id)
    with pytest.raises(InputError, match="archived"):
        library.create(THIRD, "thesis")
    for bad in ("", "  ", "x" * 121):
        with pytest.raises(InputError):
            library.create(THIRD, bad)


def test_broken_text_is_not_kept(library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Thesis")
    with pytest.raises(TemplateError):
        library.save(made.id, "Dear {{ name")
    with pytest.raises(TemplateError):
        library.create("{% if x %}Dear {{ name }}, hello", "Other")
    assert [one.source for one in library.entries()] == [FIRST]


def test_texts_used_without_a_name_come_last_and_can_be_named(
    library: TemplateLibrary, database: Database, clock: FakeClock
) -> None:
    use(database, clock, "Subject: Sediment cores\n\nDear {{ name }}, hello.")
    made = library.create(FIRST, "Thesis")
    named, used = library.entries()
    assert (named.id, used.kind, used.title) == (made.id, EntryKind.USED, "Sediment cores")
    assert library.count() == 2
    kept = library.rename(used.id, "Cores")
    assert (kept.kind, kept.version, kept.source) == (EntryKind.NAMED, 1, used.source)
    assert {one.name for one in library.entries()} == {"Cores", "Thesis"}
    assert library.entry(used.id) == kept  # the text's own id leads to the template it is now


def test_keeping_under_a_name_adds_a_version_to_it(library: TemplateLibrary) -> None:
    first = library.keep(FIRST, "Thesis")
    second = library.keep(SECOND, "thesis")
    assert (first.name, first.version, second.name, second.version) == ("Thesis", 1, "Thesis", 2)
    assert library.keep(SECOND, "Thesis") == second
    assert library.keep(THIRD).name is None
    assert [one.title for one in library.entries()] == ["Thesis", "Dear {{ name }},"]


def test_copies_get_free_names(library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Thesis")
    assert [library.duplicate(made.id).name for _ in range(3)] == [
        "Thesis (copy)",
        "Thesis (copy) 2",
        "Thesis (copy) 3",
    ]
    assert library.duplicate(made.id, "Other").source == FIRST
    assert library.free_name("thesis") == "thesis 2"


def test_archived_template_is_out_of_sight_and_comes_back(library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Thesis")
    library.archive(made.id)
    assert library.entries() == []
    assert library.count() == 0
    assert [one.archived for one in library.entries(archived=True)] == [True]
    assert library.pick("thesis").id == made.id
    library.unarchive(made.id)
    assert [one.id for one in library.entries()] == [made.id]


def test_deleted_template_leaves_nothing_but_what_drafts_were_written_with(
    library: TemplateLibrary, database: Database, clock: FakeClock
) -> None:
    made = library.create(FIRST, "Thesis")
    library.save(made.id, SECOND)
    library.save(made.id, THIRD)
    shared = library.create(THIRD, "Talk")
    used = library.version(made.id, 2).template.id
    first = library.version(made.id, 1).template.id
    use(database, clock, SECOND)
    library.delete(made.id)
    assert [one.name for one in library.entries()] == ["Talk"]
    assert library.entries(archived=True) == []
    assert library.get(used).source == SECOND
    assert library.get(used).name is None
    with pytest.raises(NotFoundError):
        library.get(first)
    assert library.entry(shared.id).source == THIRD  # another template has this text too
    library.create(FIRST, "Thesis")  # the name is free again


def test_text_kept_under_an_archived_name_is_in_sight(library: TemplateLibrary) -> None:
    """Otherwise what a script has just stored would be in no list."""
    library.archive(library.create(FIRST, "Thesis question").id)
    library.keep(SECOND, "thesis question")
    assert [(one.title, one.version) for one in library.entries()] == [("Thesis question", 2)]
    assert library.entries(archived=True) == []


def test_used_text_can_be_deleted_from_the_list_and_archived(
    library: TemplateLibrary, database: Database, clock: FakeClock
) -> None:
    use(database, clock, FIRST)
    use(database, clock, SECOND)
    first, second = library.entries()
    library.delete(first.id)
    assert library.get(first.id).source == first.source
    library.archive(second.id)
    assert library.entries() == []
    assert library.count() == 0
    assert [one.title for one in library.entries(archived=True)] == ["Dear {{ name }},"]


def test_template_is_picked_by_name_or_id_and_a_wrong_name_shows_near_ones(library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Thesis question")
    assert library.pick(" thesis  QUESTION ").id == made.id
    assert library.pick(str(made.id)).id == made.id
    assert library.pick("ask for a call") == STARTER
    assert library.entry(STARTER.id) == STARTER
    with pytest.raises(NotFoundError, match="Did you mean “Thesis question”"):
        library.pick("thesis questoin")
    with pytest.raises(NotFoundError, match="scribe template list"):
        library.pick(str(uuid4()))


def test_every_change_is_told(library: TemplateLibrary, events: RecordingPublisher) -> None:
    made = library.create(FIRST, "Thesis")
    library.save(made.id, SECOND)
    library.rename(made.id, "Other")
    library.archive(made.id)
    library.unarchive(made.id)
    library.delete(made.id)
    library.keep(FIRST)
    assert events.events == [TemplatesChanged()] * 7


def test_templates_named_before_versions_existed_become_versions_of_their_name(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    paths = DataPaths(tmp_path / "data")
    paths.root.mkdir()
    engine = create_engine(f"sqlite:///{paths.database}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations.SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    engine.dispose()
    with sqlite3.connect(paths.database) as old:
        rows = [(FIRST, "Thesis", 1), (SECOND, "thesis ", 2), (THIRD, None, 3), ("Dear {{ name }}, talk.", "Talk", 4)]
        for source, name, at in rows:
            old.execute(
                "INSERT INTO templates (id, source, content_hash, name, created_at) VALUES (?, ?, ?, ?, ?)",
                (uuid4().hex, source, source, name, at),
            )
    old.close()
    database = open_database(paths)
    try:
        library = TemplateLibrary(database.unit_of_work, FakeClock(), RecordingPublisher())
        assert [(one.name, one.version, one.source) for one in library.entries()] == [
            ("Talk", 1, "Dear {{ name }}, talk."),
            ("thesis", 2, SECOND),
            (None, 0, THIRD),
        ]
        assert [one.template.source for one in library.versions(library.pick("Thesis").id)] == [SECOND, FIRST]
    finally:
        database.close()
