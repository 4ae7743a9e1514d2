"""An invented history of the queue in a real database: people queued, worked step by step, paid for, failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.queue import QueueItem, StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import ModelCall
from scribe_desktop.storage.database import Database
from scribe_desktop.storage_ports.queue import StoredStep
from tests import factories

TEMPLATE = "Dear {{ name }},\n\nI read your work. {{ reason }}\n\nMaya"
GAP = Finding(FindingKind.GAP, "[book: not found]", "I read [book: not found].", "Nothing was found.")
YEAR = Finding(FindingKind.YEAR, "1987", "You wrote it in 1987.", "No saved page has this year.")
REASONS = (
    "The way you trace dye through karst springs would help me with the caves at home.",
    "Your maps of the northern bogs are the best that I know of by a long way.",
    "I would like to know why grasp planning fails when the second finger slips.",
    "What you say about silence in translation made me read the whole volume again.",
    "Measuring storm waves from an old pier is what I have tried for two summers.",
    "That lichens keep the calendar of a churchyard wall is a lovely thing to show.",
)


class History:
    """Works people one after the other; `now` moves on by what each step takes."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    def queue(self, people: int) -> list[UUID]:
        """Queue a batch."""
        with self.database.unit_of_work() as work:
            template = work.templates.put(TEMPLATE, self.now)
            names = (Recipient(f"Dr. Person {at}", "tides") for at in range(people))
            ids = work.queue.add(names, template.id, self.now)
            work.commit()
        return ids

    def work(
        self,
        seconds: Sequence[float],
        failure: str | None = None,
        reason: str = "",
        findings: tuple[Finding, ...] = (),
        tokens: int = 0,
        cost: float = 0.0,
    ) -> UUID:
        """Work the oldest one through the steps that `seconds` has; then it fails, or becomes a draft."""
        with self.database.unit_of_work() as work:
            item = work.queue.claim("test", "template-only", self.now)
            assert item is not None
            for step, taken in zip(StepName, seconds, strict=False):
                self.now += timedelta(seconds=taken)
                assert work.queue.store_step(item, StoredStep(step, "hash", {}, taken), None, self.now)
            if tokens:
                work.model_calls.add(
                    ModelCall(item.id, self.now, "palimpsest-7b", "email_draft", 1, tokens, tokens // 10, cost)
                )
            if failure is not None:
                assert work.queue.fail(item, failure, self.now)
            else:
                assert work.queue.complete(item, self._draft(item, reason, findings), self.now)
            work.commit()
        return item.id

    def _draft(self, item: QueueItem, reason: str, findings: tuple[Finding, ...]) -> factories.EmailDraft:
        return factories.email(
            findings,
            queue_item_id=item.id,
            recipient_name=item.recipient.name,
            body=f"Dear {item.recipient.name},\n\nI read your work. {reason}\n\nMaya",
            created_at=self.now,
            updated_at=self.now,
        )
