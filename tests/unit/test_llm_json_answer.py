"""Taking JSON out of a model's answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe_desktop.providers.llm.json_answer import MismatchError, parse_answer

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string"},
        "kind": {"type": "string", "enum": ["research", "book"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "score": {"type": "number"},
        "count": {"type": ["integer", "null"]},
        "sure": {"type": "boolean"},
        "ids": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
    },
    "required": ["subject", "kind", "note", "score", "count", "sure", "ids"],
    "additionalProperties": False,
}
GOOD = (
    '{"subject": "Cores", "kind": "book", "note": null, "score": 1, "count": 2.0, "sure": true, "ids": ["W1"], "x": 1}'
)
VALUE = {"subject": "Cores", "kind": "book", "note": None, "score": 1, "count": 2, "sure": True, "ids": ["W1"]}
ONE: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here it is: {GOOD} I hope {{this}} helps.",
        f'<think>Perhaps {{"subject": 1}}? No.</think>\n{GOOD}',
        f"it could be {{}} or so</think>{GOOD}",
        f'{{"answer": {GOOD}}}',
    ],
    ids=["bare", "fenced", "in prose", "after thoughts", "after thoughts without a beginning", "wrapped"],
)
def test_answer_is_found_whatever_surrounds_it(text: str) -> None:
    assert parse_answer(text, SCHEMA) == VALUE


def test_line_breaks_inside_strings_are_taken() -> None:
    assert parse_answer('{"a": "one\ntwo"}', ONE) == {"a": "one\ntwo"}


def test_unknown_keys_are_dropped_inside_too() -> None:
    schema = {"type": "object", "properties": {"list": {"type": "array", "items": ONE}}, "required": ["list"]}
    assert parse_answer('{"list": [{"a": "x", "b": 2}]}', schema) == {"list": [{"a": "x"}]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('"subject": "Cores", ', ""), "has no “subject”"),
        (('"book"', '"poem"'), "“kind” of the answer is not one of research, book"),
        (('"score": 1', '"score": "1"'), "“score” of the answer is not number"),
        (('"count": 2.0', '"count": 2.5'), "“count” of the answer is not integer or null"),
        (('"sure": true', '"sure": 1'), "“sure” of the answer is not boolean"),
        (('"score": 1', '"score": true'), "“score” of the answer is not number"),
        (('["W1"]', '["W1", 2]'), "entry 2 of “ids” of the answer is not string"),
        (('["W1"]', '["1", "2", "3", "4"]'), "“ids” of the answer has 4 entries"),
        (('"note": null', '"note": 3'), "“note” of the answer is not null"),
    ],
)
def test_value_of_another_shape_is_refused_with_its_place(change: tuple[str, str], reason: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(MismatchError) as caught:
        parse_answer(GOOD.replace(*change), SCHEMA)
    assert reason in caught.value.reason
    assert caught.value.found_json


@pytest.mark.parametrize("text", ["", "Dear Professor,", '{"a": ', "[1, 2]", '{"a": NaN}', '{"a":' + "[" * 100_000])
def test_text_without_an_object_says_so(text: str) -> None:
    with pytest.raises(MismatchError) as caught:
        parse_answer(text, ONE)
    assert caught.value.reason == "it holds no JSON object"
    assert not caught.value.found_json


@given(st.text(alphabet=st.sampled_from('{}[]":,ab1 \n<think>/')))
def test_any_text_gives_a_fitting_object_or_a_mismatch(text: str) -> None:
    try:
        answer = parse_answer(text, ONE)
    except MismatchError:
        return
    assert list(answer) == ["a"]
    assert isinstance(answer["a"], str)
