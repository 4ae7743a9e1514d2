"""Drafts as files: read back by the programs that are meant to read them."""

from __future__ import annotations

import csv
import mailbox
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scribe_desktop.domain.email import Finding, FindingKind, ReviewState
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.errors import InputError
from scribe_desktop.services.draft_export import ExportFormat, export_drafts
from scribe_desktop.services.export_folder import RECORD, Exported
from scribe_desktop.services.export_notes import notes_on
from tests import factories

BODY = "Dear Prof. Oduya,\n\nYour work on peatlands — “flux” — moved me.\n\nMaya"


def read_eml(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_eml_has_subject_body_and_address_and_is_marked_unsent(tmp_path: Path) -> None:
    draft = factories.email(subject="Peatland flux — a question", body=BODY, recipient_email="oduya@hartmoor.example")
    (path,) = export_drafts([draft], tmp_path / "out", ExportFormat.EML).files
    message = read_eml(path)
    assert message["Subject"] == "Peatland flux — a question"
    assert message["To"] == "oduya@hartmoor.example"
    assert message["X-Unsent"] == "1"
    assert message.get_content().replace("\r\n", "\n").strip() == BODY


def test_an_unknown_address_leaves_to_out(tmp_path: Path) -> None:
    (path,) = export_drafts([factories.email(recipient_email=None)], tmp_path, ExportFormat.EML).files
    assert read_eml(path)["To"] is None


def test_a_line_break_in_a_subject_or_address_makes_no_header(tmp_path: Path) -> None:
    draft = factories.email(subject="Hello\r\nBcc: all@x.example", recipient_email="a@b.example\nBcc: c@d.example")
    (path,) = export_drafts([draft], tmp_path, ExportFormat.EML).files
    message = read_eml(path)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@x.example"


def names(folder: Path) -> list[str]:
    """What a person sees in the folder."""
    return sorted(path.name for path in folder.glob("[!.]*"))


def test_two_people_of_one_name_get_two_files_in_the_folder(tmp_path: Path) -> None:
    one, other = (factories.email(recipient_name="Dr. Sørmarken/../x") for _ in range(2))
    first = export_drafts([one, other], tmp_path, ExportFormat.EML).files
    assert [path.name for path in first] == ["dr-sørmarken-x.eml", "dr-sørmarken-x-2.eml"]
    assert {path.parent for path in first} == {tmp_path}
    (again,) = export_drafts([other], tmp_path, ExportFormat.EML).files
    assert again == first[1]


@pytest.mark.parametrize("format", list(ExportFormat))
def test_a_second_export_replaces_the_files_of_the_first_and_says_so(tmp_path: Path, format: ExportFormat) -> None:
    draft = factories.email(subject="First words", body=BODY)
    first = export_drafts([draft], tmp_path, format)
    before = names(tmp_path)
    assert (len(first.files), first.replaced) == (1, ())
    again = export_drafts([replace(draft, subject="Other words")], tmp_path, format)
    assert (again.files, again.replaced, again.kept) == (first.files, first.files, ())
    assert names(tmp_path) == before
    third = export_drafts([replace(draft, subject="Other words"), factories.email()], tmp_path, format)
    assert first.files[0] in third.replaced


def test_words_that_changed_are_in_the_file_that_is_replaced(tmp_path: Path) -> None:
    draft = factories.email(subject="First words")
    (path,) = export_drafts([draft], tmp_path, ExportFormat.EML).files
    export_drafts([replace(draft, subject="Other words")], tmp_path, ExportFormat.EML)
    assert read_eml(path)["Subject"] == "Other words"


def test_a_file_that_somebody_changed_is_left_and_said(tmp_path: Path) -> None:
    draft = factories.email(recipient_name="Ilse Varnholt")
    (path,) = export_drafts([draft], tmp_path, ExportFormat.EML).files
    path.write_text("my own words", "utf-8")
    again = export_drafts([draft], tmp_path, ExportFormat.EML)
    assert (again.kept, again.replaced) == ((path,), ())
    assert path.read_text("utf-8") == "my own words"
    assert names(tmp_path) == ["ilse-varnholt-2.eml", "ilse-varnholt.eml"]
    assert export_drafts([draft], tmp_path, ExportFormat.EML).files == again.files


def test_a_file_that_the_program_did_not_write_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "drafts.csv").write_text("mine", "utf-8")
    (path,) = export_drafts([factories.email()], tmp_path, ExportFormat.CSV).files
    assert path.name == "drafts-2.csv"
    assert (tmp_path / "drafts.csv").read_text("utf-8") == "mine"


def test_tables_of_other_drafts_stand_side_by_side(tmp_path: Path) -> None:
    for _ in range(2):
        export_drafts([factories.email()], tmp_path, ExportFormat.CSV)
    assert names(tmp_path) == ["drafts-2.csv", "drafts.csv"]


