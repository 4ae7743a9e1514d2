"""A seeded generator of realistic CSV texts whose dialect is known. All people and places are invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_FIRST = ("Ilse", "Tunde", "Henrike", "Bao", "José", "Zoë", "Łucja", "Mary-Ann", "D’Arcy", "Søren", "Anneli", "Ravi")
_LAST = ("Varnholt", "Abiodun-Reyes", "Oduya", "Lindemann", "Żak", "van der Meel", "O'Farrow", "Köhlmoos", "Tikkala")
_TOPICS = (
    "coastal sediment transport", "low-resource translation", "tides, sand, and estuaries", "soil; water; air",
    "graphs | networks", "ethics, law and policy", "quantum dots", "5 µm optics", "history of printing",
    "sleep, memory & learning; a review",
)  # fmt: skip
_UNIS = ("Karlsvale University", "Hartmoor College", "University of Nordby, Dept. of Physics", "Tech. Univ. Rauma")
_PROSE = (
    "Met her at NORDSYS, in spring, and we spoke about cores, tides, and sand.",
    "Likes short mails; no attachments, please",
    "Ask about: data, code, and the 2024 paper",
    'Said "write to me", so do',
    "none",
    "",
)
_HEADERS = {
    "name": ("name", "Full Name", "Recipient", "recipient_name", "Professor"),
    "interest": ("interest", "Research Interest", "Topic", "recipient_interest", "Field"),
    "email": ("email", "E-mail", "Mail"),
    "affiliation": ("affiliation", "University", "Institution", "uni"),
    "notes": ("notes", "Comment", "met at", "Remarks, private"),
    "score": ("score", "h-index", "Amount"),
    "date": ("date", "last contact"),
    "homepage": ("homepage", "Website", "url"),
}
_FOREIGN = {
    "name": ("Nombre", "Nom et prénom", "Person_ID"), "interest": ("Tema", "Sujet", "Gebiet"),
    "email": ("Correo", "Courriel", "Kontakt"), "affiliation": ("Universidad", "École", "Hochschule"),
    "notes": ("Notas", "Bemerkung"), "score": ("Punkte", "Betrag"), "date": ("Fecha", "Datum"),
    "homepage": ("Sitio", "Seite"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and the delimiter it was written with; None for a text of one column."""

    text: str
    delimiter: str | None
    kinds: tuple[str, ...]


def corpus(count: int, seed: int = 20260302) -> Iterator[Sample]:
    """`count` texts, the same ones for the same seed."""
    for index in range(count):
        yield _sample(random.Random(f"{seed}/{index}"))


def _sample(rng: random.Random) -> Sample:
    delimiter = rng.choices(DELIMITERS, (45, 30, 15, 10))[0]
    kinds: list[str] = []

    def sometimes(kind: str, share: float) -> bool:
        if rng.random() < share:
            kinds.append(kind)
            return True
        return False

    if sometimes("one column", 0.05):
        return Sample(_one_column(rng), None, tuple(kinds))
    columns = ["name", *rng.sample([one for one in _HEADERS if one != "name"], rng.randint(1, 6))]
    if rng.random() < 0.3:
        rng.shuffle(columns)
    decimal_comma = delimiter != "," and sometimes("decimal commas", 0.4)
    quote_all = sometimes("all quoted", 0.2)
    spaced = not quote_all and delimiter != "\t" and sometimes("space after delimiter", 0.06)
    words = _FOREIGN if sometimes("unknown header", 0.15) else _HEADERS
    rows = [] if sometimes("no header", 0.06) else [[rng.choice(words[one]) for one in columns]]
    for _ in range(rng.choice((1, 2, 3, 5, 12, 40))):
        rows.append([_cell(rng, column, decimal_comma) for column in columns])
    if "no header" in kinds and len(rows) < 2:
        rows.append([_cell(rng, column, decimal_comma) for column in columns])
    lines = [(", " if spaced and delimiter == "," else delimiter).join(_quoted(c, delimiter, quote_all) for c in row)
             for row in rows]  # fmt: skip
    _make_nasty(rng, lines, delimiter, sometimes)
    return Sample(rng.choice(("\n", "\r\n", "\r")).join(lines) + rng.choice(("\n", "")), delimiter, tuple(kinds))


def _make_nasty(rng: random.Random, lines: list[str], delimiter: str, sometimes) -> None:  # type: ignore[no-untyped-def]
    if sometimes("trailing delimiter", 0.08):
        lines[:] = [line + delimiter for line in lines]
    if len(lines) > 3 and sometimes("ragged", 0.15):
        for _ in range(max(1, len(lines) // 10)):
            index = rng.randrange(1, len(lines))
            lines[index] = rng.choice((lines[index] + delimiter + "extra", lines[index].rsplit(delimiter, 1)[0]))
    if len(lines) > 3 and sometimes("stray quote", 0.06):
        index = rng.randrange(1, len(lines))
        lines[index] = '"' + lines[index]
    if sometimes("title above", 0.05):
        lines[:0] = [rng.choice(("Professors, spring 2026", "People to write to; second list", "Contacts"))]
    if sometimes("blank lines first", 0.06):
        lines[:0] = [""] * rng.randint(1, 3)
    if sometimes("blank lines between", 0.06):
        lines.insert(rng.randrange(len(lines)), "")
    if sometimes("sep line", 0.04):
        lines.insert(0, f"sep={delimiter}")


def _cell(rng: random.Random, column: str, decimal_comma: bool) -> str:
    if column == "name":
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        return rng.choice((f"{first} {last}", f"Prof. {first} {last}", f"{last}, {first}", f"Dr {first} {last}"))
    if column == "email":
        return "" if rng.random() < 0.1 else f"{rng.choice(_FIRST).lower()[:3]}{rng.randint(1, 99)}@karlsvale.example"
    if column == "score":
        number = f"{rng.uniform(0, 900):.2f}"
        return number.replace(".", ",") if decimal_comma else number
    if column == "date":
        return f"{rng.randint(2019, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    if column == "homepage":
        return f"https://karlsvale.example/people/{rng.randint(1, 99)}?a=1;b=2" if rng.random() < 0.8 else ""
    if column == "notes":
        return rng.choice((*_PROSE, "First line\nsecond line, longer\nthird; line"))
    return rng.choice(_TOPICS if column == "interest" else _UNIS)


def _quoted(cell: str, delimiter: str, always: bool) -> str:
    if always or delimiter in cell or "\n" in cell or '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _one_column(rng: random.Random) -> str:
    header = rng.choice(("name", "Full name", "Professor", "email"))
    column = "email" if header == "email" else "name"
    return "\n".join([header, *(_cell(rng, column, False) for _ in range(rng.choice((1, 3, 10))))])
