"""The sources of papers and books against a loopback server of their protocols: what they find."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.providers.io_loop import IoLoop
from tests.integration.paper_sources_world import (
    ILSE,
    ORCID,
    OTHER,
    REVIEWED,
    WORKS,
    Build,
    asked,
    titles,
)
from tests.papers_server import SERVICES, PapersServer, ServedAuthor, ServedWork

TIDAL_SORTING = Paper(
    id="",
    title="Tidal Sorting of Mixed Sediments",
    authors=("Bao Lindemann", "Ilse Marie Varnholt"),
    year=2024,
    abstract="We measure how tides sort sand & mud, and how mud comes back.",
    url="https://doi.org/10.5555/jcr.2024.17",
    venue="Journal of Coastal Records",
    affiliations=("Karlsvale University",),
    doi="10.5555/jcr.2024.17",
    orcids=("", ORCID),
)
"""A paper that all sources have, as each must give it."""


@pytest.fixture
def build(loop: IoLoop) -> Build:
    return Build(loop)


def test_openalex_gives_whole_papers(build: Build) -> None:
    with PapersServer(WORKS) as server:
        papers = asked(build, server, "openalex")
    assert titles(papers) == ["Dunes That Walk", "Tidal Sorting of Mixed Sediments", "Marsh Growth"]
    assert papers[1] == TIDAL_SORTING


def test_openalex_is_asked_who_it_may_be_then_for_their_works(build: Build) -> None:
    with PapersServer(WORKS) as server:
        asked(build, server, "openalex", limit=7)
        first, second = server.asked
    assert (first.path, first.query["search"]) == ("/authors", "Ilse Varnholt")
    assert (second.path, second.query["per-page"]) == ("/works", "7")
    assert second.query["filter"].startswith("author.id:A50")
    assert "mailto" not in {**first.query, **second.query}


def test_semantic_scholar_gives_whole_papers(build: Build) -> None:
    with PapersServer(WORKS) as server:
        papers = asked(build, server, "semantic-scholar")
    found = {one.title: one for one in papers}
    assert found["Tidal Sorting of Mixed Sediments"] == TIDAL_SORTING
    assert found["Marsh Growth"].url == "https://arxiv.org/abs/2301.00002"
    assert found["Marsh Growth"].doi == "10.48550/arxiv.2301.00002"
    assert found["Dunes That Walk"].doi == "10.5555/dunes"


def test_semantic_scholar_has_papers_of_a_namesake_to_tell_apart_without_their_affiliation_as_hers(
    build: Build,
) -> None:
    with PapersServer(WORKS) as server:
        found = {one.title: one for one in asked(build, server, "semantic-scholar")}
    assert found["Sand in the Mill"].affiliations == ()
    assert "Ink" not in found


def test_crossref_gives_whole_papers(build: Build) -> None:
    with PapersServer((*WORKS, REVIEWED)) as server:
        papers = asked(build, server, "crossref")
        (request,) = server.asked
    assert titles(papers) == ["Dunes That Walk", "Tidal Sorting of Mixed Sediments", "Sand in the Mill"]
    assert papers[1] == TIDAL_SORTING
    assert request.query["query.author"] == "Ilse Varnholt"


def test_crossref_title_keeps_its_subtitle_and_loses_its_markup(build: Build) -> None:
    work = ServedWork("How <i>Zostera</i> binds CO<sub>2</sub>", (ILSE,), 2024, doi="10.5555/z", subtitle="A Review")
    with PapersServer([work]) as server:
        (paper,) = asked(build, server, "crossref")
    assert paper.title == "How Zostera binds CO2: A Review"


def test_jats_abstract_becomes_plain_sentences(build: Build) -> None:
    results = "<jats:sec><jats:title>Results</jats:title><jats:p>Sand <jats:italic>moves</jats:italic>."
    abstract = f"Waves &lt; 2&#160;m</jats:p>{results}"
    with PapersServer([ServedWork("Waves", (ILSE,), doi="10.5555/w", abstract=abstract)]) as server:
        (paper,) = asked(build, server, "crossref")
    assert paper.abstract == "Waves < 2 m Results Sand moves."


def test_open_library_gives_whole_books(build: Build) -> None:
    with PapersServer(WORKS) as server:
        (book,) = asked(build, server, "open-library")
        url = server.url("open-library")
        (request,) = server.asked
    assert book == Paper(
        id="",
        title="The Patient Coast: A History of Sand",
        authors=("Ilse Marie Varnholt",),
        year=2019,
        abstract="Subjects: Coasts; Sediments.",
        url=f"{url}/works/OL6W",
        venue="Karlsvale University Press",
        kind=WorkKind.BOOK,
        isbn="9783161484100",
    )
    assert request.query["author"] == "Ilse Varnholt"


def test_publisher_of_a_book_with_several_is_left_open(build: Build) -> None:
    book = ServedWork("Sand", (ILSE,), 2019, venue="Karlsvale Press / Paperbacks of Ostlake", kind="book")
    with PapersServer([book]) as server:
        (found,) = asked(build, server, "open-library")
    assert found.venue is None


def test_mononym_is_found_and_written_as_it_is(build: Build) -> None:
    suharto = ServedAuthor("", "Wirawan", "Ostlake College")
    with PapersServer([ServedWork("Rice and Rain", (suharto,), doi="10.5555/rice")]) as server:
        (paper,) = asked(build, server, "crossref", "Wirawan")
    assert paper.authors == ("Wirawan",)


def test_wrong_orcid_is_not_kept(build: Build) -> None:
    wrong = ServedAuthor("Ilse", "Varnholt", orcid="0000-0002-1825-0098")
    with PapersServer([ServedWork("Waves", (wrong,), doi="10.5555/w")]) as server:
        (paper,) = asked(build, server, "crossref")
    assert paper.orcids == ()


@pytest.mark.parametrize("service", SERVICES)
def test_author_without_works_has_none(build: Build, service: str) -> None:
    with PapersServer([OTHER]) as server:
        assert asked(build, server, service) == []


@pytest.mark.parametrize("service", SERVICES)
def test_name_with_signs_of_a_query_is_sent_as_a_name(build: Build, service: str) -> None:
    with PapersServer(WORKS) as server:
        assert asked(build, server, service, "Ilse Varnholt & fields=x|y") == []
        (request, *_) = server.asked
    assert "Ilse Varnholt & fields=x|y" in request.query.values()


@pytest.mark.parametrize("service", ["openalex", "semantic-scholar", "crossref"])
def test_no_more_papers_come_than_asked_for_from_one_page(build: Build, service: str) -> None:
    many = [ServedWork(f"Paper {number}", (ILSE,), 1990 + number, doi=f"10.5555/{number}") for number in range(30)]
    with PapersServer(many) as server:
        papers = asked(build, server, service, limit=12)
        requests = len(server.asked)
    assert len(papers) == 12
    assert [one.year for one in papers] == sorted((one.year or 0 for one in papers), reverse=True)
    assert requests == (1 if service == "crossref" else 2)
