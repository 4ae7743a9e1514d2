"""Addresses out of sent mail: mbox and Maildir, with all that mail programs write."""

from __future__ import annotations

import io
import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from scribe_desktop.errors import InputError
from scribe_desktop.services.sent_mail import normalised, read_mbox, read_sent_mail, recipients_of

NOON = datetime(2025, 3, 3, 11, 0, tzinfo=UTC)
DATE = "Date: Mon, 3 Mar 2025 12:00:00 +0100\n"


def message(headers: str, body: str = "Dear all,\n") -> str:
    return f"From - Mon Mar 03 12:00:00 2025\n{headers}{DATE}\n{body}\n"


def mbox(folder: Path, *messages: str, newline: str = "\n") -> Path:
    path = folder / "Sent"
    path.write_bytes("".join(messages).replace("\n", newline).encode())
    return path


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("To: ilse@karlsvale.example", ["ilse@karlsvale.example"]),
        ("TO: Ilse.Varnholt@Karlsvale.EXAMPLE", ["ilse.varnholt@karlsvale.example"]),
        ('To: "Varnholt, Ilse" <ilse@karlsvale.example>, Bo <bo@nordby.example>',
         ["ilse@karlsvale.example", "bo@nordby.example"]),
        ("To: =?utf-8?Q?Varnholt=2C_Ilse?= <ilse@karlsvale.example>", ["ilse@karlsvale.example"]),
        ("To: =?utf-8?B?SWxzZSA8aWxzZUBrYXJsc3ZhbGUuZXhhbXBsZT4=?=", ["ilse@karlsvale.example"]),
        ("To: Team: ilse@karlsvale.example, Bo <bo@nordby.example>;", ["ilse@karlsvale.example", "bo@nordby.example"]),
        ("To: undisclosed-recipients:;\nBcc: ilse@karlsvale.example", ["ilse@karlsvale.example"]),
        ("To: Ilse\n <ilse@karlsvale.example>,\n\tbo@nordby.example", ["ilse@karlsvale.example", "bo@nordby.example"]),
        ("Cc: Ilse <ilse@karlsvale.example> (home)", ["ilse@karlsvale.example"]),
        ("To: Zoë <zoë@köln.example>", ["zoë@köln.example"]),
        ("To: zoe@xn--kln-sna.example", ["zoe@köln.example"]),
    ],
)  # fmt: skip
def test_addresses_are_found_in_any_writing(line: str, addresses: list[str]) -> None:
    assert list(recipients_of((line + "\n").encode())[0]) == addresses


def test_a_message_in_latin_1_is_read() -> None:
    assert recipients_of("To: José <jose@ostlake.example>\n".encode("latin-1"))[0] == ("jose@ostlake.example",)


def test_only_who_was_written_to_counts_and_the_latest_day_is_kept(tmp_path: Path) -> None:
    older = message("From: me@home.example\nReply-To: r@home.example\nTo: ilse@karlsvale.example\n")
    newer = older.replace("2025", "2026")
    found = read_sent_mail(mbox(tmp_path, newer, older))
    assert found.latest == {"ilse@karlsvale.example": NOON.replace(year=2026)}
    assert (found.messages, found.broken) == (2, 0)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_body_makes_no_message(tmp_path: Path, newline: str) -> None:
    body = "From here on, nothing.\n\nFrom what I read:\nTo: nobody@else.example\n\nFrom Bo at 12:00 he said\nno more\n"
    path = mbox(tmp_path, message("To: ilse@karlsvale.example\n", body), message("To: bo@nordby.example\n"),
                newline=newline)  # fmt: skip
    assert set(read_sent_mail(path).latest) == {"ilse@karlsvale.example", "bo@nordby.example"}


def test_broken_messages_are_counted_and_skipped(tmp_path: Path) -> None:
    path = mbox(
        tmp_path,
        message("Subject: to nobody\n"),
        message("To: \x00\x01<<>>,,@\n"),
        message("To: ilse@karlsvale.example\n").replace(DATE, "Date: the day after\n"),
    )
    found = read_sent_mail(path)
    assert found.latest == {"ilse@karlsvale.example": datetime(2025, 3, 3, 12, 0, tzinfo=UTC)}
    assert (found.messages, found.broken) == (1, 2)


