"""The part of the settings' data page that points to the person's own sent mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.long_work import LongWork, unless_stopped
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, Tasks, dialog_button
from scribe_desktop.gui.views.widgets import flow_of, label
from scribe_desktop.gui.wording import Tone, number, tr
from scribe_desktop.services.sent_mail import SentMail


class SentMailPart(QWidget):
    """Choose the mailbox, see what is in it, forget it. What is done here takes effect at once."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._work: LongWork | None = None
        words = tr(
            "Point to your sent mail, and Scribe tells you when you have written to somebody before. Only addresses "
            "and days are kept, on this computer. In Thunderbird it is the file Sent in the profile folder; other "
            "programs export an mbox file."
        )
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setAccessibleName(tr("Sent mail"))
        self.path.setPlaceholderText(tr("None chosen"))
        self.said = Strip(surroundings.icons, surroundings.theme)
        self.file_button = dialog_button(tr("Choose a file…"))
        self.file_button.clicked.connect(self._choose_file)
        self.folder_button = dialog_button(tr("Choose a folder…"))
        self.folder_button.clicked.connect(self._choose_folder)
        self.forget_button = dialog_button(tr("Forget it"))
        self.forget_button.clicked.connect(self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(tr("Your sent mail"), name="heading"))
        column.addWidget(label(words, muted=True))
        column.addWidget(self.path)
        column.addLayout(flow_of(self.file_button, self.folder_button, self.forget_button))
        column.addWidget(self.said)
        self._show()

    def choose(self, path: Path) -> None:
        """Read the mail there, and keep the choice when it can be read."""
        context = self._context
        work = self._work = LongWork()
        work.moved.connect(self._on_moved)
        self._busy(True)
        self.said.say(tr("Reading…"), Tone.ACCENT)

        def read() -> SentMail:
            found = context.history.mailbox.look_at(path, work.tell)
            context.settings.change(sent_mail=str(path))
            return found

        self._tasks.run(lambda: unless_stopped(read), self._on_read, self._on_failed)

    @Slot()
    def forget(self) -> None:
        """Delete what was kept, and the choice."""
        context = self._context

        def forget() -> None:
            context.settings.change(sent_mail="")
            context.history.mailbox.forget()

        self._busy(True)
        self._tasks.run(forget, self._on_forgotten, self._on_failed)

    def stop(self) -> None:
        """Give up reading: the dialog closes."""
        if self._work is not None:
            self._work.stop()

    def _on_read(self, found: SentMail | None) -> None:
        self._busy(False)
        if found is None:
            self.said.say("")
            return
        self.said.say(found_words(found), Tone.SUCCESS if found.latest else Tone.WARNING)

    def _on_forgotten(self, nothing: Any) -> None:
        self._busy(False)
        self.said.say(tr("Forgotten. The mailbox itself was not touched."), Tone.SUCCESS)

    def _on_failed(self, error: ScribeError) -> None:
        self._busy(False)
        self.said.say(error.message, Tone.DANGER)

    @Slot(float)
    def _on_moved(self, share: float) -> None:
        self.said.say(tr("Reading… {percent} %").format(percent=round(share * 100)), Tone.ACCENT)

    def _busy(self, busy: bool) -> None:
        self.file_button.setEnabled(not busy)
        self.folder_button.setEnabled(not busy)
        self._show()
        self.forget_button.setEnabled(not busy and bool(self.path.text()))

    def _show(self) -> None:
        self.path.setText(self._context.settings.current.sent_mail)
        self.path.setCursorPosition(0)
        self.forget_button.setEnabled(bool(self.path.text()))

    @Slot()
    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Your sent mail"), _home(), tr("All files (*)"))
        if name:
            self.choose(Path(name))

    @Slot()
    def _choose_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, tr("Your sent mail"), _home()):
            self.choose(Path(name))


def found_words(found: SentMail) -> str:
    """ "212 addresses in 1,034 messages. 3 messages without a recipient were skipped."."""
    people = tr("1 address") if len(found.latest) == 1 else tr("{count} addresses")
    messages = tr("1 message") if found.messages == 1 else tr("{count} messages")
    said = tr("{people} in {messages}.").format(
        people=people.format(count=number(len(found.latest))), messages=messages.format(count=number(found.messages))
    )
    if found.broken:
        one, many = tr("1 message without a recipient was skipped."), tr("{count} without a recipient were skipped.")
        said += " " + (one if found.broken == 1 else many.format(count=number(found.broken)))
    return said


def _home() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
