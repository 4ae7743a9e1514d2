"""The three panes over one open data folder: places, lists and detail, kept up to date by signals."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.queue import QueueItem
from scribe_desktop.gui.action_specs import DRAFT_BUTTONS, DRAFT_MORE, DRAFT_PRIMARY, Act
from scribe_desktop.gui.actions import WindowActions
from scribe_desktop.gui.detail_loader import DetailLoader
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.gui.event_bridge import LiveStep
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.session import Overview, Session
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.bars import Banners, NoticeBar
from scribe_desktop.gui.views.detail_pane import DetailPane
from scribe_desktop.gui.views.insights_page import InsightsPage
from scribe_desktop.gui.views.list_page import DraftList, ListPage, QueueList
from scribe_desktop.gui.views.places import Place, PlacesList, place_word
from scribe_desktop.gui.views.ready_bar import ReadyBar
from scribe_desktop.gui.views.template_list import TemplateList
from scribe_desktop.gui.wording import tr

WIDE, NARROW = [192, 682, 406], [56, 268, 316]
"""Widths of the three panes before the person moves them."""


class Workspace(QWidget):
    """What the window shows of a session, laid out for `room` pixels of width.

    Signals:
        place_changed(Place), selection_changed(), detail_changed(): what can be done may differ now.
        list_loaded(total): a list that was asked for is on show.
        failed(ScribeError): something could not be read.
    """

    place_changed = Signal(object)
    selection_changed = Signal()
    detail_changed = Signal()
    list_loaded = Signal(int)
    failed = Signal(object)

    def __init__(
        self, session: Session, actions: WindowActions, theme: ThemeController, icons: Icons, room: int
    ) -> None:
        super().__init__()
        self.session = session
        self.banners = Banners(icons, theme)
        self.notices = NoticeBar()
        self.ready_bar = ReadyBar(actions[Act.APPROVE_READY])
        self.places = PlacesList(theme, icons)
        self.queue = QueueList(place_word(Place.QUEUE), session, theme, icons)
        self.drafts = DraftList(place_word(Place.DRAFTS), session, theme, icons)
        self.templates = TemplateList(place_word(Place.TEMPLATES), session, theme, icons)
        self.insights = InsightsPage(session, theme)
        now = session.context.clock.now
        draft_actions = ([actions[act] for act in acts] for acts in (DRAFT_BUTTONS, DRAFT_PRIMARY, DRAFT_MORE))
        self.detail = DetailPane(theme, icons, now, *draft_actions)
        self._loader = DetailLoader(session, self.detail, lambda: (self.place, self.page.table.current_id))
        self._loader.shown.connect(self.detail_changed)
        self._loader.failed.connect(self.failed)
        self._filter = ""
        self._waits_known = False  # the list may have been read before there was an estimate
        self._lists = QStackedWidget()
        for page in (self.queue, self.drafts, self.templates):
            self._lists.addWidget(page)
            page.loaded.connect(self.list_loaded)
            page.loader.failed.connect(self.failed)
            page.table.selection_changed.connect(self.selection_changed)
            page.table.current_changed.connect(self._loader.ask)
            page.table.opened.connect(self.detail.open_draft)
        self._lists.addWidget(self.insights)
        self.insights.failed.connect(self.failed)
        self.insights.said.connect(self.notices.say)
        self.splitter = self._lay_out(room)
        self.places.chosen.connect(self._on_place)
        self._follow(session)

    @property
    def place(self) -> Place:
        """Where one is."""
        return self.places.place

    @property
    def page(self) -> ListPage:
        """The list on show; in the place without a list, that of the queue."""
        if self.place is Place.TEMPLATES:
            return self.templates
        return self.drafts if self.place.has_drafts else self.queue

    @property
    def item(self) -> QueueItem | None:
        """The item in the detail pane."""
        return self.detail.detail.item if self.detail.detail else None

    @property
    def draft(self) -> EmailDraft | None:
        """The draft in the detail pane."""
        return self.detail.detail.draft if self.detail.detail else None

    def selected_items(self) -> list[QueueItem]:
        """The selected queue items whose rows are here."""
        return [one.item for one in self.queue.selected_rows()]

    def selected_drafts(self) -> DraftSelection:
        """The drafts that an action means: the selected ones in a list of drafts, else the one in the detail pane."""
        if self.place.has_drafts and (selection := self.drafts.selection()).count > 1:
            return selection
        return DraftSelection.of([self.draft] if self.draft else [])

    @Slot(object)
    def show_draft(self, email_id: UUID) -> None:
        """Show one draft in the detail pane, wherever it is listed."""
        if self.place is Place.INSIGHTS:
            self.places.go(Place.DRAFTS)
        self.page.table.select_nothing()
        self._loader.show_draft(email_id)

    def set_filter(self, text: str) -> None:
        """Narrow the list on show."""
        self._filter = text
        self.show_list()

    @property
    def filter_text(self) -> str:
        """What the list is narrowed by."""
        return self._filter

    def show_list(self) -> None:
        """Read the list of the place anew."""
        if self.place is Place.INSIGHTS:
            self.insights.refresh()
        elif self.place is Place.TEMPLATES:
            self.templates.filter(self._filter)
        elif self.place.has_drafts:
            self.drafts.show_place(self.place, self._filter)
        else:
            self.queue.filter(self._filter)

    def _lay_out(self, room: int) -> QSplitter:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.ready_bar)
        column.addWidget(self._lists, 1)
        column.addWidget(self.notices)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        for one in (self.places, middle, self.detail):
            splitter.addWidget(one)
        middle.setMinimumWidth(230)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes(WIDE if room >= 900 else NARROW)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banners)
        outer.addWidget(splitter, 1)
        return splitter

    def _follow(self, session: Session) -> None:
        bridge = session.bridge
        bridge.items_changed.connect(self._on_items)
        bridge.queue_changed.connect(self.queue.loader.refresh)
        bridge.drafts_changed.connect(self.drafts.loader.refresh)
        bridge.emails_changed.connect(self._on_emails)
        bridge.step_changed.connect(self._on_step)
        bridge.templates_changed.connect(self._on_templates)
        session.data_changed.connect(self._on_data)
        session.overview_changed.connect(self._on_overview)

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        self._lists.setCurrentWidget(self.insights if place is Place.INSIGHTS else self.page)
        self.detail.setVisible(place is not Place.INSIGHTS)  # the figures take its room
        words = {
            Place.QUEUE: tr("Select a recipient to see how it stands."),
            Place.TEMPLATES: tr("Select a template to read it."),
        }
        self.detail.show_nothing(words.get(place, tr("Select a draft to read it.")))
        self.page.table.select_nothing()
        self._loader.forget_draft()
        self.show_list()
        self._show_ready()
        self.place_changed.emit(place)
        self.detail_changed.emit()

    @Slot(object)
    def _on_items(self, ids: frozenset[UUID]) -> None:
        self.queue.loader.refresh()
        if self.item is not None and self.item.id in ids:
            self._loader.ask()

    @Slot(object)
    def _on_emails(self, ids: frozenset[UUID]) -> None:
        if self.draft is not None and self.draft.id in ids:
            self._loader.ask()

    @Slot(object)
    def _on_step(self, live: LiveStep) -> None:
        self.queue.set_live_step(live)
        self.detail.progress.set_live_step(live)

    @Slot()
    def _on_templates(self) -> None:
        self.templates.loader.refresh()
        if self.place is Place.TEMPLATES:
            self._loader.ask()

    @Slot()
    def _on_data(self) -> None:
        self.page.loader.refresh()
        self._loader.ask()

    def _show_ready(self) -> None:
        ready = self.session.overview.states.get(ReviewState.READY, 0)
        self.ready_bar.show_count(ready if self.place is Place.READY else 0)

    @Slot(object)
    def _on_overview(self, overview: Overview) -> None:
        self._show_ready()
        if self._waits_known != (known := overview.eta.item_seconds is not None):
            self._waits_known = known
            self.queue.loader.refresh()
        drafts = {one: overview.states.get(one, 0) for one in ReviewState}
        self.places.set_counts(
            {
                Place.QUEUE: overview.counts.total,
                Place.DRAFTS: sum(drafts.values()) - drafts[ReviewState.DISCARDED],
                Place.NEEDS_REVIEW: drafts[ReviewState.NEEDS_REVIEW],
                Place.READY: drafts[ReviewState.READY],
                Place.APPROVED: drafts[ReviewState.APPROVED],
                Place.DISCARDED: drafts[ReviewState.DISCARDED],
                Place.TEMPLATES: overview.templates,
            }
        )
        self.detail.progress.set_eta(overview.eta)
