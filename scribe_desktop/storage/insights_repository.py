"""The history of the queue in figures, summed up by SQLite itself (the InsightsRepository port).

Every answer is a few hundred rows at most, however many people were written to. A person's id begins with the moment of
queueing (UUIDs of version 7, see queue_intake), so a batch is a range of ids, also in the tables that refer to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from scribe_desktop.domain.email import FindingKind, ReviewState
from scribe_desktop.domain.insights import (
    Batch,
    MonthSpending,
    Period,
    PeriodWork,
    Span,
    Spread,
    WordsSample,
    ranks_wanted,
    spread_of,
)
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.spending import CallTotals
from scribe_desktop.storage.column_types import to_microseconds
from scribe_desktop.storage.insights_sql import (
    MILLISECONDS,
    MOMENT_DIGITS,
    SUMS,
    WANTED_PLACES,
    from_microseconds,
    from_milliseconds,
    period_start,
    totals_of,
    within,
)

IDLE_SECONDS = 0.01
"""A search for pages or papers that took less had nothing to look for ("not needed") and asked nobody."""

BATCH_GAP_MILLISECONDS = 60_000
"""People queued no further apart than this are one batch: an import, or a script that queues them one by one."""

_AT_ONCE = 8
"""Neighbouring ranks that are read in one go; no more than so many wanted ones follow each other."""

_LOOKING = (StepName.WEB_SCRAPER, StepName.ARXIV_HELPER)


class SqlInsightsRepository:
    """Figures of a span of time or of a batch."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def batches(self, since: datetime | None, limit: int) -> list[Batch]:
        """The newest batches whose last person was queued since then, newest first."""
        rows = self._rows(
            f"""
            WITH moments AS (
                SELECT substr(id, 1, {MOMENT_DIGITS}) AS moment, count(*) AS people FROM queue_items GROUP BY 1
            ), timed AS (
                SELECT {MILLISECONDS} AS at, people FROM moments
            ), marked AS (
                SELECT at, people, coalesce(at - lag(at) OVER (ORDER BY at) > :gap, 1) AS first FROM timed
            ), numbered AS (
                SELECT at, people, sum(first) OVER (ORDER BY at) AS batch FROM marked
            )
            SELECT min(at) AS first, max(at) AS last, sum(people) AS people FROM numbered
            GROUP BY batch HAVING max(at) >= :since ORDER BY batch DESC LIMIT :limit
            """,
            gap=BATCH_GAP_MILLISECONDS,
            since=0 if since is None else to_microseconds(since) // 1000,
            limit=limit,
        )
        return [Batch(from_milliseconds(row.first), from_milliseconds(row.last), row.people) for row in rows]

    def step_times(self, span: Span) -> dict[StepName, Spread]:
        """How long each step took, every run that was stored; steps without a run are not in it."""
        if span.batch is not None:
            return self._step_times_of_batch(span)
        where, values = within(span, "stored_at", "item_id")
        found: dict[StepName, Spread] = {}
        for step in StepName:
            runs = f"FROM step_results WHERE step = :step AND seconds >= :least AND {where}"
            bound = {**values, "step": step.value, "least": IDLE_SECONDS if step in _LOOKING else 0.0}
            row = self._rows(f"SELECT count(*) AS n, coalesce(sum(seconds), 0.0) AS total {runs}", **bound)[0]
            if not row.n:
                continue
            ranked: dict[int, float] = {}
            # A few steps along an index are much faster than a number for each of 100,000 runs.
            for place in sorted(set(ranks_wanted(row.n)) - {place + 1 for place in ranks_wanted(row.n)}):
                few = self._rows(
                    f"SELECT seconds {runs} ORDER BY seconds LIMIT {_AT_ONCE} OFFSET :before",
                    before=place - 1,
                    **bound,
                )
                ranked |= {place + at: one.seconds for at, one in enumerate(few)}
            found[step] = spread_of(tuple(ranked.items()), row.n, row.total)
        return found

    def _step_times_of_batch(self, span: Span) -> dict[StepName, Spread]:
        where, values = within(span, "stored_at", "item_id")
        # "+step": it is the index on the person's id that leads to the batch.
        rows = self._rows(
            f"""
            WITH runs AS (
                SELECT step, seconds FROM step_results
                WHERE {where} AND (+step NOT IN (:web, :papers) OR seconds >= :idle)
            ), ranked AS (
                SELECT step, seconds, count(*) OVER each AS n, sum(seconds) OVER each AS total,
                       row_number() OVER (PARTITION BY step ORDER BY seconds) AS place
                FROM runs WINDOW each AS (PARTITION BY step)
            )
            SELECT step, place, seconds, n, total FROM ranked WHERE {WANTED_PLACES}
            """,
            web=StepName.WEB_SCRAPER.value,
            papers=StepName.ARXIV_HELPER.value,
            idle=IDLE_SECONDS,
            **values,
        )
        found: dict[StepName, Spread] = {}
        for step in StepName:
            mine = [row for row in rows if row.step == step.value]
            if mine:
                found[step] = spread_of([(row.place, row.seconds) for row in mine], mine[0].n, mine[0].total)
        return found

    def ended_between(self, span: Span) -> tuple[datetime, datetime] | None:
        """When the first and the last person became a draft or failed; None when nobody did."""
        where, values = within(span, "finished_at", "id")
        row = self._rows(
            f"SELECT min(finished_at) AS first, max(finished_at) AS last FROM queue_items "
            f"WHERE status IN ('completed', 'failed') AND finished_at IS NOT NULL AND {where}",
            **values,
        )[0]
        return None if row.first is None else (from_microseconds(row.first), from_microseconds(row.last))

    def work(self, span: Span, period: Period) -> list[PeriodWork]:
        """What each day, week or month brought, by this computer's time, oldest first; those with nothing left out."""
        where, values = within(span, "finished_at", "id")
        rows = self._rows(
            f"""
            WITH ended AS (
                SELECT {period_start(period, "finished_at")} AS start, status,
                       max(0, finished_at - started_at) / 1000000.0 AS seconds
                FROM queue_items
                WHERE status IN ('completed', 'failed') AND finished_at IS NOT NULL AND {where}
            ), ranked AS (
                SELECT start, status, seconds, count(*) OVER each AS people, count(seconds) OVER each AS n,
                       coalesce(sum(seconds) OVER each, 0.0) AS total,
                       row_number() OVER (PARTITION BY start, status ORDER BY seconds NULLS LAST) AS place
                FROM ended WINDOW each AS (PARTITION BY start, status)
            )
            SELECT start, status, people, n, total, place, seconds FROM ranked
            WHERE CASE status WHEN 'completed' THEN {WANTED_PLACES} ELSE place = 1 END ORDER BY start
            """,
            **values,
        )
        found: list[PeriodWork] = []
        for start in dict.fromkeys(row.start for row in rows):
            done = [row for row in rows if row.start == start and row.status == QueueStatus.COMPLETED.value]
            lost = [row for row in rows if row.start == start and row.status == QueueStatus.FAILED.value]
            times = None
            if done and done[0].n:
                ranked = [(row.place, row.seconds) for row in done if row.seconds is not None]
                times = spread_of(ranked, done[0].n, done[0].total)
            found.append(
                PeriodWork(
                    date.fromisoformat(start),
                    done[0].people if done else 0,
                    lost[0].people if lost else 0,
                    (done[0].total if done else 0.0) + (lost[0].total if lost else 0.0),
                    times,
                )
            )
        return found

    def statuses(self, span: Span) -> dict[QueueStatus, int]:
        """How many people stand where: those of the batch, or those whose work ended in that time (all: everybody)."""
        where, values = within(span, "finished_at", "id")
        rows = self._rows(f"SELECT status, count(*) AS n FROM queue_items WHERE {where} GROUP BY status", **values)
        return {QueueStatus(row.status): row.n for row in rows}

    def failures(self, span: Span, limit: int) -> list[tuple[str, int]]:
        """The most frequent error messages of those that failed, with how many have them."""
        where, values = within(span, "finished_at", "id")
        rows = self._rows(
            f"SELECT coalesce(error_message, '') AS words, count(*) AS n FROM queue_items "
            f"WHERE status = 'failed' AND {where} GROUP BY 1 ORDER BY n DESC, words LIMIT :limit",
            limit=limit,
            **values,
        )
        return [(row.words, row.n) for row in rows]

    def reviews(self, span: Span) -> dict[ReviewState, int]:
        """How many drafts have each state of review."""
        where, values = within(span, "created_at", "queue_item_id")
        rows = self._rows(
            f"SELECT review_state, count(*) AS n FROM emails WHERE {where} GROUP BY review_state", **values
        )
        return {ReviewState(row.review_state): row.n for row in rows}

    def findings(self, span: Span) -> dict[FindingKind, int]:
        """How many of the drafts in need of review have an open finding of each kind, the most frequent first."""
        where, values = within(span, "created_at", "queue_item_id")
        rows = self._rows(
            f"""
            SELECT json_extract(finding.value, '$.kind') AS kind, count(DISTINCT emails.sequence) AS n
            FROM emails, json_each(emails.findings) AS finding
            WHERE review_state = 'needs_review' AND {where}
                  AND NOT coalesce(json_extract(finding.value, '$.confirmed'), 0)
            GROUP BY 1 ORDER BY n DESC, kind
            """,
            **values,
        )
        return {FindingKind(row.kind): row.n for row in rows}

    def spent(self, span: Span) -> CallTotals:
        """What the model cost."""
        where, values = within(span, "at", "item_id")
        return totals_of(self._rows(f"SELECT {SUMS} FROM model_calls WHERE {where}", **values)[0])

    def months(self, since: datetime | None, limit: int) -> list[MonthSpending]:
        """What the model cost in each calendar month of this computer's time that had a call, newest first."""
        rows = self._rows(
            f"SELECT {period_start(Period.MONTH, 'at')} AS start, {SUMS} FROM model_calls WHERE at >= :since "
            "GROUP BY start ORDER BY start DESC LIMIT :limit",
            since=0 if since is None else to_microseconds(since),
            limit=limit,
        )
        return [MonthSpending(date.fromisoformat(row.start), totals_of(row)) for row in rows]

    def words(self, batch: Batch, limit: int) -> WordsSample:
        """Own words of at most so many drafts of a batch, spread evenly over it; discarded ones are left out."""
        where, values = within(Span(batch=batch), "", "queue_item_id")
        mine = f"""
            mine AS MATERIALIZED (
                SELECT words.sequence, words.whole, emails.queue_item_id
                FROM emails JOIN draft_words AS words ON words.email_id = emails.id
                WHERE {where} AND review_state != 'discarded'
            )
        """
        counted = self._rows(
            f"WITH {mine} SELECT (SELECT count(*) FROM mine) AS drafts, "
            "(SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM mine WHERE whole != '' GROUP BY whole) "
            "WHERE n > 1) AS identical",
            **values,
        )[0]
        rows = self._rows(
            f"""
            WITH {mine}, placed AS (
                SELECT sequence, row_number() OVER (ORDER BY queue_item_id) AS place, count(*) OVER () AS n FROM mine
            )
            SELECT words.sentences, words.whole FROM placed JOIN draft_words AS words USING (sequence)
            WHERE placed.place * :limit / max(n, :limit) > (placed.place - 1) * :limit / max(n, :limit)
            ORDER BY placed.place
            """,
            limit=limit,
            **values,
        )
        return WordsSample(counted.drafts, counted.identical, tuple((row.sentences, row.whole) for row in rows))

    def _rows(self, statement: str, **values: Any) -> Sequence[Any]:
        return self._connection.execute(text(statement), values).all()
