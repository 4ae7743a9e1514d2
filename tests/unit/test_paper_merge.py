"""Merging records of several sources: what is one paper, what stays two, and which fields are kept."""

from __future__ import annotations

from typing import Any

import pytest

from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.pipeline.paper_merge import merge_papers
from tests.factories import paper

ILSE, BAO, ADA = "Ilse Varnholt", "Bao Lindemann", "Ada Quill"
TITLE = "Tidal Sorting of Mixed Sediments"
ORCID = "0000-0002-1825-0097"


def record(title: str = TITLE, **changes: Any) -> Paper:
    values = {"id": "", "authors": (ILSE, BAO), "year": 2024, "url": "", "abstract": "", **changes}
    return paper(title, **values)


def count(*records: Paper) -> int:
    """How many papers the records of as many sources are."""
    return len(merge_papers([[one] for one in records]))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # by DOI, in all its writings
        ({"doi": "10.5555/a1"}, {"doi": "10.5555/A1", "title": "Otherwise Named"}),
        ({"doi": "https://doi.org/10.5555/a1"}, {"doi": "10.5555/a1", "title": "Otherwise Named"}),
        ({"doi": "doi:10.5555/a1"}, {"doi": "http://dx.doi.org/10.5555/A1", "title": "Otherwise Named"}),
        ({"url": "https://doi.org/10.5555/a1"}, {"doi": "10.5555/a1", "title": "Otherwise Named"}),
        ({"doi": "10.5555/s0021(98)1"}, {"doi": "https://doi.org/10.5555/S0021(98)1", "title": "Otherwise Named"}),
        ({"doi": "10.5555/a%2Fb"}, {"doi": "10.5555/a/b", "title": "Otherwise Named"}),
        ({"doi": "10.5555/a1", "year": 1999, "authors": ()}, {"doi": "10.5555/a1", "authors": (ADA,)}),
        # by arXiv number, versions and old numbers included
        ({"url": "https://arxiv.org/abs/2401.00007"}, {"doi": "10.48550/arXiv.2401.00007", "title": "Renamed"}),
        ({"url": "https://arxiv.org/abs/2401.00007v1"}, {"url": "http://arxiv.org/pdf/2401.00007v3", "title": "Re"}),
        ({"url": "https://arxiv.org/abs/math.GT/0309136"}, {"doi": "10.48550/arxiv.math/0309136", "title": "Re"}),
        # by title
        ({}, {}),
        ({}, {"title": "TIDAL SORTING OF MIXED SEDIMENTS"}),
        ({}, {"title": "Tidal sorting of mixed sediments."}),
        ({}, {"title": "Tidal-Sorting of Mixed Sediments"}),
        ({}, {"title": "Tidalsorting of mixed sediments"}),
        ({}, {"title": "Tidal Sorting of Mixed Sediment"}),
        ({"title": "Modelling the Colour of Estuaries"}, {"title": "Modeling the color of estuaries"}),
        ({"title": "Characterisation of Küste Sands"}, {"title": "Characterization of Kueste sands"}),
        ({"title": "“Patient” Coasts: a view"}, {"title": "'Patient' coasts – A View"}),
        ({}, {"year": 2023}),
        ({}, {"year": None}),
        ({}, {"authors": ("I. Varnholt",)}),
        ({}, {"authors": ("Varnholt, Ilse", ADA)}),
        ({"authors": ("Jürgen Ødegård",)}, {"authors": ("Jurgen Odegard",)}),
        ({"title": f"{TITLE}: Evidence from Karlsvale"}, {}),
        # a manuscript and what a journal made of it
        ({"doi": "10.48550/arxiv.2201.1", "year": 2021}, {"doi": "10.5555/a1", "year": 2024}),
        ({"doi": "10.1101/2021.01.01.1"}, {"doi": "10.5555/a1"}),
        ({"doi": "10.5281/zenodo.1"}, {"doi": "10.48550/arxiv.2201.1"}),
        # a title that says little, when all the rest agrees
        ({"title": "Editorial", "venue": "Tides"}, {"title": "Editorial", "venue": "Tides"}),
    ],
)
def test_records_of_one_paper_become_one(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert count(record(**first), record(**second)) == 1
    assert count(record(**second), record(**first)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"title": f"{TITLE}, Part I"}, {"title": f"{TITLE}, Part II"}),
        ({"title": f"{TITLE} I"}, {"title": f"{TITLE} II"}),
        ({"title": f"{TITLE}. 1. Theory"}, {"title": f"{TITLE}. 2. Theory"}),
        ({"title": f"{TITLE}: Part 2"}, {}),
        ({"title": f"{TITLE}: Reply"}, {}),
        ({"title": f"{TITLE} – Corrigendum"}, {}),
        ({"title": f"Comment on {TITLE}"}, {}),
        ({"title": f"Erratum: {TITLE}"}, {}),
        ({"title": "Absorption of Tidal Waves by Sand"}, {"title": "Adsorption of Tidal Waves by Sand"}),
        ({"title": "Hypertension in Older Divers"}, {"title": "Hypotension in Older Divers"}),
        ({"title": "Tides With Sand in Summer"}, {"title": "Tides With Sand in Winter"}),
        ({"title": "Tides of 2019 at Karlsvale"}, {"title": "Tides of 2020 at Karlsvale"}),
        ({"title": "Phase A of the Estuary Study"}, {"title": "Phase B of the Estuary Study"}),
        ({"title": "Sorting of Sand by Mud"}, {"title": "Sorting of Mud by Sand"}),
        ({}, {"year": 2020}),
        ({}, {"authors": (ADA,)}),
        ({}, {"authors": ("Karl Varnholt",)}),
        ({}, {"authors": ()}),
        ({"doi": "10.5555/a1"}, {"doi": "10.5555/b2"}),
        ({"doi": "10.5555/a1", "venue": "Tides"}, {"doi": "10.5555/conf.7", "venue": "Proceedings of Mud"}),
        ({"doi": "10.48550/arxiv.2001.1", "year": 2018}, {"doi": "10.5555/a1", "year": 2024}),
        ({"url": "https://arxiv.org/abs/2401.00007", "title": "One"}, {"url": "https://arxiv.org/abs/2401.00008"}),
        ({"title": "Introduction", "venue": "Tides"}, {"title": "Introduction", "venue": "Mud"}),
        ({"title": "Editorial", "year": 2024}, {"title": "Editorial", "year": 2023}),
        ({"title": f"{TITLE}: A View", "authors": (ILSE, ADA)}, {}),
        ({"kind": WorkKind.BOOK}, {}),
        ({"title": ""}, {"title": ""}),
    ],
)
def test_records_that_may_be_of_two_papers_stay_two(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert count(record(**first), record(**second)) == 2
    assert count(record(**second), record(**first)) == 2


def test_manuscript_known_to_be_of_a_published_paper_joins_what_was_two() -> None:
    manuscript = record(
        "First Thoughts on Sand", url="https://arxiv.org/abs/2401.00007", doi="10.48550/arxiv.2401.00007"
    )
    published = record("Sand, Thought Through", doi="10.5555/a1")
    both = record("Sand, Thought Through", url="https://arxiv.org/abs/2401.00007", doi="10.5555/a1")
    assert len(merge_papers([[manuscript], [published], [both]])) == 1


def test_two_published_papers_are_not_joined_by_a_record_without_doi() -> None:
    assert count(record(doi="10.5555/a1"), record(), record(doi="10.5555/b2")) == 2


def test_order_is_that_in_which_papers_were_found() -> None:
    one, two, three = record("One of Many Tides"), record("Two of Many Sands"), record("Three of Many Dunes")
    assert [one.title for one in merge_papers([[one, two], [three, one]])] == [one.title, two.title, three.title]


def test_single_record_stays_as_it_is() -> None:
    alone = record(TITLE.upper(), sources=("arXiv",))
    assert merge_papers([[alone], []]) == [alone]


def test_nothing_merges_to_nothing() -> None:
    assert merge_papers([]) == []


def test_each_field_comes_from_the_record_that_knows_it_best() -> None:
    arxiv = record(
        authors=("Ilse Varnholt", "Bao Lindemann"),
        year=2022,
        url="https://arxiv.org/abs/2201.00007",
        doi="10.48550/arxiv.2201.00007",
        abstract="We measure how tides sort mixed sediments, at length.",
        sources=("arXiv",),
    )
    crossref = record(
        title=TITLE.upper(),
        authors=("I. Varnholt", "B. Lindemann"),
        year=2024,
        url="https://doi.org/10.5555/a1",
        doi="10.5555/A1",
        venue="Journal of Coastal Records",
        affiliations=("Karlsvale University",),
        orcids=(ORCID, ""),
        sources=("Crossref",),
    )
    openalex = record(
        url="https://doi.org/10.5555/a1",
        doi="10.5555/a1",
        abstract="Short.",
        affiliations=("University of Karlsvale",),
        sources=("OpenAlex",),
    )
    (merged,) = merge_papers([[arxiv], [crossref], [openalex]])
    assert merged == Paper(
        id="",
        title=TITLE,
        authors=("Ilse Varnholt", "Bao Lindemann"),
        year=2024,
        abstract="We measure how tides sort mixed sediments, at length.",
        url="https://doi.org/10.5555/a1",
        venue="Journal of Coastal Records",
        affiliations=("Karlsvale University", "University of Karlsvale"),
        doi="10.5555/a1",
        sources=("arXiv", "Crossref", "OpenAlex"),
        orcids=(ORCID, ""),
    )
    assert merged.orcid_of("Ilse Varnholt") == ORCID
    assert merged.orcid_of("Bao Lindemann") == ""


def test_year_and_venue_come_from_one_record() -> None:
    manuscript = record(doi="10.48550/arxiv.2201.1", year=2022, venue="arXiv (Ostlake College)")
    published = record(doi="10.5555/a1", year=2024, venue="Tides")
    (merged,) = merge_papers([[manuscript], [published]])
    assert (merged.year, merged.venue, merged.doi) == (2024, "Tides", "10.5555/a1")


def test_the_longer_author_list_and_the_subtitle_are_kept() -> None:
    short = record(doi="10.5555/a1", authors=(ILSE,))
    long = record(
        f"{TITLE}: A View From Karlsvale", doi="10.5555/a1", authors=("I. Varnholt", "B. Lindemann", "A. Quill")
    )
    (merged,) = merge_papers([[short], [long]])
    assert merged.authors == long.authors
    assert merged.title == long.title
