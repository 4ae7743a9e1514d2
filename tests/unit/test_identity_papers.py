"""Whose papers are: namesakes, initials, co-authors, spellings, ORCIDs. All people are invented."""

from __future__ import annotations

from typing import Any

import pytest

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.affiliation import Affiliation
from scribe_desktop.pipeline.identity import Identity, Standing
from scribe_desktop.pipeline.paper_identity import judge_papers
from tests.factories import paper, recipient

ILSE = recipient(affiliation="University of Karlsvale", interest="coastal sediment transport")


TIDES = "Coastal sediment transport by tides"

QUARKS = "Bounds on heavy quarks"


def _by(*authors: str, title: str = TIDES, affiliations: tuple[str, ...] = (), abstract: str = "") -> Paper:
    return paper(title, authors=authors, affiliations=affiliations, abstract=abstract)


def _standings(papers: list[Paper], row: Any = ILSE, web: str = "") -> list[Standing]:
    return [one.standing for one in judge_papers(Identity.of(row), papers, web)]


SAME, UNCERTAIN, OTHER = Standing.SAME, Standing.UNCERTAIN, Standing.OTHER


@pytest.mark.parametrize(
    ("row_name", "author", "title", "affiliations", "expected"),
    [
        ("Prof. Ilse Varnholt", "Ilse Varnholt", TIDES, (), SAME),
        ("Prof. Ilse Varnholt", "I. Varnholt", TIDES, (), SAME),
        ("Prof. Ilse Varnholt", "Varnholt, Ilse", TIDES, (), SAME),
        ("Prof. Ilse Varnholt", "Ingo Varnholt", TIDES, (), OTHER),
        ("Prof. Ilse Varnholt", "Ilse Varnholt", QUARKS, (), OTHER),
        ("Prof. Ilse Varnholt", "Ilse Varnholt", QUARKS, ("Karlsvale University",), SAME),
        ("Prof. Ilse Varnholt", "I. Varnholt", QUARKS, ("Karlsvale University",), SAME),
        ("Prof. Ilse Varnholt", "Ilse Varnholt", TIDES, ("Northmoor University",), UNCERTAIN),
        ("Prof. Ilse Varnholt", "Bao Lindemann", TIDES, (), OTHER),
        ("Wei Lian", "Wei Lian", TIDES, (), SAME),
        ("Wei Lian", "Lian Wei", TIDES, (), SAME),
        ("Wei Lian", "Wen Lian", TIDES, (), OTHER),
        ("Wei Lian", "W. Lian", QUARKS, (), OTHER),
        ("Nguyễn Thị Minh Khuê", "Minh Khue Nguyen", TIDES, (), SAME),
        ("Nguyễn Thị Minh Khuê", "Van Khue Nguyen", TIDES, (), OTHER),
        ("Gabriel José Calderón Ibarra", "G. J. Calderón", TIDES, (), SAME),
        ("Gabriel José Calderón Ibarra", "Marta Calderón Ibarra", TIDES, (), OTHER),
        ("Jan van den Haverbeck", "J. Vandenhaverbeck", TIDES, (), SAME),
        ("Jan van den Haverbeck", "P. van den Haverbeck", TIDES, (), OTHER),
        ("Karl Müller", "K. Mueller", TIDES, (), SAME),
        ("Karl Müller", "Kurt Müller", TIDES, (), OTHER),
        ("Hassan al-Qaremi", "H. Alqaremi", TIDES, (), SAME),
        ("Hassan al-Qaremi", "Husam al-Qaremi", TIDES, (), OTHER),
        ("Wibisono", "Wibisono", TIDES, (), SAME),
        ("Szabados Ilka", "Ilka Szabados", TIDES, (), SAME),
        ("Mei-Ling Chen", "M.-L. Chen", TIDES, (), SAME),
        ("Mei-Ling Chen", "Mei-Hua Chen", TIDES, (), OTHER),
        ("John Paul Orwin", "John David Orwin", TIDES, (), OTHER),
        ("Ana Souza Limeira", "A. Limeira", TIDES, (), SAME),
        ("王晓岚", "王晓岚", TIDES, (), SAME),
    ],
)
def test_namesakes_are_told_apart(
    row_name: str, author: str, title: str, affiliations: tuple[str, ...], expected: Standing
) -> None:
    row = recipient(row_name, affiliation="University of Karlsvale")
    assert _standings([_by(author, "Pia Solano", title=title, affiliations=affiliations)], row) == [expected]


