"""SIGKILL at random moments of a migration, of backups with their rotation, and of restores; two years of backups."""

from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from figures import Figure, counted

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.backup_rotation import kept
from scribe_desktop.errors import ScribeError
from scribe_desktop.services.backups import Backups
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage.database import open_database
from tests.backup_world import database_of_revision, fill, made_with, raw_count, waiting

KILLS = 20
PEOPLE = 20_000
MORE_PEOPLE = 5_000
YEARS = 2


def run(scale: float) -> list[Figure]:
    """Each of the three, then the rotation."""
    kills, people = max(2, round(KILLS * scale)), max(500, round(PEOPLE * scale))
    chance = random.Random(20260302)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        return [
            *_migrations(root / "migration", kills, people, chance),
            *_backups(root / "backup", kills, people, chance),
            *_restores(root / "restore", kills, people, chance),
            _two_years(max(0.05, YEARS * scale)),
        ]


def _migrations(root: Path, kills: int, people: int, chance: random.Random) -> list[Figure]:
    """Each on a fresh copy of an old database: killed, then opened."""
    root.mkdir()
    old = DataPaths(root / "old")
    database_of_revision(old, "0001", people)
    usual = _usual_seconds(lambda number: _copied(old, root / f"usual{number}"), lambda paths: waiting(paths))
    wrong, killed = [], 0
    for number in range(kills):
        paths = _copied(old, root / f"kill{number}")
        killed += _killed(lambda paths=paths: waiting(paths), chance.uniform(0, usual))  # type: ignore[misc]
        found = waiting(paths)  # opening it finishes the migration
        if found != people or raw_count(paths.database) != people:
            wrong.append(f"kill {number + 1}: {found} items")
        wrong += [f"kill {number + 1}: {one.name}" for one in _bad_backups(paths)]
        shutil.rmtree(paths.root)
    return [
        Figure("kills during a migration", f"{killed} of {kills}", "most", killed >= kills // 2),
        counted("migrations that the next start did not finish, items lost, backups not whole", wrong, kills),
    ]


def _backups(root: Path, kills: int, people: int, chance: random.Random) -> list[Figure]:
    """One folder, whose clock goes on by eight hours a backup, so that the rotation has work."""
    paths = DataPaths(root)
    made_with(paths, people)
    clock = _Ahead()
    backups = Backups(BackupFolder(paths), clock)
    usual = _usual_seconds(lambda number: backups, lambda one: one.back_up())
    wrong, killed = [], 0
    for number in range(kills):
        clock.ahead += timedelta(hours=8 * (number + 1))
        killed += _killed(lambda: [backups.back_up() for _ in range(3)], chance.uniform(0, 3 * usual))
        wrong += [f"kill {number + 1}: {one.name}" for one in _bad_backups(paths)]
        if waiting(paths) != people:
            wrong.append(f"kill {number + 1}: the database itself")
    clock.ahead += timedelta(hours=1)
    backups.back_up()
    moments = [one.at for one in backups.find()]
    if set(moments) != kept(moments, clock.now()):
        wrong.append("the rotation after it")
    litter = [one.name for one in paths.backups.iterdir() if one not in {backup.path for backup in backups.find()}
              and not one.name.endswith(".lock")]  # fmt: skip
    return [
        Figure("kills during backups and their rotation", f"{killed} of {kills}", "most", killed >= kills // 2),
        counted("backups not whole, databases changed, rotations not as the rule says", wrong, kills),
        counted("files left over after the next backup", litter, len(moments)),
    ]


def _restores(root: Path, kills: int, people: int, chance: random.Random) -> list[Figure]:
    """The backup has fewer people than the database: after each kill it is one or the other, whole."""
    paths = DataPaths(root)
    made_with(paths, people)
    backups = Backups(BackupFolder(paths), SystemClock())
    source = backups.back_up().path
    usual, wrong, killed, outcomes = 0.0, [], 0, {"old": 0, "new": 0}
    for number in range(kills + 1):
        database = open_database(paths)
        fill(database, MORE_PEOPLE)
        database.close()
        before = waiting(paths)
        if not number:
            began = time.monotonic()
            backups.restore(source)
            usual = time.monotonic() - began
        else:
            killed += _killed(lambda: backups.restore(source), chance.uniform(0, usual))
        try:
            after = waiting(paths)
        except ScribeError as error:
            wrong.append(f"kill {number}: {error.message}")
            continue
        outcomes["new" if after == people else "old"] += bool(number)
        if after not in (people, before) or raw_count(paths.database) != after:
            wrong.append(f"kill {number}: {after} items, neither {people} nor {before}")
        for aside in paths.root.glob("replaced-*"):
            shutil.rmtree(aside)
    return [
        Figure("kills during a restore", f"{killed} of {kills}", "most", killed >= kills // 2,
               f"{outcomes['old']} times the database before it, {outcomes['new']} times the backup"),
        counted("restores after which there was neither the one nor the other, whole", wrong, kills),
    ]  # fmt: skip


def _two_years(years: float) -> Figure:
    """A backup every half hour of eight hours a day; each followed by the rotation, as the program does it."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    days = round(365 * years)
    everything = [start + timedelta(days=day, hours=9, minutes=30 * half) for day in range(days) for half in range(16)]
    there: set[datetime] = set()
    for moment in everything:
        there = kept([*there, moment], moment)
    expected = _expected(everything, everything[-1])
    same = there == expected
    return Figure(
        f"backups kept of {len(everything)} in {days} days", str(len(there)), str(len(expected)), same,
        "the same ones as by the rule read aloud" if same else "others than the rule says",
    )  # fmt: skip


def _expected(moments: list[datetime], now: datetime) -> set[datetime]:
    """The rule, written a second time and otherwise: going back from now by days, then weeks, then months."""
    two_days = {one for one in moments if now - one < timedelta(hours=48)}
    left = sorted(set(moments) - two_days, reverse=True)
    result = set(two_days)
    everything = sorted(moments, reverse=True)
    for count, period in ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m")):
        last_of: dict[str, datetime] = {}
        for one in everything:
            last_of.setdefault(one.strftime(period), one)
        picks = [one for one in left if last_of.get(one.strftime(period)) == one and one not in result]
        result |= set(picks[:count])
        everything = sorted(last_of.values(), reverse=True)
    return result


class _Ahead(SystemClock):
    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


def _usual_seconds(prepare: Callable[[int], Any], work: Callable[[Any], Any]) -> float:
    """How long the work takes when nobody kills it, the median of three."""
    seconds = []
    for number in range(3):
        prepared = prepare(number)
        began = time.monotonic()
        work(prepared)
        seconds.append(time.monotonic() - began)
    return statistics.median(seconds)


def _killed(work: Callable[[], Any], after_seconds: float) -> bool:
    """Do the work in a process of its own that is killed then; False when it was done before."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    time.sleep(after_seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise RuntimeError("the work that was to be killed failed by itself")
    return False


def _copied(paths: DataPaths, to: Path) -> DataPaths:
    shutil.copytree(paths.root, to)
    return DataPaths(to)


def _bad_backups(paths: DataPaths) -> list[Path]:
    backups = Backups(BackupFolder(paths), SystemClock())
    return [one.path for one in backups.find() if not backups.check(one.path).good]
