"""Counts and stores what calls of the model cost, and lets none be sent beyond the person's budget."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from scribe_desktop.config.settings import Settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.spending import ModelCall, money
from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.errors import BudgetSpentError, StorageError
from scribe_desktop.ports import Clock, ModelUsage, OnUsage
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


class ModelMeter:
    """Stores what calls cost, and says no when the month's budget does not cover one more. Safe from any thread."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, settings: Callable[[], Settings]) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._settings = settings
        self._lock = threading.Lock()
        self._unstored: list[ModelCall] = []

    def recorder(self, model: str) -> OnUsage:
        """What a client of that model is given to tell what its questions cost."""

        def used(kind: str, token: CancelToken, usage: ModelUsage) -> None:
            cost = self._settings().prices.cost(usage.tokens_in, usage.tokens_out)
            call = ModelCall(
                token.item_id,
                self._clock.now(),
                model,
                kind,
                usage.calls,
                usage.tokens_in,
                usage.tokens_out,
                cost,
                usage.estimated,
            )
            with self._lock:
                self._unstored.append(call)
                try:
                    self._store()
                except StorageError as error:
                    # The answer is paid for and must not be lost over it; the count is written before the next call.
                    logger.info("What a call cost is kept in memory for now: %s", error.message)

        return used

    def may_ask(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any], max_tokens: int, so_far: ModelUsage
    ) -> None:
        """Check that one more call, however long its answer, stays within the month's budget (the MayAsk port).

        `so_far` is what earlier tries of the same question cost, which is stored when it ends. Raises BudgetSpentError,
        StorageError.
        """
        with self._lock:
            self._store()
        settings = self._settings()
        if not settings.budget and not settings.budget_tokens:
            return
        now = self._clock.now()
        with self._unit_of_work(read_only=True) as work:
            month = work.model_calls.between(*month_of(now))
        prompt = sum(estimated_tokens(one["content"]) for one in messages) + estimated_tokens(json.dumps(schema))
        if settings.budget:
            most = settings.prices.cost(prompt, max_tokens)
            spent = month.cost + settings.prices.cost(so_far.tokens_in, so_far.tokens_out)
            if spent + most > settings.budget:
                shown = [money(one, settings.currency) for one in (settings.budget, spent, most)]
                raise BudgetSpentError(_sentence(shown, "SCRIBE_BUDGET", now))
            return
        used = month.tokens + so_far.tokens_in + so_far.tokens_out
        if used + prompt + max_tokens > settings.budget_tokens:
            numbers = (settings.budget_tokens, used, prompt + max_tokens)
            shown = [f"{one:,} tokens" for one in numbers]
            raise BudgetSpentError(_sentence(shown, "SCRIBE_BUDGET_TOKENS", now))

    def _store(self) -> None:
        """Write what is not written yet. Raises StorageError."""
        if not self._unstored:
            return
        with self._unit_of_work() as work:
            for call in self._unstored:
                work.model_calls.add(call)
            work.commit()
        self._unstored.clear()


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """Where the calendar month of this computer's time begins and ends (the end is the next one's beginning)."""
    local = moment.astimezone()
    year, month = (local.year, local.month + 1) if local.month < 12 else (local.year + 1, 1)
    # Made from the date alone, so that each end has the offset of its own season.
    return datetime(local.year, local.month, 1).astimezone(), datetime(year, month, 1).astimezone()


def _sentence(amounts: Sequence[str], variable: str, now: datetime) -> str:
    budget, spent, most = amounts
    following = month_of(now)[1]
    return (
        f"The budget for this month is {budget}. {spent} of it are used, and the next call may take up to {most}. "
        f"Raise the budget, in Settings under Composer or with {variable}, or go on from {following.day} "
        f"{following:%B}, when a new month begins."
    )
