"""Rows of access tokens and first answers by Idempotency-Key, in a real file, new and migrated."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.access import AccessToken, TokenScope, TokenState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.storage import migrations
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.factories import NOON

DAY = timedelta(days=1)


def token(name: str = "notebook", **changes: Any) -> AccessToken:
    row = AccessToken(
        jti=uuid4(),
        name=name,
        scope=TokenScope.READ_WRITE,
        created_at=NOON,
        expires_at=NOON + 30 * DAY,
        key_id="0123456789abcdef",
    )
    return replace(row, **changes)


def keep(database: Database, *rows: AccessToken) -> None:
    with database.unit_of_work() as work:
        for row in rows:
            work.tokens.add(row)
        work.commit()


def kept(database: Database) -> list[AccessToken]:
    with database.unit_of_work(read_only=True) as work:
        return work.tokens.find()


def test_a_row_comes_back_as_it_was_kept_and_the_newest_is_first(database: Database) -> None:
    first = token("first", scope=TokenScope.READ)
    same_moment = token("same moment", last_used_at=NOON + DAY, revoked_at=NOON + DAY, run_id="a-run")
    newest = token("newest [x]", created_at=NOON + DAY)
    keep(database, first, same_moment, newest)
    assert kept(database) == [newest, same_moment, first]
    with database.unit_of_work(read_only=True) as work:
        assert work.tokens.get(first.jti) == first
        assert work.tokens.get(uuid4()) is None


def test_a_token_is_revoked_once_and_stays_so(database: Database) -> None:
    row = token()
    keep(database, row)
    with database.unit_of_work() as work:
        assert work.tokens.revoke(row.jti, NOON)
        assert not work.tokens.revoke(row.jti, NOON + DAY)
        assert not work.tokens.revoke(uuid4(), NOON)
        work.commit()
    (found,) = kept(database)
    assert (found.revoked_at, found.state(NOON)) == (NOON, TokenState.REVOKED)


def test_revoking_all_leaves_the_moment_of_those_revoked_before(database: Database) -> None:
    before, after, run = token(revoked_at=NOON), token(), token(run_id="a-run")
    keep(database, before, after, run)
    with database.unit_of_work() as work:
        assert work.tokens.revoke_all(NOON + DAY) == 2
        work.commit()
    moments = {row.jti: row.revoked_at for row in kept(database)}
    assert moments == {before.jti: NOON, after.jti: NOON + DAY, run.jti: NOON + DAY}


def test_the_last_use_is_remembered(database: Database) -> None:
    used, other = token(), token()
    keep(database, used, other)
    with database.unit_of_work() as work:
        work.tokens.note_use(used.jti, NOON + DAY)
        work.commit()
    assert {row.jti: row.last_used_at for row in kept(database)} == {used.jti: NOON + DAY, other.jti: None}


def test_a_run_takes_its_tokens_with_it_and_those_of_runs_that_crashed_once_they_expired(database: Database) -> None:
    lasting = token(expires_at=NOON)
    mine = token(run_id="mine")
    running_elsewhere = token(run_id="other")
    crashed = token(run_id="crashed", expires_at=NOON)
    keep(database, lasting, mine, running_elsewhere, crashed)
    with database.unit_of_work() as work:
        work.tokens.forget_run("mine", NOON)
        work.commit()
    assert {row.jti for row in kept(database)} == {lasting.jti, running_elsewhere.jti}


def test_a_scope_that_is_none_is_refused_by_the_table_itself(database: Database, tmp_path: Path) -> None:
    keep(database, token())
    database.close()
    connection = sqlite3.connect(tmp_path / "data" / "scribe.db")
    with pytest.raises(sqlite3.IntegrityError, match="ck_access_tokens_scope"):
        connection.execute("UPDATE access_tokens SET scope = 'everything'")
    connection.close()


def test_the_first_answer_is_repeated_for_a_day_and_then_forgotten(database: Database) -> None:
    answer = {"queue_item_ids": [str(uuid4())], "message": "Successfully queued 1 items"}
    with database.unit_of_work() as work:
        work.idempotency.put("monday", "a hash", answer, NOON)
        work.commit()
    with database.unit_of_work(read_only=True) as work:
        found = work.idempotency.get("monday", NOON)
        assert found is not None
        assert (found.body_hash, found.answer) == ("a hash", answer)
        assert work.idempotency.get("monday", NOON + timedelta(seconds=1)) is None
        assert work.idempotency.get("tuesday", NOON) is None
    with database.unit_of_work() as work:
        work.idempotency.put("tuesday", "b hash", {}, NOON + DAY)
        assert work.idempotency.get("monday", NOON) is not None
        work.idempotency.put("wednesday", "c hash", {}, NOON + DAY + timedelta(seconds=1))
        assert work.idempotency.get("monday", NOON) is None
        assert work.idempotency.get("tuesday", NOON) is not None


def test_an_old_answer_makes_room_for_a_new_one_under_the_same_key(database: Database) -> None:
    with database.unit_of_work() as work:
        work.idempotency.put("monday", "a hash", {"n": 1}, NOON)
        work.idempotency.put("monday", "b hash", {"n": 2}, NOON + timedelta(hours=1))
        found = work.idempotency.get("monday", NOON)
    assert found is not None
    assert (found.body_hash, found.answer) == ("b hash", {"n": 2})


def database_of_revision(paths: DataPaths, revision: str) -> None:
    """A data folder as the version of the program with this revision left it."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    paths.root.mkdir()
    engine = create_engine(f"sqlite:///{paths.database}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.SCRIPTS))
        command.upgrade(config, revision)
    engine.dispose()


def fill_first_version(file: Path) -> tuple[str, list[str]]:
    """Write, in SQL of its time, a template and an item of each status; the profile's id and the items' ids."""
    connection = sqlite3.connect(file)
    template, ids = uuid4().hex, [uuid4().hex for _ in QueueStatus]
    connection.execute(
        "INSERT INTO templates (id, source, content_hash, created_at) VALUES (?, 'Dear {{ name }}, hello.', 'h', 0)",
        (template,),
    )
    for one, status in zip(ids, QueueStatus, strict=True):
        connection.execute(
            "INSERT INTO queue_items (id, status, created_at, search_text, name, interest, fields, template_id) "
            "VALUES (?, ?, 1772452800000000, 'ilse varnholt', 'Ilse Varnholt', 'tides', '{\"venue\": \"Öst\"}', ?)",
            (one, status.value, template),
        )
    (profile,) = connection.execute("SELECT id FROM profile").fetchone()
    connection.commit()
    connection.close()
    return profile, ids


def test_a_database_of_the_first_version_is_migrated_without_loss(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data")
    database_of_revision(paths, "0001")
    profile, ids = fill_first_version(paths.database)
    dump = "SELECT * FROM queue_items ORDER BY sequence"
    with sqlite3.connect(paths.database) as connection:
        before = connection.execute(dump).fetchall()
    connection.close()

    database = open_database(paths)
    row = token()
    keep(database, row)
    assert kept(database) == [row]
    with database.unit_of_work(read_only=True) as work:
        assert work.profile_id().hex == profile
        items = work.queue.find(QueueQuery(statuses=frozenset(QueueStatus)))
        assert [item.id.hex for item in items] == ids
        assert {item.status for item in items} == set(QueueStatus)
        assert items[0].recipient.fields == {"venue": "Öst"}
        assert work.templates.get(items[0].template_id).source == "Dear {{ name }}, hello."
    database.close()
    with sqlite3.connect(paths.database) as connection:
        assert connection.execute(dump).fetchall() == before
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (migrations.HEAD,)
    connection.close()
