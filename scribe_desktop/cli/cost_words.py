"""Says what a batch will cost the model's account before it starts, and what it has cost afterwards."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scribe_desktop.cli.output import say
from scribe_desktop.errors import ScribeError

if TYPE_CHECKING:
    from scribe_desktop.domain.spending import CallTotals
    from scribe_desktop.services.app_context import AppContext

logger = logging.getLogger(__name__)


def say_estimate(app: AppContext, source: str, ids: Sequence[UUID]) -> None:
    """Say what drafts for these items will take, when a model writes them. What cannot be estimated is no error."""
    try:
        estimate = app.costs.estimate(source, app.queue.get(ids[0]).recipient, len(ids)) if ids else None
    except ScribeError as error:
        logger.info("No estimate of the cost: %s", error.message)
        return
    if estimate is not None and estimate.calls:
        say(estimate.sentence)


def say_spent(app: AppContext, ids: Sequence[UUID]) -> None:
    """Say what these items cost, when a model was asked for them."""
    from scribe_desktop.services.cost import spent_sentence

    totals = app.costs.of_items(ids)
    if totals:
        say(f"{spent_sentence(totals, app.costs.prices)}.")


def cost_json(app: AppContext, totals: CallTotals) -> dict[str, Any]:
    """What something cost, as JSON-ready data."""
    return {
        "calls": totals.calls,
        "tokens_in": totals.tokens_in,
        "tokens_out": totals.tokens_out,
        "cost": round(totals.cost, 6),
        "currency": app.costs.prices.currency,
        "estimated": totals.estimated,
    }
