"""The settings: pages at the left, one on show; checked as a whole, saved in the background."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.config.settings import LLM_KEY_SECRET, Settings
from scribe_desktop.errors import PauseReason, ScribeError
from scribe_desktop.gui.dialogs.parts import (
    Dress,
    Strip,
    Surroundings,
    Tasks,
    dialog_button,
    footer,
    resize_within_screen,
    say_in,
    surroundings_of,
)
from scribe_desktop.gui.dialogs.settings_dialog_api import ApiPage
from scribe_desktop.gui.dialogs.settings_dialog_composer import ComposerPage
from scribe_desktop.gui.dialogs.settings_dialog_data import DataPage, connect_upkeep
from scribe_desktop.gui.dialogs.settings_dialog_pages import AppearancePage, Page, WriterPage
from scribe_desktop.gui.dialogs.settings_dialog_privacy import PrivacyPage
from scribe_desktop.gui.dialogs.settings_dialog_research import ResearchPage
from scribe_desktop.gui.views.widgets import label, scrolled
from scribe_desktop.gui.wording import Tone, tr

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow
    from scribe_desktop.services.app_context import AppContext

_MENDED_BY_SETTINGS = (
    PauseReason.KEY_REFUSED,
    PauseReason.QUOTA_SPENT,
    PauseReason.MODEL_UNREACHABLE,
    PauseReason.NOT_CONFIGURED,
    PauseReason.BUDGET_SPENT,
)


def open_settings(window: MainWindow, section: str = "") -> SettingsDialog:
    """Open the settings over the window, at a section (the settings hook)."""
    dialog = SettingsDialog(surroundings_of(window), section, window)
    if window.session is not None:
        dialog.saved.connect(window.session.refresh_overview)
        dialog.saved.connect(window.session.wake)
    connect_upkeep(dialog.data, dialog.reject, window, window.hooks)
    dialog.saved.connect(lambda settings: say_in(window, tr("Settings saved.")))
    dialog.open()
    return dialog


class SettingsDialog(QDialog):
    """Writer, Composer, Research, Local API, Appearance, Data, Privacy.

    Args:
        section: the key of the page to show first: writer, composer, research, api, appearance, data or
            privacy.
        environment: for what it decides besides the settings (the key, the data folder).

    Signals:
        saved(Settings): stored and in force.
    """

    saved = Signal(object)

    def __init__(
        self,
        surroundings: Surroundings,
        section: str = "",
        parent: QWidget | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings"))
        resize_within_screen(self, 860, 620)
        Dress(self, surroundings.theme)
        self._context = surroundings.context
        self._theme = surroundings.theme
        self._theme_before = surroundings.theme.choice
        self._tasks = Tasks(surroundings.background, self)
        self.writer = WriterPage()
        self.composer = ComposerPage(surroundings, environment)
        self.research = ResearchPage(surroundings, environment)
        self.appearance = AppearancePage()
        self.data = DataPage(surroundings, environment)
        self.finished.connect(lambda _: self.data.stop())
        local_api = surroundings.local_api
        self.api = None if local_api is None else ApiPage(surroundings, local_api)
        self.privacy = PrivacyPage(surroundings)
        pages = (self.writer, self.composer, self.research, self.api, self.appearance, self.data, self.privacy)
        self.pages: tuple[Page, ...] = tuple(page for page in pages if page is not None)
        self.strip = Strip(surroundings.icons, surroundings.theme)
        self.list = QListWidget()
        self.list.setObjectName("side")
        self.list.setAccessibleName(tr("Pages"))
        self._stack = QStackedWidget()
        loaded = surroundings.context.settings.loaded
        for page in self.pages:
            item = QListWidgetItem(page.name, self.list)
            item.setSizeHint(QSize(0, surroundings.theme.tokens.header_height))
            self._stack.addWidget(scrolled(page))
            page.load(loaded.settings)
            page.lock(loaded.from_environment)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.appearance.chosen.connect(self._theme.choose)
        self.cancel = dialog_button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.save_button = dialog_button(tr("Save"), primary=True)
        self.save_button.clicked.connect(self.save)
        self._lay_out()
        self.show_page(section)

    @property
    def page(self) -> Page:
        """The page on show."""
        return self.pages[self._stack.currentIndex()]

    def show_page(self, section: str) -> None:
        """Go to a page; the first one when there is none of that key."""
        keys = [page.key for page in self.pages]
        self.list.setCurrentRow(keys.index(section) if section in keys else 0)
        if section in keys:
            next((one for one in self.page.fields.values() if one.control.isEnabled()), self.list).setFocus()

    @Slot()
    def save(self) -> None:
        """Check all pages; store key and settings in the background, then close."""
        for page in self.pages:
            if page.wrong():
                self.show_page(page.key)
                page.show_wrong()
                return
            page.show_wrong()
        chosen = {name: value for page in self.pages for name, value in page.values().items()}
        try:
            replace(self._context.settings.loaded.settings, **chosen)
        except ScribeError as error:
            self.strip.say(error.message, Tone.DANGER)
            return
        key, forget, context = self.composer.key_box.typed, self.composer.key_box.forgotten, self._context
        secrets = self.research.secrets
        self.save_button.setEnabled(False)
        self._tasks.run(lambda: store(context, chosen, key, forget, secrets), self._on_saved, self._on_failed)

    def reject(self) -> None:
        """Close, with the colours as they were."""
        self.composer.stop()
        self._theme.choose(self._theme_before)
        super().reject()

    def _lay_out(self) -> None:
        rail = QFrame()
        rail.setObjectName("rail")
        rail.setFixedWidth(200)
        side = QVBoxLayout(rail)
        side.setContentsMargins(14, 24, 14, 14)
        side.setSpacing(10)
        side.addWidget(label(tr("Settings"), name="heading", wrap=False))
        side.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(28, 12, 28, 0)
        holder.addWidget(self.strip)
        right.addLayout(holder)
        right.addWidget(self._stack, 1)
        right.addWidget(footer(right=(self.cancel, self.save_button)))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(rail)
        outer.addLayout(right, 1)

    def _on_saved(self, settings: Settings) -> None:
        self.composer.stop()
        self._theme.choose(settings.theme)
        self.saved.emit(settings)
        self.accept()

    def _on_failed(self, error: ScribeError) -> None:
        self.save_button.setEnabled(True)
        self.strip.say(error.message, Tone.DANGER)


def store(
    context: AppContext,
    chosen: Mapping[str, Any],
    key: str,
    forget_key: bool,
    secrets: Mapping[str, str | None],
) -> Settings:
    """Keep the keys, then what was chosen; a queue that paused for want of them goes on. The settings in force.

    `secrets` are more keys by name, None for one to forget.

    Raises SecretStoreError, SettingsError.
    """
    if key:
        context.secrets().set(LLM_KEY_SECRET, key)
    elif forget_key:
        context.secrets().delete(LLM_KEY_SECRET)
    for name, value in secrets.items():
        if value is None:
            context.secrets().delete(name)
        else:
            context.secrets().set(name, value)
    context.settings.change(**chosen)
    if context.queue.pause_state().reason in _MENDED_BY_SETTINGS:
        context.queue.resume()
    return context.settings.loaded.settings