def test_a_paper_that_a_page_names_is_the_persons() -> None:
    web = f"Selected work: {QUARKS}. Northmoor 2021."
    assert _standings([_by("Ilse Varnholt", title=QUARKS)], web=web) == [SAME]


def test_a_co_author_named_on_a_page_speaks_for_a_paper() -> None:
    web = "In the group with Bao Lindemann we measure tides."
    assert _standings([_by("I. Varnholt", "Bao Lindemann", title=QUARKS)], web=web) == [SAME]


def test_a_shared_co_author_speaks_for_another_paper() -> None:
    papers = [_by("Ilse Varnholt", "Bao Lindemann"), _by("I. Varnholt", "Bao Lindemann", title=QUARKS)]
    assert _standings(papers) == [SAME, SAME]


def test_initials_are_in_doubt_beside_a_namesake_of_the_same_initial() -> None:
    papers = [_by("Ingo Varnholt", "Emil Roth"), _by("I. Varnholt", "Pia Solano")]
    assert _standings(papers) == [OTHER, UNCERTAIN]


def test_two_people_who_fit_the_initials_of_the_row_are_not_guessed_between() -> None:
    papers = [_by("Ilse Varnholt", "Bao Lindemann"), _by("Ingo Varnholt", "Emil Roth")]
    verdicts = judge_papers(Identity.of(recipient("I. Varnholt")), papers, "")
    assert [one.standing for one in verdicts] == [UNCERTAIN, UNCERTAIN]
    assert verdicts[0].reason == "two people fit this name: Ilse Varnholt and Ingo Varnholt"


def test_the_affiliation_decides_between_two_people_who_fit() -> None:
    papers = [_by("Ilse Varnholt", affiliations=("Karlsvale University",)), _by("Ingo Varnholt", "Emil Roth")]
    assert _standings(papers, recipient("I. Varnholt", affiliation="University of Karlsvale")) == [SAME, UNCERTAIN]


def test_without_an_interest_the_pages_tell_the_field() -> None:
    row = recipient(interest=None, affiliation="University of Karlsvale")
    web = "Ilse Varnholt measures tides, sediment and transport on coastal flats."
    assert _standings([_by("Ilse Varnholt"), _by("Ilse Varnholt", title=QUARKS)], row, web) == [SAME, UNCERTAIN]


def test_what_a_page_says_of_a_namesake_speaks_against_a_paper() -> None:
    papers = [
        _by("Ilse Varnholt", "Bao Lindemann"),
        _by("Ilse Varnholt", "Pia Solano", title="Sediment on coastal roads"),
        _by("Ilse Varnholt", "Pia Solano", "Emil Roth", title="Coastal sediment, again"),
    ]
    beside = "Ilse Varnholt of Northmoor University studies coastal sediment transport with Emil Roth."
    verdicts = judge_papers(Identity.of(ILSE), papers, "Her group includes Bao Lindemann.", [beside])
    assert [one.standing for one in verdicts] == [SAME, OTHER, OTHER]
    assert verdicts[2].reason == "lists this person, but a page about another person of this name names Emil Roth"
    assert "Pia Solano with a paper of a namesake" in verdicts[1].reason


def test_the_topic_is_not_enough_where_a_namesake_works_on_it_too() -> None:
    beside = "Ilse Varnholt of Northmoor University studies coastal sediment transport."
    (verdict,) = judge_papers(Identity.of(ILSE), [_by("Ilse Varnholt", "Pia Solano")], "", [beside])
    assert verdict.standing is UNCERTAIN
    assert "another person of this name works on it too" in verdict.reason


def test_a_single_name_is_not_a_longer_one() -> None:
    row = recipient("Wibisono")
    (verdict,) = judge_papers(Identity.of(row), [_by("Budi Wibisono", "Pia Solano")], "")
    assert (verdict.standing, verdict.reason) == (UNCERTAIN, "lists Budi Wibisono, who may be another person")


