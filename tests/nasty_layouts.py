"""Nasty tables: delimiters, headers, titles, blank and ragged rows, and files that are no tables."""

from __future__ import annotations

import io
import zipfile

from tests.nasty_tables import ILSE, NOOR, PEOPLE, TUNDE, Case, Row, table

_SHORT: tuple[Row, ...] = (("Ilse Varnholt", "tides", None, None), ("Bo Lind", "sand", None, None))
_NAMES: tuple[Row, ...] = (("Varnholt, Ilse", None, None, None), ("Lind, Bo", None, None, None))
_BY_NUMBER = {"mapping": {"1": "name", "2": "interest", "3": "email", "4": "affiliation"}}


def layout_cases() -> tuple[Case, ...]:
    """The cases."""
    semicolons, tabs, bars = table(delimiter=";"), table(delimiter="\t"), table(delimiter="|")
    commas = table()
    body = commas.split("\n", 1)[1]
    return (
        Case("semicolons", semicolons.encode()),
        Case("tabs", tabs.encode(), ending="tsv"),
        Case("bars", bars.encode(), ending="txt"),
        Case("a line that names the separator", b"sep=;\r\n" + table(delimiter=";", newline="\r\n").encode()),
        Case("a line that names a rare separator", b"sep=^\n" + table(delimiter="^").encode()),
        Case("a separator nobody knows", table(delimiter="~").encode(), answer={"delimiter": "~"}),
        Case("colons", table(delimiter=":").encode(), answer={"delimiter": ":"}),
        Case(
            "semicolons and decimal commas",
            _with_column(";", "h-index", ("12,5", "8,25", "3,0")).encode(),
            fields={"h_index": "12,5"},
        ),
        Case(
            "commas and prose with semicolons",
            _with_column(",", "notes", ("met; twice", "likes; short; mails", "a; b; c")).encode(),
            fields={"notes": "met; twice"},
        ),
        Case(
            "tabs and prose with commas",
            _with_column("\t", "notes", ("met, twice, in spring", "a, b, c, d, e", "x, y")).encode(),
            fields={"notes": "met, twice, in spring"},
            ending="txt",
        ),
        Case(
            "two columns, semicolons, commas in the names",
            b"name;interest\nVarnholt, Ilse;tides, sand\nLind, Bo;sand, mud\n",
            (("Varnholt, Ilse", "tides, sand", None, None), ("Lind, Bo", "sand, mud", None, None)),
        ),
        Case("one column", b"name\nVarnholt, Ilse\nLind, Bo\n", _NAMES),
        Case("a delimiter at the end of each line", commas.replace("\n", ",\n").encode()),
        Case("a delimiter at the end of the header alone", commas.replace("\n", ",\n", 1).encode()),
        Case(
            "a delimiter at the end of the rows alone",
            (commas.split("\n", 1)[0] + "\n" + body.replace("\n", ",\n")).encode(),
        ),
        Case("dozens of empty columns, as spreadsheets save", commas.replace("\n", "," * 40 + "\n").encode()),
        Case("a thousand empty rows, as spreadsheets save", (commas + ",,,\n" * 1000).encode()),
        Case("a title and an empty line above", ("People to write to, spring 2026\n\n" + commas).encode()),
        Case(
            "three lines above, with delimiters",
            ("Department list;;;\nMade by:;M. Lindqvist;;\n;;;\n" + semicolons).encode(),
        ),
        Case("a comment above", ("# exported on 2026-03-02\n" + commas).encode()),
        Case("blank lines everywhere", ("\n\n" + commas.replace("\n", "\n\n  \n")).encode()),
        Case(
            "the header twice, of two files joined",
            (commas + table((("Bo Lind", "sand", "bo@karlsvale.example", "Karlsvale"),))).encode(),
            (*PEOPLE, ("Bo Lind", "sand", "bo@karlsvale.example", "Karlsvale")),
            1,
        ),
        Case(
            "two columns of one name",
            b"name,email,email,notes,notes\nIlse Varnholt,iv@karlsvale.example,ilse@home.example,first,second\n",
            (("Ilse Varnholt", None, "iv@karlsvale.example", None),),
            fields={"notes": "first", "notes_2": "second", "email_2": "ilse@home.example"},
        ),
        Case(
            "spaces and capitals in the header",
            _headed(" Full Name , Research-Interest ,E-Mail Address, UNIVERSITY "),
        ),
        Case(
            "underscores and dots in the header",
            _headed("recipient_name,recipient.interest,e.mail,Institution:"),
        ),
        Case(
            "first and last name apart", b"first name,last name,interest\nIlse,Varnholt,tides\nBo,Lind,sand\n", _SHORT
        ),
        Case(
            "a German header",
            _headed("Name,Forschungsgebiet,E-Mail-Adresse,Universität"),
            answer={"mapping": {"2": "interest"}},
        ),
        Case(
            "a French header",
            _headed("Nom,Domaine de recherche,Courriel,Université"),
        ),
        Case(
            "a Spanish header",
            _headed("Nombre,Área de investigación,Correo electrónico,Universidad"),
        ),
        Case(
            "an Italian header",
            _headed("Nome,Interessi,Posta elettronica,Università"),
        ),
        Case(
            "a Russian header",
            _headed("Имя,Интересы,Эл. почта,Университет"),
        ),
        Case("a Chinese header", _headed("姓名,研究方向,邮箱,大学")),
        Case(
            "a Japanese header",
            _headed("氏名,研究分野,メールアドレス,所属"),
        ),
        Case(
            "a header nobody knows",
            _headed("zork,blip,frob,quux"),
            answer={"mapping": {"zork": "name", "blip": "interest", "frob": "email", "quux": "affiliation"}},
        ),
        Case("no header", body.encode(), answer=_BY_NUMBER),
        Case(
            "no header, and one column called like a name",
            b"Faculty,Prof. Ilse Varnholt,iv@karlsvale.example\nStaff,Bo Lind,bo@karlsvale.example\n",
            (
                ("Prof. Ilse Varnholt", None, "iv@karlsvale.example", None),
                ("Bo Lind", None, "bo@karlsvale.example", None),
            ),
            answer={"mapping": {"1": "role", "2": "name", "3": "email"}},
        ),
        Case(
            "short rows and long rows",
            (commas + "Bo Lind\nAda Reef,tides,ada@karlsvale.example,Karlsvale,extra,more\n").encode(),
            (*PEOPLE, ("Bo Lind", None, None, None)),
            1,
        ),
        Case(
            "a comma in a name without quotes",
            (commas + "Lind, Bo,sand,bo@karlsvale.example,Karlsvale\n").encode(),
            PEOPLE,
            1,
        ),
        Case(
            "errors of a spreadsheet",
            (commas + "#N/A,sand,bo@karlsvale.example,Karlsvale\nAda Reef,#REF!,#VALUE!,Karlsvale\n").encode(),
            (*PEOPLE, ("Ada Reef", None, None, "Karlsvale")),
            1,
        ),
        Case(
            "cells of spaces alone",
            (commas + "   ,sand,bo@karlsvale.example,Karlsvale\nAda Reef,   , ,  \n").encode(),
            (*PEOPLE, ("Ada Reef", None, None, None)),
            1,
        ),
        Case(
            "a table copied out of a text, with bars around",
            _framed().encode(),
            PEOPLE,
            ending="txt",
            answer={"delimiter": "|"},
        ),
        Case("an empty file", b"", refused="empty"),
        Case("a mark and nothing else", b"\xef\xbb\xbf", refused="empty"),
        Case("line ends and nothing else", b"\r\n\r\n\n", refused="empty"),
        Case("a header and nothing below it", b"name,interest,email\n", ()),
        Case("a picture called csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, refused="zero bytes"),
        Case(
            "a document called csv",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
            refused="PDF",
        ),
        Case(
            "a web page called csv",
            b"<!DOCTYPE html><html><body><table><tr><td>Ilse</td></tr></table></body></html>",
            refused="web page",
        ),
        Case(
            "a web page called xls, as old exports are",
            b"\r\n <html xmlns:x='urn:x'><body><table><tr><th>name</th></tr><tr><td>Bo</td></tr></table></body></html>",
            refused="web page",
            ending="xls",
        ),
        Case(
            "a list of JSON called csv",
            b'[{"name": "Ilse Varnholt", "interest": "tides"}, {"name": "Bo Lind"}]\n',
            refused="JSON",
        ),
        Case("an archive called csv", _archive(), refused="archive"),
        Case("an old Excel file called csv", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, refused="old Excel"),
        Case("a compressed table", b"\x1f\x8b\x08\x00" + b"\xa5" * 300, refused="compressed", ending="csv.gz"),
    )


def _headed(header: str) -> bytes:
    """The people below another header."""
    return table().replace("name,interest,email,affiliation", header, 1).encode()


def _with_column(delimiter: str, header: str, cells: tuple[str, ...]) -> str:
    lines = table(delimiter=delimiter).splitlines()
    return "\n".join(delimiter.join((line, cell)) for line, cell in zip(lines, (header, *cells), strict=True)) + "\n"


def _framed() -> str:
    rows = [("name", "interest", "email", "affiliation"), *(ILSE, TUNDE, NOOR)]
    lines = ["| " + " | ".join(cell or "" for cell in row) + " |" for row in rows]
    lines.insert(1, "|---|---|---|---|")
    return "\n".join(lines) + "\n"


def _archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("people.csv", table())
    return made.getvalue()
