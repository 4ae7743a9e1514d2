"""Choosing in the window who is meant, and the reasons beside what was found. Everybody is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.evidence import LeftOut
from scribe_desktop.domain.namesake import NONE_OF_THESE
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.errors import ReviewError
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.views.detail_pane import DetailPane, Tab
from scribe_desktop.gui.views.draft_cards import quoted
from scribe_desktop.gui.views.person_picker import PersonPicker
from scribe_desktop.gui.views.places import Place
from scribe_desktop.pipeline.outputs import PaperFindings, WebFindings
from scribe_desktop.pipeline.person_candidates import with_choice
from scribe_desktop.pipeline.reasons import identity_of
from scribe_desktop.services.identity_choices import WhoIsIt
from scribe_desktop.storage_ports.queue import StoredStep
from tests.factories import email, paper, queue_item, recipient
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext
from tests.unit.test_namesakes import KARLSVALE, NORTHMOOR
from tests.unit.test_person_candidates import findings, row

FOUND = findings(row(), KARLSVALE, NORTHMOOR)
PAPERS = PaperFindings(
    (paper(reason="lists this person; topic matches"),),
    (LeftOut("A Clinical Study", "https://papers.example/9", "another person of this name: different field"),),
)
GEOLOGY, OCEANOGRAPHY = (one.key for one in FOUND.candidates)


class FakeIdentities:
    """The service: what is chosen is stored and told; it fails when the test says so."""

    def __init__(self, context: FakeContext) -> None:
        self._context = context
        self.asked: list[tuple[UUID, str | None]] = []
        self.error: ReviewError | None = None

    def choose(self, email_id: UUID, key: str) -> WhoIsIt:
        return self._answer(email_id, key)

    def forget(self, email_id: UUID) -> WhoIsIt:
        return self._answer(email_id, None)

    def _answer(self, email_id: UUID, key: str | None) -> WhoIsIt:
        self.asked.append((email_id, key))
        if self.error is not None:
            raise self.error
        found = with_choice(FOUND, key)
        draft = answered(self._context.emails.get(email_id), found)
        store(self._context, draft, found)
        self._context.events.publish(EmailChanged(email_id))
        return WhoIsIt(draft, self._context.queue.get(draft.queue_item_id), found.candidates, found.doubt, found.chosen)


def answered(draft: EmailDraft, found: WebFindings) -> EmailDraft:
    """The draft as it is written from these findings."""
    doubt = Finding(FindingKind.IDENTITY, draft.recipient_name, "", "Check that this is the right person.")
    state = ReviewState.NEEDS_REVIEW if found.doubt else ReviewState.READY
    return replace(
        draft, metadata=identity_of(found), findings=(doubt,) if found.doubt else (), review_state=state,
        body=f"Dear Dr. Varnholt,\n\nHello from {len(found.passages)} pages.\n\nMaya",
    )  # fmt: skip


def store(context: FakeContext, draft: EmailDraft, found: WebFindings) -> None:
    """Keep draft and steps."""
    context.emails.drafts = [draft]
    context.queue.stored[draft.queue_item_id] = [
        StoredStep(StepName.WEB_SCRAPER, "1", found.to_json(), 1.0),
        StoredStep(StepName.ARXIV_HELPER, "2", PAPERS.to_json(), 1.0),
    ]


@pytest.fixture
def identities(context: FakeContext) -> FakeIdentities:
    """One draft, in doubt between two people."""
    draft = answered(email(recipient_name="Ilse Varnholt"), FOUND)
    context.queue.items = [
        queue_item(
            id=draft.queue_item_id,
            status=QueueStatus.COMPLETED,
            email_id=draft.id,
            recipient=recipient("Ilse Varnholt"),
        )
    ]
    store(context, draft, FOUND)
    made = FakeIdentities(context)
    context.identities = made
    return made


def opened(qtbot: QtBot, open_window: Opener) -> tuple[MainWindow, DetailPane]:
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: work.drafts.model.total > 0 and work.drafts.model.id_at(0) is not None)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: work.draft is not None)
    return window, work.detail


def buttons(widget: QWidget) -> dict[str, QPushButton]:
    """The visible buttons by accessible name."""
    return {one.accessibleName(): one for one in widget.findChildren(QPushButton) if not one.isHidden()}


def words(widget: QWidget) -> str:
    """All that can be read."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def this_one(picker: PersonPicker, label: str) -> QPushButton:
    return next(one for name, one in buttons(picker).items() if name.startswith("This one") and label in name)


