"""Honest letters as people write them pass the check; the same sentences with one thing false do not."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.email import Finding
from scribe_desktop.domain.template import row_values, sender_values
from scribe_desktop.pipeline.claim_check import check_draft
from tests.unit import honest_moths as moths
from tests.unit import honest_sentences as written
from tests.unit.honest_people import BELLS, DIKES, KILNS, LOOMS, PEAT, SALT, SENDER, Person


def findings(person: Person, filled: str) -> list[Finding]:
    """What the check says of the sentence, put in the place that the template leaves open."""
    template, to, sender = person.template, person.recipient, SENDER
    filled_in = template.fill({**sender_values(sender), **row_values(to), "research": filled})
    subject, body = filled_in.subject_text or "", filled_in.body_text
    return list(check_draft(subject, body, to, template, sender, person.evidence).findings)


BY_LANGUAGE = (
    (PEAT, written.GERMAN, written.FALSE_GERMAN),
    (SALT, written.FRENCH, written.FALSE_FRENCH),
    (KILNS, written.SPANISH, written.FALSE_SPANISH),
    (LOOMS, written.ITALIAN, written.FALSE_ITALIAN),
    (DIKES, written.DUTCH, written.FALSE_DUTCH),
)


@pytest.mark.parametrize("filled", written.NUMBERS)
def test_rounded_derived_and_spelled_numbers_pass(filled: str) -> None:
    assert findings(BELLS, filled) == []


@pytest.mark.parametrize("filled", written.FALSE_NUMBERS)
def test_numbers_that_the_evidence_does_not_give_are_found(filled: str) -> None:
    assert findings(BELLS, filled)


@pytest.mark.parametrize("filled", written.OWN)
def test_what_the_writer_feels_does_asks_and_offers_passes(filled: str) -> None:
    assert findings(BELLS, filled) == []


@pytest.mark.parametrize("filled", written.FALSE_OWN)
def test_presuppositions_meetings_and_facts_about_the_writer_are_found(filled: str) -> None:
    assert findings(BELLS, filled)


@pytest.mark.parametrize("filled", written.PARAPHRASED)
def test_free_paraphrases_pass(filled: str) -> None:
    assert findings(BELLS, filled) == []


@pytest.mark.parametrize("filled", written.FALSE_PARAPHRASED)
def test_inventions_beside_paraphrases_are_found(filled: str) -> None:
    assert findings(BELLS, filled)


@pytest.mark.parametrize(("person", "filled"), [(one, text) for one, true, _ in BY_LANGUAGE for text in true])
def test_letters_in_other_languages_pass(person: Person, filled: str) -> None:
    assert findings(person, filled) == []


@pytest.mark.parametrize(("person", "filled"), [(one, text) for one, _, false in BY_LANGUAGE for text in false])
def test_false_facts_in_other_languages_are_found(person: Person, filled: str) -> None:
    assert findings(person, filled)


@pytest.mark.parametrize("filled", moths.TRUE)
def test_a_whole_letter_passes_sentence_by_sentence(filled: str) -> None:
    assert findings(moths.MOTHS, filled) == []


@pytest.mark.parametrize("filled", moths.FALSE)
def test_the_same_letter_with_one_thing_false_is_found(filled: str) -> None:
    assert findings(moths.MOTHS, filled)
