"""Who a row means: mentions in text, pages about the person, papers by the person. Everybody is invented."""

from __future__ import annotations

from typing import Any

import pytest

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.pipeline.affiliation import Affiliation, institutions_in
from scribe_desktop.pipeline.identity import Identity, PageVerdict, Standing, judge_page, normalised_url
from scribe_desktop.pipeline.mentions import MentionKind, find_mentions
from scribe_desktop.pipeline.topic import Topic
from tests.factories import NOON, recipient

ILSE = recipient(affiliation="University of Karlsvale", interest="coastal sediment transport")
ORCID, ANOTHERS = "0000-0002-1825-0097", "0000-0001-5109-3700"


def _found(name: str, text: str) -> list[tuple[MentionKind, str]]:
    mentions = find_mentions(text, person_name(name))
    return [(one.kind, text[one.start : one.end]) for one in mentions.found]


def _others(name: str, text: str) -> tuple[str, ...]:
    return find_mentions(text, person_name(name)).others


def _judge(text: str, row: Any = ILSE, **changes: Any) -> PageVerdict:
    values: dict[str, Any] = {
        "url": "https://pages.example/about",
        "title": "A page",
        "text": text,
        "fetched_at": NOON,
        "content_hash": "0",
    }
    return judge_page(Identity.of(row), WebPage(**{**values, **changes}))


@pytest.mark.parametrize(
    ("name", "text", "kind", "found"),
    [
        ("Prof. Ilse Varnholt", "At Karlsvale Ilse Varnholt leads a group.", MentionKind.FULL, "Ilse Varnholt"),
        ("Ilse Varnholt", "See I. M. Varnholt et al.", MentionKind.INITIALS, "I. M. Varnholt"),
        ("Ilse Varnholt", "Kolbe, B., Varnholt, I., 2020.", MentionKind.INITIALS, "Varnholt, I."),
        ("Ilse Varnholt", "VARNHOLT, Ilse (chair)", MentionKind.FULL, "VARNHOLT, Ilse"),
        ("Ilse Varnholt", "In Varnholt's group we measure.", MentionKind.SURNAME, "Varnholt's"),
        ("Ilse Varnholt", "Ask Prof. Varnholt about it.", MentionKind.SURNAME, "Varnholt"),
        ("Karl Müller", "by Karl Mueller", MentionKind.FULL, "Karl Mueller"),
        ("Karl Mueller", "von Karl Müller", MentionKind.FULL, "Karl Müller"),
        ("Jan van den Haverbeck", "with Jan van den Haverbeck.", MentionKind.FULL, "Jan van den Haverbeck"),
        ("Gabriel José Calderón Ibarra", "Gabriel Calderón wrote it.", MentionKind.FULL, "Gabriel Calderón"),
        ("Wei Lian", "Professor Lian Wei teaches.", MentionKind.FULL, "Lian Wei"),
        ("Wibisono", "Here Wibisono speaks.", MentionKind.FULL, "Wibisono"),
        ("Hassan al-Qaremi", "Today Hassan al-Qaremi teaches.", MentionKind.FULL, "Hassan al-Qaremi"),
        ("Aleksei Zhorovkin", "At Karlsvale Aleksey Jorovkin teaches.", MentionKind.FULL, "Aleksey Jorovkin"),
        ("Mohammed Qaremi", "At Karlsvale Muhammad Qaremi teaches.", MentionKind.SIMILAR, "Muhammad Qaremi"),
        ("王晓岚", "教授王晓岚在大学研究泥沙", MentionKind.FULL, "王晓岚"),
    ],
)
def test_a_text_names_the_person(name: str, text: str, kind: MentionKind, found: str) -> None:
    mentions = _found(name, text)
    assert (kind, found.removesuffix("'s")) in [(one, where.removesuffix("'s").strip()) for one, where in mentions]


@pytest.mark.parametrize(
    ("name", "text", "other"),
    [
        ("Ilse Varnholt", "Karl Varnholt paints.", "Karl Varnholt"),
        ("Ilse Varnholt", "the work of K. Varnholt", "K. Varnholt"),
        ("Ilse Varnholt", "Varnholt, K., 2021.", "Varnholt, K."),
        ("Jan van den Haverbeck", "Piet van den Haverbeck sings.", "Piet van den Haverbeck"),
        ("Wibisono", "Budi Wibisono sells cars.", "Budi Wibisono"),
    ],
)
def test_a_text_names_somebody_else_of_the_surname(name: str, text: str, other: str) -> None:
    assert _found(name, text) == []
    assert _others(name, text) == (other,)


def test_a_text_without_the_surname_names_nobody() -> None:
    assert _found("Ilse Varnholt", "Ilse Kolbe and the varnish.") == []


def test_name_and_affiliation_make_it_the_person() -> None:
    verdict = _judge("Ilse Varnholt is a professor at Karlsvale University.")
    assert (verdict.standing, verdict.reason) == (Standing.SAME, "names this person; affiliation matches")


def test_name_and_topic_make_it_the_person() -> None:
    verdict = _judge("Ilse Varnholt measures how sediments are transported along coasts.")
    assert (verdict.standing, verdict.reason) == (Standing.SAME, "names this person; topic matches")


def test_a_namesake_of_another_field_is_somebody_else() -> None:
    verdict = _judge("Ilse Varnholt is a painter. She shows portraits in Northmoor.", title="Ilse Varnholt")
    assert verdict.standing is Standing.OTHER
    assert verdict.reason == "another person of this name: different field, no shared affiliation"
    assert not verdict.own


