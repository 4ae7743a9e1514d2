"""The dialog that makes a token for the local API and shows it once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from scribe_desktop.domain.access import CreatedToken, TokenScope
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import (
    Choice,
    Dress,
    Field,
    Strip,
    Surroundings,
    Tasks,
    dialog_button,
    footer,
    resize_within_screen,
)
from scribe_desktop.gui.dialogs.settings_dialog_api_parts import CodeBox
from scribe_desktop.gui.dialogs.settings_dialog_api_words import day, scope_word
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, tr
from scribe_desktop.services.access_tokens import DEFAULT_DAYS, MAX_DAYS, MAX_NAME


class NewTokenDialog(QDialog):
    """First asks for name, scope and days; then shows the token, which is kept nowhere.

    Args:
        lasting: False without a keyring: then the token ends with this run, and no days are asked for.

    Signals:
        created(): a token was made.
    """

    created = Signal()

    def __init__(self, surroundings: Surroundings, lasting: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("New token"))
        resize_within_screen(self, 560, 350)
        Dress(self, surroundings.theme)
        self._tokens = surroundings.context.tokens
        self._tasks = Tasks(surroundings.background, self)
        self._lasting = lasting
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.name.setPlaceholderText(tr("notebook"))
        self.name.textChanged.connect(self._on_typed)
        self.scope = Choice()
        for scope in (TokenScope.READ, TokenScope.READ_WRITE):
            self.scope.addItem(scope_word(scope), scope)
        self.days = QSpinBox()
        self.days.setRange(1, MAX_DAYS)
        self.days.setValue(DEFAULT_DAYS)
        self.days.setMaximumWidth(110)
        self.days.setMinimumHeight(30)
        self.name_field = Field(self.name, tr("What it is for, to find it again in the list."))
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.token = CodeBox(tr("Token"), primary=True)
        self._made_for = label("", muted=True)
        self.create_button = dialog_button(tr("Create"), primary=True)
        self.create_button.clicked.connect(self.create_token)
        self.cancel = dialog_button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.done_button = dialog_button(tr("Done"))
        self.done_button.clicked.connect(self.accept)
        for one in (self.token.copy_button, self.done_button):
            one.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._asking_page(surroundings))
        self._stack.addWidget(self._shown_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(footer(right=(self.cancel, self.create_button, self.token.copy_button, self.done_button)))
        self.name.setFocus()

    @Slot()
    def create_token(self) -> None:
        """Make the token in the background: the keyring may take its time."""
        if not self.name.text().strip():
            self.name_field.say(tr("Give it a name first, for example: notebook."))
            self.name.setFocus()
            return
        name, days, tokens = self.name.text(), self.days.value(), self._tokens
        scope = TokenScope(self.scope.currentData())
        self.create_button.setEnabled(False)
        self.strip.say("")
        self._tasks.run(lambda: tokens.create(name, scope, days), self._on_created, self._on_failed)

    def _asking_page(self, surroundings: Surroundings) -> QWidget:
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        days = Field(self.days, tr("1 to {most}; it can be ended at any time.").format(most=MAX_DAYS))
        rows = [(tr("&Name"), self.name_field), (tr("&May"), Field(self.scope)), (tr("Lasts, in &days"), days)]
        for words, field in rows if self._lasting else rows[:2]:
            caption = label(words, wrap=False)
            caption.setBuddy(field.control)
            caption.setContentsMargins(0, 6, 6, 0)
            field.control.setAccessibleName(words.replace("&", ""))
            form.addRow(caption, field)
        page, column = _page(tr("New token"))
        column.addLayout(form)
        if not self._lasting:
            days.setParent(page)
            days.hide()
            column.addWidget(label(tr("It lasts until you close Scribe."), muted=True))
        column.addWidget(self.strip)
        column.addStretch(1)
        return page

    def _shown_page(self) -> QWidget:
        page, column = _page(tr("Copy the token now"))
        column.addWidget(label(tr("It is kept nowhere and cannot be shown again. Whoever has it can use it.")))
        column.addWidget(self.token)
        column.addWidget(self._made_for)
        column.addStretch(1)
        return page

    def _on_created(self, made: CreatedToken) -> None:
        self.token.set_text(made.token)
        row = made.row
        until = tr("until {day}").format(day=day(row.expires_at)) if self._lasting else tr("until you close Scribe")
        words = tr("{name} · {scope} · {until}")
        self._made_for.setText(words.format(name=row.name, scope=scope_word(row.scope), until=until))
        self._stack.setCurrentIndex(1)
        for one in (self.cancel, self.create_button):
            one.hide()
        for one in (self.token.copy_button, self.done_button):
            one.show()
        self.token.copy_button.setFocus()
        self.created.emit()

    def _on_failed(self, error: ScribeError) -> None:
        self.create_button.setEnabled(True)
        self.strip.say(error.message, Tone.DANGER)
        self.name.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        self.name_field.say()


def _page(title: str) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 20, 24, 16)
    column.setSpacing(12)
    column.addWidget(label(title, name="title"))
    return page, column
