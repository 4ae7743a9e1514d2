"""Joins writing a draft again to the draft on show: when it can be done, the note, and how far it is."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.email import ReviewState
from scribe_desktop.gui.regenerating import Regenerations
from scribe_desktop.gui.wording import tr
from scribe_desktop.gui.workspace import Workspace

_EDITABLE = (ReviewState.NEEDS_REVIEW, ReviewState.READY)


class RegenerateDesk(QObject):
    """Lives as long as its session.

    Signals:
        changed(): what can be done may differ now. said(text): something to tell below the list.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._work = Regenerations(workspace.session)
        self._work.said.connect(self.said)
        self._work.changed.connect(self._on_changed)
        workspace.detail_changed.connect(self._show)
        tab = workspace.detail.draft
        tab.regenerate_wanted.connect(self._work.start)
        tab.regenerate_stopped.connect(self._work.stop)
        tab.regenerate_closed.connect(self._work.forget)
        tab.editing_changed.connect(self._on_editing)

    @property
    def can_start(self) -> bool:
        """True when the draft on show can be written again now."""
        draft = self._workspace.draft
        may = draft is not None and draft.review_state in _EDITABLE and not self._workspace.detail.draft.editing
        return may and not self.why_not()

    def why_not(self) -> str:
        """Why the draft on show cannot be written again now; empty when nothing speaks against it."""
        draft = self._workspace.draft
        if draft is not None and self._work.working(draft.id):
            return tr("It is being written again")
        settings = self._workspace.session.context.settings.current
        if settings.effective_composer is ComposerChoice.TEMPLATE_ONLY:
            return tr(
                "Without a model the same draft would come out. Choose a model in Settings, under Composer, or edit "
                "the draft yourself."
            )
        return ""

    def ask(self) -> None:
        """Ask for the note."""
        self._workspace.detail.open_draft()
        self._workspace.detail.draft.panel.ask()

    @Slot(object)
    def _on_changed(self, email_id: UUID) -> None:
        draft = self._workspace.draft
        if draft is not None and draft.id == email_id:
            self._show()
        self.changed.emit()

    @Slot(bool)
    def _on_editing(self, editing: bool) -> None:
        """Either the person writes or the model: the question goes when the person begins."""
        panel = self._workspace.detail.draft.panel
        if editing and panel.asking:
            panel.leave()

    @Slot()
    def _show(self) -> None:
        draft = self._workspace.draft
        self._workspace.detail.draft.panel.show_state(None if draft is None else self._work.state(draft.id))
