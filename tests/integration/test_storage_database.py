"""Opening, refusing, migrating, filling up and closing the database file."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import DatabaseDamagedError, DatabaseTooNewError, DiskFullError, StorageError
from scribe_desktop.storage import database as database_module
from scribe_desktop.storage import engine, migrations, orm
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage.instance_lock import InstanceLock
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.factories import NOON


@pytest.fixture
def database(paths: DataPaths) -> Iterator[Database]:
    """Made by being opened, not put there."""
    opened = open_database(paths)
    yield opened
    opened.close()


def fill(database: Database, count: int) -> None:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.queue.add((Recipient(f"Person {number}", "tides " * 20) for number in range(count)), template.id, NOON)
        work.commit()


def test_folder_and_files_are_for_the_owner_only(paths: DataPaths, database: Database) -> None:
    fill(database, 1)
    assert stat.S_IMODE(paths.root.stat().st_mode) == 0o700
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in paths.root.iterdir()}
    assert files == {"scribe.db": 0o600, "scribe.db-wal": 0o600, "scribe.db-shm": 0o600}


def test_a_folder_that_was_open_is_closed_unless_it_holds_other_things(tmp_path: Path) -> None:
    ours, shared = DataPaths(tmp_path / "ours"), DataPaths(tmp_path / "shared")
    for paths in (ours, shared):
        paths.root.mkdir(mode=0o755)
    paths.logs.mkdir()
    (shared.root / "thesis.txt").write_text("mine")
    for paths in (ours, shared):
        open_database(paths).close()
    assert stat.S_IMODE(ours.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.root.stat().st_mode) == 0o755
    assert stat.S_IMODE(shared.database.stat().st_mode) == 0o600


@pytest.mark.parametrize("read_only", [False, True])
def test_every_connection_is_set_up_for_safety(paths: DataPaths, database: Database, read_only: bool) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "query_only": int(read_only),
    }
    connection = engine.open_connection(paths.database, read_only)
    assert {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    connection.close()


def test_a_drive_without_write_ahead_logging_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageError, match="local disk"):
        engine.open_connection(Path(":memory:"))  # SQLite answers "memory" where it cannot do "wal"


def test_the_profile_is_made_once(paths: DataPaths, database: Database) -> None:
    with database.unit_of_work(read_only=True) as work:
        profile = work.profile_id()
    database.close()
    again = open_database(paths)
    with again.unit_of_work(read_only=True) as work:
        assert work.profile_id() == profile
    again.close()


def test_opening_an_up_to_date_database_does_not_import_alembic(paths: DataPaths, database: Database) -> None:
    database.close()
    script = (
        "import sys; from pathlib import Path; from scribe_desktop.config.paths import DataPaths;"
        "from scribe_desktop.storage.database import open_database;"
        f"open_database(DataPaths(Path({str(paths.root)!r}))).close();"
        "sys.exit(any(name.split('.')[0] == 'alembic' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_newest_revision_is_that_of_the_scripts() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(migrations.SCRIPTS)).get_heads() == [migrations.HEAD]


def schema(file: Path) -> dict[str, set[str]]:
    """What SQLite was told to make, by name, as a set of comma-separated parts: order of clauses does not matter."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: {" ".join(part.split()) for part in re.split(r",\s*\n", sql)} for name, sql in rows}


def test_migrated_database_and_tables_in_code_are_the_same(paths: DataPaths, database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database.close()
    migrated = create_engine(f"sqlite:///{paths.database}")
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), orm.metadata) == []
    migrated.dispose()
    # Alembic does not compare CHECK constraints and AUTOINCREMENT; the statements themselves have them.
    fresh = paths.root / "fresh.db"
    made = create_engine(f"sqlite:///{fresh}")
    orm.metadata.create_all(made)
    made.dispose()
    found = schema(paths.database)
    del found["alembic_version"]
    assert found == schema(fresh)


def test_a_status_that_is_none_is_refused_by_the_table_itself(paths: DataPaths, database: Database) -> None:
    fill(database, 1)
    database.close()
    connection = sqlite3.connect(paths.database)
    with pytest.raises(sqlite3.IntegrityError, match="ck_queue_items_status"):
        connection.execute("UPDATE queue_items SET status = 'done'")
    connection.close()


def test_a_database_from_a_newer_version_is_refused_untouched(paths: DataPaths, database: Database) -> None:
    fill(database, 3)
    database.close()
    connection = sqlite3.connect(paths.database)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = paths.database.read_bytes()
    with pytest.raises(DatabaseTooNewError, match="newer version") as caught:
        open_database(paths)
    assert str(paths.database) in caught.value.message
    assert paths.database.read_bytes() == before


def test_another_programs_database_is_refused_untouched(paths: DataPaths) -> None:
    paths.root.mkdir()
    connection = sqlite3.connect(paths.database)
    connection.execute("CREATE TABLE recipes (name)")
    connection.commit()
    connection.close()
    before = paths.database.read_bytes()
    with pytest.raises(StorageError, match="not a database of this program"):
        open_database(paths)
    assert paths.database.read_bytes() == before


