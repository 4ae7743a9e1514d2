"""What the model will cost, before it is asked, and what it has cost: per item, batch and month."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.config.settings import ComposerChoice, Settings
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import CallTotals, Prices, money
from scribe_desktop.domain.template import Template, TemplateAnalysis, parse_template
from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.ports import Clock, CompositionRequest
from scribe_desktop.services.metered_model import month_of
from scribe_desktop.services.queue_service import RETIRED_AFTER
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

if TYPE_CHECKING:
    from scribe_desktop.pipeline.prompts import Prompts

DRAFT_KIND = "email_draft"
"""What the ledger of model calls calls the writing of a draft: its schema's name."""
MEASURED_FROM = 5
"""Drafts that a model must have written on this machine before their average is believed."""
LOOKED_AT = 200
"""The model's last questions that are averaged."""
USUAL_EVIDENCE = 1500
"""Tokens of evidence that a prompt has where nothing was measured yet: between little and as much as there is room for
(600 and 2,500, see build/truth/measure_prompts.py)."""
ANALYSIS_ANSWER = 60
"""Tokens of a template's analysis."""
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch will take: questions to the model, tokens, and money (None without prices).

    `measured` is True when it rests on what this model took on this machine. `over_budget` is True when what is left of
    the month's budget does not cover it.
    """

    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    currency: str
    measured: bool = False
    over_budget: bool = False

    @property
    def sentence(self) -> str:
        """For the command line."""
        if not self.calls:
            return "No model is asked: no cost."
        tokens = about(self.tokens_in + self.tokens_out)
        price = "no prices are set" if self.cost is None else f"about {money(self.cost, self.currency)}"
        basis = "as the last drafts on this computer" if self.measured else "from the template's size"
        over = " That is more than what is left of this month's budget." if self.over_budget else ""
        calls = "1 call" if self.calls == 1 else f"about {self.calls:,} calls"
        return f"The model: {calls}, about {tokens} tokens, {price} (estimated {basis}).{over}"


class CostBook:
    """Reads what calls cost, and estimates what they will. `settings` gives those in force."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        settings: Callable[[], Settings],
        prompts: Callable[[], Prompts],
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._settings = settings
        self._prompts = prompts

    @property
    def prices(self) -> Prices:
        """The prices in force."""
        return self._settings().prices

    def of_items(self, item_ids: Iterable[UUID]) -> CallTotals:
        """What these items cost. Raises StorageError."""
        with self._unit_of_work(read_only=True) as work:
            return work.model_calls.of_items(item_ids)

    def of_queue(self) -> CallTotals:
        """What the items that the queue shows cost. Raises StorageError."""
        with self._unit_of_work(read_only=True) as work:
            return work.model_calls.of_shown(self._clock.now() - RETIRED_AFTER)

    def this_month(self) -> CallTotals:
        """What the month cost so far. Raises StorageError."""
        with self._unit_of_work(read_only=True) as work:
            return work.model_calls.between(*month_of(self._clock.now()))

    def months(self) -> list[tuple[datetime, CallTotals]]:
        """What each month cost that had a call, newest first, with its beginning. Raises StorageError."""
        found: list[tuple[datetime, CallTotals]] = []
        with self._unit_of_work(read_only=True) as work:
            first = work.model_calls.first_at()
            start, end = month_of(self._clock.now())
            while first is not None and end > first and len(found) < MONTHS_SHOWN:
                if totals := work.model_calls.between(start, end):
                    found.append((start, totals))
                start, end = month_of(start - timedelta(days=1))
        return found

    def estimate(self, source: str, example: Recipient, people: int) -> Estimate:
        """What drafts for so many people will take, when their rows are like the example's.

        Raises TemplateError, StorageError.
        """
        settings = self._settings()
        currency, prices = settings.currency, settings.prices
        if settings.effective_composer is ComposerChoice.TEMPLATE_ONLY or not people:
            return Estimate(0, 0, 0, 0.0, currency)
        from scribe_desktop.pipeline.template_parser import CACHE_KIND, analysis_key, analysis_messages

        template = parse_template(source)
        model = settings.llm_model
        with self._unit_of_work(read_only=True) as work:
            drafts = work.model_calls.recent(model, DRAFT_KIND, LOOKED_AT)
            known = work.cache.get(CACHE_KIND, analysis_key(template, model)) is not None
            spent = work.model_calls.between(*month_of(self._clock.now()))
        calls, tokens_in, tokens_out = 0, 0, 0
        researched = template.needs_research(example)
        if researched and not known:
            messages = analysis_messages(self._prompts(), template, "0" * 16)
            calls, tokens_in, tokens_out = 1, _prompt_tokens(messages), ANALYSIS_ANSWER
        measured = drafts.questions >= MEASURED_FROM
        if measured:
            share = people / max(1, drafts.items)
            calls += max(people, round(drafts.questions * share))
            tokens_in += round(drafts.tokens_in * share)
            tokens_out += round(drafts.tokens_out * share)
        else:
            prompt, answer = self._draft_tokens(settings, template, example, researched)
            calls, tokens_in, tokens_out = calls + people, tokens_in + people * prompt, tokens_out + people * answer
        cost = prices.cost(tokens_in, tokens_out) if prices else None
        left_money = settings.budget - spent.cost if settings.budget else None
        left_tokens = settings.budget_tokens - spent.tokens if settings.budget_tokens else None
        over = (left_money is not None and (cost or 0.0) > left_money) or (
            left_tokens is not None and tokens_in + tokens_out > left_tokens
        )
        return Estimate(calls, tokens_in, tokens_out, cost, currency, measured, over)

    def _draft_tokens(
        self, settings: Settings, template: Template, example: Recipient, researched: bool
    ) -> tuple[int, int]:
        """Tokens of one draft's prompt and answer, from the texts themselves."""
        from scribe_desktop.pipeline.llm_composer import usual_answer_tokens
        from scribe_desktop.pipeline.prompt_assembly import PROMPT_TOKENS, assemble

        request = CompositionRequest(example, template, TemplateAnalysis(template.type), settings.sender, Evidence())
        bare = assemble(self._prompts(), request, "0" * 16)
        prompt = _prompt_tokens(bare.messages)
        return min(PROMPT_TOKENS, prompt + USUAL_EVIDENCE) if researched else prompt, usual_answer_tokens(bare)


def about(number: int) -> str:
    """A number of tokens as people say it: two digits that count."""
    if number < 1000:
        return f"{number}"
    if number < 1_000_000:
        return f"{number / 1000:,.{1 if number < 10_000 else 0}f} thousand"
    return f"{number / 1_000_000:,.1f} million"


def spent_sentence(totals: CallTotals, prices: Prices) -> str:
    """What something cost, for the command line."""
    if not totals:
        return "No model was asked."
    calls = "1 call" if totals.calls == 1 else f"{totals.calls:,} calls"
    counted = ", partly estimated" if totals.estimated else ""
    cost = f", {money(totals.cost, prices.currency)}" if totals.cost or prices else ""
    return f"The model: {calls}, {totals.tokens_in:,} tokens sent and {totals.tokens_out:,} received{counted}{cost}"


def _prompt_tokens(messages: Iterable[dict[str, str]]) -> int:
    return sum(estimated_tokens(one["content"]) for one in messages)
