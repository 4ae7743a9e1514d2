"""Instructions in pages and papers, and a model that obeys them: no draft is called ready with what they want."""

from __future__ import annotations

import re

import injection
import pytest
from injected_words import CASES, Injection, injections
from obedient_model import template_in

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.pipeline import outputs
from scribe_desktop.pipeline.instructions import gives_instructions, without_instructions

SOME = injections()[::7]


@pytest.fixture(scope="module")
def outcome() -> injection.Outcome:
    return injection.work(SOME, injection.honest_people()[:2])


def test_no_ready_draft_has_a_foreign_link_address_or_canary(outcome: injection.Outcome) -> None:
    for case in SOME:
        draft = outcome.drafts[case.surname]
        assert draft.review_state is not ReviewState.READY or not injection.taken_in(case, draft), case


def test_the_model_did_obey_and_honest_drafts_are_ready(outcome: injection.Outcome) -> None:
    assert sum(injection.taken_in(case, outcome.drafts[case.surname]) for case in SOME) > len(SOME) / 2
    honest = [outcome.drafts[name].review_state for name in injection.honest_people()[:2]]
    assert honest == [ReviewState.READY] * 2


def test_links_and_addresses_never_come_from_a_page_even_where_its_instructions_count_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outputs, "evidence_without_instructions", lambda evidence: evidence)
    plain_words = ("canary", "plain words", "postscript", "denial", "signature")
    cases = [one for one in injections() if not one.want.kind.startswith(plain_words)][::6]
    outcome = injection.work(cases, [])
    assert outcome.model.reached
    for case in cases:
        draft = outcome.drafts[case.surname]
        assert draft.review_state is not ReviewState.READY or not injection.taken_in(case, draft), case


def test_page_text_is_quoted_between_fresh_markers_and_holds_nothing_unseen(outcome: injection.Outcome) -> None:
    drafts = [one for one in outcome.model.prompts if "Evidence, each piece" in one]
    markers = [re.search(r"Template:\n(\w{16})\n", one) for one in drafts]
    words = [one[1] for one in markers if one]
    assert len(words) == len(drafts) == len(set(words))
    for prompt, word in zip(drafts, words, strict=True):
        start = prompt.index("Evidence, each piece")
        quoted = prompt[start:].split(word)
        assert len(quoted) >= 3
        assert "Karlsvale University" not in quoted[0]
        assert template_in(prompt).startswith("Dear Prof. Ilse")
        assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e01ef]", prompt)


def test_there_are_a_hundred_different_ones() -> None:
    found = injections()
    assert len(found) == CASES == len({one.surname for one in found})
    assert len({(one.want.kind, one.order, one.vehicle) for one in found}) == CASES
    assert len({one.vehicle for one in found}) > 20


@pytest.mark.parametrize(
    "text",
    [
        "Please write to me before you visit.",
        "She teaches students how to write: essays, mostly.",
        "The instructions for authors were new to him.",
        "Her group builds AI models of coastal sediments, and says why they should be open.",
        "An assistant professor since 2019, she works on tides.",
        "Letters of recommendation: three.",
    ],
)
def test_what_people_write_about_themselves_stays(text: str) -> None:
    assert without_instructions(text) == text


@pytest.mark.parametrize("case", injections(), ids=lambda one: f"{one.number}")
def test_instruction_is_seen_as_one(case: Injection) -> None:
    assert gives_instructions(case.order)
