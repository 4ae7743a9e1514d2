"""The check of a draft: honest words pass, every kind of falsehood is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Evidence, EvidenceKind
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.claim_check import CheckResult, check_draft
from scribe_desktop.ports import Statement
from tests.factories import passage, recipient
from tests.unit.letter import BOOKS, EVIDENCE, HOME, RECIPIENT, RIPPLES, SENDER, SUBJECT, TEMPLATE, body


def check(filled: str, subject: str = SUBJECT) -> CheckResult:
    return check_draft(subject, body(filled), RECIPIENT, TEMPLATE, SENDER, EVIDENCE)


def kinds(result: CheckResult) -> set[FindingKind]:
    return {one.kind for one in result.findings}


HONEST = (
    'I read "Tidal Sorting of Mixed Sediments" and wanted to write to you.',
    'I read your 2024 paper "Tidal Sorting of Mixed Sediments". I also saw what the Tidal Dynamics Lab does.',
    "I read your paper “Ripple Migration in Shallow Inlets” (Coastal Letters, 2021), written with Teodora Ruiz-Klamm.",
    'I read your book "The Patient Coast", which Oderfeld Press published in 2018, and wanted to write to you.',
    "I read how your group follows fine grains settling behind ripples and wanted to write to you.",
    "I read that you tracked 340 ripples at twelve sites over three winters, and wanted to write to you.",
    "I read your paper Ripple Migration in Shallow Inlets in Coastal Letters and wanted to write to you.",
    "I was fascinated by your 2021 work with T. Ruiz-Klamm on how ripples migrate in shallow inlets.",
    "I read about your measurements of how tides sort mixed sediments in a shallow estuary and wanted to write to you.",
    "I read that you lead the Tidal Dynamics Lab and that you won the Hallgrim Prize in 2019.",
    "You have been at Karlsvale University since 2015, after your doctorate at the University of Brennholm.",
    'Your finding that ripples move faster than thought stayed with me. I read "Ripple migration in shallow inlets".',
    "Professor Varnholt, your description of villages living with moving dunes in The Patient Coast moved me deeply.",
    "I read about coastal sediment transport and wanted to write to you.",
    "I came across your paper (https://arxiv.org/abs/2101.00002) and wanted to write to you.",
    "Thank you very much for your time and consideration.",
    'In "Tidal Sorting of Mixed Sediments" you and Bao Lindemann measured sediments in a shallow estuary.',
    'I read "Tidal Sorting of Mixed Sediments" (2024) and saw that you joined Karlsvale University in 2015.',
    "I have followed your work on rippled seabeds since reading “Ripple Migration in Shallow Inlets”.",
    "What struck me most was how quickly the ripples moved across the inlet during those three winters.",
    "I especially enjoyed the part about fine grains hiding behind ripples, which your group records with 48 sensors.",
    "I admire the way your book shows villagers adapting to dunes that move.",
    "I read “Tidal Sorting of Mixed Sediments” with Bao Lindemann and wanted to write to you.",
    'It was a pleasure to read "Tidal sorting of mixed sediments".',
    "I read Varnholt's 'Tidal Sorting of Mixed Sediments' and wanted to write to you.",
    "I read *The Patient Coast* and wanted to write to you.",
    "I read your paper with Lindemann and wanted to write to you.",
    "Your group at Karlsvale uses 48 sensors to measure how fine grains settle.",
    "I was impressed by your Hallgrim Prize, which you received in 2019.",
    "I was wondering whether ripples behave the same way in deeper water.",
    "Would you say that the same holds elsewhere?",
    "It is well worth a long conversation.",
    "Would a call of twenty minutes in the next two weeks suit you?",
    "I have a number of questions about it, if you would allow me.",
    "You and Bao Lindemann showed how tides sort mixed sediments.",
    "Your work with Teodora Ruiz-Klamm on the migration of ripples was new to me.",
    "Your Coastal Letters paper on ripples made me curious.",
    "In 2021 you and Teodora Ruiz-Klamm tracked three hundred and forty ripples.",
    "I would love to hear how you chose the twelve sites.",
    "After your PhD at the University of Brennholm you came to Karlsvale University in 2015.",
    "You have written your thesis at the University of Brennholm and been at Karlsvale University since 2015.",
    "“The Patient Coast” (Oderfeld Press) and “Ripple Migration in Shallow Inlets” (2021) are both on my desk.",
    "I return to “Ripple Migration in Shallow Inlets”, written with Teodora Ruiz-Klamm, and to your 2018 book "
    "“The Patient Coast”.",
    "What you write about ripples that migrate in a shallow estuary is new to me.",
    "I cannot claim to understand every detail yet.",
    "Your group, the Tidal Dynamics Lab, uses forty-eight sensors.",
    "Karlsvale University's Tidal Dynamics Lab is close to my own questions.",
)

FALSE = (
    (FindingKind.TITLE, 'I read "Tidal Sorting of Coarse Sediments" and wanted to write to you.'),
    (FindingKind.TITLE, 'I read "Tidal Sorting" and wanted to write to you.'),
    (FindingKind.TITLE, "I read your paper Ripple Migration in Deep Inlets and wanted to write to you."),
    (FindingKind.TITLE, "I read your paper on tidal sorting of coarse sediments."),
    (FindingKind.YEAR, 'I read your 2023 paper "Tidal Sorting of Mixed Sediments" and wanted to write to you.'),
    (FindingKind.YEAR, 'I read your 2021 paper "Tidal Sorting of Mixed Sediments" and wanted to write to you.'),
    (FindingKind.YEAR, "I read your 2024 work on how ripples migrate in shallow inlets."),
    (FindingKind.YEAR, "I read that you have been at Karlsvale University since 2014."),
    (
        FindingKind.VENUE,
        "I read your paper “Tidal Sorting of Mixed Sediments” in Coastal Letters and wanted to write to you.",
    ),
    (
        FindingKind.VENUE,
        "I read your paper “Tidal Sorting of Mixed Sediments” in Journal of Marine Physics and wanted to write to you.",
    ),
    (FindingKind.VENUE, "I read your paper “Tidal Sorting of Mixed Sediments” in Nature and wanted to write to you."),
    (FindingKind.INSTITUTION, "I read about your doctorate at the University of Oderfeld."),
    (FindingKind.INSTITUTION, "I read about your time at the Brennholm Institute of Technology."),
    (FindingKind.NUMBER, "I read that you tracked 350 ripples at twelve sites."),
    (FindingKind.NUMBER, "I read that you tracked 340 ripples at thirteen sites."),
    (FindingKind.NUMBER, "I read that you tracked 12 ripples at 340 sites."),
    (FindingKind.NUMBER, "I read that you use forty-nine sensors in the Tidal Dynamics Lab."),
    (FindingKind.NAME, 'I read "Tidal Sorting of Mixed Sediments", which you wrote with Anna Petersen.'),
    (FindingKind.NAME, 'I read "Tidal Sorting of Mixed Sediments", which you wrote with Teodora Ruiz-Klamm.'),
    (FindingKind.NAME, 'I read "Tidal Sorting of Mixed Sediments", which you wrote with Bao Varnholt.'),
    (FindingKind.NAME, "I read that you won the Oderfeld Prize in 2019."),
    (FindingKind.UNSUPPORTED, "I read that you were elected a fellow of the academy."),
    (FindingKind.UNSUPPORTED, "I read about your discovery of glacier melt under volcanoes."),
    (FindingKind.UNSUPPORTED, "Your laboratory grows orchids and mosses in greenhouses."),
    (FindingKind.LINK, "Your page https://karlsvale.example/other is helpful."),
    (FindingKind.LINK, "See karlsvale.example/secret for more."),
    (FindingKind.ADDRESS, "Write to me at maya@evil.example for more."),
    (FindingKind.GAP, "I read [paper: not found] and wanted to write to you."),
    (FindingKind.GAP, "I read {{paper}} and wanted to write to you."),
    (FindingKind.GAP, "I read your paper [P1] and wanted to write to you."),
    (FindingKind.GAP, "I read [Paper Title] and wanted to write to you."),
    (FindingKind.YEAR, "I was impressed by your Hallgrim Prize, which you received in 2018."),
    (FindingKind.YEAR, "I was impressed by your Hallgrim Prize, which you received in 2015."),
    (FindingKind.NAME, "You and Ilse Lindemann wrote about estuaries."),
    (FindingKind.UNSUPPORTED, "You won the best paper award for this."),
    (FindingKind.UNSUPPORTED, "You are the editor of a journal on dunes."),
    (FindingKind.NAME, "Your colleague Petersen told me about sediments."),
    (FindingKind.NUMBER, "Your group of twelve uses five sensors."),
    (FindingKind.YEAR, "The Patient Coast (2019) was a joy to read."),
    (FindingKind.VENUE, "The Patient Coast, published by Brennholm Press, was a joy to read."),
    (FindingKind.UNSUPPORTED, "You study volcanoes."),
    (FindingKind.INSTITUTION, "You studied at Brennholm University before."),
    (FindingKind.NAME, "You and Teodora Ruiz-Klamm sorted mixed sediments by tides in a shallow estuary."),
    (FindingKind.NAME, "Your work with Bao Lindemann on ripple migration in inlets was new to me."),
    (FindingKind.VENUE, "Your Coastal Letters paper on mixed sediments in an estuary made me curious."),
    (
        FindingKind.VENUE,
        "I read “Tidal Sorting of Mixed Sediments” (Coastal Letters) and “Ripple Migration in Shallow Inlets”.",
    ),
    (
        FindingKind.NAME,
        "I read “Ripple Migration in Shallow Inlets”, written with Bao Lindemann, and your 2024 paper "
        "“Tidal Sorting of Mixed Sediments”.",
    ),
    (FindingKind.NAME, "I read “The Patient Coast” and “Ripple Migration in Shallow Inlets”, both by Oderfeld Press."),
    (FindingKind.NUMBER, "You tracked ripples for five winters, which takes patience."),
    (FindingKind.NUMBER, "You followed the ripples for 48 months."),
    (FindingKind.NUMBER, "You have taught at Karlsvale University for 48 years."),
    (FindingKind.NUMBER, "Every year your fieldwork takes 12 weeks."),
    (FindingKind.NUMBER, "In “The Patient Coast” you write about 340 ripples."),
    (FindingKind.NUMBER, "Your lab has 12 members."),
    (FindingKind.YEAR, "You joined Karlsvale University in 2019."),
    (FindingKind.UNSUPPORTED, "Your students have won many awards."),
    (FindingKind.UNSUPPORTED, "Your former students lead groups of their own."),
    (FindingKind.UNSUPPORTED, "Your company sells sensors to farmers."),
    (FindingKind.UNSUPPORTED, "You were the first to measure ripples."),
    (FindingKind.UNSUPPORTED, "You are widely regarded as the leading expert on dunes."),
    (FindingKind.UNSUPPORTED, "You grew up in a village by the dunes."),
    (FindingKind.UNSUPPORTED, "Thank you for the talk you gave at our school."),
    (FindingKind.UNSUPPORTED, "Your results show that ripples do not migrate faster than thought."),
    (FindingKind.UNSUPPORTED, "Your group found that fine grains never settle behind ripples."),
    (FindingKind.UNSUPPORTED, "Your doctorate at Karlsvale University led you to dunes."),
)


@pytest.mark.parametrize("filled", HONEST)
def test_honest_words_pass(filled: str) -> None:
    assert check(filled).findings == ()


@pytest.mark.parametrize(("kind", "filled"), FALSE)
def test_falsehoods_are_found(kind: FindingKind, filled: str) -> None:
    result = check(filled)
    assert kind in kinds(result)
    whole = body(filled)
    assert all(one.text in whole and one.sentence in whole and one.reason for one in result.findings)


def test_paper_title_gives_a_claim_with_its_source() -> None:
    (claim,) = check('I read "Ripple Migration in Shallow Inlets" and wanted to write to you.').claims
    assert claim.claim == 'I read "Ripple Migration in Shallow Inlets" and wanted to write to you.'
    assert (claim.source_url, claim.source_title, claim.kind) == (RIPPLES.url, RIPPLES.title, EvidenceKind.PAPER)
    assert "340 ripples" in claim.passage


def test_page_gives_a_claim_with_the_passage_word_for_word() -> None:
    (claim,) = check("I read how your group follows fine grains settling behind ripples.").claims
    assert (claim.source_url, claim.passage, claim.kind) == (HOME.url, HOME.text, EvidenceKind.PAGE)


def test_interest_from_the_row_gives_a_claim_on_the_row() -> None:
    (claim,) = check("I read about coastal sediment transport and wanted to write to you.").claims
    assert (claim.kind, claim.passage, claim.source_url) == (EvidenceKind.ROW, "coastal sediment transport", "")


def test_sentences_of_the_template_make_no_claims() -> None:
    assert check("Thank you very much.").claims == ()


def test_cited_evidence_decides_between_equals() -> None:
    first, second = (
        passage("Fine grains settle behind ripples.", id=an_id, url=f"https://{an_id}.example/") for an_id in ("a", "b")
    )
    sentence = "I read how fine grains settle behind ripples."
    evidence = Evidence((first, second))
    statements = (Statement(sentence, ("b",)),)
    plain = check_draft(SUBJECT, body(sentence), RECIPIENT, TEMPLATE, SENDER, evidence)
    cited = check_draft(SUBJECT, body(sentence), RECIPIENT, TEMPLATE, SENDER, evidence, statements)
    assert [one.source_url for one in plain.claims] == ["https://a.example/"]
    assert [one.source_url for one in cited.claims] == ["https://b.example/"]


# --- the template's own sentences ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("second-year student", "third-year student"),
        ("Would you have fifteen minutes in May?", "Would you have an hour in May?"),
        ("Would you have fifteen minutes in May?", ""),
        ("Dear Prof. Ilse Varnholt,", "Dear Ilse,"),
        ("fifteen minutes in May?", "fifteen minutes in May, and a job for me?"),
    ],
)
def test_changed_template_sentence_is_a_finding(old: str, new: str) -> None:
    draft = body("I read x.").replace(old, new)
    result = check_draft(SUBJECT, draft, RECIPIENT, TEMPLATE, SENDER, EVIDENCE)
    changed = [one for one in result.findings if one.kind is FindingKind.TEMPLATE_CHANGED]
    assert len(changed) == 1
    assert changed[0].text == changed[0].sentence
    assert old in changed[0].text or changed[0].text in old


def test_quotes_dashes_and_line_breaks_are_no_change() -> None:
    template = parse_template('Dear {{name}},\n\nI’m new here – and "curious". I read {{paper}}.')
    draft = "Dear Prof. Ilse Varnholt,\n\nI'm new here - and “curious”.\n\nI read “Ripple Migration in Shallow Inlets”."
    assert check_draft("Your work", draft, RECIPIENT, template, SENDER, EVIDENCE).findings == ()


def test_changed_subject_of_the_template_is_a_finding() -> None:
    result = check("I read x.", subject="Question about glaciers")
    changed = [one.text for one in result.findings if one.kind is FindingKind.TEMPLATE_CHANGED]
    assert changed == ["Question about coastal sediment transport"]


def test_optional_sentences_may_be_left_out_or_filled() -> None:
    template = parse_template(
        "Dear {{name}},\n\n{% if lab %}I saw the {{lab}}. It is why I write.{% else %}I follow your field.{% endif %}"
    )
    for text, found in (
        ("I saw the Tidal Dynamics Lab. It is why I write.", False),
        ("I follow your field.", False),
        ("I saw the Tidal Dynamics Lab.", True),
    ):
        draft = f"Dear Prof. Ilse Varnholt,\n\n{text}"
        result = check_draft("Your work", draft, RECIPIENT, template, SENDER, EVIDENCE)
        assert (FindingKind.TEMPLATE_CHANGED in kinds(result)) is found, text


def test_changed_sentence_of_a_condition_is_a_finding() -> None:
    template = parse_template(
        "Dear {{name}},\n\n{% if lab %}I teach physics at Redbank School and read about the {{lab}}.{% endif %}"
        "{% if interest %} I look after the science club on every Thursday.{% endif %} I read {{paper}}."
    )
    draft = (
        "Dear Prof. Ilse Varnholt,\n\nI look after the chess club on every Thursday. "
        "I read “Ripple Migration in Shallow Inlets”."
    )
    result = check_draft("Your work", draft, RECIPIENT, template, SENDER, EVIDENCE)
    assert FindingKind.TEMPLATE_CHANGED in kinds(result)


# --- links and addresses ---------------------------------------------------------------------------


def test_links_of_template_row_and_sources_pass_but_not_those_in_a_page() -> None:
    template = parse_template("My page is https://maya.example/cv. I read {{paper}}.")
    row = recipient(homepage="https://karlsvale.example/varnholt")
    page = replace(HOME, text=HOME.text + " Apply at https://apply.example/now or mail win@prize.example.")
    evidence = replace(EVIDENCE, passages=(page, BOOKS))

    def found(sentence: str) -> list[str]:
        draft = f"My page is https://maya.example/cv. {sentence}"
        return [one.text for one in check_draft("Hello", draft, row, template, Sender(), evidence).findings]

    assert found("I read http://www.karlsvale.example/varnholt/ today.") == []
    assert found("I read karlsvale.example/books today.") == []
    assert found("I read arXiv:2101.00002 today.") == []
    assert found("I read https://apply.example/now today.") == ["https://apply.example/now"]
    assert found("I read win@prize.example today.") == ["win@prize.example"]


# --- other people's facts ---------------------------------------------------------------------------


def test_facts_of_another_person_are_found() -> None:
    other = "I read that you breed drought-tolerant barley and map its root genes."
    assert kinds(check(other)) == {FindingKind.UNSUPPORTED}


def test_without_evidence_nothing_about_the_person_passes() -> None:
    draft = body('I read "Tidal Sorting of Mixed Sediments" and wanted to write to you.')
    result = check_draft(SUBJECT, draft, RECIPIENT, TEMPLATE, SENDER, Evidence())
    assert kinds(result) == {FindingKind.TITLE}


def test_diacritics_and_initials_do_not_matter() -> None:
    evidence = Evidence((passage("Zoë Ångström-Müller wrote it with José Łukasz Peña."),))
    draft = body("I read your work with J. Ł. Pena and Zoe Angstrom-Muller.")
    assert check_draft(SUBJECT, draft, RECIPIENT, TEMPLATE, SENDER, evidence).findings == ()


@pytest.mark.parametrize(("written", "typed"), [("Jörg Müller", "Joerg Mueller"), ("Joerg Mueller", "Jörg Müller")])
def test_umlauts_may_be_written_as_two_letters(written: str, typed: str) -> None:
    evidence = Evidence((passage(f"She studies dunes with {written}."),))
    result = check_draft(SUBJECT, body(f"You study dunes with {typed}."), RECIPIENT, TEMPLATE, SENDER, evidence)
    assert result.findings == ()


def test_nouns_of_a_german_sentence_are_no_names() -> None:
    result = check("Ich habe Ihre Arbeit über die Dünen mit Freude gelesen und schreibe Ihnen.")
    assert FindingKind.NAME not in kinds(result)


def test_prize_and_its_giver_may_change_places() -> None:
    evidence = Evidence((passage("The Coastal Academy of Oderfeld awarded her the Silver Gauge Prize in 2019."),))

    def found(sentence: str) -> set[FindingKind]:
        return kinds(check_draft(SUBJECT, body(sentence), RECIPIENT, TEMPLATE, SENDER, evidence))

    assert found("You hold the Silver Gauge Prize of the Coastal Academy of Oderfeld.") == set()
    assert found("The Coastal Academy of Oderfeld’s Silver Gauge Prize was given to you in 2019.") == set()
    assert found("You hold the Silver Gauge Prize of the Inland Academy of Oderfeld.") != set()


def test_office_belongs_to_what_the_page_names_it_of() -> None:
    evidence = Evidence((passage("She is an editor of Dune Quarterly."),), EVIDENCE.papers)

    def found(sentence: str) -> set[FindingKind]:
        return kinds(check_draft(SUBJECT, body(sentence), RECIPIENT, TEMPLATE, SENDER, evidence))

    assert found("You are one of the editors of Dune Quarterly.") == set()
    assert found("You are one of the editors of Coastal Letters.") == {FindingKind.UNSUPPORTED}


def test_decades_are_years() -> None:
    evidence = Evidence((passage("Her book collects the methods of two decades of work on dunes."),))
    for years, count in (("twenty", 0), ("thirty", 1)):
        draft = body(f"Your book collects the methods of {years} years of work on dunes.")
        assert len(check_draft(SUBJECT, draft, RECIPIENT, TEMPLATE, SENDER, evidence).findings) == count


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Question About Coastal Sediment Transport", []),
        ("Student interested in ripple migration", []),
        ("Your 2021 paper “Ripple Migration in Shallow Inlets”", []),
        ("Your 2019 paper “Ripple Migration in Shallow Inlets”", [FindingKind.YEAR]),
        ("Greetings From Petersen", [FindingKind.NAME]),
        ("About [lab: not found]", [FindingKind.GAP]),
    ],
)
def test_subject_written_by_a_composer_is_checked(subject: str, found: list[FindingKind]) -> None:
    template = parse_template("Dear {{name}},\n\nI read {{research}}.")
    draft = "Dear Prof. Ilse Varnholt,\n\nI read “Ripple Migration in Shallow Inlets”."
    result = check_draft(subject, draft, RECIPIENT, template, SENDER, EVIDENCE)
    assert [one.kind for one in result.findings] == found


def test_findings_and_claims_stand_on_exact_sentences_beside_gaps() -> None:
    filled = "I read [paper: not found] and about glaciers in volcanoes and caves."
    findings = check(filled).findings
    assert findings[0] == Finding(FindingKind.GAP, "[paper: not found]", filled, findings[0].reason)
    assert {one.sentence for one in findings} == {filled}


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(HONEST), st.integers(0, 100))
def test_any_text_can_be_checked(text: str, filled: str, at: int) -> None:
    draft = body(filled[:at] + text + filled[at:])
    result = check_draft(text, draft, RECIPIENT, TEMPLATE, SENDER, EVIDENCE)
    assert all(one.text for one in result.findings)
