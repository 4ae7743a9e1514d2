"""What an empty list says, and what one can do then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.actions import WindowActions
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.wording import tr
from scribe_desktop.gui.workspace import Workspace

Button = tuple[str, Callable[[], object]]


class EmptyWords(QObject):
    """Speaks for the workspace's lists. `clear_filter` shows the whole list again."""

    def __init__(self, workspace: Workspace, actions: WindowActions, clear_filter: Callable[[], object]) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._actions = actions
        self._clear_filter = clear_filter
        workspace.list_loaded.connect(self._describe)
        workspace.session.overview_changed.connect(self._describe)

    @Slot()
    def _describe(self) -> None:
        work = self._workspace
        empty = work.page.empty
        if work.filter_text:
            clear = (tr("Show all"), self._clear_filter)
            empty.say(tr("Nothing matches “{text}”").format(text=work.filter_text), "", clear)
        elif work.place is Place.QUEUE:
            self._describe_queue()
        elif work.place is Place.TEMPLATES:
            empty.say(tr("Nothing is archived"), tr("A template that you archive is kept here, out of sight."))
        elif work.place is Place.DRAFTS:
            words = tr("They appear here one by one as the queue is worked.")
            empty.say(tr("No drafts yet"), words, *([] if work.session.overview.counts.total else self._beginnings()))
        elif work.place in (found := _of_reviews()):
            empty.say(*found[work.place], *self._where_drafts_wait())

    def _beginnings(self) -> list[Button]:
        actions = (self._actions[act] for act in (Act.IMPORT, Act.DEMO))
        return [(one.text(), one.trigger) for one in actions if one.isVisible()]

    def _where_drafts_wait(self) -> list[Button]:
        """The way to the drafts that wait for the person; to those that are ready first."""
        work = self._workspace
        if work.place is Place.DISCARDED:
            return []
        ways = (
            (Place.READY, ReviewState.READY, tr("Show what is ready")),
            (Place.NEEDS_REVIEW, ReviewState.NEEDS_REVIEW, tr("Show what is to be checked")),
        )
        for place, state, words in ways:
            if place is not work.place and work.session.overview.states.get(state):
                return [(words, partial(work.places.go, place))]
        return []

    def _describe_queue(self) -> None:
        drafts = sum(self._workspace.session.overview.states.values())
        if drafts:
            words = tr("Everyone is done. The drafts are under Drafts.")
        else:
            words = tr(
                "Bring a list of people as CSV or Excel file, or drop it on this window.\nScribe reads what they "
                "published and writes one draft each. You review them; nothing is sent by itself."
            )
        title = tr("The queue is empty") if drafts else tr("No recipients yet")
        self._workspace.queue.empty.say(title, words, *self._beginnings())


def _of_reviews() -> dict[Place, tuple[str, str]]:
    """Title and text of the places of drafts in one state."""
    return {
        Place.NEEDS_REVIEW: (tr("Nothing to check"), tr("Drafts with a statement that nothing supports come here.")),
        Place.READY: (tr("No draft is ready"), tr("Drafts with nothing left to check wait here for you to approve.")),
        Place.APPROVED: (tr("Nothing approved yet"), tr("What you approve is kept here with all that it rests on.")),
        Place.DISCARDED: (tr("Nothing discarded"), tr("What you discard is kept here, and can be reopened.")),
    }
