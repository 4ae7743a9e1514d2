"""Names of many cultures, compared; every person is invented."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.name_match import NameMatch, best_match, name_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.domain.name_words import fold

SAME = [
    ("Prof. Dr. Ilse Varnholt", "Varnholt, Ilse"),
    ("Karl Müller", "Karl Mueller"),
    ("Karl Müller", "Karl Muller"),
    ("Søren Kjærgaard", "Soren Kjaergaard"),
    ("Małgorzata Łukowska", "Malgorzata Lukowska"),
    ("Mei-Ling Chen", "Meiling Chen"),
    ("Seán O'Dunnel", "Sean ODunnel"),
    ("Đặng Văn Tư", "Dang Van Tu"),
    ("Wibisono", "Wibisono"),
    ("김서봄", "김서봄"),
    ("Hassan al-Qaremi, PhD", "Hassan al-Qaremi"),
    ("Ludwig von Arnsfeld III", "Ludwig von Arnsfeld"),
    ("Đorđe Kolarin", "Djordje Kolarin"),
    ("Samir Al-Barqani", "Samir Albarqani"),
    ("Zdenka Štarkova", "Zdenka Shtarkova"),
    ("Ştefan Ţurlanu", "Stefan Turlanu"),
    ("İbrahim Çağdemir", "Ibrahim Cagdemir"),
    ("Gunnar Ó Súilvane", "Gunnar O Suilvane"),
    ("Vincent van der Holmwijk", "Van der Holmwijk, Vincent"),
    ("Abu Tariq al-Qaremi", "Abu Tariq Al Qaremi"),
    ("Varga-Lind, Ágnes", "Agnes Varga-Lind"),
    ("Ольга Жукарева", "Olga Zhukareva"),
    ("Γιώργος Παππαράς", "Giorgos Papparas"),
    ("გიორგი ბერვაძე", "Giorgi Bervadze"),
    ("Արամ Պետրովեան", "Aram Petrovean"),
    ("王小曼", "Wang Xiaoman"),
]
COMPATIBLE = [
    ("Ilse Varnholt", "I. Varnholt"),
    ("Ilse Varnholt", "I. M. Varnholt"),
    ("Ilse Varnholt", "Varnholt I"),
    ("Ilse Marie Varnholt", "Ilse Varnholt"),
    ("Jan van den Haverbeck", "J. Vandenhaverbeck"),
    ("Jan van den Haverbeck", "J. Haverbeck"),
    ("Gabriel José Calderón Ibarra", "G. Calderón"),
    ("Gabriel José Calderón Ibarra", "Gabriel Calderon Ibarra"),
    ("Ana Souza Limeira", "Ana Limeira"),
    ("Anna Schmidt-Rottwald", "A. Rottwald"),
    ("Wei Lian", "Lian Wei"),
    ("Szabados Ilka", "Ilka Szabados"),
    ("Nguyễn Thị Minh Khuê", "Minh Khue Nguyen"),
    ("Nguyễn Thị Minh Khuê", "Khue Nguyen"),
    ("Mei-Ling Chen", "M.-L. Chen"),
    ("Mei-Ling Chen", "M. Chen"),
    ("Hassan al-Qaremi", "H. Qaremi"),
    ("JK Orwin", "John K. Orwin"),
    ("Erik Holmqvist", "Eric Holmqvist"),
    ("Alexey Sorokhtin", "Aleksei Sorokhtin"),
    ("J. Robert Varn", "Robert Varn"),
    ("I. Varnholt", "Ingo Varnholt"),
    ("Þórunn Hraunberg", "Þ. Hraunberg"),
    ("Aleksei Zhorovkin", "Aleksey Jorovkin"),
    ("Kamran Khosrow-Panahi", "Kamran Khosropanahi"),
    ("Hsiao-Mei Tsengwan", "Xiaomei Zengwan"),
    ("Samir Al-Barqani", "Samir El-Barqani"),
    ("Đorđe Miljanović", "Djordje Miljanovic"),
    ("Weißmar Jörg", "Jorg Weissmar"),
    ("Søren Ørsvang", "Soren Oersvang"),
    ("José Antonio Garcés Ibarra", "José A. Garcés"),
    ("José Antonio Garcés Ibarra", "J. Garcés-Ibarra"),
    ("Maria da Silva Limeira", "M. S. Limeira"),
    ("Ludwig van Arnsfeld", "Arnsfeld, L. van"),
    ("A.P.J. Abdul Qaremi", "Abdul Qaremi"),
    ("R. K. Narvekar", "Ramesh Kumar Narvekar"),
    ("Anna Schmidt-Rottwald", "Anna Schmidt"),
    ("Jean-Luc Varnolt", "J. L. Varnolt"),
    ("Jean-Luc Varnolt", "Jean Varnolt"),
    ("O'Dunnel, Seán", "S. ODunnel"),
    ("Nguyễn Văn Khuê", "Van Khue Nguyen"),
    ("Đặng Thu Khuê", "Thu Khue Dang"),
    ("Li Na", "Na Li"),
    ("Wibisono", "Tommy Wibisono"),
    ("Николай Чебарёв", "Nikolai Chebarev"),
    ("Николай Чебарёв", "N. Chebarev"),
    ("Юлия Щербарова", "Iuliia Shcherbarova"),
    ("王小曼", "Xiaoman Wang"),
    ("张伟", "Wei Zhang"),
    ("김서봄", "Seo-bom Kim"),
]
POSSIBLE = [
    ("Mohammed Qaremi", "Muhammad Qaremi"),
    ("Fatemeh Qaremi", "Fatima Qaremi"),
    ("Giorgi Tsereli", "Georgi Tsereli"),
    ("Lian Wei", "W. Lian"),
    ("Szabados Ilka Maria", "I. M. Szabados"),
]
CONFLICTING = [
    ("Ilse Varnholt", "Karl Varnholt"),
    ("Ilse Varnholt", "Ingo Varnholt"),
    ("Ilse Varnholt", "K. Varnholt"),
    ("John Paul Orwin", "John David Orwin"),
    ("John P. Orwin", "John David Orwin"),
    ("Karin Holmqvist", "Karen Holmqvist"),
    ("Daniel Okonta", "Daniela Okonta"),
    ("Mei Chen", "Meiling Chen"),
    ("Li-Na Zhao", "Li-Hua Zhao"),
    ("Gabriel Calderón Ibarra", "Marta Calderón Ibarra"),
    ("Jan van den Haverbeck", "Piet van den Haverbeck"),
    ("Mansour Qaremi", "Mohammed Qaremi"),
    ("Zhang Min", "Yang Min"),
    ("Marco Belvedi", "Marca Belvedi"),
    ("王小曼", "王晓曼"),
]
DIFFERENT = [
    ("Ilse Varnholt", "Ilse Kolbe"),
    ("Thomas, James", "James, Thomas"),
    ("Wibisono", "Hartanto"),
    ("王小曼", "李小曼"),
    ("Ольга Жукарева", "Olga Petrova"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        *((*pair, NameMatch.EXACT) for pair in SAME),
        *((*pair, NameMatch.COMPATIBLE) for pair in COMPATIBLE),
        *((*pair, NameMatch.POSSIBLE) for pair in POSSIBLE),
        *((*pair, NameMatch.CONFLICTING) for pair in CONFLICTING),
        *((*pair, NameMatch.DIFFERENT) for pair in DIFFERENT),
    ],
)
def test_two_names_are_graded_the_same_in_both_directions(one: str, other: str, expected: NameMatch) -> None:
    assert name_match(person_name(one), person_name(other)) is expected
    assert name_match(person_name(other), person_name(one)) is expected


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Univ.-Prof. Ada Quill", "Ada Quill"),
        ("Professor Emeritus Ada Quill", "Ada Quill"),
        ("Distinguished Professor Ada Quill, Ph.D.", "Ada Quill"),
        ("Herr Prof. Dr. med. Emil Grün", "Emil Grün"),
        ("Varnholt, Ilse", "Ilse Varnholt"),
        ("Ms Wibisono", "Wibisono"),
    ],
)
def test_titles_and_degrees_are_not_part_of_a_name(written: str, bare: str) -> None:
    assert person_name(written).written == bare


def test_the_best_of_an_author_list_is_found() -> None:
    authors = ("Bao Lindemann", "Karl Varnholt", "I. Varnholt", "Ilse Varnholt")
    assert best_match(person_name("Prof. Ilse Varnholt"), authors) == (NameMatch.EXACT, "Ilse Varnholt")


def test_a_surname_with_closed_up_particles_is_found_in_an_author_list() -> None:
    assert best_match(person_name("Jan van den Haverbeck"), ["J. Vandenhaverbeck"])[0] is NameMatch.COMPATIBLE


def test_an_author_list_without_the_surname_does_not_match() -> None:
    assert best_match(person_name("Ilse Varnholt"), ["Ilse Kolbe", "Bao Lindemann"])[0] is NameMatch.DIFFERENT


def test_folding_knows_letters_that_have_no_accent_to_drop() -> None:
    assert fold("Łódź Ørsted Straße Ğülşen Ñandú") == "lodz orsted strasse gulsen nandu"
