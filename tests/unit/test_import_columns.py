"""Columns are matched by their headers, or as the person says."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.recipient import MAX_FIELD_NAME, MAX_FIELDS
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.columns import match_columns


def _uses(headers: list[str], mapping: dict[str, str] | None = None) -> list[str | None]:
    columns = match_columns(headers, mapping or {})
    return [columns.use_of(index) for index in range(len(headers))]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("name", "name"), ("NAME", "name"), ("Full Name", "name"), ("full-name", "name"), ("Recipient", "name"),
        ("recipient_name", "name"), ("Recipient.Name", "name"), ("Professor", "name"), ("professor name", "name"),
        ("interest", "interest"), ("Research", "interest"), ("Topic", "interest"), ("Field", "interest"),
        ("Research Interest", "interest"), ("research-area", "interest"), ("recipient_interest", "interest"),
        ("email", "email"), ("E-mail", "email"), ("Mail", "email"), ("E.Mail", "email"), ("Email address", "email"),
        ("affiliation", "affiliation"), ("University", "affiliation"), ("Institution", "affiliation"),
        ("uni", "affiliation"), ("Organisation", "affiliation"), ("Organization", "affiliation"),
        ("homepage", "homepage"), ("Website", "homepage"), ("URL", "homepage"), ("Web page", "homepage"),
        ("\ufeffname", "name"), (" Name ", "name"),
    ],
)  # fmt: skip
def test_known_headers_match_in_any_writing(header: str, field: str) -> None:
    assert _uses([header]) == [field]


@pytest.mark.parametrize(
    ("header", "placeholder"),
    [
        ("Met at", "met_at"),
        ("met_at", "met_at"),
        ("Paper (2024)", "paper_2024"),
        ("2024 paper", "_2024_paper"),
        ("Straße", "straße"),
        ("", "column_1"),
        ("???", "column_1"),
        ("x" * 100, "x" * MAX_FIELD_NAME),
    ],
)
def test_every_other_column_becomes_a_placeholder(header: str, placeholder: str) -> None:
    assert _uses([header]) == [placeholder]


def test_placeholders_that_collide_are_numbered() -> None:
    assert _uses(["Met at", "met-at", "MET AT", "x" * 64, "x" * 65]) == [
        "met_at", "met_at_2", "met_at_3", "x" * 64, "x" * 62 + "_2",
    ]  # fmt: skip


def test_first_and_last_name_columns_are_the_name_together() -> None:
    columns = match_columns(["Surname", "Given name", "topic"], {})
    assert columns.name == (1, 0)
    assert columns.fields == {"last_name": 0, "first_name": 1}


def test_a_last_name_alone_is_a_name_and_a_first_name_alone_is_none() -> None:
    assert match_columns(["last name", "topic"], {}).name == (0,)
    assert match_columns(["first name", "topic"], {}).name == ()


def test_a_name_column_goes_before_first_and_last_name() -> None:
    assert match_columns(["First name", "Last name", "Name"], {}).name == (2,)


def test_first_and_last_name_go_before_a_word_that_may_mean_something_else() -> None:
    columns = match_columns(["Prof", "First name", "Last name"], {})
    assert columns.name == (1, 2)
    assert columns.use_of(0) == "prof"


def test_of_two_columns_that_match_the_clearer_word_wins() -> None:
    assert _uses(["Field", "Research Interest"]) == ["field", "interest"]


def test_a_research_column_used_as_interest_leaves_the_placeholder_open() -> None:
    columns = match_columns(["name", "research"], {})
    assert columns.known["interest"] == 1
    assert "research" not in columns.fields


def test_the_mapping_goes_before_the_headers() -> None:
    mapping = {"Person": "name", "NAME": "ignore", "3": "met_at", "research topic": "interest"}
    assert _uses(["Name", "Person", "Where", "Research_Topic", "Topic"], mapping) == [
        None, "name", "met_at", "interest", "topic",
    ]  # fmt: skip


def test_a_header_that_is_a_number_is_found_before_the_column_of_that_number() -> None:
    assert _uses(["a", "1"], {"1": "name"}) == ["a", "name"]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"Nmae": "name"}, r"no column “Nmae” in the file\. Its columns are “Name”, “Topic”"),
        ({"9": "name"}, "no column “9”.*from 1 to 2"),
        ({"0": "name"}, "no column “0”"),
        ({"Name": "a b"}, "“Name” cannot be used as “a b”"),
        ({"Name": ""}, "“Name” cannot be used as “”"),
        ({"Name": "email", "Topic": "email"}, "“Name” and “Topic” cannot both be used as email"),
        ({"Name": "email", "name": "interest"}, "“name” is given two uses, email and interest"),
    ],
)
def test_a_mapping_that_cannot_be_followed_names_the_column(mapping: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        match_columns(["Name", "Topic"], mapping)


def test_columns_beyond_the_limit_are_not_used_and_those_without_header_go_first() -> None:
    headers = ["name", "", *(f"c{number}" for number in range(MAX_FIELDS))]
    columns = match_columns(headers, {})
    assert len(columns.fields) == MAX_FIELDS
    assert columns.unused == (1,)
