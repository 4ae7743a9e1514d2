"""Joins the actions to the session: what each does, when it can be done, and what the status line says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.action_states import ActionStates
from scribe_desktop.gui.actions import WindowActions
from scribe_desktop.gui.banner_desk import BannerDesk
from scribe_desktop.gui.commands import DraftCommands, QueueCommands
from scribe_desktop.gui.empty_words import EmptyWords
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.local_api_status import LocalApiStatus
from scribe_desktop.gui.person_commands import PersonCommands
from scribe_desktop.gui.regenerate_desk import RegenerateDesk
from scribe_desktop.gui.review_commands import ReviewCommands
from scribe_desktop.gui.session import Overview, Session
from scribe_desktop.gui.template_desk import TemplateDesk
from scribe_desktop.gui.wording import Tone, progress_line, spent_words, tr
from scribe_desktop.gui.workspace import Workspace

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow


class Controller(QObject):
    """Lives as long as its session."""

    def __init__(self, window: MainWindow, workspace: Workspace, actions: WindowActions, hooks: WindowHooks) -> None:
        super().__init__(workspace)
        self._window = window
        self._workspace = workspace
        self._session: Session = workspace.session
        self._actions = actions
        self.queue = QueueCommands(self._session)
        self.drafts = DraftCommands(self._session)
        self.review = ReviewCommands(self._session, window)
        self.again = RegenerateDesk(workspace, self)
        self.people = PersonCommands(self._session, (workspace.detail.picker, workspace.detail.evidence.picker), self)
        self.templates = TemplateDesk(window, workspace, hooks)
        self._states = ActionStates(workspace, actions, self.again)
        self._handlers = self._make_handlers()
        self._banners = BannerDesk(self._session, workspace.banners, window, hooks)
        self._empty = EmptyWords(workspace, actions, window.filter_field.start_anew)
        self._connect()
        settings, api = hooks.settings, self._session.local_api
        if settings is not None:
            workspace.detail.contacts.ledger_wanted.connect(lambda: settings(window, "privacy"))
        if settings is not None and api is not None:
            line, banners = window.status_line, workspace.banners
            LocalApiStatus(api, line, banners, lambda: settings(window, "api"), self)
        self.update()

    def run(self, act: Act) -> None:
        """Do what the action says."""
        if act in self._handlers:
            self._handlers[act]()

    @property
    def paused(self) -> bool:
        """True while the queue stands still for whatever reason."""
        return self._session.overview.pause.reason is not None

    @Slot()
    def update(self) -> None:
        """Say which actions can be done now."""
        self._states.update(self.queue.can_undo or self.review.can_undo)
        self.templates.update()
        self._show_start_pause()

    def say(self, text: str, undoable: bool = False) -> None:
        """A notice below the list."""
        self._workspace.notices.say(text, undoable)
        self.update()

    @Slot(object)
    def show_error(self, error: ScribeError) -> None:
        """A banner with the error's sentence."""
        self._banners.show_error(error)

    def _make_handlers(self) -> dict[Act, Callable[[], object]]:
        work, drafts = self._workspace, self.drafts
        return {
            Act.UNDO: self._undo,
            Act.START_PAUSE: lambda: self.queue.resume() if self.paused else self.queue.pause(),
            Act.CANCEL: lambda: self.queue.cancel(work.queue.selection_reader()),
            Act.STOP: lambda: self.queue.stop(work.item.id) if work.item else None,
            Act.RETRY: lambda: self.queue.retry(work.queue.selection_reader()),
            Act.RETRY_FAILED: self.queue.retry_failed,
            Act.SELECT_ALL: lambda: work.page.table.selectAll(),
            Act.APPROVE: self._approve,
            Act.APPROVE_READY: self.review.approve_ready,
            Act.REGENERATE: self.again.ask,
            Act.COMPARE: lambda: self._with_draft(self._compare),
            Act.EDIT: self._edit,
            Act.SAVE: self.save,
            Act.REVERT: work.detail.draft.revert,
            Act.DISCARD: lambda: drafts.discard(work.selected_drafts()),
            Act.REOPEN: lambda: drafts.reopen(work.selected_drafts()),
            Act.COPY: lambda: self._with_draft(drafts.copy),
            Act.SAVE_EML: lambda: self._with_draft(self._save_eml),
            Act.MAIL: lambda: self._with_draft(drafts.open_in_mail),
            Act.EXPORT: self._export,
            Act.PERSON: work.detail.open_people,
            **self.templates.handlers(),
        }

    def _connect(self) -> None:
        work, session = self._workspace, self._session
        self.templates.said.connect(self.say)
        self.templates.failed.connect(self.show_error)
        self.queue.said.connect(self._say_queue)
        self.drafts.said.connect(self.say)
        self.people.said.connect(self.say)
        self.drafts.saved.connect(self._on_saved)
        self.review.said.connect(self._say_review)
        self.again.said.connect(self.say)
        self.again.changed.connect(self.update)
        for wanted in (self.review.other_wanted, work.detail.draft.other_wanted):
            wanted.connect(work.show_draft)
        for failed in (self.queue.failed, self.drafts.failed, self.people.failed, work.failed):
            failed.connect(self.show_error)
        work.notices.undone.connect(self._undo)
        work.notices.expired.connect(self._on_notice_gone)
        for changed in (work.selection_changed, work.detail_changed, work.place_changed, work.list_loaded):
            changed.connect(self.update)
        work.detail.draft.editing_changed.connect(self.update)
        work.detail.draft.remove_wanted.connect(self.drafts.remove_sentence)
        work.detail.draft.confirm_wanted.connect(self.drafts.confirm)
        progress = work.detail.progress
        progress.retry_wanted.connect(lambda item_id: self.queue.retry(lambda: [item_id]))
        progress.cancel_wanted.connect(lambda item_id: self.queue.cancel(lambda: [item_id]))
        progress.stop_wanted.connect(self.queue.stop)
        session.overview_changed.connect(self._on_overview)
        session.worker_began.connect(self.update)
        session.worker_refused.connect(self.update)

    def save(self) -> None:
        """Store what was typed into the draft on show."""
        tab = self._workspace.detail.draft
        if (text := tab.typed()) is not None:
            self.drafts.save(text.email_id, text.subject, text.body)
        else:
            tab.revert()

    def _approve(self) -> None:
        drafts = self._workspace.selected_drafts()
        if drafts.count == 1:
            self.review.approve(drafts.here[0])
        else:
            self.review.approve_several(drafts)

    def _compare(self, draft: EmailDraft) -> None:
        from scribe_desktop.gui.dialogs.compare_versions import open_compare_versions

        dialog = open_compare_versions(self._window, draft)
        dialog.used.connect(lambda _: self.say(tr("The version is the draft again; it was checked anew.")))

    @Slot(str, bool)
    def _say_review(self, text: str, undoable: bool) -> None:
        if undoable:  # Undo takes back what was done last
            self.queue.forget_undo()
        self.say(text, undoable)

    @Slot(str, bool)
    def _say_queue(self, text: str, undoable: bool) -> None:
        if undoable:
            self.review.forget_undo()
        self.say(text, undoable)

    @Slot()
    def _undo(self) -> None:
        (self.review if self.review.can_undo else self.queue).undo()

    def _edit(self) -> None:
        self._workspace.detail.open_draft()
        self._workspace.detail.draft.edit()

    @Slot(object)
    def _on_saved(self, draft: EmailDraft) -> None:
        self._workspace.detail.draft.saved(draft)
        left = len(draft.open_findings)
        self.say(tr("Saved.") if not left else tr("Saved; {count} still to check.").format(count=left))

    @Slot()
    def _on_notice_gone(self) -> None:
        self.queue.forget_undo()
        self.review.forget_undo()
        self.update()

    def _with_draft(self, call: Callable[[EmailDraft], object]) -> None:
        if self._workspace.draft is not None:
            call(self._workspace.draft)

    def _save_eml(self, draft: EmailDraft) -> None:
        from scribe_desktop.services.draft_export import file_stem

        path, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save as .eml"), f"{file_stem(draft)}.eml", tr("Message files (*.eml)")
        )
        if path:
            self.drafts.save_eml(draft, Path(path))

    def _export(self) -> None:
        from scribe_desktop.gui.dialogs.export_dialog import ExportDialog

        dialog = ExportDialog(self._session, self._workspace.selected_drafts(), self._window)
        dialog.exported.connect(self.say)
        dialog.open()

    @Slot(object)
    def _on_overview(self, overview: Overview) -> None:
        line = self._window.status_line
        line.set_progress(progress_line(overview.counts, self._seconds_left(overview)))
        settings = self._session.context.settings.current
        by_rules = settings.effective_composer is ComposerChoice.TEMPLATE_ONLY
        right = tr("Template only, no AI") if by_rules else tr("Written by {model}").format(model=overview.composer)
        if settings.fetch_allow:
            right = tr("Test pages allowed: {hosts}").format(hosts=", ".join(settings.fetch_allow)) + " · " + right
        tip = ""
        if by_rules:
            tip = tr("Places in the template are filled by rules. A model would also write the sentences around them.")
        elif overview.spent:
            queue, month = (spent_words(one, settings.prices) for one in (overview.spent, overview.month))
            tip = tr("The people in the queue: {queue}\nThis month: {month}").format(queue=queue, month=month)
        line.set_right(right, tip)
        self.update()

    def _seconds_left(self, overview: Overview) -> float | None:
        live = self._session.bridge.live_step
        return overview.eta.batch_seconds_left(overview.counts.pending, live.step if live else None)

    def _show_start_pause(self) -> None:
        action = self._actions[Act.START_PAUSE]
        action.setText(tr("Start") if self.paused else tr("Pause"))
        self._actions.set_icon(Act.START_PAUSE, "start" if self.paused else "pause")
        line, counts = self._window.status_line, self._session.overview.counts
        if not self._session.working:
            line.set_state(tr("Not working here"), "pending", Tone.NEUTRAL)
        elif self.paused:
            line.set_state(tr("Paused"), "pause", Tone.WARNING, self._session.overview.pause.message)
        elif counts.pending + counts.processing:
            line.set_state(tr("Running"), "running", Tone.SUCCESS)
        else:
            line.set_state(tr("Ready"), "running", Tone.NEUTRAL, tr("Work begins as soon as someone is queued."))
