"""Backups of real databases: whole while others write, killed half-way, on a full disk, without permission."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup import BackupReason
from scribe_desktop.domain.events import BackupMade, DatabaseFoundDamaged
from scribe_desktop.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DiskFullError,
    InputError,
    StorageError,
    WorkInterrupted,
)
from scribe_desktop.services.backups import Backups, BackupTimer
from scribe_desktop.storage import backups as backups_module
from scribe_desktop.storage import database_copy
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage.database import Database, open_database
from tests.backup_world import at_file_event, damage, fill, killed, made_with, raw_count
from tests.factories import NOON
from tests.fakes import FakeClock, RecordingPublisher

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(paths: DataPaths) -> BackupFolder:
    return BackupFolder(paths)


def names(paths: DataPaths) -> list[str]:
    return sorted(one.name for one in paths.backups.iterdir())


def test_a_backup_is_one_whole_file_for_its_owner_only(
    paths: DataPaths, database: Database, folder: BackupFolder
) -> None:
    fill(database, 500)  # in the -wal, not yet in the database's own file
    made = folder.make(NOON, BackupReason.MANUAL)
    assert made.name == "scribe-20260302T120000.000Z-manual.db"
    assert raw_count(made.path) == 500
    assert names(paths) == ["backups.lock", made.name]
    assert stat.S_IMODE(paths.backups.stat().st_mode) == 0o700
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert folder.find() == [made]
    found = folder.check(made.path)
    assert (found.good, found.items, found.drafts) == (True, 500, 0)


def test_two_of_the_same_moment_are_two(database: Database, folder: BackupFolder) -> None:
    first, second = folder.make(NOON, BackupReason.MANUAL), folder.make(NOON, BackupReason.MIGRATION)
    assert folder.find() == [second, first]
    assert second.at == NOON + timedelta(milliseconds=1)


def child_writes(root: str) -> None:
    database = open_database(DataPaths(Path(root)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        fill(database, 7, "words " * 40)  # one transaction


def test_every_backup_made_beside_a_busy_writer_is_one_moment_and_the_writer_goes_on(
    paths: DataPaths, database: Database, folder: BackupFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_copy, "PAGES_AT_ONCE", 5)
    fill(database, 700)
    code = f"import sys; from {__name__} import child_writes; child_writes(sys.argv[1])"
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(paths.root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    counts = []
    try:
        for _ in range(5):
            before = raw_count(paths.database)

            def until_written(before: int = before) -> bool:
                """While the copy is under way the writer commits at least once: it is not held up."""
                with closing(sqlite3.connect(paths.database)) as look:
                    while look.execute("SELECT count(*) FROM queue_items").fetchone()[0] <= before:
                        assert writer.poll() is None
                return False

            made = folder.make(NOON, BackupReason.SCHEDULED, until_written)
            counts.append(raw_count(made.path))
    finally:
        writer.kill()
        writer.communicate()
    assert counts == sorted(counts)
    assert all(count % 7 == 0 for count in counts), "a whole number of the writer's transactions"


def test_a_kill_at_any_moment_leaves_whole_backups_and_the_next_one_sweeps_the_rest(paths: DataPaths) -> None:
    made_with(paths, 50)
    folder = BackupFolder(paths)
    folder.make(NOON, BackupReason.MANUAL)
    events = 0
    while killed(lambda: folder.make(NOON, BackupReason.MANUAL), at_file_event(events + 1, paths.root)):
        events += 1
        assert raw_count(paths.database) == 50
        for backup in folder.find():
            assert folder.check(backup.path).items == 50
    assert events >= 10, "the hook sees what a backup does"
    folder.sweep()
    assert all(name.endswith((".db", ".lock")) for name in names(paths))


def test_a_kill_between_two_pages_leaves_nothing_that_looks_like_a_backup(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_copy, "PAGES_AT_ONCE", 3)
    made_with(paths, 50)
    folder = BackupFolder(paths)
    left = [4]

    def die_later() -> bool:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), 9)
        return False

    assert killed(lambda: folder.make(NOON, BackupReason.MANUAL, die_later), lambda: None)
    assert folder.find() == []
    assert any(name.endswith(backups_module.UNFINISHED) for name in names(paths))
    folder.sweep()
    assert names(paths) == ["backups.lock"]


def test_stopping_gives_up_at_once_and_leaves_nothing(
    paths: DataPaths, database: Database, folder: BackupFolder
) -> None:
    fill(database, 50)
    with pytest.raises(WorkInterrupted):
        folder.make(NOON, BackupReason.MANUAL, lambda: True)
    assert names(paths) == ["backups.lock"]


def test_a_damaged_database_gives_no_backup(paths: DataPaths) -> None:
    made_with(paths, 2000)
    damaged = damage(paths.database)
    folder = BackupFolder(paths)
    with pytest.raises(DatabaseDamagedError, match=r"scribe\.db is damaged"):
        folder.make(NOON, BackupReason.MANUAL)
    assert folder.find() == []
    assert paths.database.read_bytes() == damaged


def test_only_one_process_makes_a_backup_at_a_time(
    paths: DataPaths, database: Database, folder: BackupFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups_module, "PATIENCE_SECONDS", 0)
    other = BackupFolder(paths)
    seen: list[object] = []

    def meanwhile() -> bool:
        if not seen:
            with pytest.raises(DatabaseBusyError, match="Another backup"):
                other.make(NOON, BackupReason.MANUAL)
            seen.append(other.make_if_changed(NOON))
            other.sweep()
        return False

    folder.make(NOON, BackupReason.MANUAL, meanwhile)
    assert seen == [None]
    assert len(folder.find()) == 1


def test_scheduled_ones_are_made_only_when_something_changed(
    paths: DataPaths, database: Database, folder: BackupFolder
) -> None:
    fill(database, 5)
    assert folder.make_if_changed(NOON) is not None
    assert folder.make_if_changed(NOON + timedelta(hours=1)) is None
    database.close()  # moves the -wal into the file, which so looks newer, with the same content
    assert folder.make_if_changed(NOON + timedelta(hours=2)) is None
    assert folder.make_if_changed(NOON + timedelta(hours=3)) is None
    again = open_database(paths)
    fill(again, 1)
    made = folder.make_if_changed(NOON + timedelta(hours=4))
    assert made is not None
    assert folder.check(made.path).items == 6
    again.close()
    assert len(folder.find()) == 2


def test_a_copy_elsewhere_is_never_written_over_something(
    database: Database, folder: BackupFolder, tmp_path: Path
) -> None:
    (tmp_path / "copy.db.unfinished").write_text("mine")
    made = folder.make(NOON, BackupReason.MANUAL, to=tmp_path / "copy.db")
    assert (tmp_path / "copy.db.unfinished").read_text() == "mine"
    assert made.path == tmp_path / "copy.db"
    assert raw_count(made.path) == 0
    assert folder.find() == []
    with pytest.raises(InputError, match="not overwritten"):
        folder.make(NOON, BackupReason.MANUAL, to=tmp_path / "copy.db")
    with pytest.raises(InputError, match="does not exist"):
        folder.make(NOON, BackupReason.MANUAL, to=tmp_path / "missing" / "copy.db")


def test_what_is_deleted_is_ours_and_strangers_files_stay(
    paths: DataPaths, database: Database, folder: BackupFolder
) -> None:
    made = folder.make(NOON, BackupReason.MANUAL)
    (paths.backups / "my own copy.db").write_text("mine")
    assert folder.delete([made.at]) == [made]
    folder.sweep()
    assert names(paths) == ["backups.lock", "my own copy.db"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "missing or empty"), (b"Dear diary, " * 1000, "damaged"), (None, "not a database of this program")],
)
def test_a_file_that_is_no_backup_is_told_apart(
    folder: BackupFolder, tmp_path: Path, content: bytes | None, problem: str
) -> None:
    file = tmp_path / "file.db"
    if content is None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE recipes (name)")
    else:
        file.write_bytes(content)
    before = file.read_bytes()
    assert problem in folder.check(file).problem
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["file.db"]


@pytest.mark.skipif("not hasattr(os, 'geteuid')", reason="permissions are those of POSIX")
def test_a_folder_that_may_not_be_written_is_a_sentence_and_the_database_goes_on(
    tmp_path: Path, paths: DataPaths, database: Database, folder: BackupFolder
) -> None:
    paths.backups.mkdir()
    paths.root.chmod(0o777)
    tmp_path.chmod(0o777)
    for parent in (tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o711)
    paths.backups.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(paths.backups, 65534, -1)
        os.seteuid(65534)
    try:
        with pytest.raises(StorageError, match=r"backup could not be written in .*backups.*may write there"):
            folder.make(NOON, BackupReason.MANUAL)
    finally:
        if is_root:
            os.seteuid(0)
    fill(database, 1)


def test_a_full_disk_costs_this_backup_only(
    paths: DataPaths, database: Database, folder: BackupFolder, small_disk: Path
) -> None:
    fill(database, 1000)
    kept = folder.make(NOON, BackupReason.MANUAL)
    shutil.copytree(paths.backups, small_disk / "backups")
    shutil.rmtree(paths.backups)
    paths.backups.symlink_to(small_disk / "backups")
    fill(database, 8000, "words " * 60)
    clock, told = FakeClock(NOON + timedelta(hours=1)), RecordingPublisher()
    backups = Backups(folder, clock)
    with pytest.raises(DiskFullError, match="Free some space"):
        backups.back_up()
    timer = BackupTimer(backups, clock, told)
    assert timer.look(), "it tries again later"
    assert told.events == []
    assert [one.at for one in folder.find()] == [kept.at]
    assert folder.check(folder.find()[0].path).items == 1000
    assert names(paths) == ["backups.lock", kept.name]


def test_the_timer_makes_one_when_it_is_due_and_says_when_it_finds_damage(paths: DataPaths) -> None:
    made_with(paths, 2000)
    clock, told = FakeClock(NOON), RecordingPublisher()
    timer = BackupTimer(Backups(BackupFolder(paths), clock), clock, told)
    assert timer.look()
    assert timer.look()
    assert told.events == [BackupMade(NOON)]
    clock.advance(3600)
    damage(paths.database)
    assert not timer.look()
    assert isinstance(told.events[-1], DatabaseFoundDamaged)
    assert "scribe restore --newest" in told.events[-1].message


def test_the_timer_ends_a_backup_that_is_under_way(paths: DataPaths) -> None:
    made_with(paths, 3000)
    begun = threading.Event()

    class SlowClock(FakeClock):
        def wait(self, event: threading.Event, seconds: float) -> bool:
            if seconds < 1:
                begun.set()
                return event.wait()  # the breath after the first pages lasts until the end
            return event.is_set()

    clock = SlowClock(NOON)
    timer = BackupTimer(Backups(BackupFolder(paths), clock), clock, RecordingPublisher())
    timer.start()
    assert begun.wait(30)
    timer.close(30)
    assert not timer._thread.is_alive()
    assert names(paths) == ["backups.lock"]
