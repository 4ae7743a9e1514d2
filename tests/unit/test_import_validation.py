"""A row becomes a recipient, or the reasons why not."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.recipient import Recipient, normalise
from scribe_desktop.services.csv_safety import safe_cell
from scribe_desktop.services.importing.columns import match_columns
from scribe_desktop.services.importing.duplicates import SeenKeys
from scribe_desktop.services.importing.model import ProblemKind
from scribe_desktop.services.importing.validation import RowValidator

HEADERS = ["name", "interest", "email", "uni", "met at"]


def _check(*cells: str) -> tuple[Recipient | None, list[tuple[ProblemKind, str]]]:
    recipient, problems = RowValidator(match_columns(HEADERS, {})).check(7, cells)
    assert all(problem.line == 7 and problem.cells == cells for problem in problems)
    return recipient, [(problem.kind, problem.reason) for problem in problems]


def test_a_good_row_is_stripped_and_taken_apart() -> None:
    recipient, problems = _check(" Ilse Varnholt ", "tides", "i@karlsvale.example", "Karlsvale\u00a0", " NORDSYS ")
    assert recipient == Recipient(
        "Ilse Varnholt", "tides", "i@karlsvale.example", "Karlsvale", None, {"met_at": "NORDSYS"}
    )
    assert not problems


def test_missing_cells_at_the_end_count_as_empty() -> None:
    recipient, problems = _check("Ilse Varnholt", "tides")
    assert recipient == Recipient("Ilse Varnholt", "tides", fields={"met_at": ""})
    assert not problems


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    recipient, problems = _check("Ilse Varnholt", "tides", "", "", "", " ", "")
    assert recipient == Recipient("Ilse Varnholt", "tides", fields={"met_at": ""})
    assert not problems


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("Ilse", "tides", "", "", "", "more"), "has 6 fields, the header has 5"),
        (("  ", "tides", "", "", ""), "has no name"),
        (("I", "tides", "", "", ""), "has a name of one character, “I”; 2 to 255 are needed"),
        (("I" * 256, "tides", "", "", ""), "has a name of 256 characters; 255 are allowed"),
        (("Ilse", "t", "", "", ""), "has an interest of one character, “t”; 2 to 500 are needed"),
        (("Ilse", "t" * 501, "", "", ""), "has an interest of 501 characters; 500 are allowed"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(cells: tuple[str, ...], reason: str) -> None:
    assert _check(*cells) == (None, [(ProblemKind.ERROR, reason)])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("Ilse", "", "", "Karlsvale", ""), "has no interest; the affiliation is searched for instead"),
        (("Ilse", "", "", "", ""), "has no interest; only the name can be searched for instead"),
        (
            ("Ilse", "tides", "ilse(at)karlsvale", "", ""),
            "has “ilse(at)karlsvale” as its email, which is not an address; the draft gets no address",
        ),
        (
            ("Ilse", "tides", "a@k.example; b@k.example", "", ""),
            "has 2 email addresses; the first, a@k.example, is used",
        ),
        (("Ilse", "tides", "", "#N/A", ""), "has #N/A as “uni”, which counts as empty"),
        (("Ilse", "tides", "", "", "x" * 2001), "has 2,001 characters as “met at”; the first 2,000 are used"),
    ],
)
def test_a_row_that_is_used_with_a_warning(cells: tuple[str, ...], reason: str) -> None:
    recipient, problems = _check(*cells)
    assert recipient is not None
    assert recipient.name == "Ilse"
    assert problems == [(ProblemKind.WARNING, reason)]


@pytest.mark.parametrize(
    "cell", ["Ilse <i.v@karlsvale.example>", "mailto:i.v@karlsvale.example", "<i.v@karlsvale.example>"]
)
def test_an_address_is_taken_out_of_what_is_around_it(cell: str) -> None:
    recipient, problems = _check("Ilse", "tides", cell)
    assert recipient is not None
    assert recipient.email == "i.v@karlsvale.example"
    assert not problems


@pytest.mark.parametrize(
    "address",
    ["x", "a@b", "a@@b.example", "a b@c.example", "@b.example", "a@b..example", "a@" + "b" * 260 + ".example"],
)
def test_what_is_no_address_is_not_used_as_one(address: str) -> None:
    recipient, problems = _check("Ilse", "tides", address)
    assert recipient is not None
    assert recipient.email is None
    assert [kind for kind, _ in problems] == [ProblemKind.WARNING]


def test_line_breaks_inside_a_name_become_spaces() -> None:
    recipient, _ = _check("Ilse\nVarnholt", "tides and\n sand")
    assert recipient == Recipient("Ilse Varnholt", "tides and sand", fields={"met_at": ""})


def test_the_table_of_seen_keys_agrees_with_a_dict() -> None:
    seen, expected = SeenKeys(), {}
    for line in range(50_000):
        key = ("email", str(line * 7919 % 30_011))
        assert seen.first_line(key, line) == expected.get(key)
        expected.setdefault(key, line)


@pytest.mark.parametrize(
    ("text", "normal"),
    [("Prof. Ilse  VARNHOLT", "prof ilse varnholt"), ("Zoë-Łucja", "zoe łucja"), ("a_b", "a_b"), ("", ""), ("…", "")],
)
def test_names_are_compared_without_case_marks_and_accents(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_spreadsheet_would_run_gets_a_prefix(start: str) -> None:
    assert safe_cell(start + "1") == "'" + start + "1"
    assert safe_cell("1" + start) == "1" + start
