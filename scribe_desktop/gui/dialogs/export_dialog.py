"""Export: which drafts, in which form, to which folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.views.widgets import button, label
from scribe_desktop.gui.wording import number, tr
from scribe_desktop.services.draft_export import ExportFormat, export_drafts
from scribe_desktop.storage_ports import EmailQuery


class ExportDialog(QDialog):
    """Writes drafts to files in the background.

    Signals:
        exported(text): done, in words.
        failed(ScribeError): it could not be done.
    """

    exported = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, selected: Sequence[EmailDraft], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export drafts"))
        self.setMinimumWidth(520)
        self._session = session
        self._selected = tuple(selected)
        self.which = QComboBox()
        for words, choice in self._choices():
            self.which.addItem(words, choice)
        self.form = QComboBox()
        for words, form in _forms():
            self.form.addItem(words, form)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = QLineEdit(str(Path(documents or Path.home()) / tr("Scribe drafts")))
        choose = button(tr("Choose…"))
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        fields = QFormLayout()
        fields.setVerticalSpacing(12)
        fields.setHorizontalSpacing(16)
        fields.addRow(tr("&Which"), self.which)
        fields.addRow(tr("&As"), self.form)
        fields.addRow(tr("&Folder"), row)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = button(tr("Export"), primary=True)
        self._buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self._buttons.accepted.connect(self.export)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(label(tr("Files are written to the folder; none that is there is overwritten."), muted=True))
        column.addLayout(fields)
        column.addSpacing(6)
        column.addWidget(self._buttons)

    @Slot()
    def export(self) -> None:
        """Write, then close."""
        choice, folder = self.which.currentData(), Path(self.folder.text()).expanduser()
        form = ExportFormat(self.form.currentData())  # Qt gives a StrEnum back as a plain string
        emails, selected = self._session.context.emails, self._selected
        self.go.setEnabled(False)

        def write() -> list[Path]:
            drafts = selected if choice is None else emails.find(EmailQuery(states=choice))
            if not drafts:
                raise ScribeError(tr("There is no such draft to export. Choose others."))
            return export_drafts(drafts, folder, form)

        self._session.actions.run(write, self._on_written, self._on_failed)

    def _on_written(self, paths: list[Path]) -> None:
        words = tr("1 file written to {folder}.") if len(paths) == 1 else tr("{count} files written to {folder}.")
        self.exported.emit(words.format(count=number(len(paths)), folder=paths[0].parent))
        self.accept()

    def _on_failed(self, error: ScribeError) -> None:
        self.failed.emit(error)
        self.reject()

    @Slot()
    def _choose(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, tr("Folder"), self.folder.text()):
            self.folder.setText(folder)

    def _choices(self) -> list[tuple[str, frozenset[ReviewState] | None]]:
        states = self._session.overview.states
        approved, ready = states.get(ReviewState.APPROVED, 0), states.get(ReviewState.READY, 0)
        every = sum(states.values()) - states.get(ReviewState.DISCARDED, 0)
        rows: list[tuple[str, frozenset[ReviewState] | None]] = []
        if len(self._selected) == 1:
            rows.append((tr("The draft for {name}").format(name=self._selected[0].recipient_name), None))
        elif self._selected:
            rows.append((tr("The {count} selected").format(count=number(len(self._selected))), None))
        rows.append((tr("All approved ({count})").format(count=number(approved)), frozenset({ReviewState.APPROVED})))
        both = frozenset({ReviewState.APPROVED, ReviewState.READY})
        rows.append((tr("Approved and ready ({count})").format(count=number(approved + ready)), both))
        rows.append((tr("All but discarded ({count})").format(count=number(every)), frozenset()))
        return rows if approved or self._selected else rows[1:]


def _forms() -> tuple[tuple[str, ExportFormat], ...]:
    return (
        (tr("Message files, one a draft (.eml)"), ExportFormat.EML),
        (tr("One mailbox file (.mbox)"), ExportFormat.MBOX),
        (tr("A table for mail merge (.csv)"), ExportFormat.CSV),
        (tr("A document to read (.md)"), ExportFormat.MD),
    )
