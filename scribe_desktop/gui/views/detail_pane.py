"""The pane on the right: whatever is selected, in detail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.event_bridge import LiveStep
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.models.template_model import versions_word
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.contacts_tab import ContactsTab
from scribe_desktop.gui.views.draft_tab import LOW, DraftTab
from scribe_desktop.gui.views.evidence_tab import EvidenceTab
from scribe_desktop.gui.views.person_picker import PersonPicker
from scribe_desktop.gui.views.progress_tab import ProgressTab
from scribe_desktop.gui.views.template_tab import TemplateDetail, TemplateTab
from scribe_desktop.gui.views.widgets import FlowLayout, chip_label, clear, label, rule
from scribe_desktop.gui.views.wrote_line import WroteLine
from scribe_desktop.gui.wording import Tone, moment, review_chip, status_chip, tr


class Tab(IntEnum):
    """The tabs, in their order."""

    PROGRESS = 0
    DRAFT = 1
    EVIDENCE = 2
    CONTACTS = 3


def tab_word(tab: Tab) -> str:
    """How a tab is called."""
    return {
        Tab.PROGRESS: tr("Progress"),
        Tab.DRAFT: tr("Draft"),
        Tab.EVIDENCE: tr("Evidence"),
        Tab.CONTACTS: tr("Who was asked"),
    }[tab]


class DetailPane(QWidget):
    """Shows one item, one template, or a word on what to select."""

    def __init__(
        self,
        theme: ThemeController,
        icons: Icons,
        now: Callable[[], datetime],
        draft_actions: Sequence[QAction],
        primary: Sequence[QAction],
        more: Sequence[QAction] = (),
    ) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._now = now
        self._detail: Detail | None = None
        self._title = label("", name="title")
        self._below = label("", muted=True)
        self._chips = FlowLayout()
        self.tabs = self._make_tabs()
        self.progress = ProgressTab(icons, theme, now)
        self.progress.draft_wanted.connect(self.open_draft)
        self.draft = DraftTab(theme, draft_actions, primary, more)
        self.evidence = EvidenceTab(now)
        self.contacts = ContactsTab(now)
        self.picker = PersonPicker(only_open=True)
        self.draft.put_above(self.picker)
        self.wrote = WroteLine()
        self.draft.put_above(self.wrote)
        self.template = TemplateTab()
        self._stack = self._make_pages()
        self._empty = label(tr("Select a recipient to see how it stands."), muted=True)
        self._empty.setContentsMargins(18, 24, 18, 24)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._head = QWidget()
        self._heading = self._make_heading()
        self._line = rule("tabline")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._empty, self._head, self._line):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(250)
        self.show_nothing("")

    def _make_tabs(self) -> QTabBar:
        tabs = QTabBar()
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setAccessibleName(tr("What to show"))
        for tab in Tab:
            tabs.addTab(tab_word(tab))
        tabs.currentChanged.connect(self._on_tab)
        return tabs

    def _make_pages(self) -> QStackedWidget:
        stack = QStackedWidget()
        # Pages that are not on show must not take the room of the heading in a low window.
        stack.setMinimumHeight(60)
        for page in (self.progress, self.draft, self.evidence, self.contacts, self.template):
            stack.addWidget(page)
        return stack

    def _make_heading(self) -> QVBoxLayout:
        head = QVBoxLayout(self._head)
        head.setContentsMargins(18, 18, 18, 0)
        head.setSpacing(5)
        for widget in (self._title, self._below):
            head.addWidget(widget)
        head.addLayout(self._chips)
        head.addSpacing(6)
        head.addWidget(self.tabs)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the heading leaves its room to what is below it."""
        super().resizeEvent(event)
        self._heading.setContentsMargins(18, 6 if event.size().height() < LOW else 18, 18, 0)

    @property
    def detail(self) -> Detail | None:
        """What is shown, None when it is nothing or a template."""
        return self._detail

    @property
    def title(self) -> str:
        """The heading; empty while nothing is shown."""
        return "" if self._head.isHidden() else self._title.text()

    def show_nothing(self, words: str) -> None:
        """Show a word on what to select."""
        self.draft.keep_unsaved()
        self._detail = None
        self._empty.setText(words)
        self._empty.show()
        for one in (self._head, self._line, self._stack):
            one.hide()

    def show_detail(self, detail: Detail, live: LiveStep | None, prefer: Tab) -> None:
        """Show an item; `prefer` is the tab for an item that was not shown before."""
        other = self._detail is None or self._detail.item.id != detail.item.id
        newly_done = (
            not other
            and self._detail is not None
            and self._detail.draft is None
            and detail.draft is not None
            and self.tabs.currentIndex() == Tab.PROGRESS
        )
        if other or detail.draft is None:
            self.draft.keep_unsaved()
        self._detail = detail
        self._show_head(detail)
        self.progress.show_detail(detail, live)
        self.evidence.show_detail(detail)
        self.contacts.show_detail(detail)
        self.picker.show_detail(detail)
        self.wrote.show_detail(detail)
        if detail.draft is not None:
            self.draft.show_draft(detail.draft)
        self.tabs.show()
        self.tabs.setTabVisible(Tab.DRAFT, detail.draft is not None)
        found = len(detail.passages) + len(detail.papers)
        self.tabs.setTabVisible(Tab.EVIDENCE, bool(found or detail.left_out or detail.candidates))
        self.tabs.setTabVisible(Tab.CONTACTS, bool(detail.contacts or detail.spent))
        self.tabs.setTabText(Tab.EVIDENCE, tr("Evidence {count}").format(count=found) if found else tr("Evidence"))
        if other:
            self.tabs.setCurrentIndex(prefer if self.tabs.isTabVisible(prefer) else Tab.PROGRESS)
        elif newly_done:
            self.tabs.setCurrentIndex(Tab.DRAFT)
        self._on_tab(self.tabs.currentIndex())
        self._reveal()

    def show_template(self, detail: TemplateDetail) -> None:
        """Show the text of a template and what can be done with it."""
        self.draft.keep_unsaved()
        self._detail = None
        entry = detail.entry
        self._title.setText(entry.title)
        when = moment(entry.changed_at, self._now()) if entry.changed_at else ""
        self._below.setText(" · ".join(part for part in (versions_word(entry), when) if part))
        self._below.show()
        clear(self._chips)
        if entry.archived:
            self._chips.addWidget(chip_label(tr("Archived"), Tone.NEUTRAL))
        self.template.show_detail(detail)
        self.tabs.hide()
        self._stack.setCurrentIndex(len(Tab))
        self._reveal()

    @Slot()
    def open_draft(self) -> None:
        """Go to the draft, if there is one."""
        self.open_tab(Tab.DRAFT)

    def open_tab(self, tab: Tab) -> None:
        """Go to a tab, if what is selected has it."""
        if self._detail is not None and self.tabs.isTabVisible(tab):
            self.tabs.setCurrentIndex(tab)

    @property
    def has_namesakes(self) -> bool:
        """Whether people of one name were found."""
        return self._detail is not None and bool(self._detail.candidates)

    @Slot()
    def open_people(self) -> None:
        """Go to where one says who is meant."""
        if self.has_namesakes:
            self.tabs.setCurrentIndex(Tab.EVIDENCE)
            self.evidence.picker.ask()

    def _show_head(self, detail: Detail) -> None:
        recipient = detail.item.recipient
        self._title.setText(recipient.name)
        self._below.setText(" · ".join(part for part in (recipient.interest, recipient.affiliation) if part))
        self._below.setVisible(bool(self._below.text()))
        clear(self._chips)
        draft = detail.draft
        chip = status_chip(detail.item.status) if draft is None else review_chip(draft)
        if draft is not None or detail.item.status is not QueueStatus.COMPLETED:
            self._chips.addWidget(chip_label(chip.word, chip.tone))

    def _reveal(self) -> None:
        self._empty.hide()
        for one in (self._head, self._line, self._stack):
            one.show()

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        if index >= 0:
            self._stack.setCurrentIndex(index)
