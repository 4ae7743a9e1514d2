"""The settings dialog, over a real data folder and secrets in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import LLM_KEY_SECRET, ComposerChoice, SearchChoice, Theme, load_settings
from scribe_desktop.errors import PauseReason, SecretStoreError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.providers.secrets.keyring_secrets import MemorySecrets
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.health import CheckResult, Health
from tests.ready_folder import put_database

GUI_THREAD = threading.get_ident()


class Secrets(MemorySecrets):
    """A keyring that can be made to refuse, and that knows who asked."""

    def __init__(self, persistent: bool = True, error: str = "") -> None:
        super().__init__()
        self._persistent = persistent
        self._error = error
        self.threads: set[int] = set()

    @property
    def persistent(self) -> bool:
        return self._persistent

    def get(self, name: str) -> str | None:
        self.threads.add(threading.get_ident())
        return super().get(name)

    def set(self, name: str, value: str) -> None:
        self.threads.add(threading.get_ident())
        if self._error:
            raise SecretStoreError(self._error)
        super().set(name, value)


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


@pytest.fixture
def opened(tmp_path: Path, secrets: Secrets) -> Iterator[AppContext]:
    made = open_context(put_database(tmp_path).root)
    yield replace(made, secrets=lambda: secrets)
    made.close()


Start = Callable[..., SettingsDialog]


@pytest.fixture
def start(qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons) -> Iterator[Start]:
    background = BackgroundCalls()

    def start_it(section: str = "", environment: dict[str, str] | None = None, **changes: Any) -> SettingsDialog:
        surroundings = Surroundings(replace(opened, **changes), background, theme, icons)
        dialog = SettingsDialog(surroundings, section, environment=environment or {})
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield start_it
    assert background.close()


def test_writer_is_saved(qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path) -> None:
    dialog = start()
    dialog.writer.sender_name.setText(" Maya Lindqvist ")
    dialog.writer.signature.setPlainText("Maya\nOstlake College")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert opened.settings.current.sender.name == "Maya Lindqvist"
    assert load_settings(tmp_path / "settings.json").settings.signature == "Maya\nOstlake College"
    assert not dialog.isVisible()


def test_section_is_shown_first(start: Start) -> None:
    assert start("composer").page.key == "composer"
    assert start("").page.key == "writer"


def test_bad_address_gets_a_sentence_beside_it_and_nothing_is_saved(
    qtbot: QtBot, start: Start, opened: AppContext
) -> None:
    dialog = start()
    dialog.composer.base_url.setEditText("localhost:11434")
    dialog.save_button.click()
    assert dialog.page is dialog.composer
    assert "http://" in dialog.composer.fields["llm_base_url"].sentence
    assert opened.settings.current.llm_base_url == ""
    assert dialog.isVisible()
    dialog.composer.base_url.setEditText("http://127.0.0.1:11434/v1")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert opened.settings.current.llm_base_url == "http://127.0.0.1:11434/v1"


def test_searxng_needs_its_address(start: Start) -> None:
    dialog = start("research")
    dialog.research.provider.setCurrentIndex(dialog.research.provider.findData(SearchChoice.SEARXNG))
    dialog.save_button.click()
    assert "SearXNG" in dialog.research.fields["searxng_url"].sentence


def test_model_without_a_name_is_asked_for(start: Start) -> None:
    dialog = start("composer")
    dialog.composer.choice.setCurrentIndex(dialog.composer.choice.findData(ComposerChoice.OPENAI))
    dialog.composer.base_url.setEditText("http://127.0.0.1:11434/v1")
    dialog.save_button.click()
    assert dialog.composer.fields["llm_model"].sentence.startswith("Name the model")


def test_key_goes_to_the_keyring_and_never_to_the_file(
    qtbot: QtBot, start: Start, secrets: Secrets, tmp_path: Path
) -> None:
    dialog = start("composer")
    dialog.composer.key_box.field.setText("sk-made-up")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert secrets.get(LLM_KEY_SECRET) == "sk-made-up"
    assert "sk-made-up" not in (tmp_path / "settings.json").read_text("utf-8")


def test_keyring_is_never_asked_in_the_gui_thread(qtbot: QtBot, start: Start, secrets: Secrets) -> None:
    dialog = start("composer")
    dialog.composer.key_box.field.setText("sk-made-up")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert secrets.threads
    assert threading.get_ident() not in secrets.threads


def test_kept_key_can_be_forgotten(qtbot: QtBot, start: Start, secrets: Secrets) -> None:
    secrets.set(LLM_KEY_SECRET, "sk-made-up")
    dialog = start("composer")
    qtbot.waitUntil(dialog.composer.key_box.button.isVisible)
    dialog.composer.key_box.button.click()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert secrets.get(LLM_KEY_SECRET) is None


def test_missing_keyring_is_said(qtbot: QtBot, start: Start) -> None:
    dialog = start("composer", secrets=lambda: Secrets(persistent=False))
    qtbot.waitUntil(lambda: dialog.composer.keyring.text != "")
    assert "no keyring that works" in dialog.composer.keyring.text


def test_keyring_that_refuses_keeps_the_dialog_open(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    dialog = start("composer", secrets=lambda: Secrets(error="The keyring is locked. Unlock it and try again."))
    dialog.writer.sender_name.setText("Maya Lindqvist")
    dialog.composer.key_box.field.setText("sk-made-up")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "locked" in dialog.strip.text)
    assert dialog.isVisible()
    assert dialog.save_button.isEnabled()
    assert opened.settings.current.sender_name == ""


def test_environment_decides_and_says_so(start: Start, opened: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIBE_LLM_MODEL", "small-writer")
    opened.settings.save(opened.settings.loaded.settings)
    dialog = start("composer", {"SCRIBE_LLM_API_KEY": "sk-made-up", "SCRIBE_DATA_DIR": "somewhere"})
    assert dialog.composer.model.text() == "small-writer"
    assert not dialog.composer.model.isEnabled()
    assert dialog.composer.fields["llm_model"].sentence == "Set by SCRIBE_LLM_MODEL."
    assert not dialog.composer.key_box.field.isEnabled()
    assert dialog.composer.fields["key"].sentence == "Set by SCRIBE_LLM_API_KEY."
    dialog.show_page("data")
    assert dialog.data.fields["folder"].sentence == "Set by SCRIBE_DATA_DIR."


def test_allow_list_is_shown_when_set(start: Start, opened: AppContext) -> None:
    assert not start("research").research.allowed.isVisible()
    opened.settings.save(replace(opened.settings.loaded.settings, fetch_allow=("127.0.0.1:8000",)))
    dialog = start("research")
    assert dialog.research.allowed.isVisible()
    assert dialog.research.allowed.text() == "127.0.0.1:8000"


def test_test_asks_with_what_stands_there_before_it_is_saved(qtbot: QtBot, start: Start) -> None:
    asked: list[tuple[str, str, str | None]] = []

    def probe(settings: Any, key: str | None, token: Any) -> CheckResult:
        assert threading.get_ident() != GUI_THREAD
        asked.append((settings.llm_base_url, settings.llm_model, key))
        return CheckResult(Health.OK, "The server answers and offers small-writer.")

    dialog = start("composer", probe_model=probe)
    dialog.composer.test.click()
    assert asked == []
    assert dialog.composer.fields["llm_base_url"].sentence == "Give the address first."
    dialog.composer.base_url.setEditText("http://127.0.0.1:11434/v1")
    dialog.composer.model.setText("small-writer")
    dialog.composer.key_box.field.setText("sk-made-up")
    dialog.composer.test.click()
    qtbot.waitUntil(dialog.composer.test.isEnabled)
    assert asked == [("http://127.0.0.1:11434/v1", "small-writer", "sk-made-up")]
    assert dialog.composer.result.text == "The server answers and offers small-writer."


def test_test_says_why_nothing_answers(qtbot: QtBot, start: Start) -> None:
    dialog = start("composer")
    dialog.composer.base_url.setEditText("http://127.0.0.1:9/v1")
    dialog.composer.model.setText("small-writer")
    dialog.composer.test.click()
    qtbot.waitUntil(dialog.composer.test.isEnabled, timeout=30_000)
    assert "127.0.0.1:9" in dialog.composer.result.text


def test_colours_are_tried_at_once_and_put_back_on_cancel(qtbot: QtBot, start: Start, theme: ThemeController) -> None:
    dialog = start("appearance")
    dialog.appearance.theme.setCurrentIndex(dialog.appearance.theme.findData(Theme.DARK))
    dialog.appearance.theme.activated.emit(dialog.appearance.theme.currentIndex())
    assert theme.tokens.dark
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert theme.choice is Theme.LIGHT


def test_queue_that_waited_for_a_key_goes_on(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    opened.queue.pause(PauseReason.KEY_REFUSED, "The key was refused.")
    dialog = start("composer")
    dialog.composer.key_box.field.setText("sk-made-up")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert opened.queue.pause_state().reason is None


def test_pause_of_the_person_outlives_new_settings(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    opened.queue.pause()
    dialog = start()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert opened.queue.pause_state().reason is PauseReason.USER


def test_paper_sources_are_chosen_by_check_boxes(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    dialog = start("research")
    page = dialog.research
    assert page.sources.chosen == ("arxiv",)
    assert page.books.chosen == ("open_library",)
    page.sources.boxes["arxiv"].click()
    page.sources.boxes["crossref"].click()
    page.books.boxes["open_library"].click()
    page.email.setText(" maya@ostlake.example ")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settings = opened.settings.current
    assert (settings.paper_sources, settings.open_library) == (("crossref",), False)
    assert settings.contact_email == "maya@ostlake.example"


def test_fields_that_only_some_sources_need_come_with_them(start: Start) -> None:
    page = start("research").research
    key, email = page.fields["openalex_key"], page.fields["contact_email"]
    assert email.isVisible()  # Open Library takes it
    page.books.boxes["open_library"].click()
    assert not email.isVisible()
    assert not key.isVisible()
    page.sources.boxes["openalex"].click()
    assert key.isVisible()
    assert email.isVisible()
    assert not page.fields["semantic_scholar_key"].isVisible()
    assert not page.fields["crossref_url"].isVisible()


def test_keys_of_paper_sources_go_into_the_keyring_and_nowhere_else(
    qtbot: QtBot, start: Start, opened: AppContext, secrets: Secrets, tmp_path: Path
) -> None:
    secrets.set("semantic-scholar-api-key", "old")
    dialog = start("research")
    page = dialog.research
    page.sources.boxes["openalex"].click()
    page.sources.boxes["semantic_scholar"].click()
    qtbot.waitUntil(lambda: page.keys["semantic-scholar-api-key"].button.isVisible())
    assert "keyring" in page.fields["openalex_key"].sentence
    page.keys["openalex-api-key"].field.setText("k-new")
    page.keys["semantic-scholar-api-key"].button.click()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert secrets.get("openalex-api-key") == "k-new"
    assert secrets.get("semantic-scholar-api-key") is None
    assert "k-new" not in (tmp_path / "settings.json").read_text("utf-8")


def test_wrong_contact_email_gets_a_sentence(start: Start) -> None:
    dialog = start("research")
    dialog.research.email.setText("maya at ostlake")
    dialog.save_button.click()
    assert "no email address" in dialog.research.fields["contact_email"].sentence


def test_sources_that_the_environment_decides_are_shown_and_locked(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCRIBE_PAPER_SOURCES", "crossref, openalex")
    monkeypatch.setenv("SCRIBE_CROSSREF_URL", "http://127.0.0.1:9/crossref")
    made = open_context(tmp_path / "other")
    try:
        environment = {"SCRIBE_OPENALEX_API_KEY": "k"}
        page = start("research", environment, settings=made.settings).research
        assert page.sources.chosen == ("openalex", "crossref")
        assert page.fields["paper_sources"].sentence == "Set by SCRIBE_PAPER_SOURCES."
        assert not page.sources.boxes["arxiv"].isEnabled()
        assert page.fields["crossref_url"].isVisible()
        assert page.fields["openalex_key"].sentence == "Set by SCRIBE_OPENALEX_API_KEY."
    finally:
        made.close()
