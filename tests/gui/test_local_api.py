"""The local API behind the window: real requests over a real socket against a window with real storage."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import Settings, load_settings, save_settings
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.errors import ScribeError, SecretStoreError
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.dialogs.settings_dialog_api_words import TOKEN_PLACE, curl_lines, python_lines
from scribe_desktop.gui.local_api import ApiPhase, LocalApi
from scribe_desktop.pipeline.runner import PipelineRunner
from scribe_desktop.pipeline.step import StepContext
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
from tests.factories import recipient
from tests.integration.engine import TEMPLATE, ScriptedStep

WAIT = 20_000
BODY = {"items": [{"recipient_name": f"Prof. Ilse Varnholt {at}", "recipient_interest": "tides"} for at in range(3)],
        "email_template": TEMPLATE}  # fmt: skip


class Opened:
    """A window over a real data folder whose steps are the test's own, and scripts that ask it."""

    def __init__(self, application: QApplication, folder: Path, steps: dict[StepName, ScriptedStep]) -> None:
        self.folder = folder
        self._steps = steps
        self._changes: dict[str, Any] = {}
        self._application = application
        self.running: Application | None = None

    def open(self, port: int | None, **changes: Any) -> None:
        """Open the window; with the API on that port, or off."""
        self._changes = changes
        settings = Settings(api_enabled=port is not None, api_port=port or Settings().api_port)
        save_settings(self.folder / "settings.json", settings)
        self.running = Application(self._application, self._open_context, hooks_for)
        self.running.show()

    def close(self) -> bool:
        assert self.running is not None
        running, self.running = self.running, None
        running.window.closed.disconnect()
        running.window.hide()
        ended = running.close()
        running.window.deleteLater()
        running.theme.deleteLater()
        return ended

    @property
    def context(self) -> AppContext:
        assert self.running is not None and self.running.session is not None
        return self.running.session.context

    @property
    def api(self) -> LocalApi:
        assert self.running is not None and self.running.session is not None
        assert self.running.session.local_api is not None
        return self.running.session.local_api

    def stands(self, phase: ApiPhase) -> bool:
        return self.running is not None and self.running.session is not None and self.api.state.phase is phase

    def client(self, scope: TokenScope = TokenScope.READ_WRITE) -> httpx2.Client:
        token = self.context.tokens.create(f"script {scope}", scope).token
        headers = {"Authorization": f"Bearer {token}"}
        return httpx2.Client(base_url=self.api.base_url, headers=headers, trust_env=False)

    def _open_context(self, *folder: Any, **options: Any) -> AppContext:
        context = open_context(*folder, **options)
        if options.get("demo"):
            return context
        return replace(context, new_worker=lambda: self._worker(context), **self._changes)

    def _worker(self, context: AppContext) -> QueueWorker:
        units, clock, events = context.unit_of_work, context.clock, context.events
        pipeline = Pipeline(PipelineRunner(tuple(self._steps.values()), units, clock, events), "template-only", 300)
        return QueueWorker(lambda: pipeline, units, clock, events, context.new_watcher(), "window")


@pytest.fixture
def steps() -> dict[StepName, ScriptedStep]:
    return {name: ScriptedStep(name) for name in StepName}


@pytest.fixture
def opened(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, steps: dict[StepName, ScriptedStep]
) -> Iterator[Opened]:
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(tmp_path))
    made = Opened(qapp, tmp_path, steps)
    yield made
    if made.running is not None:
        assert made.close()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one.getsockname()[1]


def wait(qtbot: QtBot, that: Callable[[], bool]) -> None:
    qtbot.waitUntil(that, timeout=WAIT)


