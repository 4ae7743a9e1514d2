"""Who a row means: mentions in text, pages about the person, papers by the person. Everybody is invented."""

from __future__ import annotations

from typing import Any

import pytest

from scribe_desktop.domain.evidence import Paper, WebPage
from scribe_desktop.domain.names import person_name
from scribe_desktop.pipeline.affiliation import Affiliation, institutions_in
from scribe_desktop.pipeline.identity import Identity, PageVerdict, Standing, judge_page, normalised_url
from scribe_desktop.pipeline.mentions import MentionKind, find_mentions
from scribe_desktop.pipeline.paper_identity import judge_papers
from scribe_desktop.pipeline.topic import Topic
from tests.factories import NOON, paper, recipient

ILSE = recipient(affiliation="University of Karlsvale", interest="coastal sediment transport")


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


# --- papers ------------------------------------------------------------------------------------

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
