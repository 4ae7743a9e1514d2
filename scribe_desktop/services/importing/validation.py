"""From the cells of a row to a Recipient, or to the reasons why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from scribe_desktop.domain.recipient import (
    INTEREST_LENGTH,
    MAX_FIELD_VALUE,
    NAME_LENGTH,
    Recipient,
    looks_like_email,
)
from scribe_desktop.services.importing.cleaning import clean, says_nothing
from scribe_desktop.services.importing.columns import Columns
from scribe_desktop.services.importing.model import ProblemKind, RowProblem

_SPREADSHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^<>,;]*<([^<>]*)>")
_BETWEEN_ADDRESSES = re.compile(r"\s*[,;\n]\s*")


class RowValidator:
    """Checks rows of one file. A cell is stripped, and an empty one counts as missing."""

    def __init__(self, columns: Columns) -> None:
        self._width = len(columns.headers)
        self._headers = columns.headers
        self._name = columns.name
        self._interest = columns.known.get("interest")
        self._email = columns.known.get("email")
        self._affiliation = columns.known.get("affiliation")
        self._homepage = columns.known.get("homepage")
        self._fields = tuple(columns.fields.items())

    def check(self, line: int, cells: Sequence[str]) -> tuple[Recipient | None, list[RowProblem]]:
        """The recipient, None when the row cannot be used, and what is wrong with the row."""
        width = self._width
        given = len(cells)
        if given > width and any(cell and not cell.isspace() for cell in cells[width:]):
            return None, [_error(line, f"has {given} fields, the header has {width}", cells)]
        values = [cell.strip() if cell.isascii() else clean(cell) for cell in cells]
        if given < width:
            values += [""] * (width - given)
        warnings: list[str] = []
        for index, value in enumerate(values):
            if value and value[0] == "#" and _SPREADSHEET_ERROR.fullmatch(value):
                warnings.append(f"has {value} as {self._header(index)}, which counts as empty")
                values[index] = ""
        name = " ".join([values[index] for index in self._name if values[index]])
        if "\n" in name:
            name = " ".join(name.split())
        interest = self._one_line(values, self._interest)
        error = _name_error(name) or _interest_error(interest)
        if error:
            return None, [_error(line, error, cells)]
        email = self._one_line(values, self._email)
        if email and not email.isascii():
            email = unicodedata.normalize("NFKC", email)  # ｂｏ＠…, as East Asian keyboards write it
        if email and not looks_like_email(email):
            email = self._mended_address(email, warnings)
        affiliation = self._short(values, self._affiliation, warnings)
        if not interest and self._interest is not None:
            instead = "the affiliation is" if affiliation else "only the name can be"
            warnings.append(f"has no interest; {instead} searched for instead")
        recipient = Recipient(
            name,
            interest or None,
            email or None,
            affiliation or None,
            self._short(values, self._homepage, warnings) or None,
            # Empty ones too: that there is such a column says that its place is not to be searched for.
            {field: self._short(values, index, warnings) for field, index in self._fields},
        )
        return recipient, [RowProblem(line, ProblemKind.WARNING, one, tuple(cells)) for one in warnings]

    def _one_line(self, values: list[str], index: int | None) -> str:
        if index is None:
            return ""
        value = values[index]
        return value if "\n" not in value else " ".join(value.split())

    def _short(self, values: list[str], index: int | None, warnings: list[str]) -> str:
        if index is None:
            return ""
        value = values[index]
        if len(value) > MAX_FIELD_VALUE:
            warnings.append(
                f"has {len(value):,} characters as {self._header(index)}; the first {MAX_FIELD_VALUE:,} are used"
            )
            return value[:MAX_FIELD_VALUE]
        return value

    def _mended_address(self, text: str, warnings: list[str]) -> str:
        """An address out of `Ilse <ilse@…>`, `mailto:…` or a list; nothing when there is none in it."""
        bare = _IN_BRACKETS.sub(r"\1", text).strip(" ,;")
        parts = [part.removeprefix("mailto:") for part in _BETWEEN_ADDRESSES.split(bare)]
        found = [part for part in parts if looks_like_email(part)]
        if not found:
            shown = text if len(text) <= 80 else text[:80] + "…"
            warnings.append(f"has “{shown}” as its email, which is not an address; the draft gets no address")
            return ""
        if len(found) > 1:
            warnings.append(f"has {len(found)} email addresses; the first, {found[0]}, is used")
        return found[0]

    def _header(self, index: int) -> str:
        header = self._headers[index] if index < len(self._headers) else ""
        return f"“{header}”" if header else f"column {index + 1}"


def _error(line: int, reason: str, cells: Sequence[str]) -> RowProblem:
    return RowProblem(line, ProblemKind.ERROR, reason, tuple(cells))


def _name_error(name: str) -> str | None:
    low, high = NAME_LENGTH
    if low <= len(name) <= high:
        return f"has “{name}” as its name, without a letter" if not name[0].isalnum() and says_nothing(name) else None
    if not name:
        return "has no name"
    if len(name) < low:
        return f"has a name of one character, “{name}”; {low} to {high} are needed"
    return f"has a name of {len(name):,} characters; {high} are allowed"


def _interest_error(interest: str) -> str | None:
    low, high = INTEREST_LENGTH
    if not interest or low <= len(interest) <= high:
        return None
    if len(interest) < low:
        return f"has an interest of one character, “{interest}”; {low} to {high} are needed"
    return f"has an interest of {len(interest):,} characters; {high} are allowed"
