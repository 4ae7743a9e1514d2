"""Which column of a file is used as what: matched by its header, or as the person says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scribe_desktop.domain.recipient import MAX_FIELD_NAME, MAX_FIELDS, looks_like_email
from scribe_desktop.domain.template import PAPER_NAMES
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing import header_words
from scribe_desktop.services.importing.cleaning import clean
from scribe_desktop.services.importing.header_words import KNOWN

IGNORE = "ignore"
FIRST_NAME, LAST_NAME = "first_name", "last_name"

# Words that name a person only when no first and last name columns do it better.
_WEAK_NAMES = frozenset(("prof", "person", "contact", "faculty", "recipient", "professor"))

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_NON_WORD = re.compile(r"\W+")
_PLACEHOLDER = re.compile(r"[^\W\d]\w*")


def squash(header: str) -> str:
    """A header as it is compared: without case, accents, spaces, hyphens, underscores, dots and other marks."""
    if not header.isascii():
        decomposed = unicodedata.normalize("NFKD", header.casefold())
        header = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_ALPHANUMERIC.sub("", header.casefold())


def _squashed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(squash, words))


_KNOWN = {field: _squashed(words) for field, words in KNOWN.items()}
_FIRST_NAMES = frozenset(_squashed(header_words.FIRST_NAMES))
_LAST_NAMES = frozenset(_squashed(header_words.LAST_NAMES))
_GIVEN_BESIDE_FAMILY = frozenset(_squashed(header_words.GIVEN_BESIDE_FAMILY))
_WORDS = frozenset(word for words in _KNOWN.values() for word in words) | _FIRST_NAMES | _LAST_NAMES


def known_headers(cells: Sequence[str]) -> int:
    """How many of the cells are headers we know."""
    return sum(squash(cell) in _WORDS for cell in cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """Column indexes, 0-based. `name` has two when first and last name stand apart, none when no column has names.

    `fields` are the placeholders by name; `unused` the columns beyond MAX_FIELDS of them.
    """

    headers: tuple[str, ...]
    name: tuple[int, ...]
    known: Mapping[str, int]
    fields: Mapping[str, int]
    unused: tuple[int, ...] = ()

    def use_of(self, index: int) -> str | None:
        """The field that a column is used as, None when it is not used."""
        for field, used in (*self.known.items(), *self.fields.items()):
            if used == index:
                return field
        return None


def match_columns(headers: Sequence[str], mapping: Mapping[str, str], sample: Sequence[Sequence[str]] = ()) -> Columns:
    """Match the headers. `mapping` is column (its header, or its number from 1) → field, and goes before.

    A field is one of KNOWN, the name of a placeholder, or "ignore". `sample` are the first rows: they tell
    which column holds addresses when no header says so, and whether a name stands in one column or in two. Raises
    InputError that names the column when the mapping cannot be followed.
    """
    names = tuple(map(clean, headers))
    chosen = _chosen(names, mapping)
    known = {field: index for index, field in chosen.items() if field in _KNOWN}
    squashed = {index: squash(header) for index, header in enumerate(names) if index not in chosen}
    for field, words in _KNOWN.items():
        if field not in known and (index := _best(squashed, words)) is not None:
            known[field] = index
    if "email" not in known and (index := _with_addresses(sample, {*chosen, *known.values()})) is not None:
        known["email"] = index
    fields = {field: index for index, field in chosen.items() if field not in _KNOWN and field != IGNORE}
    first = fields.get(FIRST_NAME, _first_of(squashed, _FIRST_NAMES))
    last = fields.get(LAST_NAME, _first_of(squashed, _LAST_NAMES))
    name: tuple[int, ...] = (known["name"],) if "name" in known else ()
    if name and name[0] not in chosen:  # found by its header
        header = squashed[name[0]]
        weak = first is not None and last is not None and header in _WEAK_NAMES
        given = last is not None and first is None and _stands_apart(sample, name[0], last)
        family = first is not None and last is None and _stands_apart(sample, name[0], first)
        if given and header in _GIVEN_BESIDE_FAMILY:
            first = name[0]
        elif family:
            last = name[0]
        if weak or (given and header in _GIVEN_BESIDE_FAMILY) or family:
            known.pop("name")
            name = ()
    if last is not None and not name:
        name = (last,) if first is None else (first, last)
    rest = [index for index in range(len(names)) if index not in chosen and index not in known.values()]
    rest.sort(key=lambda index: not names[index])  # columns without a header last: they are mostly empty
    unused = []
    for index in rest:
        if len(fields) >= MAX_FIELDS:
            unused.append(index)
            continue
        wanted = FIRST_NAME if index == first else LAST_NAME if index == last else _placeholder(names[index], index)
        fields[_free(wanted, {**known, **fields})] = index
    return Columns(names, name, known, fields, tuple(sorted(unused)))


def _with_addresses(sample: Sequence[Sequence[str]], taken: set[int]) -> int | None:
    """The one column whose cells are mostly mail addresses; None when there is none, or more than one."""
    width = max(map(len, sample), default=0)
    found = []
    for index in range(width):
        cells = [clean(row[index]) for row in sample if index < len(row) and row[index].strip()]
        if index not in taken and cells and sum(map(looks_like_email, cells)) * 2 > len(cells):
            found.append(index)
    return found[0] if len(found) == 1 else None


def _stands_apart(sample: Sequence[Sequence[str]], name: int, part: int) -> bool:
    """True when the cells of the name column do not hold what stands in the column for a part of the name."""
    rows = [(clean(row[name]), clean(row[part])) for row in sample if max(name, part) < len(row)]
    both = [(whole.casefold(), one.casefold()) for whole, one in rows if whole and one]
    return bool(both) and sum(one in whole for whole, one in both) * 2 < len(both)


def _chosen(headers: tuple[str, ...], mapping: Mapping[str, str]) -> dict[int, str]:
    chosen: dict[int, str] = {}
    for column, wanted in mapping.items():
        index = _find(headers, column)
        field = wanted.strip().casefold()
        if field not in PAPER_NAMES:
            # "topic" means here what it means as a header; "research" is a place that is researched.
            field = next((known for known, words in _KNOWN.items() if squash(field) in words), field)
        if field not in _KNOWN and field != IGNORE:
            field = wanted.strip().lower()
            if not _PLACEHOLDER.fullmatch(field) or len(field) > MAX_FIELD_NAME:
                raise InputError(
                    f"The column “{column}” cannot be used as “{wanted}”. Use {', '.join(_KNOWN)}, ignore, or the name "
                    f"of a placeholder: letters, digits and _, at most {MAX_FIELD_NAME}."
                )
        if index in chosen:
            raise InputError(f"The column “{column}” is given two uses, {chosen[index]} and {field}. Give it one.")
        taken = [headers[one] or str(one + 1) for one, use in chosen.items() if use == field]
        if taken and field != IGNORE:
            raise InputError(f"The columns “{taken[0]}” and “{column}” cannot both be used as {field}. Choose one.")
        chosen[index] = field
    return chosen


def _find(headers: tuple[str, ...], column: str) -> int:
    wanted = column.strip()
    for test in (str.strip, squash):
        for index, header in enumerate(headers):
            if header and test(wanted) and test(header) == test(wanted):
                return index
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(headers):
        return int(wanted) - 1
    there = ", ".join(f"“{header}”" for header in headers if header) or "none with a header"
    raise InputError(
        f"There is no column “{column}” in the file. Its columns are {there}; a number from 1 to {len(headers)} works "
        "too."
    )


def _best(squashed: Mapping[int, str], words: tuple[str, ...]) -> int | None:
    for word in words:
        for index, header in squashed.items():
            if header == word:
                return index
    return None


def _first_of(squashed: Mapping[int, str], words: frozenset[str]) -> int | None:
    return next((index for index, header in squashed.items() if header in words), None)


def _placeholder(header: str, index: int) -> str:
    name = _NON_WORD.sub("_", header.lower()).strip("_")[:MAX_FIELD_NAME]
    if not name:
        return f"column_{index + 1}"
    return name if not name[0].isdigit() else f"_{name}"[:MAX_FIELD_NAME]


def _free(name: str, taken: Mapping[str, int]) -> str:
    if name not in taken:
        return name
    number = 2
    while (numbered := f"{name[: MAX_FIELD_NAME - len(str(number)) - 1]}_{number}") in taken:
        number += 1
    return numbered
