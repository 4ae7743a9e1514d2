"""What the model cost: one call as it is counted, sums of calls, and the prices they are counted at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

TOKENS_A_PRICE = 1_000_000
"""Prices are for so many tokens, as the servers' price lists have them."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens sent and a million received; zero where nothing is charged or known."""

    tokens_in: float = 0.0
    tokens_out: float = 0.0
    currency: str = "USD"

    def __bool__(self) -> bool:
        return bool(self.tokens_in or self.tokens_out)

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Money for so many tokens."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / TOKENS_A_PRICE


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One question to a model, as it is kept.

    `kind` is the name of what was asked for ("email_draft", "template_analysis"). `calls` counts requests sent, retries
    too. `cost` is at the prices in force at `at`. `estimated` is True when the server did not say how many tokens it
    counted. `item_id` is None for work outside the queue.
    """

    item_id: UUID | None
    at: datetime
    model: str
    kind: str
    calls: int
    tokens_in: int
    tokens_out: int
    cost: float
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class CallTotals:
    """A sum of model calls: `questions` asked, requests (`calls`) they took, tokens, money, for how many items."""

    questions: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    estimated: bool = False
    items: int = 0

    @property
    def tokens(self) -> int:
        """Sent and received."""
        return self.tokens_in + self.tokens_out

    def __bool__(self) -> bool:
        return bool(self.calls)


def money(amount: float, currency: str) -> str:
    """An amount for people: two decimals, four below a tenth, and never "0.00" for something."""
    if 0 < amount < 0.0001:
        return f"under {currency} 0.0001"
    return f"{currency} {amount:,.{4 if 0 < amount < 0.1 else 2}f}"
