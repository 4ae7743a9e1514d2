"""Files of recipients from end to end: previewed, read, their problems saved to mend."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import InputError
from scribe_desktop.services import recipient_import
from scribe_desktop.services.recipient_import import (
    ImportedRow,
    ProblemKind,
    RowProblem,
    open_pasted,
    open_recipients,
    write_problems_csv,
)

MESSY = """Full name;Field;Mail;Uni;met_at
Prof. Ilse Varnholt;coastal sediment transport;varnholt@karlsvale.example;Karlsvale University;NORDSYS 2025
Dr. Tunde Abiodun-Reyes;"low-resource; translation";tar@hartmoor.example;Hartmoor College;
;no name here;;;
Henrike Oduya;ice cores;oduya(at)nordby;Nordby;
"Bao "Lindemann;tides;;Karlsvale University;
Zoë Köhlmoos;tides;z@karlsvale.example;Karlsvale University;x;y
Ilse Varnholt;sediment;VARNHOLT@karlsvale.example;;
Ravi Tikkala;;;Rauma;
"""


def _write(folder: Path, text: str, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def _split(found: Iterable[ImportedRow | RowProblem]) -> tuple[list[ImportedRow], list[RowProblem]]:
    every = list(found)
    return [one for one in every if isinstance(one, ImportedRow)], [one for one in every if isinstance(one, RowProblem)]


def test_good_rows_go_on_around_bad_ones(tmp_path: Path) -> None:
    rows, problems = _split(open_recipients(_write(tmp_path, MESSY)).rows())
    assert [(row.line, row.duplicate_of) for row in rows] == [(2, None), (3, None), (5, None), (8, 2), (9, None)]
    assert [(one.line, one.kind, one.reason.split(";")[0]) for one in problems] == [
        (4, ProblemKind.ERROR, "has no name"),
        (5, ProblemKind.WARNING, "has “oduya(at)nordby” as its email, which is not an address"),
        (6, ProblemKind.ERROR, "has text after a closing quotation mark"),
        (7, ProblemKind.ERROR, "has 6 fields, the header has 5"),
        (9, ProblemKind.WARNING, "has no interest"),
    ]
    assert rows[1].recipient == Recipient(
        "Dr. Tunde Abiodun-Reyes",
        "low-resource; translation",
        "tar@hartmoor.example",
        "Hartmoor College",
        fields={"met_at": ""},
    )


def test_the_preview_shows_how_the_file_is_read(tmp_path: Path) -> None:
    preview = open_recipients(_write(tmp_path, MESSY)).preview(rows=2)
    assert (preview.encoding, preview.encoding_certain, preview.delimiter) == ("utf-8", True, ";")
    assert [(one.header, one.field) for one in preview.columns] == [
        ("Full name", "name"), ("Field", "interest"), ("Mail", "email"), ("Uni", "affiliation"), ("met_at", "met_at"),
    ]  # fmt: skip
    assert preview.columns[0].samples[0] == "Prof. Ilse Varnholt"
    assert [row["name"] for row in preview.rows] == ["Prof. Ilse Varnholt", "Dr. Tunde Abiodun-Reyes"]
    assert (preview.row_count, preview.usable_count, preview.duplicate_count) == (8, 5, 1)
    assert preview.problem_count == len(preview.problems) == 6
    assert [one.sentence for one in preview.problems if one.kind is ProblemKind.DUPLICATE] == [
        "Line 8 is the same person as line 2."
    ]


def test_the_preview_keeps_no_more_problems_than_asked_for(tmp_path: Path) -> None:
    preview = open_recipients(_write(tmp_path, MESSY)).preview(problems=2)
    assert len(preview.problems) == 2
    assert preview.problem_count == 6


def test_duplicates_are_skipped_unless_kept_and_told_either_way(tmp_path: Path) -> None:
    file = open_recipients(_write(tmp_path, MESSY))
    problems: list[RowProblem] = []
    assert len(list(file.recipients(problems.append))) == 4
    assert [one.line for one in problems if one.kind is ProblemKind.DUPLICATE] == [8]
    assert len(list(file.recipients(lambda _: None, keep_duplicates=True))) == 5


def test_the_same_name_and_affiliation_without_an_address_is_a_duplicate(tmp_path: Path) -> None:
    text = (
        "name,interest,uni\nZoë Żak,a b,Karlsvale\nzoe  zak.,c d,KARLSVALE\nZoë Żak,e f,Nordby\nZoe Żak,g h,Karlsvale\n"
    )
    rows, _ = _split(open_recipients(_write(tmp_path, text)).rows())
    assert [row.duplicate_of for row in rows] == [None, 2, None, 2]


def test_first_and_last_name_columns_are_put_together(tmp_path: Path) -> None:
    file = open_recipients(_write(tmp_path, "last name,first name,topic\nVarnholt,Ilse,tides\n,Bao,ice\n"))
    rows, _ = _split(file.rows())
    assert [row.recipient.name for row in rows] == ["Ilse Varnholt", "Bao"]
    assert rows[0].recipient.fields == {"last_name": "Varnholt", "first_name": "Ilse"}
    assert file.preview().rows[0]["name"] == "Ilse Varnholt"


def test_a_mapping_says_which_column_is_what(tmp_path: Path) -> None:
    path = _write(tmp_path, "Persona,Tema,Nota\nIlse Varnholt,mareas,x\n")
    (row,), _ = _split(open_recipients(path, {"persona": "name", "2": "interest", "Nota": "ignore"}).rows())
    assert row.recipient == Recipient("Ilse Varnholt", "mareas")


def test_a_file_without_a_name_column_can_be_previewed_but_not_read(tmp_path: Path) -> None:
    file = open_recipients(_write(tmp_path, 'Persona,Tema\nIlse Varnholt,mareas\n"Bao"x,hielo\n'))
    preview = file.preview()
    assert not preview.has_name
    assert preview.row_count == 2
    assert preview.usable_count == 0
    assert [one.header for one in preview.columns] == ["Persona", "Tema"]
    assert preview.rows[0]["persona"] == "Ilse Varnholt"
    assert "has no column for the name" in preview.problems[0].reason
    assert [one.line for one in preview.problems] == [1, 3]
    with pytest.raises(InputError, match=r"people\.csv: line 1 has no column for the name: .*“Persona”, “Tema”.*--map"):
        file.rows()


@pytest.mark.parametrize(
    "first", ["Ilse Varnholt,tides,i@karlsvale.example", "Bao Lindemann,glacier ice,", "x,https://karlsvale.example,y"]
)
def test_a_file_without_a_header_says_so(tmp_path: Path, first: str) -> None:
    path = _write(tmp_path, f"{first}\nRavi Tikkala,optics,r@rauma.example\n")
    with pytest.raises(InputError, match=r"looks like a person, not like a header.*--map 1=name"):
        open_recipients(path).rows()


def test_a_file_without_a_header_is_read_by_column_numbers(tmp_path: Path) -> None:
    path = _write(tmp_path, "Ilse Varnholt,tides,NORDSYS\nBao Lindemann,ice,\n")
    file = open_recipients(path, {"1": "name", "2": "interest"})
    rows, _ = _split(file.rows())
    assert [(row.line, row.recipient.name) for row in rows] == [(1, "Ilse Varnholt"), (2, "Bao Lindemann")]
    assert file.headers == ("Column 1", "Column 2", "Column 3")
    assert rows[0].recipient.fields == {"column_3": "NORDSYS"}


def test_column_numbers_with_a_foreign_header_do_not_make_it_a_person(tmp_path: Path) -> None:
    path = _write(tmp_path, "Nombre,Tema\nIlse Varnholt,mareas\nBao Lindemann,hielo\n")
    rows, _ = _split(open_recipients(path, {"1": "name", "2": "interest"}).rows())
    assert [row.recipient.name for row in rows] == ["Ilse Varnholt", "Bao Lindemann"]


def test_a_title_above_the_header_is_left_out_and_told(tmp_path: Path) -> None:
    path = _write(tmp_path, "\nProfessors, spring 2026\n\nname,interest\nIlse Varnholt,tides\n")
    rows, problems = _split(open_recipients(path).rows())
    assert [row.line for row in rows] == [5]
    assert [(one.line, one.reason) for one in problems] == [(2, "stands above the header and is left out")]


def test_the_separator_line_of_excel_is_followed_and_left_out(tmp_path: Path) -> None:
    rows, problems = _split(open_recipients(_write(tmp_path, "sep=;\r\nname;interest\r\nIlse, V;a, b\r\n")).rows())
    assert [(row.line, row.recipient.name) for row in rows] == [(3, "Ilse, V")]
    assert not problems


def test_without_an_interest_column_one_warning_says_it_for_all_rows(tmp_path: Path) -> None:
    _, problems = _split(open_recipients(_write(tmp_path, "name,uni\nIlse V,K\nBao L,K\n")).rows())
    assert [one.sentence for one in problems] == [
        "Line 1 has no column for the interest; each person’s affiliation is searched for instead."
    ]


def test_a_header_without_rows_is_a_problem(tmp_path: Path) -> None:
    rows, problems = _split(open_recipients(_write(tmp_path, "name,interest\n,\n , ,\n")).rows())
    assert not rows
    assert [one.sentence for one in problems] == ["Line 1 is the header, and there is no row below it."]


@pytest.mark.parametrize("text", ["", "\n\n  \n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"people\.csv is empty\. Choose a file with a header row"):
        open_recipients(_write(tmp_path, text))


def test_what_is_no_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file .*Check the name and the folder"):
        open_recipients(tmp_path / "missing.csv")
    with pytest.raises(InputError, match=r"is a folder\. Choose the CSV or XLSX file in it"):
        open_recipients(tmp_path)
    with pytest.raises(InputError, match="is a web page, not a table"):
        open_recipients(_write(tmp_path, "<!DOCTYPE html><table></table>", "people.xls"))


def test_a_file_that_may_not_be_read_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(recipient_import, "is_workbook", refuse)  # root may read every file, so the mode is no test
    with pytest.raises(InputError, match=r"people\.csv may not be read by you\. Check its permissions"):
        open_recipients(_write(tmp_path, MESSY))


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipient_import, "MAX_CSV", 20)
    with pytest.raises(InputError, match=r"people\.csv has 0 MiB; 0 are allowed\. Split it"):
        open_recipients(_write(tmp_path, MESSY))


def test_a_pasted_table_is_read() -> None:
    file = open_pasted("Name\tTopic\tE-mail\r\nIlse Varnholt\ttides, sand\ti@k.example\r\n")
    preview = file.preview()
    assert (preview.encoding, preview.encoding_certain, preview.delimiter) == (None, True, "\t")
    (row,), _ = _split(file.rows())
    assert row.recipient == Recipient("Ilse Varnholt", "tides, sand", "i@k.example")
    with pytest.raises(InputError, match="There is no text to read"):
        open_pasted(" \n")


def test_problems_saved_as_csv_can_be_mended_and_read_again(tmp_path: Path) -> None:
    text = "name,topic,email\n,=cmd|x,a@k.example\nIlse,tides,i@k.example,more\n"
    file = open_recipients(_write(tmp_path, text))
    _, problems = _split(file.rows())
    saved = tmp_path / "mend.csv"
    assert write_problems_csv(problems, saved, file.headers) == 2
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    with saved.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["line", "problem", "name", "topic", "email"],
            ["2", "has no name", "", "'=cmd|x", "a@k.example"],
            ["3", "has 4 fields, the header has 3", "Ilse", "tides", "i@k.example", "more"],
        ]
    mended = saved.read_text(encoding="utf-8-sig").replace("has no name,", "has no name,Bao Lindemann")
    rows, _ = _split(open_recipients(_write(tmp_path, mended, "mended.csv")).rows())
    assert [row.recipient.name for row in rows] == ["Bao Lindemann"]


def test_problems_that_cannot_be_saved_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mend\.csv cannot be written"):
        write_problems_csv([], tmp_path / "missing" / "mend.csv")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("name,interest,email,affiliation\n")
        for number in range(20_000):
            stream.write(f"Ilse Varnholt {number},coastal sediment transport,iv{number}@karlsvale.example,Karlsvale\n")
    file = open_recipients(path)
    next(iter(file.rows()))
    tracemalloc.start()
    try:
        assert sum(isinstance(one, ImportedRow) for one in file.rows()) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_400_000  # the table of duplicates, at most 36 bytes a row, and buffers


def test_progress_can_end_the_reading(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(_share: float) -> None:
        raise Cancelled

    path = _write(tmp_path, "name,interest\n" + "Ilse Varnholt,tides\n" * 10_000)
    with pytest.raises(Cancelled):
        list(open_recipients(path).rows(progress=cancel))
