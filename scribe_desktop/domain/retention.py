"""How long finished people and their drafts are kept: for ever unless the person chooses a number of months."""

from __future__ import annotations

import calendar
from datetime import datetime

FOR_EVER = 0
KEPT_MONTHS = (FOR_EVER, 3, 6, 12, 24)
"""What can be chosen."""


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; the month's last day where it has no such day."""
    index = moment.year * 12 + moment.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
