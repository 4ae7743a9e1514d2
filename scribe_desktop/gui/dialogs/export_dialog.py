"""Export: which drafts, in which form, to which folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Tasks, dialog_button
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.views.widgets import label, restyle
from scribe_desktop.gui.wording import Tone, number, tr
from scribe_desktop.services.draft_export import ExportFormat, export_drafts
from scribe_desktop.services.export_folder import Exported
from scribe_desktop.services.export_notes import notes_on
from scribe_desktop.services.review_research import research_reader
from scribe_desktop.storage_ports.drafts import EmailQuery


class ExportDialog(QDialog):
    """Writes drafts to files in the background; stays open when that fails, so that another folder can be chosen.

    Signals:
        exported(text): done, in words.
    """

    exported = Signal(str)

    def __init__(self, session: Session, selected: DraftSelection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Export drafts"))
        self.setMinimumWidth(540)
        self._context = session.context
        self._tasks = Tasks(session.slow, self)
        self._selected = selected
        self.which = Choice()
        for words, choice in self._choices(session.overview.states):
            self.which.addItem(words, choice)
        self.form = Choice()
        for words, form in _forms():
            self.form.addItem(words, form)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = QLineEdit(str(Path(documents or Path.home()) / tr("Scribe drafts")))
        self.folder.textChanged.connect(self._update)
        self._said = label("")
        self._said.hide()
        self.cancel = dialog_button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.go = dialog_button(tr("Export"), primary=True)
        self.go.clicked.connect(self.export)
        self._lay_out()
        self._update()
        self.go.setFocus()

    @property
    def said(self) -> str:
        """What went wrong, or what is being done."""
        return self._said.text()

    @Slot()
    def export(self) -> None:
        """Write, then close."""
        states, folder = self.which.currentData(), Path(self.folder.text()).expanduser()
        form = ExportFormat(self.form.currentData())  # Qt gives a StrEnum back as a plain string
        emails, selected = self._context.emails, self._selected
        self.go.setEnabled(False)
        self._say(tr("Writing…"), Tone.NEUTRAL)

        def write() -> tuple[list[EmailDraft], Exported]:
            drafts = selected.drafts() if states is None else emails.find(EmailQuery(states=states))
            if not drafts:
                raise ScribeError(tr("There is no such draft to export. Choose others."))
            return drafts, export_drafts(drafts, folder, form, research_reader(emails))

        self._tasks.run(write, self._on_written, self._on_failed)

    def _on_written(self, written: tuple[list[EmailDraft], Exported]) -> None:
        drafts, exported = written
        count, paths = len(drafts), exported.files
        if len(paths) == 1:
            words = tr("1 draft") if count == 1 else tr("{count} drafts").format(count=number(count))
            said = tr("{drafts} written to {path}.").format(drafts=words, path=paths[0])
        else:
            said = tr("{count} drafts written to {folder}.").format(count=number(count), folder=paths[0].parent)
        self.exported.emit(" ".join((said, *notes_on(drafts, exported))))
        self.accept()

    def _on_failed(self, error: ScribeError) -> None:
        self._say(error.message, Tone.DANGER)
        self._update()
        self.folder.setFocus()

    def _say(self, words: str, tone: Tone) -> None:
        self._said.setText(words)
        restyle(self._said, tone=tone.value)
        self._said.show()

    @Slot()
    def _update(self) -> None:
        self.go.setEnabled(bool(self.folder.text().strip()) and self.which.count() > 0)

    @Slot()
    def _choose(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, tr("Folder"), self.folder.text()):
            self.folder.setText(folder)

    def _lay_out(self) -> None:
        choose = dialog_button(tr("Choose…"))
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        fields = QFormLayout()
        fields.setVerticalSpacing(12)
        fields.setHorizontalSpacing(16)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for words, control in ((tr("&Which"), self.which), (tr("&As"), self.form), (tr("&Folder"), self.folder)):
            caption = label(words, wrap=False)
            caption.setBuddy(control)
            control.setAccessibleName(words.replace("&", ""))
            fields.addRow(caption, row if control is self.folder else control)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(label(tr("Export drafts"), name="title"))
        column.addWidget(label(tr("Files of an earlier export to the folder are replaced, and no others."), muted=True))
        column.addLayout(fields)
        column.addWidget(self._said)
        column.addStretch(1)
        column.addLayout(buttons)

    def _choices(self, counts: dict[ReviewState, int]) -> list[tuple[str, frozenset[ReviewState] | None]]:
        """Words and the states they mean (None: the selected ones); what there is none of is left out."""
        rows: list[tuple[str, frozenset[ReviewState] | None]] = []
        if self._selected.count == 1:
            rows.append((tr("The draft for {name}").format(name=self._selected.here[0].recipient_name), None))
        elif self._selected.count:
            rows.append((tr("The {count} selected").format(count=number(self._selected.count)), None))
        approved, ready = frozenset({ReviewState.APPROVED}), frozenset({ReviewState.READY})
        everyone = frozenset(set(ReviewState) - {ReviewState.DISCARDED})
        for words, states in (
            (tr("All approved ({count})"), approved),
            (tr("All ready ({count})"), ready),
            (tr("All approved and ready ({count})"), approved | ready),
            (tr("All but discarded ({count})"), everyone),
        ):
            count = sum(counts.get(state, 0) for state in states)
            if count:
                rows.append((words.format(count=number(count)), states))
        return rows


def _forms() -> tuple[tuple[str, ExportFormat], ...]:
    return (
        (tr("Message files, one a draft (.eml)"), ExportFormat.EML),
        (tr("A bundle for a reviewer: page, drafts and sources (.zip)"), ExportFormat.BUNDLE),
        (tr("One mailbox file (.mbox)"), ExportFormat.MBOX),
        (tr("A table for mail merge (.csv)"), ExportFormat.CSV),
        (tr("A document to read (.md)"), ExportFormat.MD),
    )
