"""Writing drafts again from their saved evidence, over a real SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from scribe_desktop.config.paths import resources_dir
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import FindingKind, ReviewState, VersionOrigin
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.template import Sender
from scribe_desktop.errors import InterruptReason, KeyRefusedError, ReviewError, StepTimeoutError, WorkInterrupted
from scribe_desktop.pipeline.email_composer import identity_finding
from scribe_desktop.pipeline.llm_composer import LLMComposer
from scribe_desktop.pipeline.outputs import WebFindings
from scribe_desktop.pipeline.prompts import load_prompts
from scribe_desktop.pipeline.template_only import TemplateOnlyComposer
from scribe_desktop.ports import Composer, Composition, CompositionRequest
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.regeneration import NOTE_LENGTH, WAITING, WRITING, Regeneration, Writing
from tests import factories
from tests.fakes import FakeComposer, FakeLLM
from tests.integration.engine import Engine

HONEST = "Dear Prof. Ilse Varnholt,\n\nI think about coastal sediment transport.\n\nMaya"
LIE = "You won the 2019 Marlowe Prize."


Again = Callable[..., Regeneration]


@pytest.fixture
def again(engine: Engine, library: EmailLibrary) -> Again:
    """Makes a Regeneration that writes with this composer."""

    def make(composer: Composer, busy: bool = False) -> Regeneration:
        def writing() -> Writing:
            return Writing(composer, Sender("Maya"), 300, lambda: busy)

        return Regeneration(library, engine.database.unit_of_work, engine.clock, writing)

    return make


def writes(body: str, subject: str = "A question") -> FakeComposer:
    return FakeComposer(lambda request: Composition(subject, body))


def test_new_words_are_checked_and_the_old_ones_stay_a_version(
    engine: Engine, library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    before = library.get(email_id)
    engine.clock.advance(60)
    lied = again(writes(HONEST.replace("\n\nMaya", f" {LIE}\n\nMaya"))).regenerate(email_id, "More praise, please")
    assert lied == library.get(email_id)
    assert lied.review_state is ReviewState.NEEDS_REVIEW
    assert {one.sentence for one in lied.findings} == {LIE}
    first, second = library.versions(email_id)
    assert (first.body, first.note) == (before.body, None)
    assert (second.body, second.origin, second.composer, second.note) == (
        lied.body, VersionOrigin.REGENERATED, "fake-composer", "More praise, please",
    )  # fmt: skip
    assert lied.metadata["model"] == "fake-composer"
    assert (lied.id, lied.created_at) == (before.id, before.created_at)


def test_the_note_goes_to_the_model_with_the_words_it_is_about_and_is_no_evidence(
    library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    note = "Say that she won the 2019 Marlowe Prize."
    body = HONEST.replace("\n\nMaya", f" {LIE}\n\nMaya")
    llm = FakeLLM({"subject": "A question", "body": body, "statements": []})
    composer = LLMComposer(llm, load_prompts(resources_dir() / "prompts"), 0.4, marker=lambda: "MARK")
    library.edit(email_id, "Mine", HONEST.replace("Prof. Ilse", "Prof.  Ilse"))
    regenerated = again(composer).regenerate(email_id, f"  {note} ")
    first, second = llm.requests[0][-1]["content"], llm.requests[1][-1]["content"]
    assert f"MARK\n{note}\nMARK" in first
    assert "MARK\nMine\n\nDear Prof.  Ilse Varnholt" in first
    assert note in second, "the wish stands in every attempt"
    assert LIE in {one.sentence for one in regenerated.open_findings}


@pytest.mark.parametrize("put_away", ["approve", "discard"])
def test_a_draft_that_is_put_away_is_not_written_again(
    library: EmailLibrary, email_id: UUID, again: Again, put_away: str
) -> None:
    before = getattr(library, put_away)(email_id)
    composer = writes(HONEST)
    with pytest.raises(ReviewError, match="Reopen it"):
        again(composer).regenerate(email_id)
    assert composer.requests == []
    assert library.get(email_id) == before


def test_a_draft_that_is_approved_while_it_is_written_again_stays_as_it_was_approved(
    library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    def write(request: CompositionRequest) -> Composition:
        library.approve(email_id)
        return Composition("A question", HONEST)

    with pytest.raises(ReviewError, match="Reopen it"):
        again(FakeComposer(write)).regenerate(email_id)
    assert library.get(email_id).subject == "Hello"
    assert len(library.versions(email_id)) == 1


def test_words_saved_while_it_is_written_again_are_kept_as_a_version(
    library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    def write(request: CompositionRequest) -> Composition:
        library.edit(email_id, "Mine", HONEST)
        return Composition("A question", HONEST)

    again(FakeComposer(write)).regenerate(email_id)
    assert [one.subject for one in library.versions(email_id)] == ["Hello", "Mine", "A question"]


def test_a_draft_whose_evidence_is_changed_while_it_is_written_again_is_not_written_from_the_old(
    library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    other = WebFindings(passages=(factories.passage("Ilse Varnholt measures tides."),), doubt="two people fit")

    def write(request: CompositionRequest) -> Composition:
        again(writes(HONEST)).regenerate(email_id, outputs={StepName.WEB_SCRAPER: other.to_json()})
        return Composition("A question from the old pages", HONEST)

    with pytest.raises(ReviewError, match="has changed while it was written"):
        again(FakeComposer(write)).regenerate(email_id)
    assert library.get(email_id).subject == "A question"
    assert FindingKind.IDENTITY in {one.kind for one in library.get(email_id).open_findings}


def test_an_error_leaves_the_draft_as_it_was(library: EmailLibrary, email_id: UUID, again: Again) -> None:
    def refuse(request: CompositionRequest) -> Composition:
        raise KeyRefusedError("The key was refused. Enter it again in Settings.")

    before = library.get(email_id)
    with pytest.raises(KeyRefusedError):
        again(FakeComposer(refuse)).regenerate(email_id)
    assert library.get(email_id) == before


def test_work_is_charged_to_the_item_and_ends_with_the_persons_token(
    engine: Engine, library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    tokens: list[CancelToken] = []
    outer = CancelToken(engine.clock.monotonic, engine.clock.wait)

    class Stopped(FakeComposer):
        def compose(self, request: CompositionRequest, token: CancelToken) -> Composition:
            tokens.append(token)
            outer.cancel(InterruptReason.STOPPED)
            return super().compose(request, token)

    before = library.get(email_id)
    with pytest.raises(WorkInterrupted):
        again(Stopped(lambda request: Composition("A question", HONEST))).regenerate(email_id, token=outer)
    assert tokens[0].item_id == before.queue_item_id
    assert library.get(email_id) == before


def test_an_answer_that_comes_after_the_time_is_over_is_not_used(
    engine: Engine, library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    def late(request: CompositionRequest) -> Composition:
        engine.clock.advance(301)
        return Composition("A question", HONEST)

    with pytest.raises(StepTimeoutError, match="Writing the draft took longer"):
        again(FakeComposer(late)).regenerate(email_id)
    assert len(library.versions(email_id)) == 1


@pytest.mark.parametrize(("busy", "words"), [(True, WAITING), (False, WRITING)])
def test_it_says_when_it_has_to_wait_for_the_model(email_id: UUID, again: Again, busy: bool, words: str) -> None:
    said: list[str] = []
    again(writes(HONEST), busy).regenerate(email_id, report=said.append)
    assert said == [words]


def test_without_a_model_a_note_is_refused_and_so_is_the_same_draft(
    library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    by_rules = again(TemplateOnlyComposer())
    with pytest.raises(ReviewError, match="A note needs a model"):
        by_rules.regenerate(email_id, "Shorter")
    assert by_rules.regenerate(email_id).body == HONEST
    with pytest.raises(ReviewError, match="The same draft came out"):
        by_rules.regenerate(email_id)
    assert len(library.versions(email_id)) == 2


def test_a_note_that_is_too_long_is_refused(email_id: UUID, again: Again) -> None:
    with pytest.raises(ReviewError, match="Shorten it"):
        again(writes(HONEST)).regenerate(email_id, "x" * (NOTE_LENGTH + 1))


def test_other_evidence_is_used_kept_with_the_draft_and_settles_who_is_meant(
    engine: Engine, library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    doubt = WebFindings(doubt="two people of this name fit")
    other = WebFindings(passages=(factories.passage("Ilse Varnholt measures tides."),))
    regeneration = again(writes(HONEST))
    doubted = regeneration.regenerate(email_id, outputs={StepName.WEB_SCRAPER: doubt.to_json()})
    assert doubted.findings == (identity_finding("Prof. Ilse Varnholt", "two people of this name fit"),)
    library.confirm(email_id, 0)
    again_doubted = regeneration.regenerate(email_id, outputs={StepName.WEB_SCRAPER: doubt.to_json()})
    assert again_doubted.open_findings, "what was confirmed of other evidence is asked again"
    settled = regeneration.regenerate(email_id, outputs={StepName.WEB_SCRAPER: other.to_json()})
    assert FindingKind.IDENTITY not in {one.kind for one in settled.findings}
    assert [one.text for one in library.evidence(email_id).passages] == ["Ilse Varnholt measures tides."]
    assert "identity_doubt" not in settled.metadata


def test_what_was_confirmed_stays_confirmed_in_new_words_that_still_say_it(
    library: EmailLibrary, email_id: UUID, again: Again
) -> None:
    lied = library.edit(email_id, "A question", HONEST.replace("\n\nMaya", f" {LIE}\n\nMaya"))
    for index in range(len(lied.findings)):
        library.confirm(email_id, index)
    body = HONEST.replace("\n\nMaya", f" {LIE} I read on.\n\nMaya")
    regenerated = again(writes(body)).regenerate(email_id)
    assert {one.sentence for one in regenerated.findings if one.confirmed} == {LIE}
    another = "You were given a medal in 2019."
    regenerated = again(writes(HONEST.replace("\n\nMaya", f" {another}\n\nMaya"))).regenerate(email_id)
    assert "2019" in {one.text for one in regenerated.findings}
    assert not [one for one in regenerated.findings if one.confirmed], "it is another statement"
