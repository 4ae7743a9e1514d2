"""The settings' page about what writes the drafts: rules or a model, the model's server, its key, and a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit

from scribe_desktop.config.settings import LLM_KEY_SECRET, LLM_KEY_VARIABLE, ComposerChoice, Settings
from scribe_desktop.errors import InterruptReason, ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Strip, Surroundings, Tasks, dialog_button
from scribe_desktop.gui.dialogs.settings_dialog_costs import CostFields
from scribe_desktop.gui.dialogs.settings_dialog_keys import KeyBox
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page, address_words, usable
from scribe_desktop.gui.views.widgets import row_of
from scribe_desktop.gui.wording import Tone, tr
from scribe_desktop.services.health import CheckResult, Health

TEST_SECONDS = 20.0
LOCAL_SERVERS = ("http://127.0.0.1:11434/v1", "http://127.0.0.1:1234/v1", "http://127.0.0.1:8080/v1")
"""Where Ollama, LM Studio and llama.cpp answer when nothing else was set."""


class ComposerPage(Page):
    """Which composer writes, and the model behind it."""

    def __init__(self, surroundings: Surroundings, environment: Mapping[str, str]) -> None:
        intro = tr("What writes the drafts. Without a model, rules fill the places; that needs no account and no key.")
        super().__init__("composer", tr("Composer"), intro)
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._token: Any = None
        self._make_controls()
        self._add_fields()
        self.test = dialog_button(tr("Test"))
        self.test.setToolTip(tr("Ask the server for its list of models, with what stands here. Costs nothing."))
        self.test.clicked.connect(self.run_test)
        self.column.addLayout(row_of(self.test))
        self.result = Strip(surroundings.icons, surroundings.theme)
        self.keyring = Strip(surroundings.icons, surroundings.theme)
        self.column.addWidget(self.result)
        self.column.addWidget(self.keyring)
        self.costs = CostFields(self, surroundings)
        self.column.addStretch(1)
        if environment.get(LLM_KEY_VARIABLE, "").strip():
            self.fields["key"].lock(tr("Set by {variable}.").format(variable=LLM_KEY_VARIABLE))
        else:
            self._tasks.run(self._look_for_key, self._on_key, self._on_no_key)

    def _make_controls(self) -> None:
        self.choice = Choice()
        self.choice.addItem(tr("A model when one is set below, else template only"), ComposerChoice.AUTO)
        self.choice.addItem(tr("A model"), ComposerChoice.OPENAI)
        self.choice.addItem(tr("Template only, no AI"), ComposerChoice.TEMPLATE_ONLY)
        self.choice.currentIndexChanged.connect(self._enable)
        self.base_url = Choice()
        self.base_url.setEditable(True)
        self.base_url.addItems(LOCAL_SERVERS)
        self.base_url.setInsertPolicy(Choice.InsertPolicy.NoInsert)
        self.base_url.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model = QLineEdit()
        self.temperature = QDoubleSpinBox()
        self.temperature.setRange(0.0, 2.0)
        self.temperature.setMaximumWidth(110)
        self.temperature.setMinimumHeight(30)
        self.temperature.setSingleStep(0.1)
        self.temperature.setDecimals(2)
        self.key_box = KeyBox("model")

    def _add_fields(self) -> None:
        self.add("composer", tr("&Written by"), self.choice)
        hint = tr(
            "Any server that speaks OpenAI’s protocol. Ollama, LM Studio and llama.cpp on this computer are listed."
        )
        self.add("llm_base_url", tr("Server &address"), self.base_url, hint)
        self.add("llm_model", tr("&Model"), self.model, tr("Its name, as the server lists it."))
        self.add("key", tr("&Key"), self.key_box, tr("Looking into the keyring…"))
        self.add(
            "llm_temperature",
            tr("&Temperature"),
            self.temperature,
            tr("0 keeps to the likeliest words; 0.4 is a good start."),
        )

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.choice.setCurrentIndex(self.choice.findData(settings.composer))
        self.base_url.setEditText(settings.llm_base_url)
        self.model.setText(settings.llm_model)
        self.temperature.setValue(settings.llm_temperature)
        self.costs.load(settings)

    def lock(self, decided: Mapping[str, str]) -> None:
        """Show which settings the environment decides."""
        super().lock(decided)
        self.costs.lock(decided)

    def values(self) -> dict[str, Any]:
        """What the person chose; the key is not among it."""
        return {
            "composer": ComposerChoice(self.choice.currentData()),
            "llm_base_url": self.base_url.currentText().strip(),
            "llm_model": self.model.text().strip(),
            "llm_temperature": round(self.temperature.value(), 2),
            **self.costs.values(),
        }

    def wrong(self) -> dict[str, str]:
        """An address that cannot be asked, or a model that is chosen but not named."""
        values, found = self.values(), {}
        if not usable("llm_base_url", values["llm_base_url"]):
            found["llm_base_url"] = address_words()
        if values["composer"] is ComposerChoice.OPENAI:
            if not values["llm_base_url"]:
                found["llm_base_url"] = tr("Give the address of the model’s server, or choose “Template only”.")
            if not values["llm_model"]:
                found["llm_model"] = tr("Name the model, or choose “Template only”.")
        if values["composer"] is not ComposerChoice.TEMPLATE_ONLY:
            found |= self.costs.wrong()
        return found

    @Slot()
    def run_test(self) -> None:
        """Ask the server with what stands here, saved or not."""
        values = self.values()
        for setting, words in (
            ("llm_base_url", tr("Give the address first.")),
            ("llm_model", tr("Name the model first.")),
        ):
            if not values[setting]:
                self.fields[setting].say(words)
                self.fields[setting].control.setFocus()
                return
        if self.show_wrong():
            return
        settings = replace(self._context.settings.current, **values)
        key, probe = self.key_box.typed or None, self._context.probe_model
        token = self._token = self._context.new_token(TEST_SECONDS)
        self.test.setEnabled(False)
        self.result.say(tr("Asking {address}…").format(address=values["llm_base_url"]), Tone.ACCENT)
        self._tasks.run(lambda: probe(settings, key, token), self._on_tested, self._on_test_failed, key="test")

    def stop(self) -> None:
        """End a test that is under way."""
        if self._token is not None:
            self._token.cancel(InterruptReason.STOPPED)

    def _look_for_key(self) -> tuple[bool, bool]:
        secrets = self._context.secrets()
        return secrets.persistent, secrets.get(LLM_KEY_SECRET) is not None

    def _on_key(self, found: tuple[bool, bool]) -> None:
        persistent, kept = found
        self.key_box.show_kept(kept)
        where = (
            tr("Kept in this computer’s keyring, never in a file.")
            if persistent
            else tr("Kept until you close Scribe.")
        )
        self.fields["key"].set_hint(where + " " + tr("A model on this computer needs none."))
        if not persistent:
            words = tr(
                "This computer has no keyring that works, so the model’s key is kept only until you close Scribe."
            )
            self.keyring.say(words, Tone.WARNING)

    def _on_no_key(self, error: ScribeError) -> None:
        self.fields["key"].set_hint("")
        self.keyring.say(error.message, Tone.WARNING)

    def _on_tested(self, result: CheckResult) -> None:
        tone = {Health.OK: Tone.SUCCESS, Health.NOTE: Tone.ACCENT, Health.PROBLEM: Tone.DANGER}[result.health]
        self.result.say(" ".join(part for part in (result.found, result.advice) if part), tone)
        self.test.setEnabled(True)

    def _on_test_failed(self, error: ScribeError) -> None:
        self.result.say(error.message, Tone.DANGER)
        self.test.setEnabled(True)

    @Slot()
    def _enable(self) -> None:
        by_rules = ComposerChoice(self.choice.currentData()) is ComposerChoice.TEMPLATE_ONLY
        for setting in ("llm_base_url", "llm_model", "key", "llm_temperature"):
            if setting in self.fields:
                self.form.setRowVisible(self.fields[setting], not by_rules)
        if hasattr(self, "costs"):
            self.costs.show(not by_rules)
        if hasattr(self, "test"):
            self.test.setVisible(not by_rules)
            self.result.say("")
