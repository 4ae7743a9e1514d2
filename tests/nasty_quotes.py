"""Nasty tables: quotation marks, line ends and characters that nobody sees."""

from __future__ import annotations

from tests.nasty_tables import ILSE, NOOR, PEOPLE, TUNDE, Case, table

_ILSE = "Prof. Ilse Varnholt,coastal sediment transport,varnholt@karlsvale.example,Karlsvale University\n"
_TUNDE = "Dr. Tunde Abiodun-Reyes,low-resource translation,tar@hartmoor.example,Hartmoor College\n"
_NOOR = "Noor Tamsin,peatland carbon flux,tamsin@ostlake.example,Ostlake College\n"
_HEAD = "name,interest,email,affiliation\n"
_EM_QUAD = "\u2003"


def _row(*cells: str) -> str:
    return ",".join(cells) + "\n"


def _one(name: str, interest: str, text: str, bad: int = 0, title: str = "", **more: object) -> Case:
    """Ilse, a nasty row of Bo's that reads as these, and Noor."""
    bo = (name, interest, "bo@karlsvale.example", "Karlsvale")
    return Case(title, (_HEAD + _ILSE + text + _NOOR).encode(), (ILSE, bo, NOOR), bad, **more)  # type: ignore[arg-type]


def _lost(title: str, text: str, bad: int = 1) -> Case:
    """A row that cannot be read, between two that can."""
    return Case(title, (_HEAD + _ILSE + text + _NOOR).encode(), (ILSE, NOOR), bad)


