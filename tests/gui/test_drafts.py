"""Reviewing a draft in the window: reading, mending, editing, approving."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import Finding, FindingKind, ReviewState
from scribe_desktop.gui import closing
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.closing import Closing
from scribe_desktop.gui.dialogs.export_dialog import ExportDialog
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.views.draft_body import SpanKind, spans_of
from scribe_desktop.gui.views.draft_tab import DraftTab
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.wording import still_open
from scribe_desktop.services.draft_export import mailto_address
from tests.factories import email
from tests.gui.conftest import BODY, CLAIM, LECTURE, Opener, doubtful_draft
from tests.gui.fake_context import FakeContext


def open_draft(qtbot: QtBot, open_window: Opener, place: Place = Place.DRAFTS) -> tuple[MainWindow, DraftTab]:
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(place)
    qtbot.waitUntil(lambda: work.drafts.model.total > 0 and work.drafts.model.id_at(0) is not None)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: work.draft is not None)
    return window, work.detail.draft


def press(tab: DraftTab, words: str) -> None:
    next(one for one in tab.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


def test_statements_and_doubts_are_found_in_the_text() -> None:
    draft = doubtful_draft()
    spans = spans_of(BODY, draft.evidence, draft.findings)
    assert [(one.kind, BODY[one.start : one.end]) for one in spans] == [
        (SpanKind.CLAIM, CLAIM),
        (SpanKind.FINDING, "2021 Marlowe Lecture"),
    ]


def test_sentence_leads_to_its_passage_and_back(qtbot: QtBot, open_window: Opener) -> None:
    _, tab = open_draft(qtbot, open_window)
    cursor = QTextCursor(tab.body.document())
    cursor.setPosition(BODY.index("Bounded"))
    tab.body.setTextCursor(cursor)
    card = tab.card(SpanKind.CLAIM, 0)
    assert card is not None
    assert card.property("chosen") is True

    doubt = tab.card(SpanKind.FINDING, 0)
    assert doubt is not None
    doubt.activated.emit()
    assert doubt.property("chosen") is True
    assert card.property("chosen") is False


def test_draft_with_open_doubt_cannot_be_approved_and_the_button_says_why(qtbot: QtBot, open_window: Opener) -> None:
    _, tab = open_draft(qtbot, open_window)
    button = next(one for one in tab.findChildren(QPushButton) if one.text() == "Approve")
    assert button.isVisible()
    assert not button.isEnabled()
    assert "2021 Marlowe Lecture" in button.toolTip()
    press(tab, "I know this is true")
    qtbot.waitUntil(button.isEnabled)
    assert button.toolTip().startswith("Approve (")


def test_first_doubts_are_named_and_the_others_counted() -> None:
    findings = [Finding(FindingKind.YEAR, text, "", "No source has it.") for text in ("2019", "2020", "2021", "", "x")]
    assert still_open([email(tuple(findings))]).splitlines()[1:] == ["– “2019”", "– “2020”", "– “2021”", "– 2 more"]
    assert still_open([email(tuple(findings[3:4]))]).endswith("– No source has it.")
    assert still_open([email(tuple(findings)), email()]) == ""


def test_place_that_is_still_open_is_not_offered_as_true(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    draft = context.emails.drafts[0]
    gap = Finding(FindingKind.GAP, "[book: not found]", "", "Nothing was found for “book”.")
    context.emails.drafts[0] = replace(draft, findings=(*draft.findings, gap))
    _, tab = open_draft(qtbot, open_window)
    offered = [one for one in tab.findChildren(QPushButton) if one.text() == "I know this is true"]
    assert len(offered) == len(draft.findings) == 1


def test_knowing_that_it_is_true_lets_the_draft_be_approved(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window, tab = open_draft(qtbot, open_window)
    press(tab, "I know this is true")
    qtbot.waitUntil(lambda: tab.draft is not None and tab.draft.review_state is ReviewState.READY)
    assert not [one for one in tab.body.spans if one.kind is SpanKind.FINDING]
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: context.emails.drafts[0].review_state is ReviewState.APPROVED)
    work = window.workspace
    assert work is not None
    qtbot.waitUntil(lambda: tab.draft is not None and tab.draft.review_state is ReviewState.APPROVED)
    qtbot.waitUntil(lambda: window.actions_[Act.REOPEN].isEnabled())
    assert not window.actions_[Act.EDIT].isEnabled()


def test_removing_the_sentence_takes_it_out_of_the_text(qtbot: QtBot, open_window: Opener) -> None:
    _, tab = open_draft(qtbot, open_window)
    press(tab, "Remove the sentence")
    qtbot.waitUntil(lambda: LECTURE not in tab.body.toPlainText())
    assert CLAIM in tab.body.toPlainText()


def test_edited_words_are_saved_and_checked_again(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    window, tab = open_draft(qtbot, open_window)
    assert tab.body.isReadOnly()
    window.actions_[Act.EDIT].trigger()
    assert not tab.body.isReadOnly()
    assert window.actions_[Act.SAVE].isEnabled()
    tab.subject.setPlainText("Another subject")
    tab.body.setPlainText(BODY.replace(LECTURE, "I liked it."))
    window.actions_[Act.SAVE].trigger()
    qtbot.waitUntil(lambda: not tab.editing)
    assert context.emails.edits == [("Another subject", BODY.replace(LECTURE, "I liked it."))]
    assert context.emails.drafts[0].review_state is ReviewState.READY


def test_unsaved_words_wait_for_the_draft_to_be_shown_again(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    second = email(recipient_name="Dr. Bao Lindemann")
    context.emails.drafts.append(second)
    context.queue.items.append(replace(context.queue.items[0], id=second.queue_item_id))
    window, tab = open_draft(qtbot, open_window)
    first = tab.draft
    window.actions_[Act.EDIT].trigger()
    tab.body.setPlainText("Half a thought")
    work = window.workspace
    assert work is not None
    work.drafts.table.selectRow(1)
    qtbot.waitUntil(lambda: tab.draft is not None and tab.draft.id == second.id)
    assert not tab.editing
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: tab.draft is not None and first is not None and tab.draft.id == first.id)
    assert tab.editing
    assert tab.body.toPlainText() == "Half a thought"
    tab.revert()


def test_words_typed_into_a_draft_that_was_approved_meanwhile_come_back_when_it_is_reopened(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    second = email(recipient_name="Dr. Bao Lindemann")
    context.emails.drafts = [email(), second]
    for one in context.emails.drafts:
        context.queue.items.append(replace(context.queue.items[0], id=one.queue_item_id, email_id=one.id))
    first = context.emails.drafts[0]
    window, tab = open_draft(qtbot, open_window)
    window.actions_[Act.EDIT].trigger()
    tab.body.setPlainText("Half a thought")
    work = window.workspace
    assert work is not None
    work.drafts.table.selectRow(1)
    qtbot.waitUntil(lambda: tab.draft is not None and tab.draft.id == second.id)
    context.emails.approve(first.id)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: tab.draft is not None and tab.draft.review_state is ReviewState.APPROVED)
    assert not tab.editing
    context.emails.reopen(first.id)
    qtbot.waitUntil(lambda: tab.editing)
    assert tab.body.toPlainText() == "Half a thought"
    tab.revert()


def test_closing_asks_about_unsaved_words(
    qtbot: QtBot, open_window: Opener, context: FakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, tab = open_draft(qtbot, open_window)
    context.queue.items = context.queue.items[3:]
    window.actions_[Act.EDIT].trigger()
    tab.body.setPlainText("New words")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Save]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    monkeypatch.setattr(closing, "ask_about_waiting", lambda *_: Closing.CLOSE)
    assert not window.close()
    assert context.emails.edits == []
    assert window.close()
    assert context.emails.edits == [("Sediment cores", "New words")]


def test_discarded_draft_leaves_the_list_and_comes_back(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window, _ = open_draft(qtbot, open_window)
    work = window.workspace
    assert work is not None
    window.actions_[Act.DISCARD].trigger()
    qtbot.waitUntil(lambda: work.drafts.model.total == 0)
    work.places.go(Place.DISCARDED)
    qtbot.waitUntil(lambda: work.drafts.model.total == 1)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: window.actions_[Act.REOPEN].isEnabled())
    window.actions_[Act.REOPEN].trigger()
    qtbot.waitUntil(lambda: context.emails.drafts[0].review_state is ReviewState.NEEDS_REVIEW)


def test_several_are_approved_and_those_in_doubt_stay(qtbot: QtBot, open_window: Opener, context: FakeContext) -> None:
    context.emails.drafts += [email(), email()]
    window = open_window()
    work = window.workspace
    assert work is not None
    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: work.drafts.model.total == 3)
    work.drafts.table.selectAll()
    window.actions_[Act.APPROVE].trigger()
    qtbot.waitUntil(lambda: work.notices.text == "2 approved. 1 still needs your eye.")


def test_header_sorts_the_drafts_and_every_place_of_drafts_keeps_the_order(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    context.emails.drafts = [email(subject=subject) for subject in ("Bogs", "Algae", "Corals")]
    window = open_window()
    work = window.workspace
    assert work is not None
    model = work.drafts.model

    def subjects() -> list[str]:
        return [str(model.data(model.index(row, 2))) for row in range(model.total)]

    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: subjects() == ["Bogs", "Algae", "Corals"])
    work.drafts.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: subjects() == ["Algae", "Bogs", "Corals"])
    work.places.go(Place.READY)
    qtbot.waitUntil(lambda: work.drafts.query.states == Place.READY.states)
    assert subjects() == ["Algae", "Bogs", "Corals"]
    work.drafts.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: subjects() == ["Bogs", "Algae", "Corals"])


def test_copy_puts_subject_and_text_on_the_clipboard(qtbot: QtBot, open_window: Opener) -> None:
    window, _ = open_draft(qtbot, open_window)
    window.actions_[Act.COPY].trigger()
    assert QGuiApplication.clipboard().text() == f"Sediment cores\n\n{BODY}"


def test_mail_client_gets_address_subject_and_text() -> None:
    draft = email(recipient_email="ilse@karlsvale.example", subject="50 % & more?", body="Dear Ilse,\n\nä + b")
    parts = urlsplit(mailto_address(draft))
    fields = parse_qs(parts.query, strict_parsing=True)
    assert parts.path == "ilse@karlsvale.example"
    assert fields == {"subject": ["50 % & more?"], "body": ["Dear Ilse,\r\n\r\nä + b"]}


def test_export_writes_the_chosen_drafts(qtbot: QtBot, open_window: Opener, tmp_path: Path) -> None:
    window, _ = open_draft(qtbot, open_window)
    assert window.session is not None
    dialog = ExportDialog(window.session, DraftSelection.of([doubtful_draft(id=uuid4())]), window)
    dialog.folder.setText(str(tmp_path / "out"))
    with qtbot.waitSignal(dialog.exported):
        dialog.export()
    assert [one.suffix for one in (tmp_path / "out").glob("[!.]*")] == [".eml"]
