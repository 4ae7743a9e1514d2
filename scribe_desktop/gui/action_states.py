"""Which of the window's actions can be done now, and which are not shown because another stands in their place."""

from __future__ import annotations

from collections.abc import Mapping

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.actions import WindowActions
from scribe_desktop.gui.regenerate_desk import RegenerateDesk
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.wording import still_open
from scribe_desktop.gui.workspace import Workspace

_EDITABLE = frozenset((ReviewState.NEEDS_REVIEW, ReviewState.READY))


class ActionStates:
    """Follows what is selected in the workspace, and how the queue stands. Templates' actions are their desk's."""

    def __init__(self, workspace: Workspace, actions: WindowActions, again: RegenerateDesk) -> None:
        self._workspace = workspace
        self._actions = actions
        self._again = again

    def update(self, can_undo: bool) -> None:
        """Look anew."""
        self._update_queue(can_undo)
        self._update_draft()

    def _update_queue(self, can_undo: bool) -> None:
        work, session, overview = self._workspace, self._workspace.session, self._workspace.session.overview
        in_queue = work.place is Place.QUEUE
        statuses = {one.status for one in work.selected_items()} if in_queue else set()
        at_work = work.item is not None and work.item.status is QueueStatus.PROCESSING
        self._enable(
            {
                Act.UNDO: can_undo,
                Act.CANCEL: QueueStatus.PENDING in statuses,
                Act.STOP: at_work and session.working,
                Act.RETRY: QueueStatus.FAILED in statuses,
                Act.RETRY_FAILED: overview.counts.failed > 0,
                Act.START_PAUSE: session.working,
                Act.EXPORT: sum(overview.states.values()) > 0,
                Act.APPROVE_READY: overview.states.get(ReviewState.READY, 0) > 0,
            }
        )

    def _update_draft(self) -> None:
        work, drafts = self._workspace, self._workspace.selected_drafts()
        states, shown = drafts.states, work.draft is not None
        editing = work.detail.draft.editing and drafts.count == 1
        open_now = drafts.count > 0 and not editing
        to_approve = open_now and bool(states & _EDITABLE)
        # Of drafts that are not here, nobody knows what is in the way.
        in_the_way = still_open(drafts.here) if to_approve and drafts.all_here else ""
        instead = {
            Act.EDIT: open_now and drafts.count == 1 and states <= _EDITABLE,
            Act.SAVE: editing,
            Act.REVERT: editing,
            Act.DISCARD: open_now and states != {ReviewState.DISCARDED},
            Act.REOPEN: open_now and bool(states & {ReviewState.APPROVED, ReviewState.DISCARDED}),
        }
        aside = dict.fromkeys((Act.COPY, Act.SAVE_EML, Act.MAIL, Act.COMPARE), shown and not editing)
        self._enable({**instead, **aside, Act.APPROVE: to_approve and not in_the_way})
        self._enable(
            {
                Act.REGENERATE: self._again.can_start,
                Act.PERSON: shown and not editing and work.detail.has_namesakes,
            }
        )
        self._actions.set_tip(Act.APPROVE, in_the_way)
        self._actions[Act.APPROVE].setVisible(to_approve or not shown)
        self._actions.set_tip(Act.REGENERATE, self._again.why_not())
        self._actions[Act.REGENERATE].setVisible(not shown or (not editing and bool(states & _EDITABLE)))
        for act, can in instead.items():  # one stands where another cannot be done
            self._actions[act].setVisible(can or not shown)
        for act in aside:
            self._actions[act].setVisible(not editing)

    def _enable(self, can: Mapping[Act, bool]) -> None:
        for act, one in can.items():
            self._actions[act].setEnabled(one)
