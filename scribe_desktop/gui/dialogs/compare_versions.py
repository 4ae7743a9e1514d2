"""Two versions of a draft side by side, what differs marked, and the way back to either of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QGridLayout, QTextEdit, QVBoxLayout, QWidget

from scribe_desktop.domain.email import EmailDraft, EmailVersion, ReviewState
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Dress, Strip, Tasks, dialog_button, footer, resize_within_screen
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, moment, tr, version_word
from scribe_desktop.services.version_diff import DiffKind, DiffPart, word_diff

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow

_OPEN = (ReviewState.NEEDS_REVIEW, ReviewState.READY)


class VersionText(QTextEdit):
    """One version, to be read; what the other one lacks is coloured, and crossed out or underlined as well."""

    def __init__(self, name: str, theme: ThemeController, kind: DiffKind) -> None:
        super().__init__()
        self._theme = theme
        self._kind = kind
        self._shown: tuple[Sequence[DiffPart], Sequence[DiffPart]] = ((), ())
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        theme.changed.connect(self._paint)

    @property
    def marked(self) -> list[str]:
        """The pieces that the other version lacks."""
        return [one.text for parts in self._shown for one in parts if one.kind is self._kind]

    def show_parts(self, subject: Sequence[DiffPart], body: Sequence[DiffPart]) -> None:
        """Show a version by what differs from the other."""
        self._shown = (subject, body)
        self._paint()

    @Slot()
    def _paint(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        subject, body = self._shown
        for parts, bold in ((subject, True), (body, False)):
            for part in parts:
                if part.kind in (DiffKind.SAME, self._kind):
                    cursor.insertText(part.text, self._style(part.kind, bold))
            if bold and parts:
                cursor.insertText("\n\n", self._style(DiffKind.SAME, bold=False))
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _style(self, kind: DiffKind, bold: bool) -> QTextCharFormat:
        tokens = self._theme.tokens
        style = QTextCharFormat()
        style.setForeground(tokens.colour("text"))
        if bold:
            style.setFontWeight(QFont.Weight.Bold)
        if kind is DiffKind.GONE:
            style.setBackground(tokens.colour("dangerSurface"))
            style.setFontStrikeOut(True)
        elif kind is DiffKind.NEW:
            style.setBackground(tokens.colour("successSurface"))
            style.setFontUnderline(True)
        return style


class CompareVersions(QDialog):
    """Reads the versions of a draft, and shows the last two to begin with.

    Signals:
        used(EmailDraft): a version was made the draft again.
    """

    used = Signal(object)

    def __init__(
        self, session: Session, draft: EmailDraft, theme: ThemeController, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._draft = draft
        self._versions: list[EmailVersion] = []
        self._tasks = Tasks(session.reads, self)
        self._acts = Tasks(session.actions, self)
        self.setWindowTitle(tr("Versions of the draft to {name}").format(name=draft.recipient_name))
        self.problem = Strip(icons, theme)
        self.older, self.newer = Choice(), Choice()
        self.left = VersionText(tr("Older version"), theme, DiffKind.GONE)
        self.right = VersionText(tr("Newer version"), theme, DiffKind.NEW)
        self._left_note, self._right_note = (label("", small=True) for _ in range(2))
        self.use_left, self.use_right = (dialog_button(tr("Use this version")) for _ in range(2))
        names = (
            (self.older, tr("Version on the left")),
            (self.newer, tr("Version on the right")),
            (self.use_left, tr("Use the version on the left")),
            (self.use_right, tr("Use the version on the right")),
        )
        for widget, name in names:
            widget.setAccessibleName(name)
        self.legend = label(tr("Crossed out: only on the left. Underlined: only on the right."), small=True, wrap=False)
        self._lay_out()
        for choice in (self.older, self.newer):
            choice.currentIndexChanged.connect(self._show)
        self.use_left.clicked.connect(lambda: self._use(self.older))
        self.use_right.clicked.connect(lambda: self._use(self.newer))
        QShortcut("Ctrl+W", self, self.reject)
        Dress(self, theme)
        resize_within_screen(self, 980, 640)
        self._load()

    @property
    def loaded(self) -> bool:
        """True once the versions are here."""
        return bool(self._versions)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        columns = (
            (self.older, self._left_note, self.left, self.use_left),
            (self.newer, self._right_note, self.right, self.use_right),
        )
        for column, widgets in enumerate(columns):
            for row, widget in enumerate(widgets):
                grid.addWidget(widget, row, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(2, 1)
        close = dialog_button(tr("Close"), primary=True)
        close.clicked.connect(self.accept)
        top = QVBoxLayout()
        top.setContentsMargins(20, 18, 20, 12)
        top.setSpacing(10)
        top.addWidget(self.problem)
        top.addLayout(grid, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top, 1)
        outer.addWidget(footer(self.legend, right=(close,)))
        order = (self.older, self.newer, self.left, self.right, self.use_left, self.use_right, close)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _load(self) -> None:
        emails, email_id = self._session.context.emails, self._draft.id
        self._tasks.run(
            lambda: (emails.get(email_id), emails.versions(email_id)), self._take, self._on_failed, key="versions"
        )

    def _take(self, found: tuple[EmailDraft, list[EmailVersion]]) -> None:
        self._draft, self._versions = found
        now = self._session.context.clock.now()
        for choice in (self.older, self.newer):
            choice.blockSignals(True)
            choice.clear()
            for version in self._versions:
                words = tr("Version {n} · {what} · {when}")
                choice.addItem(
                    words.format(n=version.number, what=version_word(version), when=moment(version.made_at, now))
                )
            choice.blockSignals(False)
        last = len(self._versions) - 1
        self.older.setCurrentIndex(max(0, last - 1))
        self.newer.setCurrentIndex(last)
        if last == 0:
            only = tr("There is only one version so far. Each edit and each new draft adds one.")
            self.problem.say(only, Tone.ACCENT)
        elif self._draft.review_state not in _OPEN:
            self.problem.say(tr("This draft is put away. Reopen it before using another version."), Tone.ACCENT)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self._versions:
            return
        one, other = (self._versions[max(0, at.currentIndex())] for at in (self.older, self.newer))
        subject, body = word_diff(one.subject, other.subject), word_diff(one.body, other.body)
        self.left.show_parts(subject, body)
        self.right.show_parts(subject, body)
        now = (self._draft.subject, self._draft.body)
        for version, note, use in ((one, self._left_note, self.use_left), (other, self._right_note, self.use_right)):
            note.setText(_note_of(version, (version.subject, version.body) == now))
            is_now = (version.subject, version.body) == now
            use.setEnabled(not is_now and self._draft.review_state in _OPEN)
            use.setToolTip(tr("This is the draft as it is now") if is_now else tr("It is checked again"))

    def _use(self, choice: Choice) -> None:
        number, email_id = self._versions[choice.currentIndex()].number, self._draft.id
        emails = self._session.context.emails
        for one in (self.use_left, self.use_right):
            one.setEnabled(False)
        self._acts.run(lambda: emails.restore(email_id, number), self._on_used, self._on_failed)

    def _on_used(self, draft: EmailDraft) -> None:
        self.used.emit(draft)
        self.accept()

    def _on_failed(self, error: ScribeError) -> None:
        self.problem.say(error.message, Tone.DANGER)
        self._show()


def _note_of(version: EmailVersion, is_now: bool) -> str:
    findings = sum(not one.confirmed for one in version.findings)
    parts = [tr("the draft as it is now")] if is_now else []
    if findings:
        parts.append(tr("{count} to check").format(count=findings))
    if version.note:
        parts.append(tr("your wish: {note}").format(note=version.note))
    return " · ".join(parts) or tr("nothing to check")


def open_compare_versions(window: MainWindow, draft: EmailDraft) -> CompareVersions:
    """Open the dialog over the window."""
    assert window.session is not None
    dialog = CompareVersions(window.session, draft, window.theme, window.icons, window)
    dialog.open()
    return dialog
