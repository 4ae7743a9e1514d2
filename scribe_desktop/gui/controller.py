"""Joins the actions to the session: what each does, when it can be done, and which banner stands above the lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.errors import InstanceLockedError, PauseReason, ScribeError
from scribe_desktop.gui.actions import Act, WindowActions
from scribe_desktop.gui.commands import DraftCommands, QueueCommands
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.session import Overview, Session
from scribe_desktop.gui.views.bars import Banner
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.wording import Tone, progress_line, still_open, tr
from scribe_desktop.gui.workspace import Workspace

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

_EDITABLE = (ReviewState.NEEDS_REVIEW, ReviewState.READY)
_PAUSE, _WORKER, _SECRETS, _ERROR, _DEMO = "pause", "worker", "secrets", "error", "demo"


class Controller(QObject):
    """Lives as long as its session."""

    def __init__(self, window: MainWindow, workspace: Workspace, actions: WindowActions, hooks: WindowHooks) -> None:
        super().__init__(workspace)
        self._window = window
        self._workspace = workspace
        self._session: Session = workspace.session
        self._actions = actions
        self._hooks = hooks
        self.queue = QueueCommands(self._session)
        self.drafts = DraftCommands(self._session)
        self._handlers = self._make_handlers()
        self._connect()
        self._look_at_secrets()
        self._show_demo_banner()
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
        work, overview = self._workspace, self._session.overview
        in_queue = work.place is Place.QUEUE
        statuses = {one.status for one in work.selected_items()} if in_queue else set()
        drafts = work.selected_drafts()
        editing = work.detail.draft.editing and len(drafts) == 1
        shown = work.draft is not None
        states = {one.review_state for one in drafts}
        open_now = bool(drafts) and not editing
        to_approve = [one for one in drafts if one.review_state in _EDITABLE] if open_now else []
        in_the_way = still_open(to_approve)
        enabled = {
            Act.UNDO: self.queue.can_undo,
            Act.CANCEL: QueueStatus.PENDING in statuses,
            Act.STOP: work.item is not None and work.item.status is QueueStatus.PROCESSING and self._session.working,
            Act.RETRY: QueueStatus.FAILED in statuses,
            Act.RETRY_FAILED: overview.counts.failed > 0,
            Act.START_PAUSE: self._session.working,
            Act.EXPORT: sum(overview.states.values()) > 0,
            Act.APPROVE: bool(to_approve) and not in_the_way,
            Act.EDIT: open_now and len(drafts) == 1 and states <= set(_EDITABLE),
            Act.SAVE: editing,
            Act.REVERT: editing,
            Act.COPY: shown and not editing,
            Act.SAVE_EML: shown and not editing,
            Act.MAIL: shown and not editing,
            Act.DISCARD: open_now and states != {ReviewState.DISCARDED},
            Act.REOPEN: open_now and bool(states & {ReviewState.APPROVED, ReviewState.DISCARDED}),
        }
        for act, can in enabled.items():
            self._actions[act].setEnabled(can)
        self._actions.set_tip(Act.APPROVE, in_the_way)
        self._actions[Act.APPROVE].setVisible(bool(to_approve) or not shown)
        for act in (Act.EDIT, Act.SAVE, Act.REVERT, Act.DISCARD, Act.REOPEN):
            self._actions[act].setVisible(enabled[act] or not shown)
        for act in (Act.COPY, Act.SAVE_EML, Act.MAIL):
            self._actions[act].setVisible(not editing)
        self._show_start_pause()

    def say(self, text: str, undoable: bool = False) -> None:
        """A notice below the list."""
        self._workspace.notices.say(text, undoable)
        self.update()

    @Slot(object)
    def show_error(self, error: ScribeError) -> None:
        """A banner with the error's sentence."""
        self._workspace.banners.put(Banner(_ERROR, error.message, Tone.DANGER, closable=True))

    def _make_handlers(self) -> dict[Act, Callable[[], object]]:
        work, drafts = self._workspace, self.drafts
        return {
            Act.UNDO: self.queue.undo,
            Act.START_PAUSE: lambda: self.queue.resume() if self.paused else self.queue.pause(),
            Act.CANCEL: lambda: self.queue.cancel(work.queue.selection_reader()),
            Act.STOP: lambda: self.queue.stop(work.item.id) if work.item else None,
            Act.RETRY: lambda: self.queue.retry(work.queue.selection_reader()),
            Act.RETRY_FAILED: self.queue.retry_failed,
            Act.SELECT_ALL: lambda: work.page.table.selectAll(),
            Act.APPROVE: lambda: drafts.approve([one.id for one in work.selected_drafts()]),
            Act.EDIT: self._edit,
            Act.SAVE: self.save,
            Act.REVERT: work.detail.draft.revert,
            Act.DISCARD: lambda: drafts.discard([one.id for one in work.selected_drafts()]),
            Act.REOPEN: lambda: drafts.reopen([one.id for one in work.selected_drafts()]),
            Act.COPY: lambda: self._with_draft(drafts.copy),
            Act.SAVE_EML: lambda: self._with_draft(self._save_eml),
            Act.MAIL: lambda: self._with_draft(drafts.open_in_mail),
            Act.EXPORT: self._export,
        }

    def _connect(self) -> None:
        work, session = self._workspace, self._session
        self.queue.said.connect(self.say)
        self.drafts.said.connect(self.say)
        self.drafts.saved.connect(self._on_saved)
        for failed in (self.queue.failed, self.drafts.failed, work.failed):
            failed.connect(self.show_error)
        work.notices.undone.connect(self.queue.undo)
        work.notices.expired.connect(self._on_notice_gone)
        for changed in (work.selection_changed, work.detail_changed, work.place_changed, work.list_loaded):
            changed.connect(self.update)
        work.list_loaded.connect(self._describe_empty)
        work.detail.draft.editing_changed.connect(self.update)
        work.detail.draft.remove_wanted.connect(self.drafts.remove_sentence)
        work.detail.draft.confirm_wanted.connect(self.drafts.confirm)
        progress = work.detail.progress
        progress.retry_wanted.connect(lambda item_id: self.queue.retry(lambda: [item_id]))
        progress.cancel_wanted.connect(lambda item_id: self.queue.cancel(lambda: [item_id]))
        progress.stop_wanted.connect(self.queue.stop)
        session.overview_changed.connect(self._on_overview)
        session.worker_began.connect(self._on_worker_began)
        session.worker_refused.connect(self._on_worker_refused)

    def save(self) -> None:
        """Store what was typed into the draft on show."""
        tab = self._workspace.detail.draft
        if (text := tab.typed()) is not None:
            self.drafts.save(text.email_id, text.subject, text.body)
        else:
            tab.revert()

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
        line.set_right(right, tip)
        self._show_pause(overview)
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

    def _show_pause(self, overview: Overview) -> None:
        pause, banners = overview.pause, self._workspace.banners
        if pause.reason is None or pause.reason is PauseReason.USER:
            banners.remove(_PAUSE)
            return
        if pause.reason is PauseReason.KEY_REFUSED and self._hooks.settings is not None:
            settings = self._hooks.settings
            banner = Banner(
                _PAUSE, pause.message, Tone.DANGER, tr("Settings…"), lambda: settings(self._window, "composer")
            )
        else:
            tone = Tone.WARNING if pause.reason is PauseReason.OFFLINE else Tone.DANGER
            banner = Banner(_PAUSE, pause.message, tone, tr("Go on"), self.queue.resume)
        if banners.text_of(_PAUSE) != pause.message:
            banners.put(banner)

    @Slot()
    def _on_worker_began(self) -> None:
        self._workspace.banners.remove(_WORKER)
        self.update()

    @Slot(object)
    def _on_worker_refused(self, error: ScribeError) -> None:
        tone = Tone.ACCENT if isinstance(error, InstanceLockedError) else Tone.DANGER
        banner = Banner(_WORKER, error.message, tone, tr("Try again"), self._session.start_working)
        self._workspace.banners.put(banner)
        self.update()

    def _look_at_secrets(self) -> None:
        """A keyring may take 5 s to answer, and only a model's key needs one."""
        context = self._session.context
        if context.settings.current.effective_composer is ComposerChoice.OPENAI:
            self._session.slow.run(lambda: context.secrets().persistent, self._on_secrets, key="secrets")

    def _on_secrets(self, persistent: bool) -> None:
        if persistent:
            return
        words = tr("This computer has no keyring that works, so the model's key is kept only until you close Scribe.")
        self._workspace.banners.put(Banner(_SECRETS, words, Tone.WARNING, closable=True))

    def _show_demo_banner(self) -> None:
        if not self._session.context.demo:
            return
        leave = self._hooks.leave_demo
        words = tr("Sample data: people, pages and papers here are made up. Your own data is untouched.")
        act = (lambda: leave(self._window)) if leave else None
        self._workspace.banners.put(Banner(_DEMO, words, Tone.ACCENT, tr("Leave the demo") if leave else None, act))

    @Slot()
    def _describe_empty(self) -> None:
        work = self._workspace
        empty = work.page.empty
        if work.filter_text:
            clear = (tr("Show all"), self._window.clear_filter)
            empty.say(tr("Nothing matches “{text}”").format(text=work.filter_text), "", clear)
        elif work.place is Place.QUEUE:
            self._describe_empty_queue()
        elif work.place is Place.TEMPLATES:
            empty.say(tr("No templates yet"), tr("A template is kept here when you import recipients with it."))
        elif work.place is Place.DRAFTS:
            empty.say(tr("No drafts yet"), tr("They appear here one by one as the queue is worked."))
        else:
            empty.say(tr("Nothing here"))

    def _describe_empty_queue(self) -> None:
        buttons = []
        for act in (Act.IMPORT, Act.DEMO):
            if self._actions[act].isVisible():
                buttons.append((self._actions[act].text(), self._actions[act].trigger))
        drafts = sum(self._session.overview.states.values())
        if drafts:
            words = tr("Everyone is done. The drafts are under Drafts.")
        else:
            words = tr(
                "Bring a list of people as CSV or Excel file, or drop it on this window.\nScribe reads what they "
                "published and writes one draft each. You review them; nothing is sent by itself."
            )
        title = tr("The queue is empty") if drafts else tr("No recipients yet")
        self._workspace.queue.empty.say(title, words, *buttons)
