"""Telling people of one name apart among pages, and the doubt when two of them fit. Everybody is invented."""

from __future__ import annotations

from typing import Any

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.pipeline.identity import Identity, judge_page
from scribe_desktop.pipeline.namesakes import Settled, settle
from tests.factories import NOON, recipient

KARLSVALE = (
    "https://karlsvale.example/people/1",
    "Ilse Varnholt",
    "Ilse Varnholt is a professor at the Department of Geology of the University of Karlsvale. She studies coastal "
    "sediment transport in estuaries.",
)
NORTHMOOR = (
    "https://northmoor.example/people/7",
    "Ilse Varnholt",
    "Ilse Varnholt works at the Department of Oceanography of Northmoor University on coastal sediment transport.",
)
DENTIST = (
    "https://karlsvale.example/people/2",
    "Ilse Varnholt",
    "Ilse Varnholt, Clinic for Dentistry, University of Karlsvale. Fluoride varnish and the teeth of toddlers.",
)
PROGRAMME = (
    "https://openday.example/programme",
    "Programme",
    "Doors open at nine.\nIlse Varnholt, University of Karlsvale: coastal sediment transport of estuaries.\n"
    "Ilse Varnholt, Northmoor University: a history of the violin.\nIngo Varnholt, Lindhaven: birds.",
)


def _settled(*pages: tuple[str, str, str], **row: Any) -> Settled:
    values = {"affiliation": None, "interest": None, **row}
    identity = Identity.of(recipient(values.pop("name", "Ilse Varnholt"), **values))
    found = [WebPage(url, title, text, NOON, url) for url, title, text in pages]
    return settle(identity, [(page, judge_page(identity, page)) for page in found])


def _used(settled: Settled) -> list[str]:
    return [page.url for page, _ in settled.used]


def test_affiliation_and_topic_leave_no_doubt() -> None:
    settled = _settled(
        KARLSVALE, NORTHMOOR, affiliation="University of Karlsvale", interest="coastal sediment transport"
    )
    assert (_used(settled), settled.doubt) == ([KARLSVALE[0]], None)
    assert "Northmoor University" in settled.about_others[0]


def test_two_places_raise_doubt_where_only_the_topic_fits_and_are_not_mixed() -> None:
    settled = _settled(KARLSVALE, NORTHMOOR, interest="coastal sediment transport")
    assert len(settled.used) == 1
    assert settled.doubt == (
        "two people of this name fit what your list says, one at University of Karlsvale and one at Northmoor "
        "University"
    )
    ((_, left),) = settled.left
    assert "may be another person than on the pages that were used" in left.reason


def test_one_place_leaves_no_doubt() -> None:
    news = ("https://news.karlsvale.example/4", "News", "Ilse Varnholt of the University of Karlsvale found gold.")
    settled = _settled(KARLSVALE, news, interest="coastal sediment transport")
    assert (_used(settled), settled.doubt) == ([KARLSVALE[0], news[0]], None)


def test_a_page_that_names_both_places_joins_them() -> None:
    moved = (NORTHMOOR[0], NORTHMOOR[1], f"{NORTHMOOR[2]} Before, she was at the University of Karlsvale.")
    settled = _settled(KARLSVALE, moved, interest="coastal sediment transport")
    assert (len(settled.used), settled.doubt) == (2, None)


def test_two_fields_at_the_institution_of_the_row_raise_doubt() -> None:
    settled = _settled(KARLSVALE, DENTIST, affiliation="University of Karlsvale")
    assert len(settled.used) == 1
    assert settled.doubt is not None
    assert settled.doubt.startswith("two people of this name fit")


def test_two_given_names_raise_doubt_where_the_row_has_an_initial() -> None:
    ingo = (NORTHMOOR[0], "Ingo Varnholt", NORTHMOOR[2].replace("Ilse", "Ingo"))
    settled = _settled(KARLSVALE, ingo, name="I. Varnholt", interest="coastal sediment transport")
    assert len(settled.used) == 1
    assert settled.doubt is not None


def test_nothing_but_a_name_is_always_in_doubt() -> None:
    settled = _settled(KARLSVALE)
    assert settled.doubt == "the best page found names this person; the row gives nothing else to compare"


def test_lines_about_others_are_known() -> None:
    settled = _settled(
        KARLSVALE, PROGRAMME, affiliation="University of Karlsvale", interest="coastal sediment transport"
    )
    assert settled.lines_of_others == {
        "Ilse Varnholt, Northmoor University: a history of the violin.",
        "Ingo Varnholt, Lindhaven: birds.",
    }
    assert "violin" in settled.about_others[0]


def test_a_page_about_the_person_gives_another_spelling_of_the_name() -> None:
    page = (KARLSVALE[0], "X", KARLSVALE[2].replace("Ilse Varnholt", "Hsiao-Mei Tsengwan (Xiaomei Zengwan)"))
    row = {"affiliation": "University of Karlsvale", "interest": "coastal sediment transport"}
    settled = _settled(page, name="Hsiao-Mei Tsengwan", **row)
    assert [one.written for one in settled.identity.spellings] == ["Xiaomei Zengwan"]
    other_script = (page[0], "X", KARLSVALE[2].replace("Ilse Varnholt", "Ильза Варнхольт (Ilza Varnholt)"))
    settled = _settled(other_script, name="Ильза Варнхольт", **row)
    assert [one.written for one in settled.identity.spellings] == ["Ilza Varnholt"]


def test_what_stands_in_brackets_behind_a_name_is_mostly_no_name() -> None:
    for bracket in ("Karlsvale University", "Team Leader", "she/her", "2019", "Visiting Professor", "Emil Roth"):
        page = (KARLSVALE[0], "X", KARLSVALE[2].replace("Ilse Varnholt", f"Ilse Varnholt ({bracket})"))
        settled = _settled(page, affiliation="University of Karlsvale", interest="coastal sediment transport")
        assert settled.identity.spellings == ()


def test_who_is_suggested_does_not_depend_on_the_order_in_which_pages_were_read() -> None:
    short = (NORTHMOOR[0], "Staff", NORTHMOOR[2].replace("Ilse Varnholt", "I. Varnholt"))
    for pages in ((KARLSVALE, short), (short, KARLSVALE)):
        settled = _settled(*pages, interest="coastal sediment transport")
        assert _used(settled) == [KARLSVALE[0]]
    for pages in ((KARLSVALE, NORTHMOOR), (NORTHMOOR, KARLSVALE)):
        assert _used(_settled(*pages, interest="coastal sediment transport")) == [KARLSVALE[0]]


def test_beside_the_page_that_settles_it_a_namesake_with_the_same_topic_is_not_used() -> None:
    settled = _settled(KARLSVALE, NORTHMOOR, interest="coastal sediment transport", homepage=NORTHMOOR[0])
    assert (_used(settled), settled.doubt) == ([NORTHMOOR[0]], None)


def test_two_departments_of_the_place_that_the_pages_give_are_not_mixed() -> None:
    settled = _settled(KARLSVALE, DENTIST, interest="coastal sediment transport")
    assert _used(settled) == [KARLSVALE[0]]
