"""Forgets finished people and their drafts when they are as old as the person chose; never unless it was chosen."""

from __future__ import annotations

import logging
from collections.abc import Callable

from scribe_desktop.config.settings import Settings
from scribe_desktop.domain.retention import months_before
from scribe_desktop.ports import Clock
from scribe_desktop.services.backups import Backups
from scribe_desktop.services.periodic import Periodic
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""People forgotten in one transaction, so that nobody waits long for it."""

EVERY_SECONDS = 24 * 3600.0


class Retention:
    """Who is old enough, and forgetting them. `backups` are those of the same folder; None where none are made."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, backups: Backups | None, settings: Callable[[], Settings]
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._backups = backups
        self._settings = settings

    def count(self, months: int) -> int:
        """How many people would be forgotten now if it were so many months; 0 is for ever. Raises StorageError."""
        if not months:
            return 0
        with self._unit_of_work(read_only=True) as work:
            return work.retention.count(months_before(self._clock.now(), months))

    def apply(self) -> int:
        """Forget whom the settings say, after a backup; how many they were. The instance lock must be held.

        Raises StorageError: without a backup nobody is forgotten.
        """
        months = self._settings().keep_months
        if not self.count(months):
            return 0
        if self._backups is not None:
            self._backups.back_up_if_due()
        before, gone = months_before(self._clock.now(), months), 0
        while True:
            with self._unit_of_work() as work:
                forgotten = work.retention.forget(before, AT_ONCE)
                work.commit()
            gone += forgotten
            if not forgotten:
                logger.info("Forgotten: %d people who were finished %d months ago", gone, months)
                return gone


class RetentionTimer(Periodic):
    """Calls `forget` once a day, the first time a day from the start: a window may stay open for weeks."""

    def __init__(self, forget: Callable[[], None], clock: Clock) -> None:
        super().__init__("retention", clock, EVERY_SECONDS, EVERY_SECONDS)
        self._forget = forget

    def look(self) -> bool:
        """Forget whom the settings say, and come again tomorrow."""
        self._forget()
        return True
