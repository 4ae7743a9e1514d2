"""The encoding of a text file: mark, strict UTF-8, else a guess that says it is one."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.encoding import detect_encoding, named_encoding
from scribe_desktop.services.recipient_import import ImportedRow, ProblemKind, RowProblem, open_recipients

TEXT = (
    "name;interest;uni\nZoë Köhlmoos;Küstensedimente und Strömungen;Universität Karlsvale\nJosé Añover;mareas;Málaga\n"
)


def _write(folder: Path, data: bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_files_are_read_with_certainty(tmp_path: Path, codec: str) -> None:
    file = open_recipients(_write(tmp_path, TEXT.encode(codec)))
    preview = file.preview()
    assert (preview.encoding, preview.encoding_certain) == (codec.removesuffix("-sig"), True)
    assert preview.columns[0].header == "name"
    assert preview.rows[0]["name"] == "Zoë Köhlmoos"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_both_byte_orders_of_utf_16_are_read(tmp_path: Path, mark: bytes) -> None:
    codec = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    preview = open_recipients(_write(tmp_path, mark + TEXT.encode(codec))).preview()
    assert preview.rows[1]["name"] == "José Añover"


def test_utf_16_without_its_mark_is_a_guess(tmp_path: Path) -> None:
    preview = open_recipients(_write(tmp_path, TEXT.encode("utf-16-le"))).preview()
    assert not preview.encoding_certain
    assert preview.rows[0]["name"] == "Zoë Köhlmoos"


def test_the_encoding_of_old_spreadsheets_is_guessed_and_flagged(tmp_path: Path) -> None:
    preview = open_recipients(_write(tmp_path, TEXT.encode("cp1252"))).preview()
    assert preview.encoding == "windows-1252"
    assert not preview.encoding_certain
    assert preview.rows[0]["affiliation"] == "Universität Karlsvale"


def test_a_wrong_byte_after_megabytes_of_ascii_is_noticed(tmp_path: Path) -> None:
    data = (
        b"name,interest\n"
        + b"Ilse Varnholt,tides\n" * 150_000
        + "Zoë Müller,Küste\nJosé Añover,mareas\n".encode("cp1252")
    )
    found = detect_encoding(_write(tmp_path, data))
    assert found.label == "windows-1252"
    assert not found.certain


def test_a_character_cut_by_the_edge_of_a_chunk_is_still_utf_8(tmp_path: Path) -> None:
    data = b"x" * (1024 * 1024 - 1) + "ë\n".encode() + b"y" * (1024 * 1024)
    assert detect_encoding(_write(tmp_path, data)).checked


def test_a_file_that_ends_inside_a_character_is_not_utf_8(tmp_path: Path) -> None:
    assert not detect_encoding(_write(tmp_path, b"name\nZo\xc3")).certain


def test_a_binary_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv holds zero bytes \(NUL\), so it is not a text file\. Open it"):
        open_recipients(_write(tmp_path, bytes(range(256)) * 64))


def test_a_stray_zero_byte_costs_its_row_only(tmp_path: Path) -> None:
    lines = [f"Person {number},tides" for number in range(40)]
    lines[4] = "Per\0son 4,tides"
    file = open_recipients(_write(tmp_path, ("name,interest\n" + "\n".join(lines)).encode()))
    found = list(file.rows())
    assert [one.line for one in found if isinstance(one, RowProblem)] == [6]
    assert sum(isinstance(one, ImportedRow) for one in found) == 39


def test_the_person_can_say_the_encoding(tmp_path: Path) -> None:
    path = _write(tmp_path, TEXT.encode("mac-roman"))
    preview = open_recipients(path, encoding="mac-roman").preview()
    assert preview.encoding_certain
    assert preview.rows[0]["name"] == "Zoë Köhlmoos"


def test_bytes_that_the_chosen_encoding_lacks_cost_their_row(tmp_path: Path) -> None:
    data = b"name,interest\nIlse Varnholt,tides\n" + "Zoë,Küste\n".encode("cp1252")
    file = open_recipients(_write(tmp_path, data), encoding="utf-8")
    problems = [one for one in file.rows() if isinstance(one, RowProblem)]
    assert [(one.line, one.kind) for one in problems] == [(3, ProblemKind.ERROR)]
    assert "not in the encoding" in problems[0].reason


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", ""])
def test_an_unknown_encoding_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"“{name}”"):
        named_encoding(name, _write(tmp_path, b"name\n"))
