"""The settings' page about research: which web search, and who is asked for papers and books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QSpinBox

from scribe_desktop.config.paper_settings import (
    OPENALEX_KEY_SECRET,
    OPENALEX_KEY_VARIABLE,
    PAPER_URLS,
    SEMANTIC_SCHOLAR_KEY_SECRET,
    SEMANTIC_SCHOLAR_KEY_VARIABLE,
    PaperChoice,
)
from scribe_desktop.config.settings import SearchChoice, Settings
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Surroundings, Tasks
from scribe_desktop.gui.dialogs.settings_dialog_keys import KeyBox
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page, address_words, usable
from scribe_desktop.gui.dialogs.settings_dialog_sources import SourceBoxes
from scribe_desktop.gui.wording import tr

DDGS_ENGINES = ("duckduckgo", "brave", "mojeek", "startpage", "yahoo", "wikipedia")
"""The engines that ddgs can ask for text; the person's own choice is kept when it is another."""

BOOKS = "open_library"


class ResearchPage(Page):
    """Where to look for what a person published. Keys of paper servers are read and kept by the keyring, never here."""

    def __init__(self, surroundings: Surroundings, environment: Mapping[str, str]) -> None:
        super().__init__("research", tr("Research"), tr("Where Scribe looks for what a person published."))
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._add_search()
        self._add_sources()
        self.keys = {
            OPENALEX_KEY_SECRET: self._key("openalex_key", tr("&OpenAlex key"), PaperChoice.OPENALEX),
            SEMANTIC_SCHOLAR_KEY_SECRET: self._key(
                "semantic_scholar_key", tr("Semantic Scholar &key"), PaperChoice.SEMANTIC_SCHOLAR
            ),
        }
        self.addresses = {setting: QLineEdit() for setting in PAPER_URLS}
        self.arxiv = self.addresses["arxiv_url"]
        for setting, field in self.addresses.items():
            hint = tr("The whole query address.") if field is self.arxiv else ""
            self.add(setting, _address_captions()[setting], field, hint)
        self.allowed = QLineEdit()
        self.allowed.setReadOnly(True)
        hint = tr("Pages on these addresses are read though they are not public. Only meant for tests.")
        self.add("fetch_allow", tr("Allowed addresses"), self.allowed, hint)
        self.column.addStretch(1)
        self._look_for_keys(environment)

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.provider.setCurrentIndex(self.provider.findData(settings.search_provider))
        self.engine.clear()
        for name in dict.fromkeys((*DDGS_ENGINES, settings.ddgs_engine)):
            self.engine.addItem(name, name)
        self.engine.setCurrentIndex(self.engine.findData(settings.ddgs_engine))
        self.searxng.setText(settings.searxng_url)
        self.pages.setValue(settings.pages_per_item)
        self.sources.choose(settings.paper_sources)
        self.books.choose((BOOKS,) if settings.open_library else ())
        self.email.setText(settings.contact_email)
        for setting, field in self.addresses.items():
            field.setText(getattr(settings, setting))
        for field in (self.searxng, *self.addresses.values()):
            field.setCursorPosition(0)  # an address is read from its beginning
        self.allowed.setText(", ".join(settings.fetch_allow))
        self.form.setRowVisible(self.fields["fetch_allow"], bool(settings.fetch_allow))
        usual = Settings()
        for setting in self.addresses:
            # Only who runs a server of the same kind needs another address.
            shown = setting == "arxiv_url" or getattr(settings, setting) != getattr(usual, setting)
            self.form.setRowVisible(self.fields[setting], shown)
        self._show_what_fits()

    def values(self) -> dict[str, Any]:
        """What the person chose; keys are not among it."""
        usual = Settings()
        return {
            "search_provider": SearchChoice(self.provider.currentData()),
            "ddgs_engine": self.engine.currentData(),
            "searxng_url": self.searxng.text().strip(),
            "pages_per_item": self.pages.value(),
            "paper_sources": self.sources.chosen,
            "open_library": bool(self.books.chosen),
            "contact_email": self.email.text().strip(),
            **{name: field.text().strip() or getattr(usual, name) for name, field in self.addresses.items()},
        }

    @property
    def secrets(self) -> dict[str, str | None]:
        """Keys that were typed, by the name of their secret; None for one that is to be forgotten."""
        typed: dict[str, str | None] = {name: box.typed for name, box in self.keys.items() if box.typed}
        return typed | {name: None for name, box in self.keys.items() if box.forgotten}

    def wrong(self) -> dict[str, str]:
        """Addresses that cannot be asked."""
        values, found = self.values(), {}
        for setting in ("searxng_url", *self.addresses):
            if not usable(setting, values[setting]):
                found[setting] = address_words()
        if values["search_provider"] is SearchChoice.SEARXNG and not values["searxng_url"]:
            found["searxng_url"] = tr("Give the address of the SearXNG server, or choose the other search.")
        if not usable("contact_email", values["contact_email"]):
            found["contact_email"] = tr("This is no email address. Write one like name@university.example, or none.")
        return found

    def _add_search(self) -> None:
        self.provider = Choice()
        self.provider.addItem(tr("DuckDuckGo and others, without a key"), SearchChoice.DDGS)
        self.provider.addItem(tr("Your own SearXNG server"), SearchChoice.SEARXNG)
        self.provider.currentIndexChanged.connect(self._show_what_fits)
        self.engine = Choice()
        self.searxng = QLineEdit()
        self.searxng.setPlaceholderText("https://search.example")
        self.pages = QSpinBox()
        self.pages.setRange(1, 6)
        self.pages.setMaximumWidth(110)
        self.pages.setMinimumHeight(30)
        self.add("search_provider", tr("Web &search"), self.provider)
        self.add("ddgs_engine", tr("&Engine"), self.engine, tr("The one search engine that is asked."))
        self.add("searxng_url", tr("SearXNG &address"), self.searxng)
        self.add("pages_per_item", tr("&Pages per person"), self.pages, tr("At most this many pages are read."))

    def _add_sources(self) -> None:
        self.sources = SourceBoxes(
            (
                (PaperChoice.ARXIV.value, tr("arXiv"), tr("Manuscripts, mostly of the sciences.")),
                (PaperChoice.OPENALEX.value, tr("OpenAlex"), tr("All fields. Few questions a day without a key.")),
                (
                    PaperChoice.SEMANTIC_SCHOLAR.value,
                    tr("Semantic Scholar"),
                    tr("All fields. Often busy without a key."),
                ),
                (PaperChoice.CROSSREF.value, tr("Crossref"), tr("What publishers register, of all fields.")),
            )
        )
        self.sources.changed.connect(self._show_what_fits)
        self.books = SourceBoxes(((BOOKS, tr("Open Library"), tr("Asked for templates about a book only.")),))
        self.books.changed.connect(self._show_what_fits)
        self.email = QLineEdit()
        self.email.setPlaceholderText("name@university.example")
        words = tr("Each that you choose is sent the person’s name, and nothing else about them.")
        self.add("paper_sources", tr("Pape&rs"), self.sources, words)
        self.add("open_library", tr("&Books"), self.books, tr("It is sent the person’s name as well."))
        hint = tr(
            "Yours, if you like: OpenAlex, Crossref and Open Library answer more reliably when they know whom to "
            "write to. It is sent to these only, with each question; empty sends none."
        )
        self.add("contact_email", tr("&Contact email"), self.email, hint)

    def _key(self, setting: str, words: str, choice: PaperChoice) -> KeyBox:
        box = KeyBox(choice.value)
        self.add(setting, words, box, tr("Looking into the keyring…"))
        return box

    def _look_for_keys(self, environment: Mapping[str, str]) -> None:
        variables = {
            OPENALEX_KEY_SECRET: ("openalex_key", OPENALEX_KEY_VARIABLE),
            SEMANTIC_SCHOLAR_KEY_SECRET: ("semantic_scholar_key", SEMANTIC_SCHOLAR_KEY_VARIABLE),
        }
        self._looked_for = {name: setting for name, (setting, _) in variables.items()}
        for name, (setting, variable) in variables.items():
            if environment.get(variable, "").strip():
                self.fields[setting].lock(tr("Set by {variable}.").format(variable=variable))
                del self._looked_for[name]
        context, names = self._context, tuple(self._looked_for)

        def look() -> tuple[bool, dict[str, bool]]:
            secrets = context.secrets()
            return secrets.persistent, {name: secrets.get(name) is not None for name in names}

        if names:
            self._tasks.run(look, self._on_keys, self._on_no_keys)

    def _on_keys(self, found: tuple[bool, dict[str, bool]]) -> None:
        persistent, kept = found
        where = (
            tr("Kept in this computer’s keyring, never in a file.")
            if persistent
            else tr("Kept until you close Scribe: this computer has no keyring that works.")
        )
        for name, setting in self._looked_for.items():
            self.keys[name].show_kept(kept[name])
            self.fields[setting].set_hint(where)

    def _on_no_keys(self, error: ScribeError) -> None:
        for setting in self._looked_for.values():
            self.fields[setting].set_hint(error.message)

    @Slot()
    def _show_what_fits(self) -> None:
        own = SearchChoice(self.provider.currentData()) is SearchChoice.SEARXNG
        self.form.setRowVisible(self.fields["searxng_url"], own)
        self.form.setRowVisible(self.fields["ddgs_engine"], not own)
        if "openalex_key" not in self.fields or not hasattr(self, "keys"):
            return
        chosen = self.sources.chosen
        self.form.setRowVisible(self.fields["openalex_key"], PaperChoice.OPENALEX in chosen)
        self.form.setRowVisible(self.fields["semantic_scholar_key"], PaperChoice.SEMANTIC_SCHOLAR in chosen)
        takes_email = bool({PaperChoice.OPENALEX, PaperChoice.CROSSREF} & set(chosen) or self.books.chosen)
        self.form.setRowVisible(self.fields["contact_email"], takes_email)


def _address_captions() -> dict[str, str]:
    return {
        "arxiv_url": tr("arX&iv address"),
        "openalex_url": tr("OpenAlex address"),
        "semantic_scholar_url": tr("Semantic Scholar address"),
        "crossref_url": tr("Crossref address"),
        "open_library_url": tr("Open Library address"),
    }
