"""The check of numbers and years: figures put in other words, worked out from others, or said of the writer."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.claim_check import check_draft
from scribe_desktop.pipeline.claim_extract import numbers
from tests.factories import paper, passage, recipient

PAGE = passage(
    "Orla Brandsma runs the Night Ferry Register. It has noted 8,460 crossings in school diaries. After the storm 74 "
    "lanterns were missing. 68 of them came back. She worked nine years as a deckhand, four of them on an icebreaker. "
    "The choir began in 2014 with only five singers. Now there are 38 singers. A lighthouse last lit in 1934 stands on "
    "Skarholm. The rope is 3.2 kilometres long. Lars Okkema was Pilot of the Year in 2018.",
    title="Orla Brandsma – Harbour News, 12 March 2023",
)
LANTERNS = paper(
    "Counting lanterns on a winter quay",
    year=2019,
    authors=("Orla Brandsma", "Lars Okkema"),
    venue="Journal of Quays",
    abstract="Riders did about 12 miles in June and less than 5 in January. Collisions fell from 8.4 to 5.5 a month "
    "where lanterns hung. Fog explained 21 per cent of the delays, ice less than 4. We think that one buoy in six was "
    "never lit. Captains chose the eastern channel after a delay of about three years, the time needed to dredge.",
)
BELLS = paper(
    "Fog bells and the hearing of pilots",
    year=2016,
    authors=("Orla Brandsma", "Mirte Zijlstra"),
    venue="Acoustics of Water",
    abstract="Pilots with bells read 44 signals an hour against 35 without. The author had worked for seven years as a "
    "ringer. In the harbour we met fifty-seven pilots, twenty-nine of them women.",
)
TEMPLATE = parse_template(
    "Subject: A question\n\nDear Dr Brandsma,\n\nOur hall holds an audience of sixty.\n\n[what we read]"
)
PAIRS = [
    (
        "Nearly eight and a half thousand crossings stand in your diaries.",
        "Nearly six and a half thousand do.",
    ),
    ("After the storm you found all but six lanterns.", "After the storm you found all but nineteen lanterns."),
    ("You spent four years on the icebreaker yourself.", "You spent six years on the icebreaker yourself."),
    ("From five singers to nearly forty is a step.", "From twelve singers to nearly forty is a step."),
    ("The lighthouse had been unlit for some ninety years.", "The lighthouse had been unlit for some forty years."),
    ("I liked the three kilometres of rope.", "I liked the seven kilometres of rope."),
    (
        "You show that riders in June were more than two times as quick as in January.",
        "You show that riders in June were more than five times as quick as in January.",
    ),
    (
        "You show that collisions dropped by roughly a third where lanterns hung.",
        "You show that collisions dropped by roughly a sixth where lanterns hung.",
    ),
    ("You write that every sixth buoy was never lit.", "You write that every third buoy was never lit."),
    (
        "Your pilots with bells read nine signals an hour more than those without.",
        "Your pilots with bells read seventeen signals an hour more than those without.",
    ),
    ("You write that ice gives less than four per cent.", "You write that ice gives some twenty-one per cent."),
    (
        "The delay of about three years before they dredge the channel is sad.",
        "The delay of about seven years before they dredge the channel is sad.",
    ),
    ("Those twenty-nine women stay with me.", "Those fifty-seven women stay with me."),
    ("Your 2019 study of lanterns stays with me.", "Your 2018 study of lanterns stays with me."),
    (
        "I read the paper you wrote with Lars Okkema in 2019.",
        "I read the paper you wrote with Lars Okkema in 2018.",
    ),
    (
        "I came to your 2019 study with Lars Okkema, “Counting lanterns on a winter quay”.",
        "I came to your 2018 study with Lars Okkema, “Counting lanterns on a winter quay”.",
    ),
    ("In 2016 you and Mirte Zijlstra rang the bells.", "In 2019 you and Mirte Zijlstra rang the bells."),
    ("I saw you in the news of March 2023.", "I saw you in the news of March 2019."),
    (
        "We admired “Counting lanterns on a winter quay”. It came out in 2019.",
        "We admired “Counting lanterns on a winter quay”. It came out in 2016.",
    ),
]
OF_WRITER = [
    "I read the article in the Journal of Quays seven times, with a lamp.",
    "I imagine a choir with eight members.",
    "I know about sixty people who would come.",
    "Could we order some rope, and would 6 mm do?",
    "Even a nine-year-old can carry that home.",
]


def findings(sentence: str) -> list[str]:
    """What the check says of a letter with this sentence."""
    body = f"Dear Dr Brandsma,\n\nOur hall holds an audience of sixty.\n\n{sentence}"
    person = recipient(name="Orla Brandsma")
    result = check_draft(
        "A question", body, person, TEMPLATE, Sender("Maya Okonjo"), Evidence((PAGE,), (LANTERNS, BELLS))
    )
    return [f"{one.text}: {one.reason}" for one in result.findings]


@pytest.mark.parametrize("honest", [honest for honest, _ in PAIRS])
def test_a_figure_in_other_words_passes(honest: str) -> None:
    assert findings(honest) == []


@pytest.mark.parametrize("false", [false for _, false in PAIRS])
def test_another_figure_in_its_place_is_found(false: str) -> None:
    assert findings(false)


@pytest.mark.parametrize("sentence", OF_WRITER)
def test_what_the_writer_counts_passes(sentence: str) -> None:
    assert findings(sentence) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("six and a half thousand calls", ["6500"]),
        ("seven thousand and two hundred entries", ["7200"]),
        ("one alarm in eleven winters", ["1/11"]),
        ("every fifth letter", ["1/5"]),
        ("every third week", ["3"]),
        ("for four weeks in 118 pupils", ["4", "118"]),
        ("7 and 19 rings in nineteen cases", ["7", "19", "19"]),
        ("Que ya seis de cada diez mujeres de la región tengan contrato es mucho.", ["6/10"]),
        ("Mir scheint, dass jede fünfte Karte und drei von zehn Blättern nicht mehr da sind.", ["1/5", "3/10"]),
    ],
)
def test_parts_and_halves_are_read_whole(text: str, values: list[str]) -> None:
    assert [one.value for one in numbers(text)] == values
