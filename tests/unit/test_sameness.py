"""How alike two drafts are: the template's own words never count, the same words for two people do."""

from __future__ import annotations

from collections import Counter

import pytest

from scribe_desktop.domain.email import SimilarKind
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.sameness import (
    FEWEST_WORDS,
    Alike,
    Neighbours,
    OwnWords,
    alike,
    own_words,
    places_of,
    template_frame,
)
from tests.sameness_corpus import FRAME, SENDER, TEMPLATE, different, reduced, repeated

REASON = "What stayed with me is your use of dye tracing on karst springs, and I would like to know why it works."
ILSE, BAO = Recipient("Prof. Ilse Varnholt"), Recipient("Dr. Bao Lindemann")


def general(source: str, recipient: Recipient, sender: Sender = Sender()) -> OwnWords:  # noqa: B008
    """A draft of a template that only row and Settings fill."""
    template = parse_template(source)
    values = {"name": recipient.name, "interest": recipient.interest or "", "signature": sender.signature}
    body = template.fill(values).body_text
    return own_words(body, template_frame(template), recipient, sender)


def test_template_greeting_name_and_signature_are_not_own_words() -> None:
    one = reduced("Tidal Sorting of Mixed Sediments", REASON, "Prof. Ilse Varnholt")
    assert one.sentences == (
        "tidal sorting of mixed sediments",
        "what stayed with me is your use of dye tracing on karst springs and i would like to know why it works",
    )


def test_two_fillings_of_one_template_are_not_alike() -> None:
    one = reduced("Tidal Sorting of Mixed Sediments", REASON, "Prof. Ilse Varnholt")
    other = reduced(
        "Peat Bogs of the North", "Your maps of bogs are the best I know of; mine are smaller.", "Dr. B. L."
    )
    assert alike(one, other) is None


def test_the_same_paragraph_for_a_colleague_is_found_whatever_stands_around_it() -> None:
    one = reduced("Tidal Sorting of Mixed Sediments", REASON, "Prof. Ilse Varnholt")
    other = reduced("A Very Different Paper about Fjords and Ice", REASON, "Dr. Bao Lindemann")
    found = alike(one, other)
    assert found is not None
    assert found.percent >= 70


def test_the_same_email_to_both_is_said_to_be_word_for_word_the_same() -> None:
    one, other = (reduced("Tidal Sorting", REASON, name) for name in ("Prof. Ilse Varnholt", "Dr. Bao Lindemann"))
    assert alike(one, other) == Alike(SimilarKind.WHOLE, 100)


def test_a_template_that_leaves_nothing_open_gives_the_same_email_and_that_is_said() -> None:
    source = "Dear {{ name }},\n\nDo you take students this year?\n\nBest regards,\nMaya"
    assert alike(general(source, ILSE), general(source, BAO)) == Alike(SimilarKind.WHOLE, 100)


def test_a_shared_interest_alone_is_not_sameness_when_the_rest_differs() -> None:
    source = "Dear {{ name }},\n\nI work on {{ interest }}. {{ reason }}\n\nBest regards,\nMaya"
    template = parse_template(source)
    frame = template_frame(template)
    reasons = ("Your lab at the coast is near my home town.", "My teacher Olga Brandt told me about your lectures.")
    one, other = (
        own_words(
            template.fill({"name": who.name, "interest": "ecology", "reason": reason}).body_text, frame, who, Sender()
        )
        for who, reason in zip((ILSE, BAO), reasons, strict=True)
    )
    assert alike(one, other) is None


def test_few_own_words_say_nothing() -> None:
    few = " ".join(f"word{number}" for number in range(FEWEST_WORDS - 1))
    assert alike(OwnWords((few,), "a"), OwnWords((few,), "b")) is None
    assert alike(OwnWords((f"{few} more",), "a"), OwnWords((f"{few} more",), "b")) is not None


def test_sentences_of_a_condition_are_the_templates_own() -> None:
    frame = template_frame(
        parse_template(
            "Dear {{ name }},\n\n{% if paper %}I read {{ paper }}.{% else %}I know your talks.{% endif %} Hi."
        )
    )
    assert "i know your talks." in frame.fixed
    assert own_words("Dear Ilse,\n\nI know your talks. Hi.", frame, ILSE, Sender()).sentences == ()


def test_a_template_that_needs_a_value_still_has_a_frame() -> None:
    frame = template_frame(parse_template("Dear {{ name }},\n\n{% if year > '3' %}Old.{% endif %} I think so.\n\nMaya"))
    assert "i think so." in frame.fixed


def test_a_gap_is_nobodys_words() -> None:
    own = own_words("Dear Ilse,\n\nI read your paper [paper: not found] with great interest.", FRAME, ILSE, SENDER)
    assert own.sentences == ()


def test_the_first_of_those_most_alike_is_named_and_the_drafts_own_place_is_left_out() -> None:
    one, other, third = (
        reduced(title, REASON, "X Y") for title in ("Tides of Four Seas", "Bogs", "Tides of Four Seas")
    )
    neighbours = Neighbours([one, other, third])
    assert neighbours.most_like(one) == (0, Alike(SimilarKind.WHOLE, 100))
    assert neighbours.most_like(one, frozenset((0,))) == (2, Alike(SimilarKind.WHOLE, 100))
    found = neighbours.most_like(one, frozenset((0, 2)))
    assert found is not None
    assert found[0] == 1
    assert neighbours.most_like(one, frozenset((0, 1, 2))) is None


@pytest.mark.parametrize(
    ("row", "places"),
    [
        (Recipient("A", email="a@geo.karlsvale.example"), ("geo.karlsvale.example", "")),
        (Recipient("A", email="a@gmail.com", affiliation="Karlsvale University"), ("", "karlsvale")),
        (Recipient("A", affiliation="Department of Geology, University of Karlsvale"), ("", "karlsvale")),
        (Recipient("A"), ("", "")),
    ],
)
def test_where_a_draft_goes_is_its_mail_domain_and_its_institution(row: Recipient, places: tuple[str, str]) -> None:
    assert places_of(row) == places


def test_drafts_that_repeat_another_are_found_and_others_are_left_in_peace() -> None:
    """The figures in docs/decisions/0021-sameness.md, on fewer pairs."""
    missed = Counter(pair.kind for pair in repeated(2101, 500) if alike(pair.one, pair.other) is None)
    assert set(missed) <= {"words changed"}
    assert missed.total() <= 0.03 * 500
    wrong = [pair for pair in different(2102, 500) if alike(pair.one, pair.other) is not None]
    assert len(wrong) <= 0.01 * 500


def test_the_corpus_uses_the_templates_own_words() -> None:
    assert TEMPLATE.names == ("interest", "name", "paper", "reason", "signature")
