"""More sources of papers, and books, through the program as a person runs it. All people and works are invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.world import World
from tests.papers_server import Canned, ServedAuthor, ServedWork
from tests.ready_folder import put_database

HEADER = "name,email,interest,affiliation\n"
VARNHOLT = "Prof. Ilse Varnholt,varnholt@karlsvale.example,coastal sediment transport,Karlsvale University\n"
TEMPLATE = "Dear {{ name }},\n\nI have read your paper {{ paper }} with interest.\n\nMaya Lindqvist\n"
BOOK_TEMPLATE = "Dear {{ name }},\n\nOur reading group would like to read {{ book }} together.\n\nMaya Lindqvist\n"
TIDAL = "Tidal Sorting of Mixed Sediments in a Shallow Estuary"
ALL = "arxiv,openalex,semantic_scholar,crossref"

ILSE = ServedAuthor("Ilse", "Varnholt", "Karlsvale University", "0000-0002-1825-0097")
KARL = ServedAuthor("Karl", "Varnholt", "Ostlake College")
NOTES = "Coastal Sediment Transport: Notes From Karlsvale"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        put_database(tmp_path / "data")
        yield made


def run(world: World, template: str, **changes: str) -> dict[str, Any]:
    people = world.write("people.csv", HEADER + VARNHOLT)
    done = world.scribe("run", people, "--template", world.write("template.txt", template), "--json", **changes)
    assert done.code == 0, done.out + done.err
    (email,) = done.json["emails"]
    return dict(email)


def test_book_template_gets_an_exact_title_that_the_check_supports(world: World) -> None:
    world.libraries.works += [
        ServedWork("Coastal Sediment Transport", (ILSE,), 2011, venue="Karlsvale University Press", kind="book",
                   subtitle="Notes From Karlsvale", isbns=("9783161484100",)),
        ServedWork("Sediment Songs", (KARL,), 2015, kind="book"),
    ]  # fmt: skip
    email = run(world, BOOK_TEMPLATE)
    assert f'read "{NOTES}" together' in email["email_message"]
    assert (email["review_state"], email["is_confident"]) == ("ready", True)
    (claim,) = [one for one in email["evidence"] if NOTES in one["claim"]]
    assert (claim["kind"], claim["source_url"]) == ("book", f"{world.libraries.url('open-library')}/works/OL1W")
    (book,) = email["metadata"]["books"]
    assert (book["year"], book["publisher"], book["isbn"]) == (2011, "Karlsvale University Press", "9783161484100")
    assert world.arxiv.queries == []
    assert [one.query["author"] for one in world.libraries.asked] == ["Ilse Varnholt"]


def test_book_template_keeps_a_gap_when_only_a_namesake_has_books(world: World) -> None:
    world.libraries.works.append(ServedWork("Songs of the Sediment", (KARL,), 2015, kind="book"))
    email = run(world, BOOK_TEMPLATE)
    assert "[book: not found]" in email["email_message"]
    assert email["review_state"] == "needs_review"


def test_four_sources_give_one_paper_that_names_them_all(world: World) -> None:
    world.libraries.works.append(
        ServedWork(TIDAL, (ILSE, ServedAuthor("Bao", "Lindemann")), 2025, doi="10.5555/JED.7", arxiv="2402.11001",
                   venue="Journal of Estuarine Dynamics", abstract="We follow sand and mud.")
    )  # fmt: skip
    email = run(world, TEMPLATE, SCRIBE_PAPER_SOURCES=ALL)
    listed = [one for one in email["metadata"]["arxiv_papers"] if one["title"] == TIDAL]
    assert [one["sources"] for one in listed] == [["arXiv", "OpenAlex", "Semantic Scholar", "Crossref"]]
    assert (listed[0]["doi"], listed[0]["arxiv_url"]) == ("10.5555/jed.7", "https://doi.org/10.5555/jed.7")
    assert "papers_problem" not in email["metadata"]


def test_source_that_is_down_is_named_and_the_draft_rests_on_the_others(world: World) -> None:
    world.libraries.canned["crossref"] = [Canned(503, "{}")] * 9
    email = run(world, TEMPLATE, SCRIBE_PAPER_SOURCES="arxiv,crossref")
    assert f'"{TIDAL}"' in email["email_message"]
    assert email["review_state"] == "ready"
    assert email["metadata"]["papers_problem"].startswith("Crossref at 127.0.0.1")


def test_only_the_chosen_sources_are_asked(world: World) -> None:
    run(world, TEMPLATE)
    assert world.libraries.asked == []
    asked = len(world.arxiv.queries)
    run(world, TEMPLATE, SCRIBE_PAPER_SOURCES="crossref", SCRIBE_DATA_DIR=str(world.folder / "other"))
    assert {one.service for one in world.libraries.asked} == {"crossref"}
    assert len(world.arxiv.queries) == asked


def test_doctor_looks_at_each_chosen_source(world: World) -> None:
    world.libraries.canned["crossref"] = [Canned(500, "{}")] * 2
    world.libraries.canned["open-library"] = [Canned(500, "{}")] * 2
    done = world.scribe("doctor", "--json", SCRIBE_PAPER_SOURCES="arxiv,openalex,crossref")
    found = {one["check"]: one for one in done.json}
    healths = {name: one["health"] for name, one in found.items() if name.startswith(("Papers", "Books"))}
    assert healths == {
        "Papers (arXiv)": "ok",
        "Papers (OpenAlex)": "ok",
        "Papers (Crossref)": "problem",
        "Books": "note",
    }
    assert done.code == 3


def test_source_that_there_is_none_of_is_refused_with_the_choices(world: World) -> None:
    done = world.scribe("doctor", SCRIBE_PAPER_SOURCES="arxiv,jstor")
    assert done.code == 2
    assert "'jstor'" in done.err
    assert "semantic_scholar" in done.err
