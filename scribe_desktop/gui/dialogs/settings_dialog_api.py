"""The settings' page about the local API: on or off, its port, how it stands, its tokens, and lines to begin with."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from scribe_desktop.config.settings import Settings
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, dialog_button
from scribe_desktop.gui.dialogs.settings_dialog_api_parts import CodeBox
from scribe_desktop.gui.dialogs.settings_dialog_api_tokens import TokensPanel
from scribe_desktop.gui.dialogs.settings_dialog_api_words import TOKEN_PLACE, curl_lines, python_lines
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page
from scribe_desktop.gui.local_api import ApiPhase, ApiState, LocalApi
from scribe_desktop.gui.views.widgets import label, restyle
from scribe_desktop.gui.wording import Tone, tr


class ApiPage(Page):
    """The switch acts at once; the port when it is asked to, or with everything else when the settings are saved."""

    def __init__(self, surroundings: Surroundings, api: LocalApi) -> None:
        intro = tr("Lets your own scripts queue people and read drafts over HTTP, on this computer only.")
        super().__init__("api", tr("Local API"), intro)
        self._surroundings = surroundings
        self._settings = surroundings.context.settings
        self._api = api
        self.switch = QCheckBox(tr("&Answer scripts on this computer"))
        self.switch.setMinimumHeight(30)
        self.switch.clicked.connect(self._on_switched)
        self._dot = QLabel()
        self.state = label("", wrap=False)
        self.state.setMinimumHeight(30)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.strip.followed.connect(api.try_again)
        self.port = QSpinBox()
        self.port.setRange(1, 65535)
        self.port.setMinimumWidth(110)
        self.port.setMinimumHeight(30)
        self.port.setGroupSeparatorShown(False)
        self.port.lineEdit().setTextMargins(6, 0, 0, 0)  # as Field does it for a field alone
        self.port.valueChanged.connect(self._on_port_typed)
        self.move_button = dialog_button(tr("Use this port"))
        self.move_button.clicked.connect(self._on_move)
        self.tokens = TokensPanel(surroundings)
        self.curl, self.python = CodeBox("curl"), CodeBox("Python")
        self._lay_out()
        api.changed.connect(self._show)
        api.not_saved.connect(self._on_not_saved)
        surroundings.theme.changed.connect(self._paint_dot)
        self._show(api.state)

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.switch.setChecked(settings.api_enabled)
        self.port.setValue(settings.api_port)

    def values(self) -> dict[str, Any]:
        """The port; the switch has done its work already."""
        return {"api_port": self.port.value()}

    def _lay_out(self) -> None:
        self.add("api_enabled", tr("&Scripts"), self.switch)
        self.switch.setAccessibleName(self.switch.text().replace("&", ""))
        self.add("api_port", tr("&Port"), _side_by_side(self.port, self.move_button))
        self.port.setAccessibleName(tr("Port"))
        self.add("standing", tr("Now"), _side_by_side(self._dot, self.state))
        self.column.addWidget(self.strip)
        self.column.addSpacing(6)
        self.column.addWidget(label(tr("Tokens"), name="heading"))
        words = tr("A script shows a token with each request. What you change here takes effect at once.")
        self.column.addWidget(label(words, muted=True))
        self.column.addWidget(self.tokens)
        self.column.addSpacing(6)
        self.column.addWidget(label(tr("To begin with"), name="heading"))
        words = tr("These lines list the queue. Put a token in place of {place}.").format(place=TOKEN_PLACE)
        self.column.addWidget(label(words, muted=True))
        for box in (self.curl, self.python):
            row = QHBoxLayout()
            row.addWidget(label(box.accessibleName(), wrap=False), 1, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(box.copy_button)
            self.column.addLayout(row)
            self.column.addWidget(box)
        self.column.addStretch(1)

    @Slot(object)
    def _show(self, state: ApiState) -> None:
        words = {
            ApiPhase.OFF: tr("Off"),
            ApiPhase.STARTING: tr("Starting…"),
            ApiPhase.ON: tr("On at {url}").format(url=state.url),
            ApiPhase.STOPPING: tr("Stopping…"),
            ApiPhase.FAILED: tr("Not started"),
        }[state.phase]
        self.state.setText(words)
        restyle(self.state, tone=self._tone.value, muted=self._tone is Tone.NEUTRAL)
        self.strip.say(state.problem, Tone.DANGER, tr("Try again"))
        self.switch.setChecked(self._settings.current.api_enabled)
        self._paint_dot()
        self._on_port_typed()
        self.curl.set_text(curl_lines(self._api.base_url))
        self.python.set_text(python_lines(self._api.base_url))

    @property
    def _tone(self) -> Tone:
        tones = {ApiPhase.ON: Tone.SUCCESS, ApiPhase.FAILED: Tone.DANGER}
        return tones.get(self._api.state.phase, Tone.NEUTRAL)

    @Slot()
    def _paint_dot(self) -> None:
        self._dot.setPixmap(self._surroundings.icons.pixmap("running", self._tone.value, 12, self.devicePixelRatioF()))

    @Slot(bool)
    def _on_switched(self, on: bool) -> None:
        self._api.switch(on)

    @Slot()
    def _on_port_typed(self) -> None:
        self.move_button.setEnabled(self.port.value() != self._settings.current.api_port)

    @Slot()
    def _on_move(self) -> None:
        self.move_button.setEnabled(False)
        self._api.use_port(self.port.value())

    @Slot(object)
    def _on_not_saved(self, error: ScribeError) -> None:
        self._show(self._api.state)
        self.strip.say(error.message, Tone.DANGER)


def _side_by_side(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for one in widgets:
        row.addWidget(one)
    row.addStretch(1)
    holder.setFocusProxy(widgets[0])
    return holder
