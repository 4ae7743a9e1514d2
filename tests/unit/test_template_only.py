"""The composer without a model: certain rules, exact titles, visible gaps, and drafts that pass the check."""

from __future__ import annotations

from typing import Any

import pytest

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.template import TemplateAnalysis, parse_template
from scribe_desktop.pipeline.claim_check import check_draft
from scribe_desktop.pipeline.template_only import TemplateOnlyComposer
from scribe_desktop.ports import Composition, CompositionRequest, Statement
from tests.factories import passage, recipient
from tests.fakes import FakeClock, token_for
from tests.unit.letter import BOOKS, EVIDENCE, HOME, RECIPIENT, SENDER, TEMPLATE


def compose(source: str, evidence: Evidence = EVIDENCE, **row: Any) -> Composition:
    template = parse_template(source)
    request = CompositionRequest(recipient(**row), template, TemplateAnalysis(template.type), SENDER, evidence)
    return TemplateOnlyComposer().compose(request, token_for(FakeClock()))


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("I read {{research}} today.", 'I read "Tidal Sorting of Mixed Sediments" today.'),
        ("I read {{paper}} today.", 'I read "Tidal Sorting of Mixed Sediments" today.'),
        ("I read “{{key_paper_title}}” today.", "I read “Tidal Sorting of Mixed Sediments” today."),
        ("I read {{book}} today.", 'I read "The Patient Coast" today.'),
        ("I know the {{lab}} well.", "I know the Tidal Dynamics Lab well."),
        ("I am at {{university}} too.", "I am at Karlsvale University too."),
        ("I know your {{garden}} well.", "I know your [garden: not found] well."),
        ('I know {{garden | default("you")}} well.', "I know you well."),
        ("{% if garden %}A garden!{% endif %} I know you.", "I know you."),
        ("Yours truly,\n{{signature}}", "Yours truly,\nMaya Okonjo\nKarlsvale University"),
    ],
)
def test_places_are_filled_by_rules(source: str, body: str) -> None:
    evidence = (
        EVIDENCE if "university" not in source else Evidence((passage("Ilse Varnholt is at Karlsvale University."),))
    )
    assert compose(source, evidence).body == body


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("I read {{research}} today.", "I read coastal sediment transport today."),
        ("I read {{paper}} today.", "I read [paper: not found] today."),
        ("I read {{book}} today.", "I read [book: not found] today."),
        ("I know the {{lab}} well.", "I know the [lab: not found] well."),
    ],
)
def test_without_evidence_only_research_has_the_interest(source: str, body: str) -> None:
    assert compose(source, Evidence()).body == body


def test_two_labs_are_a_doubt_and_a_doubt_is_a_gap() -> None:
    other = passage("Ilse Varnholt also visits the River Ecology Group.", id="W9")
    assert compose("I know the {{lab}} well.", Evidence((HOME, other))).body == "I know the [lab: not found] well."


def test_passages_about_somebody_else_are_not_used() -> None:
    other = passage("Bao Lindemann leads the River Ecology Lab.", title="Lindemann")
    assert compose("I know the {{lab}} well.", Evidence((other,))).body == "I know the [lab: not found] well."


def test_filled_sentences_name_their_evidence() -> None:
    composition = compose("I read {{paper}}. I know the {{lab}} well.")
    assert composition.statements == (
        Statement('I read "Tidal Sorting of Mixed Sediments".', ("P1",)),
        Statement("I know the Tidal Dynamics Lab well.", ("W1",)),
    )
    assert composition.spend.calls == 0


@pytest.mark.parametrize(
    ("source", "row", "subject"),
    [
        ("Subject: On {{interest}}\n\nDear {{name}}.", {}, "On coastal sediment transport"),
        ("Dear {{name}}, hello.", {}, "Coastal sediment transport"),
        ("Dear {{name}}, hello.", {"interest": None}, "A message for Prof. Ilse Varnholt"),
    ],
)
def test_subject_is_the_templates_or_plain_and_true(source: str, row: dict[str, Any], subject: str) -> None:
    assert compose(source, **row).subject == subject


@pytest.mark.parametrize(
    "source",
    [
        TEMPLATE.source,
        "Dear {{name}},\n\nI read {{paper}} and {{book}} at {{affiliation}}.",
        "Dear {{name}},\n\nI read {{research}}. {% if garden %}I saw {{garden}}.{% endif %}\n\n{{signature}}",
        "Subject: {{paper}}\n\nDear {{last_name}}, I know the {{lab}} well.",
    ],
)
def test_its_drafts_pass_the_check(source: str) -> None:
    template = parse_template(source)
    request = CompositionRequest(RECIPIENT, template, TemplateAnalysis(template.type), SENDER, EVIDENCE)
    composition = TemplateOnlyComposer().compose(request, token_for(FakeClock()))
    result = check_draft(composition.subject, composition.body, RECIPIENT, template, SENDER, EVIDENCE)
    assert result.findings == ()
    assert result.claims


def test_its_gaps_are_findings() -> None:
    template = parse_template("Dear {{name}},\n\nI know your {{garden}} well.")
    request = CompositionRequest(RECIPIENT, template, TemplateAnalysis(template.type), SENDER, Evidence((BOOKS,)))
    composition = TemplateOnlyComposer().compose(request, token_for(FakeClock()))
    result = check_draft(composition.subject, composition.body, RECIPIENT, template, SENDER, EVIDENCE)
    assert [(one.kind, one.text) for one in result.findings] == [(FindingKind.GAP, "[garden: not found]")]