def press(qtbot: QtBot, widget: QWidget, name: str) -> None:
    """Click the button of this name, once it is there."""
    qtbot.waitUntil(lambda: any(one.startswith(name) for one in buttons(widget)))
    next(one for known, one in buttons(widget).items() if known.startswith(name)).click()


def choose(qtbot: QtBot, picker: PersonPicker, label: str) -> None:
    """Say that it is the candidate with this in the label."""
    qtbot.waitUntil(lambda: any("This one" in name and label in name for name in buttons(picker)))
    this_one(picker, label).click()


def test_the_draft_asks_which_one_it_is_with_pages_and_reasons(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    _, pane = opened(qtbot, open_window)
    qtbot.waitUntil(lambda: len(pane.picker.cards) == 2)
    shown = words(pane.picker)
    assert "Which of these is Ilse Varnholt?" in shown
    for part in ("Department of Geology", "Department of Oceanography", "karlsvale.example", "northmoor.example"):
        assert part in shown
    assert "Names this person; topic matches." in shown
    assert len(pane.picker.cards) == 2
    assert "I know this is true" not in buttons(pane.draft)


def test_the_candidates_stand_side_by_side_where_there_is_room(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    window, pane = opened(qtbot, open_window)
    window.resize(1600, 900)
    work = window.workspace
    assert work is not None
    work.splitter.setSizes([150, 300, 1100])
    left, right = pane.picker.cards
    qtbot.waitUntil(lambda: left.y() == right.y() and left.x() < right.x())
    work.splitter.setSizes([150, 1200, 250])
    qtbot.waitUntil(lambda: left.x() == right.x() and left.y() < right.y())


def test_choosing_one_has_the_draft_written_again_and_ends_the_question(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities, context: FakeContext
) -> None:
    _, pane = opened(qtbot, open_window)
    draft = context.emails.drafts[0]
    choose(qtbot, pane.picker, "Oceanography")
    assert "being written again" in words(pane.picker)
    qtbot.waitUntil(pane.picker.isHidden)
    assert identities.asked == [(draft.id, OCEANOGRAPHY)]
    assert pane.draft.draft is not None
    assert pane.draft.draft.review_state is ReviewState.READY


def test_none_of_these_is_an_answer_too(qtbot: QtBot, open_window: Opener, identities: FakeIdentities) -> None:
    _, pane = opened(qtbot, open_window)
    press(qtbot, pane.picker, "None of these")
    qtbot.waitUntil(pane.picker.isHidden)
    assert identities.asked[0][1] == NONE_OF_THESE


def test_a_choice_that_cannot_be_carried_out_is_said_and_can_be_made_again(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    window, pane = opened(qtbot, open_window)
    identities.error = ReviewError("This draft is approved. Reopen it before choosing who is meant.")
    choose(qtbot, pane.picker, "Oceanography")
    work = window.workspace
    assert work is not None
    qtbot.waitUntil(lambda: "Reopen it before choosing" in words(work.banners))
    assert this_one(pane.picker, "Oceanography").isEnabled()
    assert "being written again" not in words(pane.picker)


def test_the_evidence_says_who_was_chosen_and_lets_it_be_changed_or_taken_back(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    _, pane = opened(qtbot, open_window)
    choose(qtbot, pane.picker, "Oceanography")
    qtbot.waitUntil(pane.picker.isHidden)
    pane.tabs.setCurrentIndex(Tab.EVIDENCE)
    picker = pane.evidence.picker
    qtbot.waitUntil(lambda: "You chose who Ilse Varnholt is." in words(picker))
    assert "Northmoor University · Department of Oceanography" in words(picker)
    press(qtbot, picker, "Choose another…")
    qtbot.waitUntil(lambda: len(picker.cards) == 2)
    assert not this_one(picker, "Oceanography").isEnabled()
    assert this_one(picker, "Geology").isEnabled()
    press(qtbot, picker, "Take the choice back")
    qtbot.waitUntil(lambda: "Two people of this name fit" in words(picker))
    assert "Take the choice back" not in buttons(picker)
    assert [key for _, key in identities.asked] == [OCEANOGRAPHY, None]


def test_every_page_and_paper_shows_its_reason_used_or_not(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    _, pane = opened(qtbot, open_window)
    choose(qtbot, pane.picker, "Geology")
    qtbot.waitUntil(pane.picker.isHidden)
    pane.tabs.setCurrentIndex(Tab.EVIDENCE)
    qtbot.waitUntil(lambda: "Papers that were left out" in words(pane.evidence))
    shown = words(pane.evidence)
    for part in (
        "Why: Chosen by you; names this person; topic matches.",
        "Pages that were left out",
        "Why: Not the person you chose.",
        "Why: Lists this person; topic matches.",
        "Papers that were left out",
        "A Clinical Study",
        "Why: Another person of this name: different field.",
    ):
        assert part in shown


def test_nobody_is_asked_about_where_there_is_nobody_to_choose_among(
    qtbot: QtBot, open_window: Opener, context: FakeContext, identities: FakeIdentities
) -> None:
    clear: dict[str, Any] = {"candidates": (), "doubt": None, "question": None}
    store(context, context.emails.drafts[0], replace(FOUND, **clear))
    _, pane = opened(qtbot, open_window)
    assert pane.picker.isHidden()
    pane.tabs.setCurrentIndex(Tab.EVIDENCE)
    assert pane.evidence.picker.isHidden()


def test_a_discarded_draft_shows_the_candidates_and_takes_no_answer(
    qtbot: QtBot, open_window: Opener, context: FakeContext, identities: FakeIdentities
) -> None:
    draft = context.emails.drafts[0]
    context.emails.drafts = [replace(draft, review_state=ReviewState.DISCARDED)]
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(Place.DISCARDED)
    qtbot.waitUntil(lambda: work.drafts.model.total > 0 and work.drafts.model.id_at(0) is not None)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: bool(work.detail.picker.cards))
    assert not this_one(work.detail.picker, "Geology").isEnabled()
    assert not buttons(work.detail.picker)["None of these"].isEnabled()


def test_menu_leads_to_the_question_also_when_it_was_answered(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    window, detail = opened(qtbot, open_window)
    choose(qtbot, detail.picker, "Oceanography")
    qtbot.waitUntil(lambda: detail.detail is not None and detail.detail.chosen == OCEANOGRAPHY)
    window.actions_[Act.PERSON].trigger()
    assert detail.tabs.currentIndex() == Tab.EVIDENCE
    assert len(detail.evidence.picker.cards) == 2


def test_passage_is_quoted_with_its_heading_on_a_line_of_its_own() -> None:
    assert quoted("Tidal sorting\n\n  Sand  moves\tby night. \n") == "“Tidal sorting\nSand moves by night.”"


def test_answers_of_people_side_by_side_stand_on_one_line(
    qtbot: QtBot, open_window: Opener, identities: FakeIdentities
) -> None:
    window, detail = opened(qtbot, open_window)
    window.resize(1280, 800)
    assert window.workspace is not None
    window.workspace.splitter.setSizes([190, 380, 710])
    picker = detail.picker
    qtbot.waitUntil(lambda: len(picker.cards) == 2 and picker.cards[0].y() == picker.cards[1].y())
    answers = [one for one in picker.findChildren(QPushButton) if one.text() == "This one"]
    qtbot.waitUntil(lambda: len({one.mapTo(picker, QPoint(0, 0)).y() for one in answers}) == 1)
