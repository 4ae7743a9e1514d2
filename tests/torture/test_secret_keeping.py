"""No key ends up in a file, whatever goes wrong; and what would put one there is seen."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from leak_paths import ASCII_CANARY, CANARY, PATHS, PATTERNED, World
from secret_keeping import hanging_window
from sought import files_with, writings

from scribe_desktop.config.logging import Redactor

EXPECTED = "Unexpected error|it failed|Incident|key|Qt|keyring"


@pytest.mark.expected_warning(EXPECTED)
@pytest.mark.parametrize("name", PATHS)
def test_no_file_holds_a_key_afterwards(tmp_path: Path, name: str) -> None:
    PATHS[name](World(tmp_path))
    assert list((tmp_path / "data").rglob("*"))
    assert files_with(tmp_path, CANARY, ASCII_CANARY, PATTERNED) == []


@pytest.mark.expected_warning(EXPECTED)
@pytest.mark.parametrize("name", ["logs at DEBUG, tracebacks, URLs, base64", "crash reports of every thread"])
def test_without_the_redactor_the_same_paths_leak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(Redactor, "clean", lambda self, text: text)
    PATHS[name](World(tmp_path))
    assert files_with(tmp_path, CANARY, ASCII_CANARY, PATTERNED)


def test_a_key_is_found_in_every_form(tmp_path: Path) -> None:
    for number, content in enumerate(writings(CANARY).values()):
        (tmp_path / f"{number}").write_bytes(b"before " + content + b" after")
    (tmp_path / "base64").write_bytes(base64.b64encode(f"user:{CANARY}".encode()))
    assert len(files_with(tmp_path, CANARY)) == len(writings(CANARY)) + 1


def test_window_over_a_keyring_that_hangs_goes_on_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    found = hanging_window("work")
    assert (found.felt["claimed"], found.code) == (True, 0)
    assert found.felt["beats"] > 0  # the window was awake while the keyring was waited for


def test_window_over_a_keyring_that_hangs_can_be_closed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    found = hanging_window("close")
    assert (found.felt["hung"], found.code) == (True, 0)


def test_there_are_as_many_paths_as_promised() -> None:
    assert len(PATHS) >= 12
