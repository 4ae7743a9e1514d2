"""The check of a draft: what was done at a place, and to whom an award, a thing or a figure belongs."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Evidence, Paper
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.claim_check import check_draft
from tests.factories import passage

PAGE = """\
Runa Talvik is Reader in Peat Science at Osmere University. She took her doctorate at the Polytechnic of Varholm in \
2009 and her master's at Lundmark College. From 2010 to 2014 she was a field officer with the Bog Survey of Hallin. \
After that she taught at Kestrel Bay College. Her project is funded by the Sundew Trust.
Her colleague Matis Orlando, who once drove lorries in the north, opened an exhibition on cranes and has drawn 214 \
birds. He holds the Bittern Medal (2017). The Reed Prize went to Ilka Stromboli.
Talvik won the Moss Award in 2020. With Peder Aalto she is making a calendar of twelve mires."""
PEAT = Paper(
    "P1",
    "Water under the heather",
    ("Runa Talvik", "Peder Aalto"),
    2019,
    "We logged the water table in 48 drained bogs. Blocking the ditches raised it by 21 centimetres.",
    "https://papers.example/heather",
    "Mire Letters",
)
BIRDS = Paper(
    "P2",
    "Cranes on cut peat",
    ("Matis Orlando", "Runa Talvik"),
    2016,
    "Cranes bred on old cuttings once the sedges were tall.",
    "https://papers.example/cranes",
    "Journal of Wetland Birds",
)
EVIDENCE = Evidence(
    (passage(PAGE, url="https://osmere.example/talvik", title="Runa Talvik – Osmere University"),), (PEAT, BIRDS)
)
RECIPIENT = Recipient("Dr Runa Talvik", interest="peat", affiliation="Osmere University")


def findings(filled: str) -> list[Finding]:
    template = parse_template("Dear {{ name }},\n\n{{ research }}\n\nYours sincerely")
    body = f"Dear Dr Runa Talvik,\n\n{filled}\n\nYours sincerely"
    found = check_draft("", body, RECIPIENT, template, Sender(), EVIDENCE).findings
    return [one for one in found if one.sentence in filled]


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Your doctorate at the Polytechnic of Varholm", "Your years as a lecturer at the Polytechnic of Varholm"),
        (
            "You were a field officer with the Bog Survey of Hallin, which",
            "You did your doctorate with the Bog Survey of Hallin, which",
        ),
        ("Your master's at Lundmark College", "Your doctorate at Lundmark College"),
        (
            "You took your doctorate at the Polytechnic of Varholm, which",
            "You worked as an engineer at the Sundew Trust, which",
        ),
        (
            "After your doctorate you taught at Kestrel Bay College, which",
            "You were a student at Kestrel Bay College, which",
        ),
    ],
)
def test_a_place_is_told_with_what_was_done_there(true: str, false: str) -> None:
    ending = " must have taught you patience."
    assert findings(true + ending) == []
    assert FindingKind.INSTITUTION in {one.kind for one in findings(false + ending)}


def test_a_place_of_several_deeds_fits_each_of_them() -> None:
    assert findings("You studied at Lundmark College before you went to the Polytechnic of Varholm.") == []


@pytest.mark.parametrize(
    "filled",
    [
        "The Bittern Medal seems to me very well deserved.",
        "It would be an honour to hear a holder of the Reed Prize.",
        "As somebody who once drove lorries in the north, you will know the road.",
        "Could I meet you, who have drawn 214 birds, one evening?",
        "Perhaps you might show us your exhibition when we come.",
    ],
)
def test_what_a_page_tells_of_another_is_not_told_of_the_recipient(filled: str) -> None:
    found = findings(filled)
    assert found
    assert any("says this of" in one.reason for one in found)


@pytest.mark.parametrize(
    "filled",
    [
        "Congratulations on the Moss Award.",
        "Your colleague Matis Orlando holds the Bittern Medal, I read.",
        "I promise not to ask you about ravens.",
        "I would gladly show you an exhibition of ours.",
    ],
)
def test_what_is_told_of_its_own_owner_or_of_the_writer_passes(filled: str) -> None:
    assert findings(filled) == []


@pytest.mark.parametrize(
    "filled",
    [
        "Thank you for your paper with Matis Orlando, “Water under the heather”.",
        "I admired the study you published in 2019 with Matis Orlando on drained bogs.",
        "I look forward to the calendar of twelve mires that you are making with Matis Orlando.",
        "Your paper in Mire Letters, which is signed also by Matis Orlando, is on my desk.",
    ],
)
def test_an_author_of_another_work_is_found_beside_a_work(filled: str) -> None:
    assert findings(filled)
    assert findings(filled.replace("Matis Orlando", "Peder Aalto")) == []


@pytest.mark.parametrize(
    "filled",
    [
        "I enjoyed your podcast on bogs.",
        "Could we print a page from the cookery book for campers that you designed?",
        "Three of us saw the lighthouse you built.",
    ],
)
def test_a_thing_made_that_nothing_saved_knows_of_is_found(filled: str) -> None:
    assert findings(filled)


def test_what_the_writer_would_do_claims_nothing() -> None:
    assert findings("If you were ever in our valley, I would find you a bed and a very good pie.") == []
    assert findings("That is a precaution I had never thought of.") == []
