"""Drafts as files: read back by the programs that are meant to read them."""

from __future__ import annotations

import csv
import mailbox
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.errors import InputError
from scribe_desktop.services.draft_export import ExportFormat, export_drafts
from tests import factories

BODY = "Dear Prof. Oduya,\n\nYour work on peatlands — “flux” — moved me.\n\nMaya"


def read_eml(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_eml_has_subject_body_and_address_and_is_marked_unsent(tmp_path: Path) -> None:
    draft = factories.email(subject="Peatland flux — a question", body=BODY, recipient_email="oduya@hartmoor.example")
    (path,) = export_drafts([draft], tmp_path / "out", ExportFormat.EML)
    message = read_eml(path)
    assert message["Subject"] == "Peatland flux — a question"
    assert message["To"] == "oduya@hartmoor.example"
    assert message["X-Unsent"] == "1"
    assert message.get_content().replace("\r\n", "\n").strip() == BODY


def test_an_unknown_address_leaves_to_out(tmp_path: Path) -> None:
    (path,) = export_drafts([factories.email(recipient_email=None)], tmp_path, ExportFormat.EML)
    assert read_eml(path)["To"] is None


def test_a_line_break_in_a_subject_or_address_makes_no_header(tmp_path: Path) -> None:
    draft = factories.email(subject="Hello\r\nBcc: all@x.example", recipient_email="a@b.example\nBcc: c@d.example")
    (path,) = export_drafts([draft], tmp_path, ExportFormat.EML)
    message = read_eml(path)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@x.example"


def test_two_people_of_one_name_get_two_files_and_nothing_is_overwritten(tmp_path: Path) -> None:
    draft = factories.email(recipient_name="Dr. Sørmarken/../x")
    first = export_drafts([draft, draft], tmp_path, ExportFormat.EML)
    again = export_drafts([draft], tmp_path, ExportFormat.EML)
    assert [path.name for path in (*first, *again)] == [
        "dr-sørmarken-x.eml",
        "dr-sørmarken-x-2.eml",
        "dr-sørmarken-x-3.eml",
    ]
    assert {path.parent for path in first} == {tmp_path}


@pytest.mark.parametrize(("name", "stem"), [("王小明", "王小明"), ("Con", "con-draft"), ("??", "draft-")])
def test_every_name_gives_a_usable_file_name(tmp_path: Path, name: str, stem: str) -> None:
    (path,) = export_drafts([factories.email(recipient_name=name)], tmp_path, ExportFormat.EML)
    assert path.stem.startswith(stem)


def test_an_mbox_holds_every_draft(tmp_path: Path) -> None:
    drafts = [factories.email(subject=f"Subject {number}", body="From here on.\n\nMaya") for number in range(3)]
    (path,) = export_drafts(drafts, tmp_path, ExportFormat.MBOX)
    box = mailbox.mbox(path)
    assert [message["Subject"] for message in box] == ["Subject 0", "Subject 1", "Subject 2"]


def test_a_csv_is_read_back_and_starts_no_formula(tmp_path: Path) -> None:
    draft = factories.email(subject="=1+1", body=BODY, recipient_email="a@b.example")
    (path,) = export_drafts([draft], tmp_path, ExportFormat.CSV)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["Email", "Subject", "Body"]
    assert (rows[0]["Email"], rows[0]["Subject"], rows[0]["Body"]) == ("a@b.example", "'=1+1", BODY)


def test_markdown_has_findings_and_sources(tmp_path: Path) -> None:
    draft = factories.email(
        (Finding(FindingKind.YEAR, "2019", "In 2019.", "No source has this year."),),
        evidence=(Claim("I read it.", "https://a.example/p", "A page", "It says so.", EvidenceKind.PAGE),),
    )
    (path,) = export_drafts([draft], tmp_path, ExportFormat.MD)
    text = path.read_text("utf-8")
    assert "- “2019”: No source has this year." in text
    assert "[A page](https://a.example/p)" in text


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written to"):
        export_drafts([factories.email()], tmp_path / "file" / "out", ExportFormat.EML)


def test_a_csv_gives_mail_merge_one_kind_of_line_end_and_whole_cells(tmp_path: Path) -> None:
    body = 'Dear "Bo",\r\n\r\none; two, three\r\nMaya'
    draft = factories.email(subject="Two\nlines", body=body, recipient_email="a@b.example")
    (path,) = export_drafts([draft, draft], tmp_path, ExportFormat.CSV)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfEmail,Subject,Body,")  # Excel and Word take it for UTF-8 by the mark
    assert data.count(b"\r\n") == 3  # between records, and nowhere else
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [(row["Subject"], row["Body"]) for row in rows] == [("Two lines", body.replace("\r\n", "\n"))] * 2


def test_an_mbox_quotes_lines_that_begin_like_a_message(tmp_path: Path) -> None:
    draft = factories.email(body="Dear you,\n\nFrom here on it is quiet.\n\nMaya", recipient_email="a@b.example")
    (path,) = export_drafts([draft, draft], tmp_path, ExportFormat.MBOX)
    assert len(mailbox.mbox(path)) == 2


def test_a_short_draft_is_a_mail_link_that_reads_back(tmp_path: Path) -> None:
    draft = factories.email(
        subject="Töne & Wellen?", body="Dear Zoë,\n\n100 % & more\n", recipient_email="z+1@b.example"
    )
    (path,) = export_drafts([draft, draft], tmp_path, ExportFormat.MAILTO)
    first, second = path.read_text("ascii").splitlines()
    assert first == second
    parts = urlsplit(first)
    fields = dict(pair.split("=", 1) for pair in parts.query.split("&"))
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "z+1@b.example")
    assert unquote(fields["subject"]) == draft.subject
    assert unquote(fields["body"]) == draft.body.replace("\n", "\r\n")
    assert "%0D%0A" in first


def test_a_draft_too_long_for_a_mail_link_is_told_to_be_a_message_file(tmp_path: Path) -> None:
    long = factories.email(body="Dear you,\n\n" + "tides and sand " * 150)
    with pytest.raises(InputError, match=r"too long for a mail link .* --format eml"):
        export_drafts([long], tmp_path, ExportFormat.MAILTO)
    assert list(tmp_path.iterdir()) == []
