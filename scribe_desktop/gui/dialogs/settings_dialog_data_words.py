"""The words of the settings' data page, and of the dialog for a damaged database."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from scribe_desktop.domain.backup import BackupCheck, BackupReason
from scribe_desktop.gui.wording import number, tr


def reason_word(reason: BackupReason) -> str:
    """Why a backup was made."""
    return {
        BackupReason.SCHEDULED: tr("While working"),
        BackupReason.MANUAL: tr("Asked for"),
        BackupReason.MIGRATION: tr("Before a new version"),
    }[reason]


def size_words(size: int) -> str:
    """Bytes as a person reads them ("1.4 MB")."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def holds(check: BackupCheck) -> str:
    """What is in a backup ("10 people in the queue, 9 drafts.")."""
    one_person, people = tr("1 person in the queue"), tr("{count} people in the queue")
    one_draft, drafts = tr("1 draft"), tr("{count} drafts")
    first = one_person if check.items == 1 else people.format(count=number(check.items))
    second = one_draft if check.drafts == 1 else drafts.format(count=number(check.drafts))
    return tr("{people}, {drafts}.").format(people=first, drafts=second)
