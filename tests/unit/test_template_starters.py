"""The templates to begin with: they fill, and what they say survives the check."""

from __future__ import annotations

from itertools import product

import pytest

from scribe_desktop.config.paths import resources_dir
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Evidence, WorkKind
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, TemplateAnalysis, TemplateType, parse_template
from scribe_desktop.domain.template_family import LibraryEntry
from scribe_desktop.pipeline.claim_check import check_draft
from scribe_desktop.pipeline.template_only import TemplateOnlyComposer
from scribe_desktop.ports import Composition, CompositionRequest
from scribe_desktop.services.template_starters import load_starters
from tests.factories import paper, passage
from tests.fakes import FakeClock, token_for

STARTERS = {one.title: one for one in load_starters(resources_dir() / "templates")}
RECIPIENTS = [
    Recipient("Prof. Ilse Varnholt", "coastal sediment transport", "ilse@karlsvale.example", "Karlsvale University"),
    Recipient("Tunde Abiodun-Reyes", "endangered languages"),
    Recipient("Dr. Salome Brandvig", None, None, "Hartmoor College"),
]
SENDERS = [Sender("Maya Lindqvist", "Ostlake College", "Maya Lindqvist\nOstlake College"), Sender("Maya Lindqvist")]
EVIDENCE = [
    Evidence(),
    Evidence((passage("Ilse Varnholt wrote the book “The Drowned Meridian” about estuaries."),), (paper(),)),
    Evidence(
        (passage("Her book “The Drowned Meridian” tells of estuaries. Ilse Varnholt leads the Estuary Lab."),),
        (paper("The Drowned Meridian", kind=WorkKind.BOOK),),
    ),
]


def written(entry: LibraryEntry, recipient: Recipient, sender: Sender, evidence: Evidence) -> Composition:
    template = parse_template(entry.source)
    request = CompositionRequest(recipient, template, TemplateAnalysis(template.type), sender, evidence)
    token: CancelToken = token_for(FakeClock())
    return TemplateOnlyComposer().compose(request, token)


@pytest.mark.parametrize("title", STARTERS)
def test_starter_is_short_and_shows_subject_default_condition_and_signature(title: str) -> None:
    source = STARTERS[title].source
    assert source.startswith("Subject: ")
    assert source.endswith("{{ signature }}")
    assert "| default(" in source or "{% else %}" in source
    assert "{% if " in source
    assert len(source.split()) <= 180


def test_there_is_one_for_each_type_of_template() -> None:
    assert [parse_template(one.source).type for one in STARTERS.values()] == [
        TemplateType.RESEARCH,
        TemplateType.BOOK,
        TemplateType.GENERAL,
    ]


@pytest.mark.parametrize("title", STARTERS)
def test_check_finds_nothing_in_a_starter_filled_by_rules(title: str) -> None:
    for recipient, sender, evidence in product(RECIPIENTS, SENDERS, EVIDENCE):
        draft = written(STARTERS[title], recipient, sender, evidence)
        template = parse_template(STARTERS[title].source)
        found = check_draft(draft.subject, draft.body, recipient, template, sender, evidence, draft.statements)
        assert found.findings == (), (recipient.name, draft.body)


@pytest.mark.parametrize("title", STARTERS)
def test_starter_reads_well_whatever_is_missing(title: str) -> None:
    for recipient, sender, evidence in product(RECIPIENTS, SENDERS, EVIDENCE):
        draft = written(STARTERS[title], recipient, sender, evidence)
        for text in (draft.subject, draft.body):
            assert "  " not in text
            assert " ," not in text
            assert " ." not in text
            assert "\n\n\n" not in text
            assert not any(line != line.strip() for line in text.split("\n")), text


def test_starters_have_ids_that_stay_the_same() -> None:
    again = load_starters(resources_dir() / "templates")
    assert [one.id for one in again] == [one.id for one in STARTERS.values()]
    assert len({one.id for one in again}) == 3