def quote_cases() -> tuple[Case, ...]:
    """The cases."""
    quoted = "\n".join(
        ",".join(f'"{cell}"' for cell in row) for row in (("name", "interest", "email", "affiliation"), *PEOPLE)
    )  # type: ignore[misc]
    return (
        Case("everything quoted", quoted.encode(), PEOPLE),
        _one(
            'Bo "Bobby" Lind',
            "tides",
            '"Bo ""Bobby"" Lind",tides,bo@karlsvale.example,Karlsvale\n',
            title="quotes in quotes",
        ),
        _one(
            '"Bo" Lind',
            "tides",
            '"""Bo"" Lind",tides,bo@karlsvale.example,Karlsvale\n',
            title="a cell that begins with a quoted word",
        ),
        _one(
            'Bo "Bobby" Lind',
            "tides",
            'Bo "Bobby" Lind,tides,bo@karlsvale.example,Karlsvale\n',
            title="quotes inside a cell without quotes",
        ),
        _one(
            "Bo Lind",
            "tides and sand",
            'Bo Lind,"tides\nand sand",bo@karlsvale.example,Karlsvale\n',
            title="a quoted line break",
        ),
        _one(
            "Bo Lind",
            "tides and sand",
            'Bo Lind,"tides\r\nand sand",bo@karlsvale.example,Karlsvale\r\n',
            title="a quoted Windows line break",
        ),
        _one(
            "Bo Lind",
            "tides, sand; mud",
            'Bo Lind,"tides, sand; mud",bo@karlsvale.example,Karlsvale\n',
            title="delimiters in quotes",
        ),
        _one(
            "Bo Lind", "tides\tsand", 'Bo Lind,"tides\tsand",bo@karlsvale.example,Karlsvale\n', title="a tab in quotes"
        ),
        _one(
            "Bo Lind",
            "tides, sand",
            'Bo Lind, "tides, sand", bo@karlsvale.example, Karlsvale\n',
            title="spaces before the quotes",
        ),
        _one(
            "Bo Lind",
            "tides, sand",
            'Bo Lind,"tides, sand" ,bo@karlsvale.example,Karlsvale\n',
            title="a space after the quotes",
        ),
        Case(
            "empty quotes",
            (_HEAD + 'Bo Lind,"",bo@karlsvale.example,""\n').encode(),
            (("Bo Lind", None, "bo@karlsvale.example", None),),
        ),
        _one(
            "Bo Lind",
            'tides of the 5" core',
            'Bo Lind,"tides of the 5"" core",bo@karlsvale.example,Karlsvale\n',
            title="inches, written twice",
        ),
        _lost("inches, written once in quotes", 'Bo Lind,"tides of the 5" core",bo@karlsvale.example,Karlsvale\n'),
        _lost("a quote that is never closed", '"Bo Lind,tides,bo@karlsvale.example,Karlsvale\n'),
        Case(
            "a quote that is never closed in the last row",
            (_HEAD + _ILSE + _NOOR + 'Bo Lind,"tides,bo@karlsvale.example,Karlsvale').encode(),
            (ILSE, NOOR),
            1,
        ),
        Case(
            "two open quotes with people between them",
            (
                _HEAD
                + _ILSE
                + '"Bo Lind,tides,bo@karlsvale.example,Karlsvale\n'
                + _TUNDE
                + _NOOR
                + 'Ada Reef",tides,ada@karlsvale.example,Karlsvale\n'
            ).encode(),
            PEOPLE,
            2,
        ),
        _one(
            "Bo 'Bobby' O’Farrow",
            "'tides'",
            "Bo 'Bobby' O’Farrow,'tides',bo@karlsvale.example,Karlsvale\n",
            title="apostrophes are no quotes",
        ),
        _one(
            "“Bo” Lind",
            "«tides»",
            "“Bo” Lind,«tides»,bo@karlsvale.example,Karlsvale\n",
            title="curly quotes are no quotes",
        ),
        Case(
            "backslashes before quotes",
            (_HEAD + _ILSE + '"Bo \\"Bobby\\" Lind",tides,bo@karlsvale.example,Karlsvale\n' + _NOOR).encode(),
            (ILSE, NOOR),
            1,
        ),
        Case("Windows line ends", table(newline="\r\n").encode()),
        Case("old Mac line ends", table(newline="\r").encode()),
        Case("all three line ends in one file", (_HEAD + _ILSE[:-1] + "\r\n" + _TUNDE[:-1] + "\r" + _NOOR).encode()),
        Case("two returns a line", table(newline="\r\r\n").encode()),
        Case("no line end at the end", table().encode().rstrip()),
        Case(
            "a zero byte in one row",
            (_HEAD + _ILSE + "Bo\0 Lind,tides,bo@karlsvale.example,Karlsvale\n" + _NOOR).encode(),
            (ILSE, NOOR),
            1,
        ),
        Case("a tail of zero bytes, as a full disk leaves", table().encode() + b"\0" * 2048, PEOPLE, 1),
        Case("the end-of-file character of DOS", table(newline="\r\n").encode() + b"\x1a"),
        Case(
            "zero-width characters",
            (
                _HEAD
                + _row(
                    "\u200bProf. Ilse Varnholt\u200b",
                    "coastal sediment transport",
                    "\u200bvarnholt@karlsvale.example\ufeff",
                    "Karlsvale University\u200d",
                )
                + _TUNDE
                + _NOOR
            ).encode(),
        ),
        Case(
            "zero-width characters in the header",
            ("\u200bname,interest\u200b,e\u200bmail,\u2060affiliation\n" + _ILSE + _TUNDE + _NOOR).encode(),
        ),
        Case(
            "spaces that do not break",
            (
                _HEAD
                + _row(
                    "\xa0Prof.\xa0Ilse Varnholt\xa0",
                    "coastal\xa0sediment transport",
                    "\xa0varnholt@karlsvale.example\xa0",
                    "Karlsvale\u202fUniversity",
                )
                + _TUNDE
                + _NOOR
            ).encode(),
        ),
        Case(
            "marks of direction around an address",
            (
                _HEAD
                + _row(
                    "\u202aProf. Ilse Varnholt\u202c",
                    "coastal sediment transport",
                    "\u202avarnholt@karlsvale.example\u202c",
                    "\u200eKarlsvale University",
                )
                + _TUNDE
                + _NOOR
            ).encode(),
        ),
        _one(
            "Bo Lind",
            "第５回 tides",
            "Bo Lind,第５回 tides,ｂｏ＠karlsvale．example,Karlsvale\n",
            title="a full-width address",
        ),
        _one(
            "Bo Lind 🌊",
            "tides 🌊 & 👩‍🔬",
            "Bo Lind 🌊,tides 🌊 & 👩‍🔬,bo@karlsvale.example,Karlsvale\n",
            title="emoji",
        ),
        _one(
            "Bo O'Farrow-D'Arcy",
            "tides",
            "Bo O'Farrow-D'Arcy,tides,bo@karlsvale.example,Karlsvale\n",
            title="apostrophes in names",
        ),
        _one(
            "Zoë Lind",
            "tides",
            "Zoe\u0308 Lind,tides,bo@karlsvale.example,Karlsvale\n",
            title="accents that stand apart",
        ),
        _one(
            "=HYPERLINK(1)",
            "+tides",
            "=HYPERLINK(1),+tides,bo@karlsvale.example,Karlsvale\n",
            title="formulas stay text",
        ),
        _lost("a cell of 70,000 characters", f"Bo Lind,{'tides ' * 12000},bo@karlsvale.example,Karlsvale\n"),
        _lost("an interest of 600 characters", f"Bo Lind,{'tides ' * 100},bo@karlsvale.example,Karlsvale\n"),
        _lost("a line of two million characters", f"Bo Lind,{'x,' * 1_000_000}bo@karlsvale.example\n"),
        Case(
            "spaces of every width around cells",
            (
                _HEAD
                + _row(
                    f"{_EM_QUAD}Prof. Ilse Varnholt  ",
                    "\u3000coastal sediment transport ",
                    "varnholt@karlsvale.example\t",
                    " Karlsvale University",
                )
                + _TUNDE
                + _NOOR
            ).encode(),
        ),
        Case(
            "addresses in brackets, with names and links",
            (
                _HEAD
                + _row(
                    "Prof. Ilse Varnholt",
                    "coastal sediment transport",
                    "Ilse Varnholt <varnholt@karlsvale.example>",
                    "Karlsvale University",
                )
                + _row(
                    "Dr. Tunde Abiodun-Reyes",
                    "low-resource translation",
                    "mailto:tar@hartmoor.example",
                    "Hartmoor College",
                )
                + _row(
                    "Noor Tamsin",
                    "peatland carbon flux",
                    "tamsin@ostlake.example; noor@ostlake.example",
                    "Ostlake College",
                )
            ).encode(),
        ),
        Case(
            "three that are somebody’s, one that is nobody’s",
            (_HEAD + _ILSE + ",tides,x@karlsvale.example,Karlsvale\n" + _TUNDE + _NOOR).encode(),
            (ILSE, TUNDE, NOOR),
            1,
        ),
    )
