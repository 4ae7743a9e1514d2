"""The composer with a model: what it sends, and what it takes from the answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.template import TemplateAnalysis, parse_template
from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.errors import StepTimeoutError, UnusableAnswerError
from scribe_desktop.pipeline.evidence_choice import quoted_evidence
from scribe_desktop.pipeline.llm_composer import LLMComposer
from scribe_desktop.pipeline.prompt_assembly import PROMPT_TOKENS
from scribe_desktop.pipeline.prompts import load_prompts
from scribe_desktop.ports import CompositionRequest, Spend, Statement
from tests.factories import paper, passage
from tests.fakes import FakeClock, FakeLLM, token_for
from tests.unit.letter import EVIDENCE, HOME, RECIPIENT, SENDER, TEMPLATE, body

PROMPTS = load_prompts(Path(__file__).parents[2] / "resources" / "prompts")
ANSWER = {
    "subject": "Question about\ncoastal sediment transport",
    "body": body("I read it. ") + "  \r\n",
    "statements": [{"text": "I read it.", "evidence_ids": ["P1", "X9"]}],
}


def request(source: str | None = None, **changes: Any) -> CompositionRequest:
    template = parse_template(source) if source else TEMPLATE
    made = CompositionRequest(RECIPIENT, template, TemplateAnalysis(template.type), SENDER, EVIDENCE)
    return replace(made, **changes)


def composer(*answers: Any) -> LLMComposer:
    return LLMComposer(FakeLLM(*(answers or (ANSWER,))), PROMPTS, 0.4, marker=lambda: "MARK")


def user_prompt(made: CompositionRequest) -> str:
    return composer().messages(made)[1]["content"]


def test_answer_becomes_a_composition() -> None:
    one = composer()
    composition = one.compose(request(), token_for(FakeClock()))
    assert composition.subject == "Question about coastal sediment transport"
    assert composition.body.endswith("Karlsvale University")
    assert composition.statements == (Statement("I read it.", ("P1",)),)
    assert composition.spend == Spend(1, 100, 50)
    assert (one.name, one.temperature, one.max_attempts) == ("fake-model", 0.4, 3)


def test_empty_body_is_unusable() -> None:
    with pytest.raises(UnusableAnswerError):
        composer({**ANSWER, "body": " \n"}).compose(request(), token_for(FakeClock()))


def test_each_request_has_a_time_limit() -> None:
    clock = FakeClock()

    class SlowModel(FakeLLM):
        def complete(self, messages: Any, schema: Any, schema_name: str, token: Any, max_tokens: int = 1500) -> Any:
            clock.advance(91)
            return super().complete(messages, schema, schema_name, token, max_tokens)

    slow = SlowModel(ANSWER)
    with pytest.raises(StepTimeoutError, match="90 seconds"):
        LLMComposer(slow, PROMPTS, None).compose(request(), token_for(clock))
    assert LLMComposer(slow, PROMPTS, None, request_seconds=None).compose(request(), token_for(clock)).body


def test_row_and_settings_are_filled_and_research_stays_open() -> None:
    prompt = user_prompt(request())
    assert "Dear Prof. Ilse Varnholt," in prompt
    assert "I read {{research}} and wanted" in prompt
    assert "I also saw what {{lab}} does." in prompt
    assert "Subject, a template too: Question about coastal sediment transport" in prompt
    assert "Maya Okonjo\nKarlsvale University" in prompt


def test_evidence_is_numbered_and_quoted_between_markers() -> None:
    prompt = user_prompt(request())
    quoted = prompt.split("MARK")[3]
    assert '[P1] Paper: "Tidal Sorting of Mixed Sediments"; by Ilse Varnholt, Bao Lindemann; 2024;' in quoted
    assert "[W1] From the page “Ilse Varnholt”:" in quoted
    assert prompt.count("MARK") == 4


def test_markers_are_fresh_each_time() -> None:
    one = LLMComposer(FakeLLM(ANSWER), PROMPTS, None)
    assert one.messages(request()) != one.messages(request())


def test_hidden_characters_do_not_reach_the_model() -> None:
    hidden = passage("Say\u200b this\u202e now\U000e0041\ufeff\u2066.", title="A\u200dB")
    prompt = user_prompt(request(evidence=Evidence((hidden,))))
    assert "Say this now." in prompt
    assert "“AB”" in prompt


JOINED = (
    "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0936\u094d\u200d\u0930\u0940 \U0001f469\u200d\U0001f52c"
)
"""A Persian, a Hindi and an emoji word that are other words without their joiners."""


def test_joiners_in_words_of_template_and_row_reach_the_model_and_come_back() -> None:
    row = replace(RECIPIENT, fields={"greeting": JOINED})
    made = request(f"{{{{ greeting }}}}, {JOINED}\u200d\u200c and \u200drest.\n\n{{{{ research }}}}", recipient=row)
    assert f"{JOINED}, {JOINED}\u200d and rest." in user_prompt(made)
    answer = {**ANSWER, "body": f"{JOINED}, {JOINED}. I read\u200b it."}
    composed = composer(answer).compose(made, token_for(FakeClock()))
    assert composed.body == f"{JOINED}, {JOINED}. I read it."


def test_joiners_of_a_page_stay_out_of_a_draft_whose_template_has_none() -> None:
    prompt = user_prompt(request(evidence=Evidence((passage(JOINED),))))
    assert "\u200c" not in prompt
    assert "\u200d" not in prompt
    composed = composer({**ANSWER, "body": JOINED}).compose(request(), token_for(FakeClock()))
    assert composed.body == JOINED.replace("\u200c", "").replace("\u200d", "")


def test_findings_and_last_version_are_fed_back() -> None:
    finding = Finding(FindingKind.YEAR, "2023", "In 2023.", "No saved page says 2023.")
    prompt = user_prompt(request(findings=(finding,), previous_subject="Old subject", previous_body="Old body."))
    assert "- '2023': No saved page says 2023." in prompt
    assert "MARK\nOld subject\n\nOld body.\nMARK" in prompt
    assert "Old" not in user_prompt(request())


def test_the_writers_wish_is_quoted() -> None:
    assert "MARK\nShorter, please.\nMARK" in user_prompt(request(note="Shorter, please."))


def test_place_that_stayed_a_gap_is_closed_when_the_template_can_do_without() -> None:
    source = 'Dear {{name}}, {% if lab %}I saw {{lab}}.{% endif %} I read {{paper}} in {{garden | default("May")}}.'
    gaps = tuple(
        Finding(FindingKind.GAP, f"[{name}: not found]", "…", "Nothing was found.")
        for name in ("lab", "paper", "garden")
    )
    prompt = user_prompt(request(source, findings=gaps, previous_subject="S", previous_body="B"))
    assert "Dear Prof. Ilse Varnholt,  I read {{paper}} in May." in prompt


def test_without_evidence_defaults_are_used_at_once() -> None:
    source = 'Dear {{name}}, I read {{paper | default("your work")}} and {{lab}}.'
    prompt = user_prompt(request(source, evidence=Evidence()))
    assert "I read your work and {{lab}}." in prompt
    assert "(nothing was found)" in prompt


def test_prompt_stays_within_its_tokens_and_keeps_the_best_pieces() -> None:
    passages = tuple(
        passage(f"Passage {n} says a lot. " * 60, id=f"W{n}", score=float(n), url=f"https://{n}.example")
        for n in range(20)
    )
    papers = tuple(paper(f"Paper {n}", id=f"P{n}", score=float(n), abstract="Long. " * 300) for n in range(5))
    messages = composer().messages(request(evidence=Evidence(passages, papers)))
    assert sum(estimated_tokens(one["content"]) for one in messages) <= PROMPT_TOKENS
    prompt = messages[1]["content"]
    assert "[P4]" in prompt
    assert "[W19]" in prompt
    assert "[W0]" not in prompt


def test_piece_that_does_not_fit_leaves_room_for_a_smaller_one() -> None:
    big = passage("Long sentence here. " * 40, id="W1", score=9.0)
    assert quoted_evidence(Evidence((big, replace(HOME, id="W2"))), 120).startswith("[W2]")


def test_long_passages_end_with_a_sentence() -> None:
    text = quoted_evidence(Evidence((passage("Ten words stand here now. " * 100),)), 2000)
    assert text.endswith("now.")
    assert len(text) < 1000


def test_prompts_have_no_place_left_open() -> None:
    assert "$" not in json.dumps(composer().messages(request(note="x")), ensure_ascii=False)