def test_a_namesake_of_the_same_field_elsewhere_is_in_doubt() -> None:
    verdict = _judge("Ilse Varnholt of Northmoor University studies coastal sediment transport.")
    assert verdict.standing is Standing.UNCERTAIN
    assert "Northmoor University is named and not University of Karlsvale" in verdict.reason


def test_another_given_name_is_somebody_else() -> None:
    verdict = _judge("Karl Varnholt studies coastal sediment transport at the University of Karlsvale.")
    assert (verdict.standing, verdict.reason) == (Standing.OTHER, "names Karl Varnholt, not this person")


def test_initials_need_more_than_the_topic() -> None:
    text = "I. Varnholt writes on coastal sediment transport"
    assert _judge(text).standing is Standing.UNCERTAIN
    assert _judge(f"{text} (University of Karlsvale).").standing is Standing.SAME


def test_a_surname_alone_needs_affiliation_and_topic() -> None:
    assert _judge("Prof. Varnholt teaches at the University of Karlsvale.").standing is Standing.OTHER
    text = "Prof. Varnholt of the University of Karlsvale measures coastal sediments and their transport."
    assert _judge(text).standing is Standing.SAME


def test_the_persons_email_address_settles_it() -> None:
    row = recipient(email="ilse@karlsvale.example", interest=None)
    assert _judge("Ilse Varnholt, Ilse@Karlsvale.example", row).standing is Standing.SAME


def test_a_page_of_the_email_domain_counts_as_the_affiliation() -> None:
    row = recipient(email="ilse@karlsvale.example", interest="botany")
    verdict = _judge("Ilse Varnholt, room 12.", row, url="https://geo.karlsvale.example/staff")
    assert verdict.reason == "names this person; email domain matches"


def test_a_public_mail_provider_is_no_affiliation() -> None:
    row = recipient(email="ilse@gmail.com", interest="botany")
    assert _judge("Ilse Varnholt, room 12.", row, url="https://gmail.com/about").standing is Standing.OTHER


def test_the_homepage_of_the_row_is_the_persons() -> None:
    row = recipient(homepage="varnholt.example/home/")
    verdict = _judge("Welcome to my page.", row, url="https://www.varnholt.example/home")
    assert (verdict.standing, verdict.own) == (Standing.SAME, True)


def test_what_is_said_about_others_on_a_list_does_not_count() -> None:
    text = "Ilse Varnholt paints." + " Filler text stands here." * 40 + " Bao Kolbe: coastal sediment transport."
    assert _judge(text).standing is Standing.OTHER


@pytest.mark.parametrize(
    ("interest", "text", "expected"),
    [
        ("NLP", "natural language processing", True),
        ("robotics, natural language processing", "an NLP group", True),
        ("NLP", "new laptops are expensive", False),
        ("coastal sediment transport", "sediments along coasts", True),
        ("coastal sediment transport", "the sediment in the wine", False),
        ("", "anything", False),
    ],
)
def test_a_topic_is_known_in_other_words(interest: str, text: str, expected: bool) -> None:
    assert Topic.of(interest).in_text(text) is expected


def test_a_row_with_nothing_but_a_name_leaves_doubt() -> None:
    assert _judge("Ilse Varnholt paints.", recipient(interest=None)).standing is Standing.UNCERTAIN


def test_no_page_verdict_guesses_a_gender() -> None:
    texts = (
        "Ilse Varnholt paints.",
        "Karl Varnholt",
        "Prof. Varnholt",
        "nobody",
        "I. Varnholt at Karlsvale University",
    )
    assert not any(word in f" {_judge(text).reason} " for text in texts for word in (" she ", " her ", " he ", " his "))


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("University of Karlsvale", "at Karlsvale University", True),
        ("Dept. of Geology, University of Karlsvale, Norland", "Karlsvale", True),
        ("Dept. of Geology, University of Karlsvale, Norland", "a geology club in Norland", False),
        ("Karlsvale Institute of Technology", "our KIT team", True),
        ("KIT", "the Karlsvale Institute of Technology", True),
        ("Universität Grünau", "Universitat Grunau", True),
        ("University of Karlsvale", "University of Northmoor", False),
        (None, "University of Karlsvale", False),
    ],
)
def test_an_affiliation_is_known_in_other_words(written: str | None, text: str, expected: bool) -> None:
    assert Affiliation.of(written).in_text(text) is expected


def test_names_of_institutions_are_read_from_a_text() -> None:
    text = "At Northmoor University, later the Delvenne Institute of Physics. Oxbow University Press. A university."
    assert institutions_in(text) == ["Northmoor University", "Delvenne Institute of Physics"]


def test_addresses_of_one_page_look_the_same() -> None:
    one = normalised_url("http://www.Karlsvale.example:80/people/?id=3#top")
    assert one == normalised_url("https://karlsvale.example/people?id=3")
    assert one != normalised_url("https://karlsvale.example/people?id=4")


@pytest.mark.parametrize("column", ["orcid", "orcid_id", "author_orcid"])
def test_an_orcid_on_a_page_is_the_persons_whatever_the_column_is_called(column: str) -> None:
    row = recipient(fields={column: f"https://orcid.org/{ORCID}"})
    verdict = _judge(f"I. Varnholt, violins. ORCID {ORCID}", row=row)
    assert (verdict.standing, verdict.reason) == (Standing.SAME, "has this person's ORCID")


def test_a_persons_own_page_with_another_orcid_is_a_namesakes() -> None:
    row = recipient(fields={"orcid": ORCID})
    text = f"Ilse Varnholt works on coastal sediment transport. ORCID {ANOTHERS}"
    verdict = _judge(text, row=row, title="Ilse Varnholt")
    assert (verdict.standing, verdict.reason) == (Standing.OTHER, "gives another ORCID than your list")
