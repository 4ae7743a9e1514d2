"""The pages of the settings: writer, appearance. Each reads settings in and gives its changes out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from scribe_desktop.config.settings import Settings, Theme
from scribe_desktop.errors import SettingsError
from scribe_desktop.gui.abstract_widget import AbstractWidget
from scribe_desktop.gui.dialogs.parts import Choice, Field
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import tr


class Page(QWidget, metaclass=AbstractWidget):
    """One page. `fields` are its controls by the name of their setting."""

    def __init__(self, key: str, name: str, intro: str = "") -> None:
        super().__init__()
        self.key = key
        self.name = name
        self.fields: dict[str, Field] = {}
        self._captions: list[QLabel] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(28, 24, 28, 16)
        self.column.setSpacing(12)
        self.column.addWidget(label(name, name="title"))
        if intro:
            self.column.addWidget(label(intro, muted=True))
        self.form = self.new_form()

    def new_form(self) -> QFormLayout:
        """A form at the end of the page."""
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.column.addLayout(form)
        return form

    def add(self, setting: str, words: str, control: QWidget, hint: str = "", form: QFormLayout | None = None) -> Field:
        """A control with its label, in the page's first form or another one."""
        made = Field(control, hint)
        if isinstance(control, Choice):
            # The page has the width; a long choice must not make it wider than a small screen.
            control.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            control.setMinimumContentsLength(12)
        caption = label(words, wrap=False)
        caption.setBuddy(control)
        caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        caption.setContentsMargins(0, 6, 0, 0)
        # Drawn with a mark below a letter, the words may need a pixel more than Qt says.
        caption.setMinimumWidth(caption.sizeHint().width() + 6)
        self._captions.append(caption)
        control.setAccessibleName(words.replace("&", ""))
        (form or self.form).addRow(caption, made)
        self.fields[setting] = made
        return made

    def align(self) -> None:
        """Let the controls of several forms begin at the same place."""
        width = max(one.minimumWidth() for one in self._captions)
        for one in self._captions:
            one.setMinimumWidth(width)

    def lock(self, decided: Mapping[str, str]) -> None:
        """Show which settings the environment decides (setting → variable)."""
        for setting, variable in decided.items():
            if setting in self.fields:
                self.fields[setting].lock(tr("Set by {variable}.").format(variable=variable))

    @abstractmethod
    def load(self, settings: Settings) -> None:
        """Show these."""

    @abstractmethod
    def values(self) -> dict[str, Any]:
        """What the person chose, by setting."""

    def wrong(self) -> dict[str, str]:
        """What cannot be used, by setting, in a sentence each."""
        return {}

    def show_wrong(self) -> bool:
        """Say what cannot be used beside its field; True when there is any."""
        found = self.wrong()
        for setting, field in self.fields.items():
            if field.control.isEnabled():
                field.say(found.get(setting, ""))
        first = next((one for name, one in self.fields.items() if name in found), None)
        if first is not None:
            first.control.setFocus()
        return first is not None


class WriterPage(Page):
    """Who writes."""

    def __init__(self) -> None:
        super().__init__("writer", tr("Writer"), tr("What templates put for {{sender_name}} and {{signature}}."))
        self.sender_name, self.affiliation = QLineEdit(), QLineEdit()
        self.signature = QPlainTextEdit()
        self.signature.setTabChangesFocus(True)
        self.signature.setMinimumHeight(90)
        self.signature.setMaximumHeight(140)
        self.add("sender_name", tr("&Name"), self.sender_name)
        self.add("sender_affiliation", tr("&Affiliation"), self.affiliation, tr("Your university or institution."))
        hint = tr("Several lines if you like. Left empty, it is your name and affiliation.")
        self.add("signature", tr("Si&gnature"), self.signature, hint)
        self.column.addStretch(1)

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.sender_name.setText(settings.sender_name)
        self.affiliation.setText(settings.sender_affiliation)
        self.signature.setPlainText(settings.signature)

    def values(self) -> dict[str, Any]:
        """Without spaces around them."""
        return {
            "sender_name": self.sender_name.text().strip(),
            "sender_affiliation": self.affiliation.text().strip(),
            "signature": self.signature.toPlainText().strip(),
        }


class AppearancePage(Page):
    """The window's colours.

    Signals:
        chosen(Theme): shown at once, before it is saved.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("appearance", tr("Appearance"))
        self.theme = Choice()
        words = {Theme.SYSTEM: tr("As the system"), Theme.LIGHT: tr("Light"), Theme.DARK: tr("Dark")}
        for choice, text in words.items():
            self.theme.addItem(text, choice)
        self.theme.activated.connect(lambda: self.chosen.emit(Theme(self.theme.currentData())))
        self.add("theme", tr("&Colours"), self.theme)
        self.column.addStretch(1)

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))

    def values(self) -> dict[str, Any]:
        """The choice."""
        return {"theme": Theme(self.theme.currentData())}


def usable(setting: str, value: object) -> bool:
    """True when the settings take the value, all others being defaults."""
    try:
        replace(Settings(), **{setting: value})  # type: ignore[arg-type]  # checked by the settings themselves
    except SettingsError:
        return False
    return True


def address_words() -> str:
    """What an address must look like."""
    return tr("An address begins with http:// or https:// and names a host, for example https://api.example/v1.")
