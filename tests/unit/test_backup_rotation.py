"""Which backups are kept, against a second reading of the rule and two years of use in simulated time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scribe_desktop.domain.backup import Backup, BackupReason, backup_name, parse_backup_name
from scribe_desktop.domain.backup_rotation import kept, obsolete
from scribe_desktop.services.backups import Backups
from tests.fakes import FakeClock

START = datetime(2024, 1, 1, tzinfo=UTC)


def expected(history: list[datetime], now: datetime) -> set[datetime]:
    """What must be left of everything that was ever made: the rule read a second time, period by period, day by day."""
    days: dict[tuple[int, int, int], datetime] = {}
    for one in history:
        key = (one.year, one.month, one.day)
        days[key] = max(days.get(key, one), one)
    whole = {one for one in history if (now - one).total_seconds() < 48 * 3600}
    daily: list[datetime] = []
    for one in sorted(days.values(), reverse=True):
        if one not in whole and len(daily) < 12:
            daily.append(one)
    taken = whole | set(daily)
    weekly: list[datetime] = []
    monday = now.date() - timedelta(days=now.weekday())
    for back in range((now - min(history)).days // 7 + 2):
        if len(weekly) == 10:
            break
        week = [monday - timedelta(weeks=back) + timedelta(days=day) for day in range(7)]
        of_week = [days[key] for day in week if (key := (day.year, day.month, day.day)) in days]
        if of_week and max(of_week) not in taken and len(weekly) < 10:
            weekly.append(max(of_week))
    taken |= set(weekly)
    week_picks: dict[tuple[int, int], datetime] = {}
    for one in days.values():
        key_of_week = one.isocalendar()[:2]
        week_picks[key_of_week] = max(week_picks.get(key_of_week, one), one)
    monthly: list[datetime] = []
    year, month = now.year, now.month
    for _ in range(60):
        of_month = [one for one in week_picks.values() if (one.year, one.month) == (year, month)]
        if of_month and max(of_month) not in taken and len(monthly) < 9:
            monthly.append(max(of_month))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return taken | set(monthly)


def test_two_years_of_half_hours_keep_exactly_what_the_rule_says() -> None:
    have: set[datetime] = set()
    history: list[datetime] = []
    now = START
    while now < START + timedelta(days=731):
        if 8 <= now.hour < 18:
            have.add(now)
            history.append(now)
            have -= set(obsolete(have, now))
            if now.hour == 17 and now.minute == 30 and (now - START).days % 10 == 0:
                assert have == expected(history, now), now
        now += timedelta(minutes=30)
    assert len([one for one in have if one > now - timedelta(hours=48)]) == 40
    assert len(have) == 40 + 12 + 10 + 9


@pytest.mark.parametrize("seed", range(8))
def test_however_irregular_the_use_deleting_at_each_backup_leaves_what_deleting_once_would(seed: int) -> None:
    chance = random.Random(seed)
    have: set[datetime] = set()
    history: list[datetime] = []
    now = START + timedelta(seconds=chance.randrange(10**7))
    for _ in range(150):
        now += timedelta(seconds=chance.choice((1800, 1801, 7200, 86_400, 86_400 * chance.randrange(1, 40))))
        have.add(now)
        history.append(now)
        have -= set(obsolete(have, now))
        assert have == expected(history, now) == kept(history, now)


def test_who_comes_back_after_years_loses_nothing_that_is_left() -> None:
    moments = [START + timedelta(days=day) for day in range(5)]
    assert kept(moments, START + timedelta(days=4000)) == set(moments)


def test_one_from_the_future_stays_and_the_newest_is_always_kept() -> None:
    later = START + timedelta(days=400)
    assert kept([START, later], START + timedelta(days=1)) == {START, later}
    assert kept([], START) == set()
    assert obsolete([START], START + timedelta(days=10_000)) == []


def test_days_and_weeks_are_those_of_utc_wherever_the_person_is() -> None:
    from datetime import timezone

    far = timezone(timedelta(hours=13))
    moments = [START.replace(hour=hour) - timedelta(days=10) for hour in (1, 12, 23)]
    assert kept([one.astimezone(far) for one in moments], START) == {moments[2]}


@pytest.mark.parametrize("reason", BackupReason)
def test_a_name_says_when_and_why_and_is_read_back(reason: BackupReason) -> None:
    at = datetime(2026, 11, 24, 6, 57, 50, 123_000, tzinfo=UTC)
    assert parse_backup_name(backup_name(at, reason)) == (at, reason)
    assert backup_name(at, BackupReason.MANUAL) == "scribe-20261124T065750.123Z-manual.db"


@pytest.mark.parametrize(
    "name",
    ["thesis.db", "scribe-20261124T065750.123Z-manual.db.unfinished", "scribe-20261124T065750.123Z-other.db",
     "scribe-20261399T065750.123Z-manual.db", "scribe-20261124T065750Z-manual.db"],
)  # fmt: skip
def test_other_files_are_no_backups(name: str) -> None:
    assert parse_backup_name(name) is None


class FakeStore:
    """A folder of backups in memory, over a database that changes when it is told to."""

    def __init__(self) -> None:
        self.backups: list[Backup] = []
        self.changed = True

    def find(self) -> list[Backup]:
        return sorted(self.backups, key=lambda one: one.at, reverse=True)

    def make(self, at: datetime, reason: BackupReason, breathe: object = None, to: Path | None = None) -> Backup:
        made = Backup(Path(backup_name(at, reason)), at, reason, 1)
        if to is None:
            self.backups.append(made)
        return made

    def make_if_changed(self, at: datetime, breathe: object = None) -> Backup | None:
        return self.make(at, BackupReason.SCHEDULED) if self.changed else None

    def delete(self, moments: list[datetime]) -> list[Backup]:
        gone = [one for one in self.backups if one.at in moments]
        self.backups = [one for one in self.backups if one not in gone]
        return gone


def test_one_is_due_after_thirty_minutes_and_only_when_something_changed() -> None:
    clock, store = FakeClock(), FakeStore()
    backups = Backups(store, clock)  # type: ignore[arg-type]
    assert backups.back_up_if_due() is not None, "there was none"
    clock.advance(29 * 60)
    assert backups.back_up_if_due() is None
    clock.advance(60)
    store.changed = False
    assert backups.back_up_if_due() is None
    store.changed = True
    assert backups.back_up_if_due() is not None


def test_a_backup_from_the_future_does_not_stop_the_others() -> None:
    clock, store = FakeClock(), FakeStore()
    store.make(clock.now() + timedelta(days=300), BackupReason.SCHEDULED)
    backups = Backups(store, clock)  # type: ignore[arg-type]
    assert backups.back_up_if_due() is not None
    assert backups.back_up_if_due() is None


def test_each_backup_is_followed_by_the_rotation_whatever_its_reason() -> None:
    clock, store = FakeClock(START), FakeStore()
    backups = Backups(store, clock)  # type: ignore[arg-type]
    history = []
    for at in range(500):
        clock.advance(3 * 3600)
        history.append((backups.back_up() if at % 3 else backups.back_up_if_due()).at)  # type: ignore[union-attr]
        assert {one.at for one in store.backups} == kept(history, clock.now())
    backups.back_up(Path("elsewhere.db"))
    assert len(store.backups) == len(kept(history, clock.now()))
