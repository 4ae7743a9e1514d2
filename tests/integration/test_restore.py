"""Putting a backup in place: whatever happens there is the old database or the new one, and the old one is kept."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.access import AccessToken, TokenScope, TokenState
from scribe_desktop.domain.backup import BackupReason, Restored
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DiskFullError,
    InputError,
    InstanceLockedError,
    StorageError,
)
from scribe_desktop.storage import replacement
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage.database import open_database
from scribe_desktop.storage.instance_lock import InstanceLock
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.backup_world import (
    at_file_event,
    damage,
    database_of_revision,
    fill,
    killed,
    made_with,
    raw_count,
    waiting,
)
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = 30, 20


@pytest.fixture
def backup(paths: DataPaths) -> Path:
    """A backup with 20 people, of a database that has 30 by now."""
    made_with(paths, NEW)
    made = BackupFolder(paths).make(NOON, BackupReason.MANUAL)
    made_with(paths, OLD - NEW)
    return made.path


def restore(paths: DataPaths, source: Path | None) -> Restored:
    return BackupFolder(paths).restore(source, NOON)


def entries(paths: DataPaths) -> set[str]:
    return {one.name for one in paths.root.iterdir()} - {"scribe.lock", "backups"}


def test_the_backup_takes_the_place_and_the_old_database_is_kept(paths: DataPaths, backup: Path) -> None:
    before, content = paths.database.read_bytes(), backup.read_bytes()
    done = restore(paths, backup)
    assert done == Restored(paths.root / "replaced-20260302T120000Z")
    assert entries(paths) == {"scribe.db", "replaced-20260302T120000Z"}
    assert (done.aside / "scribe.db").read_bytes() == before
    assert raw_count(paths.database) == waiting(paths) == NEW
    assert backup.read_bytes() == content
    assert paths.database.stat().st_mode & 0o777 == 0o600
    assert done.aside.stat().st_mode & 0o777 == 0o700
    assert restore(paths, backup).aside == paths.root / "replaced-20260302T120000Z-2"


def test_a_leftover_wal_does_not_undo_the_restore_and_goes_with_its_database(paths: DataPaths, backup: Path) -> None:
    crashed = open_database(paths)
    fill(crashed, 5)
    kept = {suffix: paths.root / f"kept{suffix}" for suffix in ("", "-wal")}
    for suffix, copy in kept.items():
        shutil.copyfile(paths.root / f"scribe.db{suffix}", copy)
    crashed.close()
    for suffix, copy in kept.items():
        copy.replace(paths.root / f"scribe.db{suffix}")  # as a crash leaves it: the last five are in the -wal alone
    assert (paths.root / "scribe.db-wal").stat().st_size
    aside = restore(paths, backup).aside
    assert aside is not None
    assert entries(paths) == {"scribe.db", aside.name}
    assert raw_count(paths.database) == NEW
    assert raw_count(aside / "scribe.db") == OLD + 5
    assert restore(paths, None).aside is not None
    assert waiting(paths) == 0


def test_what_was_set_aside_can_be_put_back_with_what_its_wal_holds(paths: DataPaths, backup: Path) -> None:
    database = open_database(paths)
    fill(database, 5)
    folder = paths.root / "elsewhere"
    folder.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(paths.root / f"scribe.db{suffix}", folder / f"scribe.db{suffix}")
    database.close()
    restore(paths, backup)
    contents = {one.name: one.read_bytes() for one in folder.iterdir()}
    restore(paths, folder / "scribe.db")
    assert waiting(paths) == OLD + 5
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == contents


@pytest.mark.parametrize("with_backup", [True, False])
def test_killed_at_any_moment_there_is_the_old_or_the_new_database(
    paths: DataPaths, backup: Path, tmp_path: Path, with_backup: bool
) -> None:
    source = backup.rename(tmp_path / "backup.db") if with_backup else None
    new = NEW if with_backup else 0
    outcomes = []
    number = 0
    while True:
        number += 1
        work = DataPaths(tmp_path / f"try-{number}")
        shutil.copytree(paths.root, work.root)
        if not killed(lambda: restore(work, source), at_file_event(number, work.root)):  # noqa: B023
            break
        found = waiting(work)  # the program starts again, and finishes what was begun
        outcomes.append(found)
        aside = [one for one in work.root.iterdir() if one.name.startswith("replaced-")]
        whole = [raw_count(one / "scribe.db") for one in aside if (one / "scribe.db").exists()]
        assert (found, whole) in ((OLD, []), (new, [OLD])), number
        left = entries(work) - {"scribe.db"} - {one.name for one in aside}
        assert left <= {"scribe.db-wal", "scribe.db-shm"}, number
        shutil.rmtree(work.root)
    assert set(outcomes) == {OLD, new}
    assert outcomes == sorted(outcomes, reverse=new < OLD), "from one moment on it is the new one"


def test_killed_while_finishing_it_is_finished_the_time_after(paths: DataPaths, backup: Path, tmp_path: Path) -> None:
    source = backup.rename(tmp_path / "backup.db")
    number = 0
    interrupted = None
    while True:  # the first moment from which the new database is the outcome
        number += 1
        work = DataPaths(tmp_path / f"try-{number}")
        shutil.copytree(paths.root, work.root)
        assert killed(lambda: restore(work, source), at_file_event(number, work.root))  # noqa: B023
        if work.restore_marker.exists() and work.database.exists():
            interrupted = work
            break
    again = 0
    while True:
        again += 1
        work = DataPaths(tmp_path / f"again-{again}")
        shutil.copytree(interrupted.root, work.root)
        if not killed(lambda: replacement.finish_replacement(work), at_file_event(again, work.root)):  # noqa: B023
            break
        assert waiting(work) == NEW
    assert again > 5
    assert waiting(work) == NEW


def test_a_copy_that_vanished_brings_the_old_database_back(paths: DataPaths, backup: Path) -> None:
    aside = paths.root / "replaced-20260302T120000Z"
    aside.mkdir()
    paths.database.rename(aside / "scribe.db")
    paths.restore_marker.write_text(json.dumps({"aside": aside.name, "replaced": True}))
    assert waiting(paths) == OLD


def test_a_marker_that_cannot_be_read_is_a_sentence_and_changes_nothing(paths: DataPaths, backup: Path) -> None:
    paths.restore_marker.write_text("{")
    with pytest.raises(StorageError, match=r"restore\.json.*cannot be read"):
        open_database(paths)
    assert raw_count(paths.database) == OLD


@pytest.mark.parametrize("kind", ["damaged", "empty", "newer", "another program's", "missing"])
def test_what_cannot_be_used_is_refused_and_nothing_changes(paths: DataPaths, backup: Path, kind: str) -> None:
    bad = paths.root / "bad.db"
    shutil.copyfile(backup, bad)
    if kind == "damaged":
        damage(bad)
    elif kind == "empty":
        bad.write_bytes(b"")
    elif kind == "missing":
        bad.unlink()
    else:
        with closing(sqlite3.connect(bad)) as connection:
            if kind == "newer":
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
            else:
                connection.execute("DROP TABLE alembic_version")
            connection.commit()
    before = paths.database.read_bytes()
    with pytest.raises(InputError, match=r"bad\.db"):
        restore(paths, bad)
    assert paths.database.read_bytes() == before
    assert entries(paths) <= {"scribe.db", "bad.db"}


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_an_older_backup_is_brought_up_to_date_when_it_is_opened(
    paths: DataPaths, backup: Path, tmp_path: Path, revision: str
) -> None:
    old = DataPaths(tmp_path / "old")
    database_of_revision(old, revision, 7)
    restore(paths, old.database)
    assert waiting(paths) == 7
    assert {one.reason for one in BackupFolder(paths).find()} == {BackupReason.MANUAL, BackupReason.MIGRATION}


def test_a_damaged_database_is_set_aside_whole_under_that_name(paths: DataPaths) -> None:
    made_with(paths, 2000)
    good = BackupFolder(paths).make(NOON, BackupReason.MANUAL)
    damaged = damage(paths.database)
    with pytest.raises(DatabaseDamagedError, match=r"scribe restore --newest --data-dir"):
        open_database(paths)
    aside = restore(paths, good.path).aside
    assert aside == paths.root / "damaged-20260302T120000Z"
    assert (aside / "scribe.db").read_bytes() == damaged
    assert waiting(paths) == 2000


def test_tokens_of_the_backup_are_ended(paths: DataPaths) -> None:
    database = open_database(paths)
    ends = NOON + timedelta(days=30)
    active = AccessToken(uuid4(), "calendar", TokenScope.READ, NOON, ends, "key")
    over = AccessToken(uuid4(), "old", TokenScope.READ, NOON, NOON, "key")
    with database.unit_of_work() as work:
        work.tokens.add(active)
        work.tokens.add(over)
        work.commit()
    database.close()
    backup = BackupFolder(paths).make(NOON, BackupReason.MANUAL)
    assert restore(paths, backup.path).tokens_ended == 1
    again = open_database(paths)
    with again.unit_of_work(read_only=True) as work:
        row = work.tokens.get(active.jti)
    again.close()
    assert row is not None
    assert row.state(NOON) is TokenState.REVOKED


def test_an_item_that_was_worked_when_the_backup_was_made_waits_again(paths: DataPaths) -> None:
    database = open_database(paths)
    fill(database, 2)
    with database.unit_of_work() as work:
        item = work.queue.claim("worker", "template-only", NOON)
        work.commit()
    assert item is not None
    backup = BackupFolder(paths).make(NOON, BackupReason.MANUAL)
    with database.unit_of_work() as work:
        work.queue.release(item)
        work.queue.cancel([item.id], NOON)
        work.commit()
    database.close()
    restore(paths, backup.path)
    again = open_database(paths)
    with again.unit_of_work() as work:
        assert work.queue.get(item.id).status is QueueStatus.PROCESSING
        assert work.queue.recover(NOON, 5).released == (item.id,)
        assert work.queue.get(item.id).position == 1
    again.close()


def child_opens(root: str) -> None:
    database = open_database(DataPaths(Path(root)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    fill(database, 1)
    database.close()


def test_while_another_process_has_it_open_nothing_is_replaced(paths: DataPaths, backup: Path) -> None:
    code = f"import sys; from {__name__} import child_opens; child_opens(sys.argv[1])"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(paths.root)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    with pytest.raises(DatabaseBusyError, match="Close every window and command"):
        restore(paths, backup)
    assert not paths.restore_marker.exists()
    assert not paths.restoring.exists()
    other.communicate("go\n")
    assert other.returncode == 0
    assert waiting(paths) == OLD + 1
    restore(paths, backup)
    assert waiting(paths) == NEW


def test_while_another_process_works_the_queue_nothing_is_replaced(paths: DataPaths, backup: Path) -> None:
    with InstanceLock(paths), pytest.raises(InstanceLockedError):
        restore(paths, backup)
    assert waiting(paths) == OLD


def test_who_opens_it_in_the_middle_is_told_to_wait(paths: DataPaths, backup: Path) -> None:
    paths.restore_marker.write_text(json.dumps({"aside": "replaced-20260302T120000Z", "replaced": True}))
    with InstanceLock(paths), pytest.raises(DatabaseBusyError, match="being put in place"):  # as if by another process
        open_database(paths)
    assert raw_count(paths.database) == OLD


def test_a_full_disk_leaves_the_old_database(paths: DataPaths, small_disk: Path) -> None:
    made_with(paths, 20_000)
    full = DataPaths(small_disk / "data")
    made_with(full, 10)
    with pytest.raises(DiskFullError, match="full"):
        restore(full, paths.database)
    assert waiting(full) == 10
    assert entries(full) == {"scribe.db"}


def test_nothing_that_is_left_over_is_in_the_way(paths: DataPaths, backup: Path) -> None:
    for name in ("scribe.db.restoring", "scribe.db.restoring-journal", "scribe.db.restoring.source-wal"):
        (paths.root / name).write_bytes(b"left by a crash")
    assert waiting(paths) == OLD
    assert entries(paths) == {"scribe.db"}
    paths.restoring.write_bytes(b"left by a crash")
    restore(paths, backup)
    database = open_database(paths)
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.count(QueueQuery()) == NEW
    database.close()
