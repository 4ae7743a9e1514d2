"""The part of the data page about how long finished people are kept, with how many a choice would let go."""

from __future__ import annotations

from PySide6.QtCore import Slot

from scribe_desktop.domain.retention import FOR_EVER, KEPT_MONTHS
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Surroundings, Tasks
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import number, tr


class RetentionField:
    """A choice in a form of its own, and a sentence below it. It is in force once the settings are saved."""

    def __init__(self, page: Page, surroundings: Surroundings) -> None:
        self._retention = surroundings.context.retention
        self._tasks = Tasks(surroundings.background, page)
        self.choice = Choice()
        words = {FOR_EVER: tr("For ever"), 12: tr("1 year"), 24: tr("2 years")}
        for months in KEPT_MONTHS:
            self.choice.addItem(words.get(months) or tr("{count} months").format(count=months), months)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.sentence = label("", muted=True)
        page.add("keep_months", tr("&Keep for"), self.choice, form=page.new_form())
        page.column.addWidget(self.sentence)

    @property
    def months(self) -> int:
        """What is chosen."""
        return int(self.choice.currentData())

    def load(self, months: int) -> None:
        """Show this."""
        self.choice.setCurrentIndex(self.choice.findData(months))
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        months, retention = self.months, self._retention
        if months == FOR_EVER:
            self._tasks.run(lambda: None, lambda _: self._show(None), self._on_failed, key="retention")
            return
        self.sentence.setText(tr("Counting…"))
        self._tasks.run(lambda: retention.count(months), self._show, self._on_failed, key="retention")

    def _show(self, count: int | None) -> None:
        if count is None:
            self.sentence.setText(tr("Nobody is forgotten by itself."))
        elif not count:
            self.sentence.setText(tr("Nobody was finished so long ago yet."))
        else:
            words = tr("{count} people were finished so long ago. Once saved, this forgets them within a day.")
            one = tr("1 person was finished so long ago. Once saved, this forgets them within a day.")
            self.sentence.setText(one if count == 1 else words.format(count=number(count)))

    def _on_failed(self, error: ScribeError) -> None:
        self.sentence.setText(error.message)