@pytest.mark.parametrize("damage", ["no database at all", "cut short", "overwritten in the middle"])
def test_a_damaged_file_is_named_and_left_alone(paths: DataPaths, database: Database, damage: str) -> None:
    fill(database, 2000)
    database.close()
    content = paths.database.read_bytes()
    middle = len(content) // 2 // 4096 * 4096
    damaged = {
        "no database at all": b"Dear diary, " * 1000,
        "cut short": content[: middle + 100],
        "overwritten in the middle": content[:middle] + b"\xff" * 4096 + content[middle + 4096 :],
    }[damage]
    paths.database.write_bytes(damaged)
    with pytest.raises(DatabaseDamagedError) as caught:
        open_database(paths)
    assert str(paths.database) in caught.value.message
    assert paths.database.read_bytes() == damaged


def test_a_large_file_is_checked_only_after_an_unclean_end(
    paths: DataPaths, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[bool] = []
    sound = database_module._sound
    monkeypatch.setattr(database_module, "_sound", lambda one: checked.append(True) or sound(one))
    monkeypatch.setattr(database_module, "CHECKED_UP_TO", 0)
    fill(database, 1)  # still open, as after a crash: there is a -wal
    with InstanceLock(paths):  # as if by another process, whose -wal it then is
        open_database(paths).close()
    assert checked == []
    fill(database, 1)
    open_database(paths).close()
    assert checked == [True]
    database.close()
    open_database(paths).close()
    assert checked == [True]


@pytest.fixture
def without_privileges() -> Iterator[Path]:
    """An empty folder that everyone may enter, and a user id that permissions hold for."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        for one in (folder, *folder.iterdir()):
            one.chmod(0o700)
        shutil.rmtree(folder)


def test_a_read_only_folder_is_refused_with_a_sentence(without_privileges: Path) -> None:
    paths = DataPaths(without_privileges / "data")
    open_database(paths).close()
    paths.root.chmod(0o500)
    with pytest.raises(StorageError, match="choose another data folder"):
        open_database(paths)
    paths.database.chmod(0o400)
    with pytest.raises(StorageError, match="choose another data folder"):
        open_database(paths)
    with pytest.raises(StorageError, match="choose another data folder"):
        open_database(DataPaths(paths.root / "deeper"))


def test_a_folder_that_is_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(StorageError, match="is a file"):
        open_database(DataPaths(tmp_path / "file"))
    with pytest.raises(StorageError, match="cannot be used"):
        open_database(DataPaths(tmp_path / "file" / "below"))


def test_a_full_disk_undoes_the_whole_write_and_the_queue_goes_on_afterwards(
    paths: DataPaths, database: Database
) -> None:
    fill(database, 10)
    with database.unit_of_work() as work:
        pages = work._open().exec_driver_sql("PRAGMA page_count").scalar_one()
        work._open().exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DiskFullError, match="Free some space"):
        fill(database, 5000)
    with database.unit_of_work() as work:
        assert work.queue.count(QueueQuery()) == 10
        work._open().exec_driver_sql("PRAGMA max_page_count = 1000000")
    fill(database, 10)
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.count(QueueQuery()) == 20


def test_a_busy_database_is_a_sentence_and_works_again_afterwards(
    paths: DataPaths, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    impatient = open_database(paths)
    with database.unit_of_work():
        for _ in range(2):
            with pytest.raises(StorageError, match="Another program is busy"), impatient.unit_of_work():
                pass
    fill(impatient, 1)
    impatient.close()


def test_writers_of_one_process_wait_for_each_other(database: Database) -> None:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.commit()

    def add() -> None:
        for _ in range(20):
            with database.unit_of_work() as work:
                work.queue.add([Recipient("Ada")], template.id, NOON)
                work.commit()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.counts(None).pending == 80


def test_a_reader_sees_one_moment_throughout(database: Database) -> None:
    fill(database, 1)
    with database.unit_of_work(read_only=True) as reader:
        assert reader.queue.count(QueueQuery()) == 1
        fill(database, 1)
        assert reader.queue.count(QueueQuery()) == 1
    with database.unit_of_work(read_only=True) as reader:
        assert reader.queue.count(QueueQuery()) == 2
        with pytest.raises(StorageError):
            reader.templates.put("Reading must not write.", NOON)


def test_writing_inside_writing_is_a_mistake_that_is_told(database: Database) -> None:
    with database.unit_of_work(), pytest.raises(RuntimeError, match="inside another"), database.unit_of_work():
        pass
    fill(database, 1)


def test_closing_leaves_one_file_and_may_be_done_twice(paths: DataPaths, database: Database) -> None:
    fill(database, 100)
    database.close()
    database.close()
    assert [file.name for file in paths.root.iterdir()] == ["scribe.db"]
    for read_only in (True, False):
        with pytest.raises(StorageError, match="already closed"), database.unit_of_work(read_only=read_only):
            pass
