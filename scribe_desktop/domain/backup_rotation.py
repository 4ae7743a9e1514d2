"""Which backups are kept: all of two days, then 12 daily, 10 weekly and 9 monthly ones.

Days, weeks (Monday to Sunday, as ISO 8601 has them) and months are those of UTC, so that a journey between time zones
changes nothing. The pick of a day is its last backup, the pick of a week the last of its days' picks, the pick of a
month the last of its weeks' picks. Kept are

1. every backup of the last 48 hours, and any that claims to come from the future;
2. of the picks of days that are not kept yet, the newest 12;
3. of the picks of weeks that are not kept yet, the newest 10;
4. of the picks of months that are not kept yet, the newest 9.

A pick is made from the pick below it, so nothing that a later rule will want is deleted by an earlier one: deleting
after every backup leaves what deleting once at the end would leave. Days without a backup do not count: who opens the
program once a month keeps 12 + 10 + 9 of those days, as far as there are so many. Why a backup was made plays no part.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import UTC, datetime, timedelta

KEPT_WHOLE = timedelta(hours=48)
DAILY, WEEKLY, MONTHLY = 12, 10, 9


def kept(moments: Collection[datetime], now: datetime) -> set[datetime]:
    """The moments (aware) whose backups are kept at `now`."""
    days = _last_of_each(moments, lambda one: one.date())
    weeks = _last_of_each(days, lambda one: one.isocalendar()[:2])
    months = _last_of_each(weeks, lambda one: (one.year, one.month))
    stay = {one for one in moments if one > now - KEPT_WHOLE}
    for picks, count in ((days, DAILY), (weeks, WEEKLY), (months, MONTHLY)):
        stay |= set(sorted(picks - stay, reverse=True)[:count])
    return stay


def obsolete(moments: Collection[datetime], now: datetime) -> list[datetime]:
    """The moments whose backups may be deleted at `now`, oldest first."""
    return sorted(set(moments) - kept(moments, now))


def _last_of_each(moments: Iterable[datetime], period: Callable[[datetime], Hashable]) -> set[datetime]:
    last: dict[Hashable, datetime] = {}
    for one in sorted(moments):
        last[period(one.astimezone(UTC))] = one
    return set(last.values())
