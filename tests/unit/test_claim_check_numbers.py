"""The check of numbers: told as people tell them, and put in the place of another number of the same evidence."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.claim_check import check_draft
from scribe_desktop.pipeline.claim_extract import numbers
from tests.factories import paper, passage, recipient

PAGE = passage(
    "Ilse Varnholt leads the Dune Survey, which has talked with 54 wardens. In 2021 the town bought the old ferry. The "
    "survey received the Lantern Medal in 2022. Four in ten visitors leave the paths."
)
STUDY = paper(
    "How far wardens see",
    year=2020,
    authors=("Ilse Varnholt",),
    abstract="In a task with 31 wardens the mean error was 11 degrees. Fog explained 23 per cent of the error, rain "
    "less than 3. At renewal 12 of 96 families withdrew.",
)
TEMPLATE = parse_template("Subject: A question\n\nDear Dr Varnholt,\n\n[what we read]")
PAIRS = [
    (
        "The thirty-one wardens of your task were eleven degrees out.",
        "The fifty-four wardens of your task were eleven degrees out.",
    ),
    ("I saw that you received the Lantern Medal in 2022.", "I saw that you received the Lantern Medal in 2021."),
    (
        "It surprised me that rain explained less than three per cent.",
        "It surprised me that rain explained less than nine per cent.",
    ),
    ("Four of ten visitors leave the paths, you say.", "Eight of ten visitors leave the paths, you say."),
    ("I was moved that twelve families took theirs back.", "I was moved that nineteen families took theirs back."),
]


def findings(sentence: str) -> list[str]:
    """What the check says of a letter with this sentence."""
    body = f"Dear Dr Varnholt,\n\n{sentence}"
    evidence = Evidence((PAGE,), (STUDY,))
    result = check_draft("A question", body, recipient(), TEMPLATE, Sender("Maya Okonjo"), evidence)
    return [one.reason for one in result.findings]


@pytest.mark.parametrize("honest", [honest for honest, _ in PAIRS])
def test_a_number_of_the_evidence_passes(honest: str) -> None:
    assert findings(honest) == []


@pytest.mark.parametrize("false", [false for _, false in PAIRS])
def test_another_number_in_its_place_is_found(false: str) -> None:
    assert findings(false)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("thirty fourteen-year-olds", ["30", "14"]),
        ("between three and five", ["3", "5"]),
        ("three hundred and five", ["305"]),
        ("six of hundred households", ["6/100"]),
        ("four fifth of its strength", ["4/5"]),
    ],
)
def test_number_words_join_as_english_joins_them(text: str, values: list[str]) -> None:
    assert [one.value for one in numbers(text)] == values
