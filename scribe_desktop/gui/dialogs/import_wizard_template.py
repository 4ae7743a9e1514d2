"""Step 4 of the import wizard: the template, with a preview for any of the people."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot

from scribe_desktop.domain.template_family import LibraryEntry
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.import_wizard_reading import Person
from scribe_desktop.gui.dialogs.import_wizard_step import Step
from scribe_desktop.gui.dialogs.parts import Choice, Strip, Surroundings, Tasks
from scribe_desktop.gui.dialogs.template_editor_gaps import show_gaps
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel, starter
from scribe_desktop.gui.dialogs.template_editor_preview import FillKind, places_of
from scribe_desktop.gui.views.widgets import label, row_of
from scribe_desktop.gui.wording import Tone, tr


class TemplateStep(Step):
    """A stored template, or one that is written here.

    Signals:
        settings_wanted(): the writer's name or signature is missing, and the person wants to set it.
    """

    settings_wanted = Signal()

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(tr("Template"), tr("What do you want to write?"))
        self._settings = surroundings.context.settings
        self._tasks = Tasks(surroundings.background, self)
        self._templates = surroundings.context.templates
        self._touched = False
        self.start = Choice()
        self.start.setAccessibleName(tr("Begin with"))
        self.start.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.start.addItem(tr("A short letter to begin with"), starter())
        self.start.addItem(tr("An empty page"), "")
        self.start.activated.connect(self._on_start)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.strip.followed.connect(self._on_followed)
        self.panel = TemplatePanel(surroundings.theme, lambda: self._settings.current.sender)
        self.column.addLayout(row_of(label(tr("Begin with"), wrap=False), self.start))
        self.column.addWidget(self.strip)
        self.column.addWidget(self.panel, 1)
        self.panel.set_source(starter())
        self.panel.changed.connect(self._on_changed)
        self.panel.editor.textChanged.connect(self._on_typed)
        self._people: list[Person] = []
        self._follow: Callable[[], object] = lambda: None
        self._tasks.run(self._read, self._on_loaded, self._on_failed)

    @property
    def ready(self) -> bool:
        """The template can be used."""
        return self.panel.template is not None

    def focus_first(self) -> None:
        """The text."""
        self.panel.editor.setFocus()

    def show_people(self, people: list[Person]) -> None:
        """Preview for these."""
        self._people = people
        self.panel.set_people([one.recipient for one in people])
        self._on_changed()

    def gaps(self) -> dict[str, int]:
        """The places that nothing fills, and for how many of the people on show."""
        counts: dict[str, int] = {}
        if (template := self.panel.template) is not None:
            sender = self._settings.current.sender
            for person in self._people:
                for place in places_of(template, person.recipient, sender):
                    if place.kind is FillKind.GAP:
                        counts[place.name] = counts.get(place.name, 0) + 1
        return counts

    @Slot()
    def look_again(self) -> None:
        """The settings are others now."""
        self.panel.refresh()

    def _read(self) -> tuple[list[LibraryEntry], list[LibraryEntry]]:
        return self._templates.entries(), self._templates.starters()

    def _on_loaded(self, found: tuple[list[LibraryEntry], list[LibraryEntry]]) -> None:
        templates, starters = found
        for at, one in enumerate(templates):
            self.start.insertItem(at, one.title, one.source)
        for one in starters:
            self.start.addItem(one.title, one.source)
        if templates and not self._touched:
            self.start.setCurrentIndex(0)
            self.panel.set_source(templates[0].source)
            self._touched = False

    def _on_failed(self, error: ScribeError) -> None:
        self.strip.say(error.message, Tone.DANGER)

    @Slot()
    def _on_start(self) -> None:
        self.panel.set_source(self.start.currentData())
        self.panel.editor.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        self._touched = True

    @Slot()
    def _on_changed(self) -> None:
        self._follow = show_gaps(self.panel, self.strip, self.settings_wanted.emit)
        self.changed.emit()

    @Slot()
    def _on_followed(self) -> None:
        self._follow()
