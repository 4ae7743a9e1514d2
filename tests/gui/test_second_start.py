"""Starting the program: its arguments, and a second start beside an open window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from scribe_desktop import __version__
from scribe_desktop.gui import one_window
from scribe_desktop.gui.arguments import parse_arguments
from scribe_desktop.gui.one_window import WindowServer, channel_of, show_first_window
from tests.gui.conftest import Opener

START = "from scribe_desktop.__main__ import window; window()"


@pytest.fixture
def channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:  # a short path: a socket's may have no more than about 100 letters
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield channel_of(tmp_path / "data")


def start_again(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", START, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_data_dir_is_taken_from_the_arguments() -> None:
    assert parse_arguments(["--data-dir", "letters"]).data_dir == Path("letters")
    assert parse_arguments([]).data_dir is None


@pytest.mark.parametrize("arguments", [["--dark"], ["letters.csv"], ["--data-dir"], ["--data", "x"]])
def test_unknown_argument_is_refused_in_a_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_arguments(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("scribe-desktop: ")
    assert len(said.splitlines()) == 1


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_arguments(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


def test_each_folder_has_a_channel_of_its_own(tmp_path: Path) -> None:
    assert channel_of(tmp_path / "one") != channel_of(tmp_path / "two")
    assert channel_of(tmp_path / "one" / ".." / "one") == channel_of(tmp_path / "one")


def test_nobody_answers_without_a_window(channel: str) -> None:
    assert not show_first_window(channel)


def test_second_start_on_the_same_folder_asks_for_the_window_and_ends(
    qtbot: QtBot, channel: str, tmp_path: Path
) -> None:
    server, asked = WindowServer(channel), []
    server.asked.connect(lambda: asked.append(True))
    second = start_again("--data-dir", str(tmp_path / "data"))
    try:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
    finally:
        second.kill()
        second.communicate()
    assert (second.returncode, asked) == (0, [True])
    assert not (tmp_path / "data").exists(), "the second one opened nothing"
    server.close()


@pytest.mark.skipif(os.name == "nt", reason="a pipe has no file")
def test_only_the_same_user_reaches_the_window(channel: str) -> None:
    server = WindowServer(channel)
    assert Path(channel).stat().st_mode & 0o077 == 0
    server.close()
    assert not Path(channel).exists()


@pytest.mark.skipif(os.name == "nt", reason="a pipe has no file")
def test_what_a_crash_left_behind_is_in_nobodys_way(qtbot: QtBot, channel: str) -> None:
    Path(channel).write_bytes(b"")
    assert not show_first_window(channel)
    server, socket = WindowServer(channel), QLocalSocket()
    with qtbot.waitSignal(server.asked):
        socket.connectToServer(channel)
        socket.write(b"show\n")
    qtbot.waitUntil(lambda: bytes(socket.readAll().data()) == b"shown\n")
    server.close()


def test_window_that_hangs_does_not_keep_the_second_from_opening(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_window, "ANSWER_MILLISECONDS", 50)
    server = WindowServer(channel)
    assert not show_first_window(channel), "nobody is in the event loop to answer"
    server.close()


def test_window_comes_forward_when_it_is_asked_for(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    window.showMinimized()
    window.hide()
    window.bring_forward()
    assert window.isVisible()
    assert not window.windowState() & Qt.WindowState.WindowMinimized


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_program_that_is_told_to_end_closes_its_window_cleanly(qtbot: QtBot, channel: str, tmp_path: Path) -> None:
    process = start_again("--data-dir", str(tmp_path / "data"))
    try:
        qtbot.waitUntil(lambda: (tmp_path / "data" / "scribe.db").exists(), timeout=60_000)
        qtbot.waitUntil(lambda: Path(channel).exists(), timeout=60_000)
        process.terminate()
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, said) == (0, "")
    assert not Path(channel).exists()


def test_of_several_starts_at_the_same_moment_one_opens_a_window(qtbot: QtBot, channel: str, tmp_path: Path) -> None:
    starts = [start_again("--data-dir", str(tmp_path / "data")) for _ in range(3)]
    try:
        qtbot.waitUntil(lambda: sum(one.poll() is not None for one in starts) == 2, timeout=120_000)
        assert show_first_window(channel), "the third is there and answers"
        running = [one for one in starts if one.poll() is None]
        assert len(running) == 1
        running[0].terminate()
        running[0].communicate(timeout=60)
    finally:
        for one in starts:
            one.kill()
            one.communicate()
    assert [one.returncode for one in starts] == [0, 0, 0]
