"""Reading résumés: real PDF files, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import time
import zlib
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from scribe_desktop.config.settings import Settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import InterruptReason, ResumeError, WorkInterrupted
from scribe_desktop.providers.resume_pdf import MAX_BYTES, PdfResumeReader
from scribe_desktop.providers.resume_pdf_child import READY
from scribe_desktop.services.resume_templates import ResumeTemplates
from tests.fakes import FakeClock, token_for
from tests.resume_pdfs import RESUME_LINES, encrypted_pdf, scanned_pdf, text_pdf


@pytest.fixture
def token() -> CancelToken:
    return token_for(FakeClock())


def test_text_and_links_are_read_in_order(token: CancelToken) -> None:
    content = text_pdf([RESUME_LINES, ["Languages: Swedish, English"]], link="https://code.example/maya")
    read = PdfResumeReader().read(content, token)
    assert read.pages[0].splitlines() == list(RESUME_LINES)
    assert read.pages[1].strip() == "Languages: Swedish, English"
    assert read.links == ("https://code.example/maya",)


def test_pdf_that_is_only_locked_against_changes_is_read(token: CancelToken) -> None:
    assert "Maya Lindqvist" in PdfResumeReader().read(encrypted_pdf(""), token).pages[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 a letter in another format", "is not a PDF"),
        (b"", "is not a PDF"),
        (encrypted_pdf("secret"), "protected by a password"),
        (scanned_pdf(), "no text, as a scan has"),
        (text_pdf([[]]), "no text to read"),
        (text_pdf([RESUME_LINES] * 31), "has 31 pages; a résumé may have 30"),
        (text_pdf()[:400], "damaged"),
        (b"%PDF-1.7\n" + b"\0" * 2000, "damaged"),
        (b"%PDF-1.7\n".ljust(MAX_BYTES + 1, b"x"), "has 10.0 MB; a résumé may have 10"),
    ],
    ids=["other", "empty file", "password", "scanned", "blank", "pages", "cut", "noise", "large"],
)
def test_what_cannot_be_read_says_so_in_a_sentence(content: bytes, sentence: str, token: CancelToken) -> None:
    with pytest.raises(ResumeError, match=sentence):
        PdfResumeReader().read(content, token)
    assert multiprocessing.active_children() == []


def test_pdf_that_unpacks_to_a_gigabyte_costs_itself_only(token: CancelToken) -> None:
    megabyte = b"BT (x) Tj ET " * 80_000
    packer = zlib.compressobj(9)
    first, again = (packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    check = 1
    for _ in range(1000):
        check = zlib.adler32(megabyte, check)
    bomb = first + again * 999 + packer.flush()[:-4] + check.to_bytes(4, "big")
    content = text_pdf()
    plain = content[content.index(b"<< /Length") : content.index(b"endstream") + len(b"endstream")]
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    with pytest.raises(ResumeError):
        PdfResumeReader().read(content.replace(plain, packed), token)
    assert multiprocessing.active_children() == []


def hang(connection: Connection) -> None:
    """A parser that never comes back."""
    connection.send_bytes(READY)
    connection.recv_bytes()
    time.sleep(600)


def die(connection: Connection) -> None:
    """A process that the system ends."""
    connection.send_bytes(READY)
    connection.recv_bytes()


def test_reading_that_takes_too_long_is_ended(token: CancelToken) -> None:
    with pytest.raises(ResumeError, match=r"longer than 0\.2 seconds"):
        PdfResumeReader(seconds=0.2, target=hang).read(text_pdf(), token)
    assert multiprocessing.active_children() == []


def test_reading_ends_when_it_is_no_longer_wanted() -> None:
    clock = FakeClock()
    token = token_for(clock)
    asked = False

    def monotonic() -> float:
        nonlocal asked
        if asked:
            token.cancel(InterruptReason.CLOSING)
        asked = True
        return 0.0

    with pytest.raises(WorkInterrupted):
        PdfResumeReader(target=hang, monotonic=monotonic).read(text_pdf(), token)
    assert multiprocessing.active_children() == []


def test_process_that_was_ended_by_the_system_is_told_as_memory(token: CancelToken) -> None:
    with pytest.raises(ResumeError, match="too much memory"):
        PdfResumeReader(target=die).read(text_pdf(), token)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_file_that_has_more_than_it_says_is_not_read_whole(token: CancelToken, tmp_path: Path) -> None:
    """A device says that it is empty, and never ends."""
    resumes = ResumeTemplates(PdfResumeReader, lambda settings: pytest.fail("asked"), Settings, tmp_path)
    with pytest.raises(ResumeError, match="more than 10 MB"):
        resumes.read_file(Path("/dev/zero"), token)
