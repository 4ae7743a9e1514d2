"""Step 5 of the import wizard: what will happen, before it is queued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.import_wizard_step import Step
from scribe_desktop.gui.dialogs.import_wizard_words import people_word
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, Tasks
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, about, number, tr
from scribe_desktop.services.eta import EtaEstimator

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known before queueing: seconds an item usually takes (None: not measured yet), and who waits already."""

    item_seconds: float | None
    waiting: int


def read_outlook(context: AppContext) -> Outlook:
    """Ask the data. Raises StorageError."""
    counts = context.queue.counts()
    seconds = EtaEstimator(context.queue.step_seconds()).item_seconds
    return Outlook(seconds, counts.pending + counts.processing)


def model_calls(people: int, composer: ComposerChoice) -> int:
    """How many times the model is asked: once to read the template, then once a draft, when none is written again."""
    return 0 if composer is ComposerChoice.TEMPLATE_ONLY else people + 1


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
        self.time = self._row(tr("Estimated time"))
        self.gaps = Strip(surroundings.icons, surroundings.theme)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.column.addWidget(card)
        self.column.addWidget(self.gaps)
        self.column.addWidget(self.strip)
        self.column.addWidget(
            label(tr("Nothing is sent by Scribe. You review each draft and send it yourself."), muted=True)
        )
        self.column.addStretch(1)

    def show_plan(self, people: int, source: str, template: str, gaps: dict[str, int], looked_at: int) -> None:
        """Show the plan.

        Args:
            gaps: places that nothing fills, and for how many of the `looked_at` people.
        """
        self._people = people
        self.people.setText(number(people))
        self.source.setText(source)
        self.template.setText(template)
        settings = self._context.settings.current
        composer = settings.effective_composer
        calls = model_calls(people, composer)
        if composer is ComposerChoice.TEMPLATE_ONLY:
            self.composer.setText(tr("Template only, no AI: places are filled by rules"))
            self.calls.setText(tr("None"))
        else:
            self.composer.setText(settings.llm_model or tr("A model that is not set yet: see Settings"))
            words = tr("About {count}: one for the template, one for each draft, more where a draft is written again")
            self.calls.setText(words.format(count=number(calls)))
        self.time.setText("…")
        self.strip.say("")
        self._say_gaps(gaps, looked_at)
        self._tasks.run(lambda: read_outlook(self._context), self._show_outlook, self._on_failed, key="outlook")

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
        words = tr("Nothing fills {places}. Those drafts will ask for your eye.").format(places=", ".join(parts))
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

    def _on_failed(self, error: ScribeError) -> None:
        self.strip.say(error.message, Tone.DANGER)