def test_another_spelling_needs_more_than_the_topic_and_then_holds_for_the_other_papers() -> None:
    row = recipient("Mohammed Qaremi")
    papers = [_by("Muhammad Qaremi", "Pia Solano"), _by("Muhammad Qaremi", "Emil Roth")]
    assert _standings(papers, row) == [UNCERTAIN, UNCERTAIN]
    assert _standings(papers, row, web="With Pia Solano he measures sand.") == [SAME, SAME]


def test_initials_are_read_family_name_first_once_a_paper_says_so() -> None:
    row = recipient("Lian Wei", affiliation="University of Karlsvale")
    initials = _by("W. Lian", "Emil Roth")
    assert _standings([initials], row) == [UNCERTAIN]
    assert _standings([initials, _by("Wei Lian", affiliations=("Karlsvale University",))], row) == [SAME, SAME]


def test_another_institution_with_the_same_initials_is_not_the_affiliation() -> None:
    assert not Affiliation.of("Karlsvale Institute of Technology").in_text("Kolding Institute of Technology")


def test_the_town_tells_an_institution_that_has_no_name_of_its_own() -> None:
    college = Affiliation.of("The Royal College, Karlsvale")
    assert college.in_text("She is at the Royal College of Karlsvale.")
    assert not college.in_text("She is at the Royal College of Northmoor.")


def test_an_institution_that_both_have_does_not_settle_a_doubt() -> None:
    row = recipient(interest=None, affiliation="University of Karlsvale")
    papers = [
        _by("Ilse Varnholt", "Bao Lindemann", affiliations=("University of Karlsvale",)),
        _by("Ilse Varnholt", "Emil Roth", title=QUARKS, affiliations=("University of Karlsvale",)),
        _by("Ilse Varnholt", title="Teeth", affiliations=("University of Karlsvale",)),
    ]
    web = "Ilse Varnholt, University of Karlsvale, writes with Bao Lindemann."
    beside = "Ilse Varnholt, University of Karlsvale, writes with Emil Roth."
    verdicts = judge_papers(Identity.of(row), papers, web, [beside], doubtful=True)
    assert [one.standing for one in verdicts] == [SAME, OTHER, UNCERTAIN]


ORCID, ANOTHERS = "0000-0002-1825-0097", "0000-0001-5109-3700"


def _judged_papers(row: Any, *papers: Paper) -> list[tuple[Standing, str]]:
    return [(one.standing, one.reason) for one in judge_papers(Identity.of(row), papers, "")]


def test_the_orcid_of_the_row_tells_papers_of_namesakes_apart() -> None:
    row = recipient(fields={"orcid": ORCID})
    hers = paper("Tides", authors=("I. Varnholt",), abstract="Violins.", orcids=(ORCID,))
    others = paper("Coasts", authors=("Ilse Varnholt",), abstract="Coastal sediment transport.", orcids=(ANOTHERS,))
    assert _judged_papers(row, hers, others) == [
        (Standing.SAME, "lists I. Varnholt; the ORCID matches"),
        (Standing.OTHER, "lists this person, but the ORCID is another one's"),
    ]


def test_the_orcid_of_papers_that_are_surely_hers_tells_the_others_apart() -> None:
    row = recipient(affiliation="University of Karlsvale", interest="coastal sediment transport")
    abstract = "We measure coastal sediment transport."
    sure = paper("Tides", authors=("Ilse Varnholt", "Bao Lind"), abstract=abstract, orcids=(ORCID, ""),
                 affiliations=("University of Karlsvale",))  # fmt: skip
    same = paper("Violins", authors=("Ilse Varnholt", "Ada Quill"), abstract="Of wood.", orcids=(ORCID, ""))
    other = paper("Coasts", authors=("Ilse Varnholt", "Emil Roth"), abstract=abstract, orcids=(ANOTHERS, ""))
    assert [standing for standing, _ in _judged_papers(row, sure, same, other)] == [
        Standing.SAME,
        Standing.SAME,
        Standing.OTHER,
    ]
