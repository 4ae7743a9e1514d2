"""Drafts as files that other programs read: .eml, mbox, CSV, Markdown, a zip for review. Nothing here is sent."""

from __future__ import annotations

import csv
import io
import mailbox
import re
import tempfile
import unicodedata
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.errors import InputError
from scribe_desktop.services.csv_safety import safe_cell
from scribe_desktop.services.export_folder import Exported, ExportFolder

if TYPE_CHECKING:
    from scribe_desktop.services.review_research import ResearchOf


MAILTO_LIMIT = 1900
"""Characters of a mailto address; some systems cut longer ones."""


class ExportFormat(StrEnum):
    """What drafts can be written as. EML is one file a draft, the others one file for all.

    BUNDLE is the zip of services/review_bundle.py, MAILTO a text file with a mail link a line.
    """

    EML = "eml"
    MBOX = "mbox"
    CSV = "csv"
    MD = "md"
    BUNDLE = "zip"
    MAILTO = "mailto"


def export_drafts(
    drafts: Sequence[EmailDraft], folder: Path, format: ExportFormat, research: ResearchOf | None = None
) -> Exported:
    """Write the drafts into the folder, which is made when missing.

    Files that an earlier export made of them there are replaced, and no others: a number is added to a name that is
    taken. `research` gives a bundle all that was saved about each person. Raises InputError when the folder or a file
    cannot be written, or a draft is too long for MAILTO.
    """
    prepare_folder(folder)
    try:
        files = ExportFolder(folder)
        try:
            _write(drafts, files, format, research)
        finally:
            if files.exported.files:
                files.remember()
    except OSError as error:
        raise InputError(
            f"The drafts could not be written to {folder}: {error.strerror or error}. Choose another folder."
        ) from error
    return files.exported


def _write(
    drafts: Sequence[EmailDraft], files: ExportFolder, format: ExportFormat, research: ResearchOf | None
) -> None:
    if format is ExportFormat.BUNDLE:
        from scribe_desktop.services.review_bundle import write_bundle

        files.put(drafts, "review", format.value, lambda path: write_bundle(drafts, path, research))
    elif format is ExportFormat.MAILTO:
        lines = "".join(mailto(draft) + "\n" for draft in drafts)
        files.put(drafts, "mailto", "txt", lambda path: path.write_text(lines, encoding="ascii", newline="\n"))
    elif format is ExportFormat.EML:
        for draft in drafts:
            files.put([draft], file_stem(draft), "eml", partial(write_eml, draft))
    else:
        files.put(drafts, "drafts", format.value, partial(_WRITERS[format], drafts))


def prepare_folder(folder: Path) -> None:
    """Make the folder when it is missing. Raises InputError when drafts could not be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            f"Drafts cannot be written to {folder}: {error.strerror or error}. Choose another folder."
        ) from error


def eml_message(draft: EmailDraft) -> EmailMessage:
    """The draft as a message that mail programs open for sending (X-Unsent); To only when the address is known."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(draft.subject.split())
    if draft.recipient_email:
        message["To"] = " ".join(draft.recipient_email.split())
    message["X-Unsent"] = "1"
    message.set_content(draft.body + "\n", charset="utf-8")
    return message


def write_eml(draft: EmailDraft, path: Path) -> Path:
    """Write one draft as a message file."""
    path.write_bytes(bytes(eml_message(draft)))
    return path


def mailto_address(draft: EmailDraft) -> str:
    """The draft as an address that opens in a mail program (RFC 6068): UTF-8 in per cent signs, lines ended by CRLF."""
    body = "\r\n".join(_one_newline(draft.body).split("\n"))
    to = quote(" ".join((draft.recipient_email or "").split()), safe="@")
    return f"mailto:{to}?subject={quote(' '.join(draft.subject.split()), safe='')}&body={quote(body, safe='')}"


def mailto(draft: EmailDraft) -> str:
    """The same; raises InputError for a draft that is longer than mail programs take."""
    address = mailto_address(draft)
    if len(address) > MAILTO_LIMIT:
        raise InputError(
            f"The draft for {draft.recipient_name} is too long for a mail link ({len(address):,} characters of "
            f"{MAILTO_LIMIT:,}). Write it as a message file: --format eml."
        )
    return address


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def file_stem(draft: EmailDraft) -> str:
    """A file name from the recipient's name: letters of any script, digits and hyphens."""
    name = unicodedata.normalize("NFC", draft.recipient_name)
    stem = re.sub(r"[\W_]+", "-", name).strip("-").lower()[:60].rstrip("-")
    if not stem:
        return f"draft-{draft.id.hex[:8]}"
    return f"{stem}-draft" if stem in _RESERVED else stem


# Names that Windows keeps for devices.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))}


def markdown(draft: EmailDraft) -> str:
    """The draft with its findings and evidence, for reading."""
    lines = [f"# {draft.recipient_name}", "", f"**To:** {draft.recipient_email or 'address not known'}  "]
    lines += [f"**Subject:** {draft.subject}  ", f"**Review:** {draft.review_state.value.replace('_', ' ')}", ""]
    lines += [draft.body, ""]
    if draft.findings:
        lines += ["## To check", ""]
        lines += [
            f"- “{one.text}”: {one.reason}{' (confirmed by you)' if one.confirmed else ''}" for one in draft.findings
        ]
        lines.append("")
    if draft.evidence:
        lines += ["## What it rests on", ""]
        for one in draft.evidence:
            source = f"[{one.source_title or one.source_url}]({one.source_url})" if one.source_url else one.source_title
            lines += [f"- {one.claim}", f"  - {source}", f"  - > {' '.join(one.passage.split())}"]
        lines.append("")
    return "\n".join(lines)


def csv_text(drafts: Sequence[EmailDraft]) -> str:
    """A table as mail-merge tools read it: Email, Subject, Body first. Cells never start a formula."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(("Email", "Subject", "Body", "Recipient", "Review", "Confident"))
    for draft in drafts:
        # One line end in cells: mail-merge tools put what is there into the message.
        subject = " ".join(draft.subject.split())
        cells = (draft.recipient_email or "", subject, _one_newline(draft.body), draft.recipient_name)
        review = draft.review_state.value, "yes" if draft.is_confident else "no"
        writer.writerow([*(safe_cell(cell) for cell in cells), *review])
    return table.getvalue()


def csv_bytes(drafts: Sequence[EmailDraft]) -> bytes:
    """The table as a file's bytes: the byte order mark lets spreadsheets and Word read it as UTF-8."""
    return csv_text(drafts).encode("utf-8-sig")


def markdown_of_all(drafts: Sequence[EmailDraft]) -> str:
    """The drafts one after the other, for reading."""
    return "\n---\n\n".join(markdown(draft) for draft in drafts)


def _write_mbox(drafts: Sequence[EmailDraft], path: Path) -> None:
    box = mailbox.mbox(path)
    try:
        for draft in drafts:
            box.add(mailbox.mboxMessage(eml_message(draft)))
        box.flush()
    finally:
        box.close()


def _write_csv(drafts: Sequence[EmailDraft], path: Path) -> None:
    path.write_bytes(csv_bytes(drafts))


def _write_markdown(drafts: Sequence[EmailDraft], path: Path) -> None:
    path.write_text(markdown_of_all(drafts), encoding="utf-8")


_WRITERS = {ExportFormat.MBOX: _write_mbox, ExportFormat.CSV: _write_csv, ExportFormat.MD: _write_markdown}
