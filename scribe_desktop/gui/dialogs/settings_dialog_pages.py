"""The pages of the settings: writer, research, appearance, data. Each reads settings in and gives its changes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from scribe_desktop.config.paths import DATA_DIR_VARIABLE
from scribe_desktop.config.settings import SearchChoice, Settings, Theme
from scribe_desktop.errors import SettingsError
from scribe_desktop.gui.dialogs.parts import Choice, Field, dialog_button
from scribe_desktop.gui.views.widgets import label, row_of
from scribe_desktop.gui.wording import tr

DDGS_ENGINES = ("duckduckgo", "bing", "brave", "google", "mojeek", "yahoo", "yandex", "wikipedia")
"""The engines that ddgs can ask for text; the person's own choice is kept when it is another."""


class Page(QWidget):
    """One page. `fields` are its controls by the name of their setting."""

    def __init__(self, key: str, name: str, intro: str = "") -> None:
        super().__init__()
        self.key = key
        self.name = name
        self.fields: dict[str, Field] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(28, 24, 28, 16)
        self.column.setSpacing(12)
        self.column.addWidget(label(name, name="title"))
        if intro:
            self.column.addWidget(label(intro, muted=True))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(18)
        self.form.setVerticalSpacing(12)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.column.addLayout(self.form)

    def add(self, setting: str, words: str, control: QWidget, hint: str = "") -> Field:
        """A control with its label."""
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
        control.setAccessibleName(words.replace("&", ""))
        self.form.addRow(caption, made)
        self.fields[setting] = made
        return made

    def lock(self, decided: Mapping[str, str]) -> None:
        """Show which settings the environment decides (setting → variable)."""
        for setting, variable in decided.items():
            if setting in self.fields:
                self.fields[setting].lock(tr("set by {variable}").format(variable=variable))

    def load(self, settings: Settings) -> None:
        """Show these."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What the person chose, by setting."""
        raise NotImplementedError

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


class ResearchPage(Page):
    """Where to look for what a person published."""

    def __init__(self) -> None:
        super().__init__("research", tr("Research"), tr("Where Scribe looks for what a person published."))
        self.provider = Choice()
        self.provider.addItem(tr("DuckDuckGo and others, without a key"), SearchChoice.DDGS)
        self.provider.addItem(tr("Your own SearXNG server"), SearchChoice.SEARXNG)
        self.provider.currentIndexChanged.connect(self._show_what_fits)
        self.engine = Choice()
        self.searxng, self.arxiv = QLineEdit(), QLineEdit()
        self.searxng.setPlaceholderText("https://search.example")
        self.pages = QSpinBox()
        self.pages.setRange(1, 6)
        self.pages.setMaximumWidth(110)
        self.pages.setMinimumHeight(30)
        self.allowed = QLineEdit()
        self.allowed.setReadOnly(True)
        self.add("search_provider", tr("Web &search"), self.provider)
        self.add("ddgs_engine", tr("&Engine"), self.engine, tr("The one search engine that is asked."))
        self.add("searxng_url", tr("SearXNG &address"), self.searxng)
        self.add("pages_per_item", tr("&Pages a person"), self.pages, tr("At most so many pages are read about each."))
        self.add("arxiv_url", tr("arX&iv address"), self.arxiv, tr("The whole query address."))
        hint = tr("Pages on these addresses are read though they are not public. Only meant for tests.")
        self.add("fetch_allow", tr("Allowed addresses"), self.allowed, hint)
        self.column.addStretch(1)

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.provider.setCurrentIndex(self.provider.findData(settings.search_provider))
        self.engine.clear()
        for name in dict.fromkeys((*DDGS_ENGINES, settings.ddgs_engine)):
            self.engine.addItem(name, name)
        self.engine.setCurrentIndex(self.engine.findData(settings.ddgs_engine))
        self.searxng.setText(settings.searxng_url)
        self.arxiv.setText(settings.arxiv_url)
        for field in (self.searxng, self.arxiv):
            field.setCursorPosition(0)  # an address is read from its beginning
        self.pages.setValue(settings.pages_per_item)
        self.allowed.setText(", ".join(settings.fetch_allow))
        self.form.setRowVisible(self.fields["fetch_allow"], bool(settings.fetch_allow))
        self._show_what_fits()

    def values(self) -> dict[str, Any]:
        """What the person chose."""
        return {
            "search_provider": SearchChoice(self.provider.currentData()),
            "ddgs_engine": self.engine.currentData(),
            "searxng_url": self.searxng.text().strip(),
            "arxiv_url": self.arxiv.text().strip() or Settings().arxiv_url,
            "pages_per_item": self.pages.value(),
        }

    def wrong(self) -> dict[str, str]:
        """Addresses that cannot be asked."""
        values, found = self.values(), {}
        for setting in ("searxng_url", "arxiv_url"):
            if not usable(setting, values[setting]):
                found[setting] = address_words()
        if values["search_provider"] is SearchChoice.SEARXNG and not values["searxng_url"]:
            found["searxng_url"] = tr("Give the address of the SearXNG server, or choose the other search.")
        return found

    def _show_what_fits(self) -> None:
        own = SearchChoice(self.provider.currentData()) is SearchChoice.SEARXNG
        self.form.setRowVisible(self.fields["searxng_url"], own)
        self.form.setRowVisible(self.fields["ddgs_engine"], not own)


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


class DataPage(Page):
    """Where everything is kept."""

    def __init__(self, folder: Path, environment: Mapping[str, str], open_url: Callable[[QUrl], object] | None = None):
        super().__init__("data", tr("Data"), tr("People, drafts and saved pages are kept here, on this computer."))
        self._folder = folder
        self._open_url = open_url or QDesktopServices.openUrl
        self.folder = QLineEdit(str(folder))
        self.folder.setReadOnly(True)
        self.folder.setCursorPosition(0)
        decided = bool(environment.get(DATA_DIR_VARIABLE))
        hint = tr("set by {variable}").format(variable=DATA_DIR_VARIABLE) if decided else ""
        self.add("folder", tr("&Folder"), self.folder, hint)
        self.open_button = dialog_button(tr("Open the folder"))
        self.open_button.clicked.connect(lambda: self._open_url(QUrl.fromLocalFile(str(self._folder))))
        self.column.addLayout(row_of(self.open_button))
        self.column.addStretch(1)

    def load(self, settings: Settings) -> None:
        """The folder is no setting."""

    def values(self) -> dict[str, Any]:
        """None."""
        return {}


def usable(setting: str, value: object) -> bool:
    """True when the settings take the value, all others being defaults."""
    try:
        replace(Settings(), **{setting: value})  # type: ignore[arg-type]
    except SettingsError:
        return False
    return True


def address_words() -> str:
    """What an address must look like."""
    return tr("An address begins with http:// or https:// and names a host, for example https://api.example/v1.")
