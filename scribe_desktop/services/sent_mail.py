"""Whom the person has written to, out of their own sent mail: an mbox file, a Maildir, a folder of Thunderbird.

Only the addresses in To, Cc and Bcc are kept, with the day of the latest message to each: no subject and no text. A
file is read line by line, and nothing below the headers is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from scribe_desktop.domain.recipient import looks_like_email
from scribe_desktop.errors import InputError

Progress = Callable[[float], None]
"""Told now and then which share is read, 0 to 1. What it raises ends the reading."""

_HEADER_BYTES = 256 * 1024
"""Headers longer than that belong to a broken message."""

_LINE_BYTES = 64 * 1024
_TELL_EVERY = 4 * 1024 * 1024
_FIELDS = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")
_SEPARATOR = re.compile(rb"From(?:[ \t]*|[ \t]+-.*|[ \t]+.*\d\d:\d\d.*)\r?\n?")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_SEPARATOR_DATE = re.compile(
    rb"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) +(\d\d):(\d\d)(?::(\d\d))?.*?(\d{4})"
)
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+")
_SENT = re.compile(r"(?<![a-z])sent(?![a-z])|sent-?mail", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class SentMail:
    """What was found. `latest` is by address, in lower case; None where no message says when it was sent.

    `messages` were read and have a recipient; `broken` could not be used.
    """

    latest: Mapping[str, datetime | None] = field(default_factory=dict)
    messages: int = 0
    broken: int = 0


def read_sent_mail(path: Path, progress: Progress | None = None) -> SentMail:
    """Read an mbox file, a Maildir, or a folder that holds sent mail as Thunderbird keeps it.

    Raises InputError when there is nothing of the kind, or it cannot be read.
    """
    tell = progress or (lambda share: None)
    try:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}. Choose the sent mail again in the settings.")
        found = _Found()
        if (path / "cur").is_dir():
            _read_maildir(path, found, tell)
        else:
            files = _mailboxes(path)
            total = sum(one.stat().st_size for one in files) or 1
            done = 0
            for one in files:

                def told(bytes_read: int, before: int = done) -> None:
                    tell(min(1.0, (before + bytes_read) / total))

                with one.open("rb") as file:
                    read_mbox(file, found.take, told)
                done += one.stat().st_size
    except OSError as error:
        raise InputError(f"The sent mail at {path} cannot be read: {error.strerror or error}.") from error
    tell(1.0)
    return SentMail(found.latest, found.messages, found.broken)


def read_mbox(file: BinaryIO, take: Callable[[bytes, bytes], object], tell: Callable[[int], object]) -> None:
    """Give each message's headers, and the line that separates it from the one before, to `take`.

    A separator is a line "From …" at the beginning or after an empty line, with a header field below it: letters begin
    their lines with "From", too (RFC 4155). Memory does not grow with the file, whatever its lines are like.
    """
    after_empty = True
    told = read = 0
    pending: bytes | None = None  # a separator whose next line decides
    headers: bytearray | None = None
    separator = b""
    line_start = True
    while line := file.readline(_LINE_BYTES):
        read += len(line)
        if read - told >= _TELL_EVERY:
            told = read
            tell(read)
        starts, line_start = line_start, line.endswith(b"\n")
        if not starts:  # the rest of a very long line
            if headers is not None and len(headers) < _HEADER_BYTES:
                headers += line
            continue
        if pending is not None:
            if _FIELD.match(line):
                separator, headers = pending, bytearray()
            pending = None
        if headers is not None:
            if line in (b"\n", b"\r\n"):
                take(bytes(headers), separator)
                headers, after_empty = None, True
            elif len(headers) < _HEADER_BYTES:
                headers += line
            continue
        if after_empty and line.startswith(b"From") and _SEPARATOR.fullmatch(line):
            pending = line
        after_empty = line in (b"\n", b"\r\n")
    if headers is not None:
        take(bytes(headers), separator)


def recipients_of(headers: bytes, separator: bytes = b"") -> tuple[tuple[str, ...], datetime | None]:
    """The addresses a message went to, and when; raises ValueError when there is no address in it."""
    from email.parser import BytesHeaderParser
    from email.policy import compat32

    message = BytesHeaderParser(policy=compat32).parsebytes(headers)
    values = [_text(value) for name, value in message.raw_items() if name.lower() in _FIELDS]
    addresses = tuple(dict.fromkeys(one for value in values for one in _addresses(value)))
    if not addresses:
        raise ValueError("no recipient")
    return addresses, _date(message.get("Date"), separator)


class _Found:
    """Gathers the latest date of each address."""

    def __init__(self) -> None:
        self.latest: dict[str, datetime | None] = {}
        self.messages = 0
        self.broken = 0

    def take(self, headers: bytes, separator: bytes = b"") -> None:
        """Note a message; one that cannot be understood is counted."""
        try:
            addresses, when = recipients_of(headers, separator)
        except Exception:  # the parser of the standard library fails on broken headers in many ways
            self.broken += 1
            return
        self.messages += 1
        for address in addresses:
            known = self.latest.get(address)
            if address not in self.latest or known is None or (when is not None and when > known):
                self.latest[address] = when if when is not None else known


def _mailboxes(path: Path) -> list[Path]:
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(16)
        if head and not head.startswith(b"From"):
            raise InputError(
                f"{path.name} is no mailbox: it does not begin with “From”. Choose the file of your sent mail; in "
                "Thunderbird it is called Sent and has no ending."
            )
        return [path]
    found = [one for one in sorted(path.rglob("*")) if _is_sent(one, path) and one.is_file() and _begins_as_mbox(one)]
    if not found:
        raise InputError(
            f"There is no sent mail in {path}. Choose the file itself (in Thunderbird: Sent), or a Maildir folder."
        )
    return found


def _is_sent(file: Path, folder: Path) -> bool:
    """A file that Thunderbird keeps sent mail in: Sent, Sent-1, or one below Sent.sbd; its .msf is an index."""
    names = file.relative_to(folder).parts
    return file.suffix != ".msf" and any(_SENT.search(one) for one in (*names, folder.name))


def _begins_as_mbox(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"From"


def _read_maildir(path: Path, found: _Found, tell: Progress) -> None:
    files = [one for part in ("cur", "new") if (path / part).is_dir() for one in sorted((path / part).iterdir())]
    for number, one in enumerate(files):
        if one.is_file() and not one.name.startswith("."):
            found.take(_headers_of(one))
        if number % 200 == 0:
            tell(number / len(files))


def _headers_of(file: Path) -> bytes:
    lines: list[bytes] = []
    size = 0
    with file.open("rb") as opened:
        while (line := opened.readline(_LINE_BYTES)) and line not in (b"\n", b"\r\n") and size < _HEADER_BYTES:
            lines.append(line)
            size += len(line)
    return b"".join(lines)


def _text(value: str) -> str:
    """A header's raw text: bytes that are not ASCII are UTF-8 (RFC 6532), or else Latin-1."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _addresses(value: str) -> Iterator[str]:
    """The addresses in a To line, groups taken apart; an encoded name is not decoded, for it may hold commas."""
    from email.header import decode_header, make_header

    found = [one for one in _parsed(value) if looks_like_email(one)]
    if not found and "=?" in value:  # some programs encode name and address together
        found = [one for one in _parsed(str(make_header(decode_header(value)))) if looks_like_email(one)]
    return (normalised(one) for one in found)


def _parsed(value: str) -> Iterable[str]:
    from email.utils import getaddresses

    unfolded = " ".join(value.split())
    found = [address.strip() for _, address in getaddresses([unfolded])]
    return found if any(found) else _ADDRESS.findall(unfolded)  # it gives up on some lines as a whole


def normalised(address: str) -> str:
    """An address as it is compared: lower case, an encoded domain as people write it."""
    local, _, domain = address.strip().casefold().rpartition("@")
    if domain.startswith("xn--") or ".xn--" in domain:
        with suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna").casefold()
    return f"{local}@{domain}"


def _date(value: object, separator: bytes) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(str(value))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        pass
    if match := _SEPARATOR_DATE.search(separator):
        month, day, hour, minute, second, year = match.groups()
        try:
            place = _MONTHS.index(month.decode()) + 1
            return datetime(int(year), place, int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        except ValueError:
            pass
    return None
