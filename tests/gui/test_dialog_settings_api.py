"""The settings' page about the local API, over a real data folder and a server in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.access import TokenScope, TokenState
from scribe_desktop.errors import AccessTokenError, ScribeError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog
from scribe_desktop.gui.dialogs.settings_dialog_api import ApiPage
from scribe_desktop.gui.dialogs.settings_dialog_api_new_token import NewTokenDialog
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.local_api import LocalApi
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.services.access_tokens import AccessTokens
from scribe_desktop.services.app_context import AppContext
from tests.fakes import MemorySecrets
from tests.ready_folder import put_database

GUI_THREAD = threading.get_ident()


@dataclass
class Servers:
    """Makes servers that bind nothing; those on `busy` ports do not start."""

    busy: set[int] = field(default_factory=set)
    running: list[int] = field(default_factory=list)

    def __call__(self, port: int | None) -> Any:
        assert port is not None
        return Server(self, port)


@dataclass
class Server:
    made_by: Servers
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert threading.get_ident() != GUI_THREAD
        if self.port in self.made_by.busy:
            raise ScribeError(f"Port {self.port} is in use by another program.")
        self.made_by.running.append(self.port)

    def stop(self) -> None:
        assert threading.get_ident() != GUI_THREAD
        self.made_by.running.remove(self.port)


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.fixture
def opened(tmp_path: Path, secrets: MemorySecrets, servers: Servers) -> Iterator[AppContext]:
    made = open_context(put_database(tmp_path).root)
    tokens = AccessTokens(made.unit_of_work, lambda: secrets, made.clock, lambda text: None)
    yield replace(made, secrets=lambda: secrets, tokens=tokens, new_api_server=servers)
    made.close()


Start = Callable[[], SettingsDialog]


@pytest.fixture
def start(qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons) -> Iterator[Start]:
    background, saving = BackgroundCalls(), BackgroundCalls()
    api = LocalApi(opened, saving)
    api.start()
    dialogs: list[SettingsDialog] = []  # here a dialog has no parent that keeps it

    def start_it() -> SettingsDialog:
        dialog = SettingsDialog(Surroundings(opened, background, theme, icons, api), "api", environment={})
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        dialogs.append(dialog)
        return dialog

    yield start_it
    api.begin_close()
    assert api.close(5000)
    assert background.close() and saving.close()


def page_of(dialog: SettingsDialog) -> ApiPage:
    assert dialog.api is not None
    assert dialog.page is dialog.api
    return dialog.api


def rows_of(page: ApiPage) -> list[list[str]]:
    model = page.tokens.model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def press(box: QMessageBox | None, words: str) -> None:
    assert box is not None
    next(one for one in box.buttons() if one.text() == words).click()


def new_token(page: ApiPage) -> NewTokenDialog:
    dialog = page.tokens.open_new()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    return dialog


def test_switch_acts_at_once_and_the_page_says_how_it_stands(
    qtbot: QtBot, start: Start, opened: AppContext, servers: Servers
) -> None:
    page = page_of(start())
    assert page.state.text() == "Off"
    page.switch.click()
    qtbot.waitUntil(lambda: page.state.text() == "On at http://127.0.0.1:8417")
    assert servers.running == [8417]
    assert opened.settings.current.api_enabled
    page.switch.click()
    qtbot.waitUntil(lambda: page.state.text() == "Off")
    assert servers.running == []


def test_busy_port_is_said_and_another_port_mends_it(qtbot: QtBot, start: Start, servers: Servers) -> None:
    servers.busy.add(8417)
    page = page_of(start())
    page.switch.click()
    qtbot.waitUntil(lambda: page.strip.text == "Port 8417 is in use by another program.")
    assert page.state.text() == "Not started"
    assert page.switch.isChecked()
    assert not page.move_button.isEnabled()
    page.port.setValue(9000)
    page.move_button.click()
    qtbot.waitUntil(lambda: page.state.text() == "On at http://127.0.0.1:9000")
    assert page.strip.text == ""
    assert "http://127.0.0.1:9000/api/queue/" in page.curl.text
    assert "http://127.0.0.1:9000/api/queue/" in page.python.text


def test_try_again_starts_it_once_the_port_is_free(qtbot: QtBot, start: Start, servers: Servers) -> None:
    servers.busy.add(8417)
    page = page_of(start())
    page.switch.click()
    qtbot.waitUntil(lambda: bool(page.strip.text))
    servers.busy.clear()
    page.strip.link.click()
    qtbot.waitUntil(lambda: page.state.text() == "On at http://127.0.0.1:8417")


def test_port_typed_is_saved_with_the_settings_and_not_on_cancel(
    qtbot: QtBot, start: Start, opened: AppContext, servers: Servers
) -> None:
    dialog = start()
    page_of(dialog).switch.click()
    qtbot.waitUntil(lambda: servers.running == [8417])
    page_of(dialog).port.setValue(9000)
    dialog.reject()
    assert opened.settings.current.api_port == 8417

    dialog = start()
    page_of(dialog).port.setValue(9001)
    dialog.writer.sender_name.setText("Maya Lindqvist")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: servers.running == [9001])
    assert opened.settings.current.sender_name == "Maya Lindqvist"
    assert opened.settings.current.api_enabled, "saving the other pages does not switch it off"


def test_switch_that_cannot_be_stored_goes_back_and_says_why(
    qtbot: QtBot, start: Start, opened: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(start())

    def full(**changes: object) -> None:
        raise ScribeError("The disk is full.")

    monkeypatch.setattr(opened.settings, "change", full)
    page.switch.click()
    qtbot.waitUntil(lambda: page.strip.text == "The disk is full.")
    assert not page.switch.isChecked()


def test_new_token_is_shown_once_and_works(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    page = page_of(start())
    dialog = new_token(page)
    dialog.create_button.click()
    assert "name" in dialog.name_field.sentence
    dialog.name.setText("notebook")
    dialog.scope.setCurrentIndex(dialog.scope.findData(TokenScope.READ_WRITE))
    dialog.days.setValue(7)
    dialog.create_button.click()
    qtbot.waitUntil(lambda: bool(dialog.token.text))
    dialog.token.copy_button.click()
    token = QGuiApplication.clipboard().text()
    assert token == dialog.token.text
    assert dialog.token.copy_button.text() == "Copied"
    claims = opened.tokens.verify(token)
    assert (claims.name, claims.scope) == ("notebook", TokenScope.READ_WRITE)
    (row,) = opened.tokens.find()
    assert (row.expires_at - row.created_at).days == 7
    dialog.done_button.click()
    qtbot.waitUntil(lambda: len(rows_of(page)) == 1)
    name, state, _, _, used = rows_of(page)[0]
    assert (name, state, used) == ("notebook", "Active", "never")
    assert token not in str(rows_of(page))


def test_name_in_use_keeps_the_dialog_open(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    opened.tokens.create("notebook", TokenScope.READ)
    page = page_of(start())
    dialog = new_token(page)
    dialog.name.setText("notebook")
    dialog.create_button.click()
    qtbot.waitUntil(lambda: "notebook" in dialog.strip.text)
    assert dialog.create_button.isEnabled()
    dialog.name.setText("another")
    dialog.create_button.click()
    qtbot.waitUntil(lambda: bool(dialog.token.text))
    dialog.accept()


def test_revoked_token_opens_nothing_and_stays_in_the_list(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    token = opened.tokens.create("notebook", TokenScope.READ).token
    other = opened.tokens.create("dashboard", TokenScope.READ).token
    page = page_of(start())
    qtbot.waitUntil(lambda: len(rows_of(page)) == 2)
    assert not page.tokens.revoke_button.isEnabled()
    page.tokens.table.selectRow([row[0] for row in rows_of(page)].index("notebook"))
    page.tokens.revoke_button.click()
    press(page.tokens.box, "Cancel")
    assert opened.tokens.verify(token)
    page.tokens.revoke_button.click()
    press(page.tokens.box, "Revoke")
    qtbot.waitUntil(lambda: [row[:2] for row in rows_of(page)] == [["dashboard", "Active"], ["notebook", "Revoked"]])
    with pytest.raises(AccessTokenError):
        opened.tokens.verify(token)
    assert opened.tokens.verify(other)
    assert page.tokens.chosen is not None and page.tokens.chosen.name == "notebook"
    assert not page.tokens.revoke_button.isEnabled()


def test_end_all_asks_first_and_ends_them(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    tokens = [opened.tokens.create(name, TokenScope.READ).token for name in ("notebook", "dashboard")]
    page = page_of(start())
    qtbot.waitUntil(lambda: len(rows_of(page)) == 2)
    page.tokens.end_button.click()
    press(page.tokens.box, "Cancel")
    assert opened.tokens.verify(tokens[0])
    page.tokens.end_button.click()
    press(page.tokens.box, "End all tokens")
    qtbot.waitUntil(lambda: page.tokens.said.text == "2 tokens ended.")
    assert {one.state(opened.clock.now()) for one in opened.tokens.find()} == {TokenState.REVOKED}
    for token in tokens:
        with pytest.raises(AccessTokenError):
            opened.tokens.verify(token)


def test_use_by_a_script_appears_while_the_page_is_open(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    row = opened.tokens.create("notebook", TokenScope.READ).row
    page = page_of(start())
    qtbot.waitUntil(lambda: len(rows_of(page)) == 1)
    assert rows_of(page)[0][4] == "never"
    opened.tokens.touch(row.jti)
    qtbot.waitUntil(lambda: rows_of(page)[0][4] != "never", timeout=20_000)


def test_without_a_keyring_tokens_last_for_this_run_and_the_page_says_so(
    qtbot: QtBot, start: Start, opened: AppContext, secrets: MemorySecrets
) -> None:
    secrets.persistent = False
    page = page_of(start())
    qtbot.waitUntil(lambda: "until you close Scribe" in page.tokens.keyring.text)
    dialog = new_token(page)
    assert not dialog.days.isVisible()
    dialog.name.setText("notebook")
    dialog.create_button.click()
    qtbot.waitUntil(lambda: bool(dialog.token.text))
    dialog.accept()
    qtbot.waitUntil(lambda: len(rows_of(page)) == 1)
    assert rows_of(page)[0][3] == "with its run"
    opened.tokens.close()
    assert opened.tokens.find() == []


def test_page_without_a_local_api_is_not_there(
    qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons
) -> None:
    background = BackgroundCalls()
    dialog = SettingsDialog(Surroundings(opened, background, theme, icons), "api", environment={})
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert dialog.api is None
    assert [page.key for page in dialog.pages] == ["writer", "composer", "research", "appearance", "data", "privacy"]
    assert background.close()


def test_switching_on_and_off_quickly_ends_as_it_was_switched_last(
    qtbot: QtBot, start: Start, servers: Servers, opened: AppContext
) -> None:
    page = page_of(start())
    for _ in range(5):
        page.switch.click()
    qtbot.waitUntil(lambda: page.state.text() == "On at http://127.0.0.1:8417")
    qtbot.waitUntil(lambda: servers.running == [8417])
    assert opened.settings.current.api_enabled
    assert page.switch.isChecked()


def test_every_control_of_the_page_has_an_accessible_name(start: Start) -> None:
    page = page_of(start())
    controls = (page.switch, page.port, page.move_button, page.curl, page.python, page.tokens.table,
                page.curl.copy_button, page.tokens.create_button, page.tokens.revoke_button)  # fmt: skip
    assert all(one.accessibleName() for one in controls)
