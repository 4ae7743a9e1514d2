"""What the four steps have in common: what they get, what they give, and how it is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.queue import QueueItem, StepName
from scribe_desktop.domain.template import Template

JsonObject = Mapping[str, Any]

STEP_LABELS: Mapping[StepName, str] = {
    StepName.TEMPLATE_PARSER: "Reading the template",
    StepName.WEB_SCRAPER: "Reading the web",
    StepName.ARXIV_HELPER: "Looking for papers",
    StepName.EMAIL_COMPOSER: "Writing the draft",
}
"""The steps as people read them."""

STEP_SECONDS: Mapping[StepName, float | None] = {
    StepName.TEMPLATE_PARSER: 60,
    StepName.WEB_SCRAPER: 45,
    StepName.ARXIV_HELPER: 30,
    StepName.EMAIL_COMPOSER: None,  # 90 s a request, see the composer; the item's limit holds for the whole
}
"""How long each step may take."""

STEP_SECONDS_LOCAL_MODEL = {**STEP_SECONDS, StepName.TEMPLATE_PARSER: None}
"""With a model on this computer, which may take minutes to its first word; its client has limits of its own."""

ITEM_SECONDS = 5 * 60
ITEM_SECONDS_LOCAL_MODEL = 20 * 60
"""How long an item may take; the longer limit is for a model on this computer."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step works on.

    `outputs` are the JSON-ready outputs of the steps before it. `report` shows plain words while the step runs
    ("reading page 3 of 6"); it never raises. When a draft is written again, `note` is the person's wish and `previous`
    the subject and body of before.
    """

    item: QueueItem
    template: Template
    outputs: Mapping[StepName, JsonObject]
    token: CancelToken
    report: Callable[[str], None] = field(default=lambda text: None)
    note: str | None = None
    previous: tuple[str, str] | None = None


class Step(Protocol):
    """One of the four steps. Steps hold collaborators, never state of an item."""

    @property
    def name(self) -> StepName:
        """Which of the four it is."""
        ...

    def inputs(self, context: StepContext) -> JsonObject:
        """Everything the output depends on: a stored output with the same inputs is used again."""
        ...

    def run(self, context: StepContext) -> JsonObject:
        """Do the work and return the JSON-ready output. Raises ScribeError, WorkInterrupted."""
        ...


def input_hash(inputs: JsonObject) -> str:
    """SHA-256, in hex, of the inputs as canonical JSON."""
    canonical = json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