def test_a_message_without_any_date_has_none(tmp_path: Path) -> None:
    path = mbox(tmp_path, "From \nTo: ilse@karlsvale.example\n\nHello\n")
    assert read_sent_mail(path).latest == {"ilse@karlsvale.example": None}


def test_what_pythons_own_mailbox_writes_is_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "Sent")
    for number in range(5):
        one = EmailMessage()
        one["To"], one["Subject"] = f"Person {number} <p{number}@nordby.example>", "From here"
        one.set_content("From now on.\n\nFrom then on.\n")
        box.add(one)
    box.close()
    assert read_sent_mail(tmp_path / "Sent").messages == 5


def test_memory_does_not_grow_with_lines_or_headers() -> None:
    class Endless(io.RawIOBase):
        """80 MB in one line, then 80 MB of headers, never more of it at once than was asked for."""

        def __init__(self) -> None:
            super().__init__()
            self.asked = 0
            message = b"From x Mon Mar 03 12:00:00 2025\n"
            body, headers = [b"x" * 65536] * 1200, [b"X-A: " + b"y" * 65000 + b"\n"] * 1200
            self._parts = iter((message, b"To: a@b.example\n\n", *body, b"\n\n", message, *headers))
            self._left = b""

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= 64 * 1024
            if not self._left:
                self._left = next(self._parts, b"")
            end = self._left.find(b"\n") + 1 or len(self._left)
            line, self._left = self._left[: min(end, size)], self._left[min(end, size) :]
            return line

    taken: list[int] = []
    read_mbox(Endless(), lambda headers, separator: taken.append(len(headers)), lambda done: None)  # type: ignore[arg-type]
    assert len(taken) == 2
    assert max(taken) <= 400 * 1024


def test_a_maildir_is_read(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "sent")
    for number in range(3):
        one = EmailMessage()
        one["To"], one["Date"] = f"p{number}@nordby.example", "Mon, 3 Mar 2025 12:00:00 +0100"
        one.set_content("Hello")
        box.add(one)
    found = read_sent_mail(tmp_path / "sent")
    assert found.latest == {f"p{number}@nordby.example": NOON for number in range(3)}


def test_a_thunderbird_folder_gives_its_sent_mail_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "Sent.sbd").mkdir()
    (tmp_path / "Sent").write_text(message("To: ilse@karlsvale.example\n"), "utf-8")
    (tmp_path / "Sent.msf").write_text("// an index", "utf-8")
    (tmp_path / "Sent.sbd" / "2024").write_text(message("To: bo@nordby.example\n"), "utf-8")
    for other in ("Inbox", "Presentations"):
        (tmp_path / other).write_text(message("To: me@home.example\n"), "utf-8")
    assert set(read_sent_mail(tmp_path).latest) == {"ilse@karlsvale.example", "bo@nordby.example"}


def test_what_is_no_mailbox_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file or folder"):
        read_sent_mail(tmp_path / "gone")
    (tmp_path / "notes.txt").write_text("Hello", "utf-8")
    with pytest.raises(InputError, match=r"notes\.txt is no mailbox"):
        read_sent_mail(tmp_path / "notes.txt")
    with pytest.raises(InputError, match="There is no sent mail in"):
        read_sent_mail(tmp_path)


def test_progress_can_end_the_reading(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def tell(share: float) -> None:
        raise Enough

    path = mbox(tmp_path, *[message("To: p@nordby.example\n", ("x" * 70 + "\n") * 50) for _ in range(2000)])
    with pytest.raises(Enough):
        read_sent_mail(path, tell)


def test_addresses_are_compared_without_case_and_with_readable_domains() -> None:
    assert normalised(" Ilse@XN--KLN-SNA.example ") == "ilse@köln.example"