def test_it_is_off_until_the_person_switches_it_on(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(None)
    wait(qtbot, lambda: opened.stands(ApiPhase.OFF))
    line = opened.running.window.status_line  # type: ignore[union-attr]
    wait(qtbot, lambda: line.api_button.text() == "Local API off")
    opened.api.use_port(free_port)
    wait(qtbot, lambda: opened.context.settings.current.api_port == free_port)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{opened.api.base_url}/health", trust_env=False)

    opened.api.switch(True)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    assert opened.api.state.url == f"http://127.0.0.1:{free_port}"
    assert line.api_button.text() == "Local API on"
    assert httpx2.get(f"{opened.api.state.url}/health", trust_env=False).status_code == 200
    assert load_settings(opened.folder / "settings.json", {}).settings.api_enabled

    opened.api.switch(False)
    wait(qtbot, lambda: opened.stands(ApiPhase.OFF))
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{opened.api.base_url}/health", trust_env=False)


def test_scripts_see_the_queue_of_the_window(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    opened.context.queue.pause()
    opened.context.queue.enqueue([recipient("Dr. Noor Tamsin")], TEMPLATE)
    with opened.client(TokenScope.READ) as client:
        (item,) = client.get("/api/queue/").json()
        assert (item["recipient_name"], item["status"], item["position"]) == ("Dr. Noor Tamsin", "pending", 1)
        assert client.post("/api/queue/batch", json=BODY).status_code == 403


def test_batch_that_a_script_queues_appears_in_the_window_and_is_worked(
    qtbot: QtBot, opened: Opened, free_port: int, steps: dict[StepName, ScriptedStep]
) -> None:
    goes_on = threading.Event()

    def hold(context: StepContext) -> None:
        assert goes_on.wait(WAIT / 1000)

    steps[StepName.WEB_SCRAPER].act = hold
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    assert opened.running is not None and opened.running.window.workspace is not None
    queue = opened.running.window.workspace.queue
    try:
        with opened.client() as client:
            ids = client.post("/api/queue/batch", json=BODY).json()["queue_item_ids"]
            wait(qtbot, lambda: queue.model.total == 3 and queue.model.row_at(0) is not None)
            names = [queue.model.data(queue.model.index(row, 0)) for row in range(3)]
            assert names == [one["recipient_name"] for one in BODY["items"]]  # type: ignore[index]
            wait(qtbot, lambda: client.get("/api/queue/").json()[0]["current_step"] == "web_scraper")
            assert queue.model.id_at(0) is not None and str(queue.model.id_at(0)) == ids[0]
            goes_on.set()

            def done() -> bool:
                return {one["status"] for one in client.get("/api/queue/").json()} == {"completed"}

            wait(qtbot, done)
            session = opened.running.session
            wait(qtbot, lambda: session is not None and session.overview.counts.completed == 3)
    finally:
        goes_on.set()


def test_resume_by_a_script_wakes_the_worker_of_the_window(
    qtbot: QtBot, opened: Opened, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[bool] = []
    wake = QueueWorker.wake
    monkeypatch.setattr(QueueWorker, "wake", lambda worker: (woken.append(True), wake(worker)))
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    with opened.client() as client:
        assert client.post("/api/queue/pause").status_code == 200
        woken.clear()
        assert client.post("/api/queue/resume").status_code == 200
        wait(qtbot, lambda: bool(woken))


def test_token_that_is_revoked_opens_nothing_from_then_on(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    with opened.client() as client:
        assert client.get("/api/queue/").status_code == 200
        (row,) = opened.context.tokens.find()
        assert row.last_used_at is not None
        opened.context.tokens.revoke(row.jti)
        assert client.get("/api/queue/").status_code == 401


def test_busy_port_is_said_above_the_lists_and_another_port_mends_it(
    qtbot: QtBot, opened: Opened, free_port: int, busy_port: int
) -> None:
    opened.open(busy_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.FAILED))
    window = opened.running.window  # type: ignore[union-attr]
    assert window.workspace is not None
    banners = window.workspace.banners
    wait(qtbot, lambda: f"Port {busy_port} is in use" in banners.text_of("local-api"))
    assert window.status_line.api_button.text() == "Local API not started"
    assert f"Port {busy_port}" in window.status_line.api_button.toolTip()

    next(one for one in banners.findChildren(QPushButton) if one.text() == "Settings…").click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None and dialog.page.key == "api"  # type: ignore[attr-defined]
    dialog.close()

    opened.api.use_port(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    assert not banners.text_of("local-api")


def test_port_that_was_let_go_is_taken_at_the_next_try(qtbot: QtBot, opened: Opened) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        opened.open(other.getsockname()[1])
        wait(qtbot, lambda: opened.stands(ApiPhase.FAILED))
    opened.api.try_again()
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))


def test_another_port_ends_the_first_one(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    first = opened.api.state.url
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        other_port = one.getsockname()[1]
    opened.api.use_port(other_port)
    wait(qtbot, lambda: opened.api.state.url == f"http://127.0.0.1:{other_port}")
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{first}/health", trust_env=False)


def test_keyring_that_does_not_answer_is_said_and_nothing_is_served(
    qtbot: QtBot, opened: Opened, free_port: int
) -> None:
    class Locked:
        def prepare(self) -> None:
            raise SecretStoreError("The keyring is locked. Unlock it and try again.")

    opened.open(free_port, tokens=Locked())
    wait(qtbot, lambda: opened.stands(ApiPhase.FAILED))
    assert "locked" in opened.api.state.problem
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{opened.api.base_url}/health", trust_env=False)


def test_switch_that_cannot_be_stored_changes_nothing(
    qtbot: QtBot, opened: Opened, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.open(None)
    wait(qtbot, lambda: opened.stands(ApiPhase.OFF))

    def full(**changes: Any) -> None:
        raise ScribeError("The disk is full.")

    monkeypatch.setattr(opened.context.settings, "change", full)
    with qtbot.waitSignal(opened.api.not_saved) as told:
        opened.api.switch(True)
    assert told.args is not None and told.args[0].message == "The disk is full."
    assert opened.stands(ApiPhase.OFF)


def test_closing_ends_requests_that_are_open(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    with (
        opened.client() as client,
        client.stream("GET", "/api/queue/events") as stream,
        socket.create_connection(("127.0.0.1", free_port), WAIT / 1000) as half_sent,
    ):
        assert stream.status_code == 200
        half_sent.sendall(b"POST /api/queue/batch HTTP/1.1\r\n")
        assert opened.close(), "the server, the worker and the data folder end in time"
        with suppress(httpx2.ReadError, httpx2.RemoteProtocolError):  # a timeout would be an error
            for _ in stream.iter_raw():
                pass
        assert half_sent.recv(100) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port)).close()
    assert not [one for one in threading.enumerate() if one.name in ("local-api", "local-api-end")]


def test_closing_while_it_starts_leaves_nothing_running(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    made: list[int | None] = []

    class Slow:
        def prepare(self) -> None:
            begun.set()
            assert goes_on.wait(WAIT / 1000)

    opened.open(free_port, tokens=Slow(), new_api_server=made.append)
    wait(qtbot, begun.is_set)
    opened.api.begin_close()
    goes_on.set()
    assert opened.close()
    assert made == []


def test_demo_answers_no_scripts(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    url = opened.api.base_url
    running = opened.running
    assert running is not None
    own = running.session
    running.open_demo()
    wait(qtbot, lambda: running.session not in (None, own))
    demo = running.session
    assert demo is not None and demo.local_api is None
    assert not running.window.status_line.api_button.isVisible()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/health", trust_env=False)


def test_lines_to_begin_with_do_what_they_say(qtbot: QtBot, opened: Opened, free_port: int) -> None:
    opened.open(free_port)
    wait(qtbot, lambda: opened.stands(ApiPhase.ON))
    opened.context.queue.pause()
    opened.context.queue.enqueue([recipient("Dr. Noor Tamsin")], TEMPLATE)
    token = opened.context.tokens.create("lines", TokenScope.READ).token
    script = python_lines(opened.api.base_url).replace(TOKEN_PLACE, token)
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert "Dr. Noor Tamsin" in answer.stdout
    if shutil.which("curl"):
        command = curl_lines(opened.api.base_url).replace(TOKEN_PLACE, token)
        answer = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=True)
        assert json.loads(answer.stdout)[0]["status"] == QueueStatus.PENDING.value
