"""Reviewing drafts over a real SQLite file: edits are checked again, and nobody's change undoes another's."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.template import Sender
from scribe_desktop.errors import NotFoundError, ReviewError
from scribe_desktop.services.draft_editing import DraftChange
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.storage_ports.drafts import EmailQuery
from tests import factories
from tests.integration.engine import Engine

WORDS = "Dear Prof. Ilse Varnholt,\n\nI think about coastal sediment transport.\n\nMaya"
LIE = "You won the 2019 Marlowe Prize."


@pytest.fixture
def email_id(library: EmailLibrary) -> UUID:
    (email,) = library.find(EmailQuery())
    library.edit(email.id, "A question", WORDS)
    return email.id


def test_an_honest_edit_stays_ready(library: EmailLibrary, email_id: UUID) -> None:
    email = library.get(email_id)
    assert (email.body, email.findings, email.review_state) == (WORDS, (), ReviewState.READY)


def test_an_edit_is_checked_again_and_its_findings_go_when_they_are_edited_away(
    library: EmailLibrary, email_id: UUID
) -> None:
    lied = library.edit(email_id, "A question", WORDS.replace("\n\nMaya", f" {LIE}\n\nMaya"))
    assert lied.review_state is ReviewState.NEEDS_REVIEW
    assert {one.sentence for one in lied.findings} == {LIE}
    assert library.edit(email_id, "A question", WORDS).findings == ()


def test_approval_needs_every_finding_mended_or_confirmed(library: EmailLibrary, email_id: UUID) -> None:
    lied = library.edit(email_id, "A question", WORDS.replace("\n\nMaya", f" {LIE}\n\nMaya"))
    with pytest.raises(ReviewError, match="that nothing supports"):
        library.approve(email_id)
    for index in range(len(lied.findings)):
        library.confirm(email_id, index)
    assert library.get(email_id).review_state is ReviewState.READY
    approved = library.approve(email_id)
    assert approved.review_state is ReviewState.APPROVED
    assert not approved.is_confident


def test_a_place_that_is_still_open_cannot_be_confirmed(library: EmailLibrary, email_id: UUID) -> None:
    words = WORDS.replace("\n\nMaya", " I read [book: not found] twice [sic].\n\nMaya")
    open_place = next(
        index
        for index, one in enumerate(library.edit(email_id, "A question", words).findings)
        if one.text == "[book: not found]"
    )
    with pytest.raises(ReviewError, match="still open"):
        library.confirm(email_id, open_place)
    assert not library.get(email_id).findings[open_place].confirmed
    for index, one in enumerate(library.get(email_id).findings):
        if index != open_place:
            assert library.confirm(email_id, index).findings[index].confirmed, one.text
    with pytest.raises(ReviewError, match="that nothing supports"):
        library.approve(email_id)


def test_the_same_year_in_another_sentence_is_another_statement(library: EmailLibrary, email_id: UUID) -> None:
    other = "You came to the coast in 2019."
    lied = library.edit(email_id, "A question", WORDS.replace("\n\nMaya", f" {LIE} {other}\n\nMaya"))
    for index, finding in enumerate(lied.findings):
        if finding.sentence == LIE:
            library.confirm(email_id, index)
    edited = library.edit(email_id, "Another subject", lied.body)
    assert {one.sentence for one in edited.open_findings} == {other}
    assert {one.sentence for one in edited.findings if one.confirmed} == {LIE}


def test_a_confirmed_statement_stays_confirmed_while_it_stays_in_the_text(
    library: EmailLibrary, email_id: UUID
) -> None:
    words = WORDS.replace("\n\nMaya", f" {LIE}\n\nMaya")
    lied = library.edit(email_id, "A question", words)
    for index in range(len(lied.findings)):
        library.confirm(email_id, index)
    again = library.edit(email_id, "Another subject", words)
    assert again.findings
    assert not again.open_findings


def test_removing_the_sentence_of_a_finding_leaves_the_rest_as_it_was(library: EmailLibrary, email_id: UUID) -> None:
    library.edit(email_id, "A question", WORDS.replace("\n\nMaya", f" {LIE}\n\nMaya"))
    assert library.remove_sentence(email_id, 0).body == WORDS


def test_a_sentence_that_is_not_there_any_more_cannot_be_removed(library: EmailLibrary, email_id: UUID) -> None:
    with pytest.raises(ReviewError, match="no longer there"):
        library.remove_sentence(email_id, 0)


def test_a_sentence_of_the_template_that_was_changed_is_a_finding(library: EmailLibrary, email_id: UUID) -> None:
    changed = library.edit(email_id, "A question", WORDS.replace("I think about", "I dream of"))
    assert FindingKind.TEMPLATE_CHANGED in {one.kind for one in changed.findings}


@pytest.mark.parametrize("put_away", ["approve", "discard"])
def test_what_is_approved_or_discarded_is_not_edited_before_it_is_reopened(
    library: EmailLibrary, email_id: UUID, put_away: str
) -> None:
    getattr(library, put_away)(email_id)
    with pytest.raises(ReviewError, match="Reopen it"):
        library.edit(email_id, "Other", WORDS)
    assert library.reopen(email_id).review_state is ReviewState.READY
    assert library.edit(email_id, "Other", WORDS).subject == "Other"


def test_an_empty_text_is_refused(library: EmailLibrary, email_id: UUID) -> None:
    with pytest.raises(ReviewError, match="empty"):
        library.edit(email_id, "A question", " \n ")
    assert library.get(email_id).body == WORDS


def test_an_unknown_draft_is_said_to_be_unknown(library: EmailLibrary) -> None:
    with pytest.raises(NotFoundError):
        library.approve(factories.email().id)


def test_a_change_that_came_in_between_is_kept(
    engine: Engine, library: EmailLibrary, email_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = EmailLibrary(engine.database.unit_of_work, engine.clock, engine.events, lambda: Sender("Maya"))
    read = library.get
    interfering = [True]

    def get(one: UUID) -> EmailDraft:
        email = read(one)
        if interfering.pop() if interfering else False:
            other.edit(one, "Other", WORDS)
        return email

    monkeypatch.setattr(library, "get", get)
    approved = library.approve(email_id)
    assert (approved.subject, approved.review_state) == ("Other", ReviewState.APPROVED)
    assert other.get(email_id) == approved


def test_a_change_is_told_and_no_change_is_not(engine: Engine, library: EmailLibrary, email_id: UUID) -> None:
    before = len(engine.events.of_type(EmailChanged))
    library.edit(email_id, "Another subject", WORDS)
    assert len(engine.events.of_type(EmailChanged)) == before + 1
    library.change(email_id, DraftChange(subject="Another subject"))
    assert len(engine.events.of_type(EmailChanged)) == before + 1


def test_a_doubt_about_the_person_outlasts_edits_until_it_is_confirmed(
    engine: Engine, library: EmailLibrary, email_id: UUID
) -> None:
    doubt = Finding(FindingKind.IDENTITY, "Ilse Varnholt", "", "Check that this is the right person.")
    with engine.database.unit_of_work() as work:
        work.emails.update(replace(work.emails.get(email_id), findings=(doubt,)))
        work.commit()
    assert library.edit(email_id, "Another subject", WORDS).findings == (doubt,)
    assert library.get(email_id).review_state is ReviewState.NEEDS_REVIEW
    library.confirm(email_id, 0)
    edited = library.edit(email_id, "One more subject", WORDS)
    assert (edited.review_state, edited.open_findings) == (ReviewState.READY, ())
