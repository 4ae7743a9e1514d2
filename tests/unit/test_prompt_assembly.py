"""A prompt never has more tokens than it may; what gives way, in which order, and how it is put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, TemplateAnalysis, TemplateType, parse_template
from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.errors import TemplateError, UnusableAnswerError
from scribe_desktop.pipeline.evidence_choice import PIECE_TOKENS, quoted_evidence, shortened
from scribe_desktop.pipeline.llm_composer import LEAST_ANSWER, LLMComposer, most_answer_tokens
from scribe_desktop.pipeline.prompt_assembly import LEAST_EVIDENCE, PROMPT_TOKENS, AssembledPrompt, assemble
from scribe_desktop.pipeline.prompts import load_prompts
from scribe_desktop.ports import CompositionRequest
from tests.factories import paper, passage
from tests.fakes import FakeClock, FakeLLM, token_for

PROMPTS = load_prompts(Path(__file__).parents[2] / "resources" / "prompts")
LONG = "We compared each station of the estuary with the one before it. "
OPENING = "Subject: A question\n\nDear {{ name }},\n\nI read {{ paper }} and liked it."
MUCH = Evidence(
    tuple(passage(f"Passage {n} says much. " * 60, id=f"W{n}", score=float(n)) for n in range(1, 9)),
    tuple(paper(f"Paper number {n}", id=f"P{n}", score=n / 10, abstract=LONG * 20) for n in range(1, 11)),
)
FINDING = Finding(FindingKind.YEAR, "2023", "In 2023.", "No saved page says 2023.")


def request(source: str = OPENING, evidence: Evidence = MUCH, **changes: Any) -> CompositionRequest:
    fields = changes.pop("fields", {})
    recipient = Recipient("Ilse Varnholt", "coastal sediment transport", fields=fields)
    return CompositionRequest(
        recipient, parse_template(source), TemplateAnalysis(TemplateType.RESEARCH), Sender("Maya"), evidence, **changes
    )


def assembled(*args: Any, **changes: Any) -> AssembledPrompt:
    return assemble(PROMPTS, request(*args, **changes), "MARK")


def tokens(prompt: AssembledPrompt) -> int:
    return sum(estimated_tokens(one["content"]) for one in prompt.messages)


def paragraphs(count: int) -> str:
    return OPENING + "".join(f"\n\nPart {n}. " + LONG * 7 for n in range(count))


ROW = {f"note_{n}": f"Note {n}. " + LONG * 24 for n in range(6)}
"""Long values, as a spreadsheet may have them."""
NOTES = OPENING + "".join(f"\n\nPart {n}. {{{{ note_{n} }}}}" for n in range(6))


def test_a_template_that_fits_is_shown_whole() -> None:
    prompt = assembled(paragraphs(2))
    assert not prompt.parts
    assert "Part 1. We compared" in prompt.messages[1]["content"]
    assert tokens(prompt) <= PROMPT_TOKENS


def test_paragraphs_without_open_places_make_room_for_evidence_and_are_put_back() -> None:
    prompt = assembled(NOTES, fields=ROW)
    text = prompt.messages[1]["content"]
    assert prompt.parts
    assert all(mark in text and part not in text for mark, part in prompt.parts.items())
    assert "stays as it is]. Keep every mark" in " ".join(text.split())
    assert "I read {{paper}} and liked it." in text
    assert tokens(prompt) <= PROMPT_TOKENS
    evidence = text.split("MARK")[3]
    assert estimated_tokens(evidence) > LEAST_EVIDENCE * 0.7
    body = text.split("MARK")[1].strip()
    filled = parse_template(NOTES).fill({"name": "Ilse Varnholt", **ROW}, frozenset({"paper"}))
    assert prompt.restored(body) == filled.body_text


@pytest.mark.parametrize("evidence", [Evidence(), MUCH])
def test_the_longest_template_is_shown_whole(evidence: Evidence) -> None:
    prompt = assembled(paragraphs(9)[:5000], evidence)
    assert not prompt.parts
    assert tokens(prompt) <= PROMPT_TOKENS


def test_long_values_of_a_row_give_way_in_a_paragraph_with_an_open_place() -> None:
    fields = {f"note_{n}": f"Note {n}. " + LONG * 28 for n in range(6)}
    source = OPENING + "".join(f" Then {{{{ {name} }}}}" for name in fields)
    prompt = assembled(source, fields=fields)
    assert prompt.parts
    assert tokens(prompt) <= PROMPT_TOKENS
    assert "{{paper}}" in prompt.messages[1]["content"]


def test_the_last_version_is_left_out_when_there_is_no_room_for_it() -> None:
    short = assembled(findings=(FINDING,), previous_subject="S", previous_body="The old body.")
    assert "The old body." in short.messages[1]["content"]
    long = assembled(findings=(FINDING,), previous_subject="S", previous_body="The old body. " + LONG * 150)
    text = long.messages[1]["content"]
    assert "The old body." not in text
    assert "(too long to show again)" in text
    assert "No saved page says 2023." in text
    assert tokens(long) <= PROMPT_TOKENS


def test_what_is_too_long_in_every_way_is_refused_with_a_sentence() -> None:
    # Many values, none of them long, all in the paragraph that has the open place.
    fields = {f"f{n}": "站逐比较结果。" * 25 for n in range(30)}
    with pytest.raises(TemplateError, match=r"too long for a model.*Shorten the paragraphs"):
        assembled(OPENING + "".join(f" {{{{ f{n} }}}}" for n in range(30)), fields=fields)


@settings(max_examples=60, deadline=None)
@given(
    body=st.lists(st.sampled_from(["{{ paper }}", LONG, "Kurz. ", "站逐比较 ", "\n\n", "{{ f }} "]), max_size=60),
    value=st.text(max_size=2000),
    note=st.one_of(st.none(), st.text(max_size=3000)),
    previous=st.one_of(st.none(), st.text(max_size=6000)),
    passages=st.lists(st.text(min_size=1, max_size=2000), max_size=8),
)
def test_no_prompt_has_more_tokens_than_it_may(
    body: list[str], value: str, note: str | None, previous: str | None, passages: list[str]
) -> None:
    source = (OPENING + " " + "".join(body))[:5000]
    evidence = Evidence(tuple(passage(text, id=f"W{n}", score=1.0) for n, text in enumerate(passages)))
    try:
        made = request(
            source,
            evidence,
            fields={"f": value} if value.strip() else {},
            note=note,
            findings=(FINDING,) * 30 if previous else (),
            previous_subject="S" if previous else None,
            previous_body=previous,
        )
        prompt = assemble(PROMPTS, made, "MARK")
    except TemplateError:
        return  # said in a sentence, nothing is sent
    assert tokens(prompt) <= PROMPT_TOKENS


def test_the_composer_puts_parts_back_and_refuses_an_answer_that_lost_one() -> None:
    made = request(NOTES, fields=ROW)
    shown = assemble(PROMPTS, made, "MARK")
    body = shown.messages[1]["content"].split("MARK")[1].strip().replace("{{paper}}", "[paper: not found]")
    whole = {"subject": "A question", "body": body, "statements": []}
    composer = LLMComposer(FakeLLM(whole), PROMPTS, None, marker=lambda: "MARK")
    composition = composer.compose(made, token_for(FakeClock()))
    assert "stays as it is" not in composition.body
    assert all(value.strip() in composition.body for value in ROW.values())
    lost = {**whole, "body": body.replace(next(iter(shown.parts)), "")}
    with pytest.raises(UnusableAnswerError, match="lost a part"):
        LLMComposer(FakeLLM(lost), PROMPTS, None, marker=lambda: "MARK").compose(made, token_for(FakeClock()))


def test_a_long_template_may_have_a_long_answer() -> None:
    assert most_answer_tokens(assembled()) == LEAST_ANSWER
    long = assembled(paragraphs(9), evidence=Evidence())
    assert most_answer_tokens(long) > 2 * long.body_tokens


def test_evidence_is_chosen_by_its_worth_for_its_tokens() -> None:
    dear = passage("Sixty words about tides and much else. " * 20, id="W2", score=5.0)
    cheap = tuple(passage(f"Short fact {n} about tides.", id=f"W{n}", score=4.0) for n in range(3, 7))
    best = passage("The best one.", id="W1", score=9.0)
    chosen = quoted_evidence(Evidence((dear, *cheap, best)), 170)
    assert [f"[W{n}]" in chosen for n in range(1, 7)] == [True, False, True, True, True, True]
    assert chosen.index("[W1]") < chosen.index("[W3]")  # the best is read first


def test_the_best_paper_and_the_best_passage_are_there_when_they_fit() -> None:
    chosen = quoted_evidence(MUCH, 700)
    assert "[P10]" in chosen
    assert "[W8]" in chosen


def test_pieces_in_any_script_are_cut_to_about_as_many_tokens() -> None:
    for text in (LONG * 40, "站逐比较结果。" * 200, "Измерения прошлого сезона. " * 60):
        assert estimated_tokens(shortened(text)) <= PIECE_TOKENS + 5
        assert len(shortened(text)) > 100


@pytest.mark.parametrize(
    ("text", "real"),
    [
        # Counted with OpenAI's cl100k tokenizer.
        (LONG * 20, 281),
        ('{"subject": "A question", "year": 2023}\n' * 10, 140),
        ("https://www.karlsvale.example/~ivarnholt/pub/2023/tidal_sorting.html\n" * 5, 115),
        ("张伟教授研究沿海沉积物输运，领导潮汐实验室，并于2023年出版了新书。\n" * 3, 138),
    ],
)
def test_the_estimate_of_tokens_is_on_the_safe_side(text: str, real: int) -> None:
    assert real <= estimated_tokens(text) < 2.2 * real


def test_nothing_has_hardly_any_tokens() -> None:
    assert estimated_tokens("") == 1
