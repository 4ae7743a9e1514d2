"""A template from a résumé: choose the PDF, look at what was found in it, and let the model or the form write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.errors import InterruptReason, ScribeError
from scribe_desktop.gui.dialogs.long_work import unless_interrupted
from scribe_desktop.gui.dialogs.parts import (
    Choice,
    Dress,
    Strip,
    Surroundings,
    Tasks,
    dialog_button,
    footer,
    resize_within_screen,
    surroundings_of,
)
from scribe_desktop.gui.dialogs.template_editor import open_template_editor
from scribe_desktop.gui.dialogs.template_editor_library import Beginning
from scribe_desktop.gui.views.widgets import label, row_of, scrolled
from scribe_desktop.gui.wording import Tone, tr
from scribe_desktop.pipeline.letter_form import ASK_SENTENCES, Ask, LetterAnswers

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow
    from scribe_desktop.pipeline.resume_facts import Resume, ResumeFacts
    from scribe_desktop.pipeline.resume_template import DraftedTemplate

SECONDS = 180.0
NAMED = 3
"""So many sentences that were left out are shown before the rest is counted."""


def open_template_from_resume(window: MainWindow) -> TemplateFromResume:
    """Open the form over the window; its template opens in the editor."""
    session = window.session
    assert session is not None
    # A model may take minutes, and the lists and settings must not wait for it.
    dialog = TemplateFromResume(replace(surroundings_of(window), background=session.writing), window)
    session.closing.connect(dialog.reject)
    dialog.made.connect(lambda drafted: open_template_editor(window, None, beginning_of(drafted)))
    dialog.open()
    return dialog


def beginning_of(drafted: DraftedTemplate) -> Beginning:
    """A made template as the editor begins with it, with a word about what was left out."""
    dropped = drafted.dropped
    note = tr("Read it before you keep it; nothing is kept yet.")
    if dropped:
        shown = "\n".join(f"“{one.text}” {one.reason}" for one in dropped[:NAMED])
        more = len(dropped) - NAMED
        rest = "\n" + tr("and {count} more.").format(count=more) if more > 0 else ""
        words = tr("Left out, because your résumé does not say so:\n{sentences}{rest}")
        note = words.format(sentences=shown, rest=rest)
    return Beginning(drafted.source, "", note)


class TemplateFromResume(QDialog):
    """The guided form. Every field is a part of a sentence, and may stay empty.

    Signals:
        made(DraftedTemplate): the template is written; the dialog closes with it.
    """

    made = Signal(object)

    def __init__(self, surroundings: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("A template from your résumé"))
        self._context = surroundings.context
        self._resumes = surroundings.context.resumes
        self._tasks = Tasks(surroundings.background, self)
        self._resume: Resume | None = None
        self._token: CancelToken | None = None
        self._make_fields()
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self._lay_out()
        Dress(self, surroundings.theme)
        resize_within_screen(self, 640, 700)
        self._update()

    @property
    def answers(self) -> LetterAnswers:
        """What the form says now."""
        return LetterAnswers(
            TemplateType(self.kind.currentData()),  # Qt gives a StrEnum back as its text
            self.who.text(),
            self.place.text(),
            self.done_on.text(),
            Ask(self.ask.currentData()),
            self.own_ask.text(),
            self.link.text(),
        )

    def read(self, path: Path) -> None:
        """Read a PDF in the background."""
        self.file.setText(path.name)
        self._token = token = self._context.new_token(SECONDS)
        self._busy(tr("Reading {name}…").format(name=path.name))
        self._run(lambda: self._resumes.read_file(path, token), self._on_read)

    def reject(self) -> None:
        """Close; what is under way ends."""
        if self._token is not None:
            self._token.cancel(InterruptReason.STOPPED)
        super().reject()

    def _make_fields(self) -> None:
        self.choose = dialog_button(tr("Choose a &PDF…"))
        self.choose.clicked.connect(self._on_choose)
        self.file = label(tr("Optional: without one, answer the questions yourself."), small=True)
        self.kind, self.ask = Choice(), Choice()
        for kind, words in (
            (TemplateType.RESEARCH, tr("their research")),
            (TemplateType.BOOK, tr("a book of theirs")),
            (TemplateType.GENERAL, tr("their work in general")),
        ):
            self.kind.addItem(words, kind)
        self.ask.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ask.setMinimumContentsLength(20)  # else it stands below its label, alone of all
        for one, sentence in ASK_SENTENCES.items():
            self.ask.addItem(tr(sentence), one)
        self.ask.addItem(tr("Something else, in my own words"), Ask.OWN)
        self.ask.currentIndexChanged.connect(self._update)
        self.who, self.place, self.done_on, self.own_ask, self.link = (QLineEdit() for _ in range(5))
        self.who.setPlaceholderText(tr("a third-year student of biology"))
        self.done_on.setPlaceholderText(tr("sediment cores from shallow estuaries"))
        self.own_ask.setPlaceholderText(tr("Could you name one open problem?"))
        self.place.setPlaceholderText(tr("your college or company"))
        self.link.setPlaceholderText("https://")
        self.found = label("", small=True)
        self.by_form = QRadioButton(tr("These answers as they are. &Nothing leaves this computer."))
        self.by_model = QRadioButton()
        self.by_form.setChecked(True)
        self.by_model.toggled.connect(self._update)
        self.write = dialog_button(tr("&Write it"), primary=True)
        self.write.clicked.connect(self._on_write)
        self.cancel = dialog_button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 14)
        column.setSpacing(10)
        column.addWidget(label(tr("A template from your résumé"), name="title"))
        below = tr("The résumé fills in what it can; you look at it. Every answer is a part of a sentence.")
        column.addWidget(label(below, muted=True))
        column.addLayout(row_of(self.choose))
        column.addWidget(self.file)
        column.addWidget(self.strip)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setSpacing(8)
        for words, field in (
            (tr("I write about"), self.kind),
            (tr("I am"), self.who),
            (tr("at"), self.place),
            (tr("I have worked on"), self.done_on),
            (tr("I ask"), self.ask),
            (tr("In my own words"), self.own_ask),
            (tr("More about me"), self.link),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        self._form = form
        column.addLayout(form)
        column.addWidget(self.found)
        column.addSpacing(6)
        self.writer = label(tr("Who writes the sentences?"), name="heading")
        column.addWidget(self.writer)
        column.addWidget(self.by_form)
        column.addWidget(self.by_model)
        self.consent = label("", small=True)
        column.addWidget(self.consent)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        area = scrolled(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(area, 1)
        outer.addWidget(footer(right=(self.cancel, self.write)))
        self.choose.setFocus()

    @Slot()
    def _update(self) -> None:
        self._form.setRowVisible(self.own_ask, self.ask.currentData() == Ask.OWN)
        model = self._resumes.model_in_use
        for one in (self.writer, self.by_form, self.by_model):
            one.setVisible(model is not None)
        if model is not None:
            self.by_model.setText(tr("The model {name}, from my résumé").format(name=model.name))
            self.by_model.setEnabled(self._resume is not None)
            words = tr(
                "“Write it” sends the text of your résumé and your question to {host}, and nowhere else. What comes "
                "back is checked: a sentence that your résumé does not support is left out and shown to you."
            )
            if self._resume is None:
                words = tr("Choose a PDF first; only then can a model write from it.")
            self.consent.setText(words.format(host=model.host))
        else:
            words = tr(
                "Nothing leaves this computer. With a model set in Settings, that model could write the sentences."
            )
            self.consent.setText(words)
        by_model = model is not None and self.by_model.isChecked()
        for field in (self.who, self.place, self.done_on, self.link):
            field.setEnabled(not by_model)  # a model reads them in the résumé itself
        self.write.setEnabled(self._token is None and (self._resume is not None or not by_model))
        self.choose.setEnabled(self._token is None)

    @Slot()
    def _on_choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Your résumé"), "", tr("PDF files (*.pdf)"))
        if path:
            self.read(Path(path))

    def _on_read(self, resume: Resume) -> None:
        self._token = None
        self._resume = resume
        facts = self._resumes.facts(resume)
        for field, value in ((self.place, facts.affiliation), (self.link, facts.link)):
            if value and not field.text():
                field.setText(value)
        self._say_found(facts)
        words = tr("Read. Look at what was filled in, and answer what is left.")
        self.strip.say(words, Tone.SUCCESS)
        self._update()

    def _say_found(self, facts: ResumeFacts) -> None:
        lines = []
        if facts.degrees:
            lines.append(tr("Your résumé says: {degrees}").format(degrees="; ".join(facts.degrees)))
        settings = self._context.settings.current
        if facts.name and not settings.sender_name:
            words = tr("Your name ({name}) is not in Settings yet, where {place} takes it from.")
            lines.append(words.format(name=facts.name, place="{{ signature }}"))
        self.found.setText("\n".join(lines))

    @Slot()
    def _on_write(self) -> None:
        resume, answers = self._resume, self.answers
        if not self.by_model.isChecked() or resume is None:
            self._on_made(self._resumes.by_form(answers))
            return
        self._token = token = self._context.new_token(SECONDS)
        self._busy(tr("The model is writing…"))
        self._run(lambda: self._resumes.by_model(resume, answers, token), self._on_made)

    def _run(self, call: Callable[[], Any], done: Callable[[Any], object]) -> None:
        def deliver(result: Any) -> None:
            if result is not None:
                done(result)

        self._tasks.run(lambda: unless_interrupted(call), deliver, self._on_failed)

    def _on_made(self, drafted: DraftedTemplate) -> None:
        self._token = None
        self.made.emit(drafted)
        self.accept()

    def _busy(self, words: str) -> None:
        self.strip.say(words, Tone.ACCENT)
        self._update()

    def _on_failed(self, error: ScribeError) -> None:
        self._token = None
        self.strip.say(error.message, Tone.DANGER)
        self._update()
