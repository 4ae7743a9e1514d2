"""An older database is backed up before it is changed, and without a backup it is not changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import BackupReason
from scribe_desktop.errors import DatabaseDamagedError, DiskFullError, InstanceLockedError
from scribe_desktop.storage import database as database_module
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage.database import open_database
from scribe_desktop.storage.instance_lock import InstanceLock
from scribe_desktop.storage.migrations import HEAD
from tests.backup_world import at_statement, damage, database_of_revision, killed, made_with, raw_count, waiting
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[2]
OLDER = [f"{number:04d}" for number in range(1, int(HEAD))]


@pytest.mark.parametrize("revision", OLDER)
def test_each_older_version_is_backed_up_as_it_was_and_then_brought_up_to_date(paths: DataPaths, revision: str) -> None:
    database_of_revision(paths, revision, 12)
    open_database(paths, lambda: NOON).close()
    (backup,) = BackupFolder(paths).find()
    assert (backup.reason, backup.at) == (BackupReason.MIGRATION, NOON)
    check = BackupFolder(paths).check(backup.path)
    assert (check.good, check.revision, check.items) == (True, revision, 12)
    assert waiting(paths) == 12
    assert BackupFolder(paths).check(paths.database).revision == HEAD
    assert len(BackupFolder(paths).find()) == 1, "nothing more to bring up to date"


def test_a_new_or_current_database_needs_no_backup(paths: DataPaths) -> None:
    made_with(paths, 3)
    assert waiting(paths) == 3
    assert not paths.backups.exists()


def test_without_a_backup_nothing_is_changed(paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    database_of_revision(paths, "0001", 12)
    before = paths.database.read_bytes()

    def full(*_: object) -> None:
        raise DiskFullError("The disk is full. Free some space.")

    monkeypatch.setattr(BackupFolder, "make", full)
    with pytest.raises(DiskFullError, match=r"left as it is, because the backup failed\. The disk is full") as caught:
        open_database(paths)
    assert str(paths.database) in caught.value.message
    assert paths.database.read_bytes() == before


def test_on_a_full_disk_the_older_database_stays_as_it_is(paths: DataPaths, small_disk: Path) -> None:
    database_of_revision(paths, "0001", 6000)
    full = DataPaths(small_disk / "data")
    shutil.copytree(paths.root, full.root)
    before = full.database.read_bytes()
    assert len(before) > 1 << 20
    with pytest.raises(DiskFullError, match="backup failed"):
        open_database(full)
    assert full.database.read_bytes() == before
    assert BackupFolder(full).find() == []


def test_a_damaged_older_database_is_refused_untouched(paths: DataPaths) -> None:
    database_of_revision(paths, "0001", 3000)
    damaged = damage(paths.database)
    with pytest.raises(DatabaseDamagedError):
        open_database(paths)
    assert paths.database.read_bytes() == damaged
    assert not paths.backups.exists()


def test_killed_at_any_statement_of_the_migration_the_next_start_finishes_it(paths: DataPaths, tmp_path: Path) -> None:
    database_of_revision(paths, "0001", 12)
    number = 0
    while True:
        number += 1
        work = DataPaths(tmp_path / f"try-{number}")
        shutil.copytree(paths.root, work.root)
        if not killed(lambda: open_database(work).close(), at_statement(number)):  # noqa: B023
            break
        for backup in BackupFolder(work).find():
            assert BackupFolder(work).check(backup.path).items == 12
        assert waiting(work) == 12
        assert raw_count(work.database) == 12
    assert number > 20


def test_while_an_older_program_works_the_queue_nothing_is_changed(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_LOCK_TRIES", 1)
    database_of_revision(paths, "0002", 12)
    before = paths.database.read_bytes()
    with InstanceLock(paths), pytest.raises(InstanceLockedError, match="older version, and another Scribe"):
        open_database(paths)
    assert paths.database.read_bytes() == before


def test_starts_at_once_on_an_older_database_make_one_backup_and_all_open_it(paths: DataPaths) -> None:
    database_of_revision(paths, "0001", 12)
    code = f"import sys; from {__name__} import child_opens; child_opens(sys.argv[1])"
    starts = [
        subprocess.Popen([sys.executable, "-c", code, str(paths.root)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [start.communicate()[0] for start in starts] == ["12\n"] * 4
    assert [start.returncode for start in starts] == [0] * 4
    assert len(BackupFolder(paths).find()) == 1


def child_opens(root: str) -> None:
    sys.stdout.write(f"{waiting(DataPaths(Path(root)))}\n")