@pytest.mark.parametrize("record", ["", "{}", "[1]", '{"files": {"x.eml": 1}}'])
def test_without_a_record_that_can_be_read_nothing_is_replaced(tmp_path: Path, record: str) -> None:
    draft = factories.email(recipient_name="Ilse Varnholt")
    export_drafts([draft], tmp_path, ExportFormat.EML)
    (tmp_path / RECORD).write_text(record, "utf-8")
    again = export_drafts([draft], tmp_path, ExportFormat.EML)
    assert again.replaced == ()
    assert names(tmp_path) == ["ilse-varnholt-2.eml", "ilse-varnholt.eml"]


def test_a_record_names_no_file_in_another_folder(tmp_path: Path) -> None:
    inside, draft = tmp_path / "out", factories.email()
    inside.mkdir()
    (path,) = export_drafts([draft], inside, ExportFormat.EML).files
    outside = path.rename(tmp_path / "mine.eml")
    record = inside / RECORD
    record.write_text(record.read_text("utf-8").replace(path.name, "../mine.eml"), "utf-8")
    before = outside.read_bytes()
    (again,) = export_drafts([replace(draft, subject="Other")], inside, ExportFormat.EML).files
    assert again.parent == inside
    assert outside.read_bytes() == before


def test_what_a_person_should_know_of_an_export_is_said_by_name() -> None:
    waiting = factories.email(
        (Finding(FindingKind.YEAR, "2019", "In 2019.", "No source has this year."),), recipient_name="Noor Tamsin"
    )
    one = factories.email(recipient_name="Ada Reyes", recipient_email="One@a.example")
    other = factories.email(recipient_name="A. Reyes", recipient_email="one@a.example")
    said = notes_on([waiting, one, other], Exported((), kept=(Path("out/a.eml"),)))
    assert "1 of them still needs your review before sending: Noor Tamsin." in said
    assert "2 of them are not approved yet: Ada Reyes, A. Reyes." in said
    assert "2 of them go to one address, One@a.example: Ada Reyes, A. Reyes." in said
    assert any("Changed by you" in line and "a.eml" in line for line in said)
    approved = replace(one, review_state=ReviewState.APPROVED)
    assert notes_on([approved], Exported(())) == ()


@pytest.mark.parametrize(("name", "stem"), [("王小明", "王小明"), ("Con", "con-draft"), ("??", "draft-")])
def test_every_name_gives_a_usable_file_name(tmp_path: Path, name: str, stem: str) -> None:
    (path,) = export_drafts([factories.email(recipient_name=name)], tmp_path, ExportFormat.EML).files
    assert path.stem.startswith(stem)


def test_an_mbox_holds_every_draft(tmp_path: Path) -> None:
    drafts = [factories.email(subject=f"Subject {number}", body="From here on.\n\nMaya") for number in range(3)]
    (path,) = export_drafts(drafts, tmp_path, ExportFormat.MBOX).files
    box = mailbox.mbox(path)
    assert [message["Subject"] for message in box] == ["Subject 0", "Subject 1", "Subject 2"]


def test_a_csv_is_read_back_and_starts_no_formula(tmp_path: Path) -> None:
    draft = factories.email(subject="=1+1", body=BODY, recipient_email="a@b.example")
    (path,) = export_drafts([draft], tmp_path, ExportFormat.CSV).files
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["Email", "Subject", "Body"]
    assert (rows[0]["Email"], rows[0]["Subject"], rows[0]["Body"]) == ("a@b.example", "'=1+1", BODY)


def test_markdown_has_findings_and_sources(tmp_path: Path) -> None:
    draft = factories.email(
        (Finding(FindingKind.YEAR, "2019", "In 2019.", "No source has this year."),),
        evidence=(Claim("I read it.", "https://a.example/p", "A page", "It says so.", EvidenceKind.PAGE),),
    )
    (path,) = export_drafts([draft], tmp_path, ExportFormat.MD).files
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
    (path,) = export_drafts([draft, draft], tmp_path, ExportFormat.CSV).files
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfEmail,Subject,Body,")  # Excel and Word take it for UTF-8 by the mark
    assert data.count(b"\r\n") == 3  # between records, and nowhere else
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [(row["Subject"], row["Body"]) for row in rows] == [("Two lines", body.replace("\r\n", "\n"))] * 2


def test_an_mbox_quotes_lines_that_begin_like_a_message(tmp_path: Path) -> None:
    draft = factories.email(body="Dear you,\n\nFrom here on it is quiet.\n\nMaya", recipient_email="a@b.example")
    (path,) = export_drafts([draft, draft], tmp_path, ExportFormat.MBOX).files
    assert len(mailbox.mbox(path)) == 2


def test_a_short_draft_is_a_mail_link_that_reads_back(tmp_path: Path) -> None:
    draft = factories.email(
        subject="Töne & Wellen?", body="Dear Zoë,\n\n100 % & more\n", recipient_email="z+1@b.example"
    )
    (path,) = export_drafts([draft, draft], tmp_path, ExportFormat.MAILTO).files
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
