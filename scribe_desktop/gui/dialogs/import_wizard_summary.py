"""Step 5 of the import wizard: what will happen, before it is queued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import money
from scribe_desktop.errors import ScribeError, TemplateError
from scribe_desktop.gui.dialogs.import_wizard_step import Step
from scribe_desktop.gui.dialogs.import_wizard_words import people_word
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, Tasks
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, about, number, tr
from scribe_desktop.services.eta import EtaEstimator

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext
    from scribe_desktop.services.cost import Estimate


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written: the template's first line, its source, and somebody to whom, None when nobody was chosen."""

    first_line: str
    template: str
    example: Recipient | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known before queueing: seconds an item usually takes (None: not measured yet), who waits already, and
    what the model will take (None when that cannot be said)."""

    item_seconds: float | None
    waiting: int
    estimate: Estimate | None


def read_outlook(context: AppContext, letter: Letter, people: int) -> Outlook:
    """Ask the data. Raises StorageError."""
    counts = context.queue.counts()
    seconds = EtaEstimator(context.queue.step_seconds()).item_seconds
    try:
        estimate = context.costs.estimate(letter.template, letter.example, people) if letter.example else None
    except TemplateError:
        estimate = None  # this row does not fit the template; the draft will say so
    return Outlook(seconds, counts.pending + counts.processing, estimate)


def model_calls(people: int, composer: ComposerChoice) -> int:
    """How many times the model is asked: once to read the template, then once a draft, when none is written again."""
    return 0 if composer is ComposerChoice.TEMPLATE_ONLY else people + 1


def rounded(tokens: int) -> int:
    """Two digits that count: an estimate must not look exact."""
    digits = 10 ** max(0, len(str(tokens)) - 2)
    return round(tokens / digits) * digits


class SummaryStep(Step):
    """How many, how long, and written by what."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(tr("Summary"), tr("Ready to queue"))
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._people = 0
        card = QFrame()
        card.setProperty("card", True)
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(18, 16, 18, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        self.people = self._row(tr("People"))
        self.source = self._row(tr("From"))
        self.template = self._row(tr("Template"))
        self.composer = self._row(tr("Written by"))
        self.calls = self._row(tr("Model calls"))
        self.tokens = self._row(tr("Tokens"))
        self.cost = self._row(tr("Cost"))
        self.time = self._row(tr("Estimated time"))
        self.gaps = Strip(surroundings.icons, surroundings.theme)
        self.budget = Strip(surroundings.icons, surroundings.theme)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.column.addWidget(card)
        self.column.addWidget(self.gaps)
        self.column.addWidget(self.budget)
        self.column.addWidget(self.strip)
        self.column.addWidget(
            label(tr("Nothing is sent by Scribe. You review each draft and send it yourself."), muted=True)
        )
        self.column.addStretch(1)

    def show_plan(self, people: int, source: str, letter: Letter, gaps: dict[str, int], looked_at: int) -> None:
        """Show the plan.

        Args:
            gaps: places that nothing fills, and for how many of the `looked_at` people.
        """
        self._people = people
        self.people.setText(number(people))
        self.source.setText(source)
        self.template.setText(letter.first_line)
        settings = self._context.settings.current
        composer = settings.effective_composer
        calls = model_calls(people, composer)
        if composer is ComposerChoice.TEMPLATE_ONLY:
            self.composer.setText(tr("Template only, no AI: places are filled by rules"))
            for row in (self.calls, self.tokens, self.cost):
                row.setText(tr("None"))
        else:
            self.composer.setText(settings.llm_model or tr("A model that is not set yet: see Settings"))
            words = tr("About {count}: one for the template, one for each draft, more where a draft is written again")
            self.calls.setText(words.format(count=number(calls)))
            for row in (self.tokens, self.cost):
                row.setText("…")
        self.budget.say("")
        self.time.setText("…")
        self.strip.say("")
        self._say_gaps(gaps, looked_at)
        context = self._context
        self._tasks.run(
            lambda: read_outlook(context, letter, people), self._show_outlook, self._on_failed, key="outlook"
        )

    def show_error(self, words: str) -> None:
        """Say why nothing was queued."""
        self.strip.say(words, Tone.DANGER)

    def focus_first(self) -> None:
        """There is nothing to fill in."""

    def _row(self, title: str) -> QLabel:
        at = self._grid.rowCount()
        caption = label(title, muted=True, wrap=False)
        value = label("", name="value")
        value.setAccessibleName(title)
        self._grid.addWidget(caption, at, 0)
        self._grid.addWidget(value, at, 1)
        return value

    def _say_gaps(self, gaps: dict[str, int], looked_at: int) -> None:
        if not gaps:
            self.gaps.say("")
            return
        parts = []
        for name, count in gaps.items():
            who = tr("everyone") if count == looked_at else people_word(count)
            parts.append(tr("{place} for {who}").format(place="{{" + name + "}}", who=who))
        words = tr("Left open: {places}. Those drafts will ask for your eye.").format(places=", ".join(parts))
        self.gaps.say(words, Tone.WARNING)

    def _show_outlook(self, outlook: Outlook) -> None:
        if outlook.item_seconds is None:
            words = tr("No estimate yet: it is measured with the first drafts")
        else:
            words = tr("About {time} of work").format(time=about(outlook.item_seconds * self._people))
        if outlook.waiting:
            waiting = people_word(outlook.waiting)
            words += " · " + tr("{people} in the queue before them").format(people=waiting)
        self.time.setText(words)
        if self._context.settings.current.effective_composer is not ComposerChoice.TEMPLATE_ONLY:
            self._show_estimate(outlook.estimate)

    def _show_estimate(self, estimate: Estimate | None) -> None:
        if estimate is None:
            for row in (self.tokens, self.cost):
                row.setText(tr("No estimate for these people"))
            return
        if estimate.calls == self._people:
            words = tr("About {count}: one for each draft, more where a draft is written again")
        else:
            words = tr("About {count}: one for the template, one for each draft, more where a draft is written again")
        self.calls.setText(words.format(count=number(estimate.calls)))
        if estimate.measured:
            words = tr("About {count}, as the last drafts on this computer took")
        else:
            words = tr("About {count}, from the template’s size")
        self.tokens.setText(words.format(count=number(rounded(estimate.tokens_in + estimate.tokens_out))))
        if estimate.cost is None:
            self.cost.setText(tr("No prices are set: see Settings, Composer"))
        else:
            self.cost.setText(tr("About {money}").format(money=money(estimate.cost, estimate.currency)))
        if estimate.over_budget:
            words = tr("That is more than is left of this month’s budget. The queue will pause when it is used up.")
            self.budget.say(words, Tone.WARNING)

    def _on_failed(self, error: ScribeError) -> None:
        self.strip.say(error.message, Tone.DANGER)
